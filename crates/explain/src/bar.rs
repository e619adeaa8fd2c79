//! What a bar of the timeline answers when it is pointed at or has the focus: which state it is, since when, until when,
//! how long, what the task waits for, and what became of it.

use crate::glossary::Term;
use codegen::{CodePosition, Program, Target};
use recording::bars::{self, BarTimes};
use recording::facts::{state_and_cancel, words_for};
use recording::waits::{self, WaitedTimer};
use recording::{BarPart, Ended, History, Moment, Poll, Segment, State, TaskBar, TaskId, Trace, WaitFamily, WaitingOn};
use scenario::time::Micros;
use scenario::words::{count, length, moment_in_a_sentence, shortened, thousands};

/// Letters of a value or a message; the rest is in the table of tasks.
const MOST_LETTERS: usize = 120;
/// Tasks that are named; more are counted.
const MOST_NAMED: usize = 4;
/// Steps of a task that are looked at for what it waits for next.
const MOST_STEPS: usize = 16;
/// A timer that is served less than this late is on time: every browser serves timers a little late.
const SHORTEST_LATE: Micros = Micros::from_millis(1);

/// The record that a bar is part of.
#[derive(Clone, Copy)]
pub struct BarSource<'a> {
    /// The record, or the prediction.
    pub trace: &'a Trace,
    /// Its indexes.
    pub history: &'a History,
    /// The record's program, for the numbers of its lines.
    pub program: Option<&'a Program>,
    /// The moment that is shown: what happens later is not told.
    pub moment: Moment,
    /// The end of the recorded time.
    pub edge: Micros,
    /// Whether it is a prediction.
    pub predicted: bool,
}

/// What a bar answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BarAnswer {
    /// The task and its state: `B: waiting on a timer`.
    pub title: String,
    /// What explains the state.
    pub term: Term,
    /// The facts, each with its label.
    pub rows: Vec<BarFact>,
}

/// A fact about a bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BarFact {
    /// What it is: `Since`.
    pub label: &'static str,
    /// The fact: `1.200 s`.
    pub text: String,
}

impl BarAnswer {
    /// All of it in a sentence, for people who cannot see it.
    #[must_use]
    pub fn sentence(&self) -> String {
        let rows = self
            .rows
            .iter()
            .map(|row| format!("{} {}", row.label.to_lowercase(), row.text));
        let all: Vec<String> = std::iter::once(self.title.clone()).chain(rows).collect();
        format!("{}.", all.join(", "))
    }
}

/// What this bar answers; `None` if the record has no such bar.
#[must_use]
pub fn answer(source: &BarSource<'_>, bar: TaskBar) -> Option<BarAnswer> {
    let told = match bar.part {
        BarPart::End => end(source, bar.task)?,
        BarPart::State(event) => {
            let times = bars::times(source.trace, &source.history.lanes, bar.task, event)?;
            state(source, bar.task, event, &times)
        }
        BarPart::Overdue(event) => {
            let times = bars::times(source.trace, &source.history.lanes, bar.task, event)?;
            let told = overdue(source, &times, times.timer?);
            told.row("Then", then(source, bar.task, event, &times))
        }
    };
    let name = source.trace.name_in_words(bar.task);
    let predicted = if source.predicted { ", predicted" } else { "" };
    Some(BarAnswer {
        title: format!("{name}{predicted}: {}", told.state),
        term: told.term,
        rows: told.rows,
    })
}

/// An answer without the name of the task.
struct UnnamedAnswer {
    state: String,
    term: Term,
    rows: Vec<BarFact>,
}

impl UnnamedAnswer {
    fn new(state: &str, term: Term) -> Self {
        Self {
            state: state.into(),
            term,
            rows: Vec::new(),
        }
    }

    fn row(mut self, label: &'static str, text: impl Into<Option<String>>) -> Self {
        let text = text.into().filter(|text| !text.is_empty());
        self.rows.extend(text.map(|text| BarFact { label, text }));
        self
    }

    /// Since when, until when and how long.
    fn times(self, source: &BarSource<'_>, from: Micros, until: Option<Micros>) -> Self {
        // On the virtual clock a step takes no time.
        if until == Some(from) {
            return self.row("At", moment_in_a_sentence(from));
        }
        let so_far = || format!("{} so far", length(source.edge.since(from)));
        self.row("Since", moment_in_a_sentence(from))
            .row("Until", until.map(moment_in_a_sentence))
            .row("For", until.map_or_else(so_far, |until| length(until.since(from))))
    }
}

fn state(source: &BarSource<'_>, task: TaskId, event: u32, times: &BarTimes) -> UnnamedAnswer {
    let (on_time_until, late) = match times.timer.and_then(|timer| lateness(times, timer, source.edge)) {
        Some((due, late)) => (Some(due), Some(late)),
        None => (times.until, None),
    };
    let cancel = source.history.lanes.cancels().phase(task, event as usize + 1);
    let term = cancel.map_or_else(|| Term::of_state(times.state), Term::of_cancel);
    let told = UnnamedAnswer::new(&state_and_cancel(times.state, cancel), term)
        .times(source, times.from, on_time_until)
        .row("Waits for", waits_for(source, task, event, times));
    let then = match late {
        Some(late) => Some(format!("overdue for {}", length(late))),
        None => then(source, task, event, times),
    };
    told.row("Then", then)
}

fn overdue(source: &BarSource<'_>, times: &BarTimes, WaitedTimer { set, due }: WaitedTimer) -> UnnamedAnswer {
    let now = source.moment.at;
    let served = times.until.unwrap_or(source.edge);
    let holder = poll_at(source, due).map(|poll| source.trace.name_in_words(poll.task));
    let goes_on = times.until.is_none() || (due..served).contains(&now);
    let (ago, holds) = if goes_on {
        (format!("due {} ago", length(now.min(served).since(due))), "holds")
    } else {
        (
            format!("due {} before it was served", length(served.since(due))),
            "held",
        )
    };
    let why = match holder {
        Some(holder) => format!("{ago}, {holder} {holds} the loop"),
        None => ago,
    };
    UnnamedAnswer::new("overdue", Term::Overdue)
        .times(source, due, times.until)
        .row("Waits for", Some("the event loop".to_owned()))
        .row("Timer", Some(format!("of {}, {why}", length(due.since(set)))))
}

fn end(source: &BarSource<'_>, task: TaskId) -> Option<UnnamedAnswer> {
    let lane = source.history.lanes.lane(source.trace, task)?;
    let end = lane.end()?;
    let state = lane.state();
    let told = UnnamedAnswer::new(words_for(state), Term::of_state(state))
        .row("At", moment_in_a_sentence(end.at))
        .row("After", lane.spawned().map(|spawned| length(end.at.since(spawned))));
    let result = shortened(lane.result(), MOST_LETTERS).into_owned();
    Some(match end.how {
        Ended::Finished => told.row("Value", result),
        Ended::Failed => told.row("Error", result),
        Ended::Cancelled | Ended::Destroyed => {
            let unspent = lane.planned_end().map(|planned| planned.since(end.at));
            let unspent = unspent.filter(|&left| left > Micros::ZERO);
            told.row("Unspent", unspent.map(|left| format!("{} of its timer", length(left))))
        }
    })
}

/// When the timer of this wait was due and how late it was served, if that is worth telling.
fn lateness(times: &BarTimes, timer: WaitedTimer, edge: Micros) -> Option<(Micros, Micros)> {
    let due = timer.due.max(times.from);
    let late = times.until.unwrap_or(edge).since(due);
    (late >= SHORTEST_LATE).then_some((due, late))
}

fn waits_for(source: &BarSource<'_>, task: TaskId, event: u32, times: &BarTimes) -> Option<String> {
    let line = |position| at_line(source, position);
    let main = source.trace.scenario().is_some() && source.trace.is_root(task);
    let timer = |what: &str| match times.timer {
        // A prediction says when it ends; a record also says when it would have.
        Some(WaitedTimer { set, due }) if times.until.is_none_or(|until| until < due) => {
            format!(
                "{what} of {}, due at {}",
                length(due.since(set)),
                moment_in_a_sentence(due)
            )
        }
        Some(WaitedTimer { set, due }) => format!("{what} of {}", length(due.since(set))),
        None => what.into(),
    };
    Some(match times.state {
        State::Ready | State::Spawned => match poll_at(source, times.from).filter(|poll| poll.task != task) {
            Some(poll) => format!("its turn: {} holds the loop", source.trace.name_in_words(poll.task)),
            None => "its turn in the ready queue".into(),
        },
        State::Waiting(on) => match on.family() {
            WaitFamily::Timer => timer("its timer") + &line(CodePosition::Sleep),
            WaitFamily::Backoff => timer("its backoff pause") + &line(CodePosition::Backoff),
            WaitFamily::Permit => permit(source, event) + &line(CodePosition::Permit),
            WaitFamily::Resource => known_wait(source, event, on),
            WaitFamily::Awaited => {
                let awaited = awaited(source, task, event, on);
                let at = if main {
                    line(CodePosition::Awaits(Target::All))
                } else {
                    String::new()
                };
                awaited + &at
            }
        },
        _ => return None,
    })
}

fn permit(source: &BarSource<'_>, event: u32) -> String {
    let known = known_wait(source, event, WaitingOn::Semaphore);
    let limit = source.trace.scenario().and_then(|scenario| scenario.limit);
    match limit {
        Some(limit) => format!("a free slot: at most {limit} at a time"),
        None => known,
    }
}

/// What others hold, by its name where the recorder knew it.
fn known_wait(source: &BarSource<'_>, event: u32, on: WaitingOn) -> String {
    let words = waits::words(source.trace, event as usize).unwrap_or_else(|| on.words().into());
    let words = words.trim_start_matches("waiting ").trim_start_matches("awaiting ");
    words.trim_start_matches("for ").to_owned()
}

/// The tasks that a task awaits: by name if they are few.
fn awaited(source: &BarSource<'_>, task: TaskId, event: u32, on: WaitingOn) -> String {
    let trace = source.trace;
    let named = waits::awaited(trace, event as usize);
    if named.is_empty() {
        return match source.history.lanes.children_after(trace, task, event) {
            0 => known_wait(source, event, on),
            children => count(children, "task"),
        };
    }
    if named.len() > MOST_NAMED {
        return format!("{} tasks", thousands(named.len() as u64));
    }
    let names: Vec<_> = named.iter().map(|&task| trace.name_in_words(task)).collect();
    names.join(", ")
}

/// What the task did next, or how it ended, if that has happened at the moment that is shown. That it was queued and
/// polled in between goes without saying.
fn then(source: &BarSource<'_>, task: TaskId, event: u32, times: &BarTimes) -> Option<String> {
    let told = |at: Micros| source.predicted || at <= source.moment.at;
    times.until.filter(|&until| told(until))?;
    let lane = source.history.lanes.lane(source.trace, task)?;
    let later = lane.segments_from(event as usize + 1).skip(1).take(MOST_STEPS);
    let later: Vec<Segment> = later.collect();
    if let Some(wait) = later.iter().find(|next| matches!(next.state, State::Waiting(_))) {
        return told(wait.from).then(|| words_for(wait.state).to_owned());
    }
    let end = lane.end().filter(|end| told(end.at) && later.len() < MOST_STEPS)?;
    let with = |word: &str| match shortened(lane.result(), MOST_LETTERS) {
        result if result.is_empty() => word.to_owned(),
        result => format!("{word}: {result}"),
    };
    Some(match end.how {
        Ended::Finished => with("finished"),
        Ended::Failed => with("failed"),
        Ended::Cancelled => match lane.planned_end().map(|planned| planned.since(end.at)) {
            Some(left) if left > Micros::ZERO => format!("cancelled, {} unspent", length(left)),
            _ => "cancelled".into(),
        },
        Ended::Destroyed => "destroyed".into(),
    })
}

/// The poll that held the loop at this time.
pub(crate) fn poll_at(source: &BarSource<'_>, at: Micros) -> Option<Poll> {
    let polls = source.history.loops.polls(source.trace);
    let begun = polls.partition_point(|poll| poll.from <= at);
    let last = polls.get(begun.checked_sub(1)?)?;
    last.to.is_none_or(|to| to > at).then_some(last)
}

/// ` (line 5)`, or nothing.
fn at_line(source: &BarSource<'_>, position: CodePosition) -> String {
    let line = source.program.and_then(|program| program.line_of(position));
    line.map_or(String::new(), |line| format!(" (line {})", line + 1))
}
