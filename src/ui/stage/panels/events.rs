//! The table of events, over any size of trace: only the rows in view exist. A row is a moment, a moment is a row.

use crate::ui::reactive::{ListRow, Memo, ReusedRows, RwSignal, effect, memo};
use crate::ui::session::{Playhead, Record, RecordId};
use crate::ui::stage::Selection;
use crate::ui::stage::inquiry::Inquiry;
use crate::ui::virtual_list::VirtualList;
use leptos::prelude::*;
use recording::describe::describe;
use recording::{Event, EventKind, TaskId, Trace};
use scenario::words;

/// Of longer words (in letters) the rest is counted and not shown.
const MOST_SHOWN: usize = 1_000;

/// Which events are listed.
#[derive(Clone, Copy, Default, PartialEq)]
struct Filter {
    task: Option<TaskId>,
    kind: Option<&'static str>,
}

/// The places of the listed events, as far as they have been looked at.
#[derive(Default)]
struct ListedEvents {
    /// Which record they are places of.
    record: RecordId,
    filter: Filter,
    looked_at: usize,
    places: Vec<u32>,
}

impl Filter {
    fn lets_all(self) -> bool {
        self == Self::default()
    }

    fn lets(self, event: &Event) -> bool {
        self.task.is_none_or(|task| event.task == Some(task)) && self.kind.is_none_or(|kind| event.kind.name() == kind)
    }
}

/// The panel with its filters.
#[component]
pub fn EventsPanel(
    /// What is recorded.
    record: Record,
    /// Which moment is shown.
    playhead: Playhead,
    /// What is selected.
    selection: Selection,
    /// Asked when a row is chosen.
    inquiry: Inquiry,
) -> impl IntoView {
    let only_selected = RwSignal::new(false);
    let kind = RwSignal::new(None::<&'static str>);
    let filter = memo(move || Filter {
        task: if only_selected.get() { selection.task() } else { None },
        kind: kind.get(),
    });
    let listed = StoredValue::new_local(ListedEvents::default());
    // Looks at the places of what the filter lets through, up to where the record has come.
    let with_listed = move |look: &dyn Fn(&ListedEvents) -> Option<usize>| {
        record.track_growth();
        let (id, filter) = (record.id(), filter.get());
        record
            .with(|trace, _| {
                listed.try_update_value(|listed| {
                    listed.bring_up_to(trace, id, filter);
                    look(listed)
                })
            })
            .flatten()
            .flatten()
    };
    let count = memo(move || {
        if !filter.get().lets_all() {
            return with_listed(&|listed| Some(listed.places.len())).unwrap_or_default();
        }
        record
            .with_growth(|_, folds| folds.history.folded())
            .unwrap_or_default()
    });
    let window = VirtualList::new(count, "--h-task-line");
    let place_of = move |row: usize| {
        if filter.get().lets_all() {
            return Some(row);
        }
        with_listed(&|listed| listed.places.get(row).map(|&place| place as usize))
    };
    // The playhead's row comes into view when the playhead is moved.
    effect(move || {
        if playhead.live() {
            return;
        }
        let events = playhead.events_at();
        let row = if filter.get_untracked().lets_all() {
            events
        } else {
            let before = |listed: &ListedEvents| listed.places.partition_point(|&place| (place as usize) < events);
            untrack(|| with_listed(&|listed| Some(before(listed)))).unwrap_or_default()
        };
        window.bring_into_view(row.saturating_sub(1));
    });
    view! {
        <div class="filters">
            <label class="filter">
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
            <label class="filter">
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
                        <th class="tasks-head" scope="col" data-align="end">"Time"</th>
                        <th class="tasks-head" scope="col">"Task"</th>
                        <th class="tasks-head" scope="col">"Kind"</th>
                        <th class="tasks-head" scope="col">"What happens"</th>
                    </tr>
                </thead>
                <tbody>
                    <tr aria-hidden="true" style:height=move || window.above()></tr>
                    <ReusedRows each=move || window.rows() let:row>
                        <Row record playhead inquiry row place=memo(move || place_of(row.get())) />
                    </ReusedRows>
                    <tr aria-hidden="true" style:height=move || window.below()></tr>
                </tbody>
            </table>
        </div>
    }
}

/// What a row shows.
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
    place: Memo<Option<usize>>,
) -> impl IntoView {
    let shown = memo(move || {
        let Some(place) = place.get() else {
            return ShownEvent::default();
        };
        record.with(|trace, _| shown(trace, place)).unwrap_or_default()
    });
    let ahead = move || place.get().is_some_and(|place| place >= playhead.events_at());
    let here = move || !playhead.live() && place.get().is_some_and(|place| place + 1 == playhead.events_at());
    let choose = move |_| {
        if let Some(place) = place.get_untracked() {
            inquiry.go_to(place);
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
            <td class="tasks-cell event-task">{move || shown.with(|it| it.task.clone())}</td>
            <td class="tasks-cell event-kind">{move || shown.with(|it| it.kind.to_owned())}</td>
            <td class="tasks-cell event-words">{move || shown.with(|it| it.words.clone())}</td>
        </tr>
    }
}

fn shown(trace: &Trace, place: usize) -> ShownEvent {
    let Some(event) = trace.events.get(place) else {
        return ShownEvent::default();
    };
    let task = event.task.and_then(|task| trace.name(task));
    ShownEvent {
        time: words::seconds_to_the_microsecond(event.at),
        task: task.unwrap_or("loop").to_owned(),
        kind: event.kind.known_name(),
        words: words::shortened(&describe(trace, &event), MOST_SHOWN).into_owned(),
    }
}

impl ListedEvents {
    fn bring_up_to(&mut self, trace: &Trace, record: RecordId, filter: Filter) {
        if self.record != record || self.filter != filter {
            *self = Self {
                record,
                filter,
                ..Self::default()
            };
        }
        for (place, event) in trace.events.iter().enumerate().skip(self.looked_at) {
            if filter.lets(&event) {
                self.places.extend(u32::try_from(place));
            }
        }
        self.looked_at = trace.events.len();
    }
}
