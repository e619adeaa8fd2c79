//! A task's states as bars, its polls as ticks. Leaves its end to [`super::ends`].

use super::Input;
use crate::rows::Detail;
use crate::scale::Scale;
use crate::scene::{Bar, BarKind, Label, PollTick, Rect, Scene};
use recording::{EventKind, Lane, Lanes, Segment, TaskId, TimerKind, Trace};
use scenario::time::Micros;

/// A poll must be seen however short it was.
const POLL_WIDTH: f64 = 2.0;
/// A waiting or ready stretch shorter than this is left out.
const SHORTEST_BAR: f64 = 0.5;
/// What begins less than this after a stretch that is itself shorter shares its place on screen.
const COLUMN: f64 = 1.0;
/// How far outside the canvas a bar is cut, so that its corners and edges are out of sight.
const OUTSIDE: f64 = 8.0;
/// From a bar's left edge to its label.
const LABEL_INSET: f64 = 8.0;
/// What must be free right of a label for it to be written.
const LABEL_SPARE: f64 = 10.0;
/// From a label to the texture.
const LABEL_TO_TEXTURE: f64 = 6.0;
/// A texture with no label begins behind the 2 px edge.
const EDGE_TO_TEXTURE: f64 = 3.0;
/// A bar lower than this has no room for 11 px type.
const LOWEST_LABELLED_BAR: f64 = 14.0;
/// How far before a wait its timer is looked for: what a poll does before it sleeps is a handful of events.
const EVENTS_OF_A_POLL: usize = 64;

/// A stretch of a lane, in time and in pixels. Not cut to the canvas.
pub(super) struct LaneSpan {
    /// What the task did.
    pub kind: BarKind,
    /// When it began.
    pub from: Micros,
    /// When it was over.
    pub to: Micros,
    /// The event that began it.
    pub event: u32,
}

pub(super) fn draw(input: &Input<'_>, task: TaskId, lane: &Lane, scene: &mut Scene) {
    let Input { scale, rows, .. } = input;
    let bar = rows.bar();
    let y = rows.lane_y(task.index()) + (rows.lane - bar) / 2.0;
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
        let rect = cut(left, right, y, bar, scale);
        // Under a prediction of something else, words would stand twice.
        let label = (!input.stale)
            .then(|| label(input, &rect, || text(input.trace, input.lanes, task, &span)))
            .flatten();
        let texture_x = label.as_ref().map_or(left.max(rect.x) + EDGE_TO_TEXTURE, |label| {
            label.x + (input.text_width)(&label.text) + LABEL_TO_TEXTURE
        });
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
}

/// Calls `each` for the stretches in view between `after` and `until`, from left to right. Of those that crowd into one
/// pixel a poll always comes through, and the last one, which reaches out of it.
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
            });
        }
    };
    let first = first.max(after);
    // The one that reaches into view, and all that share the first moment in view: a poll at 0 has no length.
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
        // Ready, running, waiting: of any three in a row, one is a poll.
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
    // The narrowest label, `CPU`, takes more.
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

/// What a stretch is called.
pub(super) fn text(trace: &Trace, lanes: &Lanes, task: TaskId, span: &LaneSpan) -> Option<String> {
    let timed = |word: &str, what: TimerKind| match timer_length(trace, task, span.event, what) {
        Some(length) => format!("{word} {}", scenario::words::length(length)),
        None => word.into(),
    };
    Some(match span.kind {
        BarKind::Timer => timed("timer", TimerKind::Sleep),
        BarKind::Backoff => timed("backoff", TimerKind::Backoff),
        BarKind::Child => match lanes.children_after(span.event) {
            1 => "waiting on 1 child".into(),
            count => format!("waiting on {count} children"),
        },
        BarKind::Permit => "waiting for a permit".into(),
        BarKind::Running => "CPU".into(),
        BarKind::Ready => return None,
    })
}

/// How long the timer was set for that the poll ending at `event` left the task waiting on.
fn timer_length(trace: &Trace, task: TaskId, event: u32, wanted: TimerKind) -> Option<Micros> {
    let before = trace.events.range(0..event as usize);
    before
        .rev()
        .take(EVENTS_OF_A_POLL)
        .filter(|event| event.task == Some(task))
        .take_while(|event| event.kind != EventKind::PollStart)
        .find_map(|event| match event.kind {
            EventKind::TimerSet { what, deadline, .. } if what == wanted => Some(deadline.since(event.at)),
            _ => None,
        })
}
