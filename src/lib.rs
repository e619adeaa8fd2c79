//! Futurescope: an oscilloscope for async code.
//!
//! The layers, from the bottom up; a layer imports only from those above it in this list:
//!
//! - [`time`]: microseconds of scenario time.
//! - [`scenario`]: what the user wrote. Task list text ⇄ [`scenario::Scenario`], policies, examples, the link.
//! - [`trace`]: what happened. Events, the append-only trace, states and their legal moves, lanes, the trace file.
//! - [`runtime`]: the event loop. Ready queue, timers, permits, clocks, instrumented futures, the policies as futures.
//! - [`compare`]: what if. The same tasks under all eight policies, or over a range of one modifier, step by step.
//! - [`timeline`]: how it looks. Scale (time ⇄ x), ticks, layout (trace → scene), hit test, the canvas painter.
//! - [`codegen`]: the scenario as a program. Python, JavaScript and Rust, as tokens, with who stands at which line.
//! - [`kept`]: the person's work as typed, as a text to keep; which works are kept, which are offered back.
//! - `ui`: the page (wasm32 only). Leptos components, the session, the one frame loop.

pub mod codegen;
pub mod compare;
pub mod kept;
pub mod runtime;
pub mod scenario;
pub mod time;
pub mod timeline;
pub mod trace;
#[cfg(target_arch = "wasm32")]
pub mod ui;
