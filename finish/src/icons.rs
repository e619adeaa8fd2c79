//! The icons as PNG, made from `icon.svg`: browsers install a page only with these sizes.

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use std::path::Path;

/// The background of an icon that the system cuts to a shape of its own: that of the drawing.
const BACKGROUND: [u8; 3] = [0x12, 0x16, 0x19];

/// A file to make.
struct Icon {
    name: &'static str,
    size: u32,
    /// The part of the size that the drawing takes. Below 1 the rest is background.
    part: f32,
}

/// Systems show a circle of 80 % of a maskable icon at least; iOS rounds the corners of its own.
const ICONS: [Icon; 4] = [
    Icon {
        name: "icon-192.png",
        size: 192,
        part: 1.0,
    },
    Icon {
        name: "icon-512.png",
        size: 512,
        part: 1.0,
    },
    Icon {
        name: "icon-maskable-512.png",
        size: 512,
        part: 0.7,
    },
    Icon {
        name: "apple-touch-icon.png",
        size: 180,
        part: 0.9,
    },
];

/// Writes the icons of `svg` into `folder`.
///
/// # Errors
///
/// If `svg` is no drawing, or a file cannot be written.
pub fn write(svg: &str, folder: &Path) -> Result<(), String> {
    let tree = Tree::from_str(svg, &Options::default()).map_err(|error| format!("icon.svg: {error}"))?;
    for icon in &ICONS {
        let png = draw(&tree, icon).ok_or_else(|| format!("{} cannot be drawn", icon.name))?;
        crate::files::write(&folder.join(icon.name), &png)?;
    }
    Ok(())
}

fn draw(tree: &Tree, icon: &Icon) -> Option<Vec<u8>> {
    let mut pixels = Pixmap::new(icon.size, icon.size)?;
    if icon.part < 1.0 {
        let [red, green, blue] = BACKGROUND;
        pixels.fill(Color::from_rgba8(red, green, blue, 255));
    }
    let size = icon.size as f32;
    let scale = size * icon.part / tree.size().width().max(tree.size().height());
    let margin = size * (1.0 - icon.part) / 2.0;
    let place = Transform::from_scale(scale, scale).post_translate(margin, margin);
    resvg::render(tree, place, &mut pixels.as_mut());
    pixels.encode_png().ok()
}

#[cfg(test)]
mod tests {
    use super::{ICONS, draw};
    use resvg::tiny_skia::Pixmap;
    use resvg::usvg::{Options, Tree};

    #[test]
    fn each_icon_has_its_size_and_shows_the_drawing() {
        let tree = Tree::from_str(include_str!("../../icon.svg"), &Options::default()).expect("the icon is a drawing");
        for icon in &ICONS {
            let png = draw(&tree, icon).expect("it can be drawn");
            let pixels = Pixmap::decode_png(&png).expect("it is a PNG");
            assert_eq!(
                (pixels.width(), pixels.height()),
                (icon.size, icon.size),
                "{}",
                icon.name
            );
            let shows_amber = pixels.pixels().iter().any(|pixel| {
                let pixel = pixel.demultiply();
                (pixel.red(), pixel.green(), pixel.blue()) == (0xF5, 0xB8, 0x3D)
            });
            assert!(shows_amber, "{} lacks the dot", icon.name);
            let corner = pixels.pixel(0, 0).expect("it has a corner").alpha();
            assert_eq!(corner, if icon.part < 1.0 { 255 } else { 0 }, "{}", icon.name);
        }
    }
}
