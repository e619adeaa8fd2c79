//! Which row's menu is open, and where it opens. The menu itself is [`super::row_menu`].

use crate::ui::text_size::text_scale;
use leptos::prelude::document;
use web_sys::Element;

/// Which row's menu is open, and where. CSS px in the viewport.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OpenMenu {
    /// The row.
    pub row: usize,
    /// How far its right edge is from the viewport's.
    pub right: f64,
    /// How far its top is from the viewport's.
    pub top: f64,
}

impl OpenMenu {
    /// A menu below `button`, its right edge on the button's; above it where there is no room below.
    #[must_use]
    pub fn below(row: usize, button: &Element) -> Self {
        let at = button.get_bounding_client_rect();
        let viewport = document().document_element();
        let (width, height) = viewport.map_or((0.0, 0.0), |root| {
            (f64::from(root.client_width()), f64::from(root.client_height()))
        });
        let needed = HEIGHT * text_scale();
        let top = if at.bottom() + needed > height {
            (at.top() - needed).max(0.0)
        } else {
            at.bottom()
        };
        Self {
            row,
            right: (width - at.right()).max(0.0),
            top,
        }
    }
}

/// Five items of `--h-menu-item` and the padding, at the size for touch: what must fit below a button, at the usual text size.
const HEIGHT: f64 = 240.0;
