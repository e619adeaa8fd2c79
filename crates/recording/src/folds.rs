//! Everything that is folded from a trace while it grows, most urgent first, in slices.
//!
//! Knows no clock: the caller decides when a slice is over.

use crate::causes::Causes;
use crate::findings::{Finding, FindingSearch, decided_by_several};
use crate::{History, Lanes, Trace};

/// The events or steps between two checks of the time: a fraction of a millisecond.
pub const FOLDED_AT_ONCE: usize = 2_048;
/// The number of earlier runs that are kept: as many as fit under a bar.
const MOST_KEPT: usize = 2;
/// The number of tasks above which no earlier runs are kept: lanes are too low to draw them, and they would take
/// memory.
const MOST_KEPT_TASKS: usize = 1_000;

/// Everything that is folded from a trace. The page shows only events that are folded.
#[derive(Default)]
pub struct Folds {
    /// The indexes that show any moment of it.
    pub history: History,
    /// The causes of events. In a long run they are folded after the history: see [`Folds::explains`].
    pub causes: Causes,
    /// The search for findings, which begins when the run has ended.
    search: FindingSearch,
    /// All findings, once they are searched.
    findings: Option<Vec<Finding>>,
    /// Runs with the same number of tasks that ended before this one, the latest first.
    pub earlier: Vec<(Trace, Lanes)>,
}

/// How much is folded in a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoldDepth {
    /// The history, which is drawn, and nothing else: for a run that keeps the thread busy.
    History,
    /// The history, then the causes and, after the end, the findings.
    Everything,
}

impl Folds {
    /// Whether the causes of this event are known.
    #[must_use]
    pub const fn explains(&self, event: usize) -> bool {
        event < self.causes.folded()
    }

    /// The number of events whose causes are folded, plus one when the search is over: changes whenever either
    /// progresses.
    #[must_use]
    pub const fn explained(&self) -> usize {
        self.causes.folded() + self.findings.is_some() as usize
    }

    /// The findings, the most severe first; `None` before all events of a run that has ended have been searched.
    #[must_use]
    pub fn findings(&self) -> Option<&[Finding]> {
        self.findings.as_deref()
    }

    /// Folds the new events of `trace` until `time_is_up` returns true, which is called every [`FOLDED_AT_ONCE`]
    /// events. Returns whether everything is folded; never true for less than [`FoldDepth::Everything`].
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
                return false;
            }
        }
        if self.findings.is_none() {
            let mut found = self.search.found().unwrap_or_default().to_vec();
            found.extend(decided_by_several(trace, self));
            found.sort_by_key(|finding| (finding.severity, finding.kind));
            self.findings = Some(found);
        }
        true
    }

    /// The folds that the next run, of this many tasks, starts with: nothing is folded, and the earlier runs are kept,
    /// with this one added if it has `ended`.
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
