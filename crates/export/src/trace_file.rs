//! The trace file.

use crate::{FileWriter, Saved, Written, share};
use recording::file::TraceWriter;

/// The lines of a piece.
const LINES: usize = 512;

/// The trace file, of which so much is written.
#[derive(Default)]
pub struct TraceFile {
    writer: TraceWriter,
}

impl FileWriter for TraceFile {
    fn write_on(&mut self, saved: &Saved<'_>, out: &mut Vec<u8>) -> Written {
        let more = self.writer.write_on(saved.trace, out, LINES);
        if more.expect("a vector takes all that is written") {
            share(self.writer.written(), TraceWriter::lines_of(saved.trace))
        } else {
            Written::Complete
        }
    }
}
