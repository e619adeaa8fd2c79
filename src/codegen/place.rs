//! Where in a program a task stands: the link between a trace and the lines of a program.

use super::plan::MOST_INLINE;
use crate::time::Micros;
use crate::trace::{Ended, Lanes, State, TaskId, WaitingOn};

/// Where someone stands in a program, in any language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// An operation that has been made and has not run yet.
    Made(Which),
    /// An operation that waits for a permit.
    Permit,
    /// An operation that sleeps.
    Sleep,
    /// An operation that computes, or that runs at all.
    Compute,
    /// An operation in the pause before its next attempt.
    Backoff,
    /// An operation that has returned.
    Returned,
    /// An operation that has raised.
    Raised,
    /// An operation whose last attempt ran out of time.
    TimedOut,
    /// Main, awaiting this operation, or any of them.
    Awaits(Which),
    /// Main, having printed what came of it.
    Ended,
    /// Main, having printed the failure that reached it.
    Failed,
    /// Main, having printed that the deadline passed.
    DeadlinePassed,
}

/// Which operation is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Which {
    /// The one at this place in the list, from 1.
    One(u32),
    /// Any: the line is about all of them.
    All,
}

impl Place {
    /// The place to look for where the program has no line of its own for this one.
    pub(super) const fn broader(self) -> Option<Self> {
        match self {
            Self::Made(Which::One(_)) => Some(Self::Made(Which::All)),
            Self::Awaits(Which::One(_)) => Some(Self::Awaits(Which::All)),
            // Without a line for computing it runs through its last lines.
            Self::Compute => Some(Self::Returned),
            Self::TimedOut => Some(Self::Raised),
            // One line may report every failure that reaches main.
            Self::DeadlinePassed => Some(Self::Failed),
            _ => None,
        }
    }
}

/// Where `task` stands at the moment `at`; `None` before it is spawned and after it is cancelled.
///
/// Who is ready stands where it waited last. Main stands at the first operation of the list that has not ended.
#[must_use]
pub fn place_at(lanes: &Lanes, task: TaskId, at: Micros) -> Option<Place> {
    let lane = lanes.lane(task)?;
    let main = task == TaskId::MAIN;
    if lane.spawned.is_none_or(|spawned| at < spawned) {
        return None;
    }
    if let Some(end) = lane.end.as_ref().filter(|end| end.at <= at) {
        return match &end.how {
            Ended::Finished(_) => Some(if main { Place::Ended } else { Place::Returned }),
            Ended::Failed(message) => Some(match (main, message.contains("timed out after")) {
                (true, _) if message.starts_with("timed out after") => Place::DeadlinePassed,
                (true, _) => Place::Failed,
                (false, true) => Place::TimedOut,
                (false, false) => Place::Raised,
            }),
            Ended::Cancelled => None,
        };
    }
    if main {
        // Past those that are written out one by one, one line stands for all.
        let places = u64::try_from(lanes.len()).map_or(MOST_INLINE, |lanes| lanes.saturating_sub(1).min(MOST_INLINE));
        let awaited = (1..=u32::try_from(places).unwrap_or(0)).find(|&place| {
            lanes
                .lane(TaskId(place))
                .is_some_and(|lane| lane.end.as_ref().is_none_or(|end| end.at > at))
        });
        return Some(Place::Awaits(awaited.map_or(Which::All, Which::One)));
    }
    let so_far = lane.segments.partition_point(|segment| segment.from <= at);
    let segments = lane.segments.get(..so_far).unwrap_or_default();
    let waited = segments.iter().rev().find_map(|segment| match segment.state {
        State::Waiting(on) => Some(on),
        _ => None,
    });
    Some(match (segments.last().map(|segment| segment.state), waited) {
        (Some(State::Running | State::RunningWoken), _) => Place::Compute,
        (_, None) => Place::Made(Which::One(task.0)),
        (_, Some(WaitingOn::Permit)) => Place::Permit,
        (_, Some(WaitingOn::Backoff)) => Place::Backoff,
        (_, Some(WaitingOn::Timer | WaitingOn::Child)) => Place::Sleep,
    })
}
