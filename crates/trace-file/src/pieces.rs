//! Reads a trace file that arrives in pieces of any length, packed or not, with a bounded amount of work in each call.
//! Splits it into lines; knows nothing of what they mean.
//!
//! It unpacks with flate2 and not with the browser's `DecompressionStream`, which rejects a file of several members,
//! reports a cut off file and a damaged one alike, and unpacks a piece of a few KB to any length in one go.

use super::foreign::foreign;
use super::read::{OpenedTrace, ReadError, TraceReader, check_version};
use super::{LONGEST_LINE, MOST_BYTES};
use flate2::bufread::MultiGzDecoder;
use recording::Budget;
use std::io::{self, BufRead, ErrorKind, Read};
use std::mem;

/// The most bytes that a call of [`PieceReader::work`] unpacks: some hundred lines. If they
/// end a long line, the call reads all of that.
pub const READ_AT_ONCE: usize = 16 << 10;

/// The most packed bytes that a call looks at: they may unpack to nothing, as empty members do.
const UNPACKED_AT_ONCE: usize = 4 << 10;

/// The first byte of gzip; no JSON starts with it.
pub(super) const GZIP: u8 = 0x1f;

/// The number of bytes from which a file that is no trace file is recognised.
const SNIFFED: usize = 256;

/// A line buffer that has grown beyond this size is dropped after its line.
const KEPT_ROOM: usize = 1 << 20;

/// Reads a trace file piece by piece. The result is the same however it is divided.
///
/// ```
/// use trace_file::PieceReader;
/// use recording::Budget;
///
/// let mut bytes = Vec::new();
/// trace_file::write(&runtime::simulate(&Default::default()), &mut bytes).expect("a vector takes all");
/// let mut reader = PieceReader::new(Budget::OF_A_RUN);
/// for piece in bytes.chunks(100) {
///     reader.give(piece.to_vec());
///     while reader.work().expect("it is a trace file") {}
/// }
/// assert!(!reader.finish().expect("it is whole").cut_off);
/// ```
#[derive(Debug)]
pub struct PieceReader {
    form: Form,
    lines: Lines,
}

/// How the file is written.
#[derive(Debug)]
enum Form {
    /// No byte of it is known.
    Unknown,
    /// As text, of which this piece is read up to an index.
    Plain { piece: Vec<u8>, read: usize },
    /// With gzip.
    Packed(Box<MultiGzDecoder<PackedPiece>>),
}

/// The packed bytes that are given and not read.
#[derive(Debug, Default)]
struct PackedPiece {
    piece: Vec<u8>,
    read: usize,
    /// The end of what may be read in this call.
    until: usize,
    /// Whether the file ends with the piece.
    ended: bool,
}

/// The lines of the unpacked file.
#[derive(Debug)]
struct Lines {
    reader: TraceReader,
    /// The bytes since the last line break.
    begun: Vec<u8>,
    /// Whether enough of the file has been seen to tell that it may be a trace file.
    recognised: bool,
    bytes: u64,
}

impl PieceReader {
    /// A reader before the first byte, for a recording that takes at most `budget`.
    #[must_use]
    pub const fn new(budget: Budget) -> Self {
        Self {
            form: Form::Unknown,
            lines: Lines {
                reader: TraceReader::new(budget),
                begun: Vec::new(),
                recognised: false,
                bytes: 0,
            },
        }
    }

    /// Gives the next piece. What is left of the piece before is read first.
    pub fn give(&mut self, piece: Vec<u8>) {
        match &mut self.form {
            Form::Unknown => match piece.first() {
                None => {}
                Some(&GZIP) => {
                    let packed = PackedPiece {
                        piece,
                        ..PackedPiece::default()
                    };
                    self.form = Form::Packed(Box::new(MultiGzDecoder::new(packed)));
                }
                Some(_) => self.form = Form::Plain { piece, read: 0 },
            },
            Form::Plain { piece: before, read } => append(before, read, piece),
            Form::Packed(decoder) => {
                let packed = decoder.get_mut();
                append(&mut packed.piece, &mut packed.read, piece);
            }
        }
    }

    /// Reads a part of what was given: at most [`READ_AT_ONCE`] unpacked bytes. Returns whether there is more to read.
    ///
    /// # Errors
    /// If the file is not a trace file of this version, or exceeds a limit; the error has the line and what was
    /// expected there.
    pub fn work(&mut self) -> Result<bool, ReadError> {
        match &mut self.form {
            Form::Unknown => Ok(false),
            Form::Plain { piece, read } => {
                let until = piece.len().min(*read + READ_AT_ONCE);
                self.lines.push(&piece[*read..until])?;
                *read = until;
                Ok(until < piece.len())
            }
            Form::Packed(decoder) => {
                let packed = decoder.get_mut();
                packed.until = packed.piece.len().min(packed.read + UNPACKED_AT_ONCE);
                match unpack(decoder, &mut self.lines)? {
                    // An unpacked part may be followed by another from the same bytes.
                    Unpacked::Some => Ok(true),
                    Unpacked::Nothing => {
                        let packed = decoder.get_mut();
                        Ok(packed.read < packed.piece.len())
                    }
                }
            }
        }
    }

    /// The number of the next line, from 1.
    #[must_use]
    pub const fn next_line(&self) -> u64 {
        self.lines.reader.next_line()
    }

    /// The number of unpacked bytes that were read.
    #[must_use]
    pub const fn unpacked(&self) -> u64 {
        self.lines.bytes
    }

    /// Reads the rest, and returns the trace. A cut off file gives what there is of it.
    ///
    /// # Errors
    /// As [`PieceReader::work`], and if there is no header.
    pub fn finish(mut self) -> Result<OpenedTrace, ReadError> {
        while self.work()? {}
        if let Form::Packed(decoder) = &mut self.form {
            decoder.get_mut().ended = true;
            while unpack(decoder, &mut self.lines)? == Unpacked::Some {}
        }
        self.lines.finish()
    }
}

/// Adds a piece to what is left of those before.
fn append(left: &mut Vec<u8>, read: &mut usize, piece: Vec<u8>) {
    if *read >= left.len() {
        *left = piece;
    } else {
        left.drain(..*read);
        left.extend_from_slice(&piece);
    }
    *read = 0;
}

/// What became of the bytes that a decoder was given.
#[derive(Debug, PartialEq, Eq)]
enum Unpacked {
    /// Something was unpacked, and there may be more.
    Some,
    /// They are used up.
    Nothing,
}

/// Unpacks a part and reads its lines.
fn unpack(decoder: &mut MultiGzDecoder<PackedPiece>, lines: &mut Lines) -> Result<Unpacked, ReadError> {
    let mut part = [0; READ_AT_ONCE];
    match decoder.read(&mut part) {
        Ok(0) => Ok(Unpacked::Nothing),
        Ok(bytes) => lines.push(&part[..bytes]).map(|()| Unpacked::Some),
        // More is needed; or the file ends early, and the lines before are an incomplete recording.
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::UnexpectedEof) => Ok(Unpacked::Nothing),
        Err(error) => {
            let text = format!("the packed file is damaged ({error}), expected gzip");
            Err(ReadError::new(lines.reader.next_line(), text))
        }
    }
}

impl Read for PackedPiece {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?.read(into)?;
        self.consume(bytes);
        Ok(bytes)
    }
}

impl BufRead for PackedPiece {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read < self.until || self.ended {
            Ok(&self.piece[self.read..self.until])
        } else {
            // The decoder keeps its state, and goes on when it is called again.
            Err(ErrorKind::WouldBlock.into())
        }
    }

    fn consume(&mut self, bytes: usize) {
        self.read = self.until.min(self.read + bytes);
    }
}

impl Lines {
    fn push(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        self.bytes += bytes.len() as u64;
        if self.bytes > MOST_BYTES {
            return Err(self.error(format!(
                "the file is larger than {} GB, expected less",
                MOST_BYTES >> 30
            )));
        }
        if self.recognised {
            return self.split(bytes);
        }
        self.begun.extend_from_slice(bytes);
        if self.begun.len() < SNIFFED && first_line(&self.begun).len() == self.begun.len() {
            return Ok(());
        }
        self.recognise()?;
        let first = mem::take(&mut self.begun);
        self.split(&first)
    }

    fn split(&mut self, mut bytes: &[u8]) -> Result<(), ReadError> {
        while !bytes.is_empty() {
            // Reading from memory does not fail.
            let _ = bytes.read_until(b'\n', &mut self.begun);
            // A line break has up to two bytes.
            if self.begun.len() > LONGEST_LINE + 2 {
                return Err(self.error(format!("it is longer than {} MB, expected less", LONGEST_LINE >> 20)));
            }
            if self.begun.last() != Some(&b'\n') {
                break;
            }
            self.reader.line(&self.begun)?;
            self.begun.clear();
            if self.begun.capacity() > KEPT_ROOM {
                self.begun = Vec::new();
            }
        }
        Ok(())
    }

    fn recognise(&mut self) -> Result<(), ReadError> {
        self.recognised = true;
        // The single line of version 1 may be longer than any of this version.
        check_version(&self.begun).map_err(|text| self.error(text))?;
        let first = first_line(&self.begun);
        match foreign(&first[..first.len().min(SNIFFED)]) {
            Some(what) => Err(self.error(format!("this is {what}, expected a trace file"))),
            None => Ok(()),
        }
    }

    fn finish(mut self) -> Result<OpenedTrace, ReadError> {
        if !self.recognised {
            self.recognise()?;
        }
        if !self.begun.is_empty() {
            self.reader.last_line(&self.begun)?;
        }
        self.reader.finish()
    }

    fn error(&self, text: String) -> ReadError {
        ReadError::new(self.reader.next_line(), text)
    }
}

/// The bytes up to the end of the first line that is not blank; all of them if it has not ended.
fn first_line(bytes: &[u8]) -> &[u8] {
    let blank = bytes.len() - bytes.trim_ascii_start().len();
    let end = bytes[blank..].iter().position(|byte| *byte == b'\n');
    &bytes[..end.map_or(bytes.len(), |end| blank + end)]
}
