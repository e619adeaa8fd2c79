//! Range inputs for the playhead: the timeline's, and the one in a phone's dock. In whole milliseconds.

use crate::ui::reactive::effect;
use crate::ui::session::{Playhead, Record};
use leptos::html::Input;
use leptos::prelude::*;
use scenario::time::Micros;

/// Updates the input with the end of the recorded time and the shown moment, until the owner that calls this ends.
pub fn follow(record: Record, playhead: Playhead, input: NodeRef<Input>) {
    effect(move || {
        let (edge, here) = (record.now().0.div_ceil(1_000), playhead.moment().at.0 / 1_000);
        if let Some(input) = input.get() {
            // The maximum first, because it limits the value.
            input.set_max(&edge.to_string());
            input.set_value(&here.to_string());
        }
    });
}

/// Moves the playhead to the input's value.
pub fn scrub(playhead: Playhead, value: &str) {
    if let Ok(ms) = value.parse::<u64>() {
        playhead.seek_time(Micros::from_millis(ms));
    }
}
