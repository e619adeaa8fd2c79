//! All indexes of a trace that are needed to show any moment of it, folded in one pass.

use super::{
    Console, Density, Holder, Lanes, LoopRecord, Meter, Metrics, Moment, Moments, ResourceRecord, State, Tally, TaskId,
    TimerRecord, Trace,
};
use scenario::time::Micros;

/// The indexes of a trace, up to the last folded event.
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
    /// The state changes of each task.
    pub lanes: Lanes,
    /// The events that printed a line.
    pub console: Console,
    /// The positions at which the trace can be stopped.
    pub moments: Moments,
    /// The activity of the loop.
    pub loops: LoopRecord,
    /// The life of every timer.
    pub timers: TimerRecord,
    /// The state from which the metrics are computed.
    pub meter: Meter,
    /// The whole run in a fixed number of buckets.
    pub density: Density,
    /// How tasks ended.
    pub tally: Tally,
    /// What happened to each resource of a recorded program.
    pub resources: ResourceRecord,
}

impl History {
    /// Folds the events that were appended to `trace` since the last call. For another trace, start from
    /// [`History::default`].
    pub fn extend(&mut self, trace: &Trace) {
        self.extend_to(trace, trace.events.len());
    }

    /// Folds the events before index `until` only: every answer is then that of a trace which ends there. All indexes
    /// are folded in one pass.
    pub fn extend_to(&mut self, trace: &Trace, until: usize) {
        let Self {
            lanes,
            console,
            moments,
            loops,
            timers,
            meter,
            density,
            tally,
            resources,
        } = self;
        meter.list_tasks(trace);
        lanes.extend_with(trace, until, |index, event, transition| {
            console.fold(index, event);
            let inside = loops.fold(trace, index, event, transition);
            moments.fold(trace, index, event, inside);
            timers.fold(trace, index, event);
            meter.fold(trace, index, event, transition, inside);
            density.fold(trace, event, transition, inside);
            tally.fold(trace, index, event);
            resources.fold(trace, index, event, transition);
        });
    }

    /// The number of folded events.
    #[must_use]
    pub const fn folded(&self) -> usize {
        self.lanes.folded()
    }

    /// The state of a task at a moment. A task that the trace does not list is `Created`.
    #[must_use]
    pub fn state(&self, trace: &Trace, task: TaskId, moment: Moment) -> State {
        let lane = self.lanes.lane(trace, task);
        lane.map_or(State::Created, |lane| lane.state_after(moment.events))
    }

    /// The task that holds the thread at a moment.
    #[must_use]
    pub fn holder(&self, trace: &Trace, moment: Moment) -> Option<Holder> {
        self.loops.holder(trace, moment)
    }

    /// The number of lines on the console at a moment.
    #[must_use]
    pub fn lines(&self, moment: Moment) -> usize {
        self.console.lines_after(moment.events)
    }

    /// The most tasks in flight at one time. In the playground the same as [`Metrics::most_at_once`].
    #[must_use]
    pub fn most_in_flight(&self, trace: &Trace) -> u64 {
        if trace.scenario().is_some() {
            self.meter.most_at_once().into()
        } else {
            self.density.most()
        }
    }

    /// The metrics of the run at `now`.
    #[must_use]
    pub fn metrics(&self, trace: &Trace, now: Micros) -> Metrics {
        self.meter.metrics(trace, &self.lanes, &self.loops, &self.timers, now)
    }
}
