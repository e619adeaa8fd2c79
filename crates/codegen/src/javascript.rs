//! The program in JavaScript: a module for Node 20 and today's browsers, no packages.
//!
//! JavaScript cancels nothing by itself: the program contains an `AbortSignal` where the scenario cancels.

use super::plan::{Call, Failing, LONGEST_PAUSE, Layer, ProgramPlan, Single};
use super::writer::{DraftLine, Writer};
use super::{CodePosition, Target};
use scenario::time::Micros;
use scenario::{Policy, PyNumber, Quantity, Unit};

/// The number of listeners on one signal beyond which Node prints a warning to stderr.
const LISTENERS_BEFORE_NODE_WARNS: u64 = 10;

pub(super) fn write(plan: &ProgramPlan) -> Vec<DraftLine> {
    let mut writer = Writer::new("  ");
    let w = &mut writer;
    let comments = plan.head_comments();
    for comment in &comments {
        w.line(format!("// {comment}"));
    }
    if !plan.inline {
        list(w, plan);
        w.gap(1);
    } else if !comments.is_empty() {
        w.gap(1);
    }
    sleep(w, plan);
    if plan.cpu {
        w.gap(1);
        compute(w);
    }
    if plan.scenario.limit.is_some() {
        w.gap(1);
        semaphore(w, plan);
    }
    if names_errors(plan) {
        w.gap(1);
        w.line("class RuntimeError extends Error {");
        w.inside(|w| {
            w.line("name = 'RuntimeError';");
        });
        w.line("}");
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
    w.gap(1);
    main(w, plan);
    w.gap(1);
    w.line("await main();");
    writer.finish()
}

/// A number of seconds as a JavaScript literal. JavaScript has one type of number.
fn number(number: PyNumber) -> String {
    match number {
        PyNumber::Int(whole) => whole.to_string(),
        PyNumber::Float(value) => value.to_string(),
    }
}

/// Whole milliseconds, which is what a browser's timers take, rounded up.
fn milliseconds(quantity: &Quantity) -> u64 {
    let Micros(length) = quantity.micros();
    length.div_ceil(1_000)
}

/// Whether the program names the types of errors: only a list of outcomes prints them.
fn names_errors(plan: &ProgramPlan) -> bool {
    plan.policy == Policy::Settle && plan.can_raise
}

/// Whether `slowOperation` takes a signal.
fn takes_signal(plan: &ProgramPlan) -> bool {
    plan.cancels() || plan.timeout().is_some()
}

// --- the operations ---------------------------------------------------------------------------------------------------

fn sleep(w: &mut Writer, plan: &ProgramPlan) {
    if !takes_signal(plan) {
        w.line("const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));");
        return;
    }
    // If only the timeout aborts, the pause between attempts has no signal.
    let maybe = if plan.cancels() || plan.backoff().is_none() {
        ""
    } else {
        "?"
    };
    w.line("function sleep(seconds, signal) {");
    w.inside(|w| {
        w.line("return new Promise((resolve, reject) => {");
        w.inside(|w| {
            w.line(format!("signal{maybe}.throwIfAborted();"));
            w.line("const abort = () => {");
            w.inside(|w| {
                w.line("clearTimeout(timer);");
                w.line("reject(signal.reason);");
            });
            w.line("};");
            w.line("const timer = setTimeout(() => {");
            w.inside(|w| {
                w.line(format!("signal{maybe}.removeEventListener('abort', abort);"));
                w.line("resolve();");
            });
            w.line("}, seconds * 1000);");
            w.line(format!("signal{maybe}.addEventListener('abort', abort);")).note(
                if plan.count > LISTENERS_BEFORE_NODE_WARNS {
                    "Whoever is to be cancelled has to listen. Past ten listeners Node warns of a leak; there is none."
                } else {
                    "JavaScript cannot stop a function from outside: whoever is to be cancelled has to listen."
                },
            );
        });
        w.line("});");
    });
    w.line("}");
}

fn compute(w: &mut Writer) {
    w.line("// Stands for computing: it blocks the event loop.");
    w.line("function compute(seconds) {");
    w.inside(|w| {
        w.line("const end = performance.now() + seconds * 1000;");
        w.line("while (performance.now() < end);")
            .at(CodePosition::Compute)
            .note("While this runs nothing else can: timers that are due wait for the thread.");
    });
    w.line("}");
}

fn semaphore(w: &mut Writer, plan: &ProgramPlan) {
    let Some(limit) = plan.scenario.limit else { return };
    w.line("// Lets so many in at a time, first come, first served.");
    w.line("class Semaphore {");
    w.inside(|w| {
        w.line("#free;");
        w.line("#waiting = [];");
        w.gap(1);
        w.line("constructor(permits) {");
        w.inside(|w| {
            w.line("this.#free = permits;");
        });
        w.line("}");
        w.gap(1);
        w.line("acquire() {");
        w.inside(|w| {
            w.line("if (this.#free === 0) return new Promise((resolve) => this.#waiting.push(resolve));");
            w.line("this.#free -= 1;");
            w.line("return Promise.resolve();");
        });
        w.line("}");
        w.gap(1);
        w.line("release() {");
        w.inside(|w| {
            w.line("const next = this.#waiting.shift();");
            w.line("if (next) next();");
            w.line("else this.#free += 1;");
        });
        w.line("}");
    });
    w.line("}");
    w.gap(1);
    w.line(format!("const permits = new Semaphore({limit});"));
}

fn slow_operation(w: &mut Writer, plan: &ProgramPlan) {
    let mut options = Vec::new();
    if plan.cpu {
        options.push("cpu = 0");
    }
    if plan.failing != Failing::Never {
        options.push("fails = false");
    }
    if takes_signal(plan) {
        options.push("signal");
    }
    let parameters = if options.is_empty() {
        "delay".to_owned()
    } else if takes_signal(plan) {
        format!("delay, {{ {} }}", options.join(", "))
    } else {
        format!("delay, {{ {} }} = {{}}", options.join(", "))
    };
    w.line(format!("async function slowOperation({parameters}) {{"));
    w.inside(|w| {
        w.line("console.log(`Starting operation with delay ${delay}`);");
        let signal = if takes_signal(plan) { ", signal" } else { "" };
        w.line(format!("await sleep(delay{signal});")).at(CodePosition::Sleep);
        if plan.cpu {
            w.line("if (cpu > 0) compute(cpu);");
        }
        if plan.failing != Failing::Never {
            let class = if names_errors(plan) { "RuntimeError" } else { "Error" };
            w.line(format!(
                "if (fails) throw new {class}(`operation with delay ${{delay}} failed`);"
            ))
            .at(CodePosition::Raised);
        }
        w.line("console.log(`Operation with delay ${delay} finished`);");
        w.line("return delay * 2;").at(CodePosition::Returned);
    });
    w.line("}");
}

/// Whether a call of `slowOperation` can pass more than a signal.
fn has_options(plan: &ProgramPlan) -> bool {
    plan.cpu || plan.failing != Failing::Never
}

fn with_timeout(w: &mut Writer, plan: &ProgramPlan, timeout: &Quantity) {
    let (parameters, arguments) = match (plan.cancels(), has_options(plan)) {
        (true, true) => (
            "delay, { signal, ...options }",
            "{ ...options, signal: AbortSignal.any([signal, timeout]) }",
        ),
        (true, false) => ("delay, { signal }", "{ signal: AbortSignal.any([signal, timeout]) }"),
        (false, true) => ("delay, options", "{ ...options, signal: timeout }"),
        (false, false) => ("delay", "{ signal: timeout }"),
    };
    w.line(format!("async function withTimeout({parameters}) {{"));
    w.inside(|w| {
        w.line(format!(
            "const timeout = AbortSignal.timeout({});",
            milliseconds(timeout)
        ));
        w.line("try {");
        w.inside(|w| {
            w.line(format!("return await slowOperation(delay, {arguments});"));
        });
        w.line("} catch (error) {");
        w.inside(|w| {
            w.line("if (error !== timeout.reason) throw error;");
            let message = format!(
                "operation with delay ${{delay}} timed out after {}",
                number(timeout.number())
            );
            w.line(format!("throw new DOMException(`{message}`, 'TimeoutError');"))
                .at(CodePosition::TimedOut);
        });
        w.line("}");
    });
    w.line("}");
}

fn with_retries(w: &mut Writer, plan: &ProgramPlan) {
    let inner = if plan.timeout().is_some() {
        "withTimeout"
    } else {
        "slowOperation"
    };
    let more = plan.cpu || plan.cancels();
    let default = if plan.cancels() { "" } else { " = {}" };
    let own = plan.delay_parameter(Layer::Whole);
    let delay = if plan.delays_differ { "delays[attempt - 1]" } else { own };
    let (parameters, arguments) = match (plan.failing, more) {
        (Failing::Never | Failing::Flag, _) if plan.cancels() || has_options(plan) => {
            (format!("{own}, options"), format!("{delay}, options"))
        }
        (Failing::Never | Failing::Flag, _) => (own.to_owned(), delay.to_owned()),
        (failing, more) => {
            let (name, value, fails) = if failing == Failing::First {
                ("failures", "0", "attempt <= failures")
            } else {
                ("failsOn", "[]", "failsOn.includes(attempt)")
            };
            let (rest, spread) = if more {
                (", ...options", "...options, ")
            } else {
                ("", "")
            };
            (
                format!("{own}, {{ {name} = {value}{rest} }}{default}"),
                format!("{delay}, {{ {spread}fails: {fails} }}"),
            )
        }
    };
    let may_fail = plan.can_raise || plan.timeout().is_some();
    w.line(format!("async function withRetries({parameters}) {{"));
    w.inside(|w| {
        if !may_fail {
            w.line(format!("return {inner}({arguments});"));
            return;
        }
        w.line("for (let attempt = 1; ; attempt += 1) {");
        w.inside(|w| {
            w.line("try {");
            w.inside(|w| {
                w.line(format!("return await {inner}({arguments});"));
            });
            w.line("} catch (error) {");
            w.inside(|w| {
                let aborted = if plan.cancels() {
                    " || options.signal.aborted"
                } else {
                    ""
                };
                w.line(format!("if (attempt === {}{aborted}) throw error;", plan.attempts()));
            });
            w.line("}");
            if let Some(backoff) = plan.backoff() {
                let mut pause = number(backoff);
                if plan.backoff_doubles() {
                    pause += " * 2 ** (attempt - 1)";
                }
                if plan.backoff_is_capped() {
                    pause = format!("Math.min({pause}, {LONGEST_PAUSE:.0})");
                }
                let signal = if plan.cancels() { ", options.signal" } else { "" };
                w.line(format!("await sleep({pause}{signal});"))
                    .at(CodePosition::Backoff);
            }
        });
        w.line("}");
    });
    w.line("}");
}

fn limited(w: &mut Writer, plan: &ProgramPlan) {
    let inner = if plan.retries() {
        "withRetries"
    } else if plan.timeout().is_some() {
        "withTimeout"
    } else {
        "slowOperation"
    };
    let options = if has_options(plan) || plan.cancels() {
        ", options"
    } else {
        ""
    };
    let delay = plan.delay_parameter(Layer::Whole);
    w.line(format!("async function limited({delay}{options}) {{"));
    w.inside(|w| {
        w.line("await permits.acquire();").at(CodePosition::Permit);
        w.line("try {");
        w.inside(|w| {
            if plan.cancels() {
                w.line("options.signal.throwIfAborted();");
            }
            w.line(format!("return await {inner}({delay}{options});"));
        });
        w.line("} finally {");
        w.inside(|w| {
            w.line("permits.release();");
        });
        w.line("}");
    });
    w.line("}");
}

/// The outermost function, which main calls.
const fn outermost(plan: &ProgramPlan) -> &'static str {
    if plan.scenario.limit.is_some() {
        "limited"
    } else if plan.retries() {
        "withRetries"
    } else if plan.scenario.timeout.is_some() {
        "withTimeout"
    } else {
        "slowOperation"
    }
}

/// The options of a call, as properties.
fn properties(plan: &ProgramPlan, call: &Call) -> Vec<String> {
    let mut properties = Vec::new();
    if let Some(cpu) = call.cpu {
        properties.push(format!("cpu: {}", number(cpu)));
    }
    match plan.failing {
        Failing::Flag if call.always_fails() => properties.push("fails: true".into()),
        Failing::First if call.fails_first() > 0 => properties.push(format!("failures: {}", call.fails_first())),
        Failing::On if call.fails.contains(&true) => {
            properties.push(format!("failsOn: [{}]", call.fails_on().join(", ")));
        }
        _ => {}
    }
    properties
}

fn call_of(plan: &ProgramPlan, call: &Call) -> String {
    let mut options = properties(plan, call);
    if plan.cancels() {
        options.push("signal".into());
    }
    let options = match options.as_slice() {
        // A function with a destructured parameter needs an argument, even without options.
        [] => String::new(),
        options => format!(", {{ {} }}", options.join(", ")),
    };
    format!("{}({}{options})", outermost(plan), delay_value(plan, call))
}

/// The delay of an operation, or the delays of its attempts.
fn delay_value(plan: &ProgramPlan, call: &Call) -> String {
    if !plan.delays_differ {
        return number(call.first_delay());
    }
    match (call.same_delay(), call.delays.len()) {
        (Some(delay), 4..) => format!("Array({}).fill({})", call.delays.len(), number(delay)),
        _ => {
            let delays: Vec<String> = call.delays.iter().copied().map(number).collect();
            format!("[{}]", delays.join(", "))
        }
    }
}

// --- the list ---------------------------------------------------------------------------------------------------------

fn list(w: &mut Writer, plan: &ProgramPlan) {
    let records = has_options(plan);
    let name = if records || plan.delays_differ {
        "operations"
    } else {
        "delays"
    };
    let parameter = plan.delay_parameter(Layer::Whole);
    let entry = |call: &Call| {
        let delay = delay_value(plan, call);
        if !records {
            return delay;
        }
        let mut properties = properties(plan, call);
        properties.insert(0, format!("{parameter}: {delay}"));
        format!("{{ {} }}", properties.join(", "))
    };
    if let [call] = plan.calls.as_slice() {
        w.line(format!(
            "const {name} = Array({}).fill({});{}",
            call.count,
            entry(call),
            comment(call.comment())
        ));
        return;
    }
    let entries: Vec<(String, Option<String>)> = plan
        .calls
        .iter()
        .map(|call| {
            let text = match call.count {
                1 => entry(call),
                count => format!("...Array({count}).fill({})", entry(call)),
            };
            (text, call.comment())
        })
        .collect();
    w.entries(&format!("const {name} = ["), entries, "];", plan.named, comment);
}

fn comment(name: Option<String>) -> String {
    name.map_or_else(String::new, |name| format!(" // {name}"))
}

/// The name of one entry of the list, its pattern, and the call for it.
fn loop_parts(plan: &ProgramPlan) -> (&'static str, &'static str, String) {
    let delay = plan.delay_parameter(Layer::Whole);
    let arguments = match (has_options(plan), plan.cancels()) {
        (true, true) => format!("{delay}, {{ ...options, signal }}"),
        (true, false) => format!("{delay}, options"),
        (false, true) => format!("{delay}, {{ signal }}"),
        (false, false) => delay.to_owned(),
    };
    let (list, entry) = match (has_options(plan), plan.delays_differ) {
        (true, true) => ("operations", "{ delays, ...options }"),
        (true, false) => ("operations", "{ delay, ...options }"),
        (false, true) => ("operations", "delays"),
        (false, false) => ("delays", "delay"),
    };
    (list, entry, format!("{}({arguments})", outermost(plan)))
}

// --- main -------------------------------------------------------------------------------------------------------------

/// Whether the end of main's body aborts the operations that are still running.
fn aborts_at_the_end(plan: &ProgramPlan) -> bool {
    plan.cancels()
        && matches!(
            plan.policy,
            Policy::Race | Policy::FirstOk | Policy::Group | Policy::Gather | Policy::Spawn
        )
        && (plan.stops_leftovers() || !matches!(plan.policy, Policy::Gather | Policy::Spawn))
}

/// Whether main's body is in a `try`.
fn tries(plan: &ProgramPlan) -> bool {
    plan.failure_reaches_main()
        || plan.deadline().is_some()
        || aborts_at_the_end(plan)
        || (plan.policy == Policy::FirstOk && plan.all_can_fail())
}

fn main(w: &mut Writer, plan: &ProgramPlan) {
    w.line("async function main() {");
    w.inside(|w| {
        if plan.cancels() {
            w.line("const controller = new AbortController();");
            w.line("const { signal } = controller;");
        }
        if let Some(deadline) = &plan.scenario.deadline {
            let error = format!("new Error('timed out after {}')", number(deadline.number()));
            let after = milliseconds(deadline);
            let whole = format!("const deadline = setTimeout(() => controller.abort({error}), {after});");
            let line = w.line(whole);
            if plan.policy == Policy::Spawn && plan.scenario.limit.is_some() {
                line.note(
                    "An abort stops all at once; asyncio cancels the awaited task first, and its permit passes on.",
                );
            }
        }
        make_promises(w, plan);
        if !tries(plan) {
            body(w, plan);
            return;
        }
        w.line("try {");
        w.inside(|w| body(w, plan));
        let catches = plan.failure_reaches_main()
            || plan.deadline().is_some()
            || (plan.policy == Policy::FirstOk && plan.all_can_fail());
        if catches {
            let all = "all ${tasks.length} operations failed";
            match (plan.policy, plan.deadline().is_some(), plan.all_can_fail()) {
                (Policy::FirstOk, false, _) => {
                    w.line("} catch {");
                    w.inside(|w| {
                        w.line(format!("console.log(`Failed: {all}`);"))
                            .at(CodePosition::Failed);
                    });
                }
                (Policy::FirstOk, true, true) => {
                    w.line("} catch {");
                    w.inside(|w| {
                        w.line(format!("const why = signal.aborted ? signal.reason.message : `{all}`;"));
                        w.line("console.log(`Failed: ${why}`);").at(CodePosition::Failed);
                    });
                }
                (Policy::FirstOk, true, false) => {
                    w.line("} catch {");
                    w.inside(|w| {
                        w.line("console.log(`Failed: ${signal.reason.message}`);")
                            .at(CodePosition::Failed);
                    });
                }
                _ => {
                    w.line("} catch (error) {");
                    w.inside(|w| {
                        w.line("console.log(`Failed: ${error.message}`);")
                            .at(CodePosition::Failed);
                    });
                }
            }
        }
        if plan.deadline().is_some() || aborts_at_the_end(plan) {
            w.line("} finally {");
            w.inside(|w| {
                if plan.deadline().is_some() {
                    w.line("clearTimeout(deadline);");
                }
                if aborts_at_the_end(plan) {
                    let note = match plan.policy {
                        Policy::Group => "JavaScript has no task group: the program itself stops the others.",
                        Policy::Race | Policy::FirstOk => "Without the abort the losers keep running, and printing.",
                        _ => "Nobody cancels what is left when main returns: without the abort it would run on.",
                    };
                    w.line("controller.abort();").note(note);
                }
            });
        }
        w.line("}");
    });
    w.line("}");
}

/// The calls that start the operations, where the promises have names.
fn make_promises(w: &mut Writer, plan: &ProgramPlan) {
    let note = match (plan.policy, plan.scenario.runs_as()) {
        (Policy::OneByOne, _) => return,
        (_, Unit::Future) => "A promise runs by itself: JavaScript has no future that only its awaiter drives.",
        (_, Unit::Task) => "The call runs at once, up to its first await: a promise is not started later.",
    };
    if plan.policy == Policy::Spawn && plan.inline {
        for Single {
            index,
            call,
            comment: name,
        } in plan.singles()
        {
            let line = w.line(format!("const task{index} = {};{}", call_of(plan, call), comment(name)));
            line.at(CodePosition::Made(Target::One(index)));
            if index == 1 {
                line.note(note);
            }
        }
        if plan.can_fail || plan.cancels() {
            let names: Vec<String> = plan.indexes().map(|index| format!("task{index}")).collect();
            expect_rejections(w, &format!("[{}]", names.join(", ")));
        }
        return;
    }
    if plan.inline {
        let entries: Vec<String> = plan.singles().map(|single| call_of(plan, single.call)).collect();
        let whole = format!("const tasks = [{}];", entries.join(", "));
        if !plan.named && w.fits(&whole) {
            w.line(whole).at(CodePosition::Made(Target::All)).note(note);
        } else {
            w.line("const tasks = [").note(note);
            w.inside(|w| {
                for (single, entry) in plan.singles().zip(&entries) {
                    w.line(format!("{entry},{}", comment(single.comment)))
                        .at(CodePosition::Made(Target::One(single.index)));
                }
            });
            w.line("];");
        }
    } else {
        let (list, entry, call) = loop_parts(plan);
        w.line(format!("const tasks = {list}.map(({entry}) => {call});"))
            .at(CodePosition::Made(Target::All))
            .note(note);
    }
    if plan.policy == Policy::Spawn && (plan.can_fail || plan.cancels()) {
        expect_rejections(w, "tasks");
    }
}

/// Handles rejections: a promise that is rejected before main awaits it would end the process.
fn expect_rejections(w: &mut Writer, tasks: &str) {
    w.line(format!("for (const task of {tasks}) task.catch(() => {{}});"))
        .note("A promise that is rejected before anyone awaits it ends Node: this says that someone will look.");
}

fn body(w: &mut Writer, plan: &ProgramPlan) {
    match plan.policy {
        Policy::OneByOne => one_by_one(w, plan),
        Policy::Spawn => spawn(w, plan),
        Policy::Gather | Policy::Group => {
            let line = w.line("const results = await Promise.all(tasks);");
            line.at(CodePosition::Awaits(Target::All));
            if plan.can_fail {
                line.note(if aborts_at_the_end(plan) {
                    "Promise.all rejects at the first failure; the others keep running until main ends and aborts them."
                } else {
                    "Promise.all rejects at the first failure; the others keep running."
                });
            }
            w.line("console.log(`Results: [${results.join(', ')}]`);")
                .at(CodePosition::Ended);
        }
        Policy::Settle => settle(w, plan),
        Policy::Race => {
            w.line("console.log(`Result: ${await Promise.race(tasks)}`);")
                .at(CodePosition::Awaits(Target::All))
                .at(CodePosition::Ended)
                .note("The losers of Promise.race keep running until the signal tells them to stop.");
        }
        Policy::FirstOk => {
            w.line("console.log(`Result: ${await Promise.any(tasks)}`);")
                .at(CodePosition::Awaits(Target::All))
                .at(CodePosition::Ended)
                .note("Promise.any passes over failures; the losers keep running until the signal tells them to stop.");
        }
        Policy::AsCompleted => as_completed(w, plan),
    }
}

fn one_by_one(w: &mut Writer, plan: &ProgramPlan) {
    if !plan.inline {
        let (list, entry, call) = loop_parts(plan);
        w.line("const results = [];");
        w.line(format!("for (const {entry} of {list}) {{"));
        w.inside(|w| {
            w.line(format!("results.push(await {call});"))
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
         }| { format!("const result{index} = await {};{}", call_of(plan, call), comment(name)) },
    );
    print_singles(w, plan);
}

fn spawn(w: &mut Writer, plan: &ProgramPlan) {
    if plan.inline {
        for index in plan.indexes() {
            w.line(format!("const result{index} = await task{index};"))
                .at(CodePosition::Awaits(Target::One(index)));
        }
        print_singles(w, plan);
        return;
    }
    w.line("const results = [];");
    w.line("for (const task of tasks) results.push(await task);")
        .at(CodePosition::Awaits(Target::All));
    print_row(w);
}

fn settle(w: &mut Writer, plan: &ProgramPlan) {
    w.line("const outcomes = await Promise.allSettled(tasks);")
        .at(CodePosition::Awaits(Target::All));
    if plan.deadline().is_some() {
        w.line("signal.throwIfAborted();")
            .note("To allSettled an abort is an outcome like any other: the deadline has to be asked for.");
    }
    if plan.can_fail {
        w.line("const results = outcomes.map(({ value, reason }) => (");
        w.inside(|w| {
            w.line("reason ? `${reason.name}('${reason.message}')` : value");
        });
        w.line("));");
    } else {
        w.line("const results = outcomes.map(({ value }) => value);");
    }
    w.line("console.log(`Results: [${results.join(', ')}]`);")
        .at(CodePosition::Ended);
}

fn as_completed(w: &mut Writer, plan: &ProgramPlan) {
    let result = "console.log(`Result: ${await task}`);";
    w.line("await Promise.all(tasks.map(async (task) => {")
        .note("JavaScript has no as_completed: here each promise is awaited by a function of its own.");
    w.inside(|w| {
        if !plan.can_fail {
            w.line(result)
                .at(CodePosition::Awaits(Target::All))
                .at(CodePosition::Ended);
            return;
        }
        w.line("try {");
        w.inside(|w| {
            w.line(result)
                .at(CodePosition::Awaits(Target::All))
                .at(CodePosition::Ended);
        });
        w.line("} catch (error) {");
        w.inside(|w| {
            if plan.deadline().is_some() {
                w.line("if (signal.aborted) throw error;");
            }
            w.line("console.log(`Failed: ${error.message}`);");
        });
        w.line("}");
    });
    w.line("}));");
}

fn print_singles(w: &mut Writer, plan: &ProgramPlan) {
    let results: Vec<String> = plan.indexes().map(|index| format!("${{result{index}}}")).collect();
    w.line(format!("console.log(`Results: {}`);", results.join(", ")))
        .at(CodePosition::Ended);
}

fn print_row(w: &mut Writer) {
    w.line("console.log(`Results: ${results.join(', ')}`);")
        .at(CodePosition::Ended);
}
