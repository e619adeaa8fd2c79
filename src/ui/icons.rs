//! The glyphs, as 16 × 16 line drawings. They are decoration: the element around one has the accessible name.

use leptos::prelude::*;
use recording::{State, WaitFamily, WaitingOn};
use timeline::glyph;

/// A glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Glyph {
    /// Start a run, or continue.
    Play,
    /// Pause a run.
    Pause,
    /// Play a record.
    Replay,
    /// Show the end of a run at once.
    EndAtOnce,
    /// Show all tasks in rows.
    Rows,
    /// Step back by one.
    StepBack,
    /// Step forward by one.
    Step,
    /// Stop a run.
    Stop,
    /// Switch between dark and light.
    Theme,
    /// Present the page.
    Present,
    /// Open Help.
    Help,
    /// Predict.
    Eye,
    /// Undo.
    Undo,
    /// Redo.
    Redo,
    /// Open a row's menu.
    More,
    /// The handle that drags a row.
    Grip,
    /// Add, or zoom in.
    Plus,
    /// Zoom out.
    Minus,
    /// Zoom out to the whole run.
    Fit,
    /// Opens something below.
    Down,
    /// Opens something beside.
    Right,
    /// Closes what is beside.
    Collapse,
    /// Move up by one.
    MoveUp,
    /// Move down by one.
    MoveDown,
    /// Duplicate.
    Copy,
    /// Pass on.
    Share,
    /// Save as a file.
    Download,
    /// Place a panel beside the others.
    Dock,
    /// Show how often each length occurs.
    Histogram,
    /// Repeat a task.
    Repeat,
    /// Delete.
    Bin,
    /// State: not yet spawned.
    Created,
    /// State: in the ready queue.
    Ready,
    /// State: being polled.
    Running,
    /// State: waiting on a timer.
    Timer,
    /// State: waiting on other tasks.
    Child,
    /// State: waiting for a permit.
    Permit,
    /// Waiting for a lock, a queue or whatever else others hold.
    Resource,
    /// State: finished.
    Done,
    /// State: failed.
    Failed,
    /// State: cancelled.
    Cancelled,
}

impl Glyph {
    /// The content of its `svg` element.
    #[must_use]
    pub const fn markup(self) -> &'static str {
        match self {
            Self::Play => r#"<path d="M4.5 2.8v10.4L13 8z" fill="currentColor" stroke="none"/>"#,
            Self::Pause => r#"<path d="M4 3h3v10H4zM9 3h3v10H9z" fill="currentColor" stroke="none"/>"#,
            Self::Replay => {
                r#"<path d="M3.2 6.2A5.3 5.3 0 1 1 2.7 8.6"/><path d="M3 2.8v3.6h3.6"/><path d="M6.8 5.6v5L11 8.1z" fill="currentColor" stroke="none"/>"#
            }
            Self::EndAtOnce => {
                r#"<path d="M2.5 3.5v9l5-4.5zM7.5 3.5v9l5-4.5z" fill="currentColor" stroke="none"/><path d="M13.5 3.5v9" stroke-width="1.7"/>"#
            }
            Self::Rows => r#"<path d="M2.5 3.5h6M2.5 6.5h9M2.5 9.5h5M6 12.5h7.5" stroke-width="1.7"/>"#,
            Self::StepBack => {
                r#"<path d="M11.5 3.5v9L5.5 8z" fill="currentColor" stroke="none"/><path d="M4 3.5v9" stroke-width="1.7"/>"#
            }
            Self::Step => {
                r#"<path d="M4.5 3.5v9l6-4.5z" fill="currentColor" stroke="none"/><path d="M12 3.5v9" stroke-width="1.7"/>"#
            }
            Self::Stop => r#"<rect x="3.5" y="3.5" width="9" height="9" rx="1.2" fill="currentColor" stroke="none"/>"#,
            Self::Theme => {
                r#"<circle cx="8" cy="8" r="5.5"/><path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor"/>"#
            }
            Self::Present => r#"<rect x="2.5" y="3" width="11" height="7.5" rx="1.2"/><path d="M8 10.5V13M5 13.5h6"/>"#,
            Self::Help => {
                r#"<circle cx="8" cy="8" r="6"/><path d="M6.3 6.3a1.8 1.8 0 1 1 2.5 1.7c-.5.2-.8.5-.8 1.1"/><path d="M8 11.3v.01"/>"#
            }
            Self::Eye => {
                r#"<path d="M1.5 8s2.4-4.2 6.5-4.2S14.5 8 14.5 8s-2.4 4.2-6.5 4.2S1.5 8 1.5 8z"/><circle cx="8" cy="8" r="1.9"/>"#
            }
            Self::Undo => r#"<path d="M3.5 6.5h6a3.5 3.5 0 0 1 0 7H6"/><path d="M6.5 3.5l-3 3 3 3"/>"#,
            Self::Redo => r#"<path d="M12.5 6.5h-6a3.5 3.5 0 0 0 0 7H10"/><path d="M9.5 3.5l3 3-3 3"/>"#,
            Self::More => r#"<path d="M3.5 8v.01M8 8v.01M12.5 8v.01" stroke-width="2.2"/>"#,
            Self::Grip => r#"<path d="M6 4v.01M10 4v.01M6 8v.01M10 8v.01M6 12v.01M10 12v.01" stroke-width="1.9"/>"#,
            Self::Plus => r#"<path d="M8 3.5v9M3.5 8h9"/>"#,
            Self::Minus => r#"<path d="M3.5 8h9"/>"#,
            Self::Fit => r#"<path d="M2.5 3.5v9M13.5 3.5v9M5 8h6M7 6 5 8l2 2M9 6l2 2-2 2"/>"#,
            Self::Down => r#"<path d="m4.5 6.5 3.5 3.5 3.5-3.5"/>"#,
            Self::Right => r#"<path d="m6.5 4.5 3.5 3.5-3.5 3.5"/>"#,
            Self::Collapse => {
                r#"<rect x="2.5" y="3" width="11" height="10" rx="1.2"/><path d="M6 3v10M11 6 9 8l2 2"/>"#
            }
            Self::MoveUp => r#"<path d="M8 13V3.5M4.5 7 8 3.5 11.5 7"/>"#,
            Self::MoveDown => r#"<path d="M8 3v9.5M4.5 9 8 12.5 11.5 9"/>"#,
            Self::Copy => {
                r#"<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M10.5 3.5a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1"/>"#
            }
            Self::Dock => r#"<rect x="2.5" y="3" width="11" height="10" rx="1.2"/><path d="M9 3v10"/>"#,
            Self::Share => {
                r#"<path d="M6.7 9.3a3 3 0 0 0 4.3 0l2.1-2.1a3 3 0 0 0-4.3-4.3l-.9.9M9.3 6.7a3 3 0 0 0-4.3 0L2.9 8.8a3 3 0 0 0 4.3 4.3l.9-.9"/>"#
            }
            Self::Download => r#"<path d="M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10"/>"#,
            Self::Histogram => r#"<path d="M2.5 13.5V9M6.2 13.5v-11M9.8 13.5V6M13.5 13.5V11"/>"#,
            Self::Repeat => r#"<path d="m5 5 6 6M11 5l-6 6"/>"#,
            Self::Bin => r#"<path d="M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 9h6.8l.6-9"/>"#,
            Self::Created => glyph::markup(State::Created),
            Self::Ready => glyph::markup(State::Ready),
            Self::Running => glyph::markup(State::Running),
            Self::Timer => glyph::markup(State::Waiting(WaitingOn::Timer)),
            Self::Child => glyph::markup(State::Waiting(WaitingOn::Child)),
            Self::Resource => glyph::markup(State::Waiting(WaitingOn::Lock)),
            Self::Permit => glyph::markup(State::Waiting(WaitingOn::Semaphore)),
            Self::Done => glyph::markup(State::Finished),
            Self::Failed => glyph::markup(State::Failed),
            Self::Cancelled => glyph::markup(State::Cancelled),
        }
    }
}

/// A glyph in the colour of the text around it.
#[component]
pub fn Icon(
    /// The glyph.
    glyph: Glyph,
    /// 14 instead of 16 pixels.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    view! {
        <svg
            class="icon"
            data-size=small.then_some("small")
            viewBox="0 0 16 16"
            aria-hidden="true"
            inner_html=glyph.markup()
        ></svg>
    }
}

/// The logo: a step of an oscilloscope's trace, and the current moment on it.
#[component]
pub fn BrandMark() -> impl IntoView {
    view! {
        <svg class="brand-mark" viewBox="0 0 22 22" aria-hidden="true">
            <rect x="1.75" y="1.75" width="18.5" height="18.5" rx="5" stroke="var(--text)" stroke-width="1.5" />
            <path
                d="M5 14.5h4v-7h4"
                stroke="var(--text)"
                stroke-width="1.75"
                stroke-linecap="round"
                stroke-linejoin="round"
            />
            <path
                d="M14.6 14.5h2.4"
                stroke="var(--text-3)"
                stroke-width="1.75"
                stroke-linecap="round"
                stroke-dasharray="0.1 2.3"
            />
            <circle cx="13" cy="7.5" r="2.1" fill="var(--accent)" stroke="var(--accent-edge)" stroke-width=".75" />
        </svg>
    }
}

/// The glyph of a state.
#[must_use]
pub const fn glyph_for(state: State) -> Glyph {
    match state {
        State::Created => Glyph::Created,
        State::Spawned | State::Ready => Glyph::Ready,
        State::Running | State::RunningWoken => Glyph::Running,
        State::Waiting(on) => match on.family() {
            WaitFamily::Timer | WaitFamily::Backoff => Glyph::Timer,
            WaitFamily::Awaited => Glyph::Child,
            WaitFamily::Permit => Glyph::Permit,
            WaitFamily::Resource => Glyph::Resource,
        },
        State::Finished => Glyph::Done,
        State::Failed => Glyph::Failed,
        State::Cancelled | State::Destroyed => Glyph::Cancelled,
    }
}
