//! How many tasks were in flight over the whole run, where tasks failed, and where the loop was held: in a fixed number
//! of buckets, folded from the trace as it grows. Reading it costs the same for any recording.
//!
//! ```text
//!   tasks in flight   ▂▄▆████████████▇▅▃▁      a mean for each bucket
//!   failures          ╵  ╵╵      ╵             counted in each bucket, however wide it becomes
//!   loop held              ▬▬▬                 by one poll of 50 ms or more
//! ```
//!
//! When a run becomes longer than the buckets reach, they become twice as long: two neighbours are merged into one.

use super::lanes::Transition;
use super::{Event, EventKind, State, Trace, WaitFamily};
use scenario::time::Micros;

/// A poll that holds the loop for this long is noticed by a person who waits for another task.
const LONG_HOLD: Micros = Micros::from_millis(50);
/// The number of buckets; after the first merge at least half of them are in use. As many as a strip has pixels to show.
const COUNT: usize = 1_024;
/// The length of the first buckets, as a power of two: about a millisecond, the resolution of timers in browsers.
const SHORTEST_LOG2: u32 = 10;
/// Events of a bucket that are looked at for the failures up to a moment in it: reading more would be felt under a pointer that
/// moves. Where there are more, all failures of the bucket count.
const MOST_LOOKED_AT: usize = 16_384;

/// The tasks in flight, the failures and the long holds of a run, up to the last event folded.
///
/// A task is in flight from when it is first polled until it ends, except while it waits for a permit or whatever else
/// others hold. Main and other tasks without a parent are not counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Density {
    buckets: Buckets,
    /// The tasks that are in flight, a bit each.
    counted: Vec<u64>,
}

/// The tasks in flight at a moment, and the failures up to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlightCounts {
    /// The fewest in flight about that moment: within its bucket, which is about as wide as a pixel of the whole run.
    pub least: u64,
    /// The most.
    pub most: u64,
    /// How many tasks had failed.
    pub failed: u64,
}

/// A part of the run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DensityBucket {
    /// When it begins.
    pub from: Micros,
    /// When it ends, or the end of the run if that is earlier.
    pub to: Micros,
    /// The mean number of tasks in flight.
    pub in_flight: f64,
    /// How many tasks failed in it.
    pub failures: u32,
    /// Whether one poll of 50 ms or more held the loop in it.
    pub held: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Buckets {
    list: Vec<Bucket>,
    length_log2: u32,
    in_flight: u64,
    /// The most in flight at one time.
    most: u64,
    /// The time up to which the tasks in flight are added up.
    until: Micros,
    /// When the current poll of the loop began.
    polled_since: Option<Micros>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Bucket {
    /// Microseconds of all tasks in flight.
    area: f64,
    failures: u32,
    held: bool,
    /// The fewest and the most in flight, once a length of time in it is known.
    range: Option<(u64, u64)>,
}

impl Default for Density {
    fn default() -> Self {
        Self {
            buckets: Buckets {
                list: Vec::new(),
                length_log2: SHORTEST_LOG2,
                in_flight: 0,
                most: 0,
                until: Micros::ZERO,
                polled_since: None,
            },
            counted: Vec::new(),
        }
    }
}

impl Density {
    /// Folds one more event. `inside` is whether it is of a poll within another task's poll.
    pub(super) fn fold(&mut self, trace: &Trace, event: &Event, transition: Option<Transition>, inside: bool) {
        self.buckets.advance(event.at);
        match event.kind {
            EventKind::PollStart if !inside => self.buckets.polled_since = Some(event.at),
            EventKind::PollEnd(_) if !inside => self.buckets.end_poll(event.at),
            _ => {}
        }
        let (Some(task), Some(Transition { before, after, .. })) = (event.task, transition) else {
            return;
        };
        if before == after {
            return;
        }
        if after == State::Failed {
            self.buckets.bucket(event.at).failures += 1;
        }
        if let Some(in_flight) = in_flight(after)
            && trace.tasks.parent(task).is_some()
        {
            self.count(task.index(), in_flight);
        }
    }

    /// The buckets from the start of the run up to `now`, which is at or after the last event folded.
    #[must_use]
    pub fn buckets(&self, now: Micros) -> Vec<DensityBucket> {
        let mut buckets = self.buckets.clone();
        buckets.advance(now);
        buckets.end_poll(now);
        let length = 1_u64 << buckets.length_log2;
        let parts = buckets.list.iter().zip(0_u64..).map(|(bucket, index)| {
            let from = index * length;
            let to = (from + length).min(now.0).max(from);
            DensityBucket {
                from: Micros(from),
                to: Micros(to),
                in_flight: bucket.area / ((to - from) as f64).max(1.0),
                failures: bucket.failures,
                held: bucket.held,
            }
        });
        parts.collect()
    }

    /// What was in flight and what had failed at this moment of the trace that is folded; `None` after `now`.
    #[must_use]
    pub fn at(&self, trace: &Trace, at: Micros, now: Micros) -> Option<FlightCounts> {
        if at > now {
            return None;
        }
        let mut buckets = self.buckets.clone();
        buckets.advance(now);
        // At its very end a run may just reach a bucket that nothing is known of.
        let known = buckets.list.iter().rposition(|bucket| bucket.range.is_some());
        let index = ((at.0 >> buckets.length_log2) as usize).min(known.unwrap_or_default());
        let (before, rest) = buckets.list.split_at_checked(index)?;
        let bucket = rest.first().copied().unwrap_or_default();
        let (least, most) = bucket.range.unwrap_or_default();
        let earlier: u64 = before.iter().map(|bucket| u64::from(bucket.failures)).sum();
        let from = (index as u64) << buckets.length_log2;
        let first = from
            .checked_sub(1)
            .map_or(0, |before| trace.events.count_until(Micros(before)));
        let events = first..trace.events.count_until(at);
        let own = if bucket.failures == 0 {
            0
        } else if events.len() > MOST_LOOKED_AT {
            u64::from(bucket.failures)
        } else {
            let failed = |event: &Event| matches!(event.kind, EventKind::Failed { .. });
            trace.events.range(events).filter(failed).count() as u64
        };
        Some(FlightCounts {
            least,
            most,
            failed: earlier + own,
        })
    }

    /// The most tasks in flight for any length of time, up to the last event folded.
    #[must_use]
    pub const fn most(&self) -> u64 {
        self.buckets.most
    }

    fn count(&mut self, task: usize, in_flight: bool) {
        let (word, bit) = (task / 64, 1_u64 << (task % 64));
        if word >= self.counted.len() {
            self.counted.resize(word + 1, 0);
        }
        let before = self.counted[word] & bit != 0;
        if before == in_flight {
            return;
        }
        self.counted[word] ^= bit;
        if in_flight {
            self.buckets.in_flight += 1;
        } else {
            self.buckets.in_flight -= 1;
        }
    }
}

/// Whether a task in this state is in flight; `None` if that stays as it was. A task that waits for its first poll has
/// not begun, and one that was woken by its timer has.
const fn in_flight(state: State) -> Option<bool> {
    match state {
        State::Running | State::RunningWoken => Some(true),
        State::Ready => None,
        State::Waiting(on) => Some(!matches!(on.family(), WaitFamily::Permit | WaitFamily::Resource)),
        State::Created | State::Spawned | State::Finished | State::Failed | State::Cancelled | State::Destroyed => {
            Some(false)
        }
    }
}

impl Buckets {
    /// Adds the tasks in flight up to this time.
    fn advance(&mut self, at: Micros) {
        if at <= self.until {
            return;
        }
        self.reach(at);
        self.most = self.most.max(self.in_flight);
        let (length, mut from) = (1_u64 << self.length_log2, self.until.0);
        let now = self.in_flight;
        while from < at.0 {
            let index = (from >> self.length_log2) as usize;
            let to = ((index as u64 + 1) * length).min(at.0);
            let bucket = &mut self.list[index];
            bucket.area += now as f64 * (to - from) as f64;
            bucket.range = both_ranges(bucket.range, Some((now, now)));
            from = to;
        }
        self.until = at;
    }

    /// Marks the buckets of the current poll if it has held the loop for long.
    fn end_poll(&mut self, at: Micros) {
        let Some(since) = self.polled_since.take().filter(|since| at.since(*since) >= LONG_HOLD) else {
            return;
        };
        self.reach(at);
        let (first, last) = (since.0 >> self.length_log2, at.0 >> self.length_log2);
        for bucket in &mut self.list[first as usize..=last as usize] {
            bucket.held = true;
        }
    }

    fn bucket(&mut self, at: Micros) -> &mut Bucket {
        self.reach(at);
        &mut self.list[(at.0 >> self.length_log2) as usize]
    }

    /// Makes the list reach to the bucket of this time.
    fn reach(&mut self, at: Micros) {
        while at.0 >> self.length_log2 >= COUNT as u64 {
            self.list = self.list.chunks(2).map(merged).collect();
            self.length_log2 += 1;
        }
        let index = (at.0 >> self.length_log2) as usize;
        if index >= self.list.len() {
            self.list.resize(index + 1, Bucket::default());
        }
    }
}

fn merged(neighbours: &[Bucket]) -> Bucket {
    neighbours.iter().fold(Bucket::default(), |both, one| Bucket {
        area: both.area + one.area,
        failures: both.failures + one.failures,
        held: both.held || one.held,
        range: both_ranges(both.range, one.range),
    })
}

fn both_ranges(one: Option<(u64, u64)>, other: Option<(u64, u64)>) -> Option<(u64, u64)> {
    match (one, other) {
        (Some((least, most)), Some((less, more))) => Some((least.min(less), most.max(more))),
        (range, None) | (None, range) => range,
    }
}
