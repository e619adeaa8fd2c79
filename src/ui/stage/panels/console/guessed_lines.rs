//! The guess in the Console: before the run the lines to be sorted, after it what each guess came to.

use crate::ui::editor::drag::RowDrag;
use crate::ui::icon_button::IconButton;
use crate::ui::icons::{Glyph, Icon};
use crate::ui::page::{set_attribute_in as set, set_style_in as set_style, set_text_in as set_text};
use crate::ui::pointer_drag::{Along, DragStep, PointerDrag};
use crate::ui::reactive::{Memo, RwSignal, effect, memo};
use crate::ui::session::{Guessing, Record};
use crate::ui::stage::Selection;
use explain::glossary::Term;
use explain::guess::{Grade, GuessedLine, LineKind, MOST_ORDERED_TASKS, rounded};
use leptos::html::{Button, Li};
use leptos::prelude::*;
use recording::{TaskId, Trace};
use std::borrow::Cow;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};

/// The state that the rows share. Copies are handles to the same state.
#[derive(Clone, Copy)]
struct SortedLines {
    guessing: Guessing,
    record: Record,
    /// The indexes of the lines in the guessed order.
    order: Memo<Vec<usize>>,
    drag: RwSignal<Option<RowDrag>>,
}

/// The lines that may be printed, to be sorted by pointer, finger or keys.
#[component]
pub fn LinesToSort(
    /// The guess.
    guessing: Guessing,
    /// The plan, for the names of its tasks.
    record: Record,
) -> impl IntoView {
    let lines = guessing.lines();
    let order = memo(move || guessing.with(|guess| guess.order(lines.with(Vec::len))));
    let sorted = SortedLines {
        guessing,
        record,
        order,
        drag: RwSignal::new(None),
    };
    let count = memo(move || lines.with(Vec::len));
    let confirmed = memo(move || guessing.with(|guess| guess.has_order()));
    let rows = move || {
        let rows: Vec<AnyView> = (0..count.get())
            .map(|at| view! { <SortedLine sorted at /> }.into_any())
            .collect();
        rows
    };
    move || {
        if count.get() == 0 {
            let words = format!("The order of the lines is asked for up to {MOST_ORDERED_TASKS} tasks.");
            return view! { <p class="empty">{words}</p> }.into_any();
        }
        view! {
            <div class="guess-lines-head">
                <h2 class="guess-lines-title" data-explains=Term::GuessedOrder.id()>"In which order are these printed?"</h2>
                <span>"Drag, or press ↑ ↓. Optional."</span>
                <button class="button" data-shape="outlined" type="button" aria-pressed=move || confirmed.get().to_string() on:click=move |_| guessing.set_order(!confirmed.get_untracked())>
                    "This order"
                </button>
            </div>
            <ol class="guess-lines">{rows}</ol>
        }
        .into_any()
    }
}

#[component]
fn SortedLine(sorted: SortedLines, at: usize) -> impl IntoView {
    let (row, node) = (NodeRef::<Li>::new(), NodeRef::<Button>::new());
    let held = StoredValue::new_local(None::<PointerDrag>);
    effect(move || {
        if let Some((row, grip)) = row.get().zip(node.get()) {
            sorted.show(&row, &grip, at);
        }
    });
    let grab = move |event: PointerEvent| {
        let Some(grip) = node.get_untracked() else { return };
        if event.button() != 0 {
            return;
        }
        let row = grip.closest("li").ok().flatten();
        let height = row.map_or(0.0, |row| row.get_bounding_client_rect().height());
        event.prevent_default();
        let _ = grip.focus(); // it fails for what cannot have it
        let count = sorted.order.with_untracked(Vec::len);
        let start = RowDrag::start(at, count, height, Along::Y.position(&event));
        sorted.drag.set(Some(start));
        let step = move |step: DragStep<'_>| match step {
            DragStep::Moved(event) => sorted.drag.update(|drag| {
                *drag = drag.map(|drag| drag.at(Along::Y.position(event)));
            }),
            DragStep::Dropped | DragStep::Clicked => {
                if let Some(drag) = sorted.drag.get_untracked() {
                    sorted.drag.set(None);
                    sorted.move_line(drag.from, drag.to());
                }
            }
            DragStep::Cancelled => {
                sorted.drag.try_set(None);
            }
        };
        held.set_value(Some(PointerDrag::start(&grip, &event, Along::Y, 0.0, step)));
    };
    let key = move |event: KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowUp" => at.saturating_sub(1),
            "ArrowDown" => (at + 1).min(sorted.order.with_untracked(Vec::len).saturating_sub(1)),
            "Home" => 0,
            "End" => sorted.order.with_untracked(Vec::len).saturating_sub(1),
            _ => return,
        };
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        sorted.move_line(at, to);
    };
    view! {
        <li class="guess-line" node_ref=row>
            <button
                class="guess-line-grip"
                type="button"
                node_ref=node
                data-explains=Term::GuessedOrder.id()
                data-keys="↑ ↓"
                on:pointerdown=grab
                on:keydown=key
            >
                <Icon glyph=Glyph::Grip small=true />
            </button>
            <span class="guess-line-task"></span>
            <span class="guess-line-text"></span>
            {[false, true].map(|down| view! { <MoveLine sorted at down /> }.into_any())}
            <span class="guess-line-number">{at + 1}</span>
        </li>
    }
}

/// Moves a line by one.
#[component]
fn MoveLine(sorted: SortedLines, at: usize, down: bool) -> impl IntoView {
    let (label, term, keys, glyph) = if down {
        ("Down", Term::LineDown, "↓", Glyph::MoveDown)
    } else {
        ("Up", Term::LineUp, "↑", Glyph::MoveUp)
    };
    let last = move || sorted.order.with(Vec::len).saturating_sub(1);
    let off = memo(move || if down { at >= last() } else { at == 0 });
    let press = move || sorted.move_line(at, if down { at + 1 } else { at.saturating_sub(1) });
    view! { <IconButton label term keys glyph off press /> }
}

impl SortedLines {
    /// Writes the line that is at this position now into the elements of its row. Tracked.
    fn show(&self, row: &Element, grip: &Element, at: usize) {
        let line = self.order.with(|order| order.get(at).copied());
        let line = line.and_then(|line| self.guessing.lines().with(|lines| lines.get(line).cloned()));
        let Some(GuessedLine { task, kind, text }) = line else {
            return;
        };
        let task = name(self.record, task);
        let drag = self.drag.get();
        let shift = drag.map_or_else(String::new, |drag| {
            format!("transform: translateY({}px)", drag.offset(at))
        });
        let dragged = drag.is_some_and(|drag| drag.from == at);
        set_style(row, "", &shift);
        set(row, "", "data-dragged", &dragged.to_string());
        set(grip, "", "aria-label", &format!("Move line {}: {task}, {text}", at + 1));
        set(
            row,
            ".guess-line-text",
            "data-own",
            &(kind == LineKind::Result).to_string(),
        );
        set_text(row, ".guess-line-task", &task);
        set_text(row, ".guess-line-text", &text);
    }

    /// Moves a line, and with it the focus.
    fn move_line(&self, from: usize, to: usize) {
        if from == to {
            return;
        }
        self.guessing.move_line(from, to);
        queue_microtask(move || {
            let selector = format!(".guess-line:nth-child({}) > .guess-line-grip", to + 1);
            let found = document().query_selector(&selector).ok().flatten();
            if let Some(grip) = found.and_then(|grip| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(grip).ok()) {
                let _ = grip.focus(); // it fails for what cannot have it
            }
        });
    }
}

/// What the guesses came to, one sentence a task, and the lines that stood elsewhere.
#[component]
pub fn GuessReport(
    /// The guess.
    guessing: Guessing,
    /// The recording, for the names of its tasks.
    record: Record,
    /// A press selects the task.
    selection: Selection,
) -> impl IntoView {
    let grade = guessing.grade();
    let tasks = move || {
        let of = |grade: &Grade| {
            let task = |graded: &explain::guess::GradedTask| {
                let (task, right) = (graded.task, graded.right);
                let cause = if right { String::new() } else { graded.reason.sentence() };
                report_row(
                    right,
                    name(record, task),
                    format!("{}. {cause}", graded.beside_the_bar()),
                    Some((task, selection)),
                )
            };
            grade.tasks.iter().map(task).collect::<Vec<AnyView>>()
        };
        grade.with(|grade| grade.as_ref().map(of))
    };
    let lines = move || {
        let of = |grade: &Grade| {
            let order = grade.order.as_ref()?;
            let said = |line: &GuessedLine| match line.kind {
                LineKind::Result => line.text.clone(),
                _ => format!("“{}”", line.text),
            };
            let line = |graded: &explain::guess::GradedLine| {
                let line = &grade.lines[graded.line];
                let words = match graded.printed {
                    None => format!("{} was not printed", said(line)),
                    Some(at) => format!("{} at {}: elsewhere in your order", said(line), rounded(at)),
                };
                report_row(graded.printed.is_none(), name(record, line.task), words, None)
            };
            // Those in the guessed order stand in the Console itself.
            let told = order.lines.iter().filter(|line| !line.right);
            Some(told.map(line).collect::<Vec<AnyView>>())
        };
        grade.with(|grade| grade.as_ref().and_then(of))
    };
    let score = move || {
        grade
            .with(|grade| grade.as_ref().map(Grade::whole_score))
            .unwrap_or_default()
    };
    view! {
        <section class="guess-report" aria-label="Your guess">
            <h2 class="guess-lines-title" data-explains=Term::YourGuess.id()>{move || format!("Your guess: {}", score())}</h2>
            <ul class="guess-report-list">{tasks}</ul>
            {move || lines().map(|lines| view! { <ol class="guess-report-list">{lines}</ol> }.into_any())}
        </section>
    }
}

/// A row of the report: whether a guess is right, what it is about, and what it came to. A press may select a task.
pub fn report_row(right: bool, name: String, words: String, chooses: Option<(TaskId, Selection)>) -> AnyView {
    let (glyph, state) = if right {
        (Glyph::Done, "done")
    } else {
        (Glyph::Failed, "failed")
    };
    let task = match chooses {
        Some((task, selection)) => view! {
            <button class="guess-report-task" type="button" on:click=move |_| selection.show(task)>{name}</button>
        }
        .into_any(),
        None => view! { <span class="guess-report-task">{name}</span> }.into_any(),
    };
    view! {
        <li class="guess-report-row">
            <span class="ink" data-state=state><Icon glyph small=true /></span>
            {task}
            <span class="guess-report-words">{words}</span>
        </li>
    }
    .into_any()
}

fn name(record: Record, task: TaskId) -> String {
    let of = |trace: &Trace| trace.label(task).map(Cow::into_owned);
    record.with(|trace, _| of(trace)).flatten().unwrap_or_default()
}
