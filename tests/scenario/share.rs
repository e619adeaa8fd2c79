//! What Share writes: links with flags, code to embed, and what a link does not hold.

use crate::samples;
use proptest::prelude::*;
use scenario::link::{self, LONGEST_LINK, read};
use scenario::share::{
    EmbedKind, EmbeddedFigure, EmbeddedProgram, RecordBeside, WorkBeside, address, attributes, embed_code,
    embed_program, in_a_line, not_in_the_link, program_address,
};
use scenario::{Scenario, text};

const PAGE: &str = "https://a.example/scope/?a=b#tasks=9";

fn scenario(fragment: &str) -> Scenario {
    let opened = read(fragment);
    assert_eq!(opened.problems, [], "{fragment}");
    opened.scenario
}

fn code(scenario: &Scenario, svg: &str, kind: EmbedKind) -> Option<String> {
    let figure = EmbeddedFigure {
        scenario,
        svg,
        height: 280,
    };
    embed_code(PAGE, figure, kind)
}

/// A list that is too long for any link.
fn long() -> Scenario {
    let items = vec!["task 0001: 2.5s"; 4_000].join(", ");
    Scenario {
        tasks: text::parse(&items).expect("the list can be read").list,
        ..Scenario::default()
    }
}

/// As a browser reads the value of an attribute.
fn unescaped(value: &str) -> String {
    value
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// The attributes of the tag that this code has, in their order.
fn attributes_in(code: &str, tag: &str) -> Vec<(String, String)> {
    let (_, tag) = code.split_once(&format!("<{tag}")).expect("the tag is there");
    let mut rest = tag.split_once('>').expect("the tag ends").0;
    let mut found = Vec::new();
    while let Some((key, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').expect("the value ends");
        found.push((key.trim().to_owned(), unescaped(value)));
        rest = after;
    }
    found
}

/// The fragment that embed.js makes of the attributes: `encodeURIComponent` leaves these characters as they are.
fn fragment_of(attributes: &[(String, String)]) -> String {
    let encoded = |value: &str| {
        let bytes = value.bytes().map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => char::from(byte).to_string(),
            b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        });
        bytes.collect::<String>()
    };
    let parts = attributes
        .iter()
        .map(|(key, value)| format!("{key}={}", encoded(value)));
    parts.collect::<Vec<_>>().join("&")
}

#[test]
fn an_address_has_the_link_and_the_flags_in_place_of_the_pages_fragment() {
    let three = scenario("tasks=2,1,3&await=gather");
    assert_eq!(
        address(PAGE, &three, &[]).as_deref(),
        Some("https://a.example/scope/?a=b#tasks=2,1,3&await=gather")
    );
    assert_eq!(
        address(PAGE, &three, &["present=1"]).as_deref(),
        Some("https://a.example/scope/?a=b#tasks=2,1,3&await=gather&present=1")
    );
    let default = Scenario::default();
    assert_eq!(
        address(PAGE, &default, &[]).as_deref(),
        Some("https://a.example/scope/?a=b")
    );
    assert_eq!(
        address(PAGE, &default, &["present=1"]).as_deref(),
        Some("https://a.example/scope/?a=b#present=1")
    );
    assert_eq!(address(PAGE, &long(), &[]), None);
}

#[test]
fn the_code_has_a_script_the_element_and_the_figure_in_it() {
    let three = scenario("tasks=2,1,3&await=gather&limit=2");
    assert_eq!(
        code(&three, "<svg>…</svg>", EmbedKind::Script).as_deref(),
        Some(
            "<script async src=\"https://a.example/scope/embed.js\"></script>\n\
             <future-scope tasks=\"2, 1, 3\" await=\"gather\" limit=\"2\">\n\
             <svg>…</svg>\n\
             <p><a href=\"https://a.example/scope/?a=b#tasks=2,1,3&amp;await=gather&amp;limit=2\">Open in Futurescope</a></p>\n\
             </future-scope>\n"
        )
    );
    let default = code(&Scenario::default(), "", EmbedKind::Script).expect("it is short");
    assert!(default.contains("<future-scope>\n<p>"), "{default}");
}

#[test]
fn a_frame_alone_has_a_title_and_a_height() {
    let three = scenario("tasks=2,1,3&await=gather");
    assert_eq!(
        code(&three, "<svg></svg>", EmbedKind::FrameOnly).as_deref(),
        Some(
            "<iframe src=\"https://a.example/scope/?a=b#tasks=2,1,3&amp;await=gather&amp;embed=1\" title=\"Futurescope: 3 tasks, Join all\" \
             width=\"100%\" height=\"280\" frameborder=\"0\" loading=\"lazy\"></iframe>\n"
        )
    );
    assert_eq!(
        in_a_line(&scenario("tasks=2")),
        "Futurescope: 1 task, Spawn, then await"
    );
}

#[test]
fn a_name_cannot_leave_its_attribute() {
    let hostile = Scenario {
        tasks: text::parse("\"><script>alert(1)</script>&amp;: 1s")
            .expect("it is a name")
            .list,
        ..Scenario::default()
    };
    for kind in EmbedKind::ALL {
        let code = code(&hostile, "", kind).expect("it is short");
        assert!(!code.contains("<script>alert"), "{code}");
    }
    let written = code(&hostile, "", EmbedKind::Script).expect("it is short");
    let attributes = attributes_in(&written, "future-scope");
    assert_eq!(attributes[0].1, hostile.tasks.canonical());
}

#[test]
fn no_code_embeds_a_list_that_no_link_can_hold() {
    for kind in EmbedKind::ALL {
        assert_eq!(code(&long(), "", kind), None);
    }
}

#[test]
fn a_link_of_exactly_the_longest_length_is_written_and_one_more_is_not() {
    let with_name = |length: usize| Scenario {
        tasks: text::parse(&format!("{}1", "1,".repeat((length - "tasks=1".len()) / 2)))
            .expect("a list")
            .list,
        ..Scenario::default()
    };
    let longest = with_name(LONGEST_LINK - 1);
    assert_eq!(link::write(&longest).len(), LONGEST_LINK - 1);
    assert_eq!(link::write_if_short(&longest), Some(link::write(&longest)));
    let longer = with_name(LONGEST_LINK + 1);
    assert_eq!(link::write(&longer).len(), LONGEST_LINK + 1);
    assert_eq!(link::write_if_short(&longer), None);
}

#[test]
fn a_plain_scenario_is_all_in_its_link() {
    let work = WorkBeside {
        list: "2, 1",
        ..WorkBeside::default()
    };
    assert!(not_in_the_link(&Scenario::default(), work).is_empty());
}

#[test]
fn what_a_link_does_not_hold_is_said_of_the_work_at_hand() {
    let three = scenario("tasks=2,1,3&await=gather");
    let work = WorkBeside {
        list: "2 # first\n1\n3, # third, 4",
        unreadable: true,
        record: RecordBeside::Ended,
        guessed: true,
    };
    assert_eq!(
        not_in_the_link(&three, work),
        [
            "What is typed cannot be read at the moment. The link has what could be read last: 2, 1, 3.",
            "2 comments in the list, which stay in this browser.",
            "The recording of this run: the link opens the list, to be run again. Export saves the recording.",
            "Your guess.",
        ]
    );
    let one = |record| {
        let work = WorkBeside {
            list: "2 # first",
            record,
            ..WorkBeside::default()
        };
        not_in_the_link(&three, work)
    };
    assert_eq!(
        one(RecordBeside::None),
        ["1 comment in the list, which stays in this browser."]
    );
    assert!(one(RecordBeside::UnderWay)[1].starts_with("The run that is on:"));
    assert!(one(RecordBeside::Opened)[1].starts_with("The recording that is shown:"));
}

#[test]
fn a_list_that_is_too_long_says_what_to_do_instead() {
    let said = not_in_the_link(&long(), WorkBeside::default());
    assert_eq!(
        said,
        [
            "The list of 4,000 tasks: a link holds up to 32,768 characters. Copy the list instead and paste it under Text; it is kept in this browser."
        ]
    );
}

proptest! {
    #[test]
    fn attributes_read_back_to_the_same_scenario(scenario in samples::scenario()) {
        let code = code(&scenario, "<svg></svg>", EmbedKind::Script);
        prop_assume!(code.is_some());
        let found = attributes_in(&code.expect("it is there"), "future-scope");
        let wanted: Vec<(String, String)> = attributes(&scenario).into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        prop_assert_eq!(&found, &wanted);
        let opened = read(&format!("#{}&embed=1", fragment_of(&found)));
        prop_assert_eq!(opened.problems, []);
        prop_assert!(opened.embed);
        prop_assert_eq!(opened.scenario, scenario);
    }

    #[test]
    fn a_shared_address_opens_as_it_was(scenario in samples::scenario()) {
        let shared = address(PAGE, &scenario, &["present=1"]);
        prop_assume!(shared.is_some());
        let opened = read(&shared.expect("it is there"));
        prop_assert_eq!(opened.problems, []);
        prop_assert!(opened.present && !opened.autorun);
        prop_assert_eq!(opened.scenario, scenario);
    }
}

#[test]
fn a_program_is_passed_on_as_a_link_and_as_readable_code() {
    let program = "import asyncio\n\nprint(\"a < b\")\n";
    let speed = scenario::Speed::new(2.0).expect("it is in range");
    let link = program_address("https://a.example/scope/#tasks=1", program, speed, &["present=1"]);
    let link = link.expect("it is short");
    let (page, fragment) = link.split_once('#').expect("it has a fragment");
    assert_eq!(page, "https://a.example/scope/");
    assert!(
        fragment.starts_with("program=") && fragment.ends_with("&speed=2&present=1"),
        "{fragment}"
    );
    assert_eq!(read(fragment).program.as_deref(), Some(program));
    let code = |program: &str, kind| {
        let figure = EmbeddedProgram {
            program,
            speed,
            svg: "",
            height: 280,
        };
        embed_program("https://a.example/scope/", figure, kind)
    };
    let script = code(program, EmbedKind::Script).expect("it is short");
    assert!(script.contains("<future-scope speed=\"2\">\n<script type=\"text/x-python\">\nimport asyncio\n\nprint(\"a < b\")\n</script>\n"), "{script}");
    // What would end the element is in an attribute instead.
    let script = code("print('</SCRIPT>')\n", EmbedKind::Script).expect("it is short");
    assert!(
        script.contains(" program=\"print('&lt;/SCRIPT&gt;')\n\" speed=\"2\">"),
        "{script}"
    );
    // The picture of its record stands behind it, where no script runs.
    let figure = EmbeddedProgram {
        program,
        speed,
        svg: "<svg></svg>",
        height: 280,
    };
    let script = embed_program("https://a.example/scope/", figure, EmbedKind::Script).expect("it is short");
    assert!(script.contains("</script>\n<svg></svg>\n<p><a href="), "{script}");
    let frame = embed_program("https://a.example/scope/", figure, EmbedKind::FrameOnly).expect("it is short");
    assert!(!frame.contains("<svg"), "{frame}");
    let frame = code(program, EmbedKind::FrameOnly).expect("it is short");
    assert!(
        frame.contains("&amp;speed=2&amp;embed=1\"") && frame.contains("height=\"280\""),
        "{frame}"
    );
}
