//! Which moment of the record everything on the page shows: where the run is, or an earlier one. Changes no run.

use super::record::Record;
use crate::ui::reactive::RwSignal;
use recording::{Folds, Moment, Trace};
use scenario::time::Micros;

/// The moment that is shown. Copies are handles to the same one.
#[derive(Clone, Copy)]
pub struct Playhead {
    record: Record,
    /// `None` is live.
    at: RwSignal<Option<Moment>>,
}

impl Playhead {
    /// Live. Owned by the component that calls this.
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

    /// The same, announced when something happens and not as time passes. Tracked.
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

    /// How many events have happened at the moment that everything shows. Tracked, but not the time that passes meanwhile.
    #[must_use]
    pub fn events_at(&self) -> usize {
        self.record.track_growth();
        let behind = self.at.get().map(|moment| moment.events);
        behind.unwrap_or_else(|| self.record.folded())
    }

    /// Whether the person looks at where the run is, or at the end of what was recorded. Tracked.
    #[must_use]
    pub fn live(&self) -> bool {
        self.at.with(Option::is_none)
    }

    /// The same, not tracked.
    #[must_use]
    pub fn live_untracked(&self) -> bool {
        self.at.with_untracked(Option::is_none)
    }

    /// Moves from where it is, unless `to` finds nothing; to the live edge where that is what it finds. A run that is on
    /// goes on meanwhile.
    pub fn seek(&self, to: impl FnOnce(&Trace, &Folds, Moment) -> Option<Moment>) {
        let from = self.moment_untracked();
        let found = self
            .record
            .with(|trace, folds| to(trace, folds, from).map(|found| (found, folds.history.folded())));
        let Some((moment, length)) = found.flatten() else {
            return;
        };
        // In a silent stretch nothing more has happened, and still it is an earlier moment.
        let behind = moment.events < length || moment.at < self.record.now_untracked();
        self.at.set(Some(moment).filter(|_| behind));
    }

    /// To a moment in scenario time; at or past the edge of the record, to live.
    pub fn seek_time(&self, at: Micros) {
        if at >= self.record.now_untracked() {
            self.go_live();
        } else {
            self.seek(|trace, _, _| Some(Moment::at_time(trace, at)));
        }
    }

    /// To right behind an event.
    pub fn seek_event(&self, event: usize) {
        self.seek(|trace, _, _| Some(Moment::after(trace, event + 1)));
    }

    /// To the next poll or deadline of the record.
    pub fn step(&self) {
        self.seek(|trace, folds, from| folds.history.moments.next_stop(trace, from));
    }

    /// To the previous poll or deadline of the record.
    pub fn step_back(&self) {
        self.seek(|trace, folds, from| folds.history.moments.previous_stop(trace, from));
    }

    /// To where the run is, and along with it.
    pub fn go_live(&self) {
        self.at.set(None);
    }
}
