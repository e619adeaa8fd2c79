//! A program as the page holds it: its text in colours, its numbers, and which lines have something beside them.

use codegen::{Language, Program, TokenKind, program};
use scenario::Scenario;
use std::fmt::Write;

/// So many stretches are coloured; the rest of a longer program, a list of thousands of delays, is of one colour.
const MOST_COLOURED: usize = 1_500;

/// What keeps the room under a line for its sentence. It has no text, so that the program's is all there is.
const GAP: &str = "<span class=\"code-gap\"></span>";

/// A program with what the page needs of it.
pub struct WrittenProgram {
    /// The program.
    pub program: Program,
    /// The whole text.
    pub text: String,
    /// The same in colours, as markup.
    pub markup: String,
    /// The numbers of the lines, one below the other, as markup.
    pub numbers: String,
    /// The lines with somebody or something beside them, in order.
    pub beside: Vec<Beside>,
    /// The length of the longest line that somebody can stand at, in characters.
    pub width: usize,
}

/// A line with something beside it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Beside {
    /// The line, from 0.
    pub line: usize,
    /// How many sentences stand above it.
    pub notes_above: usize,
    /// Whether somebody can stand at it.
    pub line_marker: bool,
    /// One sentence.
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
        for (place, line) in written.program.lines.iter().enumerate() {
            let mut length = 0;
            for token in &line.tokens {
                let class = class_of(token.kind).filter(|_| coloured < MOST_COLOURED);
                if let Some(class) = class {
                    coloured += 1;
                    let _ = write!(written.markup, "<span class=\"{class}\">"); // a string takes everything
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
            let _ = write!(written.numbers, "{}", place + 1); // a string takes everything
            if line.note.is_some() {
                written.markup.push_str(GAP);
                written.numbers.push_str(GAP);
            }
            written.markup.push('\n');
            written.numbers.push('\n');
            if line.note.is_some() || !line.positions.is_empty() {
                written.beside.push(Beside {
                    line: place,
                    notes_above,
                    line_marker: !line.positions.is_empty(),
                    note: line.note,
                });
            }
            notes_above += usize::from(line.note.is_some());
        }
        written
    }

    /// What stands beside the line at this place of [`WrittenProgram::beside`].
    pub fn beside(&self, place: usize) -> Option<Beside> {
        self.beside.get(place).copied()
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

fn escape(markup: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            // Markup takes it for a line's end.
            '\r' => markup.push_str("&#13;"),
            letter => markup.push(letter),
        }
    }
}
