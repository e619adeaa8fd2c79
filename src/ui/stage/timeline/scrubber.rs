//! A range input that is the playhead: the timeline's, and the one in a phone's dock. In whole milliseconds.

use crate::ui::reactive::effect;
use crate::ui::session::{Playhead, Record};
use leptos::html::Input;
use leptos::prelude::*;
use scenario::time::Micros;

/// Lets the input follow the run's edge and the moment that is shown, until the owner that asked ends.
pub fn follow(record: Record, playhead: Playhead, input: NodeRef<Input>) {
    effect(move || {
        let (edge, here) = (record.now().0.div_ceil(1_000), playhead.moment().at.0 / 1_000);
        if let Some(input) = input.get() {
            // The end first: a value beyond it would be cut.
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
