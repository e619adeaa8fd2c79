//! One row of the task table: its fields, its grip, its keys. What moves between rows is [`super::table::Rows`]'.

use super::drag::Drag;
use super::row_menu::OpenMenu;
use super::table::{Focus, Place, Rows};
use crate::scenario::refusal::Refusal;
use crate::scenario::{Fate, Item};
use crate::ui::edit::cells::{self, Column, FateSort, Slip};
use crate::ui::icons::{Glyph, Icon};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent, PointerEvent};

/// The row at a place of the list. It stays when rows move; what it shows goes by.
#[component]
pub fn TaskRow(
    /// What the rows share.
    rows: Rows,
    /// From 0.
    row: usize,
) -> impl IntoView {
    let edit = rows.edit;
    let node = NodeRef::<leptos::html::Tr>::new();
    let item = Memo::new(move |_| edit.draft.with(|draft| draft.list().items.get(row).cloned()));
    let title = Memo::new(move |_| {
        let name = item.with(|item| item.as_ref().and_then(|item| item.name.clone()));
        name.unwrap_or_else(|| format!("task {}", row + 1))
    });
    let repeats = Memo::new(move |_| {
        item.with(|item| item.as_ref().is_some_and(|item| item.repeat > 1)) || rows.repeating.get() == Some(row)
    });
    let unitless = move || {
        item.with(|item| {
            item.as_ref()
                .is_some_and(|item| item.delay.high.is_none() && item.delay.low.unit().is_none())
        }) && edit.slips.with(|slips| slips.get(row, Column::Delay).is_none())
    };

    Effect::new(move |_| {
        let Some(node) = node.get() else { return };
        if let Some(focus) = rows.focus.get()
            && focus.row == row
        {
            rows.focus.set(None);
            focus_on(&node, focus.place);
        }
    });

    let press = move |event: KeyboardEvent| {
        let place = place_of(&event);
        let on_grip = place == Place::Grip;
        let control = event.ctrl_key() || event.meta_key();
        match event.key().as_str() {
            "ArrowUp" | "ArrowDown" if event.alt_key() || on_grip => {
                rows.step(row, event.key() == "ArrowDown", place);
            }
            "d" | "D" if control && !event.shift_key() && !event.alt_key() => rows.duplicate(row),
            "Delete" if on_grip => rows.remove(row),
            "Enter"
                if matches!(place, Place::Name | Place::Delay | Place::Cpu) && row + 1 < rows.count.get_untracked() =>
            {
                rows.focus.set(Some(Focus { row: row + 1, place }));
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
            .map(|drag| format!("translateY({}px)", drag.offset(row)))
    };
    let dragged = move || rows.drag.get().is_some_and(|drag| drag.from == row);
    let open_menu = move |event: web_sys::MouseEvent| {
        let button = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(button) = button.and_then(|target| target.closest("button").ok().flatten()) {
            rows.menu.set(Some(OpenMenu::below(row, &button)));
        }
    };

    view! {
        <tr
            class="task-row"
            node_ref=node
            aria-rowindex=(row + 2).to_string()
            data-dragged=move || dragged().to_string()
            style:transform=offset
            on:keydown=press
        >
            <td class="task-cell"><Grip rows row title /></td>
            <td class="task-cell">
                <div class="task-field">
                    <CellInput rows row item column=Column::Name label=move || format!("Name of {}", title.get()) placeholder=move || (row + 1).to_string() />
                    {move || {
                        repeats.get().then(|| view! {
                            <span class="task-times" aria-hidden="true">"×"</span>
                            <CellInput rows row item column=Column::Repeat label=move || format!("How many of {}", title.get()) />
                        })
                    }}
                </div>
            </td>
            <td class="task-cell">
                <div class="task-field" data-unit=move || unitless().then_some("s")>
                    <CellInput rows row item column=Column::Delay label=move || format!("Delay of {}", title.get()) />
                </div>
            </td>
            <td class="task-cell">
                <CellInput rows row item column=Column::Cpu label=move || format!("CPU of {}", title.get()) placeholder=|| "–".to_owned() />
            </td>
            <td class="task-cell"><FateCell rows row item title /></td>
            <td class="task-cell">
                <button
                    class="button"
                    data-shape="icon"
                    data-place=Place::More.word()
                    data-in="row"
                    type="button"
                    aria-haspopup="menu"
                    aria-label=move || format!("More for {}", title.get())
                    prop:disabled=move || !rows.enabled.get()
                    on:click=open_menu
                >
                    <Icon glyph=Glyph::More />
                </button>
            </td>
        </tr>
        {move || problem(rows, row)}
    }
}

/// What a row is dragged by. With the keyboard: arrows move it, Del takes it out.
#[component]
fn Grip(rows: Rows, row: usize, title: Memo<String>) -> impl IntoView {
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
        // It fails only for a pointer that is gone; then there is nothing to follow.
        if grip.set_pointer_capture(event.pointer_id()).is_ok() {
            event.prevent_default();
            let _ = grip.focus();
            let count = rows.count.get_untracked();
            rows.drag
                .set(Some(Drag::start(row, count, height, f64::from(event.client_y()))));
        }
    };
    let follow = move |event: PointerEvent| {
        if let Some(drag) = rows.drag.get_untracked().filter(|drag| drag.from == row) {
            rows.drag.set(Some(drag.at(f64::from(event.client_y()))));
        }
    };
    let drop_here = move |_: PointerEvent| {
        if let Some(drag) = rows.drag.get_untracked().filter(|drag| drag.from == row) {
            rows.drag.set(None);
            rows.move_to(row, drag.to(), Place::Grip);
        }
    };
    let let_go = move |_: PointerEvent| {
        if rows
            .drag
            .try_get_untracked()
            .flatten()
            .is_some_and(|drag| drag.from == row)
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
            data-place=Place::Grip.word()
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

/// A text field of the row. Good input goes to the draft at once; bad input stays in the field, with a message.
#[component]
fn CellInput(
    rows: Rows,
    row: usize,
    item: Memo<Option<Item>>,
    column: Column,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] placeholder: Option<Signal<String>>,
) -> impl IntoView {
    let edit = rows.edit;
    // While the person types, the field shows what is typed, not what it was understood as.
    let typing = RwSignal::new(None::<String>);
    // What Escape brings back. The draft has already taken what could be read on the way.
    let entered_with = StoredValue::new(None::<Item>);
    let slip = Memo::new(move |_| edit.slips.with(|slips| slips.get(row, column).cloned()));
    let value = move || {
        typing
            .get()
            .or_else(|| slip.get().map(|slip| slip.text))
            .unwrap_or_else(|| {
                item.with(|item| item.as_ref().map(|item| cells::show(item, column)).unwrap_or_default())
            })
    };
    let take = move |text: String| {
        let Some(item) = item.get_untracked() else { return };
        let slip = match cells::read(&item, column, &text) {
            Ok(changed) => {
                let taken = changed == item || edit.set_item(row, changed);
                (!taken).then(|| Slip {
                    text: text.clone(),
                    refusal: too_many(),
                })
            }
            Err(refusal) => Some(Slip {
                text: text.clone(),
                refusal,
            }),
        };
        typing.set(Some(text));
        if slip.is_some() || edit.slips.with_untracked(|slips| slips.get(row, column).is_some()) {
            edit.slips.update(|slips| slips.put(row, column, slip));
        }
    };
    let leave = move |_| {
        typing.try_set(None);
        if column == Column::Repeat {
            rows.repeating.try_set(None);
        }
    };
    let revert = move |event: KeyboardEvent| {
        if event.key() == "Escape" && slip.get_untracked().is_some() {
            event.stop_propagation();
            edit.slips.update(|slips| slips.put(row, column, None));
            typing.set(None);
            if let Some(before) = entered_with.get_value() {
                edit.set_item(row, before);
            }
        }
    };
    view! {
        <input
            class="task-input"
            type="text"
            autocomplete="off"
            spellcheck="false"
            data-kind=column.word()
            data-place=column.word()
            data-turn=move || (typing.with(|typing| typing.as_ref().map_or(0, String::len)) % 2).to_string()
            placeholder=move || placeholder.map(|placeholder| placeholder.get())
            aria-label=label
            aria-invalid=move || slip.with(Option::is_some).then_some("true")
            aria-describedby=move || slip.with(Option::is_some).then(|| problem_id(row))
            prop:value=value
            prop:disabled=move || !rows.enabled.get()
            on:input:target=move |event| take(event.target().value())
            on:focus=move |_| entered_with.set_value(item.get_untracked())
            on:blur=leave
            on:keydown=revert
        />
    }
}

/// How a task ends: a choice of four, and a number where the choice needs one.
#[component]
fn FateCell(rows: Rows, row: usize, item: Memo<Option<Item>>, title: Memo<String>) -> impl IntoView {
    let sort = Memo::new(move |_| {
        item.with(|item| {
            item.as_ref()
                .map_or(FateSort::Succeeds, |item| FateSort::of(&item.fate))
        })
    });
    let counted = Memo::new(move |_| matches!(sort.get(), FateSort::FailsFirst | FateSort::FailsByChance));
    let choose = move |label: String| {
        let Some(item) = item.get_untracked() else { return };
        let chosen = FateSort::ALL.into_iter().find(|sort| sort.label() == label);
        let Some(chosen) = chosen.filter(|chosen| *chosen != FateSort::of(&item.fate)) else {
            return;
        };
        rows.edit.slips.update(|slips| slips.put(row, Column::Count, None));
        rows.edit.set_item(
            row,
            Item {
                fate: chosen.fate(),
                ..item
            },
        );
    };
    let state = move || {
        if sort.get() == FateSort::Succeeds {
            "done"
        } else {
            "failed"
        }
    };
    let options = FateSort::ALL.map(|option| {
        view! { <option value=option.label() prop:selected=move || sort.get() == option>{option.label()}</option> }
    });
    view! {
        <div class="task-fate">
            <span class="task-fate-face ink" data-state=state>
                {move || {
                    let glyph = if sort.get() == FateSort::Succeeds { Glyph::Done } else { Glyph::Failed };
                    view! { <Icon glyph small=true /> }
                }}
                <span class="task-fate-word" aria-hidden="true">{move || sort.get().short()}</span>
                <select
                    class="task-fate-select"
                    data-place=Place::Fate.word()
                    aria-label=move || format!("Fate of {}", title.get())
                    prop:value=move || sort.get().label()
                    prop:disabled=move || !rows.enabled.get()
                    on:change:target=move |event| choose(event.target().value())
                >
                    {options.collect_view()}
                </select>
            </span>
            {move || {
                counted.get().then(|| {
                    let label = move || match item.get().map(|item| item.fate) {
                        Some(Fate::FailsByChance(_)) => format!("Chance that {} fails", title.get()),
                        _ => format!("Failing attempts of {}", title.get()),
                    };
                    view! { <CellInput rows row item column=Column::Count label /> }
                })
            }}
        </div>
    }
}

/// The message row below a row with a slip.
fn problem(rows: Rows, row: usize) -> Option<impl IntoView> {
    let (text, turn) = rows.edit.slips.with(|slips| {
        let mut slips = slips.in_row(row).peekable();
        let turn = slips.peek()?.text.len() % 2;
        let sentences: Vec<String> = slips.map(|slip| slip.refusal.to_string()).collect();
        Some((sentences.join(" "), turn))
    })?;
    Some(view! {
        <tr class="task-problem">
            <td colspan="6">
                <p class="problem" id=problem_id(row) data-turn=turn.to_string()>
                    <Icon glyph=Glyph::Failed small=true />
                    <span>{text}</span>
                </p>
            </td>
        </tr>
    })
}

/// The one thing that can be wrong with a list whose items are right.
fn too_many() -> Refusal {
    Refusal::new(
        "The list would have more than 1,000,000 tasks.",
        "Try a smaller number.",
    )
}

fn problem_id(row: usize) -> String {
    format!("task-{row}-problem")
}

fn focus_on(row: &Element, place: Place) {
    let selector = format!("[data-place={}]", place.word());
    let found = row.query_selector(&selector).ok().flatten();
    let Some(control) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    // A field that has just come into the page gets its text in this turn, after this; selecting comes last.
    queue_microtask(move || {
        // It fails only for an element that is not in the page.
        let _ = control.focus();
        if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
            input.select();
        }
    });
}

fn place_of(event: &KeyboardEvent) -> Place {
    let control = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let word = control.and_then(|control| control.get_attribute("data-place"));
    let place = Place::ALL
        .into_iter()
        .find(|place| word.as_deref() == Some(place.word()));
    place.unwrap_or(Place::Name)
}
