//! The glyphs at the ends of tasks as paths, and those of all states as markup, in a box of 16 × 16. Paints nothing.

use super::scene::EndKind;
use recording::resources::has_one_holder;
use recording::{Resource, ResourceKind, State, WaitFamily, WaitingOn};

/// The side of the box the paths are drawn in.
pub const BOX: f64 = 16.0;

/// The path of a glyph in the syntax of SVG and `Path2D`, to be stroked with round ends.
#[must_use]
pub const fn path(how: EndKind) -> &'static str {
    match how {
        EndKind::Finished => "m3 8.5 3.3 3.3L13 4.8",
        EndKind::Failed => "m4 4 8 8M12 4l-8 8",
        EndKind::Cancelled => {
            "M2.1 4.2a1.9 1.9 0 1 0 3.8 0a1.9 1.9 0 1 0-3.8 0M2.1 11.8a1.9 1.9 0 1 0 3.8 0a1.9 1.9 0 1 0-3.8 0\
             M5.6 5.4l8 6.1M5.6 10.6l8-6.1"
        }
    }
}

/// The width of its stroke, in units of the box.
#[must_use]
pub const fn stroke(how: EndKind) -> f64 {
    match how {
        EndKind::Finished | EndKind::Failed => 1.9,
        EndKind::Cancelled => 1.5,
    }
}

/// The glyph of a state, as the content of an `svg` element that strokes in `currentColor`, 1.5 px wide with round ends;
/// `var(--token)` stands for another colour.
#[must_use]
pub const fn markup(state: State) -> &'static str {
    match state {
        State::Created => r#"<circle cx="8" cy="8" r="5" stroke-dasharray="1.2 2.73"/>"#,
        State::Spawned | State::Ready => r#"<path d="m4 4 4 4-4 4M9 4l4 4-4 4"/>"#,
        State::Running | State::RunningWoken => {
            r#"<circle cx="8" cy="8" r="6" fill="currentColor" stroke="none"/><path d="M6.5 5.2v5.6L11 8z" fill="var(--surface-1)" stroke="none"/>"#
        }
        State::Waiting(on) => match on.family() {
            WaitFamily::Timer | WaitFamily::Backoff => r#"<circle cx="8" cy="8" r="5.5"/><path d="M8 4.8V8l2.2 1.6"/>"#,
            WaitFamily::Awaited => {
                r#"<circle cx="4" cy="3.8" r="1.8"/><circle cx="12" cy="12.2" r="1.8"/><path d="M4 5.6v3.9a2.7 2.7 0 0 0 2.7 2.7h3.5"/>"#
            }
            WaitFamily::Permit => r#"<path d="M3 3v10M13 3v10M3 5.2h5.5M3 8h5.5"/>"#,
            WaitFamily::Resource => r#"<path d="M2 5h12v6H2zM6 5v6M10 5v6"/>"#,
        },
        State::Finished => r#"<path d="m3 8.5 3.3 3.3L13 4.8" stroke-width="1.9"/>"#,
        State::Failed => r#"<path d="m4 4 8 8M12 4l-8 8" stroke-width="1.9"/>"#,
        State::Cancelled | State::Destroyed => {
            r#"<circle cx="4" cy="4.2" r="1.9"/><circle cx="4" cy="11.8" r="1.9"/><path d="m5.6 5.4 8 6.1M5.6 10.6l8-6.1"/>"#
        }
    }
}

/// The glyph of a resource, as [`markup`].
#[must_use]
pub fn of_resource(resource: &Resource) -> &'static str {
    match recording::resources::kind(resource) {
        Some(ResourceKind::Event) => r#"<path d="M4 14V2.5M4 3h7.5l-2 2.75 2 2.75H4"/>"#,
        Some(ResourceKind::Condition | ResourceKind::Barrier) => {
            r#"<circle cx="5" cy="5.2" r="2"/><circle cx="11" cy="5.2" r="2"/><path d="M2 13v-1.2a3 3 0 0 1 6 0V13M8.4 10a3 3 0 0 1 5.6 1.8V13"/>"#
        }
        _ if has_one_holder(resource) => {
            r#"<rect x="3" y="7" width="10" height="6.5" rx="1.2"/><path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2"/>"#
        }
        Some(ResourceKind::Semaphore) => markup(State::Waiting(WaitingOn::Semaphore)),
        _ => markup(State::Waiting(WaitingOn::QueueGet)),
    }
}

/// A state whose colour a resource has.
#[must_use]
pub fn state_of_resource(resource: &Resource) -> State {
    State::Waiting(match recording::resources::kind(resource) {
        Some(ResourceKind::Semaphore) => WaitingOn::Semaphore,
        _ => WaitingOn::QueueGet,
    })
}
