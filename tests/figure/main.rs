//! Figures: what the SVG pen writes against what a second pen logs of the same scene, and what stands around the drawing.

mod against_the_scene;
mod hostile_names;
mod other_pictures;
mod shapes;
#[path = "../support/mod.rs"]
mod support;
mod timelines;

use figure::{Colours, FigureLook, TimelineFigure, timeline_figure};
use recording::{FoldDepth, Folds, Moment, StateGrid, Trace};
use roxmltree::Document;
use scenario::link;
use std::path::Path;
use timeline::{AxisEnd, Flight, Input, Rows, Scale};

/// A recording with everything folded from it.
struct Drawn {
    trace: Trace,
    folds: Folds,
    grid: StateGrid,
}

impl Drawn {
    fn of_link(fragment: &str) -> Self {
        Self::of(runtime::simulate(&link::read(fragment).scenario))
    }

    /// The recording `name` in `tests/fixtures`, of another program.
    fn of_fixture(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/{name}.trace.jsonl"));
        let text = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self::of(trace_file::read(text.as_slice()).expect("the fixture is a trace").trace)
    }

    fn of(trace: Trace) -> Self {
        let mut folds = Folds::default();
        while !folds.extend(&trace, FoldDepth::Everything, || false) {}
        let mut grid = StateGrid::default();
        grid.extend_to(&trace, trace.events.len());
        grid.end_at(folds.history.lanes.last_stamp(&trace));
        Self { trace, folds, grid }
    }

    fn scale(&self, width: f64) -> Scale {
        let axis = AxisEnd {
            recorded: Some(self.folds.history.lanes.last_stamp(&self.trace)),
            ..AxisEnd::default()
        };
        Scale::fit(axis.end(), width, false)
    }

    /// What is drawn of its end, on this scale.
    fn input(&self, scale: Scale) -> Input<'_> {
        let history = &self.folds.history;
        let edge = history.lanes.last_stamp(&self.trace);
        let lanes = &history.lanes;
        Input {
            causes: Some(&self.folds.causes),
            ..Input::of(&self.trace, lanes, edge, scale, Rows::new(lanes.len(), 36.0, 400.0))
        }
    }

    /// Its figure of 960 px, as `change` changes what is drawn.
    fn figure(&self, change: impl FnOnce(&mut TimelineFigure<'_>)) -> String {
        self.figure_with(&LOOK, change)
    }

    fn figure_with(&self, look: &FigureLook<'_>, change: impl FnOnce(&mut TimelineFigure<'_>)) -> String {
        let history = &self.folds.history;
        let buckets = history.density.buckets(history.lanes.last_stamp(&self.trace));
        let mut figure = TimelineFigure {
            input: Input {
                flight: Some(Flight {
                    buckets: &buckets,
                    most: history.most_in_flight(&self.trace),
                    predicted: false,
                }),
                ..self.input(self.scale(look.width))
            },
            folds: &self.folds,
            moment: Moment::end(&self.trace),
            grid: Some(&self.grid),
            title: "Gather · 3 tasks",
            kicker: "What happened",
            headline: "All three finished.",
            detail: "It took as long as the longest.",
            state: "Recorded",
            source: "virtual time",
        };
        change(&mut figure);
        timeline_figure(&figure, look).svg
    }
}

const LOOK: FigureLook<'static> = FigureLook {
    colours: Colours::Light,
    width: 960.0,
    prefix: "one",
    fluid: false,
    crisp: false,
};

/// All texts of a figure, in the order in which they are drawn.
fn texts(svg: &str) -> Vec<String> {
    let document = parsed(svg);
    let drawn = document
        .descendants()
        .filter(|node| node.tag_name().name() == "text" && node.attribute("aria-hidden").is_none());
    let text = |node: roxmltree::Node<'_, '_>| {
        node.descendants()
            .filter_map(|part| part.is_text().then(|| part.text())?)
            .collect()
    };
    drawn.map(text).collect()
}

/// The figure, which is an XML document by itself.
fn parsed(svg: &str) -> Document<'_> {
    Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"))
}

/// What a figure must not have, whatever is in it: it stands by itself, and the strictest policy of a page shows it.
fn stands_by_itself(svg: &str) {
    let document = parsed(svg);
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "svg");
    assert_eq!(root.attribute("role"), Some("img"));
    let children: Vec<&str> = root.children().map(|node| node.tag_name().name()).collect();
    assert_eq!(children[..2], ["title", "desc"]);
    let mut ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        let known = [
            "svg", "title", "desc", "defs", "clipPath", "pattern", "g", "path", "rect", "circle", "text", "tspan",
        ];
        assert!(known.contains(&name), "<{name}>");
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            assert!(
                name != "style" && name != "class" && name != "href" && !name.starts_with("on"),
                "{name}"
            );
            let refers = value.contains("url(") || value.contains("var(");
            let own = value.strip_prefix("url(#").and_then(|rest| rest.strip_suffix(')'));
            assert!(!refers || own.is_some_and(|id| ids.contains(&id)), "{name}={value:?}");
        }
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id is given twice");
}
