//! The moment of the record that everything on the page shows: the live edge, or an earlier one. Does not affect the
//! run.

use super::record::Record;
use crate::ui::reactive::RwSignal;
use recording::{Folds, Moment, Trace};
use scenario::time::Micros;

/// The moment that is shown. Copies are handles to the same playhead.
#[derive(Clone, Copy)]
pub struct Playhead {
    record: Record,
    /// `None` is the live edge.
    at: RwSignal<Option<Moment>>,
}

impl Playhead {
    /// A playhead at the live edge. Owned by the component that calls this.
    pub(super) fn new(record: Record) -> Self {
        Self {
            record,
            at: RwSignal::new(None),
        }
    }

    /// The moment that everything on the page shows. Tracked.
    #[must_use]
    pub fn moment(&self) -> Moment {
        self.record.track_growth();
        self.at.get().unwrap_or_else(|| Moment {
            events: self.record.folded(),
            at: self.record.now(),
        })
    }

    /// The same, but tracks only new events and not the passing of time.
    #[must_use]
    pub fn moment_by_event(&self) -> Moment {
        let events = self.events_at();
        self.at.get_untracked().unwrap_or_else(|| Moment {
            events,
            at: self.record.now_untracked(),
        })
    }

    /// The same, not tracked.
    #[must_use]
    pub fn moment_untracked(&self) -> Moment {
        leptos::prelude::untrack(|| self.moment_by_event())
    }

    /// The number of events up to the shown moment. Tracks new events but not the passing of time.
    #[must_use]
    pub fn events_at(&self) -> usize {
        self.record.track_growth();
        let behind = self.at.get().map(|moment| moment.events);
        behind.unwrap_or_else(|| self.record.folded())
    }

    /// Whether the playhead is at the live edge, or at the end of a complete record. Tracked.
    #[must_use]
    pub fn live(&self) -> bool {
        self.at.with(Option::is_none)
    }

    /// The same, not tracked.
    #[must_use]
    pub fn live_untracked(&self) -> bool {
        self.at.with_untracked(Option::is_none)
    }

    /// Moves the playhead to the moment that `to` returns for the current one, or to the live edge if the moment is
    /// there. Does nothing for `None`. A current run continues.
    pub fn seek(&self, to: impl FnOnce(&Trace, &Folds, Moment) -> Option<Moment>) {
        let from = self.moment_untracked();
        let found = self
            .record
            .with(|trace, folds| to(trace, folds, from).map(|found| (found, folds.history.folded())));
        let Some((moment, length)) = found.flatten() else {
            return;
        };
        // A moment can be earlier than the live edge although no event happened in between.
        let behind = moment.events < length || moment.at < self.record.now_untracked();
        self.at.set(Some(moment).filter(|_| behind));
    }

    /// Moves to a moment in scenario time; to the live edge if that is at or after the end of the record.
    pub fn seek_time(&self, at: Micros) {
        if at >= self.record.now_untracked() {
            self.go_live();
        } else {
            self.seek(|trace, _, _| Some(Moment::at_time(trace, at)));
        }
    }

    /// Moves to the moment directly after an event.
    pub fn seek_event(&self, event: usize) {
        self.seek(|trace, _, _| Some(Moment::after(trace, event + 1)));
    }

    /// Moves to the next poll or deadline of the record.
    pub fn step(&self) {
        self.seek(|trace, folds, from| folds.history.moments.next_stop(trace, from));
    }

    /// Moves to the previous poll or deadline of the record.
    pub fn step_back(&self) {
        self.seek(|trace, folds, from| folds.history.moments.previous_stop(trace, from));
    }

    /// Moves to the live edge, and follows it.
    pub fn go_live(&self) {
        self.at.set(None);
    }
}
