//! Computes the expected result of a run directly from docs/semantics.md. Knows no executor: there is no queue, no turn
//! and no waker, only sums, minima and cuts.
//!
//! The steps, from the top of this file on:
//!
//! 1. [`Script`]: what one operation does, relative to its own start. Independent of policy and permits.
//! 2. [`starts`]: when each operation starts if nothing is ever cut short.
//! 3. [`verdict`]: when main ends, and with what result, or whether the deadline comes first.
//! 4. [`Program::run`]: every operation that has not ended by then is cut, or continues as a leftover.
//! 5. [`Console`]: the lines, in the order of (moment, phase of that moment).

use scenario::time::Micros;
use scenario::{Leftovers, Operations, Policy, Scenario, Unit};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The longest backoff: 24 h in seconds.
const LONGEST_BACKOFF: f64 = 86_400.0;

/// Whether [`run`] supports this scenario.
///
/// It supports every policy, limit, timeout, deadline, retry, backoff, unit, leftovers and chance, except for
///
/// - `cpu`: the computation of one operation delays the others, by how much depends on turns;
/// - two operations, or an operation and the deadline, with something due at the same microsecond: their order depends
///   on registration and on turns. A sleep of 0 counts as due when it starts. With `one-by-one` nothing is concurrent,
///   and the deadline wins against an operation, so ties are supported there.
///
/// An operation whose timeout ties with its own sleep is supported: the timeout wins.
#[must_use]
pub fn covers(scenario: &Scenario) -> bool {
    Program::from(scenario).is_covered()
}

/// The expected result of running `scenario` on the virtual clock, if the model [`covers`] it.
#[must_use]
pub fn run(scenario: &Scenario) -> Run {
    Program::from(scenario).run()
}

/// The expected result of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The operations, in list order.
    pub lives: Vec<Life>,
    /// When main ended.
    pub main_end: Micros,
    /// When everything ended: main and the last leftover.
    pub makespan: Micros,
    /// Whether main succeeded.
    pub is_ok: bool,
    /// The console, each line with its moment.
    pub lines: Vec<(Micros, String)>,
    /// The last line that main printed.
    pub last_line: String,
}

/// The expected life of one operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// When it first printed `Starting`; `None` if it was cut before that, or never reached.
    pub start: Option<Micros>,
    /// When it ended; `None` if `one-by-one` never reached it.
    pub end: Option<Micros>,
    /// How it ended.
    pub life_end: LifeEnd,
}

/// How an operation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LifeEnd {
    /// Finished with this result, as printed.
    Finished(String),
    /// Failed with this message.
    Failed(String),
    /// Cut short, perhaps while it still waited for a permit.
    Cancelled,
    /// `one-by-one` ended before reaching it.
    NeverReached,
}

/// A scenario with its chance drawn and its numbers printed: the input of the model.
#[derive(Clone, Debug)]
pub struct Program {
    /// The policy.
    pub policy: Policy,
    /// The number of permits; `None` is no limit.
    pub limit: Option<usize>,
    /// The longest an attempt may take.
    pub timeout: Option<Printed>,
    /// The longest time that main may take.
    pub deadline: Option<Printed>,
    /// The pause after the first failed attempt, in seconds.
    pub backoff: f64,
    /// Whether operations are tasks, or futures joined into main.
    pub unit: Unit,
    /// What happens to operations that are still running when main ends.
    pub leftovers: Leftovers,
    /// The operations to await.
    pub operations: Vec<Op>,
}

/// A length of time, and its printed form.
#[derive(Clone, Debug)]
pub struct Printed {
    /// The length.
    pub lasts: Micros,
    /// In seconds, as Python prints it.
    pub text: String,
}

/// One operation.
#[derive(Clone, Debug)]
pub struct Op {
    /// How long each attempt sleeps, and what the operation returns if that attempt succeeds: twice the delay, printed.
    /// The last entry applies to all further attempts.
    pub delays: Vec<(Printed, String)>,
    /// The length of its computation.
    pub cpu: Micros,
    /// Whether each attempt fails. The first attempt is made even if this is empty.
    pub fails: Vec<bool>,
}

impl From<&Scenario> for Program {
    fn from(scenario: &Scenario) -> Self {
        let printed = |quantity: &scenario::Quantity| Printed {
            lasts: quantity.micros(),
            text: quantity.number().to_string(),
        };
        let attempts = scenario.retry + 1;
        let drawn = Operations::of(scenario.clone());
        let delay = |index, attempt| {
            let (lasts, number) = drawn.delay(index, attempt).expect("an operation of the list");
            let text = number.to_string();
            (Printed { lasts, text }, number.doubled().to_string())
        };
        let operations = scenario.operations().into_iter().map(|operation| Op {
            delays: (1..=attempts).map(|attempt| delay(operation.index, attempt)).collect(),
            cpu: operation.cpu,
            fails: (1..=attempts)
                .map(|attempt| operation.attempt_fails(scenario.seed, attempt))
                .collect(),
        });
        Self {
            policy: scenario.policy,
            limit: scenario
                .limit
                .map(|permits| usize::try_from(permits.get()).unwrap_or(usize::MAX)),
            timeout: scenario.timeout.as_ref().map(printed),
            deadline: scenario.deadline.as_ref().map(printed),
            backoff: scenario.backoff.as_secs(),
            unit: scenario.unit,
            leftovers: scenario.leftovers,
            operations: operations.collect(),
        }
    }
}

impl Program {
    /// The expected result, if this [is covered](Self::is_covered).
    #[must_use]
    pub fn run(&self) -> Run {
        let scripts = self.scripts();
        let spans = self.spans(&scripts);
        let verdict = verdict(self, &scripts, &spans);
        let cut = verdict.at;
        let in_sequence = self.policy == Policy::OneByOne;
        let joined = self.is_joined();
        let goes_on = self.leaves_leftovers(&verdict);

        let mut console = Console::new(self, joined);
        let mut lives = Vec::with_capacity(scripts.len());
        for (index, (script, span)) in scripts.iter().zip(&spans).enumerate() {
            let is_whole = goes_on
                || match verdict.by {
                    Decider::End(decider) if in_sequence => index <= decider,
                    Decider::End(_) => span.end <= cut,
                    Decider::Deadline { .. } => span.end < cut,
                };
            let is_started = is_whole
                || span.initial
                || span.start < cut
                || match verdict.by {
                    // The permit is released before main is notified of the end, so that the next in line starts before
                    // main cuts it. If it is joined, main sees the end at once, and drops the next in line before it is
                    // polled.
                    Decider::End(_) => span.start == cut && !joined && !in_sequence,
                    Decider::Deadline { heir } => heir == Some(index),
                };
            let start = is_started.then_some(if is_whole { span.start } else { span.start.min(cut) });
            if let Some(start) = start {
                console.operation(script, start, span.initial, (!is_whole).then_some(cut));
            }
            let (end, life_end) = match start {
                _ if is_whole => (Some(span.end), script.end.life_end()),
                None if in_sequence => (None, LifeEnd::NeverReached),
                _ => (Some(cut), LifeEnd::Cancelled),
            };
            lives.push(Life { start, end, life_end });
        }
        for (at, line) in &verdict.lines {
            console.main(*at, line);
        }
        let last_end = lives.iter().filter_map(|life| life.end).max();
        Run {
            main_end: cut,
            makespan: last_end.unwrap_or(cut).max(cut),
            is_ok: verdict.is_ok,
            last_line: verdict.lines.last().map(|(_, line)| line.clone()).unwrap_or_default(),
            lines: console.in_order(),
            lives,
        }
    }

    /// Whether [`Self::run`] supports this; see [`covers`].
    #[must_use]
    pub fn is_covered(&self) -> bool {
        if self.operations.is_empty() || self.operations.iter().any(|op| op.cpu > Micros::ZERO) {
            return false;
        }
        if self.policy == Policy::OneByOne {
            return true;
        }
        let run = self.run();
        let mut due: Vec<(Micros, usize)> = Vec::new();
        for (index, (script, life)) in self.scripts().iter().zip(&run.lives).enumerate() {
            let (Some(start), Some(end)) = (life.start, life.end) else {
                continue;
            };
            let moments = script.due.iter().map(|offset| start + *offset);
            due.extend(moments.filter(|at| *at <= end).map(|at| (at, index)));
        }
        if let Some(deadline) = &self.deadline
            && deadline.lasts <= run.main_end
        {
            due.push((deadline.lasts, usize::MAX));
        }
        due.sort_unstable();
        !due.windows(2)
            .any(|pair| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1)
    }

    fn scripts(&self) -> Vec<Script> {
        self.operations
            .iter()
            .map(|op| Script::of(op, self.timeout.as_ref(), self.backoff))
            .collect()
    }

    /// When each operation would start and end if nothing were ever cut short.
    fn spans(&self, scripts: &[Script]) -> Vec<Span> {
        let permits = match self.policy {
            Policy::OneByOne => 1,
            _ => self.limit.unwrap_or(usize::MAX),
        };
        let lengths: Vec<Micros> = scripts.iter().map(|script| script.length).collect();
        let starts = starts(&lengths, permits);
        let spans = starts.iter().zip(&lengths).enumerate();
        spans
            .map(|(index, (start, length))| Span {
                start: *start,
                end: *start + *length,
                initial: index < permits,
            })
            .collect()
    }

    /// `one-by-one` awaits inline whatever the unit, and `spawn` always makes tasks.
    fn is_joined(&self) -> bool {
        self.unit == Unit::Future && !matches!(self.policy, Policy::OneByOne | Policy::Spawn)
    }

    /// Whether the operations that are running when main ends continue. Only `spawn` and `gather` leave any running:
    /// the others await all or cancel the rest themselves, a deadline cancels all, and a join drops its other futures.
    fn leaves_leftovers(&self, verdict: &Verdict) -> bool {
        self.leftovers == Leftovers::Finish
            && matches!(self.policy, Policy::Spawn | Policy::Gather)
            && matches!(verdict.by, Decider::End(_))
            && !self.is_joined()
    }
}

/// What one operation does, relative to its first `Starting`.
struct Script {
    lines: Vec<(Micros, String)>,
    /// When each of its timers is served: the sleep or the timeout that ends each attempt, and each backoff.
    due: Vec<Micros>,
    length: Micros,
    end: End,
}

/// How an operation ends if nothing cuts it short.
enum End {
    Finished(String),
    Raised(String),
    TimedOut(String),
}

impl End {
    fn is_ok(&self) -> bool {
        matches!(self, Self::Finished(_))
    }

    fn life_end(&self) -> LifeEnd {
        match self {
            Self::Finished(result) => LifeEnd::Finished(result.clone()),
            Self::Raised(message) | Self::TimedOut(message) => LifeEnd::Failed(message.clone()),
        }
    }

    /// The line of an outcome by itself: the winner of a race, a line of as-completed, a failure that reaches main.
    fn line(&self) -> String {
        match self {
            Self::Finished(result) => format!("Result: {result}"),
            Self::Raised(message) | Self::TimedOut(message) => format!("Failed: {message}"),
        }
    }

    /// The outcome in a list of results, as Python's `repr` prints it.
    fn in_list(&self) -> String {
        match self {
            Self::Finished(result) => result.clone(),
            Self::Raised(message) => format!("RuntimeError('{message}')"),
            Self::TimedOut(message) => format!("TimeoutError('{message}')"),
        }
    }
}

impl Script {
    /// ```text
    ///   Starting      Starting      Starting   finished
    ///   ├── delay ──┤·├─ timeout ─┤···├── delay ──┤
    ///                └ backoff      └ backoff × 2
    /// ```
    fn of(op: &Op, timeout: Option<&Printed>, backoff: f64) -> Self {
        let mut lines = Vec::new();
        let mut due = Vec::new();
        let mut now = Micros::ZERO;
        let mut pause = backoff.min(LONGEST_BACKOFF);
        let mut attempt = 0;
        loop {
            attempt += 1;
            let (Printed { lasts, text: delay }, result) = &op.delays[attempt.min(op.delays.len()) - 1];
            lines.push((now, format!("Starting operation with delay {delay}")));
            let end = match timeout {
                // The timeout is set before the sleep, so it wins a tie.
                Some(timeout) if timeout.lasts <= *lasts => {
                    now = now + timeout.lasts;
                    let text = &timeout.text;
                    End::TimedOut(format!("operation with delay {delay} timed out after {text}"))
                }
                _ => {
                    now = now + *lasts;
                    if op.fails.get(attempt - 1).is_some_and(|fails| *fails) {
                        End::Raised(format!("operation with delay {delay} failed"))
                    } else {
                        lines.push((now, format!("Operation with delay {delay} finished")));
                        End::Finished(result.clone())
                    }
                }
            };
            due.push(now);
            if end.is_ok() || attempt >= op.fails.len() {
                return Self {
                    lines,
                    due,
                    length: now,
                    end,
                };
            }
            if pause > 0.0 {
                // Doubled unrounded; rounded only here.
                now = now + Micros((pause * 1e6 + 0.5) as u64);
                due.push(now);
                pause = (pause + pause).min(LONGEST_BACKOFF);
            }
        }
    }
}

/// When an operation would start and end if nothing were ever cut short.
struct Span {
    start: Micros,
    end: Micros,
    /// Whether it starts with the run, not with a permit that another operation released.
    initial: bool,
}

/// List scheduling: the first `permits` operations start at once, each further one when the next permit becomes free.
/// Permits are handed out in list order, and kept to the operation's end.
fn starts(lengths: &[Micros], permits: usize) -> Vec<Micros> {
    let mut free_from = BinaryHeap::new();
    let mut starts = Vec::with_capacity(lengths.len());
    for (index, length) in lengths.iter().enumerate() {
        let start = if index < permits {
            Micros::ZERO
        } else {
            free_from.pop().map_or(Micros::ZERO, |Reverse(at)| at)
        };
        free_from.push(Reverse(start + *length));
        starts.push(start);
    }
    starts
}

/// How main ended.
struct Verdict {
    at: Micros,
    by: Decider,
    is_ok: bool,
    /// Main's lines.
    lines: Vec<(Micros, String)>,
}

/// What caused main to end.
enum Decider {
    /// The end of the operation at this index.
    End(usize),
    /// The deadline. With `spawn`, the permit of the cancelled handle goes to `heir`, which starts before the rest is
    /// cut.
    Deadline { heir: Option<usize> },
}

/// When main has the result that its policy wants, or the deadline has passed.
fn verdict(program: &Program, scripts: &[Script], spans: &[Span]) -> Verdict {
    let all = 0..scripts.len();
    let failed = |index: &usize| !scripts[*index].end.is_ok();
    let earliest = |indexes: &mut dyn Iterator<Item = usize>| indexes.min_by_key(|index| (spans[*index].end, *index));
    let latest = all.clone().max_by_key(|index| (spans[*index].end, *index)).unwrap_or(0);
    let first_failure = earliest(&mut all.clone().filter(failed));
    let results = || -> Vec<String> { scripts.iter().map(|script| script.end.in_list()).collect() };
    let of_one = |index: usize| (index, scripts[index].end.is_ok(), scripts[index].end.line());
    let bare = || format!("Results: {}", results().join(", "));
    let in_brackets = || format!("Results: [{}]", results().join(", "));

    let (by, is_ok, line) = match program.policy {
        Policy::OneByOne => match all.clone().find(failed) {
            Some(index) => of_one(index),
            None => (latest, true, bare()),
        },
        // Main reaches a handle only when all before it have ended.
        Policy::Spawn => match all.clone().find(failed) {
            Some(failure) => {
                let last_awaited = (0..=failure).max_by_key(|index| (spans[*index].end, *index));
                (last_awaited.unwrap_or(failure), false, scripts[failure].end.line())
            }
            None => (latest, true, bare()),
        },
        Policy::Gather | Policy::Group => match first_failure {
            Some(index) => of_one(index),
            None => (latest, true, in_brackets()),
        },
        Policy::Settle => (latest, true, in_brackets()),
        Policy::Race => of_one(earliest(&mut all.clone()).unwrap_or(0)),
        Policy::FirstOk => match earliest(&mut all.clone().filter(|index| !failed(index))) {
            Some(index) => of_one(index),
            None => (
                latest,
                false,
                format!("Failed: all {} operations failed", scripts.len()),
            ),
        },
        Policy::AsCompleted => (latest, true, scripts[latest].end.line()),
    };
    let at = spans[by].end;

    let last = match &program.deadline {
        Some(deadline) if deadline.lasts <= at => Verdict {
            at: deadline.lasts,
            by: Decider::Deadline {
                heir: heir(program, spans, deadline.lasts),
            },
            is_ok: false,
            lines: vec![(deadline.lasts, format!("Failed: timed out after {}", deadline.text))],
        },
        _ => Verdict {
            at,
            by: Decider::End(by),
            is_ok,
            lines: vec![(at, line)],
        },
    };
    if program.policy != Policy::AsCompleted {
        return last;
    }
    let mut ends: Vec<usize> = match last.by {
        Decider::End(decider) => all.filter(|index| *index != decider).collect(),
        Decider::Deadline { .. } => all.filter(|index| spans[*index].end < last.at).collect(),
    };
    ends.sort_by_key(|index| (spans[*index].end, *index));
    let outcomes = ends
        .into_iter()
        .map(|index| (spans[index].end, scripts[index].end.line()));
    Verdict {
        lines: outcomes.chain(last.lines).collect(),
        ..last
    }
}

/// The operation that starts because the deadline cancelled the handle that main awaited: the next in line. That handle
/// holds a permit, because all before it have ended and permits go in list order.
fn heir(program: &Program, spans: &[Span], deadline: Micros) -> Option<usize> {
    let first_waiting = || spans.iter().position(|span| !span.initial && span.start > deadline);
    (program.policy == Policy::Spawn).then(first_waiting).flatten()
}

/// Collects the printed lines. At one moment only one operation has something due, so the order is
///
/// 1. the first starts, in list order (only at 0);
/// 2. the lines of the operation that has something due;
/// 3. the start of the operation that gets its permit;
/// 4. main's reaction.
///
/// If operations are joined into main, 4 comes before 3: main sees an end at once, and polls the next in line when it
/// is woken for it. With one by one, everything is in list order.
struct Console {
    entries: Vec<(Micros, Phase, String)>,
    in_sequence: bool,
    joined: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    FirstStart,
    Due,
    MainOfJoined,
    NextStart,
    Main,
}

impl Console {
    fn new(program: &Program, joined: bool) -> Self {
        Self {
            entries: Vec::new(),
            in_sequence: program.policy == Policy::OneByOne,
            joined,
        }
    }

    /// The lines of an operation that started at `start`, up to the cut if there is one.
    fn operation(&mut self, script: &Script, start: Micros, initial: bool, cut: Option<Micros>) {
        for (index, (offset, line)) in script.lines.iter().enumerate() {
            let at = start + *offset;
            let phase = match index {
                _ if self.in_sequence => Phase::Due,
                0 if initial => Phase::FirstStart,
                0 => Phase::NextStart,
                _ => Phase::Due,
            };
            // An operation that started has printed so, even if it was cut at that moment.
            if index == 0 || cut.is_none_or(|cut| at < cut) {
                self.entries.push((at, phase, line.clone()));
            }
        }
    }

    fn main(&mut self, at: Micros, line: &str) {
        let phase = if self.joined { Phase::MainOfJoined } else { Phase::Main };
        self.entries.push((at, phase, line.to_owned()));
    }

    /// The sort is stable: lines with the same moment and phase stay in list order.
    fn in_order(mut self) -> Vec<(Micros, String)> {
        self.entries.sort_by_key(|(at, phase, _)| (*at, *phase));
        self.entries.into_iter().map(|(at, _, line)| (at, line)).collect()
    }
}

#[test]
fn shorter_delay_finishes_first() {
    let run = program(Policy::Spawn, &["2", "1"]).run();
    assert_eq!(
        lines(&run),
        [
            "0 Starting operation with delay 2",
            "0 Starting operation with delay 1",
            "1000 Operation with delay 1 finished",
            "2000 Operation with delay 2 finished",
            "2000 Results: 4, 2",
        ]
    );
    assert_eq!((run.main_end, run.makespan, run.is_ok), (ms(2000), ms(2000), true));
}

#[test]
fn one_by_one_adds_the_delays_and_stops_at_a_failure() {
    let run = program(Policy::OneByOne, &["2", "1 fail", "0", "3"]).run();
    assert_eq!(
        spans_of(&run),
        ["0–2000 4", "2000–3000 !operation with delay 1 failed", "never", "never"]
    );
    assert_eq!(run.last_line, "Failed: operation with delay 1 failed");
    assert!(!run.is_ok);
}

#[test]
fn gather_lists_results_in_list_order() {
    let run = program(Policy::Gather, &["2", "1", "3"]).run();
    assert_eq!(run.last_line, "Results: [4, 2, 6]");
    assert_eq!(run.main_end, ms(3000));
}

#[test]
fn gather_fails_at_the_first_failure_and_its_leftovers_are_cut_or_finish() {
    let mut gather = program(Policy::Gather, &["2", "1 fail", "3"]);
    let failed = "0–1000 !operation with delay 1 failed";
    assert_eq!(spans_of(&gather.run()), ["0–1000 cut", failed, "0–1000 cut"]);
    gather.leftovers = Leftovers::Finish;
    let run = gather.run();
    assert_eq!(spans_of(&run), ["0–2000 4", failed, "0–3000 6"]);
    assert_eq!((run.main_end, run.makespan), (ms(1000), ms(3000)));
    assert_eq!(run.last_line, "Failed: operation with delay 1 failed");
    gather.unit = Unit::Future;
    assert_eq!(spans_of(&gather.run()), ["0–1000 cut", failed, "0–1000 cut"]);
}

#[test]
fn spawn_sees_a_failure_when_it_reaches_the_handle() {
    let run = program(Policy::Spawn, &["2", "1 fail", "3"]).run();
    assert_eq!(run.main_end, ms(2000));
    assert_eq!(
        lines(&run)[3..],
        [
            "2000 Operation with delay 2 finished",
            "2000 Failed: operation with delay 1 failed"
        ]
    );
}

#[test]
fn settle_keeps_failures_in_list_order() {
    let mut settle = program(Policy::Settle, &["1", "2 fail", "3"]);
    settle.timeout = Some(printed("2.5"));
    let run = settle.run();
    let timed_out = "TimeoutError('operation with delay 3 timed out after 2.5')";
    assert_eq!(
        run.last_line,
        format!("Results: [2, RuntimeError('operation with delay 2 failed'), {timed_out}]")
    );
    assert_eq!((run.main_end, run.is_ok), (ms(2500), true));
}

#[test]
fn group_cuts_the_others_at_the_first_failure_even_if_leftovers_may_finish() {
    let mut group = program(Policy::Group, &["2", "1 fail"]);
    group.leftovers = Leftovers::Finish;
    assert_eq!(
        spans_of(&group.run()),
        ["0–1000 cut", "0–1000 !operation with delay 1 failed"]
    );
}

#[test]
fn race_takes_the_first_end_even_a_failure() {
    let run = program(Policy::Race, &["2", "1 fail"]).run();
    assert_eq!(run.last_line, "Failed: operation with delay 1 failed");
    let run = program(Policy::Race, &["2", "1"]).run();
    assert_eq!(run.last_line, "Result: 2");
    assert_eq!(spans_of(&run), ["0–1000 cut", "0–1000 2"]);
}

#[test]
fn first_ok_ignores_failures_and_fails_if_all_fail() {
    assert_eq!(program(Policy::FirstOk, &["2", "1 fail"]).run().last_line, "Result: 4");
    let run = program(Policy::FirstOk, &["2 fail", "1 fail", "3 fail"]).run();
    assert_eq!(
        (run.last_line.as_str(), run.main_end),
        ("Failed: all 3 operations failed", ms(3000))
    );
}

#[test]
fn as_completed_prints_each_outcome_when_its_operation_ends() {
    let run = program(Policy::AsCompleted, &["2", "1 fail"]).run();
    assert_eq!(
        lines(&run)[2..],
        [
            "1000 Failed: operation with delay 1 failed",
            "2000 Operation with delay 2 finished",
            "2000 Result: 4",
        ]
    );
    assert!(run.is_ok);
}

#[test]
fn a_released_permit_goes_to_the_next_in_line() {
    let mut limited = program(Policy::Settle, &["3", "1", "1.5", "4"]);
    limited.limit = Some(2);
    assert_eq!(
        spans_of(&limited.run()),
        ["0–3000 6", "0–1000 2", "1000–2500 3.0", "2500–6500 8"]
    );
}

#[test]
fn next_in_line_starts_even_if_main_cuts_it_at_that_moment() {
    let mut race = program(Policy::Race, &["1", "2"]);
    race.limit = Some(1);
    let run = race.run();
    assert_eq!(spans_of(&run), ["0–1000 2", "1000–1000 cut"]);
    assert_eq!(
        lines(&run)[2..],
        ["1000 Starting operation with delay 2", "1000 Result: 2"]
    );
}

#[test]
fn joined_next_in_line_is_dropped_before_it_starts() {
    let mut race = program(Policy::Race, &["1", "2"]);
    race.limit = Some(1);
    race.unit = Unit::Future;
    assert_eq!(spans_of(&race.run()), ["0–1000 2", "not started–1000 cut"]);
}

#[test]
fn a_joined_end_reaches_main_before_the_next_in_line_starts() {
    let mut taken = program(Policy::AsCompleted, &["1", "2"]);
    taken.limit = Some(1);
    let (next_start, outcome) = ("1000 Starting operation with delay 2", "1000 Result: 2");
    assert_eq!(lines(&taken.run())[2..4], [next_start, outcome]);
    taken.unit = Unit::Future;
    assert_eq!(lines(&taken.run())[2..4], [outcome, next_start]);
}

#[test]
fn retry_doubles_the_backoff_and_keeps_the_permit() {
    let mut limited = program(Policy::Gather, &["1 fail fail", "2"]);
    limited.operations[0].fails = vec![true, true, false];
    limited.backoff = 0.2;
    limited.limit = Some(1);
    // 1 + 0.2 + 1 + 0.4 + 1
    assert_eq!(spans_of(&limited.run()), ["0–3600 2", "3600–5600 4"]);
}

#[test]
fn backoff_is_at_most_a_day() {
    let mut tried = program(Policy::Spawn, &["0 fail"]);
    tried.operations[0].fails = vec![true; 7];
    tried.backoff = 3600.0;
    // 1 + 2 + 4 + 8 + 16 + 24 hours
    assert_eq!(tried.run().makespan, Micros::from_secs(55 * 3600));
}

#[test]
fn timeout_wins_a_tie_with_its_sleep() {
    let mut timed = program(Policy::Spawn, &["1.5"]);
    timed.timeout = Some(printed("1.5"));
    assert_eq!(
        timed.run().last_line,
        "Failed: operation with delay 1.5 timed out after 1.5"
    );
    assert!(timed.is_covered());
}

#[test]
fn deadline_cuts_all_running_operations() {
    let mut gather = program(Policy::Gather, &["2", "1", "3"]);
    gather.deadline = Some(printed("2.5"));
    gather.leftovers = Leftovers::Finish;
    let run = gather.run();
    assert_eq!(spans_of(&run), ["0–2000 4", "0–1000 2", "0–2500 cut"]);
    assert_eq!(
        (run.last_line.as_str(), run.is_ok),
        ("Failed: timed out after 2.5", false)
    );
}

#[test]
fn with_spawn_the_deadline_lets_the_next_in_line_start_once() {
    let mut spawn = program(Policy::Spawn, &["2", "1", "3"]);
    spawn.deadline = Some(printed("1.5"));
    spawn.limit = Some(1);
    let run = spawn.run();
    assert_eq!(spans_of(&run), ["0–1500 cut", "1500–1500 cut", "not started–1500 cut"]);
    assert_eq!(
        lines(&run)[1..],
        [
            "1500 Starting operation with delay 1",
            "1500 Failed: timed out after 1.5"
        ]
    );
}

#[test]
fn ties_and_cpu_are_not_covered() {
    assert!(program(Policy::Spawn, &["2", "1"]).is_covered());
    assert!(!program(Policy::Spawn, &["1", "1"]).is_covered());
    assert!(program(Policy::OneByOne, &["1", "1"]).is_covered());
    let mut busy = program(Policy::OneByOne, &["1"]);
    busy.operations[0].cpu = ms(1);
    assert!(!busy.is_covered());
    let mut late = program(Policy::Gather, &["2", "1"]);
    late.deadline = Some(printed("2"));
    assert!(!late.is_covered());
    assert!(!program(Policy::Spawn, &[]).is_covered());
}

/// Operations written as `delay` or `delay fail`, with one attempt each; everything else has its default.
fn program(policy: Policy, operations: &[&str]) -> Program {
    let operation = |written: &&str| {
        let (delay, fails) = written
            .split_once(' ')
            .map_or((*written, false), |(delay, _)| (delay, true));
        let double = delay.parse::<f64>().expect("a number") * 2.0;
        let result = if delay.contains('.') {
            format!("{double:?}")
        } else {
            format!("{double}")
        };
        Op {
            delays: vec![(printed(delay), result)],
            cpu: Micros::ZERO,
            fails: vec![fails],
        }
    };
    Program {
        policy,
        limit: None,
        timeout: None,
        deadline: None,
        backoff: 0.0,
        unit: Unit::Task,
        leftovers: Leftovers::Cancel,
        operations: operations.iter().map(operation).collect(),
    }
}

fn printed(seconds: &str) -> Printed {
    Printed {
        lasts: Micros((seconds.parse::<f64>().expect("a number") * 1e6).round() as u64),
        text: seconds.to_owned(),
    }
}

fn ms(whole: u64) -> Micros {
    Micros::from_millis(whole)
}

/// Each line, preceded by its moment in milliseconds.
fn lines(run: &Run) -> Vec<String> {
    run.lines
        .iter()
        .map(|(at, line)| format!("{} {line}", at.0 / 1000))
        .collect()
}

/// Each life as `start–end result`, in milliseconds.
fn spans_of(run: &Run) -> Vec<String> {
    let moment = |at: Option<Micros>| at.map_or("not started".to_owned(), |at| (at.0 / 1000).to_string());
    let life = |life: &Life| match &life.life_end {
        LifeEnd::NeverReached => "never".to_owned(),
        life_end => {
            let how = match life_end {
                LifeEnd::Finished(result) => result.clone(),
                LifeEnd::Failed(message) => format!("!{message}"),
                _ => "cut".to_owned(),
            };
            format!("{}–{} {how}", moment(life.start), moment(life.end))
        }
    };
    run.lives.iter().map(life).collect()
}
