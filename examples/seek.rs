//! Measures a seek in a long trace: the ready queue, the tasks being polled, the first console line, 60 rows; then the
//! caption of a moment.
//!
//! ```text
//! cargo run --release --example seek [-- '<link>']
//! ```
//!
//! Prints the median and the worst of 1,000 random seeks and captions. Exits with 1 if the worst is over 2 ms, with 2 if the link is
//! invalid.

use codegen::Language;
use explain::caption::{self, CaptionSource};
use recording::facts::RecordedBy;
use recording::{FoldDepth, Folds, History, Moment, TaskId, Trace};
use scenario::link;
use scenario::time::Micros;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// A run with more than a million events.
const LINK: &str = "tasks=0.5s..3s x100000&await=gather&limit=1000";

/// The number of rows that fit on a large screen.
const ROWS: u32 = 60;

const SEEKS: usize = 1_000;

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
    ExitCode::from(u8::from(worst.max(caption_worst) > MOST))
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
