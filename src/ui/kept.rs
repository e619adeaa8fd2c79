//! Keeps the person's work in the browser, as typed, soon after every change and before the page is left; offers back what
//! was put away. What is written and what makes way is [`kept`]'s; the address is [`super::address`]'s.
//!
//! Every work has a key of its own, so that no tab writes over another's: a page that opens a kept work goes on with it
//! under a new key. It is kept twice: for the tab, where a reload finds it, and for the browser, where the next visit does.

mod storage;

use super::edit::Edit;
use super::notes::Notes;
use crate::ui::reactive::{RwSignal, effect, hold_until_cleanup, memo};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use kept::shelf::{self, Visit};
use kept::{self, AddressHolds, Head, SaveResult, SavedWork, Stamp, about_keeping};
use leptos::prelude::*;
use storage::{Shelf, StorageKind};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Soon enough for a browser that crashes; one that leaves the page in good order is served at once.
const PAUSE_MS: u32 = 150;

/// The same for a work of [`LONG_UNITS`], which takes some milliseconds to write.
const LONG_PAUSE_MS: u32 = 1_000;

/// In UTF-16 units: a tenth of a megabyte.
const LONG_UNITS: usize = 100_000;

/// Keeps what is on the page. Copies are handles to the same.
#[derive(Clone, Copy)]
pub struct Keeper {
    edit: Edit,
    sitting: StoredValue<Sitting, LocalStorage>,
    /// What is offered back, the latest first.
    offered: RwSignal<Vec<Offer>>,
    outcome: RwSignal<Option<SaveResult>>,
    /// How far the address holds what is on the page.
    pub address_holds: RwSignal<AddressHolds>,
}

/// What is done between opening something and opening the next.
struct Sitting {
    /// What is on the page as it was opened. While it still is, there is nothing of the person's to keep.
    opened: SavedWork,
    /// The kept work that was opened, if it was one.
    from: Option<Head>,
    /// The key of the work, once it is the person's own.
    own: Option<String>,
    /// Whether it has changed since it was last written.
    unwritten: bool,
    pending: Option<Timeout>,
    /// How large it is, in UTF-16 units.
    units: usize,
    tab: Shelf,
    browser: Shelf,
    arrived: u64,
    dismissed: Vec<String>,
    /// A page in another page's frame offers nothing.
    offering: bool,
}

/// A work that is offered back.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Offer {
    stamp: Stamp,
    excerpt: String,
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is what was opened.
    AsOpened,
    /// It is the person's own.
    Own,
}

impl Keeper {
    /// Keeps what is edited until the owner that calls this ends.
    #[must_use]
    pub fn new(edit: Edit, notes: Notes) -> Self {
        let tab = Shelf::of(StorageKind::Tab);
        let (arrived, dismissed) = tab.visit(now());
        let sitting = Sitting {
            opened: edit.typed(),
            from: None,
            own: None,
            unwritten: false,
            pending: None,
            units: 0,
            tab,
            browser: Shelf::of(StorageKind::Browser),
            arrived,
            dismissed,
            offering: true,
        };
        let keeper = Self {
            edit,
            sitting: StoredValue::new_local(sitting),
            offered: RwSignal::new(Vec::new()),
            outcome: RwSignal::new(None),
            address_holds: RwSignal::new(AddressHolds::default()),
        };
        keeper.listen();
        // Said when it changes: who has dismissed it has read it.
        let words = memo(move || {
            let address = keeper.address_holds.get();
            keeper.outcome.get().and_then(|outcome| about_keeping(outcome, address))
        });
        effect(move || notes.about_keeping(words.get()));
        keeper
    }

    /// The kept work that was on the page when it was last at this entry of the tab's history: before a reload, or before a
    /// link was followed from there.
    #[must_use]
    pub fn left_here(&self) -> Option<(Head, SavedWork)> {
        let id = storage::mark()?;
        self.sitting.with_value(|sitting| sitting.find(&id))
    }

    /// What is on the page from here on has been opened: from a link, an example, or `from` a kept work. Call
    /// [`Keeper::write_now`] before it is shown, and this after. Where `embed`, nothing is offered back.
    pub fn opened(&self, from: Option<Head>, embed: bool) {
        let opened = self.edit.typed();
        self.sitting.update_value(|sitting| {
            // A work of an earlier visit is kept for the tab as well, so that a reload finds it whatever other tabs do.
            if let Some(head) = &from
                && sitting.tab.read(&head.stamp.id).is_none()
            {
                let _ = sitting.tab.put(&head.stamp.id, &kept::write(head, &opened), None);
            }
            storage::set_mark(from.as_ref().map(|head| head.stamp.id.as_str()));
            sitting.offering = !embed;
            sitting.opened = opened;
            sitting.from = from;
            sitting.own = None;
            sitting.unwritten = false;
            sitting.pending = None;
        });
        self.outcome.set(None);
        self.look_for_offers();
    }

    /// Takes note of a change, to be written soon.
    pub fn changed(&self) -> Change {
        let change = self.sitting.try_update_value(|sitting| {
            if sitting.own.is_none() {
                let typed = self.edit.typed();
                if typed == sitting.opened {
                    return Change::AsOpened;
                }
                self.begin(sitting, &typed);
            }
            sitting.unwritten = true;
            if sitting.pending.is_none() {
                let keeper = *self;
                let pause = if sitting.units < LONG_UNITS {
                    PAUSE_MS
                } else {
                    LONG_PAUSE_MS
                };
                sitting.pending = Some(Timeout::new(pause, move || keeper.write_now()));
            }
            Change::Own
        });
        change.unwrap_or(Change::AsOpened)
    }

    /// From here on it is a work of the person's own.
    fn begin(&self, sitting: &mut Sitting, typed: &SavedWork) {
        let id = storage::new_id(now());
        storage::set_mark(Some(&id));
        sitting.own = Some(id);
        sitting.units = typed.list.text.len();
        // Undo can bring back what is offered: then that is gone on with.
        let offers = self.offered.get_untracked();
        let same = |offer: &&Offer| sitting.find(&offer.stamp.id).is_some_and(|(_, work)| work == *typed);
        if let Some(offer) = offers.iter().find(same) {
            sitting.from = sitting.find(&offer.stamp.id).map(|(head, _)| head);
            self.offered
                .update(|offers| offers.retain(|other| other.stamp != offer.stamp));
        }
    }

    /// Writes what has changed, if anything has.
    pub fn write_now(&self) {
        let spared = self
            .offered
            .try_get_untracked()
            .and_then(|offers| offers.first().map(|offer| offer.stamp.id.clone()));
        let edit = self.edit;
        let outcome = self
            .sitting
            .try_update_value(|sitting| sitting.write(&edit, spared.as_deref()));
        if let Some(outcome) = outcome.flatten() {
            self.outcome.try_set(outcome);
        }
    }

    /// Whether something is kept here that cannot be read.
    #[must_use]
    pub fn unreadable(&self) -> bool {
        self.sitting
            .with_value(|sitting| sitting.tab.has_unreadable() || sitting.browser.has_unreadable())
    }

    /// A line that offers back what was put away. `open` opens it.
    pub fn offer(self, open: impl Fn(Head, SavedWork) + Copy + Send + Sync + 'static) -> impl IntoView {
        let offered = self.offered;
        let take = move |_| {
            let Some(first) = offered.with_untracked(|offers| offers.first().cloned()) else {
                return;
            };
            match self.sitting.with_value(|sitting| sitting.find(&first.stamp.id)) {
                Some((head, work)) => open(head, work),
                None => self.look_for_offers(), // another tab has needed the room
            }
            if offered.with_untracked(Vec::is_empty) {
                focus_on_run();
            }
        };
        let next = move |_| offered.update(|offers| offers.rotate_left(1));
        let words = move || {
            let excerpt = offered.with(|offers| offers.first().map(|offer| offer.excerpt.clone()));
            match excerpt.filter(|excerpt| !excerpt.is_empty()) {
                Some(excerpt) => format!("Your last work is kept: {excerpt}"),
                None => "Your last work is kept.".to_owned(),
            }
        };
        view! {
            <Show when=move || offered.with(|offers| !offers.is_empty())>
                <aside class="offer" aria-label="Last work">
                    <span class="offer-text">{words}</span>
                    <button class="button" data-shape="outlined" type="button" on:click=take>
                        "Open it"
                    </button>
                    <Show when={move || offered.with(|offers| offers.len() > 1)}>
                        <button class="button" type="button" on:click=next>"Another"</button>
                    </Show>
                    <button class="button" type="button" on:click=move |_| self.dismiss()>
                        "Dismiss"
                    </button>
                </aside>
            </Show>
        }
    }

    /// Offers none of what is offered again in this tab. It stays kept.
    fn dismiss(self) {
        let ids: Vec<String> = self
            .offered
            .with_untracked(|offers| offers.iter().map(|offer| offer.stamp.id.clone()).collect());
        self.sitting.update_value(|sitting| {
            sitting.dismissed.extend(ids);
            sitting.tab.set_visit(sitting.arrived, &sitting.dismissed);
        });
        self.offered.set(Vec::new());
        focus_on_run();
    }

    fn look_for_offers(&self) {
        let offers = self.sitting.with_value(Sitting::offers);
        self.offered.set(offers);
    }

    /// Whoever leaves leaves nothing unwritten behind.
    fn listen(&self) {
        let keeper = *self;
        hold_until_cleanup([
            EventListener::new(&window(), "pagehide", move |_| keeper.write_now()),
            EventListener::new(&document(), "visibilitychange", move |_| {
                if document().hidden() {
                    keeper.write_now();
                }
            }),
        ]);
        on_cleanup(move || {
            keeper.write_now();
            keeper.sitting.try_update_value(|sitting| sitting.pending = None);
        });
    }
}

impl Sitting {
    /// The kept work of this key, wherever it is kept; the later one, should they differ.
    fn find(&self, id: &str) -> Option<(Head, SavedWork)> {
        let read = |shelf: &Shelf| kept::read(&shelf.read(id)?).ok();
        let found = [read(&self.tab), read(&self.browser)];
        found.into_iter().flatten().max_by_key(|(head, _)| head.stamp.at)
    }

    /// Writes what has changed, if anything has: what came of it, or nothing where it is what was opened again.
    fn write(&mut self, edit: &Edit, spared: Option<&str>) -> Option<Option<SaveResult>> {
        self.pending = None;
        if !std::mem::take(&mut self.unwritten) {
            return None;
        }
        let own = self.own.clone()?;
        let typed = edit.typed();
        if typed == self.opened && self.opened_is_kept() {
            self.tab.remove(&own);
            self.browser.remove(&own);
            self.own = None;
            // Unless a link was followed, and this is another entry of the tab's history.
            if storage::mark().as_ref() == Some(&own) {
                storage::set_mark(self.from.as_ref().map(|head| head.stamp.id.as_str()));
            }
            return Some(None);
        }
        let head = Head {
            stamp: Stamp {
                id: own.clone(),
                at: now(),
            },
            continues: self.from.as_ref().map(|head| head.stamp.clone()),
        };
        let text = kept::write(&head, &typed);
        self.units = text.encode_utf16().count();
        Some(Some(SaveResult {
            in_tab: self.tab.put(&own, &text, spared),
            in_browser: self.browser.put(&own, &text, spared),
        }))
    }

    /// Whether what was opened can be opened again: it was a link, or it is kept still as it was.
    fn opened_is_kept(&self) -> bool {
        let Some(from) = &self.from else { return true };
        self.find(&from.stamp.id).is_some_and(|(_, work)| work == self.opened)
    }

    fn offers(&self) -> Vec<Offer> {
        if !self.offering {
            return Vec::new();
        }
        let heads = |shelf: &Shelf| {
            let entries = shelf.entries().into_iter();
            entries.filter_map(|entry| entry.head.ok()).collect::<Vec<Head>>()
        };
        let visit = Visit {
            arrived: self.arrived,
            open: self
                .own
                .iter()
                .chain(self.from.as_ref().map(|head| &head.stamp.id))
                .cloned()
                .collect(),
            dismissed: self.dismissed.clone(),
        };
        let stamps = shelf::offers(&heads(&self.tab), &heads(&self.browser), &visit);
        let offers = stamps.into_iter().filter_map(|stamp| {
            let (head, work) = self.find(&stamp.id)?;
            (work != self.opened).then(|| Offer {
                stamp: head.stamp,
                excerpt: work.excerpt(),
            })
        });
        offers.collect()
    }
}

/// A button that goes away under the finger hands the focus on.
fn focus_on_run() {
    let found = document().query_selector(".run-button").ok().flatten();
    if let Some(button) = found.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        let _ = button.focus(); // it fails for what cannot have it
    }
}

/// In milliseconds since 1970.
fn now() -> u64 {
    js_sys::Date::now() as u64
}
