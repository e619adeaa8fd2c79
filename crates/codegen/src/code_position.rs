//! The code position of a task: which statement of the program it is at. Links a trace to the lines of a program.

use super::plan::MOST_INLINE;
use recording::{Ended, Lane, Lanes, Moment, State, TaskId, Trace, WaitFamily, WaitingOn};

/// The statement that a task is at, in any language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodePosition {
    /// The call that creates the operation; the operation has not been polled yet.
    Made(Target),
    /// The operation waits for a permit.
    Permit,
    /// The operation sleeps.
    Sleep,
    /// The operation computes, or is being polled for any other reason.
    Compute,
    /// The operation waits between two attempts.
    Backoff,
    /// The operation has returned.
    Returned,
    /// The operation has raised an error.
    Raised,
    /// The last attempt of the operation has timed out.
    TimedOut,
    /// Main awaits this operation, or all of them.
    Awaits(Target),
    /// Main has printed its results.
    Ended,
    /// Main has printed the failure that reached it.
    Failed,
    /// Main has printed that the deadline has passed.
    DeadlinePassed,
}

/// The operations that a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// The operation at this index of the list, from 1.
    One(u32),
    /// All operations: the line belongs to a list or a loop.
    All,
}

/// The number of targets a position can have: each operation that is written out, and [`Target::All`].
const TARGETS: usize = MOST_INLINE as usize + 1;

/// The positions without a target.
const WITHOUT_TARGET: [CodePosition; 10] = [
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

/// The number of values that [`CodePosition::number`] can return.
pub(super) const NUMBERS: usize = 2 * TARGETS + WITHOUT_TARGET.len();

impl CodePosition {
    /// A dense number for each position that can have a line of its own.
    pub(super) fn number(self) -> usize {
        let index_of = |target| match target {
            Target::One(index) if u64::from(index) <= MOST_INLINE => index as usize,
            Target::One(_) | Target::All => 0,
        };
        match self {
            Self::Made(target) => index_of(target),
            Self::Awaits(target) => TARGETS + index_of(target),
            plain => {
                2 * TARGETS
                    + WITHOUT_TARGET
                        .iter()
                        .position(|&position| position == plain)
                        .unwrap_or_default()
            }
        }
    }

    /// The inverse of [`CodePosition::number`].
    pub(super) fn numbered(number: usize) -> Option<Self> {
        let target = |number| match u32::try_from(number) {
            Ok(index) if index > 0 => Target::One(index),
            _ => Target::All,
        };
        match number / TARGETS {
            0 => Some(Self::Made(target(number))),
            1 => Some(Self::Awaits(target(number - TARGETS))),
            _ => WITHOUT_TARGET.get(number - 2 * TARGETS).copied(),
        }
    }

    /// The position to try next if the program has no line of its own for this one.
    pub(super) const fn broader(self) -> Option<Self> {
        match self {
            Self::Made(Target::One(_)) => Some(Self::Made(Target::All)),
            Self::Awaits(Target::One(_)) => Some(Self::Awaits(Target::All)),
            // Without a line that computes, the operation is shown at its return.
            Self::Compute => Some(Self::Returned),
            Self::TimedOut => Some(Self::Raised),
            // One line may report every failure that reaches main.
            Self::DeadlinePassed => Some(Self::Failed),
            _ => None,
        }
    }
}

/// The position of `task` at `moment`; `None` before it is spawned and after it is cancelled.
///
/// Goes by events, not by time: while a run is stepped, several events share a stamp. A ready task is at the position
/// where it last waited. Main is at the first operation of the list that has not ended.
#[must_use]
pub fn code_position_at(trace: &Trace, lanes: &Lanes, task: TaskId, moment: Moment) -> Option<CodePosition> {
    position_of(trace, lanes, task, &lanes.lane(trace, task)?, moment)
}

/// The same of a task whose lane is at hand.
pub(super) fn position_of(
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
            Ended::Cancelled | Ended::Destroyed => None,
        };
    }
    if main {
        // Operations beyond those that are written out one by one share a line.
        let count = u64::try_from(lanes.len()).map_or(MOST_INLINE, |lanes| lanes.saturating_sub(1).min(MOST_INLINE));
        let awaited = (1..=u32::try_from(count).unwrap_or(0)).find(|&index| {
            let operation = lanes.lane(trace, TaskId(index));
            operation.is_some_and(|operation| !operation.state_after(moment.events).ended())
        });
        // After the last operation has ended, main stays at it until it is polled.
        let last = u32::try_from(count).ok().filter(|&last| last > 0);
        return Some(CodePosition::Awaits(awaited.or(last).map_or(Target::All, Target::One)));
    }
    Some(match (state, waits_on(lane, state, moment.events)) {
        (State::Running | State::RunningWoken, _) => CodePosition::Compute,
        (_, None) => CodePosition::Made(Target::One(task.0)),
        (_, Some(on)) => match on.family() {
            WaitFamily::Permit | WaitFamily::Resource => CodePosition::Permit,
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
