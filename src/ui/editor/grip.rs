//! The handle that drags a row, with pointer, finger or keys. The geometry is in [`super::drag`].

use super::drag::RowDrag;
use super::rows::{RowControl, TableRows};
use crate::ui::icons::{Glyph, Icon};
use crate::ui::pointer_drag::{Along, DragStep, PointerDrag};
use crate::ui::reactive::{ListRow, Memo};
use explain::glossary::Term;
use leptos::prelude::*;
use web_sys::PointerEvent;

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
    let drag = StoredValue::new_local(None::<PointerDrag>);
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
        event.prevent_default();
        let _ = grip.focus();
        let (row, count) = (row.get_untracked(), rows.count.get_untracked());
        let start = RowDrag::start(row, count, height, Along::Y.position(&event));
        rows.drag.set(Some(start));
        let step = move |step: DragStep<'_>| match step {
            DragStep::Moved(event) => {
                if let Some(drag) = rows.drag.get_untracked() {
                    rows.drag.set(Some(drag.at(Along::Y.position(event))));
                }
            }
            DragStep::Dropped | DragStep::Clicked => {
                if let Some(drag) = rows.drag.get_untracked() {
                    rows.drag.set(None);
                    rows.move_to(drag.from, drag.to(), RowControl::Grip);
                }
            }
            DragStep::Cancelled => rows.drag.set(None),
        };
        drag.set_value(Some(PointerDrag::start(&grip, &event, Along::Y, 0.0, step)));
    };
    row.on_leave(move || {
        let dragged = rows.drag.try_get_untracked().flatten();
        if dragged.is_some_and(|drag| drag.from == row.get_untracked()) {
            drag.try_update_value(Option::take);
            rows.drag.try_set(None);
        }
    });
    view! {
        <button
            class="task-grip"
            type="button"
            node_ref=node
            data-control=RowControl::Grip.word()
            aria-label=move || format!("Move {}", title.get())
            data-explains=Term::ReorderTask.id()
            prop:disabled=move || !rows.enabled.get()
            on:pointerdown=grab
        >
            <Icon glyph=Glyph::Grip small=true />
        </button>
    }
}
