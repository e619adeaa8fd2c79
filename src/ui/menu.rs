//! What the menus of the page have in common: where one opens, and how its keys move the focus.

use crate::ui::text_size::text_scale;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Where a menu opens, in CSS px in the viewport.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MenuPlace {
    /// The distance of its right edge from the viewport's.
    pub right: f64,
    /// The distance of its top from the viewport's.
    pub top: f64,
}

impl MenuPlace {
    /// Below `button`, aligned with its right edge; above it if a menu of this height, in px at the usual text size, has
    /// no room below.
    #[must_use]
    pub fn below(button: &Element, height: f64) -> Self {
        let at = button.get_bounding_client_rect();
        let viewport = document().document_element();
        let (width, bottom) = viewport.map_or((0.0, 0.0), |root| {
            (f64::from(root.client_width()), f64::from(root.client_height()))
        });
        let needed = height * text_scale();
        let top = if at.bottom() + needed > bottom {
            (at.top() - needed).max(0.0)
        } else {
            at.bottom()
        };
        Self {
            right: (width - at.right()).max(0.0),
            top,
        }
    }
}

/// Moves the focus along the items of a menu. Tab closes it. Any other key is left to the focused item.
pub fn press_in_menu(menu: &Element, event: &KeyboardEvent, close: impl Fn()) {
    match event.key().as_str() {
        "ArrowDown" => step_focus(menu, 1),
        "ArrowUp" => step_focus(menu, -1),
        "Home" => focus_item(menu, 0),
        "End" => focus_item(menu, -1),
        "Tab" => close(),
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}

/// Focuses an item by its index; -1 is the last.
pub fn focus_item(menu: &Element, index: isize) {
    let items = items(menu);
    if let Some(item) = items.get(index.rem_euclid(items.len().max(1) as isize) as usize) {
        let _ = item.focus(); // it stays where it is if the browser refuses
    }
}

fn step_focus(menu: &Element, step: isize) {
    let active = document().active_element();
    let here = items(menu)
        .iter()
        .position(|item| active.as_ref() == Some(item.as_ref()));
    focus_item(menu, here.map_or(0, |here| here as isize + step));
}

fn items(menu: &Element) -> Vec<HtmlElement> {
    let Ok(found) = menu.query_selector_all(".menu-item:not(:disabled)") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.item(index)?.dyn_into().ok())
        .collect()
}
