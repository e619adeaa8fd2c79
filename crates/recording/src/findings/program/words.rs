//! The findings of a recorded program in sentences.

use super::{Hold, ProgramFindings, ResourceUse, TimeInUse};
use crate::causes::{CauseView, failure_handling, names};
use crate::findings::{Finding, FindingKind, Severity, names_of, shortened};
use crate::{
    CancelReason, EventKind, PollResult, ResourceId, ResourceKind, RunOutcome, TaskId, WaitingOn, describe, resources,
    waits,
};
use scenario::time::Micros;
use scenario::words::{self, count, moment_in_a_sentence, three_figures};
use std::borrow::Cow;

/// A wait for a lock from which it is worth a finding: a task that is this late is noticed.
const WORTH_WAITING: Micros = Micros::from_millis(50);
/// A time without a free lock that is worth a finding.
const WORTH_QUEUEING: Micros = Micros::from_millis(100);
/// Turns in a row after which tasks that take turns are a convoy.
const CONVOY: usize = 3;
/// Waits at an empty queue after which its consumers can be said to starve.
const STARVED: usize = 3;
/// Waits of a deadlock that are named one by one.
const MOST_WAITS: usize = 3;

/// Letters of a message.
const MOST_OF_A_MESSAGE: usize = 120;

/// All findings, in no order.
pub fn findings(found: &ProgramFindings, view: &CauseView) -> Vec<Finding> {
    let mut all = Vec::new();
    let deadlock = deadlock(found, view);
    let ended = matches!(
        view.trace.outcome,
        Some(RunOutcome::Ok | RunOutcome::Failed | RunOutcome::Deadlock)
    );
    let whole = ended && !view.causes.truncated();
    all.extend(forgotten(found, view));
    all.extend(swallowed(found, view));
    all.extend(failed_in_cancel(found, view));
    if whole {
        all.extend(lost(found, view));
        all.extend(never_released(found, view));
    }
    let convoy = convoy(found, view);
    let in_convoy = convoy.as_ref().map(|(res, _)| *res);
    if deadlock.is_none() {
        all.extend(held_while_waiting(found, view, in_convoy));
    }
    all.extend(convoy.map(|(_, finding)| finding));
    all.extend(back_pressure(found, view));
    all.extend(starved(found, view));
    all.extend(deadlock);
    all
}

fn finding(kind: FindingKind, severity: Severity, evidence: Vec<(TaskId, usize)>) -> Finding {
    let mut tasks: Vec<TaskId> = evidence.iter().map(|&(task, _)| task).collect();
    scenario::sort::by(&mut tasks, Ord::cmp);
    tasks.dedup();
    Finding {
        kind,
        severity,
        title: String::new(),
        evidence: shortened(evidence),
        text: String::new(),
        matters: String::new(),
        change: String::new(),
        tasks,
    }
}

/// `, line 10`, or nothing.
fn at_line(view: &CauseView, event: usize) -> String {
    let line = waits::line(view.trace, event);
    line.map_or(String::new(), |line| {
        format!(", {}", waits::line_in_words(view.trace, line))
    })
}

/// `finished at 1.720 s`; `None` while it goes on.
fn ended(view: &CauseView, task: TaskId) -> Option<String> {
    let end = view.causes.end_of(task)?;
    let how = match view.kind(end)? {
        EventKind::Finished { .. } => "finished",
        EventKind::Failed { .. } => "failed",
        EventKind::Cancelled => "was cancelled",
        _ => "was thrown away",
    };
    Some(format!("{how} at {}", moment_in_a_sentence(view.at(end))))
}

/// The resource as a name stands alone: `db`, `queue`, or `a lock` for one without.
fn called(view: &CauseView, res: usize) -> String {
    match view.trace.resources.get(res) {
        Some(resource) if !resource.name.is_empty() => resource.name.clone(),
        _ => describe::resource(view.trace, ResourceId(res as u32)),
    }
}

// --- deadlock ---------------------------------------------------------------------------------------------------------

fn deadlock(found: &ProgramFindings, view: &CauseView) -> Option<Finding> {
    let ring: Vec<(TaskId, usize)> = found.ring.iter().map(|&(task, wait)| (task, wait as usize)).collect();
    let mut waits = match found.deadlock {
        Some(event) => view.waits_of_deadlock(event as usize),
        None => ring.clone(),
    };
    if found.deadlock.is_none() {
        scenario::sort::by_key(&mut waits, |&(task, _)| task);
    }
    let resource = |&(_, wait): &(TaskId, usize)| -> Option<(WaitingOn, ResourceId)> {
        match view.kind(wait)? {
            EventKind::PollEnd(PollResult::Pending { on: Some(on) }) if on.is_resource() => {
                Some((on, view.trace.events.extra(wait).res?))
            }
            _ => None,
        }
    };
    let first = *waits.first()?;
    let reasons: Vec<(TaskId, usize)> = waits.iter().copied().filter(|wait| resource(wait).is_some()).collect();
    let shared = resource(&first).filter(|first| reasons.iter().all(|wait| resource(wait) == Some(*first)));
    let tasks: Vec<TaskId> = reasons.iter().map(|&(task, _)| task).collect();
    let title = match (shared, tasks.len()) {
        _ if ring.len() == 1 => format!("Deadlock: {} waits for itself", view.name(first.0)),
        _ if ring.len() == 2 => format!("Deadlock: {} wait for each other", names_of(view, &in_order(&ring))),
        _ if !ring.is_empty() => format!("Deadlock: {} wait for each other in a ring", count(ring.len(), "task")),
        (Some((on, res)), all) => format!(
            "Deadlock: {} {} for {}, nobody can {}",
            if all == 1 {
                view.name(first.0).into_owned()
            } else {
                count(all, "task")
            },
            if all == 1 { "waits" } else { "wait" },
            called(view, res.0 as usize),
            verb(on)
        ),
        _ => "Deadlock: nothing can run any more".into(),
    };
    let mut sentences = Vec::new();
    match shared {
        Some((on, res)) => {
            sentences.push(sinces(view, &reasons));
            sentences.extend(who_could(found, view, on, res));
        }
        None => {
            let each = reasons.iter().take(MOST_WAITS).map(|&(task, wait)| {
                let words = waits::words(view.trace, wait).unwrap_or_default();
                let words = words.strip_prefix("waiting ").unwrap_or(&words).to_owned();
                let holds = held_by(found, view, task, wait);
                format!(
                    "{}{holds} waits {words} since {}{}.",
                    view.name(task),
                    moment_in_a_sentence(view.at(wait)),
                    at_line(view, wait)
                )
            });
            sentences.extend(each);
        }
    }
    let others = waits.iter().filter(|wait| resource(wait).is_none());
    sentences.extend(others.take(2).filter_map(|&(task, wait)| {
        let words = waits::words(view.trace, wait)?;
        let words = match (words.strip_prefix("waiting "), words.strip_prefix("awaiting ")) {
            (Some(rest), _) => format!("waits {rest}"),
            (_, Some(rest)) => format!("awaits {rest}"),
            _ => format!("is {words}"),
        };
        Some(format!("{} {words}{}.", view.name(task), at_line(view, wait)))
    }));
    let on = shared.or_else(|| resource(&first)).map(|(on, _)| on);
    let evidence = if reasons.is_empty() { waits } else { reasons };
    Some(Finding {
        title,
        text: sentences.join(" "),
        matters: match found.deadlock {
            Some(_) => {
                "No task is ready and no timer is set: without the recorder the program would hang here for ever."
            }
            None => "Only a cancel or a timeout from outside can free them.",
        }
        .into(),
        change: match on {
            Some(_) if !ring.is_empty() => "Take locks in the same order everywhere, or hold only one at a time.",
            Some(WaitingOn::QueueGet) => {
                "Put a last item for each consumer, shut the queue down, or cancel the consumers."
            }
            Some(WaitingOn::QueuePut) => "Start a consumer before the queue is full, or make the queue larger.",
            Some(WaitingOn::QueueJoin) => "Call task_done for each item that was taken, also after a failure.",
            Some(WaitingOn::Lock | WaitingOn::Semaphore) => {
                "Take it with `async with`, which gives it back whatever happens."
            }
            Some(WaitingOn::Event | WaitingOn::Condition) => {
                "Set it on every way out, also after a failure: in `finally`."
            }
            Some(WaitingOn::Barrier) => "Let as many tasks come as the barrier has places, or abort it.",
            _ => "Await with a timeout what another part of the program has to set.",
        }
        .into(),
        ..finding(FindingKind::Deadlock, Severity::Problem, evidence)
    })
}

/// What nobody can do.
const fn verb(on: WaitingOn) -> &'static str {
    match on {
        WaitingOn::QueueGet => "put",
        WaitingOn::QueuePut => "take from it",
        WaitingOn::QueueJoin => "finish its items",
        WaitingOn::Event => "set it",
        WaitingOn::Condition => "notify it",
        WaitingOn::Barrier => "come to it",
        _ => "give it back",
    }
}

/// `consumer 1 since 5.720 s and consumer 2 since 4.920 s, line 10.`
fn sinces(view: &CauseView, waits: &[(TaskId, usize)]) -> String {
    let line = at_line(view, waits[0].1);
    let one_line = waits.iter().all(|&(_, wait)| at_line(view, wait) == line);
    let since = waits.iter().take(MOST_WAITS).map(|&(task, wait)| {
        let own = if one_line { String::new() } else { at_line(view, wait) };
        Cow::from(format!(
            "{} since {}{own}",
            view.name(task),
            moment_in_a_sentence(view.at(wait))
        ))
    });
    let since: Vec<Cow<str>> = since.collect();
    let line = if one_line { line } else { String::new() };
    format!("{}{line}.", names(&since, waits.len()))
}

/// Who gave before, and is gone.
fn who_could(found: &ProgramFindings, view: &CauseView, on: WaitingOn, res: ResourceId) -> Option<String> {
    let used = found.uses.get(res.0 as usize)?;
    let (users, did, never) = match on {
        WaitingOn::QueueGet => (&used.givers, "put into it", "Nobody ever put anything into it."),
        WaitingOn::QueuePut => (&used.takers, "took from it", "Nobody ever took anything out of it."),
        WaitingOn::Event => (&used.givers, "set it", "Nobody ever set it."),
        WaitingOn::Condition => (&used.givers, "notified it", "Nobody ever notified it."),
        WaitingOn::Lock | WaitingOn::Semaphore => {
            let hold = used.holds.first()?;
            let took = format!(
                "{} took it at {}{}",
                view.name(hold.task),
                moment_in_a_sentence(view.at(hold.event as usize)),
                at_line(view, hold.event as usize)
            );
            return Some(match ended(view, hold.task) {
                Some(ended) => format!("{took} and {ended} without giving it back."),
                None => format!("{took} and has not given it back."),
            });
        }
        _ => return None,
    };
    Some(match users.as_slice() {
        [] => never.into(),
        [one] => match ended(view, *one) {
            Some(ended) => format!("Only {} {did}, and it {ended}.", view.name(*one)),
            None => format!("Only {} {did}, and it waits itself.", view.name(*one)),
        },
        many if many.iter().all(|&task| view.causes.end_of(task).is_some()) => {
            format!("{} {did}, and all of them have ended.", names_of(view, &sorted(many)))
        }
        many => format!(
            "{} {did}; those that are left wait themselves.",
            names_of(view, &sorted(many))
        ),
    })
}

fn sorted(tasks: &[TaskId]) -> Vec<TaskId> {
    let mut sorted = tasks.to_vec();
    scenario::sort::by(&mut sorted, Ord::cmp);
    sorted
}

fn in_order(waits: &[(TaskId, usize)]) -> Vec<TaskId> {
    sorted(&waits.iter().map(|&(task, _)| task).collect::<Vec<_>>())
}

/// ` holds lock left and`, if a task waits while it holds something.
fn held_by(found: &ProgramFindings, view: &CauseView, task: TaskId, wait: usize) -> String {
    // The holds of the end are gone if a timeout has freed the ring: those of the ring are where the next one waits.
    let ring = found
        .ring
        .iter()
        .position(|&(other, at)| other == task && at as usize == wait);
    let held = match ring {
        Some(place) => {
            let before = (place + found.ring.len() - 1) % found.ring.len();
            let waits = found.ring[before].1 as usize;
            view.trace.events.extra(waits).res
        }
        None => (found.uses.iter())
            .position(|used| used.holds.iter().any(|hold| hold.task == task))
            .map(|res| ResourceId(res as u32)),
    };
    held.map_or(String::new(), |res| {
        format!(" holds {} and", describe::resource(view.trace, res))
    })
}

// --- tasks ------------------------------------------------------------------------------------------------------------

fn forgotten(found: &ProgramFindings, view: &CauseView) -> Option<Finding> {
    let &(_, first) = found.forgotten.first()?;
    let EventKind::Warned { text } = view.kind(first as usize)? else {
        return None;
    };
    // coroutine 'notify' was never awaited
    let name = text.split('\'').nth(1).unwrap_or("A coroutine");
    let others = match found.forgotten.len() {
        1 => String::new(),
        many => format!(" The same befell {}.", count(many - 1, "other")),
    };
    let evidence = found.forgotten.iter();
    let evidence = evidence
        .filter_map(|&(task, event)| Some((task?, event as usize)))
        .collect();
    let line = waits::line(view.trace, first as usize);
    let line = line.map_or(String::new(), |line| {
        format!(" ({})", waits::line_in_words(view.trace, line))
    });
    Some(Finding {
        title: "A coroutine was never awaited".into(),
        text: format!("{name} was called and not awaited{line}: nothing of it has run.{others}"),
        matters: "Calling an `async def` runs nothing: what it should have done has not happened.".into(),
        change: "Write `await` before the call, or make a task of it.".into(),
        ..finding(FindingKind::ForgottenAwait, Severity::Problem, evidence)
    })
}

fn swallowed(found: &ProgramFindings, view: &CauseView) -> Option<Finding> {
    let unseen = |task: TaskId| view.causes.unseen(task).is_some();
    let lost: Vec<_> = found.swallowed.iter().filter(|(task, ..)| !unseen(*task)).collect();
    let &&(task, failed, first) = lost.first()?;
    let others = match lost.len() {
        1 => String::new(),
        many => format!(" The same befell {}.", count(many - 1, "other failure")),
    };
    let end = view.causes.end_of(first).and_then(|end| view.kind(end));
    let what = match end {
        Some(EventKind::Cancelled) => "end as cancelled",
        _ => "failure",
    };
    Some(Finding {
        title: "A failure was swallowed".into(),
        text: format!(
            "{} failed at {}, and nobody heard of it: its gather had passed on the {what} of {}. Python does not warn of \
             it.{others}",
            view.name(task),
            moment_in_a_sentence(view.at(failed)),
            view.name(first)
        ),
        matters: "The error is lost without a word: no result holds it, and no warning comes.".into(),
        change:
            "Gather with return_exceptions=True to get every outcome, or use a TaskGroup, which raises all failures."
                .into(),
        ..finding(
            FindingKind::Swallowed,
            Severity::Problem,
            lost.iter().map(|&&(task, failed, _)| (task, failed)).collect(),
        )
    })
}

fn failed_in_cancel(found: &ProgramFindings, view: &CauseView) -> Option<Finding> {
    // A failure that nobody heard of is told as such.
    let told = |task: TaskId| view.causes.unseen(task).is_some() || found.swallowed.iter().any(|lost| lost.0 == task);
    let failed: Vec<_> = found
        .failed_in_cancel
        .iter()
        .filter(|(task, ..)| !told(*task))
        .collect();
    let &&(task, end, asked) = failed.first()?;
    let EventKind::Failed { message } = view.kind(end)? else {
        return None;
    };
    let by = match view.kind(asked)? {
        EventKind::CancelRequested { by: Some(by), why } if by != task && why != CancelReason::Group => {
            format!(" by {}", view.name(by))
        }
        EventKind::CancelRequested {
            why: CancelReason::Group,
            ..
        } => " by its group".into(),
        _ => String::new(),
    };
    let line = waits::line(view.trace, end);
    let line = line.map_or(String::new(), |line| {
        format!(" ({})", waits::line_in_words(view.trace, line))
    });
    let heard = failure_handling(view.trace, view.causes, task);
    let heard = heard.map_or(String::new(), |handling| format!("; {handling}"));
    let others = match failed.len() {
        1 => String::new(),
        many => format!(" The same befell {}.", count(many - 1, "other")),
    };
    Some(Finding {
        title: "A task failed while it was being cancelled".into(),
        text: format!(
            "{} was asked to stop{by} at {} and failed at {} instead: {}{line}{heard}.{others}",
            view.name(task),
            moment_in_a_sentence(view.at(asked)),
            moment_in_a_sentence(view.at(end)),
            words::shortened(message, MOST_OF_A_MESSAGE),
        ),
        matters: "What it had to clean up may not be clean, and its error hides that it was cancelled.".into(),
        change: "Catch in the clean-up what it may raise, and let the CancelledError through.".into(),
        ..finding(
            FindingKind::FailedInCancel,
            Severity::Warning,
            failed.iter().map(|&&(task, end, _)| (task, end)).collect(),
        )
    })
}

fn lost(found: &ProgramFindings, view: &CauseView) -> Option<Finding> {
    let left: &[(TaskId, usize)] = match view.trace.outcome {
        Some(RunOutcome::Ok) => &found.left_over,
        // What a failure cuts off is told with the failure.
        _ => &[],
    };
    let evidence: Vec<(TaskId, usize)> = found.destroyed.iter().chain(left).copied().collect();
    let &(task, at) = evidence.first()?;
    let name = view.name(task);
    let others = match evidence.len() {
        1 => String::new(),
        many => format!(" The same befell {}.", count(many - 1, "other")),
    };
    let wait = view.last_before(task, at, |kind| matches!(kind, EventKind::PollEnd(_)));
    let was = wait.and_then(|wait| Some(format!(" {}{}", waits::words(view.trace, wait)?, at_line(view, wait))));
    let was = was.unwrap_or_else(|| " not over".into());
    let when = moment_in_a_sentence(view.at(at));
    let destroyed = !found.destroyed.is_empty();
    Some(Finding {
        title: if destroyed {
            "A task was thrown away while it waited"
        } else {
            "A task was lost at the end"
        }
        .into(),
        text: if destroyed {
            format!("{name} was{was}, when Python threw it away at {when}: nothing referred to it any more.{others}")
        } else {
            format!("{name} was{was}, when the program ended at {when} and cancelled it: nobody awaited it.{others}")
        },
        matters: "What it had still to do has not happened.".into(),
        change: "Keep the task and await it before the end, or start it in a TaskGroup, which waits for it.".into(),
        ..finding(
            FindingKind::TaskLost,
            if destroyed {
                Severity::Problem
            } else {
                Severity::Warning
            },
            evidence,
        )
    })
}

// --- locks and semaphores ---------------------------------------------------------------------------------------------

fn never_released(found: &ProgramFindings, view: &CauseView) -> Option<Finding> {
    let kept = |(res, used): (usize, &ResourceUse)| -> Option<(usize, Hold)> {
        let gone = |hold: &&Hold| view.causes.end_of(hold.task).is_some();
        let hold = used.holds.iter().find(gone)?;
        let failed = !matches!(view.kind(view.causes.end_of(hold.task)?)?, EventKind::Finished { .. });
        let known = matches!(
            view.trace.resources.get(res).and_then(resources::kind),
            Some(ResourceKind::Lock | ResourceKind::Semaphore | ResourceKind::Condition)
        );
        (known && (failed || used.in_vain.is_some())).then_some((res, *hold))
    };
    let (res, hold) = found.uses.iter().enumerate().find_map(kept)?;
    let in_vain = found.uses[res].in_vain;
    let share = describe::share(view.trace, ResourceId(res as u32)).to_owned();
    let what = match share.as_str() {
        "slot" => format!("a slot of {}", called(view, res)),
        _ => describe::resource(view.trace, ResourceId(res as u32)),
    };
    let waited = in_vain.filter(|(task, _)| *task != hold.task);
    let waited = waited.map_or(String::new(), |(task, wait)| {
        format!(
            " {} went to wait for it at {}{}.",
            view.name(task),
            moment_in_a_sentence(view.at(wait as usize)),
            at_line(view, wait as usize)
        )
    });
    let mut evidence = vec![(hold.task, hold.event as usize)];
    evidence.extend(in_vain.map(|(task, wait)| (task, wait as usize)));
    Some(Finding {
        title: match share.as_str() {
            "slot" => "A slot was never given back".into(),
            what => format!("A {what} was never released"),
        },
        text: format!(
            "{} took {what} at {} and {} without giving it back.{waited}",
            view.name(hold.task),
            moment_in_a_sentence(view.at(hold.event as usize)),
            ended(view, hold.task)?
        ),
        matters: "It is missing for the rest of the program: others wait for it in vain.".into(),
        change: "Take it with `async with`, which gives it back whatever happens.".into(),
        ..finding(
            FindingKind::NeverReleased,
            if in_vain.is_some() {
                Severity::Problem
            } else {
                Severity::Warning
            },
            evidence,
        )
    })
}

fn held_while_waiting(found: &ProgramFindings, view: &CauseView, convoy: Option<usize>) -> Option<Finding> {
    let worth = |&(res, used): &(usize, &ResourceUse)| {
        Some(res) != convoy
            && used.taken.longest >= WORTH_WAITING
            && used.taken.holder.is_some_and(|hold| hold.paused.is_some())
            && view.trace.resources.get(res).is_some_and(resources::has_one_holder)
    };
    let (res, used) = (found.uses.iter().enumerate()).filter(worth).reduce(|best, next| {
        if next.1.taken.longest > best.1.taken.longest {
            next
        } else {
            best
        }
    })?;
    let hold = used.taken.holder?;
    let paused = hold.paused? as usize;
    let (waiter, wait) = used.taken.who?;
    let it = describe::resource(view.trace, ResourceId(res as u32));
    let was = waits::words(view.trace, paused).unwrap_or_else(|| "waiting".into());
    let others = match used.taken.count {
        1 => String::new(),
        waits => format!(", the longest of {}", count(waits, "wait")),
    };
    Some(Finding {
        title: format!("{} was held while waiting", capital(&it)),
        text: format!(
            "{} held {it} while it was {was}{}. {} waited {} for it{others}.",
            view.name(hold.task),
            at_line(view, paused),
            view.name(waiter),
            view.precision.length(used.taken.longest)
        ),
        matters: "Whoever holds a lock across an await makes all others wait for what it waits for.".into(),
        change: "Do the slow part before or after it, and hold the lock only for what nobody may come between.".into(),
        ..finding(
            FindingKind::HeldWhileWaiting,
            Severity::Warning,
            vec![(hold.task, paused), (waiter, wait as usize)],
        )
    })
}

fn convoy(found: &ProgramFindings, view: &CauseView) -> Option<(usize, Finding)> {
    let length = |stretch: &TimeInUse| stretch.until.since(stretch.from);
    let (res, used, stretch) = (found.uses.iter().enumerate())
        .filter_map(|(res, used)| Some((res, used, used.longest_stretch.as_ref()?)))
        .filter(|(_, _, stretch)| {
            stretch.turns >= CONVOY && stretch.users.len() > 1 && length(stretch) >= WORTH_QUEUEING
        })
        .reduce(|best, next| if length(next.2) > length(best.2) { next } else { best })?;
    let users = sorted(&stretch.users);
    let permit = match view.trace.resources.get(res).and_then(resources::kind) {
        Some(ResourceKind::Semaphore) => "has one permit and ",
        _ => "",
    };
    let name = match permit {
        "" => capital(&describe::resource(view.trace, ResourceId(res as u32))),
        _ => called(view, res),
    };
    let (waiter, wait) = used.taken.who.unwrap_or((users[0], stretch.event));
    let finding = Finding {
        title: format!(
            "{name} {permit}was never free for {}",
            view.precision.length(length(stretch))
        ),
        text: format!(
            "{} took turns, {} times in all, from {} to {}. They waited {} for it together.",
            names_of(view, &users),
            stretch.turns,
            moment_in_a_sentence(stretch.from),
            moment_in_a_sentence(stretch.until),
            view.precision.length(used.taken.total)
        ),
        matters: format!(
            "{} work no faster than one: each has to wait until all before it have had their turn.",
            capital(&count(users.len(), "task"))
        ),
        change: "Hold it for less: await and compute outside of it. If several may have it at once, allow more.".into(),
        tasks: users,
        ..finding(FindingKind::Convoy, Severity::Warning, vec![(waiter, wait as usize)])
    };
    Some((res, finding))
}

// --- queues -----------------------------------------------------------------------------------------------------------

fn back_pressure(found: &ProgramFindings, view: &CauseView) -> Option<Finding> {
    let worth = |&(_, used): &(usize, &ResourceUse)| {
        let span = used.last_use.since(used.first_use.unwrap_or_default());
        // A tenth of the time in which the queue was used.
        used.put.total >= WORTH_WAITING && used.put.total.0.saturating_mul(10) >= span.0
    };
    let (res, used) = (found.uses.iter().enumerate()).filter(worth).reduce(|best, next| {
        if next.1.put.total > best.1.put.total {
            next
        } else {
            best
        }
    })?;
    let (task, wait) = used.put.who?;
    let most = view.trace.resources.get(res).and_then(resources::size);
    let full = most.map_or(String::new(), |most| format!(", which holds {most}"));
    Some(Finding {
        title: format!("{} was full, and who put had to wait", capital(&the(view, res))),
        text: format!(
            "{} waited {} for room in it{full}: {}, {} at the longest{}.",
            names_of(view, &sorted(&used.givers)),
            view.precision.length(used.put.total),
            count(used.put.count, "wait"),
            view.precision.length(used.put.longest),
            at_line(view, wait as usize)
        ),
        matters: "This is back-pressure: it keeps the queue short, and makes who puts as slow as who takes.".into(),
        change: "Nothing, if it is meant so. To be faster, add consumers or make them faster; a longer queue only delays it."
            .into(),
        ..finding(FindingKind::BackPressure, Severity::Note, vec![(task, wait as usize)])
    })
}

fn starved(found: &ProgramFindings, view: &CauseView) -> Option<Finding> {
    let share = |(res, used): (usize, &ResourceUse)| -> Option<(usize, u64)> {
        let is_queue = view.trace.resources.get(res).and_then(resources::kind) == Some(ResourceKind::Queue);
        let span = used
            .last_use
            .since(used.first_use?)
            .0
            .saturating_mul(used.takers.len() as u64);
        let waited = used.taken.total;
        let starved = is_queue
            && used.taken.count >= STARVED
            && waited >= WORTH_QUEUEING
            && waited.0.saturating_mul(2) >= span
            && used.takers.len() < super::MOST_USERS;
        (starved && span > 0).then(|| (res, waited.0.saturating_mul(1_000) / span))
    };
    let all = found.uses.iter().enumerate().filter_map(share);
    let (res, share) = all.reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    let used = &found.uses[res];
    let (task, wait) = used.taken.who?;
    let takers = sorted(&used.takers);
    Some(Finding {
        title: format!("{} was empty most of the time", capital(&the(view, res))),
        text: format!(
            "{} waited {} for something in it, {} % of their time: {}, {} at the longest{}.",
            names_of(view, &takers),
            view.precision.length(used.taken.total),
            three_figures(share as f64 / 10.0),
            count(used.taken.count, "wait"),
            view.precision.length(used.taken.longest),
            at_line(view, wait as usize)
        ),
        matters: "Who puts decides how fast it goes: more or faster consumers would only wait longer.".into(),
        change: "Nothing, if there is no more to do. Else make who puts faster, or let several put at once.".into(),
        tasks: takers,
        ..finding(
            FindingKind::StarvedConsumers,
            Severity::Note,
            vec![(task, wait as usize)],
        )
    })
}

/// `queue jobs`, `the queue`.
fn the(view: &CauseView, res: usize) -> String {
    describe::resource(view.trace, ResourceId(res as u32))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    format!("{}{}", first.map_or(String::new(), String::from), letters.as_str())
}
