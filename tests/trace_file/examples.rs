//! The two programs for the command line: their output and their exit codes.

use crate::python::PROGRAM;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// The path of a built example; builds the examples first.
fn example(name: &str) -> PathBuf {
    static BUILT: OnceLock<()> = OnceLock::new();
    BUILT.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "-q", "--example", "simulate", "--example", "replay"]);
        let status = cargo
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .expect("cargo starts");
        assert!(status.success(), "the examples build");
    });
    let own = std::env::current_exe().expect("a test has a path");
    let target = own.ancestors().nth(2).expect("it is in target/debug/deps");
    target.join("examples").join(name)
}

fn run(name: &str, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(example(name))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the example starts");
    let mut stdin = child.stdin.take().expect("it has an input");
    // It does not read its input if its arguments are invalid.
    let _ = stdin.write_all(input);
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

/// Its standard output, its standard error and its exit code.
fn outputs(output: &Output) -> (String, String, Option<i32>) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

#[test]
fn replay_prints_the_trace_file_that_simulate_writes() {
    let link = "tasks=users: 2, orders: 1 fail, prices: 3&await=settle&limit=2";
    let printed = run("simulate", &[link], b"");
    let file = run("simulate", &["--trace", link], b"");
    assert_eq!(outputs(&run("replay", &["-"], &file.stdout)), outputs(&printed));

    let why = outputs(&run("replay", &["--why", "orders", "-"], &file.stdout));
    let by_number = outputs(&run("replay", &["--why", "2", "-"], &file.stdout));
    assert_eq!(why, by_number);
    assert!(why.0.starts_with("Why did orders fail at 1.000 s?\n"), "{}", why.0);
    let stats = outputs(&run("replay", &["--stats", "-"], &file.stdout));
    assert!(
        stats
            .0
            .starts_with("outcome   ok\nlength    4.000000 s\ntasks     4\nresources 1\n"),
        "{}",
        stats.0
    );
    assert_eq!(stats.2, Some(0));
}

#[test]
fn replay_prints_the_cause_and_the_figures_of_a_recorded_program() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/lost.trace.jsonl");
    let (printed, beside, code) = outputs(&run("replay", &[file, "--why", "lost", "--stats"], b""));
    assert_eq!((beside.as_str(), code), ("", Some(0)));
    let expected = "\
Why did lost fail at 0.183 s?
lost failed: KeyError: 'b'; nobody looked at it.
0.000000 s  main started lost
0.000000 s  lost set its timer for 100 ms
0.050000 s  busy was polled at once and held the loop for 133.759 ms
0.183759 s  the timer of lost fired, served 83.759 ms late because busy held the loop, and woke lost
0.183759 s  lost was polled at once
0.183759 s  lost failed: KeyError: 'b'
outcome   ok
length    0.500000 s
tasks     3
resources 0
events    47
  spawned          3
  turn             8
  poll-start       6
  poll-end         6
  woken            6
  timer-set        3
  timer-fired      3
  printed          8
  finished         2
  failed           1
  never-retrieved  1
roots     1
work      783.759 ms, 1.57× the length
busy      26.8 %
at once   3
late      83.759 ms at most
ends      2 finished, 1 failed
durations 183.759 ms (p50), 500 ms (p95), 500 ms (p99), 500 ms at most
finding   The loop was blocked: busy held the loop for 133.759 ms in one poll. 1 task waited meanwhile, 83.759 ms at the longest.
finding   A failure was never retrieved: lost failed at 0.183 s, and nobody looked at it.
";
    assert_eq!(printed, expected);
}

#[test]
fn replay_prints_notices_about_a_file_to_stderr_and_exits_with_0() {
    let cut: String = PROGRAM.lines().take(30).map(|line| format!("{line}\n")).collect();
    let said = "The recording was cut off: its last line is missing.\n";
    let printed = "to stderr\noutside of tasks\n";
    assert_eq!(
        outputs(&run("replay", &["-"], cut.as_bytes())),
        (printed.into(), said.into(), Some(0))
    );
}

#[test]
fn invalid_arguments_and_files_exit_with_2() {
    let cases: [(&str, &[&str], &str); 8] = [
        ("replay", &[], "usage: replay"),
        ("replay", &["--why"], "usage: replay"),
        ("replay", &["--loud", "-"], "--loud is not a flag"),
        ("replay", &["-", "-"], "usage: replay"),
        (
            "replay",
            &["/there/is/no/such/file"],
            "/there/is/no/such/file cannot be opened",
        ),
        (
            "replay",
            &["--why", "nobody", "-"],
            "there is no task \"nobody\". Try one of: Task-1, users, other root",
        ),
        ("simulate", &["tasks="], "There are no tasks."),
        ("simulate", &["limit=0"], "limit: "),
    ];
    for (name, arguments, said) in cases {
        let (printed, stderr, code) = outputs(&run(name, arguments, PROGRAM.as_bytes()));
        assert_eq!(
            (printed.as_str(), code),
            ("", Some(2)),
            "{name} {arguments:?}: {stderr}"
        );
        assert!(stderr.contains(said), "{name} {arguments:?}: {stderr}");
    }
    let (_, stderr, code) = outputs(&run("replay", &["-"], b"{}\n"));
    assert_eq!(code, Some(2));
    assert!(stderr.starts_with("line 1: this is no trace file"), "{stderr}");
}
