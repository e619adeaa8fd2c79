//! Other languages' interpreters: finding them, and asking them in JSON lines.

use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};

/// An interpreter that some tests need.
pub struct Interpreter {
    /// What is looked for, in words.
    pub name: &'static str,
    /// What it may be called.
    pub commands: &'static [&'static str],
    /// Runs a program given as its last argument, which ends well where the interpreter is new enough.
    pub check: [&'static str; 2],
}

/// Python 3.11 or newer.
pub const PYTHON: Interpreter = Interpreter {
    name: "python3 3.11 or newer",
    commands: &["python3", "python"],
    check: ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"],
};

impl Interpreter {
    /// The command for it, if there is one. In CI there has to be one.
    pub fn command(&self) -> Option<&'static str> {
        let found = self.commands.iter().copied().find(|command| {
            let status = Command::new(command).args(self.check).status();
            status.is_ok_and(|status| status.success())
        });
        let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
        self.found_or_not(found, in_ci)
    }

    /// What was found. Elsewhere a test without its interpreter says so and passes; in CI, where nobody reads that, it fails.
    pub fn found_or_not<'a>(&self, found: Option<&'a str>, in_ci: bool) -> Option<&'a str> {
        let name = self.name;
        assert!(found.is_some() || !in_ci, "CI=true, and {name} was not found");
        if found.is_none() {
            println!("{name} was not found: what needs it is not tested here");
        }
        found
    }
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
