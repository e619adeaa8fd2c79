//! What the difference between a guess and the end of a task comes from: the part of the task's life that took longest
//! besides its own sleep, or who ended it. Times and tasks are those of the record; the longer sentence is the answer that
//! Why gives about the same end.

use super::grade::{Verdict, cancelled_by, rounded, timed_out};
use super::{GuessedEnd, TOLERANCE};
use recording::causes::{self, TaskStory};
use recording::{CancelReason, EventKind, Folds, Lane, State, TaskId, TimerKind, Trace, WaitFamily, WokenBy, waits};
use scenario::Policy;
use scenario::time::Micros;
use std::borrow::Cow;

/// A cause explains a difference if it took at least one part in so many of it.
const TELLING_PART: u64 = 4;

/// What a difference comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// How much it teaches.
    pub weight: Weight,
    /// A clause without a full stop, about “it”, the task: `it could not start before A was done`.
    pub clause: String,
    /// The answer that Why gives, in a sentence.
    pub detail: String,
}

impl Reason {
    /// The clause as a sentence: `It could not start before A was done.`
    #[must_use]
    pub fn sentence(&self) -> String {
        // A name stays as it is.
        let begins_with_a_name = !["it ", "its ", "another ", "the ", "all ", "you "]
            .iter()
            .any(|word| self.clause.starts_with(word));
        let mut letters = self.clause.chars();
        match letters.next() {
            Some(first) if !begins_with_a_name => format!("{}{}.", first.to_ascii_uppercase(), letters.as_str()),
            _ => format!("{}.", self.clause),
        }
    }
}

/// How much a cause teaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Nothing is known.
    Unknown,
    /// The task's own delay, or for main the task that it awaited.
    Own,
    /// What other tasks, a limit, a failure or a retry did.
    Others,
}

/// One task of a record that has ended.
struct EndedTask<'a> {
    trace: &'a Trace,
    folds: &'a Folds,
    task: TaskId,
    lane: Lane<'a>,
    ended: Micros,
    story: TaskStory,
}

/// The parts of a life that a person may have left out.
struct TimeSpent {
    took: Micros,
    clause: String,
}

/// What the difference comes from.
pub fn reason(trace: &Trace, folds: &Folds, task: TaskId, guessed: GuessedEnd, verdict: Verdict) -> Reason {
    // Of what was to have no time, no part of the time is the difference.
    let guessed = guessed.at().unwrap_or(Micros(u64::MAX));
    let lane = folds.history.lanes.lane(trace, task);
    let life = lane.and_then(|lane| {
        let ended = lane.end()?.at;
        Some(EndedTask {
            trace,
            folds,
            task,
            lane,
            ended,
            story: causes::for_task(trace, &folds.history.lanes, &folds.causes, task, ended),
        })
    });
    let Some(life) = life else {
        return without_an_end(trace, folds, verdict);
    };
    let detail = life.why();
    if task == TaskId::MAIN {
        return Reason {
            weight: Weight::Own,
            clause: life.of_main(verdict, &detail),
            detail,
        };
    }
    let others = |clause: String| Reason {
        weight: Weight::Others,
        clause,
        detail: detail.clone(),
    };
    match verdict {
        Verdict::Cancelled => others(life.cancelled()),
        Verdict::TimedOut => Reason {
            detail: timed_out(trace, folds, task)
                .map_or(detail.clone(), |event| causes::why(trace, &folds.causes, event).answer),
            ..others(life.in_parts(guessed).unwrap_or_else(|| "its timeout passed".into()))
        },
        Verdict::Failed => others(life.in_parts(guessed).unwrap_or_else(|| life.own())),
        _ => match life.in_parts(guessed) {
            Some(clause) => others(clause),
            None => Reason {
                weight: Weight::Own,
                clause: life.own(),
                detail,
            },
        },
    }
}

/// A task that never started, or whose end is unknown.
fn without_an_end(trace: &Trace, folds: &Folds, verdict: Verdict) -> Reason {
    let main = folds.causes.end_of(TaskId::MAIN);
    match (verdict, main) {
        (Verdict::NeverStarted, Some(end)) => Reason {
            weight: Weight::Others,
            clause: "main had ended before it could start it".into(),
            detail: causes::why(trace, &folds.causes, end).answer,
        },
        _ => Reason {
            weight: Weight::Unknown,
            clause: "its end is not in the record".into(),
            detail: "Its end is not in the record.".into(),
        },
    }
}

/// The first clause of a sentence, to stand behind a colon.
fn clause_of(sentence: &str) -> String {
    let first = sentence.trim_end_matches('.');
    let first = first.split_once(": ").map_or(first, |(first, _)| first);
    for article in ["The ", "All "] {
        if let Some(rest) = first.strip_prefix(article) {
            return format!("{}{rest}", article.to_ascii_lowercase());
        }
    }
    first.to_owned()
}

impl EndedTask<'_> {
    fn name(&self, task: TaskId) -> Cow<'_, str> {
        self.trace.name_in_words(task)
    }

    /// The answer of Why about the end.
    fn why(&self) -> String {
        let end = self.lane.ended_by();
        end.map_or_else(String::new, |end| {
            causes::why(self.trace, &self.folds.causes, end).answer
        })
    }

    fn spawned(&self) -> Micros {
        self.lane.spawned().unwrap_or_default()
    }

    /// The part that took longest, if the task ended later than guessed and that part explains some of it.
    fn in_parts(&self, guessed: Micros) -> Option<String> {
        let off = self.ended.since(guessed);
        if off == Micros::ZERO {
            return None;
        }
        let parts = [
            self.not_started(),
            self.waited_for_a_slot(),
            self.retried(),
            self.held_up(),
            self.computed(),
        ];
        let longest = parts.into_iter().flatten().max_by_key(|part| part.took)?;
        (longest.took.0.saturating_mul(TELLING_PART) >= off.0).then_some(longest.clause)
    }

    /// main had not called it yet.
    fn not_started(&self) -> Option<TimeSpent> {
        let took = self.spawned();
        let before = TaskId(self.task.0.checked_sub(1)?);
        let one_by_one = self.trace.scenario().map(|scenario| scenario.policy) == Some(Policy::OneByOne);
        (one_by_one && before != TaskId::MAIN && took > Micros::ZERO).then(|| TimeSpent {
            took,
            clause: format!("it could not start before {} was done", self.name(before)),
        })
    }

    /// Others held the free slots.
    fn waited_for_a_slot(&self) -> Option<TimeSpent> {
        let waits = self
            .story
            .waits
            .iter()
            .filter(|wait| wait.on.family() == WaitFamily::Permit);
        let wait = waits.max_by_key(|wait| wait.until.since(wait.from))?;
        let took = wait.until.since(wait.from);
        let handed = self.story.woken.iter().find(|edge| {
            let by_a_slot = matches!(edge.by, WokenBy::Resource { .. });
            by_a_slot && edge.at >= wait.from && edge.at <= wait.until
        });
        let until = match handed.and_then(|edge| edge.from) {
            Some(holder) => format!(", until {} gave one back", self.name(holder)),
            None => String::new(),
        };
        Some(TimeSpent {
            took,
            clause: format!("it waited {} for a free slot{until}", rounded(took)),
        })
    }

    /// Attempts before the last one, and the pauses between them.
    fn retried(&self) -> Option<TimeSpent> {
        let own = self.folds.causes.events_of(self.trace, self.task);
        let attempts = own.filter_map(|index| {
            let event = self.trace.events.get(index)?;
            matches!(event.kind, EventKind::Attempt { .. }).then_some(event.at)
        });
        let attempts: Vec<Micros> = attempts.collect();
        let (first, last) = (attempts.first()?, attempts.last()?);
        if attempts.len() < 2 {
            return None;
        }
        let pauses = self.story.split.waiting_backoff;
        let paused = if pauses == Micros::ZERO {
            String::new()
        } else {
            format!(" and paused {} between them", rounded(pauses))
        };
        Some(TimeSpent {
            took: last.since(*first),
            clause: format!("it made {} attempts{paused}", attempts.len()),
        })
    }

    /// It could have run, and the loop was busy.
    fn held_up(&self) -> Option<TimeSpent> {
        let mut longest = None::<(Micros, Micros, Micros)>;
        let mut whole = Micros::ZERO;
        for (segment, until) in self.lane.stretches(self.ended) {
            let from = match segment.state {
                State::Ready | State::Spawned => segment.from,
                State::Waiting(on) if on.family() == WaitFamily::Timer => {
                    let timer = waits::timer(self.trace, self.task, segment.event, TimerKind::Sleep);
                    timer.map_or(until, |timer| timer.due.max(segment.from))
                }
                _ => continue,
            };
            let took = until.since(from);
            whole = whole + took;
            if longest.is_none_or(|(longest, ..)| longest < took) {
                longest = Some((took, from, until));
            }
        }
        let (_, from, until) = longest?;
        let holder = self.holder(from, until)?;
        Some(TimeSpent {
            took: whole,
            clause: format!(
                "it was due {} earlier, but {} held the loop",
                rounded(whole),
                self.name(holder)
            ),
        })
    }

    /// Whose step took most of this time.
    fn holder(&self, from: Micros, until: Micros) -> Option<TaskId> {
        let loops = &self.folds.history.loops;
        let polls = loops.polls_in(self.trace, from, until);
        // A joined future runs within the step of main.
        let inside = loops.inside_polls_in(self.trace, from, until);
        let others = polls.iter().chain(inside.iter()).filter(|poll| poll.task != self.task);
        let timed = others.map(|poll| {
            let over = poll.to.unwrap_or(until).min(until);
            (over.since(poll.from.max(from)), poll.task.0, poll.task)
        });
        let (took, _, task) = timed.max()?;
        (took > Micros::ZERO).then_some(task)
    }

    /// Its own computation.
    fn computed(&self) -> Option<TimeSpent> {
        let took = self.story.split.running;
        (took > Micros::ZERO).then(|| TimeSpent {
            took,
            clause: format!("it computed for {} besides its sleep", rounded(took)),
        })
    }

    /// Its own sleep, and when that began; of several attempts, how many there were.
    fn own(&self) -> String {
        if let Some(attempts) = self.retried() {
            return attempts.clause;
        }
        let (from, slept) = self.last_sleep();
        if from < TOLERANCE {
            format!("it slept {} from the start on, and waited for nobody", rounded(slept))
        } else {
            format!("it slept {} from {} on", rounded(slept), rounded(from))
        }
    }

    /// When its last sleep began and how long it was set to be, however late its timer was served.
    fn last_sleep(&self) -> (Micros, Micros) {
        let mut waits = self.story.waits.iter().rev();
        let sleep = waits.find(|wait| wait.on.family() == WaitFamily::Timer);
        let event = sleep.and_then(|wait| u32::try_from(wait.event).ok());
        let timer = event.and_then(|event| waits::timer(self.trace, self.task, event, TimerKind::Sleep));
        timer.map_or((self.spawned(), self.story.split.waiting_timer), |timer| {
            (timer.set, timer.due.since(timer.set))
        })
    }

    /// What decided the end of main: the task that it awaited last, with how it awaits where that makes the difference.
    fn of_main(&self, verdict: Verdict, detail: &str) -> String {
        let decided = clause_of(detail);
        let policy = self.trace.scenario().map(|scenario| scenario.policy);
        match (policy, verdict) {
            (Some(Policy::OneByOne), Verdict::Late(_)) => "it awaited one task at a time, so their times add up".into(),
            (Some(Policy::OneByOne | Policy::Race | Policy::FirstOk), _) | (None, _) => decided,
            (Some(_), Verdict::Early(_)) => format!("all slept together, and {decided}"),
            _ => decided,
        }
    }

    /// Who cancelled it.
    fn cancelled(&self) -> String {
        match cancelled_by(self.trace, self.folds, self.task) {
            Some(CancelReason::Group) => "another of its group failed",
            Some(CancelReason::Race) => "another ended first and won the race",
            Some(CancelReason::FirstOk) => "another succeeded first",
            Some(CancelReason::Deadline) => "the deadline passed",
            Some(CancelReason::Leftovers) => "main ended before it was done",
            Some(CancelReason::Dropped) => "the join was decided without it",
            Some(CancelReason::User) => "you cancelled it",
            Some(CancelReason::Stop) => "you stopped the run",
            _ => "it was cancelled",
        }
        .into()
    }
}
