//! Wakes as arrows between lanes, from the cause to the woken task. The caller selects which wakes are drawn.

use super::{Input, event_loop};
use crate::rows::LOW_BAND_HEIGHT;
use crate::scene::Arrow;
use recording::TaskId;
use scenario::time::Micros;
use std::collections::HashSet;

/// The gap between a bar and an arrow.
const GAP: f64 = 2.0;
/// Lanes lower than this have no room between their bars: there an arrow goes from middle to middle.
const LOWEST_GAP: f64 = 24.0;

/// A wake to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DrawnWake {
    /// The moment of the wake.
    pub at: Micros,
    /// Where the arrow begins.
    pub from: WakeSource,
    /// The task that was woken.
    pub to: TaskId,
    /// The reason of the wake.
    pub kind: WakeKind,
}

/// The cause of a wake, at which its arrow begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WakeSource {
    /// The event loop: it served a timer, or the user cancelled something.
    Loop,
    /// This task.
    Lane(TaskId),
}

/// Why a task was woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WakeKind {
    /// It was spawned.
    Spawn,
    /// A timer was served.
    Timer,
    /// A task that it awaits has ended.
    End,
    /// A permit was passed on to it.
    Permit,
    /// The user cancelled something that it awaits.
    User,
    /// Another task requested its cancellation: not a wake, but drawn as one.
    Cancel,
}

/// The arrows in view. A task that woke itself has none; arrows that would cover each other are merged.
pub(super) fn draw(input: &Input<'_>) -> Vec<Arrow> {
    let scale = &input.scale;
    let (first, last) = scale.visible();
    let last = last.min(input.edge);
    let begun = input.wakes.partition_point(|wake| wake.at < first);
    let mut arrows: Vec<Arrow> = Vec::new();
    // The arrows in the column of pixels of the last one.
    let (mut column, mut taken) = (f64::NEG_INFINITY, HashSet::new());
    for wake in input.wakes[begun..].iter().take_while(|wake| wake.at <= last) {
        let x = scale.x_from_time(wake.at);
        let Some(arrow) = arrow(input, wake, x) else {
            continue;
        };
        if x - column >= 1.0 {
            (column, taken) = (x, HashSet::new());
        }
        if taken.insert((arrow.from.to_bits(), arrow.to.to_bits(), arrow.permit)) {
            arrows.push(arrow);
        }
    }
    arrows
}

fn arrow(input: &Input<'_>, wake: &DrawnWake, x: f64) -> Option<Arrow> {
    let rows = &input.rows;
    let middle = |task: TaskId| input.task_y(task) + rows.lane / 2.0;
    let clear = if rows.lane >= LOWEST_GAP {
        rows.bar() / 2.0 + GAP
    } else {
        0.0
    };
    let (top, bottom) = (rows.lanes_top(), rows.lanes_bottom().max(rows.lanes_top()));
    let (from, to, dot) = match wake.from {
        WakeSource::Loop if rows.band >= LOW_BAND_HEIGHT => (
            event_loop::below_baseline(rows.band_top()),
            middle(wake.to) - clear,
            false,
        ),
        WakeSource::Loop => (top, middle(wake.to) - clear, false),
        WakeSource::Lane(cause) if cause == wake.to => return None,
        WakeSource::Lane(cause) => {
            let (at, woken) = (input.lane_of(cause), input.lane_of(wake.to));
            if input.tree.is_some() && at == woken {
                return None;
            }
            let down = if at < woken { 1.0 } else { -1.0 };
            let from = middle(cause) + down * clear;
            let inside = (top..=bottom).contains(&from);
            (from.clamp(top, bottom), middle(wake.to) - down * clear, inside)
        }
    };
    let head = (top..=bottom).contains(&to);
    let to = to.clamp(top, bottom);
    // Both ends are beyond the same edge.
    if from == to {
        return None;
    }
    Some(Arrow {
        x,
        from,
        to,
        dot,
        head,
        permit: wake.kind == WakeKind::Permit,
        dashed: wake.from == WakeSource::Loop,
    })
}
