//! A lane's facts as words: for the names beside the picture and the table under it, which say the same.

use super::words;
use crate::time::Micros;
use crate::trace::{Ended, Lane, Lanes, State, TaskId, Trace, WaitingOn};

/// What is said of one task at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Where it stands.
    pub state: State,
    /// The state in one or two words: `waiting on a timer`.
    pub state_words: &'static str,
    /// What is worth knowing about it right now: `880 ms left`, `2 of 5 left`, the result. May be empty.
    pub note: String,
    /// When it was spawned.
    pub start: Option<Micros>,
    /// When it ended.
    pub end: Option<Micros>,
    /// The result or the message; empty before the end and for a cancelled task.
    pub result: String,
}

/// The facts about `task` at `now`, which is the edge of the record or, after a run, its end.
#[must_use]
pub fn facts(trace: &Trace, lanes: &Lanes, task: TaskId, now: Micros) -> Facts {
    let Some(lane) = lanes.lane(task) else {
        return Facts::created();
    };
    let state = lane.state();
    let result = match lane.end.as_ref().map(|end| &end.how) {
        Some(Ended::Finished(value)) => value.to_string(),
        Some(Ended::Failed(message)) => message.to_string(),
        Some(Ended::Cancelled) | None => String::new(),
    };
    Facts {
        state,
        state_words: words_for(state),
        note: note(trace, lanes, task, lane, now),
        start: lane.spawned,
        end: lane.end.as_ref().map(|end| end.at),
        result,
    }
}

/// The state in one or two words.
#[must_use]
pub const fn words_for(state: State) -> &'static str {
    match state {
        State::Created => "created",
        State::Spawned | State::Ready => "ready",
        State::Running | State::RunningWoken => "running",
        State::Waiting(WaitingOn::Timer) => "waiting on a timer",
        State::Waiting(WaitingOn::Child) => "waiting on children",
        State::Waiting(WaitingOn::Permit) => "waiting for a permit",
        State::Waiting(WaitingOn::Backoff) => "waiting to retry",
        State::Finished => "finished",
        State::Failed => "failed",
        State::Cancelled => "cancelled",
    }
}

/// The state in the word that `data-state` and the style sheet use.
#[must_use]
pub const fn token_for(state: State) -> &'static str {
    match state {
        State::Created => "created",
        State::Spawned | State::Ready => "ready",
        State::Running | State::RunningWoken => "running",
        State::Waiting(WaitingOn::Timer | WaitingOn::Backoff) => "timer",
        State::Waiting(WaitingOn::Child) => "child",
        State::Waiting(WaitingOn::Permit) => "permit",
        State::Finished => "done",
        State::Failed => "failed",
        State::Cancelled => "cancelled",
    }
}

fn note(trace: &Trace, lanes: &Lanes, task: TaskId, lane: &Lane, now: Micros) -> String {
    let since = lane.segments.last().map_or(now, |segment| segment.from);
    match lane.state() {
        State::Created => "created".into(),
        State::Spawned | State::Ready => "queued".into(),
        State::Running | State::RunningWoken => {
            format!("running {}", words::length(words::whole_millis(now.since(since))))
        }
        State::Waiting(WaitingOn::Timer) => match lane.planned_end.filter(|&planned| planned >= now) {
            Some(planned) => format!("{} left", words::length(words::whole_millis(planned.since(now)))),
            None => "due".into(),
        },
        State::Waiting(WaitingOn::Child) if task == TaskId::MAIN => {
            let all = trace.tasks.len().saturating_sub(1);
            let ended = lanes.ended_children();
            format!("{} of {all} left", all.saturating_sub(ended))
        }
        State::Waiting(WaitingOn::Child) => "waiting".into(),
        State::Waiting(WaitingOn::Permit) => "for a permit".into(),
        State::Waiting(WaitingOn::Backoff) => "to retry".into(),
        State::Finished => match lane.end.as_ref().map(|end| &end.how) {
            Some(Ended::Finished(value)) => value.to_string(),
            _ => String::new(),
        },
        State::Failed => "failed".into(), // the message stands at the end of the bar
        State::Cancelled => lane
            .end
            .as_ref()
            .map_or(String::new(), |end| format!("at {}", words::moment(end.at))),
    }
}

impl Facts {
    fn created() -> Self {
        Self {
            state: State::Created,
            state_words: words_for(State::Created),
            note: "created".into(),
            start: None,
            end: None,
            result: String::new(),
        }
    }
}
