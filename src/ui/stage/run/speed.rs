//! The choice of the speed at which a run and a replay go, in the transport.

use crate::ui::explain::Explained;
use crate::ui::reactive::RwSignal;
use explain::glossary::Term;
use leptos::prelude::*;
use scenario::{Speed, modifiers};

/// The slowest and the fastest, and between them twice as fast each time: slow enough to see milliseconds, fast enough to
/// skip a wait. A link may have any other.
const SPEEDS: [f64; 7] = [0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0];

/// The word and the choice. A speed of a link or of a key that is not among the usual ones is listed while it is set.
#[component]
pub fn SpeedChoice(
    /// The speed, which a current run follows.
    speed: RwSignal<Speed>,
) -> impl IntoView {
    let choose = move |event| {
        let chosen = event_target_value(&event).parse().ok().and_then(Speed::new);
        if let Some(chosen) = chosen {
            speed.set(chosen);
        }
    };
    let options = move || {
        let now = speed.get().factor();
        let mut factors = SPEEDS.to_vec();
        if !factors.contains(&now) {
            factors.push(now);
            factors.sort_by(f64::total_cmp);
        }
        let option = |factor: f64| {
            view! { <option value=factor.to_string() selected=factor == now>{label(factor)}</option> }.into_any()
        };
        factors.into_iter().map(option).collect::<Vec<_>>()
    };
    view! {
        <span class="speed">
            <span class="speed-word"><Explained term=Term::Speed>"Speed"</Explained></span>
            <select class="filter-select" aria-label="Speed" data-explains=Term::Speed.id() on:change=choose>{options}</select>
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
