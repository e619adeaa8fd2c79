//! The scenario as a complete program in Python, JavaScript or Rust, the way a careful teacher would write it.
//!
//! Only what the scenario uses is in it. Chance and ranges appear as drawn. A program comes as tokens, so that a page
//! can colour it without a highlighter, and each line knows who can stand at it. Runs nothing, knows no page;
//! `tests/codegen.rs` runs the programs.

mod code_position;
mod code_positions;
mod javascript;
mod plan;
mod python;
mod rust;
mod tokens;
mod writer;

pub use code_position::{CodePosition, Which, place_at};
pub use code_positions::CodePositions;
pub use tokens::{Token, TokenKind};

use plan::ProgramPlan;
use scenario::{Policy, Scenario};
use std::borrow::Cow;

/// So many entries of the list are written out: what is drawn for each operation of its own makes a program of megabytes
/// that nobody reads. Equal operations from one `xN` are one entry, however many.
const MOST_WRITTEN: u32 = 2_000;

/// The languages a program can be had in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// 3.11 or newer, asyncio, the standard library only.
    #[default]
    Python,
    /// The 2021 edition or newer, tokio and, where a join needs it, futures.
    Rust,
    /// Node 20 and today's browsers, no packages.
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

    /// What a downloaded program is called. `.mjs`, so that Node takes it for a module wherever it lies.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Python => "program.py",
            Self::Rust => "main.rs",
            Self::JavaScript => "program.mjs",
        }
    }

    /// What a policy is called in it, for the small print beside the policy's label (docs/semantics.md, “Policies”).
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

    /// The word it is kept under.
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
    /// What it is written in.
    pub language: Language,
    /// Its lines, in order.
    pub lines: Vec<ProgramLine>,
    /// The operations at the end of the list that it leaves out. A comment in it says so.
    pub left_out: u64,
}

/// A line of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProgramLine {
    /// The line from its first column on, white space included. An empty line has none.
    pub tokens: Vec<Token>,
    /// Who stands here; most lines are passed without a stop.
    pub places: Vec<CodePosition>,
    /// One sentence to show beside it, where the language means something else than one would think.
    pub note: Option<&'static str>,
}

impl ProgramLine {
    /// The line without its end.
    #[must_use]
    pub fn text(&self) -> String {
        self.tokens.iter().map(|token| token.text.as_str()).collect()
    }
}

impl Program {
    /// The whole program, to copy, to save and to run. Ends with a new line.
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

    /// The line, from 0, of someone who stands at `place`; `None` where the program has no such line.
    ///
    /// Where operations are made or awaited from a list, one line stands for all of them.
    #[must_use]
    pub fn line_of(&self, place: CodePosition) -> Option<usize> {
        let line_with = |wanted: CodePosition| self.lines.iter().position(|line| line.places.contains(&wanted));
        std::iter::successors(Some(place), |place| place.broader()).find_map(line_with)
    }
}

/// The program that does what the scenario says.
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

/// The scenario with no more operations than can be written out.
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

/// `1_000_000`: Rust's and Python's way to write a long count.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    if digits.len() < 5 {
        return digits;
    }
    in_thousands(count, '_')
}

/// `2,000`: as a comment has it.
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
