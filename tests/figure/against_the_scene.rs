//! The pen that writes SVG draws what another pen is told: the same, in the same places and order.

use super::shapes::{LogPen, Shape, read};
use super::support::{Draws, Family, random_link};
use super::*;
use figure::SvgPen;
use recording::TaskId;
use recording::inquiry::story;
use scenario::time::Micros;
use timeline::rows::BAND_HEIGHT;
use timeline::{
    Forecast, LoopActivity, Scene, SelectedMoment, TimeWindow, arrows, late_timers, layout, paint, queue_steps,
    state_rows,
};

/// What the pen writes of this scene, read back.
fn read_back(scene: &Scene, colours: Colours, crisp: bool) -> Vec<Shape> {
    let mut pen = SvgPen::new(colours, "p", crisp);
    paint(scene, &mut pen);
    let (definitions, markup) = pen.finish();
    read(
        &format!(r#"<svg xmlns="http://www.w3.org/2000/svg"><defs>{definitions}</defs>{markup}</svg>"#),
        "p",
    )
}

/// Compares both, and returns how much was drawn.
fn compare(scene: &Scene, what: &str) -> usize {
    for colours in Colours::ALL {
        let mut log = LogPen::new(colours);
        paint(scene, &mut log);
        let found = read_back(scene, colours, colours == Colours::Dark);
        for (index, (wanted, found)) in log.shapes.iter().zip(&found).enumerate() {
            assert!(
                wanted.is_like(found),
                "{what}, {index}: {wanted:?} was written as {found:?}"
            );
        }
        assert_eq!(log.shapes.len(), found.len(), "{what}");
    }
    read_back(scene, Colours::Light, false).len()
}

/// What is drawn on this scale, in lanes of 36 px below the loop.
fn base(drawn: &Drawn, scale: Scale) -> Input<'_> {
    Input {
        rows: Rows {
            band: BAND_HEIGHT,
            ..Rows::new(drawn.trace.tasks.len(), 36.0, 500.0)
        },
        ..drawn.input(scale)
    }
}

/// The scene with the loop, as the page lays it out.
fn scene_of(drawn: &Drawn, input: &Input<'_>) -> Scene {
    let history = &drawn.folds.history;
    let late = late_timers(&drawn.trace, &history.timers, &input.scale);
    let depth = queue_steps(&drawn.trace, &history.loops, &input.scale);
    layout(&Input {
        event_loop: Some(LoopActivity {
            polls: history.loops.polls(&drawn.trace),
            depth: &depth,
            late: &late,
            turns: history.loops.turns(&drawn.trace),
            busy: Some(&history.loops),
        }),
        ..*input
    })
}

#[test]
fn random_scenarios_are_written_as_they_are_drawn() {
    let mut shapes = 0;
    for number in 0..120 {
        let mut draws = Draws::of(number);
        let family = Family {
            ties: number % 2 == 0,
            cpu: true,
            joined: number % 3 == 0,
        };
        let link = random_link(&mut draws, family);
        let drawn = Drawn::of_link(&link);
        let whole = drawn.scale(1_000.0);
        shapes += compare(&scene_of(&drawn, &base(&drawn, whole)), &link);
        // A part of the time, with low lanes, at an earlier moment.
        let zoomed = whole.zoomed(1.0 + draws.below(400) as f64 / 10.0, draws.below(1_000) as f64);
        let at = zoomed.time_from_x(500.0).min(drawn.input(whole).edge);
        let input = base(&drawn, zoomed);
        let scene = scene_of(
            &drawn,
            &Input {
                now: at,
                rows: Rows {
                    lane: [6.0, 12.0, 24.0][number as usize % 3],
                    ..input.rows
                },
                tree: None,
                groups: None,
                resources: None,
                selected: Some(TaskId(1)),
                focus: Some(SelectedMoment { task: TaskId(1), at }),
                ..input
            },
        );
        shapes += compare(&scene, &format!("{link} zoomed"));
    }
    assert!(shapes > 20_000, "only {shapes} shapes were drawn");
}

#[test]
fn predictions_edits_and_wakes_are_written_as_they_are_drawn() {
    let drawn = Drawn::of_link("tasks=A:2,B:1 fail,C:3,D:1&await=gather&limit=2&retry=1&backoff=0.5");
    let planned = Drawn::of(Trace::planned(
        drawn.trace.scenario().expect("it was simulated"),
        recording::ClockKind::Virtual,
        Micros(1),
    ));
    let forecast = Forecast {
        trace: &drawn.trace,
        lanes: &drawn.folds.history.lanes,
    };
    let scale = drawn.scale(1_000.0);
    let forecast = Some(forecast);
    let before = scene_of(
        &planned,
        &Input {
            forecast,
            ..base(&planned, scale)
        },
    );
    assert!(before.predicted_bars.len() > 4);
    compare(&before, "before the run");

    let recorded = base(&drawn, scale);
    let stale = scene_of(
        &drawn,
        &Input {
            forecast,
            stale: true,
            live: true,
            now: Micros(recorded.edge.0 / 2),
            ..recorded
        },
    );
    assert!(stale.dimmed && stale.live_edge.is_some());
    compare(&stale, "after an edit");

    let told = story(&drawn.trace, &drawn.folds, TaskId(3), Moment::end(&drawn.trace)).expect("the run has ended");
    let edges = [told.story.woken, told.story.woke].concat();
    let wakes = arrows(edges, &told.cancels);
    let earlier = [(&drawn.trace, &drawn.folds.history.lanes)];
    let scene = scene_of(
        &drawn,
        &Input {
            wakes: &wakes,
            earlier: &earlier,
            ..recorded
        },
    );
    assert!(!scene.arrows.is_empty() && !scene.earlier_run_bars.is_empty());
    compare(&scene, "with wakes");
}

#[test]
fn recordings_of_other_programs_are_written_as_they_are_drawn() {
    for name in [
        "deadlock", "late", "locks", "lost", "nested", "queue", "roots", "sundry",
    ] {
        let drawn = Drawn::of_fixture(name);
        let scene = scene_of(&drawn, &base(&drawn, drawn.scale(1_000.0)));
        assert!(compare(&scene, name) > 10, "{name}");
    }
}

#[test]
fn a_thousand_tasks_are_written_as_they_are_drawn() {
    let drawn = Drawn::of_link("tasks=0.5..2 fail 10%25 x1000&await=settle&limit=100");
    let scale = drawn.scale(1_000.0);
    let mut input = base(&drawn, scale);
    input.rows.lane = 12.0;
    let mut scene = scene_of(&drawn, &input);
    let rows = Rows { count: 1, ..input.rows };
    scene.state_rows = Some(state_rows(&drawn.grid, &scale, &rows, input.edge, false));
    compare(&scene, "1,000 tasks");
    let part = scale.showing(TimeWindow::between(Micros::from_secs(1), Micros::from_secs(2)));
    compare(&scene_of(&drawn, &base(&drawn, part)), "a part of 1,000 tasks");
}
