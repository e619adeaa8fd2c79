//! The figures of tasks, their counts, percentiles and histogram, and the table's order and filters: known answers, and
//! random scenarios against a slow count over all events.

mod support;

#[path = "support/edited.rs"]
mod edited;
#[path = "support/mixtures.rs"]
mod mixtures;

use mixtures::{random_mixture, random_overrun};
use recording::statistics::{
    Bin, Direction, Distribution, Listing, ListingRequest, SortColumn, StateFilter, Statistics, TaskFigures,
    TaskProgress, share_of,
};
use recording::{AttemptFailure, EventKind, History, State, Tally, TaskId, Trace, WaitingOn};
use runtime::simulate;
use scenario::link;
use scenario::time::Micros;
use support::{Draws, Family, open, random_link};

fn recorded(fragment: &str) -> Trace {
    let opened = link::read(fragment);
    assert!(opened.problems.is_empty(), "{fragment}: {:?}", opened.problems);
    simulate(&opened.scenario)
}

fn ms(whole: u64) -> Micros {
    Micros::from_millis(whole)
}

/// The statistics after the first `events` events, folded in slices of `slice`.
fn statistics(trace: &Trace, events: usize, slice: usize) -> Statistics {
    let mut statistics = Statistics::default();
    while !statistics.advance_to(trace, events, slice) {}
    statistics
}

fn whole(trace: &Trace) -> Statistics {
    statistics(trace, trace.events.len(), usize::MAX)
}

fn figures(trace: &Trace, task: u32) -> TaskFigures {
    let now = trace.last_stamp();
    whole(trace).task(TaskId(task), now).expect("the trace lists it")
}

/// All tasks in the order asked for, worked out in slices of `most` steps. The deviation of a task is its id, and every third
/// task has none.
fn listed(trace: &Trace, statistics: &Statistics, request: ListingRequest, most: usize) -> Vec<u32> {
    let mut listing = Listing::new(request);
    while !listing.advance(trace, statistics, trace.last_stamp(), deviation, most) {}
    assert!(listing.is_complete());
    (0..listing.len())
        .filter_map(|row| listing.task(row))
        .map(|task| task.0)
        .collect()
}

fn deviation(task: TaskId) -> Option<i64> {
    (!task.0.is_multiple_of(3)).then(|| i64::from(task.0 * 7 % 11) - 5)
}

fn sorted_by(column: SortColumn, direction: Direction) -> ListingRequest {
    ListingRequest {
        column,
        direction,
        ..ListingRequest::default()
    }
}

#[test]
fn a_task_that_waits_for_a_slot_and_computes_has_both_times() {
    // B waits for the only slot while A sleeps 1 s and computes 200 ms.
    let trace = recorded("tasks=1 cpu 200ms,500ms&await=gather&limit=1");
    let second = figures(&trace, 2);
    assert_eq!(second.state, State::Finished);
    assert_eq!(second.waited_for_slot, ms(1_200));
    assert_eq!(second.duration(trace.last_stamp()), Some(ms(1_700)));
    let first = figures(&trace, 1);
    assert_eq!((first.waited_for_slot, first.held_loop), (Micros::ZERO, ms(200)));
    // Its own sleep of 500 ms, whatever it waited for before.
    assert_eq!(second.running_time(trace.last_stamp()), Some(ms(500)));
    assert_eq!(first.running_time(trace.last_stamp()), Some(ms(1_200)));
    assert_eq!((first.attempts, second.attempts), (1, 1));
}

#[test]
fn timed_out_and_retried_tasks_are_counted() {
    let trace = recorded("tasks=1,3,1 fail 1,2&await=settle&timeout=1.5&retry=1");
    let (counts, in_flight) = whole(&trace).counts(&trace);
    assert_eq!(in_flight, 0);
    assert_eq!(
        counts,
        Tally {
            finished: 2,
            failed: 2,
            timed_out: 2,
            retried: 3,
            cancelled: 0,
        }
    );
    assert!(figures(&trace, 2).timed_out && !figures(&trace, 3).timed_out);
    assert_eq!(figures(&trace, 3).attempts, 2);
    let by_state: Vec<Option<usize>> = StateFilter::ALL.into_iter().map(|state| counts.of(state)).collect();
    assert_eq!(by_state, [Some(2), Some(2), Some(2), Some(3), Some(0), None, None]);
}

#[test]
fn a_percentile_stands_where_its_bar_is() {
    // 1 to 200 ms in bars of 10 ms from 0 to 210 ms.
    let tasks: Vec<String> = (1..=200).map(|ms| format!("{ms}ms")).collect();
    let trace = recorded(&format!("tasks={}&await=gather", tasks.join(",")));
    let distribution = Distribution::new(&trace, &whole(&trace));
    let bins = distribution.histogram();
    let share = |at| share_of(&bins, at).expect("there are bars");
    assert!((share(ms(105)) - 0.5).abs() < 1e-9);
    assert_eq!((share(ms(0)), share(ms(210))), (0.0, 1.0));
    let percentiles = distribution.percentiles().expect("all have finished");
    for at in [percentiles.p50, percentiles.p95] {
        let bar = (share(at) * bins.len() as f64) as usize;
        assert!(
            (bins[bar].from..bins[bar].until).contains(&at),
            "{at:?} in {:?}",
            bins[bar]
        );
    }
    assert_eq!(share_of(&[], ms(1)), None);
}

#[test]
fn cancelled_tasks_are_counted_and_have_no_place_among_the_durations() {
    let trace = recorded("tasks=1 fail,2,3&await=group");
    let statistics = whole(&trace);
    let (counts, _) = statistics.counts(&trace);
    assert_eq!((counts.finished, counts.failed, counts.cancelled), (0, 1, 2));
    let percentiles = Distribution::new(&trace, &statistics)
        .percentiles()
        .expect("one has failed");
    assert_eq!(
        (percentiles.count, percentiles.min, percentiles.max),
        (1, ms(1_000), ms(1_000))
    );
}

#[test]
fn percentiles_are_those_of_the_nearest_rank() {
    // 1 to 200 ms, one task each.
    let tasks: Vec<String> = (1..=200).map(|ms| format!("{ms}ms")).collect();
    let trace = recorded(&format!("tasks={}&await=gather", tasks.join(",")));
    let distribution = Distribution::new(&trace, &whole(&trace));
    let percentiles = distribution.percentiles().expect("all have finished");
    assert_eq!(percentiles.count, 200);
    assert_eq!(
        [
            percentiles.min,
            percentiles.p50,
            percentiles.p95,
            percentiles.p99,
            percentiles.max
        ],
        [ms(1), ms(100), ms(190), ms(198), ms(200)]
    );
    let bins = distribution.histogram();
    // From 0 to 200 ms, 5 ms wide would be 41 bins.
    assert_eq!((bins.len(), bins[0].from, bins[0].until), (21, ms(0), ms(10)));
    assert_eq!(bins.iter().map(|bin| bin.count).sum::<usize>(), 200);
    assert_eq!((bins[0].count, bins[1].count, bins[20].count), (9, 10, 1));
}

#[test]
fn nothing_has_no_percentiles_and_one_duration_has_one_bin() {
    let trace = recorded("tasks=2&await=gather");
    let before = statistics(&trace, 3, 1);
    let distribution = Distribution::new(&trace, &before);
    assert_eq!(
        (distribution.percentiles(), distribution.histogram()),
        (None, Vec::new())
    );
    let bins = Distribution::new(&trace, &whole(&trace)).histogram();
    assert_eq!(bins.len(), 1);
    assert!(bins[0].from <= ms(2_000) && ms(2_000) < bins[0].until && bins[0].count == 1);
}

#[test]
fn the_failures_of_a_bin_are_counted_among_its_tasks() {
    let trace = recorded("tasks=1,1.1 fail,1.9 fail,3&await=settle&timeout=2");
    let bins = Distribution::new(&trace, &whole(&trace)).histogram();
    let counted: Vec<(Micros, usize, usize)> = bins
        .iter()
        .filter(|bin| bin.count > 0)
        .map(|bin| (bin.from, bin.count, bin.failed))
        .collect();
    let expected = [
        (ms(1_000), 1, 0),
        (ms(1_100), 1, 1),
        (ms(1_900), 1, 1),
        (ms(2_000), 1, 1),
    ];
    assert_eq!(counted, expected);
}

#[test]
fn names_sort_as_people_sort_them() {
    let trace = recorded("tasks=b10:1,B9:1,a:1,b09x:1,b2:1&await=gather");
    let order = listed(
        &trace,
        &whole(&trace),
        sorted_by(SortColumn::Name, Direction::Ascending),
        100,
    );
    let names: Vec<String> = order
        .iter()
        .map(|&task| trace.name_in_words(TaskId(task)).to_string())
        .collect();
    assert_eq!(names, ["a", "b2", "B9", "b09x", "b10", "main"]);
    let order = listed(
        &trace,
        &whole(&trace),
        sorted_by(SortColumn::Name, Direction::Descending),
        100,
    );
    assert_eq!(order.first(), Some(&0));
}

#[test]
fn thousands_of_names_sort_by_their_numbers() {
    let draws = &mut Draws::of(9);
    let names: Vec<String> = (0..9_500)
        .map(|_| {
            let letter = ["a", "A", "ab", "b"][draws.below(4) as usize];
            let zeros = ["", "0", "00"][draws.below(3) as usize];
            format!("{letter}{zeros}{}x{}", draws.below(30), draws.below(300))
        })
        .collect();
    let tasks: Vec<String> = names.iter().map(|name| format!("{name}: 1")).collect();
    let trace = recorded(&format!("tasks={}&await=gather", tasks.join(",")));
    let sort = |direction| listed(&trace, &whole(&trace), sorted_by(SortColumn::Name, direction), 777);
    let parts = |task: u32| {
        let name = task
            .checked_sub(1)
            .map_or("main".to_owned(), |index| names[index as usize].to_lowercase());
        let number = |text: &str| text.parse::<u32>().expect("it is a number");
        let letters = name
            .trim_end_matches(|it: char| it.is_ascii_digit() || it == 'x')
            .to_owned();
        let numbers: Vec<u32> = name[letters.len()..]
            .split('x')
            .filter(|it| !it.is_empty())
            .map(number)
            .collect();
        (letters, numbers, task)
    };
    let mut expected: Vec<u32> = (0..=9_500).collect();
    expected.sort_by_key(|&task| parts(task));
    assert_eq!(sort(Direction::Ascending), expected);
    expected.reverse();
    assert_eq!(sort(Direction::Descending), expected);
}

#[test]
fn a_filter_by_name_ignores_case_and_one_by_duration_includes_both_ends() {
    let trace = recorded("tasks=Render:1,fetch:2,prefetch:3&await=gather");
    let statistics = whole(&trace);
    let by_name = |name: &str| ListingRequest {
        name: name.into(),
        ..ListingRequest::default()
    };
    assert_eq!(listed(&trace, &statistics, by_name(" FETCH "), 1), [2, 3]);
    assert_eq!(listed(&trace, &statistics, by_name("nobody"), 1), [0_u32; 0]);
    let unnamed = recorded("tasks=1,2,3");
    assert_eq!(
        listed(&unnamed, &whole(&unnamed), by_name("b"), 1),
        [2],
        "a task without a name is called by its letter"
    );
    let by_duration = |from, until| ListingRequest {
        duration: Some((ms(from), ms(until))),
        ..ListingRequest::default()
    };
    assert_eq!(listed(&trace, &statistics, by_duration(1_000, 2_000), 1), [1, 2]);
    assert_eq!(listed(&trace, &statistics, by_duration(2_001, 2_999), 1), [0_u32; 0]);
}

#[test]
fn a_long_table_is_sorted_in_slices() {
    // Several runs to be merged, the last one shorter.
    let trace = recorded("tasks=0.5s..3s x9000,1s fail x1500&await=settle&seed=7");
    let statistics = whole(&trace);
    let figures = trace_figures(&trace, trace.events.len());
    for (column, direction) in [
        (SortColumn::Duration, Direction::Descending),
        (SortColumn::State, Direction::Ascending),
        (SortColumn::Index, Direction::Descending),
        (SortColumn::Name, Direction::Descending),
        (SortColumn::End, Direction::Ascending),
    ] {
        let request = sorted_by(column, direction);
        let expected = slowly_listed(&trace, &figures, &request, trace.last_stamp());
        assert_eq!(
            listed(&trace, &statistics, request.clone(), 777),
            expected,
            "{column:?}"
        );
        assert_eq!(listed(&trace, &statistics, request, usize::MAX), expected, "{column:?}");
    }
}

#[test]
fn going_back_starts_again() {
    let trace = recorded("tasks=1,2 fail,3&await=settle");
    let mut folded = whole(&trace);
    let events = trace.events.len() / 2;
    while !folded.advance_to(&trace, events, 3) {}
    assert_eq!(folded, statistics(&trace, events, usize::MAX));
}

// --- random runs against a slow count ---------------------------------------------------------------------------------

/// The figures of every task, from its lane and its events.
fn trace_figures(trace: &Trace, events: usize) -> Vec<TaskFigures> {
    let mut history = History::default();
    history.extend_to(trace, events);
    let now = history.lanes.last_stamp(trace);
    let mut kinds: Vec<Vec<EventKind>> = vec![Vec::new(); history.lanes.len()];
    for event in trace.events.range(0..events) {
        if let Some(task) = event.task {
            kinds[task.index()].push(event.kind);
        }
    }
    let lanes = history.lanes.iter(trace);
    lanes
        .map(|(task, lane)| {
            let kinds = &kinds[task.index()];
            let last_failure = kinds.iter().rev().find_map(|kind| match kind {
                EventKind::AttemptFailed { why, .. } => Some(Some(*why)),
                EventKind::Attempt { .. } => Some(None),
                _ => None,
            });
            let split = lane.split(now);
            TaskFigures {
                state: lane.state_after(events),
                spawned: lane.spawned(),
                ended: lane.end().map(|end| end.at),
                attempts: kinds
                    .iter()
                    .filter(|kind| matches!(kind, EventKind::Attempt { .. }))
                    .count() as u32,
                timed_out: lane.state() == State::Failed && last_failure == Some(Some(AttemptFailure::Timeout)),
                waited_for_slot: split.waiting_permit,
                held_loop: split.running,
            }
        })
        .collect()
}

/// The tasks in the order asked for, by a stable sort of the figures.
fn slowly_listed(trace: &Trace, figures: &[TaskFigures], request: &ListingRequest, now: Micros) -> Vec<u32> {
    let value = |task: u32| {
        let own = &figures[task as usize];
        let spawned = own.spawned;
        match request.column {
            SortColumn::Index => Some(i128::from(task)),
            // Names of the random scenarios are told apart by their order alone.
            SortColumn::Name => None,
            SortColumn::State => Some(rank(own.state)),
            SortColumn::Start => spawned.map(|at| at.0.into()),
            SortColumn::End => own.ended.map(|at| at.0.into()),
            SortColumn::Attempts => spawned.map(|_| own.attempts.into()),
            SortColumn::WaitedForSlot => spawned.map(|_| own.waited_for_slot.0.into()),
            SortColumn::RunningTime => spawned.map(|from| {
                let lasted = own.ended.unwrap_or(now).since(from);
                i128::from(lasted.0) - i128::from(own.waited_for_slot.0)
            }),
            SortColumn::HeldLoop => spawned.map(|_| own.held_loop.0.into()),
            SortColumn::Duration => own.duration(now).map(|length| length.0.into()),
            SortColumn::Deviation => deviation(TaskId(task)).map(i128::from),
        }
    };
    let in_state = |own: &TaskFigures| match request.state {
        None => true,
        Some(StateFilter::NotEnded) => own.state != State::Created && !own.state.ended(),
        Some(StateFilter::WaitingForSlot) => {
            matches!(own.state, State::Waiting(WaitingOn::Semaphore))
        }
        Some(StateFilter::Finished) => own.state == State::Finished,
        Some(StateFilter::Failed) => own.state == State::Failed,
        Some(StateFilter::TimedOut) => own.timed_out,
        Some(StateFilter::Retried) => own.attempts > 1,
        Some(StateFilter::Cancelled) => own.state == State::Cancelled,
    };
    let mut tasks: Vec<u32> = (0..figures.len() as u32)
        // Main is in no state that is counted.
        .filter(|&task| (request.state.is_none() || task > 0) && in_state(&figures[task as usize]))
        .collect();
    if request.column == SortColumn::Name {
        let number = |task: u32| {
            trace
                .name(TaskId(task))
                .and_then(|name| name.parse::<u32>().ok())
                .unwrap_or(u32::MAX)
        };
        tasks.sort_by_key(|&task| number(task));
        if request.direction == Direction::Descending {
            tasks.reverse();
        }
        return tasks;
    }
    tasks.sort_by_key(|&task| match (value(task), request.direction) {
        (None, _) => (1, 0),
        (Some(value), Direction::Ascending) => (0, value),
        (Some(value), Direction::Descending) => (0, -value),
    });
    tasks
}

/// The order of a task's life.
fn rank(state: State) -> i128 {
    use WaitingOn::{Backoff, Semaphore, Timer};
    match state {
        State::Created => 0,
        State::Spawned | State::Ready => 1,
        State::Running | State::RunningWoken => 2,
        State::Waiting(Timer) => 3,
        State::Waiting(Backoff) => 4,
        State::Waiting(Semaphore) => 5,
        State::Waiting(_) => 6,
        State::Finished => 7,
        State::Failed => 8,
        State::Cancelled => 9,
        State::Destroyed => 10,
    }
}

#[test]
fn figures_orders_and_filters_of_random_runs_equal_a_slow_count() {
    let columns = [
        SortColumn::Index,
        SortColumn::State,
        SortColumn::Start,
        SortColumn::End,
        SortColumn::Attempts,
        SortColumn::WaitedForSlot,
        SortColumn::RunningTime,
        SortColumn::HeldLoop,
        SortColumn::Duration,
        SortColumn::Deviation,
    ];
    let mut met = [0_usize; StateFilter::ALL.len()];
    for case in 0..600_u64 {
        let draws = &mut Draws::of(case);
        let scenario = open(&match case % 4 {
            0 => random_overrun(draws),
            1 => random_mixture(draws),
            _ => random_link(
                draws,
                Family {
                    ties: case % 2 == 0,
                    cpu: case % 3 == 0,
                    joined: case % 5 < 2,
                },
            ),
        });
        let trace = simulate(&scenario);
        let events = match case % 3 {
            0 => trace.events.len(),
            _ => draws.below(trace.events.len() as u64 + 1) as usize,
        };
        let link = trace.link();
        let folded = statistics(&trace, events, 1 + (case as usize % 90));
        let expected = trace_figures(&trace, events);
        let now = events
            .checked_sub(1)
            .and_then(|last| trace.events.at(last))
            .unwrap_or_default();
        let mut progress = TaskProgress::default();
        for (index, expected) in expected.iter().enumerate() {
            let task = TaskId::from_index(index);
            // From before and from behind, and of one task after another.
            for first in [events / 2, trace.events.len()] {
                progress.figures(&trace, task, first, Micros::ZERO);
                let own = progress.figures(&trace, task, events, now);
                assert_eq!(
                    own, *expected,
                    "#{link}, task {index} after {first}, then {events} events"
                );
            }
            let own = folded.task(task, now);
            assert_eq!(
                own.as_ref(),
                Some(expected),
                "#{link}, task {index} after {events} events"
            );
        }
        let of_work = || expected.iter().skip(1);
        let (counts, in_flight) = folded.counts(&trace);
        let mut history = History::default();
        history.extend_to(&trace, events);
        assert_eq!(counts, history.tally, "#{link} after {events} events");
        let not_ended = |own: &&TaskFigures| own.state != State::Created && !own.state.ended();
        assert_eq!(in_flight, of_work().filter(not_ended).count(), "#{link}");
        assert_eq!(in_flight, history.lanes.in_flight_after(events), "#{link}");
        let count = |is: fn(&TaskFigures) -> bool| of_work().filter(|own| is(own)).count();
        assert_eq!(counts.finished, count(|own| own.state == State::Finished), "#{link}");
        assert_eq!(counts.failed, count(|own| own.state == State::Failed), "#{link}");
        assert_eq!(counts.cancelled, count(|own| own.state == State::Cancelled), "#{link}");
        assert_eq!(counts.timed_out, count(|own| own.timed_out), "#{link}");
        assert_eq!(counts.retried, count(|own| own.attempts > 1), "#{link}");
        let column = columns[case as usize % columns.len()];
        let direction = if case % 2 == 0 {
            Direction::Ascending
        } else {
            Direction::Descending
        };
        for (filter, met) in StateFilter::ALL.into_iter().zip(&mut met) {
            let request = ListingRequest {
                state: Some(filter),
                ..sorted_by(column, direction)
            };
            let at_now = slowly_listed(&trace, &expected, &request, now);
            *met += at_now.len();
            let mut listing = Listing::new(request);
            while !listing.advance(&trace, &folded, now, deviation, 5) {}
            let found: Vec<u32> = (0..listing.len())
                .filter_map(|row| listing.task(row))
                .map(|it| it.0)
                .collect();
            assert_eq!(found, at_now, "#{link} by {column:?}, {filter:?}");
        }
        let distribution = Distribution::new(&trace, &folded);
        let mut durations: Vec<Micros> = of_work()
            .filter(|own| matches!(own.state, State::Finished | State::Failed))
            .filter_map(|own| own.duration(now))
            .collect();
        durations.sort();
        let at = |percent: usize| {
            durations.iter().copied().find(|&limit| {
                durations.iter().filter(|&&duration| duration <= limit).count() * 100 >= percent * durations.len()
            })
        };
        let failed = |bin: &Bin| {
            let inside = |own: &&TaskFigures| {
                own.duration(now)
                    .is_some_and(|lasted| (bin.from..bin.until).contains(&lasted))
            };
            of_work()
                .filter(|own| own.state == State::Failed)
                .filter(inside)
                .count()
        };
        for bin in distribution.histogram() {
            assert_eq!(bin.failed, failed(&bin), "#{link}, {bin:?}");
        }
        let percentiles = distribution.percentiles();
        assert_eq!(percentiles.map(|it| it.count).unwrap_or_default(), durations.len());
        assert_eq!(percentiles.map(|it| it.p50), at(50), "#{link}");
        assert_eq!(percentiles.map(|it| it.p95), at(95), "#{link}");
        assert_eq!(percentiles.map(|it| it.p99), at(99), "#{link}");
        assert_eq!(percentiles.map(|it| it.max), durations.last().copied(), "#{link}");
        let bins = distribution.histogram();
        assert!(bins.len() <= 40);
        for bin in &bins {
            let within = durations
                .iter()
                .filter(|&&duration| bin.from <= duration && duration < bin.until);
            assert_eq!(bin.count, within.count(), "#{link}");
        }
        assert_eq!(bins.iter().map(|bin| bin.count).sum::<usize>(), durations.len());
    }
    assert!(met.iter().all(|&tasks| tasks > 50), "each filter found tasks: {met:?}");
}
