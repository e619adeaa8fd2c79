//! Paints the arrows of wakes. Decides inks and order; positions come from the layout.

use super::DOTS;
use crate::pen::{Ink, Pen};
use crate::scene::{Arrow, BarKind, Rect};

/// The radius of the dot at the cause.
const DOT_RADIUS: f64 = 1.75;
/// The open head at the woken task, 6 px wide and 5 px high.
const HEAD_HALF_WIDTH: f64 = 3.0;
const HEAD_HEIGHT: f64 = 5.0;
const HEAD_LINE: f64 = 1.25;
const LINE: f64 = 1.0;
/// The width of the halo that separates the line from what it crosses.
const HALO: f64 = 3.0;

/// Paints the halos of the arrows: only over lanes, because the halo has the colour of the lanes' background.
pub(super) fn halos(arrows: &[Arrow], pen: &mut dyn Pen) {
    let halos: Vec<Rect> = arrows
        .iter()
        .map(|arrow| {
            let (top, bottom) = (arrow.from.min(arrow.to), arrow.from.max(arrow.to));
            Rect::new(arrow.x - HALO / 2.0, top, HALO, bottom - top)
        })
        .collect();
    pen.fill(Ink::Halo, 0.0, &halos);
}

/// Paints the arrows for which `wanted` is true.
pub(super) fn paint(arrows: &[Arrow], wanted: impl Fn(&Arrow) -> bool, pen: &mut dyn Pen) {
    for (permit, ink) in [(false, Ink::WakeArrow), (true, Ink::Bar(BarKind::Permit))] {
        let same: Vec<&Arrow> = arrows
            .iter()
            .filter(|arrow| arrow.permit == permit && wanted(arrow))
            .collect();
        for (dashed, dash) in [(false, None), (true, Some(DOTS))] {
            let lines: Vec<[(f64, f64); 2]> = same
                .iter()
                .filter(|arrow| arrow.dashed == dashed)
                .map(|arrow| [(arrow.x, arrow.from), (arrow.x, arrow.to)])
                .collect();
            draw(ink, LINE, dash, &lines, pen);
        }
        let heads: Vec<[(f64, f64); 3]> = same
            .iter()
            .filter(|arrow| arrow.head)
            .map(|arrow| head(arrow))
            .collect();
        draw(ink, HEAD_LINE, None, &heads, pen);
        let dots: Vec<(f64, f64)> = same
            .iter()
            .filter(|arrow| arrow.dot)
            .map(|arrow| (arrow.x, arrow.from))
            .collect();
        pen.circles(ink, DOT_RADIUS, None, &dots);
    }
}

fn head(arrow: &Arrow) -> [(f64, f64); 3] {
    let back = if arrow.to > arrow.from {
        -HEAD_HEIGHT
    } else {
        HEAD_HEIGHT
    };
    let Arrow { x, to, .. } = *arrow;
    [
        (x - HEAD_HALF_WIDTH, to + back),
        (x, to),
        (x + HEAD_HALF_WIDTH, to + back),
    ]
}

fn draw<const CORNERS: usize>(
    ink: Ink,
    width: f64,
    dash: Option<[f64; 2]>,
    lines: &[[(f64, f64); CORNERS]],
    pen: &mut dyn Pen,
) {
    let lines: Vec<&[(f64, f64)]> = lines.iter().map(|line| &line[..]).collect();
    pen.lines(ink, width, dash, &lines);
}
