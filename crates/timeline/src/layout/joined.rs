//! What is joined into main, drawn as a part of main: a rail from main to each joined lane, and main's polls through
//! them. Spawned tasks have neither.

use super::Input;
use super::lane::{cut, spans};
use crate::rows::Detail;
use crate::scene::{BarKind, Rect, Scene};
use recording::TaskId;
use scenario::time::Micros;
use std::ops::Range;

/// In the padding before time 0: clear of the plot's edge and of a poll at 0.
const RAIL_X: f64 = 4.0;
const RAIL_WIDTH: f64 = 2.0;
/// From the rail towards a lane, 2 px short of a poll at 0.
const BRANCH_END: f64 = 12.0;
const BRANCH_HEIGHT: f64 = 1.0;
/// A poll must be seen however short it was.
const POLL_WIDTH: f64 = 2.0;

/// ```text
///       4  12  16
///   main   ┏━━━|▌════════════▌═══════════▌     its polls,
///       ┃      ┊             ┊           ┊     faint, through what they poll:
///   1   ┣──    |▌▁▁▁▁▁▁▁▁▁▁▁▁▌ ✓         ┊     a tick where it was this one's turn
///   2   ┗──    |▌▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▌ ✓
/// ```
pub(super) fn draw(input: &Input<'_>, scene: &mut Scene) {
    let Input { scale, rows, .. } = input;
    let groups = groups(input);
    let Some(last) = groups.last().map(|group| group.end - 1) else {
        return;
    };
    let middle = |lane: usize| rows.lane_y(lane) + rows.lane / 2.0;
    let (top, bottom) = (rows.lanes_top(), rows.height);
    let start = middle(TaskId::MAIN.index()).max(top);
    let more = u32::try_from(last + 1).is_ok_and(|next| input.trace.is_joined(TaskId(next)));
    let end = if more { bottom } else { middle(last) };
    scene
        .rail
        .push(Rect::new(RAIL_X, start, RAIL_WIDTH, (end - start).max(0.0)));
    // Scrolled in time, bars reach to the edge of the plot, and the rail alone must do.
    if rows.detail() != Detail::Solid && scale.x_from_time(Micros::ZERO) >= BRANCH_END + POLL_WIDTH {
        let main = rows.visible().contains(&0).then_some(0);
        let branch = |lane: usize| {
            let y = middle(lane) - BRANCH_HEIGHT / 2.0;
            Rect::new(RAIL_X, y, BRANCH_END - RAIL_X, BRANCH_HEIGHT)
        };
        scene
            .rail
            .extend(main.into_iter().chain(groups.iter().cloned().flatten()).map(branch));
    }

    let Some(lane) = input.lanes.lane(input.trace, TaskId::MAIN) else {
        return;
    };
    spans(&lane, scale, Micros::ZERO, input.edge, |span| {
        if span.kind != BarKind::Running {
            return;
        }
        let (left, right) = (scale.x_from_time(span.from), scale.x_from_time(span.to));
        for group in &groups {
            let y = rows.lane_y(group.start).max(top);
            let height = (rows.lane_y(group.end).min(bottom) - y).max(0.0);
            scene.through.push(if right - left < POLL_WIDTH {
                Rect::new(right - POLL_WIDTH, y, POLL_WIDTH, height)
            } else {
                cut(left, right, y, height, scale)
            });
        }
    });
}

/// The joined lanes in view. A recorded run has one group; a trace from elsewhere may mix.
fn groups(input: &Input<'_>) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for lane in input.rows.visible() {
        let Ok(task) = u32::try_from(lane).map(TaskId) else {
            break;
        };
        if !input.trace.is_joined(task) {
            continue;
        }
        match groups.last_mut().filter(|group| group.end == lane) {
            Some(group) => group.end = lane + 1,
            None => groups.push(lane..lane + 1),
        }
    }
    groups
}
