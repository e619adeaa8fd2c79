//! How many tasks are in which state, how many timers are set and permits free, at any moment of a trace.
//!
//! A count is a snapshot and a short fold from there; never a replay from the start.

use super::lanes::{NUMBERS, number, place};
use super::{Event, EventKind, Lanes, Moment, ResourceId, State, TaskId, Trace, WaitingOn};
use std::fmt;

/// How many tasks are in each state.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally([u32; NUMBERS]);

/// The whole at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// All tasks, main included.
    pub tasks: Tally,
    /// Where main stands.
    pub main: State,
    /// How many timers are set, and neither served nor cleared.
    pub live_timers: u32,
    /// How many permits nobody holds and nobody was handed; `None` without a limit.
    pub free_permits: Option<u32>,
}

/// The snapshots of a trace, up to the last event folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// What it was before every event whose place is a multiple of [`EVERY`].
    snapshots: Vec<Snapshot>,
    /// What it is behind the last event folded.
    last: Snapshot,
    permits: Option<Permits>,
    folded: usize,
}

/// How many events lie between two snapshots: few enough that folding them costs microseconds, so many that all
/// snapshots together take a small part of what the events take.
const EVERY: usize = 64;

impl Tally {
    /// How many are in this state. Who was woken while it runs still runs.
    #[must_use]
    pub const fn of(&self, state: State) -> u32 {
        self.0[number(state)]
    }

    /// How many wait, for whatever.
    #[must_use]
    pub fn waiting(&self) -> u32 {
        use WaitingOn::{Backoff, Child, Semaphore, Timer};
        [Timer, Child, Semaphore, Backoff]
            .map(|on| self.of(State::Waiting(on)))
            .iter()
            .sum()
    }

    /// How many have ended, in whatever way.
    #[must_use]
    pub const fn ended(&self) -> u32 {
        self.of(State::Finished) + self.of(State::Failed) + self.of(State::Cancelled)
    }

    /// How many there are, with those that are only created.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.0.iter().sum()
    }

    fn add(&mut self, state: State, count: u32) {
        let slot = &mut self.0[number(state)];
        *slot = slot.saturating_add(count);
    }

    const fn take_one(&mut self, state: State) {
        let slot = &mut self.0[number(state)];
        *slot = slot.saturating_sub(1);
    }
}

impl fmt::Debug for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let states = [
            State::Created,
            State::Spawned,
            State::Ready,
            State::Running,
            State::Waiting(WaitingOn::Timer),
            State::Waiting(WaitingOn::Child),
            State::Waiting(WaitingOn::Semaphore),
            State::Waiting(WaitingOn::Backoff),
            State::Finished,
            State::Failed,
            State::Cancelled,
        ];
        let counted = states.into_iter().filter(|state| self.of(*state) > 0);
        f.debug_map()
            .entries(counted.map(|state| (state, self.of(state))))
            .finish()
    }
}

impl Counters {
    /// The operations alone: without main.
    #[must_use]
    pub fn operations(&self) -> Tally {
        let mut operations = self.tasks;
        operations.take_one(self.main);
        operations
    }

    /// How many polls are queued: each ready task is queued once.
    #[must_use]
    pub const fn ready_queue(&self) -> u32 {
        self.tasks.of(State::Ready)
    }
}

impl Counts {
    /// Folds the events that were appended to `trace` since the last call, as far as `lanes` has folded it. For another
    /// trace, start from [`Counts::default`].
    pub fn extend(&mut self, trace: &Trace, lanes: &Lanes) {
        if self.folded == 0 {
            self.last = Snapshot::default();
            self.last.tasks.add(State::Created, place(trace.tasks.len()));
            let limit = trace.scenario().and_then(|scenario| scenario.limit);
            self.permits = limit.map(|limit| Permits::new(limit.get()));
        }
        let until = lanes.folded().min(trace.events.len());
        for (index, event) in trace.events.iter().enumerate().take(until).skip(self.folded) {
            if index.is_multiple_of(EVERY) {
                self.snapshots.push(self.last);
            }
            self.last.count(lanes, index, &event);
            if let Some(permits) = &mut self.permits {
                permits.fold(index, &event);
            }
        }
        self.folded = self.folded.max(until);
    }

    /// What it was at this moment. For the trace and the lanes that were folded.
    #[must_use]
    pub fn counters(&self, trace: &Trace, lanes: &Lanes, moment: Moment) -> Counters {
        let events = moment.events.min(self.folded);
        let mut here = self.last;
        if events < self.folded {
            let from = events / EVERY;
            here = self.snapshots[from];
            for (index, event) in trace.events.iter().enumerate().take(events).skip(from * EVERY) {
                here.count(lanes, index, &event);
            }
        }
        Counters {
            tasks: here.tasks,
            main: lanes
                .lane(TaskId::MAIN)
                .map_or(State::Created, |main| main.state_after(events)),
            live_timers: here.live_timers,
            free_permits: self.permits.as_ref().map(|permits| permits.free_after(events)),
        }
    }
}

/// What can be folded from an event and the lanes alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Snapshot {
    tasks: Tally,
    live_timers: u32,
}

impl Snapshot {
    fn count(&mut self, lanes: &Lanes, index: usize, event: &Event) {
        match event.kind {
            EventKind::TimerSet { .. } => self.live_timers += 1,
            EventKind::TimerFired { .. } | EventKind::TimerCleared { .. } => {
                self.live_timers = self.live_timers.saturating_sub(1);
            }
            _ => {}
        }
        let Some((before, after)) = lanes.moved(index, event) else {
            return;
        };
        if before != after {
            self.tasks.take_one(before);
            self.tasks.add(after, 1);
        }
    }
}

/// How many permits were free, as steps. One that is handed over is never free.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Permits {
    limit: u32,
    /// The event behind which so many are free.
    steps: Vec<(u32, u32)>,
}

impl Permits {
    const fn new(limit: u32) -> Self {
        Self {
            limit,
            steps: Vec::new(),
        }
    }

    fn fold(&mut self, index: usize, event: &Event) {
        if let EventKind::Acquired {
            res: ResourceId::PERMITS,
            size: Some(free),
        }
        | EventKind::Released {
            res: ResourceId::PERMITS,
            size: Some(free),
            ..
        } = event.kind
        {
            self.steps.push((place(index), free));
        }
    }

    fn free_after(&self, events: usize) -> u32 {
        let made = self.steps.partition_point(|&(event, _)| (event as usize) < events);
        made.checked_sub(1).map_or(self.limit, |last| self.steps[last].1)
    }
}
