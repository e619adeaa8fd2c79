//! The differences between the playground's trace and CPython's. Each has a reason, and rewrites only the events that it
//! names; what differs otherwise is an error.

use super::rows::Row;
use scenario::{Leftovers, Policy, Scenario};
use std::collections::{BTreeMap, BTreeSet};

/// A named difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    Attempt,
    OneByOne,
    MainEnds,
    NeverRetrieved,
    DeadlineSet,
    DeadlineCleared,
    Timeout,
    Deadline,
    Group,
    Cancel,
    Served,
    Permit,
    SetOrder,
    Tell,
    Finish,
    LastTurn,
    Turn,
}

impl Rule {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 17] = [
        Self::Attempt,
        Self::OneByOne,
        Self::MainEnds,
        Self::NeverRetrieved,
        Self::DeadlineSet,
        Self::DeadlineCleared,
        Self::Timeout,
        Self::Deadline,
        Self::Group,
        Self::Cancel,
        Self::Served,
        Self::Permit,
        Self::SetOrder,
        Self::Tell,
        Self::Finish,
        Self::LastTurn,
        Self::Turn,
    ];

    /// Its name, and the reason, as documented.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Attempt => (
                "attempt",
                "the playground records attempts; in a program they are a loop of its own",
            ),
            Self::OneByOne => (
                "one-by-one",
                "CPython has a single task, main; the playground gives each operation that main awaits inline a lane",
            ),
            Self::MainEnds => (
                "main-ends",
                "the program prints the failure that reaches it and returns; the playground's main fails",
            ),
            Self::NeverRetrieved => (
                "never-retrieved",
                "Python warns when a failed task is freed; the playground at the end, in list order",
            ),
            Self::DeadlineSet => (
                "deadline-set",
                "the program makes its tasks before it enters `asyncio.timeout`; the playground sets the deadline first",
            ),
            Self::DeadlineCleared => (
                "deadline-cleared",
                "the program prints before it leaves `asyncio.timeout`; the playground clears the deadline first",
            ),
            Self::Timeout => (
                "timeout",
                "a timeout of asyncio cancels its task, which turns that into a failure; in the playground the timer wakes it",
            ),
            Self::Deadline => (
                "deadline",
                "the same for main, which with a group, and with gather, waits until all that it cancelled has ended",
            ),
            Self::Group => (
                "group",
                "a group in which a task failed cancels the task that waits in it, which then waits for the other members to end; from 3.13 on it then renews a cancel from outside",
            ),
            Self::Cancel => (
                "cancel",
                "CPython wakes a cancelled task and raises in its next poll; the playground drops it where the cancel is made",
            ),
            Self::Served => (
                "served",
                "a timer due in the very turn of the cancel is still served in CPython; the playground clears it",
            ),
            Self::Permit => (
                "permit",
                "CPython asks all before the first ends, so no permit goes to one that was asked; in the playground it passes through their hands",
            ),
            Self::SetOrder => (
                "set-order",
                "the program cancels the tasks of a set, which has an order of its own; the playground goes by the list",
            ),
            Self::Tell => (
                "tell",
                "a task's end wakes the main that awaits it at once; the playground tells it in the next turn, and polls it there",
            ),
            Self::Finish => (
                "finish",
                "with leftovers=finish the program's main waits for the rest; the playground's main ends, and the rest goes on",
            ),
            Self::LastTurn => (
                "last-turn",
                "when main has ended, asyncio hears of the last ends in turns that the playground leaves out",
            ),
            Self::Turn => (
                "turn",
                "where cancel, deadline, group or finish apply, there are more or fewer turns between the same events",
            ),
        }
    }
}

/// The facts of a poll's end after which the task is polled again in the next turn.
pub const WOKE_ITSELF: &str = "pending";

/// How often each rule was needed.
pub type Used = BTreeMap<Rule, usize>;

/// Compares the playground's rows (`here`) with CPython's (`there`).
///
/// # Errors
/// Both lists around the first difference that no rule names.
pub fn explained(scenario: &Scenario, mut here: Vec<Row>, mut there: Vec<Row>) -> Result<Used, String> {
    if !there.is_sorted_by_key(|row| row.at) {
        return Err("CPython's stamps fall".into());
    }
    let mut used = Used::new();
    // The stamps at which the number of turns may differ.
    let mut touched = BTreeSet::new();
    let policy = scenario.policy;
    let deadline = scenario
        .deadline
        .as_ref()
        .map(|deadline| format!("timeout due {}", deadline.micros().0));
    let mut count = |rule: Rule, times: usize| {
        if times > 0 {
            *used.entry(rule).or_default() += times;
        }
    };

    // What the playground writes differently.
    count(Rule::Attempt, without_attempts(&mut here));
    if policy == Policy::OneByOne {
        count(Rule::OneByOne, in_one_task(&mut here));
    }
    count(Rule::MainEnds, main_returns(&mut here));
    count(Rule::NeverRetrieved, warnings_last(&mut here, &mut there));
    if let Some(deadline) = &deadline {
        count(Rule::DeadlineSet, deadline_set_later(&mut here, &there, deadline));
        count(Rule::DeadlineCleared, deadline_cleared_later(&mut here, deadline));
    }
    count(Rule::Permit, permits_past_cancelled(&mut here, &mut touched));

    // What CPython does differently. In `one-by-one` a deadline is as any timeout around what main awaits.
    let deadline = deadline.as_deref().filter(|_| policy != Policy::OneByOne);
    count(Rule::Timeout, timeouts(&mut there, deadline));
    let (cancelled, served) = cancels(&mut there, policy, &mut touched);
    count(Rule::Cancel, cancelled);
    count(Rule::Served, served);
    count(Rule::SetOrder, sets_in_list_order(&mut there));
    number_releases(&mut there, &touched);
    if let Some(deadline) = deadline {
        count(
            Rule::Deadline,
            main_at_deadline(&mut there, deadline, policy, &mut touched),
        );
    }
    if policy == Policy::Group {
        count(Rule::Group, main_of_failed_group(&mut there, &mut touched));
    }
    if policy == Policy::Spawn {
        count(Rule::Tell, told_later(&mut there));
    }
    if scenario.leftovers == Leftovers::Finish {
        count(Rule::Finish, ends_before_the_rest(&here, &mut there, &mut touched));
    }

    for rule in turns(&mut here, &mut there, &touched, policy) {
        count(rule, 1);
    }
    if here == there {
        Ok(used)
    } else {
        Err(around_first_difference(&here, &there))
    }
}

/// Leaves attempts out.
fn without_attempts(here: &mut Vec<Row>) -> usize {
    let before = here.len();
    here.retain(|row| !matches!(row.kind, "attempt" | "attempt-failed"));
    before - here.len()
}

/// Writes what happens to operations inside main's polls as what happens to main.
fn in_one_task(here: &mut Vec<Row>) -> usize {
    let mut times = 0;
    let mut waits_for = None;
    here.retain_mut(|row| {
        if row.is(0, "poll-end")
            && row.facts == "pending tasks"
            && let Some(facts) = waits_for.take()
        {
            row.facts = facts;
        }
        if row.task.is_none_or(|task| task == 0) {
            return true;
        }
        times += 1;
        row.task = Some(0);
        if row.kind == "poll-end" && row.facts != "ended" {
            waits_for = Some(row.facts.clone());
        }
        !matches!(
            row.kind,
            "spawned" | "poll-start" | "poll-end" | "finished" | "failed" | "cancel-requested" | "cancelled"
        )
    });
    times
}

/// Writes main's failure as a return.
fn main_returns(here: &mut [Row]) -> usize {
    let failed = here.iter_mut().filter(|row| row.is(0, "failed"));
    failed.map(|row| row.kind = "finished").count()
}

/// Takes warnings to the end, in list order. CPython's own text of a warning, on stderr, is left out.
fn warnings_last(here: &mut Vec<Row>, there: &mut Vec<Row>) -> usize {
    let take = |rows: &mut Vec<Row>| {
        let is_warning = |row: &Row| row.kind == "never-retrieved";
        let mut warnings: Vec<Row> = rows.iter().filter(|row| is_warning(row)).cloned().collect();
        warnings.sort_by_key(|row| row.task);
        for row in &mut warnings {
            row.at = u64::MAX;
        }
        let text = if warnings.is_empty() { "" } else { "printed on stderr" };
        rows.retain(|row| !is_warning(row) && row.kind != text);
        let times = warnings.len();
        rows.extend(warnings);
        times
    };
    take(here);
    take(there)
}

/// Sets the deadline at the end of main's first poll, if CPython does.
fn deadline_set_later(here: &mut [Row], there: &[Row], deadline: &str) -> usize {
    let end = |rows: &[Row]| rows.iter().position(|row| row.is(0, "poll-end"));
    let (Some(ours), Some(theirs)) = (end(here), end(there)) else {
        return 0;
    };
    let set = here[..ours]
        .iter()
        .position(|row| row.is(0, "timer-set") && row.facts == deadline);
    let Some(set) = set.filter(|set| set + 1 < ours && theirs > 0) else {
        return 0;
    };
    if there[theirs - 1] != here[set] || there.get(set) == here.get(set) {
        return 0;
    }
    here[set..ours].rotate_left(1);
    1
}

/// Clears the deadline after what main prints in the poll in which it ends.
fn deadline_cleared_later(here: &mut [Row], deadline: &str) -> usize {
    let Some(end) = here.iter().position(|row| row.is(0, "finished")) else {
        return 0;
    };
    let printed = here[..end].iter().rev().take_while(|row| row.is(0, "printed")).count();
    let first = end - printed;
    if printed == 0 || first == 0 || !here[first - 1].is(0, "timer-cleared") || here[first - 1].facts != deadline {
        return 0;
    }
    here[first - 1..end].rotate_left(1);
    1
}

/// Writes a timeout that cancels its task as a timer that wakes it.
fn timeouts(there: &mut Vec<Row>, deadline: Option<&str>) -> usize {
    let mut times = 0;
    let mut index = 1;
    while index < there.len() {
        let (fired, asked) = (&there[index - 1], &there[index]);
        let of_main = asked.task == Some(0) && deadline == Some(fired.facts.as_str());
        if fired.kind == "timer-fired" && fired.facts.starts_with("timeout") && !of_main {
            let mut before = there[..index - 1].iter().rev().filter(|row| row.task == fired.task);
            if asked.kind == "cancel-requested" && asked.task == fired.task {
                times += 1;
                there.remove(index);
                woken_by_timer(there, index);
            } else if fired.task != Some(0)
                && !before.any(|row| row.kind == "cancel-requested" && row.at == there[index - 1].at)
            {
                there[index - 1].facts += " without a cancel";
            }
        }
        index += 1;
    }
    times
}

/// If the row at `index` is the wake of a cancel, writes it as the wake of the timer in the row before.
fn woken_by_timer(there: &mut [Row], index: usize) {
    let by = format!("by timer {}", there[index - 1].facts);
    let task = there[index - 1].task;
    if let Some(row) = there.get_mut(index)
        && row.task == task
        && row.kind == "woken"
        && row.facts == "by cancel"
    {
        row.facts = by;
    }
}

/// Writes main's cancel at the deadline as a wake by its timer.
fn main_at_deadline(there: &mut Vec<Row>, deadline: &str, policy: Policy, touched: &mut BTreeSet<u64>) -> usize {
    let fired = there
        .iter()
        .position(|row| row.is(0, "timer-fired") && row.facts == deadline);
    let Some(asked) = fired.map(|fired| fired + 1) else {
        return 0;
    };
    if !there.get(asked).is_some_and(|row| row.is(0, "cancel-requested")) {
        there[asked - 1].facts += " without a cancel";
        return 0;
    }
    there.remove(asked);
    touched.insert(there[asked - 1].at);
    // Main is woken here, or when what it gathers has been cancelled, too.
    let Some(woken) = next_of_main(there, asked) else {
        return 1;
    };
    if there[woken].kind == "woken" {
        there[woken].facts = format!("by timer {deadline}");
        let blocks = there[asked..woken].iter().take_while(|row| {
            row.task.is_some()
                && matches!(
                    row.kind,
                    "cancel-requested" | "timer-cleared" | "released" | "woken" | "cancelled"
                )
        });
        let first = asked + blocks.count();
        if first < woken && policy != Policy::Spawn {
            there[first..=woken].rotate_right(1);
        }
    }
    without_idle_poll(there, asked);
    1
}

/// Writes the cancel of a main that waits in a group of which a task failed as a wake by that task.
fn main_of_failed_group(there: &mut Vec<Row>, touched: &mut BTreeSet<u64>) -> usize {
    // `uncancel` and `cancel`, as the last thing that the group does. Nothing follows from it: main has no further wait.
    there.retain(|row| !(row.is(0, "cancel-requested") && row.facts == "by 0 why program"));
    let Some(asked) = there.iter().position(|row| row.is(0, "cancel-requested")) else {
        return 0;
    };
    let by = there[asked].facts.split(' ').nth(1).unwrap_or_default().to_owned();
    touched.insert(there[asked].at);
    there.remove(asked);
    if let Some(woken) = there
        .get_mut(asked)
        .filter(|row| row.is(0, "woken") && row.facts == "by cancel")
    {
        woken.facts = format!("by task {by}");
    }
    without_idle_poll(there, asked);
    1
}

/// Removes the next poll of main if main does nothing in it but cancel and wait again, with the wake and the start of
/// the poll after it.
fn without_idle_poll(there: &mut Vec<Row>, from: usize) {
    let Some(start) = (from..there.len()).find(|&place| there[place].is(0, "poll-start")) else {
        return;
    };
    let Some(end) = next_of_main(there, start + 1).filter(|&end| there[end].kind == "poll-end") else {
        return;
    };
    let at = there[start].at;
    let after = there[end + 1..]
        .iter()
        .take_while(|row| row.at == at && (row.kind == "turn" || row.task == Some(0)));
    let rows: Vec<&Row> = after.skip_while(|row| row.kind == "turn").take(3).collect();
    let [again, turn, start_again] = rows[..] else {
        return;
    };
    if there[end].facts == "pending tasks"
        && again.facts.starts_with("by task")
        && turn.kind == "turn"
        && start_again.kind == "poll-start"
        && there[end + 1].kind == "turn"
    {
        let last = (end + 1..there.len()).find(|&place| there[place].is(0, "poll-start"));
        there.drain(end..=last.expect("it was found a moment ago"));
    }
}

/// The next row of main from `from` on.
fn next_of_main(rows: &[Row], from: usize) -> Option<usize> {
    (from..rows.len()).find(|&place| rows[place].task == Some(0))
}

/// Ends cancelled tasks where their cancel is requested. Returns how many, and how many of their timers were served.
fn cancels(there: &mut Vec<Row>, policy: Policy, touched: &mut BTreeSet<u64>) -> (usize, usize) {
    let (mut times, mut served) = (0, 0);
    for index in 0..there.len() {
        let Some(row) = there.get(index).filter(|row| row.kind == "cancel-requested") else {
            continue;
        };
        let Some(task) = row.task.filter(|&task| task != 0) else {
            continue;
        };
        touched.insert(row.at);
        let Some(end) = end_of_cancelled(there, index, task, policy) else {
            continue;
        };
        times += 1;
        if let Some(poll) = end.own_place {
            // All but the request is there already.
            let places = end.dropped.len();
            let [.., last] = end.dropped[..] else { continue };
            debug_assert!(places == 2 && poll < last);
            there.remove(last);
            let request = there.remove(index);
            there[poll - 1] = request;
            continue;
        }
        let at = there[index].at;
        for &place in end
            .moved
            .iter()
            .chain(&end.dropped)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .rev()
        {
            touched.insert(there[place].at);
            there.remove(place);
        }
        let mut timers = end.timers;
        let of_them = timers.iter().filter(|row| row.kind == "timer-fired").count();
        let any_served = of_them > 0;
        served += of_them;
        for row in &mut timers {
            row.kind = "timer-cleared";
        }
        // Those that were served come in the order of their deadlines, and the inner one is the first to be cleared.
        if any_served {
            timers.sort_by_key(|row| row.facts.starts_with("timeout"));
        }
        // A poll in between may compute.
        let moved = timers.into_iter().chain(end.others).map(|row| Row { at, ..row });
        there.splice(index + 1..index + 1, moved);
    }
    (times, served)
}

/// What CPython does with a cancelled task after the request.
#[derive(Default)]
struct CancelledEnd {
    /// The places of what the playground does at the request.
    moved: Vec<usize>,
    /// The places of what only CPython does: wake and poll.
    dropped: Vec<usize>,
    /// Of what moves, the timers.
    timers: Vec<Row>,
    /// Of what moves, all else.
    others: Vec<Row>,
    /// The place of its poll, if the playground makes the request only there.
    own_place: Option<usize>,
}

/// The end of a task whose cancel is requested at `request`: exactly one wake, unless it was awake already, and one
/// poll in this or the next turn, in which it does nothing but tidy up and end.
fn end_of_cancelled(there: &[Row], request: usize, task: u32, policy: Policy) -> Option<CancelledEnd> {
    let before = || there[..request].iter().rev();
    let last = before().find(|row| row.task == Some(task) && row.kind != "timer-fired")?;
    let awake = last.kind == "woken" || last.kind == "poll-end" && last.facts == WOKE_ITSELF;
    // With `spawn` the deadline cancels the task that main awaits, whose permit is passed on before main is polled.
    let main = before().find(|row| row.task == Some(0))?;
    let at_deadline = policy == Policy::Spawn && main.kind == "cancel-requested";
    let permit = format!("by permit of {task}");
    let mut end = CancelledEnd::default();
    let (mut woken, mut polled, mut turns) = (false, false, 0);
    for (place, row) in there.iter().enumerate().skip(request + 1) {
        if row.kind == "turn" {
            turns += 1;
        }
        if polled && row.kind == "woken" && row.facts == permit && !at_deadline {
            end.moved.push(place);
            end.others.push(row.clone());
        }
        if row.task != Some(task) {
            // Its end passes on its permit, and wakes the main that awaits it.
            if polled && (row.kind != "woken" || row.facts != permit && row.task != Some(0)) {
                return None;
            }
            continue;
        }
        if polled && row.at != there[place - 1].at {
            return None;
        }
        match row.kind {
            "woken" if !polled && !woken && !awake && place == request + 1 && row.facts == "by cancel" => {
                woken = true;
                end.dropped.push(place);
            }
            "poll-start" if !polled && woken != awake && (turns == 1 || awake && turns == 0) => {
                polled = true;
                end.dropped.push(place);
                end.own_place = Some(place).filter(|_| at_deadline && awake);
            }
            "timer-fired" if !polled && turns == 0 => {
                end.moved.push(place);
                end.timers.push(row.clone());
            }
            "timer-cleared" if polled && end.others.is_empty() => {
                end.moved.push(place);
                end.timers.push(row.clone());
            }
            "released" if polled && end.others.is_empty() => {
                end.moved.push(place);
                end.others.push(row.clone());
            }
            "cancelled" if polled => {
                end.moved.push(place);
                end.others.push(row.clone());
            }
            "poll-end" if polled && row.facts == "ended" => {
                end.dropped.push(place);
                return end.others.iter().any(|row| row.kind == "cancelled").then_some(end);
            }
            _ => return None,
        }
    }
    None
}

/// Puts tasks that are cancelled one after the other into the order of the list.
fn sets_in_list_order(there: &mut [Row]) -> usize {
    let asks = |row: &Row| {
        row.kind == "cancel-requested" && matches!(row.facts.as_str(), "by 0 why program" | "by none why leftovers")
    };
    let mut times = 0;
    let mut first = 0;
    while first < there.len() {
        let mut blocks: Vec<Vec<Row>> = Vec::new();
        let mut place = first;
        while let Some(row) = there.get(place).filter(|row| asks(row)) {
            let ends = there[place..]
                .iter()
                .position(|other| other.task == row.task && other.kind == "cancelled");
            let Some(length) = ends.map(|end| end + 1) else { break };
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

/// Numbers the free permits again, after tasks that end at one moment have been put into the order of the requests.
fn number_releases(there: &mut [Row], touched: &BTreeSet<u64>) {
    for &at in touched {
        let places: Vec<usize> = (0..there.len())
            .filter(|&place| there[place].at == at && matches!(there[place].kind, "released" | "acquired"))
            .collect();
        // A run ends where a permit is taken or handed on.
        let handed_on = |place: &usize| released(&there[*place]).is_none_or(|(to, _)| to.is_some());
        let runs: Vec<Vec<usize>> = places.split(handed_on).map(<[usize]>::to_vec).collect();
        for run in runs {
            let mut free: Vec<u32> = run
                .iter()
                .filter_map(|&place| released(&there[place]))
                .map(|it| it.1)
                .collect();
            free.sort_unstable();
            for (&place, free) in run.iter().zip(free) {
                there[place].facts = release(None, free);
            }
        }
    }
}

/// To whom a permit was released, and how many are free then.
fn released(row: &Row) -> Option<(Option<u32>, u32)> {
    let facts = row.facts.strip_prefix("to ").filter(|_| row.kind == "released")?;
    let (to, free) = facts.split_once(" free ")?;
    Some((to.parse().ok(), free.parse().ok()?))
}

/// The facts of a release.
pub fn release(to: Option<u32>, free: u32) -> String {
    format!(
        "to {} free {free}",
        to.map_or_else(|| "none".into(), |to| to.to_string())
    )
}

/// Releases a permit of a cancelled task past the tasks that are cancelled at the same moment.
fn permits_past_cancelled(here: &mut Vec<Row>, touched: &mut BTreeSet<u64>) -> usize {
    let mut times = 0;
    let mut index = 0;
    while index < here.len() {
        if past_cancelled(here, index) {
            touched.insert(here[index].at);
            // It may have to pass the next one, too.
            times += 1;
        } else {
            index += 1;
        }
    }
    times
}

/// Releases the permit of the row at `index` past the task that has it only from there to its own cancel.
fn past_cancelled(here: &mut Vec<Row>, index: usize) -> bool {
    let at = here[index].at;
    let (Some((Some(to), free)), Some(giver)) = (released(&here[index]), here[index].task) else {
        return false;
    };
    let permit = format!("by permit of {giver}");
    let ends = here[index + 1..].iter().find(|row| row.task == Some(giver));
    let next: Vec<usize> = (index + 1..here.len())
        .filter(|&place| here[place].task == Some(to))
        .take(3)
        .collect();
    let [woken, asked, again] = next[..] else { return false };
    let unheld = ends.is_some_and(|row| row.kind == "cancelled")
        && here[woken].kind == "woken"
        && here[woken].facts == permit
        && here[asked].kind == "cancel-requested"
        && here[asked].at == at;
    let Some((then_to, _)) = released(&here[again]).filter(|_| unheld) else {
        return false;
    };
    here.remove(again);
    match then_to {
        Some(then_to) => {
            here[index].facts = release(Some(then_to), free);
            let passed = format!("by permit of {to}");
            if let Some(row) = here[again..]
                .iter_mut()
                .find(|row| row.is(then_to, "woken") && row.facts == passed)
            {
                row.facts = permit;
            }
        }
        None => {
            here[index].facts = release(None, free + 1);
            // Those that release one in between find one more.
            for row in &mut here[index + 1..again] {
                if let Some((to, free)) = released(row) {
                    row.facts = release(to, free + 1);
                }
            }
        }
    }
    here.remove(woken);
    true
}

/// Wakes main right before its poll, not where the task that it awaits ends.
fn told_later(there: &mut [Row]) -> usize {
    let mut times = 0;
    for index in 0..there.len() {
        let row = &there[index];
        let by = row.facts.strip_prefix("by task ").and_then(|by| by.parse::<u32>().ok());
        let Some(by) = by.filter(|_| row.is(0, "woken")) else {
            continue;
        };
        let ends = there
            .get(index + 1)
            .is_some_and(|next| next.is(by, "poll-end") && next.facts == "ended");
        let Some(start) = next_of_main(there, index + 1).filter(|_| ends) else {
            continue;
        };
        if there[start].kind != "poll-start" {
            continue;
        }
        times += 1;
        // A poll in between may compute.
        there[index].at = there[start - 1].at;
        there[index..start].rotate_left(1);
    }
    times
}

/// Ends main where it starts to wait for the rest.
fn ends_before_the_rest(here: &[Row], there: &mut Vec<Row>, touched: &mut BTreeSet<u64>) -> usize {
    let Some(end) = here.iter().position(|row| row.is(0, "finished")) else {
        return 0;
    };
    let poll = here[..end].iter().filter(|row| row.is(0, "poll-start")).count();
    let mut starts = (0..there.len()).filter(|&place| there[place].is(0, "poll-start"));
    let Some(start) = starts.nth(poll - 1) else { return 0 };
    let mut main = (start..there.len()).filter(|&place| there[place].is(0, "poll-end"));
    let Some(pending) = main.next() else { return 0 };
    let rest: Vec<usize> = (pending + 1..there.len())
        .filter(|&place| there[place].task == Some(0))
        .collect();
    let kinds: Vec<&str> = rest.iter().map(|&place| there[place].kind).collect();
    if there[pending].facts != "pending tasks" || kinds != ["woken", "poll-start", "finished", "poll-end"] {
        return 0;
    }
    touched.extend(there[pending..].iter().map(|row| row.at));
    for place in rest.into_iter().rev() {
        there.remove(place);
    }
    there[pending].facts = "ended".into();
    let at = there[pending].at;
    there.insert(
        pending,
        Row {
            at,
            task: Some(0),
            kind: "finished",
            facts: String::new(),
        },
    );
    1
}

/// Whether a task other than main ended in the turn before the one at `place`.
fn tells(rows: &[Row], place: usize) -> bool {
    let before = rows[..place].iter().rev().take_while(|row| row.kind != "turn");
    let mut of_others = before.filter(|row| row.task.is_some_and(|task| task > 0));
    of_others.any(|row| matches!(row.kind, "finished" | "failed" | "cancelled"))
}

/// Whether the row at `place` is a turn in which nothing happens.
fn is_empty_turn(rows: &[Row], place: usize) -> bool {
    let Some(turn) = rows.get(place).filter(|row| row.kind == "turn") else {
        return false;
    };
    rows.get(place + 1)
        .is_none_or(|next| next.kind == "turn" || next.at != turn.at)
}

/// Drops empty turns that only one of the two has, where a rule allows that, and returns these rules.
fn turns(here: &mut Vec<Row>, there: &mut Vec<Row>, touched: &BTreeSet<u64>, policy: Policy) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut place = 0;
    loop {
        let (ours, theirs) = (here.get(place), there.get(place));
        let same = ours.is_some() && ours == theirs;
        if same && is_empty_turn(here, place) == is_empty_turn(there, place) {
            place += 1;
            continue;
        }
        let over = ours.is_none_or(|row| row.kind == "never-retrieved");
        let tidies_up = here
            .get(place + 1)
            .is_some_and(|row| row.facts == "by none why leftovers");
        if ours.is_some_and(|row| row.kind == "turn") && tidies_up {
            rules.push(Rule::LastTurn);
            here.remove(place);
        } else if over && is_empty_turn(there, place) {
            rules.push(Rule::LastTurn);
            there.remove(place);
        } else if is_empty_turn(here, place) && policy == Policy::Spawn && tells(here, place) {
            rules.push(Rule::Tell);
            here.remove(place);
        } else if is_empty_turn(here, place) && touched.contains(&here[place].at) {
            rules.push(Rule::Turn);
            here.remove(place);
        } else if is_empty_turn(there, place) && touched.contains(&there[place].at) {
            rules.push(Rule::Turn);
            there.remove(place);
        } else if same {
            place += 1;
        } else {
            return rules;
        }
    }
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
