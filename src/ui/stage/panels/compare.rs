//! The Compare panel: the same tasks under all eight policies, or over a range of one modifier. The simulations are in
//! [`work`]; each view has a file of its own.

mod chart;
mod helper;
mod policies;
mod sweeps;
mod work;

use crate::ui::edit::Edit;
use crate::ui::explain::Explained;
use crate::ui::reactive::{Memo, memo};
use crate::ui::segmented::{Choices, Segmented};
use crate::ui::session::{Session, SessionParts};
use crate::ui::swatch::Swatch;
use ::compare::ComparedOver;
use explain::glossary::Term;
use leptos::prelude::*;
use policies::PoliciesTable;
use scenario::{Policy, Scenario, Unit};
use sweeps::{SweepView, TryMore};
use timeline::key::KeyEntry;
use work::ComparisonWork;

pub use policies::markup as sketch_markup;
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

/// What is compared: the edited scenario, in which a result can be taken, or that of an opened record, in which nothing
/// can be changed.
#[derive(Clone, Copy)]
struct ComparedScenario {
    edit: Edit,
    scenario: Memo<Option<Scenario>>,
    /// Whether it is an opened record's.
    fixed: Memo<bool>,
}

impl ComparedScenario {
    fn new(session: Session) -> Self {
        let SessionParts {
            edit,
            record,
            predicted,
            ..
        } = *session;
        let fixed = memo(move || record.state().of_program());
        let scenario = memo(move || match fixed.get() {
            true => predicted.shown().get(),
            false => edit.scenario(),
        });
        Self { edit, scenario, fixed }
    }

    /// How main awaits. Tracked.
    fn policy(&self) -> Option<Policy> {
        match self.fixed.get() {
            true => self.scenario.with(|scenario| scenario.as_ref().map(|it| it.policy)),
            false => Some(self.edit.policy.get()),
        }
    }

    /// The chosen unit, which the policies that have both use. Tracked.
    fn unit(&self) -> Unit {
        match self.fixed.get() {
            true => self
                .scenario
                .with(|scenario| scenario.as_ref().map_or_else(Unit::default, |it| it.unit)),
            false => self.edit.unit.get(),
        }
    }

    /// Changes the edited scenario, if it is the one that is compared.
    fn change(&self, change: impl FnOnce(Edit)) {
        if !self.fixed.get_untracked() {
            change(self.edit);
        }
    }
}

/// The panel.
#[component]
pub fn ComparePanel(
    /// What is compared. The comparison waits during a run.
    session: Session,
    /// What to compare.
    choices: ComparisonChoices,
) -> impl IntoView {
    let of = ComparedScenario::new(session);
    let work = ComparisonWork::new(of, session.controls, session.frames, choices);
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
            <span class="compare-progress" data-on=move || work.unfinished().to_string() data-by=move || work.by()>
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
                None if policies.get() => view! { <PoliciesTable of work fit /> }.into_any(),
                None => view! { <SweepView of work /> }.into_any(),
            }}
        </div>
    }
}
