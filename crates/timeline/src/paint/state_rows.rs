use crate::pen::{Ink, Pen, Texture};
use crate::scene::{BarKind, EndKind, StateRows};

/// Paints the rows: what ends with a problem last, over everything else.
pub(super) fn paint(rows: &StateRows, pen: &mut dyn Pen) {
    pen.fill(Ink::InFlight, 0.0, &rows.waiting);
    pen.fill(Ink::OverdueFill, 0.0, &rows.overdue);
    pen.texture(Texture::Overdue, &rows.overdue);
    pen.fill(Ink::BarFill(BarKind::Permit), 0.0, &rows.blocked);
    pen.texture(Texture::Dots, &rows.blocked);
    pen.fill(Ink::BarFill(BarKind::Running), 0.0, &rows.busy);
    pen.fill(Ink::End(EndKind::Finished), 0.0, &rows.ended);
    pen.fill(Ink::End(EndKind::Cancelled), 0.0, &rows.cancellations);
    pen.fill(Ink::End(EndKind::Failed), 0.0, &rows.failures);
    pen.fill(Ink::Dim, 0.0, rows.predicted.as_slice());
}
