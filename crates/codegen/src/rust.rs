//! The program in Rust: tokio on one thread and, where a join needs it, futures.
//!
//! Dropping a future cancels it: a deadline is a `timeout` around `run`, and a `JoinSet` aborts its tasks when dropped.

use super::plan::{Call, Failing, LONGEST_PAUSE, Layer, ProgramPlan, Single};
use super::writer::{DraftLine, MOST_ENTRY_LINES, Writer};
use super::{CodePosition, Target, grouped};
use scenario::time::Micros;
use scenario::{Policy, PyNumber, Quantity, Unit};

/// For the `Result` of a task's handle, which is an error only if the task panics.
const NO_PANIC: &str = r#".expect("no task panics")"#;

/// The length up to which `try_join_all` polls its futures in list order at every poll. For longer lists it returns
/// outcomes in list order: a failure is returned after all futures before it have ended.
const LONGEST_LIST: u64 = 30;

pub(super) fn write(plan: &ProgramPlan) -> Vec<DraftLine> {
    let mut body = Writer::new("    ");
    items(&mut body, plan);
    let body = body.finish();
    let mut head = Writer::new("    ");
    imports(&mut head, &body);
    let mut drafts = head.finish();
    drafts.extend(body);
    drafts
}

fn items(w: &mut Writer, plan: &ProgramPlan) {
    w.head(plan, "//", |w| list(w, plan));
    if let Some(limit) = plan.scenario.limit {
        w.gap(1);
        let limit = grouped(u64::from(limit.get()));
        w.line(format!("static PERMITS: Semaphore = Semaphore::const_new({limit});"));
    }
    if fallible(plan) {
        w.gap(1);
        failure(w, plan);
    }
    w.gap(1);
    slow_operation(w, plan);
    if let Some(timeout) = &plan.scenario.timeout {
        w.gap(1);
        with_timeout(w, plan, timeout);
    }
    if plan.retries() {
        w.gap(1);
        with_retries(w, plan);
    }
    if plan.scenario.limit.is_some() {
        w.gap(1);
        limited(w, plan);
    }
    if joins_handles(plan) {
        w.gap(1);
        w.line(format!(
            "async fn outcome(task: &mut JoinHandle<{}>) -> {} {{",
            outcome(plan),
            outcome(plan)
        ));
        w.inside(|w| {
            w.line(format!("task.await{NO_PANIC}"));
        });
        w.line("}");
    }
    if has_run(plan) {
        w.gap(1);
        run(w, plan);
    }
    w.gap(1);
    main(w, plan);
}

/// The `use` lines for the names in the body.
fn imports(w: &mut Writer, body: &[DraftLine]) {
    let uses = |word: &str| body.iter().any(|draft| draft.text.contains(word));
    let group = |path: &str, words: &[(&str, &str)]| {
        let names: Vec<&str> = words
            .iter()
            .filter(|(sign, _)| uses(sign))
            .map(|&(_, name)| name)
            .collect();
        match names.as_slice() {
            [] => None,
            [name] => Some(format!("use {path}::{name};")),
            names => Some(format!("use {path}::{{{}}};", names.join(", "))),
        }
    };
    let future = group(
        "futures::future",
        &[
            (" join_all(", "join_all"),
            ("select_all(", "select_all"),
            ("select_ok(", "select_ok"),
            ("try_join_all(", "try_join_all"),
        ],
    );
    let stream = uses("FuturesUnordered").then(|| "use futures::stream::{FuturesUnordered, StreamExt};".to_owned());
    let packages = if future.is_some() || stream.is_some() {
        r#"// Cargo.toml: tokio = { version = "1", features = ["full"] } and futures = "0.3""#
    } else {
        r#"// Cargo.toml: tokio = { version = "1", features = ["full"] }"#
    };
    w.line(packages);
    let lines = [
        future,
        stream,
        group("std", &[("fmt::", "fmt")]),
        group("std::time", &[("Duration", "Duration")]),
        group("tokio::sync", &[("Semaphore", "Semaphore")]),
        group("tokio::task", &[("JoinHandle", "JoinHandle"), ("JoinSet", "JoinSet")]),
        group("tokio::time", &[(" sleep(", "sleep"), (" timeout(", "timeout")]),
    ];
    for line in lines.into_iter().flatten() {
        w.line(line);
    }
}

/// A number of seconds as an `f64`.
fn float(number: PyNumber) -> String {
    match number {
        PyNumber::Int(whole) => format!("{whole}.0"),
        PyNumber::Float(value) => format!("{value:?}"),
    }
}

/// A number as Rust's `{}` prints it.
fn printed(number: PyNumber) -> String {
    match number {
        PyNumber::Int(whole) => whole.to_string(),
        PyNumber::Float(value) => value.to_string(),
    }
}

fn duration(quantity: &Quantity) -> String {
    let Micros(length) = quantity.micros();
    if length.is_multiple_of(1_000_000) {
        format!("Duration::from_secs({})", grouped(length / 1_000_000))
    } else if length.is_multiple_of(1_000) {
        format!("Duration::from_millis({})", grouped(length / 1_000))
    } else {
        format!("Duration::from_micros({})", grouped(length))
    }
}

// --- needs of the program ---------------------------------------------------------------------------------------------------

/// Whether an operation returns a `Result`.
fn fallible(plan: &ProgramPlan) -> bool {
    plan.can_raise || plan.timeout().is_some()
}

/// The return type of an operation.
fn outcome(plan: &ProgramPlan) -> &'static str {
    if fallible(plan) { "Result<f64, Failure>" } else { "f64" }
}

/// `?` if failures propagate to main.
fn question(plan: &ProgramPlan) -> &'static str {
    if fallible(plan) { "?" } else { "" }
}

fn as_tasks(plan: &ProgramPlan) -> bool {
    plan.scenario.runs_as() == Unit::Task
}

/// Whether task handles are joined that return the operation's own outcome, so that a failure is known at once.
fn joins_handles(plan: &ProgramPlan) -> bool {
    plan.policy == Policy::Gather && as_tasks(plan) && fallible(plan)
}

/// Whether main's body returns a `Result`. Decided by type, not by failure mode, because a `Result` has to be handled.
fn body_fails(plan: &ProgramPlan) -> bool {
    fallible(plan) && !matches!(plan.policy, Policy::Settle | Policy::FirstOk | Policy::AsCompleted)
}

/// Whether main's body is a function of its own, so that it can time out or return early.
fn has_run(plan: &ProgramPlan) -> bool {
    body_fails(plan) || plan.deadline().is_some()
}

/// Whether main keeps the handles, to await the tasks that are still running.
fn keeps_handles(plan: &ProgramPlan) -> bool {
    plan.waits_for_leftovers()
}

// --- the operations ---------------------------------------------------------------------------------------------------

fn failure(w: &mut Writer, plan: &ProgramPlan) {
    let mut kinds = Vec::new();
    if plan.can_raise {
        kinds.push((
            "Raised",
            "RuntimeError",
            "operation with delay {delay} failed".to_owned(),
        ));
    }
    if let Some(timeout) = plan.timeout() {
        let message = format!("operation with delay {{delay}} timed out after {}", printed(timeout));
        kinds.push(("TimedOut", "TimeoutError", message));
    }
    w.line("#[derive(Debug)]");
    w.line("enum Failure {");
    w.inside(|w| {
        for (kind, _, _) in &kinds {
            w.line(format!("{kind} {{ delay: f64 }},"));
        }
    });
    w.line("}");
    w.gap(1);
    w.line("impl fmt::Display for Failure {");
    w.inside(|w| {
        w.line("fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {");
        w.inside(|w| {
            w.line("match self {");
            w.inside(|w| {
                for (kind, _, message) in &kinds {
                    let write = format!("write!(f, \"{message}\")");
                    let whole = format!("Self::{kind} {{ delay }} => {write},");
                    if w.fits(&whole) {
                        w.line(whole);
                        continue;
                    }
                    w.line(format!("Self::{kind} {{ delay }} => {{"));
                    w.inside(|w| {
                        w.line(write);
                    });
                    w.line("}");
                }
            });
            w.line("}");
        });
        w.line("}");
    });
    w.line("}");
    if plan.policy == Policy::Settle {
        w.gap(1);
        w.line("impl Failure {");
        w.inside(|w| {
            w.line("fn name(&self) -> &'static str {");
            w.inside(|w| {
                w.line("match self {");
                w.inside(|w| {
                    for (kind, name, _) in &kinds {
                        w.line(format!("Self::{kind} {{ .. }} => \"{name}\","));
                    }
                });
                w.line("}");
            });
            w.line("}");
        });
        w.line("}");
    }
}

fn slow_operation(w: &mut Writer, plan: &ProgramPlan) {
    let gives = if plan.can_raise { "Result<f64, Failure>" } else { "f64" };
    w.line(format!(
        "async fn slow_operation({}) -> {gives} {{",
        parameters(plan, Layer::Attempt)
    ));
    w.inside(|w| {
        w.line("println!(\"Starting operation with delay {delay}\");");
        w.line("sleep(Duration::from_secs_f64(delay)).await;")
            .at(CodePosition::Sleep);
        if plan.cpu {
            w.line("std::thread::sleep(Duration::from_secs_f64(cpu)); // stands for computing")
                .at(CodePosition::Compute)
                .note("This blocks the thread: until it returns, no other task of this runtime is polled.");
        }
        if plan.can_raise {
            w.line("if fails {");
            w.inside(|w| {
                w.line("return Err(Failure::Raised { delay });")
                    .at(CodePosition::Raised);
            });
            w.line("}");
        }
        w.line("println!(\"Operation with delay {delay} finished\");");
        let result = if plan.can_raise {
            "Ok(delay * 2.0)"
        } else {
            "delay * 2.0"
        };
        w.line(result).at(CodePosition::Returned);
    });
    w.line("}");
}

fn with_timeout(w: &mut Writer, plan: &ProgramPlan, timeout: &Quantity) {
    w.line(format!(
        "async fn with_timeout({}) -> Result<f64, Failure> {{",
        parameters(plan, Layer::Attempt)
    ));
    w.inside(|w| {
        let operation = format!("slow_operation({})", passed_on(plan, Layer::Attempt));
        w.line(format!("let operation = {operation};"));
        w.line(format!(
            "let attempt = timeout({}, operation).await;",
            duration(timeout)
        ))
        .note("When time is up the future is dropped: it stops where it awaits, and nothing has to be cancelled.");
        if plan.can_raise {
            w.line("attempt.unwrap_or(Err(Failure::TimedOut { delay }))");
        } else {
            w.line("attempt.map_err(|_| Failure::TimedOut { delay })");
        }
        w.last().at(CodePosition::TimedOut);
    });
    w.line("}");
}

fn with_retries(w: &mut Writer, plan: &ProgramPlan) {
    let inner = if plan.timeout().is_some() {
        "with_timeout"
    } else {
        "slow_operation"
    };
    w.line(format!(
        "async fn with_retries({}) -> {} {{",
        parameters(plan, Layer::Whole),
        outcome(plan)
    ));
    w.inside(|w| {
        if !fallible(plan) {
            w.line(format!("{inner}({}).await", passed_on(plan, Layer::Attempt)));
            return;
        }
        let mut arguments = vec!["delay"];
        if plan.cpu {
            arguments.push("cpu");
        }
        match plan.failing {
            Failing::Never => {}
            Failing::Flag => arguments.push("fails"),
            Failing::First => arguments.push("attempt <= failures"),
            Failing::On => arguments.push("fails_on.contains(&attempt)"),
        }
        let counts =
            plan.backoff().is_some() && plan.backoff_doubles() || matches!(plan.failing, Failing::First | Failing::On);
        let attempts = plan.attempts();
        w.line(match (plan.delays_differ, counts) {
            (false, false) => format!("for _ in 1..{attempts} {{"),
            (false, true) => format!("for attempt in 1..{attempts} {{"),
            (true, false) => format!("for &delay in delays.iter().take({}) {{", attempts - 1),
            (true, true) => format!("for (attempt, &delay) in (1..{attempts}).zip(delays) {{"),
        });
        w.inside(|w| {
            w.line(format!(
                "if let Ok(result) = {inner}({}).await {{",
                arguments.join(", ")
            ));
            w.inside(|w| {
                w.line("return Ok(result);");
            });
            w.line("}");
            if plan.backoff().is_some() {
                let mut pause = duration(&plan.scenario.backoff);
                if plan.backoff_doubles() {
                    pause += " * 2_u32.pow(attempt - 1)";
                }
                if plan.backoff_is_capped() {
                    pause = format!("({pause}).min(Duration::from_secs({LONGEST_PAUSE:.0}))");
                }
                w.line(format!("sleep({pause}).await;")).at(CodePosition::Backoff);
            }
        });
        w.line("}");
        let last = attempts.to_string();
        let last_delay = format!("delays[{}]", attempts - 1);
        if plan.delays_differ {
            arguments[0] = &last_delay;
        }
        let on = format!("fails_on.contains(&{last})");
        let first = format!("{last} <= failures");
        if let Some(argument) = arguments.last_mut() {
            match plan.failing {
                Failing::First => *argument = &first,
                Failing::On => *argument = &on,
                Failing::Never | Failing::Flag => {}
            }
        }
        w.line(format!("{inner}({}).await", arguments.join(", ")));
    });
    w.line("}");
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
    w.line(format!(
        "async fn limited({}) -> {} {{",
        parameters(plan, Layer::Whole),
        outcome(plan)
    ));
    w.inside(|w| {
        w.line("let _permit = PERMITS.acquire().await.expect(\"it is never closed\");")
            .at(CodePosition::Permit)
            .note("The permit goes back when it is dropped, however this function ends.");
        w.line(format!("{inner}({}).await", passed_on(plan, layer)));
    });
    w.line("}");
}

/// The parameter that specifies which attempts fail, and its type.
const fn failing_parameter(plan: &ProgramPlan, layer: Layer) -> Option<(&'static str, &'static str)> {
    plan.failing_parameter(layer, ["bool", "u32", "&'static [u32]"])
}

fn columns(plan: &ProgramPlan, layer: Layer) -> Vec<(&'static str, &'static str)> {
    let kind = match layer {
        Layer::Whole if plan.delays_differ => "&'static [f64]",
        _ => "f64",
    };
    let mut columns = vec![(plan.delay_parameter(layer), kind)];
    if plan.cpu {
        columns.push(("cpu", "f64"));
    }
    columns.extend(failing_parameter(plan, layer));
    columns
}

/// The parameters of a function. A slice needs no lifetime there.
fn parameters(plan: &ProgramPlan, layer: Layer) -> String {
    let parameters: Vec<String> = columns(plan, layer)
        .iter()
        .map(|(name, kind)| format!("{name}: {}", kind.replace("&'static ", "&")))
        .collect();
    parameters.join(", ")
}

fn passed_on(plan: &ProgramPlan, layer: Layer) -> String {
    let names: Vec<&str> = columns(plan, layer).iter().map(|&(name, _)| name).collect();
    names.join(", ")
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

fn arguments(plan: &ProgramPlan, call: &Call) -> String {
    let mut arguments = vec![delay_value(plan, call)];
    if plan.cpu {
        arguments.push(call.cpu.map_or_else(|| "0.0".to_owned(), float));
    }
    match plan.failing {
        Failing::Never => {}
        Failing::Flag => arguments.push(call.always_fails().to_string()),
        Failing::First => arguments.push(call.fails_first().to_string()),
        Failing::On => arguments.push(format!("&[{}]", call.fails_on().join(", "))),
    }
    arguments.join(", ")
}

/// The delay of an operation, or the delays of its attempts.
fn delay_value(plan: &ProgramPlan, call: &Call) -> String {
    if !plan.delays_differ {
        return float(call.first_delay());
    }
    match (call.same_delay(), call.delays.len()) {
        (Some(delay), 2..) => format!("&[{}; {}]", float(delay), call.delays.len()),
        _ => {
            let delays: Vec<String> = call.delays.iter().copied().map(float).collect();
            format!("&[{}]", delays.join(", "))
        }
    }
}

fn call_of(plan: &ProgramPlan, call: &Call) -> String {
    format!("{}({})", outermost(plan), arguments(plan, call))
}

// --- the list ---------------------------------------------------------------------------------------------------------

/// Whether a function returns the list. A constant cannot be concatenated from repeated parts.
fn list_is_made(plan: &ProgramPlan) -> bool {
    plan.calls.len() > 1 && plan.calls.iter().any(|call| call.count > 1) && plan.count > MOST_ENTRY_LINES as u64
}

fn list(w: &mut Writer, plan: &ProgramPlan) {
    let columns = columns(plan, Layer::Whole);
    let kinds: Vec<&str> = columns.iter().map(|&(_, kind)| kind).collect();
    let (kind, name) = match kinds.as_slice() {
        ["f64"] => ("f64".to_owned(), "delays"),
        [kind] => ((*kind).to_owned(), "operations"),
        kinds => (format!("({})", kinds.join(", ")), "operations"),
    };
    let row = |call: &Call| match columns.len() {
        1 => arguments(plan, call),
        _ => format!("({})", arguments(plan, call)),
    };
    if columns.len() > 1 {
        w.line(format!("// {}", passed_on(plan, Layer::Whole)));
    }
    if list_is_made(plan) {
        w.line(format!("fn {name}() -> Vec<{kind}> {{"));
        w.inside(|w| {
            let parts: Vec<&[Call]> = plan
                .calls
                .chunk_by(|one, next| one.count == 1 && next.count == 1)
                .collect();
            // The types of arrays contain their lengths: rows with slices of several lengths need the type of a slice.
            let holds_slices = kind.contains('[');
            if holds_slices {
                w.line(format!("let parts: [Vec<{kind}>; {}] = [", parts.len()));
            } else {
                w.line("[");
            }
            w.inside(|w| {
                for calls in parts {
                    match calls {
                        [call] if call.count > 1 => {
                            let count = grouped(call.count.into());
                            w.line(format!("vec![{}; {count}],{}", row(call), comment(call.comment())));
                        }
                        calls => w.values("vec![", &calls.iter().map(row).collect::<Vec<_>>(), "],"),
                    }
                }
            });
            if holds_slices {
                w.line("];");
                w.line("parts.concat()");
            } else {
                w.line("]");
                w.line(".concat()");
            }
        });
        w.line("}");
        return;
    }
    let name = name.to_ascii_uppercase();
    let opening = format!("const {name}: &[{kind}] = &[");
    match plan.calls.as_slice() {
        [call] => {
            let comment = comment(call.comment());
            w.line(format!(
                "{opening}{}; {}];{comment}",
                row(call),
                grouped(call.count.into())
            ));
        }
        _ => {
            let rows = plan.singles().map(|single| (row(single.call), single.comment));
            // rustfmt puts each tuple on a line of its own.
            let own_lines = plan.named || columns.len() > 1;
            w.entries(&opening, rows.collect(), "];", own_lines, comment);
        }
    }
}

fn comment(name: Option<String>) -> String {
    name.map_or_else(String::new, |name| format!(" // {name}"))
}

/// The list as an expression that can be iterated, and the pattern for an entry.
fn each_of_list(plan: &ProgramPlan) -> (String, String) {
    let columns = columns(plan, Layer::Whole);
    let names = passed_on(plan, Layer::Whole);
    let (list, pattern) = match columns.as_slice() {
        [("delay", _)] => ("delays", names),
        [_] => ("operations", names),
        _ => ("operations", format!("({names})")),
    };
    if list_is_made(plan) {
        (format!("{list}()"), pattern)
    } else {
        (list.to_ascii_uppercase(), format!("&{pattern}"))
    }
}

/// An iterable expression of the operations, not yet polled, between `opening` and `closing`.
fn operations(
    w: &mut Writer,
    plan: &ProgramPlan,
    opening: &str,
    closing: &str,
    wrap: impl Fn(String) -> String,
) -> usize {
    let first = w.len();
    if !plan.inline {
        let (list, pattern) = each_of_list(plan);
        let iterate = if list_is_made(plan) { "into_iter" } else { "iter" };
        let call = wrap(format!("{}({})", outermost(plan), passed_on(plan, Layer::Whole)));
        let whole = format!("{opening}{list}.{iterate}().map(|{pattern}| {call}){closing}");
        if w.fits(&whole) {
            w.line(whole).at(CodePosition::Made(Target::All));
        } else if opening.ends_with('(') {
            w.line(opening);
            w.inside(|w| {
                w.line(format!("{list}.{iterate}().map(|{pattern}| {call}),"))
                    .at(CodePosition::Made(Target::All));
            });
            w.line(closing);
        } else {
            w.line(format!("{opening}{list}"));
            w.inside(|w| {
                w.line(format!(".{iterate}()"));
                let end = if closing == ";" { ";" } else { "" };
                w.line(format!(".map(|{pattern}| {call}){end}"))
                    .at(CodePosition::Made(Target::All));
                if end.is_empty() {
                    w.line(closing);
                }
            });
        }
        return first;
    }
    let calls: Vec<String> = plan.singles().map(|single| wrap(call_of(plan, single.call))).collect();
    let whole = format!("{opening}[{}]{closing}", calls.join(", "));
    if !plan.named && w.fits(&whole) {
        w.line(whole).at(CodePosition::Made(Target::All));
        return first;
    }
    w.line(format!("{opening}["));
    w.inside(|w| {
        for (single, call) in plan.singles().zip(&calls) {
            w.line(format!("{call},{}", comment(single.comment)))
                .at(CodePosition::Made(Target::One(single.index)));
        }
    });
    // After a call of several lines rustfmt puts each chained call on a line of its own.
    let (close, chain) = closing
        .split_once('.')
        .map_or((closing, None), |(close, chain)| (close, Some(chain)));
    w.line(format!("]{close}"));
    for link in chain.into_iter().flat_map(|chain| chain.split('.')) {
        w.line(format!(".{link}"));
    }
    first
}

// --- main -------------------------------------------------------------------------------------------------------------

fn main(w: &mut Writer, plan: &ProgramPlan) {
    w.line("#[tokio::main(flavor = \"current_thread\")]");
    w.line("async fn main() {");
    w.inside(|w| {
        if !has_run(plan) {
            body(w, plan);
            return;
        }
        let arguments = if keeps_handles(plan) {
            make_handles(w, plan);
            "&mut tasks"
        } else {
            ""
        };
        run_and_report(w, plan, arguments);
        if keeps_handles(plan) {
            w.gap(1);
            w.line("// Whoever still runs may finish.");
            w.line("for task in tasks {");
            w.inside(|w| {
                w.line("if !task.is_finished() {");
                w.inside(|w| {
                    w.line("let _ = task.await;")
                        .note("When main returns the runtime drops what still runs: it has to be awaited.");
                });
                w.line("}");
            });
            w.line("}");
        }
    });
    w.line("}");
}

fn run_and_report(w: &mut Writer, plan: &ProgramPlan, arguments: &str) {
    let Some(deadline) = &plan.scenario.deadline else {
        w.line(format!("if let Err(failure) = run({arguments}).await {{"));
        w.inside(|w| {
            w.line("println!(\"Failed: {failure}\");").at(CodePosition::Failed);
        });
        w.line("}");
        return;
    };
    let passed = format!("println!(\"Failed: timed out after {}\")", printed(deadline.number()));
    let length = duration(deadline);
    let run = format!("timeout({length}, run({arguments})).await");
    let handles = as_tasks(plan) && matches!(plan.policy, Policy::Spawn | Policy::Gather | Policy::Settle);
    let note = if handles {
        "When the deadline passes, `run` is dropped, but not its tasks: they stop when main returns, with the runtime."
    } else {
        "When the deadline passes, `run` is dropped where it awaits, and with it all that it owns."
    };
    if !body_fails(plan) {
        w.line(format!("if {run}.is_err() {{")).note(note);
        w.inside(|w| {
            w.line(format!("{passed};")).at(CodePosition::DeadlinePassed);
        });
        w.line("}");
        return;
    }
    w.line(format!("match {run} {{")).note(note);
    w.inside(|w| {
        w.line("Ok(Ok(())) => {}");
        w.line("Ok(Err(failure)) => println!(\"Failed: {failure}\"),")
            .at(CodePosition::Failed);
        if keeps_handles(plan) {
            w.line("Err(_) => {");
            w.inside(|w| {
                w.line("for task in &tasks {");
                w.inside(|w| {
                    w.line("task.abort();")
                        .note("A task outlives whoever drops its handle: it has to be aborted.");
                });
                w.line("}");
                w.line(format!("{passed};")).at(CodePosition::DeadlinePassed);
            });
            w.line("}");
        } else {
            w.line(format!("Err(_) => {passed},")).at(CodePosition::DeadlinePassed);
        }
    });
    w.line("}");
}

fn run(w: &mut Writer, plan: &ProgramPlan) {
    let parameters = if keeps_handles(plan) {
        format!("tasks: &mut [JoinHandle<{}>]", outcome(plan))
    } else {
        String::new()
    };
    let gives = if body_fails(plan) {
        " -> Result<(), Failure>"
    } else {
        ""
    };
    w.line(format!("async fn run({parameters}){gives} {{"));
    w.inside(|w| {
        body(w, plan);
        if body_fails(plan) {
            w.line("Ok(())");
        }
    });
    w.line("}");
}

fn body(w: &mut Writer, plan: &ProgramPlan) {
    match plan.policy {
        Policy::OneByOne => one_by_one(w, plan),
        Policy::Spawn => spawn(w, plan),
        Policy::Gather => gather(w, plan),
        Policy::Settle => settle(w, plan),
        Policy::Group if as_tasks(plan) => group(w, plan),
        Policy::Group => gather(w, plan),
        Policy::Race => race(w, plan),
        // Without failures the first operation to end is the first success.
        Policy::FirstOk if !fallible(plan) => race(w, plan),
        Policy::FirstOk => first_success(w, plan),
        Policy::AsCompleted => as_completed(w, plan),
    }
}

fn one_by_one(w: &mut Writer, plan: &ProgramPlan) {
    let question = question(plan);
    if !plan.inline {
        let (list, pattern) = each_of_list(plan);
        let call = format!("{}({})", outermost(plan), passed_on(plan, Layer::Whole));
        w.line("let mut results = Vec::new();");
        w.line(format!("for {pattern} in {list} {{"));
        w.inside(|w| {
            w.line(format!("results.push({call}.await{question});"))
                .at(CodePosition::Awaits(Target::All))
                .at(CodePosition::Made(Target::All));
        });
        w.line("}");
        print_row(w);
        return;
    }
    w.await_in_turn(
        plan,
        |Single {
             index,
             call,
             comment: name,
         }| {
            format!(
                "let result{index} = {}.await{question};{}",
                call_of(plan, call),
                comment(name)
            )
        },
    );
    print_singles(w, plan);
}

fn make_handles(w: &mut Writer, plan: &ProgramPlan) {
    let mutable = if keeps_handles(plan) || joins_handles(plan) {
        "mut "
    } else {
        ""
    };
    let end = if plan.inline { ";" } else { ".collect();" };
    let kind = if plan.inline { "" } else { ": Vec<_>" };
    operations(w, plan, &format!("let {mutable}tasks{kind} = "), end, |call| {
        format!("tokio::spawn({call})")
    });
}

fn spawn(w: &mut Writer, plan: &ProgramPlan) {
    let question = question(plan);
    if plan.inline && !keeps_handles(plan) {
        for Single {
            index,
            call,
            comment: name,
        } in plan.singles()
        {
            let call = call_of(plan, call);
            w.line(format!("let task{index} = tokio::spawn({call});{}", comment(name)))
                .at(CodePosition::Made(Target::One(index)));
        }
        for index in plan.indexes() {
            w.line(format!("let result{index} = task{index}.await{NO_PANIC}{question};"))
                .at(CodePosition::Awaits(Target::One(index)));
        }
        print_singles(w, plan);
        return;
    }
    if !keeps_handles(plan) {
        make_handles(w, plan);
    }
    w.line("let mut results = Vec::new();");
    w.line("for task in tasks {");
    w.inside(|w| {
        w.line(format!("results.push(task.await{NO_PANIC}{question});"))
            .at(CodePosition::Awaits(Target::All));
    });
    w.line("}");
    print_row(w);
}

fn gather(w: &mut Writer, plan: &ProgramPlan) {
    if as_tasks(plan) {
        if !keeps_handles(plan) {
            make_handles(w, plan);
        }
        if fallible(plan) {
            w.line("let results = try_join_all(tasks.iter_mut().map(outcome)).await?;")
                .note("The first failure is passed on at once; a task whose handle is dropped runs on.");
        } else {
            w.line(format!("let results = try_join_all(tasks).await{NO_PANIC};"));
        }
        w.last().at(CodePosition::Awaits(Target::All));
    } else if fallible(plan) {
        let line = operations(w, plan, "let results = try_join_all(", ").await?;", |call| call);
        w.at(line)
            .at(CodePosition::Awaits(Target::All))
            .note(if plan.count > LONGEST_LIST {
                "So long a list hands on outcomes in list order: a failure is passed on when all before it have ended."
            } else {
                "The first failure is passed on at once, and the other futures are dropped: they stop."
            });
    } else {
        let line = operations(w, plan, "let results = join_all(", ").await;", |call| call);
        w.at(line)
            .at(CodePosition::Awaits(Target::All))
            .note("These futures are not tasks: they are polled inside main, when main is.");
    }
    w.line("println!(\"Results: {results:?}\");").at(CodePosition::Ended);
}

fn settle(w: &mut Writer, plan: &ProgramPlan) {
    let panics = if as_tasks(plan) { NO_PANIC } else { "" };
    if as_tasks(plan) {
        make_handles(w, plan);
        let join = if fallible(plan) {
            "let outcomes = join_all(tasks).await;".to_owned()
        } else {
            format!("let results = try_join_all(tasks).await{NO_PANIC};")
        };
        w.line(join).at(CodePosition::Awaits(Target::All));
    } else {
        let name = if fallible(plan) { "outcomes" } else { "results" };
        let line = operations(w, plan, &format!("let {name} = join_all("), ").await;", |call| call);
        w.at(line).at(CodePosition::Awaits(Target::All));
    }
    if !fallible(plan) {
        w.line("println!(\"Results: {results:?}\");").at(CodePosition::Ended);
        return;
    }
    w.line("let results: Vec<String> = outcomes");
    w.inside(|w| {
        w.line(".into_iter()");
        w.line(format!(".map(|outcome| match outcome{panics} {{"));
        w.inside(|w| {
            w.line("Ok(result) => result.to_string(),");
            w.line("Err(failure) => format!(\"{}('{failure}')\", failure.name()),");
        });
        w.line("})");
        w.line(".collect();");
    });
    w.line("println!(\"Results: [{}]\", results.join(\", \"));")
        .at(CodePosition::Ended);
}

/// Spawns all operations into a `JoinSet`, which aborts them when it is dropped.
fn join_set(w: &mut Writer, plan: &ProgramPlan, numbered: bool) {
    w.line("let mut tasks = JoinSet::new();")
        .note("Dropping a JoinSet aborts the tasks that are left in it.");
    if numbered {
        operations(w, plan, "let operations = ", ";", |call| call);
        let into = if plan.inline { ".into_iter()" } else { "" };
        w.line(format!("for (place, operation) in operations{into}.enumerate() {{"));
        w.inside(|w| {
            w.line("tasks.spawn(async move { (place, operation.await) });");
        });
        w.line("}");
        return;
    }
    if plan.inline {
        for Single {
            index,
            call,
            comment: name,
        } in plan.singles()
        {
            w.line(format!("tasks.spawn({});{}", call_of(plan, call), comment(name)))
                .at(CodePosition::Made(Target::One(index)));
        }
        return;
    }
    let (list, pattern) = each_of_list(plan);
    let call = format!("{}({})", outermost(plan), passed_on(plan, Layer::Whole));
    w.line(format!("for {pattern} in {list} {{"));
    w.inside(|w| {
        w.line(format!("tasks.spawn({call});"))
            .at(CodePosition::Made(Target::All));
    });
    w.line("}");
}

fn group(w: &mut Writer, plan: &ProgramPlan) {
    join_set(w, plan, true);
    w.line(format!("let mut results = vec![0.0; {}];", grouped(plan.count)));
    w.line("while let Some(ended) = tasks.join_next().await {")
        .at(CodePosition::Awaits(Target::All));
    w.inside(|w| {
        w.line(format!("let (place, outcome) = ended{NO_PANIC};"));
        let line = w.line(format!("results[place] = outcome{};", question(plan)));
        if fallible(plan) {
            line.note("A failure leaves this function: the set is dropped, and the other tasks are aborted.");
        }
    });
    w.line("}");
    w.line("println!(\"Results: {results:?}\");").at(CodePosition::Ended);
}

fn race(w: &mut Writer, plan: &ProgramPlan) {
    let question = question(plan);
    if as_tasks(plan) {
        join_set(w, plan, false);
        w.line("let first = tasks.join_next().await.expect(\"there are tasks\");")
            .at(CodePosition::Awaits(Target::All));
        w.line(format!("println!(\"Result: {{}}\", first{NO_PANIC}{question});"))
            .at(CodePosition::Ended);
        return;
    }
    operations(w, plan, "let operations = ", ";", |call| format!("Box::pin({call})"));
    w.line("let (first, ..) = select_all(operations).await;")
        .at(CodePosition::Awaits(Target::All))
        .note("The losers come back unfinished, and are dropped here: they stop.");
    let first = if fallible(plan) { "first?" } else { "first" };
    w.line(format!("println!(\"Result: {{}}\", {first});"))
        .at(CodePosition::Ended);
}

fn first_success(w: &mut Writer, plan: &ProgramPlan) {
    let failed = format!("println!(\"Failed: all {} operations failed\")", plan.count);
    if !as_tasks(plan) {
        operations(w, plan, "let operations = ", ";", |call| format!("Box::pin({call})"));
        w.line("match select_ok(operations).await {")
            .at(CodePosition::Awaits(Target::All))
            .note("What has not ended when the first succeeds is dropped: it stops.");
        w.inside(|w| {
            w.line("Ok((result, _)) => println!(\"Result: {result}\"),")
                .at(CodePosition::Ended);
            w.line(format!("Err(_) => {failed},")).at(CodePosition::Failed);
        });
        w.line("}");
        return;
    }
    join_set(w, plan, false);
    w.line("while let Some(ended) = tasks.join_next().await {")
        .at(CodePosition::Awaits(Target::All));
    w.inside(|w| {
        w.line(format!("if let Ok(result) = ended{NO_PANIC} {{"));
        w.inside(|w| {
            w.line("println!(\"Result: {result}\");").at(CodePosition::Ended);
            w.line("return;");
        });
        w.line("}");
    });
    w.line("}");
    w.line(format!("{failed};")).at(CodePosition::Failed);
}

fn as_completed(w: &mut Writer, plan: &ProgramPlan) {
    let panics = if as_tasks(plan) {
        join_set(w, plan, false);
        w.line("while let Some(outcome) = tasks.join_next().await {");
        NO_PANIC
    } else {
        let collect = if plan.inline {
            ".into_iter().collect();"
        } else {
            ".collect();"
        };
        operations(w, plan, "let mut operations: FuturesUnordered<_> = ", collect, |call| {
            call
        });
        w.line("while let Some(outcome) = operations.next().await {");
        ""
    };
    w.last().at(CodePosition::Awaits(Target::All));
    w.inside(|w| {
        if !fallible(plan) {
            let line = if panics.is_empty() {
                "println!(\"Result: {outcome}\");".to_owned()
            } else {
                format!("println!(\"Result: {{}}\", outcome{panics});")
            };
            w.line(line).at(CodePosition::Ended);
            return;
        }
        w.line(format!("match outcome{panics} {{"));
        w.inside(|w| {
            w.line("Ok(result) => println!(\"Result: {result}\"),")
                .at(CodePosition::Ended);
            w.line("Err(failure) => println!(\"Failed: {failure}\"),");
        });
        w.line("}");
    });
    w.line("}");
}

fn print_singles(w: &mut Writer, plan: &ProgramPlan) {
    let results: Vec<String> = plan.indexes().map(|index| format!("{{result{index}}}")).collect();
    w.line(format!("println!(\"Results: {}\");", results.join(", ")))
        .at(CodePosition::Ended);
}

fn print_row(w: &mut Writer) {
    w.line("let results: Vec<String> = results.iter().map(f64::to_string).collect();");
    w.line("println!(\"Results: {}\", results.join(\", \"));")
        .at(CodePosition::Ended);
}
