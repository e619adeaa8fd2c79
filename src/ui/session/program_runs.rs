//! Runs the program in the editor: loads Python when it is first needed, reads the trace while the worker writes it, shows the
//! record when the program has ended, and plays it at the set speed. The program itself runs on a virtual clock, so that it is
//! there at once.

use super::playhead::Playhead;
use super::record::Record;
use super::replay::Replay;
use crate::python::{ProgramEnd, Programs, Python, RunningProgram, programs};
use crate::ui::edit::Edit;
use crate::ui::frames::{Frames, now_ms};
use crate::ui::reactive::{Handle, RwSignal, effect, lasting};
use explain::program_input::{is_too_long, refused_input};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use recording::{Budget, RunOutcome};
use scenario::words;
use std::sync::Arc;
use trace_file::{PieceReader, ReadError};
use wasm_bindgen_futures::spawn_local;

/// The time for reading a trace before the page has its turn: half of a frame.
const SLICE_MS: f64 = 8.0;

/// What runs the program of the editor. Copies are handles to the same one.
pub type ProgramRuns = Handle<ProgramRunsParts>;

/// The parts of [`ProgramRuns`].
pub struct ProgramRunsParts {
    edit: Edit,
    record: Record,
    playhead: Playhead,
    replay: Replay,
    frames: Frames,
    budget: Budget,
    stage: RwSignal<ProgramStage>,
    /// What there is to say of the last run: a limit, or why it did not begin.
    says: RwSignal<Option<String>>,
    /// Whether the last run ended because it found no line to read.
    ran_dry: RwSignal<bool>,
    /// The text of the run that is shown.
    ran: RwSignal<Option<Arc<str>>>,
    /// Whether the record is to be played as soon as it is folded.
    plays_soon: RwSignal<bool>,
    loading: RwSignal<PythonLoading>,
    /// The text that runs when Python is loaded.
    wanted: StoredValue<Option<Arc<str>>>,
    python: StoredValue<Option<Python>, LocalStorage>,
    running: StoredValue<Option<RunningProgram>, LocalStorage>,
    /// The trace of the program that runs, as far as it is read.
    reading: StoredValue<Option<PieceReader>, LocalStorage>,
    /// The number of the run: what an earlier one reports is ignored.
    turn: StoredValue<u32>,
}

/// How far a program has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgramStage {
    /// Nothing runs.
    Still,
    /// Python is loaded for it.
    Loading,
    /// The program runs, or its trace is read.
    Running,
}

/// Whether Python is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PythonLoading {
    /// It is not there, and not asked for.
    Absent,
    /// It is fetched and started; with the share that is there, in percent, if it is known.
    UnderWay(Option<u8>),
    /// It is there.
    Done,
}

impl ProgramRuns {
    /// Owned by the component that calls this.
    pub(super) fn new(
        (record, playhead, replay): (Record, Playhead, Replay),
        edit: Edit,
        frames: Frames,
        budget: Budget,
    ) -> Self {
        let runs = lasting(ProgramRunsParts {
            edit,
            record,
            playhead,
            replay,
            frames,
            budget,
            stage: RwSignal::new(ProgramStage::Still),
            says: RwSignal::new(None),
            ran_dry: RwSignal::new(false),
            ran: RwSignal::new(None),
            plays_soon: RwSignal::new(false),
            loading: RwSignal::new(PythonLoading::Absent),
            wanted: StoredValue::new(None),
            python: StoredValue::new_local(None),
            running: StoredValue::new_local(None),
            reading: StoredValue::new_local(None),
            turn: StoredValue::new(0),
        });
        on_cleanup(move || runs.give_up());
        // A long record is played when all of it is folded.
        effect(move || {
            if runs.plays_soon.get() && replay.has_something() {
                runs.plays_soon.set(false);
                untrack(|| replay.play_or_pause());
            }
        });
        runs
    }

    /// How far the program has come. Tracked.
    #[must_use]
    pub fn stage(&self) -> ProgramStage {
        self.stage.get()
    }

    /// Whether a program runs, or Python is loaded for one. Tracked.
    #[must_use]
    pub fn under_way(&self) -> bool {
        self.stage.get() != ProgramStage::Still
    }

    /// Whether there is a program that can be run. Tracked.
    #[must_use]
    pub fn can_run(&self) -> bool {
        let blank = |text: &String| text.trim().is_empty();
        programs().is_some() && !self.edit.program.with(blank)
    }

    /// Whether Python is there. Tracked.
    #[must_use]
    pub fn loading(&self) -> PythonLoading {
        self.loading.get()
    }

    /// What there is to say of the last run: a limit, or why it did not begin. Tracked.
    #[must_use]
    pub fn says(&self) -> Option<String> {
        self.says.get()
    }

    /// Whether the last run ended because it found no line to read. Tracked.
    #[must_use]
    pub fn ran_dry(&self) -> bool {
        self.ran_dry.get()
    }

    /// Whether the program was edited since the run that is shown. Tracked.
    #[must_use]
    pub fn edited_since(&self) -> bool {
        let text = self.ran.get();
        text.is_some_and(|text| self.edit.program.with(|program| **program != *text))
    }

    /// Runs the program, unless it is to read too much. One that runs is stopped first.
    pub fn launch(&self) {
        let Some(parts) = programs().filter(|_| untrack(|| self.can_run())) else {
            return;
        };
        self.give_up();
        if self.edit.input.with_untracked(|input| is_too_long(input)) {
            self.says.set(Some(refused_input()));
            return;
        }
        self.says.set(None);
        self.playhead.go_live();
        let text: Arc<str> = self.edit.program.get_untracked().into();
        if self.python.with_value(Option::is_some) {
            self.begin(&text);
            return;
        }
        self.stage.set(ProgramStage::Loading);
        self.wanted.set_value(Some(text));
        self.load(parts);
    }

    /// Loads Python, unless it is there or under way. The first run waits for it.
    pub fn load(&self, parts: Programs) {
        if self.loading.get_untracked() != PythonLoading::Absent {
            return;
        }
        self.loading.set(PythonLoading::UnderWay(None));
        let runs = *self;
        spawn_local(async move {
            let progressed = move |loaded: f64, total: f64| {
                let percent = (total > 0.0).then(|| (loaded / total * 100.0).clamp(0.0, 99.0) as u8);
                runs.loading.try_set(PythonLoading::UnderWay(percent));
            };
            let loaded = Python::open(&parts, progressed).await;
            let wanted = runs.wanted.try_update_value(Option::take).flatten();
            match (loaded, wanted) {
                (Ok(python), wanted) => {
                    runs.python.try_set_value(Some(python));
                    runs.loading.try_set(PythonLoading::Done);
                    if let Some(text) = wanted {
                        runs.begin(&text);
                    }
                }
                (Err(why), wanted) => {
                    runs.loading.try_set(PythonLoading::Absent);
                    // Otherwise it is said when somebody wants to run.
                    if wanted.is_some() {
                        runs.end_with(Some(why));
                    }
                }
            }
        });
    }

    /// Stops the program. What was recorded of it is shown.
    pub fn stop(&self) {
        let stops = self
            .running
            .try_with_value(|running| running.as_ref().map(RunningProgram::stop));
        if stops.flatten().is_none() {
            self.give_up();
        }
    }

    /// Ends what is under way without showing it.
    fn give_up(&self) {
        self.turn.try_update_value(|turn| *turn += 1);
        self.wanted.try_set_value(None);
        self.reading.try_update_value(Option::take);
        if let Some(running) = self.running.try_update_value(Option::take).flatten() {
            running.stop();
            drop_later(running);
        }
        self.stage.try_set(ProgramStage::Still);
    }

    fn is_current(&self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }

    fn begin(&self, text: &Arc<str>) {
        let (runs, turn) = (*self, self.turn.get_value());
        self.stage.set(ProgramStage::Running);
        self.reading.set_value(Some(PieceReader::new(self.budget)));
        let ran = text.clone();
        let begun = self.python.with_value(|python| {
            let python = python.as_ref()?;
            let input = self.edit.input.get_untracked();
            Some(python.run(
                (text, &input),
                move |piece| runs.received(turn, piece),
                move |end| runs.ended(turn, ran, end),
            ))
        });
        match begun {
            Some(Ok(running)) => self.running.set_value(Some(running)),
            Some(Err(why)) => self.end_with(Some(why)),
            None => self.end_with(None),
        }
    }

    fn end_with(&self, says: Option<String>) {
        self.give_up();
        self.says.try_set(says);
    }

    /// Reads a piece of the trace, as far as there is time.
    fn received(&self, turn: u32, piece: Vec<u8>) {
        if !self.is_current(turn) {
            return;
        }
        self.reading.try_update_value(|reading| {
            if let Some(reader) = reading {
                reader.give(piece);
                // What is wrong with it is said at the end.
                drop(read_for_a_slice(reader));
            }
        });
    }

    /// Reads the rest, and shows the record.
    fn ended(&self, turn: u32, text: Arc<str>, end: ProgramEnd) {
        let runs = *self;
        spawn_local(async move {
            loop {
                if !runs.is_current(turn) {
                    return;
                }
                let more = runs.reading.try_update_value(|reading| match reading {
                    Some(reader) => read_for_a_slice(reader),
                    None => Ok(false),
                });
                match more {
                    Some(Ok(true)) => TimeoutFuture::new(0).await,
                    Some(Ok(false)) => break,
                    Some(Err(why)) => return runs.end_with(Some(said(&why))),
                    None => return,
                }
            }
            runs.show(&text, &end);
        });
    }

    fn show(&self, text: &Arc<str>, end: &ProgramEnd) {
        let reader = self.reading.try_update_value(Option::take).flatten();
        let read = reader.map(PieceReader::finish);
        if let Some(ended) = self.running.try_update_value(Option::take).flatten() {
            drop_later(ended);
        }
        self.end_with(end.message.clone());
        self.ran_dry.set(end.ran_dry);
        let mut trace = match read {
            Some(Ok(opened)) => opened.trace,
            // A program that was stopped before its first line has no trace, and leaves all as it was.
            Some(Err(why)) if end.message.is_none() && end.outcome != RunOutcome::Stopped => {
                self.says.set(Some(said(&why)));
                return;
            }
            _ => return,
        };
        let outcome = *trace.outcome.get_or_insert(end.outcome);
        self.ran.set(Some(text.clone()));
        self.playhead.go_live();
        self.record.ran(trace, outcome);
        self.record.follow();
        if !self.record.reduces_motion() {
            if untrack(|| self.replay.has_something()) {
                self.replay.play_or_pause();
            } else {
                self.plays_soon.set(true);
            }
        }
        self.frames.request_update();
    }
}

/// Drops the closures in it when none of them is being called.
fn drop_later(running: RunningProgram) {
    spawn_local(async move {
        TimeoutFuture::new(0).await;
        drop(running);
    });
}

/// Reads for at most [`SLICE_MS`], and returns whether there is more.
fn read_for_a_slice(reader: &mut PieceReader) -> Result<bool, ReadError> {
    let until = now_ms() + SLICE_MS;
    while now_ms() < until {
        if !reader.work()? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The error as a sentence.
fn said(error: &ReadError) -> String {
    format!(
        "What the program did cannot be shown: line {} of its trace: {}.",
        words::thousands(error.line),
        error.text
    )
}
