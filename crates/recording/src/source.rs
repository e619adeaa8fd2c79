//! What made a recording, and what it says of the program: its files, where in them things happened, what tasks share.

use scenario::Scenario;
use std::sync::Arc;

/// What made a recording.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// A run of this scenario in the playground.
    Playground(Arc<Scenario>),
    /// A recorder beside another program.
    Recorder(Recorder),
}

/// What a recorder says about the program it recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorder {
    /// Which recorder, as the trace file names it: `python`.
    pub name: String,
    /// The language with its version: `Python 3.14.2`.
    pub language: Option<String>,
    /// The program's file: `main.py`.
    pub program: Option<String>,
}

impl Default for Source {
    /// A run of the default scenario.
    fn default() -> Self {
        Self::Playground(Arc::default())
    }
}

/// A file of the program: the index in [`SourceCode::files`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A chain of calls: the index in [`SourceCode::stacks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StackId(pub u32);

/// A line of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceLine {
    /// In which file.
    pub file: FileId,
    /// From 1.
    pub line: u32,
}

/// What is known of the program's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceCode {
    /// The index is the [`FileId`].
    pub files: Vec<SourceFile>,
    /// Calls, the outermost first; the index is the [`StackId`].
    pub stacks: Vec<Vec<StackFrame>>,
    /// Where each task was made, by its [`TaskId`](super::TaskId); shorter than the list of tasks where nobody knew.
    pub origins: Vec<Origin>,
}

/// A file of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceFile {
    /// As the recorder calls it: `main.py`.
    pub name: String,
    /// Its text, where the recorder has it.
    pub text: Option<String>,
}

/// One call of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackFrame {
    /// Where it stands.
    pub at: SourceLine,
    /// The function.
    pub function: String,
}

/// Where a task comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The line that made it.
    pub line: Option<SourceLine>,
    /// How: `create-task`, `gather`.
    pub via: Option<String>,
}

/// Something that tasks share and wait for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resource {
    /// What sort of thing: `semaphore`, `queue`. Whatever word a recorder has for it.
    pub what: String,
    /// What the program calls it; empty where nobody knew.
    pub name: String,
    /// How many permits, how much room.
    pub size: Option<u32>,
    /// The line that made it.
    pub line: Option<SourceLine>,
}

impl Resource {
    /// The permits of a run in the playground.
    #[must_use]
    pub fn permits(limit: u32) -> Self {
        Self {
            what: "semaphore".into(),
            name: "permits".into(),
            size: Some(limit),
            line: None,
        }
    }
}
