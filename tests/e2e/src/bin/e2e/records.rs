//! The page's record of a program and CPython's own agree byte for byte but for the header, with each CPython that is found, for
//! every program of the recorder's corpus that needs nothing but a virtual clock. `records.py` makes CPython's records, and names
//! the programs with which another version of CPython does something otherwise.

use crate::python::{has_python, run};
use futurescope_e2e::{Failure, Page, Result, ensure, repository_root, same};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// A busy machine may hold up a poll for the 50 ms from which on it is charged, and a page cannot tell that from computing. Then
/// the program is run again.
const RUNS_AT_MOST: usize = 4;

/// Commands that may start the recorder's tests, which find all Pythons.
const PYTHONS: [&str; 3] = ["python3", "python", "python3.11"];

pub async fn a_record_is_that_of_cpython_but_for_its_header(page: &Page, address: &str) -> Result {
    if !has_python(page, address).await? {
        return Ok(());
    }
    let recorder = repository_root().join("recorder").join("python");
    let pythons = pythons_found(&recorder);
    if pythons.is_empty() {
        let counts = std::env::var_os("CI").is_some_and(|value| value == "true");
        ensure(!counts, || "no Python from 3.11 on is found, and CI is true".into())?;
        println!("no Python from 3.11 on is found: not compared");
        return Ok(());
    }
    let answers: Vec<Value> = pythons
        .iter()
        .map(|python| recorded(python, &recorder))
        .collect::<Result<_>>()?;
    // The newest runs the most programs, and any other a part of them.
    let most = answers.iter().filter_map(|answer| answer["records"].as_array());
    let programs = most.max_by_key(|records| records.len()).cloned().unwrap_or_default();
    ensure(programs.len() > 75, || {
        format!("only {} programs are compared", programs.len())
    })?;
    // What the first warning and the first traceback load would be charged to the program.
    run(page, "async def never(): pass\nnever()\nraise ValueError", json!({})).await?;
    for program in &programs {
        let wanted: Vec<(&Value, &Value)> = answers
            .iter()
            .filter_map(|answer| Some((&answer["version"], record_of(answer, &program["name"])?)))
            .collect();
        let mut compared = Ok(());
        for _ in 0..RUNS_AT_MOST {
            let options = json!({ "argv": program["argv"], "stdin": program["stdin"] });
            let ended = run(page, text_of(&program["text"]), options).await?;
            compared = wanted
                .iter()
                .try_for_each(|(version, wanted)| compare(&ended["trace"], wanted, version));
            if compared.is_ok() {
                break;
            }
        }
        compared?;
    }
    Ok(())
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn record_of<'a>(answer: &'a Value, name: &Value) -> Option<&'a Value> {
    answer["records"]
        .as_array()?
        .iter()
        .find(|record| record["name"] == *name)
}

/// Compares the page's trace with a record of CPython. Where that does something otherwise, they have to differ.
fn compare(found: &Value, wanted: &Value, version: &Value) -> Result {
    let what = format!("{} with CPython {}", text_of(&wanted["name"]), text_of(version));
    let lines = |trace: &Value| -> Result<Vec<String>> {
        let (header, events) = text_of(trace).split_once('\n').unwrap_or_default();
        ensure(header.contains("\"clock\":\"virtual\""), || format!("{what}: {header}"))?;
        ensure(events.lines().count() > 3, || format!("{what}: {events}"))?;
        if wanted["traceback"] == json!(true) {
            without_the_library(events)
        } else {
            Ok(events.lines().map(str::to_owned).collect())
        }
    };
    let (found, wanted_lines) = (lines(found)?, lines(&wanted["trace"])?);
    if let Some(why) = wanted["otherwise"].as_str() {
        return ensure(found != wanted_lines, || {
            format!("{what}: the same, although it is said: {why}")
        });
    }
    for (found, wanted) in found.iter().zip(&wanted_lines) {
        same(&what, found, wanted)?;
    }
    same(&what, found.len(), wanted_lines.len())
}

/// The lines of a trace without what Python prints of places in its library: their files and lines are others in each version, and
/// the page has no text of them. Also without the marks under a line, which newer versions print more often. The events that are
/// left have new numbers.
fn without_the_library(events: &str) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    let mut numbers = Vec::new();
    let mut left = 0;
    // How far the place in the library is indented that the next lines may belong to.
    let mut place = None;
    for line in events.lines() {
        let mut line: Value = serde_json::from_str(line).map_err(|error| Failure(error.to_string()))?;
        if line.get("kind").is_some() {
            let skipped = line["stream"] == json!("stderr") && is_of_the_library(text_of(&line["text"]), &mut place);
            numbers.push(left);
            if skipped {
                continue;
            }
            left += 1;
        }
        if let Some(cause) = line["cause"].as_u64() {
            let number = usize::try_from(cause).ok().and_then(|cause| numbers.get(cause));
            line["cause"] = json!(number);
        }
        if line.get("end").is_some() {
            line["events"] = json!(left);
        }
        lines.push(line.to_string());
    }
    Ok(lines)
}

/// Whether a printed line is one of a traceback that depends on the library.
fn is_of_the_library(text: &str, place: &mut Option<usize>) -> bool {
    let said = text.trim_start_matches([' ', '|']);
    let indented = text.len() - said.len();
    if said.starts_with("File \"") {
        let skipped = !said.starts_with("File \"main.py\"");
        *place = skipped.then_some(indented);
        return skipped;
    }
    if place.is_some_and(|place| indented >= place + 2) {
        return true;
    }
    *place = None;
    !said.is_empty() && said.chars().all(|letter| matches!(letter, '~' | '^'))
}

/// The Pythons of this machine, from 3.11 on, one of each version.
fn pythons_found(recorder: &Path) -> Vec<String> {
    let script = recorder.join("tests").join("run_all.py");
    let listed = PYTHONS.iter().find_map(|python| {
        let output = Command::new(python)
            .arg("-B")
            .arg(&script)
            .arg("--list")
            .output()
            .ok()?;
        output.status.success().then_some(output.stdout)
    });
    let listed = String::from_utf8(listed.unwrap_or_default()).unwrap_or_default();
    listed.split_whitespace().map(str::to_owned).collect()
}

/// What `records.py` prints on this Python.
fn recorded(python: &str, recorder: &Path) -> Result<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bin/e2e/records.py");
    let output = Command::new(python)
        .arg("-B")
        .arg(script)
        .arg(recorder)
        .env("PYTHONHASHSEED", "0")
        .output()?;
    ensure(output.status.success(), || {
        String::from_utf8_lossy(&output.stderr).into_owned()
    })?;
    serde_json::from_slice(&output.stdout).map_err(|error| Failure(error.to_string()))
}
