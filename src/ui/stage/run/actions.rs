//! The actions of the keys. Which key has which action, and when the page handles it, is in [`crate::ui::keys`].

use crate::ui::embed::Embedded;
use crate::ui::explain::Explanations;
use crate::ui::export::Export;
use crate::ui::keys::Action;
use crate::ui::paths::Paths;
use crate::ui::present::{Present, switch_full_screen};
use crate::ui::program::ProgramGuess;
use crate::ui::reactive::RwSignal;
use crate::ui::session::{Session, SessionParts};
use crate::ui::set_up::SetUp;
use crate::ui::share::Sharing;
use crate::ui::stage::panels::docking::Docking;
use crate::ui::stage::panels::tasks::search_field;
use crate::ui::stage::selection::{Panel, Selection};
use crate::ui::stage::time_axis::TimeAxis;
use crate::ui::stage::timeline::all_tasks::AllTasks;
use crate::ui::theme::{self, Theme};
use leptos::prelude::{document, queue_microtask, untrack};
use recording::Moment;
use scenario::Policy;
use timeline::ZOOM_STEP;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The state that the keys act on. Copies are handles to the same state.
#[derive(Clone, Copy)]
pub struct Controls {
    /// The session.
    pub session: Session,
    /// The selection.
    pub selection: Selection,
    /// The part of the time that is in view.
    pub axis: TimeAxis,
    /// The open panel.
    pub docking: Docking,
    /// Whether all tasks are shown in rows.
    pub all_tasks: AllTasks,
    /// The theme.
    pub theme: RwSignal<Theme>,
    /// What opens Help.
    pub explanations: Explanations,
    /// Whether the set-up is open.
    pub set_up: SetUp,
    /// Whether the page is a presentation.
    pub present: Present,
    /// Whether the page is embedded in another.
    pub embedded: Embedded,
    /// What opens Share.
    pub sharing: Sharing,
    /// The examples.
    pub paths: Paths,
    /// The question of an example program.
    pub program_guess: Option<ProgramGuess>,
    /// The menu of Export.
    pub export: Export,
}

impl Controls {
    /// Whether the key does something at the moment. Otherwise it is the browser's: Alt and an arrow key go back and
    /// forward in its history.
    pub fn can(&self, action: Action) -> bool {
        // An embedded page has the timeline and no more, and leaves what belongs to a person's own page as it is.
        let of_the_whole_page = matches!(
            action,
            Action::Present
                | Action::Predict
                | Action::Theme
                | Action::Help
                | Action::AllTasks
                | Action::Policy(_)
                | Action::Undo
                | Action::Redo
                | Action::Export
        );
        if of_the_whole_page && self.embedded.on_untracked() {
            return false;
        }
        let opened = self.session.record.state_untracked().opened();
        let program = untrack(|| self.session.edit.runs_program());
        match action {
            // An opened record is not run, and the set-up behind it stays as it is.
            Action::RunAgain
            | Action::EndAtOnce
            | Action::NewTask
            | Action::Policy(_)
            | Action::Undo
            | Action::Redo
            | Action::Predict
                if opened =>
            {
                false
            }
            // A program has no list.
            Action::EndAtOnce | Action::NewTask | Action::Policy(_) | Action::Undo | Action::Redo if program => false,
            // Nothing is asked about a person's own program.
            Action::Predict if program => self.program_guess.is_some_and(|guess| untrack(|| guess.can_be_asked())),
            Action::PanEarlier | Action::PanLater => !self.axis.scale().fitted(),
            Action::PreviousExample | Action::NextExample | Action::FullScreen => self.present.on_untracked(),
            // What they act on is not there.
            Action::Panel(_) | Action::NewTask | Action::FindTask | Action::SetUp | Action::Share => {
                !self.present.on_untracked() && !self.embedded.on_untracked()
            }
            _ => true,
        }
    }

    /// Performs the action of a key.
    pub fn act(&self, action: Action) {
        let SessionParts {
            edit,
            playhead,
            controls,
            replay,
            ..
        } = *self.session;
        match action {
            Action::RunOrPause if self.session.record.state_untracked().opened() => replay.play_or_pause(),
            // The record of a program is played, which can be paused.
            Action::RunOrPause
                if untrack(|| replay.playing() || self.session.edit.runs_program() && !playhead.live()) =>
            {
                replay.play_or_pause();
            }
            Action::RunOrPause => controls.run_or_pause(),
            Action::Replay => replay.play_or_pause(),
            Action::EndAtOnce => controls.end_at_once(),
            Action::RunAgain => controls.launch(),
            Action::Step => controls.step(),
            Action::StepBack => controls.step_back(),
            Action::NextEvent => playhead.seek(|trace, _, from| from.next_event(trace)),
            Action::PreviousEvent => {
                controls.pause();
                playhead.seek(|trace, _, from| from.previous_event(trace));
            }
            Action::NextOfTask => self.along_the_task(true),
            Action::PreviousOfTask => self.along_the_task(false),
            Action::Start => playhead.seek(|_, _, _| Some(Moment::START)),
            Action::End | Action::Live => playhead.go_live(),
            Action::Slower => controls.change_speed(0.5),
            Action::Faster => controls.change_speed(2.0),
            Action::NewTask => self.add_task(),
            Action::Undo => {
                edit.undo();
            }
            Action::Redo => {
                edit.redo();
            }
            Action::Policy(index) => edit.policy.set(Policy::ALL[index]),
            Action::Panel(index) => self.docking.open(Panel::ALL[index]),
            Action::ZoomIn => self.axis.zoom(ZOOM_STEP),
            Action::ZoomOut => self.axis.zoom(1.0 / ZOOM_STEP),
            Action::Fit => self.axis.fit(),
            Action::ZoomToTask => self.axis.zoom_to(self.selection, false),
            Action::ZoomToBar => self.axis.zoom_to(self.selection, true),
            Action::PanEarlier => self.axis.pan(false),
            Action::PanLater => self.axis.pan(true),
            Action::FindTask => {
                if search_field().is_none() {
                    self.docking.open(Panel::Tasks);
                }
                // A table that was hidden is shown later in this turn.
                queue_microtask(|| {
                    if let Some(field) = search_field() {
                        // It stays where it is if the browser refuses.
                        let _ = field.focus();
                        field.select();
                    }
                });
            }
            Action::AllTasks => self.all_tasks.switch(),
            Action::SetUp => self.set_up.switch(),
            Action::Share => self.sharing.open(),
            Action::Present => self.present.switch(),
            Action::FullScreen => switch_full_screen(),
            Action::PreviousExample => self.paths.step(false),
            Action::NextExample => self.paths.step(true),
            Action::Predict => self.session.guessing.switch(),
            Action::Export => self.export.open(),
            Action::Theme => theme::switch(self.theme),
            Action::Help => self.explanations.open_help(),
        }
    }

    /// Opens the set-up and clicks the button, which also focuses the name in the new row. While the list is shown as text there is no
    /// button: the task is added to the text.
    fn add_task(&self) {
        self.set_up.open_now();
        let button = document().get_element_by_id("add-task");
        match button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            Some(button) => button.click(),
            None => {
                self.session.edit.add();
            }
        }
    }

    fn along_the_task(&self, forward: bool) {
        let Some(task) = self.selection.task_untracked() else {
            return;
        };
        let SessionParts { playhead, controls, .. } = *self.session;
        if !forward {
            controls.pause();
        }
        playhead.seek(|trace, folds, from| {
            let moments = &folds.history.moments;
            if forward {
                moments.next_of_task(trace, from, task)
            } else {
                moments.previous_of_task(trace, from, task)
            }
        });
    }
}
