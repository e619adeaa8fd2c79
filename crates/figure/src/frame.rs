//! What all figures have around their drawing: the sheet, its title and sentences above, a footer below. From top to bottom.
//!
//! ```text
//!   ┌──────────────────────────────────────┐
//!   │ Title                         Kicker │  heading
//!   │ Headline, over up to two lines       │  paragraph
//!   │ Detail, over up to four              │  paragraph
//!   ├──────────────────────────────────────┤  rule
//!   │ the drawing                          │
//!   ├──────────────────────────────────────┤  rule
//!   │ key                                  │
//!   │ Futurescope · what is in view        │  footer
//!   └──────────────────────────────────────┘
//! ```

use crate::colours::{Colours, FONT_UI};
use crate::legible::{fitted, width, wrapped};
use crate::svg_pen::{Anchor, PlacedWords, SvgPen, USUAL_SIZE};
use crate::xml::{Hundredths, escape};
use std::fmt::Write;
use timeline::{Rect, Size};

/// From the edges of the sheet to its text.
pub(crate) const MARGIN: f64 = 16.0;
/// From a rule to the text after it.
const SPACE: f64 = 12.0;
/// The narrowest sheet on which all parts have room.
const NARROWEST: f64 = 320.0;
/// From the top of a line to its baseline, as a part of the size of its letters, and from one line to the next.
const BASELINE: f64 = 1.0;
const LINE_HEIGHT: f64 = 1.4;

/// How a figure looks.
#[derive(Clone, Copy, Debug)]
pub struct FigureLook<'a> {
    /// Its colours.
    pub colours: Colours,
    /// Its width, in CSS pixels.
    pub width: f64,
    /// What its ids begin with: an XML name that no other figure of the page has.
    pub prefix: &'a str,
    /// Whether it becomes as wide as what is around it, instead of having its own width.
    pub fluid: bool,
    /// Whether it is made into a picture with a whole number of pixels for each of its own.
    pub crisp: bool,
}

/// A prefix for the ids of a figure of what this text says: figures of different texts fit into one page.
#[must_use]
pub fn prefix_of(text: &str) -> String {
    // FNV-1a, 32 bits.
    let fold = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    format!("fs{:08x}", text.bytes().fold(0x811c_9dc5, fold))
}

/// A figure that is written.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenFigure {
    /// The `svg` element. With nothing before it, it is a whole file.
    pub svg: String,
    /// Its size, in CSS pixels.
    pub size: Size,
}

/// Letters of a kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Letters {
    pub size: f64,
    pub weight: u16,
    /// The custom property with the colour.
    pub colour: &'static str,
}

impl Letters {
    pub const fn new(size: f64, weight: u16, colour: &'static str) -> Self {
        Self { size, weight, colour }
    }

    pub const fn coloured(self, colour: &'static str) -> Self {
        Self { colour, ..self }
    }
}

const TITLE: Letters = Letters::new(15.0, 600, "--text");
/// What the drawing tells.
pub(crate) const HEADLINE: Letters = Letters::new(13.0, 500, "--text");
/// More about it.
pub(crate) const DETAIL: Letters = Letters::new(12.0, 400, "--text-2");
/// Notes of all kinds.
pub(crate) const SMALL: Letters = Letters::new(USUAL_SIZE, 400, "--text-3");
/// The names of lanes and rows.
pub(crate) const NAME: Letters = Letters::new(12.5, 500, "--text");
const FOOTER: Letters = Letters::new(10.5, 400, "--text-3");

/// A figure that is being written, from top to bottom.
pub(crate) struct Sheet<'a> {
    pub pen: SvgPen<'a>,
    look: FigureLook<'a>,
    /// Where the next part begins.
    pub y: f64,
}

impl<'a> Sheet<'a> {
    pub fn new(look: &FigureLook<'a>) -> Self {
        let width = if look.width.is_finite() {
            look.width.max(NARROWEST)
        } else {
            NARROWEST
        };
        Self {
            pen: SvgPen::new(look.colours, look.prefix, look.crisp),
            look: FigureLook { width, ..*look },
            y: MARGIN,
        }
    }

    /// Its width, in pixels.
    pub const fn width(&self) -> f64 {
        self.look.width
    }

    /// The width of its text.
    pub fn room(&self) -> f64 {
        self.look.width - 2.0 * MARGIN
    }

    /// Writes one line, with its baseline at this y. Nothing for an empty text.
    pub fn say(&mut self, text: &str, at: (f64, f64), letters: Letters, anchor: Anchor) {
        if !text.is_empty() {
            let Letters { size, weight, colour } = letters;
            self.pen.words(&PlacedWords {
                text,
                at,
                size,
                weight,
                anchor,
                colour,
            });
        }
    }

    /// The same, shortened to this room.
    pub fn say_in(&mut self, room: f64, text: &str, at: (f64, f64), letters: Letters, anchor: Anchor) {
        let text = fitted(text, room, letters.size, letters.weight);
        self.say(&text, at, letters, anchor);
    }

    /// The title, and at the right in small letters what kind of moment it shows.
    pub fn heading(&mut self, title: &str, kicker: &str) {
        let kicker = fitted(kicker, self.room() / 2.0, SMALL.size, SMALL.weight);
        let taken = if kicker.is_empty() {
            0.0
        } else {
            width(&kicker, SMALL.size, SMALL.weight) + MARGIN
        };
        let baseline = self.y + TITLE.size * BASELINE;
        self.say_in(self.room() - taken, title, (MARGIN, baseline), TITLE, Anchor::Start);
        self.say(&kicker, (self.look.width - MARGIN, baseline), SMALL, Anchor::End);
        self.y += TITLE.size * LINE_HEIGHT + 3.0;
    }

    /// A text over as many lines as it needs, at most `most`.
    pub fn paragraph(&mut self, text: &str, letters: Letters, most: usize) {
        for line in wrapped(text, self.room(), letters.size, letters.weight, most) {
            let baseline = self.y + letters.size * BASELINE;
            self.say(&line, (MARGIN, baseline), letters, Anchor::Start);
            self.y += letters.size * LINE_HEIGHT;
        }
    }

    /// Space, then a hairline over the whole width, then what follows.
    pub fn rule(&mut self) {
        self.y = (self.y + SPACE).ceil();
        self.line("--line-strong");
    }

    /// A hairline at once.
    pub fn line(&mut self, token: &str) {
        self.pen.area(token, Rect::new(0.0, self.y, self.look.width, 1.0));
        self.y += 1.0;
    }

    /// Space.
    pub fn space(&mut self) {
        self.y += SPACE;
    }

    /// The last lines: what is in view and what was left out, then where it is from.
    pub fn footer(&mut self, view: &str, source: &str) {
        self.y += SPACE / 2.0;
        self.paragraph(view, FOOTER.coloured("--text-2"), 2);
        let parts = ["Futurescope", source].map(str::trim);
        let source = parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ");
        self.paragraph(&source, FOOTER, 1);
    }

    /// The whole element, as high as what is on it. The title and the description are for those who do not see it.
    pub fn finish(self, title: &str, description: &str) -> WrittenFigure {
        let Self { pen, look, y } = self;
        let size = Size {
            width: look.width,
            height: (y + MARGIN - 2.0).ceil(),
        };
        let (width, height) = (Hundredths::of(size.width), Hundredths::of(size.height));
        let (prefix, colours) = (look.prefix, look.colours);
        let (definitions, drawn) = pen.finish();
        let mut svg = String::with_capacity(definitions.len() + drawn.len() + 1_024);
        // Writing to a string does not fail, here and below.
        let _ = write!(
            svg,
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}""#
        );
        let _ = if look.fluid {
            write!(svg, r#" width="100%""#)
        } else {
            write!(svg, r#" width="{width}" height="{height}""#)
        };
        let _ = write!(
            svg,
            r#" role="img" aria-labelledby="{prefix}-title {prefix}-desc" font-family="{FONT_UI}" font-size="{USUAL_SIZE}">"#
        );
        let _ = write!(svg, r#"<title id="{prefix}-title">"#);
        escape(&mut svg, title);
        let _ = write!(svg, r#"</title><desc id="{prefix}-desc">"#);
        escape(&mut svg, description);
        svg.push_str("</desc>");
        if !definitions.is_empty() {
            let _ = write!(svg, "<defs>{definitions}</defs>");
        }
        let ground = colours.of_token("--surface-1");
        let _ = write!(svg, r#"<rect width="{width}" height="{height}" fill="{ground}"/>"#);
        let _ = if look.crisp {
            write!(svg, r#"<g shape-rendering="crispEdges">{drawn}</g></svg>"#)
        } else {
            write!(svg, "{drawn}</svg>")
        };
        WrittenFigure { svg, size }
    }
}
