//! Files that arrive in pieces: the result does not depend on how a file is divided, a call does a bounded amount of work,
//! and a file of another program is named.

use crate::error_of;
use crate::hostile::{damage, packed, playground};
use crate::python::PROGRAM;
use proptest::prelude::*;
use recording::{Budget, EventKind};
use std::fs;
use trace_file::{FileContent, OpenedTrace, PieceReader, READ_AT_ONCE, ReadError, kind_of};

/// Reads a file that is divided into pieces, and checks the amount of work of each call.
fn in_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<OpenedTrace, ReadError> {
    let mut reader = PieceReader::new(Budget::OF_A_RUN);
    for piece in pieces {
        reader.give(piece.to_vec());
        loop {
            let before = reader.unpacked();
            let more = reader.work()?;
            assert!(reader.unpacked() - before <= READ_AT_ONCE as u64);
            if !more {
                break;
            }
        }
    }
    reader.finish()
}

/// All fixtures, a file of the playground and one of a recorder.
fn files() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    let fixtures = fs::read_dir(folder).expect("there are fixtures");
    let fixtures = fixtures.map(|entry| fs::read(entry.expect("it is listed").path()).expect("it is readable"));
    let mut files: Vec<Vec<u8>> = fixtures.collect();
    files.extend([playground(), PROGRAM.as_bytes().to_vec()]);
    files
}

#[test]
fn a_file_reads_the_same_byte_by_byte_and_as_a_whole() {
    for plain in files() {
        let whole = trace_file::read(plain.as_slice()).expect("it is valid");
        let packed = packed(&plain);
        for bytes in [&plain, &packed] {
            assert_eq!(in_pieces([bytes.as_slice()]), Ok(whole.clone()));
            assert_eq!(in_pieces(bytes.chunks(1)), Ok(whole.clone()));
        }
        let cut = &packed[..packed.len() * 2 / 3];
        let opened = in_pieces([cut]).expect("it is cut off");
        assert!(opened.cut_off && opened.trace.events.len() < whole.trace.events.len());
        assert_eq!(in_pieces(cut.chunks(1)), Ok(opened));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_file_reads_the_same_in_random_pieces(
        of_the_playground in any::<bool>(),
        harms in prop::collection::vec(damage(), 0..4),
        is_packed in any::<bool>(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
    ) {
        let mut bytes = if of_the_playground { playground() } else { PROGRAM.as_bytes().to_vec() };
        for damage in &harms {
            damage.apply_to(&mut bytes);
        }
        if is_packed {
            bytes = packed(&bytes);
        }
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|ends| &bytes[ends[0]..ends[1]]);
        prop_assert_eq!(in_pieces(pieces), trace_file::read(bytes.as_slice()));
    }

    #[test]
    fn damaged_gzip_reads_the_same_in_random_pieces(
        at in any::<prop::sample::Index>(),
        with in 1..=u8::MAX,
        length in 1..200_usize,
    ) {
        let mut bytes = packed(&playground());
        let at = at.index(bytes.len());
        bytes[at] ^= with;
        let (by_piece, whole) = (in_pieces(bytes.chunks(length)), trace_file::read(bytes.as_slice()));
        prop_assert_eq!(by_piece.is_ok(), whole.is_ok());
        if let (Ok(by_piece), Ok(whole)) = (by_piece, whole) {
            prop_assert_eq!(by_piece, whole);
        }
    }
}

#[test]
fn gzip_of_several_members_is_one_file() {
    let plain = playground();
    let (one, other) = plain.split_at(plain.len() / 3);
    let both = [packed(one), packed(&[]), packed(other)].concat();
    let whole = trace_file::read(plain.as_slice());
    assert_eq!(in_pieces([both.as_slice()]), whole);
    assert_eq!(in_pieces(both.chunks(1)), whole);
}

#[test]
fn a_call_is_short_however_much_a_piece_unpacks_to() {
    // A line break and a megabyte of blanks, in a thousandth of that.
    let blanks = format!("{}\n", " ".repeat(1 << 20));
    let header = PROGRAM.lines().next().expect("there is a header");
    let bomb = [
        packed(format!("{header}\n").as_bytes()),
        packed(blanks.as_bytes()).repeat(20),
    ]
    .concat();
    let mut reader = PieceReader::new(Budget::OF_A_RUN);
    reader.give(bomb);
    let mut calls = 0;
    while reader.work().expect("blank lines are skipped") {
        calls += 1;
    }
    assert_eq!(reader.unpacked(), header.len() as u64 + 1 + 20 * ((1 << 20) + 1));
    assert!(calls >= 20 * (1 << 20) / READ_AT_ONCE, "{calls}");

    // Members that unpack to nothing are not free: 4 KB of them in a call.
    let nothing = packed(&[]);
    let members = 10_000;
    let mut reader = PieceReader::new(Budget::OF_A_RUN);
    reader.give(nothing.repeat(members));
    let mut calls = 0;
    while reader.work().expect("it is gzip") {
        calls += 1;
    }
    assert!(calls >= members * nothing.len() / 4_096 - 1, "{calls}");
}

#[test]
fn more_than_a_gigabyte_is_rejected() {
    let header = PROGRAM.lines().next().expect("there is a header");
    let mut reader = PieceReader::new(Budget::OF_A_RUN);
    reader.give(format!("{header}\n").into_bytes());
    let blanks = format!("{}\n", " ".repeat((1 << 20) - 1)).into_bytes();
    let mut given = 0;
    let error = loop {
        reader.give(blanks.clone());
        given += 1;
        let mut read = reader.work();
        while read == Ok(true) {
            read = reader.work();
        }
        if let Err(error) = read {
            break error;
        }
    };
    assert_eq!(given, 1 << 10);
    assert_eq!(
        error.to_string(),
        "line 1025: the file is larger than 1 GB, expected less"
    );
}

#[test]
fn a_long_line_is_rejected_before_it_ends() {
    let header = PROGRAM.lines().next().expect("there is a header");
    let mut reader = PieceReader::new(Budget::OF_A_RUN);
    reader.give(format!("{header}\n{{\"x\":\"").into_bytes());
    let mut given = 0;
    let error = loop {
        reader.give(vec![b'y'; 1 << 20]);
        given += 1;
        let mut read = reader.work();
        while read == Ok(true) {
            read = reader.work();
        }
        if let Err(error) = read {
            break error;
        }
        assert!(given < 100, "a line of 100 MB is read");
    };
    assert_eq!(
        (given, error.to_string().as_str()),
        (8, "line 2: it is longer than 8 MB, expected less")
    );
}

#[test]
fn too_many_declarations_are_an_error_with_their_line() {
    let header = PROGRAM.lines().next().expect("there is a header");
    let mut text = format!("{header}\n");
    for file in 0..=trace_file::MOST_FILES {
        text += &format!("{{\"file\":{file},\"name\":\"f\"}}\n");
    }
    assert_eq!(
        error_of(&text),
        format!(
            "line {}: there are more than 16384 files, expected fewer",
            trace_file::MOST_FILES + 2
        )
    );
}

/// The message for a file that begins with these bytes.
fn rejected(bytes: &[u8]) -> String {
    let read = trace_file::read(bytes).expect_err("it is no trace file").to_string();
    assert_eq!(in_pieces(bytes.chunks(1)).expect_err("it is none").to_string(), read);
    read
}

#[test]
fn a_file_of_another_program_is_named() {
    let cases: [(&[u8], &str); 17] = [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture (PNG)"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture (JPEG)"),
        (b"GIF89a", "a picture (GIF)"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "a picture or a sound (RIFF)"),
        (b"%PDF-1.7\n", "a document (PDF)"),
        (b"PK\x03\x04\x14\0", "a ZIP archive"),
        (b"\x28\xb5\x2f\xfd\x04\0", "a file packed with zstd"),
        (b"\xfd7zXZ\0", "a file packed with xz"),
        (b"BZh91AY", "a file packed with bzip2"),
        (b"\0asm\x01\0\0\0", "a WebAssembly module"),
        (b"\xff\xfe{\0\"\0", "text in UTF-16"),
        (b"<!DOCTYPE html>\n<html>", "a web page or other markup"),
        (
            b"\n  <svg xmlns='http://www.w3.org/2000/svg'/>",
            "a web page or other markup",
        ),
        (
            b"{\"displayTimeUnit\":\"ms\",\"traceEvents\":[]}",
            "a trace for Perfetto or Chrome, which cannot be read back",
        ),
        (
            b"[{\"name\":\"main\",\"ph\":\"X\",\"ts\":0}]",
            "a trace for Perfetto or Chrome, which cannot be read back",
        ),
        (
            b"\n\x14\x08\x01\x12\x10\0\0",
            "a binary file, perhaps a trace of Perfetto",
        ),
        (b"\x01\x02\x03", "a binary file"),
    ];
    for (bytes, what) in cases {
        assert_eq!(
            rejected(bytes),
            format!("line 1: this is {what}, expected a trace file")
        );
        assert_eq!(
            kind_of(bytes),
            FileContent::Trace,
            "the reader of traces says what it is"
        );
        // Packed, it is recognised as well.
        let said = trace_file::read(packed(bytes).as_slice())
            .expect_err("it is none")
            .to_string();
        assert_eq!(said, format!("line 1: this is {what}, expected a trace file"));
    }
    assert_eq!(
        rejected(b"{\"nodes\":[],\"edges\":[]}"),
        "line 1: this is no trace file, expected a header with \"format\":\"futurescope-trace\""
    );
    assert_eq!(
        rejected(b"{\n  \"format\": \"futurescope-trace\"\n}"),
        "line 1: it ends too early, expected an object in one line"
    );
    let mut version_1 = b"{\"format\":\"futurescope-trace\",\"version\":1,\"x\":\"".to_vec();
    version_1.resize(9 << 20, b'y');
    let said = "line 1: this is a trace file of version 1, expected version 2; make it again with this program";
    assert_eq!(
        trace_file::read(version_1.as_slice())
            .expect_err("it is old")
            .to_string(),
        said
    );
    for text in ["path: First steps\n", "# comment", "", "a,b,c\n1,2,3"] {
        assert_eq!(kind_of(text.as_bytes()), FileContent::Text, "{text}");
    }
}

#[test]
fn line_breaks_of_windows_and_a_byte_order_mark_change_nothing() {
    let whole = trace_file::read(PROGRAM.as_bytes());
    let other = format!("\u{feff}{}", PROGRAM.replace('\n', "\r\n"));
    assert_eq!(in_pieces([other.as_bytes()]), whole);
    assert_eq!(in_pieces(other.as_bytes().chunks(1)), whole);
    assert_eq!(kind_of(other.as_bytes()), FileContent::Trace);
}

#[test]
fn bytes_that_are_no_text_are_an_error_with_their_line() {
    let lines: Vec<&str> = PROGRAM.lines().collect();
    let with = |bytes: &[u8]| {
        let before = lines[..9].join("\n");
        let file = [before.as_bytes(), b"\n", bytes, b"\n"].concat();
        trace_file::read(file.as_slice())
            .expect_err("it is damaged")
            .to_string()
    };
    assert_eq!(
        with(b"{\"at_us\":0,\"kind\":\"\xff\"}"),
        "line 10: byte 20 is not UTF-8, expected text in UTF-8"
    );
    assert_eq!(
        with(b"{\"at_us\":0,\0"),
        "line 10: this is not JSON at column 12, expected an object in one line"
    );
    // An escaped NUL is a character of a text.
    let printed = format!(
        "{}\n{}\n",
        lines[..9].join("\n"),
        r#"{"at_us":0,"task":0,"kind":"printed","text":"a\u0000b"}"#
    );
    let opened = trace_file::read(printed.as_bytes()).expect("it is valid");
    let last = opened.trace.events.last().expect("there are events");
    assert!(matches!(last.kind, EventKind::Printed { text: "a\0b" }), "{last:?}");
}

#[test]
fn damaged_gzip_is_an_error() {
    let mut bytes = packed(&playground());
    let end = bytes.len();
    bytes[end - 6] ^= 1;
    let said = trace_file::read(bytes.as_slice())
        .expect_err("its checksum is wrong")
        .to_string();
    assert!(
        said.contains(
            "the packed file is damaged (corrupt gzip stream does not have a matching checksum), expected gzip"
        ),
        "{said}"
    );
    assert_eq!(
        rejected(b"\x1f\x8b\x07 and more than a header"),
        "line 1: the packed file is damaged (invalid gzip header), expected gzip"
    );
}
