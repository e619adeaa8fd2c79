//! The combobox `Example`. Shows which example is open and lists all of them; the caller opens the chosen one.

use super::edit::Edit;
use super::icons::{Glyph, Icon};
use super::popup::close_with_escape;
use crate::ui::reactive::{RwSignal, effect};
use leptos::prelude::*;
use scenario::examples::{EXAMPLES, Example};

/// A select-only combobox: the focus stays on its button, and the list highlights the active option.
#[component]
pub fn ExamplePicker(
    /// The state of the editor, which has the open example and whether it was edited.
    edit: Edit,
    /// Called with the chosen example.
    on_choose: Callback<&'static Example>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let active = RwSignal::new(0_usize);
    let list = NodeRef::<leptos::html::Ul>::new();

    let title = move || {
        edit.example
            .get()
            .and_then(|index| EXAMPLES.get(index))
            .map_or("Your own", |example| example.title)
    };

    let show = move || {
        active.set(edit.example.get_untracked().unwrap_or(0));
        open.set(true);
    };
    let choose = move |index: usize| {
        open.set(false);
        if let Some(example) = EXAMPLES.get(index) {
            on_choose.run(example);
        }
    };
    let go = move |index: usize| active.set(index.min(EXAMPLES.len() - 1));
    let press = move |event: web_sys::KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() {
            return;
        }
        let key = event.key();
        let is_open = open.get_untracked();
        let index = active.get_untracked();
        match (key.as_str(), is_open) {
            ("ArrowDown" | "ArrowUp" | "Enter" | " ", false) => show(),
            ("ArrowDown", true) => go(index + 1),
            ("ArrowUp", true) if event.alt_key() => choose(index),
            ("ArrowUp", true) => go(index.saturating_sub(1)),
            ("PageDown", true) => go(index + PAGE),
            ("PageUp", true) => go(index.saturating_sub(PAGE)),
            ("Home", _) => {
                show();
                go(0);
            }
            ("End", _) => {
                show();
                go(EXAMPLES.len());
            }
            ("Enter" | " ", true) => choose(index),
            ("Tab", true) => {
                choose(index);
                return;
            }
            _ => {
                let Some(found) = typed_letter(&key).and_then(|letter| next_with(letter, index)) else {
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
    // Close the list when another scenario is opened.
    effect(move || {
        let _ = edit.example.get();
        if open.get_untracked() {
            open.set(false);
        }
    });
    // The list is in the page only while it is open, so the active option is looked up when either changes.
    effect(move || {
        let index = active.get();
        if let Some(list) = list.get()
            && let Some(option) = list.children().item(u32::try_from(index).unwrap_or(0))
        {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });

    let options = move || {
        let rows = EXAMPLES.iter().enumerate().map(|(index, example)| {
            let sentence_id = format!("example-{index}-sentence");
            view! {
                <li
                    class="picker-option"
                    role="option"
                    id=option_id(index)
                    aria-describedby=sentence_id
                    aria-selected=move || (edit.example.get() == Some(index)).to_string()
                    data-active=move || (active.get() == index).to_string()
                    on:pointermove=move |_| active.set(index)
                    on:click=move |_| choose(index)
                >
                    <span class="picker-option-title">{example.title}</span>
                    <span class="picker-option-sentence" aria-hidden="true" id=format!("example-{index}-sentence")>{example.teaches}</span>
                </li>
            }
            .into_any()
        });
        view! {
            // Keep the focus on the button while an option is pressed, because its blur would close the list first.
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

/// The step of Page Up and Page Down: about the number of options in view.
const PAGE: usize = 6;

fn option_id(index: usize) -> String {
    format!("example-{index}")
}

fn typed_letter(key: &str) -> Option<char> {
    let mut letters = key.chars();
    let letter = letters.next()?;
    (letters.next().is_none() && letter.is_ascii_alphanumeric()).then(|| letter.to_ascii_lowercase())
}

/// The next example after `index` whose title starts with the letter, continuing from the start after the end.
fn next_with(letter: char, index: usize) -> Option<usize> {
    (1..=EXAMPLES.len())
        .map(|step| (index + step) % EXAMPLES.len())
        .find(|&candidate| {
            EXAMPLES[candidate]
                .title
                .starts_with([letter, letter.to_ascii_uppercase()])
        })
}
