//! A row of a few choices, of which one is selected.

use crate::ui::reactive::{RwSignal, Signal};
use explain::glossary::Term;
use leptos::prelude::*;

/// The choices of a group, by index. One type for all groups means that the component is compiled once and not for
/// each.
pub struct Choices {
    labels: Vec<&'static str>,
    on: Signal<Option<usize>>,
    choose: Callback<usize>,
}

impl Choices {
    /// The choices with these labels, and the signal of the index of the selected one: compiled once, whatever is chosen.
    pub fn by_index(labels: Vec<&'static str>, value: RwSignal<usize>) -> Self {
        Self {
            labels,
            on: Signal::derive(move || Some(value.get())),
            choose: Callback::new(move |index| value.set(index)),
        }
    }

    /// The choices `all` in order, with their labels, and the signal of the selected one.
    pub fn of<T, const N: usize>(all: [T; N], label: fn(T) -> &'static str, value: RwSignal<T>) -> Self
    where
        T: Copy + PartialEq + Send + Sync + 'static,
    {
        Self {
            labels: all.into_iter().map(label).collect(),
            on: Signal::derive(move || all.iter().position(|choice| *choice == value.get())),
            choose: Callback::new(move |index: usize| {
                if let Some(choice) = all.get(index) {
                    value.set(*choice);
                }
            }),
        }
    }
}

/// A radio group that looks like one control.
///
/// Arrow keys move the selection, as in every radio group; the group is one stop of the Tab key.
#[component]
pub fn Segmented(
    /// The group's accessible name; also groups the radio buttons, so it is unique on the page.
    name: &'static str,
    /// The choices and the selected one.
    choices: Choices,
    /// What explains it.
    term: Term,
    /// The index of a choice that is disabled.
    #[prop(optional, into)]
    off: Option<Signal<Option<usize>>>,
) -> impl IntoView {
    let Choices { labels, on, choose } = choices;
    let options = labels.into_iter().enumerate().map(|(index, label)| {
        let on = move || on.get() == Some(index);
        let disabled = move || off.is_some_and(|off| off.get() == Some(index));
        view! {
            <label class="segmented-option" data-on=move || on().to_string() data-off=move || disabled().to_string()>
                <input
                    class="segmented-input"
                    type="radio"
                    name=name
                    prop:checked=on
                    prop:disabled=disabled
                    on:change=move |_| choose.run(index)
                />
                {label}
            </label>
        }
        .into_any()
    });
    view! {
        <div class="segmented" role="radiogroup" aria-label=name data-explains=term.id()>
            {options.collect_view()}
        </div>
    }
}
