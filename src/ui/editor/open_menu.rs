//! Which row's menu is open, and where it opens. The menu itself is [`super::row_menu`].

use crate::ui::menu::MenuPlace;
use web_sys::Element;

/// The row whose menu is open, and where.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OpenMenu {
    /// The row.
    pub row: usize,
    /// Where it opens.
    pub place: MenuPlace,
}

impl OpenMenu {
    /// A menu below `button`, aligned with its right edge; above it if there is no room below.
    #[must_use]
    pub fn below(row: usize, button: &Element) -> Self {
        let place = MenuPlace::below(button, HEIGHT);
        Self { row, place }
    }
}

/// The height of the menu at the default text size: five items of `--h-menu-item` at the size for touch, and the
/// padding.
const HEIGHT: f64 = 240.0;
