//! The edge of a run under way: no more than a person can take in.
//!
//! Of all that has happened since the last look, the weightiest step is told; a weighty one stays for a while.

use super::view::View;
use super::{Caption, CaptionKind, CaptionSource, Said, Tone, moment};
use recording::{Event, EventKind, Moment, PollResult, State, TaskId};
use scenario::words;

/// Events that are looked at, the latest first.
const LOOKED_AT: usize = 2_048;
/// More steps than this between two looks are summed up, unless something went wrong.
const MOST_STEPS: usize = 8;

/// A caption of a run under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// What it says.
    pub caption: Caption,
    /// How much it matters: one that matters more stays for a while, see [`Live::outweighs`].
    pub weight: u8,
    /// The number of events that it knows of.
    pub events: usize,
}

impl Live {
    /// Whether this should replace `shown`, which stands since so many milliseconds.
    #[must_use]
    pub fn outweighs(&self, shown: &Self, for_millis: f64) -> bool {
        let stays = match shown.weight {
            0 => 0.0,
            1 | 2 => 250.0,
            3 => 700.0,
            _ => 1_500.0,
        };
        self.weight > shown.weight || for_millis >= stays
    }
}

/// What there is to say at the edge of the record, when `since` events were known at the last look.
#[must_use]
pub fn live(source: &CaptionSource, edge: Moment, since: usize) -> Live {
    let view = View::new(source, edge);
    let events = view.moment.events;
    let mut at = edge.at;
    let moments = &view.folds.history.moments;
    let first = since.max(events.saturating_sub(LOOKED_AT));
    let (from, until) = (moments.steps_after(first), moments.steps_after(events));
    let weightiest = (first..events)
        .rev()
        .filter_map(|index| Some((weight(&view.event(index)?), index)))
        .max_by_key(|&(weight, index)| (weight, index));
    let (weight, said) = match weightiest {
        Some((weight @ 0..=3, _)) if until - from > MOST_STEPS => (weight.min(1), crowd(&view)),
        Some((weight @ 2.., index)) => {
            // The step in which it happened, or the event itself between two.
            let step = moments.steps_after(index) + 1;
            let stop = moments.stop(step).filter(|&stop| stop <= events);
            at = view.event(index).map_or(at, |event| event.at);
            (weight, moment::said(&view.after(stop.unwrap_or(index + 1))))
        }
        _ => (0, moment::said(&view)),
    };
    let mut caption = said.into_caption(CaptionKind::Now { at });
    if view.scenario().is_some() && view.state(TaskId::MAIN) == State::Failed {
        caption.tone = caption.tone.max(Tone::Warning);
    }
    Live {
        caption,
        weight,
        events,
    }
}

const fn weight(event: &Event) -> u8 {
    match event.kind {
        EventKind::Failed { .. } | EventKind::Deadlock | EventKind::NeverRetrieved | EventKind::Destroyed => 5,
        EventKind::Cancelled | EventKind::AttemptFailed { .. } => 4,
        EventKind::Finished { .. } => 3,
        EventKind::PollEnd(PollResult::Pending { .. }) => 2,
        EventKind::TimerFired { .. } => 1,
        _ => 0,
    }
}

/// Of very many steps: how far it has come.
fn crowd(view: &View) -> Said {
    let lanes = &view.folds.history.lanes;
    let ended = lanes.ended_after(view.moment.events);
    let of = words::thousands(view.tasks() as u64);
    let ready = view.folds.history.loops.depth(view.moment);
    let said = Said::new(match ended {
        0 => format!("The event loop starts the tasks one after the other: {of} in all."),
        _ => format!("{} of {of} tasks have ended.", words::thousands(ended as u64)),
    });
    match ready {
        0 => said.with("The rest waits, and one thread is enough: a task that waits holds none."),
        ready => said.with(format!(
            "{} in the ready queue: the loop runs them one at a time.",
            match ready {
                1 => "1 task waits".into(),
                ready => format!("{} tasks wait", words::thousands(u64::from(ready))),
            }
        )),
    }
}
