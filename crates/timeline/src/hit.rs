//! What is under the pointer. Knows where things are, not what they look like.

use super::layout::Input;
use super::scene::BarKind;
use recording::{Lane, Poll, Segment, Series, State, TaskId};
use scenario::time::Micros;

/// How far from the pointer a moment is still meant.
const REACH: f64 = 6.0;
/// How many states of one stamp are looked through: a poll without length is three.
const STATES_OF_A_STAMP: usize = 64;

/// What lies at a point of the plot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which part of the plot.
    pub zone: Zone,
    /// Whose lane, or in the band of the loop whose poll.
    pub task: Option<TaskId>,
    /// The moment at this x; in the paddings time goes on, left of 0 it is 0.
    pub at: Micros,
    /// The segment of the lane whose bar is at this point.
    pub segment: Option<Segment>,
    /// What happened to that task within 6 px of this x. The nearest; of several at one moment an end, then a poll,
    /// then the last.
    pub near: Option<Near>,
}

/// A part of the plot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// The scrub area.
    Axis,
    /// The band of the loop.
    Band,
    /// A lane, or the empty space below the last one.
    Lanes,
}

/// Something that happened close to the pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Near {
    /// When.
    pub at: Micros,
    /// What.
    pub what: LaneMoment,
    /// The event that began it, as its index in the trace, where the lane knows it.
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
    /// In the band of the loop: this poll of the loop's record.
    Poll(usize),
}

/// What lies at this point, in CSS pixels from the plot's top left corner. `None` outside the plot.
#[must_use]
pub fn hit(input: &Input<'_>, x: f64, y: f64) -> Option<Hit> {
    let Input { scale, rows, .. } = input;
    if !(0.0..scale.width()).contains(&x) || !(0.0..rows.height).contains(&y) {
        return None;
    }
    let zone = match y {
        _ if y < rows.axis => Zone::Axis,
        _ if y < rows.lanes_top() => Zone::Band,
        _ => Zone::Lanes,
    };
    let nothing = Hit {
        zone,
        task: rows.lane_at(y),
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
    let middle = rows.lane_y(task.index()) + rows.lane / 2.0;
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
    // The last one that began before the pointer, and the one after it.
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
        .filter_map(|place| Some((place, polls.get(place)?)))
        .filter(|(_, poll)| distance(poll) <= REACH)
        .min_by(|(_, one), (_, other)| distance(one).total_cmp(&distance(other)));
    let Some((place, poll)) = found else { return nothing };
    Hit {
        task: Some(poll.task),
        near: Some(Near {
            at: poll.from,
            what: LaneMoment::Poll(place),
            event: Some(poll.first),
        }),
        ..nothing
    }
}

/// The segment that lasts at this moment.
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
    // In order of preference: the first of the nearest is taken.
    [ended, begun.map(began), later.next().map(began), spawned]
        .into_iter()
        .flatten()
        .filter(|near| near.at <= input.edge)
        .map(|near| (near, (input.scale.x_from_time(near.at) - x).abs()))
        .filter(|(_, distance)| *distance <= REACH)
        .min_by(|(_, one), (_, other)| one.total_cmp(other))
        .map(|(near, _)| near)
}

/// Of the segments that begin with this one, the last that is a poll, or the last.
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
