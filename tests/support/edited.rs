//! Changes a recording in ways that a recorder never does.

use recording::{Event, Trace};

/// Lets `edit` change the events of a trace as a list.
pub fn edit(trace: &mut Trace, edit: impl for<'a> FnOnce(&mut Vec<Event<'a>>)) {
    let events = std::mem::take(&mut trace.events);
    let mut list: Vec<Event<'_>> = events.iter().collect();
    edit(&mut list);
    trace.events = list.into_iter().collect();
}
