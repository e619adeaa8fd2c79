//! Changes a recording in ways that no recorder does.

use recording::{Event, Trace};

/// Lets `edit` change the events of a trace as a list.
pub fn edit(trace: &mut Trace, edit: impl for<'a> FnOnce(&mut Vec<Event<'a>>)) {
    let events = std::mem::take(&mut trace.events);
    let mut list: Vec<Event<'_>> = events.iter().collect();
    edit(&mut list);
    trace.events = list.into_iter().collect();
}

/// Inserts an event before the one with this index, and adjusts the causes of the events after it.
#[allow(dead_code, reason = "each test file uses its part")]
pub fn insert(trace: &mut Trace, index: usize, event: Event<'static>) {
    edit(trace, |events| {
        for later in &mut events[index..] {
            later.cause = later.cause.map(|cause| cause + u32::from(cause as usize >= index));
        }
        events.insert(index, event);
    });
}
