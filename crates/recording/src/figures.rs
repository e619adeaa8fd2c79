//! The figures of a run as they are shown: when each of them is known, and its words. How they are computed
//! is in [`crate::metrics`].

use crate::{ClockKind, History, Metrics, Trace};
use scenario::Speed;
use scenario::modifiers::write_speed;
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
    /// The number, with three significant digits; a dash if it is not known.
    pub value: String,
    /// The unit, or empty.
    pub unit: &'static str,
    /// A few words beside it, or empty.
    pub note: String,
    /// The speed of the clock that distorts it: `at 4×`, or empty.
    pub speed: String,
    /// Whether it deserves attention.
    pub warns: bool,
    /// Whether it is from a prediction, not from a run.
    pub foretold: bool,
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
            Self::Makespan => "Total time",
            Self::SpeedUp => "Speed-up",
            Self::MostAtOnce => "Most at once",
            Self::LoopBusy => "Loop busy",
            Self::ReadyTime => "Waited for the loop",
            Self::TimerLateness => "Timers late",
            Self::ThrownAway => "Work cancelled",
        }
    }

    /// Whether it measures what the page and the browser take.
    const fn measures_the_page(self) -> bool {
        matches!(self, Self::LoopBusy | Self::ReadyTime | Self::TimerLateness)
    }

    /// Whether that is a part of it, which a faster clock makes longer.
    const fn depends_on_speed(self) -> bool {
        self.measures_the_page() || matches!(self, Self::Makespan | Self::SpeedUp)
    }
}

/// The figures of a recording by `now`; all of them unknown for a plan, in which nothing has happened.
///
/// Of a recording that is full and whose run went on, the makespan is unknown; the others are those of what was recorded.
#[must_use]
pub fn figures(trace: &Trace, history: &History, now: Micros, begun: bool) -> [Figure; 7] {
    let metrics = history.metrics(trace, now);
    FigureKind::ALL.map(|kind| {
        let mut figure = Figure::unknown(kind);
        if !begun {
            return figure;
        }
        if kind == FigureKind::Makespan && trace.truncation().is_some() {
            figure.note = "not recorded to its end".into();
            return figure;
        }
        figure.fill(&metrics, trace.resolution, history.timers.stepped());
        if kind.depends_on_speed() && figure.known() {
            figure.speed = distorting_speed(trace, history).unwrap_or_default();
        }
        figure
    })
}

/// The figures that a prediction foretells, before a run. What the page and the browser take is known only after one.
#[must_use]
pub fn foretold(trace: &Trace, history: &History) -> [Figure; 7] {
    let metrics = history.metrics(trace, trace.last_stamp());
    FigureKind::ALL.map(|kind| {
        let mut figure = Figure::unknown(kind);
        if kind.measures_the_page() {
            figure.note = "after a run".into();
        } else {
            figure.fill(&metrics, trace.resolution, false);
            figure.foretold = true;
            if kind == FigureKind::Makespan {
                figure.note = "predicted".into();
            }
        }
        figure
    })
}

/// The speed of the clock, if it is not that of the real one (`at 4×`): the page and the browser work no faster than usual, so
/// that what they take appears longer or shorter in scenario time.
#[must_use]
pub fn distorting_speed(trace: &Trace, history: &History) -> Option<String> {
    if trace.clock != ClockKind::Real {
        return None;
    }
    if history.timers.speed_changed() {
        return Some("at several speeds".into());
    }
    let speed = trace.scenario()?.speed;
    (speed != Speed::NORMAL).then(|| format!("at {}×", write_speed(speed)))
}

impl Figure {
    /// Whether it has a value.
    #[must_use]
    pub fn known(&self) -> bool {
        self.value != NOT_KNOWN
    }

    fn unknown(kind: FigureKind) -> Self {
        Self {
            kind,
            value: NOT_KNOWN.into(),
            unit: "",
            note: String::new(),
            speed: String::new(),
            warns: false,
            foretold: false,
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
                    self.note = format!("typical, worst {}", words::length(rounded(late.worst)));
                    self.warns = late.worst >= NOTICEABLE;
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
