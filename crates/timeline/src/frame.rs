//! The frame around the timeline: the classes of window sizes, and how the height under the figures is shared between
//! timeline and panels. Knows pixels, knows no page.

use crate::rows::{EMBEDDED_AXIS, EMBEDDED_BAND, EMBEDDED_LANE};

/// Below this width of the window, in CSS pixels, the page has its layout for phones (docs/design.md, “Layout”).
pub const PHONE_WIDTH: f64 = 640.0;
/// From this width on the lower half has two columns, and the set-up a column of its own.
pub const TWO_COLUMNS: f64 = 1_024.0;
/// In a window lower than this the set-up is a line and the panels are a bar of tabs, however wide the window is.
const LOW_WINDOW: f64 = 640.0;
/// From this size on, the program beside the other panels leaves both enough room to read.
const CODE_BESIDE: (f64, f64) = (1_360.0, 760.0);
/// In a small window lower than this only the timeline is in view, without its key.
const ROOM_FOR_THE_KEY: f64 = 560.0;
/// With more tasks the list is no longer read row by row, and the timeline takes the width of the set-up.
const LONGEST_OPEN_LIST: usize = 200;

/// Main and three tasks: with fewer lanes the timeline would show nothing of how tasks wait for one another.
pub const LEAST_LANES: usize = 4;
/// An arrow key moves the splitter by so many pixels.
pub const SPLITTER_STEP: f64 = 16.0;

/// What a window has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SizeClass {
    /// The set-up beside the timeline.
    Wide,
    /// The set-up as a line and the panels as a bar of tabs; both open over the timeline.
    Small,
    /// The set-up as a line that opens as a page of its own; the page scrolls.
    Phone,
}

impl SizeClass {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Wide, Self::Small, Self::Phone];

    /// The class of a window of this size, in CSS pixels at the usual text size.
    #[must_use]
    pub fn of(width: f64, height: f64) -> Self {
        if width < PHONE_WIDTH {
            Self::Phone
        } else if width < TWO_COLUMNS || height < LOW_WINDOW {
            Self::Small
        } else {
            Self::Wide
        }
    }

    /// Whether the set-up is open until somebody closes it.
    #[must_use]
    pub fn opens_set_up(self, tasks: usize) -> bool {
        self == Self::Wide && tasks <= LONGEST_OPEN_LIST
    }

    /// Its word in the page's storage and markup.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Small => "small",
            Self::Phone => "phone",
        }
    }
}

/// Whether the program is beside the other panels in a window of this size until somebody undocks it.
#[must_use]
pub fn docks_code(width: f64, height: f64) -> bool {
    let (least_width, least_height) = CODE_BESIDE;
    width >= least_width && height >= least_height
}

/// Whether a small window of this height has room for the timeline's key.
#[must_use]
pub fn has_room_for_key(height: f64) -> bool {
    height >= ROOM_FOR_THE_KEY
}

/// Below this width of its frame, in CSS pixels, an embedded page leaves out the labels at the ends of bars.
pub const NARROW_EMBED: f64 = 400.0;
/// The height of the transport of an embedded page, in CSS pixels at the usual text size (`style/embed.css`).
const EMBEDDED_TRANSPORT: f64 = 44.0;
/// The height of its caption: a headline and a line.
const EMBEDDED_CAPTION: f64 = 50.0;
/// An embedded page is not made higher for more lanes than this, main's included: they scroll.
const MOST_EMBEDDED_LANES: u64 = 13;

/// Whether a plot in a window of this width leaves out long labels at the ends of bars.
#[must_use]
pub fn leaves_labels_out(width: f64, embedded: bool) -> bool {
    width < if embedded { NARROW_EMBED } else { PHONE_WIDTH }
}

/// The height of a frame that shows all of an embedded page with so many tasks, in CSS pixels at the usual text size.
#[must_use]
pub fn embedded_height(tasks: u64) -> u32 {
    let lanes = tasks.saturating_add(1).min(MOST_EMBEDDED_LANES) as f64;
    let timeline = EMBEDDED_AXIS + EMBEDDED_BAND + lanes * EMBEDDED_LANE;
    (EMBEDDED_TRANSPORT + EMBEDDED_CAPTION + timeline) as u32
}

/// The height that timeline and panels share, and what each needs of it. All in CSS pixels.
///
/// ```text
///   ┌ timeline ─┐ ─┐       ─┐ smallest(): axis, loop and the first four lanes
///   │           │  │ height │
///   ├ splitter ─┤ ─┘       ─┘ largest(): the panels keep 160
///   │ panels    │
///   └───────────┘
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HeightSplit {
    /// The height of both together, without the splitter.
    pub room: f64,
    /// The least height of the timeline.
    pub least_timeline: f64,
    /// The least height of the panels.
    pub least_panels: f64,
}

impl HeightSplit {
    /// The smallest height of the timeline.
    #[must_use]
    pub const fn smallest(&self) -> f64 {
        self.least_timeline
    }

    /// The largest height of the timeline. Where the room is too small for both, the timeline's need comes first, and the
    /// page scrolls.
    #[must_use]
    pub fn largest(&self) -> f64 {
        (self.room - self.least_panels).max(self.least_timeline)
    }

    /// The height of the timeline that is nearest to this one.
    #[must_use]
    pub fn height(&self, wanted: f64) -> f64 {
        wanted.min(self.largest()).max(self.smallest())
    }

    /// The share of the room that the timeline has at this height, between the stops. It is kept when the room changes.
    #[must_use]
    pub fn share(&self, wanted: f64) -> f64 {
        (self.height(wanted) / self.room.max(1.0)).min(MOST_SHARE)
    }
}

/// A share is below 1, whatever the room.
const MOST_SHARE: f64 = 0.99;

/// The share that was kept, if it is one.
#[must_use]
pub fn kept_share(kept: f64) -> Option<f64> {
    (kept > 0.0 && kept <= MOST_SHARE).then_some(kept)
}
