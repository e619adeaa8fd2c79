//! The recording of another program: there is no main and no policy, and what tasks wait for has a name.

use super::moment::LONG_POLL;
use super::pieces::{self, plain};
use super::poll::PollDigest;
use super::view::View;
use super::{Said, Tone, wording};
use crate::glossary::Term;
use recording::findings::FindingKind;
use recording::{
    CancelPhase, CancelReason, Event, EventKind, PollResult, TaskId, WaitFamily, WaitingOn, WokenBy, describe,
    resources, waits,
};
use scenario::words::{length, whole_millis};

/// Tasks that a deadlock names.
const MOST_NAMED: usize = 2;
/// Events of a poll that are looked at for what it did to others.
const MOST_EVENTS: usize = 512;
/// Tasks of a deadlock that are looked at.
const MOST_LOOKED_AT: usize = 64;

/// A task was made.
pub fn spawned(view: &View, index: usize, task: TaskId, parent: Option<TaskId>) -> Said {
    let name = view.name(task);
    let line = view.at_recorded_line(index);
    match parent {
        Some(parent) => Said::new(format!("{} makes task {name}{line}.", view.name(parent)))
            .with("It has not started: it waits in the loop’s queue.")
            .with(match view.trace.events.extra(index).via {
                Some("shield") => "It is shielded: no cancel of whoever awaits it reaches it.",
                _ => "",
            }),
        None => Said::new(format!("The program starts {name}{line}."))
            .with("It waits in the loop’s queue until the loop runs it."),
    }
}

/// What else happened in a poll, to its task and to others.
#[derive(Default)]
struct Around<'a> {
    /// What put it into the queue.
    cause: Option<(usize, Event<'a>)>,
    /// The tasks that it asked to stop.
    asked: Vec<TaskId>,
    /// A task that it made and ran at once.
    eager: Option<TaskId>,
    warned: Option<&'a str>,
    failed: Option<usize>,
}

impl<'a> Around<'a> {
    fn of(view: &View<'a>, poll: &PollDigest, task: TaskId) -> Self {
        let mut around = Self::default();
        let Some(recorded) = view.folds.history.loops.poll_of(view.trace, poll.end) else {
            return around;
        };
        let start = recorded.first as usize;
        let cause = |index: usize| {
            let cause = view.event(index)?.cause? as usize;
            Some((cause, view.event(cause)?))
        };
        around.cause = cause(start).and_then(|(wake, event)| match event.kind {
            EventKind::Woken { .. } => cause(wake),
            _ => Some((wake, event)),
        });
        for index in start..poll.end.min(start + MOST_EVENTS) {
            let Some(event) = view.event(index) else { break };
            match event.kind {
                EventKind::CancelRequested { by: Some(by), .. } if by == task => around.asked.extend(event.task),
                EventKind::PollStart if index > start => around.eager = around.eager.or(event.task),
                EventKind::Warned { text } if event.task == Some(task) => around.warned = Some(text),
                EventKind::Failed { .. } if event.task == Some(task) => around.failed = Some(index),
                _ => {}
            }
        }
        around
    }

    /// Who set it free, and by what.
    fn set_free(&self, view: &View, poll: &PollDigest, task: TaskId) -> String {
        let Some((index, event)) = self.cause else {
            return String::new();
        };
        match (poll.woken_by, event.task) {
            (Some(WokenBy::Resource { .. }), Some(by)) if by != task => {
                let used = pieces::foreign(&describe::used(view.trace, &event.kind));
                format!(
                    "{} {used}{}, which set it free.",
                    view.name(by),
                    view.at_recorded_line(index)
                )
            }
            (Some(WokenBy::Task(ended)), _) => format!("{} end let it go on.", view.of(ended)),
            (Some(WokenBy::Thread), _) => "The work in the thread is done.".into(),
            (Some(WokenBy::Io), _) => "The input or output that it waited for is there.".into(),
            _ => String::new(),
        }
    }
}

/// The last cancel that was asked for before this step ended: who asked, why, and where.
fn asked_before(view: &View, poll: &PollDigest, task: TaskId) -> Option<(usize, Option<TaskId>, CancelReason)> {
    let before = view.after(poll.end);
    before.back(task).find_map(|(index, event)| match event.kind {
        EventKind::CancelRequested { by, why } => Some((index, by, why)),
        _ => None,
    })
}

/// A task ran, and paused or ended.
pub fn polled(view: &View, poll: &PollDigest, task: TaskId) -> Said {
    let name = view.name(task);
    let held = poll.to_at.since(poll.from_at);
    let around = Around::of(view, poll, task);
    let line = view.at_recorded_line(poll.end);
    let cancels = view.folds.history.lanes.cancels();
    let cancel = cancels.phase(task, poll.end + 1);
    // In a poll that was not begun by a cancel, the phase is what it was before.
    let before_poll = view.folds.history.loops.poll_of(view.trace, poll.end);
    let before_poll = before_poll.and_then(|poll| cancels.phase(task, poll.first as usize));
    let first_since_cancel = before_poll != cancel;
    let made = match (poll.made.as_slice(), poll.made_count) {
        ([], _) => None,
        (made, count) => Some(format!("makes {}", view.names(made, count))),
    };
    let used = || {
        let words = describe::describe(view.trace, &view.event(poll.used?)?);
        Some(pieces::foreign(&words))
    };
    let did = made.or_else(used);
    let mut said = match (poll.finished, poll.failed, poll.result) {
        (Some(value), _, _) => {
            let returns = match value {
                "" | "None" => String::new(),
                value => format!("returns {} and ", view.value(value)),
            };
            let did = did.map_or(String::new(), |did| format!("{did}, then "));
            let said = Said::new(format!("{name} {did}{returns}is finished."));
            match asked_before(view, poll, task).filter(|_| cancel == Some(CancelPhase::Refused)) {
                Some((_, by, _)) => {
                    let by = by.map_or(String::new(), |by| format!(", which {} had asked for", view.name(by)));
                    said.with(format!(
                        "It refused the cancel{by}: it caught it, and ended in its own way."
                    ))
                    .toned(Tone::Warning)
                }
                _ => said,
            }
        }
        (None, Some(message), _) => {
            let (heard, unheard) = super::operation::notice_of(view, task, view.moment);
            let line = around
                .failed
                .map_or(String::new(), |failed| view.at_recorded_line(failed));
            let said = Said::new(format!("{name} failed: {}{line}.", view.quoted(message))).toned(Tone::Failed);
            let said = if unheard { said.and("Nobody hears of it.") } else { said };
            said.with(heard)
                .with(around.failed.map_or(String::new(), |failed| members(view, failed)))
        }
        (None, None, _) if poll.cancelled => {
            let asked = asked_before(view, poll, task);
            let why = asked.map_or("it was asked to end", |(_, _, why)| super::moment::reason(view, why));
            let by = asked.and_then(|(index, by, _)| {
                let by = view.name(by.filter(|&by| by != task)?);
                Some(format!("{by} asked for that{}.", view.at_recorded_line(index)))
            });
            Said::new(format!("{name} is cancelled: {why}."))
                .with(by.unwrap_or_default())
                .toned(Tone::Warning)
        }
        (None, None, Some(PollResult::Pending { on: Some(on) })) => {
            let sleep = poll.sleep.filter(|_| on == WaitingOn::Timer);
            let then = match sleep {
                Some(sleep) => format!("asks for {} and pauses{line}.", super::moment::a_timer(sleep)),
                None => {
                    let words = waits::words(view.trace, poll.end).unwrap_or_else(|| on.words().into());
                    let words = words.replacen("waiting", "waits", 1).replacen("awaiting", "awaits", 1);
                    // The task that it awaits is no word of the glossary, whatever it is called.
                    let words = match words.strip_prefix("awaits ") {
                        Some(what) => format!(
                            "{} {}",
                            pieces::term(Term::of_wait(on), "awaits"),
                            pieces::foreign(what)
                        ),
                        None => pieces::term(Term::of_wait(on), &words),
                    };
                    format!("{words}{line}.")
                }
            };
            let said = match did {
                Some(did) => {
                    let whole = format!("{name} {did}, then {then}");
                    if pieces::letters(&whole) <= super::LONGEST_HEADLINE {
                        Said::new(whole)
                    } else {
                        Said::new(format!("{name} {did}, then pauses.")).with(format!("It {then}"))
                    }
                }
                None => Said::new(format!("{name} {then}")),
            };
            let said = said.with(why_it_waits(view, poll, on));
            let by_cancel = matches!(poll.woken_by, Some(WokenBy::Cancel(_)));
            let reached = match (cancel, asked_before(view, poll, task).filter(|_| by_cancel)) {
                (Some(CancelPhase::CleaningUp), _) if first_since_cancel => {
                    "The cancel has reached it: it is cleaning up before it ends."
                }
                (Some(CancelPhase::CleaningUp), _) => "It is still cleaning up before it ends.",
                (Some(CancelPhase::Refused), _) if first_since_cancel => {
                    "The cancel has reached it, and it goes on: it refused the cancel."
                }
                (Some(CancelPhase::Arrived), _) if first_since_cancel => {
                    "The cancel has reached it, and it does not end yet: it is cleaning up, or goes on."
                }
                (None, Some((_, _, CancelReason::Timeout))) => "Its timeout has passed, and it goes on behind it.",
                (None, Some(_)) if on != WaitingOn::Group => {
                    "The cancel has reached it, and it does not end yet: it is cleaning up, or goes on."
                }
                _ => "",
            };
            if reached.is_empty() {
                said
            } else {
                said.with(reached).toned(Tone::Warning)
            }
        }
        (None, None, Some(PollResult::Pending { on: None })) => {
            let did = did.map_or(String::new(), |did| format!("{did}, then "));
            Said::new(format!(
                "{name} {did}gives way{line}: it goes on in the loop’s next turn."
            ))
        }
        (None, None, _) => Said::new(format!("{name} has ended.")),
    };
    said = said.with(around.set_free(view, poll, task));
    if !around.asked.is_empty() {
        let (names, all) = (view.names(&around.asked, around.asked.len()), around.asked.len());
        let was = if all == 1 { "is" } else { "are" };
        said = said.with(format!(
            "{names} {was} asked to stop: the cancel arrives at the await when the loop comes to it."
        ));
    }
    let shielded = |&&made: &&TaskId| {
        let origin = view.trace.code.origins.get(made.index());
        origin.is_some_and(|origin| origin.via.as_deref() == Some("shield"))
    };
    if let Some(&made) = poll.made.iter().find(shielded) {
        said = said.with(format!(
            "{} is shielded: no cancel of {name} reaches it.",
            view.name(made)
        ));
    }
    if let Some(eager) = around.eager {
        said = said.with(format!(
            "{} starts eagerly: it runs while {name} makes it.",
            view.name(eager)
        ));
    }
    if let Some(text) = around.warned {
        said = said
            .with(format!("Python warns: {}.", view.quoted(text)))
            .toned(Tone::Warning);
    }
    if held >= LONG_POLL {
        let held = length(whole_millis(held));
        let due = super::moment::due_meanwhile(view, task, poll.from_at, poll.to_at);
        let measured = match view.trace.events.extra(poll.end).measured {
            Some(_) => " (computing, as measured)",
            None => "",
        };
        said = said.with(format!(
            "It held the event loop for {held}{measured} without {}.",
            wording::an_await(view.language)
        ));
        if !due.is_empty() {
            said = said.with(format!("{} had to wait.", view.names(&due, due.len())));
        }
        said = said.toned(Tone::Warning);
    }
    said.with(super::moment::next(view))
}

/// What is in an exception group.
fn members(view: &View, failed: usize) -> String {
    let of = view.trace.events.extra(failed).of;
    match of.as_slice() {
        [] => String::new(),
        [one] => format!("It holds one failure: {}.", view.quoted(one)),
        [first, second] => format!(
            "It holds several failures: {} and {}.",
            view.quoted(first),
            view.quoted(second)
        ),
        [first, rest @ ..] => format!(
            "It holds several failures: {} and {} more.",
            view.quoted(first),
            rest.len()
        ),
    }
}

/// Why a task has to wait: what is empty, full, taken or not there yet.
fn why_it_waits(view: &View, poll: &PollDigest, on: WaitingOn) -> String {
    let res = view.trace.events.extra(poll.end).res;
    let known = res.and_then(|res| view.trace.resources.get(res.0 as usize));
    let now = || {
        Some(
            view.folds
                .history
                .resources
                .at(view.trace, res?, view.after(poll.end + 1).moment),
        )
    };
    let size = known.and_then(resources::size);
    match on {
        WaitingOn::QueueGet => "It is empty: whoever puts next lets one of those that wait go on.".into(),
        WaitingOn::QueuePut => match size {
            Some(size) => format!("It is full, {size} of {size}: it goes on when somebody takes one out."),
            None => String::new(),
        },
        WaitingOn::QueueJoin => "It goes on when every item has been reported as done.".into(),
        WaitingOn::Lock | WaitingOn::Semaphore => {
            let one = known.is_some_and(resources::has_one_holder);
            match (now().and_then(|now| now.holder).filter(|_| one), size) {
                (Some(holder), _) => format!("{} has it.", view.name(holder)),
                (None, Some(size)) if on == WaitingOn::Semaphore => format!("{size} of {size} are taken."),
                _ => String::new(),
            }
        }
        WaitingOn::Event => "It is not set: setting it lets all that wait go on.".into(),
        WaitingOn::Condition => "It has given its lock back meanwhile.".into(),
        WaitingOn::Barrier => match (now(), size) {
            (Some(now), Some(size)) => format!("{} of {size} have come.", now.waiting),
            _ => String::new(),
        },
        WaitingOn::Thread => "The work is done beside the loop, which stays free.".into(),
        WaitingOn::Io => "The loop watches for it, and runs others meanwhile.".into(),
        WaitingOn::Future => "It goes on when something sets the result.".into(),
        _ => String::new(),
    }
}

/// Nothing can run any more.
pub fn deadlock(view: &View, index: usize) -> Said {
    let extra = view.trace.events.extra(index);
    if let Some(said) = for_one_thing(view, &extra.tasks) {
        return said.toned(Tone::Failed);
    }
    let waits_of = |task: TaskId| {
        let mut back = view.back(task);
        let wait = back.find(|(_, event)| matches!(event.kind, EventKind::PollEnd(_)))?;
        let for_a_resource = matches!(
            wait.1.kind,
            EventKind::PollEnd(PollResult::Pending { on: Some(on) }) if on.family() == WaitFamily::Resource
        );
        let words = waits::words(view.trace, wait.0)?;
        let words = plain(&words);
        let said = match (words.strip_prefix("waiting "), words.strip_prefix("awaiting ")) {
            (Some(rest), _) => format!("waits {rest}"),
            (_, Some(rest)) => format!("awaits {rest}"),
            (None, None) => format!("is {words}"),
        };
        Some((!for_a_resource, said))
    };
    let looked_at = extra.tasks.iter().take(MOST_LOOKED_AT);
    let mut clauses: Vec<(bool, String)> = looked_at
        .filter_map(|&task| waits_of(task).map(|(last, words)| (last, format!("{} {words}", view.name(task)))))
        .collect();
    // Those that wait for other tasks are not the reason.
    scenario::sort::by_key(&mut clauses, |&(last, _)| last);
    let clauses: Vec<String> = clauses.into_iter().map(|(_, clause)| clause).collect();
    let named = clauses.len().min(MOST_NAMED);
    let first = clauses[..named].join(" and ");
    let headline = "Nothing can run any more: deadlock.";
    let said = if first.is_empty() {
        Said::new("Nothing can run any more, and tasks wait.")
    } else {
        let whole = format!("Nothing can run any more: {first}.");
        if pieces::letters(&whole) <= super::LONGEST_HEADLINE {
            Said::new(whole)
        } else {
            Said::new(headline).with(format!("{first}."))
        }
    };
    let rest = clauses[named..].iter().map(|clause| format!("{clause}."));
    let said = rest.take(2).fold(said, Said::with);
    said.with("Each waits for something that only another of them could give.")
        .toned(Tone::Failed)
}

/// A deadlock in which all wait for the same thing: what it is, who gave it before, and what would help, as the finding
/// has it. `None` for another one, and before the findings are known.
fn for_one_thing(view: &View, tasks: &[TaskId]) -> Option<Said> {
    let findings = view.folds.findings()?;
    let finding = findings.iter().find(|finding| finding.kind == FindingKind::Deadlock)?;
    let mut waits = finding.evidence.iter().map(|&(task, wait)| {
        let EventKind::PollEnd(PollResult::Pending { on: Some(on) }) = view.event(wait)?.kind else {
            return None;
        };
        Some((on, view.trace.events.extra(wait).res?, task))
    });
    let (on, res, _) = waits.next()??;
    let alike = waits.all(|wait| wait.is_some_and(|(other, of, _)| (other, of) == (on, res)));
    if !alike || !finding.tasks.iter().all(|task| tasks.contains(task)) {
        return None;
    }
    let thing = match on {
        WaitingOn::QueueGet => "an item".to_owned(),
        WaitingOn::QueuePut => format!("room in {}", pieces::foreign(&describe::share_of(view.trace, res))),
        WaitingOn::QueueJoin => format!("{} to be done", pieces::foreign(&describe::share_of(view.trace, res))),
        _ => pieces::foreign(&describe::share_of(view.trace, res)),
    };
    let who = match alike_names(view, &finding.tasks) {
        Some(stem) if finding.tasks.len() == 2 => pieces::foreign(&format!("both {stem}s")),
        Some(stem) => pieces::foreign(&format!("all {} {stem}s", finding.tasks.len())),
        None => view.names(&finding.tasks, finding.tasks.len()),
    };
    let verb = if finding.tasks.len() == 1 { "waits" } else { "wait" };
    let empty = match on {
        WaitingOn::QueueGet => "The queue is empty.",
        WaitingOn::QueuePut => "The queue is full.",
        _ => "",
    };
    Some(
        Said::new(format!("Nothing can run any more: {who} {verb} for {thing}."))
            .with(empty)
            .with(pieces::foreign(&finding.text))
            .with(pieces::foreign(&finding.change)),
    )
}

/// `consumer`, of `consumer 1` and `consumer 2`.
fn alike_names(view: &View, tasks: &[TaskId]) -> Option<String> {
    let stem = |task: TaskId| {
        let name = view.trace.name_in_words(task);
        let stem = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let stem = stem.strip_suffix([' ', '-', '_'])?;
        (!stem.is_empty() && stem.chars().all(char::is_alphanumeric)).then(|| stem.to_owned())
    };
    let first = stem(*tasks.first().filter(|_| tasks.len() > 1)?)?;
    tasks
        .iter()
        .all(|&task| stem(task).as_ref() == Some(&first))
        .then_some(first)
}
