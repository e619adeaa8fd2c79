//! A second record beside the opened one: the person's own last run, or another file. Folds it in slices, compares the two
//! when both are folded, and shows what differs.

use super::Import;
use crate::ui::explain::Explained;
use crate::ui::frames::{Next, now_ms};
use crate::ui::measured::measured;
use crate::ui::reactive::{hold_until_cleanup, memo};
use crate::ui::stage::sketch_markup;
use crate::ui::text_size::{rem, text_scale};
use explain::glossary::Term;
use leptos::html::Div;
use leptos::prelude::*;
use recording::facts::words_for;
use recording::pairing::{FoldedRecord, PairedFigures, PairedTask, Pairing, change};
use recording::{FoldDepth, Folds, RunOutcome, Trace};
use scenario::time::Micros;
use scenario::words;
use std::sync::Arc;
use timeline::Sketch;
use timeline::sketch::SketchAxis;

/// The time for folding in each frame: half of a frame.
const FOLD_MS: f64 = 8.0;

/// The rows of the table: those that changed most.
const MOST_ROWS: usize = 200;

/// What the person's own run is called in sentences.
const OWN_RUN: &str = "your run";

/// The second record.
pub struct Second {
    /// What it is called in sentences.
    pub name: String,
    /// The record; `None` for the person's own run, which the session keeps.
    pub own: Option<(Trace, Folds)>,
}

/// What there is to see of the two.
#[derive(Clone)]
pub struct ComparedRecords {
    names: [String; 2],
    sentence: String,
    lengths: [Micros; 2],
    outcomes: [Option<RunOutcome>; 2],
    rows: Arc<[BesideRow]>,
    left_out: usize,
    sketches: [Arc<Sketch>; 2],
    lanes: usize,
}

/// A task in both.
struct BesideRow {
    name: String,
    task: PairedTask,
}

impl Import {
    /// Compares the shown record with another one. Another comparison ends.
    pub(super) fn compare_with(&self, second: Second) {
        self.beside.set(None);
        self.second.set_value(Some(second));
        self.session.frames.request_update();
    }

    /// Compares the person's own last run with the shown record.
    pub fn compare_with_own(&self) {
        self.compare_with(Second {
            name: OWN_RUN.to_owned(),
            own: None,
        });
    }

    /// Ends the comparison.
    pub fn end_comparison(&self) {
        self.second.set_value(None);
        self.beside.set(None);
    }

    /// Whether two records are compared. Tracked.
    #[must_use]
    pub fn compares(&self) -> bool {
        self.beside.with(Option::is_some)
    }

    /// Folds the second record, and compares when both are folded, until the owner that calls this ends.
    pub(super) fn follow_second(&self) {
        let import = *self;
        hold_until_cleanup(self.session.frames.listen_for_update(move || import.fold_second()));
    }

    fn fold_second(&self) -> Next {
        let waits = self.second.try_with_value(Option::is_some).unwrap_or_default();
        if !waits || self.beside.with_untracked(Option::is_some) {
            return Next::Still;
        }
        let until = now_ms() + FOLD_MS;
        let folded = self.second.try_update_value(|second| match second {
            Some(Second {
                own: Some((trace, folds)),
                ..
            }) => {
                let done = folds.extend(trace, FoldDepth::Everything, || now_ms() >= until);
                done || folds.causes.folded() == trace.events.len()
            }
            _ => true,
        });
        let record = self.session.record;
        let shown = untrack(|| record.with(|trace, folds| folds.causes.folded() == trace.events.len()));
        if folded != Some(true) || shown != Some(true) {
            return Next::Moving;
        }
        let beside = self.second.try_with_value(|second| {
            let second = second.as_ref()?;
            let first_name = untrack(|| self.about()).map_or_else(|| "the record".to_owned(), |it| it.file.clone());
            untrack(|| {
                record.with(|trace, folds| {
                    let shown = FoldedRecord { trace, folds };
                    match &second.own {
                        // The person's own comes first: the difference is that of the file.
                        None => record.with_aside(|trace, folds| {
                            let own = FoldedRecord { trace, folds };
                            ComparedRecords::of([own, shown], [second.name.clone(), first_name.clone()])
                        }),
                        Some((trace, folds)) => {
                            let other = FoldedRecord { trace, folds };
                            Some(ComparedRecords::of([shown, other], [first_name, second.name.clone()]))
                        }
                    }
                })
            })
            .flatten()
        });
        match beside.flatten() {
            Some(beside) => self.beside.set(Some(beside)),
            None => self.second.set_value(None),
        }
        Next::Still
    }
}

impl ComparedRecords {
    fn of(records: [FoldedRecord<'_>; 2], names: [String; 2]) -> Self {
        let pairing = Pairing::between(records[0], records[1]);
        let sentence = pairing.text(records, [&names[0], &names[1]]);
        let traces = records.map(|record| record.trace);
        let changed = |pair: &&PairedTask| pair.change > Micros::ZERO;
        let all = pairing.tasks.iter().filter(changed).count();
        let rows = pairing.tasks.iter().filter(changed).take(MOST_ROWS);
        let rows = rows.map(|pair| BesideRow {
            name: pair.name(traces),
            task: pair.clone(),
        });
        let sketches = records.map(|record| {
            let length = record.trace.last_stamp();
            Arc::new(Sketch::of(record.trace, &record.folds.history.lanes, length))
        });
        let tasks = traces.map(|trace| trace.tasks.len().saturating_sub(1));
        Self {
            sentence,
            lengths: pairing.lengths,
            outcomes: pairing.outcomes,
            rows: rows.collect(),
            left_out: all.saturating_sub(MOST_ROWS),
            names,
            sketches,
            lanes: tasks[0].max(tasks[1]),
        }
    }
}

/// What differs between the two records, in the place of Compare.
#[component]
pub fn BesidePanel(
    /// What opens files.
    import: Import,
) -> impl IntoView {
    let plot = NodeRef::<Div>::new();
    let extent = measured(plot);
    let beside = import.beside;
    let height = memo(move || beside.with(|beside| Sketch::height(beside.as_ref().map_or(0, |it| it.lanes))));
    let axis = memo(move || {
        let (until, gutter) = beside.with(|beside| {
            beside.as_ref().map_or((Micros::ZERO, 0.0), |it| {
                let [first, second] = &it.sketches;
                (it.lengths[0].max(it.lengths[1]), first.gutter().max(second.gutter()))
            })
        });
        SketchAxis {
            until,
            gutter,
            width: extent.get().width / text_scale(),
        }
    });
    let sketch = move |side: usize| {
        let picture = move || {
            let (axis, height) = (axis.get(), height.get());
            let drawing = beside.with(|beside| beside.as_ref().map(|it| it.sketches[side].draw(axis, height)));
            drawing.map_or_else(String::new, |drawing| sketch_markup(axis, height, &drawing))
        };
        let name = move || {
            let name = beside.with(|beside| beside.as_ref().map_or_else(String::new, |it| it.names[side].clone()));
            if name == OWN_RUN { "Your run".to_owned() } else { name }
        };
        let view_box = move || format!("0 0 {} {}", axis.get().width.max(1.0), height.get());
        view! {
            <p class="beside-name">{name}</p>
            <svg class="sketch" aria-hidden="true" viewBox=view_box style:height=move || rem(height.get()) prop:innerHTML=picture></svg>
        }
        .into_any()
    };
    let table = move || beside.with(|beside| beside.as_ref().map(table));
    view! {
        <div class="compare-bar">
            <span class="beside-text">{move || beside.with(|it| it.as_ref().map_or_else(String::new, |it| it.sentence.clone()))}</span>
            <span class="spacer"></span>
            <button class="button" data-shape="outlined" type="button" data-explains=Term::EndComparison.id() on:click=move |_| import.end_comparison()>
                "End the comparison"
            </button>
        </div>
        <div class="panel compare" tabindex="0" role="region" aria-label="Two records">
            <div class="beside-sketches" node_ref=plot>{sketch(0)}{sketch(1)}</div>
            {table}
        </div>
    }
}

/// The columns after the name, with what explains them.
const COLUMNS: [(&str, Term); 6] = [
    ("Change", Term::LargestChange),
    ("Start", Term::StartedAt),
    ("End", Term::EndedAt),
    ("State", Term::StateNow),
    ("Waited", Term::WaitedItself),
    ("Ran", Term::RunningTime),
];

fn table(beside: &ComparedRecords) -> AnyView {
    let head = |(label, term): (&'static str, Term)| {
        view! { <th class="compare-head" scope="col"><Explained term>{label}</Explained></th> }.into_any()
    };
    let [first, second] = beside.lengths;
    let ended = |outcome: Option<RunOutcome>| outcome.map_or("cut off", RunOutcome::word);
    let total = [
        change(first, second),
        String::new(),
        both(Some(first), Some(second)),
        pair(
            ended(beside.outcomes[0]).to_owned(),
            ended(beside.outcomes[1]).to_owned(),
        ),
        String::new(),
        String::new(),
    ];
    let rows = beside
        .rows
        .iter()
        .map(|row| table_row(row.name.clone(), of_task(&row.task)));
    let more = match beside.left_out {
        0 if beside.rows.is_empty() => "No task differs, or there are too many to compare.".to_owned(),
        0 => String::new(),
        more => format!("{} more tasks changed less.", words::thousands(more as u64)),
    };
    view! {
        <table class="compare-table" aria-label="Differences">
            <thead><tr>
                <th class="compare-head" scope="col"><Explained term=Term::Task>"Task"</Explained></th>
                {COLUMNS.map(head).into_iter().collect::<Vec<_>>()}
            </tr></thead>
            <tbody>{table_row("In total".to_owned(), total)}{rows.collect::<Vec<_>>()}</tbody>
        </table>
        <p class="compare-note">{more}</p>
    }
    .into_any()
}

fn table_row(name: String, cells: [String; 6]) -> AnyView {
    let cells = cells
        .into_iter()
        .map(|cell| view! { <td class="compare-cell">{cell}</td> }.into_any());
    view! { <tr class="compare-row"><th class="compare-cell" scope="row" data-col="name">{name}</th>{cells.collect::<Vec<_>>()}</tr> }
        .into_any()
}

fn of_task(task: &PairedTask) -> [String; 6] {
    let [first, second] = &task.figures;
    // A task of one record has one value.
    let one = first.as_ref().xor(second.as_ref());
    let sides = [first.as_ref().or(one), second.as_ref().or(one)];
    let time = |of: fn(&PairedFigures) -> Option<Micros>| both(sides[0].and_then(of), sides[1].and_then(of));
    let state = |figures: Option<&PairedFigures>| figures.map_or("–", |it| words_for(it.state)).to_owned();
    let changed = match (first, second) {
        (Some(one), Some(other)) => match (one.ended, other.ended) {
            (Some(one), Some(other)) if one != other => change(one, other),
            _ => words::length(task.change),
        },
        (Some(_), None) => "only in the first".to_owned(),
        _ => "only in the second".to_owned(),
    };
    [
        changed,
        time(|it| it.started),
        time(|it| it.ended),
        pair(state(sides[0]), state(sides[1])),
        time(|it| Some(it.waited)),
        time(|it| Some(it.running)),
    ]
}

/// Both values: `1 s → 1.5 s`, or one if they are the same.
fn both(first: Option<Micros>, second: Option<Micros>) -> String {
    let said = |at: Option<Micros>| at.map_or_else(|| "–".to_owned(), words::length);
    pair(said(first), said(second))
}

fn pair(first: String, second: String) -> String {
    if first == second {
        first
    } else {
        format!("{first} → {second}")
    }
}
