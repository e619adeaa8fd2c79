//! A program while it is written: lines of text with who stands at them. Knows no language.

use super::CodePosition;

/// As wide as a line may get before it is broken: the tutorial's gather of three still stands on one.
pub(super) const WIDTH: usize = 92;

/// How many lines a list of values may take. Past that its lines get wider: a program is to be read, not scrolled.
const MOST_LIST_LINES: usize = 400;

/// How many entries may each have a line of their own.
pub(super) const MOST_ENTRY_LINES: usize = 40;

/// A line before it is cut into tokens.
#[derive(Debug, Default)]
pub(super) struct DraftLine {
    pub text: String,
    pub places: Vec<CodePosition>,
    pub note: Option<&'static str>,
}

impl DraftLine {
    pub fn at(&mut self, place: CodePosition) -> &mut Self {
        self.places.push(place);
        self
    }

    pub fn note(&mut self, sentence: &'static str) -> &mut Self {
        self.note = Some(sentence);
        self
    }
}

/// Takes lines and indents them.
pub(super) struct Writer {
    step: &'static str,
    depth: usize,
    drafts: Vec<DraftLine>,
}

impl Writer {
    /// `step` is what one level of indentation adds.
    pub fn new(step: &'static str) -> Self {
        Self {
            step,
            depth: 0,
            drafts: Vec::new(),
        }
    }

    /// A line at the present depth.
    pub fn line(&mut self, text: impl AsRef<str>) -> &mut DraftLine {
        let text = match text.as_ref() {
            "" => String::new(),
            text => format!("{}{text}", self.step.repeat(self.depth)),
        };
        self.drafts.push(DraftLine {
            text,
            ..DraftLine::default()
        });
        self.last()
    }

    /// The line written last; something has been written.
    pub fn last(&mut self) -> &mut DraftLine {
        let last = self.drafts.len() - 1;
        &mut self.drafts[last]
    }

    /// How many lines there are.
    pub const fn len(&self) -> usize {
        self.drafts.len()
    }

    /// The line at `index`, which has been written.
    pub fn at(&mut self, index: usize) -> &mut DraftLine {
        &mut self.drafts[index]
    }

    /// Empty lines.
    pub fn gap(&mut self, lines: usize) {
        for _ in 0..lines {
            self.line("");
        }
    }

    /// What `body` writes stands one level deeper.
    pub fn inside(&mut self, body: impl FnOnce(&mut Self)) {
        self.depth += 1;
        body(self);
        self.depth -= 1;
    }

    /// Whether `text` fits into a line here.
    pub fn fits(&self, text: &str) -> bool {
        self.step.len() * self.depth + text.chars().count() <= WIDTH
    }

    /// Values between `opening` and `closing`: on one line, or as many on each as fit.
    pub fn values(&mut self, opening: &str, values: &[String], closing: &str) {
        let whole = format!("{opening}{}{closing}", values.join(", "));
        if self.fits(&whole) {
            self.line(whole);
            return;
        }
        let length: usize = values.iter().map(|value| value.len() + 2).sum();
        let width = (WIDTH - self.step.len() * (self.depth + 1)).max(length / MOST_LIST_LINES);
        self.line(opening);
        self.inside(|writer| {
            let mut row = String::new();
            for value in values {
                if !row.is_empty() && row.len() + value.len() + 2 > width {
                    writer.line(&row);
                    row.clear();
                }
                if !row.is_empty() {
                    row.push(' ');
                }
                row.push_str(value);
                row.push(',');
            }
            writer.line(&row);
        });
        self.line(closing);
    }

    pub fn finish(self) -> Vec<DraftLine> {
        self.drafts
    }
}
