//! The durations of the tasks: their percentiles beside the title of the table, and a histogram in which a range is brushed.
//! The table then lists only the tasks whose duration is in that range.

use super::rows::ListedRows;
use crate::ui::icons::{Glyph, Icon};
use crate::ui::pointer_drag::{Along, DragStep, PointerDrag};
use crate::ui::reactive::{ListRow, Memo, ReusedRows, memo};
use explain::glossary::Term;
use leptos::html::Div;
use leptos::prelude::*;
use recording::statistics::{Bin, Percentiles, share_of};
use scenario::time::Micros;
use scenario::words;
use std::ops::Range;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};

/// The id of the histogram, for the button that opens it.
const HISTOGRAM_ID: &str = "durations";

/// An edge of the brushed range.
#[derive(Clone, Copy, PartialEq, Eq)]
enum BrushEdge {
    Shortest,
    Longest,
}

impl BrushEdge {
    /// Its word in the markup.
    const fn word(self) -> &'static str {
        match self {
            Self::Shortest => "shortest",
            Self::Longest => "longest",
        }
    }
}

/// The percentiles, and the button that opens the histogram.
#[component]
pub fn DurationFigures(
    /// The rows whose durations they are.
    rows: ListedRows,
) -> impl IntoView {
    let shown = memo(move || rows.durations());
    let speed = memo(move || {
        if shown.with(Option::is_some) {
            rows.speed()
        } else {
            String::new()
        }
    });
    let figure = move |label: &'static str, term: Term, value: fn(&Percentiles) -> Micros| {
        let words = move || {
            shown.with(|shown| {
                let shown = shown.as_ref();
                shown.map_or_else(|| "–".into(), |shown| in_three_figures(value(&shown.percentiles)))
            })
        };
        view! {
            <div class="durations-figure" data-explains=term.id()>
                <dt><button class="term" type="button">{label}</button></dt>
                <dd>{words}</dd>
            </div>
        }
        .into_any()
    };
    view! {
        <dl class="durations-figures" aria-label="Durations">
            {figure("p50", Term::MedianDuration, |it| it.p50)}
            {figure("p95", Term::Percentile, |it| it.p95)}
            {figure("p99", Term::RarestDuration, |it| it.p99)}
            {figure("max", Term::LongestDuration, |it| it.max)}
        </dl>
        <span class="metric-speed durations-speed">{move || speed.get()}</span>
        <button
            class="button durations-open"
            data-shape="quiet"
            type="button"
            aria-label="Histogram"
            aria-expanded=move || rows.histogram_is_open().to_string()
            aria-controls=HISTOGRAM_ID
            data-explains=Term::DurationHistogram.id()
            on:click=move |_| rows.switch_histogram()
        >
            <Icon glyph=Glyph::Histogram small=true />
            <span class="durations-open-word">"Histogram"</span>
        </button>
    }
}

/// The histogram with the brush.
///
/// ```text
///     p50┆       ┆p95
///         ┌────────┐
///   ▂▅█▃▁ ▌▂▁   ▁  ▐ ▁       two grips at the edges of the brushed range
///  0.5 s  └────────┘    3 s
/// ```
#[component]
pub fn DurationHistogram(
    /// The rows whose durations it shows, and which it filters.
    rows: ListedRows,
) -> impl IntoView {
    let shown = memo(move || rows.durations());
    let bins = memo(move || shown.with(|shown| shown.as_ref().map(|it| it.bins.clone()).unwrap_or_default()));
    let chosen = memo(move || rows.with_request(|request| request.duration));
    let brush = Brush {
        rows,
        bins,
        range: memo(move || bins.with(|bins| brushed(bins, chosen.get()))),
    };
    let plot = NodeRef::<Div>::new();
    let drag = StoredValue::new_local(None::<PointerDrag>);
    let pressed = move |event: PointerEvent| {
        if let Some(plot) = plot.get_untracked().filter(|_| event.button() == 0) {
            drag.set_value(brush.begin_drag(&plot, &event));
        }
    };
    // Escape lists every duration again, wherever the focus is in the histogram.
    let escaped = move |event: KeyboardEvent| {
        if event.key() == "Escape" && rows.duration_untracked().is_some() {
            event.prevent_default();
            event.stop_propagation();
            rows.filter_by_duration(None);
        }
    };
    let end = move |last: bool| {
        bins.with(|bins| {
            let bin = if last { bins.last() } else { bins.first() };
            bin.map_or_else(String::new, |bin| {
                words::length(if last { bin.until } else { bin.from })
            })
        })
    };
    let mark = move |value: fn(&Percentiles) -> Micros| {
        memo(move || {
            shown.with(|shown| {
                let shown = shown.as_ref()?;
                share_of(&shown.bins, value(&shown.percentiles)).map(|share| format!("{:.2}%", 100.0 * share))
            })
        })
    };
    let marks = [
        ("p50", Term::MedianDuration, mark(|it| it.p50)),
        ("p95", Term::Percentile, mark(|it| it.p95)),
    ];
    let labels = marks.map(|(label, term, at)| {
        view! {
            <span class="durations-mark" data-mark=label data-explains=term.id() style=("--at", move || at.get())>{label}</span>
        }
        .into_any()
    });
    let lines = marks.map(|(label, _, at)| {
        view! { <span class="durations-line" data-mark=label style:left=move || at.get()></span> }.into_any()
    });
    let percent = move |index: usize| bins.with(|bins| format!("{}%", 100.0 * index as f64 / bins.len().max(1) as f64));
    view! {
        <div class="durations" id=HISTOGRAM_ID role="group" aria-label="Histogram of durations" on:keydown=escaped>
            <Show when=move || bins.with(Vec::is_empty)>
                <p class="durations-none">"No task has finished or failed yet."</p>
            </Show>
            // The figures beside the title say the same to those who cannot see it.
            <div class="durations-marks" aria-hidden="true" hidden=move || bins.with(Vec::is_empty)>{Vec::from(labels)}</div>
            <div
                class="durations-plot"
                hidden=move || bins.with(Vec::is_empty)
                node_ref=plot
                on:pointerdown=pressed
                on:mousedown=|event| event.prevent_default()
                on:pointerup=move |_| { drag.try_update_value(Option::take); }
                on:dblclick=move |_| rows.filter_by_duration(None)
            >
                <ReusedRows each=move || 0..bins.with(Vec::len) let:row>
                    <Bar brush row />
                </ReusedRows>
                {Vec::from(lines)}
                <div
                    class="durations-brush"
                    data-on=move || chosen.get().is_some().to_string()
                    style:left=move || percent(brush.range.get().start)
                    style:right=move || percent(bins.with(Vec::len).saturating_sub(brush.range.get().end))
                >
                    <Grip brush edge=BrushEdge::Shortest />
                    <Grip brush edge=BrushEdge::Longest />
                </div>
            </div>
            <div class="durations-axis" aria-hidden="true">
                <span>{move || end(false)}</span>
                <span>{move || end(true)}</span>
            </div>
        </div>
    }
}

/// The brushed range as words, and a press that lists every duration again. Empty while nothing is brushed.
#[component]
pub fn BrushedRange(
    /// The rows that it filters.
    rows: ListedRows,
) -> impl IntoView {
    let chosen = memo(move || rows.with_request(|request| request.duration));
    let range = move || {
        chosen.get().map_or_else(String::new, |(from, until)| {
            // The end is included.
            words::lengths(from, until + Micros(1))
        })
    };
    view! {
        <Show when=move || chosen.get().is_some()>
            <button
                class="button durations-range"
                data-shape="outlined"
                type="button"
                data-explains=Term::DurationRange.id()
                on:click=move |_| rows.filter_by_duration(None)
            >
                {range}
                <Icon glyph=Glyph::Failed small=true />
            </button>
        </Show>
    }
}

/// The histogram's bins and the range of them that is brushed. Copies are handles to the same state.
#[derive(Clone, Copy)]
struct Brush {
    rows: ListedRows,
    bins: Memo<Vec<Bin>>,
    range: Memo<Range<usize>>,
}

impl Brush {
    /// Lists the tasks in these bins; all tasks if they are all bins.
    fn choose(&self, range: Range<usize>) {
        let duration = self.bins.with_untracked(|bins| {
            let (first, last) = (bins.get(range.start)?, bins.get(range.end.checked_sub(1)?)?);
            (range.len() < bins.len()).then(|| (first.from, last.until.since(Micros(1))))
        });
        self.rows.filter_by_duration(duration);
    }

    /// A drag on a grip moves that edge; elsewhere it brushes a new range.
    fn begin_drag(self, plot: &Element, event: &PointerEvent) -> Option<PointerDrag> {
        let count = self.bins.with_untracked(Vec::len);
        let frame = plot.get_bounding_client_rect();
        let bin_at = move |event: &PointerEvent| {
            let share = (Along::X.position(event) - frame.left()) / frame.width().max(1.0);
            ((share * count as f64).max(0.0) as usize).min(count.saturating_sub(1))
        };
        if count == 0 {
            return None;
        }
        let before = self.rows.duration_untracked();
        let range = self.range.get_untracked();
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let (edge, fixed) = match target.and_then(|target| target.get_attribute("data-edge")).as_deref() {
            Some("shortest") => (BrushEdge::Shortest, range.end.saturating_sub(1)),
            Some("longest") => (BrushEdge::Longest, range.start),
            _ => {
                let bin = bin_at(event);
                self.choose(bin..bin + 1);
                (BrushEdge::Longest, bin)
            }
        };
        // From here on Escape and arrow keys are for the histogram.
        if let Ok(Some(grip)) = plot.query_selector(&format!("[data-edge={}]", edge.word()))
            && let Ok(grip) = grip.dyn_into::<HtmlElement>()
        {
            let _ = grip.focus(); // it fails for nothing that can be seen
        }
        let step = move |step: DragStep<'_>| match step {
            DragStep::Moved(event) => {
                let bin = bin_at(event);
                self.choose(bin.min(fixed)..bin.max(fixed) + 1);
            }
            DragStep::Cancelled => self.rows.filter_by_duration(before),
            DragStep::Dropped | DragStep::Clicked => {}
        };
        Some(PointerDrag::start(plot, event, Along::X, 0.0, step))
    }

    /// A key on an edge: arrows move it by a bin, Home and End as far as it can go.
    fn key(&self, edge: BrushEdge, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let count = self.bins.with_untracked(Vec::len);
        let Range { start, end } = self.range.get_untracked();
        if count == 0 {
            return;
        }
        let (at, least, most) = match edge {
            BrushEdge::Shortest => (start, 0, end.saturating_sub(1)),
            BrushEdge::Longest => (end, start + 1, count),
        };
        let to = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => at.saturating_sub(1).max(least),
            "ArrowRight" | "ArrowUp" => (at + 1).min(most),
            "Home" => least,
            "End" => most,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        match edge {
            BrushEdge::Shortest => self.choose(to..end),
            BrushEdge::Longest => self.choose(start..to),
        }
    }
}

/// One bar, as high as its share of the highest; in red the part of it that failed.
#[component]
fn Bar(brush: Brush, row: ListRow) -> impl IntoView {
    let bin = memo(move || brush.bins.with(|bins| bins.get(row.get()).copied()));
    let height = move |count: fn(&Bin) -> usize| {
        let highest = brush
            .bins
            .with(|bins| bins.iter().map(|bin| bin.count).max().unwrap_or_default());
        bin.with(|bin| share_in_percent(bin.as_ref().map_or(0, count), highest))
    };
    let failed = move || {
        let parts = bin.with(|bin| bin.map_or((0, 0), |bin| (bin.failed, bin.count)));
        share_in_percent(parts.0, parts.1)
    };
    let inside = move || brush.range.with(|range| range.contains(&row.get()));
    let told = move || bin.with(|bin| bin.as_ref().map_or_else(String::new, bin_in_words));
    view! {
        <span class="durations-bar" data-in=move || inside().to_string() title=told>
            <span class="durations-tasks" style:height=move || height(|bin| bin.count)>
                <span class="durations-failed" style:height=failed></span>
            </span>
        </span>
    }
}

/// A height as CSS. However small its share is, a single task can be seen.
fn share_in_percent(part: usize, whole: usize) -> String {
    if part == 0 {
        return "0".into();
    }
    format!("max(2px, {:.1}%)", 100.0 * part as f64 / whole.max(1) as f64)
}

/// As the figures of the run are written.
fn in_three_figures(duration: Micros) -> String {
    match duration.0 {
        0 => "0 s".into(),
        below_a_second @ 1..1_000_000 => format!("{} ms", words::three_figures(below_a_second as f64 / 1e3)),
        seconds @ 1_000_000..120_000_000 => format!("{} s", words::three_figures(seconds as f64 / 1e6)),
        _ => words::length(duration),
    }
}

fn bin_in_words(bin: &Bin) -> String {
    let tasks = if bin.count == 1 { "task" } else { "tasks" };
    let failed = match bin.failed {
        0 => String::new(),
        failed => format!(", {} failed", words::thousands(failed as u64)),
    };
    let (range, count) = (words::lengths(bin.from, bin.until), words::thousands(bin.count as u64));
    format!("{range}: {count} {tasks}{failed}")
}

/// An edge of the brushed range.
#[component]
fn Grip(brush: Brush, edge: BrushEdge) -> impl IntoView {
    let at = move || match edge {
        BrushEdge::Shortest => brush.range.get().start,
        BrushEdge::Longest => brush.range.get().end,
    };
    let label = match edge {
        BrushEdge::Shortest => "Shortest duration",
        BrushEdge::Longest => "Longest duration",
    };
    let value = move || {
        brush.bins.with(|bins| {
            let bin = match edge {
                BrushEdge::Shortest => bins.get(at()).map(|bin| bin.from),
                BrushEdge::Longest => at().checked_sub(1).and_then(|last| bins.get(last)).map(|bin| bin.until),
            };
            bin.map_or_else(String::new, words::moment)
        })
    };
    view! {
        <div
            class="durations-grip"
            role="slider"
            tabindex="0"
            data-edge=edge.word()
            aria-label=label
            aria-valuemin="0"
            aria-valuemax=move || brush.bins.with(Vec::len).to_string()
            aria-valuenow=move || at().to_string()
            aria-valuetext=value
            on:keydown=move |event| brush.key(edge, &event)
        ></div>
    }
}

/// The bins that have a part of this range of durations; all of them without one.
fn brushed(bins: &[Bin], duration: Option<(Micros, Micros)>) -> Range<usize> {
    let Some((from, until)) = duration else {
        return 0..bins.len();
    };
    let start = bins.partition_point(|bin| bin.until <= from);
    let end = bins.partition_point(|bin| bin.from <= until);
    start.min(bins.len().saturating_sub(1))..end.max(start + 1).min(bins.len())
}
