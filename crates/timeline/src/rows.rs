//! The vertical axis: converts between lanes and y. Does not know time.

use super::frame::LEAST_LANES;
use super::scene::Rect;
use recording::TaskId;
use std::ops::Range;

/// The height of the axis, which stays on top while lanes scroll.
pub const AXIS_HEIGHT: f64 = 32.0;

/// The height of the loop's band: polls, and below them the ready queue.
pub const BAND_HEIGHT: f64 = 64.0;
/// The same without the ready queue, where there is little room.
pub const LOW_BAND_HEIGHT: f64 = 42.0;

/// The same three in a page that is embedded in another: axis, band and lane.
pub(crate) const EMBEDDED_AXIS: f64 = 28.0;
pub(crate) const EMBEDDED_BAND: f64 = LOW_BAND_HEIGHT;
pub(crate) const EMBEDDED_LANE: f64 = 33.0;
/// Lanes from this height on have labels; in a lower frame the band of the loop gives way.
const LEAST_WITH_LABELS: f64 = 24.0;
/// Lanes of an embedded page are not lower than this: in a long list they scroll.
const LEAST_EMBEDDED_LANE: f64 = 12.0;

/// The height of the row of tasks in flight.
pub const FLIGHT_HEIGHT: f64 = 28.0;
/// From this many tasks on there is a row of tasks in flight. With fewer, the lanes say it.
const FLIGHT_TASKS: usize = 8;

/// Up to this many tasks, lanes have their full height.
const FEW: usize = 12;
/// Up to this many tasks, lanes are compact but still have labels.
const SOME: usize = 40;
/// Lanes without labels that have room above the lanes of resources.
const LEAST_LOW_LANES: usize = 9;
/// Where lanes share what there is, none is higher than this: a bar further from its name is harder to read.
const HIGHEST_LANE: f64 = 52.0;
/// In a window lower than this, in CSS pixels, lanes are lower and the loop's band leaves out the ready queue.
pub const SHORT_WINDOW: f64 = 850.0;

/// The heights of the rows, in CSS pixels.
///
/// ```text
///   0             ┌ axis ──────────────┐
///   axis          ├ tasks in flight ───┤  28 or 0
///   band_top()    ├ band of the loop ──┤  64, 42 without the queue, or 0
///   lanes_top()   ├ main ──────────────┤ ─┐
///                 ├ task 1 ────────────┤  │ scrolled by `scroll_top`
///                 ├ task 2 ────────────┤  │
///   foot_top()    ├ resources ─────────┤ ─┘ `foot`, or 0
///   height        └────────────────────┘
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rows {
    /// The height of the axis.
    pub axis: f64,
    /// The height of the row of tasks in flight, below the axis: [`FLIGHT_HEIGHT`] or 0.
    pub flight: f64,
    /// The height of the band of the loop, above the lanes: [`BAND_HEIGHT`], [`LOW_BAND_HEIGHT`] or 0.
    pub band: f64,
    /// The tasks that have lanes.
    pub shown: ShownLanes,
    /// The height of a lane.
    pub lane: f64,
    /// The number of lanes, main's included.
    pub count: usize,
    /// How far the lanes are scrolled.
    pub scroll_top: f64,
    /// The height of the canvas.
    pub height: f64,
    /// The height of the lanes of resources, below those of tasks.
    pub foot: f64,
}

/// The tasks that have lanes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShownLanes {
    /// All of them, in the order of the list.
    #[default]
    All,
    /// Main, and the selected task if there is one; all tasks are in rows below. There is room for both lanes at any time,
    /// so that nothing moves when a task is selected.
    MainAnd(Option<TaskId>),
}

/// The level of detail that a lane's height has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// From 24 px: textures, glyphs and labels.
    Full,
    /// From 12 px: bars, caps and the glyph at the end.
    Glyphs,
    /// Below: solid bars and caps.
    Solid,
}

impl Rows {
    /// Rows for `count` lanes (main's included) in a canvas of this height, not scrolled, with no band.
    #[must_use]
    pub fn new(count: usize, lane: f64, height: f64) -> Self {
        Self {
            axis: AXIS_HEIGHT,
            flight: 0.0,
            band: 0.0,
            shown: ShownLanes::All,
            lane: lane.max(1.0),
            count,
            scroll_top: 0.0,
            height,
            foot: 0.0,
        }
    }

    /// The height of a lane for this many tasks (main not counted) in a window of this height.
    ///
    /// Above 40 tasks the overall shape matters more than a lane's label: 12 px show twice as many lanes as 24 px,
    /// leave room for a line of small type beside them, and keep the glyphs. The height is the same for any larger
    /// number: an element of a million lanes of 12 px is one that a browser can scroll, of 24 px it is not. A smaller
    /// height gives an overview ([`Detail::Solid`]).
    #[must_use]
    pub fn lane_height(tasks: usize, window_height: f64) -> f64 {
        if tasks > SOME {
            12.0
        } else if tasks > FEW {
            24.0
        } else if window_height < SHORT_WINDOW {
            32.0
        } else {
            36.0
        }
    }

    /// The same rows, with lanes as high as the room between them allows: where the height of the canvas does not follow
    /// from that of its lanes. Lanes without labels stay as they are.
    #[must_use]
    pub fn sharing(self) -> Self {
        let each = (self.lanes_bottom() - self.lanes_top()) / self.count.max(1) as f64;
        let shared = self.lane.max(each.min(HIGHEST_LANE).floor());
        let lane = if self.detail() == Detail::Full {
            shared
        } else {
            self.lane
        };
        Self { lane, ..self }
    }

    /// Rows for `count` lanes of an embedded page, which share a timeline of this height. Where they would be too low for
    /// labels, the band of the loop is left out.
    #[must_use]
    pub fn embedded(count: usize, height: f64) -> Self {
        let rows = |band: f64| Self {
            axis: EMBEDDED_AXIS,
            band,
            ..Self::new(count, EMBEDDED_LANE, height)
        };
        let each = |rows: &Self| ((rows.lanes_bottom() - rows.lanes_top()) / count.max(1) as f64).floor();
        let with_band = rows(EMBEDDED_BAND);
        let chosen = if each(&with_band) >= LEAST_WITH_LABELS {
            with_band
        } else {
            rows(0.0)
        };
        Self {
            lane: each(&chosen).clamp(LEAST_EMBEDDED_LANE, HIGHEST_LANE),
            ..chosen
        }
    }

    /// The same rows, with lanes for main and for this task, if one is selected, and for no others.
    #[must_use]
    pub fn of_main_and(self, selected: Option<TaskId>) -> Self {
        let selected = selected.filter(|task| *task != TaskId::MAIN && task.index() < self.count);
        Self {
            shown: ShownLanes::MainAnd(selected),
            count: 1 + usize::from(selected.is_some()),
            ..self
        }
    }

    /// The task in this lane.
    #[must_use]
    pub fn task_in(&self, lane: usize) -> Option<TaskId> {
        match (self.shown, lane) {
            _ if lane >= self.count => None,
            (ShownLanes::MainAnd(selected), 1) => selected,
            _ => u32::try_from(lane).ok().map(TaskId),
        }
    }

    /// The lane of this task; `None` if it has none.
    #[must_use]
    pub fn lane_of(&self, task: TaskId) -> Option<usize> {
        match self.shown {
            ShownLanes::All => Some(task.index()),
            ShownLanes::MainAnd(_) if task == TaskId::MAIN => Some(0),
            ShownLanes::MainAnd(selected) => (selected == Some(task)).then_some(1),
        }
    }

    /// The tasks whose lanes are at least partly in view, without main where only main and the selected one have lanes.
    #[must_use]
    pub fn tasks_in_view(&self) -> Range<usize> {
        match self.shown {
            ShownLanes::All => self.visible(),
            ShownLanes::MainAnd(selected) => selected.map_or(0..0, |task| task.index()..task.index() + 1),
        }
    }

    /// Whether the task has a lane that is at least partly in view.
    #[must_use]
    pub fn shows(&self, task: TaskId) -> bool {
        self.lane_of(task).is_some_and(|lane| self.visible().contains(&lane))
    }

    /// The level of detail at this lane height.
    #[must_use]
    pub fn detail(&self) -> Detail {
        match self.lane {
            24.0.. => Detail::Full,
            12.0.. => Detail::Glyphs,
            _ => Detail::Solid,
        }
    }

    /// The height of a bar.
    #[must_use]
    pub fn bar(&self) -> f64 {
        match self.lane {
            30.0.. => 18.0,
            24.0.. => 12.0,
            12.0.. => 8.0,
            // One pixel keeps neighbours apart.
            lane => (lane - 1.0).max(1.0),
        }
    }

    /// With the row of tasks in flight, if there are enough tasks for it and it leaves room for the first `lanes` lanes.
    #[must_use]
    pub fn with_flight(self, lanes: usize) -> Self {
        let all = Self {
            flight: FLIGHT_HEIGHT,
            ..self
        };
        if self.count > FLIGHT_TASKS && all.height_of_first(lanes) <= self.lanes_bottom() {
            all
        } else {
            self
        }
    }

    /// The lanes that have room in any case: above those of resources, as many low ones as have the height of three high ones.
    #[must_use]
    pub fn least_lanes(&self) -> usize {
        if self.foot > 0.0 && self.detail() != Detail::Full {
            LEAST_LOW_LANES
        } else {
            LEAST_LANES
        }
    }

    /// The y at which the band of the loop begins.
    #[must_use]
    pub fn band_top(&self) -> f64 {
        self.axis + self.flight
    }

    /// The y at which the lanes begin.
    #[must_use]
    pub fn lanes_top(&self) -> f64 {
        self.band_top() + self.band
    }

    /// The height of a canvas that would show all lanes.
    #[must_use]
    pub fn content_height(&self) -> f64 {
        let lanes = match self.shown {
            ShownLanes::All => self.count,
            ShownLanes::MainAnd(_) => 2,
        };
        self.lanes_top() + lanes as f64 * self.lane
    }

    /// The height that shows all above the lanes and the first `lanes` lanes, or all if there are fewer.
    #[must_use]
    pub fn height_of_first(&self, lanes: usize) -> f64 {
        self.lanes_top() + self.count.min(lanes) as f64 * self.lane
    }

    /// The lanes at least partly in view.
    #[must_use]
    pub fn visible(&self) -> Range<usize> {
        let first = (self.scroll_top / self.lane).floor().max(0.0) as usize;
        let last = ((self.scroll_top + self.lanes_bottom() - self.lanes_top()) / self.lane)
            .ceil()
            .max(0.0) as usize;
        first.min(self.count)..last.min(self.count)
    }

    /// The y of a lane's top; outside the canvas for a lane out of view.
    #[must_use]
    pub fn lane_y(&self, lane: usize) -> f64 {
        self.lanes_top() + lane as f64 * self.lane - self.scroll_top
    }

    /// The y of the top of a task's lane; below the canvas for a task that has none.
    #[must_use]
    pub fn task_y(&self, task: TaskId) -> f64 {
        self.lane_of(task).map_or(self.height, |lane| self.lane_y(lane))
    }

    /// The task whose lane is at this y.
    #[must_use]
    pub fn lane_at(&self, y: f64) -> Option<TaskId> {
        self.task_in(self.lane_number_at(y)?)
    }

    /// The number of the lane at this y, whether there is one or not.
    #[must_use]
    pub fn lane_number_at(&self, y: f64) -> Option<usize> {
        if y < self.lanes_top() || y >= self.lanes_bottom() {
            return None;
        }
        let lane = ((y - self.lanes_top() + self.scroll_top) / self.lane).floor();
        (lane >= 0.0).then_some(lane as usize)
    }

    /// The y at which the room for the lanes of tasks ends.
    #[must_use]
    pub fn lanes_bottom(&self) -> f64 {
        self.height - self.foot
    }

    /// The y at which the lanes of resources begin: below the last task's lane, and at the bottom where those scroll.
    #[must_use]
    pub fn foot_top(&self) -> f64 {
        match self.shown {
            ShownLanes::All => self.content_height().min(self.lanes_bottom()),
            ShownLanes::MainAnd(_) => self.lanes_bottom(),
        }
    }

    /// The area of the canvas below the band, in which lanes are drawn.
    #[must_use]
    pub fn lanes_rect(&self, width: f64) -> Rect {
        let top = self.lanes_top();
        Rect::new(0.0, top, width, (self.lanes_bottom() - top).max(0.0))
    }
}
