//! After the end: the lesson as it was seen, what there is to point out, and how many tasks came to what.

use super::pieces::plain;
use super::view::View;
use super::{Caption, CaptionKind, CaptionSource, LONGEST_HEADLINE, Said, Tone};
use recording::facts::RecordedBy;
use recording::figures::distorting_speed;
use recording::findings::{Finding, FindingKind, Severity};
use recording::{Deviation, EventKind, Moment, RunOutcome, Source, Tally, TaskId};
use scenario::Policy;
use scenario::time::Micros;
use scenario::words::{self, length, moment_in_a_sentence, whole_millis};

/// A run that strays further from its prediction than this surprises a person.
const SURPRISING: Micros = Micros::from_millis(50);
/// As does one that strays by more than one part in so many, if that is visible at all.
const SURPRISING_PART: u64 = 20;
/// Tasks of a critical path that are named.
const MOST_ON_PATH: usize = 4;
const VISIBLE: Micros = Micros::from_millis(10);

/// The caption of a run that has ended, or of a recording of one. `seen` is the example's lesson, as it was seen.
#[must_use]
pub fn ended(
    source: &CaptionSource,
    outcome: RunOutcome,
    seen: Option<&str>,
    deviation: Option<&Deviation>,
) -> Caption {
    let view = View::new(source, Moment::end(source.trace));
    let findings = view.folds.findings();
    let kind = CaptionKind::Ended {
        findings: findings.map(<[Finding]>::len),
    };
    if let Some((index, event)) = view.last()
        && event.kind == EventKind::Deadlock
    {
        let said = super::program::deadlock(&view, index).with(counts(&view));
        return said.into_caption(CaptionKind::Deadlock { at: event.at });
    }
    let said = match (&view.trace.source, seen) {
        (Source::Playground(_), _) if outcome == RunOutcome::Stopped => Said::new(format!(
            "{} at {}.",
            if view.recorded_by == RecordedBy::You {
                "You stopped the run"
            } else {
                "The run was stopped"
            },
            moment_in_a_sentence(view.trace.last_stamp())
        ))
        .toned(Tone::Warning),
        (Source::Playground(_), Some(seen)) => Said::new(seen),
        (Source::Playground(_), None) => result(&view, outcome),
        (Source::Recorder(_), _) => program(&view, outcome),
    };
    let said = said.with(failure_line(&view, outcome));
    let worst = findings.and_then(<[Finding]>::first);
    let said = match worst {
        Some(finding) => {
            let tone = match finding.severity {
                Severity::Problem => Tone::Failed,
                Severity::Warning => Tone::Warning,
                Severity::Note => Tone::Plain,
            };
            said.with(pointed_out(&view, finding)).toned(tone)
        }
        None => said,
    };
    let strayed = deviation.map_or(String::new(), |deviation| strayed(&view, deviation));
    let said = said.with(counts(&view)).with(strayed);
    let said = if outcome == RunOutcome::Failed {
        said.toned(Tone::Failed)
    } else {
        said
    };
    said.into_caption(kind)
}

/// Where the failure that ended another program left its main task.
fn failure_line(view: &View, outcome: RunOutcome) -> String {
    if view.scenario().is_some() || outcome != RunOutcome::Failed {
        return String::new();
    }
    let end = view.folds.history.lanes.ended_by(TaskId::MAIN);
    let failed = end.filter(|&end| {
        view.event(end)
            .is_some_and(|it| matches!(it.kind, EventKind::Failed { .. }))
    });
    match failed.map(|failed| view.at_recorded_line(failed)) {
        Some(line) if !line.is_empty() => format!("The error left {}{line}.", view.name(TaskId::MAIN)),
        _ => String::new(),
    }
}

/// How far the run strayed, where that would surprise a person. What it comes from stands in Why.
fn strayed(view: &View, deviation: &Deviation) -> String {
    let by = deviation.makespan.length();
    let took = view.trace.last_stamp();
    let ends = |task: TaskId| Some(deviation.task(task)?.predicted?.at);
    let swapped = deviation.order.is_some_and(|(came, was_to)| {
        let apart = ends(came).zip(ends(was_to)).map(|(came, was_to)| came.since(was_to));
        apart.is_some_and(|apart| apart > SURPRISING)
    });
    if deviation.outcome.is_some() || swapped {
        return plain(&deviation.text(view.trace));
    }
    let surprises = by > SURPRISING || (by >= VISIBLE && by.0.saturating_mul(SURPRISING_PART) > took.0);
    let how = if deviation.makespan.later() { "longer" } else { "less" };
    let speed = distorting_speed(view.trace, &view.folds.history);
    let speed = speed.map_or_else(String::new, |speed| format!(" ({speed})"));
    match surprises {
        true => format!("It took {} {how} than predicted{speed}.", length(whole_millis(by))),
        false => String::new(),
    }
}

/// A finding in a clause or two, of what it is about first.
fn pointed_out(view: &View, finding: &Finding) -> String {
    let all = finding.tasks.len();
    let names = view.names(&finding.tasks[..all.min(3)], all);
    let (was, failure) = if all == 1 {
        ("was", "failure")
    } else {
        ("were", "failures")
    };
    match finding.kind {
        FindingKind::Swallowed => format!("The {failure} of {names} {was} heard by nobody, and no warning came."),
        FindingKind::NeverRetrieved => format!(
            "Nobody looked at the {failure} of {names}; {} of that.",
            super::wording::warns(view.language)
        ),
        FindingKind::LoopBlocked => {
            let who = finding
                .evidence
                .first()
                .map_or_else(|| "A task".into(), |&(task, _)| view.name(task));
            format!("{who} held the event loop, and others that were due had to wait.")
        }
        FindingKind::UnawaitedWork => "Work went on that nobody awaited.".into(),
        FindingKind::TimeoutTooShort => {
            format!("The timeout is shorter than what it guards: {names} could not make it.")
        }
        FindingKind::RetriesMultiply => "The retries at least doubled the load.".into(),
        FindingKind::DecidedBySeveral => match finding.tasks.split_first() {
            Some((first, rest)) if all <= MOST_ON_PATH => format!(
                "The critical path is {}, then {}: the others do not matter for the total.",
                view.name(*first),
                view.names(rest, rest.len())
            ),
            _ => format!("The critical path is {all} tasks, one after the other."),
        },
        _ => {
            format!("{}.", finding.title)
        }
    }
}

/// `2 finished, 2 failed (1 timed out), 1 was retried, 1 cancelled.`
fn counts(view: &View) -> String {
    let Tally {
        finished,
        failed,
        timed_out,
        retried,
        cancelled,
    } = view.folds.history.tally;
    let number = |count: usize| words::thousands(count as u64);
    let mut parts = Vec::new();
    if finished > 0 {
        parts.push(format!("{} finished", number(finished)));
    }
    if failed > 0 && timed_out == failed {
        parts.push(format!("{} timed out", number(failed)));
    } else if failed > 0 {
        let of_them = if timed_out > 0 {
            format!(" ({} timed out)", number(timed_out))
        } else {
            String::new()
        };
        parts.push(format!("{} failed{of_them}", number(failed)));
    }
    if cancelled > 0 {
        parts.push(format!("{} cancelled", number(cancelled)));
    }
    if retried > 0 {
        parts.push(format!("{} retried", number(retried)));
    }
    if parts.is_empty() {
        return String::new();
    }
    format!("{}.", parts.join(", "))
}

fn result(view: &View, outcome: RunOutcome) -> Said {
    // Rounded down, as the run status and the clock show it.
    let took = length(Micros(view.trace.last_stamp().0 / 1_000 * 1_000));
    let policy = view.policy().unwrap_or_default();
    let metrics = view.folds.history.metrics(view.trace, view.trace.last_stamp());
    if outcome == RunOutcome::Failed {
        let end = view.folds.history.lanes.ended_by(TaskId::MAIN);
        let at = end.and_then(|end| view.trace.events.at(end)).unwrap_or_default();
        let decider = end
            .and_then(|end| view.event(end)?.cause)
            .and_then(|cause| view.event(cause as usize));
        return match decider.and_then(|event| Some((event.task?, event.kind))) {
            Some((task, EventKind::Failed { .. })) if !view.is_main(task) => Said::new(format!(
                "{} failed, and that ended main at {}.",
                view.name(task),
                moment_in_a_sentence(at)
            )),
            Some((_, EventKind::TimerFired { .. })) => Said::new(format!(
                "The deadline passed, and that ended main at {}.",
                moment_in_a_sentence(at)
            )),
            _ => Said::new(format!("main failed at {}.", moment_in_a_sentence(at))),
        };
    }
    let one_by_one = length(whole_millis(metrics.one_by_one));
    let faster = metrics.speed_up().is_some_and(|factor| factor > 1.05);
    match policy {
        Policy::OneByOne => Said::new(format!(
            "main had its results after {took}: each waited for the one before."
        )),
        _ if faster => Said::new(format!(
            "main had its results after {took}; if run one by one, it would have taken {one_by_one}."
        )),
        _ => Said::new(format!(
            "main had its results after {took}, no sooner than if run one by one."
        )),
    }
}

fn program(view: &View, outcome: RunOutcome) -> Said {
    let verdict = plain(&recording::facts::verdict(
        view.trace,
        &view.folds.history.lanes,
        outcome,
        view.recorded_by,
    ));
    if verdict.chars().count() <= LONGEST_HEADLINE {
        return Said::new(verdict);
    }
    let (first, rest) = verdict
        .split_once(": ")
        .or_else(|| verdict.split_once(" ("))
        .unwrap_or((&verdict, ""));
    let cut: String = first.chars().take(LONGEST_HEADLINE - 2).collect();
    Said::new(format!("{}.", cut.trim_end_matches('.'))).with(words::shortened(rest, 200).into_owned())
}
