//! A range of values of one modifier: two curves on one axis of settings, and the same figures as a table.

use super::ComparedScenario;
use super::chart::{HEIGHT, Kind, frame, markup};
use super::policies::{cell, heads};
use super::work::ComparisonWork;
use crate::ui::explain::Explained;
use crate::ui::icons::{Glyph, Icon};
use crate::ui::measured::measured;
use crate::ui::reactive::{ListRow, ReusedRows, RwSignal, memo};
use crate::ui::text_size::{rem, text_scale};
use compare::{ComparedOver, Modifier, Point, Setting, Spread};
use explain::glossary::Term;
use leptos::html::Div;
use leptos::prelude::*;
use scenario::Scenario;
use scenario::words;

/// The curves and the table.
#[component]
pub fn SweepView(
    /// What is compared.
    of: ComparedScenario,
    /// The comparison.
    work: ComparisonWork,
) -> impl IntoView {
    let plot = NodeRef::<Div>::new();
    let extent = measured(plot);
    let count = memo(move || work.settings.with(Vec::len));
    let current = memo(move || {
        of.scenario.with(|scenario| {
            let is_on = |scenario: &Scenario| {
                work.settings
                    .with(|settings| settings.iter().position(|setting| setting.is_set_in(scenario)))
            };
            scenario.as_ref().and_then(is_on)
        })
    });
    let setting_at = move |index: usize| work.settings.with_untracked(|settings| settings.get(index).cloned());
    let take = move |index: usize| {
        let setting = setting_at(index);
        // A setting that is listed because it was the scenario's own stays when another is taken.
        if let Some(own) = current.get_untracked().and_then(setting_at) {
            work.keep(&[own]);
        }
        of.change(|edit| match setting {
            Some(Setting::Limit(limit)) => edit.limit.open(limit),
            Some(Setting::Timeout(timeout)) => edit.timeout.open(timeout),
            Some(Setting::Retries(retries)) => edit.retry.open(retries),
            None => {}
        });
    };
    let chart = move |kind: Kind| {
        move || {
            let width = extent.get().width / text_scale();
            let current = current.get();
            work.settings.with(|settings| {
                work.points
                    .with(|points| markup(kind, settings, points, current, width))
            })
        }
    };
    // In pixels at the usual text size, so that text and lines grow together.
    let view_box =
        move |kind: Kind| move || format!("0 0 {} {}", extent.get().width.max(1.0) / text_scale(), kind.height());
    let pressed = move |event: web_sys::MouseEvent| {
        let frame = frame(
            Kind::Makespan,
            extent.get_untracked().width / text_scale(),
            count.get_untracked(),
            1.0,
        );
        if let Some(index) = frame.column_at(f64::from(event.offset_x()) / text_scale()) {
            take(index);
        }
    };
    let name = move || match work.choices.what.get() {
        ComparedOver::Range(modifier) => modifier.label().to_owned(),
        ComparedOver::Policies => String::new(),
    };
    let varied = move || {
        let term = match work.choices.what.get() {
            ComparedOver::Range(Modifier::Limit) | ComparedOver::Policies => Term::Limit,
            ComparedOver::Range(Modifier::Timeout) => Term::Timeout,
            ComparedOver::Range(Modifier::Retries) => Term::Retry,
        };
        term.id().to_owned()
    };
    let chance = move || {
        let with = of.scenario.with(|it| it.as_ref().is_some_and(Scenario::has_chance));
        with.to_string()
    };
    let row = move |row: ListRow| {
        let is_on = memo(move || current.get() == Some(row.get()));
        let setting = move || {
            let written =
                |settings: &Vec<Setting>| settings.get(row.get()).map_or_else(String::new, Setting::to_string);
            work.settings.with(written)
        };
        let figure = move |text: fn(&Point) -> String| move || said(work, row.get(), text);
        let drop_button = move || {
            let may_go = !is_on.get()
                && work
                    .settings
                    .with(|settings| settings.get(row.get()).is_some_and(|it| work.is_kept(it)));
            may_go.then(|| {
                view! {
                    <button
                        class="compare-drop"
                        type="button"
                        aria-label=move || format!("Remove {} {}", name().to_ascii_lowercase(), setting())
                        data-explains=Term::DropSetting.id()
                        on:click=move |_| work.drop_kept(setting_at(row.get_untracked()).as_ref())
                    >
                        <Icon glyph=Glyph::Failed small=true />
                    </button>
                }
                .into_any()
            })
        };
        view! {
            <tr class="compare-row" data-on=move || is_on.get().to_string()>
                <th class="compare-cell" scope="row" data-col="name">
                    <button
                        class="compare-take"
                        type="button"
                        aria-label=move || format!("Take {} {}", name().to_ascii_lowercase(), setting())
                        data-explains=Term::TakeSetting.id()
                        aria-pressed=move || is_on.get().to_string()
                        aria-disabled=move || of.fixed.get().to_string()
                        on:click=move |_| take(row.get_untracked())
                    >
                        {setting}
                    </button>
                    {drop_button}
                </th>
                {cell("Total time", figure(|point| words::length(point.makespan.median)))}
                {cell("Spread", figure(|point| between(point.makespan, words::length)))}
                {cell("Failures", figure(|point| words::thousands(point.failures.median.into())))}
                {cell("Spread", figure(|point| between(point.failures, |count| words::thousands(count.into()))))}
                {cell("Main raised no error", figure(|point| match (point.runs, point.ok) {
                    (1, 0) => "no".into(),
                    (1, _) => "yes".into(),
                    (runs, ok) => format!("{ok} of {runs}"),
                }))}
            </tr>
        }
        .into_any()
    };
    view! {
        <div class="compare-sweep" data-chance=chance>
            <div class="compare-charts" node_ref=plot aria-hidden="true" on:click=pressed>
                <svg class="compare-chart" viewBox=view_box(Kind::Makespan) style:height=rem(HEIGHT) prop:innerHTML=chart(Kind::Makespan)></svg>
                <svg class="compare-chart" viewBox=view_box(Kind::Failures) style:height=rem(Kind::Failures.height()) prop:innerHTML=chart(Kind::Failures)></svg>
            </div>
            <div class="compare-figures">
                <table class="compare-table" aria-label="Settings">
                    <thead>
                        <tr>
                            <th class="compare-head" scope="col" data-explains=varied><button class="term" type="button">{name}</button></th>
                            {heads(&["Total time"])}
                            <th class="compare-head" scope="col" data-col="Spread"><Explained term=Term::Spread>"5th to 95th %"</Explained></th>
                            {heads(&["Failures"])}
                            <th class="compare-head" scope="col" data-col="Spread"><Explained term=Term::Spread>"5th to 95th %"</Explained></th>
                            {heads(&["Main raised no error"])}
                        </tr>
                    </thead>
                    <tbody>
                        <ReusedRows each=move || 0..count.get() children=row />
                    </tbody>
                </table>
                <p class="compare-note">{move || about(work)}</p>
            </div>
        </div>
    }
}

/// An input for values that are tried beside the usual ones.
#[component]
pub fn TryMore(
    /// The comparison.
    work: ComparisonWork,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let example = move || match work.choices.what.get() {
        ComparedOver::Range(Modifier::Timeout) => "1.5s, 800ms",
        ComparedOver::Range(Modifier::Retries) => "7, 10",
        _ => "3, 5",
    };
    let try_more = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let ComparedOver::Range(modifier) = work.choices.what.get_untracked() else {
            return;
        };
        match text.with_untracked(|text| modifier.read(text)) {
            Ok(settings) => {
                work.keep(&settings);
                error.set(None);
                text.set(String::new());
            }
            Err(why) => error.set(Some(why.to_string())),
        }
    };
    let problem = move || error.get().or_else(|| work.left_out.get());
    view! {
        <form class="compare-try" on:submit=try_more>
            <label class="term" data-explains=Term::AlsoTry.id() for="compare-try">"Also try"</label>
            <span class="field compare-try-field" data-explains=Term::AlsoTry.id()>
                <input
                    class="field-input"
                    id="compare-try"
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=example
                    prop:value=move || text.get()
                    aria-invalid=move || error.with(Option::is_some).then(|| "true".to_owned())
                    aria-describedby="compare-try-problem"
                    on:input=move |event| {
                        error.set(None);
                        text.set(event_target_value(&event));
                    }
                />
            </span>
            <button class="button" data-shape="outlined" type="submit" data-explains=Term::AlsoTry.id()>"Add"</button>
            <p class="problem" id="compare-try-problem" role="status">{move || problem().unwrap_or_default()}</p>
        </form>
    }
}

/// A figure of a setting; an ellipsis until it is computed.
fn said(work: ComparisonWork, index: usize, text: fn(&Point) -> String) -> String {
    let setting = work.settings.with(|settings| settings.get(index).cloned());
    work.points.with(|points| {
        let point = setting.and_then(|setting| points.iter().find(|point| point.setting.is_same(&setting)));
        point.map_or_else(|| "…".into(), text)
    })
}

fn between<T: Copy + PartialEq>(spread: Spread<T>, written: fn(T) -> String) -> String {
    let Spread { low, high, .. } = spread;
    if low == high {
        written(low)
    } else {
        format!("{} to {}", written(low), written(high))
    }
}

/// The note below the table.
fn about(work: ComparisonWork) -> String {
    let runs = work
        .points
        .with(|points| points.iter().map(|point| point.runs).max().unwrap_or_default());
    let settings = work.settings.with(Vec::len);
    let all = work.progress.with(|progress| progress.total / settings.max(1));
    if all > 1 {
        format!(
            "Median of {runs} runs in virtual time, each with a seed of its own, the same seeds for every setting. \
             Failures are operations that end by failing or by a timeout."
        )
    } else {
        "One run each in virtual time. Failures are operations that end by failing or by a timeout.".into()
    }
}
