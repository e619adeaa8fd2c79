//! Prints the caption of each step of a link: `cargo run -q --example captions -- python 'tasks=2,1,3&await=gather'`.
//! Without a link, of each example; of a trace file, of the record: `-- python run.trace.jsonl`.

use codegen::{Language, Program, program};
use explain::caption::{Caption, CaptionSource, at, ended, lesson};
use recording::facts::RecordedBy;
use recording::{FoldDepth, Folds, Moment, RunOutcome, Trace};
use scenario::Scenario;
use scenario::examples::{EXAMPLES, Example};
use scenario::link;
use std::fs::File;
use std::io::BufReader;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let (language, link) = match arguments.as_slice() {
        [language] => (language, None),
        [language, link] => (language, Some(link)),
        _ => {
            eprintln!("usage: captions python|rust|javascript ['<link>'|FILE.trace.jsonl]");
            return ExitCode::from(2);
        }
    };
    let Some(language) = Language::ALL
        .into_iter()
        .find(|known| known.label().eq_ignore_ascii_case(language))
    else {
        eprintln!("{language} is not one of python, rust and javascript");
        return ExitCode::from(2);
    };
    match link {
        Some(path) if path.ends_with(".trace.jsonl") => {
            let opened = File::open(path).map_err(|error| error.to_string());
            let read =
                opened.and_then(|file| trace_file::read(BufReader::new(file)).map_err(|error| error.to_string()));
            match read {
                Ok(opened) => print_steps(None, &opened.trace, None, language, RecordedBy::Others),
                Err(error) => {
                    eprintln!("{path}: {error}");
                    return ExitCode::from(2);
                }
            }
        }
        Some(link) => {
            let opened = link::read(link);
            for problem in &opened.problems {
                eprintln!("{problem}");
            }
            print_captions(None, &opened.scenario, language);
        }
        None => {
            for example in EXAMPLES.iter() {
                print_captions(Some(example), &link::read(&example.link).scenario, language);
            }
        }
    }
    ExitCode::SUCCESS
}

fn print_captions(example: Option<&Example>, scenario: &Scenario, language: Language) {
    let trace = runtime::simulate(scenario);
    let program = program(language, scenario);
    print_caption(&lesson(example, Some(scenario), language));
    print_steps(example, &trace, Some(&program), language, RecordedBy::You);
    println!();
}

fn print_steps(
    example: Option<&Example>,
    trace: &Trace,
    program: Option<&Program>,
    language: Language,
    recorded_by: RecordedBy,
) {
    let mut folds = Folds::default();
    while !folds.extend(trace, FoldDepth::Everything, || false) && trace.outcome.is_some() {}
    let source = CaptionSource {
        trace,
        folds: &folds,
        language,
        program,
        recorded_by,
    };
    let mut next = Some(Moment::START);
    while let Some(moment) = next {
        print_caption(&at(&source, moment));
        next = folds.history.moments.next_stop(trace, moment);
    }
    let outcome = trace.outcome.unwrap_or(RunOutcome::Ok);
    print_caption(&ended(&source, outcome, example.map(|example| &*example.seen), None));
}

fn print_caption(caption: &Caption) {
    let kicker = [caption.kicker(), caption.kicker_note()].join(" ");
    println!(
        "{:<28} {}\n    {}",
        kicker.trim(),
        caption.headline_text(),
        caption.detail_text()
    );
}
