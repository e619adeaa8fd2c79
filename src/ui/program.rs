//! The tab `Program` of the set-up: a Python program, its editor, and beside its lines the tasks of the record that is shown.
//! The program is run by [`crate::ui::session::ProgramRuns`].
//!
//! A plain text field is there at once; the editor with colours takes its place when it has been fetched, and never where it
//! cannot be. The text is the page's own ([`Edit::program`]), so that it is kept whatever becomes of either.

mod answering;
mod code_editor;
mod examples;

pub use answering::{ProgramAnswers, ProgramGuess, focus_on_the_answers};
pub use examples::{ProgramExamples, ProgramPicker};

use super::address::Address;
use super::embed::Embedded;
use super::explain::{Explained, Explanations};
use super::paths::Paths;
use super::session::{ProgramStage, PythonLoading, RecordState, Session, SessionParts};
use super::shown_program::ShownProgram;
use super::stage::selection::Selection;
use super::theme::Theme;
use crate::python::{FILE_NAME, Programs, programs};
use crate::ui::download::download;
use crate::ui::reactive::{Handle, Memo, RwSignal, Show, effect, lasting, memo};
use code_editor::{CodeEditor, EditorEvents, LineChip, LineMarks};
use codegen::Language;
use explain::glossary::Term;
use explain::program_input::{input_in_words, is_too_long, reads_input};
use explain::program_lines::{TaskAtLine, failed_at, tasks_at_lines, tasks_once_at};
use kept::WorkKind;
use leptos::html::{Div, Textarea};
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use recording::facts::{token_for, unique_task_name, words_for};
use recording::{Folds, RunOutcome, TaskId, Trace};
use scenario::programs::ProgramExample;
use web_sys::KeyboardEvent;

/// The most tasks that stand beside lines of the program.
const MOST_CHIPS: usize = 200;

/// The most tasks that are looked for at a line that is pressed.
const MOST_AT_A_LINE: usize = 100;

/// The state of the tab. Copies are handles to the same state. Created once by the app.
pub type ProgramTab = Handle<ProgramTabParts>;

/// The parts of [`ProgramTab`].
pub struct ProgramTabParts {
    /// The session.
    pub session: Session,
    address: Address,
    theme: RwSignal<Theme>,
    explanations: Explanations,
    /// Which examples are done.
    paths: Paths,
    selection: StoredValue<Option<Selection>>,
    examples: ProgramExamples,
    example: Memo<Option<ProgramExample>>,
    /// The answer to its question.
    pub guess: ProgramGuess,
    /// Line and column of the cursor, from 1.
    cursor: RwSignal<(u32, u32)>,
}

impl ProgramTab {
    /// Owned by the component that calls this.
    #[must_use]
    pub fn new(
        session: Session,
        address: Address,
        theme: RwSignal<Theme>,
        explanations: Explanations,
        paths: Paths,
    ) -> Self {
        let examples = ProgramExamples::new();
        let example = memo(move || session.edit.program.with(|text| examples.of_text(text)));
        let embedded = Embedded::of_page();
        // An example that has run to its end is done, as one of a list is.
        effect(move || {
            let ended = matches!(session.record.state(), RecordState::Ran(outcome) if outcome != RunOutcome::Stopped);
            if ended && !embedded.on_untracked() && !untrack(|| session.program.edited_since()) {
                example.with_untracked(|example| {
                    if let Some(example) = example {
                        paths.mark_key(&example.title);
                    }
                });
            }
        });
        lasting(ProgramTabParts {
            session,
            address,
            theme,
            explanations,
            paths,
            selection: StoredValue::new(None),
            examples,
            example,
            guess: ProgramGuess::new(session, example),
            cursor: RwSignal::new((1, 1)),
        })
    }

    /// Tells which task is selected.
    pub fn follow(&self, selection: Selection) {
        self.selection.set_value(Some(selection));
    }

    /// Shows the program, and makes it what Run runs. Without one, it begins with that of the list.
    pub fn show(&self) {
        let edit = self.session.edit;
        if edit.program.with_untracked(String::is_empty)
            && let Some(program) = self.program_of_list()
        {
            edit.program.set(program);
        }
        edit.kind.set(WorkKind::Program);
        self.begin();
    }

    /// Fetches what the tab needs, and loads Python ahead.
    fn begin(&self) {
        self.examples.fetch();
        if let Some(parts) = programs() {
            self.session.program.load(parts);
        }
    }

    /// Replaces the program by that of the list, as the Code panel shows it, and opens it.
    pub fn open_list_as_program(&self) {
        let edit = self.session.edit;
        if edit.program.with_untracked(String::is_empty) {
            self.show();
        } else if let Some(program) = self.program_of_list() {
            self.address.open_program(&program);
        }
    }

    /// Replaces the program by an example. What was typed before is offered back.
    pub fn open_example(&self, example: &ProgramExample) {
        self.address.open_program(&example.text);
    }

    /// The example that stands in the editor, unchanged. Tracked.
    #[must_use]
    pub fn example(&self) -> Option<ProgramExample> {
        self.example.get()
    }

    fn program_of_list(&self) -> Option<String> {
        let scenario = self.session.predicted.readable().get_untracked()?;
        Some(ShownProgram::of(&scenario, Language::Python)?.0.text())
    }

    /// The tasks at their lines, at the moment that is shown; none if the record is not of the program as it is written. Tracked.
    fn tasks_at_lines(&self) -> Vec<TaskAtLine> {
        if !self.shows_program() {
            return Vec::new();
        }
        let moment = self.session.playhead.moment_by_event();
        let look = |trace: &Trace, folds: &Folds| tasks_at_lines(trace, folds, moment, MOST_CHIPS);
        self.session.record.with(look).unwrap_or_default()
    }

    /// The same as buttons beside the lines. Tracked.
    fn chips(&self, tasks: &[TaskAtLine]) -> Vec<LineChip> {
        let selected = self.selected();
        let look = |trace: &Trace, _: &Folds| {
            let chip = |at: &TaskAtLine| LineChip {
                line: at.line,
                label: trace.name_in_words(at.task).into_owned(),
                state: token_for(at.state),
                title: format!("{}, {}", unique_task_name(trace, at.task), words_for(at.state)),
                task: at.task.0,
                selected: selected == Some(at.task),
            };
            tasks.iter().map(chip).collect()
        };
        self.session.record.with(look).unwrap_or_default()
    }

    /// The lines of the selected task, and where the program failed. Tracked.
    fn marks(&self, tasks: &[TaskAtLine]) -> LineMarks {
        let selected = self.selected();
        let of_selected = tasks.iter().filter(|at| Some(at.task) == selected);
        let at_the_end = self.shows_program() && self.session.playhead.live();
        let error = |trace: &Trace, folds: &Folds| {
            let line = failed_at(trace, folds, FILE_NAME)?;
            Some((line, last_error(trace, folds)))
        };
        LineMarks {
            lit: of_selected.map(|at| at.line).collect(),
            error: at_the_end.then(|| self.session.record.with(error)).flatten().flatten(),
        }
    }

    /// The selected task. Tracked.
    fn selected(&self) -> Option<TaskId> {
        self.selection.get_value().and_then(|selection| selection.task())
    }

    /// Whether the record is of the program as it is written. Tracked.
    fn shows_program(&self) -> bool {
        matches!(self.session.record.state(), RecordState::Ran(_)) && !self.session.program.edited_since()
    }

    /// Selects a task that has been at a line; pressed again, the next one.
    fn press_line(&self, line: u32) {
        let Some(selection) = self.selection.get_value() else {
            return;
        };
        let record = self.session.record;
        let look = |trace: &Trace, _: &Folds| tasks_once_at(trace, line, MOST_AT_A_LINE);
        let tasks = untrack(|| record.with(look)).unwrap_or_default();
        let selected = selection.task_untracked();
        let next = tasks
            .iter()
            .position(|task| Some(*task) == selected)
            .map_or(0, |at| at + 1);
        if let Some(task) = tasks.get(next % tasks.len().max(1)) {
            selection.show(*task);
        }
    }

    fn press_chip(&self, task: u32) {
        if let Some(selection) = self.selection.get_value() {
            selection.show(TaskId(task));
        }
    }
}

/// The last line of the traceback.
fn last_error(trace: &Trace, folds: &Folds) -> String {
    let console = &folds.history.console;
    let last = console.len().checked_sub(1).and_then(|last| console.line(trace, last));
    last.map_or_else(String::new, |line| line.text.to_string())
}

/// The program with its editor, and what there is to say of it.
#[component]
pub fn ProgramEditor(
    /// The program's place.
    program_tab: ProgramTab,
) -> impl IntoView {
    let edit = program_tab.session.edit;
    program_tab.begin();
    let Some(parts) = programs() else {
        return view! {
            <div class="empty program-missing">
                <p class="empty-title">"This page was built without Python"</p>
                <p>"Your program is kept. A page that is built where npm is installed runs it."</p>
                <ProgramText program_tab rows=12 />
            </div>
        }
        .into_any();
    };
    let size = parts.size_of_python();
    let colours = RwSignal::new(false);
    view! {
        <p class="program-about">
            "CPython in this page, on a "
            <Explained term=Term::VirtualClock>"virtual clock"</Explained>
            ". Nothing you type leaves the page."
        </p>
        <Show when=move || !colours.get()>
            <ProgramText program_tab rows=20 />
        </Show>
        <ColouredEditor program_tab parts shown=colours />
        <ProgramInput program_tab />
        <ProgramSays program_tab />
        <div class="program-foot">
            <span class="program-cursor">{move || {
                let (line, column) = program_tab.cursor.get();
                let cursor = || colours.get().then(|| format!("Line {line}, col {column}"));
                size_in_words(program_tab, size).or_else(cursor)
            }}</span>
            <span class="spacer"></span>
            <button class="button" type="button" data-explains=Term::SaveProgram.id() on:click=move |_| edit.program.with_untracked(|text| download(FILE_NAME, text))>
                "Save .py"
            </button>
            <button class="button" data-shape="outlined" type="button" data-explains=Term::RecordElsewhere.id() on:click=move |_| program_tab.explanations.open_recorder()>
                "Record on your machine…"
            </button>
        </div>
    }
    .into_any()
}

/// What is fetched for the first run, and how much of it is there.
fn size_in_words(program_tab: ProgramTab, bytes: f64) -> Option<String> {
    let size = format!("Python: {:.1} MB", bytes / 1e6);
    match program_tab.session.program.loading() {
        PythonLoading::Absent => Some(format!("{size}, fetched once")),
        PythonLoading::UnderWay(Some(percent)) => Some(format!("{size}, {percent} % loaded")),
        PythonLoading::UnderWay(None) => Some(format!("{size}, loading")),
        PythonLoading::Done => None,
    }
}

/// That the program waits or runs, a limit that was met, or why the program did not begin.
#[component]
fn ProgramSays(program_tab: ProgramTab) -> impl IntoView {
    let program = program_tab.session.program;
    let words = move || match program.stage() {
        ProgramStage::Loading => Some("Loading Python".to_owned()),
        ProgramStage::Running => Some("Running".to_owned()),
        ProgramStage::Still => program.says(),
    };
    view! { <p class="program-says" role="status" aria-label="Program status">{words}</p> }
}

/// A plain field for the program.
#[component]
fn ProgramText(program_tab: ProgramTab, rows: u32) -> impl IntoView {
    let text = program_tab.session.edit.program;
    view! { <PlainText program_tab text class="program-text" label="Program" rows /> }
}

/// What the program is to read, where it seems to read something, where a run has found nothing to read, and where something is
/// written. It stays while it has the focus.
#[component]
fn ProgramInput(program_tab: ProgramTab) -> impl IntoView {
    let SessionParts { edit, program, .. } = *program_tab.session;
    let focused = RwSignal::new(false);
    let reads = memo(move || edit.program.with(|text| reads_input(text)));
    let written = memo(move || edit.input.with(|text| !text.is_empty()));
    let ran_dry = memo(move || program.ran_dry() && !program.edited_since());
    let shown = memo(move || reads.get() || written.get() || ran_dry.get() || focused.get());
    let too_long = memo(move || edit.input.with(|text| is_too_long(text)));
    let words = move || edit.input.with(|text| input_in_words(text));
    view! {
        <Show when=move || shown.get()>
            <div
                class="program-input"
                on:focusin=move |_| focused.set(true)
                on:focusout=move |_| {
                    focused.try_set(false);
                }
            >
                <label class="term" data-explains=Term::ProgramInput.id() for=INPUT_ID>"Input"</label>
                <span id=INPUT_WORDS_ID class="program-input-words" data-too-long=move || too_long.get().to_string()>{words}</span>
                <PlainText program_tab text=edit.input class="program-input-text" label="Input" rows=3 id=INPUT_ID about=INPUT_WORDS_ID invalid=too_long />
            </div>
        </Show>
    }
}

/// The field of what the program reads, and what is said beside it.
const INPUT_ID: &str = "program-input";
const INPUT_WORDS_ID: &str = "program-input-words";

/// A field of several lines. Ctrl Enter runs the program, as in its editor.
#[component]
fn PlainText(
    program_tab: ProgramTab,
    text: RwSignal<String>,
    class: &'static str,
    label: &'static str,
    rows: u32,
    #[prop(optional)] id: Option<&'static str>,
    /// The id of what describes it.
    #[prop(optional)]
    about: Option<&'static str>,
    #[prop(optional)] invalid: Option<Memo<bool>>,
) -> impl IntoView {
    let field = NodeRef::<Textarea>::new();
    effect(move || {
        let text = text.get();
        if let Some(field) = field.get().filter(|field| field.value() != text) {
            field.set_value(&text);
        }
    });
    let run = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            if !event.repeat() {
                program_tab.session.controls.launch();
            }
        }
    };
    view! {
        <textarea
            id=id
            class=class
            aria-label=label
            aria-describedby=about
            aria-invalid=move || invalid.map(|invalid| invalid.get().to_string())
            wrap="off"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            rows=rows.to_string()
            node_ref=field
            on:input=move |event| text.set(event_target_value(&event))
            on:keydown=run
        ></textarea>
    }
}

/// The editor with colours, when it is there.
#[component]
fn ColouredEditor(program_tab: ProgramTab, parts: Programs, shown: RwSignal<bool>) -> impl IntoView {
    let host = NodeRef::<Div>::new();
    let editor = StoredValue::new_local(None::<CodeEditor>);
    let edit = program_tab.session.edit;
    // What the person has typed last in the editor, which has it already.
    let typed_here = StoredValue::new(None::<String>);
    on_cleanup(move || {
        editor.try_update_value(Option::take);
    });
    spawn_local_scoped_with_cancellation(async move {
        let Ok(fetched) = CodeEditor::fetch(&parts).await else {
            return; // the plain field stays
        };
        let Some(host) = host.get_untracked() else { return };
        let events = EditorEvents {
            on_change: Box::new(move |text| {
                typed_here.try_set_value(Some(text.clone()));
                edit.program.try_set(text);
            }),
            on_run: Box::new(move || program_tab.session.controls.launch()),
            on_line: Box::new(move |line| program_tab.press_line(line)),
            on_cursor: Box::new(move |line, column| {
                program_tab.cursor.try_set((line, column));
            }),
            on_chip: Box::new(move |task| program_tab.press_chip(task)),
        };
        let text = edit.program.get_untracked();
        let dark = program_tab.theme.get_untracked() == Theme::Dark;
        if let Ok(opened) = fetched.open(&host, &text, dark, events) {
            typed_here.try_set_value(Some(text));
            editor.try_set_value(Some(opened));
            shown.try_set(true);
        }
    });
    effect(move || {
        let text = edit.program.get();
        if shown.get() && typed_here.get_value().as_ref() != Some(&text) {
            editor.with_value(|editor| {
                if let Some(editor) = editor {
                    editor.set_text(&text);
                }
            });
            typed_here.set_value(Some(text));
        }
    });
    let with_editor = move |act: &dyn Fn(&CodeEditor)| {
        if shown.get() {
            editor.with_value(|editor| {
                if let Some(editor) = editor {
                    act(editor);
                }
            });
        }
    };
    let tasks = memo(move || program_tab.tasks_at_lines());
    let chips = memo(move || tasks.with(|tasks| program_tab.chips(tasks)));
    let marks = memo(move || tasks.with(|tasks| program_tab.marks(tasks)));
    effect(move || chips.with(|chips| with_editor(&|editor| editor.set_chips(chips))));
    effect(move || {
        marks.with(|marks| {
            with_editor(&|editor| {
                editor.set_marks(marks);
                if let Some((line, _)) = marks.error {
                    editor.show_line(line);
                }
            });
        });
    });
    effect(move || {
        let dark = program_tab.theme.get() == Theme::Dark;
        with_editor(&|editor| editor.set_dark(dark));
    });
    view! { <div class="program-host" data-on=move || shown.get().to_string() node_ref=host></div> }
}
