//! The words of the language in view.

use super::pieces;
use crate::glossary::Term;
use codegen::Language;
use scenario::{Policy, Unit};

/// The singular and the plural of a noun.
pub type Noun = (&'static str, &'static str);

/// What main makes of an operation that runs on its own.
pub const fn task(language: Language) -> Noun {
    match language {
        Language::Python | Language::Rust => ("task", "tasks"),
        Language::JavaScript => ("promise", "promises"),
    }
}

/// What an operation is that main drives itself.
pub const fn coroutine(language: Language) -> Noun {
    match language {
        Language::Python => ("coroutine", "coroutines"),
        Language::Rust => ("future", "futures"),
        Language::JavaScript => ("promise", "promises"),
    }
}

/// `an await`, as a beginner finds it in the program.
pub const fn an_await(language: Language) -> &'static str {
    match language {
        Language::Python | Language::JavaScript => "an await",
        Language::Rust => "an .await",
    }
}

/// What hands main the outcomes, within a sentence and marked as the term that it is; `None` where main awaits each by
/// itself.
pub fn join(language: Language, policy: Policy, unit: Unit) -> Option<String> {
    let words = join_words(language, policy, unit)?;
    let (article, name) = words.strip_prefix("the ").map_or(("", words), |name| ("the ", name));
    let term = match policy {
        Policy::Gather => Term::Gather,
        Policy::Group => Term::TaskGroup,
        policy => Term::of_policy(policy),
    };
    Some(format!("{article}{}", pieces::term(term, name)))
}

const fn join_words(language: Language, policy: Policy, unit: Unit) -> Option<&'static str> {
    Some(match (policy, language) {
        (Policy::OneByOne | Policy::Spawn, _) => return None,
        (Policy::Gather | Policy::Settle, Language::Python) => "gather",
        (Policy::Gather, Language::Rust) => "try_join_all",
        (Policy::Settle, Language::Rust) => "join_all",
        (Policy::Gather, Language::JavaScript) => "Promise.all",
        (Policy::Settle, Language::JavaScript) => "Promise.allSettled",
        (Policy::Group, Language::Python) => "the task group",
        (Policy::Group, Language::Rust) => match unit {
            Unit::Task => "the JoinSet",
            Unit::Future => "try_join_all",
        },
        (Policy::Group, Language::JavaScript) => "Promise.all",
        (Policy::Race, Language::Python) => "asyncio.wait",
        (Policy::Race, Language::Rust) => "select_all",
        (Policy::Race, Language::JavaScript) => "Promise.race",
        (Policy::FirstOk, Language::Python) => "asyncio.wait",
        (Policy::FirstOk, Language::Rust) => "select_ok",
        (Policy::FirstOk, Language::JavaScript) => "Promise.any",
        (Policy::AsCompleted, Language::Python) => "as_completed",
        (Policy::AsCompleted, Language::Rust) => "FuturesUnordered",
        (Policy::AsCompleted, Language::JavaScript) => "Promise.all",
    })
}

/// Who warns of a failure that nobody has looked at. The run is asyncio's in every language.
pub const fn warns(language: Language) -> &'static str {
    match language {
        Language::Python => "Python warns",
        Language::Rust | Language::JavaScript => "asyncio warns",
    }
}

/// A word at the beginning of a sentence. Names of functions stay as they are.
pub fn begun(words: &str) -> String {
    match words.strip_prefix("the ") {
        Some(rest) => format!("The {rest}"),
        None => words.to_owned(),
    }
}
