//! The learning paths on the page: which there are, which of their examples are done, and the file of a teacher. What a path is and
//! what comes next is in [`scenario::examples`], what is stored of the progress in [`kept::progress`].

use super::edit::Edit;
use super::embed::Embedded;
use super::notes::Notes;
use super::preference;
use super::session::{RunPhase, Session};
use crate::ui::reactive::{Handle, RwSignal, effect, lasting, memo};
use crate::ui::whole::Whole;
use kept::progress::DoneExamples;
use leptos::prelude::*;
use recording::RunOutcome;
use scenario::examples::{EXAMPLES, Library, MOST_BYTES, read_path};
use std::sync::Arc;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::File;

/// The storage key of the progress.
const PROGRESS_KEY: &str = "futurescope-progress";

/// The storage key of the path that was opened: the text of its file.
const OPENED_KEY: &str = "futurescope-path";

/// The paths and the progress along them. Copies are handles to the same state.
pub type Paths = Handle<PathsParts>;

/// The parts of [`Paths`].
pub struct PathsParts {
    edit: Edit,
    notes: Notes,
    progress: RwSignal<DoneExamples>,
    /// Opens an example.
    choose: Callback<usize>,
}

/// The example that is offered when one has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Its index.
    pub index: usize,
    /// `Next`, or `Next path` where that begins.
    pub kind: &'static str,
    /// The title of the example, or of its path.
    pub title: String,
}

/// Where an example stands on its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepOfPath {
    /// It is done.
    Done,
    /// It is open.
    Open,
    /// It is neither.
    Ahead,
}

impl Paths {
    /// As they were left. `choose` opens the example with an index. Created once by the app.
    #[must_use]
    pub fn new(session: Session, notes: Notes, choose: Callback<usize>) -> Self {
        let (embedded, whole) = (Embedded::of_page(), Whole::of_page());
        let paths = lasting(PathsParts {
            edit: session.edit,
            notes,
            progress: RwSignal::new(stored_progress()),
            choose,
        });
        effect(move || {
            let ended = matches!(session.controls.phase(), RunPhase::Done(outcome) if outcome != RunOutcome::Stopped);
            if ended && whole.get() && !session.predicted.stale_untracked() && !embedded.on_untracked() {
                untrack(|| paths.mark());
            }
        });
        // An opened record is not the example's.
        let begun = memo(move || {
            let state = session.record.state();
            state.begun() && !state.of_program()
        });
        effect(move || {
            if begun.get() {
                session.edit.close_its_question();
            }
        });
        paths
    }

    /// Opens the example with this index.
    pub fn choose(&self, index: usize) {
        self.choose.run(index);
    }

    /// Opens the example with this index and asks its question, because the person follows a path.
    pub fn follow(&self, index: usize) {
        self.choose(index);
        self.edit.ask_its_question();
    }

    /// Follows the path to the example after or before the open one, edited or not; from a program of the person's own the first one.
    pub fn step(&self, forward: bool) {
        let index = match (self.edit.example.get_untracked(), forward) {
            (None, _) => Some(0),
            (Some(index), true) => Some(index + 1),
            (Some(index), false) => index.checked_sub(1),
        };
        let count = self.edit.library.with_untracked(Library::count);
        if let Some(index) = index.filter(|index| *index < count) {
            self.follow(index);
        }
    }

    /// Whether an example is done. Tracked.
    #[must_use]
    pub fn done(&self, index: usize) -> bool {
        let key = self.edit.library.with(|library| library.key(index));
        key.is_some_and(|key| self.key_is_done(&key))
    }

    /// Whether the example with this key is done. Tracked.
    #[must_use]
    pub fn key_is_done(&self, key: &str) -> bool {
        self.progress.with(|progress| progress.is_done(key))
    }

    /// Whether any is. Tracked.
    #[must_use]
    pub fn any_done(&self) -> bool {
        !self.progress.with(DoneExamples::is_empty)
    }

    /// The title of the opened path. Tracked.
    #[must_use]
    pub fn opened(&self) -> Option<String> {
        self.edit
            .library
            .with(|library| library.opened.as_ref().map(|path| path.title.clone()))
    }

    /// What comes after the open example. Tracked.
    #[must_use]
    pub fn next(&self) -> Option<Offered> {
        let index = self.edit.lesson_index()?;
        self.edit.library.with(|library| {
            let next = library.next(index)?;
            let (kind, title) = match next.begins {
                Some(path) => ("Next path", &path.title),
                None => ("Next", &next.example.title),
            };
            Some(Offered {
                index: next.index,
                kind,
                title: title.clone(),
            })
        })
    }

    /// The title of the path that the open example belongs to, and its examples. Tracked.
    #[must_use]
    pub fn around(&self) -> Option<(String, Vec<StepOfPath>)> {
        let open = self.edit.example.get()?;
        let (title, indices) = self.edit.library.with(|library| {
            let mut paths = library.numbered();
            let (first, path) = paths.find(|(first, path)| (*first..first + path.examples.len()).contains(&open))?;
            Some((path.title.clone(), first..first + path.examples.len()))
        })?;
        let step = |index: usize| match index {
            index if index == open => StepOfPath::Open,
            index if self.done(index) => StepOfPath::Done,
            _ => StepOfPath::Ahead,
        };
        Some((title, indices.map(step).collect()))
    }

    /// Forgets which examples are done.
    pub fn forget(&self) {
        self.progress.set(DoneExamples::default());
        preference::keep(PROGRESS_KEY, None);
    }

    /// Removes the opened path from the list. Its program stays on the page.
    pub fn remove_opened(&self) {
        let opened = |index: &usize| *index >= EXAMPLES.len();
        if self.edit.example.get_untracked().as_ref().is_some_and(opened) {
            self.edit.example.set(None);
        }
        self.edit.library.set(Library::default());
        preference::keep(OPENED_KEY, None);
    }

    /// Reads a file, and puts its path into the list.
    pub fn open(&self, file: File) {
        let paths = *self;
        spawn_local(async move {
            let name = file.name();
            if file.size() > MOST_BYTES as f64 {
                let limit = MOST_BYTES / 1024;
                paths.refuse(
                    &name,
                    &format!("A path file has at most {limit} KB, and this one is larger."),
                );
                return;
            }
            match JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()) {
                Some(text) => paths.open_text(&name, &text),
                None => paths.refuse(&name, "The browser cannot read this file."),
            }
        });
    }

    /// The same for the text of a file.
    pub fn open_text(&self, name: &str, text: &str) {
        match read_path(text) {
            Ok(path) => {
                self.edit.library.try_set(Library {
                    opened: Some(Arc::new(path)),
                });
                preference::keep(OPENED_KEY, Some(text));
                self.follow(EXAMPLES.len());
            }
            Err(error) => self.refuse(name, &error.to_string()),
        }
    }

    fn refuse(&self, name: &str, why: &str) {
        self.notes.show(vec![format!("{name}: {why}")]);
    }

    /// Marks the open example as done.
    fn mark(&self) {
        let index = self.edit.lesson_index();
        let key = index.and_then(|index| self.edit.library.with_untracked(|library| library.key(index)));
        if let Some(key) = key {
            self.mark_key(&key);
        }
    }

    /// Marks the example with this key as done; that of a program is its title, which no other example has. What other tabs have
    /// marked since is kept.
    pub fn mark_key(&self, key: &str) {
        let mut progress = stored_progress();
        // If storage is disabled, it lasts until the page is left.
        if progress.is_empty() {
            progress = self.progress.get_untracked();
        }
        if progress.mark(key) {
            preference::keep(PROGRESS_KEY, Some(&progress.write()));
        }
        self.progress.set(progress);
    }
}

/// The library with the path that was opened at an earlier visit.
#[must_use]
pub fn stored_library() -> Library {
    let path = preference::kept(OPENED_KEY).and_then(|text| read_path(&text).ok());
    Library {
        opened: path.map(Arc::new),
    }
}

fn stored_progress() -> DoneExamples {
    DoneExamples::read(&preference::kept(PROGRESS_KEY).unwrap_or_default())
}
