//! The parts of a sentence that are more than text: names of tasks, numbers of lines, terms that have an explanation.
//!
//! Sentences are written as texts with marks, control characters that no name keeps, and are taken apart at the end.

use recording::TaskId;

const TASK: char = '\u{1}';
const LINE: char = '\u{2}';
const NAMED: char = '\u{3}';
const END: char = '\u{4}';

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
    /// A word that the glossary explains, the first time that the caption uses it.
    Term {
        /// Its id in the glossary.
        id: &'static str,
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

/// Words that the glossary explains, the longer ones first, each with the id of its term.
const TERMS: [(&str, &str); 31] = [
    ("event loop", "event-loop"),
    ("ready queue", "ready-queue"),
    ("task group", "task-group"),
    ("free slot", "permit"),
    ("TaskGroup", "task-group"),
    ("coroutines", "coroutine"),
    ("coroutine", "coroutine"),
    ("promises", "coroutine"),
    ("promise", "coroutine"),
    ("futures", "future"),
    ("future", "future"),
    ("cancelled", "cancel"),
    ("cancels", "cancel"),
    ("deadline", "deadline"),
    ("timeout", "timeout"),
    ("attempt", "retry"),
    ("backoff", "backoff"),
    ("gathers", "gather"),
    ("gather", "gather"),
    ("awaits", "await"),
    ("await", "await"),
    ("timers", "timer"),
    ("timer", "timer"),
    ("tasks", "task"),
    ("task", "task"),
    ("slots", "permit"),
    ("slot", "permit"),
    ("queue", "ready-queue"),
    ("polls", "poll"),
    ("polled", "poll"),
    ("loop", "event-loop"),
];

/// Marks the name of a task. What could be taken for a mark is dropped from it.
pub fn task(task: TaskId, name: &str) -> String {
    format!("{TASK}{}{NAMED}{}{END}", task.0, plain(name))
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
    text(&parts).chars().count()
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
    let mut terms = |text: &str| {
        let mut parts = Vec::new();
        split(text, &mut parts);
        let parts = parts.into_iter().flat_map(|part| match part {
            Piece::Text(text) => with_terms(&text, &mut marked),
            other => vec![other],
        });
        parts.collect::<Vec<_>>()
    };
    (terms(headline), terms(detail))
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

fn split(marked: &str, parts: &mut Vec<Piece>) {
    let mut rest = marked;
    while let Some(start) = rest.find([TASK, LINE]) {
        let (before, mark) = rest.split_at(start);
        if !before.is_empty() {
            parts.push(Piece::Text(before.to_owned()));
        }
        let (mark, behind) = mark.split_once(END).unwrap_or((mark, ""));
        if let Some(number) = mark.strip_prefix(LINE) {
            parts.extend(number.parse().ok().map(|number| Piece::Line { number }));
        } else if let Some((id, name)) = mark.strip_prefix(TASK).and_then(|mark| mark.split_once(NAMED)) {
            let name = name.to_owned();
            parts.extend(id.parse().ok().map(|id| Piece::Task { task: TaskId(id), name }));
        }
        rest = behind;
    }
    if !rest.is_empty() {
        parts.push(Piece::Text(rest.to_owned()));
    }
}

fn with_terms(text: &str, marked: &mut Vec<&'static str>) -> Vec<Piece> {
    let mut parts = Vec::new();
    let mut from = 0;
    let mut start_of_word = true;
    // Between “ and ” are the program's own words.
    let mut quoted = false;
    for (place, letter) in text.char_indices() {
        let begins = std::mem::replace(&mut start_of_word, !letter.is_alphanumeric() && letter != '_');
        match letter {
            '“' => quoted = true,
            '”' => quoted = false,
            _ => {}
        }
        if !begins || quoted || place < from {
            continue;
        }
        let rest = &text[place..];
        if follows(rest, MAIN) {
            if from < place {
                parts.push(Piece::Text(text[from..place].to_owned()));
            }
            let (task, name) = (TaskId::MAIN, MAIN.to_owned());
            from = place + MAIN.len();
            parts.push(Piece::Task { task, name });
            continue;
        }
        let found = TERMS.iter().find(|(words, _)| follows(rest, words));
        let Some(&(words, id)) = found else { continue };
        if !marked.contains(&id) {
            marked.push(id);
            if from < place {
                parts.push(Piece::Text(text[from..place].to_owned()));
            }
            let words = words.to_owned();
            from = place + words.len();
            parts.push(Piece::Term { id, words });
        }
    }
    if from < text.len() {
        parts.push(Piece::Text(text[from..].to_owned()));
    }
    parts
}

/// Whether a text begins with these words, and not with a longer one.
fn follows(text: &str, words: &str) -> bool {
    let behind = text.strip_prefix(words);
    behind.is_some_and(|behind| !behind.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_marked_once_and_never_in_a_name_or_in_quotes() {
        let headline = format!("{} sets a timer and prints “timer”.", task(TaskId(1), "timer"));
        let (headline, detail) = pieces(&headline, &format!("Its timer is set in {}; tasks wait.", line(7)));
        let term = |piece: &Piece| matches!(piece, Piece::Term { .. });
        assert_eq!(headline.iter().filter(|piece| term(piece)).count(), 1);
        assert_eq!(
            headline[0],
            Piece::Task {
                task: TaskId(1),
                name: "timer".into()
            }
        );
        assert_eq!(text(&headline), "timer sets a timer and prints “timer”.");
        assert_eq!(text(&detail), "Its timer is set in line 7; tasks wait.");
        assert_eq!(
            detail.iter().filter(|piece| term(piece)).count(),
            1,
            "tasks, and not the timer again"
        );
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
