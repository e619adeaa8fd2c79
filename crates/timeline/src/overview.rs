//! The strip above the timeline: the whole run as the number of tasks in flight, with its failures and long holds of the
//! loop, and how the window in it is moved. Knows pixels, but no canvas.
//!
//! ```text
//!    0 ┌─────╵──╵╵────────────┬──────╵──┐   failures, one mark each
//!    7 │    ▄▄▆▆▆▆█████████████▆▆▆▅▅▄▂  │   tasks in flight
//!   34 │         ▬▬▬                    │   the loop is held for 50 ms or more
//!   38 └────────────────────────────────┘
//! ```

use super::pen::{Ink, Pen};
use super::scale::Scale;
use super::scene::{BarKind, EndKind, Rect, Size, widen};
use super::window::TimeWindow;
use recording::DensityBucket;
use scenario::time::Micros;

/// The height of the strip.
pub const OVERVIEW_HEIGHT: f64 = 38.0;
/// The strip is shown for more tasks than this, zoomed or not: above it, lanes do not fit into a window.
pub const OVERVIEW_TASKS: usize = 40;
/// The marks of failures.
const MARK_TOP: f64 = 2.0;
const MARK_HEIGHT: f64 = 5.0;
const MARK_WIDTH: f64 = 1.5;
/// The area of the tasks in flight.
const AREA_TOP: f64 = 9.0;
const AREA_FOOT: f64 = 36.0;
/// Any number of tasks in flight but none is at least this high.
const LOWEST: f64 = 1.0;
/// The bar where the loop is held, over the foot of the area, and its smallest width.
const HELD_TOP: f64 = 32.0;
const HELD_HEIGHT: f64 = 4.0;
const HELD_WIDTH: f64 = 2.0;
const PLAYHEAD_WIDTH: f64 = 1.5;
/// A narrower window cannot be moved, only resized.
const NARROWEST_MOVED: f64 = 4.0;
/// The distance from a grip within which a press takes it, for a mouse.
pub const GRIP_REACH: f64 = 10.0;

/// What the strip shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overview {
    /// The size of the canvas.
    pub size: Size,
    /// The tasks in flight: a column for each pixel, or for several of the same height.
    pub area: Vec<Rect>,
    /// The buckets with a failure, at most one mark for each pixel.
    pub failures: Vec<Rect>,
    /// Where the loop was held.
    pub held: Vec<Rect>,
    /// The playhead.
    pub playhead: Option<Rect>,
}

/// The part of the strip that a pointer takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverviewPart {
    /// The left grip, which moves the start of the window.
    Start,
    /// The right grip, which moves its end.
    End,
    /// The window between them.
    Window,
    /// The rest, where a drag makes a new window.
    Outside,
}

/// Lays out the strip. `fitted` is the scale at which all of the run is in view.
#[must_use]
pub fn overview(buckets: &[DensityBucket], fitted: &Scale, playhead: Option<Micros>) -> Overview {
    let x = |at: Micros| fitted.x_from_time(at);
    let most = buckets.iter().map(|bucket| bucket.in_flight).fold(0.0, f64::max);
    let mut strip = Overview {
        size: Size {
            width: fitted.width(),
            height: OVERVIEW_HEIGHT,
        },
        playhead: playhead.map(|at| Rect::new(x(at) - PLAYHEAD_WIDTH / 2.0, 0.0, PLAYHEAD_WIDTH, OVERVIEW_HEIGHT)),
        ..Overview::default()
    };
    let Some(end) = buckets.last().map(|bucket| bucket.to) else {
        return strip;
    };
    // One pixel more than the run has: the last bucket may have no length yet.
    let (first, last) = (x(Micros::ZERO).floor() as i64, x(end).floor() as i64 + 1);
    let mut index = 0;
    for pixel in first..last {
        let (left, right) = (pixel as f64, (pixel + 1) as f64);
        let time = |x: f64| ((x - fitted.x_from_time(Micros::ZERO)) / fitted.pixels_per_micro()).max(0.0);
        let (from, to) = (time(left), time(right));
        let overlap = |bucket: &DensityBucket| (to.min(bucket.to.0 as f64) - from.max(bucket.from.0 as f64)).max(0.0);
        while buckets.get(index).is_some_and(|bucket| (bucket.to.0 as f64) < from) {
            index += 1;
        }
        // The mean in flight of the buckets in this pixel, and every failure and hold of any that begins in it.
        let within = buckets[index..].iter().take_while(|bucket| (bucket.from.0 as f64) < to);
        let (mut total, mut tasks, mut failed, mut held) = (0.0, 0.0, false, false);
        for bucket in within {
            let (length, begins) = (overlap(bucket), bucket.from.0 as f64 >= from);
            total += length;
            tasks += bucket.in_flight * length;
            failed |= bucket.failures > 0 && begins;
            held |= bucket.held && (length > 0.0 || begins);
        }
        let share = if total > 0.0 && most > 0.0 {
            tasks / total / most
        } else {
            0.0
        };
        if share > 0.0 {
            let height = (share * (AREA_FOOT - AREA_TOP)).max(LOWEST);
            widen(&mut strip.area, Rect::new(left, AREA_FOOT - height, 1.0, height));
        }
        if failed {
            strip.failures.push(Rect::new(left, MARK_TOP, MARK_WIDTH, MARK_HEIGHT));
        }
        if held {
            widen(&mut strip.held, Rect::new(left, HELD_TOP, 1.0, HELD_HEIGHT));
        }
    }
    for bar in &mut strip.held {
        bar.width = bar.width.max(HELD_WIDTH);
    }
    strip
}

/// Paints the strip, its background included.
pub fn paint_overview(strip: &Overview, pen: &mut dyn Pen) {
    let whole = Rect::new(0.0, 0.0, strip.size.width, strip.size.height);
    pen.fill(Ink::Strip, 0.0, &[whole]);
    pen.fill(Ink::InFlight, 0.0, &strip.area);
    pen.fill(Ink::BarFill(BarKind::Running), 0.0, &strip.held);
    pen.fill(Ink::End(EndKind::Failed), 0.0, &strip.failures);
    pen.fill(Ink::Now, 0.0, strip.playhead.as_slice());
}

/// The part of the strip at this x. `reach` is how far from a grip it is still taken. Of two grips within reach the
/// nearer one is. While all of the run is in view (`None`) the grips are at its ends, and there is no window to move.
#[must_use]
pub fn overview_part(fitted: &Scale, window: Option<TimeWindow>, x: f64, reach: f64) -> OverviewPart {
    let zoomed = window.is_some();
    let window = window.unwrap_or_else(|| whole(fitted));
    let (start, end) = (fitted.x_from_time(window.from()), fitted.x_from_time(window.to()));
    let (to_start, to_end) = ((x - start).abs(), (x - end).abs());
    // A narrow window keeps a middle by which it can be moved: grips reach outwards only.
    let narrow = end - start < 3.0 * reach;
    let inside = (start..=end).contains(&x);
    match (to_start <= reach, to_end <= reach) {
        _ if zoomed && narrow && inside && end - start >= NARROWEST_MOVED => OverviewPart::Window,
        (true, _) if to_start <= to_end => OverviewPart::Start,
        (_, true) => OverviewPart::End,
        _ if zoomed && inside => OverviewPart::Window,
        _ => OverviewPart::Outside,
    }
}

/// The window after a drag of this part by so many pixels. `None` for a drag outside, which makes a new window instead.
#[must_use]
pub fn dragged(fitted: &Scale, window: TimeWindow, part: OverviewPart, by_x: f64) -> Option<TimeWindow> {
    let (from, to) = (fitted.x_from_time(window.from()), fitted.x_from_time(window.to()));
    let at = |x: f64| fitted.time_from_x(x).min(fitted.end());
    match part {
        OverviewPart::Start => Some(TimeWindow::between(at(from + by_x), window.to())),
        OverviewPart::End => Some(TimeWindow::between(window.from(), at(to + by_x))),
        OverviewPart::Window => Some(moved(fitted, window, by_x)),
        OverviewPart::Outside => None,
    }
}

/// All of the run, which is the window while nothing is zoomed.
#[must_use]
pub fn whole(fitted: &Scale) -> TimeWindow {
    TimeWindow::between(Micros::ZERO, fitted.end())
}

/// The window moved by so many pixels of the strip, with its length kept.
fn moved(fitted: &Scale, window: TimeWindow, by_x: f64) -> TimeWindow {
    let scale = fitted.showing(window);
    let by_micros = by_x / fitted.pixels_per_micro();
    let panned = scale.panned(-by_micros * scale.pixels_per_micro());
    panned.window().unwrap_or(window)
}
