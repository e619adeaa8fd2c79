//! One row of the task table: its controls and its keys. The state that the rows share is in [`super::rows`].

use super::cell::{CellInput, problem_id};
use super::failure_mode::FailureModeCell;
use super::grip::Grip;
use super::open_menu::OpenMenu;
use super::rows::{RowControl, RowFocus, TableRows, title_among};
use crate::ui::edit::Column;
use crate::ui::icons::{Glyph, Icon};
use crate::ui::reactive::{ListRow, effect, memo};
use explain::glossary::Term;
use leptos::prelude::*;
use scenario::words::letter;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};

/// The row at an index of the list. When items move, the row stays and shows another item.
#[component]
pub fn TaskRow(
    /// The state that the rows share.
    rows: TableRows,
    /// The row, and the index of the item that it shows.
    row: ListRow,
) -> impl IntoView {
    let edit = rows.edit;
    let node = NodeRef::<leptos::html::Tr>::new();
    let item = memo(move || edit.draft.with(|draft| draft.list().items.get(row.get()).cloned()));
    let title = memo(move || edit.draft.with(|draft| title_among(&draft.list().items, row.get())));
    let repeats = memo(move || {
        item.with(|item| item.as_ref().is_some_and(|item| item.repeat > 1)) || rows.repeating.get() == Some(row.get())
    });
    let unitless = move || {
        item.with(|item| {
            item.as_ref()
                .is_some_and(|item| item.delay.high.is_none() && item.delay.low.unit().is_none())
        }) && edit
            .cell_errors
            .with(|cell_errors| cell_errors.get(row.get(), Column::Delay).is_none())
    };

    effect(move || {
        let Some(node) = node.get() else { return };
        if let Some(focus) = rows.focus.get()
            && focus.row == row.get()
        {
            rows.focus.set(None);
            focus_on(&node, focus.control);
        }
    });

    let press = move |event: KeyboardEvent| {
        let row = row.get_untracked();
        let control = control_of(&event);
        let on_grip = control == RowControl::Grip;
        let ctrl = event.ctrl_key() || event.meta_key();
        match event.key().as_str() {
            "ArrowUp" | "ArrowDown" if event.alt_key() || on_grip => {
                rows.step(row, event.key() == "ArrowDown", control);
            }
            "d" | "D" if ctrl && !event.shift_key() && !event.alt_key() => rows.duplicate(row),
            "Delete" if on_grip => rows.remove(row),
            "Enter"
                if matches!(control, RowControl::Name | RowControl::Delay | RowControl::Cpu)
                    && row + 1 < rows.count.get_untracked() =>
            {
                rows.focus.set(Some(RowFocus { row: row + 1, control }));
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let press = move |event: KeyboardEvent| {
        if rows.enabled.get_untracked() {
            press(event);
        }
    };

    let offset = move || {
        rows.drag
            .get()
            .map(|drag| format!("translateY({}px)", drag.offset(row.get())))
    };
    let dragged = move || rows.drag.get().is_some_and(|drag| drag.from == row.get());
    let open_menu = move |event: web_sys::MouseEvent| {
        let button = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(button) = button.and_then(|target| target.closest("button").ok().flatten()) {
            rows.menu.set(Some(OpenMenu::below(row.get_untracked(), &button)));
        }
    };

    view! {
        <tr
            class="task-row"
            node_ref=node
            aria-rowindex=move || (row.get() + 2).to_string()
            data-dragged=move || dragged().to_string()
            style:transform=offset
            on:keydown=press
        >
            <td class="task-cell"><Grip rows row title /></td>
            <td class="task-cell">
                <div class="task-field">
                    <CellInput rows row item column=Column::Name label=move || format!("Name of {}", title.get()) placeholder=move || letter_of(rows, row.get()) />
                    {move || {
                        repeats.get().then(|| view! {
                            <span class="task-times" aria-hidden="true" data-explains=Term::Repeat.id()>"×"</span>
                            <CellInput rows row item column=Column::Repeat label=move || format!("How many of {}", title.get()) />
                        }
                        .into_any())
                    }}
                </div>
            </td>
            <td class="task-cell">
                <div class="task-field" data-unit=move || unitless().then(|| "s".to_owned())>
                    <CellInput rows row item column=Column::Delay label=move || format!("Delay of {}", title.get()) />
                </div>
            </td>
            <td class="task-cell">
                <CellInput rows row item column=Column::Cpu label=move || format!("CPU of {}", title.get()) placeholder=|| "–".to_owned() />
            </td>
            <td class="task-cell"><FailureModeCell rows row item title /></td>
            <td class="task-cell">
                <button
                    class="button"
                    data-shape="icon"
                    data-control=RowControl::More.word()
                    data-in="row"
                    type="button"
                    aria-haspopup="menu"
                    aria-label=move || format!("More for {}", title.get())
                    data-explains=Term::EditorMenu.id()
                    prop:disabled=move || !rows.enabled.get()
                    on:click=open_menu
                >
                    <Icon glyph=Glyph::More />
                </button>
            </td>
        </tr>
        {move || problem(rows, row.get())}
    }
}

/// What people read for the first task of a row without a name.
fn letter_of(rows: TableRows, row: usize) -> String {
    let index = rows.edit.draft.with(|draft| draft.list().first_index(row));
    letter(index).into_owned()
}

/// The message row below a row with an error.
fn problem(rows: TableRows, row: usize) -> Option<AnyView> {
    let (text, turn) = rows.edit.cell_errors.with(|cell_errors| {
        let mut cell_errors = cell_errors.in_row(row).peekable();
        let turn = cell_errors.peek()?.text.len() % 2;
        let sentences: Vec<String> = cell_errors
            .map(|cell_error| cell_error.validation_error.to_string())
            .collect();
        Some((sentences.join(" "), turn))
    })?;
    Some(
        view! {
            <tr class="task-problem">
                <td colspan="6">
                    <p class="problem" id=problem_id(row) data-turn=turn.to_string()>
                        <Icon glyph=Glyph::Failed small=true />
                        <span>{text}</span>
                    </p>
                </td>
            </tr>
        }
        .into_any(),
    )
}

fn focus_on(row: &Element, target: RowControl) {
    let selector = format!("[data-control={}]", target.word());
    let found = row.query_selector(&selector).ok().flatten();
    let Some(control) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    // A field that has just been added gets its text later in this turn, so it is selected in a microtask.
    queue_microtask(move || {
        // It fails only for an element that is not in the page.
        let _ = control.focus();
        if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
            input.select();
        }
    });
}

fn control_of(event: &KeyboardEvent) -> RowControl {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let word = element.and_then(|element| element.get_attribute("data-control"));
    let found = RowControl::ALL
        .into_iter()
        .find(|control| word.as_deref() == Some(control.word()));
    found.unwrap_or(RowControl::Name)
}
