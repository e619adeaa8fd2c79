//! The pen that writes SVG: the same operations as on the canvas, in the same order, as elements with attributes.
//!
//! Rectangles keep their exact places. In a figure that is made into a picture of a whole number of pixels for each of its own,
//! their edges are aligned to these pixels (`crispEdges`), as on the canvas; at any other size, that would lose thin lines.

use crate::colours::Colours;
use crate::path::PathData;
use crate::xml::{Hundredths, escape};
use std::fmt::{Arguments, Write};
use timeline::pen::{Text, Texture};
use timeline::scene::{BarKind, EndKind};
use timeline::{Ink, Pen, Rect, glyph};

/// The halo around letters, as on the canvas.
const HALO_WIDTH: f64 = 5.0;
/// The ring at a predicted end, as on the canvas.
const RING_RADIUS: f64 = 3.5;
const RING_STROKE: f64 = 1.25;
/// The size and the weight of text that says nothing else: those of the element `svg`.
pub(crate) const USUAL_SIZE: f64 = 11.0;
const USUAL_WEIGHT: u16 = 400;

/// Where the x of a text is in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// At its left end.
    #[default]
    Start,
    /// At its middle.
    Middle,
    /// At its right end.
    End,
}

/// A line of text in any colour.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlacedWords<'a> {
    pub text: &'a str,
    pub at: (f64, f64),
    pub size: f64,
    pub weight: u16,
    pub anchor: Anchor,
    /// The custom property with the colour.
    pub colour: &'a str,
}

/// A part of a line of text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span<'a> {
    pub text: &'a str,
    /// The custom property with the colour.
    pub colour: &'static str,
}

/// A pen that writes SVG elements, for an `svg` element whose font size is 11 px.
#[derive(Debug)]
pub struct SvgPen<'a> {
    markup: String,
    colours: Colours,
    /// What its ids begin with.
    prefix: &'a str,
    /// What shapes have that are not to be aligned to pixels.
    smooth: &'static str,
    clips: Vec<Rect>,
    textures: Vec<Texture>,
}

impl<'a> SvgPen<'a> {
    /// A pen in these colours. Ids begin with `prefix`, which has to be an XML name. If it is `crisp`, what it draws belongs
    /// into a group with `shape-rendering="crispEdges"`.
    #[must_use]
    pub const fn new(colours: Colours, prefix: &'a str, crisp: bool) -> Self {
        Self {
            markup: String::new(),
            colours,
            prefix,
            smooth: if crisp { r#" shape-rendering="auto""# } else { "" },
            clips: Vec::new(),
            textures: Vec::new(),
        }
    }

    /// What it has drawn: the definitions that the elements use, and the elements.
    #[must_use]
    pub fn finish(self) -> (String, String) {
        let mut definitions = String::new();
        // Writing to a string does not fail, here and below.
        for (index, Rect { x, y, width, height }) in self.clips.iter().enumerate() {
            let [x, y, width, height] = [*x, *y, *width, *height].map(Hundredths::of);
            let _ = write!(
                definitions,
                r#"<clipPath id="{}-c{index}"><rect x="{x}" y="{y}" width="{width}" height="{height}"/></clipPath>"#,
                self.prefix
            );
        }
        for texture in &self.textures {
            let tile = tile(*texture);
            let _ = write!(
                definitions,
                r#"<pattern id="{}-{}" width="{}" height="{}" patternUnits="userSpaceOnUse"><g fill="none" stroke="{}">{}</g></pattern>"#,
                self.prefix,
                tile.name,
                tile.size.0,
                tile.size.1,
                self.colours.of(tile.ink),
                tile.markup
            );
        }
        (definitions, self.markup)
    }

    /// Appends markup of the page's own, in whose place `var(--token)` may stand for a colour.
    pub(crate) fn own(&mut self, markup: &str) {
        let resolved = self.colours.resolve(markup);
        self.markup.push_str(&resolved);
    }

    /// Begins a group that is moved by these lengths. Ended by [`SvgPen::end_group`].
    pub(crate) fn moved(&mut self, x: f64, y: f64) {
        let (x, y) = (Hundredths::of(x), Hundredths::of(y));
        self.put(format_args!(r#"<g transform="translate({x} {y})">"#));
    }

    /// Ends the most recent group.
    pub(crate) fn end_group(&mut self) {
        self.markup.push_str("</g>");
    }

    /// Fills a rectangle with the colour of a custom property.
    pub(crate) fn area(&mut self, token: &str, area: Rect) {
        let mut path = PathData::default();
        path.rect(at_least_a_pixel(&area));
        let colour = self.colours.of_token(token);
        self.put(format_args!(r#"<path fill="{colour}" d="{}"/>"#, path.text()));
    }

    /// A rectangle with an edge of 1 px and slightly round corners, in the colours of custom properties.
    pub(crate) fn chip(&mut self, ground: &str, edge: &str, area: Rect) {
        let [x, y, width, height] =
            [area.x + 0.5, area.y + 0.5, area.width - 1.0, area.height - 1.0].map(Hundredths::of);
        let (ground, edge) = (self.colours.of_token(ground), self.colours.of_token(edge));
        let smooth = self.smooth;
        self.put(format_args!(
            r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="2.5" fill="{ground}" stroke="{edge}"{smooth}/>"#
        ));
    }

    /// A dotted line downwards from a point, in the colour of a custom property.
    pub(crate) fn dotted(&mut self, token: &str, from: (f64, f64), bottom: f64) {
        let mut path = PathData::default();
        path.line(&[from, (from.0, bottom)]);
        let colour = self.colours.of_token(token);
        self.put(format_args!(
            r#"<path fill="none" stroke="{colour}" stroke-width="1.5" stroke-dasharray="1.5 2.5" d="{}"/>"#,
            path.text()
        ));
    }

    /// Writes one line of several colours, in this font and size.
    pub(crate) fn spans<'t>(
        &mut self,
        spans: impl Iterator<Item = Span<'t>>,
        (x, y): (f64, f64),
        (font, size): (&str, f64),
        anchor: Anchor,
    ) {
        let [x, y, size] = [x, y, size].map(Hundredths::of);
        self.put(format_args!(
            r#"<text x="{x}" y="{y}" font-family="{font}" font-size="{size}""#
        ));
        if anchor == Anchor::End {
            self.markup.push_str(r#" text-anchor="end""#);
        }
        let colour = self.colours.of_token("--text");
        self.put(format_args!(r#" xml:space="preserve" fill="{colour}">"#));
        for span in spans {
            if span.colour == "--text" {
                escape(&mut self.markup, span.text);
            } else {
                self.put(format_args!(r#"<tspan fill="{}">"#, self.colours.of_token(span.colour)));
                escape(&mut self.markup, span.text);
                self.markup.push_str("</tspan>");
            }
        }
        self.markup.push_str("</text>");
    }

    /// Writes one line.
    pub(crate) fn words(&mut self, words: &PlacedWords<'_>) {
        let colour = self.colours.of_token(words.colour);
        self.line_of_text(words, format_args!(r#" fill="{colour}""#));
    }

    /// Draws the glyph of a state, in a square of this side, in the colour of a custom property. Its markup is that of the page.
    pub(crate) fn state_glyph(&mut self, markup: &str, token: &str, (x, y): (f64, f64), side: f64) {
        let [x, y, scale] = [x, y, side / glyph::BOX].map(Hundredths::of);
        let (colour, smooth) = (self.colours.of_token(token), self.smooth);
        self.put(format_args!(
            r#"<g transform="translate({x} {y}) scale({scale})" color="{colour}" fill="none" stroke="{colour}" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"{smooth}>"#
        ));
        let resolved = self.colours.resolve(markup).replace("currentColor", colour);
        self.markup.push_str(&resolved);
        self.end_group();
    }

    fn line_of_text(&mut self, words: &PlacedWords<'_>, paint: Arguments<'_>) {
        let (x, y) = (Hundredths::of(words.at.0), Hundredths::of(words.at.1));
        self.put(format_args!(r#"<text x="{x}" y="{y}""#));
        if words.size != USUAL_SIZE {
            self.put(format_args!(r#" font-size="{}""#, Hundredths::of(words.size)));
        }
        if words.weight != USUAL_WEIGHT {
            self.put(format_args!(r#" font-weight="{}""#, words.weight));
        }
        match words.anchor {
            Anchor::Start => {}
            Anchor::Middle => self.markup.push_str(r#" text-anchor="middle""#),
            Anchor::End => self.markup.push_str(r#" text-anchor="end""#),
        }
        self.put(paint);
        self.put_space(words.text);
        self.markup.push('>');
        escape(&mut self.markup, words.text);
        self.markup.push_str("</text>");
    }

    /// Keeps spaces that would be collapsed. Browsers heed this of an element with text only, not of one around it.
    fn put_space(&mut self, text: &str) {
        if text.starts_with(' ') || text.ends_with(' ') || text.contains("  ") {
            self.markup.push_str(r#" xml:space="preserve""#);
        }
    }

    fn put(&mut self, markup: Arguments<'_>) {
        let _ = self.markup.write_fmt(markup);
    }

    fn put_fill(&mut self, ink: Ink) {
        self.put(format_args!(r#" fill="{}""#, self.colours.of(ink)));
        if ink.alpha() < 1.0 {
            self.put(format_args!(r#" fill-opacity="{}""#, Hundredths::of(ink.alpha())));
        }
    }

    fn put_stroke(&mut self, ink: Ink, width: f64, dash: Option<[f64; 2]>) {
        self.put(format_args!(r#" stroke="{}""#, self.colours.of(ink)));
        if ink.alpha() < 1.0 {
            self.put(format_args!(r#" stroke-opacity="{}""#, Hundredths::of(ink.alpha())));
        }
        if width != 1.0 {
            self.put(format_args!(r#" stroke-width="{}""#, Hundredths::of(width)));
        }
        if let Some([on, off]) = dash {
            let (on, off) = (Hundredths::of(on), Hundredths::of(off));
            self.put(format_args!(r#" stroke-dasharray="{on} {off}""#));
        }
    }

    /// A path that is not filled.
    fn put_line(&mut self, path: &PathData, crisp: bool, (ink, width, dash): (Ink, f64, Option<[f64; 2]>)) {
        self.markup.push_str(r#"<path fill="none""#);
        self.put_stroke(ink, width, dash);
        if !crisp {
            self.markup.push_str(self.smooth);
        }
        self.put(format_args!(r#" d="{}"/>"#, path.text()));
    }

    /// Circles around these points, in a group that has been begun.
    fn put_circles(&mut self, radius: f64, middles: &[(f64, f64)]) {
        let radius = Hundredths::of(radius);
        for (x, y) in middles {
            let (x, y) = (Hundredths::of(*x), Hundredths::of(*y));
            self.put(format_args!(r#"<circle cx="{x}" cy="{y}" r="{radius}"/>"#));
        }
        self.end_group();
    }
}

/// As wide and as high as the canvas draws it at one device pixel to a pixel.
fn at_least_a_pixel(area: &Rect) -> Rect {
    Rect {
        width: area.width.max(1.0),
        height: area.height.max(1.0),
        ..*area
    }
}

impl Pen for SvgPen<'_> {
    fn clip(&mut self, area: Rect) {
        let known = self.clips.iter().position(|clip| *clip == area);
        let index = known.unwrap_or_else(|| {
            self.clips.push(area);
            self.clips.len() - 1
        });
        let prefix = self.prefix;
        self.put(format_args!(r#"<g clip-path="url(#{prefix}-c{index})">"#));
    }

    fn unclip(&mut self) {
        self.end_group();
    }

    fn fill(&mut self, ink: Ink, radius: f64, areas: &[Rect]) {
        if areas.is_empty() {
            return;
        }
        let areas = areas.iter().map(at_least_a_pixel);
        if radius == 0.0 {
            let mut path = PathData::default();
            areas.for_each(|area| path.rect(area));
            self.markup.push_str("<path");
            self.put_fill(ink);
            self.put(format_args!(r#" d="{}"/>"#, path.text()));
            return;
        }
        self.markup.push_str("<g");
        self.put_fill(ink);
        self.markup.push_str(self.smooth);
        self.markup.push('>');
        let radius = Hundredths::of(radius);
        for Rect { x, y, width, height } in areas {
            let [x, y, width, height] = [x, y, width, height].map(Hundredths::of);
            self.put(format_args!(
                r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}"/>"#
            ));
        }
        self.end_group();
    }

    fn texture(&mut self, texture: Texture, areas: &[Rect]) {
        if areas.is_empty() {
            return;
        }
        if !self.textures.contains(&texture) {
            self.textures.push(texture);
        }
        let tile = tile(texture);
        let (prefix, name) = (self.prefix, tile.name);
        self.put(format_args!(r#"<g fill="url(#{prefix}-{name})">"#));
        for area in areas.iter().map(at_least_a_pixel) {
            // A pattern begins at the origin of the element's own coordinates.
            let above = tile.above(area.height);
            let [x, y] = [area.x, area.y - above].map(Hundredths::of);
            let [top, width, height] = [above, area.width, area.height].map(Hundredths::of);
            self.put(format_args!(r#"<rect transform="translate({x} {y})""#));
            if top.0 != 0 {
                self.put(format_args!(r#" y="{top}""#));
            }
            self.put(format_args!(r#" width="{width}" height="{height}"/>"#));
        }
        self.end_group();
    }

    fn outline(&mut self, ink: Ink, dash: Option<[f64; 2]>, areas: &[Rect]) {
        if areas.is_empty() {
            return;
        }
        let mut path = PathData::default();
        for area in areas.iter().map(at_least_a_pixel) {
            path.rect(Rect::new(
                area.x + 0.5,
                area.y + 0.5,
                area.width - 1.0,
                area.height - 1.0,
            ));
        }
        self.put_line(&path, true, (ink, 1.0, dash));
    }

    fn dashes(&mut self, ink: Ink, dash: [f64; 2], lines: &[Rect]) {
        if lines.is_empty() {
            return;
        }
        let mut path = PathData::default();
        for line in lines.iter().map(at_least_a_pixel) {
            path.line(&[(line.x, line.y + 0.5), (line.right(), line.y + 0.5)]);
        }
        self.put_line(&path, true, (ink, 1.0, Some(dash)));
    }

    fn lines(&mut self, ink: Ink, width: f64, dash: Option<[f64; 2]>, lines: &[&[(f64, f64)]]) {
        if lines.iter().all(|line| line.is_empty()) {
            return;
        }
        let mut path = PathData::default();
        lines.iter().for_each(|line| path.line(line));
        let level = |pair: &[(f64, f64)]| pair[0].0 == pair[1].0 || pair[0].1 == pair[1].1;
        let crisp = lines.iter().all(|line| line.windows(2).all(level));
        self.put_line(&path, crisp, (ink, width, dash));
    }

    fn circles(&mut self, ink: Ink, radius: f64, line: Option<f64>, middles: &[(f64, f64)]) {
        if middles.is_empty() {
            return;
        }
        self.markup.push_str("<g");
        match line {
            Some(width) => {
                self.markup.push_str(r#" fill="none""#);
                self.put_stroke(ink, width, None);
            }
            None => self.put_fill(ink),
        }
        self.markup.push_str(self.smooth);
        self.markup.push('>');
        self.put_circles(radius, middles);
    }

    fn rings(&mut self, ink: Ink, middles: &[(f64, f64)]) {
        if middles.is_empty() {
            return;
        }
        self.markup.push_str("<g");
        self.put_fill(Ink::Pane);
        self.put_stroke(ink, RING_STROKE, None);
        self.markup.push_str(self.smooth);
        self.markup.push('>');
        self.put_circles(RING_RADIUS, middles);
    }

    fn triangle(&mut self, ink: Ink, corners: [(f64, f64); 3]) {
        let mut path = PathData::default();
        path.line(&corners);
        path.close();
        self.markup.push_str("<path");
        self.put_fill(ink);
        self.markup.push_str(self.smooth);
        self.put(format_args!(r#" d="{}"/>"#, path.text()));
    }

    fn glyph(&mut self, glyph: EndKind, ink: Ink, area: Rect) {
        let [x, y] = [area.x, area.y].map(Hundredths::of);
        // Four decimals: a scale is multiplied by 16 pixels.
        let (scale, smooth) = ((area.width / glyph::BOX * 1e4).round() / 1e4, self.smooth);
        self.markup.push_str(r#"<path fill="none""#);
        self.put_stroke(ink, glyph::stroke(glyph), None);
        self.put(format_args!(
            r#" stroke-linecap="round" stroke-linejoin="round"{smooth} transform="translate({x} {y}) scale({scale})" d="{}"/>"#,
            glyph::path(glyph)
        ));
    }

    fn text(&mut self, text: &Text<'_>) {
        let words = PlacedWords {
            text: text.words,
            at: (text.x, text.baseline),
            size: text.size,
            weight: text.weight,
            anchor: if text.centred { Anchor::Middle } else { Anchor::Start },
            colour: text.ink.token(),
        };
        if let Some(halo) = text.halo {
            // An element of its own: what does not know the order of painting would cover the letters with their halo.
            let (colour, width) = (self.colours.of(halo), Hundredths::of(HALO_WIDTH));
            self.line_of_text(
                &words,
                format_args!(
                    r#" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round" aria-hidden="true""#
                ),
            );
        }
        self.words(&words);
    }
}

/// A texture as the content of a pattern.
struct PatternTile {
    /// The end of its id.
    name: &'static str,
    size: (f64, f64),
    ink: Ink,
    markup: &'static str,
}

impl PatternTile {
    /// How far above an area of this height the tile begins, for a chevron's tip to be in the area's middle.
    fn above(&self, height: f64) -> f64 {
        match self.ink {
            Ink::Bar(BarKind::Ready) => (self.size.1 - height) / 2.0,
            _ => 0.0,
        }
    }
}

/// The tiles of the canvas (`src/canvas/texture.rs`), as markup.
const fn tile(texture: Texture) -> PatternTile {
    let (name, size, ink, markup) = match texture {
        Texture::Chevrons => (
            "chevrons",
            (7.0, 18.0),
            Ink::Bar(BarKind::Ready),
            r#"<path d="M1.5 5l3.6 4-3.6 4" stroke-width="1.3"/>"#,
        ),
        Texture::SmallChevrons => (
            "small-chevrons",
            (6.0, 12.0),
            Ink::Bar(BarKind::Ready),
            r#"<path d="M1.5 3l3 3-3 3" stroke-width="1.2"/>"#,
        ),
        Texture::Dots => (
            "dots",
            (6.0, 6.0),
            Ink::Bar(BarKind::Permit),
            r#"<path d="M3 3h.01" stroke-width="2.2" stroke-linecap="round"/>"#,
        ),
        Texture::UprightDashes => (
            "dashes",
            (6.0, 8.0),
            Ink::Bar(BarKind::Resource),
            r#"<path d="M3 2v4" stroke-width="1.2"/>"#,
        ),
        // Lines 5.7 px apart.
        Texture::Hatch => (
            "hatch",
            (8.0, 8.0),
            Ink::End(EndKind::Cancelled),
            r#"<path d="M-1 1l2-2M-1 9L9-1M7 9l2-2" stroke-width="1.2" opacity=".75"/>"#,
        ),
        // Lines 3.5 px apart: closer than those of a cancelled task.
        Texture::Overdue => (
            "overdue",
            (5.0, 5.0),
            Ink::Overdue,
            r#"<path d="M-1 1l2-2M-1 6L6-1M4 6l2-2" stroke-width="1.4"/><path d="M-1 4l2 2M-1-1l7 7M4-1l2 2" stroke-width=".6" opacity=".7"/>"#,
        ),
    };
    PatternTile {
        name,
        size,
        ink,
        markup,
    }
}
