//! All paths together: order, the next example, and the keys by which examples are remembered.

use scenario::examples::{EXAMPLES, Library, PATHS, Path, read_path};
use std::collections::BTreeSet;
use std::sync::Arc;

const COURSE: &str = "path: Week 2\n\
    example: Gather three\nlesson: Again.\nlink: tasks=2,1,3&await=gather\n\
    example: Four\nlesson: New.\nlink: tasks=4,4\n";

fn with_course() -> Library {
    Library {
        opened: Some(Arc::new(read_path(COURSE).expect("it is a path"))),
    }
}

#[test]
fn the_page_has_four_paths_of_seventeen_examples() {
    let of = |path: &Path| (path.title.clone(), path.examples.len());
    let paths: Vec<(String, usize)> = PATHS.iter().map(of).collect();
    let expected = [
        ("First steps", 6),
        ("Errors", 4),
        ("Limits and time", 4),
        ("The loop itself", 3),
    ];
    assert_eq!(paths, expected.map(|(title, count)| (title.to_owned(), count)));
    assert_eq!(EXAMPLES.len(), 17);
}

#[test]
fn no_two_examples_have_the_same_title_or_program() {
    let titles: BTreeSet<&str> = EXAMPLES.iter().map(|example| example.title.as_str()).collect();
    let links: BTreeSet<&str> = EXAMPLES.iter().map(|example| example.link.as_str()).collect();
    assert_eq!((titles.len(), links.len()), (17, 17));
}

#[test]
fn each_example_leads_to_the_next_and_a_path_to_the_next_path() {
    let library = with_course();
    let next = |index: usize| {
        let next = library.next(index)?;
        let begins = next.begins.map(|path| path.title.as_str());
        Some((next.index, next.example.title.as_str(), begins))
    };
    assert_eq!(next(0), Some((1, "Gather three", None)));
    assert_eq!(next(5), Some((6, "Fail fast", Some("Errors"))));
    assert_eq!(next(16), Some((17, "Gather three", Some("Week 2"))));
    assert_eq!(next(17), Some((18, "Four", None)));
    assert_eq!(next(18), None);
    assert_eq!(Library::default().next(16), None);
}

#[test]
fn an_index_counts_through_all_paths() {
    let library = with_course();
    assert_eq!(library.count(), 19);
    let firsts: Vec<usize> = library.numbered().map(|(first, _)| first).collect();
    assert_eq!(firsts, [0, 6, 10, 14, 17]);
    for (index, example) in library.examples().enumerate() {
        assert_eq!(library.example(index), Some(example));
        let key = library.key(index).expect("it has a key");
        assert_eq!(library.with_key(&key), Some(index), "{key}");
    }
    assert_eq!(library.example(19), None);
    assert_eq!(library.key(17), Some("Week 2: Gather three".to_owned()));
    assert_eq!(Library::default().with_key("Week 2: Gather three"), None);
}

#[test]
fn a_program_is_found_in_the_opened_path_first() {
    let link = "tasks=2,1,3&await=gather";
    assert_eq!(Library::default().with_link(link), Some(1));
    assert_eq!(with_course().with_link(link), Some(17));
    assert_eq!(with_course().with_link(""), Some(0));
    assert_eq!(with_course().with_link("tasks=9"), None);
}
