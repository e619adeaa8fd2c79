//! The painter of a canvas, for as long as the canvas is on the page.

use crate::canvas::Painter;
use crate::ui::frames::Frames;
use crate::ui::reactive::{RwSignal, effect};
use crate::ui::theme::Theme;
use gloo_events::EventListener;
use leptos::html::Canvas;
use leptos::prelude::*;

/// The painter of `canvas`; `None` until the canvas is on the page, and if the browser gives it no context. Then nothing is
/// drawn: the table of tasks has the same facts. Its colours are read again when `theme` changes, and a frame is requested
/// whenever what it has drawn is lost or out of date. Owned by the component that calls this.
pub fn canvas_painter(
    canvas: NodeRef<Canvas>,
    frames: Frames,
    theme: RwSignal<Theme>,
) -> StoredValue<Option<Painter>, LocalStorage> {
    let painter = StoredValue::new_local(None::<Painter>);
    // A browser may discard the memory of a canvas. When it restores the context, the canvas is empty and the textures
    // are gone.
    let restored = StoredValue::new_local(None::<EventListener>);
    effect(move || {
        let Some(canvas) = canvas.get() else { return };
        let listener = EventListener::new(&canvas, "contextrestored", move |_| {
            painter.try_update_value(|painter| painter.as_mut().map(Painter::restored));
            frames.request();
        });
        restored.set_value(Some(listener));
        painter.set_value(Painter::new(canvas).ok());
        frames.request();
    });
    on_cleanup(move || {
        restored.try_update_value(Option::take);
    });
    Effect::new(move |before: Option<Theme>| {
        let theme = theme.get();
        if before.is_some_and(|before| before != theme) {
            painter.try_update_value(|painter| painter.as_mut().map(Painter::read_theme));
            frames.request();
        }
        theme
    });
    painter
}
