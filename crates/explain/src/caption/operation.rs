//! What becomes of the end of an operation: who notices it, and what main does with it.

use super::view::View;
use super::{policy, wording};
use codegen::Language;
use recording::causes::{FailureHandling, failure_handling};
use recording::{Moment, TaskId};
use scenario::words::count;
use scenario::{Policy, Scenario, Unit};

/// Who notices that `task` has finished.
pub fn noticed(view: &View, task: TaskId) -> String {
    let Some(policy) = view.policy() else {
        return String::new();
    };
    if view.is_main(task) {
        return String::new();
    }
    if view.state(TaskId::MAIN).ended() {
        return "main has ended already, so nobody takes the result.".into();
    }
    let left = policy::left(view);
    let join = view.join();
    match (policy, join, left) {
        (Policy::OneByOne, ..) => "main takes the result and goes on in the same step.".into(),
        (Policy::Spawn, ..) => match view.first_unended(task) {
            Some(first) => format!(
                "main does not notice yet: it awaits {} first{}. The result is kept until then.",
                view.name(first),
                view.at_its_await(first)
            ),
            None => format!(
                "main awaits it{}, so the loop resumes main soon.",
                view.at_its_await(task)
            ),
        },
        (Policy::Gather | Policy::Settle, Some(join), Some(0)) | (Policy::Group, Some(join), Some(0)) => {
            format!("It was the last: {join} now hands main all results, in the order of the list.")
        }
        (Policy::Gather | Policy::Settle | Policy::Group, Some(join), Some(_)) => {
            let others = policy::go_on(view).map_or(String::new(), |others| format!(", and {others}"));
            format!("main does not notice yet: {join} hands it all results together{others}.")
        }
        (Policy::Race, Some(join), _) => {
            format!("It is the first to end, so {join} wakes main, which cancels the others.")
        }
        (Policy::FirstOk, Some(join), _) => format!("It is a success, so {join} wakes main, which cancels the others."),
        (Policy::AsCompleted, ..) => "main takes each outcome as it comes, so the loop resumes main.".into(),
        _ => String::new(),
    }
}

/// Who hears of the failure of `task`, and whether nobody does.
pub fn notice_of(view: &View, task: TaskId, at: Moment) -> (String, bool) {
    let known = view.folds.causes.folded() >= at.events;
    let handling = known
        .then(|| failure_handling(view.trace, &view.folds.causes, task))
        .flatten();
    let Some(policy) = view.policy() else {
        return match handling {
            Some(FailureHandling::Nowhere { .. }) => (
                format!(
                    "Nobody looks at it by the end of the run, and {} of it.",
                    wording::warns(view.language)
                ),
                true,
            ),
            Some(FailureHandling::InErrorOf { owner, others, .. }) => {
                let with = match others {
                    0 => String::new(),
                    _ => format!(", with {}", count(others, "other failure")),
                };
                (
                    format!("It goes into the error of {}{with}.", super::pieces::foreign(&owner)),
                    false,
                )
            }
            _ => (String::new(), false),
        };
    };
    let join = view.join();
    let begun = join.as_deref().map(wording::begun);
    let others = policy::go_on(view).map_or(String::new(), |others| format!(" {others} until then."));
    match handling {
        Some(FailureHandling::ReachedMain { .. }) => (
            match (policy, begun) {
                (Policy::Gather, Some(join)) => {
                    format!("{join} hands it to main at once: the loop resumes main soon.{others}")
                }
                (Policy::Group, Some(join)) => cancels(view, &join),
                (Policy::Race, _) => "It is the first to end, so the race is over: main gets the failure.".into(),
                (Policy::Spawn, _) => match view.first_unended(task) {
                    Some(first) => format!(
                        "main does not notice yet: it awaits {} first{}. Then the failure ends main.",
                        view.name(first),
                        view.at_its_await(first)
                    ),
                    None => "main awaits it and does not catch the failure, so main ends with it.".into(),
                },
                _ => "main does not catch it, so it ends main too.".into(),
            },
            false,
        ),
        Some(FailureHandling::Swallowed { because }) => (
            match (policy, begun) {
                (Policy::Gather, Some(join)) => {
                    format!(
                        "{join} passes on the first failure only: {}. No warning comes either.",
                        super::pieces::plain(&because)
                    )
                }
                _ => format!(
                    "Nobody looks at it: {}. No warning comes either.",
                    super::pieces::plain(&because)
                ),
            },
            true,
        ),
        Some(FailureHandling::Nowhere { because, .. }) => (
            because.map_or(String::new(), |because| {
                format!(
                    "{}. {} of it at the end.",
                    capital(&super::pieces::plain(&because)),
                    wording::warns(view.language)
                )
            }),
            true,
        ),
        Some(FailureHandling::Taken { .. }) => ("main takes it as one outcome among others and goes on.".into(), false),
        Some(FailureHandling::Kept { .. }) => (
            match begun {
                Some(join) => format!("{join} keeps it among the results: main gets every outcome, failures too."),
                None => "It is kept among the results.".into(),
            },
            false,
        ),
        Some(FailureHandling::InGroup { first }) => (
            format!(
                "It reaches main together with that of {}, in the group’s error.",
                super::pieces::plain(&first)
            ),
            false,
        ),
        Some(FailureHandling::PassedOver) => (
            "main is resumed to look at it, but only a success ends its wait.".into(),
            false,
        ),
        Some(FailureHandling::Lost { because }) => (format!("It is lost: {because}."), true),
        // The rule, and not what will become of this one.
        Some(FailureHandling::NotYet | FailureHandling::Missing | FailureHandling::InErrorOf { .. }) | None => (
            match (policy, begun) {
                (Policy::Gather, Some(join)) => {
                    format!("{join} hands the first failure to main at once; a later one is heard by nobody.")
                }
                (Policy::Settle, Some(join)) => format!("{join} keeps it among the results until all have ended."),
                (Policy::Group, Some(join)) => cancels(view, &join),
                (Policy::Race, _) => "The first to end wins, even with a failure.".into(),
                (Policy::FirstOk, _) => "main waits on for a success.".into(),
                (Policy::AsCompleted, _) => "main takes it as one outcome among others and goes on.".into(),
                (Policy::Spawn, _) => match view.first_unended(task) {
                    Some(first) => format!(
                        "main does not notice yet: it awaits {} first{}.",
                        view.name(first),
                        view.at_its_await(first)
                    ),
                    None => "main awaits it, so the failure reaches main.".into(),
                },
                (Policy::OneByOne, _) => "main awaits it, so the failure reaches main.".into(),
                _ => String::new(),
            },
            false,
        ),
    }
}

/// What a group does to the others when one fails.
fn cancels(view: &View, join: &str) -> String {
    match (view.language, view.scenario().map(Scenario::runs_as)) {
        (Language::JavaScript, _) => format!("{join} hands it to main, which aborts the others before it ends."),
        (Language::Rust, Some(Unit::Task)) => format!("{join} is dropped, which aborts the others."),
        _ => format!("{join} cancels the others before the failure reaches main."),
    }
}

fn capital(text: &str) -> String {
    // A name stays as it is written; only `the` begins with a small letter of ours.
    wording::begun(text)
}
