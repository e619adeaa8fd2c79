//! The widths of texts in the interface font, as the browser draws them. Draws nothing.

use super::palette::Palette;
use std::cell::RefCell;
use std::collections::HashMap;
use timeline::words::estimate_width;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// The size at which the layout measures, in CSS pixels.
const SIZE: f64 = 11.0;
/// More texts than a picture has are forgotten together: a label that counts is another text in each frame.
const MOST_KNOWN: usize = 4_096;

/// Measures texts, each once.
pub struct TextWidths {
    /// A canvas of its own, whose font never changes. `None` where the browser gives none: widths are then estimated.
    context: Option<CanvasRenderingContext2d>,
    known: RefCell<HashMap<String, f64>>,
}

impl Default for TextWidths {
    fn default() -> Self {
        let canvas = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.create_element("canvas").ok())
            .and_then(|canvas| canvas.dyn_into::<HtmlCanvasElement>().ok());
        let context = canvas.and_then(|canvas| canvas.get_context("2d").ok().flatten());
        let context = context.and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok());
        if let Some(context) = &context {
            context.set_font(&Palette::read().font(400, SIZE));
        }
        Self {
            context,
            known: RefCell::default(),
        }
    }
}

impl TextWidths {
    /// The width of this text at 11 px, in CSS pixels.
    #[must_use]
    pub fn of(&self, text: &str) -> f64 {
        if let Some(width) = self.known.borrow().get(text) {
            return *width;
        }
        let measured = self
            .context
            .as_ref()
            .and_then(|context| context.measure_text(text).ok());
        let width = measured.map_or_else(|| estimate_width(text), |measured| measured.width());
        let mut known = self.known.borrow_mut();
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(text.to_owned(), width);
        width
    }
}
