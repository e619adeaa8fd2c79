//! What happens at a moment: a poll that returned, a timer that is up, one event in between, or time that passes.

use super::operation::{notice_of, noticed};
use super::pieces;
use super::poll::PollDigest;
use super::view::{MOST_NAMED_TASKS, View, is_clock};
use super::{Said, Tone, program, wording};
use codegen::{CodePosition, Target};
use recording::facts::RecordedBy;
use recording::{
    CancelReason, Event, EventKind, Missing, PollResult, State, TaskId, TimerKind, TimerLife, WaitFamily, describe,
    waits,
};
use scenario::Policy;
use scenario::time::Micros;
use scenario::words::{self, length, moment_in_a_sentence, whole_millis};

/// A shorter time between an event and the moment is not worth a sentence: the moment is that of the event.
const PASSED: Micros = Micros::from_millis(1);
/// A poll that takes this long is said to hold the loop, as in the loop's lane.
pub const LONG_POLL: Micros = Micros::from_millis(50);
/// A timer that is served this late was kept waiting.
const LATE: Micros = Micros::from_millis(20);
/// Events in a row that are looked at for what happens at one moment.
const LOOKED_AT: usize = 64;

/// What happens at the moment of `view`.
pub fn said(view: &View) -> Said {
    let Some((index, event)) = view.last() else {
        return start(view);
    };
    if view.moment.at.since(event.at) >= PASSED
        && view
            .trace
            .outcome
            .is_none_or(|_| view.moment.events < view.trace.events.len())
    {
        return if view.is_at_a_deadline() {
            due_now(view)
        } else {
            time_passes(view)
        };
    }
    let joined = event.task.is_some_and(|task| view.trace.is_joined(task));
    match event.kind {
        EventKind::Turn => turn(view, index),
        EventKind::PollEnd(_) if !joined => {
            PollDigest::of(view, index).map_or_else(|| one_event(view, index, &event), |poll| poll.said(view))
        }
        _ => one_event(view, index, &event),
    }
}

fn start(view: &View) -> Said {
    match view.scenario() {
        Some(_) => Said::new("Nothing has run yet: the event loop is about to start main.")
            .with("The loop runs one task at a time, and the next one when that one pauses or ends."),
        None => Said::new("Nothing has run yet: this is where the recording begins.")
            .with("Each step is one task that runs until it pauses or ends, or the wait for the next timer."),
    }
}

// --- time passes ------------------------------------------------------------------------------------------------------

fn time_passes(view: &View) -> Said {
    if let Some(holder) = view.folds.history.holder(view.trace, view.moment) {
        let task = holder.inside.unwrap_or(holder.task);
        return holds_the_loop(view, task, holder.since);
    }
    match view.folds.history.loops.depth(view.moment) {
        0 => nothing_can_run(view),
        ready => {
            let next = view.next_in_queue();
            let who = next.map_or_else(|| words::count(ready as usize, "task"), |task| view.name(task));
            Said::new(format!("{who} can go on and waits for the event loop."))
                .with("It is in the ready queue: the loop has not come to it yet.")
        }
    }
}

fn holds_the_loop(view: &View, task: TaskId, since: Micros) -> Said {
    let name = view.name(task);
    let held = length(whole_millis(view.moment.at.since(since)));
    let an_await = wording::an_await(view.language);
    let due = due_meanwhile(view, task, since, view.moment.at);
    let waits = match due.as_slice() {
        [] => format!("It computes without {an_await}, and until it pauses or ends nothing else can run."),
        [one] => format!(
            "{} timer is up, but it can go on only when {name} pauses or ends.",
            view.of(*one)
        ),
        many => format!(
            "The timers of {} are up, but they can go on only when {name} pauses or ends.",
            view.names(many, many.len())
        ),
    };
    Said::new(format!("{name} computes and holds the event loop, {held} so far."))
        .with(waits)
        .with(
            view.line(CodePosition::Compute)
                .filter(|_| view.scenario().is_some())
                .map_or(String::new(), |line| format!("It is at {line}.")),
        )
        .toned(Tone::Warning)
}

/// The tasks whose timers were due while `task` held the loop, the longest first.
pub fn due_meanwhile(view: &View, task: TaskId, from: Micros, until: Micros) -> Vec<TaskId> {
    let mut due: Vec<(Micros, TaskId)> = Vec::new();
    if let Some(tasks) = view.few_tasks() {
        let others = tasks.filter(|&other| other != task && view.sleeps(other));
        due.extend(others.filter_map(|other| Some((view.due(other)?, other))));
    } else {
        // Of many tasks, those that are recorded as served afterwards.
        for index in view.moment.events..view.moment.events.saturating_add(LOOKED_AT) {
            let Some(event) = view.event(index) else { break };
            match (event.kind, event.task) {
                (EventKind::TimerFired { timer }, Some(task)) => {
                    let timer = view.folds.history.timers.timer(view.trace, timer);
                    due.extend(timer.map(|timer| (timer.deadline, task)));
                }
                (EventKind::PollStart, _) if event.at > until => break,
                _ => {}
            }
        }
    }
    due.retain(|(due, _)| *due >= from && *due < until);
    scenario::sort::by(&mut due, Ord::cmp);
    due.into_iter().map(|(_, task)| task).collect()
}

fn nothing_can_run(view: &View) -> Said {
    let Some(tasks) = view.few_tasks() else {
        let alive = alive(view);
        return Said::new(match alive {
            0 => "Nothing is left to run.".into(),
            _ => format!(
                "Nothing can run: the {} tasks under way all wait, so the event loop waits.",
                words::thousands(alive as u64)
            ),
        })
        .with("Waiting costs no thread: the loop only keeps a list of timers.")
        .with(next_timer(view));
    };
    let tasks: Vec<TaskId> = tasks.collect();
    let of = |family: &dyn Fn(WaitFamily) -> bool| -> Vec<TaskId> {
        let waits = |task: &&TaskId| matches!(view.state(**task), State::Waiting(on) if family(on.family()));
        tasks.iter().filter(waits).copied().collect()
    };
    let sleepers = of(&|family| family == WaitFamily::Timer);
    let pausing = of(&|family| family == WaitFamily::Backoff);
    let queued = of(&|family| family == WaitFamily::Resource);
    let others = of(&|family| family == WaitFamily::Awaited);
    let verb = |tasks: &[TaskId], one: &str, many: &str| {
        format!(
            "{} {}",
            view.names(tasks, tasks.len()),
            if tasks.len() == 1 { one } else { many }
        )
    };
    let clauses = [
        (!sleepers.is_empty()).then(|| verb(&sleepers, "sleeps", "sleep")),
        (!pausing.is_empty()).then(|| verb(&pausing, "pauses before another try", "pause before another try")),
    ];
    let clauses: Vec<String> = clauses.into_iter().flatten().collect();
    let because = match clauses.as_slice() {
        [] if !queued.is_empty() || !others.is_empty() => "all wait for something".to_owned(),
        [] => return Said::new("Nothing is left to run.").with("The event loop has no task that waits."),
        clauses => clauses.join(", "),
    };
    let whole = format!("Nothing can run: {because}, so the event loop waits.");
    let headline = if pieces::letters(&whole) <= super::LONGEST_HEADLINE {
        whole
    } else {
        let all = sleepers.len() + pausing.len();
        format!(
            "Nothing can run: {} sleep or pause, so the event loop waits.",
            words::count(all, "task")
        )
    };
    let mut said = Said::new(headline);
    if sleepers.len() + pausing.len() > 1 {
        said = said.with("This is the time saved: their timers tick at once.");
    } else if view.policy() == Some(Policy::OneByOne) {
        said = said.with("main awaits one after the other, so nothing else is under way in the meantime.");
    }
    if !queued.is_empty() && view.scenario().is_some() {
        said = said.with(format!("{} for a free slot.", verb(&queued, "waits", "wait")));
    }
    said.with(next_timer(view))
}

/// How many tasks were made and have not ended, those that are main aside.
fn alive(view: &View) -> usize {
    let Some(last) = view
        .moment
        .events
        .checked_sub(1)
        .and_then(|last| u32::try_from(last).ok())
    else {
        return 0;
    };
    let lanes = &view.folds.history.lanes;
    match view.scenario() {
        Some(_) => lanes.children_after(view.trace, TaskId::MAIN, last),
        None => view.tasks().saturating_sub(lanes.ended_after(view.moment.events)),
    }
}

/// `Next: A’s timer, at 2.000 s.`
fn next_timer(view: &View) -> String {
    match view.next_timer() {
        Some((task, due)) => format!("Next: {}, at {}.", its_timer(view, task), moment_in_a_sentence(due)),
        None => String::new(),
    }
}

/// What is due next: `A’s timer`, `main’s deadline`.
fn its_timer(view: &View, task: TaskId) -> String {
    let what = if view.is_main(task) { "deadline" } else { "timer" };
    format!("{} {what}", view.of(task))
}

/// `a 2 s timer`, `an 800 ms timer`.
pub fn a_timer(asked: Micros) -> String {
    let asked = length(asked);
    let vowel = asked.starts_with('8')
        || ["11 ", "18 ", "11.", "18."]
            .iter()
            .any(|number| asked.starts_with(number));
    format!("{} {asked} timer", if vowel { "an" } else { "a" })
}

/// What the loop does after a poll: whom it runs next, or that it waits.
pub fn next(view: &View) -> String {
    if let Some(task) = view.next_in_queue() {
        return format!("{} is next in the queue.", view.name(task));
    }
    if view.folds.history.loops.depth(view.moment) > 0 {
        return String::new();
    }
    match view.next_timer() {
        Some((task, due)) if due > view.moment.at => {
            format!(
                "Now nothing can run. Next: {}, at {}.",
                its_timer(view, task),
                moment_in_a_sentence(due)
            )
        }
        _ => String::new(),
    }
}

// --- a timer is up ----------------------------------------------------------------------------------------------------

/// A turn has begun: with timers that are due, or with what is in the queue.
fn turn(view: &View, index: usize) -> Said {
    let mut up: Vec<(TaskId, TimerLife)> = Vec::new();
    let mut count = 0_usize;
    for later in index + 1..(index + 1).saturating_add(LOOKED_AT) {
        let Some(event) = view
            .event(later)
            .filter(|event| !matches!(event.kind, EventKind::Turn | EventKind::PollStart))
        else {
            break;
        };
        if let (EventKind::TimerFired { timer }, Some(task)) = (event.kind, event.task) {
            count += 1;
            up.extend(
                view.folds
                    .history
                    .timers
                    .timer(view.trace, timer)
                    .map(|timer| (task, timer)),
            );
        }
    }
    match up.as_slice() {
        [] => due_now(view),
        [(task, timer)] => timer_is_up(view, *task, timer.what, timer.set, timer.deadline),
        many => timers_are_up(view, many, count),
    }
}

/// The same at the edge of a record, where the turn has served nothing yet.
fn due_now(view: &View) -> Said {
    let at = view.moment.at;
    let tasks = view.few_tasks().into_iter().flatten();
    let mut due: Vec<TaskId> = tasks
        .filter(|&task| view.sleeps(task) && view.due(task).is_some_and(|due| due <= at))
        .collect();
    let deadline = view
        .scenario()
        .and_then(|_| view.due(TaskId::MAIN))
        .is_some_and(|due| due <= at);
    if deadline && !view.state(TaskId::MAIN).ended() {
        return deadline_passed(view);
    }
    scenario::sort::by_key(&mut due, |&task| view.due(task));
    match due.as_slice() {
        [] => {
            let next = view.next_in_queue();
            let said = Said::new(match next {
                Some(task) => format!(
                    "The event loop begins a turn: {} is first in the queue.",
                    view.name(task)
                ),
                None => "The event loop begins a turn with what is in its queue.".into(),
            });
            said.with("In a turn it runs what was in the queue when the turn began.")
        }
        [one] => {
            let what = view.back(*one).find_map(|(_, event)| match event.kind {
                EventKind::TimerSet { what, deadline, .. } if Some(deadline) == view.due(*one) => {
                    Some((what, event.at, deadline))
                }
                _ => None,
            });
            let (what, set, due) = what.unwrap_or((TimerKind::Sleep, at, at));
            timer_is_up(view, *one, what, set, due)
        }
        many => Said::new(format!(
            "The timers of {} are up, so the event loop resumes them.",
            view.names(many, many.len())
        ))
        .with("It runs one after the other, in the order in which they were due."),
    }
}

fn timer_is_up(view: &View, task: TaskId, what: TimerKind, set: Micros, due: Micros) -> Said {
    let name = view.name(task);
    let lasted = length(due.since(set));
    let late = view.moment.at.since(due);
    let is_late = late >= LATE && !view.folds.history.timers.stepped();
    let behind = view.line(CodePosition::Sleep).filter(|_| view.scenario().is_some());
    let behind = behind.map_or(String::new(), |line| format!(" after {line}"));
    let said = match what {
        TimerKind::Sleep if is_late => Said::new(format!(
            "{} timer was up {} ago; only now does the event loop come to it.",
            view.of(task),
            length(whole_millis(late))
        ))
        .with(held_by(view, due))
        .toned(Tone::Warning),
        TimerKind::Sleep if view.trace.is_joined(task) => Said::new(format!(
            "{} timer is up, so the event loop resumes main, which runs {name} on.",
            view.of(task)
        ))
        .with(format!(
            "{name} is part of main and stands in no queue of its own. It has slept for {lasted}."
        )),
        TimerKind::Sleep => Said::new(format!(
            "{} timer is up, so the event loop resumes {name}{behind}.",
            view.of(task)
        ))
        .with(sleep_is_over(view, task, &lasted)),
        TimerKind::Timeout => Said::new(format!("{name} has run out of time: the timeout of {lasted} is over."))
            .with(match view.scenario() {
                Some(_) => "The attempt is given up, however little was left of its sleep.",
                None => "What it awaits is given up.",
            })
            .toned(Tone::Warning),
        TimerKind::Backoff => Said::new(format!(
            "{} backoff of {lasted} is over, so it tries again.",
            view.of(task)
        ))
        .with(match attempts(view, task) {
            Some((made, of)) if made + 1 == of => {
                format!("Try {of} of {of} is its last: if that fails too, the task fails.")
            }
            Some((made, of)) => format!("Try {} of {of} begins when the loop runs it.", made + 1),
            None => String::new(),
        }),
        TimerKind::Deadline => return deadline_passed(view),
        TimerKind::Call => Said::new(format!("A call that {name} has put off is due.")),
    };
    said.with(not_awaited_yet(view, task))
}

/// After a sleep: the first time what that means, and then who sleeps on.
fn sleep_is_over(view: &View, task: TaskId, lasted: &str) -> String {
    let first = view.folds.history.lanes.ended_after(view.moment.events) == 0;
    let others = view.other_sleepers(task);
    match others.as_deref() {
        _ if first => format!("Its sleep of {lasted} is over: what follows the await runs next."),
        Some([]) => format!("Its sleep of {lasted} is over, and nobody else sleeps."),
        Some([one]) => format!("Its sleep of {lasted} is over; {} sleeps on.", view.name(*one)),
        Some(others) => format!(
            "Its sleep of {lasted} is over; {} sleep on.",
            view.names(others, others.len())
        ),
        None => format!("Its sleep of {lasted} is over: what follows the await runs next."),
    }
}

/// Whether main cannot notice what becomes of a task, as it awaits another first.
fn not_awaited_yet(view: &View, task: TaskId) -> String {
    if view.policy() != Some(Policy::Spawn) || view.is_main(task) || view.state(TaskId::MAIN).ended() {
        return String::new();
    }
    match view.first_unended(task) {
        Some(first) => format!(
            "main will not notice yet: it awaits {} first{}.",
            view.name(first),
            view.at_its_await(first)
        ),
        None => String::new(),
    }
}

fn timers_are_up(view: &View, up: &[(TaskId, TimerLife)], count: usize) -> Said {
    if up.iter().any(|(_, timer)| timer.what == TimerKind::Deadline) {
        return deadline_passed(view);
    }
    let tasks: Vec<TaskId> = up.iter().map(|&(task, _)| task).collect();
    let first_due = up.iter().map(|(_, timer)| timer.deadline).min().unwrap_or_default();
    let late = view.moment.at.since(first_due);
    let names = view.names(&tasks, count);
    if late >= LATE && !view.folds.history.timers.stepped() {
        let headline = format!("The timers of {names} were up; only now does the event loop come to them.");
        return Said::new(headline)
            .with(format!("The longest has waited for {}.", length(whole_millis(late))))
            .with(held_by(view, first_due))
            .toned(Tone::Warning);
    }
    let whole = format!("The timers of {names} are up, so the event loop resumes them.");
    let said = if pieces::letters(&whole) <= super::LONGEST_HEADLINE {
        Said::new(whole)
    } else {
        let count = words::count(count, "task");
        Said::new(format!("The timers of {count} are up, so the event loop resumes them."))
            .with(format!("They are {names}."))
    };
    said.with("It runs one after the other, in this order; none interrupts another.")
}

fn deadline_passed(view: &View) -> Said {
    let deadline = view.scenario().and_then(|scenario| scenario.deadline.as_ref());
    let deadline = deadline.map_or_else(|| view.moment.at, |deadline| deadline.micros());
    let goes_on = view.few_tasks().map(|tasks| {
        let unended = |task: &TaskId| !view.state(*task).ended() && view.state(*task) != State::Created;
        tasks.filter(unended).collect::<Vec<_>>()
    });
    let said = Said::new(format!(
        "main’s deadline of {} has passed: what goes on is cancelled.",
        length(deadline)
    ));
    match goes_on.as_deref() {
        Some([]) | None => said,
        Some(tasks) => said.with(format!(
            "That is {}, however far along.",
            view.names(tasks, tasks.len())
        )),
    }
    .with("Then main fails, as the time for the whole is over.")
    .toned(Tone::Failed)
}

/// Who held the loop since a timer was due.
fn held_by(view: &View, due: Micros) -> String {
    let polls = view.folds.history.loops.polls_in(view.trace, due, view.moment.at);
    let first = polls.len().saturating_sub(LOOKED_AT);
    let last = (first..polls.len()).filter_map(|index| polls.get(index));
    let held = |poll: &recording::Poll| poll.length(view.moment.at);
    match last.max_by_key(held).filter(|poll| held(poll) >= LATE) {
        Some(poll) => format!(
            "{} held the loop meanwhile, for {}.",
            view.name(poll.task),
            length(whole_millis(held(&poll)))
        ),
        None => String::new(),
    }
}

/// How many attempts a task has made, and how many it has.
pub fn attempts(view: &View, task: TaskId) -> Option<(u32, u32)> {
    let of = view.scenario()?.retry + 1;
    let made = view.back(task).find_map(|(_, event)| match event.kind {
        EventKind::Attempt { number } | EventKind::AttemptFailed { number, .. } => Some(number),
        _ => None,
    })?;
    (of > 1).then_some((made, of))
}

// --- one event --------------------------------------------------------------------------------------------------------

/// An event within a poll, or between polls.
fn one_event(view: &View, index: usize, event: &Event) -> Said {
    let Some(task) = event.task else {
        return of_the_loop(view, index, event);
    };
    let name = view.name(task);
    let foreign = view.scenario().is_none();
    match event.kind {
        EventKind::Spawned { parent: Some(parent) } if !foreign && !view.trace.is_joined(task) => {
            let (noun, _) = wording::task(view.language);
            Said::new(format!(
                "{} makes {noun} {name}{}.",
                view.name(parent),
                view.at_line(CodePosition::Made(Target::One(task.0)))
            ))
            .with("It has not started: it waits in the loop’s queue until main next awaits.")
        }
        EventKind::Spawned { parent: Some(parent) } if !foreign => {
            let (noun, _) = wording::coroutine(view.language);
            Said::new(format!("{} makes the {noun} {name}.", view.name(parent)))
                .with("It is part of main: main runs it itself, whenever the loop runs main.")
        }
        EventKind::Spawned { parent } => program::spawned(view, index, task, parent),
        EventKind::PollStart => {
            let inside = if view.trace.is_joined(task) {
                "main runs"
            } else {
                "The event loop runs"
            };
            Said::new(format!("{inside} {name}.")).with(format!(
                "Until it reaches {} that has to wait, nothing else can run.",
                wording::an_await(view.language)
            ))
        }
        EventKind::PollEnd(PollResult::Pending { .. }) => Said::new(format!("{name} pauses."))
            .with(waits::words(view.trace, index).map_or(String::new(), |words| format!("It is {words}."))),
        EventKind::PollEnd(PollResult::Ended) => Said::new(format!("{name} has ended.")),
        EventKind::Woken { .. } => Said::new(format!("{name} can go on, and is put into the ready queue."))
            .with("It runs when the loop comes to it."),
        EventKind::TimerSet { what, deadline, .. } => {
            let asked = length(deadline.since(event.at));
            Said::new(match what {
                TimerKind::Sleep => format!(
                    "{name} asks for {}{}.",
                    a_timer(deadline.since(event.at)),
                    if foreign {
                        String::new()
                    } else {
                        view.at_line(CodePosition::Sleep)
                    }
                ),
                TimerKind::Timeout => format!("{name} sets its timeout: an attempt may take {asked}."),
                TimerKind::Deadline => format!("{name} sets its deadline: the whole may take {asked}."),
                TimerKind::Backoff => format!("{name} will try again after a backoff of {asked}."),
                TimerKind::Call => format!("{name} puts off a call by {asked}."),
            })
            .with("A sleeping task holds no thread.")
        }
        EventKind::TimerFired { .. } => Said::new(format!("{} timer is up.", view.of(task)))
            .with("The loop puts the task that waits for it into its queue."),
        EventKind::TimerCleared { .. } => Said::new(format!("{name} no longer needs its timer, which is dropped.")),
        EventKind::Acquired { .. } if !foreign => {
            Said::new(format!("{name} gets a free slot.")).with("It keeps it until it ends.")
        }
        EventKind::Released { to: Some(next), .. } if !foreign => Said::new(format!(
            "{} slot goes to {}, the next in line.",
            view.of(task),
            view.name(next)
        )),
        EventKind::Released { .. } if !foreign => Said::new(format!("{name} gives its slot back.")),
        EventKind::Attempt { number } => Said::new(format!("{name} begins attempt {number}.")),
        EventKind::AttemptFailed { number, message, .. } => Said::new(format!(
            "{} attempt {number} fails: {}.",
            view.of(task),
            view.quoted(message)
        ))
        .toned(Tone::Warning),
        EventKind::Printed { text } => Said::new(format!("{name} prints “{}”.", view.quoted(text))),
        EventKind::Finished { value } => {
            Said::new(format!("{name} returns {} and is finished.", view.value(value))).with(noticed(view, task))
        }
        EventKind::Failed { message } if view.is_main(task) => {
            Said::new(format!("{name} fails: {}.", view.quoted(message))).toned(Tone::Failed)
        }
        EventKind::Failed { message } => failure(view, task, message),
        EventKind::CancelRequested { why, .. } => {
            Said::new(format!("{name} is to be cancelled: {}.", reason(view, why))).toned(Tone::Warning)
        }
        EventKind::Cancelled => cancelled(view, index, task),
        EventKind::NeverRetrieved => Said::new(format!("Nobody looked at {} failure.", view.of(task)))
            .with(format!(
                "{} of it as the run ends; the error itself is lost.",
                wording::warns(view.language)
            ))
            .toned(Tone::Failed),
        EventKind::Warned { text } => {
            Said::new(format!("{name} is warned: {}.", view.quoted(text))).toned(Tone::Warning)
        }
        EventKind::Destroyed => Said::new(format!("{name} is thrown away while it waits.")).toned(Tone::Failed),
        EventKind::Stuck => Said::new(format!("{name} does not let go of the event loop.")).toned(Tone::Failed),
        _ => Said::new(format!(
            "{name} {}.",
            pieces::plain(&describe::describe(view.trace, event))
        )),
    }
}

fn of_the_loop(view: &View, index: usize, event: &Event) -> Said {
    match event.kind {
        EventKind::Deadlock => program::deadlock(view, index),
        EventKind::Truncated { why, count } => Said::new(match why {
            Missing::Budget => "The record is full: what happened from here on is missing.",
            Missing::Limit => "The recorder stopped: what happened from here on is missing.",
        })
        .with(format!(
            "{} are missing.",
            words::count(usize::try_from(count).unwrap_or(usize::MAX), "event")
        ))
        .toned(Tone::Warning),
        _ => {
            let words = pieces::plain(&describe::describe(view.trace, event));
            Said::new(words::shortened(&format!("The program: {words}."), super::LONGEST_HEADLINE - 22).into_owned())
        }
    }
}

/// Why someone is cancelled, as it is said of this recording.
pub fn reason(view: &View, why: CancelReason) -> &'static str {
    match why {
        CancelReason::Leftovers if view.scenario().is_none() => "the run has ended",
        CancelReason::Group => "one of the group failed",
        _ => describe::reason(why),
    }
}

/// Tasks that were cancelled one after the other: all of them, up to the moment.
fn cancelled(view: &View, index: usize, last: TaskId) -> Said {
    let mut tasks = Vec::new();
    let mut why = None;
    let mut unspent = None::<(Micros, TaskId)>;
    let from = view.folds.history.moments.steps_after(index);
    let from = view
        .folds
        .history
        .moments
        .stop(from)
        .unwrap_or(0)
        .max(index.saturating_sub(4 * LOOKED_AT));
    for back in (from..=index).rev() {
        let Some(event) = view.event(back) else { break };
        match (event.kind, event.task) {
            (EventKind::Cancelled, Some(task)) => tasks.push(task),
            (EventKind::CancelRequested { why: asked, .. }, Some(task)) => {
                why = why.or(Some(asked));
                let left = view.left_to_sleep(task, back).map(|left| (left, task));
                unspent = unspent.max(left);
            }
            _ => {}
        }
    }
    tasks.reverse();
    tasks.dedup();
    // Of a long row only its end was looked at; the rest is counted.
    let all = if from == 0 || from + 4 * LOOKED_AT > index {
        tasks.len()
    } else {
        view.folds.history.lanes.cancelled().max(tasks.len())
    };
    let are = if all > 1 { "are" } else { "is" };
    let names = if tasks.is_empty() {
        view.name(last)
    } else {
        view.names(&tasks, all)
    };
    let headline = match why {
        Some(CancelReason::Leftovers) if view.scenario().is_some() => {
            format!("main has ended, so {names} {are} cancelled.")
        }
        Some(CancelReason::Stop) if view.recorded_by != RecordedBy::You => {
            format!("The run was stopped, so {names} {are} cancelled.")
        }
        Some(CancelReason::Stop) => format!("You pressed Stop, so {names} {are} cancelled."),
        Some(CancelReason::User) if view.recorded_by != RecordedBy::You => format!("{names} {are} cancelled by hand."),
        Some(CancelReason::User) => format!("You cancelled {names}."),
        Some(why) => format!("{names} {are} cancelled: {}.", reason(view, why)),
        None => format!("{names} {are} cancelled."),
    };
    let unspent = match unspent {
        Some((left, task)) => format!("{} had {} left to sleep.", view.name(task), length(whole_millis(left))),
        None => String::new(),
    };
    let arrives = "A cancel arrives at the await where the task pauses: nothing behind it runs.";
    Said::new(headline).with(unspent).with(arrives).toned(Tone::Warning)
}

/// The tasks that were cancelled in these events, in a sentence; nothing if none were.
pub fn cancelled_among(view: &View, from: usize, until: usize) -> Option<(String, CancelReason, usize)> {
    let mut tasks = Vec::new();
    let mut why = None;
    let from = from.max(until.saturating_sub(16 * LOOKED_AT));
    for index in from..until {
        let Some(event) = view.event(index).filter(|event| !is_clock(event)) else {
            continue;
        };
        match (event.kind, event.task) {
            (EventKind::Cancelled, Some(task)) => tasks.push(task),
            (EventKind::CancelRequested { why: asked, .. }, _) => why = Some(asked),
            _ => {}
        }
    }
    (!tasks.is_empty()).then(|| {
        (
            view.names(&tasks, tasks.len()),
            why.unwrap_or(CancelReason::Program),
            tasks.len(),
        )
    })
}

/// What a failure came to, for a poll that ended in one.
pub fn failure(view: &View, task: TaskId, message: &str) -> Said {
    let at = view.moment;
    let (heard, unheard) = notice_of(view, task, at);
    let tries = match attempts(view, task) {
        Some((made, _)) if made > 1 => format!(" after {made} tries"),
        _ => String::new(),
    };
    let said = Said::new(format!("{} failed{tries}: {}.", view.name(task), view.quoted(message))).toned(Tone::Failed);
    let said = if unheard { said.and("Nobody hears of it.") } else { said };
    said.with(heard)
}

/// So many tasks are few enough to name.
pub const fn are_few(tasks: usize) -> bool {
    tasks <= MOST_NAMED_TASKS
}
