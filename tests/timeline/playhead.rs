//! The playhead before the edge of the recording, and the ring of the selected moment.

use super::*;

fn before_the_edge(live: bool, band: f64) -> Scene {
    let mut made = Handmade::new(2, Unit::Task);
    made.trace.events = two_and_one()
        .events
        .into_iter()
        .filter(|event| event.at < secs(2))
        .collect();
    let lanes = folded(&made.trace);
    layout(&Input {
        now: ms(800),
        live,
        rows: rows_with_band(&lanes, band),
        ..input(&made.trace, &lanes, ms(1_500))
    })
}

#[test]
fn during_the_run_a_thin_mark_is_at_the_live_edge() {
    let scene = before_the_edge(true, 0.0);
    assert_eq!(scene.live_edge, Some(Rect::new(765.5, 25.0, 1.0, 375.0)));
    let now = scene.now.expect("in view");
    assert_eq!((now.x, now.text.as_str(), now.flag.x), (416.0, "0.800 s", 385.0));
    assert_eq!(before_the_edge(false, 0.0).live_edge, None);
    assert_eq!(scene_of(&two_and_one(), secs(2)).live_edge, None);
}

#[test]
fn times_after_the_playhead_are_veiled_and_have_no_labels() {
    let scene = before_the_edge(true, 0.0);
    assert_eq!(
        bar_rects(&scene),
        [
            (0, BarKind::Child, Rect::new(16.0, 41.0, 750.0, 18.0)),
            (1, BarKind::Timer, Rect::new(16.0, 77.0, 750.0, 18.0)),
            (2, BarKind::Timer, Rect::new(16.0, 113.0, 500.0, 18.0)),
        ]
    );
    assert_eq!(scene.veil, Some(Rect::new(416.0, 32.0, WIDTH - 416.0, 368.0)));
    assert_eq!((scene.caps.len(), scene.ends.len()), (1, 0));
    let log = painting::Log::of(&scene);
    let index_of = |call: &str| log.iter().position(|line| line == call).expect("it is painted");
    assert!(index_of("fill --st-done ×1") < index_of("fill --surface-0 ×1"));
    // The live edge, the now-line and its flag.
    assert_eq!(log.iter().filter(|line| *line == "fill --now ×1").count(), 3);
}

#[test]
fn the_band_of_the_loop_is_veiled_too() {
    let log = painting::Log::of(&before_the_edge(true, BAND_HEIGHT));
    let band: Vec<_> = log
        .iter()
        .skip_while(|line| *line != "clip 32 96")
        .take_while(|line| *line != "clip 96 400")
        .collect();
    assert_eq!(band.iter().filter(|line| **line == "fill --surface-0 ×1").count(), 1);
    assert_eq!(log.iter().filter(|line| *line == "fill --surface-0 ×1").count(), 2);
}

#[test]
fn a_selected_moment_in_view_has_a_ring_in_its_lane() {
    let trace = two_and_one();
    let lanes = folded(&trace);
    let of = |task: u32, scale| {
        layout(&Input {
            focus: Some(SelectedMoment {
                task: TaskId(task),
                at: ms(1_000),
            }),
            scale,
            ..input(&trace, &lanes, secs(2))
        })
    };
    let fitted = Scale::fit(secs(2), WIDTH, false);
    let scene = of(2, fitted);
    assert_eq!(scene.focus, Some((516.0, 122.0)));
    let log = painting::Log::of(&scene);
    assert_eq!(
        log[log.len() - 3..],
        ["circles 6 --surface-1 ×1", "circles 6 --focus ×1", "unclip"]
    );
    assert_eq!(of(2, fitted.zoomed(10.0, 16.0)).focus, None);
    assert_eq!(of(9, fitted).focus, None);
}
