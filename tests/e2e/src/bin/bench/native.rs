//! A million sleeps on the virtual clock, natively, beside the same with tokio and paused time. Runs the programs in
//! `tests/bench-native`, in the profile that the page is built with.

use crate::figures::{Report, TIMES};
use futurescope_e2e::{Failure, Result, ensure, repository_root};
use std::collections::BTreeMap;
use tokio::process::Command;

const NAME: &str = "0.5s..0.55s x1000000 natively";

/// The most repetitions in a reasonable time.
const MOST: usize = 3;

/// Measures times and bytes.
pub async fn million(repetitions: usize, report: &mut Report) -> Result {
    let (mut run, mut indexes, mut tokio, mut times) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..repetitions.min(MOST) {
        let figures = figures_of("times").await?;
        run.push(figure(&figures, "run")?);
        indexes.push(figure(&figures, "indexes")?);
        tokio.push(figure(&figures, "tokio")?);
        times.push(figure(&figures, "run")? / figure(&figures, "tokio")?);
    }
    report.add(&format!("{NAME}: run, recorded"), "ms", "goal: 1500", &run);
    report.add(&format!("{NAME}: tokio, nothing recorded"), "ms", "", &tokio);
    report.add(&format!("{NAME}: beside tokio"), TIMES, "", &times);
    report.add(&format!("{NAME}: all indexes"), "ms", "", &indexes);

    // The memory is the same every time.
    let figures = figures_of("bytes").await?;
    let (run, record, indexes) = (
        figure(&figures, "run")?,
        figure(&figures, "record")?,
        figure(&figures, "indexes")?,
    );
    report.add(&format!("{NAME}: a task in the run, at the most"), "bytes", "", &[run]);
    report.add(&format!("{NAME}: a task in the record"), "bytes", "", &[record]);
    report.add(&format!("{NAME}: a task in the indexes"), "bytes", "", &[indexes]);
    report.add(
        &format!("{NAME}: a task in run and indexes"),
        "bytes",
        "goal: 350, aim: 250",
        &[run + indexes],
    );
    Ok(())
}

/// The output of one of the programs: a line for each figure, with its name and its value.
async fn figures_of(program: &str) -> Result<BTreeMap<String, f64>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(repository_root())
        .args([
            "run",
            "--release",
            "--quiet",
            "-p",
            "futurescope-bench-native",
            "--bin",
            program,
        ])
        .stderr(std::process::Stdio::inherit())
        .output()
        .await?;
    ensure(output.status.success(), || {
        format!("`{program}` of tests/bench-native ends with {}", output.status)
    })?;
    let said = String::from_utf8_lossy(&output.stdout);
    let lines = said.lines().filter_map(|line| {
        let (name, value) = line.split_once(' ')?;
        Some((name.to_owned(), value.parse().ok()?))
    });
    Ok(lines.collect())
}

fn figure(figures: &BTreeMap<String, f64>, name: &str) -> Result<f64> {
    let figure = figures.get(name).copied();
    figure.ok_or_else(|| Failure(format!("tests/bench-native says nothing of `{name}`")))
}
