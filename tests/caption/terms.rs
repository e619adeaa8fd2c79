//! Every term of the glossary that a caption uses is explained where it is used first.

use crate::captioned::Run;
use codegen::Language;
use explain::caption::{Caption, Piece, lesson};
use explain::glossary::Term;
use scenario::examples::EXAMPLES;
use std::collections::BTreeSet;

/// How sentences may write each term of the glossary; none for those that no caption is about.
const WRITTEN: [(Term, &[&str]); 25] = [
    (Term::EventLoop, &["event loop", "loop"]),
    (Term::Coroutine, &["coroutine", "coroutines", "promise", "promises"]),
    (Term::Await, &["await", "awaits", "awaited", "awaiting"]),
    (Term::Task, &["task", "tasks"]),
    (Term::Main, &["main"]),
    (Term::Future, &["future", "futures"]),
    (Term::Gather, &["gather", "gathers"]),
    (Term::TaskGroup, &["task group", "TaskGroup", "group"]),
    (Term::Poll, &["step", "steps", "poll", "polls", "polled"]),
    (Term::Wake, &["wake", "wakes", "woken"]),
    (Term::ReadyQueue, &["ready queue", "queue"]),
    (Term::Timer, &["timer", "timers"]),
    (Term::Overdue, &["overdue"]),
    (
        Term::BlockedLoop,
        &[
            "holds the event loop",
            "held the event loop",
            "holds the loop",
            "held the loop",
        ],
    ),
    (Term::Permit, &["slot", "slots", "permit", "permits"]),
    (
        Term::Timeout,
        &["timeout", "timed out", "ran out of time", "run out of time"],
    ),
    (Term::Deadline, &["deadline"]),
    (Term::Cancel, &["cancel", "cancels", "cancelled"]),
    (
        Term::Retry,
        &["retry", "retries", "retried", "attempt", "attempts", "try", "tries"],
    ),
    (Term::Backoff, &["backoff"]),
    (
        Term::Failure,
        &["error", "errors", "fails", "failed", "failure", "failures"],
    ),
    (Term::Swallowed, &["swallowed", "Nobody hears of it", "heard by nobody"]),
    (Term::InFlight, &["in flight"]),
    (Term::Percentile, &[]),
    (Term::CriticalPath, &["critical path"]),
];

/// The terms that a text uses, outside of “ and ”.
fn used(text: &str) -> Vec<Term> {
    let unquoted: String = text
        .split('“')
        .map(|part| part.split_once('”').map_or(part, |(_, rest)| rest))
        .collect();
    let lower = unquoted.to_lowercase();
    let is_word = |found: usize, words: &str| {
        let in_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        !lower[..found].ends_with(in_word) && !lower[found + words.len()..].starts_with(in_word)
    };
    let uses = |words: &&str| {
        let words = words.to_lowercase();
        lower.match_indices(&words).any(|(found, _)| is_word(found, &words))
    };
    let mut terms = Vec::new();
    for (term, written) in WRITTEN {
        if written.iter().any(uses) {
            terms.push(term);
        }
    }
    terms
}

/// Checks one caption, and adds the terms that it explains.
fn check(caption: &Caption, explained: &mut BTreeSet<&'static str>) {
    let mut seen: Vec<Term> = Vec::new();
    for piece in caption.headline.iter().chain(&caption.detail) {
        match piece {
            Piece::Term { term, words } => {
                assert!(!seen.contains(term), "{words} is explained twice in {caption:?}");
                seen.push(*term);
                explained.insert(term.id());
            }
            Piece::Text(text) => {
                for term in used(text) {
                    assert!(
                        seen.contains(&term),
                        "{} is used in {text:?} and not explained in {caption:?}",
                        term.id()
                    );
                }
            }
            Piece::Task { .. } | Piece::Line { .. } => {}
        }
    }
}

#[test]
fn every_term_of_every_caption_of_every_example_is_explained_where_it_is_used_first() {
    let mut explained = BTreeSet::new();
    for language in Language::ALL {
        for example in EXAMPLES.iter() {
            let run = Run::of(&example.link, language);
            check(&lesson(Some(example), run.trace.scenario(), language), &mut explained);
            check(&lesson(None, run.trace.scenario(), language), &mut explained);
            check(&run.ended(Some(&example.seen)), &mut explained);
            check(&run.ended(None), &mut explained);
            for caption in run.steps() {
                check(&caption, &mut explained);
            }
        }
    }
    // Those that no example of the page needs a word for.
    for (term, _) in WRITTEN {
        let rare = [Term::Overdue, Term::InFlight, Term::Percentile];
        assert!(rare.contains(&term) || explained.contains(term.id()), "{}", term.id());
    }
}

#[test]
fn the_terms_of_this_test_are_those_of_the_glossary() {
    let written: Vec<&str> = WRITTEN.iter().map(|(term, _)| term.id()).collect();
    let glossary: Vec<&str> = Term::glossary().iter().map(|term| term.id()).collect();
    assert_eq!(written, glossary);
}

#[test]
fn recordings_of_other_programs_explain_their_terms_and_not_their_messages() {
    let mut explained = BTreeSet::new();
    for name in [
        "deadlock", "late", "locks", "lost", "nested", "queue", "roots", "sundry",
    ] {
        for caption in Run::fixture(name).steps() {
            let mut shown = caption.headline.iter().chain(&caption.detail);
            explained.extend(shown.clone().filter_map(|piece| match piece {
                Piece::Term { term, .. } => Some(term.id()),
                _ => None,
            }));
            let value = shown.find(|piece| piece.text().starts_with("<Task"));
            assert!(matches!(value, None | Some(Piece::Text(_))), "{caption:?}");
        }
    }
    assert!(
        explained.contains("event-loop") && explained.contains("task"),
        "{explained:?}"
    );
}

#[test]
fn what_joins_is_explained_as_what_it_is_in_each_language() {
    let words = |link: &str, language, wanted: Term| {
        let run = Run::of(link, language);
        let steps = run.steps();
        let pieces = steps
            .iter()
            .flat_map(|caption| caption.headline.iter().chain(&caption.detail));
        let mut found = pieces.filter_map(|piece| match piece {
            Piece::Term { term, words } if *term == wanted => Some(words.clone()),
            _ => None,
        });
        found.next()
    };
    let gather = "tasks=ann:2,bob:1&await=gather";
    assert_eq!(words(gather, Language::Python, Term::Gather).as_deref(), Some("gather"));
    assert_eq!(
        words(gather, Language::Rust, Term::Gather).as_deref(),
        Some("try_join_all")
    );
    assert_eq!(
        words(gather, Language::JavaScript, Term::Gather).as_deref(),
        Some("Promise.all")
    );
    let group = "tasks=ann:1s%20fail,bob:2&await=group";
    assert_eq!(
        words(group, Language::Python, Term::TaskGroup).as_deref(),
        Some("task group")
    );
    assert_eq!(
        words(group, Language::Rust, Term::TaskGroup).as_deref(),
        Some("JoinSet")
    );
}
