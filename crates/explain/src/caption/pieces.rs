//! The parts of a sentence that are more than text: names of tasks, numbers of lines, terms that have an explanation.
//!
//! Sentences are written as texts with marks, control characters that no name keeps, and are taken apart at the end.

use crate::glossary::Term;
use recording::TaskId;

const TASK: char = '\u{1}';
const LINE: char = '\u{2}';
const NAMED: char = '\u{3}';
const END: char = '\u{4}';
const TERM: char = '\u{5}';
const FOREIGN: char = '\u{6}';

/// Letters of a name in a headline that is too long otherwise.
const SHORT_NAME: usize = 10;

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Plain text.
    Text(String),
    /// The name of a task.
    Task {
        /// Which.
        task: TaskId,
        /// What it is called.
        name: String,
    },
    /// A word that has an explanation, the first time that the caption uses it.
    Term {
        /// What it is explained as.
        term: Term,
        /// As it stands in the sentence: `awaits`.
        words: String,
    },
    /// A line of the program: `line 12`.
    Line {
        /// Counted from 1.
        number: usize,
    },
}

/// The task that awaits all others, as it is called in the sentences about the playground's runs.
const MAIN: &str = "main";

/// Words that have an explanation, each with its term. Of two that begin alike, the longer one is first.
const TERMS: &[(&str, Term)] = &[
    ("asked to stop", Term::AskedToStop),
    ("cleaning up", Term::CleaningUp),
    ("refused the cancel", Term::RefusedCancel),
    ("shielded", Term::Shielded),
    ("eagerly", Term::EagerStart),
    ("deadlock", Term::Deadlock),
    ("several failures", Term::ManyFailures),
    ("holds the event loop", Term::BlockedLoop),
    ("held the event loop", Term::BlockedLoop),
    ("holds the loop", Term::BlockedLoop),
    ("held the loop", Term::BlockedLoop),
    ("event loop", Term::EventLoop),
    ("loop", Term::EventLoop),
    ("ready queue", Term::ReadyQueue),
    ("queue", Term::ReadyQueue),
    ("task group", Term::TaskGroup),
    ("TaskGroup", Term::TaskGroup),
    ("group", Term::TaskGroup),
    ("tasks", Term::Task),
    ("task", Term::Task),
    ("free slot", Term::Permit),
    ("slots", Term::Permit),
    ("slot", Term::Permit),
    ("permits", Term::Permit),
    ("permit", Term::Permit),
    ("coroutines", Term::Coroutine),
    ("coroutine", Term::Coroutine),
    ("promises", Term::Coroutine),
    ("promise", Term::Coroutine),
    ("futures", Term::Future),
    ("future", Term::Future),
    ("awaiting", Term::Await),
    ("awaited", Term::Await),
    ("awaits", Term::Await),
    ("await", Term::Await),
    ("gathers", Term::Gather),
    ("gather", Term::Gather),
    ("steps", Term::Poll),
    ("step", Term::Poll),
    ("polled", Term::Poll),
    ("polls", Term::Poll),
    ("poll", Term::Poll),
    ("wakes", Term::Wake),
    ("woken", Term::Wake),
    ("wake", Term::Wake),
    ("timers", Term::Timer),
    ("timer", Term::Timer),
    ("overdue", Term::Overdue),
    ("timeout", Term::Timeout),
    ("timed out", Term::Timeout),
    ("ran out of time", Term::Timeout),
    ("run out of time", Term::Timeout),
    ("deadline", Term::Deadline),
    ("cancelled", Term::Cancel),
    ("cancels", Term::Cancel),
    ("cancel", Term::Cancel),
    ("attempts", Term::Retry),
    ("attempt", Term::Retry),
    ("retries", Term::Retry),
    ("retried", Term::Retry),
    ("retry", Term::Retry),
    ("tries", Term::Retry),
    ("try", Term::Retry),
    ("backoff", Term::Backoff),
    ("swallowed", Term::Swallowed),
    ("Nobody hears of it", Term::Swallowed),
    ("heard by nobody", Term::Swallowed),
    ("errors", Term::Failure),
    ("error", Term::Failure),
    ("failures", Term::Failure),
    ("failure", Term::Failure),
    ("fails", Term::Failure),
    ("failed", Term::Failure),
    ("in flight", Term::InFlight),
    ("critical path", Term::CriticalPath),
    ("seed", Term::Seed),
    ("finished", Term::Finished),
];

/// Marks the name of a task. What could be taken for a mark is dropped from it.
pub fn task(task: TaskId, name: &str) -> String {
    format!("{TASK}{}{NAMED}{}{END}", task.0, plain(name))
}

/// Marks words that are explained as this term.
pub fn term(term: Term, words: &str) -> String {
    format!("{TERM}{}{NAMED}{}{END}", term.id(), plain(words))
}

/// Marks words of another program, in which nothing is explained.
pub fn foreign(words: &str) -> String {
    format!("{FOREIGN}{}{END}", plain(words))
}

/// Marks a line, counted from 1.
pub fn line(number: usize) -> String {
    format!("{LINE}{number}{END}")
}

/// A text of the program's own: without what could be taken for a mark, and on one line.
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

/// The number of letters that are shown of a marked text.
pub fn letters(marked: &str) -> usize {
    let mut parts = Vec::new();
    split(marked, &mut parts);
    let letters = parts.iter().map(|part| match part {
        MarkedPart::Words(words) => words.chars().count(),
        MarkedPart::Piece(piece) => piece.text().chars().count(),
    });
    letters.sum()
}

impl Piece {
    /// Its text.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Task { name, .. } => name.clone(),
            Self::Term { words, .. } => words.clone(),
            Self::Line { number } => format!("line {number}"),
        }
    }
}

/// The text of pieces.
pub fn text(pieces: &[Piece]) -> String {
    pieces.iter().map(Piece::text).collect()
}

/// Takes marked texts apart, and marks each term where it is used first.
pub fn pieces(headline: &str, detail: &str) -> (Vec<Piece>, Vec<Piece>) {
    let mut marked = Vec::new();
    let mut parts_of = |text: &str| {
        let mut parts = Vec::new();
        split(text, &mut parts);
        let mut explained = Vec::new();
        for part in parts {
            match part {
                MarkedPart::Words(text) => with_terms(&text, &mut marked, &mut explained),
                MarkedPart::Piece(Piece::Task { task, name }) if task == TaskId::MAIN && name == MAIN => {
                    explained.push(once(Term::Main, MAIN, &mut marked));
                }
                MarkedPart::Piece(Piece::Term { term, words }) => explained.push(once(term, &words, &mut marked)),
                MarkedPart::Piece(other) => explained.push(other),
            }
        }
        explained
    };
    (parts_of(headline), parts_of(detail))
}

/// The words as a term where it is used first, and as the name or text that they are otherwise.
fn once(term: Term, words: &str, marked: &mut Vec<Term>) -> Piece {
    let words = words.to_owned();
    if !marked.contains(&term) {
        marked.push(term);
        Piece::Term { term, words }
    } else if term == Term::Main {
        let task = TaskId::MAIN;
        Piece::Task { task, name: words }
    } else {
        Piece::Text(words)
    }
}

/// No more than so many letters: of longer sentences names are shortened, then the end is left out.
pub fn fitted(mut pieces: Vec<Piece>, most: usize) -> Vec<Piece> {
    let length = |pieces: &[Piece]| text(pieces).chars().count();
    if length(&pieces) <= most {
        return pieces;
    }
    for piece in &mut pieces {
        if let Piece::Task { name, .. } = piece
            && let Some((cut, _)) = name.char_indices().nth(SHORT_NAME)
        {
            name.truncate(cut);
            name.push('…');
        }
    }
    while length(&pieces) > most {
        let over = length(&pieces) - most;
        match pieces.pop() {
            Some(Piece::Text(text)) if text.chars().count() > over + 1 => {
                let kept: String = text.chars().take(text.chars().count() - over - 1).collect();
                pieces.push(Piece::Text(format!("{}…", kept.trim_end())));
            }
            Some(_) => {}
            None => break,
        }
    }
    pieces
}

/// A part of a marked text.
enum MarkedPart {
    Piece(Piece),
    /// Text that may use terms.
    Words(String),
}

fn split(marked: &str, parts: &mut Vec<MarkedPart>) {
    let mut rest = marked;
    while let Some(start) = rest.find([TASK, LINE, TERM, FOREIGN]) {
        let (before, mark) = rest.split_at(start);
        if !before.is_empty() {
            parts.push(MarkedPart::Words(before.to_owned()));
        }
        let (mark, behind) = mark.split_once(END).unwrap_or((mark, ""));
        parts.extend(marked_piece(mark).map(MarkedPart::Piece));
        rest = behind;
    }
    if !rest.is_empty() {
        parts.push(MarkedPart::Words(rest.to_owned()));
    }
}

/// What a mark, without its end, stands for.
fn marked_piece(mark: &str) -> Option<Piece> {
    if let Some(words) = mark.strip_prefix(FOREIGN) {
        return Some(Piece::Text(words.to_owned()));
    }
    if let Some(number) = mark.strip_prefix(LINE) {
        let number = number.parse().ok()?;
        return Some(Piece::Line { number });
    }
    if let Some(mark) = mark.strip_prefix(TERM) {
        let (id, words) = mark.split_once(NAMED)?;
        let (term, words) = (Term::from_id(id)?, words.to_owned());
        return Some(Piece::Term { term, words });
    }
    let (id, name) = mark.strip_prefix(TASK)?.split_once(NAMED)?;
    let (task, name) = (TaskId(id.parse().ok()?), name.to_owned());
    Some(Piece::Task { task, name })
}

fn with_terms(text: &str, marked: &mut Vec<Term>, parts: &mut Vec<Piece>) {
    let mut from = 0;
    let mut start_of_word = true;
    // Between “ and ” are the program's own words.
    let mut quoted = false;
    for (at, letter) in text.char_indices() {
        let begins = std::mem::replace(&mut start_of_word, !letter.is_alphanumeric() && letter != '_');
        match letter {
            '“' => quoted = true,
            '”' => quoted = false,
            _ => {}
        }
        if !begins || quoted || at < from {
            continue;
        }
        let rest = &text[at..];
        let main = follows(rest, MAIN).then_some((MAIN.len(), Term::Main));
        let term = || TERMS.iter().find(|(words, _)| follows(rest, words));
        let Some((length, term)) = main.or_else(|| term().map(|(words, term)| (words.len(), *term))) else {
            continue;
        };
        if term != Term::Main && marked.contains(&term) {
            continue;
        }
        if from < at {
            parts.push(Piece::Text(text[from..at].to_owned()));
        }
        parts.push(once(term, &rest[..length], marked));
        from = at + length;
    }
    if from < text.len() {
        parts.push(Piece::Text(text[from..].to_owned()));
    }
}

/// Whether a text begins with these words, which may begin a sentence, and not with a longer one.
fn follows(text: &str, words: &str) -> bool {
    let Some((begun, behind)) = text.split_at_checked(words.len()) else {
        return false;
    };
    let alike = match (begun.as_bytes(), words.as_bytes()) {
        ([begun, rest @ ..], [first, others @ ..]) => begun.eq_ignore_ascii_case(first) && rest == others,
        _ => false,
    };
    alike && !behind.starts_with(|next: char| next.is_alphanumeric() || next == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_marked_once_and_never_in_a_name_or_in_quotes() {
        let headline = format!("{} sets a timer and prints “timer”.", task(TaskId(1), "timer"));
        let (headline, detail) = pieces(&headline, &format!("Its timer is set in {}; tasks wait.", line(7)));
        let terms = |pieces: &[Piece]| {
            pieces
                .iter()
                .filter(|piece| matches!(piece, Piece::Term { .. }))
                .count()
        };
        assert_eq!(terms(&headline), 1);
        assert_eq!(
            headline[0],
            Piece::Task {
                task: TaskId(1),
                name: "timer".into()
            }
        );
        assert_eq!(text(&headline), "timer sets a timer and prints “timer”.");
        assert_eq!(text(&detail), "Its timer is set in line 7; tasks wait.");
        assert_eq!(terms(&detail), 1, "tasks, and not the timer again");
    }

    #[test]
    fn main_is_explained_once_and_then_a_name() {
        let (headline, detail) = pieces("main ends.", &format!("Then {} is over.", task(TaskId::MAIN, "main")));
        assert_eq!(
            headline[0],
            Piece::Term {
                term: Term::Main,
                words: "main".into()
            }
        );
        assert_eq!(
            detail[1],
            Piece::Task {
                task: TaskId::MAIN,
                name: "main".into()
            }
        );
    }

    #[test]
    fn a_term_begins_a_sentence_and_is_no_part_of_a_word() {
        let (parts, _) = pieces("Timers tick; a timeouts2 does not, nor “task” é task_1.", "");
        let terms: Vec<String> = (parts.iter())
            .filter(|piece| matches!(piece, Piece::Term { .. }))
            .map(Piece::text)
            .collect();
        assert_eq!(terms, ["Timers"]);
    }

    #[test]
    fn words_that_stand_for_a_term_are_explained_as_it() {
        let (parts, _) = pieces(&format!("{} ends.", term(Term::Gather, "try_join_all")), "");
        assert_eq!(
            parts[0],
            Piece::Term {
                term: Term::Gather,
                words: "try_join_all".into()
            }
        );
        assert_eq!(letters(&format!("{} ends", term(Term::Gather, "join"))), 9);
        let (parts, _) = pieces(&foreign("KeyError: task"), "");
        assert_eq!(parts, [Piece::Text("KeyError: task".into())]);
    }

    #[test]
    fn what_looks_like_a_mark_in_a_name_is_dropped() {
        let (parts, _) = pieces(&task(TaskId(3), "a\u{4}b\u{1}"), "");
        assert_eq!(
            parts,
            [Piece::Task {
                task: TaskId(3),
                name: "a b ".into()
            }]
        );
    }
}
