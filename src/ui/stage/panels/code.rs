//! The Code panel: the scenario as a program in one of three languages, and which tasks are at which line.
//!
//! The text is one `pre` and nothing else, so that text selected in it is a program. Line numbers, sentences and chips
//! are positioned beside it: all lines have the same height, and a line with a sentence is higher by a fixed length.

mod head;
mod markers;
mod rows;
mod written;

use crate::ui::frames::Frames;
use crate::ui::language::language_in_view;
use crate::ui::measured::measured;
use crate::ui::program::ProgramTab;
use crate::ui::reactive::{Show, memo};
use crate::ui::session::{Playhead, Predicted, Record, RunControls};
use crate::ui::stage::selection::Selection;
use codegen::Language;
use explain::glossary::Term;
use head::Head;
use leptos::html::Div;
use leptos::prelude::*;
use markers::LineMarkers;
use recording::{Source, Trace};
use rows::Rows;
use scenario::words;
use std::sync::Arc;
use written::WrittenProgram;

pub use written::escape;

/// The panel.
#[component]
pub fn CodePanel(
    /// The recording.
    record: Record,
    /// The shown moment.
    playhead: Playhead,
    /// The controls of the run.
    controls: RunControls,
    /// The scenario that the program is written for.
    predicted: Predicted,
    /// The frame loop, for seeks that take several frames.
    frames: Frames,
    /// The selection.
    selection: Selection,
) -> impl IntoView {
    let language = language_in_view();
    let program_tab = use_context::<ProgramTab>();
    // If the list was edited since the run, the program is of the edited scenario, not of the recorded one.
    let stale = memo(move || predicted.stale());
    let program = memo(move || {
        let (readable, shown, language) = (predicted.readable(), predicted.shown(), language.get());
        readable.track();
        let of = if stale.get() { readable } else { shown };
        of.with(|scenario| {
            let scenario = scenario.as_ref().filter(|scenario| !scenario.tasks.items.is_empty());
            scenario.map(|scenario| Arc::new(WrittenProgram::new(language, scenario)))
        })
    });
    let recorded = memo(move || record.with(|trace, _| recorded_program(trace)).flatten());
    let scroller = NodeRef::<Div>::new();
    let markers = LineMarkers::new(
        (record, playhead, frames),
        selection,
        program,
        stale,
        measured(scroller),
    );
    on_cleanup(move || selection.light(Vec::new()));
    let empty = move || program.with(Option::is_none);
    // A program of the person's own, where the set-up is out of view.
    let own = memo(move || {
        let edit = program_tab?.session.edit;
        edit.runs_program().then(|| edit.program.get())
    });
    let left_out = memo(move || program.with(|program| program.as_ref().map_or(0, |it| it.program.left_out)));
    view! {
        <Head program recorded />
        <Show when={move || left_out.get() > 0}>
            <p class="code-left-out">{move || left_out_words(left_out.get())}</p>
        </Show>
        <div class="panel code-panel" tabindex="0" role="region" aria-label="Program" node_ref=scroller>
            {move || empty().then(|| own.get().map_or_else(|| no_program(record), source))}
            <Show when=move || !empty()>
                <Rows record playhead controls selection program markers />
                {program_tab.map(|program_tab| view! {
                    <Show when=move || language.get() == Language::Python>
                        <p class="code-open">
                            <button class="button" data-shape="outlined" type="button" data-explains=Term::OpenAsProgram.id() on:click=move |_| program_tab.open_list_as_program()>
                                "Open as program"
                            </button>
                        </p>
                    </Show>
                })}
            </Show>
        </div>
    }
}

/// Longer texts of a recorded program, in bytes, would take long to lay out.
const LONGEST_SOURCE: usize = 256 << 10;

/// The name of a program of another origin, and its language: `late.py, recorded in Python`.
fn recorded_program(trace: &Trace) -> Option<String> {
    let Source::Recorder(recorder) = &trace.source else {
        return None;
    };
    let program = recorder.program.as_deref().unwrap_or("A program");
    Some(match recorder.language.as_deref() {
        Some(language) => format!("{program}, recorded in {language}"),
        None => format!("{program}, recorded"),
    })
}

/// The text of a program.
fn source(text: String) -> AnyView {
    view! { <pre class="record-source">{text}</pre> }.into_any()
}

/// What stands in place of a program: the text of the program that was recorded, where the record has it.
fn no_program(record: Record) -> AnyView {
    let recorded = |trace: &Trace| {
        let Source::Recorder(recorder) = &trace.source else {
            return None;
        };
        let file = trace.code.files.first();
        let name = recorder.program.clone().or_else(|| file.map(|file| file.name.clone()));
        let text = file.and_then(|file| file.text.clone());
        Some((name, text.filter(|text| text.len() <= LONGEST_SOURCE)))
    };
    let recorded = record.with(|trace, _| recorded(trace)).flatten();
    let (title, text) = match recorded {
        Some((_, Some(text))) => return source(text),
        Some((name, None)) => (
            name.map_or_else(
                || "A program of its own".to_owned(),
                |name| format!("Recorded from {name}"),
            ),
            "The record does not have the text of its program.",
        ),
        None => (
            "No tasks, no program".to_owned(),
            "Add a task, or pick an example: its program will stand here.",
        ),
    };
    view! {
        <div class="empty">
            <p class="empty-title">{title}</p>
            <p>{text}</p>
        </div>
    }
    .into_any()
}

/// The number of tasks that the program leaves out, as a sentence.
fn left_out_words(tasks: u64) -> String {
    format!(
        "Each task has values of its own, and the program would be too long to read: the last {} tasks are left out.",
        words::thousands(tasks)
    )
}
