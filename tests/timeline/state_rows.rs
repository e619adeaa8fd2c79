//! All tasks in a few rows: what is drawn of them, and that no failure is left out.

use super::*;
use recording::StateGrid;
use std::ops::Range;
use timeline::scene::StateRows;
use timeline::{
    FLIGHT_HEIGHT, RowPoint, height_with_state_rows, least_height, row_at, row_box, state_rows, times_of_marks,
};

/// The y of the first row.
const TOP: f64 = 32.0 + 2.0 * 12.0 + 6.0;

/// Lanes for main and one more, and room for rows of 16 px.
fn rows(count: usize) -> Rows {
    let rows = Rows::new(1, 12.0, 0.0).of_main_and(None);
    Rows {
        height: height_with_state_rows(&rows, count, true),
        ..rows
    }
}

/// The tasks of the row at this y: axis, two lanes and a margin, then rows of 16 px.
fn tasks_at(grid: &StateGrid, y: f64) -> Option<Range<usize>> {
    let row = ((y - TOP) / 16.0).floor();
    (0.0..grid.rows() as f64)
        .contains(&row)
        .then(|| grid.tasks_of(row as usize))
}

fn drawn(link: &str, scale: Scale) -> (Trace, StateGrid, StateRows) {
    let trace = runtime::simulate(&scenario::link::read(link).scenario);
    let mut grid = StateGrid::default();
    grid.extend_to(&trace, trace.events.len());
    let drawn = state_rows(&grid, &scale, &rows(grid.rows()), trace.last_stamp(), false);
    (trace, grid, drawn)
}

#[test]
fn a_row_shows_what_its_tasks_wait_for_and_when_they_have_ended() {
    // 65 tasks with main: 17 rows of 4. The first 32 work for 1 s, then the others.
    let scale = Scale::fit(secs(2), WIDTH, false);
    let (_, grid, drawn) = drawn("tasks=1%20x64&await=gather&limit=32", scale);
    assert_eq!((grid.rows(), grid.tasks_in_a_row()), (17, 4));
    let (start, second) = (scale.x_from_time(Micros::ZERO), scale.x_from_time(secs(1)));
    let top = |row: usize| TOP + row as f64 * 16.0;
    let near = |x: f64, other: f64| (x - other).abs() <= 4.0;
    // The third row, tasks 8 to 11, waits for its timers from the start to 1 s, over its whole height.
    let waits = drawn.waiting.iter().find(|bar| bar.y == top(2)).expect("it is drawn");
    assert_eq!(waits.height, 15.0);
    assert!(near(waits.x, start) && near(waits.right(), second), "{waits:?}");
    let ended = drawn
        .ended
        .iter()
        .find(|bar| bar.y == top(2) + 14.0)
        .expect("it has ended");
    assert!(
        near(ended.x, second) && near(ended.right(), scale.x_from_time(secs(2))),
        "{ended:?}"
    );
    // The last but one, tasks 60 to 63, waits for a permit first.
    let blocked = drawn.blocked.iter().find(|bar| bar.y == top(15)).expect("it is drawn");
    assert!(near(blocked.x, start) && near(blocked.right(), second), "{blocked:?}");
    assert!(drawn.failures.is_empty() && drawn.cancellations.is_empty());
}

#[test]
fn every_failure_is_marked_in_the_row_of_its_task_at_any_zoom() {
    let link = "tasks=0.1..2%20x3000,0.5%20fail,1%20x300,1%20fail&await=settle&cpu=0";
    let fitted = Scale::fit(secs(2), WIDTH, false);
    for window in [None, Some((400, 600)), Some((999, 1_001))] {
        let scale = window.map_or(fitted, |(from, to)| {
            fitted.showing(TimeWindow::between(ms(from), ms(to)))
        });
        let (trace, grid, drawn) = drawn(link, scale);
        let failures: Vec<_> = trace
            .events
            .iter()
            .filter(|event| matches!(event.kind, EventKind::Failed { .. }))
            .filter_map(|event| Some((event.task?, event.at)))
            .filter(|(task, _)| *task != TaskId::MAIN)
            .collect();
        assert_eq!(failures.len(), 2);
        for (task, at) in failures {
            let row = (0..grid.rows()).find(|row| grid.tasks_of(*row).contains(&task.index()));
            let x = scale.x_from_time(at);
            if !(0.0..=WIDTH).contains(&x) {
                continue;
            }
            let cell = grid
                .cells(0, trace.last_stamp())
                .find(|cell| (cell.from..=cell.to).contains(&at));
            let reach = cell.map_or(0.0, |cell| scale.x_from_time(cell.to) - scale.x_from_time(cell.from));
            assert!(
                drawn.failures.iter().any(|mark| {
                    tasks_at(&grid, mark.y) == row.map(|row| grid.tasks_of(row)) && (mark.x - x).abs() <= reach + 4.0
                }),
                "{task:?} at {at:?}, {window:?}: {:?}",
                drawn.failures
            );
        }
    }
}

#[test]
fn rows_stay_in_their_area_and_before_the_edge() {
    for link in [
        "tasks=1%20x50&await=gather",
        "tasks=0.1..3%20x5000&await=group&limit=100&retries=2",
        "",
    ] {
        for zoom in [1.0, 7.3, 5_000.0] {
            let scale = Scale::fit(secs(3), WIDTH, false).zoomed(zoom, 300.0);
            let (trace, grid, drawn) = drawn(link, scale);
            let end = scale.x_from_time(trace.last_stamp()).clamp(0.0, WIDTH);
            for bar in [&drawn.waiting, &drawn.blocked, &drawn.busy, &drawn.ended]
                .into_iter()
                .flatten()
            {
                let inside = bar.x >= 0.0 && bar.right() <= end + 1.0 && bar.height >= 1.0;
                assert!(inside && tasks_at(&grid, bar.y).is_some(), "#{link}: {bar:?}");
            }
            assert!(drawn.waiting.len() + drawn.blocked.len() <= 2 * 32 * 560, "#{link}");
        }
    }
}

#[test]
fn no_rows_are_drawn_of_nothing() {
    let drawn = state_rows(
        &StateGrid::default(),
        &Scale::fit(secs(2), WIDTH, false),
        &rows(0),
        Micros::ZERO,
        false,
    );
    assert_eq!(drawn, StateRows::default());
}

#[test]
fn tasks_whose_timer_is_due_and_not_served_are_drawn_as_overdue() {
    // The first task computes from 0.9 s to 1.9 s; the timers of the others are due at 1 s.
    let scale = Scale::fit(secs(2), WIDTH, false);
    let (_, grid, drawn) = drawn("tasks=0.9%20cpu%201s,1%20x63&await=gather", scale);
    assert_eq!(grid.tasks_in_a_row(), 4);
    let overdue_in = |row: usize| {
        let top = TOP + row as f64 * 16.0;
        let bars = drawn.overdue.iter().filter(|bar| (top..top + 15.0).contains(&bar.y));
        bars.max_by(|a, b| a.width.total_cmp(&b.width))
            .copied()
            .expect("some are overdue")
    };
    let near = |x: f64, at: u64| (x - scale.x_from_time(ms(at))).abs() <= 4.0;
    let overdue = overdue_in(2);
    assert_eq!(overdue.height, 15.0);
    assert!(near(overdue.x, 1_000) && near(overdue.right(), 1_900), "{overdue:?}");
    let waits = drawn
        .waiting
        .iter()
        .find(|bar| bar.y == overdue.y)
        .expect("it waits first");
    assert!(near(waits.right(), 1_000), "{waits:?}");
    // Main is not counted, and one of the other three computes.
    assert_eq!(overdue_in(0).height, 10.0);
}

#[test]
fn the_row_at_a_point_is_the_one_that_is_drawn_there() {
    let scale = Scale::fit(secs(2), WIDTH, false);
    let (trace, grid, _) = drawn("tasks=1%20x64&await=gather&limit=32", scale);
    let (rows, edge) = (rows(grid.rows()), trace.last_stamp());
    let at = |x, y| row_at(&grid, &scale, &rows, edge, (x, y));
    for row in 0..grid.rows() {
        let area = row_box(&grid, &scale, &rows, row).expect("it is drawn");
        for y in [area.y, area.y + area.height / 2.0, area.bottom() - 0.5] {
            for time in [Micros::ZERO, ms(700), ms(1_999)] {
                let found = at(scale.x_from_time(time), y).expect("a row");
                assert!(found.row == row && found.at.0.abs_diff(time.0) < 2, "{found:?}");
            }
        }
    }
    assert_eq!(row_box(&grid, &scale, &rows, grid.rows()), None);
    assert_eq!(at(300.0, TOP - 1.0), None, "above the rows");
    assert_eq!(at(300.0, TOP + 17.0 * 16.0), None, "below");
    assert_eq!(at(-1.0, TOP), None, "left of the plot");
    assert_eq!(at(scale.x_from_time(edge) + 10.0, TOP), None, "after the end");
    assert_eq!(row_at(&StateGrid::default(), &scale, &rows, edge, (300.0, TOP)), None);
}

#[test]
fn pointing_at_the_mark_of_a_failure_finds_the_time_of_that_failure() {
    let link = "tasks=0.1..2%20x3000,0.5%20fail,1%20x300,1%20fail&await=settle&cpu=0";
    let fitted = Scale::fit(secs(2), WIDTH, false);
    for zoom in [1.0, 3.0, 40.0, 900.0] {
        let scale = fitted.zoomed(zoom, fitted.x_from_time(secs(1)));
        let (trace, grid, drawn) = drawn(link, scale);
        let edge = trace.last_stamp();
        for mark in &drawn.failures {
            let point = row_at(&grid, &scale, &rows(grid.rows()), edge, (mark.x + 1.0, mark.y)).expect("a row");
            let (tasks, times) = (grid.tasks_of(point.row), times_of_marks(&grid, &scale, edge, point));
            let named = trace.events.iter().any(|event| {
                let its = event.task.is_some_and(|task| tasks.contains(&task.index()));
                its && matches!(event.kind, EventKind::Failed { .. }) && (times.start..=times.end).contains(&event.at)
            });
            assert!(named, "{mark:?}, {times:?}, {zoom}");
        }
        assert!(!drawn.failures.is_empty());
    }
}

#[test]
fn rows_are_not_cut_off_at_the_least_height_of_a_timeline() {
    let (_, grid, _) = drawn("tasks=1%20x1000&await=gather", Scale::fit(secs(2), WIDTH, false));
    assert_eq!(grid.rows(), 32);
    for flight in [0.0, FLIGHT_HEIGHT] {
        for selected in [None, Some(TaskId(7))] {
            let rows = Rows {
                flight,
                band: 42.0,
                ..Rows::new(1_001, 24.0, 0.0).of_main_and(selected)
            };
            let rows = Rows {
                height: least_height(&rows),
                ..rows
            };
            let last = row_box(&grid, &Scale::fit(secs(2), WIDTH, false), &rows, 31).expect("it is drawn");
            assert!(last.bottom() <= rows.height, "{last:?} of {}", rows.height);
            assert_eq!(
                row_at(
                    &grid,
                    &Scale::fit(secs(2), WIDTH, false),
                    &rows,
                    secs(1),
                    (300.0, last.y)
                ),
                Some(RowPoint {
                    row: 31,
                    at: Scale::fit(secs(2), WIDTH, false).time_from_x(300.0),
                })
            );
        }
    }
    let lanes = Rows {
        flight: FLIGHT_HEIGHT,
        ..Rows::new(1_001, 24.0, 0.0)
    };
    assert_eq!(
        least_height(&lanes),
        32.0 + 4.0 * 24.0,
        "the row of tasks in flight gives way to lanes"
    );
}
