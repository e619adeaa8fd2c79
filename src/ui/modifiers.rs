//! The modifiers, which apply to every policy, and the less common choices under `More`.

use super::edit::{Edit, FieldView};
use super::explain::Explained;
use super::icons::{Glyph, Icon};
use super::segmented::{Choices, Segmented};
use crate::ui::reactive::Signal;
use explain::glossary::Term;
use leptos::prelude::*;
use scenario::{Leftovers, Policy, TimerMode, Unit};

/// Limit, timeout, deadline, retries, backoff; seed, unit, leftovers and timers under `More`. The speed is in the transport.
#[component]
pub fn Modifiers(
    /// The state of the editor.
    edit: Edit,
) -> impl IntoView {
    let changed = move || {
        [
            edit.seed.valid() != 1,
            edit.unit.get() != Unit::default(),
            edit.leftovers.get() != Leftovers::default(),
            edit.timers.get() != TimerMode::default(),
        ]
        .into_iter()
        .filter(|changed| *changed)
        .count()
    };
    let changed_note = move || match changed() {
        0 => String::new(),
        count => format!("{count} changed"),
    };
    // Spawn always makes tasks: futures are disabled, so that the choice is not silently ignored.
    let no_futures = Signal::derive(move || (edit.policy.get() == Policy::Spawn).then_some(Unit::Future as usize));
    let [limit, timeout, deadline, retry, backoff, seed] = [
        ("Limit", edit.limit.view()),
        ("Timeout", edit.timeout.view()),
        ("Deadline", edit.deadline.view()),
        ("Retries", edit.retry.view()),
        ("Backoff", edit.backoff.view()),
        ("Seed", edit.seed.view()),
    ]
    .map(|(label, field)| edit.with_steps(label, field));
    view! {
        <div class="modifiers">
            <Modifier label="Limit" term=Term::Limit field=limit unit="at a time" />
            <Modifier label="Timeout" term=Term::Timeout field=timeout />
            <Modifier label="Deadline" term=Term::Deadline field=deadline />
            <Modifier label="Retries" term=Term::Retry field=retry default="0" />
            <Modifier label="Backoff" term=Term::Backoff field=backoff default="0" />
            <div class="modifiers-problems">
                <Problem label="Limit" field=limit />
                <Problem label="Timeout" field=timeout />
                <Problem label="Deadline" field=deadline />
                <Problem label="Retries" field=retry />
                <Problem label="Backoff" field=backoff />
            </div>
        </div>
        <details class="modifiers-more">
            <summary class="modifiers-toggle" data-explains=Term::MoreChoices.id()>
                <Icon glyph=Glyph::Right small=true />
                "More"
                <span class="modifiers-changed">{changed_note}</span>
            </summary>
            <div class="modifiers-choices">
                <label class="modifiers-label term" data-explains=Term::Seed.id() for="modifier-seed">"Seed"</label>
                <FieldBox label="Seed" term=Term::Seed field=seed default="1" />
                <div class="modifiers-problems"><Problem label="Seed" field=seed /></div>
                <span class="modifiers-label"><Explained term=Term::Unit>"Unit"</Explained></span>
                <Segmented name="Unit" term=Term::Unit choices=Choices::of(Unit::ALL, Unit::label, edit.unit) off=no_futures />
                {move || {
                    no_futures.get().map(|_| view! { <p class="modifiers-note">"Spawn, then await makes tasks."</p> }.into_any())
                }}
                <span class="modifiers-label"><Explained term=Term::WhenMainEnds>"When main ends"</Explained></span>
                <Segmented name="When main ends" term=Term::WhenMainEnds choices=Choices::of(Leftovers::ALL, Leftovers::label, edit.leftovers) />
                <span class="modifiers-label"><Explained term=Term::Timers>"Timers"</Explained></span>
                <Segmented name="Timers" term=Term::Timers choices=Choices::of(TimerMode::ALL, TimerMode::label, edit.timers) />
            </div>
        </details>
    }
}

/// A labelled field of the grid.
#[component]
fn Modifier(
    label: &'static str,
    /// What explains it.
    term: Term,
    field: FieldView,
    #[prop(optional)] unit: &'static str,
    /// The text of the field's default value; empty for none.
    #[prop(optional)]
    default: &'static str,
) -> impl IntoView {
    view! {
        <div class="modifier">
            <label class="term" data-explains=term.id() for=format!("modifier-{}", label.to_ascii_lowercase())>{label}</label>
            <FieldBox label term field unit default />
        </div>
    }
}

/// The narrowest field shows so many letters, those of its unit included.
const MOST_WITH_UNIT: usize = 11;

/// The field itself. Escape restores the last valid value.
#[component]
fn FieldBox(
    label: &'static str,
    /// What explains it.
    term: Term,
    field: FieldView,
    #[prop(optional)] unit: &'static str,
    #[prop(optional)] default: &'static str,
) -> impl IntoView {
    let id = format!("modifier-{}", label.to_ascii_lowercase());
    let problem_id = format!("{id}-problem");
    let invalid = move || field.validation_error.with(Option::is_some);
    let unchanged = move || !invalid() && field.text.with(|text| text == default);
    // The unit is shown only beside a number: "none at a time" would make no sense. A longer number takes its room.
    let unit_shown = move || {
        let room = MOST_WITH_UNIT.saturating_sub(unit.chars().count());
        let letters = field.text.with(|text| text.chars().count());
        (1..=room)
            .contains(&letters)
            .then_some(unit)
            .filter(|unit| !unit.is_empty())
    };
    let restore = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && field.validation_error.with_untracked(Option::is_some) {
            event.stop_propagation();
            field.restore.run(());
        }
    };
    view! {
        <span
            class="field"
            data-explains=term.id()
            data-invalid=move || invalid().to_string()
            data-default=move || unchanged().to_string()
        >
            <input
                class="field-input"
                id=id
                type="text"
                autocomplete="off"
                spellcheck="false"
                placeholder="none"
                prop:value=move || field.text.get()
                aria-invalid=move || invalid().then(|| "true".to_owned())
                aria-describedby=move || invalid().then(|| problem_id.clone())
                on:input=move |event| field.type_in.run(event_target_value(&event))
                on:blur=move |_| field.leave.run(())
                on:keydown=restore
            />
            {move || unit_shown().map(|unit| view! { <span class="field-unit">{unit}</span> }.into_any())}
        </span>
    }
}

/// What is wrong with the field's text, and how to correct it.
#[component]
fn Problem(label: &'static str, field: FieldView) -> impl IntoView {
    let id = format!("modifier-{}-problem", label.to_ascii_lowercase());
    move || {
        let validation_error = field.validation_error.get()?;
        let turn = field.text.with(String::len) % 2;
        Some(
            view! {
                <p class="problem" id=id.clone() data-turn=turn.to_string()>
                    <Icon glyph=Glyph::Failed small=true />
                    <span>{format!("{label}: {validation_error}")}</span>
                </p>
            }
            .into_any(),
        )
    }
}
