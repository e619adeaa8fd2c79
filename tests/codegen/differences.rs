//! The differences between a language and the playground. Each has a reason, which the trace must show, and the test
//! prints how often each occurred. A difference without a reason fails the test.

use recording::{Event, EventKind, TaskId, TimerKind, Trace};
use scenario::time::Micros;
use scenario::{Policy, Scenario, Unit, link};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Why a program may print different lines from the playground.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A joined future ends and releases its permit within main's poll, which may be over before the next in line
    /// starts. A task or a promise releases it before main is notified.
    JoinedWithPermit,
    /// Main polls up to 30 joined futures in list order. Tasks and promises continue in the order of their wakes.
    JoinedInListOrder,
    /// `try_join_all` of more than 30 futures takes outcomes in list order: it returns a failure after all before it
    /// have ended. The playground returns it at once.
    FailureInListOrder,
    /// At the deadline asyncio cancels the task that main awaits, whose permit is passed on, and main cancels the
    /// others afterwards. A signal or a drop stops all at once.
    PermitAtDeadline,
    /// Several timers fire at the same moment, and the order of their tasks depends on the scheduler.
    Ties,
    /// A computation overran a timer, and whether the reaction or the timer comes first depends on the scheduler.
    LateTimer,
}

impl Reason {
    const fn words(self) -> &'static str {
        match self {
            Self::JoinedWithPermit => {
                "a joined future's permit passes on inside main's poll, a task's before main is notified"
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

    /// Whether the trace shows this reason at the moment of the first line that differs.
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
                let passed_on = |kind: &EventKind| matches!(kind, EventKind::Released { .. });
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
            // A timer that fired, and another that was due at the same time, whether or not it fired.
            Self::Ties => then.any(|(_, due, _)| timers.values().filter(|&&(other, _)| other == due).count() > 1),
            Self::LateTimer => then.any(|(at, due, _)| at > due),
        }
    }
}

/// The output of a program, and the message of its error if it ended with one.
#[derive(Clone, Default)]
pub struct Answer {
    pub lines: Vec<String>,
    pub error: Option<String>,
}

/// How numbers in the lines are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    /// Exactly.
    Exact,
    /// By value: `2.0` equals `2`, and `1e-05` equals `0.00001`.
    Normalised,
}

/// Compares the answers with the playground. `reasons` are those that apply to this language.
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

/// When the line at `index` was printed; if there is no such line, when the last one was.
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

/// The line with every number written in the same way.
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
