//! A whole step of a task: from when the loop runs it until it pauses or ends.

use super::moment::{self, LONG_POLL, a_timer, attempts, cancelled_among, due_meanwhile, next};
use super::operation::noticed;
use super::view::View;
use super::{Said, Tone, program, wording};
use codegen::{CodePosition, Language, Target};
use recording::{AttemptFailure, CancelReason, Event, EventKind, PollResult, TaskId, TimerKind, WaitingOn, WokenBy};
use scenario::Policy;
use scenario::time::Micros;
use scenario::words::{self, length, whole_millis};

/// Events at either end of a poll that are looked at. Only main's poll that makes very many tasks has more.
const LOOKED_AT: usize = 512;
/// Tasks that are kept of those a poll makes or ends.
const MOST_KEPT: usize = 8;

/// What happened in a poll.
#[derive(Default)]
pub struct PollDigest<'a> {
    /// Whose; `None` only in an empty digest.
    pub task: Option<TaskId>,
    /// Its `poll-end`.
    pub end: usize,
    /// What followed the last step before this poll: the first event of it.
    pub from: usize,
    pub from_at: Micros,
    pub to_at: Micros,
    pub result: Option<PollResult>,
    pub woken_by: Option<WokenBy>,
    pub made: Vec<TaskId>,
    pub made_count: usize,
    pub printed: Option<&'a str>,
    pub attempt: Option<u32>,
    pub attempt_failed: Option<(u32, &'a str, AttemptFailure)>,
    /// For how long.
    pub sleep: Option<Micros>,
    pub backoff: Option<Micros>,
    pub got_slot: bool,
    pub slot_to: Option<TaskId>,
    pub finished: Option<&'a str>,
    pub failed: Option<&'a str>,
    pub cancelled: bool,
    /// The event that decided its end.
    pub decided_by: Option<usize>,
    /// Joined futures that were polled within it: their last event each.
    pub inside: Vec<(TaskId, Event<'a>)>,
    pub inside_count: usize,
    /// Tasks that it asked to end.
    pub used: Option<usize>,
}

impl<'a> PollDigest<'a> {
    /// The poll that ends with this event; `None` if its start is not recorded.
    pub fn of(view: &View<'a>, end: usize) -> Option<Self> {
        let poll = view.folds.history.loops.poll_of(view.trace, end)?;
        let (start, task) = (poll.first as usize, poll.task);
        let last = view.event(end)?;
        let EventKind::PollEnd(result) = last.kind else {
            return None;
        };
        let moments = &view.folds.history.moments;
        let steps = moments.steps_after(start);
        let from = moments.stop(steps).unwrap_or(0);
        let mut digest = Self {
            task: Some(task),
            end,
            from: from.min(start),
            from_at: poll.from,
            to_at: last.at,
            result: Some(result),
            ..Self::default()
        };
        let wake = view.event(start)?.cause.and_then(|cause| view.event(cause as usize));
        digest.woken_by = wake.and_then(|wake| match wake.kind {
            EventKind::Woken { by } => Some(by),
            _ => None,
        });
        let first = start + 1..end.min(start + 1 + LOOKED_AT);
        let rest = end.saturating_sub(LOOKED_AT).max(first.end)..end;
        let skipped = rest.start - first.end;
        for index in first.chain(rest) {
            if let Some(event) = view.event(index) {
                digest.see(view, task, index, event);
            }
        }
        if skipped > 0 && digest.made_count > 0 {
            let made = |events: usize| {
                let last = u32::try_from(events).unwrap_or(u32::MAX);
                view.folds.history.lanes.children_after(view.trace, task, last)
            };
            digest.made_count = made(end).saturating_sub(made(start)).max(digest.made_count);
        }
        Some(digest)
    }

    fn see(&mut self, view: &View<'a>, task: TaskId, index: usize, event: Event<'a>) {
        if let EventKind::Spawned { parent: Some(parent) } = event.kind
            && parent == task
        {
            self.made_count += 1;
            if self.made.len() < MOST_KEPT {
                self.made.extend(event.task);
            }
            return;
        }
        if event.task != Some(task) {
            if let Some(other) = event.task.filter(|&other| view.trace.is_joined(other)) {
                self.see_inside(other, event);
            }
            return;
        }
        match event.kind {
            EventKind::Printed { text } => self.printed = Some(text),
            EventKind::Attempt { number } => self.attempt = Some(number),
            EventKind::AttemptFailed { number, message, why } => self.attempt_failed = Some((number, message, why)),
            EventKind::TimerSet { what, deadline, .. } => match what {
                TimerKind::Sleep => self.sleep = Some(deadline.since(event.at)),
                TimerKind::Backoff => self.backoff = Some(deadline.since(event.at)),
                _ => {}
            },
            EventKind::Acquired { .. } => {
                self.got_slot = true;
                self.used = Some(index);
            }
            EventKind::Released { to, .. } => {
                self.slot_to = to;
                self.used = Some(index);
            }
            EventKind::Cancelled => self.cancelled = true,
            EventKind::Put { .. } | EventKind::Got { .. } | EventKind::Set { .. } => self.used = Some(index),
            EventKind::Finished { value } => {
                self.finished = Some(value);
                self.decided_by = event.cause.map(|cause| cause as usize);
            }
            EventKind::Failed { message } => {
                self.failed = Some(message);
                self.decided_by = event.cause.map(|cause| cause as usize);
            }
            _ => {}
        }
    }

    fn see_inside(&mut self, task: TaskId, event: Event<'a>) {
        let counts = matches!(
            event.kind,
            EventKind::Finished { .. }
                | EventKind::Failed { .. }
                | EventKind::TimerSet { .. }
                | EventKind::PollEnd(_)
                | EventKind::AttemptFailed { .. }
        );
        if !counts {
            return;
        }
        match self.inside.iter_mut().find(|(other, _)| *other == task) {
            // How it ended says more than that its poll has returned.
            Some((_, last)) if !matches!(event.kind, EventKind::PollEnd(_)) => *last = event,
            Some(_) => {}
            None => {
                self.inside_count += 1;
                if self.inside.len() < MOST_KEPT {
                    self.inside.push((task, event));
                }
            }
        }
    }

    fn length(&self) -> Micros {
        self.to_at.since(self.from_at)
    }

    pub fn said(&self, view: &View<'a>) -> Said {
        let Some(task) = self.task else { return Said::default() };
        let said = if view.scenario().is_none() {
            program::polled(view, self, task)
        } else if view.is_main(task) {
            self.of_main(view)
        } else {
            self.of_operation(view, task)
        };
        self.with_cancelled(view, task, said)
    }

    /// Adds who was cancelled on the way.
    fn with_cancelled(&self, view: &View, task: TaskId, said: Said) -> Said {
        match cancelled_among(view, self.from, self.end) {
            Some(_) if self.cancelled => said,
            Some((names, why, count)) => {
                let are = if count == 1 { "was" } else { "were" };
                let because = match why {
                    CancelReason::Race if view.is_main(task) => "the race is over".to_owned(),
                    why => moment::reason(view, why).to_owned(),
                };
                said.with(format!("{names} {are} cancelled: {because}."))
                    .toned(Tone::Warning)
            }
            None => said,
        }
    }

    // --- an operation -----------------------------------------------------------------------------------------------

    fn of_operation(&self, view: &View, task: TaskId) -> Said {
        let name = view.name(task);
        let slot = match self.slot_to {
            Some(next) => format!("Its slot goes to {}, the next in line.", view.name(next)),
            None => String::new(),
        };
        if let Some(message) = self.failed {
            let timed_out = matches!(self.attempt_failed, Some((_, _, AttemptFailure::Timeout)));
            let said = moment::failure(view, task, message);
            let why = if timed_out {
                self.timeout_words(view)
            } else {
                String::new()
            };
            return self.held(view, task, said.with(why).with(slot));
        }
        if let Some(value) = self.finished {
            let value = view.value(value);
            let an_await = wording::an_await(view.language);
            if self.length() >= LONG_POLL {
                let held = length(whole_millis(self.length()));
                let said = Said::new(format!(
                    "{name} computed for {held} without {an_await} and held the event loop."
                ))
                .with(self.waited_meanwhile(view, task))
                .with(format!("It returns {value}."))
                .with(noticed(view, task))
                .toned(Tone::Warning);
                return said.with(slot);
            }
            let printed = if self.printed.is_some() {
                "prints, returns"
            } else {
                "returns"
            };
            let said = if self.attempt == Some(1) {
                Said::new(format!(
                    "{name} runs, {printed} {value} and is finished, without a pause."
                ))
            } else {
                Said::new(format!("{name} {printed} {value} and is finished."))
            };
            let following = next(view);
            return said.with(noticed(view, task)).with(slot).with(following);
        }
        let Some(PollResult::Pending { on }) = self.result else {
            return Said::new(format!("{name} has ended."));
        };
        let said = match on {
            Some(WaitingOn::Semaphore) => self.waits_for_a_slot(view, task),
            Some(WaitingOn::Backoff) => self.backs_off(view, task),
            _ => self.sleeps(view, task),
        };
        self.held(view, task, said)
    }

    /// Adds that the poll held the loop.
    fn held(&self, view: &View, task: TaskId, said: Said) -> Said {
        if self.length() < LONG_POLL {
            return said;
        }
        let held = length(whole_millis(self.length()));
        said.with(format!("It computed for {held} before that and held the loop."))
            .with(self.waited_meanwhile(view, task))
            .toned(Tone::Warning)
    }

    fn waited_meanwhile(&self, view: &View, task: TaskId) -> String {
        let due = due_meanwhile(view, task, self.from_at, self.to_at);
        match due.as_slice() {
            [] => String::new(),
            [one] => format!(
                "{} timer was up in that time, and {} could not run.",
                view.of(*one),
                view.name(*one)
            ),
            many => format!(
                "The timers of {} were up in that time, and they could not run.",
                view.names(many, many.len())
            ),
        }
    }

    fn waits_for_a_slot(&self, view: &View, task: TaskId) -> Said {
        let limit = view
            .scenario()
            .and_then(|scenario| scenario.limit)
            .map_or(0, |limit| limit.get());
        Said::new(format!(
            "{} waits for a free slot: {limit} of {limit} are taken.",
            view.name(task)
        ))
        .with("It has not started its work: the next slot that is given back goes to the first in line.")
        .with(next(view))
    }

    fn backs_off(&self, view: &View, task: TaskId) -> Said {
        let name = view.name(task);
        let number = self.attempt_failed.map_or(1, |(number, ..)| number);
        let of = view.scenario().map_or(number, |scenario| scenario.retry + 1);
        let pause = self.backoff.map_or(String::new(), length);
        let how = match self.attempt_failed {
            Some((_, _, AttemptFailure::Timeout)) => "ran out of time",
            _ => "failed",
        };
        let holds = if view.scenario().is_some_and(|scenario| scenario.limit.is_some()) {
            "The pause holds a slot but not the loop."
        } else {
            "The pause does not hold the loop: others can run."
        };
        // The same pause again is not worth the same sentence.
        let holds = if number > 1 && self.backoff.is_some_and(|pause| pause > Micros::ZERO) {
            "The pause is twice as long as the last: what failed gets more time to recover."
        } else {
            holds
        };
        Said::new(format!(
            "{name} {how}, try {number} of {of}. It pauses {pause} (backoff), then tries again."
        ))
        .with(if how == "failed" {
            String::new()
        } else {
            self.timeout_words(view)
        })
        .with(holds)
        .with(next(view))
        .toned(Tone::Warning)
    }

    fn timeout_words(&self, view: &View) -> String {
        let timeout = view.scenario().and_then(|scenario| scenario.timeout.as_ref());
        timeout.map_or(String::new(), |timeout| {
            format!("Its timeout: an attempt may take {}.", length(timeout.micros()))
        })
    }

    fn sleeps(&self, view: &View, task: TaskId) -> Said {
        let name = view.name(task);
        let Some(sleep) = self.sleep else {
            return self.gives_way(view, task);
        };
        let asked = a_timer(sleep);
        let line = view.at_line(CodePosition::Sleep);
        let overlap = match view.other_sleepers(task).as_deref() {
            None | Some([]) => "While it sleeps it holds no thread.".to_owned(),
            Some([one]) => format!("{} sleeps too, so their times overlap.", view.name(*one)),
            Some(others) => format!(
                "{} sleep too: all these times overlap.",
                view.names(others, others.len())
            ),
        };
        match (self.attempt, self.attempt_failed) {
            (Some(attempt @ 2..), failed) => {
                let of = view.scenario().map_or(attempt, |scenario| scenario.retry + 1);
                let said = match failed {
                    Some((number, _, AttemptFailure::Timeout)) => Said::new(format!(
                        "{name} ran out of time, try {number} of {of}, and at once tries again."
                    ))
                    .toned(Tone::Warning),
                    Some((number, ..)) => {
                        Said::new(format!("{name} failed, try {number} of {of}, and at once tries again."))
                            .toned(Tone::Warning)
                    }
                    None => Said::new(format!(
                        "{name} tries again, try {attempt} of {of}, and asks for {asked}."
                    )),
                };
                let again = if failed.is_some() {
                    "A new try starts from the beginning: what the last one slept is lost."
                } else {
                    "It starts from the beginning, with its whole sleep."
                };
                said.with(again).with(format!("It pauses{line}.")).with(next(view))
            }
            (Some(_), _) if self.got_slot && self.woken_by != Some(WokenBy::Spawn) => {
                Said::new(format!("{name} has a slot now, prints and asks for {asked}."))
                    .with(format!("It pauses{line}. {overlap}"))
                    .with(next(view))
            }
            (Some(_), _) => Said::new(format!("{name} runs for the first time, prints and asks for {asked}."))
                .with(format!("It pauses{line}. {overlap}"))
                .with(next(view)),
            (None, _) => Said::new(format!("{name} asks for {asked} and pauses{line}.")).with(next(view)),
        }
    }

    /// A sleep of 0 sets no timer.
    fn gives_way(&self, view: &View, task: TaskId) -> Said {
        let name = view.name(task);
        let of = view.scenario().map_or(1, |scenario| scenario.retry + 1);
        let said = match (self.attempt_failed, self.attempt) {
            (Some((number, ..)), Some(_)) => Said::new(format!(
                "{name} failed, try {number} of {of}, and tries again in the loop’s next turn."
            ))
            .toned(Tone::Warning),
            (None, Some(number @ 2..)) => {
                Said::new(format!("{name} tries again, try {number} of {of}, and gives way."))
            }
            (None, Some(_)) => Said::new(format!("{name} runs for the first time, prints and gives way.")),
            (_, None) => Said::new(format!("{name} gives way: it goes on in the loop’s next turn.")),
        };
        said.with("A sleep of 0 needs no timer: it only lets the others run first.")
            .with(next(view))
    }

    // --- main -------------------------------------------------------------------------------------------------------

    fn of_main(&self, view: &View) -> Said {
        let policy = view.policy().unwrap_or_default();
        if let Some(message) = self.failed {
            return self.main_failed(view, message);
        }
        if let Some(value) = self.finished {
            return self.main_finished(view, policy, value);
        }
        if !self.inside.is_empty() {
            return self.main_ran_futures(view, policy);
        }
        if self.made_count > 0 {
            return self.main_made(view, policy);
        }
        let decider = match self.woken_by {
            Some(WokenBy::Task(task)) => Some(task),
            _ => None,
        };
        self.main_waits_on(view, policy, decider)
    }

    fn main_made(&self, view: &View, policy: Policy) -> Said {
        let (one, many) = wording::task(view.language);
        let names = view.names(&self.made, self.made_count);
        let what = if self.made_count == 1 {
            format!("{one} {names}")
        } else {
            format!("{many} {names}")
        };
        let awaited = match (policy, self.made.first()) {
            (Policy::Spawn, Some(first)) => format!("awaits {}", view.name(*first)),
            _ if self.made_count == 1 => "awaits it".into(),
            _ => "awaits them together".into(),
        };
        let started = if self.made_count == 1 {
            "It has not started: it waits"
        } else {
            "They have not started: they wait"
        };
        let said = Said::new(format!("main makes {what}, then {awaited}."));
        let said = match view.language {
            Language::JavaScript => said.with(format!(
                "Here, as in asyncio, {}; real JavaScript runs each up to its first await at once.",
                if self.made_count == 1 {
                    "it starts when main awaits"
                } else {
                    "they start when main awaits"
                }
            )),
            _ => said.with(format!(
                "{started} in the loop’s queue until main awaits{}.",
                self.await_line(view, policy)
            )),
        };
        said.with(
            "Now main lets the loop go, which starts them in the order they were made.".replace(
                "them in the order they were made",
                if self.made_count == 1 {
                    "it"
                } else {
                    "them in the order they were made"
                },
            ),
        )
    }

    fn await_line(&self, view: &View, policy: Policy) -> String {
        match (policy, self.made.first()) {
            (Policy::Spawn, Some(first)) => view.at_its_await(*first),
            _ => view.at_line(CodePosition::Awaits(Target::All)),
        }
    }

    /// Main was resumed by an end, and awaits what is left.
    fn main_waits_on(&self, view: &View, policy: Policy, ended: Option<TaskId>) -> Said {
        let left = super::policy::left(view).map(|left| words::count(left, "other"));
        let of = ended.map(|task| view.of(task));
        let said = match (policy, ended, of) {
            (Policy::Spawn, Some(task), Some(of)) => {
                let following = self.first_after(view, task);
                let said = Said::new(match following {
                    Some(following) => format!(
                        "main takes {of} result and now awaits {}{}.",
                        view.name(following),
                        view.at_its_await(following)
                    ),
                    None => format!("main takes {of} result and awaits the next."),
                });
                said.with("It goes on at the line behind the await at which it paused.")
            }
            (Policy::AsCompleted, Some(_), Some(of)) => Said::new(format!(
                "main takes {of} outcome as it comes, and prints."
            ))
            .with(left.map_or(String::new(), |left| {
                format!("It awaits whichever ends next of {left}.").replace("of 1 other", "of the one that is left")
            })),
            (Policy::FirstOk, Some(_), Some(of)) => {
                Said::new(format!("main looks at {of} failure and waits on for a success."))
                    .with(super::policy::go_on(view).map_or(String::new(), |others| format!("{others}.")))
            }
            (Policy::Group, Some(_), Some(of)) => Said::new(format!(
                "main is resumed by {of} end, and awaits the rest of its group."
            )),
            (_, Some(_), Some(of)) => Said::new(format!("main is resumed by {of} end, and awaits the rest.")),
            _ => Said::new("main runs and awaits the rest."),
        };
        said.with(next(view))
    }

    fn first_after(&self, view: &View, task: TaskId) -> Option<TaskId> {
        let until = view
            .trace
            .tasks
            .len()
            .min(task.index() + 1 + super::view::MOST_NAMED_TASKS);
        let mut later = (task.index() + 1..until).map(TaskId::from_index);
        later.find(|&later| !view.state(later).ended())
    }

    fn main_ran_futures(&self, view: &View, policy: Policy) -> Said {
        let (one, many) = wording::coroutine(view.language);
        let ended = |event: &Event| matches!(event.kind, EventKind::Finished { .. } | EventKind::Failed { .. });
        let ends: Vec<&(TaskId, Event)> = self.inside.iter().filter(|(_, event)| ended(event)).collect();
        let begun: Vec<TaskId> = self.made.clone();
        if let Some((task, event)) = ends.first() {
            let name = view.name(*task);
            let others = if ends.len() > 1 {
                format!(" {} more ended in the same step.", ends.len() - 1)
            } else {
                String::new()
            };
            let (said, failed) = match event.kind {
                EventKind::Finished { value } => (
                    Said::new(format!(
                        "main runs {name} on: it prints, returns {} and is finished.",
                        view.value(value)
                    )),
                    false,
                ),
                EventKind::Failed { message } => (
                    Said::new(format!("main runs {name} on, and it fails: {}.", view.quoted(message)))
                        .toned(Tone::Failed),
                    true,
                ),
                _ => (Said::new(format!("main runs {name} on.")), false),
            };
            let following = match (policy, begun.first()) {
                (Policy::OneByOne, Some(following)) => {
                    format!("Only now does main call {} and await it.", view.name(*following))
                }
                _ if failed => super::operation::notice_of(view, *task, view.moment).0,
                _ => noticed(view, *task),
            };
            return said
                .with(following)
                .with(others.trim_start().to_owned())
                .with(next(view));
        }
        if !begun.is_empty() {
            let names = view.names(&begun, self.made_count);
            let said = if policy == Policy::OneByOne {
                Said::new(format!(
                    "main calls {names} and awaits it{}.",
                    begun.first().map_or(String::new(), |task| view.at_its_await(*task))
                ))
                .with("It is no task of its own: nothing else starts before it has ended.")
            } else if self.made_count == 1 {
                Said::new(format!(
                    "main runs the {one} {names} inside its own step, up to its first pause."
                ))
                .with("It is no task: main drives it itself, and it never stands in the loop’s queue.")
            } else {
                Said::new(format!(
                    "main runs {names} inside its own step, up to their first pauses."
                ))
                .with(format!(
                    "They are {many}, and no tasks: main drives them itself, and they never stand in the loop’s queue."
                ))
            };
            return said.with(next(view));
        }
        let tasks: Vec<TaskId> = self.inside.iter().map(|(task, _)| *task).collect();
        let names = view.names(&tasks, self.inside_count);
        let failed = self.inside.iter().find_map(|(task, event)| match event.kind {
            EventKind::AttemptFailed { number, .. } => Some((*task, number)),
            _ => None,
        });
        let attempt = tasks.first().and_then(|task| attempts(view, *task));
        let said = match (failed, attempt) {
            (Some((task, number)), _) => Said::new(format!(
                "main runs {} on: its try {number} failed, and it will try again.",
                view.name(task)
            ))
            .toned(Tone::Warning),
            (None, Some((made, of))) => {
                Said::new(format!("main runs {names} on, try {made} of {of}: it pauses again."))
            }
            (None, None) => Said::new(format!("main runs {names} on, up to the next pause.")),
        };
        said.with("The loop sees only main: it drives the rest.")
            .with(next(view))
    }

    fn main_finished(&self, view: &View, policy: Policy, value: &str) -> Said {
        let decider = self.decider(view);
        let said = match (policy, decider) {
            (Policy::Race, Some(task)) => {
                Said::new(format!("{} has won: main takes its outcome and ends.", view.name(task)))
            }
            (Policy::FirstOk, Some(task)) => Said::new(format!(
                "{} is the first success: main takes its result and ends.",
                view.name(task)
            )),
            _ if self.printed.is_some() => {
                // The record has the results as Python writes them.
                let results = match view.language {
                    Language::Python => view.value(value),
                    Language::Rust | Language::JavaScript => "the results".into(),
                };
                Said::new(format!("main has all it awaited, prints {results} and ends."))
            }
            _ => Said::new("main has all it awaited and ends."),
        };
        let said = match (policy, decider) {
            (Policy::Gather | Policy::Settle | Policy::Group | Policy::Spawn | Policy::OneByOne, Some(task)) => {
                said.with(format!("{} was the last that it waited for.", view.name(task)))
            }
            _ => said,
        };
        said.with(match policy {
            Policy::Gather | Policy::Settle | Policy::Group | Policy::Spawn => {
                "The results are in the order of the list, whoever was done first."
            }
            Policy::AsCompleted => "The results are in the order in which the tasks ended.",
            _ => "",
        })
        .with(left_behind(view))
    }

    fn main_failed(&self, view: &View, message: &str) -> Said {
        let decided = self.decided_by.and_then(|event| view.event(event));
        let timer = matches!(decided.map(|event| event.kind), Some(EventKind::TimerFired { .. }));
        let said = match self.decider(view).filter(|_| !timer) {
            Some(task) => {
                let name = view.name(task);
                Said::new(format!("{name} failed, and that ends main: {}.", view.quoted(message))).with(
                    match view.join() {
                        Some(join) => format!(
                            "{} handed main the failure, and main does not catch it.",
                            wording::begun(&join)
                        ),
                        None => format!(
                            "The failure comes out of the await{}, and main does not catch it.",
                            view.at_its_await(task)
                        ),
                    },
                )
            }
            None if timer => Said::new(format!("main fails: {}.", view.quoted(message)))
                .with("Its deadline has passed, so it does not wait for the rest."),
            None => Said::new(format!("main fails: {}.", view.quoted(message))).with("It does not catch the failure."),
        };
        said.with(left_behind(view)).toned(Tone::Failed)
    }

    /// The task whose end decided that of main.
    fn decider(&self, view: &View) -> Option<TaskId> {
        let event = view.event(self.decided_by?)?;
        event.task.filter(|&task| !view.is_main(task))
    }
}

/// What becomes of those that go on when main has ended.
fn left_behind(view: &View) -> String {
    let Some(scenario) = view.scenario() else {
        return String::new();
    };
    let goes_on = view
        .few_tasks()
        .map(|tasks| tasks.filter(|&task| !view.state(task).ended() && view.state(task) != recording::State::Created));
    let goes_on: Vec<TaskId> = goes_on.into_iter().flatten().collect();
    let (names, count) = match (goes_on.is_empty(), super::policy::left(view)) {
        (false, _) => (view.names(&goes_on, goes_on.len()), goes_on.len()),
        (true, Some(left @ 1..)) if !moment::are_few(view.tasks()) => (words::count(left, "task"), left),
        _ => return String::new(),
    };
    let (is, goes, has) = if count == 1 {
        ("is", "goes", "has")
    } else {
        ("are", "go", "have")
    };
    match scenario.leftovers {
        scenario::Leftovers::Cancel => format!("{names} {has} not ended and {is} cancelled with it."),
        scenario::Leftovers::Finish => format!("{names} {goes} on, though nobody awaits the outcome any more."),
    }
}
