//! The critical path: its steps follow one another from the start to the end and add up to it, each is what its task did
//! then, and its rows fit on a screen.

#[path = "support/edited.rs"]
mod edited;
#[path = "support/machine.rs"]
mod machine;
#[path = "support/mixtures.rs"]
mod mixtures;
mod support;

#[path = "critical_path/decisive.rs"]
mod decisive;
#[path = "critical_path/random.rs"]
mod random;
#[path = "critical_path/recorded.rs"]
mod recorded;
#[path = "critical_path/rows.rs"]
mod rows;

use recording::critical_path::{CriticalPathToEnd, NoPath, PathStep, StepKind};
use recording::{EventKind, FoldDepth, Folds, PollResult, Segment, State, TaskId, TimerKind, Trace, WaitingOn};
use scenario::time::Micros;

/// Everything folded from a trace.
fn folded(trace: &Trace) -> Folds {
    let mut folds = Folds::default();
    folds.extend(trace, FoldDepth::Everything, || false);
    folds
}

/// The path to main's end.
fn path_of(trace: &Trace) -> Result<CriticalPathToEnd, NoPath> {
    CriticalPathToEnd::of(trace, &folded(trace), TaskId::MAIN)
}

/// Each row in a line: its end, its share, who and what.
fn listed(trace: &Trace, path: &CriticalPathToEnd) -> String {
    let lines = path.rows.iter().map(|row| {
        let share = recording::critical_path::share_in_words(row.length(), path.total);
        let beside = row.beside().map_or_else(String::new, |beside| format!(" ({beside})"));
        let (who, what) = (row.who(trace), row.what(trace));
        format!("{} {share} {who} {what}{beside}\n", scenario::words::moment(row.to))
    });
    lines.collect()
}

/// Checks everything that holds for any path.
#[track_caller]
fn check_laws(trace: &Trace, folds: &Folds, path: &CriticalPathToEnd, link: &str) {
    let mut at = Micros::ZERO;
    for step in &path.steps {
        assert_eq!(step.from, at, "#{link} {step:?}");
        assert!(step.to > step.from, "#{link} {step:?}");
        assert!(
            happened(trace, folds, step),
            "#{link} {step:?} {:?}",
            state(trace, folds, step)
        );
        at = step.to;
    }
    assert_eq!(at, path.total, "#{link}");
    assert_eq!(path.steps.len(), path.count, "#{link}");
    at = Micros::ZERO;
    for row in &path.rows {
        assert_eq!(row.from, at, "#{link} {row:?}");
        assert!(row.step.from >= row.from && row.step.to <= row.to, "#{link} {row:?}");
        if row.is_group() {
            let length = row.parts.iter().fold(Micros::ZERO, |sum, part| sum + part.length);
            assert_eq!(length, row.length(), "#{link} {row:?}");
            assert_eq!(
                row.parts.iter().map(|part| part.steps).sum::<usize>(),
                row.steps,
                "#{link}"
            );
            assert!((1..=row.steps).contains(&row.tasks), "#{link} {row:?}");
        }
        at = row.to;
    }
    assert_eq!(at, path.total, "#{link}");
    assert_eq!(
        path.rows.iter().map(|row| row.steps).sum::<usize>(),
        path.count,
        "#{link}"
    );
    assert!(path.rows.len() <= recording::critical_path::MOST_ROWS, "#{link}");
}

fn state(trace: &Trace, folds: &Folds, step: &PathStep) -> Option<State> {
    let middle = Micros(step.from.0 + step.length().0 / 2);
    let lane = folds.history.lanes.lane(trace, step.task)?;
    Some(lane.state_at(middle))
}

/// Whether the step's task was in the step's state in the middle of it.
fn happened(trace: &Trace, folds: &Folds, step: &PathStep) -> bool {
    let Some(state) = state(trace, folds, step) else {
        return false;
    };
    match step.kind {
        // The poll of a task that has ended goes on for a moment.
        StepKind::Running | StepKind::HoldingLoop(_) => {
            let polls = folds.history.loops.polls_in(trace, step.from, step.to);
            matches!(state, State::Running | State::RunningWoken)
                || polls
                    .iter()
                    .any(|poll| poll.task == step.task && poll.from <= step.from && poll.to >= Some(step.to))
        }
        // What a task waits for has happened, and the loop has to get to telling it: the wait began before that.
        StepKind::Queued => {
            let cause = trace.events.get(step.event as usize).and_then(|event| event.cause);
            let began_before = |it: Segment| it.from < step.from || cause.is_some_and(|cause| it.event < cause);
            let lane = folds.history.lanes.lane(trace, step.task);
            let segment = lane.and_then(|lane| lane.segment_at(step.from));
            // A joined future that gave way is drawn as waiting.
            let mut own = trace.events.of_task(step.task, 0..step.event as usize).rev();
            let last = own.find_map(|event| match trace.events.get(event)?.kind {
                EventKind::PollEnd(result) => Some(result),
                _ => None,
            });
            matches!(state, State::Spawned | State::Ready)
                || last == Some(PollResult::Pending { on: None })
                || matches!(state, State::Waiting(_)) && segment.is_some_and(began_before)
        }
        // A timer runs from when it is set, which is shortly before the end of the poll.
        StepKind::Timer(_) if state == State::Running => true,
        StepKind::Timer(TimerKind::Sleep) => state == State::Waiting(WaitingOn::Timer),
        StepKind::Timer(TimerKind::Backoff) => state == State::Waiting(WaitingOn::Backoff),
        // These run, and are due, while their task does something else.
        StepKind::Timer(_) => true,
        StepKind::Overdue => state != State::Created,
        StepKind::Waiting(on) => state == State::Waiting(on),
        StepKind::Unknown => true,
    }
}
