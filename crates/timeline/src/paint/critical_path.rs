//! Paints the critical path. Decides inks and order; positions come from the layout.

use crate::pen::{Ink, Pen, Text};
use crate::scene::DrawnPath;

const LINE: f64 = 2.5;
/// The width of the halo that separates the line from what it crosses.
const HALO: f64 = 5.5;
/// The dash of a group of steps.
const DASH: [f64; 2] = [6.0, 4.0];
/// The head of the arrow, 9 px wide and 8 px high.
const HEAD_HALF_WIDTH: f64 = 4.5;
const HEAD_HEIGHT: f64 = 8.0;
/// The ring of the halo's colour around a mark.
const MARK_HALO: f64 = 2.0;
/// The corners of the area of a share.
const AREA_RADIUS: f64 = 4.0;
const NUMBER_SIZE: f64 = 10.0;
const SHARE_SIZE: f64 = 11.0;
/// From the middle of a text to its baseline, as a part of its size.
const BASELINE: f64 = 0.36;
/// The gap between a mark and its share.
const GAP: f64 = 3.0;

/// Paints the line, then the marks over it.
pub(super) fn paint(path: &DrawnPath, pen: &mut dyn Pen) {
    let lines: Vec<&[(f64, f64)]> = path.lines.iter().map(Vec::as_slice).collect();
    let dashed: Vec<&[(f64, f64)]> = path.dashed.iter().map(|line| &line[..]).collect();
    let whole: Vec<&[(f64, f64)]> = lines.iter().chain(&dashed).copied().collect();
    pen.lines(Ink::PathHalo, HALO, None, &whole);
    pen.lines(Ink::Path, LINE, None, &lines);
    pen.lines(Ink::Path, LINE, Some(DASH), &dashed);
    if let Some((x, tip, up)) = path.head {
        let base = if up { tip + HEAD_HEIGHT } else { tip - HEAD_HEIGHT };
        pen.triangle(
            Ink::Path,
            [(x - HEAD_HALF_WIDTH, base), (x, tip), (x + HEAD_HALF_WIDTH, base)],
        );
    }
    for mark in &path.marks {
        let middle = [(mark.x, mark.y)];
        if mark.share.is_some() {
            pen.fill(Ink::PathHalo, AREA_RADIUS, &[mark.share_area]);
        }
        pen.circles(Ink::PathHalo, mark.radius + MARK_HALO, None, &middle);
        pen.circles(Ink::Path, mark.radius, None, &middle);
        pen.text(&Text {
            words: &mark.number,
            x: mark.x,
            baseline: mark.y + NUMBER_SIZE * BASELINE,
            size: NUMBER_SIZE,
            weight: 600,
            centred: true,
            ink: Ink::PathHalo,
            halo: None,
        });
        if let Some(share) = &mark.share {
            pen.text(&Text {
                words: share,
                x: mark.x + mark.radius + GAP,
                baseline: mark.y + SHARE_SIZE * BASELINE,
                size: SHARE_SIZE,
                weight: 600,
                centred: false,
                ink: Ink::Path,
                halo: None,
            });
        }
    }
}
