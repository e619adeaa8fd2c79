//! What a program reads from its standard input: whether it seems to read any, and what is said of the lines that are prepared.

use explain::program_input::{MOST_INPUT, input_in_words, is_too_long, reads_input, refused_input};
use proptest::prelude::*;

#[test]
fn a_program_that_calls_input_or_names_stdin_reads() {
    for program in [
        "name = input()",
        "print(1)\nage = int(input ('age? '))",
        "for line in sys.stdin: print(line)",
        "data = sys.stdin.read()",
        "name = await asyncio.to_thread(input, 'name? ')",
        "line = await asyncio.to_thread(input)",
        "line = await loop.run_in_executor(None, input)",
        "x = 1 # input\ny = [input() for _ in range(2)]",
        "é = input()",
    ] {
        assert!(reads_input(program), "{program}");
    }
}

#[test]
fn other_uses_of_the_words_read_nothing() {
    for program in [
        "",
        "import asyncio",
        "# name = input()",
        "    # sys.stdin",
        "raw_input()",
        "inputs()",
        "self.input()",
        "def run(input, output): pass",
        "print(input)",
        "input = 3",
        "éinput()",
        "sys.stdin_of_mine",
        "mysys.stdin",
        "await asyncio.create_subprocess_exec('cat', stdin=PIPE)",
    ] {
        assert!(!reads_input(program), "{program}");
    }
}

#[test]
fn lines_are_counted_as_they_are_read() {
    for (input, words) in [
        ("", "no lines yet"),
        ("Ann", "1 line"),
        ("Ann\n", "1 line"),
        ("\n", "1 line"),
        ("Ann\nBob", "2 lines"),
        ("Ann\n\nBob\n", "3 lines"),
    ] {
        assert_eq!(input_in_words(input), words, "{input:?}");
    }
    assert_eq!(input_in_words(&"\n".repeat(1_500)), "1,500 lines");
}

#[test]
fn characters_count_and_the_limit_is_named() {
    let most = "é".repeat(MOST_INPUT);
    assert!(!is_too_long(&most));
    assert_eq!(input_in_words(&most), "1 line");
    let more = most + "x";
    assert!(is_too_long(&more));
    assert_eq!(input_in_words(&more), "20,001 characters, 20,000 at most");
    assert!(refused_input().contains("20,000 characters"), "{}", refused_input());
}

proptest! {
    #[test]
    fn any_text_can_be_asked(before in "\\PC*", after in "\\PC*") {
        let _ = reads_input(&before);
        let _ = input_in_words(&after);
        let line = format!("{}\ninput(){}", before, after);
        prop_assert!(reads_input(&line));
    }
}
