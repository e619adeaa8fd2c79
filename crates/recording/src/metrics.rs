//! The metrics of a run. Folded from the trace as it grows, so that metrics cost the same during a run as after it.

use super::lanes::{NONE, Transition, as_u32, deadline_of};
use super::lists::{PerTask, grow};
use super::{
    Event, EventKind, Lanes, Lateness, LoopRecord, PollResult, State, TaskId, TimerId, TimerKind, TimerRecord, Trace,
    WaitingOn,
};
use scenario::time::Micros;

/// The metrics of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Metrics {
    /// The time from the start to the end of the run, leftovers included; during a run, the current time.
    pub makespan: Micros,
    /// The time that the work of all tasks takes one after another: see [`Metrics::speed_up`].
    pub one_by_one: Micros,
    /// The largest number of tasks at work at the same time. In the playground: operations that have their permit and
    /// have not ended. Of another program: tasks that are past their first sleep, input or output, or use of a thread,
    /// or have ended, and have not since begun to wait for other tasks or for what these hold.
    pub most_at_once: u32,
    /// The time during which some task held the thread.
    pub busy: Micros,
    /// The time that tasks were ready and not polled, added up.
    pub ready: Micros,
    /// How late timers were served; `None` if none was served, and in a stepped run.
    pub lateness: Option<Lateness>,
    /// The time that cancelled operations had worked since the start of their first attempts. `None` of another
    /// program, in which a cancelled task may have done useful work.
    pub wasted: Option<Micros>,
}

/// The state from which the metrics are computed, up to the last folded event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meter {
    tasks: Vec<Activity>,
    /// For each task, the event that set the timeout of its current attempt.
    timeouts: PerTask,
    /// For each task, the event since which it is at work.
    at_work_since: PerTask,
    done: Micros,
    /// The number of tasks with work under way, and the sum of the times at which that work began.
    under_way: u64,
    begun: u128,
    at_once: u32,
    most_at_once: u32,
    wasted: Micros,
}

impl Metrics {
    /// How many times as long the same work takes one by one; `None` for a run of length 0.
    ///
    /// The work is what was really done: for each task that works ([`Trace::is_work`]) the time that it was polled,
    /// slept, backed off, or waited for a thread or for input and output, until it ended or was cancelled. Waiting for
    /// a permit, for other tasks, in the ready queue, or for a timer that is served late is not work. Three gathered
    /// sleeps of 2, 1 and 3 s, for example, are 6 s of work in 3 s: a speed-up of 2.
    #[must_use]
    pub fn speed_up(&self) -> Option<f64> {
        share(self.one_by_one, self.makespan)
    }

    /// The share of the time in which some task held the thread, 0 to 1; `None` for a run of length 0.
    #[must_use]
    pub fn busy_share(&self) -> Option<f64> {
        share(self.busy, self.makespan)
    }
}

impl Meter {
    /// Makes room for all tasks of the trace.
    pub fn list_tasks(&mut self, trace: &Trace) {
        grow(&mut self.tasks, trace.tasks.len(), Activity::default());
    }

    /// Folds one more event, with the transition of its task. `inside` is true if it begins or ends a poll within another
    /// task's poll.
    pub fn fold(&mut self, trace: &Trace, index: usize, event: &Event, transition: Option<Transition>, inside: bool) {
        if let Some((task, transition)) = event.task.zip(transition)
            && trace.is_work(task)
        {
            self.at_work(trace, task, index, event, transition);
            // The time of an eager task's poll is counted as its creator's; main, which polls joined futures, does no work.
            let counted = inside && trace.scenario().is_none();
            self.work(trace, task, index, event, transition, counted);
        }
    }

    /// As [`Metrics::most_at_once`].
    #[must_use]
    pub const fn most_at_once(&self) -> u32 {
        self.most_at_once
    }

    /// The metrics at `now`; those of a finished run do not change any more. While events are not folded yet, the
    /// metrics are those of the last folded event.
    #[must_use]
    pub fn metrics(
        &self,
        trace: &Trace,
        lanes: &Lanes,
        loops: &LoopRecord,
        timers: &TimerRecord,
        now: Micros,
    ) -> Metrics {
        let last = lanes.last_stamp(trace);
        let over = trace.outcome.is_some() || lanes.folded() < trace.events.len();
        let now = if over { last } else { now.max(last) };
        let whole = Micros::ZERO..now;
        let under_way = (u128::from(self.under_way) * u128::from(now.0)).saturating_sub(self.begun);
        Metrics {
            makespan: now,
            one_by_one: self.done + Micros(u64::try_from(under_way).unwrap_or(u64::MAX)),
            most_at_once: self.most_at_once,
            busy: loops.busy(trace, whole.clone()),
            ready: loops.ready(trace, whole),
            lateness: timers.lateness(),
            wasted: trace.scenario().map(|_| self.wasted),
        }
    }

    /// Updates which tasks are at work, and how much work was lost.
    fn at_work(&mut self, trace: &Trace, task: TaskId, index: usize, event: &Event, transition: Transition) {
        let Transition { before, after, .. } = transition;
        // Operations of the playground record when they begin, and are at work until they end.
        let says = trace.scenario().is_some();
        let was = self.at_work_since.get(task.index());
        let is = match event.kind {
            EventKind::Attempt { .. } => true,
            _ if before != after && after.ended() => false,
            EventKind::PollEnd(PollResult::Pending { on }) if !says => on.is_none_or(is_work),
            _ => was.is_some(),
        };
        let tasks = trace.tasks.len();
        match (was, is) {
            (None, true) => {
                self.at_work_since.set(task.index(), tasks, Some(as_u32(index)));
                self.at_once += 1;
            }
            (Some(_), false) => {
                self.at_work_since.set(task.index(), tasks, None);
                self.at_once = self.at_once.saturating_sub(1);
            }
            _ => {}
        }
        // A task that ends in its first poll was at work in it.
        let at_its_end = !says && was.is_none() && matches!(after, State::Finished | State::Failed) && before != after;
        self.most_at_once = self.most_at_once.max(self.at_once + u32::from(at_its_end));
        if before != after
            && after == State::Cancelled
            && let Some(since) = was
        {
            let since = trace.events.at(since as usize).unwrap_or_default();
            self.wasted = self.wasted + (event.at - since);
        }
    }

    /// Counts stretches of work. `counted` says that the poll that begins is part of one that is counted.
    fn work(
        &mut self,
        trace: &Trace,
        task: TaskId,
        index: usize,
        event: &Event,
        transition: Transition,
        counted: bool,
    ) {
        let Transition {
            before,
            after,
            begun_by,
            timer_set_by,
        } = transition;
        let (id, tasks) = (task.index(), trace.tasks.len());
        let Some(work) = self.tasks.get_mut(id) else {
            return;
        };
        match event.kind {
            EventKind::TimerSet { what, .. } => match what {
                TimerKind::Sleep | TimerKind::Backoff => work.sleeps = true,
                TimerKind::Timeout => {
                    work.has_timeout = true;
                    self.timeouts.set(id, tasks, Some(as_u32(index)));
                }
                TimerKind::Deadline | TimerKind::Call => {}
            },
            EventKind::TimerFired { timer } | EventKind::TimerCleared { timer } => {
                work.sleeps = work.sleeps && timer_of(trace, timer_set_by) != Some(timer);
                let timeout = || timer_of(trace, self.timeouts.get(id).unwrap_or(NONE));
                work.has_timeout = work.has_timeout && timeout() != Some(timer);
            }
            _ => {}
        }
        if before == after {
            return;
        }
        if std::mem::take(&mut work.works) {
            let from = trace.events.at(begun_by as usize).unwrap_or_default();
            // The work ends at the deadline of the timer, however late it is served.
            let sleep = work.due_by_sleep.then(|| deadline_of(trace, timer_set_by));
            let timeout = work
                .due_by_timeout
                .then(|| deadline_of(trace, self.timeouts.get(id).unwrap_or(NONE)));
            let due = [sleep, timeout].into_iter().flatten().flatten().min();
            let until = due.map_or(event.at, |due| due.min(event.at));
            self.done = self.done + (until - from);
            self.under_way -= 1;
            self.begun -= u128::from(from.0);
        }
        let woke_itself = event.kind == EventKind::PollEnd(PollResult::Pending { on: None });
        let waits = matches!(after, State::Waiting(on) if is_work(on)) && !woke_itself;
        work.works = waits || (after == State::Running && !counted);
        work.due_by_sleep = waits && work.sleeps;
        work.due_by_timeout = waits && work.has_timeout;
        if work.works {
            self.under_way += 1;
            self.begun += u128::from(event.at.0);
        }
    }
}

/// Whether waiting for this is work of the task, rather than waiting for other tasks.
const fn is_work(on: WaitingOn) -> bool {
    matches!(
        on,
        WaitingOn::Timer | WaitingOn::Backoff | WaitingOn::Thread | WaitingOn::Io
    )
}

/// The timer that this event sets.
fn timer_of(trace: &Trace, event: u32) -> Option<TimerId> {
    match trace.events.get(event as usize)?.kind {
        EventKind::TimerSet { timer, .. } => Some(timer),
        _ => None,
    }
}

fn share(part: Micros, whole: Micros) -> Option<f64> {
    (whole > Micros::ZERO).then(|| part.0 as f64 / whole.0 as f64)
}

/// The current activity of one task. The events of its timer and of the start of this work are in its lane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Activity {
    /// Which timers are set: the one of its sleep or backoff, and the one of its timeout. There are no others.
    sleeps: bool,
    has_timeout: bool,
    /// Whether work is under way: it is polled, or waits for a deadline.
    works: bool,
    /// Whether the work ends at the deadline of its sleep rather than that of its timeout.
    due_by_sleep: bool,
    due_by_timeout: bool,
}

/// The size of a task's activity, for the [`Budget`](super::Budget).
#[cfg(test)]
pub(super) const SIZE_OF_ACTIVITY: usize = size_of::<Activity>();
