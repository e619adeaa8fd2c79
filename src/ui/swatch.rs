//! The samples in the key: the bar of each state. The timeline's own bars are drawn by the painter.

use leptos::prelude::*;
use timeline::key::KeyEntry;

/// The sample bar of an entry of the key; nothing for an entry that is shown as a glyph.
#[component]
pub fn Swatch(
    /// The entry.
    entry: KeyEntry,
) -> impl IntoView {
    entry
        .sample()
        .map(|markup| view! { <svg class="key-swatch" viewBox="0 0 26 12" aria-hidden="true" inner_html=markup></svg> })
}
