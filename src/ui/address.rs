//! The address and the person's last work: reads links, writes the scenario back, keeps what was written.
//!
//! The address is written at most once in 500 ms and left alone past 32 KB (FORMATS, "Link").

use super::listener::Listener;
use super::notes::Notes;
use super::session::Session;
use crate::scenario::link::{self, Opened};
use crate::ui::markup::view;
use crate::ui::reactive::{RwSignal, hold_until_cleanup, shown_while};
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
    offered: RwSignal<Option<Work>>,
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
        hold_until_cleanup(listener);
        address
    }

    /// A line that offers the work of the last visit, while nothing has been done on this one.
    pub fn offer(self) -> impl IntoView {
        let Self { session, offered } = self;
        let take = move |_| {
            if let Some(work) = offered.get_untracked() {
                session.open(&link::read(&work.link).scenario);
                session.edit.write_text(work.text);
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

    /// Writes the scenario to the address when it has changed from what was opened, and keeps it when it is the person's
    /// own. An example that is taken puts nothing of theirs away: their last work is offered back.
    fn write_back(self, notes: Notes, opened: Opened) {
        let Self { session, offered } = self;
        let edit = session.edit;
        let pending = StoredValue::new_local(None::<Timeout>);
        let edited = edit.scenario_signal();
        let (embed, autorun) = (opened.embed, opened.autorun);
        Effect::new(move |before: Option<Option<String>>| {
            let own = edit.lesson().is_none();
            let text = edit.draft.with(|draft| draft.text().to_owned());
            let Some(scenario) = edited.get() else {
                return before.flatten();
            };
            let written = link::write(&scenario);
            let Some(before) = before.flatten() else {
                return Some(written);
            };
            if before != written {
                let link = written.clone();
                let later = move || {
                    if own {
                        keep(&link, &text);
                    }
                    write(&link, embed, autorun, notes);
                };
                offered.try_set(if own { None } else { last_work() });
                pending.set_value(Some(Timeout::new(PAUSE_MS, later)));
            }
            Some(written)
        });
        on_cleanup(move || {
            pending.try_update_value(Option::take);
        });
    }
}

/// The person's own work, as it is kept: the link, and the list as it was written, comments and all.
#[derive(Clone)]
struct Work {
    link: String,
    text: String,
}

/// Between the two in the store: neither can hold it unescaped.
const SEPARATOR: char = '\u{1e}';

fn tell(notes: &Notes, opened: &Opened) {
    notes.show(opened.problems.iter().map(ToString::to_string).collect());
}

fn keep(link: &str, text: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(STORAGE_KEY, &format!("{link}{SEPARATOR}{text}")); // full or off: then it is not kept
    }
}

fn write(scenario: &str, embed: bool, autorun: bool, notes: Notes) {
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

/// What was worked on last.
fn last_work() -> Option<Work> {
    let storage = window().local_storage().ok().flatten()?;
    let kept = storage.get_item(STORAGE_KEY).ok().flatten()?;
    let (link, text) = kept.split_once(SEPARATOR)?;
    Some(Work {
        link: link.into(),
        text: text.into(),
    })
}
