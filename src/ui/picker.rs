//! The combobox `Example`. Shows which example is open and lists all of them by path, with what is done; the caller opens the
//! chosen one. The last options act on the list itself.

use super::edit::Edit;
use super::icons::{Glyph, Icon};
use super::paths::{Paths, StepOfPath};
use super::popup::close_with_escape;
use crate::ui::reactive::{RwSignal, effect, memo};
use leptos::html::Input;
use leptos::prelude::*;
use scenario::examples::{Example, Library, Path};

/// An option after the examples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    OpenFile,
    Remove,
    Forget,
}

impl Act {
    /// Those that do something at the moment. Tracked.
    fn possible(paths: Paths) -> Vec<Self> {
        let possible = |act: &Self| match act {
            Self::OpenFile => true,
            Self::Remove => paths.opened().is_some(),
            Self::Forget => paths.any_done(),
        };
        [Self::OpenFile, Self::Remove, Self::Forget]
            .into_iter()
            .filter(possible)
            .collect()
    }

    fn label(self, paths: Paths) -> String {
        match self {
            Self::OpenFile => "Open a path file…".to_owned(),
            Self::Remove => format!("Remove {}", paths.opened().unwrap_or_default()),
            Self::Forget => "Forget what is done".to_owned(),
        }
    }

    fn run(self, paths: Paths, file: NodeRef<Input>) {
        match self {
            Self::OpenFile => {
                if let Some(input) = file.get_untracked() {
                    input.click();
                }
            }
            Self::Remove => paths.remove_opened(),
            Self::Forget => paths.forget(),
        }
    }
}

/// A select-only combobox: the focus stays on its button, and the list highlights the active option.
#[component]
pub fn ExamplePicker(
    /// The state of the editor, which has the open example and whether it was edited.
    edit: Edit,
    /// The paths of the examples, and what is done.
    paths: Paths,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let active = RwSignal::new(0_usize);
    let file = NodeRef::<Input>::new();

    let title = move || {
        edit.open_example()
            .map_or_else(|| "Your own".to_owned(), |example| example.title)
    };
    let examples = move || edit.library.with_untracked(Library::count);
    let options = move || examples() + untrack(|| Act::possible(paths)).len();

    let show = move || {
        active.set(edit.example.get_untracked().unwrap_or(0));
        open.set(true);
    };
    let choose = move |index: usize| {
        open.set(false);
        match index.checked_sub(examples()) {
            None => paths.choose(index),
            Some(index) => {
                if let Some(act) = untrack(|| Act::possible(paths)).get(index) {
                    act.run(paths, file);
                }
            }
        }
    };
    let go = move |index: usize| active.set(index.min(options() - 1));
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
                go(options());
            }
            ("Enter" | " ", true) => choose(index),
            ("Tab", true) => {
                // Leaving the list must not open a dialog or forget something.
                if index < examples() {
                    choose(index);
                } else {
                    open.set(false);
                }
                return;
            }
            _ => {
                let found = typed_letter(&key)
                    .and_then(|letter| edit.library.with_untracked(|library| next_with(library, letter, index)));
                let Some(found) = found else { return };
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
        if !open.get() {
            return;
        }
        if let Some(option) = document().get_element_by_id(&option_id(index)) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });

    let option = move |index: usize, title: String, sentence: Option<String>, done: bool| {
        let sentence_id = sentence.is_some().then(|| format!("example-{index}-sentence"));
        let described_by = sentence_id.clone();
        view! {
            <div
                class="picker-option"
                role="option"
                id=option_id(index)
                aria-describedby=described_by
                aria-selected=move || (edit.example.get() == Some(index)).to_string()
                data-active=move || (active.get() == index).to_string()
                on:pointermove=move |_| active.set(index)
                on:click=move |_| choose(index)
            >
                <span class="picker-option-title">
                    {title}
                    {done.then(|| view! { <span class="visually-hidden">", done"</span><span class="picker-done"><Icon glyph=Glyph::Done /></span> }.into_any())}
                </span>
                {sentence.map(|sentence| view! {
                    <span class="picker-option-sentence" aria-hidden="true" id=sentence_id>{sentence}</span>
                }.into_any())}
            </div>
        }
        .into_any()
    };
    let group = move |first: usize, path: &Path| {
        let (count, title) = (path.examples.len(), path.title.clone());
        let row = |(at, example): (usize, &Example)| {
            let index = first + at;
            let done = paths.done(index);
            // The lesson would give away the answer to the question.
            let sentence = match example.question.as_str() {
                "" => example.teaches.as_str(),
                _ if done => example.teaches.as_str(),
                question => question,
            };
            option(index, example.title.clone(), Some(sentence.to_owned()), done)
        };
        let rows = path.examples.iter().enumerate().map(row).collect::<Vec<_>>();
        let done = (first..first + count).filter(|index| paths.done(*index)).count();
        let said = format!("{done} of {count}");
        let label = format!("{title}, {said} done");
        view! {
            <div role="group" aria-label=label>
                <div class="picker-path" aria-hidden="true"><span class="picker-path-title">{title}</span><span>{said}</span></div>
                {rows}
            </div>
        }
        .into_any()
    };
    let chosen = move |_| {
        let Some(input) = file.get_untracked() else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            paths.open(file);
        }
        // The same file, changed since, can be chosen again.
        input.set_value("");
    };
    let list = move || {
        let groups = edit.library.with(|library| {
            let groups = library.numbered().map(|(first, path)| group(first, path));
            groups.collect::<Vec<_>>()
        });
        let acts = Act::possible(paths).into_iter().zip(examples()..);
        let acts = acts.map(|(act, index)| option(index, act.label(paths), None, false));
        view! {
            // Keep the focus on the button while an option is pressed, because its blur would close the list first.
            <div
                class="picker-list"
                role="listbox"
                id=LIST_ID
                aria-label="Example"
                on:mousedown=|event| event.prevent_default()
            >
                {groups}
                <div class="picker-acts" role="group" aria-label="The list">{acts.collect::<Vec<_>>()}</div>
            </div>
        }
        .into_any()
    };

    let around = memo(move || paths.around());
    let steps = move || {
        let steps = around.with(|around| around.as_ref().map_or_else(Vec::new, |(_, steps)| steps.clone()));
        let dot = |step: StepOfPath| {
            let state = match step {
                StepOfPath::Done => "done",
                StepOfPath::Open => "open",
                StepOfPath::Ahead => "ahead",
            };
            view! { <span class="picker-step" data-state=state></span> }
        };
        steps.into_iter().map(dot).collect::<Vec<_>>()
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
                <small class="picker-caption">{move || around.with(|around| around.as_ref().map_or_else(|| "Example".to_owned(), |(path, _)| path.clone()))}</small>
                <span class="picker-steps" aria-hidden="true">{steps}</span>
                <span class="picker-title">{title}</span>
                {move || edit.edited().then(|| view! { <small class="picker-edited">"edited"</small> }.into_any())}
                <Icon glyph=Glyph::Down />
            </button>
            {move || open.get().then(list)}
            <input type="file" accept=".txt,text/plain" aria-label="Path file" hidden node_ref=file on:change=chosen />
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
fn next_with(library: &Library, letter: char, index: usize) -> Option<usize> {
    let count = library.count();
    (1..=count).map(|step| (index + step) % count).find(|&candidate| {
        let title = library.example(candidate).map_or("", |example| &example.title);
        title.starts_with([letter, letter.to_ascii_uppercase()])
    })
}
