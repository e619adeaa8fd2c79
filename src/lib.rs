//! Futurescope: an oscilloscope for async code. This package is the page; it is compiled for wasm32 only.
//!
//! What knows no browser lies in crates of its own, from the bottom up; a crate imports only from those above it in this
//! list, and the compiler forbids the rest:
//!
//! - [`scenario`]: what the user wrote. Task list text ⇄ [`scenario::Scenario`], policies, examples, the link, time.
//! - [`recording`]: what happened. Events, the append-only trace, states and their legal moves, causes, the trace file.
//! - [`runtime`]: the event loop. Ready queue, timers, permits, clocks, instrumented futures, the policies as futures.
//! - [`timeline`]: how it looks. Scale (time ⇄ x), ticks, layout (trace → scene), hit test, the pen.
//! - [`compare`]: what if. The same tasks under all eight policies, or over a range of one modifier, step by step.
//! - [`codegen`]: the scenario as a program. Python, JavaScript and Rust, as tokens, with who stands at which line.
//! - [`kept`]: the person's work as typed, as a text to keep; which works are kept, which are offered back.
//!
//! Here are
//!
//! - `run`: the browser's clock, and the task that drives the event loop on it.
//! - `canvas`: the pen that draws a scene.
//! - `ui`: the page. Leptos components, the session, the one frame loop.

#[cfg(target_arch = "wasm32")]
pub mod canvas;
#[cfg(target_arch = "wasm32")]
pub mod run;
#[cfg(target_arch = "wasm32")]
pub mod ui;
