//! The row of tasks in flight: how many tasks are at work, and where tasks fail.
//!
//! ```text
//!   axis ──────────────────────────────
//!     +5   ▄▄▆▆▆▆█████████████▆▆▆▅▅▄▂     the most tasks in flight
//!     +26  ███████▌███▌██████████▌████    failures, from the foot
//!   band ─ +28 ────────────────────────
//! ```

use super::Input;
use crate::scene::{FlightRow, Rect, widen};
use recording::{DensityBucket, EventKind};
use scenario::time::Micros;

/// From the top of the row to the most tasks in flight, and from its foot to its end, where the rule is.
const TOP: f64 = 5.0;
const FOOT: f64 = 2.0;
/// Any number of tasks in flight but none is at least this high.
const LOWEST: f64 = 1.0;
/// One failure among however many tasks can still be seen, and the most leave the area behind them visible.
const LOWEST_FAILURES: f64 = 5.0;
const HIGHEST_FAILURES: f64 = 14.0;
const NARROWEST_FAILURES: f64 = 2.0;
/// In a bucket wider than this each failure is drawn where it happened. There are few of them in view, so that looking through
/// their events takes no time.
const WIDEST_BUCKET: f64 = 64.0;

/// The tasks in flight over a whole run.
#[derive(Clone, Copy, Debug)]
pub struct Flight<'a> {
    /// From the start of the run on.
    pub buckets: &'a [DensityBucket],
    /// The most tasks in flight at one moment, which the row is as high as.
    pub most: u64,
    /// Whether they are predicted.
    pub predicted: bool,
}

/// Neighbouring buckets that begin in one pixel. Columns are of whole pixels, so that there is no gap between them.
#[derive(Default)]
struct FlightColumn {
    left: f64,
    right: f64,
    in_flight: f64,
    failures: u32,
    /// The first and the last moment of its buckets.
    from: Micros,
    to: Micros,
}

pub(super) fn draw(input: &Input<'_>) -> Option<FlightRow> {
    let Input { scale, rows, .. } = input;
    if rows.flight <= 0.0 {
        return None;
    }
    let mut row = FlightRow {
        rect: Rect::new(0.0, rows.axis, scale.width(), rows.flight),
        ..FlightRow::default()
    };
    let Some(flight) = input.flight else {
        return Some(row);
    };
    let columns = columns(input, flight.buckets);
    let most = flight
        .buckets
        .iter()
        .fold(flight.most as f64, |most, bucket| most.max(bucket.in_flight));
    let most_failures = columns.iter().map(|column| column.failures).max().unwrap_or_default();
    let (height, foot) = (rows.flight - TOP - FOOT, row.rect.bottom() - FOOT);
    for column in &columns {
        let area = if column.in_flight > 0.0 {
            (column.in_flight / most * height).max(LOWEST)
        } else {
            0.0
        };
        if flight.predicted {
            let y = foot - area;
            row.predicted.extend([(column.left, y), (column.right, y)]);
        } else if area > 0.0 {
            widen(
                &mut row.area,
                Rect::new(column.left, foot - area, column.right - column.left, area),
            );
        }
        if column.failures > 0 && column.right - column.left > WIDEST_BUCKET {
            row.failures.extend(each_failure(input, flight.predicted, column, foot));
        } else if column.failures > 0 {
            let more = f64::from(column.failures - 1) / f64::from((most_failures - 1).max(1));
            let height = LOWEST_FAILURES + more * (HIGHEST_FAILURES - LOWEST_FAILURES);
            let right = column.right.max(column.left + NARROWEST_FAILURES);
            row.failures
                .push(Rect::new(column.left, foot - height, right - column.left, height));
        }
    }
    Some(row)
}

/// The columns in view. What begins before it or ends after it is cut off at its edges.
fn columns(input: &Input<'_>, buckets: &[DensityBucket]) -> Vec<FlightColumn> {
    let scale = &input.scale;
    let width = scale.width();
    let x = |at| scale.x_from_time(at).clamp(0.0, width).floor();
    let (first, last) = scale.visible();
    let begins = buckets.partition_point(|bucket| bucket.to < first);
    let mut columns: Vec<FlightColumn> = Vec::new();
    // Of the column that is not complete: its tasks, each for as many microseconds as it was in flight.
    let (mut tasks, mut length, mut open) = (0.0, 0.0, None::<FlightColumn>);
    for bucket in buckets[begins..].iter().take_while(|bucket| bucket.from <= last) {
        let column = open.get_or_insert_with(|| FlightColumn {
            left: x(bucket.from),
            from: bucket.from,
            ..FlightColumn::default()
        });
        let micros = bucket.to.since(bucket.from).0 as f64;
        tasks += bucket.in_flight * micros;
        length += micros;
        column.right = x(bucket.to);
        column.to = bucket.to;
        column.failures += bucket.failures;
        column.in_flight = if length > 0.0 { tasks / length } else { 0.0 };
        if column.right > column.left {
            columns.extend(open.take());
            (tasks, length) = (0.0, 0.0);
        }
    }
    // The last one may not reach the next pixel.
    columns.extend(open.map(|last| FlightColumn {
        right: last.left + 1.0,
        ..last
    }));
    columns
}

/// The failures of a wide column that are in view, at most one for each pixel.
fn each_failure(input: &Input<'_>, predicted: bool, column: &FlightColumn, foot: f64) -> Vec<Rect> {
    let scale = &input.scale;
    let trace = input
        .forecast
        .filter(|_| predicted)
        .map_or(input.trace, |forecast| forecast.trace);
    let (first, last) = scale.visible();
    let (from, to) = (column.from.max(first), column.to.min(last));
    let before = from
        .0
        .checked_sub(1)
        .map_or(0, |before| trace.events.count_until(Micros(before)));
    let mut marks: Vec<Rect> = Vec::new();
    for event in trace.events.range(before..trace.events.count_until(to)) {
        let x = scale.x_from_time(event.at) - NARROWEST_FAILURES / 2.0;
        if matches!(event.kind, EventKind::Failed { .. }) && marks.last().is_none_or(|mark| x - mark.x >= 1.0) {
            marks.push(Rect::new(
                x,
                foot - LOWEST_FAILURES,
                NARROWEST_FAILURES,
                LOWEST_FAILURES,
            ));
        }
    }
    marks
}
