//! Paints a scene with a pen, style by style. Decides the order and the inks; positions come from the layout.

mod arrows;
mod critical_path;
mod flight;
mod loop_lane;
mod resources;
mod state_rows;

use super::pen::{Ink, Pen, Text, Texture};
use super::scene::{Bar, BarKind, Cap, EndKind, Label, NowLine, OverdueBar, PredictedBar, Rect, RulerMark, Scene};

/// The solid edge at the start of a wait.
const EDGE_WIDTH: f64 = 2.0;
/// Corners of waiting bars; what runs has square ones.
const CORNER: f64 = 3.0;
/// The lines above and below a bar that waits on children.
const RAIL: f64 = 1.5;
/// The gap in the cap of a failed task.
const GAP: f64 = 4.0;
/// The dash of predictions, and of the ruler's base under a backoff.
const DASH: [f64; 2] = [3.0, 3.0];
/// The dash of the outline around a cancelled task's unspent time, and of arrows from the loop.
const DOTS: [f64; 2] = [2.0, 2.0];
/// A bar in the ready queue narrower than this is solid, because an outline would leave nothing inside.
const NARROWEST_HOLLOW: f64 = 3.0;

/// The width of a poll that is too short to be a bar.
const POLL_WIDTH: f64 = 2.0;
/// The ring around the selected moment, and the background it is drawn on.
const FOCUS_RADIUS: f64 = 6.0;
const FOCUS_LINE: f64 = 2.0;
const FOCUS_GROUND: f64 = 4.0;

/// Paints the whole scene, its background included.
pub fn paint(scene: &Scene, pen: &mut dyn Pen) {
    pen.fill(
        Ink::Pane,
        0.0,
        &[Rect::new(0.0, 0.0, scene.size.width, scene.size.height)],
    );
    if let Some(row) = &scene.flight {
        flight::paint(scene, row, pen);
    }
    if scene.band.height > 0.0 {
        pen.clip(scene.band);
        band(scene, pen);
        pen.unclip();
    }
    pen.clip(scene.lanes);
    rows(scene, pen);
    parent_polls(scene, pen);
    grid(scene, pen, false);
    bars(scene, pen);
    if let Some(rows) = &scene.state_rows {
        state_rows::paint(rows, pen);
    }
    if let Some(groups) = &scene.groups {
        state_rows::paint(groups, pen);
    }
    caps(scene, pen);
    earlier_run_bars(scene, pen);
    pen.fill(Ink::Bar(BarKind::Child), 0.0, &scene.rail);
    arrows::halos(&scene.arrows, pen);
    arrows::paint(&scene.arrows, |_| true, pen);
    veil(scene, pen);
    if scene.dimmed {
        ends(scene, pen);
        pen.fill(Ink::Dim, 0.0, &[scene.lanes]);
    }
    predicted_bars(scene, pen);
    pen.unclip();
    if let Some(rows) = &scene.resources {
        resources::paint(scene, rows, pen);
    }
    axis(scene, pen);
    pen.fill(Ink::LiveEdge, 0.0, scene.live_edge.as_slice());
    if let Some(now) = &scene.now {
        now_line(scene, now, pen);
    }
    pen.clip(scene.lanes);
    if !scene.dimmed {
        ends(scene, pen);
    }
    if let Some(path) = &scene.critical_path {
        critical_path::paint(path, pen);
    }
    pen.circles(Ink::Halo, FOCUS_RADIUS, Some(FOCUS_GROUND), scene.focus.as_slice());
    pen.circles(Ink::Focus, FOCUS_RADIUS, Some(FOCUS_LINE), scene.focus.as_slice());
    pen.unclip();
}

/// The band of the loop, with the arrows that start or end in it.
fn band(scene: &Scene, pen: &mut dyn Pen) {
    pen.fill(Ink::Band, 0.0, &[scene.band]);
    grid(scene, pen, false);
    if let Some(lane) = &scene.event_loop {
        loop_lane::paint(lane, pen);
    }
    let bottom = scene.band.bottom();
    arrows::paint(&scene.arrows, |arrow| arrow.from.min(arrow.to) < bottom, pen);
    veil(scene, pen);
    if scene.dimmed {
        pen.fill(Ink::Dim, 0.0, &[scene.band]);
    }
    let rule = Rect::new(0.0, bottom - 1.0, scene.size.width, 1.0);
    pen.fill(Ink::Rule, 0.0, &[rule]);
}

fn veil(scene: &Scene, pen: &mut dyn Pen) {
    if let Some(veil) = scene.veil {
        pen.fill(Ink::Veil, 0.0, &[veil]);
        grid(scene, pen, true);
    }
}

fn rows(scene: &Scene, pen: &mut dyn Pen) {
    if let Some(selected) = scene.selected {
        pen.fill(Ink::Selected, 0.0, &[selected]);
    }
    let rules: Vec<Rect> = scene
        .rules
        .iter()
        .map(|&y| Rect::new(0.0, y, scene.size.width, 1.0))
        .collect();
    pen.fill(Ink::Rule, 0.0, &rules);
}

fn parent_polls(scene: &Scene, pen: &mut dyn Pen) {
    let (ticks, long): (Vec<Rect>, Vec<Rect>) = scene.parent_polls.iter().partition(|rect| rect.width <= POLL_WIDTH);
    pen.fill(Ink::ParentPoll, 0.0, &ticks);
    pen.fill(Ink::LongParentPoll, 0.0, &long);
}

/// The grid lines left of the veil, or those in it, which are painted over the veil so that all have the same strength.
fn grid(scene: &Scene, pen: &mut dyn Pen, veiled: bool) {
    let (top, bottom) = (scene.axis.rect.bottom(), scene.size.height);
    let lines: Vec<Rect> = scene
        .grid
        .iter()
        .filter(|&&x| scene.veil.is_some_and(|veil| x >= veil.x) == veiled)
        .map(|&x| Rect::new(x - 0.5, top, 1.0, bottom - top))
        .collect();
    pen.fill(Ink::Grid, 0.0, &lines);
}

fn bars(scene: &Scene, pen: &mut dyn Pen) {
    for kind in BarKind::ALL {
        let bars: Vec<&Bar> = scene.bars.iter().filter(|bar| bar.kind == kind).collect();
        if !bars.is_empty() {
            faces(kind, &bars, pen);
            details(kind, &bars, &scene.ruler, pen);
        }
    }
    overdue(scene, pen);
    let polls: Vec<Rect> = scene.polls.iter().map(|poll| poll.rect).collect();
    pen.fill(Ink::BarFill(BarKind::Running), 0.0, &polls);
    for bar in &scene.bars {
        let Some(label) = &bar.label else { continue };
        let (ink, weight) = match bar.kind {
            BarKind::Running => (Ink::OnRunning, 500),
            kind => (Ink::Bar(kind), 400),
        };
        // The ruler's marks take up the lowest pixels of the bar.
        let lift = if bar.kind == BarKind::Timer { 1.0 } else { 0.0 };
        pen.text(&Text {
            weight,
            ..small(&label.text, label.x, label.baseline - lift, ink)
        });
    }
}

fn overdue(scene: &Scene, pen: &mut dyn Pen) {
    let (solid, boxes): (Vec<&OverdueBar>, Vec<&OverdueBar>) = scene.overdue.iter().partition(|bar| bar.solid);
    let rects = |bars: &[&OverdueBar]| bars.iter().map(|bar| bar.rect).collect::<Vec<Rect>>();
    pen.fill(Ink::Overdue, 0.0, &rects(&solid));
    let areas = rects(&boxes);
    pen.fill(Ink::OverdueFill, 0.0, &areas);
    let textured = boxes.iter().map(|bar| Rect {
        x: bar.texture_x,
        width: (bar.rect.right() - 1.0 - bar.texture_x).max(0.0),
        ..bar.rect
    });
    let textured: Vec<Rect> = textured.filter(|rect| rect.width > 0.0).collect();
    pen.texture(Texture::Overdue, &textured);
    pen.outline(Ink::Overdue, None, &areas);
    for label in scene.overdue.iter().filter_map(|bar| bar.label.as_ref()) {
        pen.text(&small(&label.text, label.x, label.baseline, Ink::Overdue));
    }
}

fn faces(kind: BarKind, bars: &[&Bar], pen: &mut dyn Pen) {
    let (solid, shaped): (Vec<&Bar>, Vec<&Bar>) = bars.iter().partition(|bar| bar.solid);
    let solid: Vec<Rect> = solid.iter().map(|bar| bar.rect).collect();
    let shaped: Vec<Rect> = shaped.iter().map(|bar| bar.rect).collect();
    let solid_ink = if kind == BarKind::Running {
        Ink::BarFill(kind)
    } else {
        Ink::Bar(kind)
    };
    pen.fill(solid_ink, 0.0, &solid);
    match kind {
        BarKind::Running => pen.fill(Ink::BarFill(kind), 0.0, &shaped),
        BarKind::Ready => {
            let (hollow, narrow): (Vec<Rect>, Vec<Rect>) =
                shaped.into_iter().partition(|rect| rect.width >= NARROWEST_HOLLOW);
            pen.fill(Ink::Bar(kind), 0.0, &narrow);
            pen.fill(Ink::BarFill(kind), 0.0, &hollow);
            pen.outline(Ink::Bar(kind), None, &hollow);
        }
        _ => {
            pen.fill(Ink::BarFill(kind), CORNER, &shaped);
            let edge = |rect: &Rect| Rect {
                width: EDGE_WIDTH.min(rect.width),
                ..*rect
            };
            let edges: Vec<Rect> = shaped.iter().map(edge).collect();
            pen.fill(Ink::Bar(kind), 0.0, &edges);
        }
    }
}

fn details(kind: BarKind, bars: &[&Bar], ruler: &[RulerMark], pen: &mut dyn Pen) {
    let shaped = || bars.iter().filter(|bar| !bar.solid);
    // The textured part, clear of the edge on the left and of the corner on the right.
    let textured = |bar: &&&Bar| {
        let x = bar.texture_x;
        Rect {
            x,
            width: (bar.rect.right() - 1.0 - x).max(0.0),
            ..bar.rect
        }
    };
    let base = |bar: &&&Bar| Rect {
        y: bar.rect.bottom() - 1.0,
        height: 1.0,
        ..bar.rect
    };
    match kind {
        BarKind::Timer => {
            let bases: Vec<Rect> = shaped().map(|bar| base(&bar)).collect();
            pen.fill(Ink::Bar(kind), 0.0, &bases);
            let mut marks = Vec::new();
            shaped().for_each(|bar| ruler_marks(bar, ruler, &mut marks));
            pen.fill(Ink::Ruler, 0.0, &marks);
        }
        BarKind::Backoff => {
            let bases: Vec<Rect> = shaped().map(|bar| base(&bar)).collect();
            pen.dashes(Ink::Bar(kind), DASH, &bases);
        }
        BarKind::Child => {
            let rails: Vec<Rect> = shaped()
                .flat_map(|bar| {
                    [bar.rect.y, bar.rect.bottom() - RAIL].map(|y| Rect {
                        y,
                        height: RAIL,
                        ..bar.rect
                    })
                })
                .collect();
            pen.fill(Ink::Bar(kind), 0.0, &rails);
        }
        BarKind::Permit | BarKind::Resource => {
            let areas: Vec<Rect> = shaped()
                .map(|bar| textured(&bar))
                .filter(|rect| rect.width > 0.0)
                .collect();
            let texture = if kind == BarKind::Permit {
                Texture::Dots
            } else {
                Texture::UprightDashes
            };
            pen.texture(texture, &areas);
        }
        BarKind::Ready => {
            let hollow = shaped().filter(|bar| bar.rect.width >= NARROWEST_HOLLOW);
            let inside = |bar: &&Bar| Rect {
                x: bar.rect.x + 1.0,
                width: bar.rect.width - 2.0,
                ..bar.rect
            };
            let (high, low): (Vec<Rect>, Vec<Rect>) = hollow.map(inside).partition(|rect| rect.height >= 18.0);
            pen.texture(Texture::Chevrons, &high);
            pen.texture(Texture::SmallChevrons, &low);
        }
        BarKind::Running => {}
    }
}

fn ruler_marks(bar: &Bar, ruler: &[RulerMark], marks: &mut Vec<Rect>) {
    let (left, right) = (bar.texture_x, bar.rect.right() - 1.0);
    let first = ruler.partition_point(|mark| mark.x < left);
    let inside = ruler[first..].iter().take_while(|mark| mark.x <= right);
    marks.extend(inside.map(|mark| Rect::new(mark.x - 0.5, bar.rect.bottom() - mark.height, 1.0, mark.height)));
}

fn caps(scene: &Scene, pen: &mut dyn Pen) {
    let hatches: Vec<Rect> = scene.hatches.iter().map(|hatch| hatch.rect).collect();
    pen.texture(Texture::Hatch, &hatches);
    pen.outline(Ink::End(EndKind::Cancelled), Some(DOTS), &hatches);
    // Cover a poll that ended here, which would be visible in the gap.
    let gaps: Vec<Rect> = scene
        .caps
        .iter()
        .filter(|cap| has_gap(cap))
        .map(|cap| cap.rect)
        .collect();
    pen.fill(Ink::Pane, 0.0, &gaps);
    for how in EndKind::ALL {
        let caps: Vec<Rect> = scene
            .caps
            .iter()
            .filter(|cap| cap.how == how)
            .flat_map(cap_parts)
            .collect();
        pen.fill(Ink::End(how), 0.0, &caps);
    }
}

/// Whether the cap is drawn with a gap.
fn has_gap(cap: &Cap) -> bool {
    cap.how == EndKind::Failed && cap.gap
}

fn cap_parts(cap: &Cap) -> Vec<Rect> {
    if !has_gap(cap) {
        return vec![cap.rect];
    }
    let height = (cap.rect.height - GAP) / 2.0;
    let upper = Rect { height, ..cap.rect };
    vec![
        upper,
        Rect {
            y: cap.rect.bottom() - height,
            ..upper
        },
    ]
}

fn predicted_bars(scene: &Scene, pen: &mut dyn Pen) {
    let outlines = |kind: Option<BarKind>| {
        let same = scene
            .predicted_bars
            .iter()
            .filter(move |predicted_bar: &&PredictedBar| predicted_bar.kind == kind);
        same.map(|predicted_bar| predicted_bar.rect).collect::<Vec<Rect>>()
    };
    for kind in BarKind::ALL {
        let areas = outlines(Some(kind));
        pen.fill(Ink::PredictedFill(kind), CORNER, &areas);
        pen.outline(Ink::Bar(kind), Some(DASH), &areas);
    }
    pen.outline(Ink::Predicted, Some(DASH), &outlines(None));
    for predicted_bar in &scene.predicted_bars {
        if let (Some(label), Some(kind)) = (&predicted_bar.label, predicted_bar.kind) {
            pen.text(&small(&label.text, label.x, label.baseline, Ink::Bar(kind)));
        }
        if let Some(end) = &predicted_bar.end {
            pen.text(&small(&end.text, end.x, end.baseline, Ink::TickLabel));
        }
    }
    let rings: Vec<(f64, f64)> = scene
        .predicted_bars
        .iter()
        .filter_map(|predicted_bar| predicted_bar.ring)
        .collect();
    pen.rings(Ink::Predicted, &rings);
    pen.rings(Ink::Predicted, &scene.deviated);
}

fn earlier_run_bars(scene: &Scene, pen: &mut dyn Pen) {
    for kind in BarKind::ALL {
        let same = scene
            .earlier_run_bars
            .iter()
            .filter(|earlier_run_bar| earlier_run_bar.kind == kind);
        let areas: Vec<Rect> = same.map(|earlier_run_bar| earlier_run_bar.rect).collect();
        pen.fill(Ink::Bar(kind), 0.0, &areas);
    }
}

fn axis(scene: &Scene, pen: &mut dyn Pen) {
    let bottom = scene.axis.rect.bottom();
    let ticks: Vec<Rect> = scene
        .axis
        .ticks
        .iter()
        .map(|tick| {
            let height = if tick.major { 7.0 } else { 4.0 };
            Rect::new(tick.x - 0.5, bottom - height, 1.0, height)
        })
        .collect();
    pen.fill(Ink::Tick, 0.0, &ticks);
    pen.fill(
        Ink::AxisLine,
        0.0,
        &[Rect::new(0.0, bottom - 1.0, scene.axis.rect.width, 1.0)],
    );
    for tick in &scene.axis.ticks {
        if let Some(label) = &tick.label {
            pen.text(&Text {
                centred: true,
                ..small(label, tick.x, 17.0, Ink::TickLabel)
            });
        }
    }
}

/// ```text
///        ┌─────────┐
///        │ 2.120 s │  flag
///        └───╲ ╱───┘
///             │       line, down through all lanes
/// ```
fn now_line(scene: &Scene, now: &NowLine, pen: &mut dyn Pen) {
    let bottom = now.flag.bottom();
    // The upper end is hidden behind the flag's point.
    let top = bottom + 1.0;
    pen.fill(
        Ink::Now,
        0.0,
        &[Rect::new(
            now.x - now.width / 2.0,
            top,
            now.width,
            (scene.size.height - top).max(0.0),
        )],
    );
    pen.fill(Ink::Now, CORNER, &[now.flag]);
    pen.triangle(
        Ink::Now,
        [(now.x - 5.0, bottom), (now.x + 5.0, bottom), (now.x, bottom + 5.0)],
    );
    let x = now.flag.x + now.flag.width / 2.0;
    pen.text(&Text {
        centred: true,
        weight: 600,
        ..small(&now.text, x, now.flag.y + 13.0, Ink::OnNow)
    });
}

fn ends(scene: &Scene, pen: &mut dyn Pen) {
    let stuck: Vec<Rect> = scene.stuck.iter().map(|mark| mark.rect).collect();
    pen.fill(Ink::Pane, CORNER, &stuck);
    pen.outline(Ink::End(EndKind::Failed), Some(DASH), &stuck);
    for mark in &scene.stuck {
        let Label { x, baseline, text } = &mark.label;
        pen.text(&small(text, *x, *baseline, Ink::End(EndKind::Failed)));
    }
    for end in &scene.ends {
        pen.glyph(end.how, Ink::End(end.how), end.glyph);
        if let Some(label) = &end.label {
            let halo = if end.selected { Ink::Selected } else { Ink::Pane };
            let text = small(&label.text, label.x, label.baseline, Ink::End(end.how));
            pen.text(&Text {
                size: 12.0,
                halo: Some(halo),
                ..text
            });
        }
    }
}

fn small(words: &str, x: f64, baseline: f64, ink: Ink) -> Text<'_> {
    Text {
        words,
        x,
        baseline,
        size: 11.0,
        weight: 400,
        centred: false,
        ink,
        halo: None,
    }
}
