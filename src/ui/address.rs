//! The page's address: reads links, and writes the scenario into it where possible. Saving is in [`super::kept`].
//!
//! The address is written at most once in 500 ms. It is not written if the link is longer than 32 KB (docs/links.md,
//! “Link”) or while the input is invalid; then it has an earlier scenario. A reload still opens the saved work, because
//! this entry of the tab's history is marked with its key.

use super::embed::Embedded;
use super::kept::{Change, Keeper};
use super::notes::Notes;
use super::present::Present;
use super::session::Session;
use crate::ui::reactive::{Handle, effect, hold_until_cleanup, lasting, memo};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use kept::{AddressHolds, Head, SavedWork};
use leptos::prelude::*;
use scenario::Scenario;
use scenario::link::{self, OpenedLink};
use wasm_bindgen::JsValue;

/// The shortest time between two writes: browsers refuse a page that writes its address too often.
const PAUSE_MS: u32 = 500;

/// The clock and the timer count whole milliseconds: both may be one short.
const ROUNDING_MS: f64 = 2.0;

/// The page's address, read and written until the owner that made it ends.
pub type Address = Handle<AddressParts>;

/// The parts of [`Address`].
pub struct AddressParts {
    session: Session,
    keeper: Keeper,
    notes: Notes,
    present: Present,
    embedded: Embedded,
    state: StoredValue<AddressState, LocalStorage>,
}

#[derive(Default)]
struct AddressState {
    autorun: bool,
    pending: Option<Timeout>,
    /// The fragment that the page shows: the one it opened or wrote last. The address has another one from the moment
    /// that a link is followed until the browser dispatches `hashchange`.
    shown: String,
    /// The time of the last write, in milliseconds since 1970.
    written_at: f64,
}

/// The current fragment of the address, with its `#`.
#[must_use]
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

impl Address {
    /// Follows the address. `opened` is the link that has been read from it and is already shown.
    #[must_use]
    pub fn new(
        session: Session,
        keeper: Keeper,
        notes: Notes,
        (present, embedded): (Present, Embedded),
        opened: &OpenedLink,
    ) -> Self {
        let address = lasting(AddressParts {
            session,
            keeper,
            notes,
            present,
            embedded,
            state: StoredValue::new_local(AddressState::default()),
        });
        address.link_opened(opened, |work| session.edit.show_first(work));
        if keeper.unreadable() {
            notes.add(
                "Something that was kept here cannot be read, at least by this version of the page. It is left out.",
            );
        }
        let listener = EventListener::new(&window(), "hashchange", move |_| {
            // Save the previous work first, while the page still has it.
            keeper.write_now();
            let opened = link::read(&fragment());
            session.open(&opened.scenario);
            session.edit.open_program(opened.program.as_deref());
            session.guessing.set(opened.predict_off);
            embedded.set(opened.embed);
            address.link_opened(&opened, |work| session.edit.show_typed(work));
            present.set(opened.present);
            // A program out of a link never starts by itself.
            if opened.autorun && opened.program.is_none() {
                session.controls.launch();
            }
        });
        hold_until_cleanup(listener);
        effect(move || {
            session.edit.track_typed();
            if keeper.changed() == Change::Edited {
                address.write_soon();
            }
        });
        // What the person switches is in the address from then on.
        let switched = memo(move || (session.guessing.on(), present.on()));
        let before = StoredValue::new((opened.predict_off, opened.present));
        effect(move || {
            let now = switched.get();
            if before.try_update_value(|before| std::mem::replace(before, now)) != Some(now) {
                address.write_soon();
            }
        });
        on_cleanup(move || {
            address.state.try_update_value(|state| state.pending = None);
        });
        address
    }

    /// Replaces everything by the example with this index.
    pub fn open_example(&self, index: usize) {
        let edit = self.session.edit;
        let opened = edit
            .library
            .with_untracked(|library| Some(link::read(&library.example(index)?.link)));
        let Some(opened) = opened else { return };
        self.keeper.write_now();
        self.session.open(&opened.scenario);
        // Another path may have the same program.
        edit.example.set(Some(index));
        self.link_left(None);
    }

    /// Replaces everything by another scenario.
    pub fn open_scenario(&self, scenario: &Scenario) {
        self.keeper.write_now();
        self.session.open(scenario);
        self.link_left(None);
    }

    /// Replaces the program by another, and makes it what Run runs.
    pub fn open_program(&self, program: &str) {
        self.keeper.write_now();
        self.session.clear();
        self.session.edit.open_program(Some(program));
        self.link_left(None);
    }

    /// Replaces everything by a saved work.
    pub fn open_kept(&self, head: Head, work: &SavedWork) {
        self.keeper.write_now();
        self.session.clear();
        self.session.edit.show_typed(work);
        self.link_left(Some(head));
    }

    /// Follows a change to an entry of the tab's history, whose link is already shown: restores the work saved there.
    fn link_opened(&self, opened: &OpenedLink, show: impl FnOnce(&SavedWork)) {
        self.state.update_value(|state| {
            state.autorun = opened.autorun;
            state.pending = None;
            state.shown = fragment();
        });
        let left = self.keeper.work_at_this_entry();
        let problems = if left.is_some() { &[][..] } else { &opened.problems[..] };
        self.notes.show(problems.iter().map(ToString::to_string).collect());
        let head = left.map(|(head, work)| {
            show(&work);
            head
        });
        self.keeper.opened(head, opened.present);
    }

    /// Follows a change from a link to an example or a saved work: resets the flags and the notes of that link. A presentation goes on.
    fn link_left(&self, from: Option<Head>) {
        self.state.update_value(|state| {
            state.autorun = false;
        });
        self.notes.clear();
        self.embedded.set(false);
        self.keeper.opened(from, self.present.on_untracked());
        self.write_soon();
    }

    /// Schedules a write of the address.
    fn write_soon(&self) {
        let address = *self;
        self.state.try_update_value(|state| {
            if state.pending.is_none() {
                let since = (js_sys::Date::now() - state.written_at).max(0.0);
                let pause = (f64::from(PAUSE_MS) + ROUNDING_MS - since).max(0.0) as u32;
                state.pending = Some(Timeout::new(pause, move || address.write()));
            }
        });
    }

    /// Saves the work, then writes the scenario to the address, if it is valid and not too long. Does not write if a
    /// link has been followed that is not opened yet: it would be lost.
    fn write(&self) {
        self.keeper.write_now();
        if self.state.try_with_value(|state| state.shown != fragment()) == Some(true) {
            self.state.try_update_value(|state| state.pending = None);
            return;
        }
        let flags = self.state.try_update_value(|state| {
            state.pending = None;
            state.written_at = js_sys::Date::now();
            let guesses = self.session.guessing.on_untracked();
            [
                ("embed=1", self.embedded.on_untracked()),
                ("autorun=1", state.autorun),
                ("present=1", self.present.on_untracked()),
                ("predict=0", guesses),
            ]
        });
        let Some(flags) = flags else { return };
        let edit = self.session.edit;
        if untrack(|| edit.runs_program()) {
            let speed = edit.speed.get_untracked();
            let link = edit
                .program
                .with_untracked(|program| link::write_program(program, speed));
            let holds = self.set(link, flags);
            self.keeper.address_holds.try_set(holds);
            return;
        }
        let scenario = edit.scenario_signal();
        let holds = scenario.with_untracked(|scenario| match scenario {
            Some(scenario) => self.set(link::write_if_short(scenario), flags),
            None => AddressHolds::EarlierUnreadable,
        });
        self.keeper.address_holds.try_set(holds);
    }

    /// Writes a link, unless it is too long for one.
    fn set(&self, link: Option<String>, flags: [(&str, bool); 4]) -> AddressHolds {
        let Some(link) = link else {
            return AddressHolds::EarlierTooLong;
        };
        set(&link, flags);
        self.state.try_update_value(|state| state.shown = fragment());
        AddressHolds::Current
    }
}

fn set(scenario: &str, flags: [(&str, bool); 4]) {
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
        let mark = history.state().unwrap_or(JsValue::NULL);
        // Replacing fires no hashchange. It fails only where the page may not change its history.
        let _ = history.replace_state_with_url(&mark, "", Some(&address));
    }
}
