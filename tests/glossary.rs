//! The glossary: each thing on the page has one explanation, which is short, whose code word is in the program of its
//! example, and which the run of its example shows. And where a tooltip stands.

#[path = "glossary/placement.rs"]
mod placement;
#[path = "glossary/shown.rs"]
mod shown;

use codegen::{Language, program};
use explain::glossary::Term;
use recording::facts::words_for;
use recording::figures::FigureKind;
use recording::{State, WaitingOn};
use scenario::{Item, Policy, Scenario, link};
use std::collections::BTreeMap;

fn scenario(fragment: &str) -> Scenario {
    let opened = link::read(fragment);
    assert!(opened.problems.is_empty(), "#{fragment}: {:?}", opened.problems);
    opened.scenario
}

/// The terms that share what `of` says of them.
fn shared(of: impl Fn(Term) -> String) -> Vec<(String, Vec<Term>)> {
    let mut by_value: BTreeMap<String, Vec<Term>> = BTreeMap::new();
    for &term in Term::ALL {
        by_value.entry(of(term)).or_default().push(term);
    }
    by_value.into_iter().filter(|(_, terms)| terms.len() > 1).collect()
}

#[test]
fn ids_are_unique_and_lead_back_to_their_terms() {
    assert_eq!(shared(|term| term.id().to_owned()), []);
    for &term in Term::ALL {
        let id = term.id();
        let plain = |letter: char| letter.is_ascii_lowercase() || letter == '-';
        assert!(!id.is_empty() && id.chars().all(plain), "{id}");
        assert_eq!(Term::from_id(id), Some(term));
    }
    assert_eq!(Term::from_id("no such term"), None);
}

#[test]
fn no_two_explanations_are_the_same() {
    assert_eq!(shared(|term| term.explanation().sentence.to_owned()), []);
}

#[test]
fn an_explanation_is_one_or_two_sentences_of_at_most_thirty_words() {
    for &term in Term::ALL {
        let sentence = term.explanation().sentence;
        let words = sentence.split_whitespace().count();
        assert!((4..=30).contains(&words), "{}: {words} words", term.id());
        let ends = sentence.split_whitespace().filter(|word| word.ends_with('.')).count();
        assert!((1..=2).contains(&ends), "{}: {ends} sentences", term.id());
        assert!(sentence.ends_with('.'), "{}: {sentence}", term.id());
        let first = sentence.chars().next();
        assert!(first.is_some_and(char::is_uppercase), "{}: {sentence}", term.id());
    }
}

#[test]
fn the_glossary_has_about_twenty_terms_each_with_an_example() {
    let ids: Vec<&str> = Term::glossary().iter().map(|term| term.id()).collect();
    assert!((20..=25).contains(&ids.len()), "{}", ids.len());
    for term in Term::glossary() {
        assert!(term.explanation().example().is_some(), "{}", term.id());
        assert!(term.in_glossary());
    }
    assert_eq!(Term::ALL.iter().filter(|term| term.in_glossary()).count(), ids.len());
    for named in [
        "event-loop",
        "coroutine",
        "await",
        "task",
        "future",
        "gather",
        "task-group",
        "poll",
        "wake",
        "timer",
        "permit",
        "timeout",
        "deadline",
        "cancel",
        "retry",
        "backoff",
        "blocked-loop",
        // And the tutorial's own, which are not among these.
        "error",
    ] {
        assert!(ids.contains(&named), "{named}");
    }
}

#[test]
fn words_of_the_glossary_are_unique() {
    let mut words: Vec<&str> = Term::glossary().iter().map(|term| term.explanation().word).collect();
    words.sort_unstable();
    let all = words.len();
    words.dedup();
    assert_eq!(words.len(), all);
}

#[test]
fn every_policy_has_an_explanation_with_its_own_name_and_sentence() {
    for policy in Policy::ALL {
        let explanation = Term::of_policy(policy).explanation();
        assert_eq!(explanation.word, policy.label());
        assert_eq!(explanation.sentence, policy.sentence());
    }
}

#[test]
fn every_state_has_an_explanation_under_the_words_that_the_page_uses() {
    let unlike_waits = [
        State::Created,
        State::Spawned,
        State::Ready,
        State::Running,
        State::RunningWoken,
        State::Finished,
        State::Failed,
        State::Cancelled,
        State::Destroyed,
    ];
    let waits = WaitingOn::ALL.iter().map(|on| State::Waiting(*on));
    for state in unlike_waits.into_iter().chain(waits) {
        assert_eq!(Term::of_state(state).explanation().word, words_for(state));
    }
}

#[test]
fn every_figure_has_an_explanation_and_only_the_playground_has_slots() {
    let mut terms: Vec<Term> = FigureKind::ALL
        .iter()
        .map(|figure| Term::of_figure(*figure, false))
        .collect();
    terms.dedup();
    assert_eq!(terms.len(), FigureKind::ALL.len());
    for (figure, term) in FigureKind::ALL.into_iter().zip(terms) {
        let of_any = Term::of_figure(figure, true);
        assert_eq!(of_any == term, figure != FigureKind::MostAtOnce);
        assert!(!of_any.explanation().sentence.contains("slot"));
    }
}

/// The explanation of each field of the editor. A new field of a scenario does not compile without one.
#[test]
fn every_field_of_the_editor_has_an_explanation() {
    let Scenario {
        tasks,
        policy: _,
        limit: _,
        timeout: _,
        deadline: _,
        retry: _,
        backoff: _,
        seed: _,
        unit: _,
        leftovers: _,
        timers: _,
        speed: _,
    } = Scenario::default();
    let Item {
        name: _,
        repeat: _,
        delay: _,
        cpu: _,
        failure_mode: _,
        ..
    } = &tasks.items[0];
    let fields = [
        Term::HowToAwait,
        Term::Limit,
        Term::Timeout,
        Term::Deadline,
        Term::Retry,
        Term::Backoff,
        Term::Seed,
        Term::Unit,
        Term::WhenMainEnds,
        Term::Timers,
        Term::Speed,
        Term::TaskName,
        Term::Repeat,
        Term::Delay,
        Term::Cpu,
        Term::Outcome,
        Term::FailureCount,
    ];
    for (index, field) in fields.iter().enumerate() {
        assert!(!fields[..index].contains(field), "{}", field.id());
    }
}

#[test]
fn every_code_word_is_in_the_program_of_its_example() {
    let corpus: String = std::fs::read_dir("recorder/python/tests/corpus")
        .expect("the corpus")
        .filter_map(|entry| std::fs::read_to_string(entry.ok()?.path()).ok())
        .collect();
    let mut checked = 0;
    for &term in Term::ALL {
        let explanation = term.explanation();
        for language in Language::ALL {
            let Some(word) = explanation.code_word(language) else {
                continue;
            };
            let Some(example) = explanation.example() else {
                // What no list can say is in a program of the recorder's.
                assert!(corpus.contains(word), "{}: no {word} in the corpus", term.id());
                assert_eq!(language, Language::Python, "{}", term.id());
                continue;
            };
            let text = program(language, &scenario(&example.link)).text();
            assert!(text.contains(word), "{}: no {word} in\n{text}", term.id());
            checked += 1;
        }
    }
    assert!(checked > 50, "only {checked} code words");
}

#[test]
fn the_example_of_a_term_shows_it() {
    for &term in Term::ALL {
        let Some(example) = term.explanation().example() else {
            continue;
        };
        let scenario = scenario(&example.link);
        let run = shown::Run::of(&scenario);
        assert!(run.shows(term), "“{}” does not show {}", example.title, term.id());
    }
}

#[test]
fn what_an_example_shows_is_not_in_every_run() {
    // One task, which succeeds: it shows few of the terms, so that a check that always succeeds is noticed.
    let run = shown::Run::of(&scenario("tasks=1&await=one-by-one"));
    let shown: Vec<&str> = Term::ALL
        .iter()
        .filter(|term| term.explanation().example().is_some() && run.shows(**term))
        .map(|term| term.id())
        .collect();
    let everywhere = [
        "event-loop",
        "coroutine",
        "main",
        "future",
        "poll",
        "wake",
        "one-by-one",
        "delay",
        "unit",
        "running",
        "on-timer",
        "on-its-tasks",
        "finished",
    ];
    for id in &shown {
        assert!(everywhere.contains(id), "{id}");
    }
}
