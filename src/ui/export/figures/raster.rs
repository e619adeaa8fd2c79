//! Makes pixels of a figure, by the browser.

use figure::PixelSize;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlImageElement, OffscreenCanvas, OffscreenCanvasRenderingContext2d, Url};

/// The pixels of a strip: a few milliseconds.
const PIXELS_AT_ONCE: f64 = 300_000.0;

/// The figure as a file.
///
/// # Errors
///
/// If the browser has no memory for another copy of it.
pub fn text_file(svg: &str) -> Result<Blob, JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type("image/svg+xml");
    Blob::new_with_str_sequence_and_options(&Array::of1(&svg.into()), &kind)
}

/// The figure as a picture of this size. Fonts are those of the system. Drawn in strips with pauses between them, because the
/// browser needs a tenth of a second for a large one.
///
/// # Errors
///
/// If the browser cannot read the figure, or has no canvas of this size.
pub async fn png(svg: &str, size: PixelSize) -> Result<Blob, JsValue> {
    let address = Url::create_object_url_with_blob(&text_file(svg)?)?;
    let image = HtmlImageElement::new()?;
    image.set_src(&address);
    let read = JsFuture::from(image.decode()).await;
    let _ = Url::revoke_object_url(&address); // it fails for nothing that this made
    read?;
    let PixelSize { width, height, .. } = size;
    let canvas = OffscreenCanvas::new(width, height)?;
    // A canvas that is read is not one of the graphics card.
    let options = Object::new();
    Reflect::set(&options, &"willReadFrequently".into(), &true.into())?;
    let context = canvas.get_context_with_context_options("2d", &options)?;
    let context: OffscreenCanvasRenderingContext2d = context.ok_or(JsValue::NULL)?.unchecked_into();
    let (width, height) = (f64::from(width), f64::from(height));
    let rows = (PIXELS_AT_ONCE / width).floor().max(1.0);
    let mut top = 0.0;
    while top < height {
        context.save();
        context.begin_path();
        context.rect(0.0, top, width, rows);
        context.clip();
        context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)?;
        context.restore();
        // Until something is read, the browser only notes what is to be drawn.
        context.get_image_data(0.0, top, 1.0, 1.0)?;
        top += rows;
        TimeoutFuture::new(0).await;
    }
    let file = JsFuture::from(canvas.convert_to_blob()?).await?;
    Ok(file.unchecked_into())
}
