//! The registered timers, in the order in which they are served: deadline, then registration.

use recording::{TaskId, TimerId, TimerKind};
use scenario::time::Micros;
use std::collections::{BTreeSet, HashMap};

/// A registered timer.
#[derive(Clone, Copy, Debug)]
pub struct Timer {
    /// Whose.
    pub lane: TaskId,
    /// What for.
    pub what: TimerKind,
    /// When it is due.
    pub deadline: Micros,
    /// Whether it was served.
    pub fired: bool,
}

/// All timers that were set and whose owner still holds them.
#[derive(Debug, Default)]
pub struct Timers {
    known: HashMap<TimerId, Timer>,
    /// Those not yet queued to be served.
    pending: BTreeSet<(Micros, TimerId)>,
    next: u32,
}

impl Timers {
    /// Registers a timer under the next number.
    pub fn set(&mut self, timer: Timer) -> TimerId {
        let id = TimerId(self.next);
        self.next += 1;
        self.known.insert(id, timer);
        self.pending.insert((timer.deadline, id));
        id
    }

    /// The timer, while its owner holds it.
    #[must_use]
    pub fn get(&self, id: TimerId) -> Option<&Timer> {
        self.known.get(&id)
    }

    /// Marks it served, unless its owner has let go of it meanwhile.
    pub fn fire(&mut self, id: TimerId) -> Option<Timer> {
        let timer = self.known.get_mut(&id)?;
        timer.fired = true;
        Some(*timer)
    }

    /// Its owner lets go of it.
    pub fn remove(&mut self, id: TimerId) -> Option<Timer> {
        let timer = self.known.remove(&id)?;
        self.pending.remove(&(timer.deadline, id));
        Some(timer)
    }

    /// The earliest deadline not yet queued.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Micros> {
        self.pending.first().map(|&(deadline, _)| deadline)
    }

    /// Takes all that are due at `now`, in the order of (deadline, registration).
    pub fn take_until(&mut self, now: Micros) -> Vec<TimerId> {
        let mut due = Vec::new();
        while let Some(&(deadline, id)) = self.pending.first()
            && deadline <= now
        {
            self.pending.pop_first();
            due.push(id);
        }
        due
    }

    /// Takes this one, if it is not yet queued.
    pub fn take(&mut self, id: TimerId) -> Option<TimerId> {
        let timer = self.known.get(&id)?;
        self.pending.remove(&(timer.deadline, id)).then_some(id)
    }

    /// Those not yet queued to be served, in the order of serving.
    #[must_use]
    pub fn pending(&self) -> Vec<(TimerId, Micros)> {
        self.pending.iter().map(|&(deadline, id)| (id, deadline)).collect()
    }

    /// How many are held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether none is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}
