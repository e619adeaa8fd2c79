//! Tiles of the textures: each is drawn once for a theme and a screen, then repeated by the browser.

use super::ignore;
use super::palette::Palette;
use std::f64::consts::TAU;
use timeline::pen::{Ink, Texture};
use timeline::scene::{BarKind, EndKind};
use wasm_bindgen::JsCast;
use web_sys::{CanvasPattern, CanvasRenderingContext2d, HtmlCanvasElement};

/// A texture as a pattern to fill with.
pub(super) struct Tile {
    /// The texture.
    pub texture: Texture,
    /// The pattern, repeated in both directions, in device pixels.
    pub pattern: CanvasPattern,
}

impl Tile {
    /// Draws the tile for a screen of `ratio` device pixels for each CSS pixel. `None` if the browser creates no
    /// canvas.
    pub fn draw(texture: Texture, palette: &Palette, ratio: f64) -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
        let (width, height) = size(texture);
        // Whole device pixels, so that there is no seam. At a ratio such as 1.5 this is off by less than one pixel.
        let (columns, rows) = ((width * ratio).round().max(1.0), (height * ratio).round().max(1.0));
        canvas.set_width(columns as u32);
        canvas.set_height(rows as u32);
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        ignore(context.scale(columns / width, rows / height));
        let ink = match texture {
            Texture::Chevrons | Texture::SmallChevrons => Ink::Bar(BarKind::Ready),
            Texture::Dots => Ink::Bar(BarKind::Permit),
            Texture::UprightDashes => Ink::Bar(BarKind::Resource),
            Texture::Hatch => Ink::End(EndKind::Cancelled),
            Texture::Overdue => Ink::Overdue,
        };
        context.set_fill_style_str(palette.colour(ink));
        context.set_stroke_style_str(palette.colour(ink));
        motif(texture, &context);
        let pattern = context
            .create_pattern_with_html_canvas_element(&canvas, "repeat")
            .ok()??;
        Some(Self { texture, pattern })
    }

    /// How far above an area of this height the tile begins, for a chevron's tip to be in the area's middle.
    pub fn above(&self, height: f64) -> f64 {
        match self.texture {
            Texture::Chevrons | Texture::SmallChevrons => (size(self.texture).1 - height) / 2.0,
            Texture::Dots | Texture::UprightDashes | Texture::Hatch | Texture::Overdue => 0.0,
        }
    }
}

/// The size of a tile, in CSS pixels.
const fn size(texture: Texture) -> (f64, f64) {
    match texture {
        Texture::Chevrons => (7.0, 18.0),
        Texture::SmallChevrons => (6.0, 12.0),
        Texture::Dots => (6.0, 6.0),
        Texture::UprightDashes => (6.0, 8.0),
        // Lines 5.7 px apart.
        Texture::Hatch => (8.0, 8.0),
        // Lines 3.5 px apart: closer than those of a cancelled task.
        Texture::Overdue => (5.0, 5.0),
    }
}

fn motif(texture: Texture, context: &CanvasRenderingContext2d) {
    context.begin_path();
    match texture {
        Texture::Chevrons => {
            context.set_line_width(1.3);
            polyline(context, &[(1.5, 5.0), (5.1, 9.0), (1.5, 13.0)]);
            context.stroke();
        }
        Texture::SmallChevrons => {
            context.set_line_width(1.2);
            polyline(context, &[(1.5, 3.0), (4.5, 6.0), (1.5, 9.0)]);
            context.stroke();
        }
        Texture::Dots => {
            ignore(context.arc(3.0, 3.0, 1.1, 0.0, TAU));
            context.fill();
        }
        Texture::UprightDashes => {
            context.set_line_width(1.2);
            polyline(context, &[(3.0, 2.0), (3.0, 6.0)]);
            context.stroke();
        }
        Texture::Hatch => {
            context.set_line_width(1.2);
            context.set_global_alpha(0.75);
            diagonals(context, 8.0, true);
            context.stroke();
        }
        Texture::Overdue => {
            context.set_line_width(1.4);
            diagonals(context, 5.0, true);
            context.stroke();
            context.begin_path();
            context.set_line_width(0.6);
            context.set_global_alpha(0.7);
            diagonals(context, 5.0, false);
            context.stroke();
        }
    }
}

/// Parallel lines at 45°, a tile of this size apart: one through the tile, and the corners that its neighbours' lines
/// cut. They rise to the right, or fall.
fn diagonals(context: &CanvasRenderingContext2d, size: f64, rising: bool) {
    for shift in [-size, 0.0, size] {
        let (low, high) = (size + 1.0, -1.0);
        let ends = if rising { [low, high] } else { [high, low] };
        polyline(context, &[(shift - 1.0, ends[0]), (shift + size + 1.0, ends[1])]);
    }
}

fn polyline(context: &CanvasRenderingContext2d, points: &[(f64, f64)]) {
    let Some((&(x, y), rest)) = points.split_first() else {
        return;
    };
    context.move_to(x, y);
    for &(x, y) in rest {
        context.line_to(x, y);
    }
}
