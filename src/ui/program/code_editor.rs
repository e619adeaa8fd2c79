//! The editor of the program, CodeMirror, as far as the page knows it: `program/editor/editor.js` opens it in a shadow root, so
//! that its styles need no exception in the page's policy.

use crate::js_object::js_object;
use crate::python::Programs;
use crate::ui::icons::Glyph;
use js_sys::{Array, Function, Object};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

#[wasm_bindgen]
extern "C" {
    /// The module `program/editor/editor.js`.
    type EditorModule;

    #[wasm_bindgen(method, catch, js_name = "openEditor")]
    fn open_editor(this: &EditorModule, host: &HtmlElement, options: &Object) -> Result<EditorView, JsValue>;

    /// An open editor.
    type EditorView;

    #[wasm_bindgen(method, catch, js_name = "setText")]
    fn set_text(this: &EditorView, text: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = "setChips")]
    fn set_chips(this: &EditorView, chips: &Array) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = "setMarks")]
    fn set_marks(this: &EditorView, marks: &Object) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = "setDark")]
    fn set_dark(this: &EditorView, dark: bool) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = "showLine")]
    fn show_line(this: &EditorView, line: u32) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn destroy(this: &EditorView) -> Result<(), JsValue>;
}

/// What the editor reports.
pub struct EditorEvents {
    /// The text after a change by the person.
    pub on_change: Box<dyn FnMut(String)>,
    /// Ctrl Enter.
    pub on_run: Box<dyn FnMut()>,
    /// A press on the number of a line, from 1.
    pub on_line: Box<dyn FnMut(u32)>,
    /// Where the cursor is: line and column, from 1.
    pub on_cursor: Box<dyn FnMut(u32, u32)>,
    /// A press on the chip of a task.
    pub on_chip: Box<dyn FnMut(u32)>,
}

/// A small button at the end of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineChip {
    /// The line, from 1.
    pub line: u32,
    /// The name of the task.
    pub label: String,
    /// The colour, a word of the style sheets.
    pub state: &'static str,
    /// What the task does there.
    pub title: String,
    /// The task's number.
    pub task: u32,
    /// Whether that task is selected.
    pub selected: bool,
}

/// Lines that are marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineMarks {
    /// The lines of the selected task.
    pub lit: Vec<u32>,
    /// The line at which the program failed, with the error in words.
    pub error: Option<(u32, String)>,
}

/// An open editor. Dropping it closes it.
pub struct CodeEditor {
    view: EditorView,
    _on_change: Closure<dyn FnMut(JsValue, JsValue)>,
    _on_run: Closure<dyn FnMut()>,
    _on_line: Closure<dyn FnMut(f64)>,
    _on_cursor: Closure<dyn FnMut(f64, f64)>,
    _on_chip: Closure<dyn FnMut(f64)>,
}

impl CodeEditor {
    /// Fetches the editor, and opens it in an empty element.
    ///
    /// # Errors
    ///
    /// If it cannot be fetched or opened, as a sentence for the person.
    pub async fn fetch(programs: &Programs) -> Result<OpenCodeEditor, String> {
        let module = programs.editor_module().await?;
        Ok(OpenCodeEditor(module.unchecked_into()))
    }

    /// Replaces the text, as one step that undo takes back.
    pub fn set_text(&self, text: &str) {
        ignore(self.view.set_text(text));
    }

    /// Replaces the chips.
    pub fn set_chips(&self, chips: &[LineChip]) {
        let chips = chips.iter().map(|chip| {
            js_object(&[
                ("line", chip.line.into()),
                ("label", chip.label.as_str().into()),
                ("state", chip.state.into()),
                ("title", chip.title.as_str().into()),
                ("task", chip.task.into()),
                ("selected", chip.selected.into()),
            ])
        });
        ignore(self.view.set_chips(&chips.collect::<Array>()));
    }

    /// Replaces the marks.
    pub fn set_marks(&self, marks: &LineMarks) {
        let lit: Array = marks.lit.iter().map(|line| JsValue::from(*line)).collect();
        let (error, message) = match &marks.error {
            Some((line, message)) => (JsValue::from(*line), JsValue::from(message.as_str())),
            None => (JsValue::NULL, JsValue::NULL),
        };
        let marks = js_object(&[("lit", lit.into()), ("error", error), ("message", message)]);
        ignore(self.view.set_marks(&marks));
    }

    /// Follows the page's theme.
    pub fn set_dark(&self, dark: bool) {
        ignore(self.view.set_dark(dark));
    }

    /// Scrolls a line into view, from 1.
    pub fn show_line(&self, line: u32) {
        ignore(self.view.show_line(line));
    }
}

impl Drop for CodeEditor {
    fn drop(&mut self) {
        ignore(self.view.destroy());
    }
}

/// An editor that is fetched and not open.
pub struct OpenCodeEditor(EditorModule);

impl OpenCodeEditor {
    /// Opens it.
    ///
    /// # Errors
    ///
    /// If the browser is too old for it, as a sentence for the person.
    pub fn open(self, host: &HtmlElement, text: &str, dark: bool, events: EditorEvents) -> Result<CodeEditor, String> {
        let EditorEvents {
            mut on_change,
            on_run,
            mut on_line,
            mut on_cursor,
            mut on_chip,
        } = events;
        let on_change = Closure::<dyn FnMut(JsValue, JsValue)>::new(move |text: JsValue, by_hand: JsValue| {
            if let Some(text) = text.as_string().filter(|_| by_hand.is_truthy()) {
                on_change(text);
            }
        });
        let on_run = Closure::wrap(on_run);
        let on_line = Closure::<dyn FnMut(f64)>::new(move |line: f64| on_line(line as u32));
        let on_cursor = Closure::<dyn FnMut(f64, f64)>::new(move |line: f64, column: f64| {
            on_cursor(line as u32, column as u32);
        });
        let on_chip = Closure::<dyn FnMut(f64)>::new(move |task: f64| on_chip(task as u32));
        let function = |closure: &JsValue| closure.unchecked_ref::<Function>().clone().into();
        let options = js_object(&[
            ("text", text.into()),
            ("label", "Program".into()),
            ("dark", dark.into()),
            ("glyphs", glyphs()),
            ("onChange", function(on_change.as_ref())),
            ("onRun", function(on_run.as_ref())),
            ("onLine", function(on_line.as_ref())),
            ("onCursor", function(on_cursor.as_ref())),
            ("onChip", function(on_chip.as_ref())),
        ]);
        let view = self.0.open_editor(host, &options);
        let view =
            view.map_err(|_| "This browser cannot show the editor with colours. The plain one does the same.")?;
        Ok(CodeEditor {
            view,
            _on_change: on_change,
            _on_run: on_run,
            _on_line: on_line,
            _on_cursor: on_cursor,
            _on_chip: on_chip,
        })
    }
}

/// The marks of the states, by the words of [`recording::facts::token_for`].
fn glyphs() -> JsValue {
    let marks = [
        ("created", Glyph::Created),
        ("ready", Glyph::Ready),
        ("running", Glyph::Running),
        ("timer", Glyph::Timer),
        ("child", Glyph::Child),
        ("permit", Glyph::Permit),
        ("resource", Glyph::Resource),
        ("done", Glyph::Done),
        ("failed", Glyph::Failed),
        ("cancelled", Glyph::Cancelled),
    ];
    js_object(&marks.map(|(word, glyph)| (word, glyph.markup().into()))).into()
}

/// A call of the editor fails only after a fault of its own, which the browser has reported; the text is the page's.
fn ignore(called: Result<(), JsValue>) {
    drop(called);
}
