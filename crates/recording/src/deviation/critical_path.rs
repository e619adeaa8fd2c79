//! The time on the path to an end, divided by cause. For one trace; the comparison of two is the caller's.

use super::Cause;
use crate::causes::CauseView;
use crate::{ClockChange, Event, EventKind, LoopRecord, TaskId};
use scenario::time::Micros;
use std::collections::HashMap;
use std::ops::Range;

/// The time from the start of the run to an event, by cause. Adds up to the event's stamp.
#[derive(Clone, Copy, Debug, Default)]
pub struct CriticalPath {
    spent: [Micros; Cause::ALL.len()],
    /// The task whose poll held the thread longest while something on the path should have run, and how long it did.
    longest: Option<(Micros, TaskId)>,
}

/// A record in which paths are followed.
#[derive(Clone, Copy)]
pub struct PathSource<'a> {
    /// Its events and their causes.
    pub view: CauseView<'a>,
    /// Its polls.
    pub loops: &'a LoopRecord,
}

/// The critical paths of one trace, followed in slices. Some paths on the way are kept, so that a shared part is walked once.
#[derive(Clone, Debug, Default)]
pub struct PathWalker {
    /// The intervals in which the tab was hidden, in order.
    hidden: Vec<Range<Micros>>,
    /// Since when it is hidden, at the last event folded.
    hidden_since: Option<Micros>,
    /// Known paths, at least [`APART`] steps from one another.
    known: KnownPaths,
    /// The path that is being followed.
    walk: Option<PathWalk>,
}

/// The distance of kept paths, in steps: one that meets a known path walks little of it again.
const APART: u32 = 16;

/// The most paths that are kept, in a map of 131,072 places, 10 MB: those of 1.6 million steps. In a longer record they are further
/// apart.
const MOST_KNOWN: usize = 100_000;

/// The paths that are known, by the event at which they end.
#[derive(Clone, Debug, Default)]
struct KnownPaths(HashMap<usize, CriticalPath>);

impl KnownPaths {
    fn get(&self, event: usize) -> Option<CriticalPath> {
        self.0.get(&event).copied()
    }

    /// Keeps another one. Of `most`, every second is forgotten first: it can be walked again.
    fn keep(&mut self, event: usize, path: CriticalPath, most: usize) {
        if self.0.len() >= most {
            let mut stays = false;
            self.0.retain(|_, _| {
                stays = !stays;
                stays
            });
        }
        self.0.insert(event, path);
    }
}

/// A path that is followed back to where one is known, and then forward.
#[derive(Clone, Debug, Default)]
struct PathWalk {
    /// The event at which the path ends.
    event: usize,
    /// Where the walk is.
    at: usize,
    /// The effects on the way back, the one nearest to the start last.
    effects: Vec<usize>,
    /// The path to where the walk is; `None` on the way back.
    known: Option<CriticalPath>,
    /// Steps since the last path that was kept.
    since_kept: u32,
}

impl Cause {
    /// All causes.
    pub const ALL: [Self; 6] = [
        Self::Timers,
        Self::Held,
        Self::Hidden,
        Self::Polls,
        Self::Queue,
        Self::Sleeps,
    ];
}

impl CriticalPath {
    /// The time spent on this cause.
    pub const fn spent(&self, cause: Cause) -> Micros {
        self.spent[cause as usize]
    }

    /// The task whose poll held the thread longest.
    pub fn holder(&self) -> Option<TaskId> {
        self.longest.map(|(_, task)| task)
    }

    fn book(&mut self, cause: Cause, length: Micros) {
        let spent = &mut self.spent[cause as usize];
        *spent = *spent + length;
    }
}

impl PathWalker {
    /// Notes what the next event of the trace says about the tab. Every event is folded before a path is followed.
    pub fn fold(&mut self, event: &Event<'_>) {
        match event.kind {
            EventKind::Clock {
                what: ClockChange::Hidden,
            } => self.hidden_since = self.hidden_since.or(Some(event.at)),
            EventKind::Clock {
                what: ClockChange::Shown,
            } => self
                .hidden
                .extend(self.hidden_since.take().map(|since| since..event.at)),
            _ => {}
        }
    }

    /// The record ends at `last`, and so does the time in which the tab is hidden.
    pub fn end_at(&mut self, last: Micros) {
        self.hidden.extend(self.hidden_since.take().map(|since| since..last));
    }

    /// Takes at most `most` steps on the path to this event. The path, once it is complete; call it with the same event until
    /// then.
    pub fn follow(&mut self, source: PathSource<'_>, event: usize, most: usize) -> Option<CriticalPath> {
        let begun = self.walk.take().filter(|walk| walk.event == event);
        let mut walk = begun.unwrap_or_else(|| PathWalk {
            event,
            at: event,
            ..PathWalk::default()
        });
        for _ in 0..most {
            let Some(path) = &mut walk.known else {
                if let Some(known) = self.known.get(walk.at) {
                    walk.known = Some(known);
                } else if let Some(cause) = source.view.cause(walk.at) {
                    walk.effects.push(walk.at);
                    walk.at = cause;
                } else {
                    walk.known = Some(source.of_root(walk.at));
                }
                continue;
            };
            let Some(effect) = walk.effects.pop() else {
                return walk.known;
            };
            if walk.since_kept >= APART {
                self.known.keep(walk.at, *path, MOST_KNOWN);
                walk.since_kept = 0;
            }
            walk.since_kept += 1;
            source.book_step(path, walk.at..effect, &self.hidden);
            walk.at = effect;
        }
        self.walk = Some(walk);
        None
    }

    /// The path to the end of a task; empty if it has not ended.
    pub fn of_end(&mut self, source: PathSource<'_>, task: TaskId) -> CriticalPath {
        let end = source.view.causes.end_of(task);
        let path = end.and_then(|end| self.follow(source, end, usize::MAX));
        path.unwrap_or_default()
    }

    /// Takes at most `most` steps on the path to the last stamp, which leads through `last_end`, the last end of a task. The path,
    /// once it is complete.
    pub fn follow_run(&mut self, source: PathSource<'_>, last_end: Option<usize>, most: usize) -> Option<CriticalPath> {
        let path = match last_end {
            Some(end) => self.follow(source, end, most)?,
            None => CriticalPath::default(),
        };
        Some(source.with_the_loops_end(path, last_end))
    }

    /// The path to the last stamp.
    pub fn of_run(&mut self, source: PathSource<'_>) -> CriticalPath {
        self.follow_run(source, source.last_end(), usize::MAX)
            .unwrap_or_default()
    }
}

impl PathSource<'_> {
    /// The last end of a task.
    pub fn last_end(&self) -> Option<usize> {
        let tasks = (0..self.view.trace.tasks.len()).map(TaskId::from_index);
        tasks.filter_map(|task| self.view.causes.end_of(task)).max()
    }

    /// The path to the last end, extended by the loop's activity after it.
    pub fn with_the_loops_end(&self, mut path: CriticalPath, last_end: Option<usize>) -> CriticalPath {
        let window = last_end.map_or(Micros::ZERO, |last| self.view.at(last))..self.view.trace.last_stamp();
        let busy = self.loops.busy(self.view.trace, window.clone());
        path.book(Cause::Polls, busy);
        path.book(Cause::Queue, length(&window) - busy);
        path
    }

    /// The path to an event without a cause: the start of the run, or an action of the user.
    fn of_root(&self, event: usize) -> CriticalPath {
        let mut critical_path = CriticalPath::default();
        critical_path.book(Cause::Sleeps, self.view.at(event));
        critical_path
    }

    /// Adds the step from a cause, the first of the two events, to its effect.
    fn book_step(&self, critical_path: &mut CriticalPath, step: Range<usize>, hidden: &[Range<Micros>]) {
        let (cause, effect) = (step.start, step.end);
        let window = self.view.at(cause)..self.view.at(effect);
        if window.is_empty() {
            return;
        }
        if let Some(EventKind::TimerFired { timer }) = self.view.kind(effect)
            && let Some(timer) = self.view.causes.timer(self.view.trace, timer)
        {
            let due = timer.deadline.clamp(window.start, window.end);
            critical_path.book(Cause::Sleeps, due - window.start);
            self.book_delay(critical_path, due..window.end, effect, (Cause::Timers, hidden));
        } else if self.in_one_poll(cause, effect) {
            critical_path.book(Cause::Polls, length(&window));
        } else {
            self.book_delay(critical_path, window, effect, (Cause::Queue, hidden));
        }
    }

    /// Adds time in which something should have run: polls held the thread, or the tab was hidden, or else `idle`.
    fn book_delay(
        &self,
        critical_path: &mut CriticalPath,
        window: Range<Micros>,
        effect: usize,
        (idle, hidden): (Cause, &[Range<Micros>]),
    ) {
        if window.is_empty() {
            return;
        }
        let held = self.loops.busy(self.view.trace, window.clone());
        let first = hidden.partition_point(|hidden| hidden.end <= window.start);
        let overlapping = hidden.iter().skip(first).take_while(|hidden| hidden.start < window.end);
        let unseen: Micros = overlapping
            .map(|hidden| hidden.start.max(window.start)..hidden.end.min(window.end))
            .filter(|both| !both.is_empty())
            .map(|both| length(&both) - self.loops.busy(self.view.trace, both))
            .fold(Micros::ZERO, |sum, part| sum + part);
        critical_path.book(Cause::Held, held);
        critical_path.book(Cause::Hidden, unseen);
        critical_path.book(idle, length(&window) - held - unseen);
        if held > Micros::ZERO
            && let Some(polls) = self.view.causes.polls().since(self.view.trace, window.start, effect)
            && let Some(task) = self
                .view
                .event(polls.longest.start as usize)
                .and_then(|event| event.task)
            && critical_path
                .longest
                .is_none_or(|(longest, _)| longest < polls.by_longest)
        {
            critical_path.longest = Some((polls.by_longest, task));
        }
    }

    fn in_one_poll(&self, cause: usize, effect: usize) -> bool {
        let poll = self.loops.poll_of(self.view.trace, effect);
        poll.is_some_and(|poll| poll.first as usize <= cause)
    }
}

fn length(window: &Range<Micros>) -> Micros {
    window.end - window.start
}

#[cfg(test)]
mod tests {
    use super::{CriticalPath, KnownPaths, MOST_KNOWN};

    #[test]
    fn so_many_paths_are_known_and_no_more() {
        const MOST: usize = 64;
        let mut known = KnownPaths::default();
        for event in 0..1_000 {
            known.keep(event, CriticalPath::default(), MOST);
            assert!(known.0.len() <= MOST, "{} after {event}", known.0.len());
            assert!(known.0.len() > event.min(MOST / 2), "half of them stay");
            assert!(known.get(event).is_some(), "the last one is known");
        }
        assert_eq!(known.get(1_000).map(|_| ()), None);
    }

    #[test]
    fn known_paths_take_ten_megabytes() {
        // A map is at most seven eighths full, and a place has a byte beside the path and its key.
        let places = (MOST_KNOWN * 8 / 7).next_power_of_two();
        let bytes = places * (size_of::<CriticalPath>() + size_of::<usize>() + 1);
        assert!(bytes <= 11_000_000, "{places} places, {bytes} bytes");
        let mut known = KnownPaths::default();
        for event in 0..2 * MOST_KNOWN {
            known.keep(event, CriticalPath::default(), MOST_KNOWN);
        }
        assert!(known.0.capacity() <= places, "it has grown to {}", known.0.capacity());
    }
}
