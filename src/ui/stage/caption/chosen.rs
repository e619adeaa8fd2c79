//! Which caption stands: the lesson, a moment, the live edge or the end.

use super::ShownCaption;
use crate::python::programs;
use crate::ui::language::language_in_view;
use crate::ui::program::ProgramTab;
use crate::ui::reactive::{Memo, memo};
use crate::ui::session::{ProgramStage, RecordState, RunPhase, Session, SessionParts};
use crate::ui::shown_program::ShownProgram;
use crate::ui::stage::Selection;
use crate::ui::whole::Whole;
use codegen::Language;
use explain::caption::{
    Caption, CaptionSource, Live, answered, at, ended, guessed, lesson, live, open_question, program_question, question,
};
use leptos::prelude::*;
use recording::facts::RecordedBy;
use recording::sentences::progress;
use recording::{Folds, Trace};

/// Milliseconds between two captions of the live edge: four in a second are as many as can be told apart.
const APART_MS: f64 = 250.0;

/// The caption as it follows the session.
#[derive(Clone, Copy)]
pub struct ChosenCaption {
    session: Session,
    selection: Selection,
    language: crate::ui::language::LanguageInView,
    whole: Whole,
    /// The examples of programs.
    program_tab: Option<ProgramTab>,
    /// The record's program, for the numbers of its lines; `None` before a run.
    program: Memo<Option<ShownProgram>>,
    /// The caption of the live edge, and since when it stands.
    live: StoredValue<Option<Standing>>,
}

/// A caption of the live edge.
#[derive(Clone)]
struct Standing {
    live: Live,
    since_ms: f64,
    looked_ms: f64,
    /// The number of events at the last look.
    looked_events: usize,
}

impl ChosenCaption {
    /// Follows the session. Owned by the component that calls this.
    pub fn new(session: Session, selection: Selection) -> Self {
        let language = language_in_view();
        let program = memo(move || {
            let begun = session.record.state().begun();
            let language = language.get();
            let shown = session.predicted.shown();
            shown.with(|shown| {
                let scenario = shown.as_ref().filter(|_| begun)?;
                ShownProgram::of(scenario, language)
            })
        });
        Self {
            session,
            selection,
            language,
            whole: Whole::of_page(),
            program_tab: use_context(),
            program,
            live: StoredValue::new(None),
        }
    }

    /// The caption, whenever it changes.
    pub fn memo(self) -> ShownCaption {
        memo(move || self.caption())
    }

    fn caption(&self) -> Caption {
        let (language, state) = (self.language.get(), self.session.record.state());
        // What happens is told by the second part of the program; the lesson stands until then.
        if state == RecordState::Planned || !self.whole.get() {
            self.before_a_run(language)
        } else {
            self.of_the_record(language, state)
        }
    }

    /// Not inlined, so that the first part of the program does not have it.
    #[inline(never)]
    fn of_the_record(&self, language: Language, state: RecordState) -> Caption {
        let SessionParts {
            edit,
            record,
            playhead,
            controls,
            predicted,
            program,
            ..
        } = *self.session;
        let running = controls.phase() == RunPhase::Running;
        let full = record.with(|trace, _| trace.truncation().is_some()).unwrap_or_default();
        match state {
            RecordState::Planned => self.before_a_run(language),
            _ if !playhead.live() => self.moment(language),
            _ if full && !predicted.stale() => Caption::note(
                "The record is full, so nothing later can be shown.",
                &self.look(language, |source| {
                    progress(source.trace, source.folds.history.lanes.ended_after(usize::MAX))
                }),
            ),
            RecordState::Growing if running => self.edge(language),
            RecordState::Growing | RecordState::Opened(None) => self.moment(language),
            RecordState::Ended(_) if predicted.stale() => Caption::note(
                "The scenario has changed since. Run again to see what that changes.",
                "The record of the last run stays until then; dashed over it is what would happen now.",
            ),
            RecordState::Ran(_) if program.edited_since() => Caption::note(
                "The program has changed since. Run again to see what that changes.",
                "The record of the last run stays until then.",
            ),
            RecordState::Ended(outcome) | RecordState::Ran(outcome) | RecordState::Opened(Some(outcome)) => {
                let seen = match state {
                    RecordState::Ended(_) => edit.lesson().map(|example| example.seen),
                    RecordState::Ran(_) => self
                        .program_tab
                        .and_then(|program_tab| program_tab.example())
                        .map(|example| example.seen),
                    _ => None,
                };
                let seen = seen.as_deref();
                record.with_causes(|_, _| ());
                if let Some(caption) = self.graded(language) {
                    return caption;
                }
                let deviation = predicted.deviation();
                deviation
                    .with(|deviation| self.look(language, |source| ended(source, outcome, seen, deviation.as_ref())))
            }
        }
    }

    /// Before the program has run: nothing is foretold of it.
    #[inline(never)]
    fn before_a_program(&self) -> Caption {
        let SessionParts { edit, program, .. } = *self.session;
        if programs().is_none() {
            return Caption::note(
                "This page was built without Python, so it cannot run programs.",
                "Lists of tasks run as ever, and records of programs open with Import trace.",
            );
        }
        let example = self.program_tab.and_then(|program_tab| program_tab.example());
        match program.stage() {
            ProgramStage::Loading => Caption::note(
                "Python is being loaded. Then your program runs.",
                "It is fetched from this site, once; later runs begin at once, also without a network.",
            ),
            ProgramStage::Running => Caption::note(
                "Your program runs, on a clock that does not wait.",
                "As soon as it has ended, its record is played here, at the speed that is set.",
            ),
            ProgramStage::Still if edit.program.with(|text| text.trim().is_empty()) => {
                Caption::note("There is nothing to run yet.", "Write a program, or pick an example.")
            }
            ProgramStage::Still => match example {
                Some(example) => {
                    let asked = self.program_tab.is_some_and(|program_tab| program_tab.guess.asks());
                    program_question(&example, asked)
                }
                None => Caption::note(
                    "Run executes your program here, as real Python, and draws every step of it.",
                    "Nothing is foretold: what a program does is known when it has run.",
                ),
            },
        }
    }

    fn before_a_run(&self, language: Language) -> Caption {
        if self.session.edit.runs_program() {
            return self.before_a_program();
        }
        let SessionParts {
            edit,
            controls,
            predicted,
            guessing,
            ..
        } = *self.session;
        if edit.scenario_signal().with(Option::is_none) {
            return Caption::note(
                "Something can’t be read. Run is off until it is fixed.",
                "The timeline still shows the last list that could be read.",
            );
        }
        if !controls.can_run() {
            return Caption::note("There is nothing to run yet.", "Add a task, or pick an example.");
        }
        let example = edit.lesson();
        match &example {
            _ if guessing.on() => return self.asked(),
            Some(example) if edit.question_is_open() => return open_question(example),
            _ => {}
        }
        predicted
            .shown()
            .with(|scenario| lesson(example.as_ref(), scenario.as_ref(), language))
    }

    /// The question before a run, while the person guesses.
    fn asked(&self) -> Caption {
        let SessionParts { edit, guessing, .. } = *self.session;
        let asked = guessing.asked();
        match edit.lesson() {
            Some(example) => {
                let of_example = Some(example.question.as_str()).filter(|question| !question.is_empty());
                question(&example.title, of_example, asked)
            }
            None => question(edit.policy.get().label(), None, asked),
        }
    }

    /// The grade of the guess about the selected task, or of the one that teaches most.
    fn graded(&self, language: Language) -> Option<Caption> {
        let grade = self.session.guessing.grade();
        if let Some(program_tab) = self.program_tab
            && let Some(grade) = program_tab.guess.grade()
        {
            let seen = program_tab.example().map(|example| example.seen).unwrap_or_default();
            return Some(answered(&grade, &seen));
        }
        let chosen = self.selection.task();
        grade.with(|grade| {
            let grade = grade.as_ref()?;
            Some(self.look(language, |source| guessed(source, grade, chosen)))
        })
    }

    /// What happens at the moment that is shown.
    fn moment(&self, language: Language) -> Caption {
        let moment = self.session.playhead.moment();
        self.session.record.with_causes(|_, _| ());
        self.look(language, |source| at(source, moment))
    }

    /// The edge of a run under way, at most four times a second.
    fn edge(&self, language: Language) -> Caption {
        let edge = self.session.playhead.moment();
        let now = now_ms();
        let standing = self.live.try_get_value().flatten();
        // Another run begins with no events.
        let standing = standing.filter(|standing| standing.looked_events <= edge.events);
        if let Some(standing) = standing.as_ref().filter(|standing| now - standing.looked_ms < APART_MS) {
            return standing.live.caption.clone();
        }
        let since = standing.as_ref().map_or(0, |standing| standing.looked_events);
        let next = self.look(language, |source| Some(live(source, edge, since)));
        let Some(next) = next else {
            return Caption::note("", "");
        };
        let looked_events = next.events;
        let stands = standing.filter(|standing| !next.outweighs(&standing.live, now - standing.since_ms));
        let standing = match stands {
            Some(standing) => Standing {
                looked_ms: now,
                looked_events,
                ..standing
            },
            None => Standing {
                live: next,
                since_ms: now,
                looked_ms: now,
                looked_events,
            },
        };
        let caption = standing.live.caption.clone();
        self.live.try_set_value(Some(standing));
        caption
    }

    /// Reads the record, in the language.
    fn look<T: Default>(&self, language: Language, read: impl FnOnce(&CaptionSource) -> T) -> T {
        let program = self.program.get();
        let recorded_by = match self.session.record.state() {
            RecordState::Opened(_) => RecordedBy::Others,
            _ => RecordedBy::You,
        };
        let source = |trace: &Trace, folds: &Folds| {
            read(&CaptionSource {
                trace,
                folds,
                language,
                program: program.as_ref().map(|program| &*program.0),
                recorded_by,
            })
        };
        self.session.record.with(source).unwrap_or_default()
    }
}

/// The page's time.
fn now_ms() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}
