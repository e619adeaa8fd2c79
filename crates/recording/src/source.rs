//! What made a recording, and what it knows of the program: files, code positions, shared resources.

use scenario::Scenario;
use std::sync::Arc;

/// What made a recording.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// A run of this scenario in the playground.
    Playground(Arc<Scenario>),
    /// A recorder of another program.
    Recorder(Recorder),
}

/// What a recorder reports about the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorder {
    /// The recorder's name in the trace file: `python`.
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

/// The number of a file of the program: an index in [`SourceCode::files`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// The number of a call stack: an index in [`SourceCode::stacks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StackId(pub u32);

/// A line of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceLine {
    /// The file.
    pub file: FileId,
    /// The number of the line, from 1.
    pub line: u32,
}

/// The files of the program, and positions in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceCode {
    /// The files; a [`FileId`] is an index in this list.
    pub files: Vec<SourceFile>,
    /// The call stacks, each with the outermost call first; a [`StackId`] is an index in this list.
    pub stacks: Vec<Vec<StackFrame>>,
    /// Where each task was created, by [`TaskId`](super::TaskId). May be shorter than the list of tasks.
    pub origins: Vec<Origin>,
}

/// A file of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceFile {
    /// The name that the recorder gives it: `main.py`.
    pub name: String,
    /// Its text, if the recorder has it.
    pub text: Option<String>,
}

/// One call of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackFrame {
    /// The line that is being executed.
    pub at: SourceLine,
    /// The name of the function.
    pub function: String,
}

/// Where a task was created.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The line that created it.
    pub line: Option<SourceLine>,
    /// The call that created it: `create-task`, `gather`.
    pub via: Option<String>,
}

/// A resource that tasks share and wait for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resource {
    /// Its kind in the recorder's words: `semaphore`, `queue`.
    pub what: String,
    /// Its name in the program; empty if unknown.
    pub name: String,
    /// The number of permits, or the capacity.
    pub size: Option<u32>,
    /// The line that created it.
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
