//! Changes a recording in ways that a recorder never does.

use recording::{Event, Trace};

/// Lets `edit` change the events of a trace as a list.
pub fn edit(trace: &mut Trace, edit: impl for<'a> FnOnce(&mut Vec<Event<'a>>)) {
    let events = std::mem::take(&mut trace.events);
    let mut list: Vec<Event<'_>> = events.iter().collect();
    edit(&mut list);
    trace.events = list.into_iter().collect();
}

/// Puts an event in front of the one with this index. The causes of those behind it are counted on.
#[allow(dead_code, reason = "each test file uses its part")]
pub fn insert(trace: &mut Trace, index: usize, event: Event<'static>) {
    edit(trace, |events| {
        for later in &mut events[index..] {
            later.cause = later.cause.map(|cause| cause + u32::from(cause as usize >= index));
        }
        events.insert(index, event);
    });
}
