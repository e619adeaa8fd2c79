//! The prediction: beyond the recorded time, over a recording of a list that was edited since, and where an end
//! deviated. Always dashed, or a ring. Leaves out what the recording already shows.

use super::ends::predicted_end;
use super::lane::{cut, spans, stretch_label};
use super::{Forecast, Input};
use crate::scene::{PredictedBar, Scene};
use recording::{Ended, Lane, TaskId};
use scenario::time::Micros;

/// Dashed boxes narrower than this would look like a dot, and are left out.
const SHORTEST_BAR: f64 = 3.0;
/// An end that deviates less than this, in CSS pixels, counts as predicted.
const SHORTEST_DEVIATION: f64 = 4.0;

pub(super) fn draw(input: &Input<'_>, task: TaskId, scene: &mut Scene) {
    let Some(forecast) = input.forecast else { return };
    let Some(plan) = forecast.lanes.lane(forecast.trace, task) else {
        return;
    };
    let ended = input.lanes.lane(input.trace, task).and_then(|lane| lane.end());
    match ended.filter(|_| !input.stale) {
        // The hatch already shows where a cancelled task would have ended.
        Some(end) if end.how == Ended::Cancelled => {}
        Some(end) => deviated(input, task, &plan, end.at, scene),
        None => boxes(input, &forecast, task, &plan, scene),
    }
}

/// Adds a ring where the end was predicted, if it came at another time.
fn deviated(input: &Input<'_>, task: TaskId, plan: &Lane, end: Micros, scene: &mut Scene) {
    let Input { scale, rows, .. } = input;
    let Some(planned) = plan.end() else { return };
    let x = scale.x_from_time(planned.at);
    if (x - scale.x_from_time(end)).abs() >= SHORTEST_DEVIATION {
        let middle = input.task_y(task) + rows.lane / 2.0;
        scene.deviated.push((x, middle));
    }
}

fn boxes(input: &Input<'_>, forecast: &Forecast<'_>, task: TaskId, plan: &Lane, scene: &mut Scene) {
    let Input { scale, rows, .. } = input;
    // During a run, predicted bars have one grey ink; a prediction shown by itself has the inks of its states.
    let by_itself = input.stale || input.trace.events.is_empty();
    let edge = if by_itself { Micros::ZERO } else { input.edge };
    let bar = rows.bar();
    let y = input.task_y(task) + (rows.lane - bar) / 2.0;
    let end = plan.end().map(|end| end.at).filter(|&at| at >= edge);
    let first = scene.predicted_bars.len();
    spans(plan, scale, edge, end.unwrap_or(Micros(u64::MAX)), |span| {
        let (left, right) = (scale.x_from_time(span.from), scale.x_from_time(span.to));
        if right - left < SHORTEST_BAR {
            return;
        }
        let rect = cut(left, right, y, bar, scale);
        let label = if by_itself {
            stretch_label(input, &rect, (forecast.trace, forecast.lanes), task, &span)
        } else {
            None
        };
        scene.predicted_bars.push(PredictedBar {
            task,
            kind: by_itself.then_some(span.kind),
            rect,
            label,
            ring: None,
            end: None,
        });
    });
    if let (Some(end), Some(last)) = (end, scene.predicted_bars[first..].last_mut()) {
        last.ring = Some((scale.x_from_time(end), y + bar / 2.0));
        let middle = rows.lane_y(task.index()) + rows.lane / 2.0;
        last.end = by_itself
            .then(|| predicted_end(input, forecast.trace, task, plan, middle))
            .flatten();
    }
}
