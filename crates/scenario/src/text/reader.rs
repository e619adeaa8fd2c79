//! The grammar of one item: name, delay and modifiers, with the errors in them. Positions are byte offsets; the caller
//! converts them to lines and columns.

use super::{Delay, FailureMode, Item, LONGEST_NAME, MOST_ERRORS, MOST_TASKS, Percent, is_space};
use crate::number::{Quantity, is_digits, is_number, is_unit_word};
use crate::time::Micros;
use crate::validation_error::{LONGEST_QUOTE, ValidationError, quoted};
use std::ops::Range;

/// The longest computation of an operation. Beyond it the browser would call the page unresponsive.
const LONGEST_CPU: Micros = Micros::from_secs(2);

/// The separator of the ends of a range, and what people write instead.
const CONNECTORS: [&str; 5] = ["..", "…", "–", "-", "to"];

/// Parses the item at `span` of `text`, which is trimmed and not empty.
///
/// # Errors
///
/// All errors in the item, each with its byte range; at most [`MOST_ERRORS`] plus one.
pub(super) fn read_item(text: &str, span: Range<usize>) -> Result<Item, Vec<(Range<usize>, ValidationError)>> {
    let body_start = text[span.clone()].rfind(':').map(|colon| span.start + colon + 1);
    let mut reader = ListParser {
        text,
        words: words(text, body_start.unwrap_or(span.start)..span.end),
        next: 0,
        errors: Vec::new(),
    };
    let name = body_start.and_then(|body_start| reader.name(span.start..body_start - 1));
    let delay = reader.delay(&span, name.as_deref());
    let modifiers = reader.modifiers();
    match delay {
        Some(delay) if reader.errors.is_empty() => Ok(Item {
            name,
            delay,
            cpu: modifiers.cpu,
            failure_mode: modifiers.failure_mode.unwrap_or_default(),
            repeat: modifiers.repeat.unwrap_or(1),
        }),
        _ => Err(reader.errors),
    }
}

#[derive(Default)]
struct ItemModifiers {
    cpu: Option<Quantity>,
    failure_mode: Option<FailureMode>,
    repeat: Option<u32>,
}

struct ListParser<'a> {
    text: &'a str,
    words: Vec<Range<usize>>,
    next: usize,
    errors: Vec<(Range<usize>, ValidationError)>,
}

impl<'a> ListParser<'a> {
    fn name(&mut self, before_colon: Range<usize>) -> Option<String> {
        let name = super::trimmed(&self.text[before_colon.clone()]);
        let length = name.chars().count();
        if length > LONGEST_NAME {
            self.reject(
                before_colon,
                format!("The name {} has {length} characters.", quoted(name)),
                format!("Shorten it to {LONGEST_NAME}."),
            );
        }
        (!name.is_empty()).then(|| name.to_owned())
    }

    fn delay(&mut self, item: &Range<usize>, name: Option<&str>) -> Option<Delay> {
        let Some(first) = self.peek(0) else {
            match name {
                Some(name) if name.len() <= LONGEST_QUOTE => self.reject(
                    item.clone(),
                    format!("{} has no delay.", quoted(name)),
                    format!("Write one behind the colon, as in {name}: 2s."),
                ),
                _ => self.reject(
                    item.clone(),
                    "The colon has no delay behind it.",
                    "Write one there, as in users: 2s.",
                ),
            }
            return None;
        };
        if starts_modifier(first) {
            self.reject(
                self.words[0].clone(),
                format!("There is no delay before {}.", quoted(first)),
                format!("Write one first, as in 2s {}.", modifier_example(first)),
            );
            return None;
        }
        let at = self.take_delay_words();
        let written = &self.text[at.clone()];
        let second = self.peek(0).filter(|word| Quantity::parse(word).is_ok());
        if let Some(second) = second
            && name.is_none()
            && !written.starts_with(|letter: char| letter.is_ascii_digit())
            && written.len() <= LONGEST_QUOTE
        {
            let (what, fix) = (
                format!("{} has no colon behind it.", quoted(written)),
                format!("Try {written}: {second}."),
            );
            self.next += 1;
            self.reject(at, what, fix);
            return None;
        }
        self.range(at)
    }

    /// Takes the first word and all that can only belong to the delay: ` ..3s`, ` s`, ` to 3s`.
    fn take_delay_words(&mut self) -> Range<usize> {
        let start = self.words[0].start;
        let mut end = self.words[0].end;
        self.next = 1;
        while let Some(word) = self.peek(0) {
            let last = &self.text[self.words[self.next - 1].clone()];
            let joins = word.contains("..") || is_unit_word(word) || CONNECTORS.contains(&word);
            if !joins && !last.ends_with("..") && !CONNECTORS.contains(&last) {
                break;
            }
            end = self.words[self.next].end;
            self.next += 1;
        }
        start..end
    }

    fn range(&mut self, at: Range<usize>) -> Option<Delay> {
        let text = self.text;
        let written = &text[at.clone()];
        if let Some(right) = probable_range(written) {
            self.reject(
                at,
                format!("{} is not a range.", quoted(written)),
                format!("Try {right}."),
            );
            return None;
        }
        let Some((low, high)) = written.split_once("..") else {
            return Some(Delay {
                low: self.quantity(at)?,
                high: None,
            });
        };
        let (low_at, high_at) = (
            at.start..at.start + low.trim_end().len(),
            at.end - high.trim_start().len()..at.end,
        );
        if low_at.is_empty() || high_at.is_empty() {
            self.reject(
                at,
                format!("{} has one end only.", quoted(written)),
                "Write both, as in 1s..3s.",
            );
            return None;
        }
        let (low, high) = (self.quantity(low_at), self.quantity(high_at));
        let (low, high) = (low?, high?);
        if low.as_secs() > high.as_secs() {
            self.reject(
                at,
                format!("{} runs from its high end to its low one.", quoted(written)),
                format!("Try {high}..{low}."),
            );
            return None;
        }
        Some(Delay { low, high: Some(high) })
    }

    fn modifiers(&mut self) -> ItemModifiers {
        let mut modifiers = ItemModifiers::default();
        let mut seen = [false; 3];
        while self.errors.len() < MOST_ERRORS
            && let Some(word) = self.peek(0)
        {
            let start = self.next;
            self.next += 1;
            let kind = match word {
                "cpu" => {
                    modifiers.cpu = self.cpu();
                    0
                }
                "fail" => {
                    modifiers.failure_mode = self.fail();
                    1
                }
                _ if word == "x" || word.strip_prefix('x').is_some_and(is_count_like) => {
                    modifiers.repeat = self.repeat(word);
                    2
                }
                _ => {
                    self.unknown(word);
                    continue;
                }
            };
            if seen[kind] {
                let name = ["cpu", "fail", "x"][kind];
                self.reject(
                    self.since(start),
                    format!("“{name}” is given twice."),
                    "Keep one of the two.",
                );
            }
            seen[kind] = true;
        }
        modifiers
    }

    fn cpu(&mut self) -> Option<Quantity> {
        let cpu = self.next - 1;
        if self.peek(0).is_none_or(starts_modifier) {
            self.reject(
                self.words[cpu].clone(),
                "“cpu” has no duration behind it.",
                "Write one, as in cpu 120ms.",
            );
            return None;
        }
        self.next += 1;
        if self.peek(0).is_some_and(is_unit_word) {
            self.next += 1;
        }
        let at = self.since(cpu + 1);
        let written = &self.text[at.clone()];
        let quantity = self.quantity(at.clone())?;
        if quantity.micros() > LONGEST_CPU {
            self.reject(
                at,
                format!("{} of cpu is more than 2 s.", quoted(written)),
                "Write at most cpu 2s.",
            );
            return None;
        }
        Some(quantity)
    }

    fn fail(&mut self) -> Option<FailureMode> {
        let fail = self.next - 1;
        let Some(argument) = self.peek(0).filter(|word| is_count_like(word)) else {
            return Some(FailureMode::Fails);
        };
        self.next += 1;
        let percent = if self.peek(0) == Some("%") {
            self.next += 1;
            Some(argument)
        } else {
            argument.strip_suffix('%')
        };
        let at = self.since(fail + 1);
        if let Some(percent) = percent {
            let chance = Percent::new(percent);
            if chance.is_none() {
                let fix = if is_number(percent) {
                    "Write at most fail 100%."
                } else {
                    "Write 0% to 100%, as in fail 30%."
                };
                self.reject(at, format!("{} is not a chance.", quoted(argument)), fix);
            }
            return chance.map(FailureMode::FailsByChance);
        }
        let (what, fix) = match argument.parse::<u32>() {
            Ok(attempts) if attempts > 0 && is_digits(argument) => return Some(FailureMode::FailsFirst(attempts)),
            Ok(0) => (
                format!("{} lets no attempt fail.", quoted(argument)),
                "Leave fail out, or try fail 1.".to_owned(),
            ),
            _ if is_digits(argument) => (
                format!("{} is more attempts than there can be.", quoted(argument)),
                "Write fail alone: every attempt fails.".to_owned(),
            ),
            _ if Percent::new(argument).is_some() => (
                format!("{} is not a number of attempts.", quoted(argument)),
                format!("Try fail 1, or fail {argument}% for a chance."),
            ),
            _ => (
                format!("{} is not a number of attempts.", quoted(argument)),
                "Write fail, fail 2 or fail 30%.".to_owned(),
            ),
        };
        self.reject(at, what, fix);
        None
    }

    fn repeat(&mut self, word: &'a str) -> Option<u32> {
        let x = self.next - 1;
        let mut count = &word[1..];
        if count.is_empty()
            && let Some(next) = self.peek(0).filter(|next| is_count_like(next))
        {
            count = next;
            self.next += 1;
        }
        let at = self.since(x);
        let shown = quoted(&self.text[at.clone()]);
        let (what, fix) = if count.is_empty() {
            ("“x” has no count behind it.".to_owned(), "Write one, as in x5.")
        } else if !is_digits(count) {
            (format!("{shown} is not a count."), "Write a whole number, as in x5.")
        } else {
            match count.parse::<u32>() {
                Ok(0) => (
                    format!("{shown} makes no task."),
                    "Write x1 or more, or take the item out.",
                ),
                Ok(repeat) if u64::from(repeat) <= MOST_TASKS => return Some(repeat),
                _ => (
                    format!("{shown} is more than 1,000,000 tasks."),
                    "Write at most x1000000.",
                ),
            }
        };
        self.reject(at, what, fix);
        None
    }

    fn unknown(&mut self, word: &str) {
        let at = self.words[self.next - 1].clone();
        let shown = quoted(word);
        if Quantity::parse(word).is_ok() {
            self.reject(
                at,
                format!("{shown} stands where a modifier would."),
                "Put a comma before it if it is a delay of its own.",
            );
            return;
        }
        let fix = probable_modifier(word).map_or_else(
            || "Write cpu, fail or x behind the delay, as in 2s cpu 120ms fail x3.".to_owned(),
            |right| format!("Try {right}."),
        );
        self.reject(at, format!("{shown} is not a modifier."), fix);
    }

    fn quantity(&mut self, at: Range<usize>) -> Option<Quantity> {
        match Quantity::parse(&self.text[at.clone()]) {
            Ok(quantity) => Some(quantity),
            Err(validation_error) => {
                self.errors.push((at, validation_error));
                None
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<&'a str> {
        Some(&self.text[self.words.get(self.next + ahead)?.clone()])
    }

    /// The byte range from the word `first` to the last word taken.
    fn since(&self, first: usize) -> Range<usize> {
        self.words[first].start..self.words[self.next - 1].end
    }

    fn reject(&mut self, at: Range<usize>, what: impl Into<String>, fix: impl Into<String>) {
        self.errors.push((at, ValidationError::new(what, fix)));
    }
}

/// The byte ranges of the words in `span`.
fn words(text: &str, span: Range<usize>) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = span.start;
    for word in text[span].split(is_space) {
        if !word.is_empty() {
            words.push(at..at + word.len());
        }
        let gap = text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
        at += word.len() + gap;
    }
    words
}

/// Whether a word looks like a number, so that the error can say what is wrong with it.
fn is_count_like(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_digit() || "+-−.%".contains(letter))
}

fn starts_modifier(word: &str) -> bool {
    matches!(word, "cpu" | "fail" | "x") || word.strip_prefix('x').is_some_and(is_digits)
}

/// An example of the modifier, with its argument.
fn modifier_example(word: &str) -> &str {
    match word {
        "cpu" => "cpu 120ms",
        "x" => "x5",
        _ if word.len() > LONGEST_QUOTE => "x5",
        _ => word,
    }
}

/// The range that was probably meant by `1s-3s`, `1s...3s` or `1s to 3s`.
fn probable_range(written: &str) -> Option<String> {
    if written.len() > LONGEST_QUOTE {
        return None;
    }
    ["...", "…", "–", "-", " to "].into_iter().find_map(|connector| {
        let (low, high) = written.split_once(connector)?;
        let (low, high) = (Quantity::parse(low.trim()).ok()?, Quantity::parse(high.trim()).ok()?);
        (low.as_secs() <= high.as_secs()).then(|| format!("{low}..{high}"))
    })
}

/// The modifier that was probably meant by `fail2`, `Fails`, `CPU`, `X5`, `×5` or `5x`.
fn probable_modifier(word: &str) -> Option<String> {
    if word.len() > LONGEST_QUOTE {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    if let Some(count) = lower.strip_prefix("fail").filter(|rest| is_count_like(rest)) {
        let attempts = is_digits(count) && count.parse::<u32>().is_ok_and(|attempts| attempts > 0);
        let chance = count
            .strip_suffix('%')
            .is_some_and(|digits| Percent::new(digits).is_some());
        return (attempts || chance).then(|| format!("fail {count}"));
    }
    if let Some(duration) = lower.strip_prefix("cpu").filter(|rest| is_count_like(rest)) {
        let fits = Quantity::parse(duration).is_ok_and(|quantity| quantity.micros() <= LONGEST_CPU);
        return fits.then(|| format!("cpu {duration}"));
    }
    let count = lower
        .strip_prefix(['x', '×', '*'])
        .or_else(|| lower.strip_suffix(['x', '×']));
    if let Some(count) = count.filter(|count| is_digits(count)) {
        let fits = count
            .parse::<u64>()
            .is_ok_and(|count| (1..=MOST_TASKS).contains(&count));
        return fits.then(|| format!("x{count}"));
    }
    match lower.as_str() {
        "fail" | "fails" | "failed" | "failing" | "failure" | "raise" | "raises" | "error" => Some("fail".to_owned()),
        "cpu" | "blocks" | "block" | "compute" | "computes" => Some("cpu 120ms".to_owned()),
        "x" | "×" | "*" | "times" | "repeat" => Some("x5".to_owned()),
        _ => None,
    }
}
