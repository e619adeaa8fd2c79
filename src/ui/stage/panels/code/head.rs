//! The head of the Code panel: the language, and the buttons to dock, copy and download the program.

use super::markers::ShownProgram;
use crate::ui::clipboard;
use crate::ui::download::download;
use crate::ui::icons::{Glyph, Icon};
use crate::ui::language::language_in_view;
use crate::ui::reactive::{Memo, RwSignal, Show, Signal};
use crate::ui::stage::panels::docking::Docking;
use crate::ui::tab_list::{Tab, TabList};
use codegen::Language;
use explain::glossary::Term;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

/// How long “Copied” is shown.
const SAID_MS: u32 = 2_000;

/// Tabs and buttons.
#[component]
pub fn Head(
    /// The program that is shown.
    program: ShownProgram,
    /// What the record is of, if it is of a program of another origin: it is in one language.
    recorded: Memo<Option<String>>,
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
    let tabs = || {
        let tab = |language: Language| Tab {
            label: language.label(),
            id: format!("tab-{}", language.id()),
            panel_id: None,
            explains: Some(Term::LanguageInView),
        };
        Language::ALL.map(tab).into()
    };
    let open = Signal::derive(move || {
        let open = Language::ALL.iter().position(|it| *it == language.get());
        open.unwrap_or_default()
    });
    let on_open = Callback::new(move |index: usize| language.choose(Language::ALL[index]));
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
            <Show when=move || recorded.with(Option::is_none)>
                <TabList name="Language" tabs=tabs() open on_open />
            </Show>
            <span class="code-recorded">{move || recorded.get().unwrap_or_default()}</span>
            <span class="code-said" role="status" aria-label="Copy status">{move || said.get()}</span>
            <button class="button code-button code-dock" type="button" data-explains=Term::DockCode.id() on:click=move |_| docking.switch()>
                <Icon glyph=Glyph::Dock />
                {move || (if docking.docked() { "Undock" } else { "Dock" }).to_owned()}
            </button>
            <button class="button code-button" type="button" data-explains=Term::CopyProgram.id() prop:disabled=off on:click=copy>
                <Icon glyph=Glyph::Copy />
                <span class="code-button-word">"Copy"</span>
            </button>
            <button class="button code-button" type="button" data-explains=Term::DownloadProgram.id() prop:disabled=off on:click=save>
                <Icon glyph=Glyph::Download />
                <span class="code-button-word">"Download"</span>
            </button>
        </div>
    }
}
