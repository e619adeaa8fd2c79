//! The registered timers, in the order in which they are served: deadline, then registration.

use recording::{TaskId, TimerId, TimerKind};
use scenario::time::Micros;
use std::collections::BTreeMap;
use std::num::NonZeroU32;

/// A registered timer.
#[derive(Clone, Copy, Debug)]
pub struct Timer {
    /// Whose.
    pub task: TaskId,
    /// What for.
    pub what: TimerKind,
    /// When it is due.
    pub deadline: Micros,
    stage: TimerStage,
    id: TimerId,
    /// Those before and after it among the pending timers of its deadline.
    previous: Option<Slot>,
    next: Option<Slot>,
}

/// Where a timer is held, from 1: an `Option` takes no more room.
type Slot = NonZeroU32;

/// How far a timer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TimerStage {
    /// Nobody holds it; the next timer that is set takes its slot.
    Free,
    /// It waits for its deadline.
    Pending,
    /// An entry of the ready queue will serve it.
    Queued,
    /// It was served.
    Fired,
}

/// Names a timer: its number in the recording, and the slot that holds it until its owner lets go of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimerKey {
    /// Its number in the recording: they go up in the order of registration, and none is used twice.
    pub id: TimerId,
    slot: Slot,
}

impl TimerKey {
    /// The slot that holds it. Slots are used again, so there are never more of them than timers at one time.
    #[must_use]
    pub const fn index(self) -> usize {
        index(self.slot)
    }
}

/// All timers that were set and whose owner still holds them.
///
/// Pending timers of one deadline are linked in the order of registration, and the lists are found by their deadline. Many
/// timers of a run share a deadline, so that the tree is small; if none do, it is as large as a heap.
#[derive(Debug, Default)]
pub struct Timers {
    timers: Vec<Timer>,
    free: Vec<Slot>,
    pending: BTreeMap<Micros, DueTogether>,
    next_id: u32,
}

/// The pending timers of one deadline.
#[derive(Clone, Copy, Debug)]
struct DueTogether {
    first: Slot,
    last: Slot,
}

impl Timers {
    /// Registers a timer under the next number.
    pub fn set(&mut self, task: TaskId, what: TimerKind, deadline: Micros) -> TimerKey {
        let id = TimerId(self.next_id);
        self.next_id += 1;
        let mut timer = Timer {
            task,
            what,
            deadline,
            stage: TimerStage::Pending,
            id,
            previous: None,
            next: None,
        };
        let slot = self.free.pop().unwrap_or_else(|| {
            self.timers.push(timer);
            Slot::new(self.timers.len() as u32).expect("one was pushed, and there are fewer than 2^32")
        });
        let list = self.pending.entry(deadline).or_insert(DueTogether {
            first: slot,
            last: slot,
        });
        if list.last != slot {
            timer.previous = Some(list.last);
            self.timers[index(list.last)].next = Some(slot);
            list.last = slot;
        }
        self.timers[index(slot)] = timer;
        TimerKey { id, slot }
    }

    /// The timer, while its owner holds it.
    #[must_use]
    pub fn get(&self, key: TimerKey) -> Option<&Timer> {
        self.timers
            .get(key.index())
            .filter(|timer| timer.id == key.id && timer.stage != TimerStage::Free)
    }

    /// Whether the timer waits for its deadline.
    #[must_use]
    pub fn is_pending(&self, key: TimerKey) -> bool {
        self.get(key).is_some_and(|timer| timer.stage == TimerStage::Pending)
    }

    /// Whether the timer was served, and its owner holds it still.
    #[must_use]
    pub fn has_fired(&self, key: TimerKey) -> bool {
        self.get(key).is_some_and(|timer| timer.stage == TimerStage::Fired)
    }

    /// Marks it served, unless its owner has let go of it meanwhile.
    pub fn fire(&mut self, key: TimerKey) -> Option<Timer> {
        self.take(key); // a timer may be served that was never queued
        self.get(key)?;
        let timer = &mut self.timers[key.index()];
        timer.stage = TimerStage::Fired;
        Some(*timer)
    }

    /// Its owner lets go of it. True when it had not been served.
    pub fn remove(&mut self, key: TimerKey) -> bool {
        let Some(&Timer { stage, .. }) = self.get(key) else {
            return false;
        };
        if stage == TimerStage::Pending {
            self.unlink(key);
        }
        self.timers[key.index()].stage = TimerStage::Free;
        self.free.push(key.slot);
        stage != TimerStage::Fired
    }

    /// The earliest deadline not yet queued.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Micros> {
        self.pending.first_key_value().map(|(deadline, _)| *deadline)
    }

    /// Takes all that are due at `now`, in the order of (deadline, registration).
    pub fn take_until(&mut self, now: Micros) -> Vec<TimerKey> {
        let mut due = Vec::new();
        while let Some(entry) = self.pending.first_entry()
            && *entry.key() <= now
        {
            let mut slot = Some(entry.remove().first);
            while let Some(taken) = slot {
                let timer = &mut self.timers[index(taken)];
                timer.stage = TimerStage::Queued;
                slot = timer.next;
                due.push(TimerKey {
                    id: timer.id,
                    slot: taken,
                });
            }
        }
        due
    }

    /// Takes this one, if it is not yet queued.
    pub fn take(&mut self, key: TimerKey) -> Option<TimerKey> {
        if !self.is_pending(key) {
            return None;
        }
        self.unlink(key);
        self.timers[key.index()].stage = TimerStage::Queued;
        Some(key)
    }

    /// Those not yet queued to be served, in the order of serving.
    #[must_use]
    pub fn pending(&self) -> Vec<(TimerKey, Micros)> {
        let mut pending = Vec::new();
        for list in self.pending.values() {
            let mut slot = Some(list.first);
            while let Some(found) = slot {
                let timer = &self.timers[index(found)];
                let key = TimerKey {
                    id: timer.id,
                    slot: found,
                };
                pending.push((key, timer.deadline));
                slot = timer.next;
            }
        }
        pending
    }

    /// How many are held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.timers.len() - self.free.len()
    }

    /// Whether none is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes a pending timer out of the list of its deadline.
    fn unlink(&mut self, key: TimerKey) {
        let Timer {
            deadline,
            previous,
            next,
            ..
        } = self.timers[key.index()];
        if let Some(previous) = previous {
            self.timers[index(previous)].next = next;
        }
        if let Some(next) = next {
            self.timers[index(next)].previous = previous;
        }
        match (previous, next) {
            (None, None) => {
                self.pending.remove(&deadline);
            }
            (None, Some(first)) => {
                self.pending.entry(deadline).and_modify(|list| list.first = first);
            }
            (Some(last), None) => {
                self.pending.entry(deadline).and_modify(|list| list.last = last);
            }
            (Some(_), Some(_)) => {}
        }
    }
}

const fn index(slot: Slot) -> usize {
    slot.get() as usize - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sleep_until(timers: &mut Timers, deadline: u64) -> TimerKey {
        timers.set(TaskId(1), TimerKind::Sleep, Micros(deadline))
    }

    #[test]
    fn timers_are_served_by_deadline_then_registration() {
        let mut timers = Timers::default();
        let keys = [3, 1, 2, 1].map(|deadline| sleep_until(&mut timers, deadline));
        assert_eq!(timers.next_deadline(), Some(Micros(1)));
        assert_eq!(timers.take_until(Micros(2)), [keys[1], keys[3], keys[2]]);
        assert_eq!(timers.pending(), [(keys[0], Micros(3))]);
    }

    #[test]
    fn a_slot_is_used_again_and_its_former_key_names_nothing() {
        let mut timers = Timers::default();
        let former = sleep_until(&mut timers, 1);
        assert!(timers.remove(former));
        let key = sleep_until(&mut timers, 2);
        assert_eq!(key.index(), former.index());
        assert_ne!(key.id, former.id);
        assert!(timers.get(former).is_none());
        assert!(timers.fire(former).is_none());
        assert!(!timers.remove(former));
        assert_eq!(timers.next_deadline(), Some(Micros(2)));
        assert_eq!(timers.len(), 1);
    }

    #[test]
    fn a_timer_that_was_queued_and_removed_is_not_served() {
        let mut timers = Timers::default();
        let key = sleep_until(&mut timers, 1);
        assert_eq!(timers.take_until(Micros(1)), [key]);
        assert!(timers.remove(key), "it had not been served");
        assert!(timers.fire(key).is_none());
    }

    #[test]
    fn a_served_timer_says_so_until_it_is_removed() {
        let mut timers = Timers::default();
        let key = sleep_until(&mut timers, 1);
        timers.take_until(Micros(1));
        assert!(!timers.has_fired(key));
        assert!(timers.fire(key).is_some());
        assert!(timers.has_fired(key));
        assert!(!timers.remove(key));
        assert!(timers.is_empty());
    }

    /// A million timers that are set and cleared in a row, as by retries under a timeout that never comes.
    #[test]
    fn what_is_held_does_not_grow_with_what_was_cleared() {
        let mut timers = Timers::default();
        let first = sleep_until(&mut timers, 1);
        for _ in 0..1_000_000 {
            let key = sleep_until(&mut timers, 10);
            timers.remove(key);
        }
        assert_eq!((timers.timers.len(), timers.pending.len()), (2, 1));
        assert_eq!(timers.pending(), [(first, Micros(1))]);
    }

    /// Against a list that is searched from end to end, over random moves.
    #[test]
    fn they_are_served_as_from_a_sorted_list() {
        let mut random = 7_u32;
        let mut draw = move |below: u32| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (random >> 8) % below
        };
        let mut timers = Timers::default();
        let mut list: Vec<(Micros, TimerKey)> = Vec::new();
        let mut now = 0;
        for _ in 0..20_000 {
            match draw(8) {
                0..4 => {
                    let deadline = Micros(u64::from(now + draw(50)));
                    list.push((deadline, timers.set(TaskId(1), TimerKind::Sleep, deadline)));
                    list.sort_unstable();
                }
                4 if !list.is_empty() => {
                    let (_, key) = list.remove(draw(list.len() as u32) as usize);
                    assert!(timers.remove(key));
                }
                5 if !list.is_empty() => {
                    let (_, key) = list.remove(draw(list.len() as u32) as usize);
                    assert_eq!(timers.take(key), Some(key));
                    assert!(timers.fire(key).is_some() && !timers.remove(key));
                }
                _ => {
                    now += draw(6);
                    let due = timers.take_until(Micros(u64::from(now)));
                    let count = list.partition_point(|(deadline, _)| deadline.0 <= u64::from(now));
                    let expected: Vec<_> = list.drain(..count).map(|(_, key)| key).collect();
                    assert_eq!(due, expected);
                    for key in due {
                        timers.fire(key);
                        timers.remove(key);
                    }
                }
            }
            assert_eq!(timers.next_deadline(), list.first().map(|(deadline, _)| *deadline));
            assert_eq!(timers.len(), list.len());
        }
    }
}
