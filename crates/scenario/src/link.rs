//! Reads and writes a scenario as the fragment of a link, which people can read and write by hand. Knows no address
//! bar.

use super::validation_error::{ValidationError, quoted};
use super::{Leftovers, Policy, Scenario, Speed, TimerMode, Unit, modifiers, program_link, text};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::fmt;

/// The content of a link, as far as it could be read.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenedLink {
    /// The scenario: the defaults, overridden by the parts of the link.
    pub scenario: Scenario,
    /// The Python program, if the link has one: Run runs it, and not the scenario.
    pub program: Option<String>,
    /// Whether to show the page in its embedded form.
    pub embed: bool,
    /// Whether to run at once.
    pub autorun: bool,
    /// Whether to show the page as a presentation.
    pub present: bool,
    /// Whether to foretell nothing, so that the person can guess.
    pub predict_off: bool,
    /// The parts that were ignored, in their order.
    pub problems: Vec<Problem>,
    /// Whether the link's tasks could not be read, so that the scenario has the list of the first example.
    pub tasks_unreadable: bool,
}

/// An ignored part of a link, with the reason and a fix.
///
/// Displays as `limit: “0” is out of range. Write 1 to 1000000, or none.`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The key as written, cut if it is long.
    pub part: String,
    /// Why it was ignored.
    pub why: ValidationError,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.part, self.why)
    }
}

/// Reads a fragment, with or without its `#`, or a whole address that has one.
///
/// Never fails: bad parts are reported as problems, and the rest is used.
#[must_use]
pub fn read(fragment: &str) -> OpenedLink {
    let mut opened = OpenedLink {
        scenario: Scenario::default(),
        program: None,
        embed: false,
        autorun: false,
        present: false,
        predict_off: false,
        problems: Vec::new(),
        tasks_unreadable: false,
    };
    for part in last_of_each_key(fragment_of(fragment)) {
        if let Err(why) = opened.take(&part) {
            opened.tasks_unreadable |= part.key == "tasks";
            opened.problems.push(Problem {
                part: shown_key(&part.key),
                why,
            });
        }
    }
    // Checked last, because the two parts may come in either order.
    if opened.scenario.unit == Unit::Future && opened.scenario.policy == Policy::Spawn {
        opened.scenario.unit = Unit::Task;
        opened.problems.push(Problem {
            part: "unit".to_owned(),
            why: ValidationError::new(
                "“future” does not go with await=spawn, which makes tasks.",
                "Write unit=task, or another await such as gather.",
            ),
        });
    }
    opened
}

/// Longer links, in bytes, are not written: browsers and chat programs truncate them (docs/links.md).
pub const LONGEST_LINK: usize = 32 * 1024;

/// The shortest item and its comma, `1,`. A list of more items than would fit is known to be too long without writing
/// it.
const SHORTEST_ITEM: usize = 2;

/// Writes the fragment, without `#`: only what differs from the defaults, in the order of docs/links.md.
///
/// Reads back to the same scenario, except that a `unit` that [`Policy::Spawn`] does not support is left out.
#[must_use]
pub fn write(scenario: &Scenario) -> String {
    let written = parts(scenario);
    let part = |(key, value): &(&str, String)| format!("{key}={}", utf8_percent_encode(value, ENCODED));
    written.iter().map(part).collect::<Vec<_>>().join("&")
}

/// The same as [`write()`]; `None` if that is longer than [`LONGEST_LINK`].
#[must_use]
pub fn write_if_short(scenario: &Scenario) -> Option<String> {
    let may_fit = scenario.tasks.items.len() <= LONGEST_LINK / SHORTEST_ITEM;
    may_fit
        .then(|| write(scenario))
        .filter(|link| link.len() <= LONGEST_LINK)
}

/// The fragment, without `#`, of a program that is played at this speed; `None` if it would be longer than [`LONGEST_LINK`].
#[must_use]
pub fn write_program(program: &str, speed: Speed) -> Option<String> {
    let value = program_link::pack(program)?;
    let mut link = format!("{}={value}", program_link::KEY);
    if speed != Scenario::default().speed {
        link = format!("{link}&speed={}", modifiers::write_speed(speed));
    }
    Some(link).filter(|link| link.len() <= LONGEST_LINK)
}

/// The keys of a link with their values, not encoded: only what differs from the defaults, in the order of docs/links.md.
#[must_use]
pub fn parts(scenario: &Scenario) -> Vec<(&'static str, String)> {
    let default = Scenario::default();
    let mut parts = Vec::new();
    let mut put = |key, value: String| parts.push((key, value));
    if scenario.tasks != default.tasks {
        let items: Vec<String> = scenario.tasks.items.iter().map(ToString::to_string).collect();
        put("tasks", items.join(","));
    }
    if scenario.policy != default.policy {
        put("await", scenario.policy.id().to_owned());
    }
    if scenario.limit.is_some() {
        put("limit", modifiers::write_limit(scenario.limit));
    }
    if let Some(timeout) = &scenario.timeout {
        put("timeout", timeout.to_string());
    }
    if let Some(deadline) = &scenario.deadline {
        put("deadline", deadline.to_string());
    }
    if scenario.retry != default.retry {
        put("retry", scenario.retry.to_string());
    }
    if scenario.backoff != default.backoff {
        put("backoff", scenario.backoff.to_string());
    }
    if scenario.seed != default.seed {
        put("seed", scenario.seed.to_string());
    }
    if scenario.unit != default.unit && scenario.policy != Policy::Spawn {
        put("unit", scenario.unit.id().to_owned());
    }
    if scenario.leftovers != default.leftovers {
        put("leftovers", scenario.leftovers.id().to_owned());
    }
    if scenario.timers != default.timers {
        put("timers", scenario.timers.id().to_owned());
    }
    if scenario.speed != default.speed {
        put("speed", modifiers::write_speed(scenario.speed));
    }
    parts
}

/// The characters to encode: all but letters, digits and these, so that a link stays readable and survives being pasted
/// into a message.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b',')
    .remove(b':')
    .remove(b'~')
    .remove(b'*');

/// The keys of a link. Used to recognise a fragment without `#`, and in messages.
pub const KEYS: [&str; 17] = [
    "tasks",
    "program",
    "await",
    "limit",
    "timeout",
    "deadline",
    "retry",
    "backoff",
    "seed",
    "unit",
    "leftovers",
    "timers",
    "speed",
    "embed",
    "autorun",
    "present",
    "predict",
];

/// One `key=value` pair, decoded.
struct Part {
    key: String,
    value: Result<String, ValidationError>,
}

impl OpenedLink {
    fn take(&mut self, part: &Part) -> Result<(), ValidationError> {
        if !KEYS.contains(&part.key.as_str()) {
            return Err(ValidationError::new(
                "This is not a part of a link.",
                format!("The parts are {}.", KEYS.join(", ")),
            ));
        }
        let value = part.value.as_ref().map_err(Clone::clone)?;
        // The page's inputs may be empty or have blanks around a value. A part of a link must have a value.
        let may_be_empty = ["limit", "timeout", "deadline"].contains(&part.key.as_str());
        if part.key != "tasks" && ((value.is_empty() && may_be_empty) || value.trim() != value) {
            return Err(ValidationError::new(
                format!("{} is not a value.", quoted(value)),
                "Write one without blanks, or leave the part out.",
            ));
        }
        let scenario = &mut self.scenario;
        match part.key.as_str() {
            "tasks" => scenario.tasks = read_tasks(value)?,
            program_link::KEY => self.program = Some(program_link::unpack(value)?),
            "await" => scenario.policy = one_of(value, &Policy::ALL, Policy::id)?,
            "limit" => scenario.limit = modifiers::read_limit(value)?,
            "timeout" => scenario.timeout = modifiers::read_timeout(value)?,
            "deadline" => scenario.deadline = modifiers::read_deadline(value)?,
            "retry" => scenario.retry = modifiers::read_retry(value)?,
            "backoff" => scenario.backoff = modifiers::read_backoff(value)?,
            "seed" => scenario.seed = modifiers::read_seed(value)?,
            "unit" => scenario.unit = one_of(value, &Unit::ALL, Unit::id)?,
            "leftovers" => scenario.leftovers = one_of(value, &Leftovers::ALL, Leftovers::id)?,
            "timers" => scenario.timers = one_of(value, &TimerMode::ALL, TimerMode::id)?,
            "speed" => scenario.speed = modifiers::read_speed(value)?,
            "embed" => self.embed = read_switch(value)?,
            "present" => self.present = read_switch(value)?,
            "autorun" => self.autorun = read_switch(value)?,
            _ => self.predict_off = !read_switch(value)?,
        }
        Ok(())
    }
}

/// The fragment of an address; a text that is already a fragment is returned as it is.
fn fragment_of(written: &str) -> &str {
    let written = written.trim();
    let Some((before, fragment)) = written.split_once('#') else {
        // An address of the page without a fragment.
        let address = written.split('=').next().is_some_and(|start| start.contains("://"));
        return if address { "" } else { written };
    };
    // A `#` inside a hand-written list starts a comment, not a fragment.
    let starts_with_key = before.split_once('=').is_some_and(|(key, _)| KEYS.contains(&key));
    if starts_with_key { written } else { fragment }
}

/// The last part of each key, in the order of the fragment.
fn last_of_each_key(fragment: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for written in fragment.split('&').filter(|part| !part.is_empty()).rev() {
        let (key, value) = written.split_once('=').unwrap_or((written, ""));
        let key = decoded(key).unwrap_or_else(|_| key.to_owned());
        // Limits the number of unknown keys that are reported. The known keys are few.
        let has_room = parts.len() < text::MOST_ERRORS || KEYS.contains(&key.as_str());
        if has_room && parts.iter().all(|part| part.key != key) {
            parts.push(Part {
                key,
                value: decoded(value),
            });
        }
    }
    parts.reverse();
    parts
}

/// Decodes percent-encoded UTF-8. A plus stays a plus.
fn decoded(written: &str) -> Result<String, ValidationError> {
    let broken = written.split('%').skip(1).find(|after| {
        let digits = after.as_bytes().get(..2);
        !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    if let Some(after) = broken {
        let start: String = after.chars().take(2).collect();
        return Err(ValidationError::new(
            format!("{} is not an encoded character.", quoted(&format!("%{start}"))),
            "Write % as %25.",
        ));
    }
    let decoded = percent_decode_str(written).decode_utf8();
    decoded.map(Into::into).map_err(|_| {
        ValidationError::new(
            format!("{} is not encoded UTF-8.", quoted(written)),
            "Encode it as UTF-8, as in %C3%A9 for é.",
        )
    })
}

fn read_tasks(value: &str) -> Result<super::TaskList, ValidationError> {
    text::parse(value).map(|written| written.list).map_err(|errors| {
        let mut errors = errors.into_iter();
        let Some(first) = errors.next() else {
            return ValidationError::new("The list cannot be read.", "Write delays, as in 2,1.");
        };
        let what = format!("Line {}, column {}: {}", first.line, first.column, first.what);
        match errors.len() {
            0 => ValidationError::new(what, first.fix),
            more => ValidationError::new(what, format!("{} And {more} more.", first.fix)),
        }
    })
}

fn one_of<T: Copy>(value: &str, all: &[T], id: impl Fn(T) -> &'static str) -> Result<T, ValidationError> {
    if let Some(&one) = all.iter().find(|&&one| id(one) == value) {
        return Ok(one);
    }
    let spelled = value.trim().to_ascii_lowercase().replace([' ', '_'], "-");
    let fix = match all.iter().find(|&&one| id(one) == spelled) {
        Some(&meant) => format!("Try {}.", id(meant)),
        None => format!(
            "Write {}.",
            all.iter().map(|&one| id(one)).collect::<Vec<_>>().join(", ")
        ),
    };
    Err(ValidationError::new(
        format!("{} is not one of its values.", quoted(value)),
        fix,
    ))
}

/// The value of `embed`, `autorun`, `present` and `predict`: `1` is on, `0` is off.
fn read_switch(value: &str) -> Result<bool, ValidationError> {
    match value {
        "1" => Ok(true),
        "0" => Ok(false),
        _ => Err(ValidationError::new(
            format!("{} does not switch it on or off.", quoted(value)),
            "Write 1 or 0, or leave it out.",
        )),
    }
}

/// A key as shown in a message: known keys as they are, others in quotation marks.
fn shown_key(key: &str) -> String {
    if KEYS.contains(&key) {
        key.to_owned()
    } else {
        quoted(key)
    }
}
