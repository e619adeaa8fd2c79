//! Which examples are done, stored and read again.

use kept::progress::{DoneExamples, MOST_DONE};
use proptest::prelude::*;

#[test]
fn an_example_is_marked_once() {
    let mut progress = DoneExamples::default();
    assert!(progress.is_empty());
    assert!(progress.mark("Two tasks"));
    assert!(!progress.mark("Two tasks"));
    assert!(progress.mark("Week 2: Four"));
    assert!(progress.is_done("Two tasks") && !progress.is_done("Four"));
    assert_eq!(progress.write(), "Two tasks\nWeek 2: Four");
    assert_eq!(DoneExamples::read(&progress.write()), progress);
}

#[test]
fn what_is_no_key_is_ignored() {
    let long = "x".repeat(83);
    let text = format!("\n\nTwo tasks\n{long}\na\tb\nTwo tasks\r\n");
    assert_eq!(DoneExamples::read(&text).write(), "Two tasks");
}

#[test]
fn the_oldest_are_forgotten() {
    let text: String = (0..MOST_DONE + 10).map(|index| format!("{index}\n")).collect();
    let mut progress = DoneExamples::read(&text);
    assert!(!progress.is_done("9") && progress.is_done("10"));
    assert!(progress.mark("new") && progress.is_done("new"));
    assert!(!progress.is_done("10") && progress.is_done("11"));
    assert_eq!(progress.write().lines().count(), MOST_DONE);
}

proptest! {
    #[test]
    fn any_text_is_read_and_comes_back(text in "(?s)[a-c\n\r\t ]{0,40}|.{0,60}") {
        let progress = DoneExamples::read(&text);
        prop_assert_eq!(DoneExamples::read(&progress.write()), progress);
    }
}
