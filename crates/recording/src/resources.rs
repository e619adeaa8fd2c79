//! What happened to each resource of a recorded program: the items of a queue, the free permits of a semaphore, the
//! holder of a lock, and the tasks that wait. Folded from the trace as it grows.
//!
//! ```text
//!   queue    0   1   2   3           2   items, after each put and got
//!   waiting  2   1   0       1   0       tasks whose poll ended waiting for it
//!   lock     ├ consumer 1 ┤├ consumer 2  its holder
//! ```
//!
//! Runs of the playground have at most the permits of a limit, which are [`causes`](super::causes)': nothing is kept of
//! them here.

use super::lanes::{Transition, as_u32};
use super::lists::grow;
use super::{
    Event, EventKind, Extra, Moment, PollResult, Resource, ResourceId, ResourceKind, SourceLine, State, TaskId, Trace,
    WaitFamily, WaitingOn,
};
use scenario::time::Micros;

/// The resources that are shown over time, at most. The others are counted.
pub const MOST_SHOWN: usize = 32;
/// The free permits of a lock that nobody holds.
const UNLOCKED: u32 = 1;

/// A resource from one event on, until its next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResourceStep {
    /// The time of the event.
    pub at: Micros,
    /// The event, as its index in [`Trace::events`].
    pub event: u32,
    /// The items of a queue, the free permits of a semaphore; of a lock 1 while it is free; of an event 1 while it is
    /// set; of a condition or a barrier the tasks that wait at it.
    pub level: u32,
    /// The tasks whose last poll ended waiting for it and that have neither been woken nor ended since.
    pub waiting: u32,
    /// The task that holds it, or that it was passed on to: of a lock, a condition's lock, and a semaphore with one
    /// permit.
    pub holder: Option<TaskId>,
}

/// The steps of all resources of a trace, up to the last folded event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourceRecord {
    /// By [`ResourceId`].
    steps: Vec<Vec<ResourceStep>>,
    /// The highest level of each, by [`ResourceId`].
    highest: Vec<u32>,
    /// The resources with the most steps, in the order of their ids.
    most_used: Vec<ResourceId>,
    /// The number of resources that have a step.
    used: usize,
    /// A bit for each [`WaitingOn`] of [`WaitFamily::Resource`] that some task has waited on.
    waited: u32,
}

/// The bytes that a step is estimated to take, for the [`Budget`](super::Budget): a list that doubles.
const STEP: u64 = 2 * size_of::<ResourceStep>() as u64;

/// The estimated bytes of what is folded here from an event of a recorder.
#[must_use]
pub fn counted(kind: &EventKind, extra: &Extra<'_>) -> u64 {
    match kind {
        EventKind::Acquired { .. }
        | EventKind::Released { .. }
        | EventKind::Put { .. }
        | EventKind::Got { .. }
        | EventKind::Set { .. } => STEP,
        // The wait begins, and ends at another event.
        EventKind::PollEnd(_) if extra.res.is_some() => 2 * STEP,
        EventKind::CancelRequested { .. } => super::cancelling::COUNTED,
        _ => 0,
    }
}

/// The kind of a resource; `None` for a word that this version does not know.
#[must_use]
pub fn kind(resource: &Resource) -> Option<ResourceKind> {
    ResourceKind::from_word(&resource.what)
}

/// The permits or the capacity of a resource; `None` where there is no limit.
#[must_use]
pub fn size(resource: &Resource) -> Option<u32> {
    resource.size.filter(|size| *size > 0)
}

/// Whether at most one task at a time has it, so that it has a holder.
#[must_use]
pub fn has_one_holder(resource: &Resource) -> bool {
    match kind(resource) {
        Some(ResourceKind::Lock | ResourceKind::Condition) => true,
        Some(ResourceKind::Semaphore) => resource.size == Some(1),
        _ => false,
    }
}

impl ResourceRecord {
    /// Folds an event, in the pass of [`History`](super::History).
    pub fn fold(&mut self, trace: &Trace, index: usize, event: &Event<'_>, transition: Option<Transition>) {
        if trace.scenario().is_some() {
            return;
        }
        if let EventKind::PollEnd(PollResult::Pending { on: Some(on) }) = event.kind
            && on.family() == WaitFamily::Resource
        {
            self.waited |= 1 << on as u32;
        }
        let mut step = |res: ResourceId, change: &dyn Fn(&Resource, &mut ResourceStep)| {
            self.step(trace, res, index, event.at, change);
        };
        let ended_wait = transition.filter(|it| waits_for_resource(it.before) && !waits_for_resource(it.after));
        if let Some(res) = ended_wait.and_then(|it| trace.events.extra(it.begun_by as usize).res) {
            step(res, &|resource, step| {
                step.waiting = step.waiting.saturating_sub(1);
                gathers(resource, step);
            });
        }
        match event.kind {
            EventKind::Acquired { res, size } => step(res, &|resource, step| {
                step.level = size.unwrap_or_else(|| step.level.saturating_sub(1));
                step.holder = event.task.filter(|_| has_one_holder(resource));
                gathers(resource, step);
            }),
            EventKind::Released { res, to, size } => step(res, &|resource, step| {
                let freed = u32::from(to.is_none());
                step.level = size.unwrap_or_else(|| limited(resource, step.level.saturating_add(freed)));
                step.holder = to.filter(|_| has_one_holder(resource));
                gathers(resource, step);
            }),
            EventKind::Put { res, size } => step(res, &|_, step| {
                step.level = size.unwrap_or_else(|| step.level.saturating_add(1));
            }),
            EventKind::Got { res, size } => step(res, &|_, step| {
                step.level = size.unwrap_or_else(|| step.level.saturating_sub(1));
            }),
            EventKind::Set { res, .. } => step(res, &|resource, step| {
                if kind(resource) == Some(ResourceKind::Event) {
                    step.level = 1;
                }
            }),
            EventKind::PollEnd(PollResult::Pending { on: Some(on) })
                if on.is_resource() && transition.is_some_and(|it| waits_for_resource(it.after)) =>
            {
                if let Some(res) = trace.events.extra(index).res {
                    step(res, &|resource, step| {
                        step.waiting = step.waiting.saturating_add(1);
                        // Clearing an event is not recorded, but nobody waits for one that is set.
                        if kind(resource) == Some(ResourceKind::Event) {
                            step.level = 0;
                        }
                        gathers(resource, step);
                    });
                }
            }
            _ => {}
        }
    }

    /// The steps of a resource, in order; empty for one that nothing happened to.
    #[must_use]
    pub fn steps(&self, res: ResourceId) -> &[ResourceStep] {
        self.steps.get(res.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// A resource at a moment; its event is `u32::MAX` before its first one.
    #[must_use]
    pub fn at(&self, trace: &Trace, res: ResourceId, moment: Moment) -> ResourceStep {
        let steps = self.steps(res);
        let before = steps.partition_point(|step| (step.event as usize) < moment.events);
        match before.checked_sub(1).and_then(|last| steps.get(last)) {
            Some(step) => *step,
            None => trace
                .resources
                .get(res.0 as usize)
                .map_or_else(|| initial(&Resource::default()), initial),
        }
    }

    /// The time of the next step of a resource after this time, or of the last one before it.
    #[must_use]
    pub fn step_beside(&self, res: ResourceId, at: Micros, later: bool) -> Option<Micros> {
        let steps = self.steps(res);
        let step = if later {
            steps.get(steps.partition_point(|step| step.at <= at))
        } else {
            let before = steps.partition_point(|step| step.at < at).checked_sub(1)?;
            steps.get(before)
        };
        step.map(|step| step.at)
    }

    /// The highest level that it has had.
    #[must_use]
    pub fn highest(&self, res: ResourceId) -> u32 {
        self.highest.get(res.0 as usize).copied().unwrap_or_default()
    }

    /// The resources with the most steps, at most [`MOST_SHOWN`], in the order of their ids.
    #[must_use]
    pub fn most_used(&self) -> &[ResourceId] {
        &self.most_used
    }

    /// Whether some task has waited on this, of what others hold, fill or set.
    #[must_use]
    pub const fn waited_on(&self, on: WaitingOn) -> bool {
        self.waited & (1 << on as u32) != 0
    }

    /// The number of resources that something happened to.
    #[must_use]
    pub const fn used(&self) -> usize {
        self.used
    }

    fn step(
        &mut self,
        trace: &Trace,
        res: ResourceId,
        index: usize,
        at: Micros,
        change: &dyn Fn(&Resource, &mut ResourceStep),
    ) {
        let Some(resource) = trace.resources.get(res.0 as usize) else {
            return;
        };
        grow(&mut self.steps, trace.resources.len(), Vec::new());
        grow(&mut self.highest, trace.resources.len(), 0);
        let steps = &mut self.steps[res.0 as usize];
        let mut next = match steps.last() {
            Some(last) => *last,
            None => initial(resource),
        };
        (next.at, next.event) = (at, as_u32(index));
        change(resource, &mut next);
        let highest = &mut self.highest[res.0 as usize];
        *highest = next.level.max(*highest);
        match steps.last_mut() {
            Some(last) if last.event == next.event => *last = next,
            _ => steps.push(next),
        }
        if matches!(kind(resource), None | Some(ResourceKind::Future)) {
            return;
        }
        self.used += usize::from(steps.len() == 1);
        let uses = steps.len();
        self.rank(res, uses);
    }

    /// Keeps the resources with the most steps.
    fn rank(&mut self, res: ResourceId, uses: usize) {
        let Err(place) = self.most_used.binary_search(&res) else {
            return;
        };
        if self.most_used.len() < MOST_SHOWN {
            self.most_used.insert(place, res);
            return;
        }
        let uses_of = |res: &ResourceId| self.steps[res.0 as usize].len();
        let least = self
            .most_used
            .iter()
            .enumerate()
            .min_by_key(|(_, other)| uses_of(other));
        if let Some((index, other)) = least
            && uses_of(other) < uses
        {
            self.most_used.remove(index);
            let place = self.most_used.partition_point(|other| *other < res);
            self.most_used.insert(place, res);
        }
    }
}

/// A resource before its first event, whose number here is `u32::MAX`.
#[must_use]
pub fn initial(resource: &Resource) -> ResourceStep {
    let level = match kind(resource) {
        Some(ResourceKind::Semaphore) => resource.size.unwrap_or_default(),
        Some(ResourceKind::Lock) => UNLOCKED,
        _ => 0,
    };
    ResourceStep {
        at: Micros::ZERO,
        event: u32::MAX,
        level,
        waiting: 0,
        holder: None,
    }
}

/// The level after something was given back, where the recorder did not tell it.
fn limited(resource: &Resource, level: u32) -> u32 {
    match kind(resource) {
        Some(ResourceKind::Lock) => level.min(UNLOCKED),
        _ => level,
    }
}

/// The level of a condition or a barrier is the number of tasks that wait at it.
fn gathers(resource: &Resource, step: &mut ResourceStep) {
    if matches!(kind(resource), Some(ResourceKind::Condition | ResourceKind::Barrier)) {
        step.level = step.waiting;
    }
}

/// What a resource is called: its name in the program, or else its kind.
#[must_use]
pub fn name(resource: &Resource) -> &str {
    if resource.name.is_empty() {
        &resource.what
    } else {
        &resource.name
    }
}

/// The kind of a resource, in the recorder's word; `None` if its name says that already.
#[must_use]
pub fn kind_beside_name(resource: &Resource) -> Option<&str> {
    let says_it = name(resource)
        .to_ascii_lowercase()
        .contains(&resource.what.to_ascii_lowercase());
    (!says_it).then_some(&*resource.what)
}

/// A resource as it is in a step: `0 of 3`, `1 of 1 free`, `held by worker`, `set`, `2 wait`.
#[must_use]
pub fn words(trace: &Trace, resource: &Resource, step: &ResourceStep) -> String {
    let of = |what: &str| match size(resource) {
        Some(size) => format!("{} of {size}{what}", step.level),
        None => format!("{}{what}", step.level),
    };
    let holder = || step.holder.map(|task| trace.name_in_words(task));
    match kind(resource) {
        Some(ResourceKind::Queue) if size(resource).is_none() => scenario::words::count(step.level as usize, "item"),
        Some(ResourceKind::Queue) => of(""),
        Some(ResourceKind::Semaphore) => of(" free"),
        Some(ResourceKind::Lock) => match holder() {
            Some(holder) => format!("held by {holder}"),
            None if step.level == 0 => "held".into(),
            None => "free".into(),
        },
        Some(ResourceKind::Event) if step.level > 0 => "set".into(),
        Some(ResourceKind::Event) => "not set".into(),
        Some(ResourceKind::Condition | ResourceKind::Barrier) if step.level == 1 && size(resource).is_none() => {
            "1 waits".into()
        }
        Some(ResourceKind::Condition | ResourceKind::Barrier) => of(" wait"),
        Some(ResourceKind::Future) | None => String::new(),
    }
}

/// The line in which the task waits whose wait began with this event.
#[must_use]
pub fn waits_in_line(trace: &Trace, event: u32) -> Option<SourceLine> {
    let stack = trace.events.extra(event as usize).stack?;
    trace.code.stacks.get(stack.0 as usize)?.last().map(|frame| frame.at)
}

const fn waits_for_resource(state: State) -> bool {
    matches!(state, State::Waiting(on) if on.is_resource())
}
