//! What stands until the program is there (`first-paint.html`) is what the code shows of the first example. That everything
//! stands in the same place is tested in the page, by `tests/e2e`.

use codegen::{Language, program};
use recording::{ClockKind, Lanes, Trace};
use scenario::examples::EXAMPLES;
use scenario::time::Micros;
use scenario::{Policy, Scenario, link};
use timeline::scene::Scene;
use timeline::{Forecast, Input, Rows, Scale, layout};

const STANDS: &str = include_str!("../first-paint.html");

/// What stands between two parts of the file.
fn between<'a>(start: &str, end: &str) -> &'a str {
    let (_, rest) = STANDS
        .split_once(start)
        .unwrap_or_else(|| panic!("there is no {start}"));
    rest.split_once(end)
        .unwrap_or_else(|| panic!("there is no {end} after {start}"))
        .0
}

/// The texts in elements that begin so.
fn texts<'a>(within: &'a str, start: &str) -> Vec<&'a str> {
    let elements = within.split(start).skip(1);
    elements
        .filter_map(|element| element.split_once('>')?.1.split('<').next())
        .filter(|text| !text.trim().is_empty())
        .collect()
}

fn without_tags(html: &str) -> String {
    let pieces = html
        .split('<')
        .map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    pieces.collect::<String>().replace("&amp;", "&")
}

fn first_example() -> Scenario {
    link::read("").scenario
}

/// The timeline before the first run, in a plot of this width.
fn scene(width: f64, phone: bool) -> Scene {
    let trace = runtime::simulate(&first_example());
    let mut lanes = Lanes::default();
    lanes.extend(&trace);
    let (nothing, no_lanes) = (
        Trace::planned(&first_example(), ClockKind::Virtual, Micros(1)),
        Lanes::default(),
    );
    let scale = Scale::fit(trace.last_stamp(), width, phone);
    let rows = Rows::new(lanes.len(), 36.0, 400.0);
    layout(&Input {
        phone,
        forecast: Some(Forecast {
            trace: &trace,
            lanes: &lanes,
        }),
        ..Input::of(&nothing, &no_lanes, Micros::ZERO, scale, rows)
    })
}

#[test]
fn the_axis_has_the_labels_of_the_timeline() {
    for (width, phone, step) in [
        (302.0, true, "1"),
        (324.0, true, "0.5"),
        (472.0, false, "0.5"),
        (732.0, false, "0.5"),
        (796.0, false, "0.2"),
        (900.0, false, "0.2"),
        (1380.0, false, "0.2"),
    ] {
        let scene = scene(width, phone);
        let ticks = &scene.axis.ticks;
        let drawn: Vec<&str> = ticks.iter().filter_map(|tick| tick.label.as_deref()).collect();
        let drawn: Vec<&str> = drawn.into_iter().filter(|label| *label != "0").collect();
        let scale = between(&format!("data-step=\"{step}\">"), "</div>");
        let standing = texts(scale, "<text");
        // A narrow plot has room for one more at its end than a wide one.
        let common = drawn.len().min(standing.len());
        assert!(
            common + 1 >= drawn.len().max(standing.len()),
            "{width}: {drawn:?} {standing:?}"
        );
        assert_eq!(standing[..common], drawn[..common], "{width}");
        let minor = ticks.iter().filter(|tick| tick.at.0 <= 2_000_000).count();
        let standing = between(&format!("data-step=\"{step}\">"), "\"/></svg>")
            .split('M')
            .skip(1);
        let standing = standing.filter(|tick| {
            let at: f64 = tick
                .split(' ')
                .next()
                .and_then(|at| at.parse().ok())
                .unwrap_or(f64::MAX);
            at <= 2.0
        });
        assert_eq!(standing.count(), minor, "{width}: ticks");
    }
}

#[test]
fn the_bars_are_those_of_the_prediction() {
    let scene = scene(900.0, false);
    let whole = scene.predicted_bars[0].rect.width;
    let lanes: Vec<&str> = STANDS
        .split("<svg class=\"first-paint-lane\" ")
        .skip(1)
        .map(|lane| lane.split("</svg></svg>").next().unwrap_or_default())
        .collect();
    assert_eq!(lanes.len(), scene.predicted_bars.len());
    for (bar, lane) in scene.predicted_bars.iter().zip(lanes) {
        let kind = format!("{:?}", bar.kind.expect("before a run it has one")).to_lowercase();
        assert!(lane.starts_with(&format!("data-kind=\"{kind}\"")), "{lane}");
        let width = format!("<svg width=\"{}%\">", (100.0 * bar.rect.width / whole).round());
        assert!(lane.contains(&width), "{width}: {lane}");
        let wanted = [&bar.label, &bar.end].map(|label| label.as_ref().map_or("", |label| label.text.as_str()));
        assert_eq!(texts(lane, "<text"), wanted);
    }
}

#[test]
fn example_policies_lines_and_program_are_those_of_the_code() {
    let scenario = first_example();
    assert_eq!(
        texts(STANDS, "<span class=\"picker-title\""),
        [EXAMPLES[0].title.as_str()]
    );
    let labels: Vec<&str> = Policy::ALL.iter().map(|policy| policy.label()).collect();
    assert_eq!(texts(STANDS, "<span class=\"policy-label\""), labels);
    let words: Vec<&str> = Policy::ALL
        .iter()
        .map(|policy| Language::Python.word_for(*policy))
        .collect();
    assert_eq!(texts(STANDS, "<small class=\"policy-word\""), words);

    let trace = runtime::simulate(&scenario);
    let printed: Vec<&str> = trace.console().collect();
    assert_eq!(texts(STANDS, "<span class=\"console-text\""), printed);

    let code = program(Language::Python, &scenario);
    let standing = without_tags(between("<pre class=\"code-text\">", "</pre>"));
    assert_eq!(standing.trim_end(), code.text().trim_end());
    let notes: Vec<&str> = code.lines.iter().filter_map(|line| line.note).collect();
    assert_eq!(texts(STANDS, "<span class=\"code-note-text\""), notes);
}
