//! A second record beside the opened one: the person's own last run, or another file. Folds it and compares the two in
//! slices, and shows what differs.

use super::Import;
use crate::ui::explain::Explained;
use crate::ui::frames::{Next, now_ms};
use crate::ui::measured::measured;
use crate::ui::progress::ShownWork;
use crate::ui::reactive::{ListRow, ReusedRows, Show, hold_until_cleanup, memo};
use crate::ui::stage::sketch_markup;
use crate::ui::text_size::{rem, text_scale};
use crate::ui::virtual_list::VirtualList;
use explain::glossary::Term;
use leptos::html::Div;
use leptos::prelude::*;
use recording::facts::words_for;
use recording::pairing::{FoldedRecord, PairedFigures, PairedTask, Pairing, causes_in_words, change};
use recording::{FoldDepth, Folds, RunOutcome, Trace};
use scenario::time::Micros;
use scenario::words;
use std::collections::HashMap;
use std::sync::Arc;
use timeline::Sketch;
use timeline::sketch::{SketchAxis, SketchInSlices};

/// The time for work in each frame: half of a frame.
const WORK_MS: f64 = 8.0;

/// The causes of so many tasks are kept: of all that are in view, and of some that were.
const MOST_CAUSES_KEPT: usize = 2_000;

/// So many rows wait for their causes: more than are in view. The others have been scrolled past.
const MOST_ASKED: usize = 200;

/// What the person's own run is called in sentences.
const OWN_RUN: &str = "your run";

/// The second record.
pub struct Second {
    /// What it is called in sentences.
    pub name: String,
    /// The record; `None` for the person's own run, which the session keeps.
    pub own: Option<(Trace, Folds)>,
    comparing: Comparing,
}

/// The comparison, as far as it is made.
#[derive(Default)]
struct Comparing {
    pairing: Pairing,
    sketches: [Option<SketchInSlices>; 2],
    /// The rows whose causes are missing.
    asked: Vec<usize>,
    /// The causes of rows that are in view.
    causes: HashMap<usize, String>,
}

/// What there is to see of the two, beside the rows of tasks.
#[derive(Clone)]
pub struct ComparedRecords {
    names: [String; 2],
    sentence: String,
    lengths: [Micros; 2],
    outcomes: [Option<RunOutcome>; 2],
    rows: usize,
    sketches: [Arc<Sketch>; 2],
    lanes: usize,
}

impl Second {
    /// A record that nothing is known of yet.
    pub fn new(name: String, own: Option<(Trace, Folds)>) -> Self {
        Self {
            name,
            own,
            comparing: Comparing::default(),
        }
    }
}

impl Import {
    /// Compares the shown record with another one. Another comparison ends.
    pub(super) fn compare_with(&self, second: Second) {
        self.beside.set(None);
        self.under_way.set(Some(ShownWork {
            says: format!("Comparing {}", second.name),
            percent: Some(0),
        }));
        self.second.set_value(Some(second));
        self.session.frames.request_update();
    }

    /// Compares the person's own last run with the shown record.
    pub fn compare_with_own(&self) {
        self.compare_with(Second::new(OWN_RUN.to_owned(), None));
    }

    /// Ends the comparison.
    pub fn end_comparison(&self) {
        self.give_up_comparing();
        self.second.set_value(None);
        self.beside.set(None);
    }

    /// Ends the comparison if it is not complete.
    pub(super) fn give_up_comparing(&self) {
        if self.is_comparing() {
            self.second.set_value(None);
            self.under_way.set(None);
        }
    }

    /// Whether two records are compared. Tracked.
    #[must_use]
    pub fn compares(&self) -> bool {
        self.beside.with(Option::is_some)
    }

    /// Folds the second record, and compares when both are folded, until the owner that calls this ends.
    pub(super) fn follow_second(&self) {
        let import = *self;
        hold_until_cleanup(self.session.frames.listen_for_update(move || {
            let until = now_ms() + WORK_MS;
            import.advance_comparison(&|| now_ms() >= until)
        }));
    }

    fn is_comparing(&self) -> bool {
        let waits = self.second.try_with_value(Option::is_some).unwrap_or_default();
        waits && self.beside.with_untracked(Option::is_none)
    }

    fn advance_comparison(&self, due: &dyn Fn() -> bool) -> Next {
        if !self.is_comparing() {
            return self.explain_rows(due);
        }
        let folded = self.second.try_update_value(|second| match second {
            Some(Second {
                own: Some((trace, folds)),
                ..
            }) => {
                let done = folds.extend(trace, FoldDepth::Everything, due);
                done || folds.causes.folded() == trace.events.len()
            }
            _ => true,
        });
        let record = self.session.record;
        let shown = untrack(|| record.with(|trace, folds| folds.causes.folded() == trace.events.len()));
        if folded != Some(true) || shown != Some(true) {
            return Next::Moving;
        }
        let names = self.names();
        let advanced = self.with_both(|comparing, records| {
            let complete = comparing.advance(records, due);
            let percent = (comparing.pairing.progress(records) * 100.0) as u8;
            (complete.then(|| comparing.compared(records, names)), percent)
        });
        let Some((compared, percent)) = advanced else {
            // The person's own run is gone.
            self.end_comparison();
            return Next::Still;
        };
        let Some(compared) = compared else {
            self.under_way.update(|work| {
                if let Some(work) = work {
                    work.percent = Some(percent);
                }
            });
            return Next::Moving;
        };
        self.under_way.set(None);
        self.beside.set(Some(compared));
        Next::Still
    }

    /// The names of the two records in sentences.
    fn names(&self) -> [String; 2] {
        let shown = untrack(|| self.about()).map_or_else(|| "the record".to_owned(), |it| it.file.clone());
        let second = self.second.try_with_value(|second| {
            let second = second.as_ref();
            second.map(|second| (second.name.clone(), second.own.is_none()))
        });
        match second.flatten() {
            // The person's own comes first: the difference is that of the file.
            Some((name, true)) => [name, shown],
            Some((name, false)) => [shown, name],
            None => [shown, String::new()],
        }
    }

    /// Looks at the comparison and at both records, in their order. Not tracked.
    fn with_both<T>(&self, look: impl FnOnce(&mut Comparing, [FoldedRecord<'_>; 2]) -> T) -> Option<T> {
        let record = self.session.record;
        let looked = self.second.try_update_value(|second| {
            let Second { own, comparing, .. } = second.as_mut()?;
            let both = |trace: &Trace, folds: &Folds| {
                let shown = FoldedRecord { trace, folds };
                match own {
                    None => record.with_aside(|trace, folds| {
                        let own = FoldedRecord { trace, folds };
                        look(comparing, [own, shown])
                    }),
                    Some((trace, folds)) => Some(look(comparing, [shown, FoldedRecord { trace, folds }])),
                }
            };
            untrack(|| record.with(both)).flatten()
        });
        looked.flatten()
    }

    /// Works out the causes of rows that asked for them.
    fn explain_rows(&self, due: &dyn Fn() -> bool) -> Next {
        let explained = self.with_both(|comparing, records| {
            let before = comparing.asked.len();
            comparing.explain(records, due);
            (before, comparing.asked.len())
        });
        match explained {
            Some((before, left)) if before > 0 => {
                if left < before {
                    self.explained.update(|version| *version += 1);
                }
                if left > 0 { Next::Moving } else { Next::Still }
            }
            _ => Next::Still,
        }
    }

    /// The cells of a row without its causes, the name first. Tracked.
    fn cells(&self, row: usize) -> Option<[String; 7]> {
        self.beside.track();
        self.with_both(|comparing, records| {
            let task = comparing.pairing.row(row)?;
            Some(of_task(task.name(records.map(|record| record.trace)), &task))
        })
        .flatten()
    }

    /// The causes of a row's change, once they are known. Tracked.
    fn causes(&self, row: usize) -> String {
        self.beside.track();
        self.explained.track();
        let known = self.with_both(|comparing, _| {
            let known = comparing.causes.get(&row).cloned();
            if known.is_none() && !comparing.asked.contains(&row) {
                comparing.asked.push(row);
            }
            known
        });
        match known {
            Some(Some(known)) => known,
            Some(None) => {
                self.session.frames.request_update();
                "…".to_owned()
            }
            None => String::new(),
        }
    }
}

impl Comparing {
    /// Whether all but the causes of tasks is compared.
    fn advance(&mut self, records: [FoldedRecord<'_>; 2], due: &dyn Fn() -> bool) -> bool {
        loop {
            if self.pairing.advance(records) && self.sketch(records) {
                return true;
            }
            if due() {
                return false;
            }
        }
    }

    /// Sketches some more of the first record that is not sketched. Whether both are.
    fn sketch(&mut self, records: [FoldedRecord<'_>; 2]) -> bool {
        let mut complete = true;
        for (sketch, FoldedRecord { trace, folds }) in self.sketches.iter_mut().zip(records) {
            let lanes = &folds.history.lanes;
            let sketch = sketch.get_or_insert_with(|| SketchInSlices::new(lanes, trace.last_stamp()));
            complete = complete && sketch.advance(trace, lanes);
        }
        complete
    }

    fn compared(&mut self, records: [FoldedRecord<'_>; 2], names: [String; 2]) -> ComparedRecords {
        let sketches = std::mem::take(&mut self.sketches).map(|sketch| sketch.map(SketchInSlices::into_sketch));
        let tasks = records.map(|record| record.trace.tasks.len().saturating_sub(1));
        ComparedRecords {
            sentence: self.pairing.text(records, [&names[0], &names[1]]),
            names,
            lengths: self.pairing.lengths(),
            outcomes: self.pairing.outcomes(),
            rows: self.pairing.changed(),
            sketches: sketches.map(|sketch| Arc::new(sketch.unwrap_or_default())),
            lanes: tasks[0].max(tasks[1]),
        }
    }

    /// Works out the causes of rows that asked, the last that asked first, until `due`.
    fn explain(&mut self, records: [FoldedRecord<'_>; 2], due: &dyn Fn() -> bool) {
        // Rows that are still in view ask again.
        if self.causes.len() > MOST_CAUSES_KEPT {
            self.causes.clear();
        }
        let passed = self.asked.len().saturating_sub(MOST_ASKED);
        self.asked.drain(..passed);
        while let Some(&row) = self.asked.last() {
            let why = match self.pairing.row(row) {
                Some(task) => self.pairing.causes(records, &task),
                None => Some(Vec::new()),
            };
            if let Some(why) = why {
                self.asked.pop();
                let said = causes_in_words(&why, records);
                self.causes
                    .insert(row, if said.is_empty() { "–".to_owned() } else { said });
            }
            if due() {
                return;
            }
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
    let count = memo(move || beside.with(|beside| beside.as_ref().map_or(0, |it| it.rows)));
    let window = VirtualList::under_heads(2, count, "--h-task-line");
    let head = |(label, term): (&'static str, Term)| {
        view! { <th class="compare-head" scope="col"><Explained term>{label}</Explained></th> }.into_any()
    };
    let total = move |cell: usize| {
        let total = move || beside.with(|beside| beside.as_ref().map(in_total).unwrap_or_default()[cell].clone());
        view! { <td class="compare-head">{total}</td> }.into_any()
    };
    view! {
        <div class="compare-bar">
            <span class="beside-text">{move || beside.with(|it| it.as_ref().map_or_else(String::new, |it| it.sentence.clone()))}</span>
            <span class="spacer"></span>
            <button class="button" data-shape="outlined" type="button" data-explains=Term::EndComparison.id() on:click=move |_| import.end_comparison()>
                "End the comparison"
            </button>
        </div>
        <div class="panel compare">
            <div class="beside">
                <div class="beside-sketches" node_ref=plot>{sketch(0)}{sketch(1)}</div>
                <div
                    class="beside-tasks"
                    tabindex="0"
                    role="region"
                    aria-label="Two records"
                    node_ref=window.scroller
                    on:scroll=move |_| window.scrolled()
                >
                    <table class="compare-table" aria-label="Differences" aria-rowcount=move || (count.get() + 2).to_string()>
                        <thead>
                            <tr aria-rowindex="1">{COLUMNS.map(head).into_iter().collect::<Vec<_>>()}</tr>
                            <tr class="beside-total" aria-rowindex="2">
                                <th class="compare-head" scope="row">"In total"</th>
                                {(0..COLUMNS.len() - 1).map(total).collect::<Vec<_>>()}
                            </tr>
                        </thead>
                        <tbody>
                            <tr aria-hidden="true" style:height=move || window.above()></tr>
                            <ReusedRows each=move || window.rows() let:row>
                                <TaskRow import row />
                            </ReusedRows>
                            <tr aria-hidden="true" style:height=move || window.below()></tr>
                        </tbody>
                    </table>
                    <Show when=move || count.get() == 0>
                        <p class="compare-note">"No task differs."</p>
                    </Show>
                </div>
            </div>
        </div>
    }
}

/// The columns, with what explains them.
const COLUMNS: [(&str, Term); 8] = [
    ("Task", Term::Task),
    ("Change", Term::LargestChange),
    ("Causes", Term::CausesOfChange),
    ("Start", Term::StartedAt),
    ("End", Term::EndedAt),
    ("State", Term::StateNow),
    ("Waited", Term::WaitedItself),
    ("Ran", Term::RunningTime),
];

/// A task that changed.
#[component]
fn TaskRow(import: Import, row: ListRow) -> impl IntoView {
    let cells = memo(move || import.cells(row.get()).unwrap_or_default());
    let cell = move |cell: usize| {
        view! { <td class="compare-cell">{move || cells.with(|cells| cells[cell].clone())}</td> }.into_any()
    };
    view! {
        <tr class="compare-row" aria-rowindex=move || (row.get() + 3).to_string()>
            <th class="compare-cell" scope="row" data-col="name">{move || cells.with(|cells| cells[0].clone())}</th>
            {cell(1)}
            <td class="compare-cell" data-col="causes">{move || import.causes(row.get())}</td>
            {(2..7).map(cell).collect::<Vec<_>>()}
        </tr>
    }
}

/// The cells of the row of totals behind its name. The causes are said above.
fn in_total(beside: &ComparedRecords) -> [String; COLUMNS.len() - 1] {
    let [first, second] = beside.lengths;
    let ended = |outcome: Option<RunOutcome>| outcome.map_or("cut off", RunOutcome::word).to_owned();
    let mut cells: [String; COLUMNS.len() - 1] = Default::default();
    cells[0] = change(first, second);
    cells[3] = both(Some(first), Some(second));
    cells[4] = pair(ended(beside.outcomes[0]), ended(beside.outcomes[1]));
    cells
}

/// The cells of a task without the causes.
fn of_task(name: String, task: &PairedTask) -> [String; 7] {
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
        name,
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
