//! Before a run: what there is to be seen.

use super::{Caption, CaptionKind, LONGEST_HEADLINE, Said, wording};
use codegen::Language;
use scenario::examples::Example;
use scenario::{Policy, Scenario, Unit};

/// The lesson of an example: its title and what it teaches, which answers its question. Without an example, what the policy does.
#[must_use]
pub fn lesson(example: Option<&Example>, scenario: Option<&Scenario>, language: Language) -> Caption {
    let does = scenario.map(|scenario| does(scenario, language)).unwrap_or_default();
    let (title, said) = match (example, scenario) {
        (Some(example), _) => {
            let (first, rest) = parts(&example.teaches);
            (example.title.clone(), Said::new(first).with(rest).with(does))
        }
        (None, Some(scenario)) => {
            let policy = scenario.policy;
            let (first, rest) = parts(policy.sentence_with(scenario.leftovers, scenario.runs_as()));
            (policy.label().to_owned(), Said::new(first).with(rest).with(does))
        }
        (None, None) => (String::new(), Said::new("Add a task, or pick an example.")),
    };
    said.into_caption(CaptionKind::Lesson { title })
}

/// What main does, in the words of the language.
fn does(scenario: &Scenario, language: Language) -> String {
    let policy = scenario.policy;
    let (task, tasks) = match scenario.runs_as() {
        Unit::Task => wording::task(language),
        Unit::Future => wording::coroutine(language),
    };
    let (_, coroutines) = wording::coroutine(language);
    let await_ = if language == Language::Rust { ".await" } else { "await" };
    match (policy, wording::join(language, policy, scenario.runs_as())) {
        (Policy::OneByOne, _) => {
            format!("main uses {await_} on one of its {coroutines} at a time, so their times add up.")
        }
        (Policy::Spawn, _) => format!("main makes a {task} of each first, then awaits one after the other."),
        (_, Some(join)) => format!("main hands its {tasks} to {join} and awaits that."),
        (_, None) => String::new(),
    }
}

/// A sentence in two, where it is longer than a headline and has two parts.
fn parts(sentence: &str) -> (String, String) {
    let long = sentence.chars().count() > LONGEST_HEADLINE - 10;
    let cut = [": ", "; ", ". ", ", and "]
        .iter()
        .find_map(|mark| sentence.split_once(mark).filter(|_| long || *mark == ". "));
    match cut {
        Some((first, rest)) => {
            // main is a name, and stays as it is.
            let capital = |letter: char| {
                if rest.starts_with("main ") {
                    letter
                } else {
                    letter.to_ascii_uppercase()
                }
            };
            let mut letters = rest.chars();
            let begun = letters
                .next()
                .map_or(String::new(), |letter| capital(letter).to_string());
            (format!("{first}."), format!("{begun}{}", letters.as_str()))
        }
        None if sentence.chars().count() > LONGEST_HEADLINE => cut_in_two(sentence),
        None => (sentence.to_owned(), String::new()),
    }
}

/// As much of a sentence as a headline holds, in whole words, and the rest.
fn cut_in_two(sentence: &str) -> (String, String) {
    let most = sentence
        .char_indices()
        .nth(LONGEST_HEADLINE - 1)
        .map_or(sentence.len(), |(most, _)| most);
    let end = sentence[..most].rfind(' ').unwrap_or(most);
    (
        format!("{}…", &sentence[..end]),
        format!("…{}", &sentence[end..].trim_start()),
    )
}
