//! The figures of a run as they are shown: what each of them means, when it is known, and its words. How they are computed
//! is in [`crate::metrics`].

use crate::{History, Metrics, Trace};
use scenario::time::Micros;
use scenario::words;

/// A lateness from here on is noticeable.
const NOTICEABLE: Micros = Micros::from_millis(50);

/// Shown instead of a figure that is not known.
const NOT_KNOWN: &str = "–";

/// One of the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FigureKind {
    /// How long the run took.
    Makespan,
    /// How many times as long the work takes one by one.
    SpeedUp,
    /// The most tasks at work at one moment.
    MostAtOnce,
    /// The share of the time in which some task held the thread.
    LoopBusy,
    /// How long tasks were ready and not polled.
    ReadyTime,
    /// How late timers were served.
    TimerLateness,
    /// How long cancelled tasks had been at work.
    ThrownAway,
}

/// A figure as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Which it is.
    pub kind: FigureKind,
    /// What it means in this recording, as a sentence.
    pub meaning: &'static str,
    /// The number, with three significant digits; a dash if it is not known.
    pub value: String,
    /// The unit, or empty.
    pub unit: &'static str,
    /// A few words beside it, or empty.
    pub note: String,
    /// Whether it deserves attention.
    pub warns: bool,
}

impl FigureKind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::Makespan,
        Self::SpeedUp,
        Self::MostAtOnce,
        Self::LoopBusy,
        Self::ReadyTime,
        Self::TimerLateness,
        Self::ThrownAway,
    ];

    /// Its name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Makespan => "Makespan",
            Self::SpeedUp => "Speed-up",
            Self::MostAtOnce => "Most at once",
            Self::LoopBusy => "Loop busy",
            Self::ReadyTime => "Ready time",
            Self::TimerLateness => "Timer lateness",
            Self::ThrownAway => "Thrown away",
        }
    }

    /// What it means in a recording, as a sentence. Only the playground has permits and nothing else to wait for.
    #[must_use]
    pub fn meaning(self, trace: &Trace) -> &'static str {
        match self {
            Self::Makespan => "From the start to the end of the last task.",
            Self::SpeedUp => "The time all tasks took, one after the other, by the time the run took.",
            Self::MostAtOnce if trace.scenario().is_none() => {
                "The most tasks that were under way at one moment: not ended, and not waiting for other tasks or for what \
                 these hold."
            }
            Self::MostAtOnce => "The most tasks that were under way at one moment: past their permit, and not ended.",
            Self::LoopBusy => "The share of the run in which some task held the only thread.",
            Self::ReadyTime => "The time tasks were ready and waited for the thread, added up.",
            Self::TimerLateness => "How late timers were served: the middle one, and what 99 of 100 stayed under.",
            Self::ThrownAway => "The time spent in tasks that were cancelled.",
        }
    }
}

/// The figures of a recording by `now`; all of them unknown for a plan, in which nothing has happened.
///
/// Of a recording that is full and whose run went on, the makespan is unknown; the others are those of what was recorded.
#[must_use]
pub fn figures(trace: &Trace, history: &History, now: Micros, begun: bool) -> [Figure; 7] {
    let metrics = history.metrics(trace, now);
    FigureKind::ALL.map(|kind| {
        let mut figure = Figure::unknown(kind, trace);
        if !begun {
            return figure;
        }
        if kind == FigureKind::Makespan && trace.truncation().is_some() {
            figure.note = "not recorded to its end".into();
            return figure;
        }
        figure.fill(&metrics, trace.resolution, history.timers.stepped());
        figure
    })
}

impl Figure {
    fn unknown(kind: FigureKind, trace: &Trace) -> Self {
        Self {
            kind,
            meaning: kind.meaning(trace),
            value: NOT_KNOWN.into(),
            unit: "",
            note: String::new(),
            warns: false,
        }
    }

    fn fill(&mut self, metrics: &Metrics, resolution: Micros, stepped: bool) {
        match self.kind {
            FigureKind::Makespan => self.set_length(metrics.makespan, resolution),
            FigureKind::SpeedUp => {
                self.set_share(metrics.speed_up(), "×");
                self.note = format!("from {}", words::length(rounded(metrics.one_by_one)));
            }
            FigureKind::MostAtOnce => self.value = words::thousands(metrics.most_at_once.into()),
            FigureKind::LoopBusy => {
                self.set_share(metrics.busy_share().map(|share| share * 100.0), "%");
                self.note = words::length(rounded(metrics.busy));
            }
            FigureKind::ReadyTime => {
                self.set_length(metrics.ready, resolution);
                self.note = "in the queue".into();
            }
            FigureKind::TimerLateness => match metrics.lateness {
                Some(late) => {
                    self.set_length(late.median, resolution);
                    self.note = format!("99 %: {}", words::length(rounded(late.percentile_99)));
                    self.warns = late.percentile_99 >= NOTICEABLE;
                }
                // Depends on when the user stepped.
                None if stepped => self.note = "stepped by hand".into(),
                None => self.note = "none served".into(),
            },
            FigureKind::ThrownAway => {
                if let Some(wasted) = metrics.wasted {
                    self.set_length(wasted, resolution);
                    self.note = "by cancelling".into();
                }
            }
        }
    }

    fn set_share(&mut self, share: Option<f64>, unit: &'static str) {
        self.value = share.map_or_else(|| NOT_KNOWN.into(), words::three_figures);
        self.unit = unit;
    }

    /// Below the resolution of the clock, says so.
    fn set_length(&mut self, length: Micros, resolution: Micros) {
        let ms = |micros: u64| words::three_figures(micros as f64 / 1_000.0);
        (self.value, self.unit) = match length.0 {
            0 => ("0".into(), "ms"),
            below if below < resolution.0 => (format!("< {}", ms(resolution.0)), "ms"),
            below_a_second if below_a_second < 1_000_000 => (ms(below_a_second), "ms"),
            more => (words::three_figures(more as f64 / 1e6), "s"),
        };
    }
}

/// To tenths of a millisecond: no browser's clock is finer.
const fn rounded(length: Micros) -> Micros {
    Micros((length.0 + 50) / 100 * 100)
}
