//! Paints scenes on a canvas, and is the only module that holds a canvas context. The layout decides what is drawn
//! where.
//!
//! One painter belongs to one canvas element. The page sets the element's size; the number of its pixels is set here,
//! to match the screen.

mod palette;
mod text_widths;
mod texture;

pub use text_widths::TextWidths;

use palette::Palette;
use std::cell::OnceCell;
use std::f64::consts::TAU;
use std::fmt;
use texture::Tile;
use timeline::glyph;
use timeline::overview::{Overview, paint_overview};
use timeline::paint::paint;
use timeline::pen::{Ink, Pen, Text, Texture};
use timeline::scene::{EndKind, Rect, Scene, Size};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, Path2d};

/// The halo that keeps letters legible over anything: a line along their outline, half of it on each side.
const HALO_WIDTH: f64 = 5.0;
/// The radius and the line width of the ring at a predicted end.
const RING_RADIUS: f64 = 3.5;
const RING_STROKE: f64 = 1.25;

/// Draws scenes on one canvas, in the colours of the page's theme.
pub struct Painter {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// Read when it is first painted: in a frame the page's styles are computed anyway, and before it that would be done twice.
    palette: OnceCell<Palette>,
    tiles: Vec<Tile>,
    glyphs: Vec<(EndKind, Path2d)>,
    /// Device pixels for each pixel of the scene.
    ratio: f64,
}

/// The error that the browser provides no drawing context for a canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoContext;

impl fmt::Display for NoContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("The browser gives no drawing context for the timeline")
    }
}

impl std::error::Error for NoContext {}

impl Painter {
    /// A painter for this canvas.
    ///
    /// # Errors
    ///
    /// [`NoContext`] if the browser provides no 2d context.
    pub fn new(canvas: HtmlCanvasElement) -> Result<Self, NoContext> {
        let context = canvas
            .get_context("2d")
            .ok()
            .flatten()
            .and_then(|context| context.dyn_into().ok());
        let context: CanvasRenderingContext2d = context.ok_or(NoContext)?;
        let glyphs = EndKind::ALL
            .into_iter()
            .filter_map(|how| Some((how, Path2d::new_with_path_string(glyph::path(how)).ok()?)));
        Ok(Self {
            canvas,
            context,
            palette: OnceCell::new(),
            tiles: Vec::new(),
            glyphs: glyphs.collect(),
            ratio: 0.0,
        })
    }

    /// Reads the colours again. Call it when the theme changes, by the user, by the system or to forced colours.
    pub fn read_theme(&mut self) {
        self.palette.take();
        self.tiles.clear();
    }

    /// Resets all state, as if nothing had been drawn. Call it when the browser has restored a lost context, which is
    /// empty and has lost its settings.
    pub fn restored(&mut self) {
        self.read_theme();
        self.ratio = 0.0;
    }

    /// Draws this scene over the previous one, with each pixel of the scene as large as `scale` CSS pixels.
    pub fn paint(&mut self, scene: &Scene, scale: f64) {
        self.resize(scene.size, scale);
        self.reset_transform();
        paint(scene, self);
    }

    /// Draws the overview over the previous one, likewise.
    pub fn paint_overview(&mut self, strip: &Overview, scale: f64) {
        self.resize(strip.size, scale);
        self.reset_transform();
        paint_overview(strip, self);
    }

    /// Sets the canvas's size only when it has changed, because setting it clears the canvas and costs a frame.
    fn resize(&mut self, size: Size, scale: f64) {
        let ratio = web_sys::window()
            .map_or(1.0, |window| window.device_pixel_ratio())
            .max(0.1)
            * scale;
        let pixels = |length: f64| (length * ratio).round().max(1.0) as u32;
        let (width, height) = (pixels(size.width), pixels(size.height));
        if self.canvas.width() != width {
            self.canvas.set_width(width);
        }
        if self.canvas.height() != height {
            self.canvas.set_height(height);
        }
        if self.ratio != ratio {
            self.ratio = ratio;
            self.tiles.clear();
        }
        if self.tiles.is_empty() {
            let tile = |texture| Tile::draw(texture, self.palette(), ratio);
            self.tiles = Texture::ALL.into_iter().filter_map(tile).collect();
        }
    }

    fn palette(&self) -> &Palette {
        self.palette.get_or_init(Palette::read)
    }

    fn reset_transform(&self) {
        ignore(self.context.set_transform(self.ratio, 0.0, 0.0, self.ratio, 0.0, 0.0));
    }

    /// Rounds to the nearest edge between two device pixels.
    fn snapped(&self, length: f64) -> f64 {
        (length * self.ratio).round() / self.ratio
    }

    /// The rectangle with its edges between device pixels, at least one device pixel wide and high.
    fn crisp(&self, area: &Rect) -> Rect {
        let (x, y, pixel) = (self.snapped(area.x), self.snapped(area.y), 1.0 / self.ratio);
        // The size of a thin line is rounded by itself, so that all lines of one width have equal size at any position.
        // Larger areas are rounded at both edges.
        let side = |from: f64, start: f64, length: f64| {
            if length <= 3.0 {
                self.snapped(length).max(pixel)
            } else {
                self.snapped(start + length) - from
            }
        };
        Rect::new(x, y, side(x, area.x, area.width), side(y, area.y, area.height))
    }

    /// The width of a line of 1 px, in whole device pixels.
    fn hairline(&self) -> f64 {
        self.snapped(1.0).max(1.0 / self.ratio)
    }

    /// The position of the middle of a line of this width whose edges are between device pixels.
    fn line_centre(&self, position: f64, width: f64) -> f64 {
        let odd = (width * self.ratio).round() % 2.0 == 1.0;
        if odd {
            ((position * self.ratio).floor() + 0.5) / self.ratio
        } else {
            self.snapped(position)
        }
    }

    fn use_fill(&self, ink: Ink) {
        self.context.set_fill_style_str(self.palette().colour(ink));
        self.context.set_global_alpha(ink.alpha());
    }

    fn use_stroke(&self, ink: Ink, width: f64, dash: Option<[f64; 2]>) {
        self.context.set_stroke_style_str(self.palette().colour(ink));
        self.context.set_global_alpha(ink.alpha());
        self.context.set_line_width(width);
        let lengths = dash.map(|lengths| js_sys::Array::of2(&lengths[0].into(), &lengths[1].into()));
        ignore(self.context.set_line_dash(&lengths.unwrap_or_default()));
    }
}

impl Pen for Painter {
    fn clip(&mut self, area: Rect) {
        self.context.save();
        self.context.begin_path();
        self.context.rect(area.x, area.y, area.width, area.height);
        self.context.clip();
    }

    fn unclip(&mut self) {
        self.context.restore();
    }

    fn fill(&mut self, ink: Ink, radius: f64, areas: &[Rect]) {
        if areas.is_empty() {
            return;
        }
        self.use_fill(ink);
        for area in areas.iter().filter(|_| radius == 0.0) {
            let area = self.crisp(area);
            self.context.fill_rect(area.x, area.y, area.width, area.height);
        }
        if radius > 0.0 {
            self.context.begin_path();
            for area in areas.iter().map(|area| self.crisp(area)) {
                ignore(
                    self.context
                        .round_rect_with_f64(area.x, area.y, area.width, area.height, radius),
                );
            }
            self.context.fill();
        }
    }

    fn texture(&mut self, texture: Texture, areas: &[Rect]) {
        let Some(tile) = self.tiles.iter().find(|tile| tile.texture == texture) else {
            return;
        };
        if areas.is_empty() {
            return;
        }
        self.context.set_fill_style_canvas_pattern(&tile.pattern);
        self.context.set_global_alpha(1.0);
        for area in areas.iter().map(|area| self.crisp(area)) {
            // In device pixels, so that the tile is not stretched; its middle row is aligned with the area's.
            let above = tile.above(area.height);
            let (x, y) = (area.x * self.ratio, ((area.y - above) * self.ratio).round());
            ignore(self.context.set_transform(1.0, 0.0, 0.0, 1.0, x, y));
            let (width, height) = (area.width * self.ratio, area.height * self.ratio);
            self.context.fill_rect(0.0, (above * self.ratio).round(), width, height);
        }
        self.reset_transform();
    }

    fn outline(&mut self, ink: Ink, dash: Option<[f64; 2]>, areas: &[Rect]) {
        if areas.is_empty() {
            return;
        }
        let line = self.hairline();
        self.use_stroke(ink, line, dash);
        self.context.begin_path();
        for area in areas.iter().map(|area| self.crisp(area)) {
            let (width, height) = ((area.width - line).max(0.0), (area.height - line).max(0.0));
            self.context
                .rect(area.x + line / 2.0, area.y + line / 2.0, width, height);
        }
        self.context.stroke();
    }

    fn dashes(&mut self, ink: Ink, dash: [f64; 2], lines: &[Rect]) {
        if lines.is_empty() {
            return;
        }
        let hairline = self.hairline();
        self.use_stroke(ink, hairline, Some(dash));
        self.context.begin_path();
        for line in lines.iter().map(|line| self.crisp(line)) {
            self.context.move_to(line.x, line.y + hairline / 2.0);
            self.context.line_to(line.right(), line.y + hairline / 2.0);
        }
        self.context.stroke();
    }

    fn lines(&mut self, ink: Ink, width: f64, dash: Option<[f64; 2]>, lines: &[&[(f64, f64)]]) {
        if lines.is_empty() {
            return;
        }
        let width = self.snapped(width).max(1.0 / self.ratio);
        self.use_stroke(ink, width, dash);
        self.context.set_line_join("miter");
        self.context.begin_path();
        for line in lines {
            let Some((&(x, y), rest)) = line.split_first() else {
                continue;
            };
            self.context
                .move_to(self.line_centre(x, width), self.line_centre(y, width));
            for &(x, y) in rest {
                self.context
                    .line_to(self.line_centre(x, width), self.line_centre(y, width));
            }
        }
        self.context.stroke();
    }

    fn circles(&mut self, ink: Ink, radius: f64, line: Option<f64>, middles: &[(f64, f64)]) {
        if middles.is_empty() {
            return;
        }
        self.context.begin_path();
        for &(x, y) in middles {
            // Use the same device pixels as the line that it is on.
            let (x, y) = (
                self.line_centre(x, self.hairline()),
                self.line_centre(y, self.hairline()),
            );
            self.context.move_to(x + radius, y);
            ignore(self.context.arc(x, y, radius, 0.0, TAU));
        }
        match line {
            Some(width) => {
                self.use_stroke(ink, width, None);
                self.context.stroke();
            }
            None => {
                self.use_fill(ink);
                self.context.fill();
            }
        }
    }

    fn rings(&mut self, ink: Ink, middles: &[(f64, f64)]) {
        if middles.is_empty() {
            return;
        }
        self.use_fill(Ink::Pane);
        self.use_stroke(ink, RING_STROKE, None);
        self.context.begin_path();
        for &(x, y) in middles {
            self.context.move_to(x + RING_RADIUS, y);
            ignore(self.context.arc(x, y, RING_RADIUS, 0.0, TAU));
        }
        self.context.fill();
        self.context.stroke();
    }

    fn triangle(&mut self, ink: Ink, [first, second, third]: [(f64, f64); 3]) {
        self.use_fill(ink);
        self.context.begin_path();
        self.context.move_to(first.0, first.1);
        self.context.line_to(second.0, second.1);
        self.context.line_to(third.0, third.1);
        self.context.close_path();
        self.context.fill();
    }

    fn glyph(&mut self, glyph: EndKind, ink: Ink, area: Rect) {
        let Some((_, path)) = self.glyphs.iter().find(|(how, _)| *how == glyph) else {
            return;
        };
        self.use_stroke(ink, glyph::stroke(glyph), None);
        self.context.set_line_cap("round");
        self.context.set_line_join("round");
        let (x, y, scale) = (
            area.x * self.ratio,
            area.y * self.ratio,
            area.width / glyph::BOX * self.ratio,
        );
        ignore(self.context.set_transform(scale, 0.0, 0.0, scale, x, y));
        self.context.stroke_with_path(path);
        self.reset_transform();
        self.context.set_line_cap("butt");
    }

    fn text(&mut self, text: &Text<'_>) {
        self.context.set_font(&self.palette().font(text.weight, text.size));
        self.context
            .set_text_align(if text.centred { "center" } else { "left" });
        if let Some(halo) = text.halo {
            self.use_stroke(halo, HALO_WIDTH, None);
            self.context.set_line_join("round");
            ignore(self.context.stroke_text(text.words, text.x, text.baseline));
        }
        self.use_fill(text.ink);
        ignore(self.context.fill_text(text.words, text.x, text.baseline));
    }
}

/// Ignores an error of a canvas call. It occurs only for a negative radius or for NaN; then a stroke is missing until
/// the next frame.
fn ignore(result: Result<(), JsValue>) {
    drop(result);
}
