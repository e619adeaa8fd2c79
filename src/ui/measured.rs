//! The size of an element, and of the window, as a signal.

use crate::ui::reactive::{RwSignal, effect, hold_until_cleanup};
use crate::ui::text_size::text_scale;
use gloo_events::EventListener;
use leptos::html::ElementType;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};

/// A size in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Extent {
    /// The width, without borders and scroll bars.
    pub width: f64,
    /// The height, without borders and scroll bars.
    pub height: f64,
}

/// The inner size of the element of `node`, zero until it is in the page. Ends with its owner.
///
/// The browser lays the page out to tell the first size: see [`measured_in_frame`].
pub fn measured<E>(node: NodeRef<E>) -> RwSignal<Extent>
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    let extent = measured_in_frame(node);
    effect(move || {
        let Some(element) = node.get() else { return };
        extent.set(of(&element.unchecked_into()));
    });
    extent
}

/// The same, but zero until the frame after that: what is mounted costs no layout in the task that mounts it.
pub fn measured_in_frame<E>(node: NodeRef<E>) -> RwSignal<Extent>
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    let extent = RwSignal::new(Extent::default());
    let observer = StoredValue::new_local(None::<Observer>);
    effect(move || {
        let Some(element) = node.get() else { return };
        let element: Element = element.unchecked_into();
        let watched = element.clone();
        let observed = Observer::new(&element, move || {
            let now = of(&watched);
            if extent.try_get_untracked() != Some(now) {
                extent.try_set(now);
            }
        });
        observer.set_value(observed);
    });
    on_cleanup(move || {
        observer.try_update_value(Option::take);
    });
    extent
}

/// The window's size as a signal, until the owner that calls this ends. In CSS pixels at the usual text size, so that
/// with larger text, also that of a presentation, the page has the layout of a smaller window.
#[must_use]
pub fn window_size() -> RwSignal<Extent> {
    let size = RwSignal::new(window_extent());
    let listener = EventListener::new(&window(), "resize", move |_| {
        size.try_set(window_extent());
    });
    hold_until_cleanup(listener);
    size
}

/// The window's size at the moment.
#[must_use]
pub fn window_extent() -> Extent {
    let length = |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|it| it.as_f64()).unwrap_or_default();
    let scale = text_scale();
    Extent {
        width: length(window().inner_width()) / scale,
        height: length(window().inner_height()) / scale,
    }
}

fn of(element: &Element) -> Extent {
    Extent {
        width: f64::from(element.client_width()),
        height: f64::from(element.client_height()),
    }
}

/// A resize observer that ends when dropped.
struct Observer {
    observer: ResizeObserver,
    _callback: Closure<dyn FnMut()>,
}

impl Observer {
    fn new(element: &Element, resized: impl FnMut() + 'static) -> Option<Self> {
        let callback = Closure::new(resized);
        let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self {
            observer,
            _callback: callback,
        })
    }
}

impl Drop for Observer {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
