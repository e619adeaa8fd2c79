//! The figure of a scenario that is run in virtual time, or of a program that has run: for pages that show it without this one.

use crate::colours::Colours;
use crate::frame::{FigureLook, WrittenFigure, prefix_of};
use crate::timeline_figure::{TimelineFigure, scenario_title, timeline_figure};
use codegen::Language;
use compare::MOST_PREDICTED_TASKS;
use explain::caption::{CaptionSource, ended};
use explain::set_up::{SEPARATOR, SetUpLine};
use recording::facts::RecordedBy;
use recording::{FoldDepth, Folds, Moment, RunOutcome, StateGrid, Trace};
use scenario::{Scenario, link};
use timeline::{AxisEnd, DrawnResources, Input, Rows, Scale, TaskTree};

/// As wide as the text of most pages.
const WIDTH: f64 = 720.0;

/// The figure of a run of this scenario in virtual time, in light colours, as an `svg` element as wide as what is around it.
/// `None` without tasks, or with more than are predicted: 1,000.
///
/// Its ids begin with a number that depends on the link, so that figures of different scenarios fit into one page.
///
/// ```
/// use codegen::Language;
/// use scenario::Scenario;
///
/// let svg = figure::figure_of(&Scenario::default(), Language::Python).expect("it has two tasks");
/// assert!(svg.starts_with("<svg xmlns=") && svg.ends_with("</svg>"));
/// ```
#[must_use]
pub fn figure_of(scenario: &Scenario, language: Language) -> Option<String> {
    let tasks = scenario.tasks.count();
    if tasks == 0 || tasks > MOST_PREDICTED_TASKS {
        return None;
    }
    let prefix = prefix_of(&link::write(scenario));
    let trace = compare::Prediction::of(scenario)?.trace;
    let mut folds = Folds::default();
    while !folds.extend(&trace, FoldDepth::Everything, || false) {}
    let run = EndedRun {
        trace: &trace,
        folds: &folds,
        title: &scenario_title(scenario, language),
        has_kicker: false,
        source: "run in virtual time",
    };
    Some(ended_figure(&run, language, &inline_look(&prefix)).svg)
}

/// The figure of the record of a Python program that has ended, as [`figure_of`] draws a scenario's. `program` is its text. `None`
/// with more than 1,000 tasks, and while something of the record is not folded.
#[must_use]
pub fn figure_of_run(program: &str, trace: &Trace, folds: &Folds) -> Option<String> {
    let tasks = trace.tasks.len() as u64;
    if tasks == 0 || tasks > MOST_PREDICTED_TASKS || folds.history.folded() < trace.events.len() {
        return None;
    }
    let prefix = prefix_of(program);
    let run = EndedRun {
        trace,
        folds,
        title: &SetUpLine::of_program(program).parts.join(SEPARATOR),
        has_kicker: false,
        source: "run by CPython on a virtual clock",
    };
    Some(ended_figure(&run, Language::Python, &inline_look(&prefix)).svg)
}

/// How a figure inside of another page looks.
const fn inline_look(prefix: &str) -> FigureLook<'_> {
    FigureLook {
        colours: Colours::Light,
        width: WIDTH,
        prefix,
        fluid: true,
        crisp: false,
    }
}

/// A run that has ended, and what its figure says.
#[derive(Clone, Copy)]
pub struct EndedRun<'a> {
    /// The recording, complete.
    pub trace: &'a Trace,
    /// Its indexes, complete.
    pub folds: &'a Folds,
    /// What it is of.
    pub title: &'a str,
    /// Whether the caption's kicker stands beside the title.
    pub has_kicker: bool,
    /// What made it.
    pub source: &'a str,
}

/// The figure of a run at its end, whole.
#[must_use]
pub fn ended_figure(run: &EndedRun<'_>, language: Language, look: &FigureLook<'_>) -> WrittenFigure {
    let EndedRun { trace, folds, .. } = *run;
    let source = CaptionSource {
        trace,
        folds,
        language,
        program: None,
        recorded_by: RecordedBy::Others,
    };
    let caption = ended(&source, trace.outcome.unwrap_or(RunOutcome::Ok), None, None);
    let history = &folds.history;
    let edge = history.lanes.last_stamp(trace);
    let end = AxisEnd {
        recorded: Some(edge),
        ..AxisEnd::default()
    };
    let mut grid = StateGrid::default();
    grid.extend_to(trace, trace.events.len());
    grid.end_at(edge);
    let buckets = history.density.buckets(edge);
    let flight = timeline::Flight {
        buckets: &buckets,
        most: history.most_in_flight(trace),
        predicted: false,
    };
    let tree = TaskTree::of(trace);
    // The figure has lanes of its own for them.
    let resources = (!history.resources.most_used().is_empty()).then_some(DrawnResources {
        record: &history.resources,
        lanes: &[],
    });
    let scale = Scale::fit(end.end(), look.width, false);
    let figure = TimelineFigure {
        input: Input {
            tree: tree.as_ref(),
            resources,
            causes: Some(&folds.causes),
            flight: Some(flight),
            ..Input::of(
                trace,
                &history.lanes,
                edge,
                scale,
                Rows::new(history.lanes.len(), 1.0, 1.0),
            )
        },
        folds,
        moment: Moment::end(trace),
        grid: Some(&grid),
        title: run.title,
        kicker: &if run.has_kicker {
            caption.kicker()
        } else {
            String::new()
        },
        headline: &caption.headline_text(),
        detail: &caption.detail_text(),
        state: "Recorded",
        source: run.source,
    };
    timeline_figure(&figure, look)
}
