//! The Compare panel: the same tasks under all eight policies, and over a range of one modifier.

use crate::ui::markup::view;
use crate::ui::session::Session;
use leptos::prelude::*;

/// The panel.
#[component]
pub fn ComparePanel(
    /// What runs.
    session: Session,
) -> impl IntoView {
    let _ = session;
    view! { <div class="panel compare"></div> }
}
