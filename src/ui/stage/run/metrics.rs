//! The row of figures: of the run, up to now, or before a run of its prediction; and beside them how its tasks ended.

use crate::ui::reactive::memo;
use crate::ui::session::{Guessing, Predicted, Record};
use crate::ui::stage::run::counts::TaskCounts;
use compare::Prediction;
use explain::glossary::Term;
use explain::guess::{Guess, rounded};
use leptos::prelude::*;
use recording::figures::{Figure, FigureKind, figures, foretold};

/// The row under the transport.
#[component]
pub fn MetricsRow(
    /// The recording.
    record: Record,
    /// The prediction.
    predicted: Predicted,
    /// What the person said about the total time.
    guessing: Guessing,
) -> impl IntoView {
    let shown = memo(move || {
        let (begun, now) = (record.state().begun(), record.now());
        if !begun && predicted.foretells() {
            let of_prediction = |it: &Prediction| foretold(&it.trace, &it.history);
            return predicted.with(|prediction| prediction.map(of_prediction));
        }
        let said = guessing.about_the_list().then(|| guessing.with(Guess::total)).flatten();
        record.with(|trace, folds| {
            let mut all = figures(trace, &folds.history, now, begun);
            let total = &mut all[0];
            if let Some(said) = said.filter(|_| total.known()) {
                total.note = format!("you said {}", rounded(said));
            }
            all
        })
    });
    let any_program = memo(move || record.with(|trace, _| trace.scenario().is_none()).unwrap_or_default());
    // With Predict on, the total time has room for what the person said, from before the run on: nothing moves when that comes.
    let said = move |index: usize| FigureKind::ALL[index] == FigureKind::Makespan && guessing.about_the_list();
    let tile = move |index: usize| {
        let term = move || {
            Term::of_figure(FigureKind::ALL[index], any_program.get())
                .id()
                .to_owned()
        };
        let part = move |part: fn(&Figure) -> &str| {
            shown.with(|shown| {
                shown
                    .as_ref()
                    .map_or_else(String::new, |all| part(&all[index]).to_owned())
            })
        };
        let foretold = move || shown.with(|shown| shown.as_ref().is_some_and(|all| all[index].foretold));
        let warns = move || shown.with(|shown| shown.as_ref().is_some_and(|all| all[index].warns));
        // What is not known is not cut off either.
        let known = move || shown.with(|shown| shown.as_ref().is_some_and(|all| all[index].known()));
        let whole = move || {
            if !known() {
                return String::new();
            }
            let parts = [
                part(|figure| &figure.value),
                part(|figure| figure.unit),
                part(|figure| &figure.note),
                part(|figure| &figure.speed),
            ];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            parts.join(" ")
        };
        view! {
            <div class="metric" data-explains=term data-full=whole data-warns=move || warns().to_string() data-foretold=move || foretold().to_string() data-said=move || said(index).to_string()>
                <dt class="metric-label"><button class="term" type="button">{FigureKind::ALL[index].label()}</button> <span class="metric-speed">{move || part(|figure| &figure.speed)}</span></dt>
                <dd class="metric-value">
                    <b class="metric-number">{move || part(|figure| &figure.value)}</b>
                    <span class="metric-unit">{move || part(|figure| figure.unit)}</span>
                    <span class="metric-note">{move || part(|figure| &figure.note)}</span>
                </dd>
            </div>
        }
    };
    view! {
        <div class="figures">
            <dl class="metrics" aria-label="Metrics">
                {(0..FigureKind::ALL.len()).map(tile).collect_view()}
            </dl>
            <TaskCounts record />
        </div>
    }
}
