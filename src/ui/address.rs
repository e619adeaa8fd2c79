//! The address and the person's last work: reads links, writes the scenario back, keeps what was written.
//!
//! The address is written at most once in 500 ms and left alone past 32 KB (FORMATS, "Link").

use super::listener::Listener;
use super::notes::Notes;
use super::session::Session;
use crate::scenario::link::{self, Opened};
use crate::ui::reactive::{RwSignal, shown_while};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// At most once in this time the address is written: browsers refuse a page that writes it all the time.
const PAUSE_MS: u32 = 500;

/// A longer link is not written: browsers and chats cut it (FORMATS).
const LONGEST_LINK: usize = 32 * 1024;

/// Under which name the last work is kept.
const STORAGE_KEY: &str = "futurescope-work";

/// The page's address, followed both ways until the owner that made it ends.
#[derive(Clone, Copy)]
pub struct Address {
    session: Session,
    /// The work of the last visit, while it is offered.
    offered: RwSignal<Option<String>>,
}

/// The fragment of the address as it stands, with its `#`.
#[must_use]
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

impl Address {
    /// Follows the address, which has been read as `opened`.
    #[must_use]
    pub fn new(session: Session, notes: Notes, opened: Opened) -> Self {
        let arrived = !fragment().trim_start_matches('#').is_empty();
        let offered = RwSignal::new(if arrived { None } else { last_work() });
        tell(&notes, &opened);
        let address = Self { session, offered };
        address.write_back(notes, opened);
        let listener = Listener::new(&window(), "hashchange", move |_| {
            let opened = link::read(&fragment());
            tell(&notes, &opened);
            session.open(&opened.scenario);
            super::page::show_embedded(opened.embed);
            if opened.autorun {
                session.launch();
            }
        });
        let listener = StoredValue::new_local(Some(listener));
        on_cleanup(move || {
            listener.try_update_value(Option::take);
        });
        address
    }

    /// A line that offers the work of the last visit, while nothing has been done on this one.
    pub fn offer(self) -> impl IntoView {
        let Self { session, offered } = self;
        let take = move |_| {
            if let Some(work) = offered.get_untracked() {
                session.open(&link::read(&work).scenario);
            }
            offered.set(None);
        };
        view! {
            {shown_while(move || offered.get().is_some(), move || view! {
                <aside class="offer" aria-label="Last work">
                    <span class="offer-text">"Your last work is kept."</span>
                    <button class="button" data-shape="outlined" type="button" on:click=take>
                        "Open it"
                    </button>
                    <button class="button" type="button" on:click=move |_| offered.set(None)>
                        "Dismiss"
                    </button>
                </aside>
            }.into_any())}
        }
    }

    /// Writes the scenario to the address and to the store when it has changed from what was opened.
    fn write_back(self, notes: Notes, opened: Opened) {
        let Self { session, offered } = self;
        let pending = StoredValue::new_local(None::<Timeout>);
        let edited = session.edit.scenario_signal();
        let (embed, autorun) = (opened.embed, opened.autorun);
        Effect::new(move |before: Option<Option<String>>| {
            let Some(scenario) = edited.get() else {
                return before.flatten();
            };
            let written = link::write(&scenario);
            let Some(before) = before.flatten() else {
                return Some(written);
            };
            if before != written {
                offered.try_set(None);
                let text = written.clone();
                pending.set_value(Some(Timeout::new(PAUSE_MS, move || {
                    write(&text, embed, autorun, notes)
                })));
            }
            Some(written)
        });
        on_cleanup(move || {
            pending.try_update_value(Option::take);
        });
    }
}

fn tell(notes: &Notes, opened: &Opened) {
    notes.show(opened.problems.iter().map(ToString::to_string).collect());
}

fn write(scenario: &str, embed: bool, autorun: bool, notes: Notes) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(STORAGE_KEY, scenario); // full or off: then it is not kept
    }
    if scenario.len() > LONGEST_LINK {
        notes.show(vec![
            "The list is too long for the address: it is kept here, but a link cannot hold it.".into(),
        ]);
        return;
    }
    let flags = [("embed=1", embed), ("autorun=1", autorun)];
    let parts = std::iter::once(scenario).chain(flags.iter().filter(|(_, on)| *on).map(|(flag, _)| *flag));
    let fragment = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&");
    let location = window().location();
    let path = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    let address = if fragment.is_empty() {
        path
    } else {
        format!("{path}#{fragment}")
    };
    if let Ok(history) = window().history() {
        // Replacing fires no hashchange; it fails only where the page may not touch its history.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// What was worked on last, if it is not simply the first example.
fn last_work() -> Option<String> {
    let storage = window().local_storage().ok().flatten()?;
    let work = storage.get_item(STORAGE_KEY).ok().flatten()?;
    (!work.is_empty()).then_some(work)
}
