//! The samples in the legend: the bar of each state, 26 × 12 px. The timeline's own bars are drawn by the painter.

use leptos::prelude::*;

/// A bar that the legend can show. States that are shown as a glyph use [`super::icons::Glyph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sample {
    /// A predicted bar.
    Predicted,
    /// In the ready queue.
    Ready,
    /// Being polled.
    Running,
    /// Waiting on a timer.
    Timer,
    /// Waiting before the next attempt.
    Backoff,
    /// Waiting on other tasks.
    Child,
    /// Waiting for a permit.
    Permit,
    /// Waiting for a lock, a queue or whatever else others hold.
    Resource,
    /// The unspent time of a cancelled task.
    Cancelled,
}

impl Sample {
    /// The text beside it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Predicted => "predicted",
            Self::Ready => "ready, queued",
            Self::Running => "running",
            Self::Timer => "waiting on a timer",
            Self::Backoff => "backoff pause",
            Self::Child => "awaiting its tasks",
            Self::Permit => "waiting for a free slot",
            Self::Resource => "for what others hold",
            Self::Cancelled => "cancelled",
        }
    }

    /// The words beside it in the key of another program's recording, whose tasks wait for more than children.
    #[must_use]
    pub const fn words_of_any_program(self) -> &'static str {
        match self {
            Self::Child => "for others",
            _ => self.words(),
        }
    }

    /// The content of its `svg` element. Plain shapes instead of patterns, whose ids would have to be unique on the
    /// page.
    const fn markup(self) -> &'static str {
        match self {
            Self::Predicted => {
                r#"<rect x=".5" y=".5" width="25" height="11" rx="2.5" fill="none" stroke="var(--text-3)" stroke-dasharray="3 3"/>"#
            }
            Self::Ready => {
                r#"<rect x=".5" y=".5" width="25" height="11" fill="var(--st-ready-fill)" stroke="var(--st-ready)"/><path d="M3 3l3 3-3 3M9 3l3 3-3 3M15 3l3 3-3 3M21 3l3 3-3 3" fill="none" stroke="var(--st-ready)" stroke-width="1.2"/>"#
            }
            Self::Running => r#"<rect width="26" height="12" rx="1" fill="var(--st-running)"/>"#,
            Self::Timer => {
                r#"<rect width="26" height="12" rx="2" fill="var(--st-timer-fill)"/><path d="M0 11.5h26M5 12v-4M10 12v-4M15 12V5.5M20 12v-4M1 0v12" stroke="var(--st-timer)"/>"#
            }
            Self::Backoff => {
                r#"<rect width="26" height="12" rx="2" fill="var(--st-timer-fill)"/><path d="M0 11.5h26" stroke="var(--st-timer)" stroke-dasharray="3 2"/><path d="M1 0v12" stroke="var(--st-timer)"/>"#
            }
            Self::Child => {
                r#"<rect width="26" height="12" fill="var(--st-child-fill)"/><path d="M0 1h26M0 11h26" stroke="var(--st-child)" stroke-width="1.5"/>"#
            }
            Self::Permit => {
                r#"<rect width="26" height="12" rx="2" fill="var(--st-permit-fill)"/><path d="M4 3.5h20M4 9h20" stroke="var(--st-permit)" stroke-width="2.2" stroke-linecap="round" stroke-dasharray="0 6"/>"#
            }
            Self::Resource => {
                r#"<rect width="26" height="12" rx="2" fill="var(--st-queue-fill)"/><path d="M1 0v12" stroke="var(--st-queue)"/><path d="M6 4v4M12 4v4M18 4v4M24 4v4" stroke="var(--st-queue)" stroke-width="1.2"/>"#
            }
            Self::Cancelled => {
                r#"<rect x=".5" y=".5" width="25" height="11" fill="none" stroke="var(--st-cancelled)" stroke-dasharray="2 2"/><path d="M2 11 12 1M8 11 18 1M14 11 24 1M20 11l5-5M1 6l5-5" stroke="var(--st-cancelled)" stroke-width="1.2" opacity=".75"/>"#
            }
        }
    }
}

/// A sample bar.
#[component]
pub fn Swatch(
    /// The sample to show.
    sample: Sample,
) -> impl IntoView {
    view! { <svg class="key-swatch" viewBox="0 0 26 12" aria-hidden="true" inner_html=sample.markup()></svg> }
}
