//! CPython in a Web Worker, which runs the person's program under the recorder. The worker, its limits and what it fetches are
//! in `program/python.js`; a page that was built without it has no `window.futurescopePrograms`.

use crate::js_object::js_object;
use js_sys::{Object, Promise, Reflect, Uint8Array};
use recording::RunOutcome;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The property of `window` that tells where the parts for programs are.
const PROGRAMS: &str = "futurescopePrograms";

/// What is said where the loading fails without a sentence of its own.
const NOT_LOADED: &str = "Python could not be loaded. Check the network, then press Run once more.";

#[wasm_bindgen]
extern "C" {
    /// `window.futurescopePrograms`: the modules that a program needs, fetched when they are asked for.
    #[derive(Clone)]
    pub type Programs;

    #[wasm_bindgen(method, getter, js_name = "pythonBytes")]
    fn python_bytes(this: &Programs) -> Option<f64>;

    #[wasm_bindgen(method, catch)]
    fn python(this: &Programs) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn editor(this: &Programs) -> Result<Promise, JsValue>;

    /// The module `program/python.js`.
    type PythonModule;

    #[wasm_bindgen(method, catch, js_name = "openPython")]
    fn open_python(this: &PythonModule, options: &Object) -> Result<Promise, JsValue>;

    /// An interpreter that waits for a program.
    type Interpreter;

    #[wasm_bindgen(method, catch)]
    fn run(this: &Interpreter, text: &str, options: &Object) -> Result<ProgramHandle, JsValue>;

    #[wasm_bindgen(method)]
    fn close(this: &Interpreter);

    /// A program that runs.
    type ProgramHandle;

    #[wasm_bindgen(method, catch)]
    fn stop(this: &ProgramHandle) -> Result<(), JsValue>;

    /// What a program ended with.
    type Ended;

    #[wasm_bindgen(method, getter)]
    fn end(this: &Ended) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    fn message(this: &Ended) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = "ranDry")]
    fn ran_dry(this: &Ended) -> Option<bool>;
}

/// What a page needs to run programs; `None` if it was built without.
#[must_use]
pub fn programs() -> Option<Programs> {
    let window = web_sys::window()?;
    let programs = Reflect::get(&window, &PROGRAMS.into()).ok()?;
    programs.is_object().then(|| programs.unchecked_into())
}

impl Programs {
    /// What is fetched for the first program, in bytes as they travel; 0 if it is not known.
    #[must_use]
    pub fn size_of_python(&self) -> f64 {
        self.python_bytes().unwrap_or_default()
    }

    /// The module of the program's editor.
    ///
    /// # Errors
    ///
    /// If it cannot be fetched, as a sentence for the person.
    pub async fn editor_module(&self) -> Result<JsValue, String> {
        let fetched = self.editor().map_err(|error| said(&error))?;
        JsFuture::from(fetched).await.map_err(|error| said(&error))
    }
}

/// An interpreter that is loaded, and keeps a worker ready. Its worker ends when it is dropped.
pub struct Python(Interpreter);

impl Drop for Python {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// A program that runs. Dropping it does not stop it.
pub struct RunningProgram {
    handle: ProgramHandle,
    _on_trace: Closure<dyn FnMut(JsValue)>,
    _on_end: Closure<dyn FnMut(JsValue)>,
}

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramEnd {
    /// The outcome, for a trace that does not tell it.
    pub outcome: RunOutcome,
    /// What is to be said of it, as a sentence: of a limit, or of a worker that died.
    pub message: Option<String>,
    /// Whether `input()` found no line to read, and the program failed with that.
    pub ran_dry: bool,
}

impl Python {
    /// Loads the interpreter. `on_progress` is called with the bytes that are there and those of all.
    ///
    /// # Errors
    ///
    /// If it cannot be loaded, as a sentence for the person.
    pub async fn open(programs: &Programs, on_progress: impl FnMut(f64, f64) + 'static) -> Result<Self, String> {
        let module = JsFuture::from(programs.python().map_err(|error| said(&error))?);
        let module: PythonModule = module.await.map_err(|error| said(&error))?.unchecked_into();
        let mut on_progress = on_progress;
        let on_progress = Closure::<dyn FnMut(JsValue)>::new(move |progress: JsValue| {
            let number = |key: &str| Reflect::get(&progress, &key.into()).ok().and_then(|it| it.as_f64());
            on_progress(
                number("loaded").unwrap_or_default(),
                number("total").unwrap_or_default(),
            );
        });
        let options = js_object(&[("onProgress", on_progress.as_ref().clone())]);
        let opened = module.open_python(&options).map_err(|error| said(&error))?;
        let opened = JsFuture::from(opened).await.map_err(|error| said(&error))?;
        Ok(Self(opened.unchecked_into()))
    }

    /// Runs a program on the virtual clock, with what it reads from its standard input. `on_trace` gets its trace file in pieces of
    /// whole lines, then `on_end` is called once.
    ///
    /// # Errors
    ///
    /// If it cannot be run, as a sentence for the person.
    pub fn run(
        &self,
        (text, input): (&str, &str),
        on_trace: impl FnMut(Vec<u8>) + 'static,
        on_end: impl FnOnce(ProgramEnd) + 'static,
    ) -> Result<RunningProgram, String> {
        let mut on_trace = on_trace;
        let on_trace = Closure::<dyn FnMut(JsValue)>::new(move |piece: JsValue| {
            let bytes = match piece.as_string() {
                Some(text) => text.into_bytes(),
                None => piece
                    .dyn_into()
                    .map(|bytes: Uint8Array| bytes.to_vec())
                    .unwrap_or_default(),
            };
            on_trace(bytes);
        });
        let mut on_end = Some(on_end);
        let on_end = Closure::<dyn FnMut(JsValue)>::new(move |ended: JsValue| {
            if let Some(on_end) = on_end.take() {
                on_end(ProgramEnd::read(ended.unchecked_ref()));
            }
        });
        let options = js_object(&[
            ("name", FILE_NAME.into()),
            ("stdin", input.into()),
            ("onTrace", on_trace.as_ref().clone()),
            ("onEnd", on_end.as_ref().clone()),
        ]);
        let handle = self.0.run(text, &options).map_err(|error| said(&error))?;
        Ok(RunningProgram {
            handle,
            _on_trace: on_trace,
            _on_end: on_end,
        })
    }
}

/// What the program's file is called in tracebacks.
pub const FILE_NAME: &str = "main.py";

impl RunningProgram {
    /// Stops it at once. Its end is reported as that of any program.
    pub fn stop(&self) {
        // It fails only for one that has ended.
        let _ = self.handle.stop();
    }
}

impl ProgramEnd {
    fn read(ended: &Ended) -> Self {
        let outcome = match ended.end().as_deref() {
            Some("ok") => RunOutcome::Ok,
            Some("failed") => RunOutcome::Failed,
            Some("deadlock") => RunOutcome::Deadlock,
            Some("limit") => RunOutcome::Limit,
            _ => RunOutcome::Stopped,
        };
        Self {
            outcome,
            message: ended.message().filter(|message| !message.is_empty()),
            ran_dry: ended.ran_dry().unwrap_or_default(),
        }
    }
}

/// The message of an error that the modules throw.
fn said(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok();
    let message = message.and_then(|message| message.as_string());
    match message {
        // What the browser says of a file that it cannot fetch is no sentence for a person.
        Some(message) if !error.is_instance_of::<js_sys::TypeError>() && !message.is_empty() => message,
        _ => NOT_LOADED.to_owned(),
    }
}
