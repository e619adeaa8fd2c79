//! The drawing operations that [`super::paint()`] needs, in few calls for each frame. The page implements them for a
//! canvas and for SVG, the tests for a log.

use super::scene::{BarKind, EndKind, Rect};

/// Draws. Shapes of one style are passed in one call, so that a canvas changes its style only a few dozen times a
/// frame.
pub trait Pen {
    /// Draws nothing outside `area` until [`Pen::unclip`].
    fn clip(&mut self, area: Rect);
    /// Ends the most recent [`Pen::clip`].
    fn unclip(&mut self);
    /// Fills rectangles with corners of this radius. With radius 0 their edges are aligned to device pixels, and none
    /// is thinner than one.
    fn fill(&mut self, ink: Ink, radius: f64, areas: &[Rect]);
    /// Fills rectangles with a texture that starts at the top left corner of each.
    fn texture(&mut self, texture: Texture, areas: &[Rect]);
    /// Draws a line of 1 px along the inner edges of rectangles, dashed if `dash` (on, off) is given.
    fn outline(&mut self, ink: Ink, dash: Option<[f64; 2]>, areas: &[Rect]);
    /// Draws a dashed line (on, off) of 1 px from left to right along the top of each rectangle.
    fn dashes(&mut self, ink: Ink, dash: [f64; 2], lines: &[Rect]);
    /// Draws a line of this width through each list of points, dashed if `dash` (on, off) is given. Vertical and
    /// horizontal lines are aligned to device pixels, as fills are.
    fn lines(&mut self, ink: Ink, width: f64, dash: Option<[f64; 2]>, lines: &[&[(f64, f64)]]);
    /// Draws filled circles around these points, or with `line` unfilled ones of this line width.
    fn circles(&mut self, ink: Ink, radius: f64, line: Option<f64>, middles: &[(f64, f64)]);
    /// Draws rings of radius 3.5 around these points, filled with the colour of the pane.
    fn rings(&mut self, ink: Ink, middles: &[(f64, f64)]);
    /// Fills a triangle.
    fn triangle(&mut self, ink: Ink, corners: [(f64, f64); 3]);
    /// Draws a glyph into a square.
    fn glyph(&mut self, glyph: EndKind, ink: Ink, area: Rect);
    /// Writes one line.
    fn text(&mut self, text: &Text<'_>);
}

/// A line of text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Text<'a> {
    /// The text.
    pub words: &'a str,
    /// The x of its left end, or of its middle if `centred`.
    pub x: f64,
    /// The y of its baseline.
    pub baseline: f64,
    /// The font size, in CSS pixels.
    pub size: f64,
    /// The font weight: 400, 500 or 600.
    pub weight: u16,
    /// Whether `x` is the middle.
    pub centred: bool,
    /// The ink of the letters.
    pub ink: Ink,
    /// The ink drawn 2.5 px around the letters, so that they are legible over anything.
    pub halo: Option<Ink>,
}

/// A texture, which also determines its ink.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Texture {
    /// Ready, in a bar of 18 px: chevrons every 7 px.
    Chevrons,
    /// Ready, in a bar of 12 px or lower.
    SmallChevrons,
    /// Waiting for a permit: dots, 6 px apart.
    Dots,
    /// Waiting for another resource: short upright dashes, 6 px apart.
    UprightDashes,
    /// Cancelled: 45° hatch.
    Hatch,
    /// Due and not served: close 45° strokes, crossed by thin ones.
    Overdue,
}

impl Texture {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 6] = [
        Self::Chevrons,
        Self::SmallChevrons,
        Self::Dots,
        Self::UprightDashes,
        Self::Hatch,
        Self::Overdue,
    ];
}

/// A colour by its role. [`Ink::token`] names the custom property of `style/tokens.css` that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ink {
    /// The background of the pane.
    Pane,
    /// The background of the loop's band.
    Band,
    /// The lane of the selected task.
    Selected,
    /// Rules between lanes.
    Rule,
    /// Grid lines.
    Grid,
    /// The line under the axis.
    AxisLine,
    /// Ticks of the axis.
    Tick,
    /// Labels of the axis.
    TickLabel,
    /// Laid over everything right of the now-line.
    Veil,
    /// Laid over a recording whose list was edited since.
    Dim,
    /// Predicted bars once a run has begun.
    Predicted,
    /// The now-line and its flag.
    Now,
    /// The text in the flag.
    OnNow,
    /// The edge, the texture and the label of a bar.
    Bar(BarKind),
    /// The fill of a bar.
    BarFill(BarKind),
    /// The fill of a predicted bar before the run.
    PredictedFill(BarKind),
    /// The outline, the texture and the label of a timer that is due and not served.
    Overdue,
    /// The fill of the same.
    OverdueFill,
    /// The label in a running bar.
    OnRunning,
    /// Marks of the ruler in timer bars.
    Ruler,
    /// Cap, glyph and label of an end.
    End(EndKind),
    /// The polls of a task, behind the lanes of the futures joined into it.
    ParentPoll,
    /// The same, for polls long enough to have a width.
    LongParentPoll,
    /// The line below the loop's polls, and the marks of its turns.
    Baseline,
    /// Counts and late timers in the band of the loop.
    Note,
    /// The halo around arrows and the ring of the selected moment.
    Halo,
    /// Arrows of wakes, except those of permits, which have the permit's ink.
    WakeArrow,
    /// The critical path and its marks.
    Path,
    /// Around the same, and the numbers in its marks.
    PathHalo,
    /// The mark at the end of the recorded time, while an earlier moment is shown.
    LiveEdge,
    /// The ring of the selected moment.
    Focus,
    /// The background of the overview.
    Strip,
    /// The tasks in flight in the overview.
    InFlight,
}

impl Ink {
    /// Every custom property that is read by an ink.
    pub const TOKENS: [&str; 31] = [
        "--surface-0",
        "--surface-1",
        "--surface-2",
        "--select-bg",
        "--line",
        "--line-strong",
        "--line-control",
        "--text-2",
        "--text-3",
        "--focus",
        "--now",
        "--on-now",
        "--path",
        "--st-ready",
        "--st-ready-fill",
        "--st-running",
        "--st-running-ink",
        "--st-on-running",
        "--st-timer",
        "--st-timer-fill",
        "--st-child",
        "--st-child-fill",
        "--st-permit",
        "--st-permit-fill",
        "--st-overdue",
        "--st-overdue-fill",
        "--st-queue",
        "--st-queue-fill",
        "--st-done",
        "--st-failed",
        "--st-cancelled",
    ];

    /// The name of the custom property that holds its colour.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Pane | Self::Halo | Self::PathHalo | Self::Dim => "--surface-1",
            Self::Veil | Self::Strip => "--surface-0",
            Self::Band => "--surface-2",
            Self::Selected => "--select-bg",
            Self::Rule => "--line",
            Self::Grid | Self::AxisLine => "--line-strong",
            Self::Tick | Self::Baseline => "--line-control",
            Self::Note => "--text-2",
            Self::TickLabel | Self::Predicted | Self::WakeArrow => "--text-3",
            Self::Focus => "--focus",
            Self::Now | Self::LiveEdge => "--now",
            Self::ParentPoll | Self::LongParentPoll => "--st-running",
            Self::OnNow => "--on-now",
            Self::Path => "--path",
            Self::Bar(BarKind::Ready) => "--st-ready",
            Self::Bar(BarKind::Running) => "--st-running-ink",
            Self::Bar(BarKind::Timer | BarKind::Backoff) | Self::Ruler | Self::InFlight => "--st-timer",
            Self::Bar(BarKind::Child) => "--st-child",
            Self::Bar(BarKind::Permit) => "--st-permit",
            Self::Bar(BarKind::Resource) => "--st-queue",
            Self::BarFill(kind) | Self::PredictedFill(kind) => match kind {
                BarKind::Ready => "--st-ready-fill",
                BarKind::Running => "--st-running",
                BarKind::Timer | BarKind::Backoff => "--st-timer-fill",
                BarKind::Child => "--st-child-fill",
                BarKind::Permit => "--st-permit-fill",
                BarKind::Resource => "--st-queue-fill",
            },
            Self::Overdue => "--st-overdue",
            Self::OverdueFill => "--st-overdue-fill",
            Self::OnRunning => "--st-on-running",
            Self::End(EndKind::Finished) => "--st-done",
            Self::End(EndKind::Failed) => "--st-failed",
            Self::End(EndKind::Cancelled) => "--st-cancelled",
        }
    }

    /// Its opacity, 0 to 1.
    #[must_use]
    pub const fn alpha(self) -> f64 {
        match self {
            Self::Grid => 0.55,
            Self::Veil => 0.62,
            // The recording below keeps 45 % of its strength.
            Self::Dim => 0.55,
            Self::PredictedFill(_) => 0.45,
            Self::Ruler => 0.85,
            // Faint, but visible between the lanes.
            Self::ParentPoll => 0.3,
            // A wide area of the same strength would dominate the bars.
            Self::LongParentPoll => 0.12,
            Self::Halo => 0.7,
            // An area as strong as a line would outshine the lanes.
            Self::InFlight => 0.55,
            Self::LiveEdge => 0.45,
            _ => 1.0,
        }
    }
}
