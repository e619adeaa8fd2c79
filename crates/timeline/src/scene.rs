//! A drawing as plain data, in CSS pixels of the canvas, named by meaning and not by colour. Says what is where, not how
//! it is painted.

mod arrow;
mod loop_lane;

pub use arrow::Arrow;
pub use loop_lane::{LateMark, LoopLane, LoopMark};

use super::ticks::Tick;
use recording::{State, TaskId, WaitFamily};

/// A rectangle; `x` and `y` are its top left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Its left edge.
    pub x: f64,
    /// Its top edge.
    pub y: f64,
    /// How wide.
    pub width: f64,
    /// How high.
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

/// How wide and how high the canvas is, in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// How wide.
    pub width: f64,
    /// How high.
    pub height: f64,
}

/// Everything a frame shows. The fields are in draw order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Of the canvas.
    pub size: Size,
    /// Between axis and lanes; no height while nothing is drawn there.
    pub band: Rect,
    /// What is drawn there.
    pub event_loop: Option<LoopLane>,
    /// Where lanes are drawn: nothing of a lane leaves it.
    pub lanes: Rect,
    /// The lane of the selected task.
    pub selected: Option<Rect>,
    /// Where the rules between lanes are: the y of their 1 px.
    pub rules: Vec<f64>,
    /// Main's polls, drawn through the lanes of the futures that are joined into it.
    pub through: Vec<Rect>,
    /// Where the grid lines are: their x.
    pub grid: Vec<f64>,
    /// Where the marks along timer bars are, from left to right: the same for all of them.
    pub ruler: Vec<RulerMark>,
    /// From top to bottom, and from left to right in a lane.
    pub bars: Vec<Bar>,
    /// Polls too short for a bar, each at least 2 px wide.
    pub polls: Vec<PollTick>,
    /// What tasks did in earlier runs.
    pub earlier_run_bars: Vec<EarlierRunBar>,
    /// What cancelled tasks had left.
    pub hatches: Vec<Hatch>,
    /// Where tasks ended.
    pub caps: Vec<Cap>,
    /// The rail from main to what is joined into it, and its branches.
    pub rail: Vec<Rect>,
    /// Who woke whom.
    pub arrows: Vec<Arrow>,
    /// Right of the now-line: what has not happened yet, or, behind the live edge, what happens later.
    pub veil: Option<Rect>,
    /// Whether the record is dimmed, under a prediction of something else.
    pub dimmed: bool,
    /// What is predicted.
    pub predicted_bars: Vec<PredictedBar>,
    /// Where ends were predicted that came elsewhere.
    pub deviated: Vec<(f64, f64)>,
    /// Labels and ticks of the axis.
    pub axis: Axis,
    /// How far the run has come, while the person looks at an earlier moment of it.
    pub live_edge: Option<Rect>,
    /// The now-line; `None` when it is out of view.
    pub now: Option<NowLine>,
    /// Glyphs and words at the ends of tasks, over the now-line.
    pub ends: Vec<EndLabel>,
    /// The middle of the ring around the selected moment.
    pub focus: Option<(f64, f64)>,
}

/// A mark of the ruler along the bottom of timer bars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RulerMark {
    /// Where.
    pub x: f64,
    /// How high: 3 or 6.
    pub height: f64,
}

/// A stretch of a task's life that is long enough to see.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Whose.
    pub task: TaskId,
    /// What it did.
    pub kind: BarKind,
    /// Where; cut a little outside the canvas.
    pub rect: Rect,
    /// Drawn without texture, edges and corners, because the lane is too low for them.
    pub solid: bool,
    /// Where the texture begins: right of the label.
    pub texture_x: f64,
    /// What is written in it.
    pub label: Option<Label>,
}

/// What a bar stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// Pausing before its next attempt.
    Backoff,
}

impl BarKind {
    /// All of them, in the order in which they are painted: what holds the thread last.
    pub const ALL: [Self; 6] = [
        Self::Timer,
        Self::Backoff,
        Self::Child,
        Self::Permit,
        Self::Ready,
        Self::Running,
    ];

    /// The bar of a state; `None` for a state that does not last.
    #[must_use]
    pub const fn of(state: State) -> Option<Self> {
        Some(match state {
            State::Ready => Self::Ready,
            State::Running | State::RunningWoken => Self::Running,
            State::Waiting(on) => match on.family() {
                WaitFamily::Timer => Self::Timer,
                WaitFamily::Awaited => Self::Child,
                WaitFamily::Resource => Self::Permit,
                WaitFamily::Backoff => Self::Backoff,
            },
            State::Created | State::Spawned | State::Finished | State::Failed | State::Cancelled => return None,
        })
    }
}

/// Words in a bar or at an end.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Where they begin.
    pub x: f64,
    /// The line they stand on.
    pub baseline: f64,
    /// The words.
    pub text: String,
}

/// A poll shorter than 2 px: a tick that ends where the poll ended. Polls less than 1 px apart share one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PollTick {
    /// Whose.
    pub task: TaskId,
    /// Where.
    pub rect: Rect,
}

/// A stretch of a task's life in an earlier run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EarlierRunBar {
    /// Whose.
    pub task: TaskId,
    /// What it did.
    pub kind: BarKind,
    /// Where.
    pub rect: Rect,
}

/// From a task's cancellation to the planned end of its sleep.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hatch {
    /// Whose.
    pub task: TaskId,
    /// Where.
    pub rect: Rect,
}

/// The cap at a task's end. A failed one has a gap of 4 px in its middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cap {
    /// Whose.
    pub task: TaskId,
    /// How it ended.
    pub how: EndKind,
    /// Where.
    pub rect: Rect,
    /// Whether there is room for the gap.
    pub gap: bool,
}

/// How a task ended, for its ink and its glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EndKind {
    /// Check.
    Finished,
    /// Cross.
    Failed,
    /// Scissors.
    Cancelled,
}

impl EndKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Finished, Self::Failed, Self::Cancelled];
}

/// A predicted stretch: dashed, with a ring at the end of the task.
#[derive(Clone, Debug, PartialEq)]
pub struct PredictedBar {
    /// Whose.
    pub task: TaskId,
    /// What it will do; `None` once the run has begun, when predictions take one grey ink.
    pub kind: Option<BarKind>,
    /// Where.
    pub rect: Rect,
    /// What is written in it.
    pub label: Option<Label>,
    /// Where the ring is, if the task is to end here: its centre.
    pub ring: Option<(f64, f64)>,
}

/// The axis: it stays while lanes scroll.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// Where.
    pub rect: Rect,
    /// Its ticks; a label close to the flag of the now-line is left out.
    pub ticks: Vec<Tick>,
}

/// The now-line and its flag.
#[derive(Clone, Debug, PartialEq)]
pub struct NowLine {
    /// The middle of the line.
    pub x: f64,
    /// 1.5 while the run goes on, then 1.
    pub width: f64,
    /// The flag in the axis; it stays inside the plot.
    pub flag: Rect,
    /// What the flag says.
    pub text: String,
}

/// The glyph and the words at a task's end.
#[derive(Clone, Debug, PartialEq)]
pub struct EndLabel {
    /// Whose.
    pub task: TaskId,
    /// How it ended.
    pub how: EndKind,
    /// Where the glyph is; always a square.
    pub glyph: Rect,
    /// The result, the message, or what was left; cut to the room there is.
    pub label: Option<Label>,
    /// Whether the lane is selected, for the halo behind the words.
    pub selected: bool,
}
