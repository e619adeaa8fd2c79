//! Which operation of the list a name and an index stand for, and the gap of the list nearest to a position.

use scenario::TaskList;
use scenario::members::Member;
use scenario::text::parse;

fn list(text: &str) -> TaskList {
    parse(text).expect("it follows the grammar").list
}

fn called(text: &str, name: &str, index: u32) -> Option<(usize, u32)> {
    let member = list(text).member_called(name, index);
    member.map(|Member { item, number }| (item, number))
}

#[test]
fn the_operation_at_the_index_counts_before_any_other_of_its_name() {
    assert_eq!(called("a: 1, a: 2, a: 3", "a", 2), Some((1, 1)));
    assert_eq!(
        called("1, 2, 3", "2", 2),
        Some((1, 1)),
        "one without a name is called by its index"
    );
    assert_eq!(called("a: 1 x3", "a 3", 3), Some((0, 3)));
}

#[test]
fn elsewhere_only_a_name_that_is_unique_is_found() {
    assert_eq!(called("b: 2, a: 1", "a", 1), Some((1, 1)));
    assert_eq!(called("b: 2, a: 1, a: 3", "a", 1), None, "two have this name");
    assert_eq!(called("1, 2", "7", 1), None, "without a name");
    assert_eq!(called("b: 2 x3", "b 2", 9), Some((0, 2)));
    for name in ["b", "b 0", "b 4", "b x", "b 2 ", "c 1"] {
        assert_eq!(called("b: 2 x3", name, 9), None, "{name}");
    }
    assert_eq!(
        called("b: 2", "b 1", 9),
        None,
        "an item without repetition has no numbers"
    );
}

#[test]
fn a_very_long_list_is_not_searched_for_a_name() {
    let long = |items: usize| {
        let first = "a: 1,";
        format!("{first}{}", "1,".repeat(items - 1))
    };
    assert_eq!(called(&long(10_000), "a", 5), Some((0, 1)));
    assert_eq!(called(&long(10_001), "a", 5), None);
    assert_eq!(called(&long(10_001), "a", 1), Some((0, 1)), "at its index it is found");
}

#[test]
fn only_the_operation_at_the_index_is_found_there() {
    let list = list("b: 2, a: 1");
    assert_eq!(list.member_called_at("a", 1), None);
    assert_eq!(list.member_called_at("a", 2), Some(Member { item: 1, number: 1 }));
    assert_eq!(list.member_called_at("main", 0), None);
}

#[test]
fn the_nearest_gap_is_before_the_first_item_between_two_or_after_the_last() {
    // Positions: main 0, a 1, b 2 to 4, c 5.
    let list = list("a: 1, b: 2 x3, c: 3");
    let gaps = [
        (-3.0, (0, 1)),
        (1.4, (0, 1)),
        (1.6, (1, 2)),
        (3.4, (1, 2)),
        (3.6, (2, 5)),
        (5.4, (2, 5)),
        (99.0, (3, 6)),
    ];
    for (position, gap) in gaps {
        assert_eq!(list.nearest_gap(position), gap, "{position}");
    }
    assert_eq!(TaskList::default().nearest_gap(3.0), (0, 1));
}
