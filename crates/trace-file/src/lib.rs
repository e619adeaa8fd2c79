//! The trace file, version 2: JSON Lines with a header, then declarations and events, then the end. Reads and writes it
//! line by line; knows nothing of the source or destination. `docs/trace-format.md` describes it.

mod foreign;
mod pieces;
mod read;
mod row;
mod write;

pub use foreign::{FileContent, kind_of};
pub use pieces::{PieceReader, READ_AT_ONCE};
pub use read::{OpenedTrace, ReadError, TraceReader};
pub use write::{TraceWriter, write};

use recording::Budget;
use std::io::{BufRead, ErrorKind};

/// The format's name in the first line of a trace file.
pub const FORMAT: &str = "futurescope-trace";

/// The version that is written and read.
pub const VERSION: u64 = 2;

/// The longest link of a header, in bytes. It is read in one call, 30 ms natively for a link of so many bytes. Forty thousand
/// tasks that are all different fit; a longer one is refused.
pub const LONGEST_HEADER_LINK: usize = 256 << 10;

/// The longest line, in bytes: enough for a source file of a hundred thousand lines.
pub const LONGEST_LINE: usize = 8 << 20;

/// The deepest nesting of lists and objects: a stack's frames are nested three deep, and a recorder may have keys of
/// its own.
pub const DEEPEST: usize = 32;

/// The most values in a line: a task may wait for a quarter of a million others.
pub const MOST_ITEMS: usize = 1 << 18;

/// The most bytes of an uncompressed file: a run of half a million tasks takes all of it.
pub const MOST_BYTES: u64 = 1 << 30;

/// The most tasks: as many as the playground can have, with some reserve.
pub const MOST_TASKS: usize = 1 << 20;

/// The most different stacks.
pub const MOST_STACKS: usize = 1 << 20;

/// The most frames of a stack: CPython limits recursion to a thousand.
pub const MOST_FRAMES: usize = 1 << 10;

/// The most source files.
pub const MOST_FILES: usize = 1 << 14;

/// The most resources.
pub const MOST_RESOURCES: usize = 1 << 20;

/// The latest time, in microseconds: a number of JSON is exact up to this value in every reader. It is 285 years.
pub const LATEST: u64 = 1 << 53;

/// Reads a trace file, compressed with gzip or not, into a recording that takes at most [`Budget::OF_A_RUN`].
///
/// An incomplete file is opened, and [`OpenedTrace::notices`] says that it is.
///
/// # Errors
/// If the file is not a trace file of this version; the error has the line and what was expected there.
///
/// ```
/// let trace = runtime::simulate(&scenario::Scenario::default());
/// let mut bytes = Vec::new();
/// trace_file::write(&trace, &mut bytes).expect("a vector takes all that is written");
/// let opened = trace_file::read(bytes.as_slice()).expect("what is written can be read");
/// assert_eq!(opened.trace, trace);
///
/// let error = trace_file::read("not a trace".as_bytes()).err().map(|error| error.to_string());
/// assert_eq!(error.as_deref(), Some("line 1: this is not JSON at column 2, expected an object in one line"));
/// ```
pub fn read(input: impl BufRead) -> Result<OpenedTrace, ReadError> {
    read_within(Budget::OF_A_RUN, input)
}

/// As [`read`], into a recording that takes at most `budget`.
///
/// # Errors
/// As [`read`].
pub fn read_within(budget: Budget, mut input: impl BufRead) -> Result<OpenedTrace, ReadError> {
    let mut reader = PieceReader::new(budget);
    loop {
        let piece = match input.fill_buf() {
            Ok(piece) => piece.to_vec(),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => {
                let text = format!("the file cannot be read on ({error}), expected more of it");
                return Err(ReadError::new(reader.next_line(), text));
            }
        };
        if piece.is_empty() {
            return reader.finish();
        }
        input.consume(piece.len());
        reader.give(piece);
        while reader.work()? {}
    }
}
