//! What the row of tasks in flight answers at a moment: `At 1.200 s: 14 in flight, 3 failed so far`.

use crate::bar::BarAnswer;
use crate::glossary::Term;
use recording::{FlightCounts, History, Trace};
use scenario::time::Micros;
use scenario::words::{moment_in_a_sentence, thousands};

/// The answer at this moment; `None` after `now`, the end of the recorded time. `predicted` says that nothing of it has happened.
#[must_use]
pub fn answer(trace: &Trace, history: &History, at: Micros, now: Micros, predicted: bool) -> Option<BarAnswer> {
    let FlightCounts { least, most, failed } = history.density.at(trace, at, now)?;
    let when = moment_in_a_sentence(at);
    let when = if predicted {
        format!("At {when}, predicted")
    } else {
        format!("At {when}")
    };
    let in_flight = if least == most {
        thousands(most)
    } else {
        format!("{} to {}", thousands(least), thousands(most))
    };
    let failed = if failed == 0 { "none".into() } else { thousands(failed) };
    let until = if predicted { "by then" } else { "so far" };
    Some(BarAnswer {
        title: format!("{when}: {in_flight} in flight, {failed} failed {until}"),
        term: Term::FlightRow,
        rows: Vec::new(),
    })
}
