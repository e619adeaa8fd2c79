//! Tests which works are evicted, which are kept, and which are offered.

use kept::shelf::{MOST_UNITS, MOST_WORKS, ShelfEntry, Visit, eviction_order, fits, offers, to_evict};
use kept::{Head, Stamp, Unreadable};

fn head(id: &str, at: u64) -> Head {
    let id = id.to_owned();
    Head {
        stamp: Stamp { id, at },
        continues: None,
    }
}

fn after(id: &str, at: u64, before: &Head) -> Head {
    Head {
        continues: Some(before.stamp.clone()),
        ..head(id, at)
    }
}

fn entry(head: Head, units: usize) -> ShelfEntry {
    ShelfEntry {
        id: head.stamp.id.clone(),
        units,
        head: Ok(head),
    }
}

fn junk(id: &str, units: usize) -> ShelfEntry {
    let id = id.to_owned();
    let head = Err(Unreadable::Junk);
    ShelfEntry { id, units, head }
}

fn ids(stamps: &[Stamp]) -> Vec<&str> {
    stamps.iter().map(|stamp| stamp.id.as_str()).collect()
}

#[test]
fn a_few_small_works_fit_together() {
    let shelf = [entry(head("a", 1), 100), entry(head("b", 2), 100)];
    assert!(to_evict(&shelf, "c", 100, None).is_empty());
}

#[test]
fn beyond_the_number_of_works_the_oldest_is_evicted() {
    let shelf: Vec<ShelfEntry> = (0..MOST_WORKS as u64)
        .map(|at| entry(head(&format!("w{at}"), at), 10))
        .collect();
    assert_eq!(to_evict(&shelf, "own", 10, None), ["w0"]);
    assert_eq!(to_evict(&shelf, "w3", 10, None), Vec::<&str>::new());
}

#[test]
fn beyond_the_size_as_many_works_as_necessary_are_evicted() {
    let third = MOST_UNITS / 3;
    let shelf = [
        entry(head("a", 1), third),
        entry(head("b", 2), third),
        entry(head("c", 3), third),
    ];
    assert_eq!(to_evict(&shelf, "own", third, None), ["a"]);
    assert_eq!(to_evict(&shelf, "own", 2 * third, None), ["a", "b"]);
    // The previous version of the same work is overwritten.
    assert_eq!(to_evict(&shelf, "b", third + 10, None), ["a"]);
}

#[test]
fn the_offered_work_is_never_evicted() {
    let third = MOST_UNITS / 3;
    let shelf = [
        entry(head("offered", 1), third),
        entry(head("b", 2), third),
        entry(head("c", 3), third),
    ];
    assert_eq!(to_evict(&shelf, "own", third, Some("offered")), ["b"]);
    assert_eq!(to_evict(&shelf, "own", MOST_UNITS, Some("offered")), ["b", "c"]);
    assert!(fits(2 * third, third));
    assert!(!fits(MOST_UNITS, third));
}

#[test]
fn junk_is_evicted_first_then_continued_works_then_the_oldest() {
    let old = head("old", 1);
    let first = head("first", 5);
    let second = after("second", 6, &first);
    let shelf = [entry(old, 1), entry(second, 1), entry(first, 1), junk("junk", 1)];
    let order: Vec<&str> = eviction_order(&shelf, "own", None)
        .iter()
        .map(|entry| entry.id.as_str())
        .collect();
    assert_eq!(order, ["junk", "first", "old", "second"]);
}

#[test]
fn junk_is_always_evicted_and_another_versions_work_when_space_is_needed() {
    let later = |units| ShelfEntry {
        head: Err(Unreadable::OtherVersion),
        ..junk("later", units)
    };
    assert_eq!(to_evict(&[later(1), junk("junk", 1)], "own", 1, None), ["junk"]);
    assert_eq!(
        to_evict(&[later(1), entry(head("a", 1), 1)], "own", MOST_UNITS - 1, None),
        ["later"]
    );
}

#[test]
fn the_latest_is_offered_first_and_each_once() {
    let visit = Visit {
        arrived: 100,
        ..Visit::default()
    };
    let in_tab = [head("b", 20)];
    let in_browser = [head("a", 10), head("b", 19), head("c", 15)];
    assert_eq!(ids(&offers(&in_tab, &in_browser, &visit)), ["b", "c", "a"]);
}

#[test]
fn open_dismissed_and_continued_works_are_not_offered() {
    let first = head("first", 10);
    let second = after("second", 20, &first);
    let works = [first, second, head("other", 5), head("tired of", 6)];
    let visit = Visit {
        arrived: 100,
        open: vec!["second".to_owned()],
        dismissed: vec!["tired of".to_owned()],
    };
    assert_eq!(ids(&offers(&[], &works, &visit)), ["other"]);
}

#[test]
fn a_work_that_changed_after_it_was_continued_is_offered() {
    let first = head("first", 10);
    let second = after("second", 20, &first);
    let changed = head("first", 30);
    let visit = Visit {
        arrived: 100,
        ..Visit::default()
    };
    assert_eq!(ids(&offers(&[], &[changed, second], &visit)), ["first", "second"]);
}

#[test]
fn a_work_open_in_another_tab_is_not_offered() {
    let visit = Visit {
        arrived: 100,
        ..Visit::default()
    };
    assert_eq!(ids(&offers(&[], &[head("elsewhere", 101)], &visit)), Vec::<&str>::new());
    assert_eq!(
        ids(&offers(&[head("here", 101)], &[head("here", 101)], &visit)),
        ["here"]
    );
}
