//! Writing a work and reading it again, invalid texts, and the message about saving.

use kept::{
    AddressHolds, CellText, Head, SaveError, SaveResult, SavedWork, Stamp, Typed, Unreadable, WorkKind, about_keeping,
    read, read_head, write,
};
use proptest::prelude::*;
use scenario::{Leftovers, Policy, TimerMode, Unit};

fn head() -> Head {
    Head {
        stamp: stamp("b", 20),
        continues: Some(stamp("a", 10)),
    }
}

fn stamp(id: &str, at: u64) -> Stamp {
    Stamp { id: id.to_owned(), at }
}

fn good(text: &str) -> Typed {
    Typed {
        text: text.to_owned(),
        readable: None,
    }
}

fn bad(text: &str, readable: &str) -> Typed {
    Typed {
        text: text.to_owned(),
        readable: Some(readable.to_owned()),
    }
}

#[test]
fn everything_typed_is_read_back_valid_or_not() {
    let work = SavedWork {
        list: bad("users: 2s # slow\r\n\r\n 3sec,\n", "users: 2s"),
        cells: vec![CellText {
            row: 2,
            column: "delay".to_owned(),
            text: " 3 sec & more".to_owned(),
        }],
        fields: [
            good(""),
            bad("3x", "3s"),
            good("4s"),
            good("2"),
            good("200ms"),
            bad("none", "1"),
            good("7"),
        ],
        policy: Policy::Gather,
        unit: Unit::Future,
        leftovers: Leftovers::Finish,
        timers: TimerMode::Shared,
        example: Some("A race".to_owned()),
        program: "import asyncio\r\n\n# note\n".to_owned(),
        input: "Ann & Bob\n\n100 %=\r\n".to_owned(),
        kind: WorkKind::Program,
    };
    assert_eq!(read(&write(&head(), &work)), Ok((head(), work)));
}

#[test]
fn the_text_contains_the_list_verbatim() {
    let work = SavedWork {
        list: good("2, 1 # a note\n"),
        ..SavedWork::default()
    };
    assert!(write(&head(), &work).ends_with("&list=14\n2, 1 # a note\n"));
}

proptest! {
    #[test]
    fn any_text_comes_back(list in any::<String>(), before in any::<Option<String>>(), field in any::<String>(), cell in any::<String>(), program in any::<String>(), input in any::<String>()) {
        let mut work = SavedWork { list: Typed { text: list, readable: before }, program, input, ..SavedWork::default() };
        work.fields[3] = good(&field);
        work.cells.push(CellText { row: 0, column: "name".to_owned(), text: cell });
        prop_assert_eq!(read(&write(&head(), &work)), Ok((head(), work)));
    }

    #[test]
    fn text_that_is_not_a_saved_work_is_an_error(text in any::<String>(), cut in 0_usize..200) {
        prop_assert!(read(&text).is_err());
        let written = write(&head(), &SavedWork { list: good("2, 1, 3"), ..SavedWork::default() });
        let shorter: String = written.chars().take(cut.min(written.chars().count() - 1)).collect();
        prop_assert!(read(&shorter).is_err());
    }
}

#[test]
fn another_version_is_distinguished_from_junk() {
    assert_eq!(
        read_head("futurescope-work=2&id=a&at=1\n\n"),
        Err(Unreadable::OtherVersion)
    );
    for junk in [
        "",
        "junk",
        "null",
        "{}",
        "futurescope-work=1",
        "futurescope-work=1&id=a&at=x\n",
        "\n\n\n",
    ] {
        assert_eq!(read_head(junk), Err(Unreadable::Junk), "{junk:?}");
    }
    assert_eq!(
        read("futurescope-work=1&id=a&at=1\nawait=never&list=0\n"),
        Err(Unreadable::Junk)
    );
}

#[test]
fn a_work_without_a_program_is_written_as_before() {
    let text = write(&head(), &SavedWork::default());
    assert!(
        !text.contains("program") && !text.contains("runs") && !text.contains("input"),
        "{text}"
    );
}

#[test]
fn what_a_program_reads_is_in_the_line_of_pairs_which_earlier_versions_of_the_page_read() {
    let work = SavedWork {
        program: "input()".to_owned(),
        input: "Ann\nBob\n".to_owned(),
        kind: WorkKind::Program,
        ..SavedWork::default()
    };
    let text = write(&head(), &work);
    assert!(
        text.ends_with("&list=0&program=7&input=Ann%0ABob%0A&runs=program\ninput()"),
        "{text}"
    );
}

#[test]
fn the_excerpt_of_a_program_is_its_first_line_that_says_something() {
    let excerpt = |program: &str| {
        let work = SavedWork {
            list: good("2, 1"),
            program: program.to_owned(),
            kind: WorkKind::Program,
            ..SavedWork::default()
        };
        work.excerpt()
    };
    assert_eq!(
        excerpt("import asyncio\nfrom time import time\n\nasync def main():\n    pass\n"),
        "async def main():"
    );
    assert_eq!(excerpt("\n  import asyncio\n"), "import asyncio");
    assert_eq!(excerpt(""), "");
    assert_eq!(excerpt(&"é".repeat(1_000)).chars().count(), 41);
}

#[test]
fn an_excerpt_is_one_short_line() {
    let excerpt = |text: &str| {
        let work = SavedWork {
            list: good(text),
            ..SavedWork::default()
        };
        work.excerpt()
    };
    assert_eq!(excerpt("2, 1\n"), "2, 1");
    assert_eq!(
        excerpt("\n users: 2s,\n\n orders: 1s # late"),
        "users: 2s, orders: 1s # late"
    );
    assert_eq!(
        excerpt(&"1s\n".repeat(100_000)),
        "1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s…"
    );
    assert_eq!(excerpt(&"é".repeat(1_000_000)).chars().count(), 41);
    assert_eq!(excerpt(""), "");
}

#[test]
fn the_message_says_kept_only_of_a_kept_work() {
    let outcome = |in_browser, in_tab| SaveResult { in_tab, in_browser };
    let full = Err(SaveError::FullOrClosed);
    let large = Err(SaveError::TooLarge);
    let words = |outcome, address| about_keeping(outcome, address).unwrap_or_default();
    assert_eq!(about_keeping(outcome(Ok(()), Ok(())), AddressHolds::Current), None);
    assert_eq!(
        about_keeping(outcome(Ok(()), full), AddressHolds::EarlierUnreadable),
        None
    );
    assert!(words(outcome(Ok(()), Ok(())), AddressHolds::EarlierTooLong).ends_with("It is kept in this browser."));
    for why in [full, large] {
        for address in [
            AddressHolds::Current,
            AddressHolds::EarlierUnreadable,
            AddressHolds::EarlierTooLong,
        ] {
            let tab_only = words(outcome(why, Ok(())), address);
            assert!(
                tab_only.contains("kept in this tab only, until it is closed"),
                "{tab_only}"
            );
            let nowhere = words(outcome(why, full), address);
            assert!(!nowhere.contains("is kept"), "{nowhere}");
            let copied = nowhere.contains("opy the list before you leave");
            assert_eq!(copied, address != AddressHolds::Current, "{nowhere}");
            // A work that is too large would not fit into any storage.
            assert_eq!(nowhere.contains("storage is full"), why == full, "{nowhere}");
        }
    }
}
