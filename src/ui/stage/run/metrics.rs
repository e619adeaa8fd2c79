//! The row of figures: what the run comes to, up to now.

use crate::ui::reactive::memo;
use crate::ui::session::Record;
use leptos::prelude::*;
use recording::Metrics;
use scenario::time::Micros;
use scenario::words;

/// One figure as it is shown.
#[derive(Clone, PartialEq)]
struct MetricTile {
    label: &'static str,
    value: String,
    unit: &'static str,
    note: String,
    /// It deserves a second look.
    warns: bool,
}

/// A poll or a delay from here on is seen by people.
const NOTICEABLE: Micros = Micros::from_millis(50);

/// The row under the transport.
#[component]
pub fn MetricsRow(
    /// What is recorded.
    record: Record,
) -> impl IntoView {
    let figures = memo(move || {
        let begun = record.state().begun();
        // The makespan is the time readout while it runs: the others change with events.
        let now = record.now();
        record
            .with(|trace, folds| {
                let metrics = folds.history.metrics(trace, now);
                let resolution = trace.resolution;
                let stepped = folds.history.timers.stepped();
                let mut figures = begun.then(|| figures(&metrics, resolution, stepped));
                if let Some([makespan, ..]) = figures.as_mut().filter(|_| trace.truncation().is_some()) {
                    *makespan = unknown(makespan);
                }
                figures
            })
            .flatten()
            .unwrap_or_else(|| figures(&Metrics::default(), Micros(1), false).map(blank))
            .to_vec()
    });
    view! {
        <dl class="metrics" aria-label="Metrics">
            {(0..LABELS.len()).map(move |place| {
                let part = move |part: fn(&MetricTile) -> &str| figures.with(|all| part(&all[place]).to_owned());
                view! {
                    <div class="metric" title=MEANINGS[place] data-warns=move || figures.with(|all| all[place].warns).to_string()>
                        <dt class="metric-label">{LABELS[place]}</dt>
                        <dd class="metric-value">
                            <b class="metric-number">{move || part(|figure| &figure.value)}</b>
                            <span class="metric-unit">{move || part(|figure| figure.unit)}</span>
                            <span class="metric-note">{move || part(|figure| &figure.note)}</span>
                        </dd>
                    </div>
                }
            }).collect_view()}
        </dl>
    }
}

/// What each figure is called, in order.
const LABELS: [&str; 7] = [
    "Makespan",
    "Speed-up",
    "Most at once",
    "Loop busy",
    "Ready time",
    "Timer lateness",
    "Thrown away",
];

/// What each of them means, in a sentence.
const MEANINGS: [&str; 7] = [
    "From the start to the end of the last task.",
    "The time all tasks took, one after the other, by the time the run took.",
    "The most tasks that were under way at one moment: past their permit, and not ended.",
    "The share of the run in which some task held the only thread.",
    "The time tasks were ready and waited for the thread, added up.",
    "How late timers were served: the middle one, and what 99 of 100 stayed under.",
    "The time spent in tasks that were cancelled.",
];

fn figures(metrics: &Metrics, resolution: Micros, stepped: bool) -> [MetricTile; 7] {
    let length = |label, length: Micros, note: String, warns| {
        let (value, unit) = figure(length, resolution);
        MetricTile {
            label,
            value,
            unit,
            note,
            warns,
        }
    };
    let number = |label, value: String, unit, note| MetricTile {
        label,
        value,
        unit,
        note,
        warns: false,
    };
    let lateness = match metrics.lateness {
        Some(late) => length(
            LABELS[5],
            late.median,
            format!("99 %: {}", words::length(rounded(late.percentile_99))),
            late.percentile_99 >= NOTICEABLE,
        ),
        None => number(
            LABELS[5],
            "–".into(),
            "",
            if stepped { "stepped by hand" } else { "none served" }.into(),
        ),
    };
    [
        length(LABELS[0], metrics.makespan, String::new(), false),
        number(
            LABELS[1],
            metrics.speed_up().map_or_else(|| "–".into(), words::three_figures),
            "×",
            format!("from {}", words::length(rounded(metrics.one_by_one))),
        ),
        number(
            LABELS[2],
            words::thousands(metrics.most_at_once.into()),
            "",
            String::new(),
        ),
        number(
            LABELS[3],
            metrics
                .busy_share()
                .map_or_else(|| "–".into(), |share| words::three_figures(share * 100.0)),
            "%",
            words::length(rounded(metrics.busy)),
        ),
        length(LABELS[4], metrics.ready, "in the queue".into(), false),
        lateness,
        metrics.wasted.map_or_else(
            || number(LABELS[6], "–".into(), "", String::new()),
            |wasted| length(LABELS[6], wasted, "by cancelling".into(), false),
        ),
    ]
}

/// Of a run that was not recorded to its end; the others are those of what was recorded.
fn unknown(makespan: &MetricTile) -> MetricTile {
    MetricTile {
        note: "not recorded to its end".into(),
        ..blank(makespan.clone())
    }
}

/// Before a run there are no figures.
fn blank(figure: MetricTile) -> MetricTile {
    MetricTile {
        value: "–".into(),
        unit: "",
        note: String::new(),
        warns: false,
        ..figure
    }
}

/// Three significant figures with a unit that suits; below the clock's resolution it says so.
fn figure(length: Micros, resolution: Micros) -> (String, &'static str) {
    match length.0 {
        0 => ("0".into(), "ms"),
        below if below < resolution.0 => (
            format!("< {}", words::three_figures(resolution.0 as f64 / 1_000.0)),
            "ms",
        ),
        ms if ms < 1_000_000 => (words::three_figures(ms as f64 / 1_000.0), "ms"),
        s => (words::three_figures(s as f64 / 1e6), "s"),
    }
}

/// To tenths of a millisecond: finer than that no browser's clock is.
const fn rounded(length: Micros) -> Micros {
    Micros((length.0 + 50) / 100 * 100)
}
