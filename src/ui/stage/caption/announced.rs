//! What of the caption is read out: at most one message a second, and none while the playhead is moved through time.

use super::ShownCaption;
use crate::ui::reactive::{RwSignal, effect};
use explain::caption::{Caption, CaptionKind, Tone};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;

/// Milliseconds between two messages.
const APART_MS: f64 = 1_000.0;

/// When the last message came, and the one that waits.
struct Announcer {
    last_ms: f64,
    pending: Option<Timeout>,
}

/// The message for a live region. Ends with the owner that calls this.
pub fn announced(caption: ShownCaption) -> RwSignal<String> {
    let said = RwSignal::new(String::new());
    let announcer = StoredValue::new_local(Announcer {
        last_ms: f64::NEG_INFINITY,
        pending: None,
    });
    let handle = announcer;
    let first = StoredValue::new(true);
    let say = move || {
        let message = caption.with_untracked(message);
        if let Some(message) = message.filter(|message| said.try_get_untracked().is_some_and(|said| said != *message)) {
            said.try_set(message);
        }
    };
    effect(move || {
        // What stands when the page opens is read as the page is.
        let speaks = caption.with(message).is_some() && !first.try_update_value(std::mem::take).unwrap_or_default();
        announcer.try_update_value(|announcer| {
            let waited = now_ms() - announcer.last_ms;
            if !speaks {
                announcer.pending = None;
            } else if waited >= APART_MS {
                announcer.last_ms = now_ms();
                announcer.pending = None;
                say();
            } else {
                let rest = (APART_MS - waited).ceil() as u32;
                announcer.pending = Some(Timeout::new(rest, move || {
                    handle.try_update_value(|announcer| announcer.last_ms = now_ms());
                    say();
                }));
            }
        });
    });
    on_cleanup(move || {
        announcer.try_update_value(|announcer| announcer.pending.take());
    });
    said
}

/// The headline, of what is to be read out.
fn message(caption: &Caption) -> Option<String> {
    let speaks = match caption.kind {
        CaptionKind::Step { .. }
        | CaptionKind::Deadlock { .. }
        | CaptionKind::Lesson { .. }
        | CaptionKind::Question { .. }
        | CaptionKind::Guess { .. } => true,
        // The Console reads what is printed; only what goes wrong is added.
        CaptionKind::Now { .. } => caption.tone != Tone::Plain,
        // The run status says how it ended, and scrubbing is silent.
        CaptionKind::Note | CaptionKind::Ended { .. } | CaptionKind::Moment { .. } => false,
    };
    speaks.then(|| caption.headline_text())
}

fn now_ms() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}
