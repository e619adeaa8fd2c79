//! Runs a link in virtual time and writes a figure of it as SVG:
//! `cargo run -q --example figure -- 'tasks=2,1,3&await=gather' > figure.svg`.
//!
//! ```text
//! figure [--dark] [--compare | --durations | --code | --embed] [--width PIXELS] '<link>'
//! ```
//!
//! Exits with 2 and a message on stderr if a part of the link is invalid or there is nothing to draw.

use codegen::{CodePositions, Language, line_markers, program};
use compare::Comparison;
use figure::{
    Colours, ComparedPolicy, EndedRun, FigureLook, MarkedProgram, WrittenFigure, comparison_figure, comparison_title,
    durations_figure, ended_figure, figure_of, program_figure, scenario_title,
};
use recording::statistics::{Distribution, Statistics};
use recording::{FoldDepth, Folds, Moment, Trace};
use scenario::time::Micros;
use scenario::{Scenario, link};
use std::process::ExitCode;
use timeline::Sketch;

const USAGE: &str = "usage: figure [--dark] [--compare | --durations | --code | --embed] [--width PIXELS] '<link>'";

/// Code is shown at this part of the run, where most tasks are still at work.
const CODE_AT: f64 = 0.4;

fn main() -> ExitCode {
    match written() {
        Ok(svg) => {
            println!("{svg}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn written() -> Result<String, String> {
    let mut colours = Colours::Light;
    let (mut what, mut width, mut links) = ("timeline".to_owned(), 960.0, Vec::new());
    let mut arguments = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned());
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--dark" => colours = Colours::Dark,
            "--width" => {
                let given = arguments.next().and_then(|width| width.parse().ok());
                width = given.ok_or(USAGE)?;
            }
            "--compare" | "--durations" | "--code" | "--embed" => what = argument[2..].to_owned(),
            _ => links.push(argument),
        }
    }
    let [link] = links.as_slice() else {
        return Err(USAGE.into());
    };
    let opened = link::read(link);
    if let Some(problem) = opened.problems.first() {
        return Err(problem.to_string());
    }
    let look = FigureLook {
        colours,
        width,
        prefix: "figure",
        fluid: false,
        crisp: false,
    };
    let drawn = if what == "embed" {
        figure_of(&opened.scenario, Language::Python)
    } else {
        draw(&what, &opened.scenario, &look).map(|figure| figure.svg)
    };
    drawn.ok_or_else(|| "There is nothing to draw. Try tasks=2,1".into())
}

fn draw(what: &str, scenario: &Scenario, look: &FigureLook<'_>) -> Option<WrittenFigure> {
    let language = Language::Python;
    if scenario.tasks.items.is_empty() {
        return None;
    }
    let title = scenario_title(scenario, language);
    let trace = runtime::simulate(scenario);
    let mut folds = Folds::default();
    while !folds.extend(&trace, FoldDepth::Everything, || false) {}
    match what {
        "compare" => compared(scenario, language, look),
        "durations" => {
            let mut statistics = Statistics::default();
            while !statistics.advance_to(&trace, trace.events.len(), usize::MAX) {}
            let distribution = Distribution::new(&trace, &statistics);
            durations_figure(&distribution, (&title, "virtual time"), look)
        }
        "code" => Some(code(&trace, &folds, &title, language, look)),
        _ => {
            let run = EndedRun {
                trace: &trace,
                folds: &folds,
                title: &title,
                has_kicker: true,
                source: "virtual time",
            };
            Some(ended_figure(&run, language, look))
        }
    }
}

fn compared(scenario: &Scenario, language: Language, look: &FigureLook<'_>) -> Option<WrittenFigure> {
    let mut comparison = Comparison::new(scenario).ok()?;
    while !comparison.step().finished() {}
    let sketches = comparison.figures().iter().map(|figures| {
        let kept = figures.recording.as_ref();
        kept.map(|kept| Sketch::of(&kept.trace, &kept.lanes, figures.makespan))
    });
    let sketches: Vec<Option<Sketch>> = sketches.collect();
    let rows = comparison.figures().iter().zip(&sketches);
    let rows: Vec<ComparedPolicy<'_>> = rows
        .map(|(figures, sketch)| ComparedPolicy {
            figures,
            word: language.word_for(figures.policy),
            sketch: sketch.as_ref(),
            current: figures.policy == scenario.policy,
        })
        .collect();
    let tasks = usize::try_from(scenario.tasks.count()).unwrap_or(usize::MAX);
    let title = comparison_title(scenario, language);
    let headline = comparison
        .baseline()
        .and_then(|baseline| baseline.note())
        .unwrap_or_default();
    Some(comparison_figure(
        &rows,
        tasks,
        (&title, &headline, "one run each, in virtual time"),
        look,
    ))
}

fn code(trace: &Trace, folds: &Folds, title: &str, language: Language, look: &FigureLook<'_>) -> WrittenFigure {
    let program = trace.scenario().map(|scenario| program(language, scenario));
    let program = program.unwrap_or_else(|| codegen::program(language, &Scenario::default()));
    let history = &folds.history;
    let at = Micros((history.lanes.last_stamp(trace).0 as f64 * CODE_AT) as u64);
    let moment = Moment::at_time(trace, at);
    let mut positions = CodePositions::new(&program);
    while !positions.follow(trace, &history.lanes, moment) {}
    let markers = line_markers(&positions, 0..program.lines.len(), None, 3);
    let marked = MarkedProgram {
        program: &program,
        markers: &markers,
        at: Some((trace, history, moment)),
        selected: None,
    };
    let said = format!("Where the tasks are at {}.", scenario::words::moment(at));
    program_figure(&marked, (title, &said, "virtual time"), look)
}
