//! A task's states as bars and its polls as ticks. Its end is in [`super::ends`].

use super::{Input, event_loop};
use crate::rows::Detail;
use crate::scale::Scale;
use crate::scene::{Bar, BarKind, Hatch, Label, OverdueBar, PollTick, Rect, Scene};
use recording::{EventKind, Lane, Lanes, PollResult, Segment, State, TaskId, TimerKind, Trace, WaitingOn, waits};
use scenario::time::Micros;

/// The height of what is drawn below the bars of a task that is being cancelled, and the space above it.
const STRIP: f64 = 4.0;
const ABOVE_STRIP: f64 = 1.0;
/// Requests of one task that are looked at.
const MOST_CANCELS: usize = 4_096;
/// The smallest width of a poll, so that it is visible however short it was.
const POLL_WIDTH: f64 = 2.0;
/// Waiting and ready bars shorter than this are left out.
const SHORTEST_BAR: f64 = 0.5;
/// Segments that begin less than this after another, itself shorter than this, share its column of pixels.
const COLUMN: f64 = 1.0;
/// How far outside the canvas a bar is cut, so that its corners and edges are out of view.
const OUTSIDE: f64 = 8.0;
/// From a bar's left edge to its label.
const LABEL_INSET: f64 = 8.0;
/// The room that must be left right of a label.
const LABEL_SPARE: f64 = 10.0;
/// From a label to the texture.
const LABEL_TO_TEXTURE: f64 = 6.0;
/// Without a label, the texture begins this far right of the bar's left end, after the 2 px edge.
const EDGE_TO_TEXTURE: f64 = 3.0;
/// A bar lower than this has no room for 11 px type.
const LOWEST_LABELLED_BAR: f64 = 14.0;

/// A stretch of a lane in one state. Not cut to the canvas.
pub(super) struct LaneSpan {
    /// What the task did.
    pub kind: BarKind,
    /// When it began.
    pub from: Micros,
    /// When it ended.
    pub to: Micros,
    /// The event that began it.
    pub event: u32,
    /// The state as it is recorded.
    pub state: State,
}

impl LaneSpan {
    const fn segment(&self) -> Segment {
        Segment {
            from: self.from,
            state: self.state,
            event: self.event,
        }
    }
}

/// The time after a timer was due is shown from this width on: every browser serves timers a little late.
pub(crate) const SHORTEST_OVERDUE: f64 = 3.0;

/// ```text
///   set                    due           served
///   ▐ timer 1.2 s ─────────┨▨▨ overdue ▨▨┃
/// ```
pub(super) fn draw(input: &Input<'_>, task: TaskId, lane: &Lane, scene: &mut Scene) {
    let Input { scale, rows, .. } = input;
    let bar = rows.bar();
    let y = input.task_y(task) + (rows.lane - bar) / 2.0;
    spans(lane, scale, Micros::ZERO, input.edge, |span| {
        let (left, right) = (scale.x_from_time(span.from), scale.x_from_time(span.to));
        if span.kind == BarKind::Running && right - left < POLL_WIDTH {
            scene.polls.push(PollTick {
                task,
                rect: Rect::new(right - POLL_WIDTH, y, POLL_WIDTH, bar),
            });
            return;
        }
        if right - left < SHORTEST_BAR {
            return;
        }
        let mut right = right;
        if let Some(due) = overdue_since(input, task, span.segment(), span.to) {
            right = scale.x_from_time(due);
            scene.overdue.push(overdue(input, task, due, span.to, y));
        }
        let rect = cut(left, right, y, bar, scale);
        // The prediction drawn over a stale recording has labels of its own.
        let label = (!input.stale)
            .then(|| stretch_label(input, &rect, (input.trace, input.lanes), task, &span))
            .flatten();
        let texture_x = texture_x(input, &rect, label.as_ref());
        let solid = rows.detail() == Detail::Solid;
        scene.bars.push(Bar {
            task,
            kind: span.kind,
            rect,
            solid,
            texture_x,
            label,
        });
    });
    if rows.detail() != Detail::Solid {
        cancelling(input, task, y + bar + ABOVE_STRIP, scene);
    }
}

/// The time between the request that the task end and its end, below its bars:
///
/// ```text
///   ██ sleeps 10 s ────────█ sleeps 30 ms ──█  cancelled
///                          ╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱
/// ```
fn cancelling(input: &Input<'_>, task: TaskId, y: f64, scene: &mut Scene) {
    let Input { scale, trace, .. } = input;
    let (first, last) = scale.visible();
    let at = |event: u32| trace.events.at(event as usize);
    let mut left = f64::INFINITY;
    for request in input.lanes.cancels().of_task(task).take(MOST_CANCELS) {
        let (asked, over) = request.stretch();
        let Some(from) = at(asked).filter(|from| *from <= last.min(input.edge)) else {
            continue;
        };
        let to = over.and_then(at).map_or(input.edge, |over| over.min(input.edge));
        if to < first {
            return;
        }
        let (x, right) = (scale.x_from_time(from), scale.x_from_time(to));
        // Of those in one pixel, the last one.
        if right - x < SHORTEST_BAR || left - x < COLUMN {
            continue;
        }
        left = x;
        scene.hatches.push(Hatch {
            task,
            rect: cut(x, right, y, STRIP, scale),
        });
    }
}

/// When the timer of this wait was due, if it was served (at `until`) so much later that this is visible.
pub(crate) fn overdue_since(input: &Input<'_>, task: TaskId, wait: Segment, until: Micros) -> Option<Micros> {
    let what = match BarKind::of(wait.state)? {
        BarKind::Timer => TimerKind::Sleep,
        BarKind::Backoff => TimerKind::Backoff,
        BarKind::Child | BarKind::Permit | BarKind::Resource | BarKind::Ready | BarKind::Running => return None,
    };
    let visible = |from: Micros| input.scale.x_from_time(until) - input.scale.x_from_time(from) >= SHORTEST_OVERDUE;
    if !visible(wait.from) {
        return None;
    }
    let due = waits::timer(input.trace, task, wait.event, what)?.due.max(wait.from);
    visible(due).then_some(due)
}

fn overdue(input: &Input<'_>, task: TaskId, due: Micros, served: Micros, y: f64) -> OverdueBar {
    let Input { scale, rows, .. } = input;
    let rect = cut(scale.x_from_time(due), scale.x_from_time(served), y, rows.bar(), scale);
    let length = scenario::words::length(served.since(due));
    let short = format!("overdue {length}");
    let holder = event_loop::holder(input, due).map(|holder| input.trace.name_in_words(holder));
    let long = holder.map(|holder| format!("{short}: {holder} holds the loop"));
    let label = (!input.stale)
        .then(|| {
            let long = label(input, &rect, || long);
            long.or_else(|| label(input, &rect, || Some(short)))
        })
        .flatten();
    OverdueBar {
        task,
        rect,
        solid: rows.detail() == Detail::Solid,
        texture_x: texture_x(input, &rect, label.as_ref()),
        label,
    }
}

/// The x at which the texture of a bar begins.
fn texture_x(input: &Input<'_>, rect: &Rect, label: Option<&Label>) -> f64 {
    label.map_or(rect.x + EDGE_TO_TEXTURE, |label| {
        label.x + (input.text_width)(&label.text) + LABEL_TO_TEXTURE
    })
}

/// Calls `each` for the stretches in view between `after` and `until`, from left to right. Of those that share one
/// pixel it is called for the first, for a poll if there is one, and for the last, which may extend beyond that pixel.
pub(super) fn spans(lane: &Lane, scale: &Scale, after: Micros, until: Micros, mut each: impl FnMut(LaneSpan)) {
    let (first, last) = scale.visible();
    let mut emit = |segment: Segment, over: Micros| {
        let (from, to) = (segment.from.max(after), over.min(until));
        if let Some(kind) = BarKind::of(segment.state).filter(|_| from <= to) {
            each(LaneSpan {
                kind,
                from,
                to,
                event: segment.event,
                state: segment.state,
            });
        }
    };
    let first = first.max(after);
    // Start with the segment that extends into view, or with all that begin at the first moment in view: a poll at time
    // 0 has no length.
    let mut stretches = lane.stretches_since(first, until).peekable();
    while let Some((segment, over)) = stretches.next().filter(|(segment, _)| segment.from <= last.min(until)) {
        let shares_the_first = |(next, _): &(Segment, Micros)| next.from == first;
        if segment.from < first && stretches.peek().is_some_and(shares_the_first) {
            continue;
        }
        emit(segment, over);
        let column = scale.time_from_x(scale.x_from_time(segment.from) + COLUMN);
        if over >= column {
            continue;
        }
        // The last one that begins in the same pixel.
        let mut ahead = lane.stretches_since(column, until).peekable();
        let Some(&(reaches_out, _)) = ahead.peek() else {
            continue;
        };
        let near = |(next, _): &(Segment, Micros)| next.event >= reaches_out.event;
        if stretches.peek().is_none_or(near) {
            continue;
        }
        // States go ready, running, waiting: one of any three in a row is a poll.
        let between = stretches.take_while(|(next, _)| next.event < reaches_out.event);
        let mut polls = between.take(3);
        if let Some((poll, over)) = polls.find(|(next, _)| BarKind::of(next.state) == Some(BarKind::Running)) {
            emit(poll, over);
        }
        stretches = ahead;
    }
}

/// A bar from `left` to `right`, cut a little outside the canvas.
pub(super) fn cut(left: f64, right: f64, y: f64, height: f64, scale: &Scale) -> Rect {
    let left = left.max(-OUTSIDE);
    Rect::new(left, y, (right.min(scale.width() + OUTSIDE) - left).max(0.0), height)
}

/// The label of a bar, if it fits into what is in view of it.
pub(super) fn label(input: &Input<'_>, rect: &Rect, text: impl FnOnce() -> Option<String>) -> Option<Label> {
    // The narrowest label, `CPU`, needs more.
    const NARROWEST: f64 = 20.0;
    let left = rect.x.max(0.0);
    let room = rect.right().min(input.scale.width()) - left - LABEL_INSET - LABEL_SPARE;
    if rect.height < LOWEST_LABELLED_BAR || room < NARROWEST - LABEL_SPARE {
        return None;
    }
    let text = text().filter(|text| (input.text_width)(text) <= room)?;
    Some(Label {
        x: left + LABEL_INSET,
        baseline: rect.y + rect.height / 2.0 + 4.0,
        text,
    })
}

/// The label of a stretch, if it fits: with the names of the tasks that it waits for where there is room for them.
pub(super) fn stretch_label(
    input: &Input<'_>,
    rect: &Rect,
    (trace, lanes): (&Trace, &Lanes),
    task: TaskId,
    span: &LaneSpan,
) -> Option<Label> {
    let named = || names_awaited(trace, lanes, task, span);
    label(input, rect, named).or_else(|| label(input, rect, || text(trace, lanes, task, span)))
}

/// `awaiting A, B`: the tasks that the task waits for by name or, where that is not known, its children that have not ended;
/// if they are few.
fn names_awaited(trace: &Trace, lanes: &Lanes, task: TaskId, span: &LaneSpan) -> Option<String> {
    const MOST_NAMED: usize = 4;
    const MOST_SEARCHED: usize = 64;
    if span.kind != BarKind::Child || trace.tasks.len() > MOST_SEARCHED {
        return None;
    }
    let awaited = waits::awaited(trace, span.event as usize);
    let names: Vec<_> = if !awaited.is_empty() {
        awaited.iter().map(|task| trace.name_in_words(*task)).collect()
    } else if waits_for_children(trace, span) {
        lanes.children_named_after(trace, task, span.event)
    } else {
        Vec::new()
    };
    (1..=MOST_NAMED)
        .contains(&names.len())
        .then(|| format!("awaiting {}", names.join(", ")))
}

fn waits_for_children(trace: &Trace, span: &LaneSpan) -> bool {
    matches!(
        trace.events.get(span.event as usize).map(|event| event.kind),
        Some(EventKind::PollEnd(PollResult::Pending {
            on: Some(WaitingOn::Child | WaitingOn::Group)
        }))
    )
}

/// The label of a stretch.
pub(super) fn text(trace: &Trace, lanes: &Lanes, task: TaskId, span: &LaneSpan) -> Option<String> {
    let timed = |word: &str, what: TimerKind| match timer_length(trace, task, span.event, what) {
        Some(length) => format!("{word} {}", scenario::words::length(length)),
        None => word.into(),
    };
    Some(match span.kind {
        BarKind::Timer => timed("sleeps", TimerKind::Sleep),
        BarKind::Backoff => timed("backoff", TimerKind::Backoff),
        BarKind::Child | BarKind::Permit | BarKind::Resource => waiting(trace, lanes, task, span),
        BarKind::Running => "CPU".into(),
        BarKind::Ready => return None,
    })
}

/// The words for a wait: the name of what the task waits for where it is known, or the number of its children that have not
/// ended.
fn waiting(trace: &Trace, lanes: &Lanes, task: TaskId, span: &LaneSpan) -> String {
    let words = waits::words(trace, span.event as usize).unwrap_or_else(|| "waiting".into());
    if !waits_for_children(trace, span) || !waits::awaited(trace, span.event as usize).is_empty() {
        return words;
    }
    match lanes.children_after(trace, task, span.event) {
        0 if trace.scenario().is_none() => words,
        1 => "awaiting 1 task".into(),
        count => format!("awaiting {count} tasks"),
    }
}

/// The length of the timer that the task waits on after the poll that ended at `event`.
fn timer_length(trace: &Trace, task: TaskId, event: u32, wanted: TimerKind) -> Option<Micros> {
    waits::timer(trace, task, event, wanted).map(|timer| timer.due.since(timer.set))
}
