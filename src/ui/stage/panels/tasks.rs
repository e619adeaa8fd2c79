//! The table Tasks: name, state, start, end, result. The same facts as in the timeline, as text.

use crate::ui::explain::Explained;
use crate::ui::icons::{Icon, glyph_for};
use crate::ui::reactive::{ListRow, ReusedRows, memo};
use crate::ui::session::{Playhead, Predicted, Record, RunControls};
use crate::ui::stage::Selection;
use crate::ui::stage::cancel_button::{ButtonPlace, CancelButton};
use crate::ui::virtual_list::VirtualList;
use explain::glossary::Term;
use leptos::prelude::*;
use recording::TaskId;
use recording::deviation::{Deviation, TaskDeviation};
use recording::facts::{Facts, facts, token_for};
use scenario::words;

/// The panel with its title.
#[component]
pub fn TasksTable(
    /// The recording.
    record: Record,
    /// The shown moment.
    playhead: Playhead,
    /// The controls of the run.
    controls: RunControls,
    /// The prediction.
    predicted: Predicted,
    /// The selection.
    selection: Selection,
) -> impl IntoView {
    let count = memo(move || record.with_growth(|trace, _| trace.tasks.len()).unwrap_or_default());
    let work_count = memo(move || record.with_growth(|trace, _| trace.work_count()).unwrap_or_default());
    let window = VirtualList::new(count, "--h-task-line");
    view! {
        <div class="tabs" data-explains-side="above">
            <h2 class="tab" data-on="true" data-explains=Term::TasksTable.id()>"Tasks"</h2>
            <span class="tab-count" aria-hidden="true">
                {move || words::thousands(work_count.get() as u64)}
            </span>
        </div>
        <div class="panel" tabindex="0" role="region" aria-label="All tasks" node_ref=window.scroller on:scroll=move |_| window.scrolled()>
            <table class="tasks" aria-label="Tasks" aria-rowcount=move || (count.get() + 1).to_string()>
                <thead>
                    <tr aria-rowindex="1">
                        <th class="tasks-head" scope="col"><Explained term=Term::TaskName>"Name"</Explained></th>
                        <th class="tasks-head" scope="col"><Explained term=Term::StateNow>"State"</Explained></th>
                        <th class="tasks-head" scope="col" data-align="end"><Explained term=Term::StartedAt>"Start"</Explained></th>
                        <th class="tasks-head" scope="col" data-align="end"><Explained term=Term::EndedAt>"End"</Explained></th>
                        <th class="tasks-head tasks-off" scope="col" data-align="end"><Explained term=Term::AgainstPrediction>"vs. predicted"</Explained></th>
                        <th class="tasks-head" scope="col"><Explained term=Term::ResultOfTask>"Result"</Explained></th>
                        <td class="tasks-head tasks-act"></td>
                    </tr>
                </thead>
                <tbody>
                    <tr aria-hidden="true" style:height=move || window.above()></tr>
                    <ReusedRows each=move || window.rows() let:row>
                        <Row record playhead controls predicted selection row />
                    </ReusedRows>
                    <tr aria-hidden="true" style:height=move || window.below()></tr>
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(
    record: Record,
    playhead: Playhead,
    controls: RunControls,
    predicted: Predicted,
    selection: Selection,
    row: ListRow,
) -> impl IntoView {
    let task = move || TaskId::from_index(row.get());
    // Without the note, which counts down, so that a row changes only when its task does.
    let shown = memo(move || {
        let (task, moment) = (task(), playhead.moment_by_event());
        record.with(|trace, folds| {
            let name = trace.label(task).unwrap_or_default().into_owned();
            (
                name,
                Facts {
                    note: String::new(),
                    ..facts(trace, &folds.history, task, moment)
                },
            )
        })
    });
    let name = move || shown.with(|shown| shown.as_ref().map_or_else(String::new, |(name, _)| name.clone()));
    let fact = move |part: fn(&Facts) -> String| {
        shown.with(|shown| shown.as_ref().map_or_else(String::new, |(_, facts)| part(facts)))
    };
    let state = memo(move || shown.with(|shown| shown.as_ref().map(|(_, facts)| facts.state).unwrap_or_default()));
    let deviation = predicted.deviation();
    let off = memo(move || {
        if !state.get().ended() {
            return String::new();
        }
        let words = |deviation: &Deviation| deviation.task(task()).map_or_else(String::new, TaskDeviation::short);
        deviation
            .with(|deviation| deviation.as_ref().map(words))
            .unwrap_or_default()
    });
    let is_selected = move || selection.is(task());
    view! {
        <tr
            class="tasks-row"
            aria-rowindex=move || (row.get() + 2).to_string()
            data-selected=move || is_selected().to_string()
            aria-current=move || is_selected().then(|| "true".to_owned())
            data-lit=move || selection.is_lit(task()).to_string()
            on:click=move |_| selection.toggle(TaskId::from_index(row.get_untracked()))
        >
            <th class="tasks-cell tasks-name" scope="row" title=name>
                {name}
            </th>
            <td class="tasks-cell">
                <span class="tasks-state ink" data-explains=move || Term::of_state(state.get()).id().to_owned() data-state=move || token_for(state.get()).to_owned()>
                    {move || view! { <Icon glyph=glyph_for(state.get()) /> }.into_any()}
                    {move || fact(|facts| facts.state_words.to_owned())}
                </span>
            </td>
            <td class="tasks-cell" data-align="end">
                {move || fact(|facts| facts.start.map_or_else(|| "–".into(), words::moment))}
            </td>
            <td class="tasks-cell" data-align="end">
                {move || fact(|facts| facts.end.map_or_else(|| "–".into(), words::moment))}
            </td>
            <td class="tasks-cell tasks-off" data-align="end">{move || off.get()}</td>
            <td class="tasks-cell tasks-result" title=move || fact(|facts| facts.result.clone())>
                {move || fact(|facts| facts.result.clone())}
            </td>
            <td class="tasks-cell tasks-act">
                <Show when=move || controls.can_cancel(task(), state.get())>
                    <CancelButton record controls row place=ButtonPlace::Table />
                </Show>
            </td>
        </tr>
    }
}
