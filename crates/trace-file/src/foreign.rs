//! Recognises files by their first bytes.

use super::pieces::GZIP;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileContent {
    /// A trace file, packed or not; or a file of another program, which the reader of traces names.
    Trace,
    /// Other text.
    Text,
}

/// What a file with these first bytes is. A few hundred bytes are enough.
///
/// ```
/// use trace_file::{FileContent, kind_of};
///
/// assert_eq!(kind_of(br#"{"format":"futurescope-trace","version":2"#), FileContent::Trace);
/// assert_eq!(kind_of(b"path: First steps"), FileContent::Text);
/// ```
#[must_use]
pub fn kind_of(first: &[u8]) -> FileContent {
    let text = without_mark(first).trim_ascii_start();
    if matches!(text.first(), Some(b'{' | b'[' | &GZIP)) || foreign(first).is_some() {
        FileContent::Trace
    } else {
        FileContent::Text
    }
}

/// The first bytes of kinds of files that people have beside their traces.
const BEGINNINGS: [(&[u8], &str); 13] = [
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"RIFF", "a picture or a sound (RIFF)"),
    (b"%PDF", "a document (PDF)"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x28\xb5\x2f\xfd", "a file packed with zstd"),
    (b"\xfd7zXZ", "a file packed with xz"),
    (b"BZh", "a file packed with bzip2"),
    (b"\0asm", "a WebAssembly module"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
    (b"<", "a web page or other markup"),
];

/// What a file with these first bytes is, if it is certainly no trace file.
pub(super) fn foreign(first: &[u8]) -> Option<&'static str> {
    let text = without_mark(first).trim_ascii_start();
    let begins = |from: &[u8]| first.starts_with(from) || text.starts_with(from);
    if let Some((_, what)) = BEGINNINGS.iter().find(|(from, _)| begins(from)) {
        return Some(what);
    }
    let holds = |part: &[u8]| first.windows(part.len()).any(|window| window == part);
    // No key of a trace file has these names; a text in it could, but not one in the first line.
    if begins(b"{") && holds(b"\"traceEvents\"") || begins(b"[") && holds(b"\"ph\"") {
        return Some("a trace for Perfetto or Chrome, which cannot be read back");
    }
    let is_binary = |byte: &u8| matches!(byte, 0..=8 | 0x0e..=0x1f);
    if first.first() != Some(&GZIP) && first.iter().any(is_binary) {
        // A trace of Perfetto is a list of packets with this tag.
        let packets = first.starts_with(b"\n");
        return Some(if packets {
            "a binary file, perhaps a trace of Perfetto"
        } else {
            "a binary file"
        });
    }
    None
}

/// Without the mark of UTF-8 that some editors write first.
fn without_mark(first: &[u8]) -> &[u8] {
    first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first)
}
