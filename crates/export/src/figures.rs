//! All figures of a record as JSON: as the page shows them, and the microseconds behind them.

use crate::json::{Json, Number};
use crate::{FileWriter, Saved, Written, share};
use recording::figures::figures;
use recording::findings::Finding;
use recording::statistics::{Distribution, Statistics};
use recording::{ClockKind, Deviation, RunOutcome, Source, Tally, TaskId, Trace};
use scenario::time::Micros;

/// The format's name in the file.
const FORMAT: &str = "futurescope-figures";
/// The version of the format.
const VERSION: u32 = 1;
/// The events that are folded for a piece.
const EVENTS: usize = 4_096;
/// The tasks that a finding names.
const MOST_NAMED: usize = 100;

/// The file. It is small: what takes time are the statistics.
#[derive(Default)]
pub struct FiguresFile {
    statistics: Statistics,
}

impl FileWriter for FiguresFile {
    fn write_on(&mut self, saved: &Saved<'_>, out: &mut Vec<u8>) -> Written {
        let events = saved.trace.events.len();
        if !self.statistics.advance_to(saved.trace, events, EVENTS) {
            return share(self.statistics.folded(), events);
        }
        let mut file = Json::object(out);
        file.text("format", FORMAT);
        file.number("version", VERSION);
        origin(saved.trace, &mut file);
        shown(saved, &mut file);
        measured(saved, &mut file);
        self.of_tasks(saved.trace, &mut file);
        findings(saved, &mut file);
        deviation(saved.deviation, &mut file);
        file.end();
        out.push(b'\n');
        Written::Complete
    }
}

/// What the record is of, and how it ended.
fn origin(trace: &Trace, file: &mut Json<'_>) {
    let scenario = trace.scenario();
    let recorder = match &trace.source {
        Source::Playground(_) => None,
        Source::Recorder(recorder) => Some(recorder),
    };
    file.text("source", recorder.map_or("playground", |recorder| &recorder.name));
    file.text_or_null("program", recorder.and_then(|recorder| recorder.program.as_deref()));
    file.text_or_null("language", recorder.and_then(|recorder| recorder.language.as_deref()));
    file.text_or_null("link", scenario.map(|_| trace.link()).as_deref());
    file.text_or_null("policy", scenario.map(|scenario| scenario.policy.id()));
    file.text_or_null("policy_label", scenario.map(|scenario| scenario.policy.label()));
    file.text("clock", ClockKind::word(trace.clock));
    file.number("resolution_us", trace.resolution.0);
    file.text_or_null("outcome", trace.outcome.map(RunOutcome::word));
    file.text_or_null("message", trace.message.as_deref());
    file.number("events", trace.events.len());
    file.number("tasks", trace.work_count());
    file.number(
        "missing_events",
        trace.truncation().map(|truncation| truncation.missing),
    );
}

/// The row of figures under the timeline.
fn shown(saved: &Saved<'_>, file: &mut Json<'_>) {
    let mut list = file.list_in("shown");
    for figure in figures(saved.trace, &saved.folds.history, saved.now(), true) {
        let mut entry = list.entry();
        entry.text("name", figure.kind.label());
        entry.text("value", &figure.value);
        entry.text("unit", figure.unit);
        entry.text("note", &figure.note);
        entry.text("speed", &figure.speed);
        entry.end();
    }
    list.end();
}

/// The same, unrounded.
fn measured(saved: &Saved<'_>, file: &mut Json<'_>) {
    let metrics = saved.folds.history.metrics(saved.trace, saved.now());
    let complete = saved.trace.truncation().is_none();
    file.number("total_us", complete.then_some(metrics.makespan.0));
    file.number("recorded_us", saved.now().0);
    file.number("one_by_one_us", metrics.one_by_one.0);
    file.number("speed_up", metrics.speed_up());
    file.number("most_at_once", metrics.most_at_once);
    file.number("loop_busy_us", metrics.busy.0);
    file.number("loop_busy_share", metrics.busy_share());
    file.number("waited_for_loop_us", metrics.ready.0);
    file.number("work_cancelled_us", metrics.wasted.map(|wasted| wasted.0));
    let Some(late) = metrics.lateness else {
        file.null("timers_late");
        return;
    };
    let mut timers = file.object_in("timers_late");
    timers.number("timers", late.timers);
    timers.number("median_us", late.median.0);
    timers.number("p99_us", late.percentile_99.0);
    timers.number("worst_us", late.worst.0);
    timers.end();
}

impl FiguresFile {
    /// How the tasks ended, and how long they took.
    fn of_tasks(&self, trace: &Trace, file: &mut Json<'_>) {
        let (tally, in_flight) = self.statistics.counts(trace);
        let Tally {
            finished,
            failed,
            timed_out,
            retried,
            cancelled,
        } = tally;
        let mut states = file.object_in("ended");
        states.number("finished", finished);
        states.number("failed", failed);
        states.number("timed_out", timed_out);
        states.number("retried", retried);
        states.number("cancelled", cancelled);
        states.number("not_ended", in_flight);
        states.end();

        let distribution = Distribution::new(trace, &self.statistics);
        if let Some(percentiles) = distribution.percentiles() {
            let mut durations = file.object_in("durations");
            durations.number("tasks", percentiles.count);
            let of = [
                ("min_us", percentiles.min),
                ("p50_us", percentiles.p50),
                ("p95_us", percentiles.p95),
                ("p99_us", percentiles.p99),
                ("max_us", percentiles.max),
            ];
            for (key, Micros(duration)) in of {
                durations.number(key, duration);
            }
            durations.end();
        } else {
            file.null("durations");
        }
        let mut histogram = file.list_in("histogram");
        for bin in distribution.histogram() {
            let mut entry = histogram.entry();
            entry.number("from_us", bin.from.0);
            entry.number("until_us", bin.until.0);
            entry.number("tasks", bin.count);
            entry.number("failed", bin.failed);
            entry.end();
        }
        histogram.end();
    }
}

/// What the page advises; null while it is not worked out, and of a run that has not ended.
fn findings(saved: &Saved<'_>, file: &mut Json<'_>) {
    let Some(found) = saved.folds.findings() else {
        file.null("findings");
        return;
    };
    let mut list = file.list_in("findings");
    for finding in found {
        let Finding {
            kind,
            severity,
            title,
            text,
            matters,
            change,
            tasks,
            ..
        } = finding;
        let mut entry = list.entry();
        entry.text("kind", kind.word());
        entry.text("severity", severity.word());
        entry.text("title", title);
        entry.text("text", text);
        entry.text("matters", matters);
        entry.text("change", change);
        entry.number("tasks", tasks.len());
        let mut names = entry.list_in("first_tasks");
        for task in tasks.iter().take(MOST_NAMED) {
            names.text_entry(&saved.trace.name_in_words(*task));
        }
        names.end();
        entry.end();
    }
    list.end();
}

/// By how much the run was longer than predicted; null if it was not compared.
fn deviation(deviation: Option<&Deviation>, file: &mut Json<'_>) {
    let by = |deviation: &Deviation| Number::Signed(deviation.makespan.0);
    file.number("longer_than_predicted_us", deviation.map_or(Number::Unknown, by));
    let main = deviation.and_then(|deviation| deviation.task(TaskId::MAIN)?.by);
    file.number("main_later_than_predicted_us", main.map(|by| by.0));
}
