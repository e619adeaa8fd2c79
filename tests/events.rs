//! Compares events stored in columns with the same events in a plain vector.

use proptest::prelude::*;
use recording::{
    AttemptFailure, CancelReason, ClockChange, Event, EventKind, Events, Missing, PollResult, ResourceId, ResourceKind,
    TaskId, TimerId, TimerKind, WaitingOn, WokenBy,
};
use scenario::time::Micros;

/// An event with texts of its own, from which an [`Event`] is made.
#[derive(Clone, Debug)]
struct OwnedEvent {
    at: u64,
    task: Option<u32>,
    cause: Option<u32>,
    kind: u32,
    numbers: [u64; 3],
    text: String,
}

impl OwnedEvent {
    fn event(&self) -> Event<'_> {
        Event {
            at: Micros(self.at),
            task: self.task.map(TaskId),
            cause: self.cause,
            kind: self.kind(),
        }
    }

    /// The event's kind: covers every kind, with every value of its small enums.
    fn kind(&self) -> EventKind<'_> {
        use EventKind as Kind;
        let [first, second, third] = self.numbers;
        let text = self.text.as_str();
        let task = TaskId(first as u32);
        let timer = TimerId(second as u32);
        let maybe = first.is_multiple_of(3).then_some(task);
        let of = |all: usize| (third % all as u64) as usize;
        let waits = WaitingOn::ALL;
        let res = ResourceId(second as u32);
        // The largest number encodes none.
        let size = Some(third as u32).filter(|&size| size < u32::MAX);
        let resource = |what| WokenBy::Resource {
            what,
            res: Some(res).filter(|res| res.0 < u32::MAX),
            by: maybe.filter(|by| by.0 < u32::MAX),
        };
        match self.kind {
            0 => Kind::Spawned { parent: maybe },
            1 => Kind::Turn,
            2 => Kind::PollStart,
            3 => Kind::PollEnd(PollResult::Ended),
            4 => Kind::PollEnd(PollResult::Pending {
                on: first.is_multiple_of(2).then(|| waits[of(waits.len())]),
            }),
            5 => Kind::Woken {
                by: [
                    WokenBy::Spawn,
                    WokenBy::Timer(timer),
                    WokenBy::Task(task),
                    resource(ResourceKind::ALL[(first % ResourceKind::ALL.len() as u64) as usize]),
                    WokenBy::Itself,
                    WokenBy::User,
                    WokenBy::Cancel(maybe.filter(|by| by.0 < u32::MAX)),
                    WokenBy::Io,
                    WokenBy::Thread,
                    WokenBy::Other,
                ][of(10)],
            },
            6 => Kind::TimerSet {
                timer,
                what: TimerKind::ALL[of(TimerKind::ALL.len())],
                deadline: Micros(
                    self.at
                        .saturating_add(first)
                        .saturating_sub((first % 7).saturating_mul(second)),
                ),
            },
            7 => Kind::TimerFired { timer },
            8 => Kind::TimerCleared { timer },
            9 => [
                Kind::Put { res, size },
                Kind::Got { res, size },
                Kind::Set { res, size },
                Kind::Destroyed,
                Kind::Deadlock,
                Kind::Stuck,
                Kind::Warned { text },
                Kind::Unknown { name: text },
            ][of(8)],
            10 => Kind::Acquired { res, size },
            11 => Kind::Released { res, to: maybe, size },
            12 => Kind::Attempt {
                number: (first % 4) as u32,
            },
            13 => Kind::AttemptFailed {
                number: second as u32,
                message: text,
                why: [AttemptFailure::Failed, AttemptFailure::Timeout][of(2)],
            },
            14 => Kind::Printed { text },
            15 => Kind::Finished { value: text },
            16 => Kind::Failed { message: text },
            17 => Kind::CancelRequested {
                by: maybe,
                why: CancelReason::ALL[of(CancelReason::ALL.len())],
            },
            18 => Kind::Cancelled,
            19 => Kind::NeverRetrieved,
            20 => Kind::Clock {
                what: [
                    ClockChange::Paused,
                    ClockChange::Resumed,
                    ClockChange::Speed,
                    ClockChange::Hidden,
                    ClockChange::Shown,
                    ClockChange::Stepped,
                ][of(6)],
            },
            _ => Kind::Truncated {
                count: first,
                why: Missing::ALL[of(Missing::ALL.len())],
            },
        }
    }
}

/// Mostly small numbers close together, and some up to the largest value of their type.
fn numbers() -> impl Strategy<Value = u64> {
    prop_oneof![3 => 0..5_u64, 2 => 0..5_000_000_u64, 1 => any::<u64>(), 1 => Just(u64::MAX)]
}

fn owned(gap: u64) -> impl Strategy<Value = OwnedEvent> {
    let task = prop_oneof![1 => Just(None), 6 => (0..4_u32).prop_map(Some), 1 => Just(Some(u32::MAX - 1))];
    let cause = prop_oneof![3 => Just(None), 1 => any::<u32>().prop_map(Some)];
    let text = prop_oneof![Just(String::new()), Just("Starting operation".to_owned()), ".{0,12}"];
    (0..=gap, task, cause, 0..22_u32, [numbers(), numbers(), numbers()], text).prop_map(
        |(at, task, cause, kind, numbers, text)| OwnedEvent {
            at,
            task,
            cause,
            kind,
            numbers,
            text,
        },
    )
}

/// Events with ascending stamps, mostly close together, some further apart than a row of a chunk can encode.
fn in_order() -> impl Strategy<Value = Vec<OwnedEvent>> {
    let gaps = prop_oneof![Just(0_u64), Just(3), Just(1 << 20), Just(1 << 34)];
    gaps.prop_flat_map(|gap| prop::collection::vec(owned(gap), 0..400))
        .prop_map(|mut events| {
            let mut at = 0;
            for event in &mut events {
                at += if event.numbers[0] % 3 == 0 { event.at } else { 0 };
                event.at = at;
            }
            events
        })
}

fn written(owned: &[OwnedEvent]) -> Events {
    owned.iter().map(OwnedEvent::event).collect()
}

/// The same events, with no stamp earlier than one before it.
fn rising(mut events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut latest = Micros::ZERO;
    for event in &mut events {
        latest = latest.max(event.at);
        event.at = latest;
    }
    events
}

/// Compares the columns with the vector through every way of reading.
fn reads_as(events: &Events, plain: &[Event<'_>], probe: usize) -> Result<(), TestCaseError> {
    prop_assert_eq!(events.len(), plain.len());
    prop_assert_eq!(events.is_empty(), plain.is_empty());
    prop_assert_eq!(events.last(), plain.last().copied());
    prop_assert!(events.iter().eq(plain.iter().copied()));
    prop_assert!(events.iter().rev().eq(plain.iter().rev().copied()));
    for (index, event) in plain.iter().enumerate() {
        prop_assert_eq!(events.get(index), Some(*event));
        prop_assert_eq!(events.at(index), Some(event.at));
    }
    prop_assert_eq!(events.get(plain.len()), None);
    let from = probe.min(plain.len());
    prop_assert!(events.range(from..usize::MAX).eq(plain[from..].iter().copied()));
    prop_assert!(events.iter().skip(from).eq(plain[from..].iter().copied()));
    prop_assert!(events.iter().step_by(7).eq(plain.iter().step_by(7).copied()));
    Ok(())
}

proptest! {
    #[test]
    fn columns_read_as_the_vector_they_were_written_from(owned in in_order(), probe in 0..400_usize) {
        let plain: Vec<Event<'_>> = owned.iter().map(OwnedEvent::event).collect();
        let events = written(&owned);
        reads_as(&events, &plain, probe)?;
        for at in [0, 1, 1 << 20, u64::MAX].into_iter().chain(owned.iter().map(|event| event.at)) {
            let before = plain.partition_point(|event| event.at.0 <= at);
            prop_assert_eq!(events.count_until(Micros(at)), before);
        }
    }

    #[test]
    fn a_descending_stamp_counts_as_the_last_one(owned in prop::collection::vec(owned(1 << 40), 0..200)) {
        let plain = rising(owned.iter().map(OwnedEvent::event).collect());
        reads_as(&written(&owned), &plain, 100)?;
    }

    #[test]
    fn a_tasks_events_are_those_that_a_look_at_each_finds(owned in in_order(), from in 0..400_usize, until in 0..500_usize) {
        let events = written(&owned);
        for task in owned.iter().filter_map(|event| event.task).chain([0, 7]) {
            own_events_are_found(&events, TaskId(task), from..until);
        }
    }

    #[test]
    fn truncated_events_leave_no_trace(owned in in_order(), taken in 0..400_usize, more in in_order()) {
        let mut events = written(&owned);
        for _ in 0..taken {
            events.pop();
        }
        events.extend(more.iter().map(OwnedEvent::event));
        let kept = owned.len().saturating_sub(taken);
        let plain = rising(owned[..kept].iter().chain(&more).map(OwnedEvent::event).collect());
        reads_as(&events, &plain, kept)?;
    }
}

/// Whether the events of a task in a range are what a look at each event finds, from both ends and together with others'.
fn own_events_are_found(events: &Events, task: TaskId, range: std::ops::Range<usize>) {
    let all = events.iter().enumerate();
    let own = all.filter(|(index, event)| range.contains(index) && event.task == Some(task));
    let expected: Vec<usize> = own.map(|(index, _)| index).collect();
    let found: Vec<usize> = events.of_task(task, range.clone()).collect();
    assert_eq!(found, expected, "{task:?} {range:?}");
    let mut back: Vec<usize> = events.of_task(task, range.clone()).rev().collect();
    back.reverse();
    assert_eq!(back, expected, "{task:?} {range:?}, from the back");
    let (mut both, mut front, mut behind) = (events.of_task(task, range.clone()), Vec::new(), Vec::new());
    while let Some(event) = both.next() {
        front.push(event);
        behind.extend(both.next_back());
    }
    assert!(both.next_back().is_none());
    front.extend(behind.iter().rev());
    assert_eq!(front, expected, "{task:?} {range:?}, from both ends by turns");
    let (first, place) = (task.index().saturating_sub(2), task.index().min(2));
    let together = events.of_tasks(first..task.index() + 1, range.end);
    let found = together.of(place).iter().map(|&event| event as usize);
    assert!(
        found.filter(|event| *event >= range.start).eq(expected),
        "{task:?} {range:?}, with others"
    );
    assert!(together.of(place + 1).is_empty());
}

#[test]
fn a_tasks_events_are_found_in_many_chunks_while_they_grow_and_after_some_were_taken_away() {
    // Runs of one to seven rows, of few tasks that come often and many that come seldom.
    let told = |index: u64| OwnedEvent {
        at: index / 3,
        task: (!index.is_multiple_of(11)).then_some(if (index / 7).is_multiple_of(2) {
            index / 7 % 5
        } else {
            index / 3 % 9_000
        } as u32),
        cause: None,
        kind: (index % 22) as u32,
        numbers: [index, index % 11, index % 13],
        text: String::new(),
    };
    let mut events = Events::default();
    let look = |events: &Events| {
        let len = events.len();
        for task in [0, 1, 4, 5, 17, 8_999, 9_000, u32::MAX - 1].map(TaskId) {
            for range in [
                0..len,
                len / 3..len / 2,
                len.saturating_sub(2_500)..len + 9,
                65_530..65_540,
            ] {
                own_events_are_found(events, task, range);
            }
        }
    };
    for index in 0..170_000 {
        events.push(told(index).event());
        if [1, 2_047, 8_192, 65_535, 65_536, 65_537, 100_000, 131_072, 169_999].contains(&index) {
            look(&events);
        }
    }
    for taken in 1..=60_000 {
        events.pop();
        if [1, 2_000, 38_927, 38_928, 38_929, 60_000].contains(&taken) {
            events.sort_by_task(0..events.len());
            look(&events);
        }
    }
    for index in 0..70_000 {
        let at = Micros(80_000);
        events.push(Event {
            at,
            ..told(index).event()
        });
    }
    look(&events);
}

#[test]
fn rows_continue_in_the_next_chunk() {
    let owned = |index: u64| OwnedEvent {
        at: index / 3,
        task: Some((index / 5 % 1_000) as u32),
        cause: index.is_multiple_of(4).then_some(index as u32),
        kind: (index % 22) as u32,
        numbers: [index, index % 11, index % 13],
        text: (index % 70_000).to_string(),
    };
    let all: Vec<OwnedEvent> = (0..200_000).map(owned).collect();
    let events = written(&all);
    assert_eq!(events.len(), all.len());
    assert!(events.iter().eq(all.iter().map(OwnedEvent::event)));
    for index in [0, 65_535, 65_536, 65_537, 131_071, 131_072, 199_999] {
        assert_eq!(events.get(index), Some(all[index].event()), "{index}");
        let at = Micros(all[index].at);
        assert_eq!(events.count_until(at), all.partition_point(|event| event.at <= at.0));
    }
}
