//! The hit test: finds the task, the bar and the moment under the pointer. Does not know how they are painted.

use super::layout::Input;
use super::scene::BarKind;
use recording::{Lane, Poll, Segment, Series, State, TaskId};
use scenario::time::Micros;

/// A moment further from the pointer than this is not found. CSS pixels.
const REACH: f64 = 6.0;
/// The most states of one stamp that are searched: a poll without length is three.
const STATES_OF_A_STAMP: usize = 64;

/// The result of a hit test at a point of the plot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The part of the plot.
    pub zone: Zone,
    /// The task of the lane, or in the band of the event loop the task of the poll.
    pub task: Option<TaskId>,
    /// The moment at this x. Time continues in the paddings; left of time 0 it is 0.
    pub at: Micros,
    /// The segment of the lane whose bar is at this point.
    pub segment: Option<Segment>,
    /// The moment of that task nearest to this x, at most 6 px away. Of several at one moment an end is preferred, then
    /// a poll, then the last.
    pub near: Option<Near>,
}

/// A part of the plot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// The axis, on which the playhead is dragged.
    Axis,
    /// The row of tasks in flight.
    Flight,
    /// The band of the event loop.
    Band,
    /// A lane, or the empty space below the last one.
    Lanes,
}

/// A moment close to the pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Near {
    /// Its time.
    pub at: Micros,
    /// What happened.
    pub what: LaneMoment,
    /// The index of the event that began it; `None` where the lane does not know it.
    pub event: Option<u32>,
}

/// A moment of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaneMoment {
    /// The task was spawned.
    Spawned,
    /// The task came into this state.
    Began(State),
    /// The task ended.
    Ended,
    /// In the band of the event loop: the poll with this index.
    Poll(usize),
}

/// The hit test at this point, in CSS pixels from the plot's top left corner. `None` outside the plot.
#[must_use]
pub fn hit(input: &Input<'_>, x: f64, y: f64) -> Option<Hit> {
    let Input { scale, rows, .. } = input;
    if !(0.0..scale.width()).contains(&x) || !(0.0..rows.height).contains(&y) {
        return None;
    }
    let zone = match y {
        _ if y < rows.axis => Zone::Axis,
        _ if y < rows.band_top() => Zone::Flight,
        _ if y < rows.lanes_top() => Zone::Band,
        _ => Zone::Lanes,
    };
    let nothing = Hit {
        zone,
        task: input.lane_at(y),
        at: scale.time_from_x(x),
        segment: None,
        near: None,
    };
    if zone == Zone::Band {
        return Some(in_band(input, x, nothing));
    }
    let Some((task, lane)) = nothing
        .task
        .and_then(|task| Some((task, input.lanes.lane(input.trace, task)?)))
    else {
        return Some(nothing);
    };
    let middle = input.task_y(task) + rows.lane / 2.0;
    let on_bar = (y - middle).abs() <= rows.bar() / 2.0;
    Some(Hit {
        segment: segment_at(&lane, nothing.at, input.edge).filter(|_| on_bar),
        near: near(input, &lane, x),
        ..nothing
    })
}

fn in_band(input: &Input<'_>, x: f64, nothing: Hit) -> Hit {
    let polls = input.event_loop.map_or_else(Series::default, |record| record.polls);
    let at = nothing.at;
    // The candidates are the last poll that began before the pointer, and the one after it.
    let begun = polls.partition_point(|poll| poll.from <= at);
    let distance = |poll: &Poll| {
        let (from, to) = (
            input.scale.x_from_time(poll.from),
            input.scale.x_from_time(poll.to.unwrap_or(input.edge)),
        );
        (from - x).max(x - to).max(0.0)
    };
    let found = [begun.checked_sub(1), Some(begun)]
        .into_iter()
        .flatten()
        .filter_map(|index| Some((index, polls.get(index)?)))
        .filter(|(_, poll)| distance(poll) <= REACH)
        .min_by(|(_, one), (_, other)| distance(one).total_cmp(&distance(other)));
    let Some((index, poll)) = found else { return nothing };
    Hit {
        task: Some(poll.task),
        near: Some(Near {
            at: poll.from,
            what: LaneMoment::Poll(index),
            event: Some(poll.first),
        }),
        ..nothing
    }
}

/// The segment that covers this moment.
fn segment_at(lane: &Lane, at: Micros, edge: Micros) -> Option<Segment> {
    let until = lane.end().map_or(edge, |end| end.at);
    lane.segment_at(at).filter(|_| at <= until)
}

fn near(input: &Input<'_>, lane: &Lane, x: f64) -> Option<Near> {
    let at = input.scale.time_from_x(x);
    let begun = lane.segment_at(at);
    let mut later = lane.segments_from(input.trace.events.count_until(at));
    if begun.is_some() {
        later.next();
    }
    let began = |segment: Segment| {
        let Segment { from, state, event } = preferred(lane, segment);
        Near {
            at: from,
            what: LaneMoment::Began(state),
            event: Some(event),
        }
    };
    let spawned = lane.spawned().map(|at| Near {
        at,
        what: LaneMoment::Spawned,
        event: None,
    });
    let ended = lane.end().map(|end| Near {
        at: end.at,
        what: LaneMoment::Ended,
        event: None,
    });
    // In order of preference: `min_by` returns the first of equally near ones.
    [ended, begun.map(began), later.next().map(began), spawned]
        .into_iter()
        .flatten()
        .filter(|near| near.at <= input.edge)
        .map(|near| (near, (input.scale.x_from_time(near.at) - x).abs()))
        .filter(|(_, distance)| *distance <= REACH)
        .min_by(|(_, one), (_, other)| one.total_cmp(other))
        .map(|(near, _)| near)
}

/// Of the segments that begin at the same time as this one: the last that is a poll, or else the last.
fn preferred(lane: &Lane, segment: Segment) -> Segment {
    let since = lane.stretches_since(segment.from, segment.from).map(|(it, _)| it);
    let same = since
        .skip_while(|it| it.from < segment.from)
        .take_while(|it| it.from == segment.from)
        .take(STATES_OF_A_STAMP);
    let is_poll = |it: &Segment| BarKind::of(it.state) == Some(BarKind::Running);
    same.fold(segment, |best, it| {
        let better = it.event > best.event || is_poll(&it);
        if better && (is_poll(&it) || !is_poll(&best)) {
            it
        } else {
            best
        }
    })
}
