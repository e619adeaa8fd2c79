//! Which tasks the table lists, in which order. All tasks in the order of the list cost nothing; any other order and any
//! filter is folded and sorted in slices, and the rows change when the whole of it is known.

use crate::ui::frames::{Frames, Next};
use crate::ui::reactive::{Memo, RwSignal, effect, hold_until_cleanup, memo};
use crate::ui::session::{Playhead, Predicted, Record, RecordId, Session, SessionParts};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use recording::deviation::Deviation;
use recording::figures::distorting_speed;
use recording::statistics::{
    Bin, Direction, Distribution, Listing, ListingRequest, Percentiles, SortColumn, StateFilter, Statistics,
};
use recording::{Folds, Moment, Tally, TaskId, Trace};
use scenario::time::Micros;
use scenario::words;

/// The time for folding and sorting in each frame: a quarter of a frame, because the record is folded as well.
const WORK_MS: f64 = 4.0;
/// The time between two orders of a run that goes on: four a second can be read.
const LIVE_MS: f64 = 250.0;
/// How long the playhead rests before the moment of a long record is folded: while it is dragged, nothing is.
const REST_MS: u32 = 100;
/// The number of events, or of tasks sorted, between two looks at the clock.
const STEPS_AT_ONCE: usize = 8_192;
/// Up to so many tasks the durations are known although nobody asked, and while the histogram is open during a run, too:
/// the figures of all tasks take 56 bytes each.
const MOST_UNASKED: usize = 100_000;
/// What a pointer or the keyboard is about to press: meanwhile no other task gets to its place.
const ABOUT_TO_PRESS: &str = ".tasks-act > .button:is(:hover, :focus)";

/// The rows of the table, and what was asked for. Copies are handles to the same state; it ends with the owner that made it.
#[derive(Clone, Copy)]
pub struct ListedRows {
    record: Record,
    playhead: Playhead,
    predicted: Predicted,
    frames: Frames,
    request: RwSignal<ListingRequest>,
    work: StoredValue<Work, LocalStorage>,
    /// Changes with every list that is complete.
    version: RwSignal<u32>,
    /// How often the person was answered: by another order or another filter.
    answered: RwSignal<u32>,
    later: StoredValue<Option<Timeout>, LocalStorage>,
    /// Whether the histogram of durations is open.
    histogram: RwSignal<bool>,
}

/// How many tasks are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StateCounts {
    tally: Tally,
    in_flight: usize,
}

/// The durations of the tasks that have finished or failed.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownDurations {
    /// Their percentiles.
    pub percentiles: Percentiles,
    /// Their histogram.
    pub bins: Vec<Bin>,
}

/// The list that is shown, and the one that is being worked out.
#[derive(Default)]
struct Work {
    record: RecordId,
    request: ListingRequest,
    /// When the last one was begun, in the page's milliseconds.
    begun_ms: f64,
    moment: Moment,
    statistics: Statistics,
    next: Option<Listing>,
    /// The moment has changed since the next list was begun.
    again: bool,
    /// The person waits for the next list.
    asked: bool,
    shown: ShownList,
}

/// A list that is complete.
#[derive(Default)]
struct ShownList {
    record: RecordId,
    /// `None` for all tasks in the order of the list.
    listing: Option<Listing>,
    counts: StateCounts,
    durations: Option<ShownDurations>,
    /// How many events of the record the durations are of.
    durations_at: usize,
}

/// What a slice of work led to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slice {
    Complete { asked: bool },
    Unfinished,
    Nothing,
}

impl ListedRows {
    /// The tasks asked for by the page's [`ListingRequest`], which is kept while the table is closed. Owned by the component that
    /// calls this.
    #[must_use]
    pub fn new(session: Session) -> Self {
        let SessionParts {
            record,
            playhead,
            predicted,
            frames,
            ..
        } = *session;
        let rows = Self {
            record,
            playhead,
            predicted,
            frames,
            request: expect_context(),
            work: StoredValue::new_local(Work::default()),
            version: RwSignal::new(0),
            answered: RwSignal::new(0),
            later: StoredValue::new_local(None),
            histogram: RwSignal::new(false),
        };
        effect(move || rows.follow());
        hold_until_cleanup(frames.listen_for_update(move || {
            let unfinished = || rows.work.try_with_value(|work| work.next.is_some()) == Some(true);
            if unfinished() {
                rows.advance();
            }
            if unfinished() { Next::Moving } else { Next::Still }
        }));
        on_cleanup(move || {
            rows.later.try_update_value(Option::take);
        });
        rows
    }

    /// What was asked for. Tracked.
    pub fn with_request<T>(&self, read: impl FnOnce(&ListingRequest) -> T) -> T {
        self.request.with(read)
    }

    /// Sorts by this column: smallest first, at the second call largest first, at the third in the order of the list.
    pub fn sort_by(&self, column: SortColumn) {
        self.request.update(|request| {
            (request.column, request.direction) = match (request.column == column, request.direction) {
                (false, _) => (column, Direction::Ascending),
                (true, Direction::Ascending) => (column, Direction::Descending),
                (true, Direction::Descending) => (SortColumn::Index, Direction::Ascending),
            };
        });
    }

    /// Lists only tasks in this state, or in all.
    pub fn filter_by_state(&self, state: Option<StateFilter>) {
        self.request.update(|request| request.state = state);
    }

    /// Lists only tasks whose name contains this.
    pub fn filter_by_name(&self, name: String) {
        self.request.update(|request| request.name = name);
    }

    /// Lists only tasks that finished or failed after a duration in this range, end included, or all.
    pub fn filter_by_duration(&self, duration: Option<(Micros, Micros)>) {
        if self.duration_untracked() != duration {
            self.request.update(|request| request.duration = duration);
        }
    }

    /// The range of durations asked for. Not tracked.
    #[must_use]
    pub fn duration_untracked(&self) -> Option<(Micros, Micros)> {
        self.request.with_untracked(|request| request.duration)
    }

    /// Lists all tasks, in the same order.
    pub fn clear_filters(&self) {
        self.request.update(|request| {
            (request.state, request.duration) = (None, None);
            request.name.clear();
        });
    }

    /// Whether they are of another program than the playground's. Tracked.
    #[must_use]
    pub fn of_any_program(&self) -> bool {
        self.record.with(|trace, _| trace.scenario().is_none()) == Some(true)
    }

    /// The speed that distorts what is measured: `at 4×`, or empty. Tracked.
    #[must_use]
    pub fn speed(&self) -> String {
        let speed = |trace: &Trace, folds: &Folds| distorting_speed(trace, &folds.history);
        self.record.with_growth(speed).flatten().unwrap_or_default()
    }

    /// How many rows there are. Tracked.
    #[must_use]
    pub fn count(&self) -> Memo<usize> {
        let rows = *self;
        memo(move || {
            let all = rows.record.with_growth(|trace, _| trace.tasks.len());
            rows.with_listing(|listing| listing.map_or(all.unwrap_or_default(), Listing::len))
        })
    }

    /// The task in this row. Tracked.
    #[must_use]
    pub fn task(&self, row: usize) -> Option<TaskId> {
        self.with_listing(|listing| match listing {
            Some(listing) => listing.task(row),
            None => Some(TaskId::from_index(row)),
        })
    }

    /// The row of this task; `None` if it is not listed. Tracked.
    #[must_use]
    pub fn row_of(&self, task: TaskId) -> Option<usize> {
        self.with_listing(|listing| match listing {
            Some(listing) => listing.row_of(task),
            None => Some(task.index()),
        })
    }

    /// Tracks every new list, and with that the passing of time: four times a second while a run goes on.
    pub fn track(&self) {
        self.version.track();
    }

    /// How many tasks are in each state: at the live edge of a run, of the moment shown, otherwise of the list's. Tracked.
    #[must_use]
    pub fn counts(&self) -> StateCounts {
        self.version.track();
        let id = self.record.id();
        let at_the_edge = || {
            self.record
                .with_growth(|trace, folds| trace.scenario().map(|_| StateCounts::at_the_edge(folds)))
        };
        let counts = self.playhead.live().then(at_the_edge).flatten().flatten();
        counts.unwrap_or_else(|| {
            self.work
                .with_value(|work| (work.shown.record == id).then_some(work.shown.counts))
                .unwrap_or_default()
        })
    }

    /// Whether the histogram of durations is open. Tracked.
    #[must_use]
    pub fn histogram_is_open(&self) -> bool {
        self.histogram.get()
    }

    /// Opens the histogram of durations, or closes it.
    pub fn switch_histogram(&self) {
        self.histogram.update(|open| *open = !*open);
    }

    /// The durations at the moment of the list. `None` before a task has finished or failed; in a long run until its end; and
    /// of very many tasks until something needs them. Tracked.
    #[must_use]
    pub fn durations(&self) -> Option<ShownDurations> {
        self.version.track();
        let id = self.record.id();
        self.work
            .with_value(|work| work.shown.durations.clone().filter(|_| work.shown.record == id))
    }

    /// Changes whenever another order or another filter is shown. Tracked.
    #[must_use]
    pub fn answered(&self) -> u32 {
        self.answered.get()
    }

    /// How many tasks the filters have left: `155 of 1,000`. Empty without a filter. Tracked.
    #[must_use]
    pub fn left(&self) -> String {
        let filtered = |listing: &Listing| {
            let request = listing.request();
            request.state.is_some() || request.duration.is_some() || !request.name.trim().is_empty()
        };
        self.with_listing(|listing| {
            let Some(listing) = listing.filter(|listing| filtered(listing)) else {
                return String::new();
            };
            let all = self.record.with(|trace, _| {
                let main = listing
                    .task(0)
                    .into_iter()
                    .chain(listing.row_of(TaskId::MAIN).map(|_| TaskId::MAIN));
                let main = main.into_iter().any(|task| task == TaskId::MAIN) && !trace.is_work(TaskId::MAIN);
                (trace.work_count(), listing.len() - usize::from(main), main)
            });
            let (all, listed, main) = all.unwrap_or_default();
            let of_all = format!(
                "{} of {}",
                words::thousands(listed as u64),
                words::thousands(all as u64)
            );
            if main { format!("main and {of_all}") } else { of_all }
        })
    }

    /// Calls `read` with the list that is shown: `None` for all tasks in the order of the list. Tracked.
    fn with_listing<T>(&self, read: impl FnOnce(Option<&Listing>) -> T) -> T {
        self.version.track();
        let id = self.record.id();
        self.work
            .with_value(|work| read(work.shown.listing.as_ref().filter(|_| work.shown.record == id)))
    }

    /// Begins another list, now or soon. Tracks what it depends on.
    fn follow(&self) {
        let id = self.record.id();
        let live = self.playhead.live();
        // Durations are worked out at the end of a run, or when somebody wants to see them.
        let _ = (self.record.state(), self.histogram.get());
        // Behind the live edge only the playhead moves the moment.
        if live {
            let _ = self.playhead.moment();
        }
        let is_new = self.request.with(|request| {
            if request.column == SortColumn::Deviation {
                self.predicted.deviation().track();
            }
            self.work
                .with_value(|work| work.record != id || work.request != *request)
        });
        let passed = now_ms() - self.work.with_value(|work| work.begun_ms);
        let is_short = || self.record.with(is_short) == Some(true);
        // Nothing more comes after the end, so that there is nothing to wait for.
        let is_over = self.record.state().complete();
        if is_new || live && passed >= LIVE_MS || (!live || is_over) && is_short() {
            self.later.update_value(|later| *later = None);
            untrack(|| self.begin());
        } else if !live {
            self.begin_in(REST_MS);
        } else if self.later.with_value(Option::is_none) {
            self.begin_in((LIVE_MS - passed).max(0.0) as u32);
        }
    }

    fn begin_in(&self, ms: u32) {
        let rows = *self;
        let timeout = Timeout::new(ms, move || {
            rows.later.try_update_value(Option::take);
            rows.begin();
        });
        self.later.update_value(|later| *later = Some(timeout));
    }

    /// Begins the list of the playhead's moment, unless one of the live edge is in progress.
    fn begin(&self) {
        let (id, request) = (untrack(|| self.record.id()), self.request.get_untracked());
        let live = self.playhead.live_untracked();
        let is_new = self
            .work
            .with_value(|work| work.record != id || work.request != request);
        let order_changes = !request.lists_all_in_order();
        if order_changes && !is_new && matches!(document().query_selector(ABOUT_TO_PRESS), Ok(Some(_))) {
            self.begin_in(LIVE_MS as u32);
            return;
        }
        let moment = self.playhead.moment_untracked();
        self.work.update_value(|work| {
            if work.next.is_some() && live && !is_new {
                work.again = true;
                return;
            }
            if work.record != id {
                work.statistics = Statistics::default();
            }
            work.asked |= work.request != request;
            work.next = Some(Listing::new(request.clone()));
            (work.record, work.request, work.moment, work.again) = (id, request, moment, false);
            work.begun_ms = now_ms();
        });
        self.advance();
    }

    /// Folds and sorts for at most [`WORK_MS`].
    fn advance(&self) {
        let until = now_ms() + WORK_MS;
        let live = self.playhead.live_untracked();
        let complete = self.record.state_untracked().complete();
        let histogram = self.histogram.get_untracked();
        let by_deviation = self
            .request
            .with_untracked(|request| request.column == SortColumn::Deviation);
        let slice = untrack(|| {
            let advance = |deviation: Option<&Deviation>| {
                self.record.with(|trace, folds| {
                    self.work.try_update_value(|work| {
                        let in_order = work.request.lists_all_in_order() && live && trace.scenario().is_some();
                        let few = trace.tasks.len() <= MOST_UNASKED;
                        let wanted = is_short(trace, folds) || complete && (few || histogram) || few && histogram;
                        if in_order && !wanted {
                            work.statistics = Statistics::default();
                            return work.complete(None, StateCounts::at_the_edge(folds), None);
                        }
                        work.advance(trace, deviation, || now_ms() >= until)
                    })
                })
            };
            if by_deviation {
                self.predicted.deviation().with(|deviation| advance(deviation.as_ref()))
            } else {
                advance(None)
            }
        });
        match slice.flatten() {
            Some(Slice::Complete { asked }) => {
                self.version.try_update(|version| *version += 1);
                if asked {
                    self.answered.try_update(|answered| *answered += 1);
                }
                if self.work.try_with_value(|work| work.again) == Some(true) {
                    self.begin_in(LIVE_MS as u32);
                }
            }
            Some(Slice::Unfinished) => self.frames.request(),
            Some(Slice::Nothing) | None => {}
        }
    }
}

impl StateCounts {
    /// Of the last moment that is folded, in a run of the playground.
    fn at_the_edge(folds: &Folds) -> Self {
        let history = &folds.history;
        Self {
            tally: history.tally,
            in_flight: history.lanes.in_flight_after(history.folded()),
        }
    }

    /// How many tasks this filter lets through.
    #[must_use]
    pub const fn of(&self, state: StateFilter) -> usize {
        match self.tally.of(state) {
            Some(count) => count,
            None if matches!(state, StateFilter::NotEnded) => self.in_flight,
            None => 0,
        }
    }
}

impl Work {
    fn advance(&mut self, trace: &Trace, deviation: Option<&Deviation>, late: impl Fn() -> bool) -> Slice {
        let Some(mut listing) = self.next.take() else {
            return Slice::Nothing;
        };
        let (events, now) = (self.moment.events, self.moment.at);
        loop {
            let folded = self.statistics.advance_to(trace, events, STEPS_AT_ONCE);
            let statistics = &self.statistics;
            let by = |task| {
                statistics.task(task, now)?.ended?;
                Some(deviation?.task(task)?.by?.0)
            };
            if folded
                && (listing.request().lists_all_in_order()
                    || listing.advance(trace, statistics, now, by, STEPS_AT_ONCE))
            {
                let (tally, in_flight) = statistics.counts(trace);
                let in_order = listing.request().lists_all_in_order();
                let durations = self.durations(trace);
                return self.complete(
                    (!in_order).then_some(listing),
                    StateCounts { tally, in_flight },
                    durations,
                );
            }
            if late() {
                self.next = Some(listing);
                return Slice::Unfinished;
            }
        }
    }

    /// The durations at the moment folded up to: those shown, if they are of the same events.
    fn durations(&self, trace: &Trace) -> Option<ShownDurations> {
        let shown = &self.shown;
        if shown.durations.is_some() && (shown.record, shown.durations_at) == (self.record, self.statistics.folded()) {
            return shown.durations.clone();
        }
        let distribution = Distribution::new(trace, &self.statistics);
        Some(ShownDurations {
            percentiles: distribution.percentiles()?,
            bins: distribution.histogram(),
        })
    }

    fn complete(&mut self, listing: Option<Listing>, counts: StateCounts, durations: Option<ShownDurations>) -> Slice {
        self.next = None;
        self.shown = ShownList {
            record: self.record,
            listing,
            counts,
            durations,
            durations_at: self.statistics.folded(),
        };
        Slice::Complete {
            asked: std::mem::take(&mut self.asked),
        }
    }
}

/// Whether a record is folded and listed in a slice, so that there is no need to wait.
fn is_short(trace: &Trace, folds: &Folds) -> bool {
    folds.history.folded() <= STEPS_AT_ONCE && trace.tasks.len() <= STEPS_AT_ONCE
}

/// The time of the page, in milliseconds.
fn now_ms() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}
