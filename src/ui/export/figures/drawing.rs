//! Draws a figure of what the page shows: collects what it needs in slices, then writes it.

use super::{Export, Pictured};
use crate::ui::language::LanguageInView;
use crate::ui::session::{RecordState, SessionParts};
use codegen::{CodePositions, Language, Program, line_markers, program};
use compare::Comparison;
use explain::caption::Caption;
use export::file_name;
use figure::{
    ComparedPolicy, FigureLook, MOST_LANES, MarkedProgram, TimelineFigure, WrittenFigure, comparison_figure,
    comparison_title, durations_figure, program_figure, scenario_title, timeline_figure,
};
use leptos::prelude::*;
use recording::folds::FOLDED_AT_ONCE;
use recording::statistics::{Distribution, Statistics};
use recording::{ClockKind, Folds, Source, StateGrid, Trace};
use scenario::time::Micros;
use scenario::{Scenario, words};
use timeline::{Sketch, range_in_words};

/// What the names beside a timeline take of its width.
const GUTTER: f64 = 189.0;
/// The width while the timeline is not shown.
const USUAL_WIDTH: f64 = 960.0;
/// At most so many tasks are named beside a line.
const MOST_NAMED: usize = 3;

/// What is collected for a figure.
pub enum CollectedFigure {
    /// The states of all tasks, if they are too many for lanes.
    Timeline(StateGrid),
    /// The runs of all policies.
    Policies(Box<ComparedRuns>),
    /// The figures of all tasks.
    Durations(Statistics),
    /// The program, and the line of each task, if it is the record's program.
    Code(Box<(Program, Option<CodePositions>, Scenario)>),
}

/// The runs of the policies, with the pictures of those that are over.
pub struct ComparedRuns {
    scenario: Scenario,
    comparison: Comparison,
    sketches: Vec<Option<Sketch>>,
}

/// Why there is no such picture at the moment. Tracked.
pub fn refusal(export: &Export, pictured: Pictured) -> Option<String> {
    let SessionParts {
        edit,
        record,
        predicted,
        ..
    } = *export.session;
    let begun = record.state().begun();
    let why = match pictured {
        Pictured::Timeline if begun || predicted.with(|prediction| prediction.is_some()) => return None,
        Pictured::Timeline => "Nothing has run yet, and nothing is predicted.",
        Pictured::Policies => {
            let scenario = edit.scenario_signal();
            return scenario.with(|scenario| match scenario {
                Some(scenario) => Comparison::new(scenario).err().map(|error| error.to_string()),
                None => Some("Something in the editor cannot be read.".to_owned()),
            });
        }
        Pictured::Durations => {
            record.track_growth();
            let ended = |trace: &Trace, folds: &Folds| {
                let tally = &folds.history.tally;
                trace.work_count() > 0 && tally.finished + tally.failed > 0
            };
            if record.with(ended).unwrap_or_default() {
                return None;
            }
            "No task has finished or failed yet."
        }
        Pictured::Code if predicted.shown().with(Option::is_some) => return None,
        Pictured::Code => "There is no program of this record.",
    };
    Some(why.to_owned())
}

/// The width of the timeline with its names, in CSS pixels at the usual text size.
pub fn width_as_shown(export: &Export) -> f64 {
    let mut width = USUAL_WIDTH;
    export.pictures.timeline.with_value(|timeline| {
        if let Some(look) = timeline {
            look(&mut |input| width = (input.scale.width() + GUTTER).round());
        }
    });
    width
}

/// Which moment is shown, and which part of the time is in view.
pub fn view_in_words(export: &Export) -> String {
    let mut words = words::moment(export.session.playhead.moment().at);
    export.pictures.timeline.with_value(|timeline| {
        if let Some(look) = timeline {
            look(&mut |input| words += &range_in_words(&input.scale));
        }
    });
    words
}

impl CollectedFigure {
    /// Nothing is collected yet. Also the name of the file up to its extension; `None` if there is nothing to draw.
    pub fn begin(export: &Export, pictured: Pictured) -> Option<(Self, String)> {
        let SessionParts {
            edit,
            record,
            predicted,
            ..
        } = *export.session;
        let part = pictured.part();
        let of_record = || record.with(|trace, _| file_name(trace, part));
        let of = |scenario: &Scenario| file_name(&Trace::planned(scenario, ClockKind::Virtual, Micros(1)), part);
        Some(match pictured {
            Pictured::Timeline => (Self::Timeline(StateGrid::default()), of_record()?),
            Pictured::Durations => (Self::Durations(Statistics::default()), of_record()?),
            Pictured::Policies => {
                let scenario = edit.scenario()?;
                let runs = ComparedRuns {
                    comparison: Comparison::new(&scenario).ok()?,
                    sketches: Vec::new(),
                    scenario,
                };
                let name = of(&runs.scenario);
                (Self::Policies(Box::new(runs)), name)
            }
            Pictured::Code => {
                let scenario = predicted.shown().get()?;
                let program = program(language(export), &scenario);
                let at_lines = record.state().begun() && !predicted.stale();
                let positions = at_lines.then(|| CodePositions::new(&program));
                let name = of(&scenario);
                (Self::Code(Box::new((program, positions, scenario))), name)
            }
        })
    }

    /// Collects more, until `due`. How much is collected, 0 to 1; `None` when it is all.
    pub fn advance(&mut self, export: &Export, due: &dyn Fn() -> bool) -> Option<f64> {
        let SessionParts {
            record,
            playhead,
            predicted,
            ..
        } = *export.session;
        match self {
            Self::Timeline(grid) => {
                if !record.state().begun() {
                    predicted.with(|prediction| {
                        if let Some(prediction) = prediction {
                            grid.extend_to(&prediction.trace, prediction.trace.events.len());
                        }
                    });
                    return None;
                }
                record
                    .with(|trace, folds| collect_states(grid, trace, folds, due))
                    .flatten()
            }
            Self::Policies(runs) => loop {
                let progress = runs.advance();
                if progress.finished() {
                    return None;
                }
                if due() {
                    return Some(progress.done as f64 / progress.total.max(1) as f64);
                }
            },
            Self::Durations(statistics) => {
                let events = playhead.moment().events;
                let advance = |trace: &Trace, _: &Folds| loop {
                    if statistics.advance_to(trace, events, FOLDED_AT_ONCE) {
                        return None;
                    }
                    if due() {
                        return Some(statistics.folded() as f64 / events.max(1) as f64);
                    }
                };
                record.with(advance).flatten()
            }
            Self::Code(code) => {
                let positions = code.1.as_mut()?;
                let moment = playhead.moment();
                let follow = |trace: &Trace, folds: &Folds| positions.follow(trace, &folds.history.lanes, moment);
                let settled = record.with(follow).unwrap_or(true);
                (!settled).then_some(0.5)
            }
        }
    }

    /// The figure of what is collected.
    pub fn figure(&self, export: &Export, look: &FigureLook<'_>) -> Option<WrittenFigure> {
        match self {
            Self::Timeline(grid) => timeline(export, grid, look),
            Self::Policies(runs) => Some(runs.figure(language(export), look)),
            Self::Durations(statistics) => export
                .session
                .record
                .with(|trace, _| {
                    let distribution = Distribution::new(trace, statistics);
                    durations_figure(&distribution, (&title(trace, language(export)), clock(trace)), look)
                })
                .flatten(),
            Self::Code(code) => code_figure(export, code, look),
        }
    }
}

impl ComparedRuns {
    /// A part of one run; of a run that is over only the picture is kept.
    fn advance(&mut self) -> compare::ComparisonProgress {
        let progress = self.comparison.step();
        while let Some(figures) = self.comparison.figures().get(self.sketches.len()) {
            let (policy, until) = (figures.policy, figures.makespan);
            let recording = self.comparison.take_recording(policy);
            let sketch = recording.map(|recording| Sketch::of(&recording.trace, &recording.lanes, until));
            self.sketches.push(sketch);
        }
        progress
    }

    fn figure(&self, language: Language, look: &FigureLook<'_>) -> WrittenFigure {
        let rows = self.comparison.figures().iter().zip(&self.sketches);
        let rows = rows.map(|(figures, sketch)| ComparedPolicy {
            figures,
            word: language.word_for(figures.policy),
            sketch: sketch.as_ref(),
            current: figures.policy == self.scenario.policy,
        });
        let rows: Vec<ComparedPolicy<'_>> = rows.collect();
        let tasks = usize::try_from(self.scenario.tasks.count()).unwrap_or(usize::MAX);
        let title = comparison_title(&self.scenario, language);
        let note = self.comparison.baseline().and_then(compare::Baseline::note);
        let texts = (
            title.as_str(),
            note.as_deref().unwrap_or_default(),
            "one run each, in virtual time",
        );
        comparison_figure(&rows, tasks, texts, look)
    }
}

/// Folds the states as far as the record is folded, until `due`.
fn collect_states(grid: &mut StateGrid, trace: &Trace, folds: &Folds, due: &dyn Fn() -> bool) -> Option<f64> {
    if trace.tasks.len() <= MOST_LANES + 1 {
        return None;
    }
    let folded = folds.history.folded();
    loop {
        grid.extend_to(trace, folded.min(grid.folded() + FOLDED_AT_ONCE));
        if grid.folded() >= folded {
            if trace.outcome.is_some() && folded == trace.events.len() {
                grid.end_at(folds.history.lanes.last_stamp(trace));
            }
            return None;
        }
        if due() {
            return Some(grid.folded() as f64 / folded.max(1) as f64);
        }
    }
}

fn timeline(export: &Export, grid: &StateGrid, look: &FigureLook<'_>) -> Option<WrittenFigure> {
    let SessionParts { record, playhead, .. } = *export.session;
    let caption = export.pictures.caption.get_value();
    let caption = caption.map(|caption| caption.get()).unwrap_or_default();
    let kicker = kicker(&caption);
    let state = match record.state() {
        RecordState::Planned => "Predicted",
        RecordState::Growing => "Paused",
        RecordState::Ended(_) | RecordState::Ran(_) | RecordState::Opened(_) => "Recorded",
    };
    let mut written = None;
    export.pictures.timeline.with_value(|timeline| {
        let Some(look_at) = timeline else { return };
        record.with(|trace, folds| {
            look_at(&mut |input| {
                let figure = TimelineFigure {
                    input: *input,
                    folds,
                    moment: playhead.moment(),
                    grid: Some(grid),
                    title: &title(trace, language(export)),
                    kicker: &kicker,
                    headline: &caption.headline_text(),
                    detail: &caption.detail_text(),
                    state,
                    source: clock(trace),
                };
                written = Some(timeline_figure(&figure, look));
            });
        });
    });
    written
}

fn code_figure(
    export: &Export,
    (program, positions, scenario): &(Program, Option<CodePositions>, Scenario),
    look: &FigureLook<'_>,
) -> Option<WrittenFigure> {
    let SessionParts { record, playhead, .. } = *export.session;
    let moment = playhead.moment();
    let title = scenario_title(scenario, language(export));
    record.with(|trace, folds| {
        let lines = 0..program.lines.len();
        let markers = positions
            .as_ref()
            .map(|positions| line_markers(positions, lines, None, MOST_NAMED));
        let said = match &markers {
            Some(_) => format!("Where the tasks are at {}.", words::moment(moment.at)),
            None => String::new(),
        };
        let marked = MarkedProgram {
            program,
            markers: markers.as_deref().unwrap_or_default(),
            at: markers.is_some().then_some((trace, &folds.history, moment)),
            selected: None,
        };
        program_figure(&marked, (&title, &said, ""), look)
    })
}

fn language(export: &Export) -> Language {
    let language: LanguageInView = export.pictures.language;
    language.get_untracked()
}

/// The record in a line.
fn title(trace: &Trace, language: Language) -> String {
    match &trace.source {
        Source::Playground(scenario) => scenario_title(scenario, language),
        Source::Recorder(recorder) => {
            let of = recorder.program.as_deref().unwrap_or("A recorded program");
            format!("{of} · {}", words::count(trace.work_count(), "task"))
        }
    }
}

/// Where the times are from.
const fn clock(trace: &Trace) -> &'static str {
    match trace.clock {
        ClockKind::Real => "recorded in real time",
        ClockKind::Virtual => "recorded in virtual time",
    }
}

/// What kind of sentence the caption is, and of which moment.
fn kicker(caption: &Caption) -> String {
    let parts = [caption.kicker(), caption.kicker_note()];
    let parts = parts.iter().map(String::as_str).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" · ")
}
