//! The table Tasks: what each task did, as text, in any order, filtered by state and name. Choosing a row shows the lane of
//! its task, and choosing a lane brings its row into view.

mod durations;
mod filters;
mod rows;

pub use filters::{ENDS, search_field};

use crate::ui::icons::{Icon, glyph_for};
use crate::ui::reactive::{ListRow, ReusedRows, Show, effect, memo};
use crate::ui::session::{RecordId, Session, SessionParts};
use crate::ui::stage::Selection;
use crate::ui::stage::cancel_button::{ButtonPlace, CancelButton};
use crate::ui::virtual_list::VirtualList;
use durations::{DurationFigures, DurationHistogram};
use explain::glossary::Term;
use filters::TaskFilters;
use leptos::prelude::*;
use recording::deviation::{Deviation, TaskDeviation};
use recording::facts::{Facts, facts, token_for};
use recording::statistics::{Direction, SortColumn, TaskFigures, TaskProgress};
use rows::ListedRows;
use scenario::time::Micros;
use scenario::words;
use web_sys::KeyboardEvent;

/// The panel with its title.
#[component]
pub fn TasksTable(
    /// The session.
    session: Session,
    /// The selection.
    selection: Selection,
) -> impl IntoView {
    let record = session.record;
    let rows = ListedRows::new(session);
    let count = rows.count();
    let work_count = memo(move || record.with_growth(|trace, _| trace.work_count()).unwrap_or_default());
    let window = VirtualList::under_heads(1, count, "--h-task-line");
    effect(move || {
        if let Some(row) = selection.task().and_then(|task| untrack(|| rows.row_of(task))) {
            window.bring_into_view(row);
        }
    });
    // Another order or filter is read from its first row on.
    effect(move || {
        if rows.answered() > 0 {
            window.bring_into_view(0);
        }
    });
    let press = move |event: KeyboardEvent| {
        if let Some(row) = row_after_key(&event, rows, selection, count.get_untracked()) {
            event.prevent_default();
            if let Some(task) = untrack(|| rows.task(row)) {
                selection.show(task);
            }
        } else if event.key() == "Escape" && selection.task_untracked().is_some() {
            event.prevent_default();
            selection.choose(None);
        }
    };
    let head = move |column: SortColumn, class: &'static str, term: Term, word: &'static str| {
        view! { <Head rows column class term word /> }.into_any()
    };
    view! {
        <div class="tabs" data-explains-side="above">
            <h2 class="tab" data-on="true" data-explains=Term::TasksTable.id()>"Tasks"</h2>
            <span class="tab-count" aria-hidden="true">
                {move || words::thousands(work_count.get() as u64)}
            </span>
            <DurationFigures rows />
        </div>
        <Show when=move || rows.histogram_is_open()>
            <DurationHistogram rows />
        </Show>
        <TaskFilters rows />
        <div class="panel" tabindex="0" role="region" aria-label="All tasks" node_ref=window.scroller on:scroll=move |_| window.scrolled() on:keydown=press>
            <table class="tasks" aria-label="Tasks" aria-rowcount=move || (count.get() + 1).to_string()>
                <thead>
                    <tr aria-rowindex="1">
                        {head(SortColumn::Name, "", Term::TaskName, "Name")}
                        {head(SortColumn::State, "", Term::StateNow, "State")}
                        {head(SortColumn::Attempts, "tasks-attempts", Term::AttemptsMade, "Attempts")}
                        {head(SortColumn::WaitedForSlot, "tasks-waited", Term::WaitedItself, "Waited for a slot")}
                        {head(SortColumn::RunningTime, "tasks-running", Term::RunningTime, "Running time")}
                        {head(SortColumn::HeldLoop, "tasks-held", Term::HeldLoop, "Held the loop")}
                        {head(SortColumn::Start, "tasks-start", Term::StartedAt, "Start")}
                        {head(SortColumn::End, "tasks-end", Term::EndedAt, "End")}
                        {head(SortColumn::Duration, "tasks-duration", Term::DurationOfTask, "Duration")}
                        {head(SortColumn::Deviation, "tasks-off", Term::AgainstPrediction, "vs. predicted")}
                        {head(SortColumn::Result, "", Term::ResultOfTask, "Result")}
                        <td class="tasks-head tasks-act"></td>
                    </tr>
                </thead>
                <tbody>
                    <tr aria-hidden="true" style:height=move || window.above()></tr>
                    <ReusedRows each=move || window.rows() let:row>
                        <Row session selection rows row />
                    </ReusedRows>
                    <tr aria-hidden="true" style:height=move || window.below()></tr>
                </tbody>
            </table>
            <Show when=move || count.get() == 0>
                <div class="empty">
                    <p>"No task is like that at this moment."</p>
                    <button class="button" data-shape="outlined" type="button" on:click=move |_| rows.clear_filters()>"List all tasks"</button>
                </div>
            </Show>
        </div>
    }
}

/// The row that an arrow key selects, while the table itself has the focus.
fn row_after_key(event: &KeyboardEvent, rows: ListedRows, selection: Selection, count: usize) -> Option<usize> {
    let held = event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key();
    if held || event.target() != event.current_target() {
        return None;
    }
    let here = selection
        .task_untracked()
        .and_then(|task| untrack(|| rows.row_of(task)));
    let last = count.checked_sub(1)?;
    match (event.key().as_str(), here) {
        ("ArrowDown", None) => Some(0),
        ("ArrowUp", None) => Some(last),
        ("ArrowDown", Some(row)) => Some((row + 1).min(last)),
        ("ArrowUp", Some(row)) => Some(row.saturating_sub(1)),
        _ => None,
    }
}

/// The head of a column, which sorts by it.
#[component]
fn Head(rows: ListedRows, column: SortColumn, class: &'static str, term: Term, word: &'static str) -> impl IntoView {
    let sorted = memo(move || {
        rows.with_request(|request| match request.direction {
            _ if request.column != column => "none",
            Direction::Ascending => "ascending",
            Direction::Descending => "descending",
        })
    });
    let is_text = column.is_text() || column == SortColumn::State;
    // Other programs wait for locks and queues, too.
    let slot = column == SortColumn::WaitedForSlot;
    let distorted = matches!(column, SortColumn::HeldLoop | SortColumn::Deviation);
    let speed = memo(move || if distorted { rows.speed() } else { String::new() });
    view! {
        <th
            class=format!("tasks-head {class}")
            scope="col"
            data-align=(!is_text).then_some("end")
            aria-sort=move || sorted.get().to_owned()
        >
            <button class="tasks-sort" type="button" data-explains=term.id() on:click=move |_| rows.sort_by(column)>
                {move || if slot && rows.of_any_program() { "Waited" } else { word }}
                <span class="metric-speed">{move || speed.get()}</span>
            </button>
        </th>
    }
}

/// What a row shows of its task.
#[derive(Clone, PartialEq)]
struct ShownTask {
    name: String,
    facts: Facts,
}

#[component]
fn Row(session: Session, selection: Selection, rows: ListedRows, row: ListRow) -> impl IntoView {
    let SessionParts {
        record,
        playhead,
        controls,
        predicted,
        ..
    } = *session;
    let task = memo(move || rows.task(row.get()));
    // Without the note, which counts down, so that a row changes only when its task does.
    let shown = memo(move || {
        let (task, moment) = (task.get()?, playhead.moment_by_event());
        record.with(|trace, folds| ShownTask {
            name: trace.label(task).unwrap_or_default().into_owned(),
            facts: Facts {
                note: String::new(),
                ..facts(trace, &folds.history, task, moment)
            },
        })
    });
    let name = move || shown.with(|shown| shown.as_ref().map_or_else(String::new, |shown| shown.name.clone()));
    let fact = move |part: fn(&Facts) -> String| {
        shown.with(|shown| shown.as_ref().map_or_else(String::new, |shown| part(&shown.facts)))
    };
    let state = memo(move || shown.with(|shown| shown.as_ref().map(|shown| shown.facts.state).unwrap_or_default()));
    // Changes with the events, as the state does, and with the passing of time as often as the order.
    let progress = StoredValue::new_local((RecordId::default(), TaskProgress::default()));
    let figures = memo(move || {
        rows.track();
        let (task, moment, id) = (task.get()?, playhead.moment_by_event(), record.id());
        let figures = record.with(|trace, _| {
            progress.try_update_value(|(of, progress)| {
                if *of != id {
                    (*of, *progress) = (id, TaskProgress::default());
                }
                progress.figures(trace, task, moment.events, moment.at)
            })
        });
        Some((figures.flatten()?, moment.at))
    });
    let figure = move |words: fn(TaskFigures, Micros) -> Option<String>| {
        let words = figures.with(|figures| figures.as_ref().and_then(|&(figures, now)| words(figures, now)));
        words.unwrap_or_else(|| "–".into())
    };
    let deviation = predicted.deviation();
    let off = memo(move || {
        let Some(task) = task.get().filter(|_| state.get().ended()) else {
            return String::new();
        };
        let words = |deviation: &Deviation| deviation.task(task).map_or_else(String::new, TaskDeviation::short);
        deviation
            .with(|deviation| deviation.as_ref().map(words))
            .unwrap_or_default()
    });
    let is_selected = move || task.get().is_some_and(|task| selection.is(task));
    let choose = move |_| match task.get_untracked() {
        Some(task) if selection.task_untracked() == Some(task) => selection.choose(None),
        Some(task) => selection.show(task),
        None => {}
    };
    let can_cancel = move || task.get().is_some_and(|task| controls.can_cancel(task, state.get()));
    view! {
        <tr
            class="tasks-row"
            aria-rowindex=move || (row.get() + 2).to_string()
            data-selected=move || is_selected().to_string()
            aria-current=move || is_selected().then(|| "true".to_owned())
            data-lit=move || task.get().is_some_and(|task| selection.is_lit(task)).to_string()
            on:click=choose
        >
            <th class="tasks-cell tasks-name" scope="row" title=name>
                {name}
            </th>
            <td class="tasks-cell">
                <span class="tasks-state ink" data-explains=move || fact(explained_as) data-state=move || token_for(state.get()).to_owned()>
                    {move || view! { <Icon glyph=glyph_for(state.get()) /> }.into_any()}
                    {move || fact(|facts| facts.all_state_words().into_owned())}
                </span>
            </td>
            <td class="tasks-cell tasks-attempts" data-align="end">{move || figure(attempts_in_words)}</td>
            <td class="tasks-cell tasks-waited" data-align="end">
                {move || figure(|figures, _| figures.spawned.map(|_| words::moment(figures.waited_for_slot)))}
            </td>
            <td class="tasks-cell tasks-running" data-align="end">
                {move || figure(|figures, now| figures.running_time(now).map(words::moment))}
            </td>
            <td class="tasks-cell tasks-held" data-align="end">
                {move || figure(|figures, _| figures.spawned.map(|_| words::moment(figures.held_loop)))}
            </td>
            <td class="tasks-cell tasks-start" data-align="end">
                {move || fact(|facts| facts.start.map_or_else(|| "–".into(), words::moment))}
            </td>
            <td class="tasks-cell tasks-end" data-align="end">
                {move || fact(|facts| facts.end.map_or_else(|| "–".into(), words::moment))}
            </td>
            <td class="tasks-cell tasks-duration" data-align="end">
                {move || figure(|figures, now| figures.duration(now).map(words::moment))}
            </td>
            <td class="tasks-cell tasks-off" data-align="end">{move || off.get()}</td>
            <td class="tasks-cell tasks-result" title=move || fact(|facts| facts.result.clone())>
                {move || fact(|facts| facts.result.clone())}
            </td>
            <td class="tasks-cell tasks-act">
                <Show when=can_cancel>
                    <CancelButton record controls task place=ButtonPlace::Table />
                </Show>
            </td>
        </tr>
    }
}

/// What explains its state, or where its cancel stands.
fn explained_as(facts: &Facts) -> String {
    let term = facts
        .cancel
        .map_or_else(|| Term::of_state(facts.state), Term::of_cancel);
    term.id().to_owned()
}

/// A task that makes no attempts, as main, has none.
fn attempts_in_words(figures: TaskFigures, _: Micros) -> Option<String> {
    (figures.attempts > 0).then(|| words::thousands(u64::from(figures.attempts)))
}
