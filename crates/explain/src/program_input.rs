//! The lines that are prepared for a program that reads its standard input: nobody can type while it runs. Whether a program reads
//! any, as far as its text tells, and what there is to say of the lines.

use scenario::words;

/// The most characters that a program is given to read. A person prepares a few lines; they are kept with every change of the work, and
/// percent-encoded there.
pub const MOST_INPUT: usize = 20_000;

/// Whether a program seems to read its standard input: it calls `input`, has a thread call it, or names `sys.stdin`. What a run asks
/// for, only the run tells.
///
/// ```
/// use explain::program_input::reads_input;
///
/// assert!(reads_input("name = input('name? ')"));
/// assert!(!reads_input("print(raw_input())"));
/// ```
#[must_use]
pub fn reads_input(program: &str) -> bool {
    program.lines().any(|line| {
        let is_comment = line.trim_start().starts_with('#');
        !is_comment && (calls_input(line) || follows(line, "sys.stdin").any(|(_, after)| !begins_in_name(after)))
    })
}

fn calls_input(line: &str) -> bool {
    follows(line, "input").any(|(before, after)| {
        let called = after.trim_start().starts_with('(');
        let passed_on = || {
            let after = after.trim_start();
            let alone = after.is_empty() || after.starts_with([',', ')']);
            alone && (before.contains("to_thread(") || before.contains("run_in_executor("))
        };
        !before.ends_with('.') && !begins_in_name(after) && (called || passed_on())
    })
}

/// What stands before and after each place of a line where a word begins with this one.
fn follows<'a>(line: &'a str, word: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let places = line.match_indices(word);
    let parts = places.map(move |(at, _)| (&line[..at], &line[at + word.len()..]));
    parts.filter(|(before, _)| !before.ends_with(is_of_a_name))
}

fn begins_in_name(text: &str) -> bool {
    text.starts_with(is_of_a_name)
}

/// Outside of strings, a letter beyond ASCII is that of a name.
fn is_of_a_name(letter: char) -> bool {
    letter == '_' || letter.is_ascii_alphanumeric() || !letter.is_ascii()
}

/// Whether it is more than [`MOST_INPUT`].
#[must_use]
pub fn is_too_long(input: &str) -> bool {
    input.chars().nth(MOST_INPUT).is_some()
}

/// How much is prepared: `2 lines`; of too much, that it is.
#[must_use]
pub fn input_in_words(input: &str) -> String {
    if is_too_long(input) {
        let characters = words::thousands(input.chars().count() as u64);
        return format!("{characters} characters, {} at most", most());
    }
    match input.lines().count() {
        0 => "no lines yet".to_owned(),
        1 => "1 line".to_owned(),
        lines => format!("{} lines", words::thousands(lines as u64)),
    }
}

/// Why a program with too much to read is not run.
#[must_use]
pub fn refused_input() -> String {
    format!(
        "A program is given {} characters to read at most. Shorten Input, then press Run.",
        most()
    )
}

fn most() -> String {
    words::thousands(MOST_INPUT as u64)
}
