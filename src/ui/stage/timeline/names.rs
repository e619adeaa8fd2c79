//! The names of the lanes in view, with their states. Dragging them is in [`super::reorder`].

use crate::ui::icons::{Glyph, Icon, glyph_for};
use crate::ui::reactive::{ListRow, Memo, ReusedRows, Show, memo};
use crate::ui::session::{Guessing, Playhead, Predicted, Record, RunControls, Session, SessionParts};
use crate::ui::stage::Selection;
use crate::ui::stage::cancel_button::{ButtonPlace, CancelButton};
use crate::ui::stage::timeline::picture::Picture;
use crate::ui::stage::timeline::reorder::Reorder;
use crate::ui::stage::timeline::tree::Tree;
use crate::ui::text_size::rem;
use crate::ui::whole::Whole;
use explain::glossary::Term;
use explain::guess::GuessedEnd;
use leptos::prelude::*;
use recording::causes::failure_in_words;
use recording::facts::{facts, token_for};
use recording::{State, TaskId, Trace};
use scenario::words;
use std::borrow::Cow;
use timeline::tree::has_room_for;
use timeline::{Guide, ShownLanes};

/// The lowest lane, in CSS pixels, whose name has a glyph and a note.
const ROOM_FOR_NOTES: f64 = 24.0;

/// The column of names. Hidden from assistive technology, because the table Tasks has the same facts.
#[component]
pub fn Names(
    /// The session.
    session: Session,
    /// The drawing, whose lanes they name.
    picture: Picture,
    /// The selection.
    selection: Selection,
    /// The drag of a name.
    reorder: Reorder,
) -> impl IntoView {
    let SessionParts {
        record,
        playhead,
        controls,
        predicted,
        guessing,
        ..
    } = *session;
    let (rows, scrolled) = (picture.rows(), picture.scrolled);
    let lane = memo(move || rows.with(|rows| rows.lane));
    let in_tree = memo(move || picture.tree.shape().lanes.is_some());
    let shift = move || rows.with(|rows| format!("translateY({})", rem(-rows.scroll_top)));
    view! {
        <div
            class="timeline-names"
            role=move || in_tree.get().then_some("group")
            aria-label=move || in_tree.get().then_some("Tasks as a tree")
            aria-hidden=move || (!in_tree.get()).then_some("true")
            style:transform=shift>
            <ReusedRows each=move || scrolled.window(0) let:row>
                <Name record playhead controls predicted guessing picture row selection reorder />
            </ReusedRows>
            {move || {
                let top = reorder.target_lane()? as f64 * lane.get();
                Some(view! { <div class="timeline-drop" style:top=rem(top)></div> }.into_any())
            }}
        </div>
    }
}

#[component]
fn Name(
    record: Record,
    playhead: Playhead,
    controls: RunControls,
    predicted: Predicted,
    guessing: Guessing,
    picture: Picture,
    row: ListRow,
    selection: Selection,
    reorder: Reorder,
) -> impl IntoView {
    let rows = picture.rows();
    let lane = memo(move || rows.with(|rows| rows.lane));
    let shown = memo(move || {
        let task = picture.task_in(row.get()).unwrap_or(TaskId::MAIN);
        (task, rows.with(|rows| rows.shown == ShownLanes::All))
    });
    let task = move || shown.get().0;
    let movable = move || shown.get().1 && reorder.possible();
    let name = memo(move || {
        record.track_growth();
        let name = |trace: &Trace| trace.label(task()).map(Cow::into_owned);
        let edited = predicted.with(|prediction| prediction.and_then(|it| name(&it.trace)));
        edited
            .filter(|_| predicted.stale())
            .or_else(|| record.with(|trace, _| name(trace)).flatten())
            .unwrap_or_default()
    });
    let unit = move || {
        record.track_growth();
        let joined = record.with(|trace, _| trace.is_joined(task())).unwrap_or_default();
        (if joined { "future" } else { "task" }).to_owned()
    };
    // After an edit, the lane is that of a prediction: the recorded task at this index may be another one, and an old result
    // would read as the new one.
    let edited = memo(move || predicted.stale());
    let state = memo(move || {
        if edited.get() {
            return State::Created;
        }
        let events = playhead.events_at();
        record
            .with(|trace, folds| {
                let lane = folds.history.lanes.lane(trace, task());
                lane.map(|lane| lane.state_after(events))
            })
            .flatten()
            .unwrap_or_default()
    });
    let counts_down = move |state: State| matches!(state, State::Waiting(_) | State::Running | State::RunningWoken);
    let roomy = move || lane.get() >= ROOM_FOR_NOTES;
    let whole = Whole::of_page();
    let note = memo(move || {
        if !roomy() || edited.get() || !whole.get() {
            return String::new();
        }
        // Only notes that count down track the time, so that the others are not computed in each frame.
        let moment = if counts_down(state.get()) {
            playhead.moment()
        } else {
            playhead.moment_by_event()
        };
        // What became of a failure may be known later than that it failed.
        let note = match state.get() {
            State::Failed => {
                record.with_causes(|trace, folds| failure_in_words(trace, &folds.causes, task()).to_owned())
            }
            _ => record.with(|trace, folds| facts(trace, &folds.history, task(), moment).note),
        };
        note.unwrap_or_default()
    });
    let tree = picture.tree;
    let in_tree = memo(move || tree.shape().lanes.is_some());
    let folded = memo(move || tree.with(|tree| tree.is_folded(task())).unwrap_or_default());
    let note = memo(move || {
        if folded.get() && roomy() {
            let inside = tree.with(|tree| tree.descendants(task())).unwrap_or_default();
            return words::count(inside, "task");
        }
        let note = note.get();
        if in_tree.get() && !has_room_for(&note) {
            return String::new();
        }
        note
    });
    // In place of the note, the guess before the run and its verdict after it.
    let guess = memo(move || {
        if !roomy() {
            return None;
        }
        if guessing.asks() {
            let words = guessing.end(task()).map_or("your guess?".to_owned(), said_of);
            return Some((words, None));
        }
        guessing.grade().with(|grade| {
            let graded = grade.as_ref()?.task(task())?;
            Some((graded.verdict.words(), Some(graded.right)))
        })
    });
    let verdict = move || guess.with(|guess| guess.as_ref().and_then(|(_, right)| *right));
    let is_selected = move || selection.is(task());
    let is_tab_stop = memo(move || is_selected() || row.get() == 0 && selection.task().is_none());
    row.on_leave(move || reorder.forget(row.get_untracked()));
    view! {
        <div
            class="timeline-name"
            data-state=move || token_for(state.get()).to_owned()
            data-selected=move || is_selected().to_string()
            data-lit=move || selection.is_lit(task()).to_string()
            data-dense=move || (!roomy()).to_string()
            data-unit=unit
            style:top=move || rem(row.get() as f64 * lane.get())
            style:height=move || rem(lane.get())
            data-dragged=move || reorder.moves(row.get()).to_string()
            on:pointerdown=move |event| if untrack(movable) { reorder.press(row.get_untracked(), &event) }
            on:click=move |_| if !reorder.was_a_drag() { selection.toggle(untrack(task)) }
        >
            <Show when={move || row.get() > 0 && movable()}>
                <span class="timeline-name-grip" data-explains=Term::ReorderTask.id() data-keys="Alt ↑ ↓"><Icon glyph=Glyph::Grip small=true /></span>
            </Show>
            {move || in_tree.get().then(|| in_the_tree(tree, record, (shown, lane), (name, is_tab_stop)))}
            <Show when=roomy>
                <span class="timeline-name-glyph ink" data-explains=move || Term::of_state(state.get()).id().to_owned() data-state=move || token_for(state.get()).to_owned()>
                    {move || view! { <Icon glyph=glyph_for(state.get()) small=true /> }.into_any()}
                </span>
            </Show>
            <span class="timeline-name-text" title=move || name.get()>{move || name.get()}</span>
            {move || {
                let right = verdict()?;
                let (glyph, state) = if right { (Glyph::Done, "done") } else { (Glyph::Failed, "failed") };
                Some(view! { <span class="timeline-verdict ink" data-state=state><Icon glyph small=true /></span> }.into_any())
            }}
            <span
                class="timeline-name-note ink"
                data-guess=move || guess.with(Option::is_some).to_string()
                data-explains=move || guess.with(Option::is_some).then(|| Term::YourGuess.id().to_owned())
                data-state=move || match verdict() {
                    Some(true) => "done".to_owned(),
                    Some(false) => "failed".to_owned(),
                    None => token_for(state.get()).to_owned(),
                }
            >
                {move || guess.get().map_or_else(|| note.get(), |(words, _)| words)}
            </span>
            <Show when=move || roomy() && whole.get() && controls.can_cancel(task(), state.get())>
                <CancelButton record controls task=memo(move || Some(task())) place=ButtonPlace::Names />
            </Show>
        </div>
    }
}

/// What stands before the name of a task in a tree. Not part of what the first picture needs, so that the second part of the page
/// has it.
#[inline(never)]
fn in_the_tree(
    tree: Tree,
    record: Record,
    (shown, lane): (Memo<(TaskId, bool)>, Memo<f64>),
    (name, is_tab_stop): (Memo<String>, Memo<bool>),
) -> AnyView {
    let task = memo(move || shown.get().0);
    view! {
        {guides(record, tree, shown, lane)}
        <FoldButton tree task selected=is_tab_stop name />
    }
    .into_any()
}

/// The lines from a task to the one that started it.
fn guides(record: Record, tree: Tree, shown: Memo<(TaskId, bool)>, lane: Memo<f64>) -> AnyView {
    let guides = memo(move || {
        let (task, all) = shown.get();
        let of = |trace: &Trace| tree.with(|tree| tree.guides(trace, task));
        let found = all.then(|| record.with(|trace, _| of(trace)).flatten()).flatten();
        found.unwrap_or_default()
    });
    (move || {
        let roomy = (lane.get() >= ROOM_FOR_NOTES).to_string();
        let line = |guide: Guide| {
            view! { <span class="timeline-guide" data-line=guide.word() data-wide=roomy.clone()></span> }.into_any()
        };
        guides.with(|guides| guides.iter().map(|guide| line(*guide)).collect::<Vec<AnyView>>())
    })
    .into_any()
}

/// Folds a task that has started others, or unfolds it. Nothing for other tasks.
#[component]
fn FoldButton(
    tree: Tree,
    task: Memo<TaskId>,
    /// Whether it is in the order of the Tab key: one of the column is.
    selected: Memo<bool>,
    name: Memo<String>,
) -> impl IntoView {
    let has_any = memo(move || tree.with(|tree| tree.descendants(task.get()) > 0).unwrap_or_default());
    let folded = memo(move || tree.with(|tree| tree.is_folded(task.get())).unwrap_or_default());
    view! {
        <Show when=move || has_any.get()>
            <button
                class="timeline-fold"
                type="button"
                data-explains=Term::FoldTasks.id()
                data-keys="← →"
                aria-expanded=move || (!folded.get()).to_string()
                aria-label=move || format!("Tasks of {}", name.get())
                tabindex=move || if selected.get() { "0" } else { "-1" }.to_owned()
                on:pointerdown=move |event| event.stop_propagation()
                on:click=move |event| {
                    event.stop_propagation();
                    let (task, fold) = untrack(|| (task.get(), !folded.get()));
                    tree.fold(task, fold);
                }
            >
                {move || view! { <Icon glyph=if folded.get() { Glyph::Right } else { Glyph::Down } small=true /> }.into_any()}
            </button>
        </Show>
    }
}

/// What the gutter says of a guess.
fn said_of(end: GuessedEnd) -> String {
    match end {
        GuessedEnd::At(_) => format!("at {}", end.words()),
        GuessedEnd::Never => end.words(),
    }
}
