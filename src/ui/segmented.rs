//! A row of a few choices of which one is on.

use leptos::prelude::*;

/// A radio group that looks like one control.
///
/// Arrows move the choice, as in every radio group; the group is one stop of the Tab key.
#[component]
pub fn Segmented<T>(
    /// The group's accessible name; also groups the radio buttons, so it is unique on the page.
    name: &'static str,
    /// The choices and their labels, in order.
    choices: Vec<(T, &'static str)>,
    /// The one that is on.
    value: RwSignal<T>,
    /// Choices that cannot be taken now.
    #[prop(optional, into)]
    off: Option<Signal<Option<T>>>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let options = choices.into_iter().map(|(choice, label)| {
        let on = move || value.get() == choice;
        let disabled = move || off.is_some_and(|off| off.get() == Some(choice));
        view! {
            <label class="segmented-option" data-on=move || on().to_string() data-off=move || disabled().to_string()>
                <input
                    class="segmented-input"
                    type="radio"
                    name=name
                    prop:checked=on
                    prop:disabled=disabled
                    on:change=move |_| value.set(choice)
                />
                {label}
            </label>
        }
    });
    view! {
        <div class="segmented" role="radiogroup" aria-label=name>
            {options.collect_view()}
        </div>
    }
}
