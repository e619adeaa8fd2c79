//! The learning paths: what their questions ask is what the runs show, the files of teachers are read or refused with a line, and
//! progress survives being stored.

#[path = "paths/answers.rs"]
mod answers;
#[path = "paths/library.rs"]
mod library;
#[path = "paths/progress.rs"]
mod progress;
#[path = "paths/reader.rs"]
mod reader;
