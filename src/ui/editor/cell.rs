//! A text field of a row: shows a part of the item, and applies valid input to it.

use super::rows::TableRows;
use crate::ui::edit::EditGroup;
use crate::ui::edit::cells::{self, CellError, Column};
use crate::ui::reactive::{ListRow, Memo, RwSignal, Signal, memo};
use leptos::prelude::*;
use scenario::Item;
use web_sys::KeyboardEvent;

/// A text field of a row. Valid input is applied to the draft at once; invalid input stays in the field, with a
/// message.
#[component]
pub fn CellInput(
    /// The state that the rows share.
    rows: TableRows,
    /// The row, and the index of the item that it shows.
    row: ListRow,
    /// The row's item.
    item: Memo<Option<Item>>,
    /// The column.
    column: Column,
    /// Its accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// The text shown while it is empty.
    #[prop(optional, into)]
    placeholder: Option<Signal<String>>,
) -> impl IntoView {
    let edit = rows.edit;
    // While the user types, the field shows the typed text, not the formatted value. The row that is typed into may be scrolled
    // out of view.
    let typing = RwSignal::new(None::<(usize, String)>);
    let typed = move || typing.get().filter(|(at, _)| *at == row.get()).map(|(_, text)| text);
    // The item that Escape restores. Valid input before the invalid one has already been applied to the draft.
    let entered_with = StoredValue::new(None::<Item>);
    let cell_error = memo(move || {
        edit.cell_errors
            .with(|cell_errors| cell_errors.get(row.get(), column).cloned())
    });
    let value = move || {
        typed()
            .or_else(|| cell_error.get().map(|cell_error| cell_error.text))
            .unwrap_or_else(|| {
                item.with(|item| item.as_ref().map(|item| cells::show(item, column)).unwrap_or_default())
            })
    };
    let has_cell_error = move || {
        edit.cell_errors
            .with_untracked(|cell_errors| cell_errors.get(row.get_untracked(), column).is_some())
    };
    let type_in = move |text: String| {
        let Some(item) = item.get_untracked() else { return };
        let row = row.get_untracked();
        let read = cells::read(&item, column, &text);
        let group = if read.is_ok() {
            EditGroup::Cell(row, column)
        } else {
            EditGroup::CellError(row, column)
        };
        edit.grouped(group, || {
            let validation_error = match read {
                Ok(changed) => (changed != item && !edit.set_item(row, changed)).then(cells::too_many),
                Err(validation_error) => Some(validation_error),
            };
            if validation_error.is_some() || has_cell_error() {
                let cell_error = validation_error.map(|validation_error| CellError {
                    text: text.clone(),
                    validation_error,
                });
                edit.cell_errors
                    .update(|cell_errors| cell_errors.put(row, column, cell_error));
            }
        });
        typing.set(Some((row, text)));
    };
    let leave = move |_| {
        typing.try_set(None);
        edit.end_group();
        if column == Column::Repeat {
            rows.repeating.try_set(None);
        }
    };
    let revert = move |event: KeyboardEvent| {
        if event.key() == "Escape" && cell_error.get_untracked().is_some() {
            event.stop_propagation();
            let row = row.get_untracked();
            typing.set(None);
            edit.grouped(EditGroup::Cell(row, column), || {
                edit.cell_errors
                    .update(|cell_errors| cell_errors.put(row, column, None));
                if let Some(before) = entered_with.get_value() {
                    edit.set_item(row, before);
                }
            });
        }
    };
    view! {
        <input
            class="task-input"
            type="text"
            autocomplete="off"
            spellcheck="false"
            data-kind=column.word()
            data-control=column.word()
            data-turn=move || (typed().map_or(0, |typed| typed.len()) % 2).to_string()
            placeholder=move || placeholder.map(|placeholder| placeholder.get())
            aria-label=move || label.get()
            aria-invalid=move || cell_error.with(Option::is_some).then(|| "true".to_owned())
            aria-describedby=move || cell_error.with(Option::is_some).then(|| problem_id(row.get()))
            prop:value=value
            prop:disabled=move || !rows.enabled.get()
            on:input=move |event| type_in(event_target_value(&event))
            on:focus=move |_| entered_with.set_value(item.get_untracked())
            on:blur=leave
            on:keydown=revert
        />
    }
}

/// The id of the message about a row, for `aria-describedby` of its fields.
#[must_use]
pub fn problem_id(row: usize) -> String {
    format!("task-{row}-problem")
}
