//! The text of the program, and what is beside its lines: numbers, sentences, and chips for the tasks at the line.
//!
//! ```text
//!   .code-sheet
//!   │ .code-numbers │ .code-text (pre)                  │
//!   │ 8             │ await asyncio.sleep(delay)         │ chips        .code-row, as wide as the sheet
//!   │               │ a sentence                         │
//! ```

use super::markers::{LineMarkers, ShownProgram};
use super::written::Beside;
use crate::ui::icons::{Icon, glyph_for};
use crate::ui::reactive::{ListRow, Memo, ReusedRows, RwSignal, effect, memo};
use crate::ui::session::{Playhead, Record, RunControls};
use crate::ui::stage::Selection;
use explain::glossary::Term;
use leptos::html::Div;
use leptos::prelude::*;
use recording::TaskId;
use recording::facts::{token_for, unique_task_name, words_for};
use scenario::words;
use std::borrow::Cow;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, MouseEvent};

/// The program with everything beside it.
#[component]
pub fn Rows(
    /// The recording.
    record: Record,
    /// The shown moment.
    playhead: Playhead,
    /// The controls of the run.
    controls: RunControls,
    /// The selection.
    selection: Selection,
    /// The program that is shown.
    program: ShownProgram,
    /// The markers beside the lines.
    markers: LineMarkers,
) -> impl IntoView {
    let sheet = NodeRef::<Div>::new();
    let part = move |part: fn(&super::WrittenProgram) -> String| {
        program.with(|program| program.as_ref().map(|it| part(it)).unwrap_or_default())
    };
    let markup = memo(move || part(|it| it.markup.clone()));
    let numbers = memo(move || part(|it| it.numbers.clone()));
    let count = memo(move || program.with(|program| program.as_ref().map_or(0, |it| it.beside.len())));
    // The index in [`WrittenProgram::beside`](super::WrittenProgram::beside) of the line under the pointer.
    let pointed = RwSignal::new(None::<usize>);
    // All lines are one stop of the Tab key: the line that had the focus last, if it can still have tasks.
    let focused = RwSignal::new(None::<usize>);
    let beside = move |index: usize| program.with(|program| program.as_ref().and_then(|it| it.beside(index)));
    let stop = memo(move || {
        let last = focused.get();
        program.with(|program| {
            let beside = program.as_ref().map(|it| it.beside.as_slice()).unwrap_or_default();
            let is_line_marker = |index: &usize| beside.get(*index).is_some_and(|it| it.line_marker);
            let first = || beside.iter().position(|it| it.line_marker);
            last.filter(is_line_marker).or_else(first).unwrap_or_default()
        })
    });
    effect(move || {
        let Some(beside) = pointed.get().and_then(beside) else {
            selection.light(Vec::new());
            return;
        };
        markers.track();
        selection.light(markers.at(beside.line));
    });
    let moved = move |event: MouseEvent| {
        let under = document().elements_from_point(event.client_x() as f32, event.client_y() as f32);
        let row = under.iter().find_map(|element| {
            let element: Element = element.unchecked_into();
            element
                .closest(".code-row")
                .ok()
                .flatten()?
                .get_attribute("data-index")?
                .parse()
                .ok()
        });
        if pointed.get_untracked() != row {
            pointed.set(row);
        }
    };
    let pressed = move |event: KeyboardEvent| {
        let line_markers = program.with_untracked(|program| {
            let beside = program.iter().flat_map(|it| it.beside.iter().enumerate());
            beside
                .filter(|(_, it)| it.line_marker)
                .map(|(index, _)| index)
                .collect::<Vec<_>>()
        });
        let Some(here) = line_markers.iter().position(|index| *index == stop.get_untracked()) else {
            return;
        };
        let next = match event.key().as_str() {
            "ArrowDown" => (here + 1).min(line_markers.len() - 1),
            "ArrowUp" => here.saturating_sub(1),
            "Home" => 0,
            "End" => line_markers.len() - 1,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        let Some(sheet) = sheet.get_untracked() else { return };
        let button = sheet.query_selector(&format!("[data-index='{}'] > .code-line", line_markers[next]));
        if let Some(button) = button.ok().flatten().and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
            // It fails only for an element that is not in the page.
            let _ = button.focus();
        }
    };
    let lists = move |what: fn(&Beside) -> bool| {
        (0..count.get()).filter(move |index| beside(*index).is_some_and(|it| what(&it)))
    };
    let line_in_view = memo(move || markers.in_view(record, playhead, controls));
    let rows = view! {
        <div
            class="code-sheet"
            node_ref=sheet
            style=("--code-columns", move || part(|it| it.width.to_string()))
            style=("--code-digits", move || part(|it| it.program.lines.len().to_string().len().to_string()))
            on:mousemove=moved
            on:mouseleave=move |_| pointed.set(None)
        >
            <div class="code-numbers" aria-hidden="true" prop:innerHTML=move || numbers.get()></div>
            <pre class="code-text" prop:innerHTML=move || markup.get()></pre>
            <div class="code-rows" role="group" aria-label="Lines with tasks" on:keydown=pressed>
                <ReusedRows each=move || lists(|_| true) children=move |row| {
                    let beside = memo(move || beside(row.get()));
                    view! { <Row record playhead selection markers pointed focused stop row beside /> }
                } />
            </div>
            <ul class="code-notes" aria-label="Notes">
                <ReusedRows each=move || lists(|it| it.note.is_some()) children=move |row| {
                    let beside = memo(move || beside(row.get()));
                    let number = move || beside.get().map_or(0, |it| it.line + 1);
                    view! {
                        <li
                            class="code-note"
                            style=("--line", move || above(beside.get(), |it| it.line))
                            style=("--notes", move || above(beside.get(), |it| it.notes_above))
                        >
                            <span class="visually-hidden">{move || format!("Line {}: ", number())}</span>
                            <span class="code-note-text">{move || beside.get().and_then(|it| it.note).unwrap_or_default().to_owned()}</span>
                        </li>
                    }
                } />
            </ul>
        </div>
    };
    // After the rows, because a row must be in the page to be scrolled to.
    effect(move || {
        if let (Some(index), Some(sheet)) = (line_in_view.get(), sheet.get()) {
            bring_into_view(&sheet, index);
        }
    });
    rows
}

#[component]
fn Row(
    record: Record,
    playhead: Playhead,
    selection: Selection,
    markers: LineMarkers,
    pointed: RwSignal<Option<usize>>,
    focused: RwSignal<Option<usize>>,
    stop: Memo<usize>,
    row: ListRow,
    beside: Memo<Option<Beside>>,
) -> impl IntoView {
    let line_marker = memo(move || markers.line_marker(row.get()));
    let is_line_marker = memo(move || beside.with(|it| it.is_some_and(|it| it.line_marker)));
    let name = move |task: TaskId| {
        let name = record.with(|trace, _| trace.label(task).map(Cow::into_owned));
        name.flatten().unwrap_or_default()
    };
    let more = move || line_marker.with(|it| it.count - it.named.len().min(it.count));
    let said = move || {
        let line = beside.get().map_or(0, |it| it.line + 1);
        let mut names: Vec<String> = line_marker.with(|it| it.named.iter().map(|task| name(*task)).collect());
        if more() > 0 {
            names.push(format!("{} more", words::thousands(more() as u64)));
        }
        match names.len() {
            0 => format!("Line {line}, nobody"),
            _ => format!("Line {line}: {}", names.join(", ")),
        }
    };
    // Selects the next task at this line, so that the tasks of a line can be reached by keyboard.
    let choose = move |_| {
        let here = beside.get_untracked().map(|it| markers.at(it.line)).unwrap_or_default();
        let last = selection.task_untracked();
        let next = here.iter().find(|task| Some(**task) > last).or(here.first());
        if let Some(task) = next {
            selection.choose(Some(*task));
        }
    };
    let focus = move |_| {
        let index = row.get_untracked();
        focused.set(Some(index));
        pointed.set(Some(index));
    };
    view! {
        <div
            class="code-row"
            data-index=move || row.get().to_string()
            data-note=move || beside.with(|it| it.is_some_and(|it| it.note.is_some())).to_string()
            data-running=move || line_marker.with(|it| it.running).to_string()
            data-selected=move || line_marker.with(|it| it.selected).to_string()
            data-lit=move || (pointed.get() == Some(row.get())).to_string()
            style=("--line", move || above(beside.get(), |it| it.line))
            style=("--notes", move || above(beside.get(), |it| it.notes_above))
        >
            {move || is_line_marker.get().then(|| view! {
                <button
                    class="code-line"
                    type="button"
                    aria-label=said
                    tabindex=move || if stop.get() == row.get() { "0".to_owned() } else { "-1".to_owned() }
                    on:focus=focus
                    on:blur=move |_| pointed.set(None)
                    on:click=choose
                ></button>
            }.into_any())}
            <span class="code-chips">
                <ReusedRows
                    each=move || line_marker.with(|it| it.named.iter().map(|task| task.index()).collect::<Vec<_>>())
                    let:chip
                >
                    <Chip record playhead selection chip />
                </ReusedRows>
                <span class="code-more">
                    {move || match more() {
                        0 => String::new(),
                        more => format!("+{}", words::thousands(more as u64)),
                    }}
                </span>
            </span>
        </div>
    }
}

/// The chip of a task at its line.
#[component]
fn Chip(record: Record, playhead: Playhead, selection: Selection, chip: ListRow) -> impl IntoView {
    let task = move || TaskId::from_index(chip.get());
    let name = memo(move || {
        let name = record.with(|trace, _| trace.label(task()).map(Cow::into_owned));
        name.flatten().unwrap_or_default()
    });
    let unique_name = move || {
        record
            .with(|trace, _| unique_task_name(trace, task()))
            .unwrap_or_default()
    };
    let state = memo(move || {
        let events = playhead.events_at();
        let state = record.with(|trace, folds| {
            let lane = folds.history.lanes.lane(trace, task());
            lane.map(|lane| lane.state_after(events))
        });
        state.flatten().unwrap_or_default()
    });
    view! {
        <button
            class="code-chip"
            type="button"
            tabindex="-1"
            aria-label=move || format!("{}, {}", unique_name(), words_for(state.get()))
            data-explains=move || Term::of_state(state.get()).id().to_owned()
            data-full=move || name.get()
            data-state=move || token_for(state.get()).to_owned()
            data-selected=move || selection.is(task()).to_string()
            on:click=move |_| selection.toggle(TaskId::from_index(chip.get_untracked()))
        >
            {move || view! { <Icon glyph=glyph_for(state.get()) small=true /> }.into_any()}
            <span class="code-chip-name">{move || name.get()}</span>
        </button>
    }
}

/// Scrolls the panel, but not the page, so that the line is in view.
fn bring_into_view(sheet: &Element, index: usize) {
    let row = sheet.query_selector(&format!("[data-index='{index}']")).ok().flatten();
    let (Some(row), Some(panel)) = (row, sheet.parent_element()) else {
        return;
    };
    let (row, frame) = (row.get_bounding_client_rect(), panel.get_bounding_client_rect());
    let (above, below) = (frame.top() - row.top(), row.bottom() - frame.bottom());
    if above > 0.0 || below > 0.0 {
        // To the middle, so that the next line is likely to be in view too.
        let middle = (row.top() + row.bottom() - frame.top() - frame.bottom()) / 2.0;
        panel.set_scroll_top(panel.scroll_top() + middle as i32);
    }
}

/// A number that places a line, as the value of a custom property for the style sheet.
fn above(beside: Option<Beside>, number: fn(&Beside) -> usize) -> String {
    beside.as_ref().map_or(0, number).to_string()
}
