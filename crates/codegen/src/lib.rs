//! Writes the scenario as a complete, idiomatic program in Python, JavaScript or Rust.
//!
//! The program contains only what the scenario uses. Chance and ranges appear as drawn. A program is a list of lines of
//! tokens, so that the page can colour it without a highlighter, and each line knows which code positions it has. Runs
//! nothing and knows no page; `tests/codegen.rs` runs the programs.

mod code_position;
mod code_positions;
mod javascript;
mod line_markers;
mod plan;
mod python;
mod rust;
mod tokens;
mod writer;

pub use code_position::{CodePosition, Target, code_position_at};
pub use code_positions::CodePositions;
pub use line_markers::{LineMarker, line_in_view, line_markers};
pub use tokens::{Token, TokenKind};

use plan::ProgramPlan;
use scenario::{Policy, Scenario};
use std::borrow::Cow;

/// The number of entries of the list that are written out. Operations with drawn values need an entry each, and a
/// program of megabytes helps nobody. Equal operations of one `xN` share one entry, however many they are.
const MOST_WRITTEN: u32 = 2_000;

/// The languages that a program can be written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Python 3.11 or newer with asyncio and the standard library only.
    #[default]
    Python,
    /// The 2021 edition or newer with tokio and, where a join needs it, futures.
    Rust,
    /// A module for Node 20 and current browsers, without packages.
    JavaScript,
}

impl Language {
    /// All of them, in the order of the tabs.
    pub const ALL: [Self; 3] = [Self::Python, Self::Rust, Self::JavaScript];

    /// The label of its tab.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Python => "Python",
            Self::Rust => "Rust",
            Self::JavaScript => "JavaScript",
        }
    }

    /// The name of the downloaded file. Node treats `.mjs` as a module in any folder.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Python => "program.py",
            Self::Rust => "main.rs",
            Self::JavaScript => "program.mjs",
        }
    }

    /// The language's own term for a policy, shown in small print beside the policy's label (docs/semantics.md,
    /// “Policies”).
    #[must_use]
    pub const fn word_for(self, policy: Policy) -> &'static str {
        match (self, policy) {
            (Self::Python | Self::JavaScript, Policy::OneByOne) => "await in a loop",
            (Self::Python, Policy::Spawn) => "create_task",
            (Self::Python, Policy::Gather) => "gather",
            (Self::Python, Policy::Settle) => "gather, keep errors",
            (Self::Python, Policy::Group) => "TaskGroup",
            (Self::Python, Policy::Race) => "asyncio.wait",
            (Self::Python, Policy::FirstOk) => "loop over wait",
            (Self::Python, Policy::AsCompleted) => "as_completed",
            (Self::Rust, Policy::OneByOne) => ".await in a loop",
            (Self::Rust, Policy::Spawn) => "spawn",
            (Self::Rust, Policy::Gather) => "try_join_all",
            (Self::Rust, Policy::Settle) => "join_all",
            (Self::Rust, Policy::Group) => "try_join_all, drops",
            (Self::Rust, Policy::Race) => "select_all",
            (Self::Rust, Policy::FirstOk) => "select_ok",
            (Self::Rust, Policy::AsCompleted) => "FuturesUnordered",
            (Self::JavaScript, Policy::Spawn) => "start, then await",
            (Self::JavaScript, Policy::Gather) => "Promise.all",
            (Self::JavaScript, Policy::Settle) => "Promise.allSettled",
            (Self::JavaScript, Policy::Group) => "AbortController",
            (Self::JavaScript, Policy::Race) => "Promise.race",
            (Self::JavaScript, Policy::FirstOk) => "Promise.any",
            (Self::JavaScript, Policy::AsCompleted) => "async loop",
        }
    }

    /// The id under which the choice of language is stored.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Rust => "rust",
            Self::JavaScript => "javascript",
        }
    }
}

/// A program, line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The language it is written in.
    pub language: Language,
    /// Its lines, in order.
    pub lines: Vec<ProgramLine>,
    /// The number of operations at the end of the list that the program leaves out; a comment in it says so.
    pub left_out: u64,
}

/// A line of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProgramLine {
    /// The text of the line in tokens, with its indentation. Empty for an empty line.
    pub tokens: Vec<Token>,
    /// The code positions that this line shows. Most lines have none.
    pub positions: Vec<CodePosition>,
    /// A sentence shown beside the line where the language behaves differently from what one would expect.
    pub note: Option<&'static str>,
}

impl ProgramLine {
    /// The text of the line, without a line break.
    #[must_use]
    pub fn text(&self) -> String {
        self.tokens.iter().map(|token| token.text.as_str()).collect()
    }
}

impl Program {
    /// The text of the whole program, with a line break at the end.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            for token in &line.tokens {
                text.push_str(&token.text);
            }
            text.push('\n');
        }
        text
    }

    /// The index of the line for this code position, from 0; `None` if the program has no such line.
    ///
    /// If operations are created or awaited in a list, they share one line.
    #[must_use]
    pub fn line_of(&self, position: CodePosition) -> Option<usize> {
        let line_with = |wanted: CodePosition| self.lines.iter().position(|line| line.positions.contains(&wanted));
        std::iter::successors(Some(position), |position| position.broader()).find_map(line_with)
    }
}

/// Writes the program for a scenario.
///
/// ```
/// use codegen::{Language, program};
/// use scenario::Scenario;
///
/// let program = program(Language::Python, &Scenario::default());
/// assert!(program.text().starts_with("import asyncio\n"));
/// ```
#[must_use]
pub fn program(language: Language, scenario: &Scenario) -> Program {
    let written = shortened(scenario);
    let left_out = scenario.tasks.count() - written.tasks.count();
    let plan = ProgramPlan::of(&written, left_out);
    let drafts = match language {
        Language::Python => python::write(&plan),
        Language::Rust => rust::write(&plan),
        Language::JavaScript => javascript::write(&plan),
    };
    Program {
        language,
        lines: tokens::lines(language, drafts),
        left_out,
    }
}

/// The scenario with its list cut to the operations that can be written out.
fn shortened(scenario: &Scenario) -> Cow<'_, Scenario> {
    let mut room = MOST_WRITTEN;
    let items = &scenario.tasks.items;
    let Some(cut) = items
        .iter()
        .position(|item| match room.checked_sub(plan::entries(item)) {
            Some(left) => {
                room = left;
                false
            }
            None => true,
        })
    else {
        return Cow::Borrowed(scenario);
    };
    let mut shortened = scenario.clone();
    shortened.tasks.items.truncate(cut + 1);
    match shortened.tasks.items.last_mut() {
        Some(last) if room > 0 => last.repeat = room,
        _ => {
            shortened.tasks.items.pop();
        }
    }
    Cow::Owned(shortened)
}

/// A long count with underscores, as Rust and Python write it: `1_000_000`.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    if digits.len() < 5 {
        return digits;
    }
    in_thousands(count, '_')
}

/// A count with a separator between thousands, as in comments: `2,000`.
fn in_thousands(count: u64, separator: char) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}
