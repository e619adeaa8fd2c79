//! Futurescope: an oscilloscope for async code. This package is the page; it is compiled for wasm32 only.
//!
//! Code that does not need a browser is in crates of its own, from the bottom up; a crate imports only from those above
//! it in this list, and the compiler forbids the rest:
//!
//! - [`scenario`]: the user's input. Task list text ⇄ [`scenario::Scenario`], policies, examples, the link, time.
//! - [`recording`]: a recorded run. Events, the append-only trace, states and their transitions, causes.
//! - [`trace_file`]: a recording as JSON Lines, read and written in pieces.
//! - [`runtime`]: the event loop. Ready queue, timers, permits, clocks, instrumented futures, the policies as futures.
//! - [`timeline`]: the drawing. Scale (time ⇄ x), ticks, layout (trace → scene), hit test, the pen.
//! - [`compare`]: comparisons. The same tasks under all eight policies, or over a range of one modifier, step by step.
//! - [`comparing`]: a comparison as work of the page or of its worker, and what the two tell each other.
//! - [`codegen`]: the scenario as a program in Python, JavaScript and Rust, as tokens, with each task's code position.
//! - [`explain`]: explanations for beginners. The caption of a moment, the glossary, guesses and their grades.
//! - [`figure`]: pictures as SVG. The pen that writes a scene as elements, and the figures around it.
//! - [`export`]: a record as files, a piece at a time. The trace, Perfetto, console, tasks, figures; names of files.
//! - [`kept`]: the user's work as typed, as a text to save; which works are kept, and which are offered.
//!
//! This package has
//!
//! - `run`: the browser's clock, and the task that drives the event loop on it.
//! - `js_object`: objects of JavaScript, for scripts and other pages.
//! - `python`: CPython in a Web Worker, which runs the program in the editor.
//! - `comparer`: the Web Worker that compares; also a part of `src/bin/worker.rs`.
//! - `canvas`: the pen that draws a scene on a canvas.
//! - `self_message`: a message of the page to itself, to continue in another task of the browser.
//! - `ui`: the page. Leptos components, the session, the one frame loop.

#[cfg(target_arch = "wasm32")]
pub mod canvas;
#[cfg(target_arch = "wasm32")]
pub mod comparer;
#[cfg(target_arch = "wasm32")]
mod js_object;
#[cfg(target_arch = "wasm32")]
pub mod python;
#[cfg(target_arch = "wasm32")]
pub mod run;
#[cfg(target_arch = "wasm32")]
mod self_message;
#[cfg(target_arch = "wasm32")]
pub mod ui;
