//! The arrows for wakes and cancels that are drawn between lanes. Where they are drawn is the layout's part.

use crate::layout::{DrawnWake, WakeKind, WakeSource};
use recording::WokenBy;
use recording::causes::Edge;
use recording::inquiry::RequestedCancel;

/// An arrow for each wake, however often it is given, and for each cancel; sorted by time. A wake that no lane and no timer
/// caused has none.
#[must_use]
pub fn arrows(mut wakes: Vec<Edge>, cancels: &[RequestedCancel]) -> Vec<DrawnWake> {
    scenario::sort::by_key(&mut wakes, |edge| edge.wake);
    wakes.dedup_by_key(|edge| edge.wake);
    let cancels = cancels.iter().map(|cancel| DrawnWake {
        at: cancel.at,
        from: WakeSource::Lane(cancel.by),
        to: cancel.task,
        kind: WakeKind::Cancel,
    });
    let mut arrows: Vec<DrawnWake> = wakes.iter().filter_map(arrow).chain(cancels).collect();
    scenario::sort::by_key(&mut arrows, |arrow| arrow.at);
    arrows
}

fn arrow(edge: &Edge) -> Option<DrawnWake> {
    let (from, kind) = match edge.by {
        WokenBy::Spawn => (WakeSource::Lane(edge.from?), WakeKind::Spawn),
        WokenBy::Timer(_) => (WakeSource::Loop, WakeKind::Timer),
        WokenBy::Task(task) => (WakeSource::Lane(task), WakeKind::End),
        WokenBy::Resource { by: Some(task), .. } => (WakeSource::Lane(task), WakeKind::Permit),
        WokenBy::Resource { by: None, .. } => (WakeSource::Loop, WakeKind::Permit),
        WokenBy::User => (WakeSource::Loop, WakeKind::User),
        WokenBy::Itself | WokenBy::Cancel(_) | WokenBy::Io | WokenBy::Thread | WokenBy::Other => return None,
    };
    Some(DrawnWake {
        at: edge.at,
        from,
        to: edge.to,
        kind,
    })
}
