//! Other languages' interpreters: finding them, and asking them in JSON lines.

use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};

/// The command for Python 3.11 or newer, if there is one.
pub fn python() -> Option<String> {
    let check = "import sys; sys.exit(sys.version_info < (3, 11))";
    ["python3", "python"]
        .into_iter()
        .find(|command| {
            Command::new(command)
                .args(["-c", check])
                .status()
                .is_ok_and(|status| status.success())
        })
        .map(Into::into)
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
