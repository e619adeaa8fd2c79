//! The handle that drags a row, with pointer, finger or keys. The geometry is in [`super::drag`].

use super::drag::RowDrag;
use super::rows::{RowControl, TableRows};
use crate::ui::icons::{Glyph, Icon};
use crate::ui::reactive::{ListRow, Memo};
use leptos::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent};

/// The handle of a row. With the keyboard, arrows move the row and Del removes it.
#[component]
pub fn Grip(
    /// The state that the rows share.
    rows: TableRows,
    /// The row, and the index of the item that it shows.
    row: ListRow,
    /// The row's title.
    title: Memo<String>,
) -> impl IntoView {
    let node = NodeRef::<leptos::html::Button>::new();
    let grab = move |event: PointerEvent| {
        let Some(grip) = node.get_untracked() else { return };
        if event.button() != 0 || !rows.enabled.get_untracked() {
            return;
        }
        let height = grip
            .closest("tr")
            .ok()
            .flatten()
            .map_or(0.0, |row| row.get_bounding_client_rect().height());
        // It fails only for a pointer that no longer exists.
        if grip.set_pointer_capture(event.pointer_id()).is_ok() {
            event.prevent_default();
            let _ = grip.focus();
            let (row, count) = (row.get_untracked(), rows.count.get_untracked());
            rows.drag
                .set(Some(RowDrag::start(row, count, height, f64::from(event.client_y()))));
        }
    };
    let follow = move |event: PointerEvent| {
        if let Some(drag) = rows
            .drag
            .get_untracked()
            .filter(|drag| drag.from == row.get_untracked())
        {
            rows.drag.set(Some(drag.at(f64::from(event.client_y()))));
        }
    };
    let drop_here = move |_: PointerEvent| {
        if let Some(drag) = rows
            .drag
            .get_untracked()
            .filter(|drag| drag.from == row.get_untracked())
        {
            rows.drag.set(None);
            rows.move_to(drag.from, drag.to(), RowControl::Grip);
        }
    };
    let let_go = move |_: PointerEvent| {
        if rows
            .drag
            .try_get_untracked()
            .flatten()
            .is_some_and(|drag| drag.from == row.get_untracked())
        {
            rows.drag.try_set(None);
        }
    };
    let escape = move |event: KeyboardEvent| {
        if event.key() == "Escape" && rows.drag.get_untracked().is_some() {
            rows.drag.set(None);
            event.stop_propagation();
        }
    };
    view! {
        <button
            class="task-grip"
            type="button"
            node_ref=node
            data-place=RowControl::Grip.word()
            aria-label=move || format!("Move {}", title.get())
            prop:disabled=move || !rows.enabled.get()
            on:pointerdown=grab
            on:pointermove=follow
            on:pointerup=drop_here
            on:pointercancel=let_go
            on:lostpointercapture=let_go
            on:keydown=escape
        >
            <Icon glyph=Glyph::Grip small=true />
        </button>
    }
}
