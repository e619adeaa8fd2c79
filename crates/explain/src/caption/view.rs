//! A record at one moment: names, lines, who runs next, who sleeps until when. Every look costs little, however long the
//! record is and however many tasks it has.

use super::CaptionSource;
use super::{pieces, wording};
use codegen::{CodePosition, Language, Program, Target};
use recording::facts::{RecordedBy, unique_task_name};
use recording::{Event, EventKind, Folds, Moment, PollResult, State, TaskId, TimerKind, Trace, WaitFamily, WaitingOn};
use scenario::time::Micros;
use scenario::{Policy, Scenario};

/// Letters of a name or a value that a sentence shows.
const LONGEST_NAME: usize = 22;
/// With more tasks, sentences about all of them count and do not name.
pub const MOST_NAMED_TASKS: usize = 48;
/// Events of one task that are looked at for what it does.
const LOOKED_AT: usize = 24;
/// Changes of the clock in a row that are passed over.
const MOST_CLOCK_CHANGES: usize = 64;

/// A record at a moment.
pub struct View<'a> {
    pub trace: &'a Trace,
    pub folds: &'a Folds,
    pub language: Language,
    pub program: Option<&'a Program>,
    pub recorded_by: RecordedBy,
    pub moment: Moment,
}

impl<'a> View<'a> {
    pub fn new(source: &CaptionSource<'a>, moment: Moment) -> Self {
        let events = moment.events.min(source.folds.history.folded());
        Self {
            trace: source.trace,
            folds: source.folds,
            language: source.language,
            program: source.program,
            recorded_by: source.recorded_by,
            moment: Moment { events, ..moment },
        }
    }

    /// The same record when so many events have happened.
    pub fn after(&self, events: usize) -> Self {
        Self {
            moment: Moment::after(self.trace, events.min(self.folds.history.folded())),
            ..*self
        }
    }

    pub fn event(&self, index: usize) -> Option<Event<'a>> {
        (index < self.folds.history.folded())
            .then(|| self.trace.events.get(index))
            .flatten()
    }

    /// The last event that is not about the clock.
    pub fn last(&self) -> Option<(usize, Event<'a>)> {
        let from = self.moment.events.saturating_sub(MOST_CLOCK_CHANGES);
        let mut back = (from..self.moment.events).rev();
        back.find_map(|index| Some((index, self.event(index)?)).filter(|(_, event)| !is_clock(event)))
    }

    pub fn scenario(&self) -> Option<&'a Scenario> {
        self.trace.scenario()
    }

    pub fn policy(&self) -> Option<Policy> {
        self.scenario().map(|scenario| scenario.policy)
    }

    /// What hands main the outcomes, within a sentence; `None` where main awaits each by itself, or there is no main.
    pub fn join(&self) -> Option<String> {
        let scenario = self.scenario()?;
        wording::join(self.language, scenario.policy, scenario.runs_as())
    }

    /// The task that awaits all others, which only the playground has.
    pub fn is_main(&self, task: TaskId) -> bool {
        self.scenario().is_some() && self.trace.is_root(task)
    }

    pub fn state(&self, task: TaskId) -> State {
        self.folds.history.state(self.trace, task, self.moment)
    }

    /// How many tasks that work there are.
    pub fn tasks(&self) -> usize {
        self.trace.work_count()
    }

    /// Every task but main, if they are few enough to look at each.
    pub fn few_tasks(&self) -> Option<impl Iterator<Item = TaskId> + use<>> {
        let (first, count) = (usize::from(self.scenario().is_some()), self.trace.tasks.len());
        (count <= MOST_NAMED_TASKS).then(|| (first..count).map(TaskId::from_index))
    }

    // --- words ------------------------------------------------------------------------------------------------------

    /// What a task is called, marked: with its number where others have its name.
    pub fn name(&self, task: TaskId) -> String {
        let own = self.trace.name_in_words(task);
        let shown = short(&own, LONGEST_NAME);
        let apart = unique_task_name(self.trace, task);
        let is_unique = !apart.ends_with(&format!(", task {}", task.0));
        let words = if is_unique {
            shown
        } else {
            format!("{shown} (task {})", task.0)
        };
        pieces::task(task, &words)
    }

    /// `B’s`.
    pub fn of(&self, task: TaskId) -> String {
        let ends_in_s = self.trace.name_in_words(task).ends_with('s');
        format!("{}{}", self.name(task), if ends_in_s { "’" } else { "’s" })
    }

    /// `A`, `A and B`, `A, B and 3 others`. `all` counts those that are not named too.
    pub fn names(&self, first: &[TaskId], all: usize) -> String {
        let all = all.max(first.len());
        let named = first.len().min(if all <= 3 { 3 } else { 2 });
        let names: Vec<String> = first[..named].iter().map(|&task| self.name(task)).collect();
        match (names.as_slice(), all - named) {
            ([], count) => scenario::words::count(count, "task"),
            ([one], 0) => one.clone(),
            ([rest @ .., last], 0) => format!("{} and {last}", rest.join(", ")),
            (names, 1) => format!("{} and 1 other", names.join(", ")),
            (names, others) => {
                let others = scenario::words::thousands(others as u64);
                format!("{} and {others} others", names.join(", "))
            }
        }
    }

    /// A message of the program's.
    pub fn quoted(&self, text: &str) -> String {
        self.own_words(short(text, LONGEST_NAME * 2))
    }

    pub fn value(&self, text: &str) -> String {
        self.own_words(short(text, LONGEST_NAME))
    }

    /// The messages of the playground's programs use its terms; those of other programs mean something else by them.
    fn own_words(&self, text: String) -> String {
        match self.scenario() {
            Some(_) => text,
            None => pieces::foreign(&text),
        }
    }

    // --- the program ------------------------------------------------------------------------------------------------

    /// The line of a statement of the playground's program, marked.
    pub fn line(&self, position: CodePosition) -> Option<String> {
        let line = self.program?.line_of(position)?;
        Some(pieces::line(line + 1))
    }

    /// ` (line 5)`, or nothing.
    pub fn at_line(&self, position: CodePosition) -> String {
        self.line(position).map_or(String::new(), |line| format!(" ({line})"))
    }

    /// The line at which main awaits a task.
    pub fn at_its_await(&self, task: TaskId) -> String {
        self.at_line(CodePosition::Awaits(Target::One(task.0)))
    }

    /// ` (line 5)` of an event of another program, where its recorder knew.
    pub fn at_recorded_line(&self, index: usize) -> String {
        let Some(line) = recording::waits::line(self.trace, index) else {
            return String::new();
        };
        match line.file.0 {
            0 => format!(" ({})", pieces::line(line.line as usize)),
            _ => format!(
                " ({})",
                pieces::foreign(&recording::waits::line_in_words(self.trace, line))
            ),
        }
    }

    // --- what a task is up to ---------------------------------------------------------------------------------------

    /// The last events of a task, the last first.
    pub fn back(&self, task: TaskId) -> impl Iterator<Item = (usize, Event<'a>)> + use<'a> {
        let trace = self.trace;
        let own = self.folds.history.moments.of_task_back(trace, task, self.moment.events);
        own.take(LOOKED_AT)
            .map_while(move |index| Some((index, trace.events.get(index)?)))
    }

    /// When the earliest timer is due that a waiting task has set in its last poll.
    pub fn due(&self, task: TaskId) -> Option<Micros> {
        let mut due = None::<Micros>;
        for (_, event) in self.back(task) {
            match event.kind {
                EventKind::TimerSet { deadline, .. } => due = Some(due.map_or(deadline, |due| due.min(deadline))),
                EventKind::PollStart | EventKind::Spawned { .. } => break,
                _ => {}
            }
        }
        due
    }

    /// Whether a task sleeps or pauses at this moment: it goes on by itself.
    pub fn sleeps(&self, task: TaskId) -> bool {
        let State::Waiting(on) = self.state(task) else {
            return false;
        };
        matches!(on.family(), WaitFamily::Timer | WaitFamily::Backoff)
    }

    /// The others that sleep or pause; `None` if there are too many tasks to look at each.
    pub fn other_sleepers(&self, task: TaskId) -> Option<Vec<TaskId>> {
        let others = self.few_tasks()?;
        Some(others.filter(|&other| other != task && self.sleeps(other)).collect())
    }

    /// Whether this is the edge of a run under way at which a timer is due and nothing is served yet: where Step has moved
    /// the clock to. Known while there are few tasks.
    pub fn is_at_a_deadline(&self) -> bool {
        let at_the_edge = self.trace.outcome.is_none() && self.moment.events == self.folds.history.folded();
        let due = |task: TaskId| self.due(task).is_some_and(|due| due <= self.moment.at);
        let waits = |task: &TaskId| self.sleeps(*task) || self.is_main(*task) && !self.state(*task).ended();
        at_the_edge
            && self.trace.tasks.len() <= MOST_NAMED_TASKS
            && self.folds.history.holder(self.trace, self.moment).is_none()
            && (0..self.trace.tasks.len())
                .map(TaskId::from_index)
                .filter(waits)
                .any(due)
    }

    /// How much of its sleep a task had left before an event of its.
    pub fn left_to_sleep(&self, task: TaskId, before: usize) -> Option<Micros> {
        let view = self.after(before);
        let at = self.trace.events.at(before)?;
        let waits = view.back(task).find_map(|(_, event)| match event.kind {
            EventKind::PollEnd(PollResult::Pending { on }) => Some(on == Some(WaitingOn::Timer)),
            EventKind::PollEnd(_) | EventKind::PollStart => Some(false),
            _ => None,
        })?;
        let sleep = view.back(task).find_map(|(_, event)| match event.kind {
            EventKind::TimerSet {
                what: TimerKind::Sleep,
                deadline,
                ..
            } => Some(deadline),
            _ => None,
        })?;
        (waits && sleep > at).then(|| sleep.since(at))
    }

    // --- what comes next --------------------------------------------------------------------------------------------

    /// The task that the loop polls next, if it can without waiting.
    pub fn next_in_queue(&self) -> Option<TaskId> {
        for index in self.moment.events..self.moment.events.saturating_add(16) {
            let Some(event) = self.event(index) else { break };
            match event.kind {
                EventKind::PollStart
                    if event.at == self.moment.at || self.folds.history.loops.depth(self.moment) > 0 =>
                {
                    return event.task;
                }
                EventKind::PollStart | EventKind::TimerFired { .. } => return None,
                _ => {}
            }
        }
        if self.folds.history.loops.depth(self.moment) == 0 {
            return None;
        }
        let since = |task: TaskId| {
            let lane = self.folds.history.lanes.lane(self.trace, task)?;
            let ready = matches!(lane.state_after(self.moment.events), State::Ready | State::Spawned);
            ready.then(|| {
                lane.segment_before(self.moment.events)
                    .map_or(0, |segment| segment.event)
            })
        };
        let all =
            (self.trace.tasks.len() <= MOST_NAMED_TASKS).then(|| (0..self.trace.tasks.len()).map(TaskId::from_index));
        all?.filter_map(|task| Some((since(task)?, task)))
            .min()
            .map(|(_, task)| task)
    }

    /// The timer that is served next, and when it is due.
    pub fn next_timer(&self) -> Option<(TaskId, Micros)> {
        for index in self.moment.events..self.moment.events.saturating_add(8) {
            let Some(event) = self.event(index) else { break };
            match (event.kind, event.task) {
                (EventKind::TimerFired { timer }, Some(task)) => {
                    let timer = self.folds.history.timers.timer(self.trace, timer);
                    return Some((task, timer.map_or(event.at, |timer| timer.deadline)));
                }
                (EventKind::PollStart, _) => return None,
                _ => {}
            }
        }
        let sleepers = self.few_tasks()?.filter(|&task| self.sleeps(task));
        sleepers
            .filter_map(|task| Some((self.due(task)?, task)))
            .min()
            .map(|(due, task)| (task, due))
    }

    /// The first of the list that has not ended, among the first few tasks: whom main awaits where it awaits in order.
    pub fn first_unended(&self, before: TaskId) -> Option<TaskId> {
        let until = before.index().min(MOST_NAMED_TASKS);
        (1..until)
            .map(TaskId::from_index)
            .find(|&task| !self.state(task).ended())
    }
}

/// Whether an event is about the clock and not about the program.
pub fn is_clock(event: &Event) -> bool {
    matches!(event.kind, EventKind::Clock { .. })
}

/// The first so many letters of a text, on one line.
fn short(text: &str, most: usize) -> String {
    let shown = match text.char_indices().nth(most) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    };
    pieces::plain(&shown)
}
