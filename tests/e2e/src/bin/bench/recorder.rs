//! The Python recorder natively beside plain CPython. Runs `recorder/python/bench.py`, which says what it measures.

use crate::figures::{Report, TIMES};
use futurescope_e2e::{Failure, Result, ensure, repository_root};
use serde_json::Value;
use tokio::process::Command;

/// The goals are for programs that only switch between tasks: others do more in one event.
const SWITCHES: &str = "switches";

/// The processor time of each program, recorded and not. Without a Python from 3.11 on nothing is measured, and said.
pub async fn beside_plain(repetitions: usize, report: &mut Report) -> Result {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let new_enough = ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"];
    let found = Command::new(&python).args(new_enough).output().await;
    if !found.is_ok_and(|found| found.status.success()) {
        println!("`{python}` is no Python from 3.11 on: the recorder is not measured (PYTHON names another)");
        return Ok(());
    }
    let output = Command::new(&python)
        .arg("-B")
        .arg(repository_root().join("recorder").join("python").join("bench.py"))
        .args(["--json", "--runs", &repetitions.to_string()])
        .stderr(std::process::Stdio::inherit())
        .output()
        .await?;
    ensure(output.status.success(), || {
        format!("bench.py ends with {}", output.status)
    })?;
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let figures: Value = serde_json::from_str(line).map_err(|error| Failure(format!("{line}: {error}")))?;
        let word = |key: &str| figures[key].as_str().unwrap_or_default().to_owned();
        let number = |key: &str| figures[key].as_f64().unwrap_or_default();
        let program = word("program");
        let switches = program.contains(SWITCHES);
        let name = format!("recorder on Python {}, {program}", word("python"));
        let goal = if switches { "goal: 2.5" } else { "" };
        report.add(&format!("{name}: beside plain"), TIMES, goal, &[number("times")]);
        let goal = if switches { "goal: 3" } else { "" };
        report.add(&format!("{name}: an event"), "µs", goal, &[number("us_per_event")]);
    }
    Ok(())
}
