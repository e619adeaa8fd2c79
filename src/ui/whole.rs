//! Whether all of the program is there. A build splits it into a first part, with what the first picture and a run need,
//! and a second one, which is fetched after the first picture (ARCHITECTURE.md, “Two parts”).
//!
//! What only the second part has is mounted and begun when that part is there. What is asked for before, as a dialog by its
//! button, is a signal that is read then. Each piece is mounted in a task of its own, so that none is long; what stands before
//! the program (first-paint.html) covers the page until all are there. A program that is not split is whole from the start,
//! and mounts all at once.

use crate::self_message::SelfMessage;
use crate::ui::reactive::{RwSignal, effect, hold_until_cleanup};
use gloo_events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use web_sys::Event;

/// The attribute of `<html>` that says how much of the program is there, and its values.
const PART: &str = "data-program";
const FIRST: &str = "first";
const WHOLE: &str = "whole";
/// Dispatched on the document when the first part has been mounted, when the functions of the second part are there, and
/// when that has been mounted, too.
const MOUNTED: &str = "futurescope-mounted";
const JOINED: &str = "futurescope-joined";
const ALL_MOUNTED: &str = "futurescope-whole";

/// Whether all of the program is there. Copies are handles to the same state.
#[derive(Clone, Copy)]
pub struct Whole {
    whole: RwSignal<bool>,
    /// None in a program that is whole from the start.
    turns: Option<StoredValue<Rc<MountQueue>, LocalStorage>>,
}

/// What waits to be mounted, in order: a signal for each, which becomes true when it is its turn.
struct MountQueue {
    of_first: RefCell<VecDeque<RwSignal<bool>>>,
    of_second: RefCell<VecDeque<RwSignal<bool>>>,
    state: Cell<Mounted>,
    /// Those of the second part are there.
    joined: Cell<bool>,
    next: SelfMessage,
}

/// What has been mounted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mounted {
    Nothing,
    First,
    Second,
}

impl MountQueue {
    fn new() -> Rc<Self> {
        let turns = Rc::new_cyclic(|turns: &Weak<Self>| {
            let turns = turns.clone();
            Self {
                of_first: RefCell::default(),
                of_second: RefCell::default(),
                state: Cell::new(Mounted::Nothing),
                joined: Cell::new(false),
                next: SelfMessage::new(move || {
                    if let Some(turns) = turns.upgrade() {
                        turns.take();
                    }
                }),
            }
        });
        turns.next.post();
        turns
    }

    /// Mounts the next piece. What it consists of is mounted before the next task.
    fn take(&self) {
        if take_first(&self.of_first) {
            self.next.post();
            return;
        }
        if self.state.get() == Mounted::Nothing {
            self.state.set(Mounted::First);
            dispatch(MOUNTED);
        }
        if self.joined.get() {
            self.take_of_second();
        }
    }

    /// Not inlined, so that the first part of the program does not have it.
    #[inline(never)]
    fn take_of_second(&self) {
        if take_first(&self.of_second) {
            self.next.post();
        } else if self.state.replace(Mounted::Second) != Mounted::Second {
            if let Some(root) = document().document_element() {
                let _ = root.set_attribute(PART, WHOLE); // the name is right
            }
            dispatch(ALL_MOUNTED);
        }
    }

    fn join(&self) {
        self.joined.set(true);
        self.next.post();
    }
}

/// Lets the first in a queue have its turn. False if there is none.
fn take_first(queue: &RefCell<VecDeque<RwSignal<bool>>>) -> bool {
    let turn = queue.borrow_mut().pop_front();
    if let Some(turn) = turn {
        turn.try_set(true); // its owner may have ended
    }
    turn.is_some()
}

fn dispatch(name: &str) {
    if let Ok(event) = Event::new(name) {
        let _ = document().dispatch_event(&event); // it fails only while it is being dispatched
    }
}

impl Whole {
    /// As the page says, and followed until the owner that calls this ends. Created once by the app.
    #[must_use]
    pub fn new() -> Self {
        let part = document().document_element().and_then(|root| root.get_attribute(PART));
        if part.as_deref() != Some(FIRST) {
            return Self::from_the_start();
        }
        let turns = MountQueue::new();
        let whole = RwSignal::new(false);
        turns.of_second.borrow_mut().push_back(whole);
        let joined = {
            let turns = Rc::clone(&turns);
            move |event: &Event| {
                // The page need not say that the program is whole: this one will.
                event.prevent_default();
                turns.join();
            }
        };
        let options = EventListenerOptions::enable_prevent_default();
        hold_until_cleanup(EventListener::once_with_options(&document(), JOINED, options, joined));
        Self {
            whole,
            turns: Some(StoredValue::new_local(turns)),
        }
    }

    fn from_the_start() -> Self {
        Self {
            whole: RwSignal::new(true),
            turns: None,
        }
    }

    /// That of the page; whole where nothing says so.
    #[must_use]
    pub fn of_page() -> Self {
        use_context().unwrap_or_else(Self::from_the_start)
    }

    /// Whether it is. Tracked.
    #[must_use]
    pub fn get(&self) -> bool {
        self.whole.get()
    }

    /// The same, not tracked. False when the page is gone.
    #[must_use]
    pub fn get_untracked(&self) -> bool {
        self.whole.try_get_untracked().unwrap_or_default()
    }

    /// Becomes true when it is the turn of what calls this, a piece of the first or the second part.
    fn turn(self, part: Mounted) -> RwSignal<bool> {
        let comes = |turns: &Rc<MountQueue>| {
            let turn = RwSignal::new(turns.state.get() >= part);
            if !turn.get_untracked() {
                let queue = if part == Mounted::First {
                    &turns.of_first
                } else {
                    &turns.of_second
                };
                queue.borrow_mut().push_back(turn);
            }
            turn
        };
        let turn = self.turns.and_then(|turns| turns.try_with_value(comes));
        turn.unwrap_or_else(|| RwSignal::new(true))
    }
}

impl Default for Whole {
    fn default() -> Self {
        Self::new()
    }
}

/// Calls `act` when the program is whole: at once if it is. What it begins ends with the owner that calls this.
pub fn when_whole(act: impl FnOnce() + 'static) {
    fn boxed(act: Box<dyn FnOnce()>) {
        let turn = Whole::of_page().turn(Mounted::Second);
        if turn.get_untracked() {
            act();
            return;
        }
        let mut act = Some(act);
        effect(move || {
            if turn.get()
                && let Some(act) = act.take()
            {
                untrack(act);
            }
        });
    }
    boxed(Box::new(act));
}

/// Mounts its children when the program is whole: with everything else if it is.
#[component]
pub fn WhenWhole(
    /// What the first picture does not need.
    children: ChildrenFn,
) -> impl IntoView {
    when_whole_or(None, children)
}

/// The same, with something in its place until then.
pub fn when_whole_or(place: Option<fn() -> AnyView>, children: ChildrenFn) -> AnyView {
    in_turn_or(Mounted::Second, place, children)
}

/// Mounts its children in a task of their own, where the program is mounted in turns: what of the first part is large.
#[component]
pub fn InTurn(
    /// What the first picture needs.
    children: ChildrenFn,
) -> impl IntoView {
    in_turn_or(Mounted::First, None, children)
}

fn in_turn_or(part: Mounted, place: Option<fn() -> AnyView>, children: ChildrenFn) -> AnyView {
    let turn = Whole::of_page().turn(part);
    (move || {
        if turn.get() {
            Some(untrack(|| children()))
        } else {
            place.map(|place| place())
        }
    })
    .into_any()
}
