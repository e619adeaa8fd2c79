//! The critical path as a line through the lanes: along the lane of each step for as long as it took, then over to the lane
//! of the next.
//!
//! ```text
//!   main  ┐ ██                     A
//!   B     └──①─ 71 % ──┐           │
//!   D                  └─② 29 % ───┘
//! ```

use super::Input;
use crate::rows::Rows;
use crate::scene::{DrawnPath, PathMark, Point, Rect};
use recording::TaskId;
use recording::critical_path::{CriticalPathToEnd, PathRow};
use scenario::time::Micros;

/// How far left of its time a point of the line is, so that it does not cover the polls and ends at that time.
const ASIDE: f64 = 6.0;
/// From a bar to the line, in lanes with room beside their bars; in others the line runs through the middle.
const BELOW_BAR: f64 = 2.0;
const LOWEST_ROOM: f64 = 24.0;
/// What is further outside of the view than this is not drawn.
const MARGIN: f64 = 20.0;
/// Steps narrower than this share a vertical line.
const NARROWEST: f64 = 1.0;
/// The radius of a mark.
const RADIUS: f64 = 7.0;
/// The gap between a mark and its share, and the room that both need beside them.
const GAP: f64 = 3.0;
const ROOM: f64 = 6.0;

/// The line and its marks.
pub(super) fn draw(input: &Input<'_>) -> Option<DrawnPath> {
    let path = input.critical_path?;
    let (first, last) = (path.rows.first()?, path.rows.last()?);
    let plot = Plot { input, path };
    let mut drawn = DrawnPath::default();
    plot.start(first.ends[0], &mut drawn);
    if path.steps.is_empty() {
        plot.rows(&mut drawn);
    } else {
        plot.steps(&mut drawn);
    }
    plot.end(last.ends[1], &mut drawn);
    drawn.lines.retain(|line| line.len() > 1);
    plot.marks(&mut drawn);
    Some(drawn)
}

struct Plot<'a> {
    input: &'a Input<'a>,
    path: &'a CriticalPathToEnd,
}

/// Steps that are too narrow to be drawn one by one.
struct NarrowSteps {
    x: f64,
    top: f64,
    bottom: f64,
    last: f64,
}

impl Plot<'_> {
    fn x(&self, at: Micros) -> f64 {
        let scale = &self.input.scale;
        (scale.x_from_time(at) - ASIDE).clamp(-MARGIN, scale.width() + MARGIN)
    }

    /// The y of the line in a task's lane.
    fn y(&self, task: TaskId) -> f64 {
        let rows = &self.input.rows;
        self.clamped(middle(self.input, task) + clear(rows))
    }

    fn clamped(&self, y: f64) -> f64 {
        let rows = &self.input.rows;
        y.clamp(
            rows.lanes_top() - MARGIN,
            rows.lanes_bottom().max(rows.lanes_top()) + MARGIN,
        )
    }

    /// The range of time in which the line is visible.
    fn visible(&self) -> (Micros, Micros) {
        let scale = &self.input.scale;
        let margin = MARGIN + ASIDE;
        (scale.time_from_x(-margin), scale.time_from_x(scale.width() + margin))
    }

    /// From the lane of the task itself, in which it was spawned, to that of the first step.
    fn start(&self, first: TaskId, drawn: &mut DrawnPath) {
        drawn.lines.push(Vec::new());
        if self.visible().0 == Micros::ZERO && first != self.path.task {
            let x = self.x(Micros::ZERO);
            push(drawn, (x, self.y(self.path.task)));
            push(drawn, (x, self.y(first)));
        }
    }

    fn steps(&self, drawn: &mut DrawnPath) {
        let (from, until) = self.visible();
        let steps = &self.path.steps;
        let begun = steps.partition_point(|step| step.to < from);
        let mut column: Option<NarrowSteps> = None;
        for step in steps[begun..].iter().take_while(|step| step.from <= until) {
            let (left, right, y) = (self.x(step.from), self.x(step.to), self.y(step.task));
            if right - left >= NARROWEST {
                flush(column.take(), drawn);
                push(drawn, (left, y));
                push(drawn, (right, y));
                continue;
            }
            match column.as_mut().filter(|column| right - column.x < NARROWEST) {
                Some(column) => {
                    column.top = column.top.min(y);
                    column.bottom = column.bottom.max(y);
                    column.last = y;
                }
                None => {
                    let next = NarrowSteps {
                        x: left,
                        top: y,
                        bottom: y,
                        last: y,
                    };
                    flush(column.replace(next), drawn);
                }
            }
        }
        flush(column, drawn);
    }

    /// The line of a path with too many steps: a group is drawn dashed from its first task to its last.
    fn rows(&self, drawn: &mut DrawnPath) {
        let (from, until) = self.visible();
        let rows = self.path.rows.iter().filter(|row| row.to >= from && row.from <= until);
        for row in rows {
            let [first, last] = if row.is_group() { row.ends } else { [row.step.task; 2] };
            let ends = [(self.x(row.from), self.y(first)), (self.x(row.to), self.y(last))];
            push(drawn, ends[0]);
            if row.is_group() {
                drawn.dashed.push(ends);
                drawn.lines.push(Vec::new());
            }
            push(drawn, ends[1]);
        }
    }

    /// From the lane of the last step back to the task's own, with an arrow.
    fn end(&self, last: TaskId, drawn: &mut DrawnPath) {
        let task = self.path.task;
        if self.visible().1 < self.path.total || last == task {
            return;
        }
        let rows = &self.input.rows;
        let (x, up) = (self.x(self.path.total), last > task);
        let bar = if up { clear(rows) } else { -clear(rows) };
        let tip = middle(self.input, task) + bar;
        push(drawn, (x, self.y(last)));
        push(drawn, (x, self.clamped(tip)));
        let inside = (rows.lanes_top()..=rows.lanes_bottom()).contains(&tip);
        drawn.head = inside.then_some((x, tip, up));
    }

    fn marks(&self, drawn: &mut DrawnPath) {
        let rows = &self.input.rows;
        let width = self.input.scale.width();
        for (index, row) in self.path.rows.iter().enumerate() {
            let (from, to) = if row.is_group() {
                (row.from, row.to)
            } else {
                (row.step.from, row.step.to)
            };
            let (left, right) = (self.x(from).max(0.0), self.x(to).min(width));
            let y = self.y_of_mark(row, left, right);
            if right - left < 2.0 * RADIUS || y <= rows.lanes_top() || y >= rows.lanes_bottom() {
                continue;
            }
            let share = recording::critical_path::share_in_words(row.length(), self.path.total);
            let text_width = (self.input.text_width)(&share);
            let whole = 2.0 * RADIUS + GAP + text_width;
            let share = (right - left >= whole + 2.0 * ROOM).then_some(share);
            let middle = left.midpoint(right);
            let (x, share_area) = if share.is_some() {
                let x = middle - whole / 2.0 + RADIUS;
                let width = RADIUS + 2.0 * GAP + text_width;
                (x, Rect::new(x, y - RADIUS, width, 2.0 * RADIUS))
            } else {
                (middle, Rect::default())
            };
            drawn.marks.push(PathMark {
                x,
                y,
                share_area,
                radius: RADIUS,
                number: (index + 1).to_string(),
                share,
            });
        }
    }

    /// The y of the line in the middle of a row.
    fn y_of_mark(&self, row: &PathRow, left: f64, right: f64) -> f64 {
        if !row.is_group() {
            return self.y(row.step.task);
        }
        let middle = self.input.scale.time_from_x(left.midpoint(right) + ASIDE);
        let steps = &self.path.steps;
        let step = steps.get(steps.partition_point(|step| step.to <= middle));
        step.map_or_else(
            || self.y(row.ends[0]).midpoint(self.y(row.ends[1])),
            |step| self.y(step.task),
        )
    }
}

fn middle(input: &Input<'_>, task: TaskId) -> f64 {
    input.task_y(task) + input.rows.lane / 2.0
}

/// From the middle of a lane to the line.
fn clear(rows: &Rows) -> f64 {
    if rows.lane >= LOWEST_ROOM {
        rows.bar() / 2.0 + BELOW_BAR
    } else {
        0.0
    }
}

/// Continues the line to this point, along the lane and then across.
fn push(drawn: &mut DrawnPath, point: Point) {
    let Some(line) = drawn.lines.last_mut() else { return };
    if let Some(&(x, y)) = line.last()
        && x != point.0
        && y != point.1
    {
        line.push((point.0, y));
    }
    match line.as_mut_slice() {
        [.., last] if *last == point => {}
        // Goes on along the same lane.
        [.., before, last] if before.1 == point.1 && last.1 == point.1 => *last = point,
        _ => line.push(point),
    }
}

fn flush(column: Option<NarrowSteps>, drawn: &mut DrawnPath) {
    if let Some(NarrowSteps { x, top, bottom, last }) = column {
        [top, bottom, last].into_iter().for_each(|y| push(drawn, (x, y)));
    }
}
