//! Makes pixels of a figure, by the browser.

use figure::PixelSize;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlImageElement, OffscreenCanvas, OffscreenCanvasRenderingContext2d, Url};

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

/// The figure as a picture of this size. Fonts are those of the system.
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
    let context = canvas.get_context("2d")?;
    let context: OffscreenCanvasRenderingContext2d = context.ok_or(JsValue::NULL)?.unchecked_into();
    let (width, height) = (f64::from(width), f64::from(height));
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)?;
    let file = JsFuture::from(canvas.convert_to_blob()?).await?;
    Ok(file.unchecked_into())
}
