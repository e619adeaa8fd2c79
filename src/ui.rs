//! The page: Leptos components over the layers below, one component or topic in each file. Compiled for wasm32 only.
//!
//! `app` is the page, `edit` the state of the editor, `session` the run, `stage` its display, `frames` the one frame
//! loop. Everything on the stage is derived from the session's recording.

mod address;
mod app;
mod clipboard;
mod download;
pub mod edit;
pub mod editor;
mod embed;
mod explain;
mod export;
mod frame_times;
pub mod frames;
mod help;
mod icon_button;
mod icons;
mod import;
mod kept;
mod keys;
mod language;
pub mod measured;
mod menu;
mod modifiers;
mod notes;
pub mod page;
mod page_frame;
mod paths;
mod picker;
mod pointer_drag;
mod policies;
mod popup;
mod preference;
mod present;
mod program;
mod progress;
pub mod reactive;
mod segmented;
pub mod session;
pub mod set_up;
mod share;
mod shown_program;
mod stage;
mod swatch;
mod tab_list;
mod text_size;
mod theme;
mod virtual_list;
mod whole;

pub use app::App;
