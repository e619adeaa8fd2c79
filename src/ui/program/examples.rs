//! The examples of the tab Program: fetched when the tab is opened, chosen in the top bar, each with a question before its run and
//! what was to be seen after it.

use super::ProgramTab;
use crate::ui::reactive::{Handle, RwSignal, lasting, memo};
use explain::glossary::Term;
use leptos::html::Select;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use scenario::programs::{self, ProgramExample, ProgramPath};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// Says where the file is that has them; `finish` writes both.
const REFERENCE: &str = "meta[name=example-programs]";

/// The examples, once they are there. Copies are handles to the same state.
pub type ProgramExamples = Handle<ProgramExamplesParts>;

/// The parts of [`ProgramExamples`].
pub struct ProgramExamplesParts {
    paths: RwSignal<Arc<Vec<ProgramPath>>>,
    asked: StoredValue<bool>,
}

impl ProgramExamples {
    /// None yet. Owned by the component that calls this.
    #[must_use]
    pub fn new() -> Self {
        lasting(ProgramExamplesParts {
            paths: RwSignal::new(Arc::default()),
            asked: StoredValue::new(false),
        })
    }

    /// Fetches them, if that has not been tried. Without them there is nothing to choose.
    pub fn fetch(&self) {
        if self.asked.try_update_value(|asked| std::mem::replace(asked, true)) != Some(false) {
            return;
        }
        let paths = self.paths;
        spawn_local_scoped_with_cancellation(async move {
            let Some(text) = text().await else { return };
            if let Ok(read) = programs::read(&text) {
                paths.try_set(Arc::new(read));
            }
        });
    }

    /// The example whose text this is. Tracked.
    #[must_use]
    pub fn of_text(&self, text: &str) -> Option<ProgramExample> {
        let paths = self.paths.get();
        let mut all = paths.iter().flat_map(|path| &path.examples);
        all.find(|example| example.text == text).cloned()
    }

    /// The example with this title. Not tracked.
    fn with_title(&self, title: &str) -> Option<ProgramExample> {
        let paths = self.paths.get_untracked();
        let mut all = paths.iter().flat_map(|path| &path.examples);
        all.find(|example| example.title == title).cloned()
    }
}

impl Default for ProgramExamples {
    fn default() -> Self {
        Self::new()
    }
}

async fn text() -> Option<String> {
    let reference = document().query_selector(REFERENCE).ok().flatten()?;
    let address = reference.get_attribute("content")?;
    let response = JsFuture::from(window().fetch_with_str(&address)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    let text = response.ok().then(|| response.text().ok())??;
    JsFuture::from(text).await.ok()?.as_string()
}

/// The value of the option that forgets which examples are done: no title has a line break.
const FORGET: &str = "\n";

/// What the person is asked before that.
const ASKED_BEFORE: &str = "Forget which examples are done, those of lists as well?";

/// The combobox `Example` in the top bar while Run runs a program.
#[component]
pub fn ProgramPicker(
    /// The program's place.
    program_tab: ProgramTab,
) -> impl IntoView {
    let examples = program_tab.examples;
    let open = memo(move || program_tab.example().map(|example| example.title));
    let groups = move || {
        let paths = examples.paths.get();
        let group = |path: &ProgramPath| {
            let mut done = 0;
            let option = |example: &ProgramExample| {
                let title = example.title.clone();
                let is_done = program_tab.paths.key_is_done(&title);
                done += usize::from(is_done);
                // An option of the system's list has no room for an icon.
                let text = if is_done { format!("✓ {title}") } else { title.clone() };
                let is_open = {
                    let title = title.clone();
                    move || open.with(|open| open.as_ref() == Some(&title))
                };
                view! { <option value=title prop:selected=is_open>{text}</option> }.into_any()
            };
            let options = path.examples.iter().map(option).collect::<Vec<_>>();
            let label = format!("{}, {done} of {} done", path.title, options.len());
            view! { <optgroup label=label>{options}</optgroup> }.into_any()
        };
        paths.iter().map(group).collect::<Vec<_>>()
    };
    let forget = move || {
        let any = program_tab.paths.any_done();
        any.then(|| view! { <option value=FORGET>"Forget what is done"</option> }.into_any())
    };
    let picker = NodeRef::<Select>::new();
    let choose = move |title: &str| {
        if let Some(example) = examples.with_title(title) {
            program_tab.open_example(&example);
        } else if title == FORGET
            && let Some(picker) = picker.get_untracked()
        {
            picker.set_value(&open.get_untracked().unwrap_or_default());
            // An arrow key that goes along the closed list chooses each option that it comes to.
            if window().confirm_with_message(ASKED_BEFORE).unwrap_or_default() {
                program_tab.paths.forget();
            }
        }
    };
    view! {
        <span class="field program-picker">
            <select
                class="field-input"
                aria-label="Example"
                data-explains=Term::ProgramExamples.id()
                node_ref=picker
                on:change=move |event| choose(&event_target_value(&event))
            >
                <option value="" prop:selected=move || open.with(Option::is_none)>"Your own program"</option>
                {groups}
                {forget}
            </select>
        </span>
    }
}
