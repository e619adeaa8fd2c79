//! All tasks at once, for lists whose lanes would be thinner than 3 px: a row for each group of neighbours, and in it the
//! share of its tasks in each state, for every two pixels.
//!
//! ```text
//!   row   ┌ ▕       ▄▄▄▄      ┐  a failure: over the whole height, however many tasks are in the row
//!         │ ▕  ████████████▄▄ │  waiting for a permit, over overdue, over waiting for a timer or for what a task awaits
//!         └ ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁ ┘  the base: some have ended
//! ```

use crate::rows::{Rows, ShownLanes};
use crate::scale::Scale;
use crate::scene::{Rect, StateRows, widen};
use recording::state_grid::MOST_ROWS;
use recording::{GridCell, StateGrid, StateGroup};
use scenario::time::Micros;
use std::ops::Range;

/// The height of a row: at least enough to tell a fifth of its tasks, at most what a lane has.
const LOWEST: f64 = 6.0;
const HIGHEST: f64 = 16.0;
/// The space between rows, and around all of them.
const GAP: f64 = 1.0;
const MARGIN: f64 = 6.0;
/// The width of a column, and of the mark of a failure.
const COLUMN: f64 = 2.0;
/// A mark this far from the pointer is pointed at, in CSS pixels.
const REACH: f64 = 3.0;
/// A mean as good as one task, for sums of floats.
const ALMOST_ONE: f64 = 0.999;

/// A point of a row: neighbours in the list, at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowPoint {
    /// The row.
    pub row: usize,
    /// The time.
    pub at: Micros,
}

/// The row at this point of the plot, in CSS pixels, and the time there; `None` beside the rows and after `edge`, where nothing
/// is drawn.
#[must_use]
pub fn row_at(grid: &StateGrid, scale: &Scale, rows: &Rows, edge: Micros, (x, y): (f64, f64)) -> Option<RowPoint> {
    let area = row_box(grid, scale, rows, 0)?;
    let row = (y - area.y) / (area.height + GAP);
    if !(0.0..grid.rows() as f64).contains(&row) || y >= rows.lanes_bottom() {
        return None;
    }
    let (start, end) = (scale.x_from_time(Micros::ZERO), scale.x_from_time(edge));
    (0.0..scale.width()).contains(&x).then_some(())?;
    ((start - REACH)..=(end + REACH)).contains(&x).then(|| RowPoint {
        row: row as usize,
        at: scale.time_from_x(x).min(edge),
    })
}

/// Where a row is in the plot; `None` if there is no such row, or it is below the canvas.
#[must_use]
pub fn row_box(grid: &StateGrid, scale: &Scale, rows: &Rows, row: usize) -> Option<Rect> {
    let area = row_area(grid.rows(), scale.width(), rows, row);
    (row < grid.rows() && area.y < rows.lanes_bottom()).then_some(area)
}

/// The time in which a mark is that is pointed at here: that of the buckets that begin within reach of the point, since a mark
/// is at the start of its bucket.
#[must_use]
pub fn times_of_marks(grid: &StateGrid, scale: &Scale, edge: Micros, point: RowPoint) -> Range<Micros> {
    let x = scale.x_from_time(point.at);
    let (from, to) = (scale.time_from_x(x - REACH), scale.time_from_x(x + REACH).min(edge));
    // A bucket that begins before the view is marked where the view begins.
    let first = x - REACH <= scale.x_from_time(Micros::ZERO).max(0.0);
    let begins = |cell: &GridCell| cell.from <= to && (cell.from >= from || first && cell.to > from);
    let cells = grid.cells(point.row, edge).filter(begins);
    cells.fold(from..to, |times, cell| times.start..times.end.max(cell.to))
}

/// The rows of `grid`, below the lanes of `rows`. The run is recorded, or `predicted`, up to `edge`.
#[must_use]
pub fn state_rows(grid: &StateGrid, scale: &Scale, rows: &Rows, edge: Micros, predicted: bool) -> StateRows {
    let top = rows.content_height();
    let whole = Rect::new(0.0, top, scale.width(), (rows.lanes_bottom() - top).max(0.0));
    let mut drawn = StateRows {
        predicted: predicted.then_some(whole),
        ..StateRows::default()
    };
    for row in 0..grid.rows() {
        let area = row_area(grid.rows(), scale.width(), rows, row);
        if area.y < rows.lanes_bottom() {
            draw_row(grid, row, scale, edge, area, &mut drawn);
        }
    }
    drawn
}

/// The height of a canvas that shows these lanes and so many rows of tasks, as high as they get or as low.
#[must_use]
pub fn height_with_state_rows(rows: &Rows, count: usize, high: bool) -> f64 {
    let row = if high { HIGHEST } else { LOWEST };
    rows.content_height() + 2.0 * MARGIN + count as f64 * row + rows.foot
}

/// The height that a timeline has at least: that of all rows at their lowest, or of the first lanes. The row of tasks in flight
/// gives way to lanes ([`Rows::with_flight`]), but stays where rows scroll no further.
#[must_use]
pub fn least_height(rows: &Rows) -> f64 {
    match rows.shown {
        ShownLanes::MainAnd(_) => height_with_state_rows(rows, MOST_ROWS, false),
        ShownLanes::All => {
            let rows = Rows { flight: 0.0, ..*rows };
            rows.height_of_first(rows.least_lanes()) + rows.foot
        }
    }
}

fn row_area(count: usize, width: f64, rows: &Rows, row: usize) -> Rect {
    let top = rows.content_height() + MARGIN;
    let room = (rows.lanes_bottom() - MARGIN - top) / count.max(1) as f64;
    let pitch = room.floor().clamp(LOWEST, HIGHEST);
    Rect::new(0.0, top + row as f64 * pitch, width, pitch - GAP)
}

pub(super) fn draw_row(grid: &StateGrid, row: usize, scale: &Scale, edge: Micros, area: Rect, drawn: &mut StateRows) {
    let mut cells = grid.cells(row, edge).peekable();
    let mut open: Vec<GridCell> = Vec::new();
    let end = scale.x_from_time(edge).min(scale.width());
    let tasks = grid.count_in(row) as f64;
    let left = scale.x_from_time(Micros::ZERO).max(0.0);
    let mut x = left;
    while x < end {
        let right = (x + COLUMN).min(end.max(x + 1.0));
        let (from, to) = (scale.time_from_x(x), scale.time_from_x(right).min(edge));
        open.retain(|cell| cell.to > from);
        while let Some(cell) = cells.next_if(|cell| cell.from <= to) {
            if cell.to > from || cell.to == edge {
                open.push(cell);
            }
        }
        let within = Rect {
            x,
            width: right - x,
            ..area
        };
        column(&open, from..to, tasks, within, drawn);
        // An end is somewhere in its cell, which can be wider than a column: it is marked once, at the cell's start, or
        // where the view begins.
        let begins = |cell: &&GridCell| x <= left || cell.from >= from && (cell.from < to || from == to);
        let mark = Rect {
            width: COLUMN,
            ..within
        };
        if open.iter().filter(begins).any(|cell| cell.failed) {
            drawn.failures.push(mark);
        } else if open.iter().filter(begins).any(|cell| cell.cancelled) {
            drawn.cancellations.push(mark);
        }
        x = right;
    }
}

fn column(cells: &[GridCell], times: Range<Micros>, tasks: f64, area: Rect, drawn: &mut StateRows) {
    let Range { start: from, end: to } = times;
    let (mut length, mut shares) = (0.0, [0.0; StateGroup::ALL.len()]);
    for cell in cells {
        // A column shorter than a microsecond is in one cell.
        let both = cell.to.min(to).since(cell.from.max(from)).0.max(u64::from(from == to)) as f64;
        length += both;
        for (sum, share) in shares.iter_mut().zip(cell.shares) {
            *sum += share * both;
        }
    }
    let share = |group: StateGroup| {
        if length > 0.0 {
            shares[group as usize] / length
        } else {
            0.0
        }
    };
    // Whole pixels, so that neighbouring columns join; a single task of many still has one.
    let height = |group: StateGroup| match share(group) * area.height {
        0.0 => 0.0,
        height => height.round().max(1.0),
    };
    let mut bottom = area.bottom();
    // Every timer is served a little late: it has a pixel only if the task is overdue in the whole column.
    let overdue = match share(StateGroup::Overdue) {
        0.0 => 0.0,
        share if share * tasks < ALMOST_ONE => (share * area.height).round(),
        share => (share * area.height).round().max(1.0),
    };
    for (height, bars) in [
        (height(StateGroup::Waiting), &mut drawn.waiting),
        (overdue, &mut drawn.overdue),
        (height(StateGroup::Blocked), &mut drawn.blocked),
    ] {
        let height = height.min(bottom - area.y);
        bottom -= height;
        widen(
            bars,
            Rect {
                y: bottom,
                height,
                ..area
            },
        );
    }
    // Every task runs for some microseconds: less than half a pixel would be a line through the whole row.
    let busy = (share(StateGroup::Busy) * area.height).round().min(bottom - area.y);
    bottom -= busy;
    widen(
        &mut drawn.busy,
        Rect {
            y: bottom,
            height: busy,
            ..area
        },
    );
    let base = if share(StateGroup::Ended) > 0.0 { 1.0 } else { 0.0 };
    widen(
        &mut drawn.ended,
        Rect {
            y: area.bottom() - base,
            height: base,
            ..area
        },
    );
}
