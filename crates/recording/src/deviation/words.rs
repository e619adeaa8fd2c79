//! A deviation in sentences: the task first, then what it did, then the reason.

use super::{Cause, Deviation, Ending, Share, TaskDeviation};
use crate::causes::Precision;
use crate::{RunOutcome, State, Trace};
use scenario::time::{Micros, Shift};
use scenario::words::{self, moment_in_a_sentence};

/// The most causes in a sentence, the largest first.
const MOST_CAUSES: usize = 2;

impl Deviation {
    /// The deviation of the run in one or a few sentences: differences in outcome and order first, then the total.
    ///
    /// `real` is the trace of the run.
    #[must_use]
    pub fn text(&self, real: &Trace) -> String {
        let mut sentences = Vec::new();
        if let Some((predicted, outcome)) = self.outcome {
            sentences.push(format!(
                "The run {}; predicted was that it {}.",
                ended(outcome),
                ended(predicted)
            ));
        }
        if let Some((came, was_to)) = self.order {
            let (came, was_to) = (real.name_in_words(came), real.name_in_words(was_to));
            sentences.push(format!(
                "{came} ends before {was_to}; predicted was the other way round."
            ));
        }
        let precision = Precision::of(real);
        // From a second on rounded down, as the run status and the clock show it.
        let took = match real.last_stamp() {
            short if short < Micros::from_secs(1) => precision.length(short),
            long => words::length(Micros(long.0 / 1_000 * 1_000)),
        };
        let takes = format!("The run takes {took}");
        sentences.push(match visible(precision, self.makespan) {
            false => format!("{takes}, as predicted."),
            true => format!(
                "{takes}, {} {} than predicted{}.",
                precision.length(self.makespan.length()),
                if self.makespan.later() { "longer" } else { "less" },
                because(real, "it", &self.why, self.makespan)
            ),
        });
        sentences.join(" ")
    }
}

impl TaskDeviation {
    /// The deviation of the task's end in a few characters: `+1.2 ms`, `−0.3 ms`; `otherwise` for one that ended in another
    /// way, and nothing for one that did not end.
    #[must_use]
    pub fn short(&self) -> String {
        match self.by {
            Some(by) if by.length() == Micros::ZERO => "0 ms".into(),
            Some(by) => {
                let sign = if by.later() { '+' } else { '−' };
                format!("{sign}{}", words::length(by.length()))
            }
            None if self.ended_differently() => "otherwise".into(),
            None => String::new(),
        }
    }

    /// The deviation of the task in a sentence. `real` is the trace of the run.
    #[must_use]
    pub fn text(&self, real: &Trace) -> String {
        let name = real.name_in_words(self.task);
        let precision = Precision::of(real);
        match (self.predicted, self.real, self.by) {
            (_, Some(end), Some(by)) if !visible(precision, by) => {
                format!(
                    "{name} {} at {}, as predicted.",
                    ends(end),
                    moment_in_a_sentence(end.at)
                )
            }
            (_, Some(end), Some(by)) => format!(
                "{name} {} at {}, {} {} than predicted{}.",
                ends(end),
                moment_in_a_sentence(end.at),
                precision.length(by.length()),
                if by.later() { "later" } else { "earlier" },
                because(real, "it", &self.why, by)
            ),
            (predicted, end, _) if predicted.is_none() && end.is_none() => {
                format!("{name} does not start, as predicted.")
            }
            (predicted, end, _) => format!("{name} {}; predicted was that it {}.", ends_at(end), ends_at(predicted)),
        }
    }
}

impl Share {
    /// The cause as a clause that continues a sentence about `whom`. Lengths have the precision of `real`, the trace of
    /// the run.
    #[must_use]
    pub fn clause(&self, real: &Trace, whom: &str) -> String {
        let by = Precision::of(real).length(self.by.length());
        let later = self.by.later();
        let more = if later { "more" } else { "less" };
        let slower = if later { "longer" } else { "shorter" };
        match self.cause {
            Cause::Timers if later => format!("timers that {whom} depends on are served {by} late"),
            Cause::Timers => format!("timers that {whom} depends on are served {by} sooner"),
            Cause::Held => {
                let holder = self.holder.map(|task| real.name_in_words(task));
                let mostly = holder.map_or_else(String::new, |holder| format!(", {holder} the longest"));
                if later && self.predicted == Micros::ZERO {
                    format!("others hold the only thread for {by}{mostly}")
                } else {
                    format!("others hold the only thread for {by} {more}{mostly}")
                }
            }
            Cause::Hidden if later => format!("the tab is hidden, and timers are served {by} late"),
            Cause::Hidden => format!("the tab is hidden for {by} less"),
            Cause::Polls => format!("the polls that lead there take {by} {slower}"),
            Cause::Queue => format!(
                "the loop gets to {whom} {by} {}",
                if later { "later" } else { "sooner" }
            ),
            Cause::Sleeps => format!("{whom} waits for other timers than predicted, {by} {slower}"),
        }
    }
}

/// `: timers that it depends on are served 12 ms late`. Leaves out shares that are invisible or less than a tenth of
/// the whole.
fn because(real: &Trace, whom: &str, why: &[Share], whole: Shift) -> String {
    let precision = Precision::of(real);
    let worth_saying =
        |share: &&Share| visible(precision, share.by) && share.by.length().0.saturating_mul(10) >= whole.length().0;
    let shares = why.iter().filter(worth_saying).take(MOST_CAUSES);
    let clauses: Vec<String> = shares.map(|share| share.clause(real, whom)).collect();
    if clauses.is_empty() {
        return String::new();
    }
    format!(": {}", clauses.join(", and "))
}

/// Whether a clock of this precision can distinguish it from 0.
fn visible(precision: Precision, by: Shift) -> bool {
    by != Shift(0) && precision.can_tell(by.length())
}

const fn ended(outcome: RunOutcome) -> &'static str {
    match outcome {
        RunOutcome::Ok => "ends without an error",
        RunOutcome::Failed => "fails",
        RunOutcome::Stopped => "is stopped",
        RunOutcome::Deadlock => "comes to a deadlock",
        RunOutcome::Limit => "comes to the recorder's limit",
    }
}

const fn ends(end: Ending) -> &'static str {
    match end.how {
        State::Failed => "fails",
        State::Cancelled => "is cancelled",
        State::Destroyed => "is destroyed",
        _ => "finishes",
    }
}

fn ends_at(end: Option<Ending>) -> String {
    end.map_or_else(
        || "does not start".into(),
        |end| format!("{} at {}", ends(end), moment_in_a_sentence(end.at)),
    )
}
