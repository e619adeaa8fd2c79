//! Other languages' interpreters: finding them, and asking them in JSON lines.

use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};

/// The command for Python 3.11 or newer, if there is one. In CI there has to be one.
pub fn python() -> Option<String> {
    let check = "import sys; sys.exit(sys.version_info < (3, 11))";
    let found = ["python3", "python"].into_iter().find(|command| {
        Command::new(command)
            .args(["-c", check])
            .status()
            .is_ok_and(|status| status.success())
    });
    let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    found_or_not(found, in_ci).map(Into::into)
}

/// What was found. Elsewhere a test without its interpreter says so and passes; in CI, where nobody reads that, it fails.
pub fn found_or_not(found: Option<&str>, in_ci: bool) -> Option<&str> {
    assert!(
        found.is_some() || !in_ci,
        "CI=true, and python3 3.11 or newer was not found"
    );
    found
}

/// One answer for each question, a JSON value a line both ways.
pub fn json_lines(command: &mut Command, questions: &[Value]) -> Vec<Value> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the interpreter was found a moment ago");
    let lines: Vec<String> = questions.iter().map(Value::to_string).collect();
    let mut input = child.stdin.take().expect("stdin is piped");
    let writer = std::thread::spawn(move || lines.iter().try_for_each(|line| writeln!(input, "{line}")));
    let output = child.wait_with_output().expect("the interpreter runs to its end");
    writer
        .join()
        .expect("the writer does not panic")
        .expect("the interpreter reads its whole input");
    assert!(output.status.success(), "the interpreter failed");
    let answers: Vec<Value> = String::from_utf8(output.stdout)
        .expect("the interpreter writes UTF-8")
        .lines()
        .map(|line| serde_json::from_str(line).expect("the interpreter writes JSON lines"))
        .collect();
    assert_eq!(answers.len(), questions.len(), "one answer for each question");
    answers
}
