//! Saves the user's work in the browser, as typed, soon after every change and before the page is left, and offers
//! earlier works. The format and the choice of works to delete are in [`kept`], the address is in [`super::address`].
//!
//! Every work has a key of its own, so that no tab overwrites another's: a page that opens a saved work continues it
//! under a new key. It is saved twice: in the tab's storage for a reload, and in the browser's for the next visit.

mod storage;

use super::edit::Edit;
use super::embed::Embedded;
use super::frames::now_ms;
use super::notes::Notes;
use super::page::focus_on;
use crate::ui::reactive::{Handle, RwSignal, Show, effect, hold_until_cleanup, lasting, memo};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use kept::shelf::{self, Visit};
use kept::{self, AddressHolds, Head, SaveResult, SavedWork, Stamp, about_keeping};
use leptos::prelude::*;
use storage::{Shelf, StorageKind};

/// The time between two writes while the person types. A change after a pause is written at once, and so are all when the
/// page is left: a crash of the browser loses what was typed in this time, one or two
/// keystrokes; of a work that takes long to write, those of a second.
const PAUSE_MS: f64 = 150.0;

/// A pause is so many times as long as the last write took, at least [`PAUSE_MS`] and at most [`LONGEST_PAUSE_MS`].
const PAUSE_PER_WRITE: f64 = 20.0;

/// The longest time between two writes.
const LONGEST_PAUSE_MS: f64 = 1_000.0;

/// Saves the work on the page. Copies are handles to the same state.
pub type Keeper = Handle<KeeperParts>;

/// The parts of [`Keeper`].
pub struct KeeperParts {
    edit: Edit,
    /// A page that is embedded in another keeps nothing, and offers nothing.
    embedded: Embedded,
    open_work: StoredValue<OpenWork, LocalStorage>,
    /// The works that are offered, the latest first.
    offered: RwSignal<Vec<Offer>>,
    outcome: RwSignal<Option<SaveResult>>,
    /// How much of the page's state the address contains.
    pub address_holds: RwSignal<AddressHolds>,
}

/// The work that is open on the page, from opening it until another one is opened.
struct OpenWork {
    /// The work as it was opened. While it is unchanged, there is nothing to save.
    opened: SavedWork,
    /// The saved work that was opened; `None` for a link or an example.
    from: Option<Head>,
    /// The key of the work, once the user has changed it.
    own: Option<String>,
    /// Whether it has changed since it was last written.
    unwritten: bool,
    /// Runs for the time in which no change is written, from the last write on.
    pause: Option<Timeout>,
    /// How long the last write took, in milliseconds.
    took_ms: f64,
    tab: Shelf,
    browser: Shelf,
    arrived: u64,
    dismissed: Vec<String>,
    /// Whether works are offered; not in a presentation, nor in a page that is embedded in another.
    offering: bool,
}

/// A saved work that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Offer {
    stamp: Stamp,
    excerpt: String,
}

/// Whether the user has changed the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is the same as when it was opened.
    AsOpened,
    /// The user has changed it.
    Edited,
}

impl Keeper {
    /// Saves edits until the owner that calls this ends.
    #[must_use]
    pub fn new(edit: Edit, notes: Notes, embedded: Embedded) -> Self {
        let tab = Shelf::of(StorageKind::Tab);
        // A page in another one leaves the storage as it is.
        let (arrived, dismissed) = if embedded.on_untracked() {
            (now(), Vec::new())
        } else {
            tab.visit(now())
        };
        let open_work = OpenWork {
            opened: edit.typed(),
            from: None,
            own: None,
            unwritten: false,
            pause: None,
            took_ms: 0.0,
            tab,
            browser: Shelf::of(StorageKind::Browser),
            arrived,
            dismissed,
            offering: true,
        };
        let keeper = lasting(KeeperParts {
            edit,
            embedded,
            open_work: StoredValue::new_local(open_work),
            offered: RwSignal::new(Vec::new()),
            outcome: RwSignal::new(None),
            address_holds: RwSignal::new(AddressHolds::default()),
        });
        keeper.listen();
        // The note is set only when it changes, so that a dismissed note does not return.
        let note = memo(move || {
            let address = keeper.address_holds.get();
            keeper.outcome.get().and_then(|outcome| about_keeping(outcome, address))
        });
        effect(move || notes.about_keeping(note.get()));
        keeper
    }

    /// The saved work that was on the page at this entry of the tab's history: before a reload, or before a link was
    /// followed.
    #[must_use]
    pub fn work_at_this_entry(&self) -> Option<(Head, SavedWork)> {
        if self.embedded.on_untracked() {
            return None;
        }
        let id = storage::mark()?;
        self.open_work.with_value(|open_work| open_work.find(&id))
    }

    /// Starts with what has just been opened: a link, an example, or the saved work `from`. Call [`Keeper::write_now`]
    /// before it is shown, and this after. In a presentation no works are offered.
    pub fn opened(&self, from: Option<Head>, presented: bool) {
        let opened = self.edit.typed();
        let embedded = self.embedded.on_untracked();
        self.open_work.update_value(|open_work| {
            // A work of an earlier visit is saved for the tab too, so that a reload finds it even if other tabs delete
            // it.
            if let Some(head) = &from
                && open_work.tab.read(&head.stamp.id).is_none()
            {
                let _ = open_work.tab.put(&head.stamp.id, &kept::write(head, &opened), None);
            }
            if !embedded {
                storage::set_mark(from.as_ref().map(|head| head.stamp.id.as_str()));
            }
            open_work.offering = !presented && !embedded;
            open_work.opened = opened;
            open_work.from = from;
            open_work.own = None;
            open_work.unwritten = false;
            open_work.pause = None;
        });
        self.outcome.set(None);
        self.look_for_offers();
    }

    /// Writes a change: at once, or when the pause after the last write is over.
    pub fn changed(&self) -> Change {
        if self.embedded.on_untracked() {
            return Change::Edited;
        }
        let change = self.open_work.try_update_value(|open_work| {
            if open_work.own.is_none() {
                let typed = self.edit.typed();
                if typed == open_work.opened {
                    return None;
                }
                self.begin(open_work, &typed);
            }
            open_work.unwritten = true;
            Some(open_work.pause.is_none())
        });
        let Some(at_once) = change.flatten() else {
            return Change::AsOpened;
        };
        if at_once {
            self.write_and_pause();
        }
        Change::Edited
    }

    /// Writes, and writes again after a pause what has changed by then. Without changes in it, the pause is the last.
    fn write_and_pause(&self) {
        self.write_now();
        let keeper = *self;
        self.open_work.try_update_value(|open_work| {
            let pause = (PAUSE_PER_WRITE * open_work.took_ms).clamp(PAUSE_MS, LONGEST_PAUSE_MS);
            open_work.pause = Some(Timeout::new(pause as u32, move || keeper.pause_is_over()));
        });
    }

    fn pause_is_over(&self) {
        let unwritten = self.open_work.try_update_value(|open_work| {
            open_work.pause = None;
            open_work.unwritten
        });
        if unwritten == Some(true) {
            self.write_and_pause();
        }
    }

    /// Gives the work a key of its own, at the user's first change.
    fn begin(&self, open_work: &mut OpenWork, typed: &SavedWork) {
        let id = storage::new_id(now());
        storage::set_mark(Some(&id));
        open_work.own = Some(id);
        // Undo can bring back a work that is offered: then the page continues that one.
        let offers = self.offered.get_untracked();
        let same = |offer: &&Offer| open_work.find(&offer.stamp.id).is_some_and(|(_, work)| work == *typed);
        if let Some(offer) = offers.iter().find(same) {
            open_work.from = open_work.find(&offer.stamp.id).map(|(head, _)| head);
            self.offered
                .update(|offers| offers.retain(|other| other.stamp != offer.stamp));
        }
    }

    /// Writes unwritten changes, if there are any.
    pub fn write_now(&self) {
        let spared = self
            .offered
            .try_get_untracked()
            .and_then(|offers| offers.first().map(|offer| offer.stamp.id.clone()));
        let edit = self.edit;
        let outcome = self
            .open_work
            .try_update_value(|open_work| open_work.write(&edit, spared.as_deref()));
        if let Some(outcome) = outcome.flatten() {
            self.outcome.try_set(outcome);
        }
    }

    /// Whether something is saved here that cannot be read.
    #[must_use]
    pub fn unreadable(&self) -> bool {
        let unreadable = |open_work: &OpenWork| open_work.tab.has_unreadable() || open_work.browser.has_unreadable();
        !self.embedded.on_untracked() && self.open_work.with_value(unreadable)
    }

    /// Whether an earlier work is offered. Tracked.
    #[must_use]
    pub fn offers(&self) -> bool {
        self.offered.with(|offers| !offers.is_empty())
    }

    /// A line that offers an earlier work. `open` opens it.
    pub fn offer(self, open: impl Fn(Head, SavedWork) + Copy + Send + Sync + 'static) -> impl IntoView {
        let offered = self.offered;
        let take = move |_| {
            let Some(first) = offered.with_untracked(|offers| offers.first().cloned()) else {
                return;
            };
            match self.open_work.with_value(|open_work| open_work.find(&first.stamp.id)) {
                Some((head, work)) => open(head, work),
                None => self.look_for_offers(), // another tab has deleted it to make room
            }
            if offered.with_untracked(Vec::is_empty) {
                focus_on(".run-button");
            }
        };
        let next = move |_| offered.update(|offers| offers.rotate_left(1));
        let text = move || {
            let excerpt = offered.with(|offers| offers.first().map(|offer| offer.excerpt.clone()));
            match excerpt.filter(|excerpt| !excerpt.is_empty()) {
                Some(excerpt) => format!("Your last work is kept: {excerpt}"),
                None => "Your last work is kept.".to_owned(),
            }
        };
        view! {
            <Show when=move || offered.with(|offers| !offers.is_empty())>
                <aside class="offer" aria-label="Last work">
                    <span class="offer-text">{text}</span>
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

    /// Stops offering these works in this tab. They stay saved.
    fn dismiss(self) {
        let ids: Vec<String> = self
            .offered
            .with_untracked(|offers| offers.iter().map(|offer| offer.stamp.id.clone()).collect());
        self.open_work.update_value(|open_work| {
            open_work.dismissed.extend(ids);
            open_work.tab.set_visit(open_work.arrived, &open_work.dismissed);
        });
        self.offered.set(Vec::new());
        focus_on(".run-button");
    }

    fn look_for_offers(&self) {
        let offers = self.open_work.with_value(OpenWork::offers);
        self.offered.set(offers);
    }

    /// Writes unwritten changes when the page is left or hidden.
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
            keeper.open_work.try_update_value(|open_work| open_work.pause = None);
        });
    }
}

impl OpenWork {
    /// The saved work of this key, from either storage; the later one if they differ.
    fn find(&self, id: &str) -> Option<(Head, SavedWork)> {
        let read = |shelf: &Shelf| kept::read(&shelf.read(id)?).ok();
        let found = [read(&self.tab), read(&self.browser)];
        found.into_iter().flatten().max_by_key(|(head, _)| head.stamp.at)
    }

    /// Writes unwritten changes and returns the result; `None` if there were none, `Some(None)` if the work is again
    /// the same as when it was opened, and so was deleted.
    fn write(&mut self, edit: &Edit, spared: Option<&str>) -> Option<Option<SaveResult>> {
        if !std::mem::take(&mut self.unwritten) {
            return None;
        }
        let begun_ms = now_ms();
        let own = self.own.clone()?;
        let typed = edit.typed();
        if typed == self.opened && self.opened_is_kept() {
            self.tab.remove(&own);
            self.browser.remove(&own);
            self.own = None;
            // After a link was followed, this is another entry of the tab's history, with a mark of its own.
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
        let result = SaveResult {
            in_tab: self.tab.put(&own, &text, spared),
            in_browser: self.browser.put(&own, &text, spared),
        };
        self.took_ms = now_ms() - begun_ms;
        Some(Some(result))
    }

    /// Whether the opened work can be opened again: it was a link, or it is still saved unchanged.
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

/// The time in milliseconds since 1970.
fn now() -> u64 {
    js_sys::Date::now() as u64
}
