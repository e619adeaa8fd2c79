//! Why something happened: the chain of recorded events that led to it, in sentences.
//!
//! Uses the trace alone: an event of the trace proves each sentence; nothing is predicted or guessed. Advice is left to
//! [`super::findings`], drawing to the timeline.

mod answers;
mod edges;
mod failure_handling;
mod index;
mod links;
mod polls;
mod story;
mod walk;
mod words;

pub use failure_handling::{FailureHandling, failure_handling};
pub use index::Causes;
pub use story::{Edge, TaskStory, Wait, for_task, wake};

pub(crate) use edges::{CauseView, LateReason};
pub(crate) use failure_handling::is_swallowed;
pub use failure_handling::{HEARD_BY_NOBODY, failure_in_words};
pub(crate) use polls::{Held, PollRecord};
pub(crate) use words::{Precision, names};

use super::{TaskId, Trace};
use scenario::time::Micros;

/// The most links in a chain, including the link for those left out: as many as are read without scrolling.
pub const MOST_LINKS: usize = 12;

/// The answer to "why did this happen now?".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// `Why was orders cancelled at 0.800 s?`
    pub question: String,
    /// The answer, in one sentence.
    pub answer: String,
    /// The events from the first cause to the event itself, in order of time, at most [`MOST_LINKS`].
    pub links: Vec<Link>,
}

/// One event of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The time.
    pub at: Micros,
    /// The task; `None` for an event of the loop.
    pub task: Option<TaskId>,
    /// The index of the event in [`Trace::events`]. For [`LinkKind::Elided`], that of the first event left out.
    pub event: usize,
    /// The kind of link, for a glyph.
    pub kind: LinkKind,
    /// The event in words, without the time: `orders was polled at once`.
    pub text: String,
}

/// The kind of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// A task was started.
    Started,
    /// A task was woken.
    Woken,
    /// A poll started.
    Polled,
    /// A poll returned.
    Returned,
    /// A timer was set, served or cleared.
    Timer,
    /// A permit was waited for, acquired or released.
    Permit,
    /// An attempt began.
    Attempt,
    /// A line was printed.
    Printed,
    /// A task finished.
    Finished,
    /// A task or an attempt failed.
    Failed,
    /// A task was cancelled, or its cancellation was requested.
    Cancelled,
    /// A failure was never retrieved.
    Unseen,
    /// An event of the loop or its clock.
    Loop,
    /// Links in the middle that were left out.
    Elided,
}

impl LinkKind {
    /// The word used in `data-kind` and the style sheet.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Woken => "woken",
            Self::Polled => "polled",
            Self::Returned => "returned",
            Self::Timer => "timer",
            Self::Permit => "permit",
            Self::Attempt => "attempt",
            Self::Printed => "printed",
            Self::Finished => "finished",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Unseen => "unseen",
            Self::Loop => "loop",
            Self::Elided => "elided",
        }
    }
}

/// Why the event with this index in the trace happened.
///
/// `causes` must have folded the trace up to that event. Costs the length of the chain times the logarithm of the
/// trace's length. For an index without an event, the chain is empty.
///
/// ```
/// use scenario::Scenario;
/// use recording::causes;
///
/// let trace = runtime::simulate(&Scenario::default());
/// let mut index = causes::Causes::default();
/// index.extend(&trace);
/// let chain = causes::why(&trace, &index, trace.events.len() - 2);
/// assert_eq!(chain.question, "Why did main finish at 2.000 s?");
/// assert_eq!(chain.answer, "A was the last that main awaited: it finished at 2.000 s.");
/// ```
#[must_use]
pub fn why(trace: &Trace, causes: &Causes, event: usize) -> Chain {
    let view = CauseView::of(trace, causes);
    let Some(selected) = view.event(event) else {
        return Chain::default();
    };
    Chain {
        question: answers::question(&view, &selected),
        answer: answers::answer(&view, event, &selected),
        links: walk::back_from(&view, event),
    }
}
