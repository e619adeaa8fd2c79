//! The key below a timeline: a sample and words for each state that is drawn.

use crate::frame::{MARGIN, SMALL, Sheet};
use crate::legible::width;
use crate::svg_pen::Anchor;
use recording::State;
use timeline::glyph;
use timeline::key::{KeyEntry, KeyWords};

/// As on the page: a sample is 26 × 12 px, a glyph 14, a row 22 with its space.
const SAMPLE: (f64, f64) = (26.0, 12.0);
const GLYPH: f64 = 14.0;
const ROW: f64 = 20.0;
const GAP: f64 = 6.0;
const APART: f64 = 14.0;

/// Draws these entries in as many rows as they need.
pub(crate) fn draw(sheet: &mut Sheet<'_>, entries: impl Iterator<Item = KeyEntry>, said: KeyWords) {
    let mut x = MARGIN;
    let mut any = false;
    for entry in entries {
        let words = entry.words(said);
        let sample = entry.sample();
        let before = if sample.is_some() { SAMPLE.0 } else { GLYPH } + GAP;
        let needed = before + width(&words, SMALL.size, SMALL.weight);
        if any && x + needed > sheet.width() - MARGIN {
            x = MARGIN;
            sheet.y += ROW;
        }
        any = true;
        let middle = sheet.y + ROW / 2.0;
        match (sample, entry) {
            (Some(markup), _) => {
                sheet.pen.moved(x, middle - SAMPLE.1 / 2.0);
                sheet.pen.own(markup);
                sheet.pen.end_group();
            }
            (None, entry) => {
                let (state, token) = match entry {
                    KeyEntry::Failed => (State::Failed, "--st-failed"),
                    _ => (State::Finished, "--st-done"),
                };
                let at = (x, middle - GLYPH / 2.0);
                sheet.pen.state_glyph(glyph::markup(state), token, at, GLYPH);
            }
        }
        let letters = SMALL.coloured("--text-2");
        sheet.say(&words, (x + before, middle + 4.0), letters, Anchor::Start);
        x += needed + APART;
    }
    if any {
        sheet.y += ROW;
    }
}
