//! The facts about one task at one moment, shared by the names beside the timeline and the table of tasks.

use super::{
    CancelPhase, EventKind, History, Lane, Lanes, Moment, Moments, Recorder, RunOutcome, Source, State, TaskId,
    TimerKind, Trace, WaitFamily, WaitingOn, waits,
};
use scenario::time::Micros;
use scenario::words::{self, length, whole_millis};
use std::borrow::Cow;

/// Letters of a result above which the rest is counted instead of shown. Main's result is as long as the list, and a
/// browser takes a tenth of a second to lay out half a megabyte.
const MOST_SHOWN: usize = 1_000;

/// The facts about one task at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Its state.
    pub state: State,
    /// The state in one or two words: `waiting on a timer`.
    pub state_words: &'static str,
    /// Where its cancel stands, in a recorded program.
    pub cancel: Option<CancelPhase>,
    /// A note on its current state: `880 ms left`, `2 of 5 done`, the result. May be empty.
    pub note: String,
    /// When it was spawned.
    pub start: Option<Micros>,
    /// When it ended.
    pub end: Option<Micros>,
    /// The result or the failure's message; empty before the end, and for a cancelled task.
    pub result: String,
}

/// The facts about `task` at `moment`.
#[must_use]
pub fn facts(trace: &Trace, history: &History, task: TaskId, moment: Moment) -> Facts {
    let Some(lane) = history.lanes.lane(trace, task) else {
        return Facts::created();
    };
    let state = lane.state_after(moment.events);
    if state == State::Created {
        return Facts::created();
    }
    let end = lane.end().filter(|_| state.ended());
    let cancel = history.lanes.cancels().phase(task, moment.events);
    let result = words::shortened(end.map_or("", |_| lane.result()), MOST_SHOWN).into_owned();
    Facts {
        state,
        state_words: words_for(state),
        cancel,
        // In the gutter there is room for one of them. One that refused goes on as before.
        note: match cancel.filter(|phase| !state.ended() && *phase != CancelPhase::Refused) {
            Some(phase) => phase.words().into(),
            None => note(trace, history, task, &lane, moment),
        },
        start: lane.spawned(),
        end: end.map(|end| end.at),
        result,
    }
}

/// The name of `task` for the labels of its buttons: with its index in the list if other tasks have the same name.
#[must_use]
pub fn unique_task_name(trace: &Trace, task: TaskId) -> String {
    let tasks = &trace.tasks;
    // A letter stands for a task without a name, unless another task is called by that letter.
    if let Some(letter) = trace.label(task).filter(|label| !tasks.is_called(task, label)) {
        let taken = tasks.len() <= words::MOST_COMPARED && tasks.ids().any(|other| tasks.is_called(other, &letter));
        return match taken {
            true => format!("{letter}, task {}", task.0),
            false => letter.into_owned(),
        };
    }
    tasks.name(task).map_or_else(String::new, |name| {
        let called_so = |other: usize| tasks.is_called(TaskId::from_index(other), &name);
        words::unique_name(&name, task.index(), tasks.len(), called_so)
    })
}

/// How long a run took, after the word for how it ended: ` in 3.001 s`. If main failed and other tasks ran on, says when each
/// of them ended: `: main after 1.001 s, the last task after 3.001 s`.
#[must_use]
pub fn duration(trace: &Trace, lanes: &Lanes, outcome: RunOutcome) -> String {
    let end = lanes.last_stamp(trace);
    let main = trace.scenario().and_then(|_| lanes.lane(trace, TaskId::MAIN)?.end());
    match (outcome, main) {
        (RunOutcome::Ok, _) => format!(" in {}", words::moment(end)),
        (RunOutcome::Failed, Some(main)) if words::moment(main.at) != words::moment(end) => format!(
            ": main after {}, the last task after {}",
            words::moment(main.at),
            words::moment(end)
        ),
        _ => format!(" after {}", words::moment(end)),
    }
}

/// Who made a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordedBy {
    /// The user, who started this run on this page.
    You,
    /// Somebody else, as far as is known: it was opened from a file.
    Others,
}

/// How a run ended, in one or two sentences: its result, and how many tasks were cancelled.
#[must_use]
pub fn verdict(trace: &Trace, lanes: &Lanes, outcome: RunOutcome, by: RecordedBy) -> String {
    let others = match lanes.cancelled() {
        0 => String::new(),
        1 => " 1 task was cancelled.".into(),
        count => format!(" {} tasks were cancelled.", words::thousands(count as u64)),
    };
    let said = match &trace.source {
        Source::Playground(_) => verdict_of_the_playground(trace, outcome, by),
        Source::Recorder(recorder) => verdict_on_a_program(trace, recorder, outcome),
    };
    format!("{said}{others}")
}

fn verdict_of_the_playground(trace: &Trace, outcome: RunOutcome, by: RecordedBy) -> String {
    if outcome == RunOutcome::Stopped {
        let stopped = match by {
            RecordedBy::You => "You stopped the run.",
            RecordedBy::Others => "The run was stopped.",
        };
        return stopped.into();
    }
    // Searched from the end, where it is found soon in a trace of any length.
    let main = (trace.events.iter().rev()).filter(|event| event.task == Some(TaskId::MAIN));
    let said = main.into_iter().find_map(|event| match &event.kind {
        EventKind::Printed { text } => Some(&**text),
        _ => None,
    });
    format!("main printed “{}”.", head(said.unwrap_or_default()))
}

fn verdict_on_a_program(trace: &Trace, recorder: &Recorder, outcome: RunOutcome) -> String {
    let program = recorder.program.as_deref().unwrap_or("The program");
    let said = match outcome {
        RunOutcome::Ok => format!("{program} came to its end"),
        RunOutcome::Failed => format!("{program} failed"),
        RunOutcome::Stopped => format!("{program} was stopped"),
        RunOutcome::Deadlock => format!("{program} can go no further"),
        RunOutcome::Limit => format!("The recorder stopped at its limit, before {program} had come to its end"),
    };
    match trace
        .message
        .as_deref()
        .map(|message| head(message.trim_end_matches('.')))
    {
        None => format!("{said}."),
        Some(message) if outcome == RunOutcome::Failed => format!("{said}: {message}."),
        Some(message) => format!("{said} ({message})."),
    }
}

/// About as much as fits on one line beside the time.
fn head(line: &str) -> Cow<'_, str> {
    const LONGEST: usize = 80;
    match line.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &line[..cut]).into(),
        None => line.into(),
    }
}

/// The state in one or two words.
#[must_use]
pub const fn words_for(state: State) -> &'static str {
    match state {
        State::Created => "not started",
        State::Spawned | State::Ready => "ready",
        State::Running | State::RunningWoken => "running",
        State::Waiting(on) => on.words(),
        State::Finished => "finished",
        State::Failed => "failed",
        State::Cancelled => "cancelled",
        State::Destroyed => "destroyed",
    }
}

/// The state and where a cancel stands: `waiting on a timer, cleaning up`.
#[must_use]
pub fn state_and_cancel(state: State, cancel: Option<CancelPhase>) -> Cow<'static, str> {
    match cancel {
        Some(phase) => format!("{}, {}", words_for(state), phase.words()).into(),
        None => words_for(state).into(),
    }
}

/// The state as a token, as used in `data-state` and the style sheet.
#[must_use]
pub const fn token_for(state: State) -> &'static str {
    match state {
        State::Created => "created",
        State::Spawned | State::Ready => "ready",
        State::Running | State::RunningWoken => "running",
        State::Waiting(on) => match on.family() {
            WaitFamily::Timer | WaitFamily::Backoff => "timer",
            WaitFamily::Awaited => "child",
            WaitFamily::Permit => "permit",
            WaitFamily::Resource => "resource",
        },
        State::Finished => "done",
        State::Failed => "failed",
        State::Cancelled | State::Destroyed => "cancelled",
    }
}

fn note(trace: &Trace, history: &History, task: TaskId, lane: &Lane, moment: Moment) -> String {
    let state = lane.state_after(moment.events);
    let begun = || lane.segment_before(moment.events).map_or(moment.at, |last| last.from);
    let ended = || lane.end().map(|end| (end.at, end.how));
    match state {
        State::Created => words_for(state).into(),
        State::Spawned | State::Ready => match moment.at.since(begun()) {
            // Nearly every task is queued for a short moment, so a figure would only flicker.
            short if short < SHORTEST_QUEUE => "queued".into(),
            long => format!("queued {}", length(whole_millis(long))),
        },
        State::Running | State::RunningWoken => {
            format!("running {}", length(whole_millis(moment.at.since(begun()))))
        }
        State::Waiting(WaitingOn::Timer) => match sleep_until(trace, &history.moments, task, moment) {
            Some(deadline) if deadline > moment.at => {
                format!("{} left", length(whole_millis(deadline.since(moment.at))))
            }
            _ => "due".into(),
        },
        State::Waiting(WaitingOn::Backoff) => "to retry".into(),
        State::Waiting(WaitingOn::Child) if trace.scenario().is_some() && trace.is_root(task) => {
            let all = trace.tasks.len().saturating_sub(1);
            format!("{} of {all} done", history.lanes.ended_after(moment.events))
        }
        State::Waiting(on) => {
            let wait = lane.segment_before(moment.events).map(|last| last.event as usize);
            wait_note(trace, history, task, on, wait, moment)
        }
        State::Finished => words::shortened(lane.result(), MOST_SHOWN).into_owned(),
        State::Failed => "failed".into(), // the message is drawn at the end of the bar
        State::Cancelled | State::Destroyed => {
            ended().map_or(String::new(), |(at, _)| format!("at {}", words::moment(at)))
        }
    }
}

/// What a task waits for that other tasks do, and how much of it is left.
fn wait_note(
    trace: &Trace,
    history: &History,
    task: TaskId,
    on: WaitingOn,
    wait: Option<usize>,
    moment: Moment,
) -> String {
    let awaited = wait.map(|wait| waits::awaited(trace, wait)).unwrap_or_default();
    if (2..=MOST_COUNTED).contains(&awaited.len()) {
        let ended = |task: &&TaskId| history.state(trace, **task, moment).ended();
        let done = awaited.iter().filter(ended).count();
        return format!("{done} of {} done", awaited.len());
    }
    let waits_for_children = matches!(on, WaitingOn::Child | WaitingOn::Group) && awaited.is_empty();
    let last = u32::try_from(moment.events)
        .ok()
        .and_then(|events| events.checked_sub(1));
    let children = last
        .filter(|_| waits_for_children)
        .map(|last| history.lanes.children_after(trace, task, last));
    if let Some(children @ 1..) = children {
        return format!("{children} left");
    }
    let words = wait.and_then(|wait| waits::words(trace, wait));
    let words = words.unwrap_or_else(|| on.words().into());
    words.trim_start_matches("waiting ").into()
}

/// The number of awaited tasks above which those that are left are not counted, since it is done in each frame.
const MOST_COUNTED: usize = 10_000;

/// Queued times below this are shown without a figure.
const SHORTEST_QUEUE: Micros = Micros::from_millis(1);

/// The start and the end of an operation's first sleep; `None` if it has not slept. A delay of 0 sets no timer: its
/// sleep starts and ends when the operation prints that it starts.
#[must_use]
pub fn first_sleep(trace: &Trace, moments: &Moments, task: TaskId) -> Option<(Micros, Micros)> {
    let own = || {
        let events = moments.of_task(trace, task);
        // A further attempt draws its own delay, and sleeps even if the first did not.
        events
            .map_while(|event| trace.events.get(event))
            .take_while(|event| !matches!(event.kind, EventKind::AttemptFailed { .. }))
    };
    let slept = own().find_map(|event| match event.kind {
        EventKind::TimerSet {
            what: TimerKind::Sleep,
            deadline,
            ..
        } => Some((event.at, deadline)),
        _ => None,
    });
    let has_a_delay = trace.tasks.delay(task).is_some();
    let said = || own().find(|event| has_a_delay && matches!(event.kind, EventKind::Printed { .. }));
    slept.or_else(|| said().map(|event| (event.at, event.at)))
}

/// The deadline of the sleep that the task is in at `moment`. Its timer was set in the previous poll.
fn sleep_until(trace: &Trace, moments: &Moments, task: TaskId, moment: Moment) -> Option<Micros> {
    let back = moments.of_task_back(trace, task, moment.events);
    back.map_while(|event| trace.events.get(event))
        .find_map(|event| match event.kind {
            EventKind::TimerSet {
                what: TimerKind::Sleep,
                deadline,
                ..
            } => Some(deadline),
            _ => None,
        })
}

impl Facts {
    /// The state and where a cancel stands: `waiting on a timer, cleaning up`.
    #[must_use]
    pub fn all_state_words(&self) -> Cow<'static, str> {
        state_and_cancel(self.state, self.cancel)
    }

    fn created() -> Self {
        Self {
            state: State::Created,
            state_words: words_for(State::Created),
            cancel: None,
            note: words_for(State::Created).into(),
            start: None,
            end: None,
            result: String::new(),
        }
    }
}
