//! The Rust programs under tokio's paused time, built as one crate with a module for each.
//!
//! All durations here are whole milliseconds, which is the resolution of tokio's timers. Three things in each program
//! are rewritten: the clock starts paused, `main` can be called from another module, and blocking the thread advances
//! the paused clock.

use crate::differences::{Answer, Numbers, Reason, compare};
use crate::scenarios::{examples, in_whole_milliseconds, long, long_joined, matrix, opened, random};
use crate::support::Family;
use codegen::{Language, program};
use scenario::Scenario;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// The folder with the crate's manifest and lock file.
const TEMPLATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/codegen/rust");

/// The replacements in each program, so that many can run in one crate and in virtual time.
const REWRITES: [(&str, &str); 3] = [
    (
        "#[tokio::main(flavor = \"current_thread\")]",
        "#[tokio::main(flavor = \"current_thread\", start_paused = true)]",
    ),
    ("async fn main()", "pub async fn main()"),
    ("std::thread::sleep(", "crate::block("),
];

/// The functions that run the programs one after another.
const RUNNER: &str = r#"
/// Advances the paused clock, as blocking the thread advances the real one. `advance` does so before it yields.
fn block(length: std::time::Duration) {
    use futures::FutureExt;
    let _ = tokio::time::advance(length).now_or_never();
}

fn main() {
    for (number, program) in PROGRAMS.iter().enumerate() {
        println!("=== {number}");
        if std::panic::catch_unwind(program).is_err() {
            println!("=== panicked");
        }
    }
}
"#;

/// tokio polls main when no task is ready, and a timeout polls its future before it checks the time.
const REASONS: [Reason; 4] = [
    Reason::FailureInListOrder,
    Reason::PermitAtDeadline,
    Reason::Ties,
    Reason::LateTimer,
];

#[test]
#[ignore = "builds a crate of some hundred programs, which takes a minute: `cargo xtask test codegen` does"]
fn rust_programs_print_the_same() {
    let family = |cpu| Family {
        ties: false,
        cpu,
        joined: true,
    };
    let kinds = [
        ("Rust, matrix", matrix()),
        ("Rust, examples", examples()),
        ("Rust, long lists", long()),
        ("Rust, long joined lists", long_joined()),
        ("Rust, random", random(family(false), 5)),
        ("Rust, random with cpu", random(family(true), 6)),
    ];
    let kinds = kinds.map(|(name, links)| {
        let scenarios: Vec<Scenario> = opened(&links).into_iter().map(in_whole_milliseconds).collect();
        (name, scenarios)
    });
    let mut numbers = BTreeMap::new();
    for scenario in kinds.iter().flat_map(|(_, scenarios)| scenarios) {
        let number = numbers.len();
        numbers
            .entry(program(Language::Rust, scenario).text())
            .or_insert(number);
    }
    let start = Instant::now();
    let Some(answers) = build_and_run(&numbers) else {
        println!("cargo cannot fetch tokio and futures: the Rust programs are not run here");
        return;
    };
    println!(
        "Rust: {} programs took {:.0} s to build and run",
        answers.len(),
        start.elapsed().as_secs_f64()
    );
    for (name, scenarios) in &kinds {
        let answers: Vec<Answer> = scenarios
            .iter()
            .map(|scenario| answers[numbers[&program(Language::Rust, scenario).text()]].clone())
            .collect();
        compare(name, scenarios, &answers, Numbers::Normalised, &REASONS);
    }
}

/// The output of each program; `None` if the packages cannot be fetched.
fn build_and_run(programs: &BTreeMap<String, usize>) -> Option<Vec<Answer>> {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("codegen-rust");
    write_crate(&root, programs).expect("the target directory can be written");
    let cargo = |arguments: &[&str]| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .current_dir(&root)
            .env("CARGO_TARGET_DIR", root.join("target"))
            .env_remove("RUSTFLAGS")
            .args(arguments);
        cargo
    };
    if !cargo(&["fetch", "--quiet", "--locked"])
        .status()
        .is_ok_and(|status| status.success())
    {
        return None;
    }
    let built = cargo(&["build", "--quiet", "--locked", "--offline"])
        .env("RUSTFLAGS", "-Awarnings")
        .status();
    assert!(
        built.is_ok_and(|status| status.success()),
        "the Rust programs do not build: see {}",
        root.display()
    );
    let output = cargo(&["run", "--quiet", "--locked", "--offline"])
        .env("RUSTFLAGS", "-Awarnings")
        .output()
        .expect("cargo runs");
    let said = String::from_utf8(output.stdout).expect("the programs write UTF-8");
    let mut answers: Vec<Answer> = Vec::new();
    for line in said.lines() {
        match (line.strip_prefix("=== "), answers.last_mut()) {
            (Some("panicked"), Some(answer)) => answer.error = Some("panicked".to_owned()),
            (Some(_), _) => answers.push(Answer::default()),
            (None, Some(answer)) => answer.lines.push(line.to_owned()),
            (None, None) => panic!("a line before the first program: {line}"),
        }
    }
    assert_eq!(answers.len(), programs.len(), "one answer for each program");
    Some(answers)
}

fn write_crate(root: &Path, programs: &BTreeMap<String, usize>) -> io::Result<()> {
    let sources = root.join("src");
    if sources.exists() {
        fs::remove_dir_all(&sources)?;
    }
    fs::create_dir_all(&sources)?;
    for file in ["Cargo.toml", "Cargo.lock"] {
        fs::copy(Path::new(TEMPLATE).join(file), root.join(file))?;
    }
    let mut main = String::new();
    for (text, number) in programs {
        let mut text = text.clone();
        for (from, to) in REWRITES {
            text = text.replace(from, to);
        }
        fs::write(sources.join(format!("program_{number}.rs")), text)?;
        let _ = writeln!(main, "mod program_{number};");
    }
    let _ = writeln!(main, "\nconst PROGRAMS: [fn(); {}] = [", programs.len());
    for number in 0..programs.len() {
        let _ = writeln!(main, "    program_{number}::main,");
    }
    main += "];\n";
    main += RUNNER;
    fs::write(sources.join("main.rs"), main)
}
