//! Python in the page: each limit and each thing that is not there has a sentence, and a program reaches nothing outside of its
//! worker.
//!
//! These tests use the module that the tab Program uses. Where its parts are not in place (`cargo xtask build` says why) they check
//! nothing and say so, unless CI is `true`, where that is an error.

use crate::offline::{only_lack_of_network, stored};
use futurescope_e2e::{Page, Result, Site, dist_folder, ensure, same};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::net::TcpListener;

/// `runProgram(text, options)` runs a program and returns how it ended, what it printed, and its trace. With `stop`, it is
/// stopped when it has recorded something.
pub const HARNESS: &str = "
    window.runProgram = async (text, { stop = false, ...options } = {}) => {
        window.pythonForTests ??= await (await futurescopePrograms.python()).openPython();
        let trace = '';
        const end = await new Promise((onEnd) => {
            let run;
            const onTrace = (piece) => {
                trace += piece;
                if (stop) run.stop();
            };
            run = pythonForTests.run(text, { ...options, onTrace, onEnd });
        });
        const lines = trace.split('\\n').filter((line) => line).map((line) => JSON.parse(line));
        const printed = lines.filter(({ kind }) => kind === 'printed').map(({ text }) => text).join('\\n');
        return { ...end, trace, printed, events: lines.filter(({ kind }) => kind).length };
    }, 0";

/// A program that works in any case.
pub const GOOD: &str = "import asyncio\nasyncio.run(asyncio.sleep(1))\nprint('good')";

/// Opens the page with the harness. False if there is no Python in it.
pub async fn has_python(page: &Page, address: &str) -> Result<bool> {
    page.open_idle(address).await?;
    if page.evaluate("typeof window.futurescopePrograms").await? == json!("object") {
        page.evaluate(HARNESS).await?;
        return Ok(true);
    }
    let counts = std::env::var_os("CI").is_some_and(|value| value == "true");
    ensure(!counts, || "the page has no Python, and CI is true".into())?;
    println!("the page has no Python: not checked");
    Ok(false)
}

/// Runs a program to its end, whatever that is.
pub async fn run(page: &Page, program: &str, options: Value) -> Result<Value> {
    page.evaluate(&format!("runProgram({}, {options})", json!(program)))
        .await
}

/// Runs a program, which ends as `end`; the message or what is printed contains each of `said`.
pub async fn run_to(page: &Page, program: &str, options: Value, end: &str, said: &[&str]) -> Result<Value> {
    let ended = run(page, program, options).await?;
    same(program, &ended["end"], &json!(end))?;
    let words = format!(
        "{}\n{}",
        ended["message"].as_str().unwrap_or_default(),
        ended["printed"].as_str().unwrap_or_default()
    );
    for part in said {
        ensure(words.contains(part), || {
            format!("{program}: `{part}` is not in {words}")
        })?;
    }
    Ok(ended)
}

pub async fn each_limit_ends_a_program_with_a_sentence(page: &Page, address: &str) -> Result {
    if !has_python(page, address).await? {
        return Ok(());
    }
    let spin = "import asyncio\nasync def main():\n    while True: await asyncio.sleep(0)\nasyncio.run(main())";
    let ended = run_to(page, spin, json!({ "maxEvents": 2000 }), "limit", &["2,000 events"]).await?;
    same(
        "what was recorded is kept",
        ended["events"].as_u64().is_some_and(|events| events >= 2000),
        true,
    )?;
    let hours = spin.replace("sleep(0)", "sleep(3600)");
    run_to(page, &hours, json!({}), "limit", &["86400 s of the program's time"]).await?;
    let short = json!({ "maxWallMs": 500 });
    run_to(
        page,
        "while True: pass",
        short.clone(),
        "limit",
        &["0.5 s of wall time", "at line 1"],
    )
    .await?;
    run_to(page, spin, short.clone(), "limit", &["0.5 s of wall time"]).await?;
    let stubborn = "while True:\n    try:\n        while True: pass\n    except BaseException: pass";
    run_to(
        page,
        stubborn,
        short,
        "limit",
        &["0.5 s of computing", "it never let go"],
    )
    .await?;
    let eater = "eaten = []\nwhile True: eaten.append(bytearray(50_000_000))";
    run_to(page, eater, json!({}), "failed", &["512 MB", "MemoryError", "line 2"]).await?;
    run_to(page, GOOD, json!({}), "ok", &["good"]).await?;
    let deadlock = "import asyncio\nasync def main():\n    await asyncio.Event().wait()\nasyncio.run(main())";
    let ended = run_to(page, deadlock, json!({}), "deadlock", &[]).await?;
    let trace = ended["trace"].as_str().unwrap_or_default();
    ensure(trace.contains("1 task waits"), || trace.to_owned())
}

pub async fn what_is_not_in_the_page_is_said(page: &Page, address: &str) -> Result {
    if !has_python(page, address).await? {
        return Ok(());
    }
    let network = "The network is not in the page";
    let processes = "processes are not in the page";
    for (program, said) in [
        (
            "name = input('name? ')",
            &["input() found no line to read", "EOFError", "line 1"][..],
        ),
        (
            "import asyncio\nasyncio.run(asyncio.open_connection('localhost', 80))",
            &[network],
        ),
        ("import socket\nsocket.create_connection(('localhost', 80))", &[network]),
        ("import urllib.request", &["is not in the page", "ModuleNotFoundError"]),
        (
            "import threading\nthreading.Thread(target=print).start()",
            &["Threads are not in the page"],
        ),
        ("import subprocess\nsubprocess.run(['ls'])", &[processes]),
        (
            "import asyncio\nasyncio.run(asyncio.create_subprocess_exec('ls'))",
            &["A subprocess is not in the page"],
        ),
        ("import numpy", &["numpy is not in the page", "ModuleNotFoundError"]),
        ("def f(:\n    pass", &["line 1", "SyntaxError: invalid syntax"]),
        ("x = '\u{0}'", &["SyntaxError"]),
        ("def f(): f()\nf()", &["RecursionError"]),
    ] {
        run_to(page, program, json!({}), "failed", said).await?;
    }
    let answered = run_to(
        page,
        "print(input() + input())",
        json!({ "stdin": "a\nb\n" }),
        "ok",
        &["ab"],
    )
    .await?;
    same("exit code", &answered["exitCode"], &json!(0))?;
    let ended = run_to(page, "import sys\nsys.exit(3)", json!({}), "failed", &[]).await?;
    same("exit code", &ended["exitCode"], &json!(3))
}

pub async fn a_traceback_is_pythons_own(page: &Page, address: &str) -> Result {
    if !has_python(page, address).await? {
        return Ok(());
    }
    let raising = "import asyncio\nasync def main():\n    await asyncio.sleep(1)\n    raise ValueError('no')\nasyncio.run(main())";
    let logged = "import asyncio\nasync def job(): raise ValueError('no')\nasync def main():
    task = asyncio.create_task(job())\n    await asyncio.sleep(1)\n    del task\nasyncio.run(main())\nraise ValueError('no')";
    let refused = "import asyncio\nasyncio.run(asyncio.open_connection('localhost', 80))";
    for program in [
        raising,
        logged,
        refused,
        "import threading\nthreading.Thread(target=print).start()",
        "input()",
    ] {
        let ended = run_to(
            page,
            program,
            json!({}),
            "failed",
            &["Traceback (most recent call last):"],
        )
        .await?;
        let printed = ended["printed"].as_str().unwrap_or_default();
        let files: Vec<&str> = printed
            .split("File \"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        ensure(files.contains(&"main.py"), || printed.to_owned())?;
        // Compiled modules have no text, so the lines of the library are not shown. Its places are Python's.
        let strange = files
            .iter()
            .find(|file| **file != "main.py" && !file.contains("/asyncio/") && !file.contains("/threading.py"));
        ensure(strange.is_none(), || format!("{strange:?} in {printed}"))?;
    }
    Ok(())
}

pub async fn a_program_finds_nothing_of_the_one_before(page: &Page, address: &str) -> Result {
    if !has_python(page, address).await? {
        return Ok(());
    }
    let names = "import asyncio\nasync def main(): print(asyncio.current_task())\nasyncio.run(main())";
    for _ in 0..2 {
        run_to(page, names, json!({}), "ok", &["name='Task-1'"]).await?;
    }
    let leaving = "import sys, time, random, os\ntime.sleep = print\nrandom.seed(7)\nos.environ['MINE'] = '1'\nsys.stdout.close()";
    let looking = "import os, random, time\ntime.sleep(1)\nprint(random.random(), os.environ.get('MINE'))";
    let first = run_to(page, looking, json!({}), "ok", &["None"]).await?;
    run_to(page, leaving, json!({}), "ok", &[]).await?;
    let second = run_to(page, looking, json!({}), "ok", &[]).await?;
    same("what it prints", &second["printed"], &first["printed"])
}

pub async fn a_program_is_stopped_at_once_and_a_worker_that_dies_is_said(page: &Page, address: &str) -> Result {
    if !has_python(page, address).await? {
        return Ok(());
    }
    let endless = "import asyncio\nasync def main():\n    while True: await asyncio.sleep(1)\nasyncio.run(main())";
    run_to(page, endless, json!({ "stop": true }), "stopped", &[]).await?;
    run_to(page, GOOD, json!({}), "ok", &["good"]).await?;
    run_to(
        page,
        "import os\nos.abort()",
        json!({}),
        "crashed",
        &["stopped unexpectedly"],
    )
    .await?;
    page.console_messages().await?; // Pyodide reports it
    run_to(page, GOOD, json!({}), "ok", &["good"]).await?;
    Ok(())
}

/// Counts workers. `answered` is the number of the one that reported the last end of a program, from 1 on.
const COUNT_WORKERS: &str = "(() => {
    const workers = window.workersForTests = { started: 0, loaded: 0, ended: 0, answered: 0 };
    window.Worker = class extends Worker {
        constructor(...given) {
            super(...given);
            const number = workers.started += 1;
            this.addEventListener('message', ({ data }) => {
                if (data.kind === 'ready') workers.loaded += 1;
                if (data.kind === 'end') workers.answered = number;
            });
        }
        terminate() {
            workers.ended += 1;
            super.terminate();
        }
    };
})()";

pub async fn a_spare_worker_takes_the_place_of_one_that_is_stopped(page: &Page, address: &str) -> Result {
    if !has_python(page, address).await? {
        return Ok(());
    }
    page.evaluate(COUNT_WORKERS).await?;
    let counts = async |what: &str, counts: &[(&str, u32)]| -> Result {
        let all: Vec<String> = counts
            .iter()
            .map(|(name, count)| format!("workersForTests.{name} === {count}"))
            .collect();
        page.until(what, &all.join(" && ")).await
    };
    // Nothing but Python itself is loaded when it is opened.
    page.evaluate(
        "futurescopePrograms.python().then((it) => it.openPython()).then((it) => { window.pythonForTests = it; })",
    )
    .await?;
    counts("one worker", &[("started", 1), ("loaded", 1)]).await?;
    // A program that never ends gets a spare beside it.
    let spin = "(() => {
        const onEnd = () => { window.spinningForTests = null; };
        window.spinningForTests = pythonForTests.run('while True: pass', { onTrace() {}, onEnd });
    })()";
    page.evaluate(spin).await?;
    counts("a spare", &[("started", 2), ("loaded", 2), ("ended", 0)]).await?;
    // After Stop that one runs the next program, which has nothing to wait for.
    page.evaluate("spinningForTests.stop()").await?;
    same("stopped", page.evaluate("spinningForTests").await?, Value::Null)?;
    run_to(page, GOOD, json!({}), "ok", &["good"]).await?;
    counts("the spare has run it", &[("answered", 2), ("ended", 1)]).await?;
    // A program that has run leaves a spare, too.
    counts("another spare", &[("started", 3), ("loaded", 3)]).await?;
    run_to(page, GOOD, json!({}), "ok", &["good"]).await?;
    counts("the same worker runs the next", &[("answered", 2), ("ended", 1)]).await?;
    // All end with the page's Python.
    page.evaluate("pythonForTests.close()").await?;
    counts("all have ended", &[("started", 3), ("ended", 3)]).await
}

pub async fn a_program_reaches_nothing_outside_of_its_worker(page: &Page, address: &str) -> Result {
    if !has_python(page, address).await? {
        return Ok(());
    }
    // Another origin, which counts who comes.
    let elsewhere = TcpListener::bind("127.0.0.1:0").await?;
    let port = elsewhere.local_addr()?.port();
    let visits = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&visits);
    let taking = tokio::spawn(async move {
        while elsewhere.accept().await.is_ok() {
            counted.fetch_add(1, Ordering::Relaxed);
        }
    });
    let foreign = format!("http://127.0.0.1:{port}/");
    let attempts = [
        "from js import eval".to_owned(),
        "from pyodide.code import run_js\nrun_js('1')".to_owned(),
        "from js import fetch".to_owned(),
        "from js import postMessage".to_owned(),
        format!("import asyncio\nfrom pyodide.http import pyfetch\nasyncio.run(pyfetch('{foreign}'))"),
        format!("from pyodide.http import open_url\nopen_url('{foreign}')"),
        format!("import pyodide_js\npyodide_js.loadPackage('{foreign}x.whl').then\nraise SystemExit(1)"),
        format!("import socket\nsocket.create_connection(('127.0.0.1', {port}))"),
    ];
    for attempt in attempts {
        run_to(page, &attempt, json!({}), "failed", &[]).await?;
    }
    run_to(page, GOOD, json!({}), "ok", &["good"]).await?;
    page.console_messages().await?; // what Pyodide says of the attempts
    // What is left of JavaScript makes no code: that is the policy, which the worker has from the page.
    let maker = "import js\njs.Object.constructor('return 1')()";
    run_to(
        page,
        maker,
        json!({}),
        "failed",
        &["EvalError", "Content Security Policy"],
    )
    .await?;
    // The test could not fail if nothing were counted.
    same("visits", visits.load(Ordering::Relaxed), 0)?;
    drop(tokio::net::TcpStream::connect(("127.0.0.1", port)).await?);
    page.eventually("a visit is counted", async || Ok(visits.load(Ordering::Relaxed) == 1))
        .await?;
    taking.abort();
    Ok(())
}

pub async fn python_is_fetched_when_it_is_opened_and_works_without_a_network(page: &Page, _: &str) -> Result {
    let site = Site::start(&dist_folder(), "/").await?;
    let address = site.address().to_owned();
    if !has_python(page, &address).await? {
        return Ok(());
    }
    stored(page, &address).await?;
    let fetched =
        "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((it) => it.keys()))))
        .then((all) => all.flat().filter((it) => /assets\\/(python|program)-/.test(it.url)).length)";
    same("stored before it is opened", page.number_of(fetched).await?, 0.0)?;
    page.evaluate(HARNESS).await?;
    run_to(page, GOOD, json!({}), "ok", &["good"]).await?;
    page.eventually("Python is stored", async || {
        let there = "caches.match('./with-program').then((it) => it !== undefined)";
        Ok(page.evaluate(there).await? == Value::Bool(true))
    })
    .await?;
    site.stop().await;
    page.forget_cached_files().await?;
    page.open_idle(&address).await?;
    page.evaluate(HARNESS).await?;
    run_to(page, GOOD, json!({}), "ok", &["good"]).await?;
    same(
        "the editor",
        page.evaluate("futurescopePrograms.editor().then((it) => typeof it.openEditor)")
            .await?,
        json!("function"),
    )?;
    only_lack_of_network(page).await
}
