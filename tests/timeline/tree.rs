//! Tests of the tree of tasks: the order of the lanes, the lines in the gutter, folding.

use super::*;
use recording::{StateGrid, TaskInfo};
use timeline::tree::MOST_INDENTED;
use timeline::{Guide, TaskTree};

/// A recording of another program whose tasks have these parents.
fn program(parents: &[Option<u32>]) -> Trace {
    let text = r#"{"format":"futurescope-trace","version":2,"source":"python","clock":"virtual","resolution_us":1}"#;
    let mut trace = trace_file::read(text.as_bytes()).expect("it is valid").trace;
    for (index, parent) in parents.iter().enumerate() {
        trace.tasks.push(&TaskInfo {
            name: format!("t{index}").into(),
            parent: parent.map(TaskId),
            unit: None,
            delay: None,
        });
    }
    trace
}

pub fn fixture(name: &str) -> Trace {
    let path = format!("{}/tests/fixtures/{name}.trace.jsonl", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read(path).expect("there is such a fixture");
    trace_file::read(&text[..]).expect("it is valid").trace
}

fn order(tree: &TaskTree) -> Vec<u32> {
    (0..tree.lanes())
        .map(|lane| tree.task_in(lane).expect("each lane has a task").0)
        .collect()
}

/// Two roots; 0 starts 1 and 4, 1 starts 3 and 5, 2 starts 6.
const PARENTS: [Option<u32>; 7] = [None, Some(0), None, Some(1), Some(0), Some(1), Some(2)];

#[test]
fn lanes_are_in_the_order_of_who_started_whom() {
    let tree = TaskTree::of(&program(&PARENTS)).expect("tasks have started tasks");
    assert_eq!(order(&tree), [0, 1, 3, 5, 4, 2, 6]);
    for lane in 0..7 {
        let task = tree.task_in(lane).expect("it has a task");
        assert_eq!(tree.lane_of(task), Some(lane));
    }
    assert_eq!((tree.task_in(7), tree.lane_of(TaskId(7))), (None, None));
    let counts: Vec<usize> = (0..7).map(|task| tree.descendants(TaskId(task))).collect();
    assert_eq!(counts, [4, 2, 1, 0, 0, 0, 0]);
}

#[test]
fn lines_lead_from_each_task_to_the_one_that_started_it() {
    use Guide::{Branch, Last, None, Through};
    let trace = program(&PARENTS);
    let tree = TaskTree::of(&trace).expect("tasks have started tasks");
    let guides = |task| tree.guides(&trace, TaskId(task));
    assert_eq!(guides(0), []);
    assert_eq!(guides(1), [Branch]);
    assert_eq!(guides(3), [Through, Branch]);
    assert_eq!(guides(5), [Through, Last]);
    assert_eq!(guides(4), [Last]);
    assert_eq!(guides(6), [Last]);
    let last_of_last = program(&[Option::None, Some(0), Some(1)]);
    let tree = TaskTree::of(&last_of_last).expect("tasks have started tasks");
    assert_eq!(tree.guides(&last_of_last, TaskId(2)), [None, Last]);
}

#[test]
fn a_deep_chain_is_indented_only_so_far() {
    let parents: Vec<Option<u32>> = (0..50_000_u32).map(|index| index.checked_sub(1)).collect();
    let trace = program(&parents);
    let tree = TaskTree::of(&trace).expect("tasks have started tasks");
    assert_eq!(tree.guides(&trace, TaskId(49_999)).len(), MOST_INDENTED);
    assert_eq!(tree.descendants(TaskId(0)), 49_999);
}

#[test]
fn only_a_record_of_another_program_with_parents_is_a_tree() {
    assert_eq!(TaskTree::of(&two_and_one()), None);
    assert_eq!(TaskTree::of(&program(&[None, None])), None);
    assert_eq!(TaskTree::of(&program(&[])), None);
    // A parent that comes later is none.
    assert_eq!(TaskTree::of(&program(&[Some(1), None])), None);
}

#[test]
fn what_is_in_a_folded_task_has_no_lane_of_its_own() {
    let mut tree = TaskTree::of(&program(&PARENTS)).expect("tasks have started tasks");
    assert!(tree.fold(TaskId(1), true));
    assert_eq!(order(&tree), [0, 1, 4, 2, 6]);
    assert_eq!((tree.lane_of(TaskId(5)), tree.has_lane(TaskId(5))), (Some(1), false));
    assert_eq!((tree.lane_of(TaskId(4)), tree.has_lane(TaskId(4))), (Some(2), true));
    assert!(!tree.fold(TaskId(1), true), "it is folded already");
    assert!(!tree.fold(TaskId(3), true), "it has nothing to fold");
    // A folded task in a folded one stays folded.
    assert!(tree.fold(TaskId(0), true));
    assert_eq!(order(&tree), [0, 2, 6]);
    assert_eq!(tree.lane_of(TaskId(5)), Some(0));
    assert_eq!(tree.folded_in(0..3).collect::<Vec<_>>(), [TaskId(0)]);
    assert!(tree.fold(TaskId(0), false));
    assert_eq!(order(&tree), [0, 1, 4, 2, 6]);
    assert!(tree.fold(TaskId(1), false));
    assert_eq!(order(&tree), [0, 1, 3, 5, 4, 2, 6]);
}

#[test]
fn folds_are_kept_when_tasks_are_added() {
    let mut tree = TaskTree::of(&program(&PARENTS)).expect("tasks have started tasks");
    tree.fold(TaskId(1), true);
    let mut longer: Vec<Option<u32>> = PARENTS.to_vec();
    longer.push(Some(1));
    let mut grown = TaskTree::of(&program(&longer)).expect("tasks have started tasks");
    grown.fold_as(&tree);
    assert_eq!(order(&grown), [0, 1, 4, 2, 6]);
    assert_eq!(grown.descendants(TaskId(1)), 3);
}

/// The scene of this recording in lanes of 36 px.
fn scene(trace: &Trace, tree: Option<&TaskTree>, groups: Option<&StateGrid>) -> Scene {
    let lanes = folded(trace);
    let end = trace.last_stamp();
    let count = tree.map_or(lanes.len(), TaskTree::lanes);
    layout(&Input {
        scale: Scale::fit(end, WIDTH, false),
        rows: Rows::new(count, 36.0, 400.0),
        tree,
        groups,
        ..input(trace, &lanes, end)
    })
}

#[test]
fn bars_are_in_the_lanes_of_the_tree() {
    let trace = fixture("nested");
    let tree = TaskTree::of(&trace).expect("groups are nested");
    let (plain, in_tree) = (scene(&trace, None, None), scene(&trace, Some(&tree), None));
    assert_eq!(plain.bars.len(), in_tree.bars.len());
    for bar in &in_tree.bars {
        let lane = tree.lane_of(bar.task).expect("each task has one") as f64;
        assert_eq!(bar.rect.y, 32.0 + lane * 36.0 + 9.0, "{:?}", bar.task);
    }
}

#[test]
fn a_folded_task_has_the_density_of_what_is_in_it_and_no_bars() {
    let trace = fixture("consumers");
    let mut tree = TaskTree::of(&trace).expect("main starts the others");
    tree.fold(TaskId(0), true);
    let mut grid = StateGrid::of_groups(tree.folded_in(0..tree.lanes()).collect());
    grid.extend_to(&trace, trace.events.len());
    assert_eq!((grid.rows(), grid.count_in(0)), (1, 3));
    let scene = scene(&trace, Some(&tree), Some(&grid));
    assert_eq!((scene.bars.len(), scene.caps.len(), scene.ends.len()), (0, 0, 0));
    let groups = scene.groups.expect("main is folded");
    let inside = |rect: &Rect| rect.y >= 32.0 + 9.0 && rect.bottom() <= 32.0 + 27.0;
    assert!(!groups.waiting.is_empty() && groups.waiting.iter().all(inside));
    assert!(!groups.blocked.is_empty(), "they wait for queue and db");
    assert!(!groups.busy.is_empty(), "time.sleep holds the loop");
    assert!(!groups.ended.is_empty(), "the producer has ended");
}

#[test]
fn a_group_has_the_same_density_as_a_row_of_the_same_tasks() {
    let trace = fixture("consumers");
    let mut group = StateGrid::of_groups(vec![TaskId(0)]);
    let mut neighbours = StateGrid::default();
    for until in (0..=trace.events.len()).step_by(7) {
        group.extend_to(&trace, until);
    }
    group.extend_to(&trace, trace.events.len());
    neighbours.extend_to(&trace, trace.events.len());
    // With up to 32 tasks, each has a row: their mean is the group's.
    let end = trace.last_stamp();
    let rows: Vec<Vec<_>> = (1..4).map(|row| neighbours.cells(row, end).collect()).collect();
    for (index, cell) in group.cells(0, end).enumerate() {
        for share in 0..cell.shares.len() {
            let mean = rows.iter().map(|row| row[index].shares[share]).sum::<f64>() / 3.0;
            assert!((cell.shares[share] - mean).abs() < 1e-9, "{index} {share}");
        }
    }
}

#[test]
fn a_click_on_a_lane_finds_the_task_that_is_drawn_there() {
    let trace = fixture("nested");
    let lanes = folded(&trace);
    let tree = TaskTree::of(&trace).expect("groups are nested");
    let input = Input {
        rows: Rows::new(tree.lanes(), 36.0, 400.0),
        tree: Some(&tree),
        ..input(&trace, &lanes, trace.last_stamp())
    };
    for lane in 0..tree.lanes() {
        let y = 32.0 + lane as f64 * 36.0 + 18.0;
        let found = hit(&input, 100.0, y).and_then(|hit| hit.task);
        assert_eq!(found, tree.task_in(lane));
    }
}

#[test]
fn a_long_record_is_opened_with_its_deep_levels_folded() {
    // Main starts 10, each of them 30, and each of those one.
    let mut parents = vec![None];
    parents.extend((0..10).map(|_| Some(0)));
    parents.extend((0..300).map(|index| Some(1 + index / 30)));
    parents.extend((0..300).map(|index| Some(11 + index)));
    let trace = program(&parents);
    let lanes = |most: usize| {
        let mut tree = TaskTree::of(&trace).expect("tasks have started tasks");
        tree.fold_deep(&trace, most);
        tree.lanes()
    };
    assert_eq!(lanes(611), 611);
    assert_eq!(lanes(610), 311);
    assert_eq!(lanes(310), 11);
    // What main has started is shown, however much that is.
    assert_eq!(lanes(5), 11);
}

#[test]
fn who_is_in_a_deadlock_waits_for_ever_at_the_end() {
    let trace = fixture("consumers");
    let marked = |tree: Option<&TaskTree>, now: Micros| -> Vec<TaskId> {
        let lanes = folded(&trace);
        let scene = layout(&Input {
            scale: Scale::fit(trace.last_stamp(), WIDTH, false),
            rows: Rows::new(tree.map_or(4, TaskTree::lanes), 36.0, 400.0),
            tree,
            now,
            ..input(&trace, &lanes, trace.last_stamp())
        });
        scene.stuck.iter().map(|mark| mark.task).collect()
    };
    let end = trace.last_stamp();
    let tree = TaskTree::of(&trace).expect("main starts the others");
    assert_eq!(marked(Some(&tree), end), [TaskId(0), TaskId(2), TaskId(3)]);
    assert_eq!(marked(None, secs(5)), [], "it has not come to that yet");
    let mut closed = tree.clone();
    closed.fold(TaskId(0), true);
    assert_eq!(marked(Some(&closed), end), [TaskId(0)]);
}
