//! Random scenarios: every moment has a headline that fits, and a long record costs no more than a short one.

use crate::captioned::{Run, words};
use crate::families::random_family;
use crate::support::{Draws, random_link};
use codegen::Language;
use explain::caption::{LONGEST_HEADLINE, at, live};
use recording::Moment;

#[test]
fn a_thousand_random_scenarios_have_a_headline_at_every_moment() {
    for number in 0..1_000 {
        let mut draws = Draws::of(number);
        let family = random_family(&mut draws);
        let link = random_link(&mut draws, family);
        let language = Language::ALL[number as usize % 3];
        let run = Run::of(&link, language);
        let mut last = String::new();
        for caption in run.steps() {
            let said = words(&caption);
            let headline = caption.headline_text();
            assert!(!headline.is_empty(), "{link}");
            assert!(headline.chars().count() <= LONGEST_HEADLINE, "{link}: {said}");
            assert!(!said.contains("  ") && !said.contains(".."), "{link}: {said}");
            assert_ne!(said, last, "{link}");
            last = said;
        }
        // Between the steps too, and at the edge of a run that has come so far.
        for events in 0..=run.trace.events.len() {
            let moment = Moment::after(&run.trace, events);
            let headline = at(&run.source(), moment).headline_text();
            assert!(
                !headline.is_empty() && headline.chars().count() <= LONGEST_HEADLINE,
                "{link}: {headline}"
            );
            if events % 7 == 0 {
                let now = live(&run.source(), moment, events.saturating_sub(9))
                    .caption
                    .headline_text();
                assert!(
                    !now.is_empty() && now.chars().count() <= LONGEST_HEADLINE,
                    "{link}: {now}"
                );
            }
        }
        assert!(!run.ended(None).headline_text().is_empty(), "{link}");
    }
}

#[test]
fn long_names_fit_too() {
    let long = "a name that goes on and on without an end in sight";
    let tasks = (0..5).map(|number| format!("{number} {long}:%201s%20fail"));
    let link = format!(
        "tasks={}&await=group",
        tasks.collect::<Vec<_>>().join(",").replace(' ', "%20")
    );
    for caption in Run::of(&link, Language::Python).steps() {
        assert!(
            caption.headline_text().chars().count() <= LONGEST_HEADLINE,
            "{}",
            words(&caption)
        );
    }
}

/// The sentences of a record are looked up, never read through: a cut in the middle of a long one looks at few events.
#[test]
fn a_moment_of_a_long_record_is_found_at_once() {
    let run = Run::of(
        "tasks=sensor:%200.5s..2s%20x20000&await=gather&limit=500&retry=1",
        Language::Python,
    );
    let events = run.trace.events.len();
    assert!(events > 200_000, "{events}");
    let last = run.folds.history.moments.steps(&run.trace);
    let of = format!(" of {}", scenario::words::thousands(last as u64));
    for part in 0..200 {
        let moment = Moment::after(&run.trace, events * part / 200);
        let caption = at(&run.source(), moment);
        assert!(!caption.headline_text().is_empty());
        let stop = run
            .folds
            .history
            .moments
            .stop(1 + part * (last - 1) / 200)
            .expect("a step");
        let step = at(&run.source(), Moment::after(&run.trace, stop));
        assert!(step.kicker().ends_with(&of), "{}", step.kicker());
    }
}
