//! What a run comes to in figures. Folded from the trace as it grows, so that the figures of a run under way cost the same
//! as those of one that is over.

use super::lanes::Transition;
use super::{
    Event, EventKind, Lanes, Lateness, LoopRecord, PollResult, State, TaskId, TimerId, TimerKind, TimerRecord, Trace,
    WaitingOn,
};
use scenario::time::Micros;

/// What a run comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Metrics {
    /// From the start to the run's end, leftovers included: its last stamp. While it runs, now.
    pub makespan: Micros,
    /// What the tasks that work took, each by itself and one after the other: see [`Metrics::speed_up`].
    pub one_by_one: Micros,
    /// The most tasks that were at work at any one time. In the playground: operations that were past their permit and had
    /// not ended. Of another program: tasks that had come to sleep, to input or output, to a thread or to an end, and not
    /// yet to a wait for other tasks or for what these hold.
    pub most_at_once: u32,
    /// For how long some task held the thread.
    pub busy: Micros,
    /// For how long tasks were ready and not polled, all together.
    pub ready: Micros,
    /// How late timers were served; `None` when none was, and in a stepped run.
    pub lateness: Option<Lateness>,
    /// For how long operations that were cancelled had been at it, since their first attempts started. `None` of another
    /// program: what a cancelled task had done may well have been of use.
    pub thrown_away: Option<Micros>,
}

/// What the metrics of a trace are made from, up to the last event folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meter {
    tasks: Vec<Activity>,
    done: Micros,
    /// Stretches of work under way: how many, and the sum of the moments at which they began.
    under_way: u64,
    begun: u128,
    at_once: u32,
    most_at_once: u32,
    thrown_away: Micros,
}

impl Metrics {
    /// How many times as long the same work takes one by one; `None` for a run without length.
    ///
    /// The work is what was really done: for each task that works ([`Trace::is_work`]) the time it was polled, slept, backed
    /// off, or waited for a thread or for input and output, to its end or until it was cancelled. Waiting for a permit, for
    /// other tasks, in the ready queue, or for a timer that is served late is not work.
    /// So three sleeps of 2, 1 and 3 s that are gathered come to 6 s in 3 s: twice as fast.
    #[must_use]
    pub fn speed_up(&self) -> Option<f64> {
        share(self.one_by_one, self.makespan)
    }

    /// How much of the time some task held the thread, 0 to 1; `None` for a run without length.
    #[must_use]
    pub fn busy_share(&self) -> Option<f64> {
        share(self.busy, self.makespan)
    }
}

impl Meter {
    /// Makes room for every task of the trace.
    pub fn list_tasks(&mut self, trace: &Trace) {
        if self.tasks.len() < trace.tasks.len() {
            self.tasks.resize_with(trace.tasks.len(), Activity::default);
        }
    }

    /// Folds one event more, and what it did to its task.
    pub fn fold(&mut self, trace: &Trace, event: &Event, transition: Option<Transition>) {
        if let Some((task, Transition { before, after })) = event.task.zip(transition)
            && trace.is_work(task)
        {
            self.at_work(trace, task, event, before, after);
            self.work(task, event, before, after);
        }
    }

    /// The figures by `now`; those of a run that is over do not change any more. While events are still to be folded, they
    /// are those of the last event folded.
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
            busy: loops.busy(whole.clone()),
            ready: loops.ready(whole),
            lateness: timers.lateness(),
            thrown_away: trace.scenario().map(|_| self.thrown_away),
        }
    }

    /// Counts who is at work, and what was thrown away of it.
    fn at_work(&mut self, trace: &Trace, task: TaskId, event: &Event, before: State, after: State) {
        let Some(work) = self.tasks.get_mut(task.index()) else {
            return;
        };
        // An operation of the playground says when it begins, and is at it until its end.
        let says = trace.scenario().is_some();
        let was = work.at_work_since;
        let is = match event.kind {
            EventKind::Attempt { .. } => true,
            _ if before != after && after.ended() => false,
            EventKind::PollEnd(PollResult::Pending { on }) if !says => on.is_none_or(is_work),
            _ => was.is_some(),
        };
        work.at_work_since = is.then(|| was.unwrap_or(event.at));
        match (was, is) {
            (None, true) => self.at_once += 1,
            (Some(_), false) => self.at_once = self.at_once.saturating_sub(1),
            _ => {}
        }
        // One that comes to its end in its first poll was at work in it.
        let at_its_end = !says && was.is_none() && matches!(after, State::Finished | State::Failed) && before != after;
        self.most_at_once = self.most_at_once.max(self.at_once + u32::from(at_its_end));
        if before != after
            && after == State::Cancelled
            && let Some(since) = was
        {
            self.thrown_away = self.thrown_away + (event.at - since);
        }
    }

    fn work(&mut self, task: TaskId, event: &Event, before: State, after: State) {
        let Some(work) = self.tasks.get_mut(task.index()) else {
            return;
        };
        work.note_timer(&event.kind);
        if before == after {
            return;
        }
        if let Some(stretch) = work.stretch.take() {
            let until = stretch.due.map_or(event.at, |due| due.min(event.at));
            self.done = self.done + (until - stretch.from);
            self.under_way -= 1;
            self.begun -= u128::from(stretch.from.0);
        }
        let woke_itself = event.kind == EventKind::PollEnd(PollResult::Pending { on: None });
        work.stretch = match after {
            State::Running => Some(WorkStretch {
                from: event.at,
                due: None,
            }),
            State::Waiting(on) if is_work(on) && !woke_itself => Some(WorkStretch {
                from: event.at,
                due: work.due(),
            }),
            _ => None,
        };
        if work.stretch.is_some() {
            self.under_way += 1;
            self.begun += u128::from(event.at.0);
        }
    }
}

/// Whether a task that waits for this gets on with what it does, and does not wait for what others do.
const fn is_work(on: WaitingOn) -> bool {
    matches!(
        on,
        WaitingOn::Timer | WaitingOn::Backoff | WaitingOn::Thread | WaitingOn::Io
    )
}

fn share(part: Micros, whole: Micros) -> Option<f64> {
    (whole > Micros::ZERO).then(|| part.0 as f64 / whole.0 as f64)
}

/// What one task is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Activity {
    /// Since when it is at work: an operation of the playground since its first attempt.
    at_work_since: Option<Micros>,
    /// The last timers of theirs that are set: its sleep or backoff, and its timeout.
    sleep: Option<(TimerId, Micros)>,
    timeout: Option<(TimerId, Micros)>,
    stretch: Option<WorkStretch>,
}

/// A stretch of work: being polled, or waiting for what is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct WorkStretch {
    from: Micros,
    /// Work ends here, however late the timer is served.
    due: Option<Micros>,
}

impl Activity {
    fn note_timer(&mut self, kind: &EventKind) {
        match *kind {
            EventKind::TimerSet { timer, what, deadline } => match what {
                TimerKind::Sleep | TimerKind::Backoff => self.sleep = Some((timer, deadline)),
                TimerKind::Timeout => self.timeout = Some((timer, deadline)),
                TimerKind::Deadline | TimerKind::Call => {}
            },
            EventKind::TimerFired { timer } | EventKind::TimerCleared { timer } => {
                self.sleep = self.sleep.filter(|(live, _)| *live != timer);
                self.timeout = self.timeout.filter(|(live, _)| *live != timer);
            }
            _ => {}
        }
    }

    fn due(&self) -> Option<Micros> {
        let timers = [self.sleep, self.timeout].into_iter().flatten();
        timers.map(|(_, deadline)| deadline).min()
    }
}
