//! Every step of every example has a caption, and no two neighbours are the same.

use crate::captioned::{Run, words};
use codegen::Language;
use explain::caption::{CaptionKind, LONGEST_HEADLINE, lesson};
use scenario::examples::EXAMPLES;

#[test]
fn every_step_of_every_example_has_a_caption_of_its_own() {
    for language in Language::ALL {
        for example in EXAMPLES.iter() {
            let steps = Run::of(&example.link, language).steps();
            for (number, caption) in steps.iter().enumerate() {
                let said = words(caption);
                let headline = caption.headline_text();
                // Nothing of a sentence about an example is cut off.
                assert!(headline.ends_with('.'), "{}: {said}", example.title);
                assert!(
                    headline.chars().count() <= LONGEST_HEADLINE,
                    "{}: {said}",
                    example.title
                );
                assert!(!caption.detail_text().is_empty(), "{}: {said}", example.title);
                let of = Some(steps.len() - 1);
                assert!(
                    matches!(caption.kind, CaptionKind::Step { number: n, of: m, .. } if n == number && m == of),
                    "{}: {:?} is not step {number}",
                    example.title,
                    caption.kind
                );
            }
            for pair in steps.windows(2) {
                assert_ne!(words(&pair[0]), words(&pair[1]), "{}", example.title);
                assert_ne!(pair[0].headline_text(), pair[1].headline_text(), "{}", example.title);
            }
        }
    }
}

#[test]
fn a_lesson_stands_before_the_run_and_again_as_seen_after_it() {
    for example in EXAMPLES.iter() {
        let run = Run::of(&example.link, Language::Python);
        let before = lesson(Some(example), run.trace.scenario(), Language::Python);
        assert!(!before.headline_text().ends_with('…'), "{}", before.headline_text());
        assert_eq!(before.kicker_note(), example.title);
        assert!(!before.detail_text().is_empty(), "{}", example.title);
        let after = run.ended(Some(&example.seen));
        assert_eq!(after.headline_text(), example.seen);
        assert!(
            after.headline_text().chars().count() <= LONGEST_HEADLINE + 6,
            "{}",
            example.title
        );
    }
}

#[test]
fn a_lesson_names_the_words_of_the_language() {
    let scenario = scenario::link::read("tasks=2,1&await=gather").scenario;
    let said = |language| words(&lesson(None, Some(&scenario), language));
    assert!(said(Language::Python).ends_with("main hands its tasks to gather and awaits that."));
    assert!(said(Language::Rust).ends_with("main hands its tasks to try_join_all and awaits that."));
    assert!(said(Language::JavaScript).ends_with("main hands its promises to Promise.all and awaits that."));
}

#[test]
fn a_long_lesson_of_one_clause_goes_on_in_the_detail() {
    let scenario = scenario::link::read("tasks=2,1").scenario;
    let example = scenario::examples::Example {
        title: "Long".into(),
        question: String::new(),
        teaches: format!("It says {}end.", "word ".repeat(30)),
        seen: String::new(),
        link: "tasks=2,1".into(),
    };
    let before = lesson(Some(&example), Some(&scenario), Language::Python);
    let headline = before.headline_text();
    assert!(
        headline.ends_with("word…") && headline.chars().count() <= LONGEST_HEADLINE,
        "{headline}"
    );
    assert!(
        before.detail_text().starts_with("…word word"),
        "{}",
        before.detail_text()
    );
}

#[test]
fn results_are_shown_as_python_writes_them_only_where_python_is_in_view() {
    let link = "tasks=ann:2,bob:1%20fail&await=settle";
    let last = |language| Run::of(link, language).steps().last().map(words).unwrap_or_default();
    assert!(last(Language::Python).contains("prints [4, RuntimeError("));
    for language in [Language::Rust, Language::JavaScript] {
        assert!(last(language).starts_with("main has all it awaited, prints the results and ends."));
    }
    for language in [Language::Rust, Language::JavaScript] {
        for example in EXAMPLES.iter() {
            for said in Run::of(&example.link, language).steps().iter().map(words) {
                assert!(
                    !said.contains("Python") && !said.contains("gather"),
                    "{}: {said}",
                    example.title
                );
            }
        }
    }
}
