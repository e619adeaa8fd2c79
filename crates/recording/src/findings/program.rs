//! What a recorded program did with its queues, locks, semaphores and tasks: nothing that the playground's runs have.

mod words;

use super::Finding;
use crate::cancelling::CancelRecord;
use crate::causes::CauseView;
use crate::{
    CancelReason, Event, EventKind, PollResult, ResourceId, State, TaskId, WaitFamily, WaitingOn, WokenBy, resources,
};
use scenario::time::Micros;
use scenario::words::moment_in_a_sentence;

/// Steps from a lock to its holder and on to what that one waits for, at most.
const LONGEST_RING: usize = 32;
/// Tasks that are kept of those that used a resource: as many as a sentence names, and more.
const MOST_USERS: usize = 8;
/// What Python says of a coroutine that nobody awaited.
const NEVER_AWAITED: &str = "was never awaited";

/// A wait of a task for a resource.
#[derive(Clone, Copy, Debug)]
struct ResourceWait {
    res: ResourceId,
    on: WaitingOn,
    /// The end of the poll after which it waits.
    event: u32,
    since: Micros,
    /// Who had it then.
    holder: Option<Hold>,
}

/// A task at the event that is looked at.
#[derive(Clone, Debug, Default)]
struct TaskInFold {
    state: State,
    wait: Option<ResourceWait>,
    /// What it has taken and not paused with yet.
    fresh: Vec<ResourceId>,
    /// The end of its last poll, if it waits for all that it gathered.
    gathers: Option<u32>,
    /// The task whose end ended its gather before this task ended.
    passed_over_for: Option<TaskId>,
    /// The tasks whose end it awaits: the end of the poll after which it does.
    awaits: Option<u32>,
    /// The last that awaited its end.
    awaited_by: Option<Awaited>,
}

/// A wait for the end of a task.
#[derive(Clone, Copy, Debug)]
struct Awaited {
    by: TaskId,
    on: WaitingOn,
    /// The poll with which the one that awaited went on although the task had not ended.
    given_up: Option<u32>,
}

/// A permit, or a lock, in the hands of a task.
#[derive(Clone, Copy, Debug)]
struct Hold {
    task: TaskId,
    event: u32,
    /// The first end of a poll in which it had it.
    paused: Option<u32>,
}

/// Waits that ended because they were over, and not by a cancel.
#[derive(Clone, Copy, Debug, Default)]
struct WaitSum {
    count: usize,
    total: Micros,
    longest: Micros,
    /// Of the longest: who, and the end of the poll after which it waited.
    who: Option<(TaskId, u32)>,
    /// Who had the resource then, and the end of its poll.
    holder: Option<Hold>,
}

impl WaitSum {
    fn add(&mut self, task: TaskId, event: u32, length: Micros, holder: Option<Hold>) {
        self.count += 1;
        self.total = self.total + length;
        if self.who.is_none() || length > self.longest {
            (self.longest, self.who, self.holder) = (length, Some((task, event)), holder);
        }
    }
}

/// A time in which a resource was passed on and never free.
#[derive(Clone, Debug, Default)]
struct TimeInUse {
    from: Micros,
    until: Micros,
    event: u32,
    turns: usize,
    users: Vec<TaskId>,
}

/// What happened to a resource.
#[derive(Clone, Debug, Default)]
struct ResourceUse {
    holds: Vec<Hold>,
    /// Waits for a permit, a lock or an item.
    taken: WaitSum,
    /// Waits for room in a queue.
    put: WaitSum,
    stretch: Option<TimeInUse>,
    longest_stretch: Option<TimeInUse>,
    /// Who put, set, notified; of them the last one first.
    givers: Vec<TaskId>,
    /// Who took items out.
    takers: Vec<TaskId>,
    first_use: Option<Micros>,
    last_use: Micros,
    /// A task that went to wait for it when the one that held it had ended, and the end of its poll.
    in_vain: Option<(TaskId, u32)>,
}

/// The findings of a recorded program, folded from its events.
#[derive(Debug, Default)]
pub struct ProgramFindings {
    tasks: Vec<TaskInFold>,
    uses: Vec<ResourceUse>,
    /// Tasks that wait for each other's locks in a ring, each with the end of its poll: the first such ring.
    ring: Vec<(TaskId, u32)>,
    deadlock: Option<u32>,
    forgotten: Vec<(Option<TaskId>, u32)>,
    /// Tasks that were under way when the program ended.
    left_over: Vec<(TaskId, usize)>,
    destroyed: Vec<(TaskId, usize)>,
    swallowed: Vec<(TaskId, usize, TaskId)>,
    cancels: CancelRecord,
    /// Tasks that failed after a cancel had arrived: with the failure and the request.
    failed_in_cancel: Vec<(TaskId, usize, usize)>,
    /// Whether some task waited for a future that is not known: it may be another task, in a way that is not recorded.
    awaits_unknown: bool,
}

impl ProgramFindings {
    /// Whether there is anything to look for.
    pub fn counts(view: &CauseView) -> bool {
        view.trace.scenario().is_none()
    }

    /// Looks at one event, in order.
    pub fn check_event(&mut self, view: &CauseView, index: usize) {
        if !Self::counts(view) {
            return;
        }
        let Some(event) = view.event(index) else { return };
        let Ok(number) = u32::try_from(index) else { return };
        if event.kind == EventKind::Deadlock {
            self.deadlock = Some(number);
        }
        if let EventKind::Warned { text } = event.kind
            && text.contains(NEVER_AWAITED)
        {
            self.forgotten.push((event.task, number));
        }
        self.use_resource(view, &event, number);
        if let Some(task) = event.task.filter(|&task| view.causes.lists(task)) {
            self.follow_cancels(view, &event, task, number);
            self.of_task(view, &event, task, number);
        }
    }

    fn follow_cancels(&mut self, view: &CauseView, event: &Event, task: TaskId, number: u32) {
        if matches!(event.kind, EventKind::Failed { .. })
            && let Some(asked) = self.cancels.arrived(task)
        {
            self.failed_in_cancel.push((task, number as usize, asked as usize));
        }
        let before = self.task(task).state;
        if let Ok(after) = before.after(view.trace.is_joined(task), &event.kind) {
            self.task(task).state = after;
        }
        let tasks = &self.tasks;
        let was_cancelled = |task: TaskId| {
            let now = tasks.get(task.index());
            now.is_some_and(|now| now.state == State::Cancelled)
        };
        self.cancels
            .fold(view.trace, number, event, (task, before), was_cancelled);
    }

    fn of_task(&mut self, view: &CauseView, event: &Event, task: TaskId, number: u32) {
        match event.kind {
            EventKind::PollEnd(PollResult::Pending { on }) => {
                let gathers = on == Some(WaitingOn::Gather);
                self.task(task).gathers = gathers.then_some(number);
                self.pause(task, number);
                if let Some(on) = on.filter(|on| on.family() == WaitFamily::Awaited) {
                    self.await_tasks(view, task, on, number);
                }
                if let Some(on) = on.filter(|on| on.is_resource())
                    && let Some(res) = view.trace.events.extra(number as usize).res
                {
                    self.begin_wait(view, task, on, res, number, event.at);
                }
            }
            EventKind::Woken { by } => {
                if let WokenBy::Task(ended) = by {
                    self.gather_over(view, task, ended);
                }
                self.end_wait(view, task, event.at, matches!(by, WokenBy::Cancel(_)));
            }
            EventKind::PollStart => {
                self.end_wait(view, task, event.at, false);
                self.go_on(view, task, number);
            }
            EventKind::Failed { .. } => {
                self.end_wait(view, task, event.at, true);
                if let Some(first) = self.task(task).passed_over_for.filter(|&first| first != task) {
                    self.swallowed.push((task, number as usize, first));
                }
            }
            EventKind::Finished { .. } | EventKind::Cancelled => self.end_wait(view, task, event.at, true),
            EventKind::Destroyed => {
                self.end_wait(view, task, event.at, true);
                if view.causes.end_of(task) == Some(number as usize) {
                    self.destroyed.push((task, number as usize));
                }
            }
            EventKind::CancelRequested {
                why: CancelReason::Leftovers,
                ..
            } => self.left_over.push((task, number as usize)),
            _ => {}
        }
    }

    fn use_resource(&mut self, view: &CauseView, event: &Event, number: u32) {
        let (EventKind::Acquired { res, .. }
        | EventKind::Released { res, .. }
        | EventKind::Put { res, .. }
        | EventKind::Got { res, .. }
        | EventKind::Set { res, .. }) = event.kind
        else {
            return;
        };
        let one_holder = view
            .trace
            .resources
            .get(res.0 as usize)
            .is_some_and(resources::has_one_holder);
        let Some(used) = self.used(view, res) else { return };
        used.first_use = used.first_use.or(Some(event.at));
        used.last_use = event.at;
        match (event.kind, event.task) {
            (EventKind::Acquired { .. }, Some(task)) => {
                let hold = Hold {
                    task,
                    event: number,
                    paused: None,
                };
                used.holds.push(hold);
                if one_holder {
                    let stretch = used.stretch.get_or_insert_with(|| TimeInUse {
                        from: event.at,
                        event: number,
                        ..TimeInUse::default()
                    });
                    stretch.turns += 1;
                    keep(&mut stretch.users, task);
                }
                self.task(task).fresh.push(res);
            }
            (EventKind::Released { to, .. }, task) => {
                // A semaphore may be given back by another task than the one that took it.
                let own = used.holds.iter().position(|hold| Some(hold.task) == task);
                if !used.holds.is_empty() {
                    used.holds.remove(own.unwrap_or(0));
                }
                if to.is_none() {
                    used.end_stretch(event.at);
                }
            }
            (EventKind::Put { .. } | EventKind::Set { .. }, Some(task)) => keep(&mut used.givers, task),
            (EventKind::Got { .. }, Some(task)) => keep(&mut used.takers, task),
            _ => {}
        }
    }

    fn task(&mut self, task: TaskId) -> &mut TaskInFold {
        if self.tasks.len() <= task.index() {
            self.tasks.resize(task.index() + 1, TaskInFold::default());
        }
        &mut self.tasks[task.index()]
    }

    fn used(&mut self, view: &CauseView, res: ResourceId) -> Option<&mut ResourceUse> {
        let all = view.trace.resources.len();
        if res.0 as usize >= all {
            return None;
        }
        if self.uses.len() < all {
            self.uses.resize(all, ResourceUse::default());
        }
        self.uses.get_mut(res.0 as usize)
    }

    /// A task that pauses keeps what it holds.
    fn pause(&mut self, task: TaskId, number: u32) {
        for res in std::mem::take(&mut self.task(task).fresh) {
            let holds = self.uses.get_mut(res.0 as usize).map(|used| used.holds.iter_mut());
            for hold in holds.into_iter().flatten().filter(|hold| hold.task == task) {
                hold.paused = hold.paused.or(Some(number));
            }
        }
    }

    fn begin_wait(
        &mut self,
        view: &CauseView,
        task: TaskId,
        on: WaitingOn,
        res: ResourceId,
        number: u32,
        since: Micros,
    ) {
        let Some(used) = self.used(view, res) else { return };
        used.first_use = used.first_use.or(Some(since));
        let holder = used.holds.first().copied();
        if let Some(holder) = holder
            && view.causes.end_of(holder.task).is_some_and(|end| end < number as usize)
        {
            used.in_vain = used.in_vain.or(Some((task, number)));
        }
        self.task(task).wait = Some(ResourceWait {
            res,
            on,
            event: number,
            since,
            holder,
        });
        if self.ring.is_empty() {
            self.ring = self.ring_from(view, task);
        }
    }

    /// The ring of tasks that wait for each other, if this wait has closed one.
    fn ring_from(&self, view: &CauseView, task: TaskId) -> Vec<(TaskId, u32)> {
        let mut ring = Vec::new();
        let mut at = task;
        while ring.len() < LONGEST_RING {
            let Some(wait) = self.tasks.get(at.index()).and_then(|now| now.wait) else {
                break;
            };
            let resource = view.trace.resources.get(wait.res.0 as usize);
            let Some(used) = self.uses.get(wait.res.0 as usize) else {
                break;
            };
            let [hold] = used.holds.as_slice() else { break };
            if !resource.is_some_and(resources::has_one_holder) {
                break;
            }
            ring.push((at, wait.event));
            if hold.task == task {
                return ring;
            }
            at = hold.task;
        }
        Vec::new()
    }

    fn end_wait(&mut self, view: &CauseView, task: TaskId, at: Micros, given_up: bool) {
        let Some(wait) = self.task(task).wait.take().filter(|_| !given_up) else {
            return;
        };
        let Some(used) = self.used(view, wait.res) else { return };
        let length = at.since(wait.since);
        used.last_use = at;
        if wait.on == WaitingOn::QueuePut {
            used.put.add(task, wait.event, length, None);
            return;
        }
        if wait.on != WaitingOn::QueueJoin {
            used.taken.add(task, wait.event, length, wait.holder);
        }
    }

    /// A gather hands on the first failure, or that one was cancelled. What the others do later is heard by nobody, if
    /// nothing else has them.
    fn gather_over(&mut self, view: &CauseView, task: TaskId, failed: TaskId) {
        let Some(wait) = self.tasks.get(task.index()).and_then(|now| now.gathers) else {
            return;
        };
        let ended = |task: TaskId| view.causes.end_of(task);
        let ends_it = |end: &usize| matches!(view.kind(*end), Some(EventKind::Failed { .. } | EventKind::Cancelled));
        let Some(end) = ended(failed).filter(ends_it) else {
            return;
        };
        let gathered = view.trace.events.extra(wait as usize).tasks;
        if !gathered.contains(&failed) {
            return;
        }
        for other in gathered {
            let made_by_gather = (view.trace.code.origins.get(other.index()))
                .is_some_and(|origin| origin.via.as_deref() == Some("gather"));
            if made_by_gather && ended(other).is_none_or(|other| other > end) {
                self.task(other).passed_over_for = Some(failed);
            }
        }
    }

    /// A task waits for the end of others.
    fn await_tasks(&mut self, view: &CauseView, task: TaskId, on: WaitingOn, number: u32) {
        let tasks = view.trace.events.extra(number as usize).tasks;
        self.awaits_unknown |= tasks.is_empty() && on == WaitingOn::Future;
        if tasks.is_empty() {
            return;
        }
        self.task(task).awaits = Some(number);
        let given_up = None;
        for awaited in tasks.into_iter().filter(|&awaited| view.causes.lists(awaited)) {
            self.task(awaited).awaited_by = Some(Awaited { by: task, on, given_up });
        }
    }

    /// A task is polled again: those that it awaited and that have not ended are left alone.
    fn go_on(&mut self, view: &CauseView, task: TaskId, number: u32) {
        let Some(wait) = self.task(task).awaits.take() else {
            return;
        };
        for awaited in view.trace.events.extra(wait as usize).tasks {
            let goes_on = view.causes.end_of(awaited).is_none_or(|end| end > number as usize);
            let now = self.tasks.get_mut(awaited.index()).filter(|_| goes_on);
            if let Some(last) = now
                .and_then(|now| now.awaited_by.as_mut())
                .filter(|last| last.by == task)
            {
                last.given_up = Some(number);
            }
        }
    }

    /// Why nobody looked at the failure of a task of which Python warns, as a clause; `None` if that is not recorded.
    pub fn why_unseen(&self, view: &CauseView, task: TaskId) -> Option<String> {
        let awaited = self.tasks.get(task.index())?.awaited_by;
        let Some(Awaited { by, on, given_up }) = awaited else {
            // A task that is not in a wait of its own may be behind a future that is not known.
            let origin = view.trace.code.origins.get(task.index())?;
            let own = matches!(origin.via.as_deref(), Some("create-task" | "ensure-future"));
            return (own && !self.awaits_unknown).then(|| "no task ever waited for it".into());
        };
        let name = view.name(by);
        match (given_up, on) {
            (Some(event), _) => {
                let when = moment_in_a_sentence(view.at(event as usize));
                Some(format!("{name} had gone on without it at {when}"))
            }
            (None, WaitingOn::Wait) => Some(format!(
                "{name} had only waited for its end, which passes no failure on"
            )),
            _ => None,
        }
    }

    /// All findings, once every event has been looked at.
    pub fn findings(&mut self, view: &CauseView) -> Vec<Finding> {
        if !Self::counts(view) {
            return Vec::new();
        }
        for used in &mut self.uses {
            used.end_stretch(view.trace.last_stamp());
        }
        words::findings(self, view)
    }
}

impl ResourceUse {
    fn end_stretch(&mut self, at: Micros) {
        let Some(mut stretch) = self.stretch.take() else { return };
        stretch.until = at;
        let length = |stretch: &TimeInUse| stretch.until.since(stretch.from);
        if self
            .longest_stretch
            .as_ref()
            .is_none_or(|longest| length(&stretch) > length(longest))
        {
            self.longest_stretch = Some(stretch);
        }
    }
}

fn keep(users: &mut Vec<TaskId>, task: TaskId) {
    users.retain(|&known| known != task);
    users.insert(0, task);
    users.truncate(MOST_USERS);
}
