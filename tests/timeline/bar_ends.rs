//! Tests of the bars' ends that can be dragged.

use super::*;
use scenario::{Scenario, TaskList, link};
use timeline::bar_ends::{BarEnd, bar_ends, drag_step, dragged};

fn ends(fragment: &str, edited: &str, lanes: std::ops::Range<usize>) -> Vec<BarEnd> {
    let trace = runtime::simulate(&link::read(fragment).scenario);
    let mut history = History::default();
    history.extend(&trace);
    let list: TaskList = scenario::text::parse(edited).expect("it follows the grammar").list;
    bar_ends(&list, lanes, &trace, &history.moments, &trace)
}

#[test]
fn each_task_in_view_has_an_end_where_its_first_sleep_ends() {
    let found = ends(
        "tasks=a:2,1,b:3%20fail%20x2&await=gather",
        "a: 2, 1, b: 3 fail x2",
        0..9,
    );
    let short: Vec<_> = found
        .iter()
        .map(|end| (end.lane, end.item, end.title.as_str(), end.delay, end.fails))
        .collect();
    assert_eq!(
        short,
        [
            (1, 0, "a", secs(2), false),
            (2, 1, "task 2", secs(1), false),
            (3, 2, "b 1", secs(3), true),
            (4, 2, "b 2", secs(3), true),
        ],
        "main has none"
    );
    assert!(found.iter().all(|end| !end.fixed && end.from == Micros::ZERO));
    let lanes = ends("tasks=a:2,1,b:3%20x2", "a: 2, 1, b: 3 x2", 3..4);
    assert_eq!(
        lanes.iter().map(|end| end.lane).collect::<Vec<_>>(),
        [3],
        "only those in view"
    );
}

#[test]
fn the_delay_is_the_lists_and_that_of_a_range_is_as_it_was_drawn() {
    let edited = ends("tasks=a:2", "a: 5", 1..2);
    assert_eq!(edited[0].delay, secs(5));
    let range = ends("tasks=a:1..3", "a: 1..3", 1..2);
    assert!(range[0].fixed);
    assert!((secs(1)..=secs(3)).contains(&range[0].delay));
}

#[test]
fn a_lane_of_another_task_has_no_end() {
    assert_eq!(ends("tasks=a:1,b:2", "b: 2, a: 1", 0..9), []);
    let gone = ends("tasks=a:1,b:2", "a: 1", 0..9);
    assert_eq!(gone.iter().map(|end| end.lane).collect::<Vec<_>>(), [1]);
    assert_eq!(ends("tasks=a:1", "", 0..9), []);
}

#[test]
fn names_may_be_of_another_record_than_the_sleeps() {
    let scenario = |fragment: &str| -> Scenario { link::read(fragment).scenario };
    let predicted = runtime::simulate(&scenario("tasks=a:1,b:2"));
    let recorded = runtime::simulate(&scenario("tasks=a:1,c:2"));
    let mut history = History::default();
    history.extend(&predicted);
    let list = scenario("tasks=a:1,b:2").tasks;
    let found = bar_ends(&list, 0..9, &predicted, &history.moments, &recorded);
    assert_eq!(found.iter().map(|end| end.lane).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_drag_snaps_to_50_ms_or_to_a_round_step_of_at_least_a_pixel() {
    assert_eq!(drag_step(1.0), ms(50));
    assert_eq!(drag_step(50_000.0), ms(50));
    assert_eq!(drag_step(50_001.0), ms(100));
    assert_eq!(drag_step(150_000.0), ms(200));
    assert_eq!(drag_step(9e8), secs(1_000));
    assert!(drag_step(f64::INFINITY) >= secs(10_000), "it ends");
}

#[test]
fn a_drag_changes_the_delay_by_what_its_pixels_are_worth() {
    // 2,000 µs a pixel.
    let pulled = |by_x| dragged(secs(2), by_x, 2_000.0, false);
    assert_eq!(pulled(0.0), secs(2));
    assert_eq!(pulled(12.0), secs(2));
    assert_eq!(pulled(13.0), ms(2_050));
    assert_eq!(pulled(-100.0), ms(1_800));
    assert_eq!(pulled(-2_000.0), Micros::ZERO);
    assert_eq!(pulled(1e18), Micros(86_400_000_000), "24 h at most");
    assert_eq!(dragged(secs(2), 1.0, 2_000.0, true), ms(2_002));
    assert_eq!(dragged(ms(2_003), 1.0, 2_000.0, true), ms(2_005), "to a millisecond");
}
