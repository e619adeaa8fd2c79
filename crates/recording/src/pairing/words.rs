//! The difference of two records in a sentence, and that of a task in a few words.

use super::{FoldedRecord, Pairing};
use crate::RunOutcome;
use crate::deviation::{Cause, Share};
use scenario::time::{Micros, Shift};
use scenario::words;

/// The most causes in a sentence, the largest first.
const MOST_CAUSES: usize = 3;

impl Pairing {
    /// What differs in total, and what made the difference, in one to three sentences. `names` are those of the records.
    #[must_use]
    pub fn text(&self, records: [FoldedRecord<'_>; 2], names: [&str; 2]) -> String {
        let [first, second] = names;
        let whole = words::length(self.by().length());
        let mut said = match self.by() {
            Shift(0) => format!("Both take {}.", words::length(self.lengths()[0])),
            by => {
                let how = if by.later() { "longer" } else { "less" };
                format!("{second} takes {whole} {how} than {first}{}.", self.because(records))
            }
        };
        if self.outcomes()[0] != self.outcomes()[1] {
            let [one, other] = self.outcomes().map(ended);
            said += &format!(" Of the two, {first} {one} and {second} {other}.");
        }
        said
    }

    /// `: 1.9 of the 2.3 s in sleeps, 0.4 s while others held the thread, D the longest`.
    fn because(&self, records: [FoldedRecord<'_>; 2]) -> String {
        let whole = self.by().length();
        let worth_saying = |share: &&Share| share.by.length().0.saturating_mul(20) >= whole.0;
        let shares: Vec<&Share> = self.why().iter().filter(worth_saying).take(MOST_CAUSES).collect();
        let clauses = shares.iter().enumerate().map(|(index, share)| {
            let length = words::length(share.by.length());
            let length = match index {
                0 if share.by.later() == self.by().later() && share.by.length() < whole => {
                    format!("{length} of the {}", words::length(whole))
                }
                _ => length,
            };
            let more = match (share.by.later(), share.by.later() == self.by().later()) {
                (_, true) => "",
                (true, false) => " more",
                (false, false) => " less",
            };
            format!(
                "{length}{more} {}",
                place(share.cause, holder(share, records).as_deref())
            )
        });
        let clauses: Vec<String> = clauses.collect();
        if clauses.is_empty() {
            return String::new();
        }
        format!(": {}", clauses.join(", "))
    }
}

/// The causes of one task's difference: `+400 ms held by c, −100 ms sleeps`. Those of less than a twentieth of the largest are
/// left out. Empty without causes.
#[must_use]
pub fn causes_in_words(why: &[Share], records: [FoldedRecord<'_>; 2]) -> String {
    let largest = why.first().map_or(0, |share| share.by.length().0);
    let worth_saying = |share: &&Share| share.by.length().0.saturating_mul(20) >= largest;
    let causes = why.iter().filter(worth_saying).take(MOST_CAUSES).map(|share| {
        let sign = if share.by.later() { '+' } else { '−' };
        let holder = holder(share, records);
        let place = match share.cause {
            Cause::Timers => "late timers".into(),
            Cause::Held => holder.map_or_else(|| "held by others".into(), |holder| format!("held by {holder}")),
            Cause::Hidden => "hidden tab".into(),
            Cause::Polls => "polls".into(),
            Cause::Queue => "ready queue".into(),
            Cause::Sleeps => "sleeps".into(),
        };
        format!("{sign}{} {place}", words::length(share.by.length()))
    });
    causes.collect::<Vec<String>>().join(", ")
}

/// The task that held the thread longest, in the record in which it took longer.
fn holder(share: &Share, records: [FoldedRecord<'_>; 2]) -> Option<String> {
    let slower = records[usize::from(share.by.later())].trace;
    share.holder.map(|task| slower.name_in_words(task).into_owned())
}

/// Where the time went.
fn place(cause: Cause, holder: Option<&str>) -> String {
    match (cause, holder) {
        (Cause::Timers, _) => "by timers that were served late".to_owned(),
        (Cause::Held, Some(holder)) => format!("while others held the only thread, {holder} the longest"),
        (Cause::Held, None) => "while others held the only thread".to_owned(),
        (Cause::Hidden, _) => "while the tab was hidden".to_owned(),
        (Cause::Polls, _) => "in the polls that led to the end".to_owned(),
        (Cause::Queue, _) => "in the ready queue".to_owned(),
        (Cause::Sleeps, _) => "in the timers that led to the end".to_owned(),
    }
}

const fn ended(outcome: Option<RunOutcome>) -> &'static str {
    match outcome {
        Some(RunOutcome::Ok) => "finished",
        Some(RunOutcome::Failed) => "failed",
        Some(RunOutcome::Stopped) => "was stopped",
        Some(RunOutcome::Deadlock) => "came to a deadlock",
        Some(RunOutcome::Limit) => "was recorded up to a limit",
        None => "was cut off",
    }
}

/// A change of a time: `+1.2 s`, `−300 ms`, `0 ms`.
#[must_use]
pub fn change(first: Micros, second: Micros) -> String {
    let by = Shift::between(first, second);
    match by {
        Shift(0) => "0 ms".to_owned(),
        by => format!("{}{}", if by.later() { '+' } else { '−' }, words::length(by.length())),
    }
}
