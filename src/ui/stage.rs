//! The stage: what runs, drawn and written. Each part is derived from the session's record.

mod console;
mod events;
mod help;
mod key;
mod metrics;
mod moment;
mod names;
mod panels;
mod tasks;
mod timeline;
mod transport;
mod why;

use super::keys::{Action, follow_keys};
use super::listener::Listener;
use super::measured::Extent;
use super::session::Session;
use super::theme::Theme;
use crate::scenario::{Policy, Speed};
use crate::trace::{Moment as Place, TaskId};
use help::Help;
use key::Key;
use leptos::prelude::*;
use metrics::MetricsRow;
use moment::Moment;
use panels::Panels;
use tasks::TasksTable;
use timeline::Timeline;
use transport::Transport;

/// What the person has selected: a task, and perhaps one of its events. Copies are handles to the same thing.
#[derive(Clone, Copy)]
pub struct Selection {
    /// Whose lane, row and lines are tinted.
    pub task: RwSignal<Option<TaskId>>,
    /// Which event is asked about, as its place in the trace.
    pub event: RwSignal<Option<usize>>,
}

/// A panel of the lower half.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// What was printed.
    Console,
    /// What was recorded.
    Events,
    /// Why it happened.
    Why,
}

impl Selection {
    /// Selects a task, and one of its events or none.
    pub fn choose(&self, task: Option<TaskId>, event: Option<usize>) {
        self.task.set(task);
        self.event.set(event);
    }

    /// Selects a task, or nothing if it is selected already.
    pub fn toggle(&self, task: TaskId) {
        let task = Some(task).filter(|task| self.task.get_untracked() != Some(*task));
        self.choose(task, None);
    }
}

impl Panel {
    /// In the order of the tabs.
    pub const ALL: [Self; 3] = [Self::Console, Self::Events, Self::Why];

    /// What the tab says.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Console => "Console",
            Self::Events => "Events",
            Self::Why => "Why",
        }
    }

    const fn tab_id(self) -> &'static str {
        match self {
            Self::Console => "tab-console",
            Self::Events => "tab-events",
            Self::Why => "tab-why",
        }
    }

    const fn panel_id(self) -> &'static str {
        match self {
            Self::Console => "panel-console",
            Self::Events => "panel-events",
            Self::Why => "panel-why",
        }
    }
}

/// Everything to the right of the editor.
#[component]
pub fn Stage(
    /// What runs.
    session: Session,
    /// Colours are read again when it changes.
    theme: RwSignal<Theme>,
    /// Whether Help is open.
    help: RwSignal<bool>,
) -> impl IntoView {
    let selection = Selection { task: RwSignal::new(None), event: RwSignal::new(None) };
    let panel = RwSignal::new(Panel::Console);
    let single_keys = RwSignal::new(true);
    // Whatever was selected is gone when another record is shown.
    let record = session.record_number();
    Effect::new(move |_| {
        record.track();
        selection.choose(None, None);
    });
    follow_keys(single_keys.into(), move |action| act(action, session, selection, panel, theme, help));
    view! {
        <Transport session />
        <MetricsRow session />
        <Timeline session theme selection panel />
        <Key session />
        <Moment session panel />
        <div class="lower">
            <div class="lower-pane">
                <Panels session selection open=panel />
            </div>
            <div class="lower-pane">
                <TasksTable session selection />
            </div>
        </div>
        <Help open=help single_keys />
    }
}

fn act(
    action: Action,
    session: Session,
    selection: Selection,
    panel: RwSignal<Panel>,
    theme: RwSignal<Theme>,
    help: RwSignal<bool>,
) {
    let of_task = |forward: bool| {
        let Some(task) = selection.task.get_untracked() else { return };
        session.look_at(|trace, folds, from| {
            if forward {
                folds.moments.next_of_task(trace, from, task)
            } else {
                folds.moments.previous_of_task(trace, from, task)
            }
        });
        let events = session.moment_untracked().events;
        selection.event.set(events.checked_sub(1).filter(|_| !session.live_untracked()));
    };
    match action {
        Action::RunOrPause => session.run_or_pause(),
        Action::RunAgain => session.launch(),
        Action::Step => session.step(),
        Action::StepBack => session.step_back(),
        Action::NextEvent => session.look_at(|trace, _, from| from.next_event(trace)),
        Action::PreviousEvent => {
            session.pause();
            session.look_at(|trace, _, from| from.previous_event(trace));
        }
        Action::NextOfTask => of_task(true),
        Action::PreviousOfTask => {
            session.pause();
            of_task(false);
        }
        Action::Start => {
            session.pause();
            session.look_at(|_, _, _| Some(Place::START));
        }
        Action::End | Action::Live => session.go_live(),
        Action::Slower => change_speed(session, 0.5),
        Action::Faster => change_speed(session, 2.0),
        Action::NewTask => {
            session.edit.add();
        }
        Action::Policy(place) => session.edit.policy.set(Policy::ALL[place]),
        Action::Panel(place) => panel.set(Panel::ALL[place]),
        Action::Theme => super::theme::switch(theme),
        Action::Help => help.set(true),
    }
}

fn change_speed(session: Session, factor: f64) {
    let speed = session.edit.speed.good().factor() * factor;
    if let Some(speed) = Speed::new(speed.clamp(0.1, 10.0)) {
        session.edit.speed.open(speed);
    }
}

/// The window's size, followed until the owner that asked ends.
fn window_size() -> Signal<Extent> {
    let read = || {
        let length =
            |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|it| it.as_f64()).unwrap_or_default();
        Extent {
            width: length(window().inner_width()),
            height: length(window().inner_height()),
        }
    };
    let size = RwSignal::new(read());
    let listener = Listener::new(&window(), "resize", move |_| {
        size.try_set(read());
    });
    let listener = StoredValue::new_local(Some(listener));
    on_cleanup(move || {
        listener.try_update_value(Option::take);
    });
    size.into()
}
