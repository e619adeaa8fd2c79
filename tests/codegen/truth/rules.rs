//! The differences between the traces, each with its reason. A rule changes only the events that it names.

use super::rows::Row;
use scenario::{Leftovers, Policy, Scenario};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    Attempt,
    NeverRetrieved,
    OneByOne,
    DeadlineTimer,
    Timeout,
    Deadline,
    Group,
    Cancel,
    Tell,
    Finish,
    DeadlineCleared,
    PassedOn,
    ServedForNothing,
    SetOrder,
    LastTurn,
    Turns,
}

type Used = BTreeMap<Rule, usize>;

pub fn explained(scenario: &Scenario, mut here: Vec<Row>, mut there: Vec<Row>) -> Result<Used, String> {
    let mut used = Used::new();
    let mut touched: BTreeSet<u64> = BTreeSet::new();
    let mut count = |rule: Rule, times: usize| {
        if times > 0 {
            *used.entry(rule).or_default() += times;
        }
    };
    let before = here.len();
    here.retain(|row| !matches!(row.kind, "attempt" | "attempt-failed"));
    count(Rule::Attempt, before - here.len());

    let times = warnings_last(&mut here, &mut there);
    count(Rule::NeverRetrieved, times);
    if scenario.policy == Policy::OneByOne {
        count(Rule::OneByOne, in_one_task(&mut here));
    }
    count(Rule::DeadlineTimer, timer_after_tasks(&mut here, &there));
    count(Rule::Timeout, timeouts(&mut there, scenario.policy == Policy::OneByOne));
    count(Rule::Deadline, main_stopped(&mut there, &mut touched, "by none why program", true));
    count(Rule::Group, main_stopped(&mut there, &mut touched, "by ", false));
    let (cancelled, served) = cancels(&mut there, &mut touched, scenario.policy == Policy::Spawn);
    count(Rule::Cancel, cancelled);
    count(Rule::ServedForNothing, served);
    if matches!(scenario.policy, Policy::FirstOk | Policy::Race) {
        count(Rule::SetOrder, in_list_order(&mut there));
    }
    in_order_of_release(&mut there, &touched);
    count(Rule::PassedOn, passed_on(&mut here, &mut touched));
    if scenario.policy == Policy::Spawn {
        count(Rule::Tell, tells(&mut there, &mut touched));
    }
    if scenario.leftovers == Leftovers::Finish {
        count(Rule::Finish, finishes(&here, &mut there, &mut touched));
    }
    if let Some(deadline) = &scenario.deadline {
        count(Rule::DeadlineCleared, cleared_later(&mut here, &there, deadline.micros().0));
    }
    let tells = if scenario.policy == Policy::Spawn { ends(&here) } else { BTreeSet::new() };
    let (at_tells, last, elsewhere) = turns(&mut here, &mut there, &touched, &tells);
    count(Rule::Tell, at_tells);
    count(Rule::LastTurn, last);
    count(Rule::Turns, elsewhere);
    if here == there { Ok(used) } else { Err(around_first_difference(&here, &there)) }
}

fn warnings_last(here: &mut Vec<Row>, there: &mut Vec<Row>) -> usize {
    let take = |rows: &mut Vec<Row>| {
        let mut warned: Vec<Row> = rows.iter().filter(|row| row.kind == "never-retrieved").cloned().collect();
        rows.retain(|row| row.kind != "never-retrieved" && row.kind != "printed on stderr");
        warned.sort_by_key(|row| row.task);
        for row in &mut warned {
            row.at = u64::MAX;
        }
        let times = warned.len();
        rows.extend(warned);
        times
    };
    take(here).max(take(there))
}

/// Rewrites the rows of children that main polls itself as rows of main.
fn in_one_task(here: &mut Vec<Row>) -> usize {
    let mut times = 0;
    let mut rows: Vec<Row> = Vec::new();
    let mut on = None;
    for mut row in here.drain(..) {
        match row.task {
            Some(0) if row.kind == "poll-end" => {
                if let Some(on) = on.take() {
                    row.facts = on;
                }
                rows.push(row);
            }
            Some(task) if task > 0 => {
                times += 1;
                match row.kind {
                    "poll-end" => on = (row.facts != "ended").then_some(row.facts),
                    "spawned" | "poll-start" | "finished" | "failed" | "cancel-requested" | "cancelled" => {}
                    _ => {
                        row.task = Some(0);
                        rows.push(row);
                    }
                }
            }
            _ => rows.push(row),
        }
    }
    *here = rows;
    times
}

fn timer_after_tasks(here: &mut Vec<Row>, there: &[Row]) -> usize {
    let Some(set) = here.iter().position(|row| row.is(0, "timer-set")) else { return 0 };
    let Some(end) = here.iter().position(|row| row.is(0, "poll-end")) else { return 0 };
    if set > end || here.get(set) == there.get(set) {
        return 0;
    }
    let row = here.remove(set);
    here.insert(end - 1, row);
    1
}

fn timeouts(there: &mut Vec<Row>, one_by_one: bool) -> usize {
    let mut times = 0;
    let mut index = 1;
    while index < there.len() {
        let fired = &there[index - 1];
        let row = &there[index];
        if fired.kind == "timer-fired"
            && row.kind == "cancel-requested"
            && row.task == fired.task
            && row.facts == "by none why program"
            && (row.task != Some(0) || one_by_one)
        {
            let by = format!("by timer {}", fired.facts);
            there.remove(index);
            times += 1;
            if there[index].kind == "woken" && there[index].task == there[index - 1].task {
                there[index].facts = by;
            }
        }
        index += 1;
    }
    times
}

fn main_stopped(there: &mut Vec<Row>, touched: &mut BTreeSet<u64>, facts: &str, deadline: bool) -> usize {
    let request = there.iter().position(|row| {
        row.is(0, "cancel-requested") && if deadline { row.facts == facts } else { row.facts != "by none why program" }
    });
    let Some(request) = request else { return 0 };
    let at = there[request].at;
    let by = if deadline {
        format!("by timer {}", there[request - 1].facts)
    } else {
        let by = there[request].facts.split(' ').nth(1).unwrap_or_default();
        format!("by task {by}")
    };
    there.remove(request);
    touched.insert(at);
    let main = |there: &[Row], from: usize, kind: &str| {
        (from..there.len()).find(|&index| there[index].is(0, kind) && there[index].at == at)
    };
    let Some(woken) = main(there, request, "woken") else { return 1 };
    there[woken].facts = by;
    let Some(start) = main(there, woken, "poll-start") else { return 1 };
    let Some(end) = main(there, start, "poll-end") else { return 1 };
    let idle = there[start..end].iter().all(|row| row.task != Some(0) || row.kind == "poll-start");
    if there[end].facts == "pending tasks" && idle {
        let Some(again) = main(there, end, "woken") else { return 1 };
        let Some(start_again) = main(there, again, "poll-start") else { return 1 };
        there.remove(start_again);
        let row = there.remove(again);
        let _ = row;
        there.remove(end);
        let _ = start;
    }
    1
}

fn cancels(there: &mut Vec<Row>, touched: &mut BTreeSet<u64>, spawn: bool) -> (usize, usize) {
    let (mut times, mut served) = (0, 0);
    let mut index = 0;
    while index < there.len() {
        let row = &there[index];
        let (at, Some(task)) = (row.at, row.task) else {
            index += 1;
            continue;
        };
        if row.kind == "cancel-requested"
            && task != 0
            && let Some(moved) = end_of_cancelled(there, index, task, at, spawn)
        {
            times += 1;
            touched.insert(at);
            let mut taken = Vec::new();
            for &(place, keep) in moved.iter().rev() {
                let row = there.remove(place);
                if keep {
                    taken.push(row);
                }
            }
            // A timer of the cancelled task that was due in this very turn is served for nothing.
            let mut timers = Vec::new();
            taken.retain_mut(|row| {
                let timer = matches!(row.kind, "timer-fired" | "timer-cleared");
                if row.kind == "timer-fired" {
                    served += 1;
                    row.kind = "timer-cleared";
                }
                if timer {
                    timers.push(row.clone());
                }
                !timer
            });
            timers.sort_by_key(|row| row.facts.starts_with("sleep"));
            for row in taken.into_iter().chain(timers) {
                there.insert(index + 1, row);
            }
        }
        index += 1;
    }
    (times, served)
}

/// Puts tasks that main cancels one after the other into the order of the list.
fn in_list_order(there: &mut [Row]) -> usize {
    let is_block = |row: &Row, task| row.task == task && matches!(row.kind, "cancel-requested" | "timer-cleared" | "released" | "cancelled");
    let mut times = 0;
    let mut first = 0;
    while first < there.len() {
        let mut blocks: Vec<Vec<Row>> = Vec::new();
        let mut place = first;
        while let Some(row) = there.get(place).filter(|row| row.kind == "cancel-requested" && row.facts == "by 0 why program") {
            let task = row.task;
            let length = there[place..].iter().take_while(|row| is_block(row, task)).count();
            blocks.push(there[place..place + length].to_vec());
            place += length;
        }
        if !blocks.is_sorted_by_key(|block| block[0].task) {
            times += 1;
            blocks.sort_by_key(|block| block[0].task);
            for (row, sorted) in there[first..].iter_mut().zip(blocks.into_iter().flatten()) {
                *row = sorted;
            }
        }
        first = place.max(first + 1);
    }
    times
}

/// Numbers the free permits again after tasks that are cancelled at once have been put into the order of the requests.
fn in_order_of_release(there: &mut [Row], touched: &BTreeSet<u64>) {
    for &at in touched {
        let places: Vec<usize> = (0..there.len())
            .filter(|&place| there[place].at == at && matches!(there[place].kind, "released" | "acquired"))
            .collect();
        // A run ends where a permit is taken or handed on.
        let runs: Vec<Vec<usize>> = places
            .split(|&place| released(&there[place]).is_none_or(|(to, _)| to.is_some()))
            .map(<[usize]>::to_vec)
            .collect();
        for run in runs {
            let mut free: Vec<u32> = run.iter().filter_map(|&place| released(&there[place])).map(|(_, free)| free).collect();
            free.sort_unstable();
            for (&place, free) in run.iter().zip(free) {
                there[place].facts = format!("to none free {free}");
            }
        }
    }
}

/// The places of what CPython does with a cancelled task after the request, and whether the playground does it, too.
fn end_of_cancelled(there: &[Row], request: usize, task: u32, at: u64, spawn: bool) -> Option<Vec<(usize, bool)>> {
    let mut moved = Vec::new();
    let mut polled = false;
    let mut turns = 0;
    let permit = format!("by permit of {task}");
    // The handle that main awaits at the deadline: main was not polled for it.
    let by_main = there[..request].iter().rev().find(|row| row.task == Some(0)).is_some_and(|row| row.kind == "timer-fired");
    for (place, row) in there.iter().enumerate().skip(request + 1) {
        if row.at != at {
            return None;
        }
        if row.kind == "turn" {
            turns += 1;
            if turns > 1 {
                return None;
            }
        }
        if row.kind == "woken" && row.facts == permit && polled && !(spawn && by_main) {
            moved.push((place, true));
        }
        if row.task != Some(task) {
            continue;
        }
        match row.kind {
            "woken" if !polled && row.facts == "by cancel" => moved.push((place, false)),
            "poll-start" if !polled => {
                polled = true;
                moved.push((place, false));
            }
            "timer-cleared" | "released" | "cancelled" if polled => moved.push((place, true)),
            "timer-fired" if !polled => moved.push((place, true)),
            "poll-end" if polled && row.facts == "ended" => {
                moved.push((place, false));
                return Some(moved);
            }
            _ => return None,
        }
    }
    None
}

/// The stamps at which a task ended that is not main.
fn ends(rows: &[Row]) -> BTreeSet<u64> {
    let ends = rows.iter().filter(|row| {
        row.task.is_some_and(|task| task > 0) && matches!(row.kind, "finished" | "failed" | "cancelled")
    });
    ends.map(|row| row.at).collect()
}

fn cleared_later(here: &mut Vec<Row>, there: &[Row], deadline: u64) -> usize {
    let name = format!("timeout due {deadline}");
    let find = |rows: &[Row]| rows.iter().rposition(|row| row.is(0, "timer-cleared") && row.facts == name);
    let (Some(cleared), Some(wanted)) = (find(here), find(there)) else { return 0 };
    if wanted == 0 || !there[wanted - 1].is(0, "printed") {
        return 0;
    }
    // Only over what main prints in the same poll.
    let mut place = cleared;
    while here.get(place + 1).is_some_and(|row| row.is(0, "printed") && row.at == here[place].at) {
        here.swap(place, place + 1);
        place += 1;
    }
    usize::from(place != cleared)
}

fn tells(there: &mut Vec<Row>, touched: &mut BTreeSet<u64>) -> usize {
    let mut times = 0;
    let mut index = 0;
    while index < there.len() {
        if there[index].is(0, "woken") && there[index].facts.starts_with("by task") {
            let at = there[index].at;
            touched.insert(at);
            let start = (index..there.len()).find(|&place| there[place].is(0, "poll-start"));
            if let Some(start) = start {
                let mut row = there.remove(index);
                // A poll in between may compute.
                row.at = there[start - 1].at;
                touched.insert(row.at);
                there.insert(start - 1, row);
                index = start;
                times += 1;
            }
        }
        index += 1;
    }
    times
}

fn finishes(here: &[Row], there: &mut Vec<Row>, touched: &mut BTreeSet<u64>) -> usize {
    let Some(end) = here.iter().position(|row| row.is(0, "ended")) else { return 0 };
    let at = here[end].at;
    let polls = |rows: &[Row]| rows.iter().filter(|row| row.is(0, "poll-start")).count();
    let wanted = polls(&here[..end]);
    // The poll in which the playground's main ends.
    let mut starts = there.iter().enumerate().filter(|(_, row)| row.is(0, "poll-start"));
    let Some((start, _)) = starts.nth(wanted - 1) else { return 0 };
    let Some(pending) = (start..there.len()).find(|&place| there[place].is(0, "poll-end")) else { return 0 };
    if there[pending].at != at || there[pending].facts != "pending tasks" {
        return 0;
    }
    there[pending].facts = "ended".into();
    there.insert(pending, Row { at, task: Some(0), kind: "ended", facts: String::new() });
    let mut place = pending + 2;
    while place < there.len() {
        if there[place].task == Some(0) {
            touched.insert(there[place].at);
            there.remove(place);
        } else {
            place += 1;
        }
    }
    touched.insert(at);
    1
}

/// Drops turns that only one of the two has, where another rule allows that. Returns how often at a tell, and how often
/// elsewhere.
fn turns(here: &mut Vec<Row>, there: &mut Vec<Row>, touched: &BTreeSet<u64>, tells: &BTreeSet<u64>) -> (usize, usize, usize) {
    let (mut at_tells, mut last, mut elsewhere) = (0, 0, 0);
    let mut place = 0;
    loop {
        let (ours, theirs) = (here.get(place), there.get(place));
        if ours == theirs && ours.is_some() {
            place += 1;
            continue;
        }
        let turn = |row: Option<&Row>| row.filter(|row| row.kind == "turn").map(|row| row.at);
        let (ours, theirs) = (turn(ours), turn(theirs));
        match (ours, theirs) {
            (Some(at), other) if other.is_none_or(|other| at < other) && touched.contains(&at) => {
                elsewhere += 1;
                here.remove(place);
            }
            (Some(at), other) if other.is_none_or(|other| at < other) && tells.contains(&at) => {
                at_tells += 1;
                here.remove(place);
            }
            (_, Some(_)) if place == here.len() || here[place].kind == "never-retrieved" => {
                last += 1;
                there.remove(place);
            }
            (_, Some(at)) if touched.contains(&at) => {
                elsewhere += 1;
                there.remove(place);
            }
            _ => return (at_tells, last, elsewhere),
        }
    }
}

/// A permit that passes through the hands of tasks that are cancelled at once.
fn passed_on(here: &mut Vec<Row>, touched: &mut BTreeSet<u64>) -> usize {
    let mut times = 0;
    let mut index = 0;
    while index < here.len() {
        let at = here[index].at;
        let Some((to, free)) = released(&here[index]) else {
            index += 1;
            continue;
        };
        let (Some(to), Some(giver)) = (to, here[index].task) else {
            index += 1;
            continue;
        };
        let permit = format!("by permit of {giver}");
        let then = here[index + 1..].iter().find(|row| row.task == Some(giver));
        if then.is_none_or(|row| row.kind != "cancelled") {
            index += 1;
            continue;
        }
        let of_next: Vec<usize> =
            (index + 1..here.len()).filter(|&place| here[place].task == Some(to)).take(3).collect();
        let [woken, asked, released_again] = of_next[..] else {
            index += 1;
            continue;
        };
        let unheld = here[woken].kind == "woken"
            && here[woken].facts == permit
            && here[asked].kind == "cancel-requested"
            && here[asked].at == at
            && here[released_again].kind == "released";
        let Some((then_to, _)) = released(&here[released_again]).filter(|_| unheld) else {
            index += 1;
            continue;
        };
        times += 1;
        touched.insert(at);
        let mut free_now = free;
        here.remove(released_again);
        if let Some(then_to) = then_to {
            // It passes on from the first giver.
            let given = format!("by permit of {to}");
            if let Some(row) = here[released_again..].iter_mut().find(|row| row.is(then_to, "woken") && row.facts == given) {
                row.facts = permit;
            }
            here[index].facts = format!("to {then_to} free {free}");
        } else {
            free_now += 1;
            here[index].facts = format!("to none free {free_now}");
        }
        here.remove(woken);
        // Those that gave one back between now find one more free.
        if then_to.is_none() {
            for row in &mut here[index + 1..released_again - 1] {
                if let Some((to, free)) = released(row) {
                    row.facts = format!("to {} free {}", to.map_or_else(|| "none".into(), |to| to.to_string()), free + 1);
                }
            }
        }
    }
    times
}

/// Whom a permit was released to, and how many are free then.
fn released(row: &Row) -> Option<(Option<u32>, u32)> {
    let (to, free) = row.facts.strip_prefix("to ").filter(|_| row.kind == "released")?.split_once(" free ")?;
    Some((to.parse().ok(), free.parse().ok()?))
}

fn around_first_difference(here: &[Row], there: &[Row]) -> String {
    let first = here.iter().zip(there).take_while(|(here, there)| here == there).count();
    let some = |rows: &[Row]| -> String {
        let from = first.saturating_sub(6);
        let until = rows.len().min(first + 14);
        let lines = rows.get(from..until).unwrap_or_default().iter().enumerate();
        lines
            .map(|(place, row)| format!("  {} {row}\n", if from + place == first { '>' } else { ' ' }))
            .collect()
    };
    format!(" here:\n{} CPython:\n{}", some(here), some(there))
}
