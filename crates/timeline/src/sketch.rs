//! A whole run in the height of a table's row, for many runs one above the other on a shared axis. Produces SVG path
//! data; does not know colours or the page.
//!
//! Up to [`MOST_LANES`] operations have a lane each. More are merged into a few bands, each the sum of many lanes over
//! columns of time; the end of every operation that failed or was cancelled is kept.

use super::scene::BarKind;
use super::ticks::{label, major_step};
use super::words::{elided, estimate_width};
use recording::{Ended, Lane, Lanes, TaskId, Trace};
use scenario::time::Micros;
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use std::ops::Range;

/// More lanes than this cannot be told apart in the height of a row.
pub const MOST_LANES: usize = 12;

/// The number of bands for a longer list: each is high enough for its marks to be visible.
const BANDS: usize = 8;

/// Columns of time in a band: on a desktop each is two or three pixels wide, the least that can be distinguished.
const COLUMNS: usize = 160;

/// The largest distance of lanes, so that two tasks do not look like a bar chart: room for a label.
const HIGHEST_LANE: f64 = 12.0;

/// The smallest distance of labels.
const LABEL_PITCH: f64 = 10.0;

/// The size of the labels in CSS pixels: `.sketch-label` of compare.css.
const LABEL_SIZE: f64 = 10.0;

/// The widest labels; a longer name is shortened.
const WIDEST_LABEL: f64 = 64.0;

/// How much wider the broadest interface fonts are than estimated, so that labels stay clear of the column before.
const BROADEST_FONT: f64 = 1.25;

/// The lowest and the highest sketch, in CSS pixels: up to six lanes have a label each.
const HEIGHTS: (f64, f64) = (40.0, 60.0);

/// The padding left of the plot, so that marks at 0 are not cut.
const PADDING: f64 = 6.0;

/// The padding right of the plot: room for the chevrons of a run that continues beyond the axis.
const PADDING_RIGHT: f64 = 16.0;

/// How far beyond the end of the axis a longer bar is cut.
const BEYOND: f64 = 3.0;

/// The distance of two strokes of the hatch, smaller than in the timeline.
const HATCH: f64 = 4.0;

/// Half the side of the cross of a failure.
const CROSS: f64 = 2.5;

/// The data kept of a run: of bounded size, however long the list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sketch {
    rows: Vec<SketchRow>,
    /// The label of each row.
    labels: Vec<String>,
    until: Micros,
    merged: bool,
}

/// The time axis that all sketches of a table share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SketchAxis {
    /// The end of the axis, which begins at 0.
    pub until: Micros,
    /// The width in CSS pixels, labels and paddings included.
    pub width: f64,
    /// The width of the labels left of the plot: [`Sketch::gutter`].
    pub gutter: f64,
}

/// A label of the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct SketchTick {
    /// The x of its moment, in CSS pixels from the left.
    pub x: f64,
    /// Its text.
    pub label: String,
    /// Whether the text ends at the moment instead of being centred on it, so that it keeps its distance from the next
    /// column.
    pub at_the_edge: bool,
}

/// The label of a lane, or of a band.
#[derive(Clone, Debug, PartialEq)]
pub struct SketchLabel {
    /// Its text.
    pub text: String,
    /// The middle of its lane, in CSS pixels from the top.
    pub y: f64,
}

/// The meaning of a stroke of a sketch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StrokeKind {
    /// A stretch of time in a state.
    Bar(BarKind),
    /// The box around a cancelled operation's unspent time.
    Unspent,
    /// The hatch in that box.
    Hatch,
    /// An operation finished.
    Finished,
    /// An operation failed.
    Failed,
    /// An operation was cancelled.
    Cancelled,
    /// The run ends.
    End,
    /// The run continues beyond the axis.
    GoesOn,
}

/// All shapes of one style.
#[derive(Clone, Debug, PartialEq)]
pub struct Stroke {
    /// Its meaning.
    pub mark: StrokeKind,
    /// How many thirds of the merged lanes are in this state, rounded up: 1 to 3.
    pub thirds: u8,
    /// SVG path data, in CSS pixels.
    pub path: String,
}

/// A sketch drawn for an axis and a height.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// The strokes, in paint order.
    pub strokes: Vec<Stroke>,
    /// The labels, from top to bottom, each ending at the gutter. Where lanes are closer than labels, not every lane has
    /// one.
    pub labels: Vec<SketchLabel>,
    /// Whether bars have no outline, because they are too low for one or show many lanes.
    pub solid: bool,
}

/// A lane, or the sum of many.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct SketchRow {
    stretches: Vec<SketchStretch>,
    ends: Vec<(StrokeKind, Micros)>,
    unspent: Vec<(Micros, Micros)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct SketchStretch {
    kind: BarKind,
    from: Micros,
    to: Micros,
    thirds: u8,
}

impl StrokeKind {
    /// The name that the style sheet uses.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Bar(BarKind::Ready) => "ready",
            Self::Bar(BarKind::Running) => "running",
            Self::Bar(BarKind::Timer) => "timer",
            Self::Bar(BarKind::Child) => "child",
            Self::Bar(BarKind::Permit) => "permit",
            Self::Bar(BarKind::Resource) => "resource",
            Self::Bar(BarKind::Backoff) => "backoff",
            Self::Unspent => "unspent",
            Self::Hatch => "hatch",
            Self::Finished => "finished",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::End => "end",
            Self::GoesOn => "goes-on",
        }
    }
}

impl SketchAxis {
    /// The x of a moment, in CSS pixels from the left; times after `until` are right of the axis.
    #[must_use]
    pub fn x(&self, at: Micros) -> f64 {
        self.gutter + PADDING + at.0 as f64 * self.plot() / self.until.0.max(1) as f64
    }

    /// The ticks, from left to right.
    #[must_use]
    pub fn ticks(&self) -> Vec<SketchTick> {
        let plot = self.plot();
        if plot <= 0.0 || self.until == Micros::ZERO {
            return Vec::new();
        }
        let step = major_step(self.until.0 as f64 / plot);
        let moments = (0..=self.until.0 / step).map(|number| Micros(number * step));
        moments
            .map(|at| {
                let (x, label) = (self.x(at), label(at, Micros(step), self.until));
                let at_the_edge = x + estimate_width(&label) / 2.0 > self.width - PADDING_RIGHT / 2.0;
                SketchTick { x, label, at_the_edge }
            })
            .collect()
    }

    fn plot(&self) -> f64 {
        (self.width - self.gutter - PADDING - PADDING_RIGHT).max(0.0)
    }
}

impl Sketch {
    /// The sketch of a run that ends at `until`: its operations, in list order, without main. In one call; see
    /// [`SketchInSlices`] for long records.
    #[must_use]
    pub fn of(trace: &Trace, lanes: &Lanes, until: Micros) -> Self {
        let mut slices = SketchInSlices::new(lanes, until);
        while !slices.advance(trace, lanes) {}
        slices.into_sketch()
    }

    /// The height of the sketch of this many operations, in CSS pixels: enough for a label at each of up to six lanes.
    #[must_use]
    pub fn height(operations: usize) -> f64 {
        let lanes = if operations > MOST_LANES { BANDS } else { operations };
        (lanes as f64 * LABEL_PITCH).clamp(HEIGHTS.0, HEIGHTS.1)
    }

    /// The width that its labels need, in CSS pixels.
    #[must_use]
    pub fn gutter(&self) -> f64 {
        let widths = self.labels.iter().map(|label| width_of(label));
        widths.fold(0.0, f64::max).ceil()
    }

    /// Draws the sketch on this axis, `height` CSS pixels high.
    ///
    /// ```text
    ///   a  ┌──────────┐▌            a lane: label, bar and cap
    ///   b  ┌─────┐✕    ┊
    ///   c  ┌─────────┐▌╱╱╱╱╱┊       cancelled: cap, then the unspent time
    ///   gutter         ┊ the run ends
    /// ```
    #[must_use]
    pub fn draw(&self, axis: SketchAxis, height: f64) -> Drawing {
        let pitch = (height / self.rows.len().max(1) as f64).min(HIGHEST_LANE);
        let bar = pitch - if pitch >= 5.0 { 2.0 } else { 1.0 };
        let top = ((height - pitch * self.rows.len() as f64) / 2.0).max(0.0);
        let solid = self.merged || bar < 4.0;
        let mut writer = PathWriter {
            axis,
            strokes: Vec::new(),
        };
        // Every lane has a label, or every second one, and so on.
        let every = (LABEL_PITCH / pitch).ceil().max(1.0) as usize;
        let labels = self.labels.iter().enumerate().step_by(every);
        let labels = labels.map(|(index, label)| SketchLabel {
            text: label.clone(),
            y: (top + pitch * index as f64).round() + 0.5 + bar / 2.0,
        });
        let labels = labels.collect();
        for (index, row) in self.rows.iter().enumerate() {
            let y = (top + pitch * index as f64).round() + 0.5;
            for stretch in &row.stretches {
                writer.bar(stretch, y, bar);
            }
            for (from, to) in &row.unspent {
                writer.unspent(*from, *to, y, bar);
            }
            for (mark, at) in &row.ends {
                writer.end(*mark, *at, y, bar, self.merged);
            }
        }
        if self.until <= axis.until {
            let x = axis.x(self.until);
            writer.stroke(StrokeKind::End, 3, format_args!("M{x:.1} 0V{height:.1}"));
        } else {
            // Two chevrons at the right edge.
            let (x, y) = (axis.width - 10.0, height / 2.0);
            writer.stroke(
                StrokeKind::GoesOn,
                3,
                format_args!("M{x:.1} {:.1}l4 4l-4 4m4 -8l4 4l-4 4", y - 4.0),
            );
        }
        Drawing {
            strokes: writer.strokes,
            labels,
            solid,
        }
    }
}

/// A sketch that is made in slices: of a record of a million tasks without blocking the page.
#[derive(Debug)]
pub struct SketchInSlices {
    /// The lanes of each row.
    rows: Vec<Range<usize>>,
    /// The sums of the row that is being made, and how many of its lanes are added.
    sums: RowSums,
    added: usize,
    sketch: Sketch,
}

/// How many lanes a slice takes: about a millisecond.
const LANES_AT_ONCE: usize = 512;

impl SketchInSlices {
    /// Nothing is sketched yet. The run ends at `until`.
    #[must_use]
    pub fn new(lanes: &Lanes, until: Micros) -> Self {
        let first = TaskId::MAIN.index() + 1;
        let operations = lanes.len().saturating_sub(first);
        let merged = operations > MOST_LANES;
        // Bands differ by at most one lane: of 1,000 lanes, each of the eight bands has 125.
        let bands = if merged { BANDS } else { operations };
        let bound = |band: usize| first + band * operations / bands.max(1);
        Self {
            rows: (0..bands).map(|band| bound(band)..bound(band + 1)).collect(),
            sums: RowSums::default(),
            added: 0,
            sketch: Sketch {
                rows: Vec::new(),
                labels: Vec::new(),
                until,
                merged,
            },
        }
    }

    /// Sketches some more lanes. Whether all are. Call it with the same record until then.
    pub fn advance(&mut self, trace: &Trace, lanes: &Lanes) -> bool {
        let Sketch {
            rows, until, merged, ..
        } = &self.sketch;
        let Some(band) = self.rows.get(rows.len()).cloned() else {
            return true;
        };
        if !merged {
            let lane = lanes.lane(trace, TaskId::from_index(band.start));
            let row = lane.map(|lane| SketchRow::of_one(&lane, *until)).unwrap_or_default();
            self.push(trace, &band, row);
            return false;
        }
        let from = band.start + self.added;
        let part = from..band.end.min(from + LANES_AT_ONCE);
        self.added += part.len();
        self.sums.add(trace, lanes, part, *until);
        if self.added == band.len() {
            let row = std::mem::take(&mut self.sums).row(band.len(), *until);
            self.added = 0;
            self.push(trace, &band, row);
        }
        false
    }

    /// The sketch; of the lanes so far, if it is not complete.
    #[must_use]
    pub fn into_sketch(self) -> Sketch {
        self.sketch
    }

    fn push(&mut self, trace: &Trace, band: &Range<usize>, row: SketchRow) {
        let (first, last) = (band.start, band.end - 1);
        self.sketch.labels.push(match trace.label(TaskId::from_index(first)) {
            Some(name) if !self.sketch.merged => elided(&name, WIDEST_LABEL, &width_of).unwrap_or_default(),
            // Of a band, the numbers of its tasks.
            _ if first == last => first.to_string(),
            _ => format!("{first}–{last}"),
        });
        self.sketch.rows.push(row);
    }
}

impl SketchRow {
    fn of_one(lane: &Lane, until: Micros) -> Self {
        let mut row = Self::default();
        stretches(lane, until, |kind, from, to| {
            row.stretches.push(SketchStretch {
                kind,
                from,
                to,
                thirds: 3,
            });
        });
        if let Some((mark, at)) = end(lane) {
            row.ends.push((mark, at));
            let planned = lane
                .planned_end()
                .filter(|planned| mark == StrokeKind::Cancelled && *planned > at);
            row.unspent.extend(planned.map(|planned| (at, planned)));
        }
        row
    }
}

/// What is added up of many lanes that share a row.
#[derive(Debug, Default)]
struct RowSums {
    sums: Sums,
    /// The ends of tasks by column, at times without repetitions.
    ends: Vec<(StrokeKind, u64)>,
}

/// So many ends are kept before repetitions are removed.
const MOST_ENDS: usize = 4_096;

impl RowSums {
    fn add(&mut self, trace: &Trace, lanes: &Lanes, tasks: Range<usize>, until: Micros) {
        let column = Self::column(until);
        lanes.each_in(trace, tasks, |_, lane| {
            stretches(lane, until, |kind, from, to| {
                self.sums.add(kind, from.0 as f64 / column, to.0 as f64 / column);
            });
            if let Some((mark, at)) = end(lane) {
                self.ends.push((mark, (at.0 as f64 / column) as u64));
            }
        });
        if self.ends.len() > MOST_ENDS {
            self.remove_repeated_ends();
        }
    }

    /// The row of so many lanes.
    fn row(mut self, lanes: usize, until: Micros) -> SketchRow {
        let column = Self::column(until);
        let at = |index: usize| Micros((index as f64 * column).round() as u64);
        let mut row = SketchRow::default();
        for (index, shown) in self.sums.states(lanes).into_iter().enumerate() {
            let Some((kind, thirds)) = shown else { continue };
            match row.stretches.last_mut() {
                Some(last) if last.kind == kind && last.thirds == thirds && last.to == at(index) => {
                    last.to = at(index + 1);
                }
                _ => row.stretches.push(SketchStretch {
                    kind,
                    from: at(index),
                    to: at(index + 1),
                    thirds,
                }),
            }
        }
        self.remove_repeated_ends();
        let ends = self.ends.into_iter();
        row.ends = ends.map(|(mark, index)| (mark, at(index as usize))).collect();
        row
    }

    fn remove_repeated_ends(&mut self) {
        scenario::sort::by_key(&mut self.ends, |(mark, index)| (*index, rank(*mark)));
        self.ends.dedup();
    }

    /// The length of a column, in microseconds.
    fn column(until: Micros) -> f64 {
        (until.0 as f64 / COLUMNS as f64).max(1.0)
    }
}

/// How long a group of lanes was in each state, by columns of time.
#[derive(Debug, Default)]
struct Sums {
    /// The time in columns that are partly covered.
    parts: [Vec<f64>; BarKind::ALL.len()],
    /// The change, at each column, of the number of lanes that cover it completely.
    changes: [Vec<f64>; BarKind::ALL.len()],
}

impl Sums {
    /// Adds a stretch, given in columns.
    fn add(&mut self, kind: BarKind, from: f64, to: f64) {
        let slot = BarKind::ALL.iter().position(|other| *other == kind).unwrap_or_default();
        let (parts, changes) = (&mut self.parts[slot], &mut self.changes[slot]);
        if parts.is_empty() {
            parts.resize(COLUMNS + 1, 0.0);
            changes.resize(COLUMNS + 1, 0.0);
        }
        let column = |index: f64| (index as usize).min(COLUMNS);
        let (first, last) = (column(from), column(to));
        if first == last {
            parts[first] += to - from;
            return;
        }
        parts[first] += first as f64 + 1.0 - from;
        parts[last] += to - last as f64;
        changes[first + 1] += 1.0;
        changes[last] -= 1.0;
    }

    /// The state that each column shows, and its thirds: running if the thread is held for half of the column or more,
    /// otherwise the state that most lanes are in.
    fn states(&self, lanes: usize) -> Vec<Option<(BarKind, u8)>> {
        let mut whole = [0.0; BarKind::ALL.len()];
        (0..COLUMNS)
            .map(|index| {
                let mut all = 0.0;
                let mut most = None::<(BarKind, f64)>;
                let mut held = false;
                for (slot, kind) in BarKind::ALL.into_iter().enumerate() {
                    let Some(part) = self.parts[slot].get(index) else {
                        continue;
                    };
                    whole[slot] += self.changes[slot][index];
                    let time = whole[slot] + part;
                    all += time;
                    held |= kind == BarKind::Running && time >= 0.5;
                    // Rounding errors may leave a tiny remainder after a lane has left the state.
                    if time > 1e-9 && most.is_none_or(|(_, before)| time > before) {
                        most = Some((kind, time));
                    }
                }
                if held {
                    return Some((BarKind::Running, 3));
                }
                let thirds = (all / lanes as f64 * 3.0).ceil().clamp(1.0, 3.0);
                most.map(|(kind, _)| (kind, thirds as u8))
            })
            .collect()
    }
}

/// Collects path data, with one path for each style.
struct PathWriter {
    axis: SketchAxis,
    strokes: Vec<Stroke>,
}

impl PathWriter {
    fn stroke(&mut self, mark: StrokeKind, thirds: u8, data: std::fmt::Arguments<'_>) {
        let same = |stroke: &Stroke| stroke.mark == mark && stroke.thirds == thirds;
        let index = self.strokes.iter().position(same).unwrap_or_else(|| {
            self.strokes.push(Stroke {
                mark,
                thirds,
                path: String::new(),
            });
            self.strokes.len() - 1
        });
        // Writing to a string does not fail.
        let _ = self.strokes[index].path.write_fmt(data);
    }

    /// The left and right x of a stretch, cut at the right edge; `None` beyond it.
    fn span(&self, from: Micros, to: Micros) -> Option<(f64, f64)> {
        (from <= self.axis.until).then(|| {
            let edge = self.axis.x(to).min(self.axis.x(self.axis.until) + BEYOND);
            (self.axis.x(from), edge)
        })
    }

    fn bar(&mut self, stretch: &SketchStretch, y: f64, height: f64) {
        let Some((left, right)) = self.span(stretch.from, stretch.to) else {
            return;
        };
        // A poll must be visible however short it was.
        let least = if stretch.kind == BarKind::Running { 2.0 } else { 0.5 };
        let width = (right - left).max(least);
        self.stroke(
            StrokeKind::Bar(stretch.kind),
            stretch.thirds,
            format_args!("M{left:.1} {y:.1}h{width:.1}v{height:.1}h-{width:.1}z"),
        );
    }

    fn unspent(&mut self, from: Micros, to: Micros, y: f64, height: f64) {
        let Some((left, right)) = self.span(from, to) else {
            return;
        };
        let width = right - left;
        self.stroke(
            StrokeKind::Unspent,
            3,
            format_args!("M{left:.1} {y:.1}h{width:.1}v{height:.1}h-{width:.1}z"),
        );
        let bottom = y + height;
        let mut x = left + HATCH / 2.0;
        while x + height <= right {
            self.stroke(
                StrokeKind::Hatch,
                3,
                format_args!("M{x:.1} {bottom:.1}l{height:.1} -{height:.1}"),
            );
            x += HATCH;
        }
    }

    fn end(&mut self, mark: StrokeKind, at: Micros, y: f64, height: f64, merged: bool) {
        if at > self.axis.until {
            return;
        }
        let x = self.axis.x(at);
        match mark {
            // In a band only the base of each cap, because many whole caps would look like a fence.
            StrokeKind::Finished if merged => self.stroke(mark, 3, format_args!("M{x:.1} {:.1}h2.5", y + height)),
            StrokeKind::Failed if !merged => {
                let (left, top) = (x - CROSS + 1.0, y + height / 2.0 - CROSS);
                let side = 2.0 * CROSS;
                self.stroke(
                    mark,
                    3,
                    format_args!("M{left:.1} {top:.1}l{side} {side}m0 -{side}l-{side} {side}"),
                );
            }
            _ => self.stroke(mark, 3, format_args!("M{x:.1} {:.1}v{:.1}", y - 0.5, height + 1.0)),
        }
    }
}

/// The width of a label, in CSS pixels.
fn width_of(label: &str) -> f64 {
    estimate_width(label) * BROADEST_FONT * LABEL_SIZE / 11.0
}

/// Calls `each` for the stretches of a lane that have a length.
fn stretches(lane: &Lane, until: Micros, mut each: impl FnMut(BarKind, Micros, Micros)) {
    for (segment, to) in lane.stretches(until) {
        if let Some(kind) = BarKind::of(segment.state).filter(|_| segment.from < to) {
            each(kind, segment.from, to);
        }
    }
}

fn end(lane: &Lane) -> Option<(StrokeKind, Micros)> {
    let end = lane.end()?;
    let mark = match end.how {
        Ended::Finished => StrokeKind::Finished,
        Ended::Failed => StrokeKind::Failed,
        Ended::Cancelled | Ended::Destroyed => StrokeKind::Cancelled,
    };
    Some((mark, end.at))
}

/// The paint order of ends: failures and cancellations are painted over the others.
const fn rank(mark: StrokeKind) -> u8 {
    match mark {
        StrokeKind::Cancelled => 1,
        StrokeKind::Failed => 2,
        _ => 0,
    }
}
