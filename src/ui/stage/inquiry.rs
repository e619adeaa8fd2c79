//! The question that the selection and the playhead ask about the recording: the event in question, the chain of its
//! causes, and the story of the selected task. Shown as text by the Why panel and as arrows by the timeline.

use super::selection::Selection;
use crate::ui::reactive::{Handle, Memo, lasting, memo};
use crate::ui::session::{Playhead, Record};
use crate::ui::whole::Whole;
use recording::causes::{self, Chain, Edge};
use recording::findings::Finding;
use recording::inquiry::{self, SelectedStory, ToldFailure, event_in_question, story};
use recording::{Folds, Trace};
use timeline::{DrawnWake, SelectedMoment, arrows};

/// Failures that are told of a run without findings.
const MOST_FAILURES: usize = 3;

/// The question and its answers. Copies are handles to the same state.
pub type Inquiry = Handle<InquiryParts>;

/// The parts of [`Inquiry`].
pub struct InquiryParts {
    record: Record,
    playhead: Playhead,
    selection: Selection,
    event: Memo<Option<usize>>,
    chain: Memo<Option<Chain>>,
    story: Memo<Option<SelectedStory>>,
    wakes: Memo<Vec<DrawnWake>>,
    findings: Memo<Option<Vec<Finding>>>,
}

impl Inquiry {
    /// Follows the selection and the playhead. Owned by the component that calls this; nothing is computed until it is
    /// read.
    #[must_use]
    pub fn new(record: Record, playhead: Playhead, selection: Selection) -> Self {
        let event = memo(move || {
            let (events, task, live) = (playhead.events_at(), selection.task(), playhead.live());
            record
                .with(|trace, folds| event_in_question(trace, &folds.history, task, events, live))
                .flatten()
        });
        let chain = memo(move || {
            let event = event.get()?;
            let chain =
                |trace: &Trace, folds: &Folds| folds.explains(event).then(|| causes::why(trace, &folds.causes, event));
            record.with_causes(chain).flatten()
        });
        let story = memo(move || {
            let (task, moment) = (selection.task()?, playhead.moment_by_event());
            record
                .with_causes(|trace, folds| story(trace, folds, task, moment))
                .flatten()
        });
        let whole = Whole::of_page();
        let asked = move || story.with(|story| chain.with(|chain| wakes(record, story.as_ref(), chain.as_ref())));
        // In a box, so that the first part of the program does not have it.
        let asked: Box<dyn Fn() -> Vec<DrawnWake> + Send + Sync> = Box::new(asked);
        let wakes = memo(move || if whole.get() { asked() } else { Vec::new() });
        let findings = memo(move || {
            let found = |_: &Trace, folds: &Folds| folds.findings().map(<[Finding]>::to_vec);
            record
                .state()
                .complete()
                .then(|| record.with_causes(found))
                .flatten()
                .flatten()
        });
        lasting(InquiryParts {
            record,
            playhead,
            selection,
            event,
            chain,
            story,
            wakes,
            findings,
        })
    }

    /// The causes of the event in question: the selected task's last event before the playhead; without a selected
    /// task, the last event before a playhead that is not at the live edge. Tracked.
    #[must_use]
    pub fn chain(&self) -> Option<Chain> {
        self.chain.get()
    }

    /// The story of the selected task. Tracked.
    #[must_use]
    pub fn story(&self) -> Option<SelectedStory> {
        self.story.get()
    }

    /// Whether the causes of the event in question are not folded yet, as in a long recording. Tracked.
    #[must_use]
    pub fn pending(&self) -> bool {
        self.event.with(Option::is_some) && self.chain.with(Option::is_none)
    }

    /// The findings, once the run has ended and its events have been searched. Tracked.
    #[must_use]
    pub fn findings(&self) -> Option<Vec<Finding>> {
        self.findings.get()
    }

    /// The failures of a run without findings, the first few, and how many there are in all. Tracked.
    #[must_use]
    pub fn failures(&self) -> (Vec<ToldFailure>, usize) {
        let told = |trace: &Trace, folds: &Folds| inquiry::failures(trace, folds, MOST_FAILURES);
        self.record.with_causes(told).unwrap_or_default()
    }

    /// The event that is asked about. Tracked.
    #[must_use]
    pub fn event(&self) -> Option<usize> {
        self.event.get()
    }

    /// The same, not tracked.
    #[must_use]
    pub fn event_untracked(&self) -> Option<usize> {
        self.event.get_untracked()
    }

    /// The number of findings. Tracked.
    #[must_use]
    pub fn findings_count(&self) -> Option<usize> {
        self.findings.with(|found| found.as_ref().map(Vec::len))
    }

    /// Moves the playhead to the moment after an event, selects its task, and scrolls its lane into view.
    pub fn go_to(&self, event: usize) {
        self.playhead.seek_event(event);
        let task = self
            .record
            .with(|trace, _| trace.events.get(event).and_then(|event| event.task));
        match task.flatten() {
            Some(task) => self.selection.show(task),
            None => self.selection.choose(None),
        }
    }

    /// Moves the playhead back to the end, and keeps the selection.
    pub fn go_live(&self) {
        self.playhead.go_live();
    }

    /// The moment with a ring in the timeline: that of the event in question, unless the playhead is at the live edge.
    #[must_use]
    pub fn focus_untracked(&self) -> Option<SelectedMoment> {
        let event = self.event.get_untracked().filter(|_| !self.playhead.live_untracked())?;
        self.record
            .with(|trace, _| {
                let event = trace.events.get(event)?;
                Some(SelectedMoment {
                    task: event.task?,
                    at: event.at,
                })
            })
            .flatten()
    }

    /// The arrows in the timeline: wakes and cancels of the selected task, and the wakes in the chain of causes. Sorted
    /// by time.
    #[must_use]
    pub fn wakes(&self) -> Memo<Vec<DrawnWake>> {
        self.wakes
    }
}

fn wakes(record: Record, story: Option<&SelectedStory>, chain: Option<&Chain>) -> Vec<DrawnWake> {
    let mut edges: Vec<Edge> = Vec::new();
    if let Some(story) = story {
        edges.extend(&story.story.woken);
        edges.extend(&story.story.woke);
    }
    if let Some(chain) = chain {
        record.with(|trace, folds| {
            let woken = chain.links.iter();
            edges.extend(woken.filter_map(|link| causes::wake(trace, &folds.causes, link.event)));
        });
    }
    arrows(edges, story.map_or(&[], |story| &story.cancels))
}
