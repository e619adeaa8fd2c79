//! A truncated recording gives fewer answers, but none that contradicts the whole recording. Compares random
//! recordings, truncated after every event, with a slow walker that derives from the rules what the events before the
//! cut can show.

use crate::answers::{indexed, text_of};
use crate::mixtures::{random_mixture, random_overrun};
use crate::support::{Draws, Family, open, random_link};
use recording::causes::{Causes, FailureHandling, failure_handling, why};
use recording::{Event, EventKind, Missing, PollResult, TaskId, Trace};
use scenario::{Policy, Scenario, Unit};

const CASES: u64 = 2_000;

fn links() -> impl Iterator<Item = String> {
    let found = "tasks=500ms%20fail%202,500ms,500ms%20fail%202&await=first-ok&limit=3&seed=250&leftovers=finish";
    let random = (0..CASES).map(|case| {
        let draws = &mut Draws::of(case);
        let family = Family {
            ties: case % 2 == 0,
            cpu: case % 3 == 0,
            joined: case % 5 < 2,
        };
        match case % 4 {
            0 | 1 => random_link(draws, family),
            2 => random_overrun(draws),
            _ => random_mixture(draws),
        }
    });
    std::iter::once(found.to_owned()).chain(random)
}

/// How a recording ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    /// It is full.
    Full,
    /// The run is still in progress.
    UnderWay,
}

/// Calls `each` with a recording that grows by one event at a time, its index, the number of its events, and how it
/// ends.
fn every_cut(whole: &Trace, mut each: impl FnMut(&Trace, &Causes, usize, End)) {
    let mut growing = Trace {
        events: recording::Events::default(),
        outcome: None,
        ..whole.clone()
    };
    let mut grown = Causes::default();
    for (kept, event) in whole.events.iter().enumerate() {
        let mut full = Trace {
            outcome: whole.outcome,
            ..growing.clone()
        };
        full.events.push(Event {
            at: event.at,
            task: None,
            cause: None,
            kind: EventKind::Truncated {
                count: (whole.events.len() - kept) as u64,
                why: Missing::Budget,
            },
        });
        each(&full, &indexed(&full), kept, End::Full);
        growing.events.push(event);
        grown.extend(&growing);
        each(&growing, &grown, kept + 1, End::UnderWay);
    }
}

#[test]
fn the_handling_of_a_failure_is_reported_as_soon_as_it_is_known() {
    for link in links() {
        let scenario = open(&link);
        let whole = runtime::simulate(&scenario);
        let events: Vec<Event<'_>> = whole.events.iter().collect();
        let walker = Walker {
            scenario: &scenario,
            events: &events,
        };
        let failed: Vec<(usize, TaskId)> = walker.failures().collect();
        every_cut(&whole, |cut, causes, kept, end| {
            for &(_, task) in failed.iter().filter(|&&(failed, _)| failed < kept) {
                let failure_mode = failure_handling(cut, causes, task).expect("it has failed");
                assert_eq!(
                    word(&failure_mode),
                    walker.failure_mode(task, kept, end),
                    "#{link} after {kept} events, {end:?}: {} {failure_mode}",
                    task.0
                );
            }
        });
    }
}

#[test]
fn the_links_of_a_truncated_recording_are_those_of_the_whole() {
    for link in links().take(200) {
        let whole = runtime::simulate(&open(&link));
        let of_whole = indexed(&whole);
        every_cut(&whole, |cut, causes, kept, end| {
            let Some(last) = kept.checked_sub(1) else { return };
            let (short, long) = (why(cut, causes, last), why(&whole, &of_whole, last));
            let events = |chain: &recording::causes::Chain| -> Vec<usize> {
                chain.links.iter().map(|link| link.event).collect()
            };
            assert_eq!(
                (&short.question, events(&short)),
                (&long.question, events(&long)),
                "#{link} after {kept} events, {end:?}: {}",
                text_of(&short)
            );
        });
    }
}

const fn word(failure_mode: &FailureHandling) -> &'static str {
    match failure_mode {
        FailureHandling::ReachedMain { .. } => "reached main",
        FailureHandling::Taken { .. } => "taken",
        FailureHandling::Kept { .. } => "kept",
        FailureHandling::InGroup { .. } => "in the group",
        FailureHandling::PassedOver => "passed over",
        FailureHandling::Nowhere { .. } => "nowhere",
        FailureHandling::Swallowed { .. } => "swallowed",
        FailureHandling::Lost { .. } => "lost",
        FailureHandling::NotYet => "not yet",
        FailureHandling::Missing => "missing",
        FailureHandling::InErrorOf { .. } => "in error of",
    }
}

struct Walker<'a> {
    scenario: &'a Scenario,
    events: &'a [Event<'a>],
}

impl Walker<'_> {
    /// The failures of operations, with their tasks.
    fn failures(&self) -> impl Iterator<Item = (usize, TaskId)> + '_ {
        let failed = |(index, event): (usize, &Event<'_>)| match event.kind {
            EventKind::Failed { .. } => event
                .task
                .filter(|&task| task != TaskId::MAIN)
                .map(|task| (index, task)),
            _ => None,
        };
        self.events.iter().enumerate().filter_map(failed)
    }

    /// What the first `kept` events show about a failure.
    fn failure_mode(&self, task: TaskId, kept: usize, end: End) -> &'static str {
        let warning_may_come = self.scenario.policy != Policy::Gather;
        let (failure_mode, known) = self.of_the_whole(task);
        // Only a complete recording shows that Python does not warn of a failure.
        if known < kept && !(end == End::Full && failure_mode == "swallowed" && warning_may_come) {
            failure_mode
        } else if end == End::Full {
            "missing"
        } else {
            "not yet"
        }
    }

    /// What the whole recording shows about a failure, and the event that shows it.
    fn of_the_whole(&self, task: TaskId) -> (&'static str, usize) {
        let (failed, main_end) = (self.end_of(task), self.end_of(TaskId::MAIN));
        let joined = self.scenario.runs_as() == Unit::Future;
        let main_ok = matches!(self.events[main_end].kind, EventKind::Finished { .. });
        let timed_out = self.timed_out(main_end);
        let known = main_end.max(failed);
        let unseen = |event: &Event<'_>| event.task == Some(task) && event.kind == EventKind::NeverRetrieved;
        if let Some(unseen) = self.events.iter().position(unseen) {
            return ("nowhere", unseen);
        }
        if self.scenario.policy == Policy::AsCompleted
            && let Some(line) = self.line_about(failed, main_end, timed_out)
        {
            return ("taken", line);
        }
        if self.scenario.policy == Policy::FirstOk
            && let Some(looked) = self.taken_by_main(task, failed, main_end, main_ok, timed_out)
        {
            return ("passed over", looked);
        }
        if timed_out {
            return (if joined { "lost" } else { "swallowed" }, known);
        }
        let mut failures = self.failures();
        match self.scenario.policy {
            Policy::Settle if main_ok => ("kept", known),
            Policy::Group if failures.next() != Some((failed, task)) => ("in the group", known),
            Policy::Gather if failures.next() != Some((failed, task)) => ("swallowed", known),
            _ => ("reached main", known),
        }
    }

    /// With first-ok: the event that shows that main took a failure.
    fn taken_by_main(
        &self,
        task: TaskId,
        failed: usize,
        main_end: usize,
        main_ok: bool,
        timed_out: bool,
    ) -> Option<usize> {
        let joined = self.scenario.runs_as() == Unit::Future;
        let of_main = |kind: fn(&EventKind<'_>) -> bool| {
            let main = self.events.iter().enumerate().skip(failed);
            let mut main = main.filter(|(_, event)| event.task == Some(TaskId::MAIN));
            main.find(|(_, event)| kind(&event.kind)).map(|(index, _)| index)
        };
        let start = if joined {
            failed
        } else {
            of_main(|kind| matches!(kind, EventKind::PollStart))?
        };
        let went_on = self.events[start..main_end].iter().position(|event| {
            event.task == Some(TaskId::MAIN) && matches!(event.kind, EventKind::PollEnd(PollResult::Pending { .. }))
        });
        if let Some(went_on) = went_on {
            return Some(start + went_on);
        }
        // In its last poll main checks the list up to the first success.
        let before_the_success = || {
            let ok = |index: &usize| {
                matches!(self.events[*index].kind, EventKind::Finished { .. })
                    && self.events[*index].task != Some(TaskId::MAIN)
            };
            let first_ok = (0..main_end)
                .filter(ok)
                .filter_map(|index| self.events[index].task)
                .min();
            first_ok.is_some_and(|first_ok| task < first_ok)
        };
        let looked = joined || if main_ok { before_the_success() } else { !timed_out };
        (looked && start < main_end).then_some(main_end)
    }

    /// With as-completed: the line that main printed for this end.
    fn line_about(&self, end: usize, main_end: usize, timed_out: bool) -> Option<usize> {
        let ends = self.events[..=end].iter().filter(|event| {
            event.task != Some(TaskId::MAIN)
                && matches!(event.kind, EventKind::Finished { .. } | EventKind::Failed { .. })
        });
        let nth = ends.count() - 1;
        let mut lines = self.events[..main_end]
            .iter()
            .enumerate()
            .filter(|(_, event)| event.task == Some(TaskId::MAIN) && matches!(event.kind, EventKind::Printed { .. }));
        let line = lines.nth(nth)?.0;
        // The last line may be about the deadline instead.
        (!(timed_out && line + 1 == main_end)).then_some(line)
    }

    fn end_of(&self, task: TaskId) -> usize {
        let is_end = |event: &Event<'_>| {
            event.task == Some(task)
                && matches!(
                    event.kind,
                    EventKind::Finished { .. } | EventKind::Failed { .. } | EventKind::Cancelled
                )
        };
        self.events
            .iter()
            .position(is_end)
            .expect("every task of a whole run ends")
    }

    fn timed_out(&self, main_end: usize) -> bool {
        match self.events[main_end].kind {
            EventKind::Failed { message } => message.starts_with("timed out after "),
            _ => false,
        }
    }
}
