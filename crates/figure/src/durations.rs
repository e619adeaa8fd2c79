//! The durations of the tasks as a figure: a histogram with the percentiles.
//!
//! ```text
//!    p50┆        ┆p95
//!   12 ─┆────────┆────    a bar for each range of durations, in red the part that failed
//!    6 ▄▆█▆▄▂▂▁──┆▁──▁
//!      0.5 s   1 s   1.5 s
//! ```

use crate::frame::{FigureLook, HEADLINE, MARGIN, SMALL, Sheet, WrittenFigure};
use crate::svg_pen::Anchor;
use recording::statistics::{Bin, Distribution, Percentiles, share_of};
use scenario::time::Micros;
use scenario::words;
use timeline::Rect;
use timeline::curve::round_step;

/// The height of the highest bar, in pixels.
const HEIGHT: f64 = 200.0;
/// Beside the bars, left and right: for the numbers of tasks, and for the labels of percentiles at either end.
const BESIDE: f64 = 84.0;
/// The labels of the percentiles, above the bars.
const MARKS: f64 = 22.0;
/// Numbers on the axis of the durations are at least this far apart.
const APART: f64 = 84.0;
/// At most so many lines for numbers of tasks.
const MOST_LINES: f64 = 4.0;

/// The figure as an `svg` element; `None` while no task has finished or failed. `title` is the scenario in a line.
#[must_use]
pub fn durations_figure(
    distribution: &Distribution,
    (title, source): (&str, &str),
    look: &FigureLook<'_>,
) -> Option<WrittenFigure> {
    let percentiles = distribution.percentiles()?;
    let bins = distribution.histogram();
    let highest = bins.iter().map(|bin| bin.count).max()?;
    let mut sheet = Sheet::new(look);
    sheet.heading(title, "Durations");
    let failed = bins.iter().map(|bin| bin.failed).sum();
    let headline = in_words(&percentiles, failed);
    sheet.paragraph(&headline, HEADLINE, 2);
    sheet.space();
    let plot = Rect::new(
        MARGIN + BESIDE,
        sheet.y + MARKS,
        (sheet.room() - 2.0 * BESIDE).max(1.0),
        HEIGHT,
    );
    let step = round_step(highest as f64 / MOST_LINES);
    let top = (highest as f64 / step).ceil() * step;
    let y = |tasks: f64| plot.bottom() - plot.height * tasks / top;
    let mut tasks = 0.0;
    while tasks <= top {
        let token = if tasks == 0.0 { "--line-strong" } else { "--line" };
        sheet.pen.area(token, Rect::new(plot.x, y(tasks), plot.width, 1.0));
        let label = words::thousands(tasks as u64);
        sheet.say(&label, (plot.x - 8.0, y(tasks) + 4.0), SMALL, Anchor::End);
        tasks += step;
    }
    let bin_width = plot.width / bins.len() as f64;
    for (index, bin) in bins.iter().enumerate() {
        bar(&mut sheet, bin, plot.x + index as f64 * bin_width, bin_width, &y);
    }
    marks(&mut sheet, &bins, &percentiles, plot);
    axis(&mut sheet, &bins, plot);
    sheet.y = plot.bottom() + 2.0 * MARGIN + 6.0;
    let red = if failed > 0 { "; in red those that failed" } else { "" };
    sheet.footer(
        &format!("Tasks that finished or failed, by how long they took{red}."),
        source,
    );
    Some(sheet.finish(title, &headline))
}

fn in_words(percentiles: &Percentiles, failed: usize) -> String {
    let Percentiles {
        count,
        min,
        p50,
        p95,
        max,
        ..
    } = *percentiles;
    let failed = match failed {
        0 => String::new(),
        failed => format!(", {} of them failed", words::thousands(failed as u64)),
    };
    format!(
        "{}{failed}: half of them took at most {}, 95 of 100 at most {}; the shortest {}, the longest {}.",
        words::count(count, "task"),
        words::length(p50),
        words::length(p95),
        words::length(min),
        words::length(max)
    )
}

/// One bar, and in red the part of it that failed. However small its share is, a single task can be seen.
fn bar(sheet: &mut Sheet<'_>, bin: &Bin, x: f64, own: f64, y: &dyn Fn(f64) -> f64) {
    for (count, token) in [(bin.count, "--st-timer"), (bin.failed, "--st-failed")] {
        if count > 0 {
            let height = (y(0.0) - y(count as f64)).max(2.0);
            let space = if own > 4.0 { 1.0 } else { 0.0 };
            sheet
                .pen
                .area(token, Rect::new(x, y(0.0) - height, own - space, height));
        }
    }
}

/// The lines of the percentiles. The label of the median ends at its line, the other begins at its own, so that they never meet.
fn marks(sheet: &mut Sheet<'_>, bins: &[Bin], percentiles: &Percentiles, plot: Rect) {
    let marks = [
        ("p50", percentiles.p50, Anchor::End),
        ("p95", percentiles.p95, Anchor::Start),
    ];
    for (label, at, anchor) in marks {
        let Some(share) = share_of(bins, at) else { continue };
        let x = plot.x + share * plot.width;
        sheet.pen.dotted("--text", (x, plot.y - MARKS / 2.0), plot.bottom());
        let label = format!("{label} {}", words::length(at));
        let x = if anchor == Anchor::End { x - 5.0 } else { x + 5.0 };
        sheet.say(
            &label,
            (x, plot.y - MARKS / 2.0 + 4.0),
            SMALL.coloured("--text-2"),
            anchor,
        );
    }
}

/// The edges of the bars, as many as have room.
fn axis(sheet: &mut Sheet<'_>, bins: &[Bin], plot: Rect) {
    let pitch = plot.width / bins.len().max(1) as f64;
    let every = (APART / pitch).ceil().max(1.0) as usize;
    let edges = bins.iter().map(|bin| bin.from).chain(bins.last().map(|bin| bin.until));
    for (index, edge) in edges.enumerate().step_by(every) {
        let x = plot.x + index as f64 * pitch;
        sheet
            .pen
            .area("--line-control", Rect::new(x - 0.5, plot.bottom(), 1.0, 4.0));
        let label = if edge == Micros::ZERO {
            "0".into()
        } else {
            words::exact_length(edge)
        };
        sheet.say(&label, (x, plot.bottom() + 17.0), SMALL, Anchor::Middle);
    }
}
