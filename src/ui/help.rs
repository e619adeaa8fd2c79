//! Help: the list of all keys with the switch that turns single keys off, the glossary, and how to record a program.

mod glossary;

use crate::ui::explain::Explanations;
use crate::ui::icons::{Glyph, Icon};
use crate::ui::keys::SHORTCUTS;
use crate::ui::popup::show_dialog;
use crate::ui::reactive::{RwSignal, Show, Signal};
use crate::ui::tab_list::{Tab, TabList};
use explain::glossary::Term;
use glossary::GlossaryTable;
use leptos::html::Dialog;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// The parts of Help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HelpTab {
    Keys,
    Glossary,
    Recorder,
}

impl HelpTab {
    const ALL: [Self; 3] = [Self::Keys, Self::Glossary, Self::Recorder];

    const fn label(self) -> &'static str {
        match self {
            Self::Keys => "Keys",
            Self::Glossary => "Glossary",
            Self::Recorder => "Record Python",
        }
    }

    const fn tab_id(self) -> &'static str {
        match self {
            Self::Keys => "tab-keys",
            Self::Glossary => "tab-glossary",
            Self::Recorder => "tab-recorder",
        }
    }

    const fn panel_id(self) -> &'static str {
        match self {
            Self::Keys => "panel-keys",
            Self::Glossary => "panel-glossary",
            Self::Recorder => "panel-recorder",
        }
    }
}

/// The dialog. Open while [`Explanations::help`] is true; closing it makes it false.
#[component]
pub fn Help(
    /// Whether keys without Ctrl act.
    single_keys: RwSignal<bool>,
    /// Whether it is open, and which term was asked for.
    explanations: Explanations,
    /// Called with the index of a term's example.
    on_choose: Callback<usize>,
) -> impl IntoView {
    let open = explanations.help();
    let dialog = NodeRef::<Dialog>::new();
    let shown = RwSignal::new(HelpTab::Keys);
    show_dialog(
        dialog,
        move || open.get(),
        move || {
            let asked = explanations.asked().is_some();
            shown.set(match (explanations.take_recorder(), asked) {
                (true, _) => HelpTab::Recorder,
                (false, true) => HelpTab::Glossary,
                (false, false) => HelpTab::Keys,
            });
        },
    );
    let tabs = HelpTab::ALL.map(|tab| Tab {
        label: tab.label(),
        id: tab.tab_id().to_owned(),
        panel_id: Some(tab.panel_id()),
        explains: None,
    });
    let open_tab = Signal::derive(move || shown.get() as usize);
    let on_open = Callback::new(move |index: usize| shown.set(HelpTab::ALL[index]));
    let behind = Callback::new(move |index: usize| {
        let count = (HelpTab::ALL[index] == HelpTab::Glossary).then(|| Term::glossary().len().to_string());
        view! { <span class="tab-count" aria-hidden="true">{count}</span> }.into_any()
    });
    let go_to = move |tab: HelpTab| {
        shown.set(tab);
        let tab = document().get_element_by_id(tab.tab_id());
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
            let _ = tab.focus(); // it fails only for an element that is not in the page
        }
    };
    let press = move |event: KeyboardEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let typing = target.is_some_and(|target| target.matches("[type=search]").unwrap_or_default());
        if typing || !single_keys.get_untracked() || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match event.key().as_str() {
            "g" | "G" => go_to(HelpTab::Glossary),
            "k" | "K" => go_to(HelpTab::Keys),
            _ => return,
        }
        event.prevent_default();
    };
    let choose = Callback::new(move |index: usize| {
        open.set(false);
        on_choose.run(index);
    });
    let search = RwSignal::new(String::new());
    let in_glossary = move || shown.get() == HelpTab::Glossary;
    view! {
        <dialog
            class="help"
            aria-label="Help"
            data-wide=move || in_glossary().to_string()
            node_ref=dialog
            on:close=move |_| open.set(false)
            on:keydown=press
        >
            <div class="help-head">
                <h2 class="help-title">"Help"</h2>
                <TabList name="Parts of Help" tabs=tabs.into() open=open_tab on_open behind />
                <span class="spacer"></span>
                <Show when=in_glossary>
                    <span class="field help-search">
                        <input
                            class="field-input"
                            type="search"
                            aria-label="Find a word"
                            placeholder="find a word"
                            autocomplete="off"
                            spellcheck="false"
                            prop:value=move || search.get()
                            on:input=move |event| search.set(event_target_value(&event))
                        />
                    </span>
                </Show>
                <button class="button" data-shape="icon" type="button" aria-label="Close" on:click=move |_| open.set(false)>
                    <Icon glyph=Glyph::Failed />
                </button>
            </div>
            <div
                class="help-body"
                role="tabpanel"
                tabindex="0"
                id=move || shown.get().panel_id().to_owned()
                aria-labelledby=move || shown.get().tab_id().to_owned()
            >
                {move || match shown.get() {
                    HelpTab::Keys => keys_view(single_keys),
                    HelpTab::Glossary => {
                        view! { <GlossaryTable search asked=explanations.asked() on_choose=choose /> }.into_any()
                    }
                    HelpTab::Recorder => recorder_view(),
                }}
            </div>
            <div class="help-foot">
                <span>
                    {move || match shown.get() {
                        HelpTab::Keys => "G opens the glossary.",
                        HelpTab::Glossary => "The same sentences appear wherever a word is underlined with dots.",
                        HelpTab::Recorder => "Nothing leaves your machine.",
                    }.to_owned()}
                </span>
                <span class="spacer"></span>
                <span aria-hidden="true"><kbd class="help-escape">"Esc"</kbd>" closes"</span>
            </div>
        </dialog>
    }
}

fn keys_view(single_keys: RwSignal<bool>) -> AnyView {
    let rows = SHORTCUTS.iter().map(|row| {
        view! {
            <tr>
                <th class="help-key" scope="row">{row.keys}</th>
                <td class="help-does">{row.does}</td>
            </tr>
        }
        .into_any()
    });
    view! {
        <p class="help-about">
            "Futurescope runs the tasks of the list as concurrent futures and draws what each of them does: who runs, who waits, and for whom. Point at, tap or focus whatever is underlined with dots to read what it means."
        </p>
        <table class="help-keys">
            <tbody>{rows.collect::<Vec<_>>()}</tbody>
        </table>
        <label class="help-switch">
            <input
                type="checkbox"
                prop:checked=move || single_keys.get()
                on:change=move |event| single_keys.set(event_target_checked(&event))
            />
            "Single keys act when no field has the focus"
        </label>
    }
    .into_any()
}

/// The name of the recorder in one file, beside the page: `finish::recorder::RECORDER`.
const RECORDER: &str = "futurescope_recorder.py";

/// How to record a program of one's own and look at it here.
fn recorder_view() -> AnyView {
    view! {
        <p class="help-about">
            "A program of your own that uses asyncio can be drawn here, too: record it with CPython on your machine, and open the record. The program is not changed."
        </p>
        <ol class="help-steps">
            <li>
                <a class="help-link" href=RECORDER download=RECORDER>"Download the recorder"</a>
                ": one file for Python 3.11 or newer, with nothing to install."
            </li>
            <li>
                "Run the program under it:"
                <pre class="help-command">{format!("python {RECORDER} program.py")}</pre>
                "With " <code>"--clock virtual"</code> " before the program's name, nothing is waited for."
            </li>
            <li>"Drop " <code>"program.trace.jsonl"</code> " on this page, or choose it with Import trace in the Export menu."</li>
        </ol>
        <p class="help-about">
            "The record holds the program's text and what it printed. "
            <code>"--no-source"</code> " and " <code>"--no-values"</code> " leave them out."
        </p>
    }
    .into_any()
}
