//! What the lane of a resource answers at a moment: `queue: 3 of 3, full`, since when, and who waits for it, in which line.

use crate::bar::{BarAnswer, BarFact};
use crate::glossary::Term;
use recording::resources::{kind, kind_beside_name, name, size, waits_in_line, words};
use recording::{History, Moment, ResourceId, ResourceKind, ResourceStep, State, TaskId, Trace};
use scenario::time::Micros;
use scenario::words::{count, length, moment_in_a_sentence};

/// Tasks that are named; more are counted.
const MOST_NAMED: usize = 4;
/// In a record of more tasks, those that wait are counted and not looked for.
const MOST_SEARCHED: usize = 512;
/// Steps that are looked at for when its level began.
const MOST_STEPS: usize = 4_096;

/// The answer at this moment; `None` after `now`, the end of the recorded time, and for a resource that there is not.
#[must_use]
pub fn answer(trace: &Trace, history: &History, res: ResourceId, at: Micros, now: Micros) -> Option<BarAnswer> {
    if at > now {
        return None;
    }
    let resource = trace.resources.get(res.0 as usize)?;
    let moment = Moment::at_time(trace, at);
    let step = history.resources.at(trace, res, moment);
    let what = words(trace, resource, &step);
    let title = match kind(resource) {
        Some(ResourceKind::Queue) if size(resource) == Some(step.level) => format!("{what}, full"),
        Some(ResourceKind::Queue) if step.level == 0 => format!("{what}, empty"),
        _ => what,
    };
    let mut rows = Vec::new();
    let mut row = |label: &'static str, text: String| rows.push(BarFact { label, text });
    if let Some(since) = since(history.resources.steps(res), moment) {
        let for_so_long = if at > since {
            format!(", for {}", length(at.since(since)))
        } else {
            String::new()
        };
        row("Since", format!("{}{for_so_long}", moment_in_a_sentence(since)));
    }
    if kind(resource) == Some(ResourceKind::Semaphore)
        && let Some(holder) = step.holder
    {
        row("Held by", trace.name_in_words(holder).into_owned());
    }
    if step.waiting > 0 {
        let named = waiting(trace, history, res, moment);
        let all = count(step.waiting as usize, "task");
        row("Waiting", if named.is_empty() { all } else { named });
    }
    let kind = kind_beside_name(resource).map_or(String::new(), |kind| format!(" ({kind})"));
    Some(BarAnswer {
        title: format!("{}{kind}: {title}", name(resource)),
        term: Term::ResourceLane,
        rows,
    })
}

/// Since when its level and its holder are what they are; `None` before its first event.
fn since(steps: &[ResourceStep], moment: Moment) -> Option<Micros> {
    let until = steps.partition_point(|step| (step.event as usize) < moment.events);
    let last = steps[..until].last()?;
    let same = |step: &&ResourceStep| (step.level, step.holder) == (last.level, last.holder);
    let alike = steps[..until].iter().rev().take(MOST_STEPS).take_while(same);
    alike.last().map(|step| step.at)
}

/// The tasks that wait for it, each with its line; empty if they are too many to look for.
fn waiting(trace: &Trace, history: &History, res: ResourceId, moment: Moment) -> String {
    if trace.tasks.len() > MOST_SEARCHED {
        return String::new();
    }
    let waits = |task: TaskId| {
        let lane = history.lanes.lane(trace, task)?;
        let State::Waiting(on) = lane.state_after(moment.events) else {
            return None;
        };
        let event = lane.segment_before(moment.events)?.event;
        (on.is_resource() && trace.events.extra(event as usize).res == Some(res)).then_some((task, event))
    };
    let all: Vec<(TaskId, u32)> = trace.tasks.ids().filter_map(waits).collect();
    let named = all.iter().take(MOST_NAMED).map(|(task, event)| {
        let name = trace.name_in_words(*task);
        match waits_in_line(trace, *event) {
            Some(line) => format!("{name} (line {})", line.line),
            None => name.into_owned(),
        }
    });
    let named: Vec<String> = named.collect();
    match all.len() - named.len() {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}
