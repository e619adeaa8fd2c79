//! The table of all eight policies over the same tasks: a row for each, with a sketch on an axis that all share.

use super::work::ComparisonWork;
use super::{ComparedScenario, Fit};
use crate::ui::explain::Explained;
use crate::ui::icons::{Glyph, Icon};
use crate::ui::language::language_in_view;
use crate::ui::measured::measured_in_frame;
use crate::ui::page::set_style;
use crate::ui::reactive::{Memo, RwSignal, effect, memo};
use crate::ui::stage::panels::code::escape;
use crate::ui::text_size::{rem, text_scale};
use comparing::PolicyRow;
use explain::glossary::Term;
use leptos::html::Div;
use leptos::prelude::*;
use recording::RunOutcome;
use scenario::time::Micros;
use scenario::words;
use scenario::{Policy, Scenario};
use std::fmt::Write;
use timeline::Sketch;
use timeline::sketch::{Drawing, SketchAxis};

/// The number of columns: a row's sentence is below all of them.
const COLUMNS: &str = "8";

/// The table.
#[component]
pub fn PoliciesTable(
    /// What is compared.
    of: ComparedScenario,
    /// The comparison.
    work: ComparisonWork,
    /// The end of the axis.
    fit: RwSignal<Fit>,
) -> impl IntoView {
    let plot = NodeRef::<Div>::new();
    let extent = measured_in_frame(plot);
    let until = memo(move || {
        let fit = fit.get();
        work.rows.with(|rows| {
            let lengths = rows.iter().map(|row| row.figure.makespan);
            match fit {
                Fit::All => lengths.max(),
                Fit::Fastest => lengths.filter(|length| *length > Micros::ZERO).min(),
            }
            .unwrap_or_default()
        })
    });
    // All runs have the same tasks, and so the same labels and one height.
    let gutter = memo(move || {
        work.rows.with(|rows| {
            let gutters = rows.iter().filter_map(|row| Some(row.sketch.as_ref()?.gutter()));
            gutters.fold(0.0, f64::max)
        })
    });
    let height = memo(move || {
        of.scenario.with(|scenario| {
            let operations = scenario.as_ref().map_or(0, |scenario| scenario.tasks.count());
            Sketch::height(usize::try_from(operations).unwrap_or(usize::MAX))
        })
    });
    // In pixels at the usual text size, so that text and pictures grow together.
    let axis = memo(move || {
        let width = extent.get().width;
        SketchAxis {
            until: until.get(),
            // The text's size is not asked for before the frame, because the browser computes all styles to tell it.
            width: if width > 0.0 { width / text_scale() } else { 0.0 },
            gutter: gutter.get(),
        }
    });
    let rows = Policy::ALL
        .into_iter()
        .enumerate()
        .map(|(index, policy)| row(of, work, index, policy, RowPicture { axis, height }));
    effect(move || {
        let Some(plot) = plot.get() else { return };
        let ticks = axis.get().ticks();
        let mut names = String::new();
        for tick in &ticks {
            let (cut, label) = (tick.at_the_edge, &tick.label);
            let _ = write!(names, r#"<span class="compare-tick" data-cut="{cut}">{label}</span>"#);
        }
        plot.set_inner_html(&names);
        let mut name = plot.first_element_child();
        for tick in &ticks {
            let Some(node) = name else { break };
            set_style(&node, &format!("left: {}", rem(tick.x)));
            name = node.next_element_sibling();
        }
    });
    view! {
        <table class="compare-table" aria-label="Policies">
            <thead>
                <tr>
                    <th class="compare-head" scope="col"><Explained term=Term::HowToAwait>"Policy"</Explained></th>
                    <th class="compare-head" data-col="plot" aria-hidden="true">
                        <div class="compare-axis" node_ref=plot></div>
                    </th>
                    {heads(&["Total time", "Faster", "Outcomes", "Most at once", "Queued", "Work cancelled"])}
                </tr>
            </thead>
            {rows.collect::<Vec<_>>()}
        </table>
        <p class="compare-note">{move || work.note.get().unwrap_or_default()}</p>
        <p class="compare-note">{move || of.scenario.with(|scenario| about(scenario.as_ref()))}</p>
    }
}

/// Column headers of figures.
pub fn heads(names: &[&'static str]) -> AnyView {
    let heads = names.iter().copied().map(|name| {
        view! {
            <th class="compare-head" scope="col" data-col=name>
                <Explained term=explains(name)>{name}</Explained>
            </th>
        }
        .into_any()
    });
    heads.collect::<Vec<_>>().into_any()
}

/// What explains a column.
fn explains(name: &str) -> Term {
    match name {
        "Total time" => Term::TotalTime,
        "Faster" => Term::TimesFaster,
        "Outcomes" => Term::Outcomes,
        "Most at once" => Term::MostAtOnce,
        "Queued" => Term::WaitedForSlot,
        "Work cancelled" => Term::WorkCancelled,
        "Failures" => Term::Failures,
        _ => Term::MainRaisedNoError,
    }
}

/// A cell with a figure.
pub fn cell(column: &'static str, text: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
    let text: Box<dyn Fn() -> String + Send + Sync> = Box::new(text);
    view! { <td class="compare-cell" data-col=column>{text}</td> }.into_any()
}

/// What the sketches of all rows have in common.
#[derive(Clone, Copy)]
struct RowPicture {
    axis: Memo<SketchAxis>,
    /// In pixels at the usual text size.
    height: Memo<f64>,
}

/// The figures of a policy, and below them what became of the tasks.
fn row(of: ComparedScenario, work: ComparisonWork, index: usize, policy: Policy, picture: RowPicture) -> AnyView {
    let RowPicture { axis, height } = picture;
    let language = language_in_view();
    let current = memo(move || of.policy() == Some(policy));
    let figure = move |text: fn(&PolicyRow) -> String| move || said(work, index, text);
    let picture = memo(move || {
        let axis = axis.get();
        work.rows.with(|rows| {
            let sketch = rows.get(index).and_then(|row| row.sketch.as_ref());
            let height = height.get();
            let drawing = sketch.map(|sketch| sketch.draw(axis, height));
            drawing.map_or_else(String::new, |drawing| markup(axis, height, &drawing))
        })
    });
    let view_box = move || format!("0 0 {} {}", axis.get().width.max(1.0), height.get());
    let outcome = move |text: fn(&PolicyRow) -> String| move || said(work, index, text);
    view! {
        <tbody
            class="compare-row"
            data-on=move || current.get().to_string()
            data-made=move || work.rows.with(|rows| index < rows.len()).to_string()
        >
        <tr>
            <th class="compare-cell" scope="row" data-col="name">
                <button
                    class="compare-take"
                    type="button"
                    aria-describedby=format!("compare-others-{}", policy.id())
                    aria-label=format!("Take {}", policy.label())
                    aria-pressed=move || current.get().to_string()
                    data-explains=Term::of_policy(policy).id()
                    aria-disabled=move || of.fixed.get().to_string()
                    on:click=move |_| of.change(|edit| edit.policy.set(policy))
                >
                    {policy.label()}
                </button>
                <small class="compare-word">{move || language.get().word_for(policy).to_owned()}</small>
            </th>
            <td class="compare-cell" data-col="plot" aria-hidden="true">
                <svg class="sketch" viewBox=view_box style:height=move || rem(height.get()) prop:innerHTML=move || picture.get()></svg>
            </td>
            {cell("Total time", figure(|row| words::length(row.figure.makespan)))}
            {cell("Faster", figure(|row| row.figure.speed_up.map_or_else(|| "–".into(), |times| format!("{}×", words::three_figures(times)))))}
            <td class="compare-cell" data-col="Outcomes">
                <span class="compare-ends">
                    {ends(work, index, Glyph::Done, "done", Term::Finished, |row| row.figure.ends.finished)}
                    {ends(work, index, Glyph::Failed, "failed", Term::Failed, |row| row.figure.ends.failed)}
                    {ends(work, index, Glyph::Cancelled, "cancelled", Term::Cancelled, |row| row.figure.ends.cancelled)}
                    {ends(work, index, Glyph::Created, "created", Term::NeverStarted, |row| row.figure.ends.never_started)}
                </span>
                <small class="compare-word">
                    {outcome(|row| match row.figure.outcome {
                        RunOutcome::Ok => "main raised no error".into(),
                        RunOutcome::Failed => "main raised an error".into(),
                        RunOutcome::Stopped | RunOutcome::Deadlock | RunOutcome::Limit => "main was stopped".into(),
                    })}
                </small>
            </td>
            {cell("Most at once", figure(|row| words::thousands(row.figure.most_at_once.into())))}
            {cell("Queued", figure(|row| words::length(row.figure.queued)))}
            {cell("Work cancelled", figure(|row| words::length(row.figure.wasted)))}
        </tr>
        <tr>
            <td class="compare-cell" data-col="others" colspan=COLUMNS>
                <p class="compare-others" id=format!("compare-others-{}", policy.id())>
                    {figure(|row| row.others.clone())}
                </p>
            </td>
        </tr>
        </tbody>
    }
    .into_any()
}

/// A figure of a policy; an ellipsis until it is computed.
fn said(work: ComparisonWork, index: usize, text: fn(&PolicyRow) -> String) -> String {
    work.rows
        .with(|rows| rows.get(index).map_or_else(|| "…".into(), |row| text(row)))
}

/// The number of operations that ended in one way; nothing if none did.
fn ends(
    work: ComparisonWork,
    index: usize,
    glyph: Glyph,
    ink: &'static str,
    term: Term,
    count: fn(&PolicyRow) -> u32,
) -> AnyView {
    let count = memo(move || work.rows.with(|rows| rows.get(index).map_or(0, |row| count(row))));
    (move || {
        let count = count.get();
        (count > 0).then(|| {
            view! {
                <span class="compare-end ink" data-state=ink data-explains=term.id()>
                    <Icon glyph small=true />
                    {words::thousands(count.into())}
                    <span class="visually-hidden">{format!(" {}", term.explanation().word)}</span>
                </span>
            }
            .into_any()
        })
    })
    .into_any()
}

/// The paths of a sketch over its grid, and the labels of its lanes.
pub fn markup(axis: SketchAxis, height: f64, drawing: &Drawing) -> String {
    let mut markup = String::from(r#"<path data-mark="grid" d=""#);
    for tick in axis.ticks() {
        // Writing to a string does not fail, here and below.
        let _ = write!(markup, "M{:.1} 0V{height}", tick.x);
    }
    markup.push_str(r#""/>"#);
    let solid = if drawing.solid { "true" } else { "false" };
    for stroke in &drawing.strokes {
        let (mark, thirds, path) = (stroke.mark.word(), stroke.thirds, &stroke.path);
        let _ = write!(
            markup,
            r#"<path data-mark="{mark}" data-thirds="{thirds}" data-solid="{solid}" d="{path}"/>"#
        );
    }
    for label in &drawing.labels {
        let y = label.y;
        let _ = write!(
            markup,
            r#"<text class="sketch-label" x="{:.1}" y="{y:.1}">"#,
            axis.gutter
        );
        // The names of tasks are typed.
        escape(&mut markup, &label.text);
        markup.push_str("</text>");
    }
    markup
}

/// The note below the table.
fn about(scenario: Option<&Scenario>) -> String {
    match scenario {
        Some(scenario) if scenario.has_chance() => {
            format!(
                "One run each in virtual time. Chance is drawn from seed {} for all alike.",
                scenario.seed
            )
        }
        _ => "One run each in virtual time, by the code that runs them in real time.".into(),
    }
}
