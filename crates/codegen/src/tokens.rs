//! Splits the lines of a program into tokens. Supports only the syntax that the generated programs use.

use super::writer::DraftLine;
use super::{Language, ProgramLine};

/// A piece of a line that has one colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its kind.
    pub kind: TokenKind,
    /// Its text, white space included.
    pub text: String,
}

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A keyword such as `async`, `for` or `let`, or a constant such as `True`.
    Keyword,
    /// The name of a function that is called or declared, or of a macro.
    Function,
    /// A type or a class: a name that starts with a capital letter.
    Type,
    /// A number.
    Number,
    /// A string, without the expressions in its braces.
    Text,
    /// A comment, to the end of the line.
    Comment,
    /// Everything else: other names, punctuation, white space.
    Plain,
}

const PYTHON: &[&str] = &[
    "and", "as", "async", "await", "break", "def", "except", "False", "for", "from", "if", "import", "in", "is",
    "lambda", "None", "not", "or", "raise", "return", "True", "try", "while", "with", "else",
];

const RUST: &[&str] = &[
    "as", "async", "await", "break", "const", "derive", "dyn", "else", "enum", "fn", "for", "if", "impl", "in", "let",
    "loop", "match", "mod", "move", "mut", "pub", "return", "self", "static", "struct", "true", "false", "type", "use",
    "where", "while",
];

const JAVASCRIPT: &[&str] = &[
    "async",
    "await",
    "break",
    "catch",
    "class",
    "const",
    "continue",
    "else",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "in",
    "instanceof",
    "let",
    "new",
    "null",
    "of",
    "return",
    "this",
    "throw",
    "true",
    "try",
    "undefined",
    "while",
];

pub(super) fn lines(language: Language, drafts: Vec<DraftLine>) -> Vec<ProgramLine> {
    drafts
        .into_iter()
        .map(|draft| ProgramLine {
            tokens: Cutter::new(language, &draft.text).cut(),
            positions: draft.positions,
            note: draft.note,
        })
        .collect()
}

struct Cutter<'a> {
    language: Language,
    left: &'a str,
    tokens: Vec<Token>,
}

impl<'a> Cutter<'a> {
    const fn new(language: Language, line: &'a str) -> Self {
        Self {
            language,
            left: line,
            tokens: Vec::new(),
        }
    }

    fn cut(mut self) -> Vec<Token> {
        self.code(false);
        self.tokens
    }

    /// Reads code up to the end of the line or, inside a string, up to the brace that closes the expression.
    fn code(&mut self, in_text: bool) {
        let mut braces = 0_u32;
        while let Some(first) = self.left.chars().next() {
            if self.left.starts_with(self.comment_mark()) && !in_text {
                self.take(self.left.len(), TokenKind::Comment);
            } else if let Some(quotes) = self.opens_text() {
                self.text(quotes);
            } else if first.is_ascii_digit() {
                // `1..=3` is two numbers; `2.0` and `1e-05` are one each.
                let mut last = ' ';
                let length = self.length_while(|letter, rest| {
                    let belongs = letter.is_ascii_alphanumeric()
                        || letter == '_'
                        || (letter == '.' && rest.starts_with(|next: char| next.is_ascii_digit()))
                        || (letter == '-' && last == 'e');
                    last = letter;
                    belongs
                });
                self.take(length, TokenKind::Number);
            } else if first.is_ascii_alphabetic() || first == '_' {
                self.word();
            } else {
                match first {
                    '{' => braces += 1,
                    '}' if in_text && braces == 0 => return,
                    '}' => braces = braces.saturating_sub(1),
                    _ => {}
                }
                self.take(first.len_utf8(), TokenKind::Plain);
            }
        }
    }

    fn word(&mut self) {
        let length = self.length_while(|letter, _| letter.is_ascii_alphanumeric() || letter == '_');
        let (word, rest) = self.left.split_at(length);
        let words = match self.language {
            Language::Python => PYTHON,
            Language::Rust => RUST,
            Language::JavaScript => JAVASCRIPT,
        };
        let kind = if words.contains(&word) && !rest.starts_with('(') || matches!(word, "await" | "if" | "for" | "in") {
            TokenKind::Keyword
        } else if word.starts_with(|first: char| first.is_ascii_uppercase()) {
            TokenKind::Type
        } else if rest.starts_with('(') || (self.language == Language::Rust && rest.starts_with("!(")) {
            match words.contains(&word) {
                true => TokenKind::Keyword,
                false => TokenKind::Function,
            }
        } else {
            TokenKind::Plain
        };
        self.take(length, kind);
    }

    /// The opening of a string at the current position: its length and its quote.
    fn opens_text(&self) -> Option<(usize, char)> {
        let first = self.left.chars().next()?;
        match (self.language, first) {
            (Language::Python, 'f') if self.left.starts_with("f'") => Some((2, '\'')),
            (Language::Python | Language::JavaScript, '\'') | (_, '"') | (Language::JavaScript, '`') => {
                Some((1, first))
            }
            _ => None,
        }
    }

    /// Reads a string and the expressions in it.
    fn text(&mut self, (opening, quote): (usize, char)) {
        let filled = opening == 2 || quote == '`';
        let mut at = opening;
        while let Some(letter) = self.left[at..].chars().next() {
            let fills = match self.language {
                Language::JavaScript => self.left[at..].starts_with("${"),
                _ => letter == '{',
            };
            if letter == '\\' {
                at += letter.len_utf8();
                at += self.left[at..].chars().next().map_or(0, char::len_utf8);
            } else if letter == quote {
                self.take(at + 1, TokenKind::Text);
                return;
            } else if filled && fills {
                self.take(at, TokenKind::Text);
                self.take(if letter == '$' { 2 } else { 1 }, TokenKind::Plain);
                self.code(true);
                at = usize::from(self.left.starts_with('}'));
                self.take(at, TokenKind::Plain);
                at = 0;
            } else {
                at += letter.len_utf8();
            }
        }
        self.take(self.left.len(), TokenKind::Text);
    }

    const fn comment_mark(&self) -> &'static str {
        match self.language {
            Language::Python => "#",
            Language::Rust | Language::JavaScript => "//",
        }
    }

    fn length_while(&self, mut belongs: impl FnMut(char, &str) -> bool) -> usize {
        self.left
            .char_indices()
            .find(|&(at, letter)| !belongs(letter, &self.left[at + letter.len_utf8()..]))
            .map_or(self.left.len(), |(at, _)| at)
    }

    /// Appends `length` bytes as a token, or to the last token if that is of the same kind.
    fn take(&mut self, length: usize, kind: TokenKind) {
        let (text, left) = self.left.split_at(length);
        self.left = left;
        match self.tokens.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.kind == kind => last.text.push_str(text),
            _ => self.tokens.push(Token {
                kind,
                text: text.to_owned(),
            }),
        }
    }
}
