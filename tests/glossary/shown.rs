//! Whether a run shows what a term means.

use explain::glossary::Term;
use recording::critical_path::CriticalPathToEnd;
use recording::findings::{FindingKind, findings};
use recording::statistics::{Distribution, Statistics};
use recording::{
    AttemptFailure, CancelReason, Event, EventKind, FoldDepth, Folds, PollResult, State, TaskId, TimerKind, Trace,
    WaitingOn, WokenBy,
};
use scenario::time::Micros;
use scenario::{FailureMode, Item, Leftovers, Policy, Scenario, TimerMode};

/// The run of a scenario in virtual time.
pub struct Run {
    scenario: Scenario,
    trace: Trace,
    folds: Folds,
}

impl Run {
    pub fn of(scenario: &Scenario) -> Self {
        let trace = runtime::simulate(scenario);
        let mut folds = Folds::default();
        folds.extend(&trace, FoldDepth::Everything, || false);
        Self {
            scenario: scenario.clone(),
            trace,
            folds,
        }
    }

    /// Whether the run shows the term. Only for terms that have an example.
    pub fn shows(&self, term: Term) -> bool {
        let operation = TaskId::from_index(1);
        match term {
            Term::EventLoop => self.any(|kind| matches!(kind, EventKind::Turn)) && self.any(poll_pauses),
            Term::Coroutine => self.polls_of(operation) > 1 || self.polls_of(TaskId::MAIN) > 1,
            Term::Await => self.others_run_while_main_awaits(),
            Term::Task | Term::SpawnThenAwait if self.scenario.policy != Policy::Spawn => false,
            Term::Task => self.starts_after_main_pauses(operation),
            Term::Main => self.last_end() == Some(TaskId::MAIN),
            Term::Future | Term::Unit => self.trace.is_joined(operation),
            Term::Gather => self.scenario.policy == Policy::Gather && self.results_are_in_list_order(),
            Term::TaskGroup | Term::FailFast => {
                self.scenario.policy == Policy::Group && self.any(|kind| is_cancel(kind, CancelReason::Group))
            }
            // More than one task is on it, one after the other.
            Term::CriticalPath => CriticalPathToEnd::of(&self.trace, &self.folds, TaskId::MAIN)
                .is_ok_and(|path| path.rows.iter().any(|row| row.step.task != path.rows[0].step.task)),
            Term::Poll => self.any(poll_pauses),
            Term::Wake => self.any(|kind| matches!(kind, EventKind::Woken { by: WokenBy::Timer(_) })),
            Term::ReadyQueue | Term::Ready => self.has_been(State::Ready) && self.most_ready() > 1,
            Term::Timer => self.most_timers() > 1,
            Term::Overdue => self.latest_timer() > Micros::from_millis(100),
            Term::BlockedLoop | Term::Cpu | Term::Running => self.has_been(State::Running) && self.blocks_as_told(term),
            Term::Permit | Term::Limit => {
                self.scenario.limit.is_some()
                    && self.any(|kind| matches!(kind, EventKind::Acquired { .. }))
                    && self.any(|kind| matches!(kind, EventKind::Released { .. }))
                    && self.has_been(State::Waiting(WaitingOn::Semaphore))
            }
            Term::Timeout => self.any(|kind| {
                matches!(
                    kind,
                    EventKind::AttemptFailed {
                        why: AttemptFailure::Timeout,
                        ..
                    }
                )
            }),
            Term::Deadline => self.any(|kind| is_cancel(kind, CancelReason::Deadline)),
            Term::Cancel | Term::Cancelled => self.has_been(State::Cancelled),
            Term::Retry => self.any(|kind| matches!(kind, EventKind::Attempt { number: 2.. })),
            Term::Backoff | Term::BackoffPause => {
                self.has_been(State::Waiting(WaitingOn::Backoff))
                    && self.any(|kind| {
                        matches!(
                            kind,
                            EventKind::TimerSet {
                                what: TimerKind::Backoff,
                                ..
                            }
                        )
                    })
            }
            Term::Failure | Term::Failed => self.has_been(State::Failed),
            Term::Swallowed => {
                let found = findings(&self.trace, &self.folds.causes);
                found.iter().any(|finding| finding.kind == FindingKind::Swallowed)
            }
            Term::InFlight => {
                let metrics = self.folds.history.metrics(&self.trace, self.trace.last_stamp());
                metrics.most_at_once > 1
            }
            Term::Percentile => {
                let mut statistics = Statistics::default();
                statistics.advance_to(&self.trace, self.trace.events.len(), usize::MAX);
                let percentiles = Distribution::new(&self.trace, &statistics).percentiles();
                percentiles.is_some_and(|it| it.p50 < it.p95 && it.p95 < it.max)
            }
            Term::OneByOne => self.scenario.policy == Policy::OneByOne,
            Term::SpawnThenAwait => true,
            Term::JoinAll => self.scenario.policy == Policy::Gather,
            Term::SettleAll => self.scenario.policy == Policy::Settle && self.has_been(State::Failed),
            Term::Race => self.any(|kind| is_cancel(kind, CancelReason::Race)),
            Term::FirstSuccess => self.any(|kind| is_cancel(kind, CancelReason::FirstOk)),
            Term::AsCompleted => self.scenario.policy == Policy::AsCompleted,
            Term::Repeat => self.item(|item| item.repeat > 1),
            Term::Delay => self.any(|kind| {
                matches!(
                    kind,
                    EventKind::TimerSet {
                        what: TimerKind::Sleep,
                        ..
                    }
                )
            }),
            Term::Outcome | Term::FailureCount => {
                self.item(|item| matches!(item.failure_mode, FailureMode::FailsFirst(_)))
            }
            Term::Seed | Term::DrawnDelay => self.scenario.has_chance(),
            Term::WhenMainEnds => self.scenario.leftovers == Leftovers::Finish && self.last_end() != Some(TaskId::MAIN),
            Term::Timers => self.scenario.timers == TimerMode::Shared,
            Term::OnTimer => self.has_been(State::Waiting(WaitingOn::Timer)),
            Term::OnItsTasks => self.has_been(State::Waiting(WaitingOn::Child)),
            Term::OnSlot => self.has_been(State::Waiting(WaitingOn::Semaphore)),
            Term::Finished => self.has_been(State::Finished),
            other => panic!("nothing tells how a run shows {}", other.id()),
        }
    }

    fn any(&self, is: impl Fn(&EventKind<'_>) -> bool) -> bool {
        self.trace.events.iter().any(|event| is(&event.kind))
    }

    fn item(&self, is: impl Fn(&Item) -> bool) -> bool {
        self.scenario.tasks.items.iter().any(is)
    }

    fn has_been(&self, state: State) -> bool {
        self.folds.history.lanes.has_been(state)
    }

    fn polls_of(&self, task: TaskId) -> usize {
        let polls = |event: &Event<'_>| event.task == Some(task) && event.kind == EventKind::PollStart;
        self.trace.events.iter().filter(polls).count()
    }

    fn others_run_while_main_awaits(&self) -> bool {
        let mut awaits = false;
        self.trace.events.iter().any(|event| {
            let main = event.task == Some(TaskId::MAIN);
            match event.kind {
                EventKind::PollStart if main => awaits = false,
                EventKind::PollEnd(PollResult::Pending { .. }) if main => awaits = true,
                _ => {}
            }
            awaits && !main && event.kind == EventKind::PollStart
        })
    }

    fn starts_after_main_pauses(&self, task: TaskId) -> bool {
        let first = |wanted: TaskId, is: fn(&EventKind<'_>) -> bool| {
            let mut events = self.trace.events.iter();
            events.position(|event| event.task == Some(wanted) && is(&event.kind))
        };
        let made = first(task, |kind| matches!(kind, EventKind::Spawned { .. }));
        let paused = first(TaskId::MAIN, poll_pauses);
        let started = first(task, |kind| *kind == EventKind::PollStart);
        !self.trace.is_joined(task) && made.is_some() && made < paused && paused < started
    }

    fn last_end(&self) -> Option<TaskId> {
        let ends = |kind: &EventKind<'_>| {
            matches!(
                kind,
                EventKind::Finished { .. } | EventKind::Failed { .. } | EventKind::Cancelled
            )
        };
        let mut backwards = self.trace.events.iter().rev();
        backwards.find(|event| ends(&event.kind)).and_then(|event| event.task)
    }

    fn results_are_in_list_order(&self) -> bool {
        let doubled: Vec<String> = (self.scenario.operations().iter())
            .map(|operation| (operation.delay.as_secs() * 2.0).to_string())
            .collect();
        let printed = format!("Results: [{}]", doubled.join(", "));
        self.any(|kind| matches!(kind, EventKind::Printed { text } if *text == printed))
    }

    /// The largest number of tasks that were ready at once.
    fn most_ready(&self) -> usize {
        let mut ready = std::collections::BTreeSet::new();
        let mut most = 0;
        for event in self.trace.events.iter() {
            match event.kind {
                EventKind::Woken { .. } => {
                    ready.insert(event.task);
                }
                EventKind::PollStart => {
                    ready.remove(&event.task);
                }
                _ => {}
            }
            most = most.max(ready.len());
        }
        most
    }

    /// The largest number of timers that were set at once.
    fn most_timers(&self) -> usize {
        let (mut set, mut most) = (0_usize, 0);
        for event in self.trace.events.iter() {
            match event.kind {
                EventKind::TimerSet { .. } => set += 1,
                EventKind::TimerFired { .. } | EventKind::TimerCleared { .. } => set -= 1,
                _ => {}
            }
            most = most.max(set);
        }
        most
    }

    /// By how much the latest timer was served late.
    fn latest_timer(&self) -> Micros {
        let mut due = std::collections::BTreeMap::new();
        let late = |event: Event<'_>| match event.kind {
            EventKind::TimerSet { timer, deadline, .. } => {
                due.insert(timer, deadline);
                None
            }
            EventKind::TimerFired { timer } => due.get(&timer).map(|due| event.at.since(*due)),
            _ => None,
        };
        self.trace.events.iter().filter_map(late).max().unwrap_or_default()
    }

    /// Whether a poll holds the thread for as long as an operation computes.
    fn blocks_as_told(&self, term: Term) -> bool {
        if term == Term::Running {
            return true;
        }
        let longest = self.scenario.operations().iter().map(|operation| operation.cpu).max();
        let longest = longest.unwrap_or_default();
        let mut from = Micros::ZERO;
        longest > Micros::ZERO
            && self.trace.events.iter().any(|event| {
                if event.kind == EventKind::PollStart {
                    from = event.at;
                }
                matches!(event.kind, EventKind::PollEnd(_)) && event.at.since(from) >= longest
            })
    }
}

fn poll_pauses(kind: &EventKind<'_>) -> bool {
    matches!(kind, EventKind::PollEnd(PollResult::Pending { .. }))
}

fn is_cancel(kind: &EventKind<'_>, reason: CancelReason) -> bool {
    matches!(kind, EventKind::CancelRequested { why, .. } if *why == reason)
}
