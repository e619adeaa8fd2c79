//! Where in a program a task stands: the link between a trace and the lines of a program.

use super::plan::MOST_INLINE;
use recording::{Ended, Lane, Lanes, Moment, State, TaskId, Trace, WaitFamily, WaitingOn};

/// Where someone stands in a program, in any language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodePosition {
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

/// How many there are of a place that is about one or all.
const WHICH: usize = MOST_INLINE as usize + 1;

/// The places that are about nobody in particular.
const ALONE: [CodePosition; 10] = [
    CodePosition::Permit,
    CodePosition::Sleep,
    CodePosition::Compute,
    CodePosition::Backoff,
    CodePosition::Returned,
    CodePosition::Raised,
    CodePosition::TimedOut,
    CodePosition::Ended,
    CodePosition::Failed,
    CodePosition::DeadlinePassed,
];

/// How many numbers [`CodePosition::number`] gives.
pub(super) const NUMBERS: usize = 2 * WHICH + ALONE.len();

impl CodePosition {
    /// A number for each place that a program can have a line of its own for.
    pub(super) fn number(self) -> usize {
        let of = |which| match which {
            Which::One(place) if u64::from(place) <= MOST_INLINE => place as usize,
            Which::One(_) | Which::All => 0,
        };
        match self {
            Self::Made(which) => of(which),
            Self::Awaits(which) => WHICH + of(which),
            alone => 2 * WHICH + ALONE.iter().position(|&place| place == alone).unwrap_or_default(),
        }
    }

    /// The place with this number.
    pub(super) fn numbered(number: usize) -> Option<Self> {
        let which = |number| match u32::try_from(number) {
            Ok(place) if place > 0 => Which::One(place),
            _ => Which::All,
        };
        match number / WHICH {
            0 => Some(Self::Made(which(number))),
            1 => Some(Self::Awaits(which(number - WHICH))),
            _ => ALONE.get(number - 2 * WHICH).copied(),
        }
    }

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

/// Where `task` stands at `moment`; `None` before it is spawned and after it is cancelled.
///
/// By events, not by time: several share a stamp while a run is stepped. Who is ready stands where it waited last. Main
/// stands at the first operation of the list that has not ended.
#[must_use]
pub fn place_at(trace: &Trace, lanes: &Lanes, task: TaskId, moment: Moment) -> Option<CodePosition> {
    place_of(trace, lanes, task, &lanes.lane(trace, task)?, moment)
}

/// The same of a task whose lane is at hand.
pub(super) fn place_of(
    trace: &Trace,
    lanes: &Lanes,
    task: TaskId,
    lane: &Lane<'_>,
    moment: Moment,
) -> Option<CodePosition> {
    let main = task == TaskId::MAIN;
    let state = lane.state_after(moment.events);
    if state == State::Created {
        return None;
    }
    if let Some(end) = lane.end().filter(|_| state.ended()) {
        let message = lane.result();
        return match end.how {
            Ended::Finished => Some(if main {
                CodePosition::Ended
            } else {
                CodePosition::Returned
            }),
            Ended::Failed => Some(match (main, message.contains("timed out after")) {
                (true, _) if message.starts_with("timed out after") => CodePosition::DeadlinePassed,
                (true, _) => CodePosition::Failed,
                (false, true) => CodePosition::TimedOut,
                (false, false) => CodePosition::Raised,
            }),
            Ended::Cancelled => None,
        };
    }
    if main {
        // Past those that are written out one by one, one line stands for all.
        let places = u64::try_from(lanes.len()).map_or(MOST_INLINE, |lanes| lanes.saturating_sub(1).min(MOST_INLINE));
        let awaited = (1..=u32::try_from(places).unwrap_or(0)).find(|&place| {
            let operation = lanes.lane(trace, TaskId(place));
            operation.is_some_and(|operation| !operation.state_after(moment.events).ended())
        });
        // When the last has ended it stands there still, until it is polled.
        let last = u32::try_from(places).ok().filter(|&last| last > 0);
        return Some(CodePosition::Awaits(awaited.or(last).map_or(Which::All, Which::One)));
    }
    Some(match (state, waits_on(lane, state, moment.events)) {
        (State::Running | State::RunningWoken, _) => CodePosition::Compute,
        (_, None) => CodePosition::Made(Which::One(task.0)),
        (_, Some(on)) => match on.family() {
            WaitFamily::Resource => CodePosition::Permit,
            WaitFamily::Backoff => CodePosition::Backoff,
            WaitFamily::Timer | WaitFamily::Awaited => CodePosition::Sleep,
        },
    })
}

/// What a task waits on, or waited on last, when so many events have happened.
fn waits_on(lane: &Lane<'_>, state: State, events: usize) -> Option<WaitingOn> {
    if let State::Waiting(on) = state {
        return Some(on);
    }
    let mut last = lane.segment_before(events);
    while let Some(segment) = last {
        if let State::Waiting(on) = segment.state {
            return Some(on);
        }
        last = lane.segment_before(segment.event as usize);
    }
    None
}
