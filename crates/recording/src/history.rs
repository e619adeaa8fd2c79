//! All that is folded from a trace, in one: what a playhead needs to show any moment of it. Folds in the right order;
//! what is folded and how is each part's own.

use super::{
    Console, Holder, Lanes, LoopRecord, Meter, Metrics, Moment, Moments, State, Tally, TaskId, TimerRecord, Trace,
};
use scenario::time::Micros;

/// The indexes of a trace, up to the last event folded.
///
/// ```
/// use scenario::time::Micros;
/// use recording::{History, Moment, State, TaskId};
///
/// let trace = runtime::simulate(&Default::default()); // 2 and 1, spawned, then awaited
/// let mut history = History::default();
/// history.extend(&trace);
///
/// let moment = Moment::at_time(&trace, Micros::from_millis(1_500));
/// assert_eq!(history.state(&trace, TaskId(2), moment), State::Finished);
/// assert_eq!(history.lines(moment), 3);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// What each task did.
    pub lanes: Lanes,
    /// Which events printed a line.
    pub console: Console,
    /// Where the trace can be stopped at.
    pub moments: Moments,
    /// What the loop did.
    pub loops: LoopRecord,
    /// What became of every timer.
    pub timers: TimerRecord,
    /// What the metrics are made from.
    pub meter: Meter,
    /// How tasks ended.
    pub tally: Tally,
}

impl History {
    /// Folds the events that were appended to `trace` since the last call. For another trace, start from
    /// [`History::default`].
    pub fn extend(&mut self, trace: &Trace) {
        self.extend_to(trace, trace.events.len());
    }

    /// The same for the events before index `until` only: every answer is then that of a trace which ends there. All
    /// indexes are folded in one pass.
    pub fn extend_to(&mut self, trace: &Trace, until: usize) {
        let Self {
            lanes,
            console,
            moments,
            loops,
            timers,
            meter,
            tally,
        } = self;
        meter.list_tasks(trace);
        lanes.extend_with(trace, until, |index, event, transition| {
            console.fold(index, event);
            let inside = loops.fold(trace, index, event, transition);
            moments.fold(trace, index, event, inside);
            timers.fold(trace, index, event);
            meter.fold(trace, index, event, transition, inside);
            tally.fold(trace, index, event);
        });
    }

    /// How many events have been folded.
    #[must_use]
    pub const fn folded(&self) -> usize {
        self.lanes.folded()
    }

    /// Where a task stood at a moment. One that the trace does not list is only created.
    #[must_use]
    pub fn state(&self, trace: &Trace, task: TaskId, moment: Moment) -> State {
        let lane = self.lanes.lane(trace, task);
        lane.map_or(State::Created, |lane| lane.state_after(moment.events))
    }

    /// Who held the thread at a moment.
    #[must_use]
    pub fn holder(&self, trace: &Trace, moment: Moment) -> Option<Holder> {
        self.loops.holder(trace, moment)
    }

    /// How many lines the Console had at a moment.
    #[must_use]
    pub fn lines(&self, moment: Moment) -> usize {
        self.console.lines_after(moment.events)
    }

    /// What the run comes to by `now`.
    #[must_use]
    pub fn metrics(&self, trace: &Trace, now: Micros) -> Metrics {
        self.meter.metrics(trace, &self.lanes, &self.loops, &self.timers, now)
    }
}
