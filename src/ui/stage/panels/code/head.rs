//! The head of the Code panel: which language, and what to take along.

use super::markers::ShownProgram;
use crate::ui::clipboard;
use crate::ui::download::download;
use crate::ui::icons::{Glyph, Icon};
use crate::ui::language::language_in_view;
use crate::ui::reactive::RwSignal;
use crate::ui::stage::panels::docking::Docking;
use codegen::Language;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use wasm_bindgen::JsCast;

/// How long it says that something was copied.
const SAID_MS: u32 = 2_000;

/// Tabs and buttons.
#[component]
pub fn Head(
    /// What is shown.
    program: ShownProgram,
) -> impl IntoView {
    let language = language_in_view();
    let said = RwSignal::new(String::new());
    let silence = StoredValue::new_local(None::<Timeout>);
    on_cleanup(move || {
        silence.try_update_value(Option::take);
    });
    let say = move |words: &str| {
        said.try_set(words.to_owned());
        let later = Timeout::new(SAID_MS, move || said.try_set(String::new()));
        silence.try_update_value(|silence| *silence = Some(later));
    };
    let press = move |event: web_sys::KeyboardEvent| {
        let all = Language::ALL;
        let here = all
            .iter()
            .position(|it| *it == language.get_untracked())
            .unwrap_or_default();
        let next = match event.key().as_str() {
            "ArrowRight" => (here + 1) % all.len(),
            "ArrowLeft" => (here + all.len() - 1) % all.len(),
            "Home" => 0,
            "End" => all.len() - 1,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        language.choose(all[next]);
        let tab = document().get_element_by_id(&tab_id(all[next]));
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
            // It fails only for an element that is not in the page.
            let _ = tab.focus();
        }
    };
    let tabs = Language::ALL.map(|tab| {
        let on = move || language.get() == tab;
        view! {
            <button
                class="segmented-option"
                type="button"
                role="tab"
                id=tab_id(tab)
                aria-selected=move || on().to_string()
                data-on=move || on().to_string()
                tabindex=move || if on() { "0".to_owned() } else { "-1".to_owned() }
                on:click=move |_| language.choose(tab)
            >
                {tab.label()}
            </button>
        }
        .into_any()
    });
    let copy = move |_| {
        let Some(program) = program.get_untracked() else { return };
        spawn_local_scoped_with_cancellation(async move {
            let copied = clipboard::copy(&program.text).await;
            say(if copied {
                "Copied"
            } else {
                "The browser does not let it be copied"
            });
        });
    };
    let save = move |_| {
        if let Some(program) = program.get_untracked() {
            download(program.program.language.file_name(), &program.text);
        }
    };
    let off = move || program.with(Option::is_none);
    let docking = expect_context::<Docking>();
    view! {
        <div class="code-head">
            <div class="segmented" role="tablist" aria-label="Language" on:keydown=press>
                {Vec::from(tabs)}
            </div>
            <span class="code-said" role="status" aria-label="Copy status">{move || said.get()}</span>
            <button class="button code-button code-dock" type="button" on:click=move |_| docking.switch()>
                <Icon glyph=Glyph::Dock />
                {move || (if docking.beside() { "Undock" } else { "Dock" }).to_owned()}
            </button>
            <button class="button code-button" type="button" prop:disabled=off on:click=copy>
                <Icon glyph=Glyph::Copy />
                <span class="code-button-word">"Copy"</span>
            </button>
            <button class="button code-button" type="button" prop:disabled=off on:click=save>
                <Icon glyph=Glyph::Download />
                <span class="code-button-word">"Download"</span>
            </button>
        </div>
    }
}

fn tab_id(language: Language) -> String {
    format!("tab-{}", language.id())
}
