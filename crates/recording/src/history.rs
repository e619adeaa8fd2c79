//! All that is folded from a trace, in one: what a playhead needs to show any moment of it. Folds in the right order;
//! what is folded and how is each part's own.

use super::{
    Console, Counters, Counts, Holder, Lanes, LoopRecord, Meter, Metrics, Moment, Moments, State, TaskId, TimerRecord,
    Trace,
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
/// assert_eq!(history.state(TaskId(2), moment), State::Finished);
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
    /// How many tasks were in which state.
    pub counts: Counts,
    /// What the loop did.
    pub loops: LoopRecord,
    /// What became of every timer.
    pub timers: TimerRecord,
    /// What the metrics are made from.
    pub meter: Meter,
}

impl History {
    /// Folds the events that were appended to `trace` since the last call. For another trace, start from
    /// [`History::default`].
    pub fn extend(&mut self, trace: &Trace) {
        self.lanes.extend(trace); // first: what counts states asks the lanes for them
        self.console.extend(trace);
        self.moments.extend(trace);
        self.counts.extend(trace, &self.lanes);
        self.loops.extend(trace, &self.lanes);
        self.timers.extend(trace);
        self.meter.extend(trace, &self.lanes);
    }

    /// Where a task stood at a moment. One that the trace does not list is only created.
    #[must_use]
    pub fn state(&self, task: TaskId, moment: Moment) -> State {
        let lane = self.lanes.lane(task);
        lane.map_or(State::Created, |lane| lane.state_after(moment.events))
    }

    /// How many tasks were in which state at a moment, and what was held.
    #[must_use]
    pub fn counters(&self, trace: &Trace, moment: Moment) -> Counters {
        self.counts.counters(trace, &self.lanes, moment)
    }

    /// Who held the thread at a moment.
    #[must_use]
    pub fn holder(&self, moment: Moment) -> Option<Holder> {
        self.loops.holder(moment)
    }

    /// How many lines the Console had at a moment.
    #[must_use]
    pub fn lines(&self, moment: Moment) -> usize {
        self.console.lines_after(moment.events)
    }

    /// What the run comes to by `now`.
    #[must_use]
    pub fn metrics(&self, trace: &Trace, now: Micros) -> Metrics {
        self.meter.metrics(trace, &self.loops, &self.timers, now)
    }
}
