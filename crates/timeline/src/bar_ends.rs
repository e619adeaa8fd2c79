//! The ends of the bars that can be dragged: where the first sleep of a task ends, its item in the edited list, and the
//! steps in which a drag changes its delay. Knows no pointer.

use recording::facts::{first_sleep, unique_task_name};
use recording::{Moments, TaskId, Trace};
use scenario::time::Micros;
use scenario::{FailureMode, TaskList};
use std::ops::Range;

/// What a drag and an arrow key snap to (docs/design.md, “Interaction”).
pub const STEP: Micros = Micros::from_millis(50);
/// An arrow key with Shift changes a delay by this much.
pub const LONG_STEP: Micros = Micros::from_millis(500);
/// A drag with Alt snaps to no more than what a browser's timers can tell apart.
pub const FINE_STEP: Micros = Micros::from_millis(1);
/// The longest delay of a task, in milliseconds.
pub const LONGEST_MS: u64 = 86_400_000;

/// The end of a task's first sleep, and the item of the list that has its delay.
#[derive(Clone, Debug, PartialEq)]
pub struct BarEnd {
    /// The index of the lane.
    pub lane: usize,
    /// The index of the item in the list.
    pub item: usize,
    /// The task's name for its buttons.
    pub title: String,
    /// When the sleep begins.
    pub from: Micros,
    /// How long it is in the list; for a range, as it was drawn.
    pub delay: Micros,
    /// Whether the delay is a range, which a drag cannot change.
    pub fixed: bool,
    /// Whether the task can fail.
    pub fails: bool,
}

/// The ends of the bars of these lanes. Sleeps are read from `trace`, the prediction or the recording; names from `names`, the
/// recording. A lane whose task is not the one at its index of the list has none, nor has main's.
#[must_use]
pub fn bar_ends(list: &TaskList, lanes: Range<usize>, trace: &Trace, moments: &Moments, names: &Trace) -> Vec<BarEnd> {
    // The lanes are in the order of the list, so that one pass finds the items of all.
    let (mut index, mut before) = (0, 0);
    let end_of = |lane: usize| {
        let task = TaskId(u32::try_from(lane).ok()?);
        while list.items.get(index).is_some_and(|item| before + item.repeat < task.0) {
            before += list.items[index].repeat;
            index += 1;
        }
        let item = list.items.get(index)?;
        let name = item.name_of(task.0, task.0 - before);
        let (from, until) = first_sleep(trace, moments, task)?;
        if !names.tasks.is_called(task, &name) {
            return None;
        }
        let fixed = item.delay.high.is_some();
        Some(BarEnd {
            lane,
            item: index,
            title: if item.name.is_none() {
                format!("task {lane}")
            } else {
                unique_task_name(names, task)
            },
            from,
            delay: if fixed {
                until.since(from)
            } else {
                item.delay.low.micros()
            },
            fixed,
            fails: item.failure_mode != FailureMode::Succeeds,
        })
    };
    lanes.filter(|lane| *lane > 0).filter_map(end_of).collect()
}

/// The delay after a drag by so many pixels: the nearest multiple of the drag's step, at least 0. With `fine`, the step is
/// [`FINE_STEP`].
#[must_use]
pub fn dragged(delay: Micros, by_x: f64, micros_per_pixel: f64, fine: bool) -> Micros {
    let step = if fine { FINE_STEP } else { drag_step(micros_per_pixel) };
    let aimed = (delay.0 as f64 + by_x * micros_per_pixel).max(0.0);
    // A cast from f64 saturates.
    let steps = (aimed / step.0 as f64).round() as u64;
    Micros(steps.saturating_mul(step.0).min(LONGEST_MS * 1_000))
}

/// What a drag snaps to: [`STEP`], or the smallest of 1, 2, 5 times a power of ten that is no finer than a pixel.
#[must_use]
pub fn drag_step(micros_per_pixel: f64) -> Micros {
    let mut power = 1_u64;
    loop {
        for factor in [1, 2, 5] {
            let step = factor * power;
            if step >= STEP.0 && step as f64 >= micros_per_pixel {
                return Micros(step);
            }
        }
        match power.checked_mul(10).filter(|power| *power < LONGEST_MS * 1_000) {
            Some(next) => power = next,
            None => return Micros(power),
        }
    }
}
