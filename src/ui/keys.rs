//! The keys: one table, by which the page acts and from which Help lists them.

use super::popup::key_before_all_others;
use crate::ui::reactive::{RwSignal, hold_until_cleanup};
use gloo_events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Run, Pause, Resume, whichever can be pressed.
    RunOrPause,
    /// Run from the start, whatever is on.
    RunAgain,
    /// To the previous poll or deadline.
    StepBack,
    /// One step, or to the next poll or deadline.
    Step,
    /// To the previous event.
    PreviousEvent,
    /// To the next event.
    NextEvent,
    /// To the previous event of the selected task.
    PreviousOfTask,
    /// To the next event of the selected task.
    NextOfTask,
    /// To the start of the record.
    Start,
    /// To its end.
    End,
    /// To where the run is, and along with it.
    Live,
    /// Half the speed.
    Slower,
    /// Twice the speed.
    Faster,
    /// A new task at the end of the list.
    NewTask,
    /// The policy at this place, from 0.
    Policy(usize),
    /// The panel at this place, from 0.
    Panel(usize),
    /// Takes the last change back.
    Undo,
    /// Takes it again.
    Redo,
    /// Zooms in, around the playhead.
    ZoomIn,
    /// Zooms out.
    ZoomOut,
    /// Brings all of the run into view.
    Fit,
    /// Zooms to the selected task.
    ZoomToTask,
    /// Zooms to the bar of the selected task at the playhead.
    ZoomToBar,
    /// Pans to earlier times.
    PanEarlier,
    /// Pans to later times.
    PanLater,
    /// Dark or light.
    Theme,
    /// The list of all keys.
    Help,
}

/// A row of the table: keys as they are written, what they do, and the presses that the page acts by.
pub struct Shortcut {
    /// As on a keyboard: `Ctrl →`.
    pub keys: &'static str,
    /// What they do, as a sentence without a subject.
    pub does: &'static str,
    /// Empty where a part of the page, which has the focus then, acts by itself.
    presses: &'static [Press],
    /// Whether they go on while they are held down: what moves along something. All else is done once for a press.
    goes_on: bool,
}

/// A key with what is held down along with it, and what it does.
struct Press {
    /// As browsers name it; a letter in lower case stands for both.
    key: &'static str,
    with: HeldKeys,
    action: Action,
}

/// What is held down along with a key. Alt only where it is named.
#[derive(Clone, Copy)]
enum HeldKeys {
    /// Neither Ctrl nor Cmd; Shift makes no difference.
    Alone,
    /// Nothing at all.
    Unshifted,
    /// Shift.
    Shift,
    /// Ctrl and not Cmd; Shift makes no difference.
    Ctrl,
    /// Ctrl and not Shift.
    CtrlUnshifted,
    /// Ctrl or Cmd, and not Shift.
    CtrlOrCommand,
    /// Shift with Ctrl or Cmd.
    ShiftCtrlOrCommand,
    /// Alt and nothing else.
    Alt,
}

use HeldKeys::{Alone, Alt, Ctrl, CtrlOrCommand, CtrlUnshifted, Shift, ShiftCtrlOrCommand, Unshifted};

/// Every key of the page, in the order in which Help lists them. No two presses are the same.
pub static SHORTCUTS: [Shortcut; 26] = [
    once("Space", "Run, pause, resume", &[press(" ", Alone, Action::RunOrPause)]),
    once("R", "Run from the start", &[press("r", Alone, Action::RunAgain)]),
    repeated(
        "← →",
        "Step back, step",
        &[
            press("ArrowLeft", Unshifted, Action::StepBack),
            press("ArrowRight", Unshifted, Action::Step),
        ],
    ),
    repeated(
        "Ctrl ← →",
        "One event back, one event on",
        &[
            press("ArrowLeft", Ctrl, Action::PreviousEvent),
            press("ArrowRight", Ctrl, Action::NextEvent),
        ],
    ),
    repeated(
        "Shift ← →",
        "Previous, next event of the selected task",
        &[
            press("ArrowLeft", Shift, Action::PreviousOfTask),
            press("ArrowRight", Shift, Action::NextOfTask),
        ],
    ),
    repeated(
        "Home, End",
        "Start, end of the record",
        &[press("Home", Alone, Action::Start), press("End", Alone, Action::End)],
    ),
    once("L", "Back to live", &[press("l", Alone, Action::Live)]),
    repeated(
        "[ ]",
        "Slower, faster",
        &[press("[", Alone, Action::Slower), press("]", Alone, Action::Faster)],
    ),
    repeated(
        "+ −",
        "Zoom in, out",
        &[
            press("+", Alone, Action::ZoomIn),
            press("=", Unshifted, Action::ZoomIn),
            press("-", Alone, Action::ZoomOut),
        ],
    ),
    once("0", "Show the whole run", &[press("0", Alone, Action::Fit)]),
    once(
        "Z, Shift Z",
        "Zoom to the selected task, to its bar at the playhead",
        &[
            press("z", Unshifted, Action::ZoomToTask),
            press("z", Shift, Action::ZoomToBar),
        ],
    ),
    repeated(
        "Alt ← →",
        "Pan to earlier, later times when zoomed in",
        &[
            press("ArrowLeft", Alt, Action::PanEarlier),
            press("ArrowRight", Alt, Action::PanLater),
        ],
    ),
    elsewhere("↑ ↓ on the timeline", "Select a task"),
    elsewhere("Enter on the timeline", "Ask why"),
    elsewhere("Del on the timeline", "Cancel the task, while a run is on"),
    elsewhere("F on the timeline", "Let the task fail, or succeed"),
    elsewhere("← → at a bar’s end", "Shorter, longer by 50 ms, with Shift 500 ms"),
    once("N", "New task", &[press("n", Alone, Action::NewTask)]),
    elsewhere("Alt ↑ ↓", "Move the row, or the task on the timeline"),
    elsewhere("Ctrl D, Del in a row", "Duplicate, delete the row"),
    repeated(
        "Ctrl Z, Shift Ctrl Z",
        "Undo, redo",
        &[
            press("z", CtrlOrCommand, Action::Undo),
            press("z", ShiftCtrlOrCommand, Action::Redo),
            press("y", CtrlUnshifted, Action::Redo),
        ],
    ),
    once(
        "1 to 8",
        "Choose how to await",
        &[
            press("1", Alone, Action::Policy(0)),
            press("2", Alone, Action::Policy(1)),
            press("3", Alone, Action::Policy(2)),
            press("4", Alone, Action::Policy(3)),
            press("5", Alone, Action::Policy(4)),
            press("6", Alone, Action::Policy(5)),
            press("7", Alone, Action::Policy(6)),
            press("8", Alone, Action::Policy(7)),
        ],
    ),
    once(
        "C E W D M",
        "Console, Events, Why, Code, Compare",
        &[
            press("c", Alone, Action::Panel(0)),
            press("e", Alone, Action::Panel(1)),
            press("w", Alone, Action::Panel(2)),
            press("d", Alone, Action::Panel(3)),
            press("m", Alone, Action::Panel(4)),
        ],
    ),
    once("T", "Dark or light", &[press("t", Alone, Action::Theme)]),
    elsewhere("Esc", "Close a menu or this list, deselect a task"),
    once("?", "This list", &[press("?", Alone, Action::Help)]),
];

/// Keys that do what they do once, however long they are held down.
const fn once(keys: &'static str, does: &'static str, presses: &'static [Press]) -> Shortcut {
    Shortcut {
        keys,
        does,
        presses,
        goes_on: false,
    }
}

/// Keys that go on while they are held down.
const fn repeated(keys: &'static str, does: &'static str, presses: &'static [Press]) -> Shortcut {
    Shortcut {
        goes_on: true,
        ..once(keys, does, presses)
    }
}

/// Keys of a part of the page, which acts by itself.
const fn elsewhere(keys: &'static str, does: &'static str) -> Shortcut {
    once(keys, does, &[])
}

const fn press(key: &'static str, with: HeldKeys, action: Action) -> Press {
    Press { key, with, action }
}

impl Press {
    fn is(&self, event: &KeyboardEvent, key: &str) -> bool {
        let (ctrl, shift, command) = (event.ctrl_key(), event.shift_key(), event.meta_key());
        let held = match self.with {
            Alone => !ctrl && !command,
            Unshifted => !ctrl && !command && !shift,
            Shift => !ctrl && !command && shift,
            Ctrl => ctrl && !command,
            CtrlUnshifted => ctrl && !shift,
            CtrlOrCommand => (ctrl || command) && !shift,
            ShiftCtrlOrCommand => (ctrl || command) && shift,
            Alt => !ctrl && !command && !shift,
        };
        held && event.alt_key() == matches!(self.with, Alt) && key.eq_ignore_ascii_case(self.key)
    }
}

/// The row of the table that this key press belongs to, were it meant for the page, and what it does.
fn shortcut(event: &KeyboardEvent) -> Option<(&'static Shortcut, Action)> {
    let key = event.key();
    SHORTCUTS.iter().find_map(|shortcut| {
        let press = shortcut.presses.iter().find(|press| press.is(event, &key))?;
        Some((shortcut, press.action))
    })
}

/// What takes every key itself.
const FIELDS: &str = "input:not([type=radio]):not([type=range]), textarea, select, [contenteditable]";

/// Whether the focused element wants this key itself: a field every key, a button or a menu those that work it.
fn wanted_elsewhere(event: &KeyboardEvent) -> bool {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return false;
    };
    const WORKED_BY_KEYS: &str =
        "[role=combobox], [role=listbox], [role=menu], dialog, [type=radio], [role=tab], summary";
    const TEXTS: &str = "input:not([type=radio]):not([type=range]), textarea, [contenteditable]";
    let inside = |selector| target.closest(selector).ok().flatten().is_some();
    if matches!(shortcut(event), Some((_, Action::Undo | Action::Redo))) {
        // Only what is typed into has an undo of its own.
        return inside(TEXTS) || inside("dialog[open]");
    }
    if inside(FIELDS) || inside("[role=menu], [role=listbox], dialog[open]") {
        return true;
    }
    let works = matches!(
        event.key().as_str(),
        " " | "Enter" | "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "Home" | "End"
    );
    match event.key().as_str() {
        " " => inside("button, a, summary, [role=button]") || inside(WORKED_BY_KEYS),
        _ => works && inside(WORKED_BY_KEYS),
    }
}

/// Whether a key that is held down goes on doing what it does: whatever moves along something, and whatever is typed. All
/// else is done once for a press.
fn goes_on(event: &KeyboardEvent) -> bool {
    let (ctrl, key) = (event.ctrl_key() || event.meta_key(), event.key());
    let inside = |selector| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        target.is_some_and(|target| target.closest(selector).ok().flatten().is_some())
    };
    match key.as_str() {
        // Along the record, the changes that were made, the range of speeds.
        _ if shortcut(event).is_some_and(|(shortcut, _)| shortcut.goes_on) => true,
        // Along a list.
        "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "Home" | "End" | "PageUp" | "PageDown" | "Tab" => true,
        // Keys with Ctrl are the browser's, but for those of the table.
        "d" | "D" if ctrl => false,
        _ if ctrl => true,
        // Keys that have no sign of their own, and name themselves: F5, Shift.
        "Enter" | "Delete" | "Escape" => inside(FIELDS),
        named if named.chars().nth(1).is_some() => true,
        _ => inside(FIELDS),
    }
}

/// Keeps the repetitions of a key that is held down from whatever they would do again and again, wherever the focus is:
/// this key or another may just have moved it.
fn press_once() -> EventListener {
    // What was pressed outside of a field and has moved the focus into one is not typed there.
    let mut pressed_outside = None::<String>;
    key_before_all_others(move |event| {
        if !event.repeat() {
            pressed_outside = (!goes_on(event)).then(|| event.key());
        } else if !goes_on(event) || pressed_outside.as_ref() == Some(&event.key()) {
            event.prevent_default();
            event.stop_propagation();
        }
    })
}

/// Acts on keys until the owner that asked ends. `single` is whether keys without Ctrl or Alt count, and `can` whether an
/// action does something at the moment; the key of one that does not is left to the browser.
pub fn follow_keys(single: RwSignal<bool>, can: impl Fn(Action) -> bool + 'static, act: impl Fn(Action) + 'static) {
    hold_until_cleanup(press_once());
    let options = EventListenerOptions::enable_prevent_default();
    let listener = EventListener::new_with_options(&document(), "keydown", options, move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        if event.default_prevented() || event.is_composing() || wanted_elsewhere(event) {
            return;
        }
        let Some((_, action)) = shortcut(event) else { return };
        let single_key = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
        if single_key && single.try_get_untracked() == Some(false) || !can(action) {
            return;
        }
        event.prevent_default();
        act(action);
    });
    hold_until_cleanup(listener);
}
