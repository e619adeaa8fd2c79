//! The figure of a timeline: what stands around the drawing, what is left out, and how long it is.

use super::*;
use codegen::Language;
use figure::{MOST_LANES, figure_of, figure_of_run, scenario_title};
use recording::TaskId;
use scenario::time::Micros;
use timeline::{DrawnResources, TaskTree, TimeWindow};

/// Whether a text of the figure is this one.
fn says(svg: &str, words: &str) -> bool {
    texts(svg).iter().any(|text| text == words)
}

/// The height of the figure.
fn height(svg: &str) -> f64 {
    let document = parsed(svg);
    let height = document.root_element().attribute("height").expect("it has a height");
    height.parse().expect("a height is a number")
}

#[test]
fn a_figure_has_a_title_a_caption_names_states_a_key_and_a_footer() {
    let svg = Drawn::of_link("tasks=A:2,B:1,C:3&await=gather").figure(|_| {});
    stands_by_itself(&svg);
    let expected = [
        "Gather · 3 tasks",
        "What happened",
        "All three finished.",
        "It took as long as the longest.",
        "Recorded",
        "Event loop",
        "main",
        "A",
        "B",
        "C",
        "sleeps 3 s",
        "[4, 2, 6]",
        "running",
        "waiting on a timer",
        "awaiting its tasks",
        "finished",
        "Futurescope · virtual time",
    ];
    for words in expected {
        assert!(says(&svg, words), "{words} is not among {:?}", texts(&svg));
    }
    for absent in ["failed", "cancelled", "predicted", "critical path", "In flight"] {
        assert!(!says(&svg, absent), "{absent}");
    }
    let document = parsed(&svg);
    let mut children = document.root_element().children();
    assert_eq!(children.next().and_then(|title| title.text()), Some("Gather · 3 tasks"));
    let described = children.next().and_then(|desc| desc.text()).unwrap_or_default();
    assert!(
        described.starts_with(
            "What happened. All three finished. It took as long as the longest. main, finished, [4, 2, 6]."
        ),
        "{described}"
    );
}

#[test]
fn failures_and_cancelled_tasks_are_named_in_the_key_and_beside_their_lanes() {
    let svg = Drawn::of_link("tasks=A:2,B:1 fail,C:3&await=group").figure(|_| {});
    for words in ["failed", "cancelled", "at 1.000 s", "1 s unspent"] {
        assert!(says(&svg, words), "{words} is not among {:?}", texts(&svg));
    }
}

#[test]
fn the_title_is_the_policy_and_the_tasks_then_what_is_unusual() {
    let title = |link: &str| scenario_title(&link::read(link).scenario, Language::Python);
    assert_eq!(
        title("tasks=2,1,3&await=gather"),
        "Join all (gather) · 3 tasks: 2, 1, 3 s"
    );
    assert_eq!(
        title("tasks=2,1,3&await=group&limit=2&retry=1"),
        "Fail fast (TaskGroup) · 3 tasks: 2, 1, 3 s · limit 2 · 1 retry"
    );
}

#[test]
fn what_is_in_view_is_what_is_in_the_figure_and_it_says_so() {
    let drawn = Drawn::of_link("tasks=A:2,B:1,C:3&await=gather");
    let whole = drawn.figure(|_| {});
    assert!(says(&whole, "sleeps 1 s"));
    assert!(!texts(&whole).iter().any(|text| text.contains("Part of the run")));
    let part = drawn.figure(|figure| {
        let window = TimeWindow::between(Micros::from_millis(1_500), Micros::from_millis(2_500));
        figure.input.scale = figure.input.scale.showing(window);
    });
    stands_by_itself(&part);
    let said = texts(&part);
    assert!(
        said.iter()
            .any(|text| text == "Part of the run: 1.50 – 2.50 s of 3.0 s."),
        "{said:?}"
    );
    assert!(!says(&part, "sleeps 1 s"), "B has ended before");
}

#[test]
fn lanes_are_drawn_up_to_forty_tasks_and_rows_of_neighbours_beyond() {
    let few = Drawn::of_link("tasks=1..3 x40&await=settle").figure(|_| {});
    assert_eq!(MOST_LANES, 40);
    stands_by_itself(&few);
    assert!(says(&few, "In flight") && says(&few, "at most 40"));
    assert!(!says(&few, "All tasks"));

    let more = Drawn::of_link("tasks=1..3 x41&await=settle").figure(|_| {});
    stands_by_itself(&more);
    assert!(says(&more, "All tasks") && says(&more, "2 a row"));
    let said = "All 41 tasks in 21 rows of up to 2 neighbours each, by their states; names and ends are left out.";
    assert!(says(&more, said), "{:?}", texts(&more));

    let many = Drawn::of_link("tasks=1..3 fail 5%25 x1000&await=settle&limit=80");
    let figure = many.figure(|_| {});
    assert!(says(&figure, "32 a row"));
    assert!(height(&figure) < 800.0, "{}", height(&figure));
    let selected = many.figure(|figure| figure.input.selected = Some(TaskId(412)));
    let name = many
        .trace
        .label(TaskId(412))
        .expect("there is such a task")
        .into_owned();
    assert!(!says(&figure, &name) && says(&selected, &name));
    let without = many.figure(|figure| figure.grid = None);
    assert!(says(&without, "The first 40 of 1,000 tasks."), "{:?}", texts(&without));
}

#[test]
fn a_figure_of_any_size_is_whole() {
    for link in ["tasks=2,1", "tasks=A:1..3 x40", "tasks=1 x500"] {
        let drawn = Drawn::of_link(link);
        for width in [f64::NAN, 0.0, 320.0, 500.0, 960.0, 4_000.0] {
            let svg = drawn.figure_with(&FigureLook { width, ..LOOK }, |_| {});
            stands_by_itself(&svg);
        }
    }
    stands_by_itself(
        &Drawn::of(Trace::planned(
            &link::read("").scenario,
            recording::ClockKind::Virtual,
            Micros(1),
        ))
        .figure(|_| {}),
    );
}

#[test]
fn colours_are_those_of_the_set() {
    let drawn = Drawn::of_link("tasks=2,1&await=gather");
    let light = drawn.figure(|_| {});
    let dark = drawn.figure_with(
        &FigureLook {
            colours: Colours::Dark,
            ..LOOK
        },
        |_| {},
    );
    let ground = |colours: Colours| format!(r#"fill="{}"/>"#, colours.of_token("--surface-1"));
    assert!(light.contains(&ground(Colours::Light)) && !light.contains(&ground(Colours::Dark)));
    assert!(dark.contains(&ground(Colours::Dark)) && !dark.contains(&ground(Colours::Light)));
    assert_eq!(texts(&light), texts(&dark));
}

#[test]
fn several_figures_fit_into_one_page() {
    let of = |link: &str| figure_of(&link::read(link).scenario, Language::Python).expect("there are tasks");
    let (one, other) = (of("tasks=2,1&limit=1"), of("tasks=2,1&limit=2"));
    let ids = |svg: &str| {
        let document = parsed(svg);
        let ids = document
            .descendants()
            .filter_map(|node| node.attribute("id").map(str::to_owned));
        ids.collect::<Vec<_>>()
    };
    assert!(ids(&one).iter().all(|id| !ids(&other).contains(id)));
    assert_eq!(one, of("tasks=2,1&limit=1"), "the same link has the same figure");
    assert_eq!(
        figure_of(&link::read("").scenario, Language::Python).is_some(),
        !link::read("").scenario.tasks.items.is_empty()
    );
    assert_eq!(figure_of(&link::read("tasks=1 x1001").scenario, Language::Python), None);
}

#[test]
fn the_record_of_a_program_has_a_figure_with_its_tree_and_its_resources() {
    let program = "import asyncio\n\nasyncio.run(main())\n";
    let drawn = Drawn::of_fixture("consumers");
    let svg = figure_of_run(program, &drawn.trace, &drawn.folds).expect("all of it is folded");
    let said = texts(&svg).join("\n");
    assert!(said.contains("Program: 3 lines"), "{said}");
    for task in drawn.trace.tasks.iter() {
        assert!(said.contains(&*task.name), "{} in {said}", task.name);
    }
    let resource = &drawn.folds.history.resources.most_used()[0];
    let name = &drawn.trace.resources[resource.0 as usize].name;
    assert!(said.contains(name.as_str()), "{name} in {said}");
    // Another program's ids are others.
    let other = figure_of_run("print(1)\n", &drawn.trace, &drawn.folds).expect("all of it is folded");
    assert_ne!(svg, other);
    // What is not folded cannot be drawn.
    assert_eq!(figure_of_run(program, &drawn.trace, &Folds::default()), None);
}

/// Bytes of text; compressed it is a quarter.
#[test]
fn figures_are_small() {
    let embedded = |link: &str| {
        figure_of(&link::read(link).scenario, Language::Python)
            .expect("there are tasks")
            .len()
    };
    let three = embedded("tasks=2,1,3&await=gather");
    let forty = embedded("tasks=1..3 x40&await=gather");
    let thousand = embedded("tasks=1..3 fail 5%25 x1000&await=settle&limit=80");
    println!("{three} bytes for 3 tasks, {forty} for 40, {thousand} for 1,000");
    assert!(three < 14_000, "{three}");
    assert!(forty < 80_000, "{forty}");
    assert!(thousand < 200_000, "{thousand}");
}

/// The figure of a recorded program with its tree, in which these tasks are folded, and the lanes of its resources.
fn of_program(drawn: &Drawn, folded: &[&str]) -> String {
    let mut tree = TaskTree::of(&drawn.trace).expect("tasks have started tasks");
    let tasks: Vec<TaskId> = folded
        .iter()
        .map(|name| drawn.trace.tasks.first_called(name).expect("there is one"))
        .collect();
    for task in &tasks {
        assert!(tree.fold(*task, true));
    }
    let mut groups = StateGrid::of_groups(tasks);
    groups.extend_to(&drawn.trace, drawn.trace.events.len());
    let figure = TimelineFigure {
        input: Input {
            tree: Some(&tree),
            groups: Some(&groups),
            resources: Some(DrawnResources {
                record: &drawn.folds.history.resources,
                lanes: &[],
            }),
            ..drawn.input(drawn.scale(LOOK.width))
        },
        folds: &drawn.folds,
        moment: Moment::end(&drawn.trace),
        grid: None,
        title: "main.py",
        kicker: "What happened",
        headline: "It has come to its end.",
        detail: "",
        state: "Recorded",
        source: "virtual time",
    };
    timeline_figure(&figure, &LOOK).svg
}

/// The x and the y of the first text with these words.
fn place(svg: &str, words: &str) -> (f64, f64) {
    let document = parsed(svg);
    let is_it = |node: &roxmltree::Node<'_, '_>| {
        let text: String = node
            .descendants()
            .filter_map(|part| part.is_text().then(|| part.text())?)
            .collect();
        node.tag_name().name() == "text" && text == words
    };
    let found = document.descendants().find(is_it);
    let found = found.unwrap_or_else(|| panic!("{words} is not among {:?}", texts(svg)));
    let number = |name| {
        found
            .attribute(name)
            .and_then(|value| value.parse().ok())
            .expect("it has a place")
    };
    (number("x"), number("y"))
}

#[test]
fn a_program_has_its_tree_the_lanes_of_its_resources_and_what_these_show_in_the_key() {
    let svg = of_program(&Drawn::of_fixture("consumers"), &[]);
    stands_by_itself(&svg);
    let expected = [
        // Names of tasks and of resources, with what these are at the end.
        "main",
        "producer",
        "consumer 1",
        "consumer 2",
        "queue",
        "0 of 3",
        "db",
        "1 of 1 free",
        // In the lanes: when the queue was full and empty, its limit, who had the permit.
        "full, line 6 waits",
        "empty, line 10 waits",
        "maxsize 3",
        // The key.
        "waiting for a queue",
        "waiting for a free slot",
        "items in a queue",
        "who has the permit",
    ];
    for words in expected {
        assert!(says(&svg, words), "{words} is not among {:?}", texts(&svg));
    }
    assert!(!says(&svg, "who holds a lock") && !says(&svg, "for what others hold"));
    // Tasks are below who started them and moved in, resources below all tasks, and the key below those.
    let order = [
        "main",
        "producer",
        "consumer 1",
        "consumer 2",
        "queue",
        "db",
        "items in a queue",
    ];
    let places = order.map(|words| place(&svg, words));
    assert!(places.is_sorted_by(|one, next| one.1 < next.1), "{places:?}");
    assert!(places[1].0 > places[0].0 && places[1].0 == places[3].0, "{places:?}");
}

#[test]
fn folded_tasks_are_one_lane_with_their_number() {
    let text = std::fs::read("tests/recorded/group_nested.trace.jsonl").expect("a recording");
    let drawn = Drawn::of(trace_file::read(&text[..]).expect("it is valid").trace);
    let (open, folded) = (of_program(&drawn, &[]), of_program(&drawn, &["x"]));
    stands_by_itself(&folded);
    for inside in ["x0", "broken", "x2"] {
        assert!(says(&open, inside), "{inside} is not among {:?}", texts(&open));
        assert!(!says(&folded, inside), "{inside}");
    }
    for outside in ["main", "x", "y", "y0", "3 tasks"] {
        assert!(says(&folded, outside), "{outside} is not among {:?}", texts(&folded));
    }
    assert!(!says(&open, "3 tasks"));
    assert_eq!(
        height(&open) - height(&folded),
        3.0 * (place(&open, "x0").1 - place(&open, "x").1)
    );
}
