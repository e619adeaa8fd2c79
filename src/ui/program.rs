//! The tab `Program` of the set-up: a Python program, its editor, and beside its lines the tasks of the record that is shown.
//! The program is run by [`crate::ui::session::ProgramRuns`].
//!
//! A plain text field is there at once; the editor with colours takes its place when it has been fetched, and never where it
//! cannot be. The text is the page's own ([`Edit::program`]), so that it is kept whatever becomes of either.

mod code_editor;
mod examples;

pub use examples::{ProgramExamples, ProgramPicker};

use super::address::Address;
use super::edit::Edit;
use super::explain::{Explained, Explanations};
use super::session::{ProgramStage, RecordState, Session};
use super::shown_program::ShownProgram;
use super::stage::selection::Selection;
use super::theme::Theme;
use crate::python::{FILE_NAME, Programs, programs};
use crate::ui::download::download;
use crate::ui::reactive::{Handle, RwSignal, Show, effect, lasting, memo};
use code_editor::{CodeEditor, EditorEvents, LineChip, LineMarks};
use codegen::Language;
use explain::glossary::Term;
use explain::program_lines::{failed_at, tasks_at_lines, tasks_once_at};
use kept::WorkKind;
use leptos::html::{Div, Textarea};
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use recording::facts::{token_for, unique_task_name, words_for};
use recording::{Folds, TaskId, Trace};
use scenario::programs::ProgramExample;

/// The most tasks that stand beside lines of the program.
const MOST_CHIPS: usize = 200;

/// The most tasks that are looked for at a line that is pressed.
const MOST_AT_A_LINE: usize = 100;

/// The program's place on the page. Copies are handles to the same state. Created once by the app.
pub type ProgramDesk = Handle<ProgramDeskParts>;

/// The parts of [`ProgramDesk`].
pub struct ProgramDeskParts {
    /// The session.
    pub session: Session,
    address: Address,
    theme: RwSignal<Theme>,
    explanations: Explanations,
    selection: StoredValue<Option<Selection>>,
    /// The programs to choose from.
    pub examples: ProgramExamples,
    /// Line and column of the cursor, from 1.
    cursor: RwSignal<(u32, u32)>,
}

impl ProgramDesk {
    /// Owned by the component that calls this.
    #[must_use]
    pub fn new(session: Session, address: Address, theme: RwSignal<Theme>, explanations: Explanations) -> Self {
        lasting(ProgramDeskParts {
            session,
            address,
            theme,
            explanations,
            selection: StoredValue::new(None),
            examples: ProgramExamples::new(),
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
            self.session.program.warm_up(parts);
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
        self.session.edit.program.with(|text| self.examples.of_text(text))
    }

    fn program_of_list(&self) -> Option<String> {
        let scenario = self.session.predicted.readable().get_untracked()?;
        Some(ShownProgram::of(&scenario, Language::Python)?.0.text())
    }

    /// The tasks beside the lines, at the moment that is shown. Tracked.
    fn chips(&self) -> Vec<LineChip> {
        let moment = self.session.playhead.moment_by_event();
        let selected = self.selected();
        let look = |trace: &Trace, folds: &Folds| {
            let chip = |at: explain::program_lines::TaskAtLine| LineChip {
                line: at.line,
                label: trace.name_in_words(at.task).into_owned(),
                state: token_for(at.state),
                title: format!("{}, {}", unique_task_name(trace, at.task), words_for(at.state)),
                task: at.task.0,
                selected: selected == Some(at.task),
            };
            let tasks = tasks_at_lines(trace, folds, moment, MOST_CHIPS);
            tasks.into_iter().map(chip).collect()
        };
        if !self.shows_program() {
            return Vec::new();
        }
        self.session.record.with(look).unwrap_or_default()
    }

    /// The lines of the selected task, and where the program failed. Tracked.
    fn marks(&self) -> LineMarks {
        if !self.shows_program() {
            return LineMarks::default();
        }
        let moment = self.session.playhead.moment_by_event();
        let selected = self.selected();
        let live = self.session.playhead.live();
        let look = |trace: &Trace, folds: &Folds| {
            let tasks = tasks_at_lines(trace, folds, moment, MOST_CHIPS);
            let of_selected = tasks.into_iter().filter(|at| Some(at.task) == selected);
            let failed = failed_at(trace, folds, FILE_NAME).filter(|_| live);
            LineMarks {
                lit: of_selected.map(|at| at.line).collect(),
                error: failed.map(|line| (line, last_error(trace, folds))),
            }
        };
        self.session.record.with(look).unwrap_or_default()
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
    desk: ProgramDesk,
) -> impl IntoView {
    let edit = desk.session.edit;
    desk.begin();
    let Some(parts) = programs() else {
        return view! {
            <div class="empty program-missing">
                <p class="empty-title">"This page was built without Python"</p>
                <p>"Your program is kept. A page that is built where npm is installed runs it."</p>
                <ProgramText edit rows=12 />
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
            <ProgramText edit rows=20 />
        </Show>
        <ColouredEditor desk parts shown=colours />
        <ProgramSays desk />
        <div class="program-foot">
            <span class="program-cursor">{move || {
                let (line, column) = desk.cursor.get();
                colours.get().then(|| format!("Line {line}, col {column}"))
            }}</span>
            <span class="spacer"></span>
            <span class="program-size">{move || size_in_words(desk, size)}</span>
            <button class="button" type="button" data-explains=Term::SaveProgram.id() on:click=move |_| edit.program.with_untracked(|text| download(FILE_NAME, text))>
                "Save .py"
            </button>
            <button class="button" data-shape="outlined" type="button" data-explains=Term::RecordElsewhere.id() on:click=move |_| desk.explanations.open_recorder()>
                "Record on your machine…"
            </button>
        </div>
    }
    .into_any()
}

/// What is fetched for the first run, until it is there.
fn size_in_words(desk: ProgramDesk, bytes: f64) -> Option<String> {
    let loaded = desk.session.program.is_loaded();
    (!loaded && bytes > 0.0).then(|| format!("Python: {:.1} MB, fetched once", bytes / 1e6))
}

/// The progress, a limit that was met, or why the program did not begin.
#[component]
fn ProgramSays(desk: ProgramDesk) -> impl IntoView {
    let program = desk.session.program;
    let words = move || match program.stage() {
        ProgramStage::Loading(Some(percent)) => Some(format!("Loading Python, {percent} %")),
        ProgramStage::Loading(None) => Some("Loading Python".to_owned()),
        ProgramStage::Running => Some("Running".to_owned()),
        ProgramStage::Still => program.says(),
    };
    view! { <p class="program-says" role="status" aria-label="Program status">{words}</p> }
}

/// A plain field for the program.
#[component]
fn ProgramText(edit: Edit, rows: u32) -> impl IntoView {
    let field = NodeRef::<Textarea>::new();
    effect(move || {
        let text = edit.program.get();
        if let Some(field) = field.get().filter(|field| field.value() != text) {
            field.set_value(&text);
        }
    });
    view! {
        <textarea
            class="program-text"
            aria-label="Program"
            wrap="off"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            rows=rows.to_string()
            node_ref=field
            on:input=move |event| edit.program.set(event_target_value(&event))
        ></textarea>
    }
}

/// The editor with colours, when it is there.
#[component]
fn ColouredEditor(desk: ProgramDesk, parts: Programs, shown: RwSignal<bool>) -> impl IntoView {
    let host = NodeRef::<Div>::new();
    let editor = StoredValue::new_local(None::<CodeEditor>);
    let edit = desk.session.edit;
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
            on_run: Box::new(move || desk.session.controls.launch()),
            on_line: Box::new(move |line| desk.press_line(line)),
            on_cursor: Box::new(move |line, column| {
                desk.cursor.try_set((line, column));
            }),
            on_chip: Box::new(move |task| desk.press_chip(task)),
        };
        let text = edit.program.get_untracked();
        let dark = desk.theme.get_untracked() == Theme::Dark;
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
    let chips = memo(move || desk.chips());
    let marks = memo(move || desk.marks());
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
        let dark = desk.theme.get() == Theme::Dark;
        with_editor(&|editor| editor.set_dark(dark));
    });
    view! { <div class="program-host" data-on=move || shown.get().to_string() node_ref=host></div> }
}
