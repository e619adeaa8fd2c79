//! Splits an input into lines of limited length.

use super::read::{OpenedTrace, ReadError, TraceReader};
use super::{LONGEST_LINE, MOST_BYTES};
use std::io::{BufRead, ErrorKind, Read};

/// The first byte of the input, which is not consumed.
pub fn peek(input: &mut impl BufRead) -> Result<Option<u8>, ReadError> {
    loop {
        match input.fill_buf() {
            Ok(bytes) => return Ok(bytes.first().copied()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(1, &error)),
        }
    }
}

/// Passes all lines to the reader.
pub fn feed(mut reader: TraceReader, mut input: impl BufRead) -> Result<OpenedTrace, ReadError> {
    let mut line = Vec::new();
    let mut taken: u64 = 0;
    loop {
        line.clear();
        let most = LONGEST_LINE as u64 + 1;
        let ended = match input.by_ref().take(most).read_until(b'\n', &mut line) {
            Ok(0) => return reader.finish(),
            Ok(_) => false,
            // The compressed file ends early: the lines before are an incomplete recording.
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => true,
            Err(error) => return Err(unreadable(reader.next_line(), &error)),
        };
        taken += line.len() as u64;
        if taken > MOST_BYTES {
            let text = format!("the file is larger than {} GB, expected less", MOST_BYTES >> 30);
            return Err(ReadError::new(reader.next_line(), text));
        }
        if line.last() == Some(&b'\n') {
            reader.line(&line)?;
        } else {
            reader.last_line(&line)?;
        }
        if ended {
            return reader.finish();
        }
    }
}

fn unreadable(line: u64, error: &std::io::Error) -> ReadError {
    ReadError::new(line, format!("the file cannot be read on: {error}"))
}
