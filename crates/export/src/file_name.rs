//! What a file is called: after what it is of.

use recording::{Source, Trace};

/// The most letters of a program's name.
const MOST_OF_NAME: usize = 48;

/// The name of a file of this record, with this end: `futurescope-gather-3-tasks-seed-1.perfetto.json`. Of another
/// program, the name of its file stands in place of policy and seed: `futurescope-crawler-12-tasks.tasks.csv`.
///
/// Letters, digits, dashes and dots of ASCII only, at most 120 of them, and never a name that is reserved on some system.
///
/// ```
/// use export::file_name;
/// use scenario::link;
///
/// let trace = runtime::simulate(&link::read("tasks=2,1,3&await=gather").scenario);
/// assert_eq!(file_name(&trace, "svg"), "futurescope-gather-3-tasks-seed-1.svg");
/// ```
#[must_use]
pub fn file_name(trace: &Trace, extension: &str) -> String {
    let count = trace.work_count();
    let tasks = if count == 1 {
        "1-task".to_owned()
    } else {
        format!("{count}-tasks")
    };
    match &trace.source {
        Source::Playground(scenario) => {
            let (policy, seed) = (scenario.policy.id(), scenario.seed);
            format!("futurescope-{policy}-{tasks}-seed-{seed}.{extension}")
        }
        Source::Recorder(recorder) => {
            let of = recorder.program.as_deref().map(stem).unwrap_or_default();
            let of = match safe(of) {
                name if name.is_empty() => safe(&recorder.name),
                name => name,
            };
            let of = if of.is_empty() { "recording".to_owned() } else { of };
            format!("futurescope-{of}-{tasks}.{extension}")
        }
    }
}

/// The last part of a path, without its extension.
fn stem(path: &str) -> &str {
    let name = path
        .rsplit(['/', '\\'])
        .find(|part| !part.is_empty())
        .unwrap_or_default();
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

/// Letters and digits of ASCII; whatever else there is between them becomes one dash.
fn safe(name: &str) -> String {
    let mut safe = String::new();
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() {
            safe.push(letter);
        } else if !safe.is_empty() && !safe.ends_with('-') {
            safe.push('-');
        }
        if safe.len() == MOST_OF_NAME {
            break;
        }
    }
    safe.truncate(safe.trim_end_matches('-').len());
    safe
}
