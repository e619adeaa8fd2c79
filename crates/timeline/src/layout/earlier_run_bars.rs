//! Earlier runs of the same list, as thin bars under a task's bar: the same states in the same inks, without labels.
//!
//! ```text
//!   ▐▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▌ ✓ 4    the run that is shown
//!   ▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂       the one before
//!   ▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂          the one before that
//! ```

use super::Input;
use super::lane::{cut, spans};
use crate::scene::{EarlierRunBar, Scene};
use recording::TaskId;
use scenario::time::Micros;

const HEIGHT: f64 = 2.0;
/// From the task's bar to the first of these, clear of the line along the bar's lower edge.
const GAP: f64 = 2.0;
/// Between two of these bars.
const DISTANCE: f64 = 1.0;
/// Narrower bars are left out.
const NARROWEST: f64 = 1.0;

pub(super) fn draw(input: &Input<'_>, task: TaskId, scene: &mut Scene) {
    let Input { scale, rows, .. } = input;
    let below = input.task_y(task) + (rows.lane + rows.bar()) / 2.0;
    let room = (rows.lane - rows.bar()) / 2.0;
    let fits = ((room - GAP + DISTANCE) / (HEIGHT + DISTANCE)).floor().max(0.0) as usize;
    for (index, (trace, lanes)) in input.earlier.iter().take(fits).enumerate() {
        let Some(lane) = lanes.lane(trace, task) else { continue };
        let end = lane.end().map_or(Micros::ZERO, |end| end.at);
        let y = below + GAP + index as f64 * (HEIGHT + DISTANCE);
        spans(&lane, scale, Micros::ZERO, end, |span| {
            let (left, right) = (scale.x_from_time(span.from), scale.x_from_time(span.to));
            if right - left >= NARROWEST {
                scene.earlier_run_bars.push(EarlierRunBar {
                    task,
                    kind: span.kind,
                    rect: cut(left, right, y, HEIGHT, scale),
                });
            }
        });
    }
}
