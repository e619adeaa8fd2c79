//! The figures of the comparison, of the durations and of the program.

use super::*;
use codegen::{CodePositions, Language, line_markers, program};
use compare::Comparison;
use figure::{ComparedPolicy, MarkedProgram, comparison_figure, durations_figure, program_figure};
use recording::statistics::{Distribution, Statistics};
use scenario::Policy;
use scenario::time::Micros;
use timeline::Sketch;

fn comparison_of(fragment: &str) -> String {
    let scenario = link::read(fragment).scenario;
    let mut comparison = Comparison::new(&scenario).expect("it is small enough");
    while !comparison.step().finished() {}
    let sketches: Vec<Option<Sketch>> = comparison
        .figures()
        .iter()
        .map(|figures| {
            let kept = figures.recording.as_ref()?;
            Some(Sketch::of(&kept.trace, &kept.lanes, figures.makespan))
        })
        .collect();
    let rows: Vec<ComparedPolicy<'_>> = (comparison.figures().iter().zip(&sketches))
        .map(|(figures, sketch)| ComparedPolicy {
            figures,
            word: Language::Python.word_for(figures.policy),
            sketch: sketch.as_ref(),
            current: figures.policy == scenario.policy,
        })
        .collect();
    comparison_figure(
        &rows,
        scenario.tasks.count() as usize,
        ("3 tasks", "", "virtual time"),
        &LOOK,
    )
    .svg
}

#[test]
fn the_comparison_has_a_row_with_totals_for_each_policy() {
    let svg = comparison_of("tasks=A:2,B:1 fail,C:3&await=gather");
    stands_by_itself(&svg);
    let texts = texts(&svg);
    let says = |words: &str| texts.iter().any(|text| text == words);
    for policy in Policy::ALL {
        assert!(says(policy.label()), "{} is not among {texts:?}", policy.label());
        assert!(says(Language::Python.word_for(policy)));
    }
    for words in ["Total time", "Faster", "Outcomes", "A", "B", "C", "3 s"] {
        assert!(says(words), "{words} is not among {texts:?}");
    }
    stands_by_itself(&comparison_of("tasks=<b>:1..3 fail 10%25 x300&await=settle&limit=20"));
}

#[test]
fn a_sketch_in_the_figure_is_the_sketch() {
    let scenario = link::read("tasks=A:2,B:1&await=gather").scenario;
    let mut comparison = Comparison::new(&scenario).expect("it is small enough");
    while !comparison.step().finished() {}
    let svg = comparison_of("tasks=A:2,B:1&await=gather");
    let document = parsed(&svg);
    let paths: Vec<&str> = document.descendants().filter_map(|node| node.attribute("d")).collect();
    let longest = comparison.longest();
    // The plot between the names, 150 px, and the totals, 256 px.
    for figures in comparison.figures() {
        let kept = figures.recording.as_ref().expect("it is small");
        let sketch = Sketch::of(&kept.trace, &kept.lanes, figures.makespan);
        let axis = timeline::sketch::SketchAxis {
            until: longest,
            width: 960.0 - 32.0 - 150.0 - 256.0,
            gutter: sketch.gutter(),
        };
        let drawing = sketch.draw(axis, 44.0);
        assert!(!drawing.strokes.is_empty());
        for stroke in drawing.strokes {
            assert!(paths.contains(&stroke.path.as_str()), "{:?}", stroke.mark);
        }
    }
}

#[test]
fn the_durations_have_a_bar_for_each_bin_and_marks_for_the_percentiles() {
    let drawn = Drawn::of_link("tasks=0.5..2 fail 10%25 x300&await=settle");
    let mut statistics = Statistics::default();
    assert!(statistics.advance_to(&drawn.trace, drawn.trace.events.len(), usize::MAX));
    let distribution = Distribution::new(&drawn.trace, &statistics);
    let svg = durations_figure(&distribution, ("300 tasks", "virtual time"), &LOOK)
        .expect("tasks have ended")
        .svg;
    stands_by_itself(&svg);
    let document = parsed(&svg);
    let of_colour = |token: &str| {
        let colour = Colours::Light.of_token(token);
        document
            .descendants()
            .filter(|node| node.attribute("fill") == Some(colour))
            .count()
    };
    let bins = distribution.histogram();
    assert_eq!(of_colour("--st-timer"), bins.iter().filter(|bin| bin.count > 0).count());
    assert_eq!(
        of_colour("--st-failed"),
        bins.iter().filter(|bin| bin.failed > 0).count()
    );
    let texts = texts(&svg);
    assert!(
        texts.iter().any(|text| text.starts_with("p50 ")) && texts.iter().any(|text| text.starts_with("p95 ")),
        "{texts:?}"
    );
    assert_eq!(durations_figure(&Distribution::default(), ("", ""), &LOOK), None);
}

#[test]
fn the_program_is_text_with_numbers_notes_and_the_tasks_at_its_lines() {
    let drawn = Drawn::of_link("tasks=Ann:2,Bob:1,Cid:3&await=gather");
    let scenario = drawn.trace.scenario().expect("it was simulated");
    let history = &drawn.folds.history;
    let moment = Moment::at_time(&drawn.trace, Micros::from_millis(500));
    for language in Language::ALL {
        let program = program(language, scenario);
        let mut positions = CodePositions::new(&program);
        while !positions.follow(&drawn.trace, &history.lanes, moment) {}
        let markers = line_markers(&positions, 0..program.lines.len(), None, 2);
        let marked = MarkedProgram {
            program: &program,
            markers: &markers,
            at: Some((&drawn.trace, history, moment)),
            selected: None,
        };
        let svg = program_figure(
            &marked,
            ("3 tasks", "Where the tasks are at 0.500 s.", "virtual time"),
            &LOOK,
        )
        .svg;
        stands_by_itself(&svg);
        let texts = texts(&svg);
        for (index, line) in program.lines.iter().enumerate() {
            let text = line.text();
            assert!(text.is_empty() || texts.contains(&text), "{text}");
            assert!(texts.contains(&(index + 1).to_string()));
        }
        // All three sleep at one line, which names two.
        for words in ["Ann", "Bob", "+1", "main"] {
            assert!(texts.iter().any(|text| text == words), "{words} is not among {texts:?}");
        }
    }
}
