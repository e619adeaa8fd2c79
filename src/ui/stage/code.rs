//! The Code panel: the scenario as a program, and who stands at which line.

use super::selection::Selection;
use crate::codegen::{Language, program};
use crate::scenario::Scenario;
use crate::ui::markup::view;
use crate::ui::session::Session;
use leptos::prelude::*;

/// The panel.
#[component]
pub fn CodePanel(
    /// What runs.
    session: Session,
    /// What is selected.
    selection: Selection,
) -> impl IntoView {
    let _ = selection;
    let text = move || {
        let of = |scenario: &Scenario| program(Language::Python, scenario).text();
        session.shown().with(|shown| shown.as_ref().map(of).unwrap_or_default())
    };
    view! { <pre class="panel code-text">{text}</pre> }
}
