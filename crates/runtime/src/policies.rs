//! The eight policies, each as the body of main, written like the program that it corresponds to; see
//! docs/semantics.md.

use super::core::{Core, DeadlineState};
use super::failure::Failure;
use super::handle::{Runtime, TimerGuard};
use super::join::{Join, OnFailure};
use super::joined::{Joined, Order};
use super::operation_state::OperationState;
use super::tasks::{TaskFuture, TaskResult};
use recording::{CancelReason, TaskId, TimerKind, WaitingOn};
use scenario::{Policy, Unit};
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

/// The result of a body: the line that main prints, if it has not printed already, and main's return value.
struct Answer {
    line: Option<String>,
    value: String,
}

/// Main: awaits the operations according to the policy, prints the result, and ends.
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
                runtime.print(&line);
            }
            Ok(value)
        }
        Err(failure) => {
            runtime.print(&format!("Failed: {failure}"));
            Err(failure)
        }
    };
    runtime.with(|core| core.end_main(&result));
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

// --- operations as tasks
// ----------------------------------------------------------------------------------------------

async fn spawn_then_await(runtime: &Runtime) -> Result<Answer, Failure> {
    spawn_all(runtime).await;
    let mut results = ValueList::default();
    for handle in runtime.plan().ids() {
        let result = end_of(runtime, handle).await;
        let value = runtime.with_value(handle, result, |value| results.push(value));
        if value.is_err() {
            runtime.with(|core| core.decide_by(handle));
        }
        value?;
        runtime.end_piece().await;
    }
    Ok(results.in_a_row())
}

async fn join_all(runtime: &Runtime, on_failure: OnFailure) -> Result<Answer, Failure> {
    spawn_all(runtime).await;
    decided(runtime, on_failure).await;
    let first_failed = runtime.with(|core| core.join.failed());
    if let Some(task) = first_failed {
        runtime.with(|core| core.decide_by(task));
        let failure = runtime.value(task, result_of(runtime, task)).err();
        if on_failure == OnFailure::CancelOthers {
            // A group raises an ExceptionGroup with all failures: none remains unretrieved.
            runtime.with(|core| retrieve_all(runtime, core));
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
    }
    runtime.with(Core::decide_by_last_end);
    all_values(runtime).await
}

async fn settle_all(runtime: &Runtime) -> Result<Answer, Failure> {
    spawn_all(runtime).await;
    decided(runtime, OnFailure::Keep).await;
    runtime.with(Core::decide_by_last_end);
    Ok(all_results(runtime).await)
}

async fn race(runtime: &Runtime) -> Result<Answer, Failure> {
    spawn_all_for_any(runtime).await;
    let ended = any_ended(runtime).await;
    if let Some(&winner) = ended.first() {
        runtime.with(|core| core.decide_by(winner));
    }
    cancel_all(runtime, CancelReason::Race).await;
    let Some(&winner) = ended.first() else {
        return Ok(ValueList::default().in_brackets());
    };
    Ok(single(&runtime.value(winner, result_of(runtime, winner))?))
}

async fn first_success(runtime: &Runtime) -> Result<Answer, Failure> {
    spawn_all_for_any(runtime).await;
    loop {
        let ended = any_ended(runtime).await;
        if ended.is_empty() {
            runtime.with(Core::decide_by_last_end);
            return Err(Failure::AllFailed {
                count: runtime.plan().operations(),
            });
        }
        for task in ended {
            runtime.end_piece().await;
            if let Ok(value) = runtime.value(task, result_of(runtime, task)) {
                runtime.with(|core| core.decide_by(task));
                cancel_all(runtime, CancelReason::FirstOk).await;
                return Ok(single(&value));
            }
        }
    }
}

async fn as_completed(runtime: &Runtime) -> Result<Answer, Failure> {
    runtime.with(|core| {
        core.join = Join::Each {
            completed: VecDeque::new(),
        }
    });
    spawn_all(runtime).await;
    let mut taken = ValueList::default();
    for _ in runtime.plan().ids() {
        let task = next_completed(runtime).await;
        take_one(runtime, task, result_of(runtime, task), &mut taken);
        runtime.end_piece().await;
    }
    Ok(Answer {
        line: None,
        ..taken.in_brackets()
    })
}

// --- operations joined into main
// --------------------------------------------------------------------------------------

async fn one_by_one(runtime: &Runtime) -> Result<Answer, Failure> {
    let mut joined = Joined::new(runtime, Order::List);
    let mut results = ValueList::default();
    for child in runtime.plan().ids() {
        joined.push(child);
        while let Some((child, result)) = joined.next().await {
            runtime.with_value(child, result, |value| results.push(value))?;
        }
    }
    Ok(results.in_a_row())
}

async fn try_join_joined(runtime: &Runtime) -> Result<Answer, Failure> {
    let mut joined = join_all_into_main(runtime, Order::of_join_all(runtime.plan().operations())).await;
    while let Some((child, result)) = joined.next().await {
        if let Err(failure) = runtime.with_value(child, result, |_| {}) {
            joined.drop_rest().await;
            return Err(failure);
        }
        runtime.end_piece().await;
    }
    all_values(runtime).await
}

async fn settle_joined(runtime: &Runtime) -> Result<Answer, Failure> {
    let mut joined = join_all_into_main(runtime, Order::of_join_all(runtime.plan().operations())).await;
    while joined.next().await.is_some() {
        runtime.end_piece().await;
    }
    Ok(all_results(runtime).await)
}

async fn race_joined(runtime: &Runtime) -> Result<Answer, Failure> {
    let mut joined = join_all_into_main(runtime, Order::List).await;
    let Some((child, result)) = joined.next().await else {
        return Ok(ValueList::default().in_brackets());
    };
    joined.drop_rest().await;
    Ok(single(&runtime.value(child, result)?))
}

async fn first_success_joined(runtime: &Runtime) -> Result<Answer, Failure> {
    let mut joined = join_all_into_main(runtime, Order::ListAgain).await;
    while let Some((child, result)) = joined.next().await {
        if let Ok(value) = runtime.value(child, result) {
            joined.drop_rest().await;
            return Ok(single(&value));
        }
        runtime.end_piece().await;
    }
    Err(Failure::AllFailed {
        count: runtime.plan().operations(),
    })
}

async fn as_completed_joined(runtime: &Runtime) -> Result<Answer, Failure> {
    let mut joined = join_all_into_main(runtime, Order::Wake).await;
    let mut taken = ValueList::default();
    while let Some((child, result)) = joined.next().await {
        take_one(runtime, child, result, &mut taken);
        runtime.end_piece().await;
    }
    Ok(Answer {
        line: None,
        ..taken.in_brackets()
    })
}

// --- what main awaits
// -------------------------------------------------------------------------------------------------

async fn spawn_all(runtime: &Runtime) {
    for task in runtime.plan().ids() {
        let operation = OperationState::new(task);
        runtime.spawn(task, Some(TaskId::MAIN), TaskFuture::Operation(operation));
        runtime.end_piece().await;
    }
}

async fn spawn_all_for_any(runtime: &Runtime) {
    let operations = runtime.plan().operations();
    runtime.with(|core| core.join = Join::any_of(operations));
    spawn_all(runtime).await;
}

async fn join_all_into_main(runtime: &Runtime, order: Order) -> Joined {
    let mut joined = Joined::new(runtime, order);
    for child in runtime.plan().ids() {
        joined.push(child);
        runtime.end_piece().await;
    }
    joined
}

/// Cancels every operation that has not ended, in list order.
async fn cancel_all(runtime: &Runtime, why: CancelReason) {
    for task in runtime.plan().ids() {
        runtime.cancel_operation(task, Some(TaskId::MAIN), why);
        runtime.end_piece().await;
    }
}

/// Awaits the end of a handle.
fn end_of(runtime: &Runtime, handle: TaskId) -> impl Future<Output = TaskResult> + use<'_> {
    poll_fn(move |_| {
        runtime.with(|core| match core.tasks.retrieve(handle) {
            Some(result) => {
                core.join = Join::Nothing;
                Poll::Ready(result)
            }
            None => {
                core.join = Join::Handle { awaiting: handle };
                core.waits_on(TaskId::MAIN, WaitingOn::Child);
                Poll::Pending
            }
        })
    })
}

/// Awaits the decision of a join of all.
fn decided(runtime: &Runtime, on_failure: OnFailure) -> impl Future<Output = ()> + use<'_> {
    let left = runtime.plan().operations();
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

/// Awaits the next ends: the operations that have ended since the last call, in list order; none once all have ended.
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

/// Awaits the next completion of which main is notified.
fn next_completed(runtime: &Runtime) -> impl Future<Output = TaskId> + use<'_> {
    poll_fn(move |_| {
        runtime.with(|core| match core.join.take_completed() {
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
    /// The operations are being cancelled, in pieces of main's poll.
    cancelling: Option<Pin<Box<dyn Future<Output = ()>>>>,
}

impl<F: Future> Deadline<F> {
    fn new(runtime: &Runtime, length: scenario::time::Micros, body: F) -> Self {
        let timer = runtime.set_timer(TaskId::MAIN, TimerKind::Deadline, length);
        Self {
            runtime: runtime.clone(),
            body: Some(Box::pin(body)),
            timer,
            cancelling: None,
        }
    }

    /// The timer has fired before main is polled, and no failure has come first.
    fn has_passed(&self) -> bool {
        self.timer.fired() && !self.runtime.with(|core| core.deadline.is_beaten())
    }

    /// Whether main continues to await a failure of which it was not notified, although everything is cancelled.
    fn failure_comes_first(&self) -> bool {
        let plan = self.runtime.plan();
        let is_group = plan.scenario.policy == Policy::Group && plan.scenario.runs_as() == Unit::Task;
        is_group
            && self
                .runtime
                .with(|core| plan.ids().any(|task| core.tasks.has_failed(task)))
    }

    /// Begins to cancel the operations that the body has started or joined.
    fn begin_cancelling(&mut self) {
        if !self.failure_comes_first() {
            self.runtime.with(|core| {
                core.decide_by_deadline();
                core.drop_reason = CancelReason::Deadline;
            });
        }
        let runtime = self.runtime.clone();
        self.cancelling = Some(Box::pin(async move {
            cancel_all(&runtime, CancelReason::Deadline).await;
        }));
    }
}

impl<F: Future> Future for Deadline<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.body.is_some() && self.cancelling.is_none() && self.has_passed() {
            self.begin_cancelling();
        }
        if let Some(cancelling) = &mut self.cancelling {
            if cancelling.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            self.cancelling = None;
            if self.failure_comes_first() {
                self.runtime.with(|core| core.deadline = DeadlineState::Beaten);
            } else {
                self.body = None;
            }
        }
        match &mut self.body {
            None => Poll::Ready(None),
            Some(body) => body.as_mut().poll(cx).map(Some),
        }
    }
}

// --- results as values
// ------------------------------------------------------------------------------------------------

fn result_of(runtime: &Runtime, task: TaskId) -> TaskResult {
    let result = runtime.with(|core| core.tasks.retrieve(task));
    result.unwrap_or(TaskResult::Cancelled)
}

fn retrieve_all(runtime: &Runtime, core: &mut Core) {
    for task in runtime.plan().ids() {
        core.tasks.retrieve(task);
    }
}

/// The return values of all operations, in list order, or the first failure.
async fn all_values(runtime: &Runtime) -> Result<Answer, Failure> {
    let mut values = ValueList::default();
    for task in runtime.plan().ids() {
        runtime.with_value(task, result_of(runtime, task), |value| values.push(value))?;
        runtime.end_piece().await;
    }
    Ok(values.in_brackets())
}

/// The results of all operations, failures included, in list order.
async fn all_results(runtime: &Runtime) -> Answer {
    let mut results = ValueList::default();
    for task in runtime.plan().ids() {
        let value = runtime.with_value(task, result_of(runtime, task), |value| results.push(value));
        if let Err(failure) = value {
            results.push(&failure.repr());
        }
        runtime.end_piece().await;
    }
    results.in_brackets()
}

/// Takes one result of as-completed, which main prints.
fn take_one(runtime: &Runtime, task: TaskId, result: TaskResult, taken: &mut ValueList) {
    runtime.with(|core| core.decide_by(task));
    match runtime.value(task, result) {
        Ok(value) => {
            runtime.print(&format!("Result: {value}"));
            taken.push(&value);
        }
        Err(failure) => {
            runtime.print(&format!("Failed: {failure}"));
            taken.push(&failure.repr());
        }
    }
}

/// Values in a row, as Python prints them, in one text.
#[derive(Default)]
struct ValueList {
    text: String,
}

impl ValueList {
    fn push(&mut self, value: &str) {
        if !self.text.is_empty() {
            self.text.push_str(", ");
        }
        self.text.push_str(value);
    }

    fn in_a_row(self) -> Answer {
        Answer {
            line: Some(format!("Results: {}", self.text)),
            value: self.text,
        }
    }

    fn in_brackets(self) -> Answer {
        Answer {
            line: Some(format!("Results: [{}]", self.text)),
            value: format!("[{}]", self.text),
        }
    }
}

fn single(value: &str) -> Answer {
    Answer {
        line: Some(format!("Result: {value}")),
        value: value.to_owned(),
    }
}
