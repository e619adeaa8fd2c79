//! What a painter can do, in as few calls as a frame needs: a canvas, an SVG and a log in a test are the same to
//! [`super::paint()`].

use super::scene::{BarKind, EndKind, Rect};

/// Draws. Things of one style come together, so that a canvas changes its style a few dozen times a frame.
pub trait Pen {
    /// Draws nothing outside `area` until [`Pen::unclip`].
    fn clip(&mut self, area: Rect);
    /// Ends the last [`Pen::clip`].
    fn unclip(&mut self);
    /// Fills rectangles with corners of this radius. Without a radius their edges fall on whole device pixels, and none
    /// is thinner than one.
    fn fill(&mut self, ink: Ink, radius: f64, areas: &[Rect]);
    /// Fills rectangles with a texture that starts at each one's top left corner.
    fn texture(&mut self, texture: Texture, areas: &[Rect]);
    /// Draws 1 px along the inner edges of rectangles, dashed if `dash` (on, off) says so.
    fn outline(&mut self, ink: Ink, dash: Option<[f64; 2]>, areas: &[Rect]);
    /// Draws 1 px from left to right along the top of each rectangle, dashed (on, off).
    fn dashes(&mut self, ink: Ink, dash: [f64; 2], lines: &[Rect]);
    /// Draws a line of this width through each list of points, dashed if `dash` (on, off) says so. Upright and level ones
    /// are as crisp as fills.
    fn lines(&mut self, ink: Ink, width: f64, dash: Option<[f64; 2]>, lines: &[&[(f64, f64)]]);
    /// Draws circles around these points: discs, or with `line` open ones of this line width.
    fn circles(&mut self, ink: Ink, radius: f64, line: Option<f64>, middles: &[(f64, f64)]);
    /// Draws rings of radius 3.5 around these points, filled with the pane.
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
    /// The words.
    pub words: &'a str,
    /// Where they begin, or their middle if `centred`.
    pub x: f64,
    /// The line they stand on.
    pub baseline: f64,
    /// The size of the type, in CSS pixels.
    pub size: f64,
    /// 400, 500 or 600.
    pub weight: u16,
    /// Whether `x` is the middle.
    pub centred: bool,
    /// What they are written in.
    pub ink: Ink,
    /// What is drawn 2.5 px around the letters, so that they can be read over anything.
    pub halo: Option<Ink>,
}

/// A texture, which names its ink too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Texture {
    /// Ready, in a bar of 18 px: chevrons every 7 px.
    Chevrons,
    /// Ready, in a bar of 12 px or lower.
    SmallChevrons,
    /// Waiting for a permit: dots, 6 px apart.
    Dots,
    /// Cancelled: 45° hatch.
    Hatch,
}

impl Texture {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 4] = [Self::Chevrons, Self::SmallChevrons, Self::Dots, Self::Hatch];
}

/// A colour by its role. [`Ink::token`] names the custom property of `style/tokens.css` that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ink {
    /// The pane.
    Pane,
    /// The band of the loop.
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
    /// What is ahead of the now-line.
    Veil,
    /// Laid over a record that is not of what is predicted.
    Dim,
    /// Predictions once a run has begun.
    Predicted,
    /// The now-line and its flag.
    Now,
    /// Words in the flag.
    OnNow,
    /// The edge, the texture and the words of a bar.
    Bar(BarKind),
    /// The face of a bar.
    BarFill(BarKind),
    /// The face of a bar before the run.
    GhostFill(BarKind),
    /// Words in a running bar.
    OnRunning,
    /// Marks of the ruler in timer bars.
    Ruler,
    /// Cap, glyph and words of an end.
    End(EndKind),
    /// Main's polls behind what is joined into it.
    Through,
    /// The same where main computed for long enough to see.
    ThroughStretch,
    /// What the polls of the loop stand on, and the marks of its turns.
    Baseline,
    /// Counts and late timers in the band of the loop.
    Note,
    /// Around arrows and the ring of the selected moment.
    Halo,
    /// Arrows of wakes; those of permits take the permit's ink.
    DrawnWake,
    /// How far the run has come, while an earlier moment is shown.
    LiveEdge,
    /// The ring of the selected moment.
    SelectedMoment,
}

impl Ink {
    /// Every custom property that some ink reads.
    pub const TOKENS: [&str; 26] = [
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
        "--st-done",
        "--st-failed",
        "--st-cancelled",
    ];

    /// The custom property that holds its colour.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Pane | Self::Halo | Self::Dim => "--surface-1",
            Self::Veil => "--surface-0",
            Self::Band => "--surface-2",
            Self::Selected => "--select-bg",
            Self::Rule => "--line",
            Self::Grid | Self::AxisLine => "--line-strong",
            Self::Tick | Self::Baseline => "--line-control",
            Self::Note => "--text-2",
            Self::TickLabel | Self::Predicted | Self::DrawnWake => "--text-3",
            Self::SelectedMoment => "--focus",
            Self::Now | Self::LiveEdge => "--now",
            Self::Through | Self::ThroughStretch => "--st-running",
            Self::OnNow => "--on-now",
            Self::Bar(BarKind::Ready) => "--st-ready",
            Self::Bar(BarKind::Running) => "--st-running-ink",
            Self::Bar(BarKind::Timer | BarKind::Backoff) | Self::Ruler => "--st-timer",
            Self::Bar(BarKind::Child) => "--st-child",
            Self::Bar(BarKind::Permit) => "--st-permit",
            Self::BarFill(kind) | Self::GhostFill(kind) => match kind {
                BarKind::Ready => "--st-ready-fill",
                BarKind::Running => "--st-running",
                BarKind::Timer | BarKind::Backoff => "--st-timer-fill",
                BarKind::Child => "--st-child-fill",
                BarKind::Permit => "--st-permit-fill",
            },
            Self::OnRunning => "--st-on-running",
            Self::End(EndKind::Finished) => "--st-done",
            Self::End(EndKind::Failed) => "--st-failed",
            Self::End(EndKind::Cancelled) => "--st-cancelled",
        }
    }

    /// How opaque it is laid on, 0 to 1.
    #[must_use]
    pub const fn alpha(self) -> f64 {
        match self {
            Self::Grid => 0.55,
            Self::Veil => 0.62,
            // What is under it keeps 45 %.
            Self::Dim => 0.55,
            Self::GhostFill(_) => 0.45,
            Self::Ruler => 0.85,
            // Seen between the lanes, and no more than that.
            Self::Through => 0.3,
            // A face of the same strength would be louder than the bars.
            Self::ThroughStretch => 0.12,
            Self::Halo => 0.7,
            Self::LiveEdge => 0.45,
            _ => 1.0,
        }
    }
}
