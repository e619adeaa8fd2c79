//! Paints the lane of the event loop. Decides inks and order; positions come from the layout.

use super::{DASH, DOTS, small};
use crate::pen::{Ink, Pen, Text};
use crate::scene::{BarKind, LoopLane, LoopMark, Rect};

/// The width of the ready queue's line: a little heavier than a rule, because it crosses grid lines.
const QUEUE_LINE: f64 = 1.25;
const LATE_LINE: f64 = 1.0;

pub(super) fn paint(lane: &LoopLane, pen: &mut dyn Pen) {
    if lane.predicted {
        pen.dashes(Ink::Baseline, DASH, &[lane.baseline]);
    } else {
        pen.fill(Ink::Baseline, 0.0, &[lane.baseline]);
    }
    pen.fill(Ink::Baseline, 0.0, &lane.turns);
    let late: Vec<&[(f64, f64)]> = lane.late.iter().map(|mark| &mark.line[..]).collect();
    pen.lines(Ink::Note, LATE_LINE, Some(DOTS), &late);
    let ticks: Vec<Rect> = lane.marks.iter().filter_map(|mark| mark.tick).collect();
    pen.fill(Ink::ParentPoll, 0.0, &ticks);
    let polls: Vec<Rect> = lane.marks.iter().map(|mark| mark.rect).collect();
    pen.fill(Ink::BarFill(BarKind::Running), 0.0, &polls);
    let over: Vec<&[(f64, f64)]> = lane
        .late
        .iter()
        .filter_map(|mark| Some(&mark.over.as_ref()?[..]))
        .collect();
    pen.lines(Ink::OnRunning, LATE_LINE, Some(DOTS), &over);
    pen.lines(Ink::Bar(BarKind::Ready), QUEUE_LINE, None, &[&lane.queue]);
    lane.marks.iter().for_each(|mark| label(mark, pen));
}

fn label(mark: &LoopMark, pen: &mut dyn Pen) {
    let Some(label) = &mark.label else { return };
    let text = if mark.count > 1 {
        Text {
            size: 10.0,
            ..small(&label.text, label.x, label.baseline, Ink::Note)
        }
    } else {
        Text {
            weight: 500,
            ..small(&label.text, label.x, label.baseline, Ink::OnRunning)
        }
    };
    pen.text(&text);
}
