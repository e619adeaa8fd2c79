//! The line of the critical path, to the pixel.
//!
//! Lanes of 36 px below the axis: main's line is at y = 61, A's at 97, B's at 133. A second has 500 px, and starts at
//! x = 16; the line is 6 px left of its time.

use super::*;
use recording::critical_path::{CriticalPathToEnd, MOST_STEPS};
use recording::{FoldDepth, Folds};
use scenario::link;
use timeline::scene::{DrawnPath, PathMark, Point};

struct Ended {
    trace: Trace,
    folds: Folds,
    path: CriticalPathToEnd,
}

impl Ended {
    fn run(fragment: &str) -> Self {
        let opened = link::read(fragment);
        assert!(opened.problems.is_empty(), "{fragment}");
        let trace = runtime::simulate(&opened.scenario);
        let mut folds = Folds::default();
        folds.extend(&trace, FoldDepth::Everything, || false);
        let path = CriticalPathToEnd::of(&trace, &folds, TaskId::MAIN).expect("main has ended");
        Self { trace, folds, path }
    }

    fn drawn(&self, change: impl FnOnce(&mut Input<'_>)) -> DrawnPath {
        let lanes = &self.folds.history.lanes;
        let mut input = Input {
            critical_path: Some(&self.path),
            ..input(&self.trace, lanes, self.path.total)
        };
        change(&mut input);
        layout(&input).critical_path.expect("there is a path to draw")
    }
}

fn whole(line: &DrawnPath) -> Vec<Point> {
    assert_eq!((line.lines.len(), line.dashed.len()), (1, 0), "{line:?}");
    line.lines[0].clone()
}

fn shares(drawn: &DrawnPath) -> Vec<(&str, Option<&str>)> {
    let marks = drawn.marks.iter();
    marks.map(|mark| (&*mark.number, mark.share.as_deref())).collect()
}

#[test]
fn the_line_goes_from_lane_to_lane_and_back_to_main() {
    let ended = Ended::run("tasks=A:1 fail,B:0.5 cpu 1s&await=gather");
    let drawn = ended.drawn(|_| ());
    // A's timer is due while B computes: an earlier one would not have helped.
    assert_eq!(
        whole(&drawn),
        [(10.0, 61.0), (10.0, 133.0), (760.0, 133.0), (760.0, 61.0)]
    );
    assert_eq!(drawn.head, Some((760.0, 61.0, true)));
    assert_eq!(shares(&drawn), [("1", Some("33 %")), ("2", Some("67 %"))]);
}

#[test]
fn marks_stand_in_the_middle_of_what_is_in_view() {
    let ended = Ended::run("tasks=A:1,B:1&limit=1");
    let drawn = ended.drawn(|_| ());
    let mark = |x, y, number: &str| PathMark {
        x,
        y,
        radius: 7.0,
        number: number.into(),
        share: Some("50 %".into()),
        share_area: Rect::new(x, y - 7.0, 7.0 + 6.0 + estimate_width("50 %"), 14.0),
    };
    let half = (14.0 + 3.0 + estimate_width("50 %")) / 2.0;
    assert_eq!(
        drawn.marks,
        [
            mark(260.0 - half + 7.0, 97.0, "1"),
            mark(760.0 - half + 7.0, 133.0, "2")
        ]
    );
    // The second half second of A and the first of B.
    let zoomed = ended.drawn(|input| input.scale = input.scale.zoomed(2.0, 516.0));
    assert!(zoomed.marks[0].x > 0.0 && zoomed.marks[0].x < 260.0, "{zoomed:?}");
    assert_eq!(shares(&zoomed), [("1", Some("50 %")), ("2", Some("50 %"))]);
}

#[test]
fn only_what_is_in_view_is_drawn_when_zoomed_in() {
    let ended = Ended::run("tasks=0.01 x100&limit=1");
    assert_eq!(whole(&ended.drawn(|input| input.rows.height = 4_000.0)).len(), 202);
    let drawn = ended.drawn(|input| input.scale = input.scale.zoomed(50.0, 266.0));
    let line = whole(&drawn);
    assert!(line.len() < 12, "{line:?}");
    assert!(line.iter().all(|(x, _)| (-20.0..=WIDTH + 20.0).contains(x)), "{line:?}");
    assert_eq!(drawn.head, None);
}

#[test]
fn lanes_out_of_view_keep_the_line_out_of_view() {
    let ended = Ended::run("tasks=0.01 x100&limit=1");
    let drawn = ended.drawn(|input| input.rows.scroll_top = 1_000.0);
    let (top, bottom) = (32.0 - 20.0, 400.0 + 20.0);
    assert!(
        whole(&drawn).iter().all(|(_, y)| (top..=bottom).contains(y)),
        "{drawn:?}"
    );
    assert_eq!(drawn.head, None);
}

#[test]
fn fifty_thousand_steps_are_a_few_points_for_each_pixel() {
    let ended = Ended::run("tasks=0.001 x50000&limit=1");
    assert_eq!(ended.path.steps.len(), MOST_STEPS);
    let points = whole(&ended.drawn(|input| input.rows.lane = 12.0)).len();
    assert!(points < 4_200, "{points}");
}

#[test]
fn a_path_of_too_many_steps_is_drawn_by_its_rows() {
    let ended = Ended::run("tasks=0.001 x50001,last:50&limit=1");
    assert!(ended.path.steps.is_empty());
    let drawn = ended.drawn(|input| input.scale = Scale::fit(ended.path.total, WIDTH, false));
    assert_eq!(drawn.dashed.len(), 1);
    assert_eq!(shares(&drawn), [("1", Some("50 %"))]);
}

#[test]
fn nothing_is_drawn_without_a_path() {
    let trace = two_and_one();
    let lanes = folded(&trace);
    assert_eq!(layout(&input(&trace, &lanes, secs(2))).critical_path, None);
}

#[test]
fn the_line_is_painted_over_its_halo_and_below_its_marks() {
    let ended = Ended::run("tasks=A:1,B:1&limit=1");
    let scene = layout(&Input {
        critical_path: Some(&ended.path),
        ..input(&ended.trace, &ended.folds.history.lanes, ended.path.total)
    });
    let log = painting::Log::of(&scene);
    let from = log
        .iter()
        .position(|call| call == "lines --surface-1 ×1")
        .expect("a halo");
    assert_eq!(
        log[from..from + 8],
        [
            "lines --surface-1 ×1",
            "lines --path ×1",
            "triangle --path ×1",
            "fill --surface-1 ×1",
            "discs 9 --surface-1 ×1",
            "discs 7 --path ×1",
            "text 1",
            "text 50 %",
        ]
    );
}
