//! The set-up in one line: what it holds, and which parts of that fit a width. Knows no page.

use codegen::Language;
use scenario::time::Micros;
use scenario::words::{count, estimated_length, exact_length, thousands};
use scenario::{Leftovers, Scenario, TaskList, TimerMode, Unit};
use std::iter;

/// Lists of at most so many items have their delays in the line.
const FEW: usize = 5;

/// What stands between two parts.
pub const SEPARATOR: &str = " · ";

/// What the set-up holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetUpLine {
    /// The weightiest first: tasks, policy, limit, timeout, then what differs from the defaults.
    pub parts: Vec<String>,
    /// The first part without the delays, for a narrow line.
    pub short_tasks: String,
    /// The policy by its label alone, and by its code word alone, for a narrow line.
    pub short_policies: [String; 2],
    /// How long the list takes if it is run one by one.
    pub total: String,
}

/// What of a line fits its width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FittedLine {
    /// The parts that fit, whole.
    pub parts: Vec<String>,
    /// `+2 more`; empty if every part fits.
    pub more: String,
    /// Whether the total fits, too.
    pub total: bool,
}

impl SetUpLine {
    /// The line of this scenario, with the words of this language.
    #[must_use]
    pub fn new(scenario: &Scenario, language: Language) -> Self {
        let policy = scenario.policy;
        let short_tasks = tasks(&scenario.tasks);
        let first = delays(&scenario.tasks).map_or_else(|| short_tasks.clone(), |all| format!("{short_tasks}: {all}"));
        let mut parts = vec![
            first,
            format!("{} ({})", policy.label(), language.word_for(policy)),
            scenario
                .limit
                .map_or_else(|| "no limit".to_owned(), |limit| format!("limit {limit}")),
            scenario.timeout.as_ref().map_or_else(
                || "no timeout".to_owned(),
                |it| format!("timeout {}", exact_length(it.micros())),
            ),
        ];
        if let Some(deadline) = &scenario.deadline {
            parts.push(format!("deadline {}", exact_length(deadline.micros())));
        }
        match scenario.retry {
            0 => {}
            1 => parts.push("1 retry".to_owned()),
            many => parts.push(format!("{many} retries")),
        }
        if scenario.backoff.micros() > Micros::ZERO {
            parts.push(format!("backoff {}", exact_length(scenario.backoff.micros())));
        }
        if scenario.leftovers != Leftovers::default() {
            parts.push(scenario.leftovers.label().to_owned());
        }
        if scenario.unit != Unit::default() {
            parts.push("futures".to_owned());
        }
        if scenario.timers != TimerMode::default() {
            parts.push("shared timers".to_owned());
        }
        if scenario.seed != Scenario::default().seed {
            parts.push(format!("seed {}", scenario.seed));
        }
        Self {
            parts,
            short_tasks,
            short_policies: [policy.label().to_owned(), language.word_for(policy).to_owned()],
            total: one_by_one(&scenario.tasks),
        }
    }

    /// The line of a Python program.
    #[must_use]
    pub fn of_program(text: &str) -> Self {
        let lines = text.lines().count();
        Self::of_record(vec![
            format!("Program: {}", count(lines, "line")),
            "Python on a virtual clock".to_owned(),
        ])
    }

    /// The line of an opened record, of which there is no set-up here.
    #[must_use]
    pub fn of_record(parts: Vec<String>) -> Self {
        Self {
            short_tasks: parts.first().cloned().unwrap_or_default(),
            parts,
            short_policies: [String::new(), String::new()],
            total: String::new(),
        }
    }

    /// The line of a set-up that has a mistake, so that nothing else can be said of it.
    #[must_use]
    pub fn unreadable(list_readable: bool) -> Self {
        let what = if list_readable {
            "A setting cannot be read"
        } else {
            "The list cannot be read"
        };
        Self {
            parts: vec![what.to_owned()],
            short_tasks: what.to_owned(),
            short_policies: [String::new(), String::new()],
            total: String::new(),
        }
    }

    /// What fits `room`, in the unit of `width`. Parts are left out whole and from the right; the total goes before the
    /// second part does. Before the policy goes, it and the tasks are said in fewer words. The first part always stays.
    #[must_use]
    pub fn fitted(&self, room: f64, width: &dyn Fn(&str) -> f64) -> FittedLine {
        let total_width = width(SEPARATOR) + width(&self.total);
        let with_total = self.most_parts(&self.parts, room - total_width, width);
        let all = self.parts.len();
        if with_total >= 2.min(all) {
            return self.first(&self.parts, with_total, true);
        }
        let shortened = |tasks: &String, policy: &String| {
            let others = self.parts.iter().skip(2);
            [tasks, policy].into_iter().chain(others).cloned().collect::<Vec<_>>()
        };
        if let [tasks, policy, ..] = self.parts.as_slice() {
            let policies = || iter::once(policy).chain(&self.short_policies);
            for parts in [tasks, &self.short_tasks]
                .into_iter()
                .flat_map(|tasks| policies().map(|policy| shortened(tasks, policy)))
            {
                let alone = self.most_parts(&parts, room, width);
                if alone >= 2 {
                    return self.first(&parts, alone, false);
                }
            }
        }
        if self.most_parts(&self.parts, room, width) == 1 {
            return self.first(&self.parts, 1, false);
        }
        let mut short = self.parts.clone();
        short[0].clone_from(&self.short_tasks);
        self.first(&short, 1, false)
    }

    /// How many parts fit beside the number of the others.
    fn most_parts(&self, parts: &[String], room: f64, width: &dyn Fn(&str) -> f64) -> usize {
        (1..=parts.len())
            .rev()
            .find(|&shown| {
                let mut text = parts[..shown].join(SEPARATOR);
                if shown < parts.len() {
                    text += SEPARATOR;
                    text += &more(parts.len() - shown);
                }
                width(&text) <= room
            })
            .unwrap_or(0)
    }

    fn first(&self, parts: &[String], shown: usize, total: bool) -> FittedLine {
        FittedLine {
            parts: parts[..shown].to_vec(),
            more: if shown < parts.len() {
                more(parts.len() - shown)
            } else {
                String::new()
            },
            total: total && !self.total.is_empty(),
        }
    }
}

fn more(parts: usize) -> String {
    format!("+{parts} more")
}

/// The sum of all delays and computations, as `6 s if run one by one`. A range counts as its middle, and makes it `about`.
///
/// Failures are left out, because their effect depends on retries and on the policy.
#[must_use]
pub fn one_by_one(list: &TaskList) -> String {
    let mut seconds = 0.0;
    let mut exact = true;
    for item in &list.items {
        let low = item.delay.low.as_secs();
        let high = item.delay.high.as_ref().map_or(low, |high| high.as_secs());
        let cpu = item.cpu.as_ref().map_or(0.0, |cpu| cpu.as_secs());
        seconds += f64::from(item.repeat) * ((low + high) / 2.0 + cpu);
        exact &= item.delay.high.is_none();
    }
    let about = if exact { "" } else { "about " };
    format!("{about}{} if run one by one", estimated_length(seconds))
}

fn tasks(list: &TaskList) -> String {
    match list.count() {
        0 => "no tasks".to_owned(),
        few if few < 1_000 => count(few as usize, "task"),
        many => format!("{} tasks", thousands(many)),
    }
}

/// `2, 1, 3 s`, or `2 s, 450 ms` in several units. `None` for a long list and for one with a range.
fn delays(list: &TaskList) -> Option<String> {
    let items = &list.items;
    let plain = items.iter().all(|item| item.repeat == 1 && item.delay.high.is_none());
    if items.is_empty() || items.len() > FEW || !plain {
        return None;
    }
    let lengths: Vec<String> = items.iter().map(|item| exact_length(item.delay.low.micros())).collect();
    let pairs: Vec<(&str, &str)> = lengths.iter().filter_map(|length| length.split_once(' ')).collect();
    let unit = pairs.first()?.1;
    let one_unit = pairs.iter().all(|(_, other)| *other == unit);
    if !one_unit {
        return Some(lengths.join(", "));
    }
    let numbers: Vec<&str> = pairs.iter().map(|(number, _)| *number).collect();
    Some(format!("{} {unit}", numbers.join(", ")))
}
