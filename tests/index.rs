//! Navigation in time: the index gives the same answers as a replay from the start, and steps end at the right moments.

mod handmade;
mod support;

#[path = "index/replay.rs"]
mod replay;

#[path = "index/density.rs"]
mod density;
#[path = "index/laws.rs"]
mod laws;
#[path = "index/loops.rs"]
mod loops;
#[path = "index/moments.rs"]
mod moments;
#[path = "index/segments.rs"]
mod segments;
#[path = "index/state_grid.rs"]
mod state_grid;

use recording::{History, Trace};

/// The run of a link in virtual time, and its indexes.
fn ran(link: &str) -> (Trace, History) {
    let trace = runtime::simulate(&support::open(link));
    let history = folded(&trace);
    (trace, history)
}

fn folded(trace: &Trace) -> History {
    let mut history = History::default();
    history.extend(trace);
    history
}
