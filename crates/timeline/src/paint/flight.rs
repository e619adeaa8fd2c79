//! Paints the row of tasks in flight. Decides inks and order; positions come from the layout.

use super::{DASH, grid, veil};
use crate::pen::{Ink, Pen};
use crate::scene::{BarKind, EndKind, FlightRow, Rect, Scene};

/// As heavy as the line of the ready queue.
const LINE: f64 = 1.25;

pub(super) fn paint(scene: &Scene, row: &FlightRow, pen: &mut dyn Pen) {
    pen.clip(row.rect);
    grid(scene, pen, false);
    pen.fill(Ink::InFlight, 0.0, &row.area);
    if row.predicted.is_empty() {
        pen.fill(Ink::End(EndKind::Failed), 0.0, &row.failures);
    } else {
        pen.lines(Ink::Bar(BarKind::Timer), LINE, Some(DASH), &[&row.predicted]);
        pen.outline(Ink::End(EndKind::Failed), Some(DASH), &row.failures);
    }
    veil(scene, pen);
    if scene.dimmed {
        pen.fill(Ink::Dim, 0.0, &[row.rect]);
    }
    let rule = Rect::new(0.0, row.rect.bottom() - 1.0, row.rect.width, 1.0);
    pen.fill(Ink::Rule, 0.0, &[rule]);
    pen.unclip();
}
