//! What becomes of a cancel in a recorded program: asked for, arrived, cleaning up, and at last the end, or a refusal. Folded
//! from the trace as it grows; what the trace does not tell is not guessed.
//!
//! ```text
//!   asked    arrived                        end
//!   │ asked  │ cleaning up: it waits        │ cancelled
//!   │ to stop│ refused: as before           │ finished
//!   │        │ cancelling: not known (yet)  │ failed, or asked again
//! ```
//!
//! In the playground a cancel and the end are one moment, and nothing is kept of it here.

use super::{CancelReason, Event, EventKind, Moment, PollResult, State, TaskId, Trace, WaitingOn, WokenBy};
use rustc_hash::FxHashMap;
use scenario::words::{length, moment_in_a_sentence};

/// Where a cancel stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CancelPhase {
    /// It was asked for and has not arrived.
    Asked,
    /// It has arrived. Whether the task cleans up or goes on is not known.
    Arrived,
    /// It has arrived, the task waits for something and then ends as cancelled.
    CleaningUp,
    /// It has arrived, and the task goes on and returns.
    Refused,
}

impl CancelPhase {
    /// In words, after those of the state.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Asked => "asked to stop",
            Self::Arrived => "cancelling",
            Self::CleaningUp => "cleaning up",
            Self::Refused => "refused the cancel",
        }
    }
}

/// The index that means no event, and no earlier request.
const NONE: u32 = u32::MAX;

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// The task has not ended.
    Open,
    /// It did not arrive: what the task awaited took it, and ended in another way.
    Lost,
    /// The task was asked again, or failed, or was thrown away: whether it cleaned up is not known.
    Unknown,
    /// The task ended as cancelled.
    Cancelled,
    /// The task returned.
    Finished,
}

/// A request that a task end, followed to what became of it. Events are indexes in [`Trace::events`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FollowedCancel {
    /// The event that asked for it.
    pub asked: u32,
    /// The start of the poll in which it arrived.
    arrived: u32,
    /// What ended it: the end of the task, a further request, or the wake that lost it.
    over: u32,
    /// The request before this one of the same task, as its number.
    earlier: u32,
    outcome: Outcome,
    /// Whether the next poll of the task begins with it.
    arrives: bool,
    /// Whether the task has waited since it arrived.
    waited: bool,
}

/// The requests that tasks end, up to the last folded event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CancelRecord {
    requests: Vec<FollowedCancel>,
    /// The last request of each task that has one, by the number of the task.
    last: FxHashMap<u64, u32>,
    /// The number of requests after whose arrival a task has waited and, as far as is known, has not gone on.
    cleaned_up: usize,
}

/// The bytes that a request is estimated to take, for the [`Budget`](super::Budget): a list that doubles, and an entry of a
/// hash map that is half empty.
pub(super) const COUNTED: u64 = 2 * (size_of::<FollowedCancel>() as u64 + 17);

impl FollowedCancel {
    /// Where it stands after the first `events` events of the trace.
    #[must_use]
    pub fn phase_after(&self, events: usize) -> Option<CancelPhase> {
        let happened = |event: u32| event != NONE && (event as usize) < events;
        if !happened(self.asked) {
            return None;
        }
        match self.outcome {
            Outcome::Finished if happened(self.arrived) => Some(CancelPhase::Refused),
            _ if happened(self.over) => None,
            _ if !happened(self.arrived) => Some(CancelPhase::Asked),
            Outcome::Cancelled if self.waited => Some(CancelPhase::CleaningUp),
            _ => Some(CancelPhase::Arrived),
        }
    }

    /// From the request to what ended it, if the task was being cancelled in between: the two events, the second one
    /// `None` if it goes on. Of a cancel that was refused, up to its arrival.
    #[must_use]
    pub fn stretch(&self) -> (u32, Option<u32>) {
        let over = match self.outcome {
            Outcome::Finished if self.arrived != NONE => self.arrived,
            _ => self.over,
        };
        (self.asked, Some(over).filter(|&over| over != NONE))
    }

    const fn is_open(&self) -> bool {
        self.over == NONE
    }

    const fn has_arrived(&self) -> bool {
        self.arrived != NONE
    }
}

impl CancelRecord {
    /// Folds an event, in the pass of [`Lanes`](super::Lanes): `before` is the state of its task before it, and
    /// `was_cancelled` whether another task has ended as cancelled.
    pub(super) fn fold(
        &mut self,
        trace: &Trace,
        index: u32,
        event: &Event<'_>,
        (task, before): (TaskId, State),
        was_cancelled: impl Fn(TaskId) -> bool,
    ) {
        if let EventKind::CancelRequested { by, why } = event.kind {
            if trace.scenario().is_none() && wants_its_end(trace, task, by, why) && !before.ended() {
                self.ask(index, task, before);
            }
            return;
        }
        if self.requests.is_empty() {
            return;
        }
        let Some(request) = self.open(task) else { return };
        match event.kind {
            EventKind::Woken { by } if !request.arrives && !request.has_arrived() => {
                let passes_on = match by {
                    WokenBy::Cancel(_) => true,
                    // A gather that was asked to end raises it whatever became of the others.
                    WokenBy::Task(ended) => before == State::Waiting(WaitingOn::Gather) || was_cancelled(ended),
                    _ => false,
                };
                if passes_on {
                    request.arrives = true;
                } else {
                    (request.over, request.outcome) = (index, Outcome::Lost);
                }
            }
            EventKind::PollStart if request.arrives && !request.has_arrived() => request.arrived = index,
            EventKind::PollEnd(PollResult::Pending { .. }) if request.has_arrived() && !request.waited => {
                request.waited = true;
                self.cleaned_up += 1;
            }
            EventKind::Finished { .. } => self.over(task, index, Outcome::Finished),
            EventKind::Cancelled => self.over(task, index, Outcome::Cancelled),
            EventKind::Failed { .. } | EventKind::Destroyed => self.over(task, index, Outcome::Unknown),
            _ => {}
        }
    }

    /// Where the cancel of a task stands after the first `events` events of the trace: the last one that was asked for
    /// until then. A refusal is told of the task's end, too.
    #[must_use]
    pub fn phase(&self, task: TaskId, events: usize) -> Option<CancelPhase> {
        let asked = |request: &&FollowedCancel| (request.asked as usize) < events;
        self.of_task(task).find(asked)?.phase_after(events)
    }

    /// The request whose cancel has arrived at a task that has not ended: the event that asked for it.
    pub(super) fn arrived(&self, task: TaskId) -> Option<u32> {
        let last = self.of_task(task).next()?;
        (last.is_open() && last.has_arrived()).then_some(last.asked)
    }

    /// The requests of a task, the last one first.
    pub fn of_task(&self, task: TaskId) -> impl Iterator<Item = &FollowedCancel> {
        let last = self.last.get(&u64::from(task.0)).copied();
        let request = move |number: u32| self.requests.get(number as usize);
        std::iter::successors(last.and_then(request), move |later| request(later.earlier))
    }

    /// Whether some task has waited after a cancel had arrived, and has not gone on as far as is known.
    #[must_use]
    pub const fn some_clean_up(&self) -> bool {
        self.cleaned_up > 0
    }

    fn ask(&mut self, index: u32, task: TaskId, before: State) {
        if let Some(open) = self.open(task) {
            // A second request before the first has arrived is one with it.
            if !open.has_arrived() {
                return;
            }
            (open.over, open.outcome) = (index, Outcome::Unknown);
        }
        let number = u32::try_from(self.requests.len()).unwrap_or(NONE);
        self.requests.push(FollowedCancel {
            asked: index,
            arrived: NONE,
            over: NONE,
            earlier: self.last.insert(u64::from(task.0), number).unwrap_or(NONE),
            outcome: Outcome::Open,
            // One that waits is woken by it, or passes it on to what it awaits.
            arrives: !matches!(before, State::Waiting(_)),
            waited: false,
        });
    }

    fn open(&mut self, task: TaskId) -> Option<&mut FollowedCancel> {
        let last = *self.last.get(&u64::from(task.0))?;
        self.requests.get_mut(last as usize).filter(|request| request.is_open())
    }

    fn over(&mut self, task: TaskId, index: u32, outcome: Outcome) {
        let Some(request) = self.open(task) else { return };
        let arrived = request.has_arrived();
        (request.over, request.outcome) = (index, if arrived { outcome } else { Outcome::Lost });
        if arrived && outcome == Outcome::Finished && request.waited {
            self.cleaned_up -= 1;
        }
    }
}

/// What became of the last cancel of a task up to a moment, in a sentence or two: `main asked it to stop at 0.020 s (line 18).
/// The cancel arrived at 0.020 s; it is cleaning up.` `None` if nobody had asked for one.
#[must_use]
pub fn told(trace: &Trace, record: &CancelRecord, task: TaskId, moment: Moment) -> Option<String> {
    let happened = |event: u32| event != NONE && (event as usize) < moment.events;
    let request = record.of_task(task).find(|request| happened(request.asked))?;
    let at = |event: u32| trace.events.at(event as usize).unwrap_or(moment.at);
    let asked = trace.events.get(request.asked as usize)?;
    let by = match asked.kind {
        EventKind::CancelRequested { by, .. } => by.filter(|by| *by != task),
        _ => None,
    };
    let line = trace.events.extra(request.asked as usize).line;
    let line = line.map_or(String::new(), |line| format!(" (line {})", line.line));
    let when = moment_in_a_sentence(asked.at);
    let asked = match by {
        Some(by) => format!("{} asked it to stop at {when}{line}", trace.name_in_words(by)),
        None => format!("It was asked to stop at {when}{line}"),
    };
    let over = happened(request.over);
    if !happened(request.arrived) {
        let rest = match over {
            true => "The cancel did not arrive: what it awaited had taken it, and ended in another way",
            false => "The cancel has not arrived",
        };
        return Some(format!("{asked}. {rest}."));
    }
    let arrived = format!("The cancel arrived at {}", moment_in_a_sentence(at(request.arrived)));
    let for_so_long = || length(at(request.over).since(at(request.arrived)));
    let rest = match request.outcome {
        Outcome::Finished if over => "it refused the cancel: it caught it, and ended in its own way".to_owned(),
        Outcome::Finished => "it refused the cancel, and goes on".to_owned(),
        Outcome::Cancelled if over && request.waited => format!("it cleaned up for {} and ended", for_so_long()),
        Outcome::Cancelled if over => "it ended at once".to_owned(),
        Outcome::Cancelled if request.waited => "it is cleaning up".to_owned(),
        _ if over => "whether it cleaned up or went on is not recorded".to_owned(),
        _ => "it is cleaning up, or goes on".to_owned(),
    };
    Some(format!("{asked}. {arrived}; {rest}."))
}

/// Whether who asks for a cancel wants the task to end: a timeout around code of the task itself only interrupts that, and a
/// group interrupts the body of its own `async with` when one of its tasks fails.
fn wants_its_end(trace: &Trace, task: TaskId, by: Option<TaskId>, why: CancelReason) -> bool {
    match why {
        CancelReason::Timeout | CancelReason::Deadline => by.is_some_and(|by| by != task),
        CancelReason::Group => by.is_none_or(|by| trace.tasks.parent(by) != Some(task)),
        _ => true,
    }
}
