//! The comparison of the policies as a figure: a row for each, with the small picture of its run on an axis that all share,
//! and its totals.
//!
//! ```text
//!                     0    1 s   2 s │ Total time  Faster  Outcomes
//!   Gather            a ▭▭▭▭▭▭│      │        2 s      3×  ✓ 3
//!   asyncio.gather    b ▭▭▭│         │
//! ```

use crate::frame::{FigureLook, HEADLINE, Letters, MARGIN, NAME, SMALL, Sheet, WrittenFigure};
use crate::legible::width;
use crate::svg_pen::Anchor;
use crate::timeline_figure::ink_of;
use crate::xml::{Hundredths, escape};
use compare::PolicyFigures;
use recording::State;
use scenario::time::Micros;
use scenario::words;
use std::fmt::Write;
use timeline::glyph;
use timeline::scene::BarKind;
use timeline::sketch::{Drawing, SketchAxis, StrokeKind};
use timeline::{Rect, Sketch};

/// The column of the policies: the longest name.
const NAMES: f64 = 150.0;
/// The columns of the totals, from left to right, with the width of each.
const TOTALS: [(&str, f64); 3] = [("Total time", 78.0), ("Faster", 56.0), ("Outcomes", 122.0)];
const HEAD: f64 = 26.0;
/// The space above and below a picture.
const SPACE: f64 = 5.0;
const GLYPH: f64 = 12.0;

/// A policy with its run.
#[derive(Clone, Copy)]
pub struct ComparedPolicy<'a> {
    /// Its totals.
    pub figures: &'a PolicyFigures,
    /// The language's own term for it.
    pub word: &'a str,
    /// The picture of its run; `None` if the run was too long to keep.
    pub sketch: Option<&'a Sketch>,
    /// Whether it is the one that the scenario has.
    pub current: bool,
}

/// The figure as an `svg` element. `title` is the scenario in a line, `headline` what to know of the runs, `source` how they were made. All runs are of the same
/// tasks, `tasks` of them.
#[must_use]
pub fn comparison_figure(
    policies: &[ComparedPolicy<'_>],
    tasks: usize,
    (title, headline, source): (&str, &str, &str),
    look: &FigureLook<'_>,
) -> WrittenFigure {
    let mut sheet = Sheet::new(look);
    sheet.heading(title, "All policies");
    sheet.paragraph(headline, HEADLINE, 2);
    sheet.space();
    let totals: f64 = TOTALS.iter().map(|(_, width)| width).sum();
    let until = policies.iter().map(|policy| policy.figures.makespan).max();
    let gutters = policies.iter().filter_map(|policy| Some(policy.sketch?.gutter()));
    let axis = SketchAxis {
        until: until.unwrap_or(Micros::ZERO),
        width: (sheet.room() - NAMES - totals).max(0.0),
        gutter: gutters.fold(0.0, f64::max),
    };
    let plot = MARGIN + NAMES;
    let height = Sketch::height(tasks).max(44.0);
    for tick in axis.ticks() {
        let (x, anchor) = if tick.at_the_edge {
            (tick.x + SPACE, Anchor::End)
        } else {
            (tick.x, Anchor::Middle)
        };
        sheet.say(&tick.label, (plot + x, sheet.y + HEAD - 9.0), SMALL, anchor);
    }
    for (index, (name, width)) in TOTALS.iter().enumerate() {
        let (x, anchor) = column(&sheet, index, *width);
        sheet.say(name, (x, sheet.y + HEAD - 9.0), SMALL, anchor);
    }
    sheet.y += HEAD;
    sheet.line("--line");
    for policy in policies {
        let whole = Rect::new(0.0, sheet.y, sheet.width(), height + 2.0 * SPACE);
        if policy.current {
            sheet.pen.area("--select-bg", whole);
            sheet.pen.area("--focus", Rect { width: 3.0, ..whole });
        }
        row(&mut sheet, policy, whole);
        if let Some(sketch) = policy.sketch {
            sheet.pen.moved(plot, whole.y + SPACE);
            let drawn = markup(axis, height, &sketch.draw(axis, height));
            sheet.pen.own(&drawn);
            sheet.pen.end_group();
        }
        sheet.y = whole.bottom();
        sheet.line("--line");
    }
    sheet.footer("", source);
    let said = policies.iter().map(|policy| {
        let PolicyFigures {
            policy, makespan, ends, ..
        } = policy.figures;
        let (label, total) = (policy.label(), words::length(*makespan));
        let (finished, failed, cancelled) = (ends.finished, ends.failed, ends.cancelled);
        format!("{label}: {total}, {finished} finished, {failed} failed, {cancelled} cancelled.")
    });
    let description = said.collect::<Vec<_>>().join(" ");
    sheet.finish(title, &description)
}

/// The x of a column of totals. Figures are aligned at its right, outcomes at its left.
fn column(sheet: &Sheet<'_>, index: usize, own: f64) -> (f64, Anchor) {
    let after: f64 = TOTALS[index + 1..].iter().map(|(_, width)| width).sum();
    let right = sheet.width() - MARGIN - after;
    if index + 1 == TOTALS.len() {
        (right - own + MARGIN, Anchor::Start)
    } else {
        (right, Anchor::End)
    }
}

/// The name and the totals of a policy.
fn row(sheet: &mut Sheet<'_>, policy: &ComparedPolicy<'_>, area: Rect) {
    let PolicyFigures {
        policy: which,
        makespan,
        speed_up,
        ends,
        ..
    } = policy.figures;
    let middle = area.y + area.height / 2.0;
    sheet.say_in(NAMES - 8.0, which.label(), (MARGIN, middle - 3.0), NAME, Anchor::Start);
    sheet.say_in(NAMES - 8.0, policy.word, (MARGIN, middle + 12.0), SMALL, Anchor::Start);
    let baseline = middle + 4.5;
    let figure = Letters::new(13.0, 500, "--text");
    let (x, anchor) = column(sheet, 0, TOTALS[0].1);
    sheet.say(&words::length(*makespan), (x, baseline), figure, anchor);
    let faster = speed_up.map_or_else(|| "–".into(), |times| format!("{}×", words::three_figures(times)));
    let (x, anchor) = column(sheet, 1, TOTALS[1].1);
    sheet.say(&faster, (x, baseline), NAME.coloured("--text-2"), anchor);
    let (mut x, _) = column(sheet, 2, TOTALS[2].1);
    let outcomes = [
        (ends.finished, State::Finished),
        (ends.failed, State::Failed),
        (ends.cancelled, State::Cancelled),
        (ends.never_started, State::Created),
    ];
    for (count, state) in outcomes.into_iter().filter(|(count, _)| *count > 0) {
        let (count, ink) = (words::thousands(count.into()), ink_of(state));
        sheet
            .pen
            .state_glyph(glyph::markup(state), ink, (x, middle - GLYPH / 2.0), GLYPH);
        x += GLYPH + 2.0;
        sheet.say(&count, (x, middle + 4.0), SMALL.coloured(ink), Anchor::Start);
        x += width(&count, SMALL.size, SMALL.weight) + 7.0;
    }
}

/// The picture, in its own pixels, as `style/compare.css` draws it.
fn markup(axis: SketchAxis, height: f64, drawing: &Drawing) -> String {
    let mut markup = String::from(r#"<path fill="none" stroke="var(--line-strong)" stroke-opacity=".55" d=""#);
    // Writing to a string does not fail, here and below.
    for tick in axis.ticks() {
        let _ = write!(markup, "M{:.1} 0V{height}", tick.x);
    }
    markup.push_str(r#""/>"#);
    for stroke in &drawing.strokes {
        let _ = write!(
            markup,
            r#"<path{} d="{}"/>"#,
            attributes(stroke.mark, stroke.thirds, drawing.solid),
            stroke.path
        );
    }
    for label in &drawing.labels {
        let (x, y) = (Hundredths::of(axis.gutter), Hundredths::of(label.y + 3.5));
        let _ = write!(
            markup,
            r#"<text x="{x}" y="{y}" font-size="10" text-anchor="end" fill="var(--text-3)">"#
        );
        escape(&mut markup, &label.text);
        markup.push_str("</text>");
    }
    markup
}

/// How a stroke is drawn.
fn attributes(mark: StrokeKind, thirds: u8, solid: bool) -> String {
    let line = |token: &str, width: f64, more: &str| {
        format!(
            r#" fill="none" stroke="var({token})" stroke-width="{}"{more}"#,
            Hundredths::of(width)
        )
    };
    match mark {
        StrokeKind::Bar(kind) if solid => {
            let opacity = match (thirds, kind) {
                (1, _) => ".25",
                (2, _) => ".45",
                (_, BarKind::Permit | BarKind::Backoff) => ".4",
                _ => ".7",
            };
            format!(r#" fill="var({})" fill-opacity="{opacity}""#, inks(kind).0)
        }
        StrokeKind::Bar(kind) => {
            let (ink, fill) = inks(kind);
            let dash = if kind == BarKind::Permit { "1 2" } else { "3 2" };
            let opacity = if kind == BarKind::Running {
                r#" fill-opacity=".55""#
            } else {
                ""
            };
            format!(r#" fill="{fill}"{opacity} stroke="var({ink})" stroke-dasharray="{dash}""#)
        }
        StrokeKind::Unspent => line("--st-cancelled", 1.0, r#" stroke-dasharray="1 2" stroke-opacity=".75""#),
        StrokeKind::Hatch => line("--st-cancelled", 1.0, r#" stroke-opacity=".75" shape-rendering="auto""#),
        StrokeKind::Finished => line("--st-done", if solid { 1.0 } else { 2.0 }, ""),
        StrokeKind::Failed => line(
            "--st-failed",
            if solid { 2.0 } else { 1.5 },
            r#" shape-rendering="auto""#,
        ),
        StrokeKind::Cancelled => line("--st-cancelled", 2.0, ""),
        StrokeKind::End => line("--text-2", 1.25, r#" stroke-dasharray="3 3""#),
        StrokeKind::GoesOn => line("--text", 1.5, r#" shape-rendering="auto""#),
    }
}

/// The edge and the fill of a bar.
const fn inks(kind: BarKind) -> (&'static str, &'static str) {
    match kind {
        BarKind::Ready => ("--st-ready", "var(--st-ready-fill)"),
        BarKind::Running => ("--st-running", "var(--st-running)"),
        BarKind::Timer => ("--st-timer", "var(--st-timer-fill)"),
        BarKind::Backoff => ("--st-timer", "none"),
        BarKind::Child => ("--st-child", "var(--st-child-fill)"),
        BarKind::Permit => ("--st-permit", "var(--st-permit-fill)"),
        BarKind::Resource => ("--st-queue", "var(--st-queue-fill)"),
    }
}
