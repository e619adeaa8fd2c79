//! Interpreters of other languages: finds them, and exchanges JSON lines with them.

use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};

/// An interpreter that some tests need.
pub struct Interpreter {
    /// Its name and version, for messages.
    pub name: &'static str,
    /// The names of its command.
    pub commands: &'static [&'static str],
    /// The arguments of a check, which succeeds if the interpreter is new enough.
    pub check: [&'static str; 2],
}

/// Python 3.11 or newer.
pub const PYTHON: Interpreter = Interpreter {
    name: "python3 3.11 or newer",
    commands: &["python3", "python"],
    check: ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"],
};

impl Interpreter {
    /// The command, if it is found. In CI it has to be.
    pub fn command(&self) -> Option<&'static str> {
        let found = self.commands.iter().copied().find(|command| {
            let status = Command::new(command).args(self.check).status();
            status.is_ok_and(|status| status.success())
        });
        let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
        self.found_or_not(found, in_ci)
    }

    /// Returns what was found. Without its interpreter a test reports that and passes; in CI, where nobody would read
    /// it, it fails.
    pub fn found_or_not<'a>(&self, found: Option<&'a str>, in_ci: bool) -> Option<&'a str> {
        let name = self.name;
        assert!(found.is_some() || !in_ci, "CI=true, and {name} was not found");
        if found.is_none() {
            println!("{name} was not found: tests that need it do nothing");
        }
        found
    }
}

/// Sends each question as a line of JSON and returns one answer for each.
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
