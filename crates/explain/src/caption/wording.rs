//! The words of the language in view.

use codegen::Language;
use scenario::Policy;

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

/// What hands main the outcomes, as the subject of a sentence; `None` where main awaits each by itself.
pub const fn join(language: Language, policy: Policy) -> Option<&'static str> {
    Some(match (policy, language) {
        (Policy::OneByOne | Policy::Spawn, _) => return None,
        (Policy::Gather | Policy::Settle, Language::Python) => "gather",
        (Policy::Gather, Language::Rust) => "try_join_all",
        (Policy::Settle, Language::Rust) => "join_all",
        (Policy::Gather, Language::JavaScript) => "Promise.all",
        (Policy::Settle, Language::JavaScript) => "Promise.allSettled",
        (Policy::Group, Language::Python) => "the task group",
        (Policy::Group, Language::Rust) => "try_join_all",
        (Policy::Group, Language::JavaScript) => "Promise.all",
        (Policy::Race, Language::Python) => "asyncio.wait",
        (Policy::Race, Language::Rust) => "select_all",
        (Policy::Race, Language::JavaScript) => "Promise.race",
        (Policy::FirstOk, Language::Python) => "the loop over asyncio.wait",
        (Policy::FirstOk, Language::Rust) => "select_ok",
        (Policy::FirstOk, Language::JavaScript) => "Promise.any",
        (Policy::AsCompleted, Language::Python) => "as_completed",
        (Policy::AsCompleted, Language::Rust) => "FuturesUnordered",
        (Policy::AsCompleted, Language::JavaScript) => "the async loop",
    })
}

/// A word at the beginning of a sentence. Names of functions stay as they are.
pub fn begun(words: &str) -> String {
    match words.strip_prefix("the ") {
        Some(rest) => format!("The {rest}"),
        None => words.to_owned(),
    }
}
