//! The frame around the timeline: the classes of window sizes, and how the height under the figures is shared between
//! timeline and panels. Knows pixels, knows no page.

/// Below this width of the window, in CSS pixels, the page has its layout for phones (docs/design.md, “Layout”).
pub const PHONE_WIDTH: f64 = 640.0;
/// From this width on the lower half has two columns, and the set-up a column of its own.
pub const TWO_COLUMNS: f64 = 1_024.0;
/// In a window lower than this the set-up is a line, however wide the window is.
const LOW_WINDOW: f64 = 640.0;

/// What a window has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SizeClass {
    /// The set-up beside the timeline.
    Wide,
    /// The set-up as a line, which opens over the timeline.
    Small,
    /// The same, and the set-up opens as a page of its own.
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
