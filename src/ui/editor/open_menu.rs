//! Which row's menu is open, and where it opens. The menu itself is [`super::row_menu`].

use crate::ui::text_size::text_scale;
use leptos::prelude::document;
use web_sys::Element;

/// The row whose menu is open, and the menu's position in CSS px in the viewport.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OpenMenu {
    /// The row.
    pub row: usize,
    /// The distance of its right edge from the viewport's.
    pub right: f64,
    /// The distance of its top from the viewport's.
    pub top: f64,
}

impl OpenMenu {
    /// A menu below `button`, aligned with its right edge; above it if there is no room below.
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

/// The height of the menu at the default text size: five items of `--h-menu-item` at the size for touch, and the
/// padding.
const HEIGHT: f64 = 240.0;
