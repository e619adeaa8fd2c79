//! The memory that a run needs besides its recording, measured by a counting allocator.
//!
//! A single test, because tests running in parallel would be counted too.

use cap::Cap;
use recording::{Budget, ClockKind, Trace};
use runtime::clock::VirtualClock;
use runtime::{DriveResult, EventLoop};
use scenario::link;
use scenario::time::Micros;
use std::alloc::System;
use std::num::NonZeroUsize;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// A power of two, so that vectors that double are full.
const TASKS: usize = 1 << 16;

/// The most bytes of a plan, however many tasks its items stand for.
const MOST_OF_A_PLAN: usize = 2_048;

/// The most bytes per task for each of these scenarios, at any moment of the run.
const MOST: [(&str, usize); 6] = [
    ("await=gather", 82),
    ("await=gather&limit=100", 56),
    ("await=gather&timeout=3", 114),
    ("await=settle&retry=3&backoff=0.1", 82),
    ("await=spawn", 82),
    ("await=as-completed&unit=future", 88),
];

#[test]
fn a_task_takes_at_most_its_limit_besides_its_recording() {
    let entries = NonZeroUsize::new(1_000).expect("it is above 0");
    for (parts, most) in MOST {
        let scenario = link::read(&format!("tasks=0.5s..0.55s%20x{TASKS}&{parts}")).scenario;
        let before = ALLOCATOR.allocated();
        let trace = Trace::planned(&scenario, ClockKind::Virtual, Micros(1));
        let of_plan = ALLOCATOR.allocated() - before;
        drop(trace);
        assert!(of_plan <= MOST_OF_A_PLAN, "{parts}: {of_plan} bytes for the plan");

        let event_loop = EventLoop::new(&scenario, Box::new(VirtualClock::in_slices(entries)));
        event_loop.keep_within(Budget::bytes(0));
        let mut taken = 0;
        while event_loop.drive() != DriveResult::Done {
            taken = taken.max(ALLOCATOR.allocated() - before);
        }
        let a_task = taken / TASKS;
        println!("{parts}: {a_task} bytes a task");
        assert!(a_task <= most, "{parts}: {a_task} bytes a task");
    }
}
