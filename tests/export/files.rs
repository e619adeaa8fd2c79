//! The trace and the console as files, what files are called, and their pieces.

use crate::{Folded, all, opened, recorded};
use export::{FileKind, Written, file_name, size_in_words};
use flate2::Compression;
use flate2::write::GzEncoder;
use recording::Trace;
use std::io::Write;

fn whole(trace: &Trace) -> Vec<u8> {
    let mut bytes = Vec::new();
    trace_file::write(trace, &mut bytes).expect("a vector takes all that is written");
    bytes
}

#[test]
fn a_trace_in_pieces_is_the_same_file_byte_for_byte_and_is_read_back_unchanged() {
    for (of, folded) in all() {
        let pieces = folded.file(FileKind::Trace);
        assert!(pieces == whole(&folded.trace), "{of}");
        let back = trace_file::read(pieces.as_slice()).unwrap_or_else(|error| panic!("{of}: {error}"));
        assert!(back.trace == folded.trace, "{of} comes back as another record");
        assert!(whole(&back.trace) == pieces, "{of} is written differently again");
    }
}

#[test]
fn a_packed_trace_is_read_back_unchanged() {
    for (of, text) in recorded() {
        let folded = Folded::of(opened(&text));
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer
            .write_all(&folded.file(FileKind::Trace))
            .expect("a vector takes all that is written");
        let packed = packer.finish().expect("a vector takes all that is written");
        let back = trace_file::read(packed.as_slice()).unwrap_or_else(|error| panic!("{of}: {error}"));
        assert!(back.trace == folded.trace, "{of} comes back as another record");
    }
}

#[test]
fn a_record_that_is_cut_off_is_saved_as_it_is() {
    let text = recorded().next().expect("there are fixtures").1;
    let cut: String = text
        .lines()
        .take(text.lines().count() - 1)
        .map(|line| format!("{line}\n"))
        .collect();
    let folded = Folded::of(opened(&cut));
    assert_eq!(folded.trace.outcome, None);
    let back = opened(&folded.text(FileKind::Trace));
    assert!(back == folded.trace);
}

#[test]
fn the_console_is_what_was_printed() {
    for (of, folded) in all() {
        let lines: String = folded.trace.console().map(|line| format!("{line}\n")).collect();
        assert_eq!(folded.text(FileKind::Console), lines, "{of}");
    }
}

#[test]
fn the_console_of_the_tutorial_is_its_lines() {
    let lines = Folded::of_link("tasks=2,1").text(FileKind::Console);
    assert_eq!(
        lines.lines().collect::<Vec<_>>(),
        [
            "Starting operation with delay 2",
            "Starting operation with delay 1",
            "Operation with delay 1 finished",
            "Operation with delay 2 finished",
            "Results: 4, 2",
        ],
    );
}

/// No piece grows with the record, and the pieces say how far they are.
#[test]
fn files_of_many_tasks_are_written_in_small_pieces() {
    let folded = Folded::of_link("tasks=1s%20x20000,2s%20fail%20x100&await=settle&limit=5000&retry=1");
    for kind in FileKind::ALL {
        let (mut writer, mut piece) = (kind.writer(), Vec::new());
        let (mut before, mut pieces) = (0.0, 0);
        loop {
            piece.clear();
            let progress = writer.write_on(&folded.saved(), &mut piece);
            pieces += 1;
            // Lists of all tasks that stand in one line are the exception: main's result in the trace and the console.
            let most = if piece.len() > 200_000 {
                longest_line(&piece) + 200_000
            } else {
                200_000
            };
            assert!(piece.len() <= most, "{kind:?}: a piece of {} bytes", piece.len());
            match progress {
                Written::Complete => break,
                Written::Part(share) => {
                    assert!((before..=1.0).contains(&share), "{kind:?}: {share} after {before}");
                    before = share;
                }
            }
        }
        assert!(pieces > 10, "{kind:?} took {pieces} pieces");
    }
}

fn longest_line(bytes: &[u8]) -> usize {
    bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::len)
        .max()
        .unwrap_or_default()
}

#[test]
fn a_file_says_in_its_name_what_it_is_of() {
    let name = |link: &str| file_name(&Folded::of_link(link).trace, "perfetto.json");
    assert_eq!(
        name("tasks=2,1,3&await=gather"),
        "futurescope-gather-3-tasks-seed-1.perfetto.json"
    );
    assert_eq!(
        name("tasks=2&seed=42"),
        "futurescope-spawn-1-task-seed-42.perfetto.json"
    );
    assert_eq!(
        name("tasks=1ms%20x1200&await=first-ok&seed=0"),
        "futurescope-first-ok-1200-tasks-seed-0.perfetto.json",
    );
}

/// A record without events, of a program of this name.
fn of_program(header: &str) -> Trace {
    opened(&format!(
        "{{\"format\":\"futurescope-trace\",\"version\":2,\"clock\":\"real\",\"resolution_us\":1,{header}}}\n\
         {{\"task\":0,\"name\":\"main\",\"parent\":null}}\n{{\"end\":\"ok\",\"events\":0}}\n"
    ))
}

#[test]
fn a_file_of_another_program_has_the_programs_name_in_safe_letters() {
    let name = |program: &str| {
        let program = serde_json::to_string(program).expect("a text is JSON");
        file_name(
            &of_program(&format!("\"source\":\"python\",\"program\":{program}")),
            "svg",
        )
    };
    assert_eq!(name("main.py"), "futurescope-main-1-task.svg");
    assert_eq!(name("/home/me/a crawler.v2.py"), "futurescope-a-crawler-v2-1-task.svg");
    assert_eq!(name("C:\\jobs\\nightly.py"), "futurescope-nightly-1-task.svg");
    assert_eq!(name("../../../etc/passwd"), "futurescope-passwd-1-task.svg");
    assert_eq!(name("dir/"), "futurescope-dir-1-task.svg");
    assert_eq!(name(".hidden"), "futurescope-hidden-1-task.svg");
    assert_eq!(name("naïve \u{202e}名前.py"), "futurescope-na-ve-1-task.svg");
    assert_eq!(name("日本語"), "futurescope-python-1-task.svg");
    assert_eq!(name("con"), "futurescope-con-1-task.svg");
    assert_eq!(
        file_name(&of_program("\"source\":\"…\""), "svg"),
        "futurescope-recording-1-task.svg"
    );
    let long = name(&"long-".repeat(1_000));
    assert!(long.len() <= 120, "{long}");
    assert!(!long.contains("--") && !long.contains("-."), "{long}");
}

#[test]
fn a_size_has_two_digits() {
    let words = [
        0,
        1_000,
        12_345,
        123_456,
        999_999,
        1_234_567,
        650_000_000,
        1_400_000_000,
    ];
    assert_eq!(
        words.map(size_in_words),
        [
            "1 KB", "1 KB", "12 KB", "120 KB", "1000 KB", "1.2 MB", "650 MB", "1.4 GB"
        ],
    );
}
