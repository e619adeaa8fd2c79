//! Where a tooltip stands: below what it explains, or above if there is no room, and never outside of the window.

/// A box in the window, in CSS pixels from its upper left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WindowBox {
    /// Its left edge.
    pub left: f64,
    /// Its upper edge.
    pub top: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl WindowBox {
    /// Its right edge.
    #[must_use]
    pub const fn right(&self) -> f64 {
        self.left + self.width
    }

    /// Its lower edge.
    #[must_use]
    pub const fn bottom(&self) -> f64 {
        self.top + self.height
    }
}

/// Which side of what it explains a tooltip stands on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TooltipSide {
    /// Under it.
    #[default]
    Below,
    /// Over it.
    Above,
    /// To the right of it: for an option of a list, so that it covers none of the others.
    Beside,
}

/// Where a tooltip stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TooltipPlace {
    /// On which side of what it explains.
    pub side: TooltipSide,
    /// Its left edge in the window.
    pub left: f64,
    /// Its upper edge in the window.
    pub top: f64,
    /// Where its arrow points, from the edge at which the arrow is: from the left, or from the top if it stands beside.
    pub arrow: f64,
}

/// The gap between a tooltip and what it explains.
pub const GAP: f64 = 9.0;
/// A tooltip keeps this distance from the edges of the window.
const MARGIN: f64 = 8.0;
/// The arrow points at what is explained, this far from the tooltip's left edge at most.
const ARROW_FROM_LEFT: f64 = 40.0;
/// The arrow stays clear of the rounded corners.
const ARROW_MARGIN: f64 = 14.0;

/// Places a tooltip of this size for what is at `anchor`, on the side that is wanted if there is room.
///
/// `lane` is the row that the anchor is in: it is not covered either. It is the anchor itself where there is no row.
/// If there is room nowhere, the tooltip stands on the side with more of it, inside of the window.
///
/// ```text
///    lane   ┌────────┬────────┬───┐
///           │        │ anchor │   │
///           └────────┴───┬────┴───┘
///                  ┌─────▲─────────┐  GAP
///                  │ tooltip       │
///                  └───────────────┘
/// ```
#[must_use]
pub fn place(
    anchor: WindowBox,
    lane: WindowBox,
    (width, height): (f64, f64),
    window: (f64, f64),
    wanted: TooltipSide,
) -> TooltipPlace {
    let (window_width, window_height) = window;
    let beside = anchor.right().max(lane.right()) + GAP;
    if wanted == TooltipSide::Beside && beside + width <= window_width - MARGIN {
        let middle = anchor.top + anchor.height / 2.0;
        let top = inside(middle - height / 2.0, height, window_height);
        return TooltipPlace {
            side: TooltipSide::Beside,
            left: beside,
            top,
            arrow: (middle - top).clamp(ARROW_MARGIN, (height - ARROW_MARGIN).max(ARROW_MARGIN)),
        };
    }
    let under = anchor.bottom().max(lane.bottom()) + GAP;
    let over = anchor.top.min(lane.top) - GAP - height;
    let fits_under = under + height <= window_height - MARGIN;
    let fits_over = over >= MARGIN;
    let side = match wanted {
        TooltipSide::Above if fits_over => TooltipSide::Above,
        _ if fits_under => TooltipSide::Below,
        _ if fits_over => TooltipSide::Above,
        _ if window_height - under >= over + height => TooltipSide::Below,
        _ => TooltipSide::Above,
    };
    let top = if side == TooltipSide::Below { under } else { over };
    let middle = anchor.left + anchor.width / 2.0;
    let left = inside(middle - ARROW_FROM_LEFT, width, window_width);
    TooltipPlace {
        side,
        left,
        top: inside(top, height, window_height),
        arrow: (middle - left).clamp(ARROW_MARGIN, (width - ARROW_MARGIN).max(ARROW_MARGIN)),
    }
}

/// The start of something of this length, moved so that it lies within the window; at its start if it is longer.
fn inside(start: f64, length: f64, window: f64) -> f64 {
    start.min(window - MARGIN - length).max(MARGIN)
}
