//! The time axis as a type: converts between time and x. Does not know the recording.

use super::window::{Fine, TimeWindow};
use scenario::time::Micros;

/// The padding left of time 0: room for the edge of a poll tick and half a label.
pub const PADDING_LEFT: f64 = 16.0;
/// The padding right of the end, for the glyph and the label of the tasks that end last.
pub const PADDING_RIGHT: f64 = 104.0;
/// The same on a phone, where the labels are left out.
pub const PADDING_RIGHT_PHONE: f64 = 34.0;

/// The axis grows by this factor when a run takes longer than expected: large enough not to jitter, small enough not to
/// squeeze what is already drawn.
const GROWTH: f64 = 1.25;
/// The shortest end in microseconds, because a run of zero delays needs an axis too.
const SHORTEST_END: f64 = 1_000.0;
/// The closest zoom in microseconds, the unit of all stamps.
const SHORTEST_SPAN: f64 = 1.0;
/// The share of the view that is left of the now-line while the view follows it.
const FOLLOWED_AT: f64 = 0.8;
/// The share of the view between its edge and a moment that was brought into view.
const REVEALED_AT: f64 = 0.1;
/// Two fingers closer than this, in CSS pixels, count as this far apart: their distance is divided by.
const CLOSEST_FINGERS: f64 = 24.0;

/// The part of the time that is in view. Panning and zooming return a new one.
///
/// ```text
///   x  0   16                                   width-104    width
///      ├───┼────────────────────────────────────────┼──────────┤
///          start ──────────── span ──────────► start + span
///          └ within 0 … end                         └ time continues in the padding
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    width: f64,
    right: f64,
    end: f64,
    start: Fine,
    span: f64,
}

/// What the end of the axis depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AxisEnd {
    /// How far the recording reaches, if nothing more will be recorded; `None` before a run and during one.
    pub recorded: Option<Micros>,
    /// How far the prediction reaches, or about how long the scenario will take.
    pub expected: Micros,
    /// Whether the prediction is drawn over the recording.
    pub stale: bool,
    /// How long the run has taken so far.
    pub now: Micros,
    /// The end that the axis has to keep at least, while something in it is dragged.
    pub held: Option<Micros>,
}

impl AxisEnd {
    /// The end of the axis. If nothing takes time, it is a second.
    #[must_use]
    pub fn end(self) -> Micros {
        let end = match self.recorded {
            Some(recorded) if self.stale => recorded.max(self.expected),
            Some(recorded) => recorded,
            None if self.expected == Micros::ZERO => Scale::live_end(Micros::from_secs(1), self.now),
            None => Scale::live_end(self.expected, self.now),
        };
        let end = if end == Micros::ZERO { Micros::from_secs(1) } else { end };
        self.held.map_or(end, |held| end.max(held))
    }
}

impl Scale {
    /// Fits 0 to `end` into a plot `width` CSS pixels wide. On a phone the padding on the right is smaller.
    ///
    /// ```
    /// use scenario::time::Micros;
    /// use timeline::Scale;
    ///
    /// let scale = Scale::fit(Micros::from_secs(2), 1_120.0, false);
    /// assert_eq!(scale.x_from_time(Micros::from_secs(1)), 516.0);
    /// assert_eq!(scale.time_from_x(516.0), Micros::from_secs(1));
    /// ```
    #[must_use]
    pub fn fit(end: Micros, width: f64, phone: bool) -> Self {
        let end = (end.0 as f64).max(SHORTEST_END);
        let right = if phone { PADDING_RIGHT_PHONE } else { PADDING_RIGHT };
        Self {
            width: width.max(0.0),
            right,
            end,
            start: Fine::default(),
            span: end,
        }
    }

    /// The end to fit during a run: the expected end, increased by a quarter each time `now` passes it.
    #[must_use]
    pub fn live_end(expected: Micros, now: Micros) -> Micros {
        let mut end = (expected.0 as f64).max(SHORTEST_END);
        while end < now.0 as f64 {
            end *= GROWTH;
        }
        Micros(end.ceil() as u64)
    }

    /// The same view with another end: a fitted scale stays fitted, a zoomed one keeps the times in view.
    #[must_use]
    pub fn with_end(self, end: Micros) -> Self {
        let end = (end.0 as f64).max(SHORTEST_END);
        if self.fitted() {
            Self {
                end,
                start: Fine::default(),
                span: end,
                ..self
            }
        } else {
            Self { end, ..self }.within()
        }
    }

    /// Zoomed in by `factor` (out if below 1) around `x`: the time there keeps its x, unless the view would extend
    /// beyond the start or the end of the run.
    #[must_use]
    pub fn zoomed(self, factor: f64, x: f64) -> Self {
        if !(factor.is_finite() && factor > 0.0) {
            return self;
        }
        let span = (self.span / factor).clamp(SHORTEST_SPAN, self.end);
        let here = (x - PADDING_LEFT) / self.inner();
        Self {
            start: self.start.plus(here * (self.span - span)),
            span,
            ..self
        }
        .within()
    }

    /// Panned by a pointer that moved `by_x` pixels to the right, which brings earlier time into view.
    #[must_use]
    pub fn panned(self, by_x: f64) -> Self {
        Self {
            start: self.start.plus(-by_x / self.pixels_per_micro()),
            ..self
        }
        .within()
    }

    /// Panned and zoomed by two fingers, so that the times under them stay under them.
    #[must_use]
    pub fn pinched(self, before: [f64; 2], now: [f64; 2]) -> Self {
        let apart = |[one, other]: [f64; 2]| (other - one).abs().max(CLOSEST_FINGERS);
        let middle = |[one, other]: [f64; 2]| (one + other) / 2.0;
        let factor = apart(now) / apart(before);
        self.panned(middle(now) - middle(before)).zoomed(factor, middle(now))
    }

    /// The same scale with another part of the time in view, as far as that is within the run.
    #[must_use]
    pub fn showing(self, window: TimeWindow) -> Self {
        Self {
            start: window.from,
            span: window.span.max(SHORTEST_SPAN),
            ..self
        }
        .within()
    }

    /// The part of the time that is in view; `None` if all of the run is.
    #[must_use]
    pub fn window(&self) -> Option<TimeWindow> {
        (!self.fitted()).then_some(TimeWindow {
            from: self.start,
            span: self.span,
        })
    }

    /// Panned so that the now-line is at 80 % of the view, or before that at the start of the run. A view with the
    /// now-line in its first 80 % stays.
    #[must_use]
    pub fn following(self, now: Micros) -> Self {
        let before_now = self.start.until(now);
        if (0.0..=self.span * FOLLOWED_AT).contains(&before_now) {
            return self;
        }
        Self {
            start: self.start.plus(before_now - self.span * FOLLOWED_AT),
            ..self
        }
        .within()
    }

    /// Panned until a moment is in view: to a tenth of the view from the edge it was beyond, or to the middle if it was
    /// further away than the view is long.
    #[must_use]
    pub fn revealing(self, at: Micros) -> Self {
        let here = self.start.until(at) / self.span;
        let share = match here {
            0.0..=1.0 => return self,
            -1.0..0.0 => REVEALED_AT,
            1.0..=2.0 => 1.0 - REVEALED_AT,
            _ => 0.5,
        };
        Self {
            start: self.start.plus((here - share) * self.span),
            ..self
        }
        .within()
    }

    /// The x around which a button or a key zooms: the playhead's if it is in view, otherwise the middle.
    #[must_use]
    pub fn anchor(&self, playhead: Micros) -> f64 {
        let x = self.x_from_time(playhead);
        if (PADDING_LEFT..=self.right_edge()).contains(&x) {
            x
        } else {
            PADDING_LEFT + self.inner() / 2.0
        }
    }

    /// Whether a moment is in view, paddings not included.
    #[must_use]
    pub fn shows(&self, at: Micros) -> bool {
        (0.0..=self.span).contains(&self.start.until(at))
    }

    /// Whether all of the run is in view.
    #[must_use]
    pub fn fitted(&self) -> bool {
        self.span >= self.end
    }

    /// The x of a moment, in CSS pixels from the left of the plot; outside the plot if it is out of view.
    #[must_use]
    pub fn x_from_time(&self, at: Micros) -> f64 {
        PADDING_LEFT + self.start.until(at) * self.pixels_per_micro()
    }

    /// The moment at this x, to the nearest microsecond; left of time 0 it is 0.
    #[must_use]
    pub fn time_from_x(&self, x: f64) -> Micros {
        self.start.plus((x - PADDING_LEFT) / self.pixels_per_micro()).rounded()
    }

    /// The first and the last moment in view, paddings included.
    #[must_use]
    pub fn visible(&self) -> (Micros, Micros) {
        (self.time_from_x(0.0), self.time_from_x(self.width))
    }

    /// The width of the plot, paddings included, in CSS pixels.
    #[must_use]
    pub const fn width(&self) -> f64 {
        self.width
    }

    /// The x at which the padding on the right begins.
    #[must_use]
    pub fn right_edge(&self) -> f64 {
        PADDING_LEFT + self.inner()
    }

    /// The time between the paddings.
    #[must_use]
    pub fn span(&self) -> Micros {
        Micros(self.span.round() as u64)
    }

    /// The end of the run as it was fitted.
    #[must_use]
    pub fn end(&self) -> Micros {
        Micros(self.end.round() as u64)
    }

    /// CSS pixels for each microsecond of scenario time.
    #[must_use]
    pub fn pixels_per_micro(&self) -> f64 {
        self.inner() / self.span
    }

    /// The width between the paddings. At least 1, because it is divided by, and a plot may be narrower than its
    /// paddings.
    fn inner(&self) -> f64 {
        (self.width - PADDING_LEFT - self.right).max(1.0)
    }

    /// Moves the view back into 0 … `end`.
    fn within(self) -> Self {
        let span = self.span.min(self.end);
        Self {
            start: self.start.min(Fine::default().plus(self.end - span)),
            span,
            ..self
        }
    }
}
