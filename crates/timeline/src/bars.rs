//! The bar at a point of the plot, the next bar of its task, and where a bar is drawn. What it answers is said elsewhere.
//!
//! ```text
//!   ▐ timer ────────┨▨ overdue ▨┃ ready ▌█ running █▌┆ ✓ 4
//!     State           Overdue     State   State         End
//! ```

use crate::layout::{Input, overdue_since, reach_of_end};
use crate::rows::Detail;
use crate::scale::Scale;
use crate::scene::{BarKind, Rect};
use recording::{BarPart, Lane, Lanes, Segment, Series, TaskBar, TaskId, Trace};
use scenario::time::Micros;

/// A poll is found from this far, in CSS pixels: its tick is 2 px wide.
const REACH: f64 = 1.5;
/// States that are looked at for a poll under the pointer: as many as three polls have.
const MOST_STATES: usize = 12;
/// A wait in the queue narrower than this is not drawn.
const SHORTEST_BAR: f64 = 0.5;
/// A predicted bar narrower than this is not drawn.
const SHORTEST_PREDICTED: f64 = 3.0;
/// A bar is at least this wide where it is pointed at.
const NARROWEST: f64 = 2.0;

/// A bar that is pointed at, or has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PointedBar {
    /// The bar.
    pub bar: TaskBar,
    /// Whether it is the prediction's.
    pub predicted: bool,
    /// Whether it is pointed at in the lane of the event loop.
    pub in_loop_lane: bool,
}

/// The bar at this point, in CSS pixels from the plot's upper left corner. All of the lane's height counts.
#[must_use]
pub fn bar_at(input: &Input<'_>, x: f64, y: f64) -> Option<PointedBar> {
    let Input { scale, rows, .. } = input;
    if !(0.0..scale.width()).contains(&x) || !(0.0..rows.height).contains(&y) {
        return None;
    }
    if y >= rows.band_top() && y < rows.lanes_top() {
        return poll_in_loop_lane(input, x);
    }
    let task = input.lane_at(y)?;
    // The lane of a folded task has the density of its descendants, and no bars.
    if input.tree.is_some_and(|tree| tree.is_folded(task)) {
        return None;
    }
    let recorded = (!input.stale)
        .then(|| in_lane(input, input.trace, input.lanes, task, x, false))
        .flatten();
    let recorded = recorded.filter(|part| *part != BarPart::End || is_at_its_end(input, task, x));
    let found = |part, predicted| PointedBar {
        bar: TaskBar { task, part },
        predicted,
        in_loop_lane: false,
    };
    recorded.map(|part| found(part, false)).or_else(|| {
        let ended = input
            .lanes
            .lane(input.trace, task)
            .is_some_and(|lane| lane.end().is_some());
        let plan = input.forecast.filter(|_| input.stale || !ended)?;
        let part = in_lane(input, plan.trace, plan.lanes, task, x, true)?;
        let drawn = input.stale || input.scale.time_from_x(x) >= drawn_from(input);
        (drawn && part != BarPart::End).then(|| found(part, true))
    })
}

/// The bar after or before this one of the same task; `None` at the last and the first.
#[must_use]
pub fn bar_beside(input: &Input<'_>, from: PointedBar, forward: bool) -> Option<PointedBar> {
    let (trace, lanes, edge) = record_of(input, from.predicted)?;
    let TaskBar { task, part } = from.bar;
    let lane = lanes.lane(trace, task)?;
    let end = lane.end().map(|_| BarPart::End);
    let overdue = |event: u32| {
        let segment = lane.segments_from(event as usize + 1).next()?;
        let until = until_of(&lane, segment, edge);
        (!from.predicted && overdue_since(input, task, segment, until).is_some()).then_some(BarPart::Overdue(event))
    };
    let next = |event: u32| {
        let mut later = lane.segments_from(event as usize + 1).filter(|next| next.event > event);
        let drawn = later.find(|next| is_drawn(&input.scale, &lane, *next, (edge, from.predicted)));
        drawn.map(|next| BarPart::State(next.event)).or(end)
    };
    let before = |event: usize| {
        let mut event = event;
        loop {
            let segment = lane.segment_before(event)?;
            if is_drawn(&input.scale, &lane, segment, (edge, from.predicted)) {
                return Some(overdue(segment.event).unwrap_or(BarPart::State(segment.event)));
            }
            event = segment.event as usize;
        }
    };
    let part = match (part, forward) {
        (BarPart::State(event), true) => overdue(event).or_else(|| next(event))?,
        (BarPart::Overdue(event), true) => next(event)?,
        (BarPart::End, true) => return None,
        (BarPart::State(event), false) => before(event as usize)?,
        (BarPart::Overdue(event), false) => BarPart::State(event),
        (BarPart::End, false) => before(trace.events.len())?,
    };
    Some(PointedBar {
        bar: TaskBar { task, part },
        in_loop_lane: false,
        ..from
    })
}

/// The first bar of a task, or its last.
#[must_use]
pub fn first_bar(input: &Input<'_>, task: TaskId, last: bool) -> Option<PointedBar> {
    let begun = !input.stale
        && input
            .lanes
            .lane(input.trace, task)
            .is_some_and(|lane| lane.spawned().is_some());
    let predicted = !begun;
    let (trace, lanes, edge) = record_of(input, predicted)?;
    let lane = lanes.lane(trace, task)?;
    let end = lane.end().map(|_| BarPart::End);
    let found = |part| PointedBar {
        bar: TaskBar { task, part },
        predicted,
        in_loop_lane: false,
    };
    if last {
        let last = || {
            lane.segment_before(trace.events.len())
                .map(|last| BarPart::State(last.event))
        };
        return end.or_else(last).map(found);
    }
    let first = lane
        .segments()
        .find(|first| is_drawn(&input.scale, &lane, *first, (edge, predicted)));
    first.map(|first| BarPart::State(first.event)).or(end).map(found)
}

/// Where a bar is in the plot, cut to what is in view, and as high as it is drawn; `None` if it is out of view.
#[must_use]
pub fn bar_box(input: &Input<'_>, pointed: PointedBar) -> Option<Rect> {
    let Input { scale, rows, .. } = input;
    let (from, until) = bar_times(input, pointed)?;
    let (left, right) = (scale.x_from_time(from), scale.x_from_time(until));
    let (left, right) = match pointed.bar.part {
        BarPart::End => {
            let mark = reach_of_end(input, pointed.bar.task)?;
            (left - NARROWEST, mark.max(left + NARROWEST))
        }
        _ => (left.min(right - NARROWEST), right),
    };
    if right < 0.0 || left > scale.width() {
        return None;
    }
    let (left, right) = (left.max(0.0), right.min(scale.width()));
    let lane = lane_box(input, pointed)?;
    let bar = if pointed.in_loop_lane { lane.height } else { rows.bar() };
    Some(Rect::new(
        left,
        lane.y + (lane.height - bar) / 2.0,
        (right - left).max(NARROWEST),
        bar,
    ))
}

/// The lane of a bar in the plot; `None` if it is out of view.
#[must_use]
pub fn lane_box(input: &Input<'_>, pointed: PointedBar) -> Option<Rect> {
    let (rows, width) = (&input.rows, input.scale.width());
    if pointed.in_loop_lane {
        return Some(Rect::new(0.0, rows.band_top(), width, rows.band));
    }
    let task = pointed.bar.task;
    input
        .shows(task)
        .then(|| Rect::new(0.0, input.task_y(task), width, rows.lane))
}

/// When a bar began and ended. An end has no length.
#[must_use]
pub fn bar_times(input: &Input<'_>, pointed: PointedBar) -> Option<(Micros, Micros)> {
    let (trace, lanes, edge) = record_of(input, pointed.predicted)?;
    let TaskBar { task, part } = pointed.bar;
    let lane = lanes.lane(trace, task)?;
    let (event, is_overdue) = match part {
        BarPart::End => return lane.end().map(|end| (end.at, end.at)),
        BarPart::State(event) => (event, false),
        BarPart::Overdue(event) => (event, true),
    };
    let segment = lane.segments_from(event as usize + 1).next()?;
    let until = until_of(&lane, segment, edge);
    let due = (!pointed.predicted)
        .then(|| overdue_since(input, task, segment, until))
        .flatten();
    Some(match due {
        Some(due) if is_overdue => (due, until),
        Some(due) => (segment.from, due),
        None => (segment.from, until),
    })
}

/// The record that a bar is of, and the end of its time.
fn record_of<'a>(input: &Input<'a>, predicted: bool) -> Option<(&'a Trace, &'a Lanes, Micros)> {
    if !predicted {
        return Some((input.trace, input.lanes, input.edge));
    }
    let plan = input.forecast?;
    Some((plan.trace, plan.lanes, plan.lanes.last_stamp(plan.trace)))
}

fn in_lane(input: &Input<'_>, trace: &Trace, lanes: &Lanes, task: TaskId, x: f64, plan: bool) -> Option<BarPart> {
    let scale = &input.scale;
    let edge = if plan { lanes.last_stamp(trace) } else { input.edge };
    let lane = lanes.lane(trace, task)?;
    let at = scale.time_from_x(x);
    // A poll is drawn over what is beside it.
    let from = scale.time_from_x((x - REACH).max(0.0));
    let near = scale.time_from_x(x + REACH);
    let around = lane.stretches_since(from, edge).take(MOST_STATES);
    let poll = around
        .take_while(|(segment, _)| segment.from <= near)
        .filter(|(segment, until)| BarKind::of(segment.state) == Some(BarKind::Running) && *until >= from)
        .map(|(segment, _)| segment)
        .last();
    if let Some(poll) = poll.filter(|_| !plan) {
        return Some(BarPart::State(poll.event));
    }
    if lane.end().is_some_and(|end| at > end.at) {
        return Some(BarPart::End);
    }
    let segment = lane.segment_at(at).filter(|_| at <= edge)?;
    BarKind::of(segment.state)?;
    let until = until_of(&lane, segment, edge);
    let due = (!plan).then(|| overdue_since(input, task, segment, until)).flatten();
    Some(match due {
        Some(due) if at >= due => BarPart::Overdue(segment.event),
        _ => BarPart::State(segment.event),
    })
}

/// Whether the mark, the text or the unspent time of the task's end is at this x.
fn is_at_its_end(input: &Input<'_>, task: TaskId, x: f64) -> bool {
    input.rows.detail() != Detail::Solid && reach_of_end(input, task).is_some_and(|right| x <= right)
}

fn poll_in_loop_lane(input: &Input<'_>, x: f64) -> Option<PointedBar> {
    let polls = input.event_loop.map_or_else(Series::default, |record| record.polls);
    let (from, to) = (
        input.scale.time_from_x((x - REACH).max(0.0)),
        input.scale.time_from_x(x + REACH),
    );
    let begun = polls.partition_point(|poll| poll.from <= to);
    let poll = polls.get(begun.checked_sub(1)?)?;
    let until = poll.to.unwrap_or(input.edge);
    (until >= from).then_some(PointedBar {
        bar: TaskBar {
            task: poll.task,
            part: BarPart::State(poll.first),
        },
        predicted: false,
        in_loop_lane: true,
    })
}

fn is_drawn(scale: &Scale, lane: &Lane<'_>, segment: Segment, (edge, predicted): (Micros, bool)) -> bool {
    let until = until_of(lane, segment, edge);
    let width = scale.x_from_time(until) - scale.x_from_time(segment.from);
    match BarKind::of(segment.state) {
        None => false,
        Some(_) if predicted => width >= SHORTEST_PREDICTED,
        Some(BarKind::Running) => true,
        Some(_) => width >= SHORTEST_BAR,
    }
}

fn until_of(lane: &Lane<'_>, segment: Segment, edge: Micros) -> Micros {
    let next = lane.stretches_from(segment.event as usize + 1, edge).next();
    next.map_or(edge, |(_, until)| until)
}

/// Predicted bars are drawn from here on.
fn drawn_from(input: &Input<'_>) -> Micros {
    if input.trace.events.is_empty() {
        Micros::ZERO
    } else {
        input.edge
    }
}
