//! The menu of Export: what can be saved of the shown record, and opened. Each entry says what is in its file, and why
//! it cannot be saved at the moment.

pub mod figures;
mod records;
pub mod save;

use super::import;
use super::menu::{MenuPlace, focus_item, press_in_menu};
use super::notes::Notes;
use super::popup::close_with_escape;
use super::progress::LongWork;
use super::session::{RecordState, RunPhase, Session};
use crate::ui::icons::{Glyph, Icon};
use crate::ui::page::focus_on;
use crate::ui::reactive::{Handle, RwSignal, effect, hold_until_cleanup, lasting};
use explain::glossary::Term;
use figures::Pictures;
use gloo_events::EventListener;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// An entry of the menu.
pub struct ExportEntry {
    /// Its name.
    pub label: &'static str,
    /// What is in the file, and how large it becomes. Tracked.
    pub about: fn(&Export) -> String,
    /// Why it cannot be chosen at the moment; shown in place of what it is about. Tracked.
    pub refusal: fn(&Export) -> Option<String>,
    /// What it does.
    pub act: fn(&Export),
}

/// What the entries act on, and the menu itself. Copies are handles to the same state.
pub type Export = Handle<ExportParts>;

/// The parts of [`Export`].
pub struct ExportParts {
    /// The session, which has the shown record.
    pub session: Session,
    /// What takes many frames.
    pub work: LongWork,
    /// Where a failure is said.
    pub notes: Notes,
    /// What is drawn, and the dialog that saves pictures of it.
    pub pictures: Pictures,
    open: RwSignal<Option<MenuPlace>>,
}

impl Export {
    /// A closed menu. Owned by the component that calls this.
    #[must_use]
    pub fn new(session: Session, work: LongWork, notes: Notes) -> Self {
        lasting(ExportParts {
            session,
            work,
            notes,
            pictures: Pictures::new(),
            open: RwSignal::new(None),
        })
    }

    /// Why nothing of the record can be saved at the moment. Tracked.
    #[must_use]
    pub fn refusal_of_record(&self) -> Option<String> {
        let why = match self.session.record.state() {
            _ if self.work.busy() => "Another file is under way.",
            RecordState::Planned => "Nothing has run yet.",
            _ if self.session.controls.phase() == RunPhase::Running => {
                "Not while a run is on: its timers would be late. Pause or stop it."
            }
            _ => return None,
        };
        Some(why.to_owned())
    }

    /// Opens the menu at its button, or at the menu that contains the button on a phone. Nothing happens while neither is
    /// shown.
    pub fn open(&self) {
        let shown = |selector| {
            let found = document().query_selector(selector).ok().flatten();
            found
                .and_then(|found| found.dyn_into::<HtmlElement>().ok())
                .filter(|button| button.offset_width() > 0)
        };
        if let Some(button) = shown(".export-button").or_else(|| shown(".more-of-page-button")) {
            let height = entries().count() as f64 * ITEM_HEIGHT + PADDING;
            self.open.set(Some(MenuPlace::below(&button, height)));
        }
    }

    fn is_open(&self) -> bool {
        self.open.try_get_untracked().flatten().is_some()
    }

    fn close(&self) {
        if !self.is_open() {
            return;
        }
        // Keep the focus where it is if the user has moved it out of the menu.
        let active = document().active_element();
        let at_the_menu = active.is_none_or(|it| it.matches("body, .menu *").unwrap_or(false));
        self.open.set(None);
        if at_the_menu {
            // Only one of them is shown, and takes it.
            focus_on(".more-of-page-button");
            focus_on(".export-button");
        }
    }

    fn choose(&self, entry: &ExportEntry) {
        if untrack(|| (entry.refusal)(self)).is_none() {
            self.close();
            (entry.act)(self);
        }
    }
}

/// The height of an item with its two lines, in px at the usual text size.
const ITEM_HEIGHT: f64 = 46.0;
/// The height of what is around the items.
const PADDING: f64 = 10.0;

/// All entries, in the order of the menu.
fn entries() -> impl Iterator<Item = &'static ExportEntry> {
    let [trace, perfetto, texts @ ..] = &records::ENTRIES;
    [trace, perfetto]
        .into_iter()
        .chain(figures::ENTRIES)
        .chain(texts)
        .chain(import::ENTRIES)
}

/// The button that opens the menu.
#[component]
pub fn ExportButton(
    /// The menu.
    export: Export,
) -> impl IntoView {
    view! {
        <button
            class="button export-button"
            type="button"
            aria-label="Export"
            aria-haspopup="menu"
            aria-expanded=move || export.open.get().is_some().to_string()
            data-explains=Term::ExportButton.id()
            data-keys="X"
            on:click=move |_| export.open()
        >
            <Icon glyph=Glyph::Download />
            <span class="top-word">"Export"</span>
        </button>
    }
}

/// The menu, while it is open.
#[component]
pub fn ExportMenu(
    /// The menu.
    export: Export,
) -> impl IntoView {
    let node = NodeRef::<leptos::html::Div>::new();
    effect(move || {
        if let Some(menu) = node.get() {
            focus_item(&menu, 0);
        }
    });
    close_with_escape(move || export.is_open(), move || export.close());
    hold_until_cleanup(EventListener::new(&window(), "resize", move |_| export.close()));
    let press = move |event: KeyboardEvent| {
        if let Some(menu) = node.get_untracked() {
            press_in_menu(&menu, &event, || export.close());
        }
    };
    let item = move |entry: &'static ExportEntry| {
        let refusal = move || (entry.refusal)(&export);
        view! {
            <button
                class="menu-item"
                data-lines="2"
                type="button"
                role="menuitem"
                tabindex="-1"
                aria-disabled=move || refusal().is_some().to_string()
                on:click=move |_| export.choose(entry)
            >
                <span>{entry.label}</span>
                <span class="menu-about">{move || refusal().unwrap_or_else(|| (entry.about)(&export))}</span>
            </button>
        }
        .into_any()
    };
    let menu = move |place: MenuPlace| {
        view! {
            <div class="menu-backdrop" on:pointerdown=move |_| export.close()></div>
            <div
                class="menu"
                role="menu"
                aria-label="Export"
                node_ref=node
                style:right=format!("{}px", place.right)
                style:top=format!("{}px", place.top)
                on:keydown=press
            >
                {entries().map(item).collect::<Vec<_>>()}
            </div>
        }
        .into_any()
    };
    view! { {move || export.open.get().map(menu)} }
}
