//! A drawing as plain data, in CSS pixels of the canvas, named by meaning and not by colour. Painting is up to
//! [`crate::paint()`].

mod arrow;
mod drawn_path;
mod flight_row;
mod loop_lane;
mod resources;
mod state_rows;

pub use arrow::Arrow;
pub use drawn_path::{DrawnPath, PathMark, Point};
pub use flight_row::FlightRow;
pub use loop_lane::{LateMark, LoopLane, LoopMark};
pub use resources::{HeldBox, LevelLine, ResourceRows, ResourceWord};
use serde::{Deserialize, Serialize};
pub use state_rows::StateRows;

use super::ticks::Tick;
use recording::{State, TaskId, WaitFamily};

/// A rectangle; `x` and `y` are its top left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Its left edge.
    pub x: f64,
    /// Its top edge.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl Rect {
    /// A rectangle from its top left corner.
    #[must_use]
    pub const fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self { x, y, width, height }
    }

    /// Its right edge.
    #[must_use]
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Its lower edge.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }
}

/// Appends a column, or widens the last one if this continues it at the same height. Nothing for a column without height.
pub(crate) fn widen(columns: &mut Vec<Rect>, next: Rect) {
    let same = |a: f64, b: f64| (a - b).abs() < 1e-6;
    match columns.last_mut() {
        _ if next.height <= 0.0 => {}
        Some(last) if same(last.right(), next.x) && same(last.y, next.y) && same(last.height, next.height) => {
            last.width = next.right() - last.x;
        }
        _ => columns.push(next),
    }
}

/// The size of the canvas, in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// The width.
    pub width: f64,
    /// The height.
    pub height: f64,
}

/// Everything that a frame shows. The fields are in draw order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// The size of the canvas.
    pub size: Size,
    /// The tasks in flight, in a row below the axis.
    pub flight: Option<FlightRow>,
    /// The band of the event loop, above the lanes; its height is 0 if it is not shown.
    pub band: Rect,
    /// The content of the band.
    pub event_loop: Option<LoopLane>,
    /// The area that lanes are clipped to.
    pub lanes: Rect,
    /// The lane of the selected task.
    pub selected: Option<Rect>,
    /// The rules between lanes: the y of each, 1 px high.
    pub rules: Vec<f64>,
    /// The polls of a task with joined futures, drawn through the lanes of those futures.
    pub parent_polls: Vec<Rect>,
    /// The grid lines: the x of each.
    pub grid: Vec<f64>,
    /// The marks along timer bars, from left to right: the same for all bars.
    pub ruler: Vec<RulerMark>,
    /// The bars, from top to bottom, and from left to right in a lane.
    pub bars: Vec<Bar>,
    /// The parts of timers' bars after the timer was due.
    pub overdue: Vec<OverdueBar>,
    /// Polls too short for a bar, each at least 2 px wide.
    pub polls: Vec<PollTick>,
    /// The bars of earlier runs.
    pub earlier_run_bars: Vec<EarlierRunBar>,
    /// The unspent time of cancelled tasks.
    pub hatches: Vec<Hatch>,
    /// All tasks in a few rows, in place of their lanes.
    pub state_rows: Option<StateRows>,
    /// The states of what is in folded tasks, each in the lane of its task.
    pub groups: Option<StateRows>,
    /// The caps at the ends of tasks.
    pub caps: Vec<Cap>,
    /// The rail from main to the futures that are joined into it, and its branches.
    pub rail: Vec<Rect>,
    /// The wakes.
    pub arrows: Vec<Arrow>,
    /// The lanes of resources, below those of tasks.
    pub resources: Option<ResourceRows>,
    /// The area right of the now-line, for what has not happened yet or happens after the playhead.
    pub veil: Option<Rect>,
    /// Whether the recording is dimmed because the list was edited since.
    pub dimmed: bool,
    /// The predicted bars.
    pub predicted_bars: Vec<PredictedBar>,
    /// The rings where ends were predicted that came at another time.
    pub deviated: Vec<(f64, f64)>,
    /// The axis with its labels and ticks.
    pub axis: Axis,
    /// The mark at the end of the recorded time, while the user looks at an earlier moment.
    pub live_edge: Option<Rect>,
    /// The now-line; `None` when it is out of view.
    pub now: Option<NowLine>,
    /// Glyphs and labels at the ends of tasks, over the now-line.
    pub ends: Vec<EndLabel>,
    /// What waits for ever, after the end of a deadlocked run.
    pub stuck: Vec<StuckMark>,
    /// The critical path, over everything in the lanes.
    pub critical_path: Option<DrawnPath>,
    /// The centre of the ring around the selected moment.
    pub focus: Option<(f64, f64)>,
}

/// A mark of the ruler along the bottom of timer bars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RulerMark {
    /// Its x.
    pub x: f64,
    /// Its height: 3 or 6.
    pub height: f64,
}

/// A stretch of time that a task spent in one state, long enough to be visible.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The task.
    pub task: TaskId,
    /// Its state.
    pub kind: BarKind,
    /// Its area, cut a little outside the canvas.
    pub rect: Rect,
    /// Whether it is drawn without texture, edges and corners, because the lane is too low for them.
    pub solid: bool,
    /// The x at which the texture begins, right of the label.
    pub texture_x: f64,
    /// The text in it.
    pub label: Option<Label>,
}

/// The time from when a timer was due until it was served: the task waits for the loop, and no longer for the timer.
#[derive(Clone, Debug, PartialEq)]
pub struct OverdueBar {
    /// The task.
    pub task: TaskId,
    /// Its area, cut a little outside the canvas.
    pub rect: Rect,
    /// Whether it is drawn without texture and outline, because the lane is too low for them.
    pub solid: bool,
    /// The x at which the texture begins, right of the label.
    pub texture_x: f64,
    /// The text in it.
    pub label: Option<Label>,
}

/// The state that a bar shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BarKind {
    /// In the ready queue.
    Ready,
    /// Being polled.
    Running,
    /// Waiting for its sleep.
    Timer,
    /// Waiting for operations.
    Child,
    /// Waiting for a permit.
    Permit,
    /// Waiting for a lock, a queue or whatever else others hold.
    Resource,
    /// Pausing before its next attempt.
    Backoff,
}

impl BarKind {
    /// All of them, in paint order: polls, which hold the thread, are painted last.
    pub const ALL: [Self; 7] = [
        Self::Timer,
        Self::Backoff,
        Self::Child,
        Self::Permit,
        Self::Resource,
        Self::Ready,
        Self::Running,
    ];

    /// The bar of a state; `None` for a state that has no bar.
    #[must_use]
    pub const fn of(state: State) -> Option<Self> {
        Some(match state {
            State::Ready => Self::Ready,
            State::Running | State::RunningWoken => Self::Running,
            State::Waiting(on) => match on.family() {
                WaitFamily::Timer => Self::Timer,
                WaitFamily::Awaited => Self::Child,
                WaitFamily::Permit => Self::Permit,
                WaitFamily::Resource => Self::Resource,
                WaitFamily::Backoff => Self::Backoff,
            },
            State::Created | State::Spawned | State::Finished | State::Failed | State::Cancelled | State::Destroyed => {
                return None;
            }
        })
    }
}

/// The text in a bar or at an end.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The x of its left end.
    pub x: f64,
    /// The y of its baseline.
    pub baseline: f64,
    /// The text.
    pub text: String,
}

/// A poll shorter than 2 px, as a tick that ends where the poll ended. Polls less than 1 px apart share one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PollTick {
    /// The task.
    pub task: TaskId,
    /// Its area.
    pub rect: Rect,
}

/// A stretch of time that a task spent in one state in an earlier run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EarlierRunBar {
    /// The task.
    pub task: TaskId,
    /// Its state.
    pub kind: BarKind,
    /// Its area.
    pub rect: Rect,
}

/// The unspent time from a task's cancellation to the planned end of its sleep.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hatch {
    /// The task.
    pub task: TaskId,
    /// Its area.
    pub rect: Rect,
}

/// The cap at a task's end. A failed one has a gap of 4 px in its middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cap {
    /// The task.
    pub task: TaskId,
    /// How it ended.
    pub how: EndKind,
    /// Its area.
    pub rect: Rect,
    /// Whether there is room for the gap.
    pub gap: bool,
}

/// How a task ended, which determines the ink and the glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EndKind {
    /// Drawn as a check mark.
    Finished,
    /// Drawn as a cross.
    Failed,
    /// Drawn as scissors.
    Cancelled,
}

impl EndKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Finished, Self::Failed, Self::Cancelled];
}

/// A predicted stretch in one state: dashed, with a ring at the end of the task.
#[derive(Clone, Debug, PartialEq)]
pub struct PredictedBar {
    /// The task.
    pub task: TaskId,
    /// Its state; `None` once the run has begun, when predictions have one grey ink.
    pub kind: Option<BarKind>,
    /// Its area.
    pub rect: Rect,
    /// The text in it.
    pub label: Option<Label>,
    /// The centre of the ring, if the task is predicted to end here.
    pub ring: Option<(f64, f64)>,
    /// What the task is predicted to end with, beside the ring.
    pub end: Option<Label>,
}

/// The mark of a task that is in a deadlock, right of the end of the recording.
#[derive(Clone, Debug, PartialEq)]
pub struct StuckMark {
    /// The task.
    pub task: TaskId,
    /// Its outline.
    pub rect: Rect,
    /// What it says.
    pub label: Label,
}

/// The axis, which stays while lanes scroll.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// Its area.
    pub rect: Rect,
    /// Its ticks; a label close to the flag of the now-line is left out.
    pub ticks: Vec<Tick>,
}

/// The now-line and its flag.
#[derive(Clone, Debug, PartialEq)]
pub struct NowLine {
    /// The middle of the line.
    pub x: f64,
    /// 1.5 px during the run, then 1 px.
    pub width: f64,
    /// The area of the flag in the axis; always inside the plot.
    pub flag: Rect,
    /// The text in the flag.
    pub text: String,
}

/// The glyph and the label at a task's end.
#[derive(Clone, Debug, PartialEq)]
pub struct EndLabel {
    /// The task.
    pub task: TaskId,
    /// How it ended.
    pub how: EndKind,
    /// The area of the glyph, a square.
    pub glyph: Rect,
    /// The result, the error message or the unspent time, shortened to the room there is.
    pub label: Option<Label>,
    /// Whether the lane is selected, which determines the colour of the halo.
    pub selected: bool,
}
