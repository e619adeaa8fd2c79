//! The grid of states equals what asking for each task's state after each event finds.

use crate::folded;
use crate::handmade::Handmade;
use crate::laws::every_run;
use recording::{
    EventKind, GridCell, History, Moment, Segment, StateGrid, StateGroup, TaskId, TaskInfo, TimerKind, Trace,
    WaitingOn, WokenBy,
};
use recording::{TimerId, bars};
use scenario::Unit;
use scenario::time::Micros;

fn grid_of(trace: &Trace) -> StateGrid {
    let mut grid = StateGrid::default();
    grid.extend_to(trace, trace.events.len());
    grid
}

/// The tasks of a row that are counted: not main or another root.
fn counted(trace: &Trace, grid: &StateGrid, row: usize) -> Vec<TaskId> {
    let tasks = grid.tasks_of(row).map(|index| TaskId(index as u32));
    tasks.filter(|task| trace.tasks.parent(*task).is_some()).collect()
}

/// The microseconds of each group in each cell, by asking for every state.
fn areas(trace: &Trace, history: &History, tasks: &[TaskId], cells: &[GridCell]) -> Vec<[f64; 5]> {
    let mut areas = vec![[0.0; 5]; cells.len()];
    for events in 0..trace.events.len() {
        let moment = Moment::after(trace, events);
        let until = trace.events.at(events).unwrap_or_default();
        let states = tasks.iter().map(|task| history.state(trace, *task, moment));
        let groups: Vec<_> = states.filter_map(StateGroup::of).collect();
        for (area, cell) in areas.iter_mut().zip(cells) {
            let both = until.min(cell.to).since(moment.at.max(cell.from)).0 as f64;
            for group in &groups {
                area[*group as usize] += both;
            }
        }
    }
    for (due, served) in tasks.iter().flat_map(|task| overdue(trace, history, *task)) {
        for (area, cell) in areas.iter_mut().zip(cells) {
            let both = served.min(cell.to).since(due.max(cell.from)).0 as f64;
            area[StateGroup::Overdue as usize] += both;
            area[StateGroup::Waiting as usize] -= both;
        }
    }
    areas
}

/// When each timer of a task was due, and when it was served, if that was later.
fn overdue(trace: &Trace, history: &History, task: TaskId) -> Vec<(Micros, Micros)> {
    let Some(lane) = history.lanes.lane(trace, task) else {
        return Vec::new();
    };
    let served_late = |(wait, until): (Segment, Micros)| {
        let due = bars::times(trace, &history.lanes, task, wait.event)?
            .timer?
            .due
            .max(wait.from);
        (due < until).then_some((due, until))
    };
    lane.stretches(trace.last_stamp()).filter_map(served_late).collect()
}

#[test]
fn every_row_has_the_time_of_its_tasks_in_each_group_of_states() {
    let (case, late) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    every_run(|link, _, trace| {
        // Asking for every state after every event takes a while: a third of the runs do.
        case.set(case.get() + 1);
        if case.get() % 3 != 0 {
            return;
        }
        let (history, grid, end) = (folded(trace), grid_of(trace), trace.last_stamp());
        assert!(grid.rows() <= 32);
        for row in 0..grid.rows() {
            let tasks = counted(trace, &grid, row);
            let cells: Vec<_> = grid.cells(row, end).collect();
            let served_late = tasks.iter().map(|task| overdue(trace, &history, *task).len());
            late.set(late.get() + served_late.sum::<usize>());
            for (cell, area) in cells.iter().zip(areas(trace, &history, &tasks, &cells)) {
                let length = (cell.to - cell.from).0.max(1) as f64 * tasks.len().max(1) as f64;
                for (share, area) in cell.shares.iter().zip(area) {
                    assert!(
                        (share * length - area).abs() < 1e-3 * area.max(1.0),
                        "#{link}: {cell:?}"
                    );
                }
            }
            let failures = trace.events.iter().filter(|event| {
                matches!(event.kind, EventKind::Failed { .. }) && event.task.is_some_and(|task| tasks.contains(&task))
            });
            for failure in failures {
                let cell = cells.iter().rfind(|cell| cell.from <= failure.at);
                assert!(cell.is_some_and(|cell| cell.failed), "#{link}");
            }
        }
    });
    assert!(late.get() > 20, "only {} timers are served late", late.get());
}

#[test]
fn a_grid_folded_event_by_event_is_the_same() {
    every_run(|link, _, trace| {
        let mut grid = StateGrid::default();
        for until in 0..=trace.events.len() {
            grid.extend_to(trace, until);
        }
        assert_eq!(grid, grid_of(trace), "#{link}");
    });
}

#[test]
fn a_long_run_keeps_its_times_and_failures_when_buckets_become_longer() {
    let mut made = Handmade::new(2, Unit::Task);
    made.spawn(0, 1).spawn(0, 2).fail(3, 1, "no");
    made.poll(3, 3, 2, WaitingOn::Child).wake(3, 2, WokenBy::User);
    made.finish(40_000_000, 40_000_000, 2, "late");
    let grid = grid_of(&made.trace);
    let cells = |row| -> Vec<_> { grid.cells(row, Micros::from_secs(40_000)).collect() };
    let (failed, late) = (cells(1), cells(2));
    assert!((512..=1_024).contains(&late.len()), "{}", late.len());
    assert!(failed[0].failed && failed.iter().skip(1).all(|cell| !cell.failed));
    assert_eq!(failed[7].shares, [0.0, 0.0, 0.0, 1.0, 0.0], "it has ended");
    assert_eq!(late[7].shares, [0.0, 0.0, 1.0, 0.0, 0.0], "it is ready all the time");
}

/// A task whose timer is due at 1 s while another computes until 5 s, and one whose timer is cleared in time.
fn late() -> Handmade {
    let mut made = Handmade::new(2, Unit::Task);
    made.spawn(0, 1).spawn(0, 2);
    made.sleep(0, 1, TimerKind::Sleep, 1_000)
        .sleep(0, 2, TimerKind::Sleep, 9_000);
    made
}

#[test]
fn a_timer_that_is_due_and_not_served_makes_its_task_overdue() {
    let mut made = late();
    made.wake(5_000, 1, WokenBy::Timer(TimerId(1)));
    made.push(6_000, 2, EventKind::Cancelled);
    let grid = grid_of(&made.trace);
    let at = |row: usize, ms: u64| {
        let end = Micros::from_millis(6_000);
        let mut cells = grid.cells(row, end);
        cells
            .find(|cell| cell.to > Micros::from_millis(ms))
            .map(|cell| cell.shares)
    };
    assert_eq!(at(1, 500), Some([1.0, 0.0, 0.0, 0.0, 0.0]), "it waits for its timer");
    assert_eq!(at(1, 3_000), Some([0.0, 0.0, 0.0, 0.0, 1.0]), "it is overdue");
    assert_eq!(at(1, 5_500), Some([0.0, 0.0, 1.0, 0.0, 0.0]), "it is ready");
    assert_eq!(at(2, 5_500), Some([1.0, 0.0, 0.0, 0.0, 0.0]), "its timer is not due");
}

#[test]
fn a_wait_that_the_end_of_the_recording_cuts_off_is_overdue_from_its_deadline_on() {
    let made = late();
    let mut grid = grid_of(&made.trace);
    let end = Micros::from_millis(4_000);
    let overdue = |grid: &StateGrid, row: usize| {
        let cells = grid.cells(row, end);
        cells
            .map(|cell| cell.shares[StateGroup::Overdue as usize] * (cell.to - cell.from).0 as f64)
            .sum::<f64>()
    };
    assert_eq!(overdue(&grid, 1), 0.0, "its wait has not ended");
    grid.end_at(end);
    grid.end_at(end);
    assert!((overdue(&grid, 1) - 3e6).abs() < 1.0 && overdue(&grid, 2) == 0.0);
}

#[test]
fn rows_are_merged_when_a_recorder_finds_more_tasks() {
    let trace = crate::ran("tasks=1..3%20x200&await=gather&limit=20").0;
    let mut found = Handmade::new(0, Unit::Task);
    let mut grid = StateGrid::default();
    for event in trace.events.iter() {
        if let (Some(task), EventKind::Spawned { .. }) = (event.task, &event.kind)
            && task.index() > 0
        {
            assert_eq!(found.trace.tasks.len(), task.index(), "in the order of the list");
            found.trace.tasks.push(&TaskInfo {
                name: "".into(),
                parent: Some(TaskId::MAIN),
                unit: Some(Unit::Task),
                delay: None,
            });
        }
        found.trace.events.push(event);
        grid.extend_to(&found.trace, found.trace.events.len());
    }
    assert_eq!((grid.rows(), grid.tasks_in_a_row()), (26, 8));
    assert_eq!(grid, grid_of(&found.trace));
}

#[test]
fn thousands_of_tasks_share_at_most_32_rows_of_as_many_tasks() {
    for (list, rows, together) in [
        ("1%20x31", 32, 1),
        ("1%20x32", 17, 2),
        ("1%20x1000", 32, 32),
        ("1%20x5000", 20, 256),
    ] {
        let (trace, _) = crate::ran(&format!("tasks={list}&await=gather&limit=10"));
        let grid = grid_of(&trace);
        assert_eq!((grid.rows(), grid.tasks_in_a_row()), (rows, together), "{list}");
        let all: usize = (0..rows).map(|row| grid.tasks_of(row).len()).sum();
        assert_eq!(all, trace.tasks.len());
    }
}
