//! Names and messages of any kind are text in a figure, and nothing else.

use super::*;
use scenario::{Scenario, TaskList};

/// Names that have broken other writers of XML, or of HTML.
const NAMES: [&str; 12] = [
    "<script>alert(1)</script>",
    "]]>",
    "\"><svg onload=alert(1)>",
    "' onclick='x",
    "&amp;&lt;",
    "<!-- ",
    "</text></svg>",
    "😀👩‍👩‍👧‍👦",
    "שלום עולם",
    "\u{202e}gpj.exe",
    "a\u{300}\u{301}\u{302}",
    "  two  spaces  ",
];

/// A run of tasks with these names; names go through links, and those that a list does not take are left out.
fn named(names: &[&str]) -> Drawn {
    let mut scenario: Scenario = link::read("tasks=1,2,3,1,2,3,1,2,3,1,2,3&await=settle").scenario;
    let TaskList { items } = &mut scenario.tasks;
    items.truncate(names.len());
    for (item, name) in items.iter_mut().zip(names) {
        item.name = Some((*name).into());
    }
    Drawn::of(runtime::simulate(&scenario))
}

#[test]
fn names_of_any_kind_stay_text() {
    let drawn = named(&NAMES);
    let svg = drawn.figure_with(&FigureLook { width: 2_400.0, ..LOOK }, |_| {});
    stands_by_itself(&svg);
    assert!(!svg.contains("<script") && !svg.contains("<!--"));
    let texts = texts(&svg);
    for name in NAMES {
        let shortened = name.chars().take(8).collect::<String>();
        assert!(
            texts.iter().any(|text| text.starts_with(&shortened)),
            "{name:?} is not among {texts:?}"
        );
    }
}

#[test]
fn letters_that_xml_does_not_know_are_replaced() {
    let mut drawn = Drawn::of_fixture("lost");
    drawn.trace.message = Some("\u{0}\u{8}\u{b}\u{1f}\u{7f}\u{fffe}\u{ffff}".into());
    let svg = drawn.figure(|figure| {
        figure.title = "a\u{0}b\u{ffff}c\u{1b}[31m";
        figure.headline = "one\r\ntwo\tthree\u{85}four";
    });
    stands_by_itself(&svg);
    let texts = texts(&svg);
    assert_eq!(texts[0], "a\u{fffd}b\u{fffd}c\u{fffd}[31m");
    assert!(texts.contains(&"one two three four".to_owned()), "{texts:?}");
}

#[test]
fn a_program_with_hostile_names_stays_text() {
    let drawn = named(&NAMES);
    let scenario = drawn.trace.scenario().expect("it was simulated");
    for language in codegen::Language::ALL {
        let program = codegen::program(language, scenario);
        let marked = figure::MarkedProgram {
            program: &program,
            markers: &[],
            at: None,
            selected: None,
        };
        let svg = figure::program_figure(&marked, ("title", "", "<source>"), &LOOK).svg;
        stands_by_itself(&svg);
        let texts = texts(&svg);
        for line in &program.lines {
            let text = line.text();
            assert!(text.is_empty() || texts.contains(&text), "{text:?}");
        }
    }
}
