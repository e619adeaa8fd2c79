//! Builds the lines of a program, with the code positions of each. Knows no language.

use super::plan::{ProgramPlan, Single};
use super::{CodePosition, Target};

/// The column at which lines are broken: the tutorial's `gather` of three tasks still fits on one line.
pub(super) const WIDTH: usize = 92;

/// The number of lines that a list of values may take. A longer list gets wider lines, so that the program stays
/// readable.
const MOST_LIST_LINES: usize = 400;

/// The number of entries up to which each has a line of its own.
pub(super) const MOST_ENTRY_LINES: usize = 40;

/// A line before it is split into tokens.
#[derive(Debug, Default)]
pub(super) struct DraftLine {
    pub text: String,
    pub positions: Vec<CodePosition>,
    pub note: Option<&'static str>,
}

impl DraftLine {
    pub fn at(&mut self, position: CodePosition) -> &mut Self {
        self.positions.push(position);
        self
    }

    pub fn note(&mut self, sentence: &'static str) -> &mut Self {
        self.note = Some(sentence);
        self
    }
}

/// Collects lines and indents them.
pub(super) struct Writer {
    step: &'static str,
    depth: usize,
    drafts: Vec<DraftLine>,
}

impl Writer {
    /// `step` is the indentation of one level.
    pub fn new(step: &'static str) -> Self {
        Self {
            step,
            depth: 0,
            drafts: Vec::new(),
        }
    }

    /// Appends a line at the current indentation.
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

    /// A line for each operation that is written out, which starts it and awaits it.
    pub fn await_in_turn(&mut self, plan: &ProgramPlan<'_>, written: impl Fn(Single<'_>) -> String) {
        for single in plan.singles() {
            let index = single.index;
            self.line(written(single))
                .at(CodePosition::Awaits(Target::One(index)))
                .at(CodePosition::Made(Target::One(index)));
        }
    }

    /// The comments at the head of the program, each after `mark`, and the list if it is not written out in main.
    pub fn head(&mut self, plan: &ProgramPlan<'_>, mark: &str, list: impl FnOnce(&mut Self)) {
        let comments = plan.head_comments();
        if !comments.is_empty() || !plan.inline {
            self.gap(1);
        }
        for comment in comments {
            self.line(format!("{mark} {comment}"));
        }
        if !plan.inline {
            list(self);
        }
    }

    /// Writes the entries of a list: with `own_lines` and if they are few, each on a line of its own, with its comment.
    pub fn entries(
        &mut self,
        opening: &str,
        entries: Vec<(String, Option<String>)>,
        closing: &str,
        own_lines: bool,
        comment: fn(Option<String>) -> String,
    ) {
        if !own_lines || entries.len() > MOST_ENTRY_LINES {
            let entries: Vec<String> = entries.into_iter().map(|(entry, _)| entry).collect();
            self.values(opening, &entries, closing);
            return;
        }
        self.line(opening);
        self.inside(|writer| {
            for (entry, name) in entries {
                writer.line(format!("{entry},{}", comment(name)));
            }
        });
        self.line(closing);
    }

    /// The last line. At least one line has been written.
    pub fn last(&mut self) -> &mut DraftLine {
        let last = self.drafts.len() - 1;
        &mut self.drafts[last]
    }

    /// The number of lines.
    pub const fn len(&self) -> usize {
        self.drafts.len()
    }

    /// The line at `index`, which has been written.
    pub fn at(&mut self, index: usize) -> &mut DraftLine {
        &mut self.drafts[index]
    }

    /// Appends empty lines.
    pub fn gap(&mut self, lines: usize) {
        for _ in 0..lines {
            self.line("");
        }
    }

    /// Indents the lines that `body` writes by one level.
    pub fn inside(&mut self, body: impl FnOnce(&mut Self)) {
        self.depth += 1;
        body(self);
        self.depth -= 1;
    }

    /// Whether `text` fits on a line at the current indentation.
    pub fn fits(&self, text: &str) -> bool {
        self.step.len() * self.depth + text.chars().count() <= WIDTH
    }

    /// Writes values between `opening` and `closing`: on one line, or as many per line as fit.
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
