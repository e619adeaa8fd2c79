//! The recording of another program: there is no main and no policy, and what tasks wait for has a name.

use super::moment::LONG_POLL;
use super::pieces::plain;
use super::poll::PollDigest;
use super::view::View;
use super::{Said, Tone, wording};
use recording::{EventKind, PollResult, TaskId, WaitFamily, WaitingOn, describe, waits};
use scenario::words::{length, whole_millis};

/// Tasks that a deadlock names.
const MOST_NAMED: usize = 2;
/// Tasks of a deadlock that are looked at.
const MOST_LOOKED_AT: usize = 64;

/// A task was made.
pub fn spawned(view: &View, index: usize, task: TaskId, parent: Option<TaskId>) -> Said {
    let name = view.name(task);
    let line = view.at_recorded_line(index);
    match parent {
        Some(parent) => Said::new(format!("{} makes task {name}{line}.", view.name(parent)))
            .with("It has not started: it waits in the loop’s queue."),
        None => Said::new(format!("The program starts {name}{line}."))
            .with("It waits in the loop’s queue until the loop runs it."),
    }
}

/// A task ran, and paused or ended.
pub fn polled(view: &View, poll: &PollDigest, task: TaskId) -> Said {
    let name = view.name(task);
    let held = poll.to_at.since(poll.from_at);
    let mut said = match (poll.finished, poll.failed, poll.result) {
        (Some(value), _, _) if value.is_empty() || value == "None" => Said::new(format!("{name} is finished.")),
        (Some(value), _, _) => Said::new(format!("{name} returns {} and is finished.", view.value(value))),
        (None, Some(message), _) => {
            let (heard, unheard) = super::operation::notice_of(view, task, view.moment);
            let said = Said::new(format!("{name} failed: {}.", view.quoted(message))).toned(Tone::Failed);
            let said = if unheard { said.and("Nobody hears of it.") } else { said };
            said.with(heard)
        }
        (None, None, _) if poll.cancelled => {
            let why = super::moment::cancelled_among(view, poll.from, poll.end)
                .map(|(_, why, _)| super::moment::reason(view, why));
            Said::new(format!(
                "{name} is cancelled: {}.",
                why.unwrap_or("it was asked to end")
            ))
            .toned(Tone::Warning)
        }
        (
            None,
            None,
            Some(PollResult::Pending {
                on: Some(WaitingOn::Timer),
            }),
        ) if poll.sleep.is_some() && poll.made.is_empty() && poll.used.is_none() => {
            let asked = super::moment::a_timer(poll.sleep.unwrap_or_default());
            Said::new(format!(
                "{name} asks for {asked} and pauses{}.",
                view.at_recorded_line(poll.end)
            ))
        }
        (None, None, Some(PollResult::Pending { on: Some(on) })) => {
            let words = waits::words(view.trace, poll.end).unwrap_or_else(|| on.words().into());
            let waits = plain(&words).replacen("waiting", "waits", 1);
            let line = view.at_recorded_line(poll.end);
            let did = poll
                .used
                .and_then(|index| Some(plain(&describe::describe(view.trace, &view.event(index)?))));
            let made = match (poll.made.as_slice(), poll.made_count) {
                ([], _) => None,
                (made, count) => Some(format!("makes {}", view.names(made, count))),
            };
            match made.or(did) {
                Some(did) => Said::new(format!("{name} {did}, then pauses.")).with(format!("It {waits}{line}.")),
                None => Said::new(format!("{name} {waits}{line}.")),
            }
        }
        (None, None, Some(PollResult::Pending { on: None })) => {
            Said::new(format!("{name} gives way: it goes on in the loop’s next turn."))
        }
        (None, None, _) => Said::new(format!("{name} has ended.")),
    };
    if held >= LONG_POLL {
        let held = length(whole_millis(held));
        let due = super::moment::due_meanwhile(view, task, poll.from_at, poll.to_at);
        said = said.with(format!(
            "It held the event loop for {held} without {}.",
            wording::an_await(view.language)
        ));
        if !due.is_empty() {
            said = said.with(format!("{} had to wait.", view.names(&due, due.len())));
        }
        said = said.toned(Tone::Warning);
    }
    said.with(super::moment::next(view))
}

/// Nothing can run any more.
pub fn deadlock(view: &View, index: usize) -> Said {
    let extra = view.trace.events.extra(index);
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
        if super::pieces::letters(&whole) <= super::LONGEST_HEADLINE {
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
