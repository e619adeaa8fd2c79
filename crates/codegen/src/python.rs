//! The program in Python: 3.11 or newer, asyncio, the standard library only.

use super::plan::{Call, Failing, LONGEST_PAUSE, Layer, ProgramPlan, Single};
use super::writer::{DraftLine, Writer};
use super::{CodePosition, Target, grouped};
use scenario::{Policy, PyNumber, Unit};

/// The note for futures joined into main, which asyncio does not have.
const ONLY_TASKS: &str =
    "asyncio runs several at once only as tasks: a coroutine runs inside main when it is awaited alone.";

pub(super) fn write(plan: &ProgramPlan) -> Vec<DraftLine> {
    let mut writer = Writer::new("    ");
    let w = &mut writer;
    w.line("import asyncio");
    if plan.cpu {
        w.line("import time");
    }
    w.head(plan, "#", |w| list(w, plan));
    if let Some(limit) = plan.scenario.limit {
        w.gap(1);
        w.line(format!("permits = asyncio.Semaphore({limit})"));
    }
    w.gap(2);
    slow_operation(w, plan);
    if let Some(timeout) = plan.timeout() {
        w.gap(2);
        with_timeout(w, plan, &timeout.to_string());
    }
    if plan.retries() {
        w.gap(2);
        with_retries(w, plan);
    }
    if plan.scenario.limit.is_some() {
        w.gap(2);
        limited(w, plan);
    }
    w.gap(2);
    main(w, plan);
    w.gap(2);
    w.line("asyncio.run(main())");
    writer.finish()
}

// --- the operations ---------------------------------------------------------------------------------------------------

fn slow_operation(w: &mut Writer, plan: &ProgramPlan) {
    let fails = plan.failing != Failing::Never;
    w.line(format!(
        "async def slow_operation({}):",
        parameters(plan, Layer::Attempt)
    ));
    w.inside(|w| {
        w.line("print(f'Starting operation with delay {delay}')");
        w.line("await asyncio.sleep(delay)").at(CodePosition::Sleep);
        if plan.cpu {
            w.line("time.sleep(cpu)  # stands for computing: it blocks the event loop")
                .at(CodePosition::Compute)
                .note("While this runs no other task can: asyncio.sleep would give the loop back, computing does not.");
        }
        if fails {
            w.line("if fails:");
            w.inside(|w| {
                w.line("raise RuntimeError(f'operation with delay {delay} failed')")
                    .at(CodePosition::Raised);
            });
        }
        w.line("print(f'Operation with delay {delay} finished')");
        w.line("return delay * 2").at(CodePosition::Returned);
    });
}

fn with_timeout(w: &mut Writer, plan: &ProgramPlan, timeout: &str) {
    w.line(format!("async def with_timeout({}):", parameters(plan, Layer::Attempt)));
    w.inside(|w| {
        w.line("try:");
        w.inside(|w| {
            w.line(format!("async with asyncio.timeout({timeout}):"))
                .note("Time is up at the next await: code that computes is not interrupted.");
            w.inside(|w| {
                w.line(format!(
                    "return await slow_operation({})",
                    passed_on(plan, Layer::Attempt)
                ));
            });
        });
        w.line("except TimeoutError:");
        w.inside(|w| {
            let message = format!("operation with delay {{delay}} timed out after {timeout}");
            w.line(format!("raise TimeoutError(f'{message}') from None"))
                .at(CodePosition::TimedOut);
        });
    });
}

fn with_retries(w: &mut Writer, plan: &ProgramPlan) {
    let inner = if plan.timeout().is_some() {
        "with_timeout"
    } else {
        "slow_operation"
    };
    let attempts = plan.attempts();
    let may_fail = plan.can_raise || plan.timeout().is_some();
    w.line(format!("async def with_retries({}):", parameters(plan, Layer::Whole)));
    w.inside(|w| {
        if !may_fail {
            // No attempt fails, so nothing is retried. The parameter stays for a reader who adds a failure.
            w.line(format!("return await {inner}({})", passed_on(plan, Layer::Attempt)));
            return;
        }
        if plan.delays_differ {
            w.line("for attempt, delay in enumerate(delays, 1):");
        } else {
            w.line(format!("for attempt in range(1, {}):", attempts + 1));
        }
        w.inside(|w| {
            w.line("try:");
            w.inside(|w| {
                let mut arguments = vec!["delay".to_owned()];
                if plan.cpu {
                    arguments.push("cpu".into());
                }
                match plan.failing {
                    Failing::Never => {}
                    Failing::Flag => arguments.push("fails".into()),
                    Failing::First => arguments.push("fails=attempt <= failures".into()),
                    Failing::On => arguments.push("fails=attempt in fails_on".into()),
                }
                w.line(format!("return await {inner}({})", arguments.join(", ")));
            });
            w.line(format!("except {}:", errors(plan)));
            w.inside(|w| {
                w.line(format!("if attempt == {attempts}:"));
                w.inside(|w| {
                    w.line("raise");
                });
            });
            if let Some(backoff) = plan.backoff() {
                let mut pause = backoff.to_string();
                if plan.backoff_doubles() {
                    pause += " * 2 ** (attempt - 1)";
                }
                if plan.backoff_is_capped() {
                    pause = format!("min({pause}, {LONGEST_PAUSE:.0})");
                }
                w.line(format!("await asyncio.sleep({pause})"))
                    .at(CodePosition::Backoff);
            }
        });
    });
}

fn limited(w: &mut Writer, plan: &ProgramPlan) {
    let inner = if plan.retries() {
        "with_retries"
    } else if plan.timeout().is_some() {
        "with_timeout"
    } else {
        "slow_operation"
    };
    let layer = if plan.retries() { Layer::Whole } else { Layer::Attempt };
    w.line(format!("async def limited({}):", parameters(plan, Layer::Whole)));
    w.inside(|w| {
        w.line("async with permits:").at(CodePosition::Permit);
        w.inside(|w| {
            w.line(format!("return await {inner}({})", passed_on(plan, layer)));
        });
    });
}

/// The parameter that specifies which attempts fail, and its default.
const fn failing_parameter(plan: &ProgramPlan, layer: Layer) -> Option<(&'static str, &'static str)> {
    plan.failing_parameter(layer, ["False", "0", "()"])
}

fn parameters(plan: &ProgramPlan, layer: Layer) -> String {
    let mut parameters = plan.delay_parameter(layer).to_owned();
    if plan.cpu {
        parameters += ", cpu=0";
    }
    if let Some((name, default)) = failing_parameter(plan, layer) {
        parameters += &format!(", {name}={default}");
    }
    parameters
}

fn passed_on(plan: &ProgramPlan, layer: Layer) -> String {
    let mut arguments = plan.delay_parameter(layer).to_owned();
    if plan.cpu {
        arguments += ", cpu";
    }
    if let Some((name, _)) = failing_parameter(plan, layer) {
        arguments += &format!(", {name}");
    }
    arguments
}

/// The outermost function, which main calls.
const fn outermost(plan: &ProgramPlan) -> &'static str {
    if plan.scenario.limit.is_some() {
        "limited"
    } else if plan.retries() {
        "with_retries"
    } else if plan.scenario.timeout.is_some() {
        "with_timeout"
    } else {
        "slow_operation"
    }
}

fn call_of(plan: &ProgramPlan, call: &Call) -> String {
    let mut arguments = delay_value(plan, call);
    if let Some(cpu) = call.cpu {
        arguments += &format!(", cpu={cpu}");
    }
    if call.fails.contains(&true)
        && let Some((name, _)) = failing_parameter(plan, Layer::Whole)
    {
        arguments += &format!(", {name}={}", failing_value(plan, call));
    }
    format!("{}({arguments})", outermost(plan))
}

/// The delay of an operation, or the delays of its attempts.
fn delay_value(plan: &ProgramPlan, call: &Call) -> String {
    if !plan.delays_differ {
        return call.first_delay().to_string();
    }
    match (call.same_delay(), call.delays.len()) {
        (Some(delay), 2..) => format!("[{delay}] * {}", call.delays.len()),
        _ => {
            let delays: Vec<String> = call.delays.iter().map(PyNumber::to_string).collect();
            format!("[{}]", delays.join(", "))
        }
    }
}

fn failing_value(plan: &ProgramPlan, call: &Call) -> String {
    match plan.failing {
        Failing::Never | Failing::Flag => if call.always_fails() { "True" } else { "False" }.to_owned(),
        Failing::First => call.fails_first().to_string(),
        Failing::On => format!("[{}]", call.fails_on().join(", ")),
    }
}

// --- the list ---------------------------------------------------------------------------------------------------------

/// The names of the columns of the list.
fn columns(plan: &ProgramPlan) -> Vec<&'static str> {
    let mut columns = vec![plan.delay_parameter(Layer::Whole)];
    if plan.cpu {
        columns.push("cpu");
    }
    columns.extend(failing_parameter(plan, Layer::Whole).map(|(name, _)| name));
    columns
}

fn list(w: &mut Writer, plan: &ProgramPlan) {
    let columns = columns(plan);
    let row = |call: &Call| {
        let mut row = vec![delay_value(plan, call)];
        if plan.cpu {
            row.push(call.cpu.map_or_else(|| "0".to_owned(), |cpu| cpu.to_string()));
        }
        if columns.len() > 1 && plan.failing != Failing::Never {
            row.push(failing_value(plan, call));
        }
        match row.as_slice() {
            [delay] => delay.clone(),
            row => format!("({})", row.join(", ")),
        }
    };
    let name = if columns == ["delay"] { "delays" } else { "operations" };
    if let [call] = plan.calls.as_slice() {
        let comment = comment(call.comment());
        w.line(format!(
            "{name} = [{}] * {}{comment}",
            row(call),
            grouped(call.count.into())
        ));
        return;
    }
    let entries: Vec<(String, Option<String>)> = plan
        .calls
        .iter()
        .map(|call| {
            let row = row(call);
            let entry = match call.count {
                1 => row,
                count => format!("*[{row}] * {}", grouped(count.into())),
            };
            (entry, call.comment())
        })
        .collect();
    if columns.len() > 1 {
        w.line(format!("# {}", columns.join(", ")));
    }
    w.entries(&format!("{name} = ["), entries, "]", plan.named, comment);
}

fn comment(name: Option<String>) -> String {
    name.map_or_else(String::new, |name| format!("  # {name}"))
}

/// `for delay in delays`
fn for_each(plan: &ProgramPlan) -> String {
    match columns(plan).as_slice() {
        ["delay"] => "for delay in delays".to_owned(),
        columns => format!("for {} in operations", columns.join(", ")),
    }
}

/// The call inside a loop over the list.
fn call_in_loop(plan: &ProgramPlan) -> String {
    format!("{}({})", outermost(plan), columns(plan).join(", "))
}

// --- main -------------------------------------------------------------------------------------------------------------

fn main(w: &mut Writer, plan: &ProgramPlan) {
    w.line("async def main():");
    w.inside(|w| {
        if tasks_first(plan) {
            make_tasks(w, plan);
        }
        match plan.deadline() {
            None => guarded(w, plan),
            Some(deadline) => {
                w.line("try:");
                w.inside(|w| {
                    w.line(format!("async with asyncio.timeout({deadline}):"));
                    w.inside(|w| guarded(w, plan));
                });
                w.line("except TimeoutError:");
                w.inside(|w| {
                    if tasks_first(plan) {
                        w.line(format!("for task in {}:", all_tasks(plan, "(", ")")))
                            .note("The timeout cancels main's own await, not the tasks that main has started.");
                        w.inside(|w| {
                            w.line("task.cancel()");
                        });
                    }
                    w.line(format!("print('Failed: timed out after {deadline}')"))
                        .at(CodePosition::DeadlinePassed);
                });
            }
        }
        if plan.waits_for_leftovers() {
            w.gap(1);
            let tasks = all_tasks(plan, "[", "]");
            w.line(format!("await asyncio.wait({tasks})  # whoever still runs may finish"))
                .note("Without this line asyncio.run cancels what still runs when main returns.");
        }
    });
}

/// Whether main creates all tasks first, so that it can cancel them by name.
fn tasks_first(plan: &ProgramPlan) -> bool {
    match plan.policy {
        Policy::Spawn | Policy::Race | Policy::FirstOk | Policy::AsCompleted => true,
        Policy::Gather => plan.waits_for_leftovers() || (plan.can_fail && plan.deadline().is_some()),
        Policy::OneByOne | Policy::Settle | Policy::Group => false,
    }
}

/// Main's body, inside a `try` if failures can reach main.
fn guarded(w: &mut Writer, plan: &ProgramPlan) {
    if !plan.failure_reaches_main() {
        body(w, plan);
        return;
    }
    w.line("try:");
    w.inside(|w| body(w, plan));
    if plan.policy == Policy::Group {
        w.line(format!("except* {} as failures:", errors(plan)))
            .note("A task group raises an ExceptionGroup: all that failed before the others were cancelled.");
        w.inside(|w| {
            w.line("print(f'Failed: {failures.exceptions[0]}')")
                .at(CodePosition::Failed);
        });
    } else {
        w.line(format!("except {} as error:", errors(plan)));
        w.inside(|w| {
            w.line("print(f'Failed: {error}')").at(CodePosition::Failed);
        });
    }
}

fn errors(plan: &ProgramPlan) -> &'static str {
    match (plan.can_raise, plan.timeout().is_some()) {
        (true, true) => "(RuntimeError, TimeoutError)",
        (false, true) => "TimeoutError",
        (_, false) => "RuntimeError",
    }
}

fn body(w: &mut Writer, plan: &ProgramPlan) {
    match plan.policy {
        Policy::OneByOne => one_by_one(w, plan),
        Policy::Spawn => spawn(w, plan),
        Policy::Gather | Policy::Settle => gather(w, plan),
        Policy::Group => group(w, plan),
        Policy::Race => race(w),
        Policy::FirstOk => first_success(w, plan),
        Policy::AsCompleted => as_completed(w, plan),
    }
}

fn one_by_one(w: &mut Writer, plan: &ProgramPlan) {
    if !plan.inline {
        w.line("results = []");
        w.line(format!("{}:", for_each(plan)));
        w.inside(|w| {
            w.line(format!("results.append(await {})", call_in_loop(plan)))
                .at(CodePosition::Awaits(Target::All))
                .at(CodePosition::Made(Target::All));
        });
        print_row(w);
        return;
    }
    w.await_in_turn(
        plan,
        |Single {
             index,
             call,
             comment: name,
         }| { format!("result{index} = await {}{}", call_of(plan, call), comment(name)) },
    );
    print_singles(w, plan);
}

fn spawn(w: &mut Writer, plan: &ProgramPlan) {
    if !plan.inline {
        w.line("results = [await task for task in tasks]")
            .at(CodePosition::Awaits(Target::All));
        print_row(w);
        return;
    }
    for index in plan.indexes() {
        w.line(format!("result{index} = await task{index}"))
            .at(CodePosition::Awaits(Target::One(index)));
    }
    print_singles(w, plan);
}

fn gather(w: &mut Writer, plan: &ProgramPlan) {
    let settle = plan.policy == Policy::Settle;
    let closing = if settle { "return_exceptions=True" } else { "" };
    let note = if settle {
        plan.can_fail
            .then_some("A failure becomes a result like any other: nothing is raised here.")
    } else if plan.scenario.runs_as() == Unit::Future {
        Some(ONLY_TASKS)
    } else {
        plan.can_fail
            .then_some("The first failure reaches main at once; gather leaves the siblings running.")
    };
    if tasks_first(plan) {
        w.line("results = await asyncio.gather(*tasks)")
            .at(CodePosition::Awaits(Target::All))
            .note = note;
    } else if plan.inline {
        let opening = calls(w, plan, "results = await asyncio.gather(", closing, ")", |call| call);
        w.at(opening).at(CodePosition::Awaits(Target::All)).note = note;
    } else {
        let generator = format!("*({} {})", call_in_loop(plan), for_each(plan));
        let arguments = [generator, closing.to_owned()];
        let arguments: Vec<&str> = arguments
            .iter()
            .map(String::as_str)
            .filter(|it| !it.is_empty())
            .collect();
        let whole = format!("results = await asyncio.gather({})", arguments.join(", "));
        if w.fits(&whole) {
            w.line(whole)
                .at(CodePosition::Made(Target::All))
                .at(CodePosition::Awaits(Target::All))
                .note = note;
        } else {
            w.line("results = await asyncio.gather(")
                .at(CodePosition::Awaits(Target::All))
                .note = note;
            w.inside(|w| {
                for argument in arguments {
                    w.line(format!("{argument},")).at(CodePosition::Made(Target::All));
                }
            });
            w.line(")");
        }
    }
    w.line("print(f'Results: {results}')").at(CodePosition::Ended);
}

fn group(w: &mut Writer, plan: &ProgramPlan) {
    w.line("async with asyncio.TaskGroup() as group:")
        .at(CodePosition::Awaits(Target::All))
        .note("Leaving the block waits for all; the first failure cancels the other tasks of the group.");
    let names = task_names(plan);
    w.inside(|w| {
        if plan.inline {
            create_each(w, plan, "group.create_task");
        } else {
            make_list(w, plan, "group.create_task");
        }
    });
    if plan.inline {
        w.line(format!("results = [task.result() for task in ({names})]"));
    } else {
        w.line("results = [task.result() for task in tasks]");
    }
    w.line("print(f'Results: {results}')").at(CodePosition::Ended);
}

fn race(w: &mut Writer) {
    w.line("done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)")
        .at(CodePosition::Awaits(Target::All))
        .note("asyncio.wait cancels nobody: the losers run on until they are cancelled by hand.");
    cancel_pending(w);
    w.line("winner = next(task for task in tasks if task in done)");
    w.line("print(f'Result: {winner.result()}')").at(CodePosition::Ended);
}

fn first_success(w: &mut Writer, plan: &ProgramPlan) {
    w.line("pending = tasks");
    w.line("while pending:");
    w.inside(|w| {
        w.line("done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)")
            .at(CodePosition::Awaits(Target::All))
            .note("asyncio has no call for the first success: wait for the next end and look at it.");
        w.line("winner = next((task for task in tasks if task in done and not task.exception()), None)");
        w.line("if winner:");
        w.inside(|w| {
            cancel_pending(w);
            w.line("print(f'Result: {winner.result()}')").at(CodePosition::Ended);
            w.line("break");
        });
    });
    if plan.all_can_fail() {
        w.line("else:");
        w.inside(|w| {
            w.line("print(f'Failed: all {len(tasks)} operations failed')")
                .at(CodePosition::Failed);
        });
    }
}

fn as_completed(w: &mut Writer, plan: &ProgramPlan) {
    w.line("for earliest in asyncio.as_completed(tasks):");
    w.inside(|w| {
        if !plan.can_fail {
            w.line("print(f'Result: {await earliest}')")
                .at(CodePosition::Awaits(Target::All))
                .at(CodePosition::Ended);
            return;
        }
        w.line("try:");
        w.inside(|w| {
            w.line("print(f'Result: {await earliest}')")
                .at(CodePosition::Awaits(Target::All))
                .at(CodePosition::Ended);
        });
        w.line(format!("except {} as error:", errors(plan)));
        w.inside(|w| {
            w.line("print(f'Failed: {error}')");
        });
    });
}

fn cancel_pending(w: &mut Writer) {
    w.line("for task in pending:");
    w.inside(|w| {
        w.line("task.cancel()");
    });
}

/// Creates the tasks: by name if main awaits them by name, else in a list.
fn make_tasks(w: &mut Writer, plan: &ProgramPlan) {
    let first = w.len();
    write_tasks(w, plan);
    if w.len() == first {
        return; // a list without tasks
    }
    w.at(first).note = Some(if plan.scenario.runs_as() == Unit::Future {
        ONLY_TASKS
    } else {
        "The task starts at main's next await, not here."
    });
}

/// A variable for each task, which `create` starts.
fn create_each(w: &mut Writer, plan: &ProgramPlan, create: &str) {
    for Single {
        index,
        call,
        comment: name,
    } in plan.singles()
    {
        let call = call_of(plan, call);
        w.line(format!("task{index} = {create}({call}){}", comment(name)))
            .at(CodePosition::Made(Target::One(index)));
    }
}

fn write_tasks(w: &mut Writer, plan: &ProgramPlan) {
    if !plan.inline {
        make_list(w, plan, "asyncio.create_task");
    } else if plan.policy == Policy::Spawn {
        create_each(w, plan, "asyncio.create_task");
    } else {
        calls(w, plan, "tasks = [", "", "]", |call| {
            format!("asyncio.create_task({call})")
        });
    }
}

fn make_list(w: &mut Writer, plan: &ProgramPlan, create: &str) {
    let make = format!("{create}({})", call_in_loop(plan));
    let each = for_each(plan);
    let whole = format!("tasks = [{make} {each}]");
    if w.fits(&whole) {
        w.line(whole).at(CodePosition::Made(Target::All));
        return;
    }
    w.line("tasks = [");
    w.inside(|w| {
        w.line(make).at(CodePosition::Made(Target::All));
        w.line(each);
    });
    w.line("]");
}

/// Writes every call between `opening` and `closing`: on one line if that fits, else one per line. Returns the index of
/// the first line.
fn calls(
    w: &mut Writer,
    plan: &ProgramPlan,
    opening: &str,
    last: &str,
    closing: &str,
    wrap: impl Fn(String) -> String,
) -> usize {
    let first = w.len();
    let mut entries: Vec<String> = plan.singles().map(|single| wrap(call_of(plan, single.call))).collect();
    if !last.is_empty() {
        entries.push(last.to_owned());
    }
    let whole = format!("{opening}{}{closing}", entries.join(", "));
    if !plan.named && w.fits(&whole) {
        w.line(whole).at(CodePosition::Made(Target::All));
        return first;
    }
    w.line(opening);
    w.inside(|w| {
        for (single, entry) in plan.singles().zip(&entries) {
            w.line(format!("{entry},{}", comment(single.comment)))
                .at(CodePosition::Made(Target::One(single.index)));
        }
        if !last.is_empty() {
            w.line(format!("{last},"));
        }
    });
    w.line(closing);
    first
}

fn task_names(plan: &ProgramPlan) -> String {
    let names: Vec<String> = plan.indexes().take(5).map(|index| format!("task{index}")).collect();
    // A tuple of one element needs its comma.
    let comma = if names.len() == 1 { "," } else { "" };
    names.join(", ") + comma
}

/// All tasks as an expression: the names in brackets, or the list.
fn all_tasks(plan: &ProgramPlan, opening: &str, closing: &str) -> String {
    if plan.inline && plan.policy == Policy::Spawn {
        format!("{opening}{}{closing}", task_names(plan))
    } else {
        "tasks".to_owned()
    }
}

/// `Results: 4, 2` from single variables.
fn print_singles(w: &mut Writer, plan: &ProgramPlan) {
    let results: Vec<String> = plan.indexes().map(|index| format!("{{result{index}}}")).collect();
    w.line(format!("print(f'Results: {}')", results.join(", ")))
        .at(CodePosition::Ended);
}

/// `Results: 4, 2` from a list.
fn print_row(w: &mut Writer) {
    w.line("print('Results:', ', '.join(map(str, results)))")
        .at(CodePosition::Ended);
}
