//! Paints the lanes of resources. Decides inks and order; positions come from the layout.

use super::{DASH, grid, small, veil};
use crate::pen::{Ink, Pen};
use crate::scene::{BarKind, Rect, ResourceRows, Scene};

/// The width of the line of a level.
const LINE: f64 = 1.5;
/// The kinds of wait whose inks resources have.
const KINDS: [BarKind; 2] = [BarKind::Permit, BarKind::Resource];

/// Not part of what the first picture needs, so that the second part of the page has it.
#[inline(never)]
pub(super) fn paint(scene: &Scene, rows: &ResourceRows, pen: &mut dyn Pen) {
    pen.clip(rows.rect);
    pen.fill(Ink::Band, 0.0, &[rows.rect]);
    let rules: Vec<Rect> = rows
        .rules
        .iter()
        .map(|&y| Rect::new(0.0, y, rows.rect.width, 1.0))
        .collect();
    pen.fill(Ink::Rule, 0.0, &rules);
    grid(scene, pen, false);
    for kind in KINDS {
        let of_kind = |all: &[(BarKind, Rect)]| -> Vec<Rect> {
            all.iter()
                .filter(|(of, _)| *of == kind)
                .map(|(_, rect)| *rect)
                .collect()
        };
        pen.fill(Ink::BarFill(kind), 0.0, &of_kind(&rows.areas));
        pen.dashes(Ink::Bar(kind), DASH, &of_kind(&rows.limits));
        let lines: Vec<&[(f64, f64)]> = rows
            .lines
            .iter()
            .filter(|line| line.kind == kind)
            .map(|line| &line.points[..])
            .collect();
        pen.lines(Ink::Bar(kind), LINE, None, &lines);
        let held = |several: bool| -> Vec<Rect> {
            let same = rows
                .held
                .iter()
                .filter(|held| held.kind == kind && held.several == several);
            same.map(|held| held.rect).collect()
        };
        pen.fill(Ink::Bar(kind), 0.0, &held(true));
        pen.fill(Ink::BarFill(kind), 0.0, &held(false));
        pen.outline(Ink::Bar(kind), None, &held(false));
    }
    for held in &rows.held {
        if let Some(label) = &held.label {
            pen.text(&small(&label.text, label.x, label.baseline, Ink::Bar(held.kind)));
        }
    }
    for word in &rows.words {
        let ink = word.kind.map_or(Ink::TickLabel, Ink::Bar);
        pen.text(&small(&word.label.text, word.label.x, word.label.baseline, ink));
    }
    veil(scene, pen);
    if scene.dimmed {
        pen.fill(Ink::Dim, 0.0, &[rows.rect]);
    }
    pen.unclip();
}
