//! Which lane is where, from top to bottom. Knows no time.

use super::scene::Rect;
use recording::TaskId;
use std::ops::Range;

/// The axis on top, which stays while lanes scroll.
pub const AXIS_HEIGHT: f64 = 32.0;

/// The band of the loop: who holds the thread, and below it the ready queue.
pub const BAND_HEIGHT: f64 = 64.0;
/// The same without the ready queue, where there is little room.
pub const LOW_BAND_HEIGHT: f64 = 42.0;

/// Up to here every lane gets its labels and its air.
const FEW: usize = 12;
/// Up to here lanes are compact but still carry texts.
const SOME: usize = 40;
/// A window lower than this, in CSS pixels, is short: lanes are lower, and the loop's band goes without the ready queue.
pub const SHORT_WINDOW: f64 = 850.0;

/// The heights that place the rows, in CSS pixels.
///
/// ```text
///   0             ┌ axis ──────────────┐
///   axis          ├ band of the loop ──┤  64, 42 without the queue, or 0
///   lanes_top()   ├ main ──────────────┤ ─┐
///                 ├ task 1 ────────────┤  │ scrolled by `scroll_top`
///                 ├ task 2 ────────────┤  │
///   height        └────────────────────┘ ─┘
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rows {
    /// Of the axis.
    pub axis: f64,
    /// Of the band between axis and lanes: [`BAND_HEIGHT`], [`LOW_BAND_HEIGHT`] or 0.
    pub band: f64,
    /// Of a lane.
    pub lane: f64,
    /// How many lanes, main's included.
    pub count: usize,
    /// How far the lanes are scrolled.
    pub scroll_top: f64,
    /// Of the canvas.
    pub height: f64,
}

/// How much of a lane its height has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// From 24 px: textures, glyphs and words.
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
            band: 0.0,
            lane: lane.max(1.0),
            count,
            scroll_top: 0.0,
            height,
        }
    }

    /// How high lanes are for this many tasks (main not counted) in a window of this height.
    ///
    /// Past 40 tasks nobody reads a lane's words, they look for a shape: 12 px show twice the lanes that 24 px do, still
    /// leave the gutter a line of small type, and keep the glyphs. It stays at that for any number, because a million
    /// lanes of 12 px are still an element a browser can scroll, and of 24 px are not. A smaller height gives an
    /// overview ([`Detail::Solid`]).
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

    /// What a lane has room for.
    #[must_use]
    pub fn detail(&self) -> Detail {
        match self.lane {
            24.0.. => Detail::Full,
            12.0.. => Detail::Glyphs,
            _ => Detail::Solid,
        }
    }

    /// How high a bar is.
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

    /// Where the lanes begin.
    #[must_use]
    pub fn lanes_top(&self) -> f64 {
        self.axis + self.band
    }

    /// How high the canvas would have to be to show all lanes.
    #[must_use]
    pub fn content_height(&self) -> f64 {
        self.lanes_top() + self.count as f64 * self.lane
    }

    /// The lanes at least partly in view.
    #[must_use]
    pub fn visible(&self) -> Range<usize> {
        let first = (self.scroll_top / self.lane).floor().max(0.0) as usize;
        let last = ((self.scroll_top + self.height - self.lanes_top()) / self.lane)
            .ceil()
            .max(0.0) as usize;
        first.min(self.count)..last.min(self.count)
    }

    /// The top of a lane on the canvas; outside it for a lane out of view.
    #[must_use]
    pub fn lane_y(&self, lane: usize) -> f64 {
        self.lanes_top() + lane as f64 * self.lane - self.scroll_top
    }

    /// The lane at this height of the canvas.
    #[must_use]
    pub fn lane_at(&self, y: f64) -> Option<TaskId> {
        if y < self.lanes_top() || y >= self.height {
            return None;
        }
        let lane = ((y - self.lanes_top() + self.scroll_top) / self.lane).floor();
        (lane >= 0.0 && lane < self.count as f64).then_some(TaskId(lane as u32))
    }

    /// Where the lanes are on the canvas.
    #[must_use]
    pub fn lanes_rect(&self, width: f64) -> Rect {
        let top = self.lanes_top();
        Rect::new(0.0, top, width, (self.height - top).max(0.0))
    }
}
