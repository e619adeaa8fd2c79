//! What an opened record is of, in words.

use codegen::Language;
use explain::opened::AboutRecord;
use scenario::link;

fn about(text: &str, name: &str) -> AboutRecord {
    let opened = trace_file::read(text.as_bytes()).expect("it is valid");
    AboutRecord::new(&opened, name, Language::Python)
}

fn fixture(name: &str) -> String {
    let path = format!("{}/tests/fixtures/{name}.trace.jsonl", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("there is such a fixture")
}

fn rows(about: &AboutRecord) -> Vec<String> {
    let rows = about.rows.iter();
    rows.map(|row| format!("{}: {}", row.label, row.value)).collect()
}

#[test]
fn a_record_of_another_program_names_it() {
    let about = about(&fixture("roots"), "roots.trace.jsonl");
    assert_eq!(
        rows(&about),
        [
            "Recorded by: python, of Python 3.11.7",
            "Program: roots.py",
            "Clock: virtual: every time is exact",
            "Tasks: 5 tasks, 2 of them roots",
            "Events: 63",
            "Total time: 200 ms",
            "End: finished",
        ]
    );
    assert_eq!(about.line(), "roots.trace.jsonl · roots.py · 5 tasks · 200 ms");
    assert!(about.notices.is_empty());
}

#[test]
fn a_record_of_the_page_has_its_set_up() {
    let mut bytes = Vec::new();
    let run = runtime::simulate(&link::read("tasks=1,2&await=gather&limit=1").scenario);
    trace_file::write(&run, &mut bytes).expect("a vector takes all");
    let about = about(&String::from_utf8(bytes).expect("it is text"), "a.jsonl");
    assert_eq!(
        rows(&about)[..2],
        [
            "Recorded by: this page",
            "Set-up: 2 tasks: 1, 2 s · Join all (gather) · limit 1 · no timeout",
        ]
    );
    assert_eq!(about.line(), "a.jsonl · 2 tasks · 3 s");
}

#[test]
fn what_is_missing_and_unknown_is_said() {
    let text = fixture("late");
    let cut: Vec<&str> = text.lines().take(40).collect();
    let unknown = format!(
        "{}\n{}",
        cut.join("\n"),
        r#"{"at_us":900000,"task":0,"kind":"teleported"}"#
    );
    let about = about(&unknown, &"long ".repeat(100));
    let rows = rows(&about);
    assert!(
        rows.iter().any(|row| row.ends_with(", 1 of kinds unknown here")),
        "{rows:?}"
    );
    assert!(
        rows.contains(&"End: not in the record: it was cut off".to_owned()),
        "{rows:?}"
    );
    assert_eq!(about.notices.len(), 2);
    assert!(about.file.ends_with("… (380 more letters)"), "{}", about.file);
}
