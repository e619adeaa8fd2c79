//! Makes pixels of a figure, by the browser, and a PNG file of them.

use crate::ui::export::save::Packed;
use figure::{PixelSize, png};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlImageElement, OffscreenCanvas, OffscreenCanvasRenderingContext2d, Url};

/// The pixels of a strip: a few milliseconds.
const PIXELS_AT_ONCE: f64 = 300_000.0;

/// The bytes of compressed pixels in a chunk of a file.
const CHUNK: f64 = 1_048_576.0;

/// The figure as a file.
///
/// # Errors
///
/// If the browser has no memory for another copy of it.
pub fn text_file(svg: &str) -> Result<Blob, JsValue> {
    blob(&Array::of1(&svg.into()), "image/svg+xml")
}

/// The figure as a picture of this size. Fonts are those of the system. Drawn, and compressed, in strips with pauses between
/// them: a canvas for all of a large picture, which the browser clears at once, takes it a tenth of a second.
///
/// # Errors
///
/// If the browser cannot read the figure, cannot compress, or has no memory left.
pub async fn png_file(svg: &str, size: PixelSize) -> Result<Blob, JsValue> {
    let address = Url::create_object_url_with_blob(&text_file(svg)?)?;
    let image = HtmlImageElement::new()?;
    image.set_src(&address);
    let read = JsFuture::from(image.decode()).await;
    let _ = Url::revoke_object_url(&address); // it fails for nothing that this made
    read?;
    let PixelSize { width, height, .. } = size;
    let (wide, high) = (f64::from(width), f64::from(height));
    let rows = (PIXELS_AT_ONCE / wide).floor().clamp(1.0, high);
    let canvas = OffscreenCanvas::new(width, rows as u32)?;
    // A canvas that is read is not one of the graphics card.
    let options = Object::new();
    Reflect::set(&options, &"willReadFrequently".into(), &true.into())?;
    let context = canvas.get_context_with_context_options("2d", &options)?;
    let context: OffscreenCanvasRenderingContext2d = context.ok_or(JsValue::NULL)?.unchecked_into();
    let packed = Packed::new("deflate")?;
    let mut lines = png::PngLines::new(width);
    let mut top = 0.0;
    while top < high {
        context.clear_rect(0.0, 0.0, wide, rows);
        context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, -top, wide, high)?;
        let pixels = context.get_image_data(0.0, 0.0, wide, rows.min(high - top))?;
        TimeoutFuture::new(0).await;
        packed.write(&lines.filtered(&pixels.data())).await?;
        top += rows;
    }
    let pixels = packed.finish().await?;
    let parts = Array::of1(&Uint8Array::from(png::head(width, height).as_slice()));
    let mut from = 0.0;
    while from < pixels.size() {
        let part = pixels.slice_with_f64_and_f64(from, pixels.size().min(from + CHUNK))?;
        let bytes = Uint8Array::new(&JsFuture::from(part.array_buffer()).await?).to_vec();
        let (before, after) = png::around(&bytes);
        for piece in [before.as_slice(), &bytes, &after] {
            parts.push(&Uint8Array::from(piece));
        }
        from += CHUNK;
    }
    parts.push(&Uint8Array::from(png::END.as_slice()));
    blob(&parts, "image/png")
}

/// A file of these parts, texts or bytes.
fn blob(parts: &Array, kind: &str) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    Blob::new_with_str_sequence_and_options(parts, &options)
}
