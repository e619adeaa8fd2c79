//! The ends of tasks: the cap, the hatch over the unspent time, the glyph and the label. The bars are in
//! [`super::lane`].

use super::Input;
use super::lane::cut;
use crate::rows::Detail;
use crate::scene::{Cap, EndKind, EndLabel, Hatch, Label, Rect, Scene, StuckMark};
use crate::words;
use recording::causes::{HEARD_BY_NOBODY, failure_in_words};
use recording::facts::words_for;
use recording::{End, Ended, EventKind, Lane, RunOutcome, State, TaskId, Trace};
use scenario::time::Micros;

/// A cap extends this far above and below the bar.
const CAP_REACH: f64 = 2.0;
/// In a cap lower than this, the gap would leave two dots.
const LOWEST_GAP: f64 = 10.0;
/// How far right of the end the glyph begins.
const GLYPH_DISTANCE: f64 = 6.0;
/// How far right of the end the label begins, when the glyph has its full size.
const TEXT_DISTANCE: f64 = 24.0;
/// From the end of a prediction, at the centre of its ring, to its label.
const RING_TO_TEXT: f64 = 11.0;
/// The label is written at 12 px, but widths are measured at 11 px.
const TEXT_SIZE_RATIO: f64 = 12.0 / 11.0;
/// Between the label and the edge of the plot.
const EDGE: f64 = 2.0;
/// On a phone, a label of more letters is left out: the line for the selected moment shows it.
const LONGEST_ON_PHONE: usize = 7;

/// What a task in a deadlock waits, and from there to its outline.
const FOR_EVER: &str = "for ever";
const STUCK_PADDING: f64 = 7.0;

/// ```text
///     bar ──────────┤ cap 3 px, 2 px higher on each side
///     ══════════════█   ✓  4
///                   │   │  └ +24 label
///                   │   └ +6 glyph, 14 px
///     cancelled:    █╱╱╱╱╱╱╱╱╱╱┆   ✂  400 ms unspent       (from the planned end)
/// ```
pub(super) fn draw(input: &Input<'_>, task: TaskId, lane: &Lane, scene: &mut Scene) {
    let Some(end) = lane.end() else { return };
    let Input { scale, rows, .. } = input;
    let how = match end.how {
        Ended::Finished => EndKind::Finished,
        Ended::Failed => EndKind::Failed,
        Ended::Cancelled | Ended::Destroyed => EndKind::Cancelled,
    };
    let bar = rows.bar();
    let (lane_y, x) = (input.task_y(task), scale.x_from_time(end.at));
    let y = lane_y + (rows.lane - bar) / 2.0;
    let mut label_x = x;
    if let Some(planned) = lane
        .planned_end()
        .filter(|&planned| how == EndKind::Cancelled && planned > end.at)
    {
        let planned_x = scale.x_from_time(planned);
        let rect = cut(x, planned_x, y, bar, scale);
        if rect.width > 0.0 {
            scene.hatches.push(Hatch { task, rect });
        }
        // If the planned end is out of view the label stays in view, over the hatch; its halo keeps it legible.
        label_x = planned_x.min(scale.right_edge()).max(x);
    }
    let solid = rows.detail() == Detail::Solid;
    if (0.0..=scale.width()).contains(&x) {
        let (width, reach) = if solid { (2.0, 0.0) } else { (3.0, CAP_REACH) };
        let rect = Rect::new(
            if how == EndKind::Cancelled { x - 1.0 } else { x - 2.0 },
            y - reach,
            width,
            bar + 2.0 * reach,
        );
        scene.caps.push(Cap {
            task,
            how,
            rect,
            gap: rect.height >= LOWEST_GAP,
        });
    }
    // Results after the playhead are not shown yet.
    if solid || end.at > input.now || !(0.0..=scale.width()).contains(&label_x) {
        return;
    }
    let size = if rows.detail() == Detail::Full { 14.0 } else { 10.0 };
    let middle = lane_y + rows.lane / 2.0;
    let glyph = Rect::new(label_x + GLYPH_DISTANCE, middle - size / 2.0, size, size);
    // Over a prediction of another list, an old result would read as that prediction's.
    let label = (rows.detail() == Detail::Full && !input.stale)
        .then(|| label(input, task, lane, &end, (label_x, middle)))
        .flatten();
    scene.ends.push(EndLabel {
        task,
        how,
        glyph,
        label,
        selected: input.selected == Some(task),
    });
}

/// `for ever` behind the bars of the tasks that are in a deadlock, once the playhead is at the end.
pub(super) fn stuck(input: &Input<'_>, scene: &mut Scene) {
    /// Events that are searched for the deadlock from the end: it is among the last.
    const LAST: usize = 8;
    let Input { trace, rows, .. } = input;
    if trace.outcome != Some(RunOutcome::Deadlock) || input.now < input.edge || rows.detail() != Detail::Full {
        return;
    }
    let events = trace.events.len();
    let is_deadlock = |index: &usize| {
        trace
            .events
            .get(*index)
            .is_some_and(|it| it.kind == EventKind::Deadlock)
    };
    let Some(found) = (events.saturating_sub(LAST)..events).rev().find(is_deadlock) else {
        return;
    };
    let width = (input.text_width)(FOR_EVER) + 2.0 * STUCK_PADDING;
    let x = input.scale.x_from_time(input.edge) + GLYPH_DISTANCE;
    if x < 0.0 || x + width > input.scale.width() {
        return;
    }
    let height = rows.bar();
    let tasks = trace.events.extra(found).tasks;
    // A folded task stands for what is in it.
    let own_lane = |task: &TaskId| input.shows(*task) && input.tree.is_none_or(|tree| tree.has_lane(*task));
    for task in tasks.into_iter().filter(own_lane) {
        if input.lanes.lane(trace, task).is_none_or(|lane| lane.end().is_some()) {
            continue;
        }
        let y = input.task_y(task) + (rows.lane - height) / 2.0;
        scene.stuck.push(StuckMark {
            task,
            rect: Rect::new(x, y, width, height),
            label: Label {
                x: x + STUCK_PADDING,
                baseline: y + height / 2.0 + 4.0,
                text: FOR_EVER.into(),
            },
        });
    }
}

/// What a task is predicted to end with, to the right of the ring at its end: `returns 4`, or of the root its result alone.
pub(super) fn predicted_end(input: &Input<'_>, trace: &Trace, task: TaskId, plan: &Lane, middle: f64) -> Option<Label> {
    let end = plan.end()?;
    let x = input.scale.x_from_time(end.at) + RING_TO_TEXT;
    if input.rows.detail() != Detail::Full || input.phone || x < 0.0 {
        return None;
    }
    let room = input.scale.width() - x - EDGE;
    let text = match end.how {
        Ended::Finished if trace.is_root(task) => plan.result().to_owned(),
        Ended::Finished if plan.result().is_empty() => "ends".into(),
        Ended::Finished => format!("returns {}", plan.result()),
        Ended::Failed => "fails".into(),
        Ended::Cancelled => "is cancelled".into(),
        Ended::Destroyed => "destroyed".into(),
    };
    Some(Label {
        x,
        baseline: middle + 4.0,
        text: words::elided(&text, room, input.text_width)?,
    })
}

/// How far right what is drawn of a task's end reaches: its cap, the hatch over its unspent time, its glyph and its label.
pub(crate) fn reach_of_end(input: &Input<'_>, task: TaskId) -> Option<f64> {
    let lane = input.lanes.lane(input.trace, task)?;
    let mut scene = Scene::default();
    draw(input, task, &lane, &mut scene);
    let label = |end: &EndLabel| {
        let label = end.label.as_ref()?;
        Some(label.x + (input.text_width)(&label.text) * TEXT_SIZE_RATIO)
    };
    let ends = scene.ends.iter().map(|end| label(end).unwrap_or(end.glyph.right()));
    let caps = scene.caps.iter().map(|cap| cap.rect.right());
    let hatches = scene.hatches.iter().map(|hatch| hatch.rect.right());
    ends.chain(caps).chain(hatches).max_by(f64::total_cmp)
}

fn label(input: &Input<'_>, task: TaskId, lane: &Lane, end: &End, (end_x, middle): (f64, f64)) -> Option<Label> {
    let x = end_x + TEXT_DISTANCE;
    let room = (input.scale.width() - x - EDGE) / TEXT_SIZE_RATIO;
    let unspent = lane
        .planned_end()
        .map(|planned| planned.since(end.at))
        .filter(|&left| left > Micros::ZERO);
    let failure = match input.causes {
        Some(causes) if end.how == Ended::Failed => failure_in_words(input.trace, causes, task),
        _ => words_for(State::Failed),
    };
    let text = match &end.how {
        Ended::Failed if failure == HEARD_BY_NOBODY && !lane.result().is_empty() => {
            format!("{}: {failure}", lane.result())
        }
        Ended::Finished | Ended::Failed => lane.result().to_owned(),
        Ended::Destroyed => "destroyed".into(),
        Ended::Cancelled => match unspent.map(scenario::words::length) {
            // Without room for the word, the length beside the scissors is enough.
            Some(left) => Some(format!("{left} unspent"))
                .filter(|text| (input.text_width)(text) <= room)
                .unwrap_or(left),
            None => "cancelled".into(),
        },
    };
    if text.is_empty() || (input.phone && text.chars().nth(LONGEST_ON_PHONE).is_some()) {
        return None;
    }
    let shown = words::elided(&text, room, input.text_width)?;
    // The first words of an error say less than that it is one; the bar's tooltip, Tasks and Why have all of it.
    let enough = if failure == HEARD_BY_NOBODY { 1 } else { 2 };
    let says_little = end.how == Ended::Failed && enough * shown.chars().count() < text.chars().count();
    let text = Some(shown).filter(|_| !says_little).or_else(|| {
        let mut shorter = [failure, words_for(State::Failed)].into_iter();
        let short = shorter.find(|short| (input.text_width)(short) <= room)?;
        Some(short.to_owned())
    })?;
    Some(Label {
        x,
        baseline: middle + 4.0,
        text,
    })
}
