//! The trace file.

use crate::{FileWriter, Saved, Written, share};
use trace_file::TraceWriter;

/// The lines of a piece.
const LINES: usize = 512;
/// The lines between two looks at the length of the piece.
const LINES_AT_ONCE: usize = 16;
/// A piece that is so long ends: main's result is as long as the list, and stands in two lines.
const MOST_BYTES: usize = 1 << 17;

/// The trace file, of which so much is written.
#[derive(Default)]
pub struct TraceFile {
    writer: TraceWriter,
}

impl FileWriter for TraceFile {
    fn write_on(&mut self, saved: &Saved<'_>, out: &mut Vec<u8>) -> Written {
        let (lines, bytes) = (TraceWriter::lines_of(saved.trace), out.len() + MOST_BYTES);
        let until = self.writer.written() + LINES;
        while self.writer.written() < until && out.len() < bytes {
            let more = self.writer.write_on(saved.trace, out, LINES_AT_ONCE);
            if !more.expect("a vector takes all that is written") {
                return Written::Complete;
            }
        }
        share(self.writer.written(), lines)
    }
}
