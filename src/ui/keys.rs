//! The keys: one table for the handling of key events and for the list in Help.

use super::popup::key_before_all_others;
use crate::ui::reactive::{RwSignal, hold_until_cleanup};
use gloo_events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// The action of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The button Run, Pause, Resume or Run again, depending on the phase.
    RunOrPause,
    /// Plays the record that has ended, or pauses that.
    Replay,
    /// Shows the simulated run.
    EndAtOnce,
    /// Starts a new run. A current one is stopped.
    RunAgain,
    /// Seeks the previous poll or deadline.
    StepBack,
    /// Makes one step of the run, or seeks the next poll or deadline of the record.
    Step,
    /// Seeks the previous event.
    PreviousEvent,
    /// Seeks the next event.
    NextEvent,
    /// Seeks the previous event of the selected task.
    PreviousOfTask,
    /// Seeks the next event of the selected task.
    NextOfTask,
    /// Seeks the start of the record.
    Start,
    /// Seeks the end of the record.
    End,
    /// Seeks the live edge, and follows it.
    Live,
    /// Halves the speed.
    Slower,
    /// Doubles the speed.
    Faster,
    /// Adds a task at the end of the list.
    NewTask,
    /// Chooses the policy with this index.
    Policy(usize),
    /// Opens the panel with this index.
    Panel(usize),
    /// Undoes the last change.
    Undo,
    /// Redoes the change that was undone last.
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
    /// Moves the focus to the search field of the table of tasks.
    FindTask,
    /// Shows all tasks in rows, or their lanes.
    AllTasks,
    /// Opens or closes the set-up.
    SetUp,
    /// Opens Share.
    Share,
    /// Begins or leaves the presentation.
    Present,
    /// Goes to full screen, or back.
    FullScreen,
    /// Opens the example before the open one.
    PreviousExample,
    /// Opens the example after the open one.
    NextExample,
    /// Switches Predict on or off.
    Predict,
    /// Opens the menu of Export.
    Export,
    /// Switches between the dark and the light theme.
    Theme,
    /// Opens the list of all keys.
    Help,
}

/// A row of the table: keys with the same purpose.
pub struct Shortcut {
    /// The keys as Help shows them: `Ctrl →`.
    pub keys: &'static str,
    /// What they do, for Help.
    pub does: &'static str,
    /// The key presses with their actions. Empty if a part of the page handles the keys itself while it has the focus.
    presses: &'static [Press],
    /// Whether the action repeats while the key is held down, as for keys that move along something.
    goes_on: bool,
}

/// A key press: a key, its modifier keys, and its action.
struct Press {
    /// The key as browsers name it. A letter matches both cases.
    key: &'static str,
    with: HeldKeys,
    action: Action,
}

/// The modifier keys of a key press. Alt must be held only where it is named.
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

/// All keys of the page, in the order of Help. No two presses are the same.
pub static SHORTCUTS: [Shortcut; 43] = [
    once("Space", "Run, pause, resume", &[press(" ", Alone, Action::RunOrPause)]),
    once("R", "Run from the start", &[press("r", Alone, Action::RunAgain)]),
    once(
        "P",
        "Replay the record, pause the replay",
        &[press("p", Unshifted, Action::Replay)],
    ),
    once(
        "A",
        "End at once: show the run in virtual time",
        &[press("a", Unshifted, Action::EndAtOnce)],
    ),
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
    once(
        "V",
        "All tasks in rows, or their lanes",
        &[press("v", Unshifted, Action::AllTasks)],
    ),
    elsewhere("↑ ↓ on the timeline", "Select a task; also in Tasks"),
    elsewhere(", . on the timeline", "Previous, next bar of the selected task"),
    elsewhere(
        "Shift ↑ ↓ on the timeline",
        "From row to row of all tasks, and of resources; , . go along it, Enter selects",
    ),
    elsewhere(
        "← → on the timeline",
        "Fold, unfold the tasks that the selected one has started",
    ),
    elsewhere("Enter on the timeline", "Ask why"),
    elsewhere("Del on the timeline", "Cancel the task, while a run is on"),
    elsewhere("F on the timeline", "Let the task fail, or succeed"),
    elsewhere("← → at a bar’s end", "Shorter, longer by 50 ms, with Shift 500 ms"),
    elsewhere(
        "← → at a guess",
        "Sooner, later by 100 ms, with Shift 500 ms; Del takes it back",
    ),
    once("N", "New task", &[press("n", Alone, Action::NewTask)]),
    elsewhere(
        "↑ ↓ on the splitter",
        "More or less height for the timeline; Home, End: least, most",
    ),
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
        "C B E W D K M",
        "Console, Tasks, Events, Why, Code, critical path, Compare",
        &[
            press("c", Alone, Action::Panel(0)),
            press("b", Alone, Action::Panel(1)),
            press("e", Alone, Action::Panel(2)),
            press("w", Alone, Action::Panel(3)),
            press("d", Alone, Action::Panel(4)),
            press("k", Alone, Action::Panel(5)),
            press("m", Alone, Action::Panel(6)),
        ],
    ),
    once("/", "Find a task by name", &[press("/", Alone, Action::FindTask)]),
    once("U", "Open or close the set-up", &[press("u", Alone, Action::SetUp)]),
    once(
        "S",
        "Share: links, and code to embed",
        &[press("s", Alone, Action::Share)],
    ),
    once(
        "Shift P",
        "Present: large, for a lecture hall",
        &[press("p", Shift, Action::Present)],
    ),
    once(
        "Page ↑ ↓",
        "In the presentation: previous, next example",
        &[
            press("PageUp", Unshifted, Action::PreviousExample),
            press("PageDown", Unshifted, Action::NextExample),
        ],
    ),
    once(
        "F",
        "In the presentation, with no task selected: full screen",
        &[press("f", Unshifted, Action::FullScreen)],
    ),
    once(
        "G",
        "Predict: guess before the run, or be shown",
        &[press("g", Alone, Action::Predict)],
    ),
    once("X", "Export", &[press("x", Alone, Action::Export)]),
    once("T", "Dark or light", &[press("t", Alone, Action::Theme)]),
    elsewhere(
        "Esc",
        "Close a menu or this list, deselect a task, leave the presentation",
    ),
    once("?", "This list", &[press("?", Alone, Action::Help)]),
    elsewhere("? then G", "The glossary"),
];

/// Keys whose action does not repeat while they are held down.
const fn once(keys: &'static str, does: &'static str, presses: &'static [Press]) -> Shortcut {
    Shortcut {
        keys,
        does,
        presses,
        goes_on: false,
    }
}

/// Keys whose action repeats while they are held down.
const fn repeated(keys: &'static str, does: &'static str, presses: &'static [Press]) -> Shortcut {
    Shortcut {
        goes_on: true,
        ..once(keys, does, presses)
    }
}

/// Keys that a part of the page handles itself.
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

/// The row of the table for this key event, and its action, whether or not the focused element handles the key.
fn shortcut(event: &KeyboardEvent) -> Option<(&'static Shortcut, Action)> {
    let key = event.key();
    SHORTCUTS.iter().find_map(|shortcut| {
        let press = shortcut.presses.iter().find(|press| press.is(event, &key))?;
        Some((shortcut, press.action))
    })
}

/// Elements that handle every key themselves.
const FIELDS: &str = "input:not([type=radio]):not([type=range]), textarea, select, [contenteditable], .program-host";

/// Whether the focused element handles this key itself: a field handles every key, a button or a menu the keys that
/// operate it.
fn wanted_elsewhere(event: &KeyboardEvent) -> bool {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return false;
    };
    const WORKED_BY_KEYS: &str =
        "[role=combobox], [role=listbox], [role=menu], dialog, [type=radio], [role=tab], summary";
    const TEXTS: &str = "input:not([type=radio]):not([type=range]), textarea, [contenteditable], .program-host";
    let inside = |selector| target.closest(selector).ok().flatten().is_some();
    if matches!(shortcut(event), Some((_, Action::Undo | Action::Redo))) {
        // Only text fields have an undo of their own.
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

/// Whether a key repeats while it is held down: keys that move along something, and keys that type. All others act
/// once.
fn goes_on(event: &KeyboardEvent) -> bool {
    let (ctrl, key) = (event.ctrl_key() || event.meta_key(), event.key());
    let inside = |selector| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        target.is_some_and(|target| target.closest(selector).ok().flatten().is_some())
    };
    match key.as_str() {
        // Keys of the table that move along the record, the changes or the speeds.
        _ if shortcut(event).is_some_and(|(shortcut, _)| shortcut.goes_on) => true,
        // Keys that move along a list.
        "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "Home" | "End" | "PageUp" | "PageDown" | "Tab" => true,
        // Keys that move along the bars of a task.
        "," | "." if !ctrl && inside(".timeline") => true,
        // Other keys with Ctrl belong to the browser.
        "d" | "D" if ctrl => false,
        _ if ctrl => true,
        // Keys that type no character have longer names: F5, Shift.
        "Enter" | "Delete" | "Escape" => inside(FIELDS),
        named if named.chars().nth(1).is_some() => true,
        _ => inside(FIELDS),
    }
}

/// Suppresses the repeated events of a key that is held down, unless it repeats, wherever the focus is: the key itself
/// may have moved the focus.
fn press_once() -> EventListener {
    // A key that was pressed outside of a field and has moved the focus into one must not type there.
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

/// Handles key events until the owner that calls this ends. `single` is whether keys without Ctrl or Alt have actions, and
/// `can` whether an action does something at the moment; the key of one that does not is left to the browser.
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
        let Some((shortcut, action)) = shortcut(event) else {
            return;
        };
        let single_key = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
        if single_key && single.try_get_untracked() == Some(false) || !can(action) {
            return;
        }
        event.prevent_default();
        // Keys that scroll are repeated; as an action they are not.
        if shortcut.goes_on || !event.repeat() {
            act(action);
        }
    });
    hold_until_cleanup(listener);
}
