//! A program prepared for the page: its text as coloured markup, its line numbers, and the lines with something beside
//! them.

use codegen::{Language, Program, TokenKind, program};
use scenario::Scenario;
use std::fmt::Write;

/// The number of tokens that are coloured; the rest of a longer program, a list of thousands of delays, has one colour.
const MOST_COLOURED: usize = 1_500;

/// The space under a line for its sentence. It has no text, so that selected text is only the program's.
const GAP: &str = "<span class=\"code-gap\"></span>";

/// A program with the markup that the page needs.
pub struct WrittenProgram {
    /// The program.
    pub program: Program,
    /// The whole text.
    pub text: String,
    /// The same as coloured markup.
    pub markup: String,
    /// The numbers of the lines, one below the other, as markup.
    pub numbers: String,
    /// The lines that can have tasks or a sentence beside them, in order.
    pub beside: Vec<Beside>,
    /// The length of the longest line that can have tasks, in characters.
    pub width: usize,
}

/// A line with something beside it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Beside {
    /// The line, from 0.
    pub line: usize,
    /// The number of sentences above it.
    pub notes_above: usize,
    /// Whether it can have tasks.
    pub line_marker: bool,
    /// The sentence beside it.
    pub note: Option<&'static str>,
}

impl PartialEq for WrittenProgram {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.program.language == other.program.language
    }
}

impl WrittenProgram {
    /// The program of a scenario.
    pub fn new(language: Language, scenario: &Scenario) -> Self {
        let program = program(language, scenario);
        let mut written = Self {
            text: program.text(),
            markup: String::new(),
            numbers: String::new(),
            beside: Vec::new(),
            width: 0,
            program,
        };
        let (mut coloured, mut notes_above) = (0, 0);
        for (index, line) in written.program.lines.iter().enumerate() {
            let mut length = 0;
            for token in &line.tokens {
                let class = class_of(token.kind).filter(|_| coloured < MOST_COLOURED);
                if let Some(class) = class {
                    coloured += 1;
                    let _ = write!(written.markup, "<span class=\"{class}\">"); // writing to a string does not fail
                }
                escape(&mut written.markup, &token.text);
                if class.is_some() {
                    written.markup.push_str("</span>");
                }
                length += token.text.chars().count();
            }
            if !line.positions.is_empty() {
                written.width = written.width.max(length);
            }
            let _ = write!(written.numbers, "{}", index + 1); // writing to a string does not fail
            if line.note.is_some() {
                written.markup.push_str(GAP);
                written.numbers.push_str(GAP);
            }
            written.markup.push('\n');
            written.numbers.push('\n');
            if line.note.is_some() || !line.positions.is_empty() {
                written.beside.push(Beside {
                    line: index,
                    notes_above,
                    line_marker: !line.positions.is_empty(),
                    note: line.note,
                });
            }
            notes_above += usize::from(line.note.is_some());
        }
        written
    }

    /// The entry of [`WrittenProgram::beside`] with this index.
    pub fn beside(&self, index: usize) -> Option<Beside> {
        self.beside.get(index).copied()
    }
}

const fn class_of(kind: TokenKind) -> Option<&'static str> {
    match kind {
        TokenKind::Keyword => Some("code-keyword"),
        TokenKind::Function | TokenKind::Type => Some("code-function"),
        TokenKind::Number => Some("code-number"),
        TokenKind::Text => Some("code-string"),
        TokenKind::Comment => Some("code-comment"),
        TokenKind::Plain => None,
    }
}

/// Appends text to markup.
pub fn escape(markup: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            // HTML parsers turn a carriage return into a line break.
            '\r' => markup.push_str("&#13;"),
            letter => markup.push(letter),
        }
    }
}
