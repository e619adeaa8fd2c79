//! The calls to the pen, and their order.

use super::*;
use crate::edited::edit;

/// A pen that records its calls.
#[derive(Default)]
pub struct Log(Vec<String>);

impl Pen for Log {
    fn clip(&mut self, area: Rect) {
        self.0.push(format!("clip {} {}", area.y, area.bottom()));
    }
    fn unclip(&mut self) {
        self.0.push("unclip".into());
    }
    fn fill(&mut self, ink: Ink, _: f64, areas: &[Rect]) {
        self.list(&format!("fill {}", ink.token()), areas.len());
    }
    fn texture(&mut self, texture: Texture, areas: &[Rect]) {
        self.list(&format!("texture {texture:?}"), areas.len());
    }
    fn outline(&mut self, ink: Ink, dash: Option<[f64; 2]>, areas: &[Rect]) {
        let dash = if dash.is_some() { "dashed " } else { "" };
        self.list(&format!("{dash}outline {}", ink.token()), areas.len());
    }
    fn dashes(&mut self, ink: Ink, _: [f64; 2], lines: &[Rect]) {
        self.list(&format!("dashes {}", ink.token()), lines.len());
    }
    fn lines(&mut self, ink: Ink, _: f64, dash: Option<[f64; 2]>, lines: &[&[(f64, f64)]]) {
        let dash = if dash.is_some() { "dashed " } else { "" };
        let drawn = lines.iter().filter(|line| line.len() > 1).count();
        self.list(&format!("{dash}lines {}", ink.token()), drawn);
    }
    fn circles(&mut self, ink: Ink, radius: f64, line: Option<f64>, middles: &[(f64, f64)]) {
        let what = if line.is_some() { "circles" } else { "discs" };
        self.list(&format!("{what} {radius} {}", ink.token()), middles.len());
    }
    fn rings(&mut self, ink: Ink, middles: &[(f64, f64)]) {
        self.list(&format!("rings {}", ink.token()), middles.len());
    }
    fn triangle(&mut self, ink: Ink, _: [(f64, f64); 3]) {
        self.list(&format!("triangle {}", ink.token()), 1);
    }
    fn glyph(&mut self, glyph: EndKind, _: Ink, _: Rect) {
        self.0.push(format!("glyph {glyph:?}"));
    }
    fn text(&mut self, text: &Text<'_>) {
        self.0.push(format!("text {}", text.words));
    }
}

impl Log {
    fn list(&mut self, what: &str, count: usize) {
        if count > 0 {
            self.0.push(format!("{what} ×{count}"));
        }
    }

    pub fn of(scene: &Scene) -> Vec<String> {
        let mut log = Self::default();
        paint(scene, &mut log);
        log.0
    }

    pub fn of_overview(strip: &timeline::Overview) -> Vec<String> {
        let mut log = Self::default();
        timeline::paint_overview(strip, &mut log);
        log.0
    }
}

#[test]
fn a_scene_is_painted_in_draw_order() {
    let trace = two_and_one();
    let lanes = folded(&trace);
    let mut scene = layout(&Input {
        selected: Some(TaskId(2)),
        ..input(&trace, &lanes, secs(2))
    });
    scene.axis.ticks.clear();
    scene.grid.truncate(2);
    scene.ruler.truncate(0);
    let expected = [
        "fill --surface-1 ×1",
        "clip 32 400",
        "fill --select-bg ×1",
        "fill --line ×3",
        "fill --line-strong ×2",
        "fill --st-timer-fill ×2",
        "fill --st-timer ×2",
        "fill --st-timer ×2",
        "fill --st-child-fill ×1",
        "fill --st-child ×1",
        "fill --st-child ×2",
        "fill --st-running ×6",
        "text awaiting A, B",
        "text sleeps 2 s",
        "text sleeps 1 s",
        "fill --st-done ×3",
        "unclip",
        "fill --line-strong ×1",
        "fill --now ×1",
        "fill --now ×1",
        "triangle --now ×1",
        "text 2.000 s",
        "clip 32 400",
        "glyph Finished",
        "text [4, 2]",
        "glyph Finished",
        "text 4",
        "glyph Finished",
        "text 2",
        "unclip",
    ];
    assert_eq!(Log::of(&scene), expected);
}

#[test]
fn the_band_is_painted_first_and_arrows_are_painted_over_bars() {
    let trace = two_and_one();
    let lanes = folded(&trace);
    let polls = [held(0, 0, 0), held(1, 0, 0), held(2, 1_000, 1_200)];
    let depth = [queued(ms(0), 2), queued(ms(0), 0)];
    let turns = [turn(ms(0))];
    let late = [LateTimer {
        deadline: ms(1_100),
        served: ms(1_200),
        task: TaskId(1),
    }];
    let wake = |at_ms, from, to, kind| DrawnWake {
        at: ms(at_ms),
        from,
        to: TaskId(to),
        kind,
    };
    let wakes = [
        wake(0, WakeSource::Lane(TaskId(1)), 2, WakeKind::Permit),
        wake(1_000, WakeSource::Loop, 2, WakeKind::Timer),
        wake(1_000, WakeSource::Lane(TaskId(2)), 0, WakeKind::End),
    ];
    let mut scene = layout(&Input {
        rows: rows_with_band(&lanes, BAND_HEIGHT),
        event_loop: Some(LoopActivity {
            polls: polls[..].into(),
            depth: &depth,
            late: &late,
            turns: turns[..].into(),
            busy: None,
        }),
        wakes: &wakes,
        ..input(&trace, &lanes, secs(2))
    });
    scene.grid.truncate(2);
    let log = Log::of(&scene);
    let band = [
        "fill --surface-1 ×1",
        "clip 32 96",
        "fill --surface-2 ×1",
        "fill --line-strong ×2",
        "fill --line-control ×1",
        "fill --line-control ×1",
        "dashed lines --text-2 ×1",
        "fill --st-running ×1",
        "fill --st-running ×2",
        "dashed lines --st-on-running ×1",
        "lines --st-ready ×1",
        "text 2 steps",
        "text B",
        "dashed lines --text-3 ×1",
        "lines --text-3 ×1",
        "fill --line ×1",
        "unclip",
        "clip 96 400",
    ];
    assert_eq!(log[..band.len()], band);
    let arrows = [
        "fill --surface-1 ×3",
        "lines --text-3 ×1",
        "dashed lines --text-3 ×1",
        "lines --text-3 ×2",
        "discs 1.75 --text-3 ×1",
        "lines --st-permit ×1",
        "lines --st-permit ×1",
        "discs 1.75 --st-permit ×1",
        "unclip",
    ];
    let caps = log.iter().position(|line| line == "fill --st-done ×3").expect("caps");
    assert_eq!(log[caps + 1..=caps + arrows.len()], arrows);
}

#[test]
fn the_cap_of_a_failure_has_two_parts_and_a_cancellation_has_a_hatch() {
    let mut made = Handmade::new(2, Unit::Task);
    made.spawn(0, 1)
        .spawn(0, 2)
        .fail(1_000, 1, "no")
        .sleep(0, 2, TimerKind::Sleep, 2_000);
    edit(&mut made.trace, |events| events.sort_by_key(|event| event.at));
    made.push(1_000, 2, EventKind::Cancelled);
    let log = Log::of(&scene_of(&made.trace, secs(1)));
    for call in [
        "fill --st-failed ×2",
        "fill --st-cancelled ×1",
        "texture Hatch ×1",
        "dashed outline --st-cancelled ×1",
    ] {
        assert!(log.iter().any(|line| line == call), "{call} in {log:#?}");
    }
}

#[test]
fn every_ink_has_a_listed_token_and_every_listed_token_an_ink() {
    let mut inks = vec![
        Ink::Pane,
        Ink::Band,
        Ink::Selected,
        Ink::Rule,
        Ink::Grid,
        Ink::AxisLine,
        Ink::Tick,
    ];
    inks.extend([
        Ink::TickLabel,
        Ink::Veil,
        Ink::Predicted,
        Ink::Now,
        Ink::OnNow,
        Ink::OnRunning,
        Ink::Overdue,
        Ink::OverdueFill,
        Ink::Ruler,
        Ink::Strip,
        Ink::InFlight,
    ]);
    inks.extend([
        Ink::ParentPoll,
        Ink::LongParentPoll,
        Ink::Baseline,
        Ink::Note,
        Ink::Halo,
        Ink::WakeArrow,
        Ink::Path,
        Ink::LiveEdge,
        Ink::Focus,
    ]);
    inks.extend(
        BarKind::ALL
            .into_iter()
            .flat_map(|kind| [Ink::Bar(kind), Ink::BarFill(kind), Ink::PredictedFill(kind)]),
    );
    inks.extend(EndKind::ALL.map(Ink::End));
    assert!(inks.iter().all(|ink| Ink::TOKENS.contains(&ink.token())));
    assert!(
        Ink::TOKENS
            .iter()
            .all(|token| inks.iter().any(|ink| ink.token() == *token))
    );
}

#[test]
fn a_thousand_lanes_take_as_many_calls_as_ten() {
    let calls = |count: u32| {
        let mut made = Handmade::new(count, Unit::Task);
        for task in 1..=count {
            made.spawn(0, task).sleep(0, task, TimerKind::Sleep, 1_000);
        }
        let lanes = folded(&made.trace);
        let rows = Rows::new(lanes.len(), 4.0, 5_000.0);
        Log::of(&layout(&Input {
            rows,
            ..input(&made.trace, &lanes, secs(1))
        }))
        .len()
    };
    assert_eq!(calls(1_000), calls(10));
}
