//! Futures that are joined into a task, main in the playground, drawn as a part of it: a rail from it to each joined lane,
//! and its polls through them. Spawned tasks have neither.

use super::Input;
use super::lane::{cut, spans};
use crate::rows::Detail;
use crate::scene::{BarKind, Rect, Scene};
use scenario::time::Micros;
use std::ops::Range;

/// The rail is in the padding before time 0, clear of the plot's edge and of a poll at time 0.
const RAIL_X: f64 = 4.0;
const RAIL_WIDTH: f64 = 2.0;
/// The end of a branch from the rail towards a lane, 2 px short of a poll at time 0.
const BRANCH_END: f64 = 12.0;
const BRANCH_HEIGHT: f64 = 1.0;
/// The smallest width of a poll, so that it is visible however short it was.
const POLL_WIDTH: f64 = 2.0;

/// ```text
///       4  12  16
///   main   ┏━━━|▌════════════▌═══════════▌     main's polls,
///       ┃      ┊             ┊           ┊     faint, through the futures they poll:
///   1   ┣──    |▌▁▁▁▁▁▁▁▁▁▁▁▁▌ ✓         ┊     a tick where this future was polled
///   2   ┗──    |▌▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▌ ✓
/// ```
pub(super) fn draw(input: &Input<'_>, scene: &mut Scene) {
    let Input { scale, rows, .. } = input;
    let groups = groups(input);
    let Some(last) = groups.last().map(|group| group.end - 1) else {
        return;
    };
    let middle = |lane: usize| rows.lane_y(lane) + rows.lane / 2.0;
    let (top, bottom) = (rows.lanes_top(), rows.lanes_bottom());
    let first = groups.first().and_then(|group| input.task_in(group.start));
    let Some(main) = first.and_then(|first| input.trace.tasks.parent(first)) else {
        return;
    };
    let start = input.lane_of(main).map_or(top, |lane| middle(lane).max(top));
    let more = input.task_in(last + 1).is_some_and(|next| input.trace.is_joined(next));
    let end = if more { bottom } else { middle(last) };
    scene
        .rail
        .push(Rect::new(RAIL_X, start, RAIL_WIDTH, (end - start).max(0.0)));
    // When time 0 is out of view, bars extend to the edge of the plot and leave no room for branches.
    if rows.detail() != Detail::Solid && scale.x_from_time(Micros::ZERO) >= BRANCH_END + POLL_WIDTH {
        let of_main = input.lane_of(main).filter(|lane| rows.visible().contains(lane));
        let branch = |lane: usize| {
            let y = middle(lane) - BRANCH_HEIGHT / 2.0;
            Rect::new(RAIL_X, y, BRANCH_END - RAIL_X, BRANCH_HEIGHT)
        };
        scene
            .rail
            .extend(of_main.into_iter().chain(groups.iter().cloned().flatten()).map(branch));
    }

    let Some(lane) = input.lanes.lane(input.trace, main) else {
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
            scene.parent_polls.push(if right - left < POLL_WIDTH {
                Rect::new(right - POLL_WIDTH, y, POLL_WIDTH, height)
            } else {
                cut(left, right, y, height, scale)
            });
        }
    });
}

/// The joined lanes in view, as groups of neighbours. A run of the playground has one group; an opened recording may
/// have several.
fn groups(input: &Input<'_>) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    let rows = &input.rows;
    for lane in rows.visible() {
        if !input.task_in(lane).is_some_and(|task| input.trace.is_joined(task)) {
            continue;
        }
        match groups.last_mut().filter(|group| group.end == lane) {
            Some(group) => group.end = lane + 1,
            None => groups.push(lane..lane + 1),
        }
    }
    groups
}
