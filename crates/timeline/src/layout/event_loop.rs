//! The lane of the event loop: the polls that hold the thread, the length of the ready queue, and late timers. The
//! tasks' lanes are in [`super::lane`].
//!
//! The cost is a few binary searches for each pixel, however long the recording is: [`late_timers`] and [`queue_steps`]
//! leave out what could not be distinguished.

use super::Input;
use super::lane::cut;
use crate::rows::{BAND_HEIGHT, LOW_BAND_HEIGHT};
use crate::scale::Scale;
use crate::scene::{Label, LateMark, LoopLane, LoopMark, Rect};
use crate::words;
use recording::{Depth, LoopRecord, Poll, Series, TaskId, TimerRecord, Trace, Turn};
use scenario::time::Micros;
use std::ops::Range;

/// From the top of the band to the polls: room for the lines of late timers, which start above them.
const INSET: f64 = 12.0;
/// The height of a poll, the same as of a bar.
const POLL_HEIGHT: f64 = 18.0;
/// Polls of this width are drawn one by one.
const TICK: f64 = 2.0;
/// The width of the faint line at several polls.
const SEVERAL: f64 = 3.0;
/// Polls with less room than this on either side have no faint line.
const TICK_ROOM: f64 = 4.0;
/// Polls less than this far apart share a column, whose height is the share of it that they held the loop.
const COLUMN: f64 = 1.0;
/// Any share but none is at least this high.
const LOWEST: f64 = 1.0;
/// Polls that are looked through for those that share a column before the rest is searched.
const FEW: usize = 64;
/// Blocks narrower than this show no task name.
const NARROWEST_NAMED: f64 = 70.0;
/// Around the name in a block.
const NAME_INSET: f64 = 6.0;
/// From a tick to its count, and from the count to the next tick.
const COUNT_DISTANCE: f64 = 5.0;
const COUNT_SPARE: f64 = 2.0;
/// Counts are written at 10 px, but widths are measured at 11 px.
const COUNT_SIZE_RATIO: f64 = 10.0 / 11.0;
/// From an empty queue to the bottom of the band.
const QUEUE_FOOT: f64 = 8.0;
/// How much one ready task raises the line of the queue.
const QUEUE_STEP: f64 = 3.6;
/// Longer queues are drawn as this long, so that the line stays clear of the polls.
const QUEUE_CAP: u32 = 3;
/// Marks of turns closer than this would look like a texture.
const TURN_DISTANCE: f64 = 6.0;
const TURN_HEIGHT: f64 = 3.0;
/// Lateness shorter than this is left out: every browser timer has some.
const SHORTEST_LATE: f64 = 2.0;
/// Late timers closer than this at both ends share a line.
const LATE_DISTANCE: f64 = 6.0;
/// Late timers closer than this at both ends cannot be distinguished.
const LATE_COLUMN: f64 = 1.0;
/// How far the line of a late timer extends above the polls and below the baseline.
const LATE_ABOVE: f64 = 5.0;
const LATE_BELOW: f64 = 7.0;

/// The activity of the event loop that is drawn: slices of [`recording::LoopRecord`], and [`late_timers`].
#[derive(Clone, Copy, Debug, Default)]
pub struct LoopActivity<'a> {
    /// The polls made by the loop, sorted; they do not overlap. Polls of joined futures are part of main's and not
    /// listed.
    pub polls: Series<'a, Poll>,
    /// The length of the ready queue from each moment on, sorted. Several entries may share a moment; before the first
    /// the length is 0.
    pub depth: &'a [Depth],
    /// Late timers, sorted by `served`. Their deadlines rise too, except where the browser called timers out of order.
    pub late: &'a [LateTimer],
    /// The turns, sorted. If empty, turns are not marked.
    pub turns: Series<'a, Turn>,
    /// How long the loop was held, by which very many polls in a pixel are added up. Without it they are read one by one.
    pub busy: Option<&'a LoopRecord>,
}

/// A timer that was served after it was due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LateTimer {
    /// Its deadline.
    pub deadline: Micros,
    /// When it was served.
    pub served: Micros,
    /// The task that set it.
    pub task: TaskId,
}

/// The timers that were served visibly late, without those that cannot be distinguished on screen, for
/// [`LoopActivity::late`].
#[must_use]
pub fn late_timers(trace: &Trace, timers: &TimerRecord, scale: &Scale) -> Vec<LateTimer> {
    let (first, last) = scale.visible();
    let pixels = |width: f64| Micros((width / scale.pixels_per_micro()) as u64);
    let late = timers.late_in(trace, first, last, pixels(SHORTEST_LATE), pixels(LATE_COLUMN));
    let late = late.into_iter().filter_map(|timer| {
        Some(LateTimer {
            deadline: timer.deadline,
            served: timer.deadline + timer.lateness()?,
            task: timer.task,
        })
    });
    late.collect()
}

/// The length of the ready queue in view, without steps that cannot be distinguished on screen, for
/// [`LoopActivity::depth`].
#[must_use]
pub fn queue_steps(trace: &Trace, loops: &LoopRecord, scale: &Scale) -> Vec<Depth> {
    let (first, last) = scale.visible();
    loops.depth_columns(trace, first, last, Micros((COLUMN / scale.pixels_per_micro()) as u64))
}

/// The y at which arrows from the loop begin: directly below the baseline.
pub(super) fn below_baseline(band_top: f64) -> f64 {
    band_top + INSET + POLL_HEIGHT + 1.0
}

/// ```text
///   band ──────────────────────────────────────────────────────
///     +12    ┌─ 18 ─┐
///            █×6    ██████████ thumbs ██████████      polls
///     +30  ──┴─┬────┴───────┬─────────────────────    baseline 1 px, turns, late timers
///            ┌┐               ┌────────────────┐      3.6 px a task
///     +56  ──┘└───────────────┘                └──    ready queue
///   lanes ──── +64 ────────────────────────────────────────────
/// ```
pub(super) fn draw(input: &Input<'_>) -> Option<LoopLane> {
    let Input { scale, rows, .. } = input;
    let record = input.event_loop.filter(|_| rows.band >= LOW_BAND_HEIGHT)?;
    let top = rows.band_top() + INSET;
    let base = top + POLL_HEIGHT;
    let predicted = input.trace.events.is_empty();
    let reach = if predicted { scale.end() } else { input.edge };
    Some(LoopLane {
        baseline: Rect {
            height: 1.0,
            ..cut(
                scale.x_from_time(Micros::ZERO),
                scale.x_from_time(reach),
                base,
                1.0,
                scale,
            )
        },
        predicted,
        marks: marks(input, &record.polls, top),
        queue: if rows.band >= BAND_HEIGHT {
            queue(input, record.depth, rows.lanes_top() - QUEUE_FOOT)
        } else {
            Vec::new()
        },
        turns: turns(input, &record.turns, base + 1.0),
        late: late(input, &record, top, base),
    })
}

fn marks(input: &Input<'_>, polls: &Series<'_, Poll>, top: f64) -> Vec<LoopMark> {
    let scale = &input.scale;
    let (first, last) = in_view(input);
    let mut marks = Vec::new();
    let mut index = polls.partition_point(|poll| until(input, poll) < first);
    while let Some(poll) = polls.get(index).filter(|poll| poll.from <= last) {
        let (left, right) = (scale.x_from_time(poll.from), scale.x_from_time(until(input, &poll)));
        let wide = right - left >= TICK;
        let together = if wide { 1 } else { sharing(input, polls, index, right) };
        let mut tick = None;
        let rect = if wide {
            cut(left, right, top, POLL_HEIGHT, scale)
        } else {
            let ended = polls.get(index + together - 1).map_or(last, |poll| until(input, &poll));
            let right = scale.x_from_time(ended);
            let width = (right - left).max(COLUMN);
            let busy = busy(input, polls, index..index + together, poll.from..ended);
            let share = busy.0 as f64 * scale.pixels_per_micro() / width;
            let height = (share.min(1.0) * POLL_HEIGHT).max(LOWEST);
            let tick_width = if together > 1 { SEVERAL } else { TICK };
            tick = Some(Rect::new(right - tick_width, top, tick_width, POLL_HEIGHT));
            Rect::new(right - width, top + POLL_HEIGHT - height, width, height)
        };
        marks.push(LoopMark {
            task: poll.task,
            count: together,
            rect,
            tick,
            label: None,
        });
        index += together;
    }
    leave_out_crowded_ticks(&mut marks);
    for index in 0..marks.len() {
        let room_ends = marks
            .get(index + 1)
            .map_or(scale.width(), |next: &LoopMark| next.rect.x - COUNT_SPARE);
        marks[index].label = label(input, &marks[index], room_ends);
    }
    marks
}

/// How long these polls, which are all in this window, held the loop.
fn busy(input: &Input<'_>, polls: &Series<'_, Poll>, indexes: Range<usize>, window: Range<Micros>) -> Micros {
    let record = input.event_loop.and_then(|activity| activity.busy);
    match record.filter(|_| indexes.len() > FEW) {
        Some(record) => record.busy(input.trace, window),
        None => {
            let lengths = polls.slice(indexes);
            let lengths = lengths.iter().map(|poll| until(input, &poll) - poll.from);
            lengths.fold(Micros::ZERO, |busy, length| busy + length)
        }
    }
}

/// Side by side, faint lines would look like a busy loop.
fn leave_out_crowded_ticks(marks: &mut [LoopMark]) {
    let mut before = f64::NEG_INFINITY;
    for index in 0..marks.len() {
        let next = marks.get(index + 1).map_or(f64::INFINITY, |next| next.rect.x);
        let mark = &mut marks[index];
        let crowded = |tick: &Rect| tick.x - before < TICK_ROOM || next - tick.right() < TICK_ROOM;
        mark.tick = mark.tick.filter(|tick| !crowded(tick));
        before = mark.rect.right();
    }
}

/// How many polls, from the one with this index on, end in the pixel that begins at `right`, where that one ends.
fn sharing(input: &Input<'_>, polls: &Series<'_, Poll>, index: usize, right: f64) -> usize {
    let column = input.scale.time_from_x(right + COLUMN);
    let end = polls.get(index).map_or(input.edge, |first| until(input, &first));
    let rest = polls.slice(index + 1..polls.len());
    let shares = |poll: &Poll| until(input, poll) <= end || until(input, poll) < column;
    // Most share it with few: a search through all that are left would cost more.
    let few = rest.slice(0..FEW);
    match few.partition_point(shares) {
        FEW => 1 + rest.partition_point(shares),
        sharing => 1 + sharing,
    }
}

fn label(input: &Input<'_>, mark: &LoopMark, room_ends: f64) -> Option<Label> {
    if mark.count > 1 {
        let y = mark.rect.bottom() - POLL_HEIGHT;
        let text = format!("{} steps", mark.count);
        let x = mark.rect.right() + COUNT_DISTANCE;
        let fits = x + (input.text_width)(&text) * COUNT_SIZE_RATIO <= room_ends.min(input.scale.width());
        return (fits && !input.phone).then_some(Label {
            x,
            baseline: y + 9.0,
            text,
        });
    }
    let left = mark.rect.x.max(0.0);
    let width = mark.rect.right().min(input.scale.width()) - left;
    if width < NARROWEST_NAMED {
        return None;
    }
    let name = input.trace.label(mark.task)?;
    let y = mark.rect.y;
    words::elided(&name, width - 2.0 * NAME_INSET, input.text_width).map(|text| Label {
        x: left + NAME_INSET,
        baseline: y + 13.0,
        text,
    })
}

/// The corners of the queue's line. In each pixel it covers the longest and the shortest length, and continues from the
/// last one.
fn queue(input: &Input<'_>, depth: &[Depth], foot: f64) -> Vec<(f64, f64)> {
    let scale = &input.scale;
    let (first, last) = in_view(input);
    if depth.is_empty() || last < first {
        return Vec::new();
    }
    let y = |length: u32| foot - f64::from(length.min(QUEUE_CAP)) * QUEUE_STEP;
    let mut index = depth.partition_point(|step| step.at < first);
    let mut level = index.checked_sub(1).map_or(0, |before| depth[before].ready);
    let mut corners = vec![(scale.x_from_time(first), y(level))];
    while let Some(&Depth { at, .. }) = depth.get(index).filter(|step| step.at <= last) {
        let x = scale.x_from_time(at);
        let column = scale.time_from_x(x + COLUMN);
        // At the closest zoom a pixel is less than a microsecond, but steps of one moment still share a column.
        let here = |step: &Depth| step.at <= at || step.at < column;
        let (mut highest, mut lowest, mut next) = (level, level, index);
        while let Some(step) = depth.get(next).filter(|step| here(step)) {
            (highest, lowest) = (highest.max(step.ready), lowest.min(step.ready));
            next += 1;
            if highest >= QUEUE_CAP && lowest == 0 {
                next += depth[next..].partition_point(here);
                break;
            }
        }
        let after = depth[next - 1].ready;
        corner(&mut corners, (x, y(level)));
        // Corners are needed only for lengths beyond those before and after the pixel.
        if highest > level.max(after) {
            corner(&mut corners, (x, y(highest)));
        }
        if lowest < level.min(after) {
            corner(&mut corners, (x, y(lowest)));
        }
        corner(&mut corners, (x, y(after)));
        (level, index) = (after, next);
    }
    corner(&mut corners, (scale.x_from_time(last), y(level)));
    corners
}

/// Appends a corner, and merges level segments of the same height.
fn corner(corners: &mut Vec<(f64, f64)>, next: (f64, f64)) {
    if let [.., before, last] = corners.as_mut_slice()
        && before.1 == last.1
        && last.1 == next.1
    {
        last.0 = next.0;
        return;
    }
    if corners.last() != Some(&next) {
        corners.push(next);
    }
}

fn turns(input: &Input<'_>, turns: &Series<'_, Turn>, top: f64) -> Vec<Rect> {
    let scale = &input.scale;
    let (first, last) = in_view(input);
    let mut marks = Vec::new();
    let mut index = turns.partition_point(|turn| turn.from < first);
    while let Some(Turn { from: at, .. }) = turns.get(index).filter(|turn| turn.from <= last) {
        let x = scale.x_from_time(at);
        marks.push(Rect::new(x - 0.5, top, 1.0, TURN_HEIGHT));
        let next = scale.time_from_x(x + TURN_DISTANCE);
        index += 1 + turns
            .slice(index + 1..turns.len())
            .partition_point(|turn| turn.from <= at || turn.from < next);
    }
    marks
}

fn late(input: &Input<'_>, record: &LoopActivity<'_>, top: f64, base: f64) -> Vec<LateMark> {
    let scale = &input.scale;
    let (first, last) = in_view(input);
    let low = base + LATE_BELOW;
    let mut marks: Vec<LateMark> = Vec::new();
    // The x at which the last level line begins and ends.
    let (mut before, mut reach) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    let reaching = record.late.partition_point(|late| late.served < first);
    for late in record.late[reaching..].iter().take_while(|late| late.deadline <= last) {
        let due = scale.x_from_time(late.deadline);
        let served = scale.x_from_time(late.served.min(input.edge));
        let together = (served - reach).abs() < LATE_DISTANCE;
        if served - due < SHORTEST_LATE || (together && (due - before).abs() < LATE_DISTANCE) {
            continue;
        }
        // Two dotted lines over each other would be a solid one.
        let along = if together && due < reach {
            [(due, low); 2]
        } else {
            reach = served;
            [(served, low), (served, base + 1.0)]
        };
        before = due;
        marks.push(LateMark {
            task: late.task,
            line: [(due, top - LATE_ABOVE), (due, low), along[0], along[1]],
            over: held(input, &record.polls, late.deadline).then_some([(due, top), (due, base)]),
        });
    }
    marks
}

/// Whether a block wide enough to see was running at this moment.
fn held(input: &Input<'_>, polls: &Series<'_, Poll>, at: Micros) -> bool {
    poll_at(input, polls, at).is_some_and(|poll| {
        let (from, to) = (poll.from, until(input, &poll));
        input.scale.x_from_time(to) - input.scale.x_from_time(from) >= TICK
    })
}

/// The task that held the loop at this moment.
pub(super) fn holder(input: &Input<'_>, at: Micros) -> Option<TaskId> {
    poll_at(input, &input.event_loop?.polls, at).map(|poll| poll.task)
}

fn poll_at(input: &Input<'_>, polls: &Series<'_, Poll>, at: Micros) -> Option<Poll> {
    let begun = polls.partition_point(|poll| poll.from <= at);
    let last = polls.get(begun.checked_sub(1)?)?;
    (until(input, &last) > at).then_some(last)
}

/// When a poll returned; the edge of the recording for one that has not.
fn until(input: &Input<'_>, poll: &Poll) -> Micros {
    poll.to.map_or(input.edge, |to| to.min(input.edge))
}

/// The first and the last moment that are in view and recorded.
fn in_view(input: &Input<'_>) -> (Micros, Micros) {
    let (first, last) = input.scale.visible();
    (first, last.min(input.edge))
}
