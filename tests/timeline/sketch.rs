//! Tests of sketches: which data of a run is kept, and where it is drawn.

use compare::Comparison;
use scenario::time::Micros;
use scenario::{Policy, link};
use timeline::Sketch;
use timeline::scene::BarKind;
use timeline::sketch::{Drawing, SketchAxis, Stroke, StrokeKind};

/// 6 + 600 + 16 px: with 6 s, 100 px per second from x = 6 on.
const SIX_SECONDS: SketchAxis = SketchAxis {
    until: Micros::from_secs(6),
    width: 622.0,
    gutter: 0.0,
};

fn sketch(fragment: &str, policy: Policy) -> Sketch {
    let opened = link::read(fragment);
    assert!(opened.problems.is_empty(), "{fragment}: {:?}", opened.problems);
    let mut comparison = Comparison::new(&opened.scenario).expect("the list may be compared");
    while !comparison.step().finished() {
        // Recordings that are taken free their memory for the next, so that every run of a list of any length can be
        // drawn.
        let Some(makespan) = comparison.figure(policy).map(|figure| figure.makespan) else {
            for made in Policy::ALL {
                drop(comparison.take_recording(made));
            }
            continue;
        };
        let run = comparison
            .take_recording(policy)
            .expect("it is taken for the first time");
        assert!(
            comparison.take_recording(policy).is_none(),
            "a recording can be taken only once"
        );
        return Sketch::of(&run.trace, &run.lanes, makespan);
    }
    panic!("the comparison finished without the policy");
}

fn path(drawing: &Drawing, mark: StrokeKind) -> &str {
    let found = drawing.strokes.iter().find(|stroke: &&Stroke| stroke.mark == mark);
    found.map_or("", |stroke| &stroke.path)
}

fn count(drawing: &Drawing, mark: StrokeKind) -> usize {
    let of_mark = drawing.strokes.iter().filter(|stroke| stroke.mark == mark);
    of_mark.map(|stroke| stroke.path.matches('M').count()).sum()
}

#[test]
fn one_by_one_is_a_staircase_that_ends_where_the_run_ends() {
    let drawing = sketch("tasks=2,1,3", Policy::OneByOne).draw(SIX_SECONDS, 40.0);
    assert!(!drawing.solid);
    assert_eq!(
        path(&drawing, StrokeKind::Bar(BarKind::Timer)),
        "M6.0 2.5h200.0v10.0h-200.0zM206.0 14.5h100.0v10.0h-100.0zM306.0 26.5h300.0v10.0h-300.0z"
    );
    assert_eq!(path(&drawing, StrokeKind::End), "M606.0 0V40.0");
    assert_eq!(count(&drawing, StrokeKind::Finished), 3);
    assert_eq!(count(&drawing, StrokeKind::GoesOn), 0);
}

#[test]
fn a_run_longer_than_the_axis_is_cut_at_its_edge_and_has_chevrons() {
    let two_seconds = SketchAxis {
        until: Micros::from_secs(2),
        width: 222.0,
        gutter: 0.0,
    };
    let drawing = sketch("tasks=2,1,3", Policy::OneByOne).draw(two_seconds, 40.0);
    // The third begins beyond the axis, the second where it ends.
    assert_eq!(
        path(&drawing, StrokeKind::Bar(BarKind::Timer)),
        "M6.0 2.5h200.0v10.0h-200.0zM206.0 14.5h3.0v10.0h-3.0z"
    );
    assert_eq!(count(&drawing, StrokeKind::End), 0);
    assert!(count(&drawing, StrokeKind::GoesOn) > 0);
}

#[test]
fn the_unspent_time_of_a_cancelled_operation_is_hatched() {
    let drawing = sketch("tasks=2,1 fail,3".replace(' ', "%20").as_str(), Policy::Group).draw(SIX_SECONDS, 40.0);
    assert_eq!(count(&drawing, StrokeKind::Failed), 1);
    assert_eq!(count(&drawing, StrokeKind::Cancelled), 2);
    assert_eq!(
        path(&drawing, StrokeKind::Unspent),
        "M106.0 2.5h100.0v10.0h-100.0zM106.0 26.5h200.0v10.0h-200.0z"
    );
    assert!(count(&drawing, StrokeKind::Hatch) > 60);
}

#[test]
fn a_long_list_has_a_few_bands_that_keep_every_failure() {
    for tasks in [13, 100, 1_000, 20_000] {
        let list = format!("tasks=1%20x{},0.5%20fail", tasks - 1);
        let drawing = sketch(&list, Policy::Settle).draw(SIX_SECONDS, 40.0);
        assert!(drawing.solid);
        assert_eq!(count(&drawing, StrokeKind::Failed), 1, "of {tasks}");
        assert!(count(&drawing, StrokeKind::Bar(BarKind::Timer)) <= 16, "of {tasks}");
        assert!(drawing.strokes.len() <= 8, "of {tasks}");
    }
}

#[test]
fn a_band_where_one_lane_of_many_waits_is_faint() {
    let drawing = sketch("tasks=1%20x80", Policy::OneByOne).draw(
        SketchAxis {
            until: Micros::from_secs(80),
            width: 822.0,
            gutter: 0.0,
        },
        40.0,
    );
    // Ten lanes in each band, of which only one waits at any time.
    let bars: Vec<&Stroke> = drawing
        .strokes
        .iter()
        .filter(|stroke| stroke.mark == StrokeKind::Bar(BarKind::Timer))
        .collect();
    assert_eq!(bars.len(), 1);
    assert_eq!(bars[0].thirds, 1);
    assert!(
        bars[0].path.starts_with("M6.0 0.5h100.0v3.0h-100.0zM106.0 5.5h100.0"),
        "{}",
        bars[0].path
    );
}

#[test]
fn a_computation_that_holds_the_thread_is_visible_in_a_band() {
    let drawing = sketch("tasks=0.1%20cpu%202s,0.1%20x40", Policy::Gather).draw(SIX_SECONDS, 40.0);
    assert_eq!(count(&drawing, StrokeKind::Bar(BarKind::Running)), 1);
}

#[test]
fn the_axis_has_round_labels_and_none_without_a_width() {
    let names = |axis: SketchAxis| axis.ticks().into_iter().map(|tick| tick.label).collect::<Vec<_>>();
    assert_eq!(
        names(SIX_SECONDS),
        ["0", "1.0 s", "2.0 s", "3.0 s", "4.0 s", "5.0 s", "6.0 s"]
    );
    let narrow = SketchAxis {
        width: 0.0,
        ..SIX_SECONDS
    };
    assert!(names(narrow).is_empty());
    let nothing = SketchAxis {
        until: Micros::ZERO,
        ..SIX_SECONDS
    };
    assert!(names(nothing).is_empty());
}

#[test]
fn an_empty_run_of_no_width_has_only_its_end() {
    let trace = runtime::simulate(&Default::default());
    let drawing = Sketch::of(&trace, &Default::default(), Micros::ZERO).draw(
        SketchAxis {
            until: Micros::ZERO,
            width: 0.0,
            gutter: 0.0,
        },
        40.0,
    );
    assert_eq!(drawing.strokes.len(), 1);
}

#[test]
fn every_lane_has_its_label_as_long_as_there_is_room_for_one() {
    let labels = |list: &str, operations: usize| {
        let drawing = sketch(list, Policy::Gather).draw(SIX_SECONDS, Sketch::height(operations));
        let labels: Vec<String> = drawing.labels.iter().map(|label| label.text.clone()).collect();
        let apart = drawing.labels.windows(2).map(|pair| pair[1].y - pair[0].y);
        assert!(apart.fold(f64::MAX, f64::min) >= 10.0 || labels.len() == 1, "{list}");
        labels.join(" ")
    };
    assert_eq!(labels("tasks=orders:%202,1,mail:%203", 3), "orders B mail");
    assert_eq!(labels("tasks=1%20x6", 6), "A B C D E F");
    // Closer than labels: every second.
    assert_eq!(labels("tasks=1%20x12", 12), "A C E G I K");
    // Of bands, the numbers of their tasks.
    assert_eq!(labels("tasks=1%20x100", 100), "1–12 26–37 51–62 76–87");
    assert_eq!(labels("tasks=1%20x13", 13), "1 4 7–8 10–11");
}

#[test]
fn the_plot_begins_behind_the_labels() {
    let one = sketch("tasks=orders:%202", Policy::Gather);
    assert!(one.gutter() > 30.0 && one.gutter() < 45.0, "{}", one.gutter());
    let axis = SketchAxis {
        gutter: one.gutter(),
        width: 622.0 + one.gutter(),
        ..SIX_SECONDS
    };
    assert_eq!(axis.x(Micros::ZERO), one.gutter() + 6.0);
    assert_eq!(axis.x(Micros::from_secs(6)), one.gutter() + 606.0);
    let long = sketch("tasks=a-name-that-is-far-too-long-for-a-sketch:%202", Policy::Gather);
    assert!(long.gutter() <= 64.0);
    let label = &long.draw(axis, 40.0).labels[0].text;
    assert!(label.starts_with("a-name") && label.ends_with('…'), "{label}");
}

#[test]
fn the_last_label_of_the_axis_keeps_its_distance_from_the_next_column() {
    let at_the_edge = |width: f64| {
        let ticks = SketchAxis { width, ..SIX_SECONDS }.ticks();
        ticks.iter().map(|tick| tick.at_the_edge).collect::<Vec<_>>()
    };
    // 16 px are left of the plot's end: half of `6.0 s` is wider than the 8 px that it may use of them.
    assert_eq!(at_the_edge(622.0), [false, false, false, false, false, false, true]);
    let six_and_a_bit = SketchAxis {
        until: Micros::from_millis(6_300),
        ..SIX_SECONDS
    };
    assert!(six_and_a_bit.ticks().iter().all(|tick| !tick.at_the_edge));
}
