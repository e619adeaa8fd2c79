//! The eight policies, each as the body of main: what docs/semantics.md says main does, in the words of the program it stands for.

use super::core::{Outcomes, Runtime, TimerGuard};
use super::failure::Failure;
use super::join::{Join, OnFailure};
use super::joined::{Joined, Order};
use super::operation::operation;
use recording::{CancelReason, TaskId, TimerKind, WaitingOn};
use scenario::{Policy, Unit};
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

/// What a body came to: the line main prints, if it has not printed already, and main's own result.
struct Answer {
    line: Option<String>,
    value: String,
}

/// Main: awaits the operations as its policy says, prints what came of it, ends.
pub async fn main(runtime: Runtime) {
    let body = body(runtime.clone());
    let answer = match &runtime.plan().scenario.deadline {
        None => body.await,
        Some(deadline) => {
            let passed = Deadline::new(&runtime, deadline.micros(), body).await;
            passed.unwrap_or_else(|| {
                Err(Failure::DeadlinePassed {
                    deadline: deadline.number(),
                })
            })
        }
    };
    let result = match answer {
        Ok(Answer { line, value }) => {
            if let Some(line) = line {
                runtime.print(TaskId::MAIN, line);
            }
            Ok(value)
        }
        Err(failure) => {
            runtime.print(TaskId::MAIN, format!("Failed: {failure}"));
            Err(failure)
        }
    };
    runtime.with(|core| core.end_main(result));
}

async fn body(runtime: Runtime) -> Result<Answer, Failure> {
    let plan = runtime.plan();
    match (plan.scenario.policy, plan.scenario.runs_as()) {
        (Policy::OneByOne, _) => one_by_one(&runtime).await,
        (Policy::Spawn, _) => spawn_then_await(&runtime).await,
        (Policy::Gather, Unit::Task) => join_all(&runtime, OnFailure::Decide).await,
        (Policy::Group, Unit::Task) => join_all(&runtime, OnFailure::CancelOthers).await,
        (Policy::Settle, Unit::Task) => settle_all(&runtime).await,
        (Policy::Race, Unit::Task) => race(&runtime).await,
        (Policy::FirstOk, Unit::Task) => first_success(&runtime).await,
        (Policy::AsCompleted, Unit::Task) => as_completed(&runtime).await,
        (Policy::Gather | Policy::Group, Unit::Future) => try_join_joined(&runtime).await,
        (Policy::Settle, Unit::Future) => settle_joined(&runtime).await,
        (Policy::Race, Unit::Future) => race_joined(&runtime).await,
        (Policy::FirstOk, Unit::Future) => first_success_joined(&runtime).await,
        (Policy::AsCompleted, Unit::Future) => as_completed_joined(&runtime).await,
    }
}

// --- operations as tasks ----------------------------------------------------------------------------------------------

async fn spawn_then_await(runtime: &Runtime) -> Result<Answer, Failure> {
    spawn_all(runtime);
    let mut results = Vec::new();
    for handle in runtime.plan().ids() {
        results.push(value_of(runtime, handle, end_of(runtime, handle).await)?);
    }
    Ok(in_a_row(&results))
}

async fn join_all(runtime: &Runtime, on_failure: OnFailure) -> Result<Answer, Failure> {
    spawn_all(runtime);
    decided(runtime, on_failure).await;
    let first_failed = runtime.with(|core| core.join.failed());
    if let Some(task) = first_failed {
        let failure = value_of(runtime, task, outcome_of(runtime, task)).err();
        if on_failure == OnFailure::CancelOthers {
            // A group hands all that failed to main, as an ExceptionGroup: no failure goes unseen.
            runtime.with(|core| retrieve_all(runtime, core));
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
    }
    let results: Result<Vec<_>, _> = runtime
        .plan()
        .ids()
        .map(|id| value_of(runtime, id, outcome_of(runtime, id)))
        .collect();
    Ok(as_list(&results?))
}

async fn settle_all(runtime: &Runtime) -> Result<Answer, Failure> {
    spawn_all(runtime);
    decided(runtime, OnFailure::Keep).await;
    let outcomes: Vec<_> = runtime
        .plan()
        .ids()
        .map(|id| shown(runtime, id, &outcome_of(runtime, id)))
        .collect();
    Ok(as_list(&outcomes))
}

async fn race(runtime: &Runtime) -> Result<Answer, Failure> {
    spawn_all_for_any(runtime);
    let ended = any_ended(runtime).await;
    runtime.cancel_all(Some(TaskId::MAIN), CancelReason::Race);
    let Some(&winner) = ended.first() else {
        return Ok(as_list(&[]));
    };
    Ok(single(value_of(runtime, winner, outcome_of(runtime, winner))?))
}

async fn first_success(runtime: &Runtime) -> Result<Answer, Failure> {
    spawn_all_for_any(runtime);
    loop {
        let ended = any_ended(runtime).await;
        if ended.is_empty() {
            return Err(Failure::AllFailed {
                count: runtime.plan().operations.len(),
            });
        }
        for task in ended {
            if let Ok(value) = value_of(runtime, task, outcome_of(runtime, task)) {
                runtime.cancel_all(Some(TaskId::MAIN), CancelReason::FirstOk);
                return Ok(single(value));
            }
        }
    }
}

async fn as_completed(runtime: &Runtime) -> Result<Answer, Failure> {
    runtime.with(|core| core.join = Join::Each { told: VecDeque::new() });
    spawn_all(runtime);
    let mut taken = Vec::new();
    for _ in runtime.plan().ids() {
        let task = next_told(runtime).await;
        taken.push(take_one(runtime, task, &outcome_of(runtime, task)));
    }
    Ok(Answer {
        line: None,
        ..as_list(&taken)
    })
}

// --- operations joined into main --------------------------------------------------------------------------------------

async fn one_by_one(runtime: &Runtime) -> Result<Answer, Failure> {
    let mut joined = Joined::new(runtime, Order::List);
    let mut results = Vec::new();
    for child in runtime.plan().ids() {
        joined.push(child);
        while let Some((child, outcome)) = joined.next().await {
            results.push(value_of(runtime, child, outcome)?);
        }
    }
    Ok(in_a_row(&results))
}

async fn try_join_joined(runtime: &Runtime) -> Result<Answer, Failure> {
    let mut joined = join_all_into_main(runtime, Order::of_join_all(runtime.plan().operations.len()));
    while let Some((child, outcome)) = joined.next().await {
        value_of(runtime, child, outcome)?;
    }
    let results: Result<Vec<_>, _> = runtime
        .plan()
        .ids()
        .map(|id| value_of(runtime, id, outcome_of(runtime, id)))
        .collect();
    Ok(as_list(&results?))
}

async fn settle_joined(runtime: &Runtime) -> Result<Answer, Failure> {
    let mut joined = join_all_into_main(runtime, Order::of_join_all(runtime.plan().operations.len()));
    while joined.next().await.is_some() {}
    let outcomes: Vec<_> = runtime
        .plan()
        .ids()
        .map(|id| shown(runtime, id, &outcome_of(runtime, id)))
        .collect();
    Ok(as_list(&outcomes))
}

async fn race_joined(runtime: &Runtime) -> Result<Answer, Failure> {
    let mut joined = join_all_into_main(runtime, Order::List);
    let Some((child, outcome)) = joined.next().await else {
        return Ok(as_list(&[]));
    };
    Ok(single(value_of(runtime, child, outcome)?))
}

async fn first_success_joined(runtime: &Runtime) -> Result<Answer, Failure> {
    let mut joined = join_all_into_main(runtime, Order::ListAgain);
    while let Some((child, outcome)) = joined.next().await {
        if let Ok(value) = value_of(runtime, child, outcome) {
            return Ok(single(value));
        }
    }
    Err(Failure::AllFailed {
        count: runtime.plan().operations.len(),
    })
}

async fn as_completed_joined(runtime: &Runtime) -> Result<Answer, Failure> {
    let mut joined = join_all_into_main(runtime, Order::Wake);
    let mut taken = Vec::new();
    while let Some((child, outcome)) = joined.next().await {
        taken.push(take_one(runtime, child, &outcome));
    }
    Ok(Answer {
        line: None,
        ..as_list(&taken)
    })
}

// --- what main awaits -------------------------------------------------------------------------------------------------

fn spawn_all(runtime: &Runtime) {
    for task in runtime.plan().ids() {
        runtime.spawn(task, Some(TaskId::MAIN), operation(runtime.clone(), task));
    }
}

fn spawn_all_for_any(runtime: &Runtime) {
    let operations = runtime.plan().operations.len();
    runtime.with(|core| core.join = Join::any_of(operations));
    spawn_all(runtime);
}

fn join_all_into_main(runtime: &Runtime, order: Order) -> Joined {
    let mut joined = Joined::new(runtime, order);
    for child in runtime.plan().ids() {
        joined.push(child);
    }
    joined
}

/// A handle's end.
fn end_of(runtime: &Runtime, handle: TaskId) -> impl Future<Output = Outcomes> + use<'_> {
    poll_fn(move |_| {
        runtime.with(|core| match core.retrieve(handle) {
            Some(outcome) => {
                core.join = Join::Nothing;
                Poll::Ready(outcome)
            }
            None => {
                core.join = Join::Handle { awaiting: handle };
                core.waits_on(TaskId::MAIN, WaitingOn::Child);
                Poll::Pending
            }
        })
    })
}

/// The moment at which the tells have decided a join of all.
fn decided(runtime: &Runtime, on_failure: OnFailure) -> impl Future<Output = ()> + use<'_> {
    let left = runtime.plan().operations.len();
    runtime.with(|core| {
        core.join = Join::All {
            left,
            on_failure,
            failed: None,
            decided: left == 0,
        }
    });
    poll_fn(move |_| {
        runtime.with(|core| {
            if !core.join.undecided() {
                return Poll::Ready(());
            }
            core.waits_on(TaskId::MAIN, WaitingOn::Child);
            Poll::Pending
        })
    })
}

/// What has ended since main last asked, in list order; empty when nothing is left to end.
fn any_ended(runtime: &Runtime) -> impl Future<Output = Vec<TaskId>> + use<'_> {
    poll_fn(move |_| {
        runtime.with(|core| match core.join.see() {
            None => Poll::Ready(Vec::new()),
            Some(ended) if !ended.is_empty() => Poll::Ready(ended),
            Some(_) => {
                core.waits_on(TaskId::MAIN, WaitingOn::Child);
                Poll::Pending
            }
        })
    })
}

/// The next end that was told.
fn next_told(runtime: &Runtime) -> impl Future<Output = TaskId> + use<'_> {
    poll_fn(move |_| {
        runtime.with(|core| match core.join.take_told() {
            Some(task) => Poll::Ready(task),
            None => {
                core.waits_on(TaskId::MAIN, WaitingOn::Child);
                Poll::Pending
            }
        })
    })
}

/// Cancels its body, and all that the body started, when its timer has fired before main is polled.
struct Deadline<F> {
    runtime: Runtime,
    body: Option<Pin<Box<F>>>,
    timer: TimerGuard,
}

impl<F: Future> Deadline<F> {
    fn new(runtime: &Runtime, length: scenario::time::Micros, body: F) -> Self {
        let timer = runtime.set_timer(TaskId::MAIN, TimerKind::Deadline, length);
        Self {
            runtime: runtime.clone(),
            body: Some(Box::pin(body)),
            timer,
        }
    }

    /// The timer has fired before main is polled. A group that has failed comes first; one whose failure has not been told
    /// is cancelled all the same, and main waits on for that failure.
    fn passes(&self) -> bool {
        let plan = self.runtime.plan();
        let beaten = || self.runtime.with(|core| core.deadline_beaten);
        if !self.timer.fired() || beaten() {
            return false;
        }
        let is_group = plan.scenario.policy == Policy::Group && plan.scenario.runs_as() == Unit::Task;
        if is_group && self.runtime.with(|core| plan.ids().any(|task| core.failed(task))) {
            self.runtime.cancel_all(Some(TaskId::MAIN), CancelReason::Deadline);
            self.runtime.with(|core| core.deadline_beaten = true);
            return false;
        }
        true
    }
}

impl<F: Future> Future for Deadline<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.body.is_some() && self.passes() {
            self.runtime.with(|core| core.drop_reason = CancelReason::Deadline);
            self.body = None;
            self.runtime.cancel_all(Some(TaskId::MAIN), CancelReason::Deadline);
        }
        match &mut self.body {
            None => Poll::Ready(None),
            Some(body) => body.as_mut().poll(cx).map(Some),
        }
    }
}

// --- outcomes as values -----------------------------------------------------------------------------------------------

fn outcome_of(runtime: &Runtime, task: TaskId) -> Outcomes {
    runtime.with(|core| core.retrieve(task)).unwrap_or(Outcomes::Cancelled)
}

fn retrieve_all(runtime: &Runtime, core: &mut super::core::Core) {
    for task in runtime.plan().ids() {
        core.retrieve(task);
    }
}

fn value_of(runtime: &Runtime, task: TaskId, outcome: Outcomes) -> Result<String, Failure> {
    match outcome {
        Outcomes::Finished(number) => Ok(number.to_string()),
        Outcomes::Failed(failure) => Err(failure),
        Outcomes::Cancelled => Err(Failure::Cancelled {
            delay: runtime.plan().operation(task).number,
        }),
    }
}

/// An outcome as Python shows it inside a list.
fn shown(runtime: &Runtime, task: TaskId, outcome: &Outcomes) -> String {
    value_of(runtime, task, outcome.clone()).unwrap_or_else(|failure| failure.repr())
}

/// One outcome of as-completed: main prints it and goes on.
fn take_one(runtime: &Runtime, task: TaskId, outcome: &Outcomes) -> String {
    let line = match value_of(runtime, task, outcome.clone()) {
        Ok(value) => format!("Result: {value}"),
        Err(failure) => format!("Failed: {failure}"),
    };
    runtime.print(TaskId::MAIN, line);
    shown(runtime, task, outcome)
}

fn in_a_row(results: &[String]) -> Answer {
    let value = results.join(", ");
    Answer {
        line: Some(format!("Results: {value}")),
        value,
    }
}

fn as_list(results: &[String]) -> Answer {
    let value = format!("[{}]", results.join(", "));
    Answer {
        line: Some(format!("Results: {value}")),
        value,
    }
}

fn single(value: String) -> Answer {
    Answer {
        line: Some(format!("Result: {value}")),
        value,
    }
}
