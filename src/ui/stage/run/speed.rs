//! The speed at which a run and a replay go, in the transport: a number, and beside it the usual ones to choose from.

use crate::ui::explain::Explained;
use crate::ui::icons::{Glyph, Icon};
use crate::ui::reactive::{RwSignal, effect};
use explain::glossary::Term;
use leptos::prelude::*;
use scenario::{Speed, modifiers};

/// The slowest and the fastest, and between them twice as fast each time: slow enough to see milliseconds, fast enough to
/// skip a wait.
const SPEEDS: [f64; 7] = [0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0];

/// The word, the number and the choice. What is not a speed stays as it was typed, marked with what is wrong, and changes
/// nothing.
#[component]
pub fn SpeedChoice(
    /// The speed, which a current run follows.
    speed: RwSignal<Speed>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let show = move |speed: Speed| {
        typed.set(modifiers::write_speed(speed));
        problem.set(None);
    };
    effect(move || show(speed.get()));
    let read = move |text: String| {
        match modifiers::read_speed(text.trim_end_matches(['×', 'x', ' '])) {
            Ok(read) if read != speed.get_untracked() => speed.set(read),
            // Written in another way, as in `1.0`.
            Ok(read) => show(read),
            Err(error) => {
                typed.set(text);
                problem.set(Some(error.to_string()));
            }
        }
    };
    let chosen = move || SPEEDS.iter().position(|factor| *factor == speed.get().factor());
    let choose = move |event| {
        // Looked up, not parsed: the tables for parsing take 10 KB of the page.
        let chosen = event_target_value(&event);
        let chosen = SPEEDS.into_iter().find(|factor| factor.to_string() == chosen);
        if let Some(chosen) = chosen.and_then(Speed::new) {
            show(chosen);
            speed.set(chosen);
        }
    };
    let option = move |(index, factor): (usize, f64)| {
        view! { <option value=factor.to_string() selected=move || chosen() == Some(index)>{label(factor)}</option> }
            .into_any()
    };
    view! {
        <span class="speed">
            <span class="speed-word"><Explained term=Term::Speed>"Speed"</Explained></span>
            <span class="field speed-field" data-explains=Term::Speed.id() data-full=move || problem.get().unwrap_or_default()>
                <input
                    class="field-input"
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    aria-label="Speed"
                    aria-invalid=move || problem.get().is_some().to_string()
                    aria-description=move || problem.get()
                    prop:value=move || typed.get()
                    on:change=move |event| read(event_target_value(&event))
                />
                <span class="field-unit" aria-hidden="true">"×"</span>
                <Icon glyph=Glyph::Down />
                <select class="speed-usual" aria-label="Usual speeds" on:change=choose>
                    <option value="" hidden selected=move || chosen().is_none()></option>
                    {SPEEDS.into_iter().enumerate().map(option).collect::<Vec<_>>()}
                </select>
            </span>
        </span>
    }
}

fn label(factor: f64) -> String {
    match factor {
        0.25 => "¼×".into(),
        0.5 => "½×".into(),
        _ => Speed::new(factor).map_or_else(String::new, |speed| format!("{}×", modifiers::write_speed(speed))),
    }
}
