//! The combobox `Example`. Shows what is open and offers the rest; opening it is the caller's.

use super::edit::Edit;
use super::icons::{Glyph, Icon};
use super::popup::close_with_escape;
use crate::ui::reactive::{RwSignal, effect};
use leptos::prelude::*;
use scenario::examples::{EXAMPLES, Example};

/// A select-only combobox: focus stays on its face, the list shows where the arrows are.
#[component]
pub fn ExamplePicker(
    /// What is edited: tells which example is open, and whether it is still that example.
    edit: Edit,
    /// Called with the example the person takes.
    on_choose: Callback<&'static Example>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let active = RwSignal::new(0_usize);
    let list = NodeRef::<leptos::html::Ul>::new();

    let title = move || {
        edit.example
            .get()
            .and_then(|place| EXAMPLES.get(place))
            .map_or("Your own", |example| example.title)
    };

    let show = move || {
        active.set(edit.example.get_untracked().unwrap_or(0));
        open.set(true);
    };
    let choose = move |place: usize| {
        open.set(false);
        if let Some(example) = EXAMPLES.get(place) {
            on_choose.run(example);
        }
    };
    let go = move |place: usize| active.set(place.min(EXAMPLES.len() - 1));
    let press = move |event: web_sys::KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() {
            return;
        }
        let key = event.key();
        let is_open = open.get_untracked();
        let place = active.get_untracked();
        match (key.as_str(), is_open) {
            ("ArrowDown" | "ArrowUp" | "Enter" | " ", false) => show(),
            ("ArrowDown", true) => go(place + 1),
            ("ArrowUp", true) if event.alt_key() => choose(place),
            ("ArrowUp", true) => go(place.saturating_sub(1)),
            ("PageDown", true) => go(place + PAGE),
            ("PageUp", true) => go(place.saturating_sub(PAGE)),
            ("Home", _) => {
                show();
                go(0);
            }
            ("End", _) => {
                show();
                go(EXAMPLES.len());
            }
            ("Enter" | " ", true) => choose(place),
            ("Tab", true) => {
                choose(place);
                return;
            }
            _ => {
                let Some(found) = typed_letter(&key).and_then(|letter| next_with(letter, place)) else {
                    return;
                };
                if !is_open {
                    show();
                }
                go(found);
            }
        }
        event.prevent_default();
        event.stop_propagation();
    };
    close_with_escape(
        move || open.try_get_untracked() == Some(true),
        move || {
            open.try_set(false);
        },
    );
    // It was opened over what was there then.
    effect(move || {
        let _ = edit.example.get();
        if open.get_untracked() {
            open.set(false);
        }
    });
    // The list is in the page only while it is open, so the active option is looked up when either changes.
    effect(move || {
        let place = active.get();
        if let Some(list) = list.get()
            && let Some(option) = list.children().item(u32::try_from(place).unwrap_or(0))
        {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });

    let options = move || {
        let rows = EXAMPLES.iter().enumerate().map(|(place, example)| {
            let sentence_id = format!("example-{place}-sentence");
            view! {
                <li
                    class="picker-option"
                    role="option"
                    id=option_id(place)
                    aria-describedby=sentence_id
                    aria-selected=move || (edit.example.get() == Some(place)).to_string()
                    data-active=move || (active.get() == place).to_string()
                    on:pointermove=move |_| active.set(place)
                    on:click=move |_| choose(place)
                >
                    <span class="picker-option-title">{example.title}</span>
                    <span class="picker-option-sentence" aria-hidden="true" id=format!("example-{place}-sentence")>{example.teaches}</span>
                </li>
            }
            .into_any()
        });
        view! {
            // The face keeps the focus while an option is pressed, else its blur would close the list first.
            <ul
                class="picker-list"
                role="listbox"
                id=LIST_ID
                aria-label="Example"
                node_ref=list
                on:mousedown=|event| event.prevent_default()
            >
                {rows.collect_view()}
            </ul>
        }
        .into_any()
    };

    view! {
        <div class="picker">
            <button
                class="picker-face"
                type="button"
                role="combobox"
                aria-label="Example"
                aria-haspopup="listbox"
                aria-expanded=move || open.get().to_string()
                aria-controls=move || open.get().then(|| LIST_ID.to_owned())
                aria-activedescendant=move || open.get().then(|| option_id(active.get()))
                on:click=move |_| if open.get_untracked() { open.set(false) } else { show() }
                on:keydown=press
                on:blur=move |_| { open.try_set(false); }
            >
                <small class="picker-caption">"Example"</small>
                <span class="picker-title">{move || title().to_owned()}</span>
                {move || edit.edited().then(|| view! { <small class="picker-edited">"edited"</small> }.into_any())}
                <Icon glyph=Glyph::Down />
            </button>
            {move || open.get().then(options)}
        </div>
    }
}

const LIST_ID: &str = "example-list";

/// How far Page Up and Page Down go: about what the list shows at once.
const PAGE: usize = 6;

fn option_id(place: usize) -> String {
    format!("example-{place}")
}

fn typed_letter(key: &str) -> Option<char> {
    let mut letters = key.chars();
    let letter = letters.next()?;
    (letters.next().is_none() && letter.is_ascii_alphanumeric()).then(|| letter.to_ascii_lowercase())
}

/// The next example after `place` whose title starts with the letter, round the end.
fn next_with(letter: char, place: usize) -> Option<usize> {
    (1..=EXAMPLES.len())
        .map(|step| (place + step) % EXAMPLES.len())
        .find(|&candidate| {
            EXAMPLES[candidate]
                .title
                .starts_with([letter, letter.to_ascii_uppercase()])
        })
}
