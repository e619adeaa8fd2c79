//! What is asked about the record: the event that the selection and the playhead point at, what led to it, and the story
//! of the selected task. Derived from the trace; the Why panel writes it down, the timeline draws its arrows.

use super::selection::Selection;
use crate::ui::reactive::{Memo, memo};
use crate::ui::session::{Playhead, Record};
use recording::causes::{self, Chain, Edge, TaskStory};
use recording::findings::Finding;
use recording::{EventKind, Folds, Moment, TaskId, Trace, WokenBy, waits};
use scenario::time::Micros;
use timeline::{DrawnWake, SelectedMoment, WakeKind, WakeSource};

/// What is asked. Copies are handles to the same thing.
#[derive(Clone, Copy)]
pub struct Inquiry {
    record: Record,
    playhead: Playhead,
    selection: Selection,
    event: Memo<Option<usize>>,
    chain: Memo<Option<Chain>>,
    story: Memo<Option<Story>>,
    wakes: Memo<Vec<DrawnWake>>,
    findings: Memo<Option<Vec<Finding>>>,
}

/// The story of the selected task.
#[derive(Clone, PartialEq)]
pub struct Story {
    /// Whose.
    pub task: TaskId,
    /// What it is called.
    pub name: String,
    /// What it did, up to the playhead.
    pub told: TaskStory,
    /// What each of its waits was for, in words.
    pub waits: Vec<String>,
    /// Whether its program is another than the playground's, so that it may have waited for more than permits and children.
    pub foreign: bool,
    /// Who asked for its end, and whose end it asked for: when, who and whose.
    cancels: Vec<(Micros, TaskId, TaskId)>,
}

impl Inquiry {
    /// Follows the selection and the playhead. Owned by the component that calls this; nothing is worked out until
    /// somebody looks.
    #[must_use]
    pub fn new(record: Record, playhead: Playhead, selection: Selection) -> Self {
        let event = memo(move || {
            let events = playhead.events_at();
            let task = selection.task();
            let live = playhead.live();
            let last = |trace: &Trace, folds: &Folds| match task {
                // How it ended is what is asked of a task that has, not how its last poll returned.
                Some(task) => ended_by(folds, task)
                    .filter(|_| live)
                    .or_else(|| folds.history.moments.last_of_task(trace, task, events)),
                None => events.checked_sub(1).filter(|_| !live),
            };
            record.with(last).flatten()
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
        let wakes = memo(move || story.with(|story| chain.with(|chain| wakes(record, story.as_ref(), chain.as_ref()))));
        let findings = memo(move || {
            let found = |_: &Trace, folds: &Folds| folds.search.found().map(<[Finding]>::to_vec);
            record
                .state()
                .complete()
                .then(|| record.with_causes(found))
                .flatten()
                .flatten()
        });
        Self {
            record,
            playhead,
            selection,
            event,
            chain,
            story,
            wakes,
            findings,
        }
    }

    /// What led to the event that is asked about: the selected task's last one by the playhead; with no task selected,
    /// behind the live edge, the last one of all. Tracked.
    #[must_use]
    pub fn chain(&self) -> Option<Chain> {
        self.chain.get()
    }

    /// The story of the selected task. Tracked.
    #[must_use]
    pub fn story(&self) -> Option<Story> {
        self.story.get()
    }

    /// Whether something is asked that a long record has no answer to yet. Tracked.
    #[must_use]
    pub fn pending(&self) -> bool {
        self.event.with(Option::is_some) && self.chain.with(Option::is_none)
    }

    /// What there is to point out, once the run has ended and it was searched. Tracked.
    #[must_use]
    pub fn findings(&self) -> Option<Vec<Finding>> {
        self.findings.get()
    }

    /// How much there is. Tracked.
    #[must_use]
    pub fn findings_count(&self) -> Option<usize> {
        self.findings.with(|found| found.as_ref().map(Vec::len))
    }

    /// Moves the playhead to right behind an event and selects its task.
    pub fn go_to(&self, event: usize) {
        self.playhead.seek_event(event);
        let task = self
            .record
            .with(|trace, _| trace.events.get(event).and_then(|event| event.task));
        self.selection.choose(task.flatten());
    }

    /// The moment that has a ring in the picture: the event asked about, while the playhead is not live.
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

    /// The arrows in the picture: those of the selected task, and those that the chain goes along. Sorted by time.
    #[must_use]
    pub const fn wakes(&self) -> Memo<Vec<DrawnWake>> {
        self.wakes
    }
}

fn wakes(record: Record, story: Option<&Story>, chain: Option<&Chain>) -> Vec<DrawnWake> {
    let mut edges: Vec<Edge> = Vec::new();
    if let Some(story) = story {
        edges.extend(&story.told.woken);
        edges.extend(&story.told.woke);
    }
    if let Some(chain) = chain {
        record.with(|trace, folds| {
            let woken = chain.links.iter();
            edges.extend(woken.filter_map(|link| causes::wake(trace, &folds.causes, link.event)));
        });
    }
    edges.sort_by_key(|edge| edge.wake);
    edges.dedup_by_key(|edge| edge.wake);
    let mut wakes: Vec<DrawnWake> = edges.iter().filter_map(arrow).collect();
    if let Some(story) = story {
        wakes.extend(story.cancels.iter().map(|&(at, by, to)| DrawnWake {
            at,
            from: WakeSource::Lane(by),
            to,
            kind: WakeKind::Cancel,
        }));
        wakes.sort_by_key(|wake| wake.at);
    }
    wakes
}

fn story(trace: &Trace, folds: &Folds, task: TaskId, moment: Moment) -> Option<Story> {
    let known = folds.causes.folded() >= moment.events;
    let name = trace.name(task).filter(|_| known)?.to_owned();
    let mut told = causes::for_task(trace, &folds.history.lanes, &folds.causes, task, moment.at);
    // What shares the stamp and comes behind the playhead has not happened yet.
    told.woken.retain(|edge| edge.wake < moment.events);
    told.woke.retain(|edge| edge.wake < moment.events);
    let waits = told.waits.iter();
    let waits = waits.map(|wait| waits::words(trace, wait.event).unwrap_or_else(|| wait.on.words().into()));
    Some(Story {
        task,
        name,
        waits: waits.collect(),
        foreign: trace.scenario().is_none(),
        told,
        cancels: cancels(trace, folds, task, moment),
    })
}

fn ended_by(folds: &Folds, task: TaskId) -> Option<usize> {
    folds.history.lanes.ended_by(task)
}

/// Costs as much as there are tasks.
fn cancels(trace: &Trace, folds: &Folds, selected: TaskId, moment: Moment) -> Vec<(Micros, TaskId, TaskId)> {
    let asked = folds.history.lanes.iter(trace).filter_map(|(task, _)| {
        let place = folds.causes.cancel_of(task).filter(|&place| place < moment.events)?;
        let event = trace.events.get(place)?;
        match event.kind {
            EventKind::CancelRequested { by: Some(by), .. } if by == selected || task == selected => {
                Some((event.at, by, task))
            }
            _ => None,
        }
    });
    asked.collect()
}

fn arrow(edge: &Edge) -> Option<DrawnWake> {
    let (from, kind) = match edge.by {
        WokenBy::Spawn => (WakeSource::Lane(edge.from?), WakeKind::Spawn),
        WokenBy::Timer(_) => (WakeSource::Loop, WakeKind::Timer),
        WokenBy::Task(task) => (WakeSource::Lane(task), WakeKind::End),
        WokenBy::Resource { by: Some(task), .. } => (WakeSource::Lane(task), WakeKind::Permit),
        WokenBy::Resource { by: None, .. } => (WakeSource::Loop, WakeKind::Permit),
        WokenBy::User => (WakeSource::Loop, WakeKind::User),
        WokenBy::Itself | WokenBy::Cancel(_) | WokenBy::Io | WokenBy::Thread | WokenBy::Other => return None,
    };
    Some(DrawnWake {
        at: edge.at,
        from,
        to: edge.to,
        kind,
    })
}
