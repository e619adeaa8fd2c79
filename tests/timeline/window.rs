//! Tests of zooming and panning: what stays where, the limits, what the view follows, and that only what is in view is
//! laid out.

use super::*;

const YEAR: u64 = 365 * 86_400;

/// Two seconds, from the left padding at 16 px to the right one at 1,016 px.
fn two_seconds() -> Scale {
    Scale::fit(secs(2), WIDTH, false)
}

#[test]
fn zooming_step_by_step_from_a_year_to_a_microsecond_keeps_the_time_under_the_pointer() {
    for x in [16.0, 17.5, 400.0, 1_015.0] {
        let mut scale = Scale::fit(secs(YEAR), WIDTH, false);
        let mut steps = 0;
        while scale.span() > Micros(1) {
            // The moment to the microsecond that is nearest to the pointer, and where it is drawn.
            let at = scale.time_from_x(x);
            let before = scale.x_from_time(at);
            let zoomed = scale.zoomed(ZOOM_STEP, x);
            let expected = x + (before - x) * zoomed.pixels_per_micro() / scale.pixels_per_micro();
            assert!(
                (zoomed.x_from_time(at) - expected).abs() < 1.0,
                "{:?} at {x}",
                scale.span()
            );
            scale = zoomed;
            steps += 1;
        }
        assert_eq!(steps, 76, "about the logarithm of 3.15e13 to the base 1.5");
    }
}

#[test]
fn x_and_time_are_inverse_at_every_zoom() {
    let mut scale = Scale::fit(secs(YEAR), WIDTH, false);
    for _ in 0..80 {
        let (first, last) = scale.visible();
        for at in [first, Micros(first.0.midpoint(last.0)), last] {
            assert_eq!(scale.time_from_x(scale.x_from_time(at)), at, "{:?}", scale.span());
        }
        scale = scale.zoomed(ZOOM_STEP, 900.0);
    }
    assert_eq!(scale.span(), Micros(1));
}

#[test]
fn zooming_in_and_out_again_at_one_point_returns_to_the_same_view() {
    let scale = two_seconds().zoomed(8.0, 516.0);
    let again = (0..10).fold(scale, |it, _| it.zoomed(ZOOM_STEP, 300.0));
    let back = (0..10).fold(again, |it, _| it.zoomed(1.0 / ZOOM_STEP, 300.0));
    assert_eq!(back.visible(), scale.visible());
}

#[test]
fn a_view_never_leaves_the_run() {
    let zoomed = two_seconds().zoomed(10.0, 516.0);
    for by in [1e3, -1e3, 1e9, -1e9, 1e18, -1e18] {
        let window = zoomed.panned(by).window().expect("still zoomed");
        assert!(window.to() <= secs(2), "{by}");
        assert_eq!(window.to().0 - window.from().0, 200_000, "{by}");
    }
    let beyond = TimeWindow::between(secs(1), secs(9));
    assert!(two_seconds().showing(beyond).fitted());
    let late = TimeWindow::between(ms(1_900), ms(2_400));
    let window = two_seconds().showing(late).window().expect("half a second");
    assert_eq!((window.from(), window.to()), (ms(1_500), secs(2)));
}

#[test]
fn a_range_is_shown_with_a_little_room_on_both_sides() {
    let scale = two_seconds().showing(TimeWindow::around(ms(800), ms(1_000)));
    let window = scale.window().expect("zoomed");
    assert_eq!((window.from(), window.to()), (ms(790), ms(1_010)));
    assert_eq!(
        TimeWindow::around(ms(800), ms(1_000)),
        TimeWindow::around(ms(1_000), ms(800))
    );
    // A moment without a length has the neighbouring microseconds.
    let moment = two_seconds().showing(TimeWindow::around(secs(1), secs(1)));
    assert_eq!(moment.span(), Micros(2));
    assert_eq!(moment.x_from_time(secs(1)), 516.0);
}

#[test]
fn two_fingers_keep_the_times_under_them() {
    let scale = two_seconds().zoomed(4.0, 516.0);
    let (before, now) = ([300.0, 500.0], [250.0, 700.0]);
    let pinched = scale.pinched(before, now);
    for finger in 0..2 {
        let at = scale.time_from_x(before[finger]);
        assert!((pinched.x_from_time(at) - now[finger]).abs() < 0.01);
    }
    // Fingers over each other have no distance to divide by.
    let crossed = scale.pinched([400.0, 400.0], [400.0, 400.0]);
    assert_eq!(crossed, scale);
}

#[test]
fn the_view_follows_the_now_line_at_80_percent() {
    // Half a second is in view: 100 ms are 200 px.
    let scale = two_seconds().showing(TimeWindow::between(ms(500), ms(1_000)));
    assert_eq!(scale.following(ms(500)), scale);
    assert_eq!(scale.following(ms(900)), scale);
    let followed = scale.following(ms(950));
    assert_eq!(followed.window().map(|window| window.from()), Some(ms(550)));
    assert_eq!(followed.x_from_time(ms(950)), 816.0);
    // Before 80 % of the view has passed the run's start is at its left edge, and near the end its end at the right.
    assert_eq!(scale.following(ms(100)).x_from_time(Micros::ZERO), 16.0);
    assert_eq!(scale.following(ms(1_980)).x_from_time(secs(2)), 1_016.0);
    assert_eq!(two_seconds().following(ms(1_999)), two_seconds());
}

#[test]
fn a_moment_out_of_view_is_brought_into_view() {
    let scale = two_seconds().showing(TimeWindow::between(ms(800), ms(1_200)));
    let from = |at| scale.revealing(at).window().map(|window| window.from());
    assert_eq!(from(ms(1_000)), Some(ms(800)));
    assert_eq!(from(ms(1_220)), Some(ms(860)));
    assert_eq!(from(ms(780)), Some(ms(740)));
    assert_eq!(from(ms(300)), Some(ms(100)));
    assert_eq!(from(ms(2_000)), Some(ms(1_600)));
}

#[test]
fn buttons_zoom_around_the_playhead_if_it_is_in_view() {
    let scale = two_seconds().zoomed(4.0, 516.0);
    assert_eq!(scale.anchor(secs(1)), 516.0);
    assert_eq!(scale.anchor(ms(900)), 316.0);
    assert_eq!(scale.anchor(ms(100)), 516.0);
}

#[test]
fn a_notch_of_the_wheel_is_one_step_and_a_pinch_of_a_touchpad_is_continuous() {
    assert_eq!(wheel_factor(-100.0), ZOOM_STEP);
    assert_eq!(wheel_factor(-250.0), ZOOM_STEP);
    assert_eq!(wheel_factor(120.0), 1.0 / ZOOM_STEP);
    assert!((wheel_factor(-10.0) - 1.105).abs() < 0.001);
    assert!((wheel_factor(-10.0) * wheel_factor(10.0) - 1.0).abs() < 1e-12);
    assert_eq!(wheel_factor(0.0), 1.0);
}

#[test]
fn the_range_in_view_is_written_as_fine_as_it_is() {
    let of = |end: Micros, from: u64, to: u64| {
        let window = TimeWindow::between(Micros(from), Micros(to));
        range_in_words(&Scale::fit(end, WIDTH, false).showing(window))
    };
    let mock = Micros(26_342_000);
    assert_eq!(of(mock, 8_000_000, 16_000_000), "8.0 – 16.0 s of 26.3 s");
    assert_eq!(of(mock, 11_174_000, 11_624_000), "11.17 – 11.62 s of 26.3 s");
    assert_eq!(of(mock, 11_174_001, 11_174_011), "11.174001 – 11.174011 s of 26.3 s");
    assert_eq!(of(ms(300), 1_000, 2_000), "1.00 – 2.00 ms of 300 ms");
    assert_eq!(range_in_words(&Scale::fit(mock, WIDTH, false)), "0 – 26.3 s");
}

/// A run of `tasks` tasks, each of whose states lasts whole milliseconds.
fn busy_run(tasks: u32) -> Trace {
    let mut made = Handmade::new(tasks, Unit::Task);
    made.spawn(0, 0);
    for task in 1..=tasks {
        made.spawn(0, task);
    }
    for step in 0_u64..150 {
        let task = 1 + (step as u32 * 7) % tasks;
        let at = step * 12;
        made.poll(at, at + 4, task, WaitingOn::Child)
            .wake(at + 9, task, WokenBy::User);
    }
    made.trace
}

#[test]
fn what_is_laid_out_of_a_view_is_what_the_whole_picture_shows_there() {
    let trace = busy_run(9);
    let lanes = folded(&trace);
    let end = secs(2);
    // The whole run at the same number of pixels for a microsecond, on a canvas wide enough for it.
    let zoomed = Scale::fit(end, WIDTH, false);
    for (from, to) in [(0, 250), (3, 253), (700, 950), (1_744, 1_994)] {
        let scale = zoomed.showing(TimeWindow::between(ms(from), ms(to)));
        let whole = Scale::fit(end, 16.0 + 8_000.0 + 104.0, false);
        assert!((whole.pixels_per_micro() - scale.pixels_per_micro()).abs() < 1e-12);
        let shift = whole.x_from_time(Micros::ZERO) - scale.x_from_time(Micros::ZERO);
        let of = |scale: Scale| {
            layout(&Input {
                scale,
                ..input(&trace, &lanes, end)
            })
        };
        let (seen, all) = (of(scale), of(whole));
        let cut = |rect: Rect, by: f64| {
            let (left, right) = ((rect.x - by).max(0.0), (rect.right() - by).min(WIDTH));
            let tenths = |x: f64| (x * 10.0).round() as i64;
            (right - left > 1e-6).then(|| (tenths(left), tenths(right), tenths(rect.y)))
        };
        let bars = |scene: &Scene, by: f64| {
            let bars = scene.bars.iter();
            bars.filter_map(|bar| Some((bar.task, bar.kind, cut(bar.rect, by)?)))
                .collect::<Vec<_>>()
        };
        let polls = |scene: &Scene, by: f64| {
            let polls = scene.polls.iter();
            polls
                .filter_map(|poll| Some((poll.task, cut(poll.rect, by)?)))
                .collect::<Vec<_>>()
        };
        assert_eq!(bars(&seen, 0.0), bars(&all, shift), "{from} ms");
        assert_eq!(polls(&seen, 0.0), polls(&all, shift), "{from} ms");
        assert!(
            !seen.bars.is_empty() && seen.bars.len() < all.bars.len() / 3,
            "{from} ms"
        );
    }
}

#[test]
fn a_moment_is_hit_where_it_is_drawn_at_every_zoom() {
    let trace = two_and_one();
    let lanes = folded(&trace);
    let mut scale = two_seconds();
    for _ in 0..35 {
        let x = scale.x_from_time(secs(1));
        let found = hit(
            &Input {
                scale,
                ..input(&trace, &lanes, secs(2))
            },
            x,
            122.0,
        );
        let near = found.and_then(|found| found.near);
        assert_eq!(
            near.map(|near| (near.at, near.what)),
            Some((secs(1), LaneMoment::Ended))
        );
        scale = scale.zoomed(ZOOM_STEP, x + 0.3);
    }
    assert!(scale.span() <= Micros(2));
}
