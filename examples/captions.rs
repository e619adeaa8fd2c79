//! Prints the caption of each step of a link: `cargo run -q --example captions -- python 'tasks=2,1,3&await=gather'`.
//! Without a link, of each example.

use codegen::{Language, program};
use explain::caption::{Caption, CaptionSource, at, ended, lesson};
use recording::facts::RecordedBy;
use recording::{FoldDepth, Folds, Moment, RunOutcome};
use scenario::Scenario;
use scenario::examples::{EXAMPLES, Example};
use scenario::link;
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
            eprintln!("usage: captions python|rust|javascript ['<link>']");
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
    let mut folds = Folds::default();
    while !folds.extend(&trace, FoldDepth::Everything, || false) {}
    let program = program(language, scenario);
    let source = CaptionSource {
        trace: &trace,
        folds: &folds,
        language,
        program: Some(&program),
        recorded_by: RecordedBy::You,
    };
    print_caption(&lesson(example, Some(scenario), language));
    let mut next = Some(Moment::START);
    while let Some(moment) = next {
        print_caption(&at(&source, moment));
        next = folds.history.moments.next_stop(&trace, moment);
    }
    let outcome = trace.outcome.unwrap_or(RunOutcome::Ok);
    print_caption(&ended(&source, outcome, example.map(|example| &*example.seen), None));
    println!();
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
