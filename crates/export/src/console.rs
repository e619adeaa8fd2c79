//! The console as text: the printed lines and nothing else.

use crate::{FileWriter, Saved, Written, share};

/// The lines of a piece.
const LINES: usize = 1_024;

/// The lines, of which so many are written.
#[derive(Default)]
pub struct ConsoleFile {
    written: usize,
}

impl FileWriter for ConsoleFile {
    fn write_on(&mut self, saved: &Saved<'_>, out: &mut Vec<u8>) -> Written {
        let console = &saved.folds.history.console;
        let until = console.len().min(self.written + LINES);
        for number in self.written..until {
            if let Some(line) = console.line(saved.trace, number) {
                out.extend_from_slice(line.text.as_bytes());
                out.push(b'\n');
            }
        }
        self.written = until;
        if until < console.len() {
            share(until, console.len())
        } else {
            Written::Complete
        }
    }
}
