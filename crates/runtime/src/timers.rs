//! The timers that wait for their deadline, in the order in which they are served: deadline, then registration.

use recording::{TaskId, TimerId, TimerKind};
use scenario::time::Micros;
use std::collections::BTreeMap;
use std::num::NonZeroU32;

/// A timer that waits for its deadline.
#[derive(Clone, Copy, Debug)]
pub struct Timer {
    /// The task that it wakes.
    pub task: TaskId,
    /// Its purpose.
    pub what: TimerKind,
    /// The time at which it is due.
    pub deadline: Micros,
    /// [`Timer::NONE`] in a slot that the next timer takes.
    id: TimerId,
}

impl Timer {
    const NONE: TimerId = TimerId(u32::MAX);
}

/// The number of the slot that holds a timer, from 1, so that an `Option` of it takes no more memory.
type Slot = NonZeroU32;

/// Identifies a timer: its number in the recording, and the slot that holds it until it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimerKey {
    /// Its number in the recording. Numbers ascend in the order of registration, and none is used twice.
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

/// A timer that is due, with everything that serving it needs, so that it is not looked up again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueTimer {
    /// Its number in the recording.
    pub id: TimerId,
    /// The task that it wakes.
    pub task: TaskId,
    /// Its purpose.
    pub what: TimerKind,
}

/// All timers that were set, are not due yet and were not cleared.
///
/// The timers of one deadline are in one list, in the order of registration; a tree finds the list by its deadline.
/// Many timers of a run share a deadline, so the tree is small; without shared deadlines it is as large as a heap. The
/// lists hold keys, not links from timer to timer: a million timers are scattered over memory, and a processor loads
/// several known addresses at once, but the elements of a linked list only one after the other.
#[derive(Debug, Default)]
pub struct Timers {
    timers: Vec<Timer>,
    free: Vec<Slot>,
    pending: BTreeMap<Micros, TimerList>,
    next_id: u32,
}

/// The timers of one deadline.
#[derive(Debug, Default)]
struct TimerList {
    /// In the order of registration. Keys of cleared timers stay until they outnumber the others.
    keys: Vec<TimerKey>,
    cleared: usize,
}

impl TimerList {
    /// Up to this many keys of cleared timers always stay: they take no more memory than a small list.
    const FEW: usize = 16;
}

impl Timers {
    /// Registers a timer under the next number.
    pub fn set(&mut self, task: TaskId, what: TimerKind, deadline: Micros) -> TimerKey {
        let id = TimerId(self.next_id);
        self.next_id += 1;
        let timer = Timer {
            task,
            what,
            deadline,
            id,
        };
        let slot = if let Some(slot) = self.free.pop() {
            self.timers[index(slot)] = timer;
            slot
        } else {
            self.timers.push(timer);
            Slot::new(self.timers.len() as u32).expect("one was pushed, and there are fewer than 2^32")
        };
        let key = TimerKey { id, slot };
        self.pending.entry(deadline).or_default().keys.push(key);
        key
    }

    /// The timer, while it waits for its deadline.
    #[must_use]
    pub fn get(&self, key: TimerKey) -> Option<&Timer> {
        get(&self.timers, key)
    }

    /// Removes a timer that its owner has dropped. False if it is no longer held.
    pub fn remove(&mut self, key: TimerKey) -> bool {
        self.take(key).is_some()
    }

    /// The earliest deadline.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Micros> {
        self.pending.first_key_value().map(|(deadline, _)| *deadline)
    }

    /// Whether the first one is due by `at`, and at least `least` within `within` of it, or of `now` if it is overdue.
    #[must_use]
    pub fn are_crowded_by(&self, at: Micros, now: Micros, within: Micros, least: usize) -> bool {
        let Some(next) = self.next_deadline().filter(|next| *next <= at) else {
            return false;
        };
        let mut left = least;
        self.pending.range(..=next.max(now) + within).any(|(_, list)| {
            left = left.saturating_sub(list.keys.len() - list.cleared);
            left == 0
        })
    }

    /// Takes all that are due at `now`, in the order of (deadline, registration).
    pub fn take_until(&mut self, now: Micros) -> Vec<DueTimer> {
        let mut due = Vec::new();
        while let Some(entry) = self.pending.first_entry()
            && *entry.key() <= now
        {
            let keys = entry.remove().keys;
            due.reserve(keys.len());
            for key in keys {
                if let Some(timer) = get(&self.timers, key) {
                    due.push(due_timer(timer));
                    self.free(key);
                }
            }
        }
        due
    }

    /// Takes this timer, if it is held.
    pub fn take(&mut self, key: TimerKey) -> Option<DueTimer> {
        let timer = *self.get(key)?;
        self.free(key);
        if let Some(list) = self.pending.get_mut(&timer.deadline) {
            list.cleared += 1;
            if list.cleared == list.keys.len() {
                self.pending.remove(&timer.deadline);
            } else if list.cleared > TimerList::FEW + list.keys.len() / 2 {
                list.cleared = 0;
                list.keys.retain(|&key| get(&self.timers, key).is_some());
            }
        }
        Some(due_timer(&timer))
    }

    /// All timers that are held, in the order of serving.
    #[must_use]
    pub fn pending(&self) -> Vec<(TimerKey, Micros)> {
        let of_list = |(&deadline, list): (&Micros, &TimerList)| {
            let keys = list.keys.iter().filter(|&&key| self.get(key).is_some());
            keys.map(move |&key| (key, deadline)).collect::<Vec<_>>()
        };
        self.pending.iter().flat_map(of_list).collect()
    }

    /// The number of timers that are held.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.timers.len() - self.free.len()
    }

    /// Whether no timer is held.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn free(&mut self, key: TimerKey) {
        self.timers[key.index()].id = Timer::NONE;
        self.free.push(key.slot);
    }
}

fn get(timers: &[Timer], key: TimerKey) -> Option<&Timer> {
    timers.get(key.index()).filter(|timer| timer.id == key.id)
}

const fn due_timer(timer: &Timer) -> DueTimer {
    DueTimer {
        id: timer.id,
        task: timer.task,
        what: timer.what,
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

    fn ids(due: &[DueTimer]) -> Vec<TimerId> {
        due.iter().map(|timer| timer.id).collect()
    }

    #[test]
    fn timers_are_served_by_deadline_then_registration() {
        let mut timers = Timers::default();
        let keys = [3, 1, 2, 1].map(|deadline| sleep_until(&mut timers, deadline));
        assert_eq!(timers.next_deadline(), Some(Micros(1)));
        assert_eq!(ids(&timers.take_until(Micros(2))), [keys[1].id, keys[3].id, keys[2].id]);
        assert_eq!(timers.pending(), [(keys[0], Micros(3))]);
    }

    #[test]
    fn timers_are_crowded_when_the_first_is_soon_due_and_many_follow_it_closely() {
        let mut timers = Timers::default();
        let keys = [51, 52, 53, 60].map(|deadline| sleep_until(&mut timers, deadline));
        let crowded =
            |timers: &Timers, now, least| timers.are_crowded_by(Micros(now + 50), Micros(now), Micros(2), least);
        assert!(crowded(&timers, 1, 3) && !crowded(&timers, 1, 4), "51 to 53");
        assert!(!crowded(&timers, 0, 1), "the first is not due by 50");
        assert!(
            crowded(&timers, 55, 3) && !crowded(&timers, 55, 4),
            "51 to 57: the first is overdue"
        );
        assert!(crowded(&timers, 58, 4));
        assert!(timers.remove(keys[0]));
        assert!(!crowded(&timers, 2, 3), "52 and 53");
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
        assert!(timers.take(former).is_none());
        assert!(!timers.remove(former));
        assert_eq!(timers.next_deadline(), Some(Micros(2)));
        assert_eq!(timers.len(), 1);
    }

    #[test]
    fn a_timer_that_is_due_is_held_no_longer() {
        let mut timers = Timers::default();
        let key = sleep_until(&mut timers, 1);
        let due = timers.take_until(Micros(1));
        assert_eq!(
            due,
            [DueTimer {
                id: key.id,
                task: TaskId(1),
                what: TimerKind::Sleep
            }]
        );
        assert!(timers.get(key).is_none() && !timers.remove(key));
        assert!(timers.is_empty());
    }

    #[test]
    fn what_was_cleared_is_passed_over_and_its_place_in_the_order_is_not_given_to_another() {
        let mut timers = Timers::default();
        let keys = [1, 1, 1].map(|deadline| sleep_until(&mut timers, deadline));
        assert!(timers.remove(keys[0]));
        let last = sleep_until(&mut timers, 1); // takes the slot of the first
        assert_eq!(last.index(), keys[0].index());
        assert_eq!(ids(&timers.take_until(Micros(1))), [keys[1].id, keys[2].id, last.id]);
    }

    /// A million timers that are set and cleared in a row, as by retries under a timeout that never comes, alone at
    /// their deadline and beside another.
    #[test]
    fn what_is_held_does_not_grow_with_what_was_cleared() {
        let mut timers = Timers::default();
        let first = sleep_until(&mut timers, 1);
        for deadline in [1, 10] {
            for _ in 0..1_000_000 {
                let key = sleep_until(&mut timers, deadline);
                timers.remove(key);
            }
        }
        assert_eq!((timers.timers.len(), timers.pending.len()), (2, 1));
        assert!(timers.pending[&Micros(1)].keys.len() <= 2 * TimerList::FEW + 2);
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
                    assert_eq!(timers.take(key).map(|due| due.id), Some(key.id));
                }
                _ => {
                    now += draw(6);
                    let due = timers.take_until(Micros(u64::from(now)));
                    let count = list.partition_point(|(deadline, _)| deadline.0 <= u64::from(now));
                    let expected: Vec<_> = list.drain(..count).map(|(_, key)| key.id).collect();
                    assert_eq!(ids(&due), expected);
                }
            }
            assert_eq!(timers.next_deadline(), list.first().map(|(deadline, _)| *deadline));
            assert_eq!(timers.len(), list.len());
            assert!(
                draw(64) > 0
                    || timers
                        .pending()
                        .iter()
                        .map(|(key, at)| (*at, *key))
                        .eq(list.iter().copied())
            );
        }
    }
}
