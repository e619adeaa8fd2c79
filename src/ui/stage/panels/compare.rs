//! The Compare panel: the same tasks under all eight policies, or over a range of one modifier. The simulations are in
//! [`work`]; each view has a file of its own.

mod chart;
mod policies;
mod sweeps;
mod work;

use crate::ui::edit::Edit;
use crate::ui::explain::Explained;
use crate::ui::frames::Frames;
use crate::ui::reactive::memo;
use crate::ui::segmented::{Choices, Segmented};
use crate::ui::session::RunControls;
use crate::ui::swatch::Swatch;
use ::compare::ComparedOver;
use explain::glossary::Term;
use leptos::prelude::*;
use policies::PoliciesTable;
use sweeps::{SweepView, TryMore};
use timeline::key::KeyEntry;
use work::ComparisonWork;

pub use work::ComparisonChoices;

/// The end of the axis that all sketches share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    /// The end of the slowest run.
    All,
    /// The end of the fastest run.
    Fastest,
}

impl Fit {
    const ALL: [Self; 2] = [Self::All, Self::Fastest];

    const fn label(self) -> &'static str {
        match self {
            Self::All => "Fit all",
            Self::Fastest => "Fit fastest",
        }
    }
}

/// The panel.
#[component]
pub fn ComparePanel(
    /// The editor.
    edit: Edit,
    /// The controls of the run: the comparison waits during a run.
    controls: RunControls,
    /// The frame loop.
    frames: Frames,
    /// What to compare.
    choices: ComparisonChoices,
) -> impl IntoView {
    let work = ComparisonWork::new(edit, controls, frames, choices);
    let fit = crate::ui::reactive::RwSignal::new(Fit::All);
    let policies = memo(move || choices.what.get() == ComparedOver::Policies);
    let done = move || work.progress.with(|progress| progress.done as f64);
    view! {
        <div class="compare-bar">
            <Segmented name="What to compare" term=Term::WhatToCompare choices=Choices::of(ComparedOver::ALL, ComparedOver::label, choices.what) />
            {move || if policies.get() {
                view! { <Segmented name="Axis" term=Term::CompareAxis choices=Choices::of(Fit::ALL, Fit::label, fit) /> }.into_any()
            } else {
                view! { <TryMore work /> }.into_any()
            }}
            <span class="compare-predicted" data-explains=Term::Predicted.id()><Swatch entry=KeyEntry::Predicted /><Explained term=Term::Predicted>"Predicted"</Explained></span>
            <span class="spacer"></span>
            <span class="compare-progress" data-on=move || work.unfinished().to_string()>
                {move || work.says()}
                <progress
                    class="compare-meter"
                    aria-label="Runs made"
                    max=move || work.progress.with(|progress| progress.total.max(1).to_string())
                    prop:value=done
                ></progress>
            </span>
        </div>
        <div class="panel compare" tabindex="0" role="region" aria-label="What would happen">
            {move || match work.refused.get() {
                Some(why) => view! { <p class="empty">{why}</p> }.into_any(),
                None if policies.get() => view! { <PoliciesTable edit work fit /> }.into_any(),
                None => view! { <SweepView edit work /> }.into_any(),
            }}
        </div>
    }
}
