//! Measures a seek in a long trace: the ready queue, the tasks being polled, the first console line, 60 rows; then the
//! caption of a moment; then, of a million tasks of another program, a frame of their tree beside one of the list.
//!
//! ```text
//! cargo run --release --example seek [-- '<link>']
//! ```
//!
//! Prints the median and the worst of 1,000 random seeks, captions and frames. Exits with 1 if the worst seek or caption is over 2 ms
//! or a frame of a tree takes over four times that of the list, with 2 if the link is invalid.

use codegen::Language;
use explain::caption::{self, CaptionSource};
use recording::facts::RecordedBy;
use recording::{Event, EventKind, FoldDepth, Folds, History, Lanes, Moment, PollResult, TaskId, TaskInfo, Trace};
use recording::{WaitingOn, WokenBy};
use scenario::link;
use scenario::time::Micros;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use timeline::{Input, Rows, Scale, TaskTree, layout};

/// A run with more than a million events.
const LINK: &str = "tasks=0.5s..3s x100000&await=gather&limit=1000";

/// The number of rows that fit on a large screen.
const ROWS: u32 = 60;

const SEEKS: usize = 1_000;

/// The tasks of a tree.
const TREE: usize = 1_000_000;
/// How many times as long as a frame of the list a frame of the tree may take.
const MOST_OF_A_TREE: u32 = 4;

/// The part of a frame of 16 ms that the page can spend on a seek.
const MOST: Duration = Duration::from_millis(2);

fn main() -> ExitCode {
    let opened = link::read(std::env::args().nth(1).as_deref().unwrap_or(LINK));
    if let Some(problem) = opened.problems.first() {
        eprintln!("{problem}");
        return ExitCode::from(2);
    }
    let begun = Instant::now();
    let trace = runtime::simulate(&opened.scenario);
    println!("{} events, simulated in {:.0?}", trace.events.len(), begun.elapsed());

    let begun = Instant::now();
    let mut history = History::default();
    history.extend(&trace);
    println!("indexed in {:.0?}", begun.elapsed());

    let begun = Instant::now();
    black_box(history.metrics(&trace, Micros::ZERO));
    println!("metrics in {:.1?}", begun.elapsed());

    let mut draws = Draws(1);
    let mut took: Vec<_> = (0..SEEKS)
        .map(|_| {
            let at = Micros(draws.below(trace.last_stamp().0 + 1));
            let row = draws.below(trace.tasks.len() as u64) as u32;
            let begun = Instant::now();
            let moment = Moment::at_time(&trace, at);
            black_box(history.loops.depth(moment));
            black_box(history.holder(&trace, moment));
            black_box(history.lines(moment));
            for task in row..row + ROWS {
                black_box(history.state(&trace, TaskId(task), moment));
            }
            begun.elapsed()
        })
        .collect();
    took.sort_unstable();
    let (median, worst) = (took[SEEKS / 2], took[SEEKS - 1]);
    println!("{SEEKS} seeks: median {median:.1?}, worst {worst:.1?}");
    let caption_worst = captions(&trace, &mut draws);
    let trees = [
        ("all started by one", (|_| 0) as fn(usize) -> usize),
        ("a thousand of a thousand", |index| {
            if index <= 1_000 { 0 } else { (index - 1) / 1_000 }
        }),
        ("each by the one before", |index| index - 1),
        ("two by each", |index| (index - 1) / 2),
    ];
    let all_fast = trees.map(|(what, parent)| tree(what, parent, &mut draws));
    let fast = worst.max(caption_worst) <= MOST && all_fast == [true; 4];
    ExitCode::from(u8::from(!fast))
}

/// A record of another program in which each task was started by the one that `parent` names, and waits.
fn program(parent: fn(usize) -> usize) -> Trace {
    let header = r#"{"format":"futurescope-trace","version":2,"source":"python","clock":"virtual","resolution_us":1}"#;
    let mut trace = trace_file::read(header.as_bytes()).expect("the header is valid").trace;
    for index in 0..TREE {
        trace.tasks.push(&TaskInfo {
            name: "task".into(),
            parent: (index > 0).then(|| TaskId::from_index(parent(index))),
            unit: None,
            delay: None,
        });
    }
    for task in (0..TREE).map(TaskId::from_index) {
        let parent = trace.tasks.parent(task);
        let pending = PollResult::Pending {
            on: Some(WaitingOn::Io),
        };
        let kinds = [
            EventKind::Spawned { parent },
            EventKind::Woken { by: WokenBy::Spawn },
            EventKind::PollStart,
            EventKind::PollEnd(pending),
        ];
        for kind in kinds {
            trace.events.push(Event {
                at: Micros(u64::from(task.0)),
                task: Some(task),
                cause: None,
                kind,
            });
        }
    }
    trace
}

/// Measures a tree and prints that. Returns whether its frames are fast enough.
fn tree(what: &str, parent: fn(usize) -> usize, draws: &mut Draws) -> bool {
    let trace = program(parent);
    let mut lanes = Lanes::default();
    lanes.extend(&trace);
    let begun = Instant::now();
    let Some(mut tree) = TaskTree::of(&trace) else {
        return false;
    };
    let made = begun.elapsed();
    let open = frames(&trace, &lanes, None, draws);
    let in_tree = frames(&trace, &lanes, Some(&tree), draws);
    let begun = Instant::now();
    tree.fold_deep(&trace, 120);
    let folded = begun.elapsed();
    let begun = Instant::now();
    let deepest = TaskId::from_index(TREE - 1);
    let hidden = tree.lane_of(deepest).and_then(|lane| tree.task_in(lane));
    if let Some(hidden) = hidden {
        tree.fold(hidden, false);
        tree.fold(hidden, true);
    }
    let unfolded = begun.elapsed() / 2;
    let in_folded = frames(&trace, &lanes, Some(&tree), draws);
    println!(
        "{TREE} tasks, {what}: made in {made:.0?}, folded in {folded:.0?}, one more in {unfolded:.1?}; frames {open:.0?}, in the \
         tree {in_tree:.0?}, folded {in_folded:.0?}"
    );
    in_tree.max(in_folded) <= MOST_OF_A_TREE * open
}

/// The median of as many frames at random places.
fn frames(trace: &Trace, lanes: &Lanes, tree: Option<&TaskTree>, draws: &mut Draws) -> Duration {
    let end = trace.last_stamp();
    let count = tree.map_or(TREE, TaskTree::lanes);
    let mut took: Vec<_> = (0..SEEKS)
        .map(|_| {
            let rows = Rows::new(count, 24.0, 24.0 * f64::from(ROWS));
            let most = rows.content_height() - rows.height;
            let rows = Rows {
                scroll_top: draws.below(most.max(1.0) as u64) as f64,
                ..rows
            };
            let begun = Instant::now();
            let scene = layout(&Input {
                tree,
                ..Input::of(trace, lanes, end, Scale::fit(end, 1_200.0, false), rows)
            });
            // The names beside the lanes.
            for lane in rows.visible() {
                if let Some((tree, task)) = tree.and_then(|tree| Some((tree, tree.task_in(lane)?))) {
                    black_box(tree.guides(trace, task));
                }
            }
            black_box(scene);
            begun.elapsed()
        })
        .collect();
    took.sort_unstable();
    took[SEEKS / 2]
}

/// The worst of as many captions at random moments, which it prints.
fn captions(trace: &Trace, draws: &mut Draws) -> Duration {
    let mut folds = Folds::default();
    while !folds.extend(trace, FoldDepth::Everything, || false) {}
    let source = CaptionSource {
        trace,
        folds: &folds,
        language: Language::Python,
        program: None,
        recorded_by: RecordedBy::You,
    };
    let mut took: Vec<_> = (0..SEEKS)
        .map(|_| {
            let events = draws.below(trace.events.len() as u64 + 1) as usize;
            let begun = Instant::now();
            black_box(caption::at(&source, Moment::after(trace, events)));
            begun.elapsed()
        })
        .collect();
    took.sort_unstable();
    let (median, worst) = (took[SEEKS / 2], took[SEEKS - 1]);
    println!("{SEEKS} captions: median {median:.1?}, worst {worst:.1?}");
    worst
}

/// SplitMix64 with a fixed seed: every run does the same seeks.
struct Draws(u64);

impl Draws {
    fn below(&mut self, count: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % count.max(1)
    }
}
