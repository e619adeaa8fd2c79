//! What a PNG file has around its compressed pixels. Compresses nothing itself: the browser does.
//!
//! ```text
//!   head │ IDAT chunks: length, kind, compressed lines, checksum │ … │ END
//! ```
//!
//! Source: <https://www.w3.org/TR/png-3/>.

use crc32fast::Hasher;

/// The bytes of a pixel: red, green, blue and opacity.
const PIXEL: usize = 4;

/// The filter of a line whose bytes are differences from the line above: most lines of a figure repeat it.
const UP: u8 = 2;

const DATA: &[u8; 4] = b"IDAT";

/// The last bytes of a file.
pub const END: [u8; 12] = *b"\0\0\0\0IEND\xae\x42\x60\x82";

/// The lines of a picture, as a PNG file has them before compression. Lines are given from top to bottom, some at a time.
#[derive(Clone, Debug)]
pub struct PngLines {
    above: Vec<u8>,
}

impl PngLines {
    /// Of a picture of this width in pixels.
    #[must_use]
    pub fn new(width: u32) -> Self {
        Self {
            above: vec![0; width as usize * PIXEL],
        }
    }

    /// The next lines, filtered. `pixels` has four bytes for each pixel of whole lines.
    #[must_use]
    pub fn filtered(&mut self, pixels: &[u8]) -> Vec<u8> {
        let length = self.above.len().max(1);
        let mut filtered = Vec::with_capacity(pixels.len() + pixels.len() / length);
        let mut above = self.above.as_slice();
        for line in pixels.chunks_exact(length) {
            filtered.push(UP);
            filtered.extend(line.iter().zip(above).map(|(byte, above)| byte.wrapping_sub(*above)));
            above = line;
        }
        self.above = above.to_vec();
        filtered
    }
}

/// What comes before the pixels of a picture of this size.
#[must_use]
pub fn head(width: u32, height: u32) -> Vec<u8> {
    let mut size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    // Eight bits a channel, with opacity; the only compression and filters that there are; not interlaced.
    size.extend([8, 6, 0, 0, 0]);
    let (before, after) = chunk(b"IHDR", &size);
    [b"\x89PNG\r\n\x1a\n".as_slice(), &before, &size, &after].concat()
}

/// What comes before and after a part of the compressed pixels.
#[must_use]
pub fn around(compressed: &[u8]) -> ([u8; 8], [u8; 4]) {
    chunk(DATA, compressed)
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> ([u8; 8], [u8; 4]) {
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes();
    let mut before = [0; 8];
    before[..4].copy_from_slice(&length);
    before[4..].copy_from_slice(kind);
    let mut check = Hasher::new();
    check.update(kind);
    check.update(content);
    (before, check.finalize().to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write;

    /// Read by a decoder that checks checksums, sizes and the end.
    #[test]
    fn a_decoder_reads_the_pixels_that_were_written() {
        let (width, height) = (37_u32, 23_u32);
        let bytes = 0..width * height * 4;
        let pixels: Vec<u8> = bytes.map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for lines_at_once in [1, 4, 23] {
            let mut lines = PngLines::new(width);
            let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
            for strip in pixels.chunks(lines_at_once * width as usize * PIXEL) {
                packed.write_all(&lines.filtered(strip)).expect("a vector takes all");
            }
            let packed = packed.finish().expect("a vector takes all");
            let mut file = head(width, height);
            for part in packed.chunks(100) {
                let (before, after) = around(part);
                file.extend([before.as_slice(), part, &after].concat());
            }
            file.extend(END);
            let mut reader = png::Decoder::new(std::io::Cursor::new(file))
                .read_info()
                .expect("it is a PNG");
            assert_eq!(reader.output_color_type(), (png::ColorType::Rgba, png::BitDepth::Eight));
            let mut read = vec![0; pixels.len()];
            let info = reader.next_frame(&mut read).expect("its pixels are whole");
            assert_eq!((info.width, info.height), (width, height));
            assert!(read == pixels, "{lines_at_once} lines at once");
            reader.finish().expect("it ends as it should");
        }
    }
}
