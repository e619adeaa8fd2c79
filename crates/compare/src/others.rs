//! What became of the operations of a run beside the one that decided it, as counts and as sentences for a row of the
//! comparison. Reads a complete recording; knows no page.

use recording::causes::{Causes, FailureHandling, failure_handling};
use recording::{CancelReason, Ended, EventKind, Lanes, TaskId, Trace};
use scenario::time::Micros;
use scenario::words::{count, length};
use scenario::{Leftovers, Policy, Unit};
use std::fmt;

/// What became of the operations beside the one that decided how main ended. Displays as sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Others {
    /// What decided how main ended.
    pub decision: Decision,
    /// How the operations ended, except the one that decided.
    pub counts: OtherCounts,
    /// The time of main's end.
    pub main_ended: Micros,
    /// Whether main raised an error.
    pub main_failed: bool,
    policy: Policy,
    unit: Unit,
    leftovers: Leftovers,
}

/// What decided how main ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The ends of all operations: main awaited every one.
    All,
    /// The end of one operation.
    One {
        /// What people read for it.
        label: String,
        /// Whether it failed; otherwise it finished.
        failed: bool,
        /// The time of its end.
        at: Micros,
    },
    /// The deadline.
    Deadline {
        /// The time at which its timer was served.
        at: Micros,
    },
}

/// The number of operations by what became of them. With [`Decision::One`], that operation is not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OtherCounts {
    /// Finished before main ended.
    pub finished: u32,
    /// Failed before main ended.
    pub failed: u32,
    /// Cancelled before main ended: by the group, by main, by the deadline, or dropped with the join.
    pub cancelled: u32,
    /// Kept running until main ended, which cancelled them.
    pub cancelled_with_main: u32,
    /// Kept running after main's end, and finished.
    pub finished_later: u32,
    /// Kept running after main's end, and failed.
    pub failed_later: u32,
    /// Never started.
    pub never_started: u32,
    /// Of the failures, those that no code looked at.
    pub unheard: u32,
}

impl OtherCounts {
    /// All operations but the one that decided.
    #[must_use]
    pub const fn all(&self) -> u32 {
        self.ended() + self.cancelled + self.cancelled_with_main + self.later() + self.never_started
    }

    /// Those that ended by themselves before main did.
    const fn ended(&self) -> u32 {
        self.finished + self.failed
    }

    /// Those that kept running after main's end.
    const fn later(&self) -> u32 {
        self.finished_later + self.failed_later
    }
}

impl Others {
    /// Reads a complete run of the playground. `lanes` and `causes` must have folded all of it.
    ///
    /// `None` if main has not ended, or for the recording of another program.
    #[must_use]
    pub fn of(trace: &Trace, lanes: &Lanes, causes: &Causes) -> Option<Self> {
        let scenario = trace.scenario()?;
        let main_end = lanes.ended_by(TaskId::MAIN)?;
        let end = trace.events.get(main_end)?;
        let main_failed = matches!(end.kind, EventKind::Failed { .. });
        let cause = end.cause.and_then(|cause| trace.events.get(cause as usize));
        let awaits_any = matches!(scenario.policy, Policy::Race | Policy::FirstOk);
        let one = |task: TaskId, failed: bool, at: Micros| {
            let label = trace.name_in_words(task).into_owned();
            (Some(task), Decision::One { label, failed, at })
        };
        let (decider, decision) = match cause.map(|cause| (cause.kind, cause.task, cause.at)) {
            Some((EventKind::TimerFired { .. }, _, at)) if main_failed => (None, Decision::Deadline { at }),
            // First success fails when all have failed: the last failure is not a decision against the others.
            Some((EventKind::Failed { .. }, Some(task), at)) if main_failed && scenario.policy != Policy::FirstOk => {
                one(task, true, at)
            }
            Some((EventKind::Finished { .. }, Some(task), at)) if awaits_any && !main_failed => one(task, false, at),
            _ => (None, Decision::All),
        };
        let mut counts = OtherCounts::default();
        for (task, lane) in lanes.iter(trace).skip(1) {
            if Some(task) == decider {
                continue;
            }
            let later = lane.ended_by() > Some(main_end);
            let counter = match lane.end().map(|end| end.how) {
                None => &mut counts.never_started,
                Some(Ended::Finished) if later => &mut counts.finished_later,
                Some(Ended::Finished) => &mut counts.finished,
                Some(Ended::Failed) if later => &mut counts.failed_later,
                Some(Ended::Failed) => &mut counts.failed,
                Some(Ended::Cancelled | Ended::Destroyed) => {
                    let request = causes.cancel_of(task).and_then(|event| trace.events.get(event));
                    match request.map(|request| request.kind) {
                        Some(EventKind::CancelRequested {
                            why: CancelReason::Leftovers,
                            ..
                        }) => &mut counts.cancelled_with_main,
                        _ => &mut counts.cancelled,
                    }
                }
            };
            *counter += 1;
            counts.unheard += u32::from(is_unheard(trace, lanes, causes, task));
        }
        Some(Self {
            decision,
            counts,
            main_ended: end.at,
            main_failed,
            policy: scenario.policy,
            unit: scenario.runs_as(),
            leftovers: scenario.leftovers,
        })
    }

    /// What decided how main ended, as a sentence.
    fn lead(&self) -> String {
        let OtherCounts { failed, .. } = self.counts;
        let all = self.counts.all();
        match &self.decision {
            Decision::All if self.main_failed && all == 1 => "It fails, and main with it.".into(),
            Decision::All if self.main_failed => format!("All {all} fail, and main with them."),
            Decision::All if failed == 0 && all == 1 => "It finishes.".into(),
            Decision::All if failed == 0 => format!("All {all} finish."),
            Decision::All if all == 1 => "Main gets its failure as an outcome.".into(),
            Decision::All => format!(
                "Main gets all {all} outcomes, {} too.",
                count(failed as usize, "failure")
            ),
            Decision::One { label, failed, at } => {
                let name = begun(label);
                let at = length(*at);
                match (self.policy, failed) {
                    (Policy::Race, false) => format!("{name} is first, at {at}."),
                    (Policy::Race, true) => format!("{name} is first, at {at}, and fails."),
                    (_, false) => format!("{name} is the first to succeed, at {at}."),
                    (_, true) => {
                        let heard = length(self.main_ended);
                        if heard == at {
                            format!("{name} fails at {at}.")
                        } else {
                            format!("{name} fails at {at}; main hears of it at {heard}.")
                        }
                    }
                }
            }
            Decision::Deadline { at } => format!("The deadline passes at {}.", length(*at)),
        }
    }

    /// What became of the operations that had ended when main did.
    fn ended(&self) -> Option<String> {
        let OtherCounts { finished, failed, .. } = self.counts;
        let has = |number: u32| if number == 1 { "has" } else { "have" };
        match (finished, failed) {
            _ if self.decision == Decision::All => None,
            (0, 0) => None,
            (finished, 0) => Some(format!("By then, {finished} {} finished.", has(finished))),
            (0, failed) => Some(format!("By then, {failed} {} failed.", has(failed))),
            (finished, failed) => Some(format!(
                "By then, {finished} {} finished and {failed} {} failed.",
                has(finished),
                has(failed)
            )),
        }
    }

    fn cancelled(&self) -> Option<String> {
        let these = self.these(self.counts.cancelled)?;
        Some(match (&self.decision, self.policy, self.unit) {
            (Decision::Deadline { .. }, _, _) => format!("It cancels {these}."),
            (_, _, Unit::Future) => format!("The join drops {these}."),
            (_, Policy::Group, _) => format!("The group cancels {these}."),
            _ => format!("Main cancels {these}."),
        })
    }

    fn cancelled_with_main(&self) -> Option<String> {
        let number = self.counts.cancelled_with_main;
        let these = capitalized(&self.these(number)?);
        Some(if number == 1 {
            format!("{these} keeps running until main ends, which cancels it.")
        } else {
            format!("{these} keep running until main ends, which cancels them.")
        })
    }

    fn later(&self) -> Option<String> {
        let OtherCounts {
            finished_later,
            failed_later,
            ..
        } = self.counts;
        let number = self.counts.later();
        let these = capitalized(&self.these(number)?);
        // Operations that were in the ready queue when main ended are still polled in its last turn.
        let when = match self.leftovers {
            Leftovers::Finish => "after main has ended",
            Leftovers::Cancel => "to the end of main’s last turn",
        };
        Some(match (finished_later, failed_later) {
            (1, 0) => format!("{these} keeps running {when}, and finishes."),
            (0, 1) => format!("{these} keeps running {when}, and fails."),
            (_, 0) => format!("{these} keep running {when}, and finish."),
            (0, _) => format!("{these} keep running {when}, and fail."),
            (finished, failed) => format!(
                "{these} keep running {when}: {finished} {}, {failed} {}.",
                verb(finished, "finish", "es"),
                verb(failed, "fail", "s")
            ),
        })
    }

    fn never_started(&self) -> Option<String> {
        let number = self.counts.never_started;
        let these = capitalized(&self.these(number)?);
        Some(format!("{these} never {}.", verb(number, "start", "s")))
    }

    fn unheard(&self) -> Option<String> {
        let number = self.counts.unheard;
        (number > 0).then(|| format!("Nobody hears of {}.", count(number as usize, "failure")))
    }

    /// This many of the operations, in words; `None` for none.
    fn these(&self, number: u32) -> Option<String> {
        let all = self.counts.all();
        let beside_one = matches!(self.decision, Decision::One { .. });
        match (number, beside_one) {
            (0, _) => None,
            (1, true) if all == 1 => Some("the other one".into()),
            (_, true) if number == all => Some(format!("the other {number}")),
            (1, true) => Some("1 other".into()),
            (_, true) => Some(format!("{number} others")),
            (1, false) if all == 1 => Some("the only task".into()),
            (_, false) if number == all => Some(format!("all {number}")),
            (_, false) => Some(format!("{number} of {all}")),
        }
    }
}

impl fmt::Display for Others {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lead())?;
        let rest = [
            self.ended(),
            self.cancelled(),
            self.cancelled_with_main(),
            self.later(),
            self.never_started(),
            self.unheard(),
        ];
        rest.into_iter()
            .flatten()
            .try_for_each(|sentence| write!(f, " {sentence}"))
    }
}

/// Whether this operation failed and no code looked at it.
fn is_unheard(trace: &Trace, lanes: &Lanes, causes: &Causes, task: TaskId) -> bool {
    lanes.state(task) == recording::State::Failed
        && matches!(
            failure_handling(trace, causes, task),
            Some(FailureHandling::Nowhere { .. } | FailureHandling::Swallowed { .. })
        )
}

/// The label of a task as the beginning of a sentence: from the 27th on, an unnamed task is called by its number.
fn begun(label: &str) -> String {
    if label.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("Task {label}")
    } else {
        label.to_owned()
    }
}

/// Of text that begins in English: the tables for other letters take 5 KB of the page.
fn capitalized(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// The verb for a subject of this number.
fn verb(number: u32, verb: &str, ending: &str) -> String {
    if number == 1 {
        format!("{verb}{ending}")
    } else {
        verb.to_owned()
    }
}
