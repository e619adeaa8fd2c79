//! The table of events of any recording: only the rows in view are in the page. Choosing a row seeks its moment, and
//! seeking brings the row of the moment into view.

use crate::ui::explain::Explained;
use crate::ui::frames::{Frames, Next};
use crate::ui::reactive::{ListRow, Memo, ReusedRows, RwSignal, effect, hold_until_cleanup, memo};
use crate::ui::session::{Playhead, Record, RecordId};
use crate::ui::stage::Selection;
use crate::ui::stage::inquiry::Inquiry;
use crate::ui::virtual_list::VirtualList;
use explain::glossary::Term;
use leptos::prelude::*;
use recording::describe::describe;
use recording::filter::{EventFilter, FilteredEvents};
use recording::{EventKind, Trace};
use scenario::words;

/// Of a longer text (in characters) the rest is counted and not shown.
const MOST_SHOWN: usize = 1_000;

/// The number of events that are searched in a frame: about a millisecond of work.
const SEARCHED_AT_ONCE: usize = 65_536;

/// The events that pass the filter, as far as they have been searched.
#[derive(Default)]
struct ListedEvents {
    /// The recording of these events.
    record: RecordId,
    events: FilteredEvents,
    unfinished: bool,
}

/// The panel with its filters.
#[component]
pub fn EventsPanel(
    /// The recording.
    record: Record,
    /// The shown moment.
    playhead: Playhead,
    /// The frame loop, for a search that takes several frames.
    frames: Frames,
    /// The selection.
    selection: Selection,
    /// Seeks the event of a chosen row.
    inquiry: Inquiry,
) -> impl IntoView {
    let only_selected = RwSignal::new(false);
    let kind = RwSignal::new(None::<&'static str>);
    let filter = memo(move || EventFilter {
        task: if only_selected.get() { selection.task() } else { None },
        kind: kind.get(),
    });
    let listed = StoredValue::new_local(ListedEvents::default());
    // The number of parts of a long search made so far, one in each frame.
    let part = RwSignal::new(0_u32);
    // Includes the recording and the filter, so that it also changes when as many other events are found.
    let found = memo(move || {
        part.track();
        let (id, filter) = (record.id(), filter.get());
        if filter.lets_all() {
            listed.try_update_value(|listed| listed.unfinished = false);
            let folded = record.with_growth(|_, folds| folds.history.folded());
            return (id, filter, folded.unwrap_or_default());
        }
        let count = record.with_growth(|trace, _| {
            listed.try_update_value(|listed| {
                if listed.record != id || listed.events.filter() != filter {
                    listed.record = id;
                    listed.events = FilteredEvents::new(filter);
                }
                listed.unfinished = !listed.events.extend(trace, SEARCHED_AT_ONCE);
                if listed.unfinished {
                    frames.request();
                }
                listed.events.len()
            })
        });
        (id, filter, count.flatten().unwrap_or_default())
    });
    hold_until_cleanup(frames.listen(move || {
        if listed.try_with_value(|listed| listed.unfinished) == Some(true) {
            part.try_update(|part| *part += 1);
        }
        Next::Still
    }));
    let count = memo(move || found.get().2);
    let window = VirtualList::under_heads(1, count, "--h-task-line");
    let event_of = move |row: usize| {
        if filter.get().lets_all() {
            return Some(row);
        }
        found.track();
        listed.try_with_value(|listed| listed.events.event(row)).flatten()
    };
    // Scrolls to the row of the playhead when the playhead is moved.
    effect(move || {
        if playhead.live() {
            return;
        }
        let events = playhead.events_at();
        let before = || {
            // Runs the search without tracking it.
            let _ = found.get_untracked();
            listed.try_with_value(|listed| listed.events.count_before(events))
        };
        let row = if filter.get_untracked().lets_all() {
            events
        } else {
            before().unwrap_or_default()
        };
        window.bring_into_view(row.saturating_sub(1));
    });
    view! {
        <div class="filters">
            <label class="filter" data-explains=Term::EventKind.id()>
                <span class="filter-label">"Kind"</span>
                <select
                    class="filter-select"
                    on:change=move |event| {
                        let chosen = event_target_value(&event);
                        kind.set(EventKind::NAMES.into_iter().find(|kind| *kind == chosen));
                    }
                >
                    <option value="">"all"</option>
                    {Vec::from(EventKind::NAMES.map(|kind| view! { <option value=kind>{kind}</option> }.into_any()))}
                </select>
            </label>
            <label class="filter" data-explains=Term::OnlySelected.id()>
                <input
                    type="checkbox"
                    prop:checked=move || only_selected.get()
                    on:change=move |event| only_selected.set(event_target_checked(&event))
                />
                <span class="filter-label">"Only the selected task"</span>
            </label>
        </div>
        <div class="panel" tabindex="0" role="region" aria-label="All events" node_ref=window.scroller on:scroll=move |_| window.scrolled()>
            <table class="tasks events" aria-label="Events" aria-rowcount=move || (count.get() + 1).to_string()>
                <thead>
                    <tr aria-rowindex="1">
                        <th class="tasks-head" scope="col" data-align="end"><Explained term=Term::EventTime>"Time"</Explained></th>
                        <th class="tasks-head" scope="col"><Explained term=Term::TaskOfEvent>"Task"</Explained></th>
                        <th class="tasks-head" scope="col"><Explained term=Term::EventKind>"Kind"</Explained></th>
                        <th class="tasks-head" scope="col"><Explained term=Term::WhatHappens>"What happens"</Explained></th>
                    </tr>
                </thead>
                <tbody>
                    <tr aria-hidden="true" style:height=move || window.above()></tr>
                    <ReusedRows each=move || window.rows() let:row>
                        <Row record playhead inquiry row index=memo(move || event_of(row.get())) />
                    </ReusedRows>
                    <tr aria-hidden="true" style:height=move || window.below()></tr>
                </tbody>
            </table>
        </div>
    }
}

/// The texts of a row.
#[derive(Clone, Default, PartialEq)]
struct ShownEvent {
    time: String,
    task: String,
    kind: &'static str,
    words: String,
}

#[component]
fn Row(
    record: Record,
    playhead: Playhead,
    inquiry: Inquiry,
    row: ListRow,
    index: Memo<Option<usize>>,
) -> impl IntoView {
    let shown = memo(move || {
        let Some(index) = index.get() else {
            return ShownEvent::default();
        };
        record.with(|trace, _| shown(trace, index)).unwrap_or_default()
    });
    let ahead = move || index.get().is_some_and(|index| index >= playhead.events_at());
    let here = move || !playhead.live() && index.get().is_some_and(|index| index + 1 == playhead.events_at());
    let choose = move |_| {
        if let Some(index) = index.get_untracked() {
            inquiry.go_to(index);
        }
    };
    view! {
        <tr
            class="tasks-row event-row"
            aria-rowindex=move || (row.get() + 2).to_string()
            data-ahead=move || ahead().to_string()
            data-selected=move || here().to_string()
            on:click=choose
        >
            <td class="tasks-cell event-time" data-align="end">{move || shown.with(|it| it.time.clone())}</td>
            <td class="tasks-cell event-task" title=move || shown.with(|it| it.task.clone())>{move || shown.with(|it| it.task.clone())}</td>
            <td class="tasks-cell event-kind">{move || shown.with(|it| it.kind.to_owned())}</td>
            <td class="tasks-cell event-words" title=move || shown.with(|it| it.words.clone())>{move || shown.with(|it| it.words.clone())}</td>
        </tr>
    }
}

fn shown(trace: &Trace, index: usize) -> ShownEvent {
    let Some(event) = trace.events.get(index) else {
        return ShownEvent::default();
    };
    let task = event.task.and_then(|task| trace.label(task));
    ShownEvent {
        time: words::seconds_to_the_microsecond(event.at),
        task: task.unwrap_or("loop".into()).into_owned(),
        kind: event.kind.known_name(),
        words: words::shortened(&describe(trace, &event), MOST_SHOWN).into_owned(),
    }
}
