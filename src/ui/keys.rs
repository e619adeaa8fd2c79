//! The keys: one table, which the page acts by and Help lists.

use super::listener::Listener;
use crate::ui::reactive::{RwSignal, hold_until_cleanup};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

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
    /// Dark or light.
    Theme,
    /// The list of all keys.
    Help,
}

/// A row of the table: the keys as they are written, and what they do.
pub struct Shortcut {
    /// As on a keyboard: `Ctrl →`.
    pub keys: &'static str,
    /// What they do, as a sentence without a subject.
    pub does: &'static str,
}

/// Every key of the page, in the order in which Help lists them.
pub const ROWS: [Shortcut; 22] = [
    Shortcut {
        keys: "Space",
        does: "Run, pause, resume",
    },
    Shortcut {
        keys: "R",
        does: "Run from the start",
    },
    Shortcut {
        keys: "← →",
        does: "Step back, step",
    },
    Shortcut {
        keys: "Ctrl ← →",
        does: "One event back, one event on",
    },
    Shortcut {
        keys: "Shift ← →",
        does: "Previous, next event of the selected task",
    },
    Shortcut {
        keys: "Home, End",
        does: "Start, end of the record",
    },
    Shortcut {
        keys: "L",
        does: "Back to live",
    },
    Shortcut {
        keys: "[ ]",
        does: "Slower, faster",
    },
    Shortcut {
        keys: "↑ ↓ on the timeline",
        does: "Select a task",
    },
    Shortcut {
        keys: "Enter on the timeline",
        does: "Ask why",
    },
    Shortcut {
        keys: "Del on the timeline",
        does: "Cancel the task, while a run is on",
    },
    Shortcut {
        keys: "F on the timeline",
        does: "Let the task fail, or succeed",
    },
    Shortcut {
        keys: "← → at a bar’s end",
        does: "Shorter, longer by 50 ms, with Shift 500 ms",
    },
    Shortcut {
        keys: "N",
        does: "New task",
    },
    Shortcut {
        keys: "Alt ↑ ↓",
        does: "Move the row, or the task on the timeline",
    },
    Shortcut {
        keys: "Ctrl D, Del in a row",
        does: "Duplicate, delete the row",
    },
    Shortcut {
        keys: "Ctrl Z, Shift Ctrl Z",
        does: "Undo, redo",
    },
    Shortcut {
        keys: "1 to 8",
        does: "Choose how to await",
    },
    Shortcut {
        keys: "C E W D M",
        does: "Console, Events, Why, Code, Compare",
    },
    Shortcut {
        keys: "T",
        does: "Dark or light",
    },
    Shortcut {
        keys: "Esc",
        does: "Close a menu or this list, deselect a task",
    },
    Shortcut {
        keys: "?",
        does: "This list",
    },
];

/// What this key press means, were it meant for the page.
fn action(event: &KeyboardEvent) -> Option<Action> {
    let (ctrl, shift) = (event.ctrl_key(), event.shift_key());
    let key = event.key();
    if (ctrl || event.meta_key()) && !event.alt_key() {
        match key.as_str() {
            "z" | "Z" if shift => return Some(Action::Redo),
            "z" | "Z" => return Some(Action::Undo),
            "y" | "Y" if ctrl && !shift => return Some(Action::Redo),
            _ => {}
        }
    }
    if event.alt_key() || event.meta_key() {
        return None;
    }
    if ctrl {
        return match key.as_str() {
            "ArrowLeft" => Some(Action::PreviousEvent),
            "ArrowRight" => Some(Action::NextEvent),
            _ => None,
        };
    }
    Some(match key.as_str() {
        " " => Action::RunOrPause,
        "ArrowLeft" if shift => Action::PreviousOfTask,
        "ArrowRight" if shift => Action::NextOfTask,
        "ArrowLeft" => Action::StepBack,
        "ArrowRight" => Action::Step,
        "Home" => Action::Start,
        "End" => Action::End,
        "[" => Action::Slower,
        "]" => Action::Faster,
        "?" => Action::Help,
        "r" | "R" => Action::RunAgain,
        "l" | "L" => Action::Live,
        "n" | "N" => Action::NewTask,
        "c" | "C" => Action::Panel(0),
        "e" | "E" => Action::Panel(1),
        "w" | "W" => Action::Panel(2),
        "d" | "D" => Action::Panel(3),
        "m" | "M" => Action::Panel(4),
        "t" | "T" => Action::Theme,
        "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" => Action::Policy(usize::from(key.as_bytes()[0] - b'1')),
        _ => return None,
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
    if matches!(action(event), Some(Action::Undo | Action::Redo)) {
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
        // Along the record, a list, the changes that were made, the range of speeds.
        "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "Home" | "End" | "PageUp" | "PageDown" | "Tab" => true,
        "z" | "Z" | "y" | "Y" if ctrl => true,
        "[" | "]" if !ctrl => true,
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
fn press_once() -> Listener {
    // What was pressed outside of a field and has moved the focus into one is not typed there.
    let mut pressed_outside = None::<String>;
    Listener::ahead(&document(), "keydown", move |event: Event| {
        let Ok(event) = event.dyn_into::<KeyboardEvent>() else {
            return;
        };
        if !event.repeat() {
            pressed_outside = (!goes_on(&event)).then(|| event.key());
        } else if !goes_on(&event) || pressed_outside.as_ref() == Some(&event.key()) {
            event.prevent_default();
            event.stop_propagation();
        }
    })
}

/// Acts on keys until the owner that asked ends. `single` says whether keys without Ctrl count.
pub fn follow_keys(single: RwSignal<bool>, act: impl Fn(Action) + 'static) {
    hold_until_cleanup(press_once());
    let listener = Listener::new(&document(), "keydown", move |event: Event| {
        let Ok(event) = event.dyn_into::<KeyboardEvent>() else {
            return;
        };
        if event.default_prevented() || event.is_composing() || wanted_elsewhere(&event) {
            return;
        }
        let Some(action) = action(&event) else { return };
        if !event.ctrl_key() && !event.meta_key() && single.try_get_untracked() == Some(false) {
            return;
        }
        event.prevent_default();
        act(action);
    });
    hold_until_cleanup(listener);
}
