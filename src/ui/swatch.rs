//! The samples in the key: the bar of each state, 26 × 12 px. The timeline's own bars are drawn by the painter.

use leptos::prelude::*;
use timeline::key::KeyEntry;

/// The content of the `svg` element of an entry; `None` if the entry is shown as a glyph. Plain shapes instead of patterns,
/// whose ids would have to be unique on the page.
const fn markup(entry: KeyEntry) -> Option<&'static str> {
    Some(match entry {
        KeyEntry::Predicted => {
            r#"<rect x=".5" y=".5" width="25" height="11" rx="2.5" fill="none" stroke="var(--text-3)" stroke-dasharray="3 3"/>"#
        }
        KeyEntry::Ready => {
            r#"<rect x=".5" y=".5" width="25" height="11" fill="var(--st-ready-fill)" stroke="var(--st-ready)"/><path d="M3 3l3 3-3 3M9 3l3 3-3 3M15 3l3 3-3 3M21 3l3 3-3 3" fill="none" stroke="var(--st-ready)" stroke-width="1.2"/>"#
        }
        KeyEntry::Running => r#"<rect width="26" height="12" rx="1" fill="var(--st-running)"/>"#,
        KeyEntry::Timer => {
            r#"<rect width="26" height="12" rx="2" fill="var(--st-timer-fill)"/><path d="M0 11.5h26M5 12v-4M10 12v-4M15 12V5.5M20 12v-4M1 0v12" stroke="var(--st-timer)"/>"#
        }
        KeyEntry::Backoff => {
            r#"<rect width="26" height="12" rx="2" fill="var(--st-timer-fill)"/><path d="M0 11.5h26" stroke="var(--st-timer)" stroke-dasharray="3 2"/><path d="M1 0v12" stroke="var(--st-timer)"/>"#
        }
        KeyEntry::Overdue => {
            r#"<rect x=".5" y=".5" width="25" height="11" fill="var(--st-overdue-fill)" stroke="var(--st-overdue)" stroke-width="1.4"/><path d="M2 11 12 1M7 11 17 1M12 11 22 1M17 11l8-8M1 7l6-6" stroke="var(--st-overdue)" stroke-width="1.2"/><path d="M4 1l10 10M12 1l10 10" stroke="var(--st-overdue)" stroke-width=".6"/>"#
        }
        KeyEntry::Child => {
            r#"<rect width="26" height="12" fill="var(--st-child-fill)"/><path d="M0 1h26M0 11h26" stroke="var(--st-child)" stroke-width="1.5"/>"#
        }
        KeyEntry::Permit => {
            r#"<rect width="26" height="12" rx="2" fill="var(--st-permit-fill)"/><path d="M4 3.5h20M4 9h20" stroke="var(--st-permit)" stroke-width="2.2" stroke-linecap="round" stroke-dasharray="0 6"/>"#
        }
        KeyEntry::Resource => {
            r#"<rect width="26" height="12" rx="2" fill="var(--st-queue-fill)"/><path d="M1 0v12" stroke="var(--st-queue)"/><path d="M6 4v4M12 4v4M18 4v4M24 4v4" stroke="var(--st-queue)" stroke-width="1.2"/>"#
        }
        KeyEntry::Cancelled => {
            r#"<rect x=".5" y=".5" width="25" height="11" fill="none" stroke="var(--st-cancelled)" stroke-dasharray="2 2"/><path d="M2 11 12 1M8 11 18 1M14 11 24 1M20 11l5-5M1 6l5-5" stroke="var(--st-cancelled)" stroke-width="1.2" opacity=".75"/>"#
        }
        KeyEntry::CriticalPath => r#"<path d="M1 3h9v6h15" fill="none" stroke="var(--path)" stroke-width="2.5"/>"#,
        KeyEntry::Finished | KeyEntry::Failed => return None,
    })
}

/// The sample bar of an entry of the key; nothing for an entry that is shown as a glyph.
#[component]
pub fn Swatch(
    /// The entry.
    entry: KeyEntry,
) -> impl IntoView {
    markup(entry)
        .map(|markup| view! { <svg class="key-swatch" viewBox="0 0 26 12" aria-hidden="true" inner_html=markup></svg> })
}
