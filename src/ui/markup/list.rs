//! A list in the page: a view for each of its places, made when the place comes and taken out when it goes.

use super::state::Follow;
use leptos::prelude::*;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::view::any_view::AnyViewState;
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::{Comment, Element, Node};

/// A list that is not yet in the page.
pub struct List {
    /// The places, in rising order.
    pub places: Box<dyn Fn() -> Vec<usize>>,
    /// What stands at a place.
    pub row: Box<dyn Fn(usize) -> AnyView>,
}

/// A [`List`] in the page.
pub struct ListState {
    rows: Rc<RefCell<Rows>>,
    _followed: RenderEffect<()>,
}

struct Rows {
    rows: Vec<Row>,
    /// Behind the rows, for when there are none.
    mark: Comment,
    /// Owners of rows that are gone, for rows to come: an owner stays in its parent's list of children, with its memory,
    /// until the parent ends.
    spare: Vec<Owner>,
}

/// What a row has started ends with its owner.
struct Row {
    place: usize,
    state: AnyViewState,
    owner: Owner,
}

impl List {
    /// Makes the rows, and again whenever the places change.
    pub fn build(self) -> ListState {
        let Self { places, row } = self;
        let rows = Rc::new(RefCell::new(Rows {
            rows: Vec::new(),
            mark: Rndr::create_placeholder(),
            spare: Vec::new(),
        }));
        // Not the owner of what is followed: that one ends with every change.
        let owner = Owner::current().unwrap_or_default();
        // What follows is let go of a turn after it ends; the rows, and what they follow, end at once.
        let changed = Rc::downgrade(&rows);
        let made = move |place, spare: Option<Owner>| {
            let owner = spare.unwrap_or_else(|| owner.child());
            let state = owner.with(|| untrack(|| row(place).build()));
            Row { place, state, owner }
        };
        let follow: Follow = Box::new(move || {
            let places = places();
            if let Some(rows) = changed.upgrade() {
                rows.borrow_mut().change(&places, &made);
            }
        });
        ListState {
            rows,
            _followed: super::state::effect(follow),
        }
    }
}

impl Rows {
    fn change(&mut self, places: &[usize], made: &dyn Fn(usize, Option<Owner>) -> Row) {
        let mut stood = std::mem::take(&mut self.rows).into_iter().peekable();
        let mut fresh = Vec::new();
        for &place in places {
            while let Some(gone) = stood.next_if(|row| row.place < place) {
                self.spare.push(gone.end());
            }
            let stays = stood.next_if(|row| row.place == place);
            fresh.push(stays.is_none());
            let row = stays.unwrap_or_else(|| made(place, self.spare.pop()));
            self.rows.push(row);
        }
        self.spare.extend(stood.map(Row::end));
        // From the end, so that what a row goes before is there already.
        for (index, _) in fresh.into_iter().enumerate().rev().filter(|(_, fresh)| *fresh) {
            if let Some((row, behind)) = self.rows[index..].split_first_mut() {
                let _ = behind.iter().any(|next| next.state.insert_before_this(&mut row.state))
                    || self.mark.insert_before_this(&mut row.state);
            }
        }
    }
}

impl Row {
    /// Takes it out of the page and ends what it has started, first of all what it follows: see `reactive::reader`.
    fn end(mut self) -> Owner {
        self.state.unmount();
        self.owner.cleanup();
        self.owner
    }
}

impl Mountable for ListState {
    fn unmount(&mut self) {
        let mut rows = self.rows.borrow_mut();
        rows.rows.iter_mut().for_each(|row| row.state.unmount());
        rows.mark.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        let mut rows = self.rows.borrow_mut();
        rows.rows.iter_mut().for_each(|row| row.state.mount(parent, marker));
        rows.mark.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let rows = self.rows.borrow();
        rows.rows.iter().any(|row| row.state.insert_before_this(child)) || rows.mark.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        let rows = self.rows.borrow();
        rows.rows.iter().flat_map(|row| row.state.elements()).collect()
    }
}
