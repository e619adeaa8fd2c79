//! Where a language cannot mean the same: each difference has a reason, a reason must be visible in the trace, and the
//! test prints how often each was needed. A difference without one fails the test.

use recording::{Event, EventKind, TaskId, TimerKind, Trace};
use scenario::time::Micros;
use scenario::{Policy, Scenario, Unit, link};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Why a program may print other lines than the playground.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A joined future ends and gives its permit back within main's poll, which may be over before the next in line
    /// starts. A task or a promise gives it back first.
    JoinedWithPermit,
    /// Main polls up to 30 joined futures in list order. Tasks and promises go on in the order in which they were woken.
    JoinedInListOrder,
    /// `try_join_all` of more than 30 takes outcomes in list order: a failure waits for all before it. The playground
    /// hears of it at once.
    FailureInListOrder,
    /// asyncio cancels the task that main awaits, whose permit passes on, and main cancels the others a moment later. A
    /// signal or a drop stops all at once.
    PermitAtDeadline,
    /// Several timers fire at one moment; in which order their tasks go on is the scheduler's own.
    Ties,
    /// A computation ran past a timer; whether the reaction or the timer comes first is the scheduler's own.
    LateTimer,
}

impl Reason {
    const fn words(self) -> &'static str {
        match self {
            Self::JoinedWithPermit => {
                "a joined future's permit passes on inside main's poll, a task's before main hears"
            }
            Self::JoinedInListOrder => {
                "main polls what is joined into it in list order, tasks in the order of their wakes"
            }
            Self::FailureInListOrder => "try_join_all of more than 30 hears of a failure when all before it have ended",
            Self::PermitAtDeadline => "at the deadline all stop at once, and no permit passes on before",
            Self::Ties => "timers that fire at one moment: the order of their tasks is the scheduler's own",
            Self::LateTimer => {
                "a computation ran past a timer: whether it or the reaction comes first is the scheduler's own"
            }
        }
    }

    /// Whether the trace shows it at the moment of the first line that differs.
    fn is_in(self, scenario: &Scenario, trace: &Trace, moment: Micros) -> bool {
        let mut timers = BTreeMap::new();
        for event in &trace.events {
            if let EventKind::TimerSet { timer, deadline, what } = event.kind {
                timers.insert(timer.0, (deadline, what));
            }
        }
        let fired = trace.events.iter().filter_map(|event| match event.kind {
            EventKind::TimerFired { timer } => timers.get(&timer.0).map(|&(due, what)| (event.at, due, what)),
            _ => None,
        });
        let mut then = fired.filter(|&(at, _, _)| at == moment);
        match self {
            Self::JoinedWithPermit => {
                let passed_on = |kind: &EventKind| matches!(kind, EventKind::PermitReleased { .. });
                let now = |at: Micros| at == moment;
                scenario.unit == Unit::Future
                    && trace.events.iter().any(|event| now(event.at) && passed_on(&event.kind))
            }
            Self::JoinedInListOrder => scenario.unit == Unit::Future && then.count() > 1,
            Self::FailureInListOrder => {
                let failed = |event: Event<'_>| {
                    event.at == moment
                        && event.task != Some(TaskId::MAIN)
                        && matches!(event.kind, EventKind::Failed { .. })
                };
                scenario.unit == Unit::Future
                    && matches!(scenario.policy, Policy::Gather | Policy::Group)
                    && trace.tasks.len() - 1 > 30
                    && trace.events.iter().any(failed)
            }
            Self::PermitAtDeadline => {
                scenario.policy == Policy::Spawn
                    && scenario.limit.is_some()
                    && then.any(|(_, _, what)| what == TimerKind::Deadline)
            }
            // One that fired, and another that was due with it, whether or not it came to fire.
            Self::Ties => then.any(|(_, due, _)| timers.values().filter(|&&(other, _)| other == due).count() > 1),
            Self::LateTimer => then.any(|(at, due, _)| at > due),
        }
    }
}

/// What a program printed; the words of its error where it ended in one.
#[derive(Clone, Default)]
pub struct Answer {
    pub lines: Vec<String>,
    pub error: Option<String>,
}

/// How lines are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    /// To the letter.
    Exact,
    /// `2.0` is `2`, and `1e-05` is `0.00001`.
    Normalised,
}

/// Holds the answers against the playground. `reasons` are those that this language has.
#[track_caller]
pub fn compare(language: &str, scenarios: &[Scenario], answers: &[Answer], numbers: Numbers, reasons: &[Reason]) {
    assert_eq!(answers.len(), scenarios.len(), "one answer for each scenario");
    let mut unexplained = Vec::new();
    let mut needed: BTreeMap<Reason, Vec<String>> = BTreeMap::new();
    for (scenario, answer) in scenarios.iter().zip(answers) {
        let trace = runtime::simulate(scenario);
        let said = |line: &str| match numbers {
            Numbers::Exact => line.to_owned(),
            Numbers::Normalised => normalised(line),
        };
        let here: Vec<String> = trace.console().map(said).collect();
        let there: Vec<String> = answer.lines.iter().map(|line| said(line)).collect();
        if here == there && answer.error.is_none() {
            continue;
        }
        let link = link::write(scenario);
        let at = here
            .iter()
            .zip(&there)
            .take_while(|(here, there)| here == there)
            .count();
        let moment = moment_of_line(&trace, at);
        match reasons.iter().find(|reason| reason.is_in(scenario, &trace, moment)) {
            Some(reason) if answer.error.is_none() => {
                let line = |lines: &[String]| lines.get(at).map_or("nothing", String::as_str).to_owned();
                let shown = format!("#{link}\n    line {}: {} | here: {}", at + 1, line(&there), line(&here));
                needed.entry(*reason).or_default().push(shown);
            }
            _ => unexplained.push(format!(
                "#{link}\n  here: {here:#?}\n  {language}: {there:#?} {:?}",
                answer.error
            )),
        }
    }
    let different: usize = needed.values().map(Vec::len).sum();
    let mut table = format!(
        "{language}: {} scenarios, {} print the same lines in the same order",
        scenarios.len(),
        scenarios.len() - different - unexplained.len(),
    );
    for (reason, shown) in needed {
        let _ = write!(table, "\n  {} differ: {}", shown.len(), reason.words());
        for shown in shown {
            let _ = write!(table, "\n  {shown}");
        }
    }
    println!("{table}");
    assert!(
        unexplained.is_empty(),
        "{} of {} differ without a reason:\n{}",
        unexplained.len(),
        scenarios.len(),
        unexplained[..unexplained.len().min(4)].join("\n"),
    );
}

/// When the line at `index` was printed; where there is none, when the last one was.
fn moment_of_line(trace: &Trace, index: usize) -> Micros {
    let mut stamps = trace.events.iter().filter_map(|event| match event.kind {
        EventKind::Printed { .. } => Some(event.at),
        _ => None,
    });
    let mut last = Micros::ZERO;
    for _ in 0..=index {
        let Some(stamp) = stamps.next() else { break };
        last = stamp;
    }
    last
}

/// The line with every number written in one way.
fn normalised(line: &str) -> String {
    let mut text = String::new();
    let mut left = line;
    while let Some(start) = left.find(|letter: char| letter.is_ascii_digit()) {
        let (before, from) = left.split_at(start);
        text += before;
        let mut end = from
            .find(|letter: char| !(letter.is_ascii_digit() || matches!(letter, '.' | 'e' | '-' | '+')))
            .unwrap_or(from.len());
        while from[..end].parse::<f64>().is_err() {
            end -= 1;
        }
        let number: f64 = from[..end].parse().expect("it parsed a moment ago");
        text += &number.to_string();
        left = &from[end..];
    }
    text + left
}
