//! All tasks in a few rows: what is drawn of them, and that no failure is left out.

use super::*;
use recording::StateGrid;
use std::ops::Range;
use timeline::scene::StateRows;
use timeline::{height_with_state_rows, state_rows};

/// Main's lane, and room for rows of 16 px.
fn rows(count: usize) -> Rows {
    Rows::new(1, 12.0, height_with_state_rows(&Rows::new(1, 12.0, 0.0), count, true))
}

/// The tasks of the row at this y: axis, main's lane and a margin, then rows of 16 px.
fn tasks_at(grid: &StateGrid, y: f64) -> Option<Range<usize>> {
    let row = ((y - 50.0) / 16.0).floor();
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
    let top = |row: usize| 32.0 + 12.0 + 6.0 + row as f64 * 16.0;
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
    let link = "tasks=0.1..2%20x3000,0.5%20fail,1%20x300,1%20fail&await=gather-return&cpu=0";
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
