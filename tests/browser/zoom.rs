//! Zooming and panning in time: by wheel, two fingers, keys and buttons, by drawing a range, and in the overview.

use crate::page::{Page, Press, frames, settle};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, PointerEvent, PointerEventInit, WheelEvent};

/// Two seconds, with the ends of two bars in them.
const LINK: &str = "tasks=users:%202s,orders:%201s&await=gather";
const PLOT: &str = ".timeline-plot";
const ORDERS: &str = "[role=slider][aria-label='Delay of orders']";
/// The paddings of the plot; the tests' window is as wide as a tablet or wider.
const PADDING_LEFT: f64 = 16.0;
const PADDING_RIGHT: f64 = 104.0;

/// The x in the viewport of a time, while all two seconds are in view.
fn x_of(page: &Page, seconds: f64) -> f64 {
    let frame = page.find(PLOT).get_bounding_client_rect();
    frame.left() + PADDING_LEFT + (frame.width() - PADDING_LEFT - PADDING_RIGHT) * seconds / 2.0
}

fn range(page: &Page) -> String {
    page.find(".zoom-range").text_content().unwrap_or_default()
}

/// The x of a handle in the plot.
fn handle(page: &Page, selector: &str) -> f64 {
    let handle: HtmlElement = page
        .find(selector)
        .parent_element()
        .expect("it is in a handle")
        .unchecked_into();
    js_sys::Number::parse_float(&handle.style().get_property_value("left").unwrap_or_default())
}

/// Turns the wheel over the plot; whether the page left it to the browser.
async fn wheel(page: &Page, x: f64, (right, down): (f64, f64), ctrl: bool) -> bool {
    let y = page.find(PLOT).get_bounding_client_rect().top() + 50.0;
    let event = js_sys::eval(&format!(
        "new WheelEvent('wheel', {{ clientX: {x}, clientY: {y}, deltaX: {right}, deltaY: {down}, ctrlKey: {ctrl},
            bubbles: true, cancelable: true }})"
    ));
    let event: WheelEvent = event.expect("the script is right").unchecked_into();
    let left = page.find(PLOT).dispatch_event(&event).expect("it is in the page");
    frames().await;
    left
}

struct Finger {
    id: i32,
    by: &'static str,
    alt: bool,
}

const ONE: Finger = Finger {
    id: 1,
    by: "touch",
    alt: false,
};
const OTHER: Finger = Finger {
    id: 2,
    by: "touch",
    alt: false,
};
const MOUSE: Finger = Finger {
    id: 1,
    by: "mouse",
    alt: false,
};

async fn pointer(target: &Element, kind: &str, x: f64, finger: &Finger) {
    let init = PointerEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_client_x(x.round() as i32);
    init.set_client_y(target.get_bounding_client_rect().top() as i32 + 10);
    init.set_pointer_type(finger.by);
    init.set_pointer_id(finger.id);
    init.set_is_primary(finger.id == 1);
    init.set_alt_key(finger.alt);
    let event = PointerEvent::new_with_event_init_dict(kind, &init).expect("it is a pointer event");
    target.dispatch_event(&event).expect("it is in the page");
    frames().await;
}

#[wasm_bindgen_test]
async fn the_wheel_with_ctrl_zooms_around_the_pointer_and_without_it_scrolls() {
    let page = Page::open(LINK).await;
    let before = handle(&page, ORDERS);
    assert_eq!((range(&page).as_str(), page.all(".overview").len()), ("", 0));
    assert!(wheel(&page, x_of(&page, 1.0), (0.0, -100.0), false).await, "it scrolls");
    assert_eq!(range(&page), "");
    assert!(
        !wheel(&page, x_of(&page, 1.0), (0.0, -100.0), true).await,
        "the browser does not zoom"
    );
    assert_eq!(range(&page), "0.33 – 1.67 s of 2.0 s");
    assert!(
        (handle(&page, ORDERS) - before).abs() <= 1.0,
        "the end at 1 s stays under the pointer"
    );
    assert_eq!(page.all(".overview").len(), 1);
    // The wheel to the side pans, and the end of the run stops it.
    assert!(!wheel(&page, x_of(&page, 1.0), (1e6, 0.0), false).await);
    assert_eq!(range(&page), "0.67 – 2.00 s of 2.0 s");
    wheel(&page, x_of(&page, 1.0), (0.0, 100.0), true).await;
    wheel(&page, x_of(&page, 1.0), (0.0, 100.0), true).await;
    assert_eq!((range(&page).as_str(), page.all(".overview").len()), ("", 0));
    assert!((handle(&page, ORDERS) - before).abs() <= 1.0);
    page.close();
}

#[wasm_bindgen_test]
async fn two_fingers_zoom_to_what_is_between_them() {
    let page = Page::open(LINK).await;
    let plot: Element = page.find(PLOT).into();
    let at = |seconds: f64| x_of(&page, seconds);
    pointer(&plot, "pointerdown", at(0.5), &ONE).await;
    pointer(&plot, "pointerdown", at(1.5), &OTHER).await;
    pointer(&plot, "pointermove", at(0.0), &ONE).await;
    pointer(&plot, "pointermove", at(2.0), &OTHER).await;
    assert_eq!(range(&page), "0.50 – 1.50 s of 2.0 s");
    pointer(&plot, "pointerup", at(0.0), &ONE).await;
    pointer(&plot, "pointermove", at(1.0), &OTHER).await;
    pointer(&plot, "pointerup", at(1.0), &OTHER).await;
    assert_eq!(range(&page), "0.50 – 1.50 s of 2.0 s", "one finger does not zoom");
    assert!(
        page.all(".timeline-name[data-selected=true]").is_empty(),
        "nor does its end click"
    );
    page.close();
}

#[wasm_bindgen_test]
async fn keys_and_buttons_zoom_around_the_playhead_and_pan() {
    let page = Page::open(LINK).await;
    page.launch_paused().await;
    page.step_to_the_end().await;
    page.press(".timeline", Press::of("Home")).await;
    for key in ["+", "="] {
        page.press(".timeline", Press::of(key)).await;
    }
    assert_eq!(range(&page), "0.00 – 0.89 s of 2.0 s");
    let alt = |key| Press {
        alt: true,
        ..Press::of(key)
    };
    assert!(
        !page.press(".timeline", alt("ArrowRight")).await,
        "the browser does not go forward"
    );
    assert_eq!(range(&page), "0.22 – 1.11 s of 2.0 s");
    page.press(".timeline", alt("ArrowLeft")).await;
    page.press(".timeline", Press::of("-")).await;
    assert_eq!(range(&page), "0.00 – 1.33 s of 2.0 s");
    page.press(".timeline", Press::of("0")).await;
    assert_eq!(range(&page), "");
    assert!(
        page.press(".timeline", alt("ArrowLeft")).await,
        "there is nothing to pan: the browser goes back"
    );
    page.click("[aria-label='Zoom in']").await;
    assert_eq!(range(&page), "0.00 – 1.33 s of 2.0 s");
    page.click("[aria-label='Show the whole run']").await;
    page.find(".timeline-name:nth-of-type(3)").click();
    settle().await;
    page.press(".timeline", Press::of("z")).await;
    assert_eq!(
        range(&page),
        "0.00 – 1.10 s of 2.0 s",
        "the second task ends after a second"
    );
    page.close();
}

#[wasm_bindgen_test]
async fn the_view_follows_a_run_and_the_playhead() {
    let page = Page::open("tasks=2s,1s,4s&await=gather").await;
    page.press(".timeline", Press::of("+")).await;
    page.press(".timeline", Press::of("+")).await;
    page.press(".timeline", Press::of("+")).await;
    assert_eq!(range(&page), "0.00 – 1.19 s of 4.0 s");
    page.launch_paused().await;
    page.step_to_the_end().await;
    assert_eq!(range(&page), "2.81 – 4.00 s of 4.0 s", "the run ended in view");
    page.press(".timeline", Press::of("Home")).await;
    assert_eq!(range(&page), "0.00 – 1.19 s of 4.0 s");
    page.press(".timeline", Press::of("End")).await;
    assert_eq!(range(&page), "2.81 – 4.00 s of 4.0 s");
    page.close();
}

#[wasm_bindgen_test]
async fn a_range_drawn_in_the_axis_with_alt_comes_into_view() {
    let page = Page::open(LINK).await;
    let plot: Element = page.find(PLOT).into();
    let alt = Finger { alt: true, ..MOUSE };
    pointer(&plot, "pointerdown", x_of(&page, 1.5), &alt).await;
    pointer(&plot, "pointermove", x_of(&page, 0.5), &alt).await;
    assert_eq!(page.all(".timeline-range").len(), 1);
    pointer(&plot, "pointerup", x_of(&page, 0.5), &alt).await;
    assert_eq!(page.all(".timeline-range").len(), 0);
    assert!(
        ["0.50 – 1.50 s of 2.0 s", "0.50 – 1.49 s of 2.0 s"].contains(&range(&page).as_str()),
        "{}",
        range(&page)
    );
    page.close();
}

#[wasm_bindgen_test]
async fn the_window_in_the_overview_is_dragged_and_moved_by_keys() {
    let page = Page::open(LINK).await;
    wheel(&page, x_of(&page, 1.0), (0.0, -100.0), true).await;
    let strip: Element = page.find(".overview-plot").into();
    let at = |seconds: f64| x_of(&page, seconds);
    pointer(&strip, "pointerdown", at(1.0), &MOUSE).await;
    pointer(&strip, "pointermove", at(1.2), &MOUSE).await;
    pointer(&strip, "pointerup", at(1.2), &MOUSE).await;
    assert!(
        ["0.53 – 1.87 s of 2.0 s", "0.53 – 1.86 s of 2.0 s"].contains(&range(&page).as_str()),
        "{}",
        range(&page)
    );
    let start = "[aria-label='Start of the view']";
    let end = "[aria-label='End of the view']";
    page.press(start, Press::of("Home")).await;
    assert!(range(&page).starts_with("0.00 – 1.8"), "{}", range(&page));
    let before = page.find(end).get_attribute("aria-valuenow").unwrap_or_default();
    page.press(end, Press::of("ArrowLeft")).await;
    let after = page.find(end).get_attribute("aria-valuenow").unwrap_or_default();
    assert_ne!(before, after);
    page.press(end, Press::of("End")).await;
    assert_eq!(page.all(".overview").len(), 0, "all of the run is in view");
    page.close();
}

#[wasm_bindgen_test]
async fn a_drag_on_the_rest_of_the_overview_makes_a_new_window_and_a_double_click_fits() {
    let page = Page::open("tasks=2s%20x50&await=gather").await;
    let strip: Element = page.find(".overview-plot").into();
    let at = |seconds: f64| x_of(&page, seconds);
    pointer(&strip, "pointerdown", at(0.5), &MOUSE).await;
    pointer(&strip, "pointermove", at(1.0), &MOUSE).await;
    pointer(&strip, "pointerup", at(1.0), &MOUSE).await;
    let seen = range(&page);
    assert!(seen.starts_with("0.5") && seen.ends_with("of 2.0 s"), "{seen}");
    let double = web_sys::MouseEvent::new("dblclick").expect("it is a mouse event");
    strip.dispatch_event(&double).expect("it is in the page");
    frames().await;
    assert_eq!(range(&page), "");
    page.close();
}
