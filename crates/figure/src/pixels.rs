//! How many pixels the picture of a figure has.

use timeline::Size;

/// The longest side of a canvas, in pixels, that all browsers have.
pub const LONGEST_SIDE: f64 = 16_384.0;
/// The most pixels of one: 256 MB.
const MOST_PIXELS: f64 = 64.0 * 1_048_576.0;

/// The size of a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PixelSize {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// How many pixels there are to a CSS pixel of the figure: fewer than were wanted if the picture would be too large.
    pub factor: f64,
}

impl PixelSize {
    /// Of a figure of this size, with so many pixels to each of its own, or as many as a canvas can have: a whole number if
    /// there is room for one.
    ///
    /// ```
    /// use figure::PixelSize;
    /// use timeline::Size;
    ///
    /// let size = PixelSize::of(Size { width: 960.0, height: 300.0 }, 2.0);
    /// assert_eq!((size.width, size.height), (1_920, 600));
    /// let size = PixelSize::of(Size { width: 960.0, height: 6_000.0 }, 4.0);
    /// assert_eq!((size.width, size.height, size.factor), (1_920, 12_000, 2.0));
    /// ```
    #[must_use]
    pub fn of(figure: Size, wanted: f64) -> Self {
        let Size { width, height } = figure;
        let room = (LONGEST_SIDE / width.max(height).max(1.0)).min((MOST_PIXELS / (width * height).max(1.0)).sqrt());
        let factor = match room {
            room if room >= wanted => wanted,
            room if room >= 1.0 => room.floor(),
            room => room,
        };
        let pixels = |length: f64| (length * factor).round().clamp(1.0, LONGEST_SIDE) as u32;
        Self {
            width: pixels(width),
            height: pixels(height),
            factor,
        }
    }

    /// Whether each pixel of the figure is a whole number of pixels.
    #[must_use]
    pub fn whole(&self) -> bool {
        self.factor.fract() == 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_picture_is_larger_than_a_canvas() {
        let of = |width, height, wanted| PixelSize::of(Size { width, height }, wanted);
        assert_eq!(of(1_440.0, 800.0, 4.0).factor, 4.0);
        assert_eq!(of(5_000.0, 5_000.0, 4.0).factor, 1.0, "100 megapixels are too many");
        let long = of(960.0, 40_000.0, 2.0);
        assert_eq!(long.height, 16_384);
        assert!(!long.whole() && long.factor < 1.0);
        let nothing = of(0.0, 0.0, 2.0);
        assert_eq!((nothing.width, nothing.height), (1, 1));
    }
}
