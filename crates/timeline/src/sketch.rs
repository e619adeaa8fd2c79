//! A whole run in the height of a table's row, for many runs one above the other on a shared axis. Ends in SVG path data;
//! knows no colour and no page.
//!
//! Up to [`MOST_LANES`] operations have a lane each. Of more, a few bands are kept, each the sum of many lanes over columns of
//! time; the end of every operation that failed or was cancelled is kept whatever else is merged.

use super::scene::BarKind;
use super::ticks::{label, major_step};
use recording::{Ended, Lane, Lanes, TaskId, Trace};
use scenario::time::Micros;
use std::fmt::Write;
use std::ops::Range;

/// More lanes than this cannot be told apart in the height of a row.
pub const MOST_LANES: usize = 12;

/// Bands that stand for a longer list: each is high enough for its marks to be seen.
const BANDS: usize = 8;

/// Columns of time in a band, two or three pixels wide on a desktop: what a person can tell apart.
const COLUMNS: usize = 160;

/// Lanes are not further apart than this, so that two tasks do not look like a chart of their own.
const HIGHEST_LANE: f64 = 8.0;

/// Left of the plot, so that what begins at 0 is whole.
const PADDING: f64 = 6.0;

/// Right of it: room for the chevrons of what goes on.
const PADDING_RIGHT: f64 = 16.0;

/// What goes on is cut so far beyond the end of the axis.
const BEYOND: f64 = 3.0;

/// Between two strokes of the hatch, as in the large picture, smaller.
const HATCH: f64 = 4.0;

/// Half of the cross of a failure.
const CROSS: f64 = 2.5;

/// What is kept of a run: little, however long the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    rows: Vec<SketchRow>,
    until: Micros,
    merged: bool,
}

/// The time that all sketches of a picture share, and how wide it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SketchAxis {
    /// From 0 to here.
    pub until: Micros,
    /// In CSS pixels, paddings included.
    pub width: f64,
}

/// What a stroke of a sketch stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StrokeKind {
    /// A state that lasts.
    Bar(BarKind),
    /// What a cancelled operation did not get to: its box.
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
    /// The run goes on beyond the axis.
    GoesOn,
}

/// All that is drawn in one way.
#[derive(Clone, Debug, PartialEq)]
pub struct Stroke {
    /// What it stands for.
    pub mark: StrokeKind,
    /// How many thirds of the lanes it stands for are in this state, rounded up: 1 to 3.
    pub thirds: u8,
    /// SVG path data, in CSS pixels.
    pub path: String,
}

/// A sketch in a place of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// In the order of painting.
    pub strokes: Vec<Stroke>,
    /// Whether bars are too low for an outline, or stand for many lanes.
    pub solid: bool,
}

/// A lane, or the sum of many.
#[derive(Clone, Debug, Default, PartialEq)]
struct SketchRow {
    stretches: Vec<SketchStretch>,
    ends: Vec<(StrokeKind, Micros)>,
    unspent: Vec<(Micros, Micros)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct SketchStretch {
    kind: BarKind,
    from: Micros,
    to: Micros,
    thirds: u8,
}

impl StrokeKind {
    /// A word for the style sheet.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Bar(BarKind::Ready) => "ready",
            Self::Bar(BarKind::Running) => "running",
            Self::Bar(BarKind::Timer) => "timer",
            Self::Bar(BarKind::Child) => "child",
            Self::Bar(BarKind::Permit) => "permit",
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
    /// Where a moment is, in CSS pixels from the left; beyond the axis it goes on.
    #[must_use]
    pub fn x(&self, at: Micros) -> f64 {
        PADDING + at.0 as f64 * self.plot() / self.until.0.max(1) as f64
    }

    /// The ticks that have a name, from left to right: where they are and what they are called.
    #[must_use]
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let plot = self.plot();
        if plot <= 0.0 || self.until == Micros::ZERO {
            return Vec::new();
        }
        let step = major_step(self.until.0 as f64 / plot);
        let moments = (0..=self.until.0 / step).map(|number| Micros(number * step));
        moments
            .map(|at| (self.x(at), label(at, Micros(step), self.until)))
            .collect()
    }

    fn plot(&self) -> f64 {
        (self.width - PADDING - PADDING_RIGHT).max(0.0)
    }
}

impl Sketch {
    /// What is to be seen of a run that ends at `until`: its operations, in list order. Main is not drawn.
    #[must_use]
    pub fn of(trace: &Trace, lanes: &Lanes, until: Micros) -> Self {
        let first = TaskId::MAIN.index() + 1;
        let operations = lanes.len().saturating_sub(first);
        let merged = operations > MOST_LANES;
        // As even as can be: of 1,000 lanes, each of the eight bands has 125.
        let bands = if merged { BANDS } else { operations.max(1) };
        let bounds: Vec<usize> = (0..=bands).map(|band| first + band * operations / bands).collect();
        let rows = bounds.windows(2).filter(|band| band[0] < band[1]).map(|band| {
            if merged {
                return SketchRow::of_many(trace, lanes, band[0]..band[1], until);
            }
            let lane = lanes.lane(trace, TaskId(band[0] as u32));
            lane.map(|lane| SketchRow::of_one(&lane, until)).unwrap_or_default()
        });
        let rows = rows.collect();
        Self { rows, until, merged }
    }

    /// The sketch on this axis, `height` CSS pixels high.
    ///
    /// ```text
    ///   ┌──────────┐▌            a lane: bar and cap
    ///   ┌─────┐✕    ┊
    ///   ┌─────────┐▌╱╱╱╱╱┊       cancelled: cap, then what was not spent
    ///               ┊ the run ends
    /// ```
    #[must_use]
    pub fn draw(&self, axis: SketchAxis, height: f64) -> Drawing {
        let pitch = (height / self.rows.len().max(1) as f64).min(HIGHEST_LANE);
        let bar = pitch - if pitch >= 5.0 { 2.0 } else { 1.0 };
        let top = ((height - pitch * self.rows.len() as f64) / 2.0).max(0.0);
        let solid = self.merged || bar < 4.0;
        let mut pad = Pad {
            axis,
            strokes: Vec::new(),
        };
        for (place, row) in self.rows.iter().enumerate() {
            let y = (top + pitch * place as f64).round() + 0.5;
            for stretch in &row.stretches {
                pad.bar(stretch, y, bar);
            }
            for (from, to) in &row.unspent {
                pad.unspent(*from, *to, y, bar);
            }
            for (mark, at) in &row.ends {
                pad.end(*mark, *at, y, bar, self.merged);
            }
        }
        if self.until <= axis.until {
            let x = axis.x(self.until);
            pad.stroke(StrokeKind::End, 3, format_args!("M{x:.1} 0V{height:.1}"));
        } else {
            // Two chevrons at the right edge.
            let (x, y) = (axis.width - 10.0, height / 2.0);
            pad.stroke(
                StrokeKind::GoesOn,
                3,
                format_args!("M{x:.1} {:.1}l4 4l-4 4m4 -8l4 4l-4 4", y - 4.0),
            );
        }
        Drawing {
            strokes: pad.strokes,
            solid,
        }
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

    fn of_many(trace: &Trace, lanes: &Lanes, tasks: Range<usize>, until: Micros) -> Self {
        let count = tasks.len();
        let column = (until.0 as f64 / COLUMNS as f64).max(1.0);
        let mut sums = Sums::default();
        let mut ends = Vec::new();
        lanes.each_in(trace, tasks, |_, lane| {
            stretches(lane, until, |kind, from, to| {
                sums.add(kind, from.0 as f64 / column, to.0 as f64 / column);
            });
            if let Some((mark, at)) = end(lane) {
                let place = (at.0 as f64 / column) as u64;
                ends.push((mark, place));
            }
        });
        let at = |place: usize| Micros((place as f64 * column).round() as u64);
        let mut row = Self::default();
        for (place, shown) in sums.shown(count).into_iter().enumerate() {
            let Some((kind, thirds)) = shown else { continue };
            match row.stretches.last_mut() {
                Some(last) if last.kind == kind && last.thirds == thirds && last.to == at(place) => {
                    last.to = at(place + 1);
                }
                _ => row.stretches.push(SketchStretch {
                    kind,
                    from: at(place),
                    to: at(place + 1),
                    thirds,
                }),
            }
        }
        ends.sort_unstable_by_key(|(mark, place)| (*place, rank(*mark)));
        ends.dedup();
        row.ends = ends
            .into_iter()
            .map(|(mark, place)| (mark, at(place as usize)))
            .collect();
        row
    }
}

/// For how long some lanes were in each state, by columns of time.
#[derive(Default)]
struct Sums {
    /// What columns are covered in part.
    parts: [Vec<f64>; 6],
    /// By how much the number of lanes that cover a column whole changes there.
    changes: [Vec<f64>; 6],
}

impl Sums {
    /// From one place to another, in columns.
    fn add(&mut self, kind: BarKind, from: f64, to: f64) {
        let slot = BarKind::ALL.iter().position(|other| *other == kind).unwrap_or_default();
        let (parts, changes) = (&mut self.parts[slot], &mut self.changes[slot]);
        if parts.is_empty() {
            parts.resize(COLUMNS + 1, 0.0);
            changes.resize(COLUMNS + 1, 0.0);
        }
        let column = |place: f64| (place as usize).min(COLUMNS);
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

    /// What each column shows. The thread is shown where it is held for half of it or more; else the state that most are in.
    fn shown(&self, lanes: usize) -> Vec<Option<(BarKind, u8)>> {
        let mut whole = [0.0; 6];
        (0..COLUMNS)
            .map(|place| {
                let mut all = 0.0;
                let mut most = None::<(BarKind, f64)>;
                let mut held = false;
                for (slot, kind) in BarKind::ALL.into_iter().enumerate() {
                    let Some(part) = self.parts[slot].get(place) else {
                        continue;
                    };
                    whole[slot] += self.changes[slot][place];
                    let time = whole[slot] + part;
                    all += time;
                    held |= kind == BarKind::Running && time >= 0.5;
                    // Sums of fractions: what is left over after a lane has gone is not quite nought.
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

/// Writes path data, what is drawn alike into one path.
struct Pad {
    axis: SketchAxis,
    strokes: Vec<Stroke>,
}

impl Pad {
    fn stroke(&mut self, mark: StrokeKind, thirds: u8, data: std::fmt::Arguments<'_>) {
        let same = |stroke: &Stroke| stroke.mark == mark && stroke.thirds == thirds;
        let place = self.strokes.iter().position(same).unwrap_or_else(|| {
            self.strokes.push(Stroke {
                mark,
                thirds,
                path: String::new(),
            });
            self.strokes.len() - 1
        });
        // Writing to a string does not fail.
        let _ = self.strokes[place].path.write_fmt(data);
    }

    /// A box from one moment to another, cut at the right edge; `None` beyond it.
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
        // The thread is held: seen however short.
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
            // Of many, the base: a cap for each would be a fence.
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

/// The stretches of a lane that last.
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
        Ended::Cancelled => StrokeKind::Cancelled,
    };
    Some((mark, end.at))
}

/// What goes wrong is painted over what does not.
const fn rank(mark: StrokeKind) -> u8 {
    match mark {
        StrokeKind::Cancelled => 1,
        StrokeKind::Failed => 2,
        _ => 0,
    }
}
