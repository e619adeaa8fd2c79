//! The prediction beyond what has happened, dashed. Draws nothing that the record already shows.

use super::Input;
use super::lane::{cut, label, spans, text};
use crate::time::Micros;
use crate::timeline::scene::{Ghost, Scene};
use crate::trace::TaskId;

/// A dashed box narrower than this is a dot.
const SHORTEST_GHOST: f64 = 3.0;

pub(super) fn draw(input: &Input<'_>, task: TaskId, scene: &mut Scene) {
    let Some(forecast) = input.forecast else { return };
    let Some(plan) = forecast.lanes.lane(task) else { return };
    // What has ended needs no forecast, however different it was predicted.
    if input.lanes.lane(task).is_some_and(|lane| lane.end.is_some()) {
        return;
    }
    let Input { scale, rows, .. } = input;
    let begun = !input.trace.events.is_empty();
    let bar = rows.bar();
    let y = rows.lane_y(task.index()) + (rows.lane - bar) / 2.0;
    let end = plan.end.as_ref().map(|end| end.at).filter(|&at| at >= input.edge);
    let edge = if begun { input.edge } else { Micros::ZERO };
    let first = scene.ghosts.len();
    spans(plan, scale, edge, end.unwrap_or(Micros(u64::MAX)), |span| {
        let (left, right) = (scale.x_from_time(span.from), scale.x_from_time(span.to));
        if right - left < SHORTEST_GHOST {
            return;
        }
        let rect = cut(left, right, y, bar, scale);
        let label = if begun {
            None
        } else {
            label(input, &rect, || text(forecast.trace, forecast.lanes, task, &span))
        };
        scene.ghosts.push(Ghost {
            task,
            kind: (!begun).then_some(span.kind),
            rect,
            label,
            ring: None,
        });
    });
    if let (Some(end), Some(last)) = (end, scene.ghosts[first..].last_mut()) {
        last.ring = Some((scale.x_from_time(end), y + bar / 2.0));
    }
}
