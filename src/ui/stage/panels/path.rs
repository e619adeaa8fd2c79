//! The Critical path panel: the rows of the path, with the share of each. Choosing one shows it in the timeline.

use crate::ui::explain::Explained;
use crate::ui::session::{Playhead, Record};
use crate::ui::stage::critical_path::ShownPath;
use crate::ui::stage::selection::Selection;
use explain::glossary::Term;
use leptos::prelude::*;
use recording::critical_path::{CriticalPathToEnd, PathRow, share_in_words};
use recording::facts::token_for;
use recording::{TaskId, Trace};
use scenario::words;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// The panel.
#[component]
pub fn PathPanel(
    /// The recording.
    record: Record,
    /// The playhead, which a chosen row moves.
    playhead: Playhead,
    /// The selection.
    selection: Selection,
    /// The path.
    path: ShownPath,
) -> impl IntoView {
    let content = move || match path.found() {
        None => nothing(
            "Looking for the critical path",
            "The recording is long: it takes a moment.",
        ),
        Some(Err(why)) => nothing(why.title(), &why.to_string()),
        Some(Ok(found)) => {
            let rows = record.with(|trace, _| {
                let rows = found.rows.iter().enumerate();
                rows.map(|(index, row)| row_view(trace, &found, (index, row), playhead, selection))
                    .collect::<Vec<_>>()
            });
            let summary = record.with(|trace, _| found.summary(trace));
            let caveat = found.caveat();
            view! {
                <p class="path-summary"><Explained term=Term::CriticalPath>"Critical path"</Explained>": " {summary}</p>
                {ends_view(record, path, found.task)}
                <ol class="path-rows" aria-label="Steps of the critical path" on:keydown=|event| move_focus(&event)>{rows}</ol>
                {caveat.map(|caveat| view! { <p class="why-more">{caveat}</p> }.into_any())}
            }
            .into_any()
        }
    };
    view! {
        <div class="panel path" tabindex="0" role="region" aria-label="Critical path">
            {content}
        </div>
    }
}

fn nothing(title: &'static str, text: &str) -> AnyView {
    view! {
        <div class="empty">
            <p class="empty-title">{title}</p>
            <p>{text.to_owned()}</p>
        </div>
    }
    .into_any()
}

/// The choice of the end, in a recording with several.
fn ends_view(record: Record, path: ShownPath, task: TaskId) -> Option<AnyView> {
    let ends = path.ends();
    if ends.is_empty() {
        return None;
    }
    let options = record.with(|trace, _| {
        let option = |end: &TaskId| {
            let name = trace.name_in_words(*end).into_owned();
            view! { <option value=end.0.to_string() selected=*end == task>{name}</option> }.into_any()
        };
        ends.iter().map(option).collect::<Vec<_>>()
    });
    let choose = move |event| {
        if let Ok(end) = event_target_value(&event).parse() {
            path.choose(TaskId(end));
        }
    };
    Some(
        view! {
            <label class="filter path-end" data-explains=Term::PathEnd.id()>"To the end of "<select class="filter-select" on:change=choose>{options}</select></label>
        }
        .into_any(),
    )
}

fn row_view(
    trace: &Trace,
    path: &CriticalPathToEnd,
    (index, row): (usize, &PathRow),
    playhead: Playhead,
    selection: Selection,
) -> AnyView {
    let (from, to, event, task) = (row.from, row.to, row.step.event as usize, row.step.task);
    // At the end of the recording no row is current: all of the path is shown.
    let current = move || {
        let at = playhead.moment().at;
        (!playhead.live() && from < at && at <= to).then(|| "step".to_owned())
    };
    let show = move |_| {
        playhead.seek_event(event);
        selection.show(task);
    };
    let share = share_in_words(row.length(), path.total);
    let part = row.length().0 as f64 / path.total.0 as f64 * 100.0;
    let state = (!row.is_group())
        .then(|| row.step.kind.state().map(token_for))
        .flatten();
    view! {
        <li class="path-item">
            <button class="path-row" type="button" aria-current=current on:click=show>
                <span class="path-number">{index + 1}</span>
                <span class="path-share"><span class="path-bar" style:width=format!("{part:.1}%")></span>{share}</span>
                <span class="path-time">{words::length(row.length())}</span>
                <span class="path-who">{row.who(trace)}</span>
                <span class="path-what">
                    <span class="ink" data-state=state>{row.what(trace)}</span>
                    {row.beside().map(|beside| view! { <span class="path-beside">{format!(" {beside}")}</span> }.into_any())}
                </span>
            </button>
        </li>
    }
    .into_any()
}

/// Moves the focus to the row above or below.
fn move_focus(event: &KeyboardEvent) {
    let item = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
        .and_then(|row| row.parent_element());
    let Some(item) = item else { return };
    let next = match event.key().as_str() {
        "ArrowDown" => item.next_element_sibling(),
        "ArrowUp" => item.previous_element_sibling(),
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    let row = next.and_then(|next| next.first_element_child());
    if let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
        // It fails only for an element that is not in the page.
        let _ = row.focus();
    }
}
