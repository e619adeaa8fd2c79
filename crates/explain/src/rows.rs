//! What a row of many tasks answers at a time: which tasks they are, how many of them run, wait and for what, are overdue or
//! have ended, which of them failed there, and which one is selected from it.
//!
//! Asks every task of the row, which are 32,768 in the longest list: only the row that is pointed at is asked, and only when
//! the pointer comes to another time.

use crate::bar::{BarAnswer, BarFact, BarSource, poll_at};
use crate::glossary::Term;
use recording::{Lane, Moment, State, TaskId, TimerKind, Trace, WaitFamily, WaitingOn, waits};
use scenario::time::Micros;
use scenario::words::{moment_in_a_sentence, thousands};
use std::ops::Range;

/// Tasks that are named; more are counted.
const MOST_NAMED: usize = 3;

/// What a row answers, and the task that is selected from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowAnswer {
    /// The answer.
    pub told: BarAnswer,
    /// The task that failed there, or else one that was cancelled there, is overdue, runs, or waits; `None` if none has begun.
    pub task: Option<TaskId>,
}

/// The states of a row's tasks at one moment.
#[derive(Default)]
struct CountedStates {
    tasks: usize,
    first: Option<TaskId>,
    last: Option<TaskId>,
    not_started: usize,
    running: Vec<TaskId>,
    ready: usize,
    /// By what they wait for, in the order in which that was found first.
    waiting: Vec<(&'static str, usize)>,
    overdue: usize,
    finished: usize,
    failed: usize,
    cancelled: usize,
    /// Those that failed where the pointer is, the nearest first, and those that were cancelled there.
    failed_here: Vec<(u64, TaskId)>,
    cancelled_here: Vec<(u64, TaskId)>,
    first_overdue: Option<TaskId>,
    first_waiting: Option<TaskId>,
    first_ready: Option<TaskId>,
    last_ended: Option<(usize, TaskId)>,
}

/// What the tasks of a row answer at a time. What failed or was cancelled in `marks`, around that time, is named.
#[must_use]
pub fn answer(source: &BarSource<'_>, tasks: Range<usize>, at: Micros, marks: Range<Micros>) -> Option<RowAnswer> {
    let counted = CountedStates::of(source, tasks, at, marks);
    let (first, last) = counted.first.zip(counted.last)?;
    let name = |task| source.trace.name_in_words(task);
    let which = match counted.tasks {
        1 => name(first).into_owned(),
        2 => format!("{} and {}", name(first), name(last)),
        tasks => format!("{} tasks, {} to {}", thousands(tasks as u64), name(first), name(last)),
    };
    let predicted = if source.predicted { ", predicted" } else { "" };
    let task = counted.selected();
    let told = BarAnswer {
        title: format!("{which}, at {}{predicted}", moment_in_a_sentence(at)),
        term: Term::TasksInRows,
        rows: counted.facts(source, at, task),
    };
    Some(RowAnswer { told, task })
}

impl CountedStates {
    fn of(source: &BarSource<'_>, tasks: Range<usize>, at: Micros, marks: Range<Micros>) -> Self {
        let BarSource { trace, history, .. } = *source;
        let moment = Moment::at_time(trace, at);
        let around = trace.events.count_before(marks.start)..trace.events.count_until(marks.end);
        let mut counted = Self::default();
        let tasks = tasks.filter_map(|index| u32::try_from(index).ok().map(TaskId));
        for task in tasks.filter(|task| trace.tasks.parent(*task).is_some()) {
            counted.tasks += 1;
            counted.first = counted.first.or(Some(task));
            counted.last = Some(task);
            let Some(lane) = history.lanes.lane(trace, task) else {
                counted.not_started += 1;
                continue;
            };
            if let Some(ended) = lane.ended_by().filter(|ended| around.contains(ended)) {
                let distance = trace.events.at(ended).unwrap_or_default().0.abs_diff(at.0);
                match lane.state() {
                    State::Failed => counted.failed_here.push((distance, task)),
                    State::Cancelled | State::Destroyed => counted.cancelled_here.push((distance, task)),
                    _ => {}
                }
            }
            counted.count(trace, task, &lane, moment);
        }
        counted.failed_here.sort_unstable();
        counted.cancelled_here.sort_unstable();
        counted
    }

    fn count(&mut self, trace: &Trace, task: TaskId, lane: &Lane<'_>, moment: Moment) {
        let state = lane.state_after(moment.events);
        match state {
            State::Created => self.not_started += 1,
            State::Spawned | State::Ready => {
                self.ready += 1;
                self.first_ready = self.first_ready.or(Some(task));
            }
            State::Running | State::RunningWoken => self.running.push(task),
            State::Waiting(on) if is_overdue(trace, task, lane, on, moment) => {
                self.overdue += 1;
                self.first_overdue = self.first_overdue.or(Some(task));
            }
            State::Waiting(on) => {
                let what = on.words();
                let what = what.strip_prefix("waiting ").unwrap_or(what);
                match self.waiting.iter_mut().find(|(known, _)| *known == what) {
                    Some((_, count)) => *count += 1,
                    None => self.waiting.push((what, 1)),
                }
                self.first_waiting = self.first_waiting.or(Some(task));
            }
            State::Finished => self.finished += 1,
            State::Failed => self.failed += 1,
            State::Cancelled | State::Destroyed => self.cancelled += 1,
        }
        if let Some(ended) = lane.ended_by().filter(|_| state.ended()) {
            self.last_ended = self.last_ended.max(Some((ended, task)));
        }
    }

    /// The task that is selected from the row.
    fn selected(&self) -> Option<TaskId> {
        let nearest = |ended: &[(u64, TaskId)]| ended.first().map(|(_, task)| *task);
        nearest(&self.failed_here)
            .or(nearest(&self.cancelled_here))
            .or(self.first_overdue)
            .or(self.running.first().copied())
            .or(self.first_waiting)
            .or(self.first_ready)
            .or(self.last_ended.map(|(_, task)| task))
            .or(self.first)
    }

    fn facts(&self, source: &BarSource<'_>, at: Micros, selected: Option<TaskId>) -> Vec<BarFact> {
        let name = |task: TaskId| source.trace.name_in_words(task).into_owned();
        let some = |number: usize| (number > 0).then(|| thousands(number as u64));
        let named = |tasks: &[TaskId]| {
            let names: Vec<String> = tasks.iter().take(MOST_NAMED).map(|task| name(*task)).collect();
            let more =
                some(tasks.len().saturating_sub(MOST_NAMED)).map_or(String::new(), |more| format!(" and {more} more"));
            (!names.is_empty()).then(|| names.join(", ") + &more)
        };
        let of_marks = |marks: &[(u64, TaskId)]| named(&marks.iter().map(|(_, task)| *task).collect::<Vec<_>>());
        let parts = |parts: &[(&str, usize)]| {
            let parts: Vec<String> = parts
                .iter()
                .filter_map(|(what, number)| Some(format!("{} {what}", some(*number)?)))
                .collect();
            (!parts.is_empty()).then(|| parts.join(", "))
        };
        let overdue = some(self.overdue).map(|number| match poll_at(source, at) {
            Some(poll) => format!("{number} as {} holds the loop", name(poll.task)),
            None => number,
        });
        let ended = [
            ("finished", self.finished),
            ("failed", self.failed),
            ("cancelled", self.cancelled),
        ];
        let facts = [
            ("Failed here", of_marks(&self.failed_here)),
            ("Cancelled here", of_marks(&self.cancelled_here)),
            ("Overdue", overdue),
            ("Running", named(&self.running)),
            ("Ready", some(self.ready)),
            ("Waiting", parts(&self.waiting)),
            ("Ended", parts(&ended)),
            ("Not started", some(self.not_started)),
            ("Selects", selected.map(name)),
        ];
        let facts = facts
            .into_iter()
            .filter_map(|(label, text)| Some(BarFact { label, text: text? }));
        facts.collect()
    }
}

/// Whether the timer that the task waits on at this moment was due before it.
fn is_overdue(trace: &Trace, task: TaskId, lane: &Lane<'_>, on: WaitingOn, moment: Moment) -> bool {
    let what = match on.family() {
        WaitFamily::Timer => TimerKind::Sleep,
        WaitFamily::Backoff => TimerKind::Backoff,
        WaitFamily::Awaited | WaitFamily::Permit | WaitFamily::Resource => return false,
    };
    let wait = lane.segment_before(moment.events);
    let timer = wait.and_then(|wait| waits::timer(trace, task, wait.event, what));
    timer.is_some_and(|timer| timer.due < moment.at)
}
