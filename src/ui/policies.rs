//! The choice of a policy.

use super::language::language_in_view;
use crate::ui::reactive::RwSignal;
use explain::glossary::Term;
use leptos::prelude::*;
use scenario::{Leftovers, Policy, Unit};

/// The radio group `How to await`, and one sentence about the chosen policy.
#[component]
pub fn Policies(
    /// The chosen policy.
    policy: RwSignal<Policy>,
    /// What the operations run as, with every policy but `spawn`.
    unit: RwSignal<Unit>,
    /// What happens to the rest when main ends.
    leftovers: RwSignal<Leftovers>,
) -> impl IntoView {
    let language = language_in_view();
    let options = Policy::ALL.into_iter().map(|option| {
        let id = option.id();
        let on = move || policy.get() == option;
        view! {
            <label class="policy" data-explains=Term::of_policy(option).id() data-explains-side="beside" data-on=move || on().to_string()>
                <input
                    class="policy-input"
                    type="radio"
                    name="policy"
                    value=id
                    aria-labelledby=format!("policy-{id}")
                    aria-describedby=format!("policy-{id}-word")
                    prop:checked=on
                    on:change=move |_| policy.set(option)
                />
                <svg class="policy-glyph" viewBox="0 0 26 16" aria-hidden="true" inner_html=drawing(option)></svg>
                <span class="policy-label" id=format!("policy-{id}")>{option.label()}</span>
                <small class="policy-word" id=format!("policy-{id}-word")>
                    {move || language.get().word_for(option).to_owned()}
                </small>
            </label>
        }
        .into_any()
    });
    view! {
        <div class="policies" role="radiogroup" aria-labelledby="policies-title" aria-describedby="policies-sentence">
            {options.collect_view()}
        </div>
        <p class="policies-sentence" id="policies-sentence">
            {move || policy.get().sentence_with(leftovers.get(), unit.get()).to_owned()}
        </p>
    }
}

/// A drawing of three operations and of how they end.
///
/// ```text
///   ▬▬▬▬▬     1st operation
///   ▬▬▬       2nd
///   ▬▬▬▬▬▬▬ │ 3rd, and where main continues
/// ```
const fn drawing(policy: Policy) -> &'static str {
    match policy {
        Policy::OneByOne => {
            r#"<g fill="currentColor"><rect x="1" y="1" width="7" height="3" rx="1"/><rect x="8" y="6.5" width="6" height="3" rx="1"/><rect x="14" y="12" width="11" height="3" rx="1"/></g>"#
        }
        Policy::Spawn => {
            r#"<g fill="currentColor"><rect x="1" y="1" width="11" height="3" rx="1"/><rect x="1" y="6.5" width="7" height="3" rx="1"/><rect x="1" y="12" width="17" height="3" rx="1"/></g><path d="M14 2.5h4.5v5h3v6h3" stroke="currentColor" stroke-width="1.25"/>"#
        }
        Policy::Gather => {
            r#"<g fill="currentColor"><rect x="1" y="1" width="11" height="3" rx="1"/><rect x="1" y="6.5" width="7" height="3" rx="1"/><rect x="1" y="12" width="19" height="3" rx="1"/></g><path d="M22 .5v15" stroke="currentColor" stroke-width="1.25"/>"#
        }
        Policy::Settle => {
            r#"<g fill="currentColor"><rect x="1" y="1" width="11" height="3" rx="1"/><rect x="1" y="6.5" width="7" height="3" rx="1"/><rect x="1" y="12" width="16" height="3" rx="1"/><circle cx="14.5" cy="2.5" r="1.6"/><circle cx="19.5" cy="13.5" r="1.6"/></g><path d="m9.6 6.4 3.2 3.2m0-3.2-3.2 3.2" stroke="currentColor" stroke-width="1.25"/>"#
        }
        Policy::Group => {
            r#"<g fill="currentColor"><rect x="1" y="1" width="10" height="3" rx="1"/><rect x="1" y="6.5" width="7" height="3" rx="1"/><rect x="1" y="12" width="10" height="3" rx="1"/></g><path d="m9.6 6 4 4m0-4-4 4" stroke="currentColor" stroke-width="1.25"/><path d="M14 2.5h10M14 13.5h10" stroke="currentColor" stroke-width="1.25" stroke-dasharray="1.5 2"/>"#
        }
        Policy::Race => {
            r#"<g fill="currentColor"><rect x="1" y="1" width="8" height="3" rx="1" opacity=".45"/><rect x="1" y="6.5" width="8" height="3" rx="1"/><rect x="1" y="12" width="8" height="3" rx="1" opacity=".45"/></g><path d="M11.5 .5v15" stroke="currentColor" stroke-width="1.25"/>"#
        }
        Policy::FirstOk => {
            r#"<g fill="currentColor"><rect x="1" y="1" width="13" height="3" rx="1" opacity=".45"/><rect x="1" y="6.5" width="5" height="3" rx="1" opacity=".45"/><rect x="1" y="12" width="13" height="3" rx="1"/></g><path d="m7.6 6.4 3.2 3.2m0-3.2-3.2 3.2" stroke="currentColor" stroke-width="1.25"/><path d="M17 .5v15" stroke="currentColor" stroke-width="1.25"/>"#
        }
        Policy::AsCompleted => {
            r#"<g fill="currentColor"><rect x="1" y="1" width="11" height="3" rx="1"/><rect x="1" y="6.5" width="6" height="3" rx="1"/><rect x="1" y="12" width="16" height="3" rx="1"/></g><path d="M13.5 2.5h3.5m-2-2 2 2-2 2M8.5 8h3.5m-2-2 2 2-2 2M18.5 13.5h3.5m-2-2 2 2-2 2" stroke="currentColor" stroke-width="1.1"/>"#
        }
    }
}
