//! Edits that keep the rest of a text.

use crate::samples;
use proptest::prelude::*;
use proptest::sample::Index;
use scenario::text::parse;
use scenario::{Draft, Item, Quantity, TaskList};

fn edited(text: &str, edit: impl FnOnce(&mut Draft) -> bool) -> String {
    let mut draft = Draft::new(text);
    assert!(edit(&mut draft), "{text:?}");
    draft.text().to_owned()
}

fn nine() -> Item {
    Item::of(Quantity::seconds(9))
}

#[test]
fn a_replaced_item_keeps_its_position() {
    assert_eq!(
        edited("2 , 1 # one\n3", |draft| draft.set_item(1, nine())),
        "2 , 9s # one\n3"
    );
}

#[test]
fn a_new_item_follows_the_layout() {
    for (text, index, expected) in [
        ("", 0, "9s"),
        ("# tasks", 0, "# tasks\n9s"),
        ("# tasks\n", 0, "# tasks\n9s"),
        ("2, 1", 2, "2, 1, 9s"),
        ("2, 1", 1, "2, 9s, 1"),
        ("2, 1", 0, "9s, 2, 1"),
        ("2, 1 # one", 2, "2, 1, 9s # one"),
        ("2", 1, "2, 9s"),
        ("2\n", 1, "2\n9s\n"),
        ("2 # two\n1 # one\n", 2, "2 # two\n1 # one\n9s\n"),
        ("2 # two\n1 # one", 1, "2 # two\n9s\n1 # one"),
        ("  2\n  1", 0, "  9s\n  2\n  1"),
        ("  2\r\n  1", 2, "  2\r\n  1\r\n  9s"),
        ("2\r1", 2, "2\r1\r9s"),
        ("2, 1\n3, 4", 2, "2, 1\n9s\n3, 4"),
        ("2,\n1", 2, "2,\n1\n9s"),
    ] {
        assert_eq!(
            edited(text, |draft| draft.insert(index, nine())),
            expected,
            "{text:?} at {index}"
        );
    }
}

#[test]
fn removing_an_item_removes_its_separator_and_keeps_comments() {
    for (text, index, expected) in [
        ("2", 0, ""),
        ("2, 1, 3", 0, "1, 3"),
        ("2, 1, 3", 1, "2, 3"),
        ("2, 1, 3", 2, "2, 1"),
        ("2\n1\n3", 1, "2\n3"),
        ("2\n1", 1, "2"),
        ("2\r\n1\r\n", 0, "1\r\n"),
        ("2 # two\n1", 0, "# two\n1"),
        ("2, 1 # one\n3", 1, "2 # one\n3"),
        ("2\n1, 3", 1, "2\n3"),
    ] {
        assert_eq!(
            edited(text, |draft| draft.remove(index)),
            expected,
            "{text:?} at {index}"
        );
    }
}

#[test]
fn a_duplicate_follows_its_original() {
    assert_eq!(
        edited("a: 2 # two\n# then\n1", |draft| draft.duplicate(0)),
        "a: 2 # two\na: 2\n# then\n1"
    );
    assert_eq!(edited("2, 1", |draft| draft.duplicate(1)), "2, 1, 1");
}

#[test]
fn a_moved_line_takes_its_comment_along() {
    assert_eq!(
        edited("2 # two\n# gap\n1\n3", |draft| draft.move_item(0, 2)),
        "1\n# gap\n3\n2 # two"
    );
    assert_eq!(edited("2, 1, 3 # all", |draft| draft.move_item(2, 0)), "3, 2, 1 # all");
}

#[test]
fn an_unreadable_text_keeps_the_last_list_and_rejects_edits() {
    let mut draft = Draft::new("2, 1");
    draft.set_text("2, 3sec".to_owned());
    assert!(!draft.readable());
    assert_eq!(draft.errors().len(), 1);
    assert_eq!(draft.list().canonical(), "2, 1");
    assert!(!draft.remove(0) && !draft.insert(0, nine()) && !draft.set_item(0, nine()) && !draft.move_item(0, 1));
    assert_eq!(draft.text(), "2, 3sec");
    draft.set_text("3".to_owned());
    assert!(draft.readable());
    assert_eq!(draft.list().canonical(), "3");
}

#[test]
fn an_edit_that_the_text_cannot_express_is_rejected() {
    let mut draft = Draft::new("2, 1 x999999");
    for name in ["a, b", "a # b", "3, b", "a\nb"] {
        assert!(
            !draft.set_item(
                0,
                Item {
                    name: Some(name.to_owned()),
                    ..nine()
                }
            ),
            "{name:?}"
        );
    }
    assert!(!draft.duplicate(0));
    assert!(!draft.remove(2));
    assert_eq!(draft.text(), "2, 1 x999999");
}

#[test]
fn an_empty_name_is_no_name() {
    let item = Item {
        name: Some("  ".to_owned()),
        ..nine()
    };
    assert_eq!(edited("a: 2", |draft| draft.set_item(0, item)), "9s");
}

/// A readable text with comments, empty items and every kind of line end.
fn layout() -> impl Strategy<Value = String> {
    let gap = "[ \t\u{a0}]{0,2}(, ?|\n|\r\n|\r| ?# c, 5: x\n|#\r){1,3}[ \t]{0,2}";
    let piece = (samples::item(), gap).prop_map(|(item, gap)| format!("{item}{gap}"));
    (
        "(# first\n|\u{feff}|,| |\r\n){0,2}",
        prop::collection::vec(piece, 0..6),
        prop::option::of(samples::item()),
        "( # end)?",
    )
        .prop_map(|(lead, pieces, last, end)| {
            let last = last.map_or_else(String::new, |item| item.to_string());
            [lead, pieces.concat(), last, end].concat()
        })
}

fn comments(text: &str) -> usize {
    text.matches('#').count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    #[test]
    fn after_every_edit_the_text_parses_to_the_edited_list(
        text in layout(),
        edits in prop::collection::vec((0..5_u8, any::<Index>(), any::<Index>(), samples::item()), 1..8),
    ) {
        let mut draft = Draft::new(text.clone());
        prop_assert!(draft.readable(), "{:?}", draft.errors());
        for (kind, one, other, item) in edits {
            let mut items = draft.list().items.clone();
            let before = draft.text().to_owned();
            let made = if kind == 0 || items.is_empty() {
                let index = one.index(items.len() + 1);
                items.insert(index, item.clone());
                draft.insert(index, item)
            } else {
                let (index, to) = (one.index(items.len()), other.index(items.len()));
                match kind {
                    1 => {
                        items[index] = item.clone();
                        draft.set_item(index, item)
                    }
                    2 => {
                        items.insert(index, items[index].clone());
                        draft.duplicate(index)
                    }
                    3 => {
                        items.remove(index);
                        draft.remove(index)
                    }
                    _ => {
                        let moved = items.remove(index);
                        items.insert(to, moved);
                        draft.move_item(index, to)
                    }
                }
            };
            prop_assert!(made, "{:?}", before);
            prop_assert_eq!(comments(draft.text()), comments(&before));
            let list = TaskList { items };
            prop_assert_eq!(draft.list(), &list);
            prop_assert_eq!(parse(draft.text()).map(|written| written.list), Ok(list));
        }
    }
}
