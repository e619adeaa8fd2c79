//! All that is folded from a trace while it grows, in the order in which it is wanted, a slice at a time.
//!
//! Knows no clock: whoever calls says when a slice is over.

use crate::causes::Causes;
use crate::findings::FindingSearch;
use crate::{History, Lanes, Trace};

/// So many events or steps take a fraction of a millisecond, between two looks at the clock.
pub const FOLDED_AT_ONCE: usize = 2_048;
/// So many earlier runs are kept: as many as fit under a bar.
const MOST_KEPT: usize = 2;
/// Runs of more tasks have lanes too low to lay anything under, and take memory.
const MOST_KEPT_TASKS: usize = 1_000;

/// What is folded from a trace. What is not folded yet has not happened yet, for all that is shown.
#[derive(Default)]
pub struct Folds {
    /// What any moment of it is looked up in.
    pub history: History,
    /// What led to what. Behind the history in a long run: see [`Folds::explains`].
    pub causes: Causes,
    /// What there is to point out, searched once the run has ended.
    pub search: FindingSearch,
    /// What tasks did in runs of as many tasks that ended before this one, the latest first.
    pub earlier: Vec<(Trace, Lanes)>,
}

/// How far a slice goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoldDepth {
    /// What is drawn, and no more: the run needs the thread itself.
    History,
    /// Then what led to what and, after the end, what there is to point out.
    Everything,
}

impl Folds {
    /// Whether the causes of this event are known.
    #[must_use]
    pub const fn explains(&self, event: usize) -> bool {
        event < self.causes.folded()
    }

    /// How many events the causes are folded up to, and one more when the search is over: it changes when either goes on.
    #[must_use]
    pub const fn explained(&self) -> usize {
        self.causes.folded() + self.search.over() as usize
    }

    /// Folds what `trace` has more of, until `time_is_up` says so: it is asked every [`FOLDED_AT_ONCE`] events. Whether all
    /// of it is done; never for less than [`FoldDepth::Everything`].
    pub fn extend(&mut self, trace: &Trace, depth: FoldDepth, mut time_is_up: impl FnMut() -> bool) -> bool {
        let events = trace.events.len();
        while self.history.folded() < events {
            self.history.extend_to(trace, self.history.folded() + FOLDED_AT_ONCE);
            if time_is_up() {
                return false;
            }
        }
        if depth == FoldDepth::History {
            return false;
        }
        while self.causes.folded() < events {
            self.causes.extend_to(trace, self.causes.folded() + FOLDED_AT_ONCE);
            if time_is_up() {
                return false;
            }
        }
        if trace.outcome.is_none() {
            return true;
        }
        while !self.search.over() {
            self.search.advance(trace, &self.causes, FOLDED_AT_ONCE);
            if time_is_up() {
                return self.search.over();
            }
        }
        true
    }

    /// What the record of a next run of so many tasks begins with: nothing folded, but the earlier runs it can be laid
    /// over, these among them if theirs is of a run that has `ended`.
    #[must_use]
    pub fn before_another_run(&mut self, ended: Option<&Trace>, tasks: usize) -> Self {
        let mut earlier = std::mem::take(&mut self.earlier);
        let fits = |trace: &Trace| trace.tasks.len() == tasks && tasks <= MOST_KEPT_TASKS;
        earlier.retain(|(trace, _)| fits(trace));
        if let Some(trace) = ended.filter(|trace| fits(trace)) {
            earlier.insert(0, (trace.clone(), std::mem::take(&mut self.history.lanes)));
        }
        earlier.truncate(MOST_KEPT);
        Self {
            earlier,
            ..Self::default()
        }
    }
}
