//! The bars of the timeline answer by pointer and keys, in the one tooltip of the page.

use crate::page::{Page, Press, send, settle, until};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, PointerEvent, PointerEventInit, ScrollIntoViewOptions, ScrollLogicalPosition};

const LINK: &str = "tasks=users:%202s,orders:%201s&await=gather";
/// Longer than the pointer's rest before an answer.
const LONG_ENOUGH_MS: u32 = 600;
/// The paddings of the plot; the tests' window is as wide as a tablet or wider.
const PADDING_LEFT: f64 = 16.0;
const PADDING_RIGHT: f64 = 104.0;

/// A length in rem, in pixels.
fn pixels(element: &Element, property: &str) -> f64 {
    let style = element.get_attribute("style").unwrap_or_default();
    let value = style
        .split(';')
        .find_map(|part| part.trim().strip_prefix(property)?.strip_prefix(':'));
    js_sys::Number::parse_float(value.unwrap_or_default()) * 16.0
}

/// Moves the pointer over the lane with this index, at a time in seconds.
fn point(page: &Page, lane: f64, seconds: f64, kind: &str, by: &str) {
    let canvas = page.find(".timeline-canvas");
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Center);
    page.find(".timeline-handles")
        .scroll_into_view_with_scroll_into_view_options(&options);
    let plot = page.find(".timeline-plot").get_bounding_client_rect();
    let top = pixels(&page.find(".timeline-handles"), "top");
    let height = pixels(&page.find(".timeline-name"), "height");
    let x = PADDING_LEFT + (plot.width() - PADDING_LEFT - PADDING_RIGHT) * seconds / 2.0;
    let y = top + height * (lane + 0.5);
    let init = PointerEventInit::new();
    init.set_pointer_id(1);
    init.set_is_primary(true);
    init.set_pointer_type(by);
    init.set_bubbles(true);
    init.set_client_x((plot.left() + x) as i32);
    init.set_client_y((plot.top() + y) as i32);
    let event = PointerEvent::new_with_event_init_dict(kind, &init).expect("it is a pointer event");
    canvas.dispatch_event(&event).expect("it is in the page");
}

/// Gives the timeline the focus, and scrolls to where the tooltip points: the page of these tests has no style, and what is
/// out of view is not told.
fn focus(page: &Page) -> HtmlElement {
    let timeline = page.find(".timeline");
    timeline.focus().expect("it is in the page");
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Center);
    page.find(".timeline-told-anchor")
        .scroll_into_view_with_scroll_into_view_options(&options);
    timeline
}

async fn press(timeline: &HtmlElement, key: &'static str) {
    send(timeline, Press::of(key));
    settle().await;
}

/// What the open tooltip says: its title and its rows.
fn told(page: &Page) -> Option<(String, String)> {
    let open = page.find(".tooltip").get_attribute("data-open").as_deref() == Some("true");
    let text = |selector| page.find(selector).text_content().unwrap_or_default();
    open.then(|| (text(".tooltip-word"), text(".tooltip-rows")))
}

fn title(page: &Page) -> Option<String> {
    told(page).map(|(title, _)| title)
}

#[wasm_bindgen_test]
async fn a_bar_answers_when_the_pointer_rests_on_it_and_the_next_at_once() {
    let page = Page::open(LINK).await;
    point(&page, 2.0, 0.5, "pointermove", "mouse");
    assert_eq!(told(&page), None);
    until("the bar answers", || told(&page).is_some()).await;
    let (title_of_orders, rows) = told(&page).expect("it is open");
    assert_eq!(title_of_orders, "orders, predicted: waiting on a timer");
    assert_eq!(
        rows,
        "Since0 sUntil1.000 sFor1 sWaits forits timer of 1 s (line 6)Thenfinished: 2"
    );
    point(&page, 1.0, 0.5, "pointermove", "mouse");
    assert_eq!(title(&page).as_deref(), Some("users, predicted: waiting on a timer"));
    // Beside all bars there is nothing to say.
    point(&page, 2.0, 1.9, "pointermove", "mouse");
    until("it closes", || told(&page).is_none()).await;
    page.close();
}

#[wasm_bindgen_test]
async fn escape_closes_it_and_it_stays_closed_until_another_bar_is_pointed_at() {
    let page = Page::open(LINK).await;
    point(&page, 2.0, 0.5, "pointermove", "mouse");
    until("the bar answers", || told(&page).is_some()).await;
    send(&page.find(".timeline"), Press::of("Escape"));
    assert_eq!(told(&page), None);
    point(&page, 2.0, 0.55, "pointermove", "mouse");
    TimeoutFuture::new(LONG_ENOUGH_MS).await;
    assert_eq!(told(&page), None);
    point(&page, 1.0, 0.5, "pointermove", "mouse");
    until("another bar answers", || told(&page).is_some()).await;
    page.close();
}

#[wasm_bindgen_test]
async fn the_pointer_can_move_onto_the_answer() {
    let page = Page::open(LINK).await;
    point(&page, 2.0, 0.5, "pointermove", "mouse");
    until("the bar answers", || told(&page).is_some()).await;
    let init = PointerEventInit::new();
    init.set_pointer_type("mouse");
    init.set_bubbles(true);
    let event = PointerEvent::new_with_event_init_dict("pointerover", &init).expect("it is a pointer event");
    page.find(".tooltip-rows")
        .dispatch_event(&event)
        .expect("it is in the page");
    TimeoutFuture::new(LONG_ENOUGH_MS).await;
    assert!(told(&page).is_some());
    page.close();
}

#[wasm_bindgen_test]
async fn a_finger_asks_by_tapping_and_a_second_tap_closes_it() {
    let page = Page::open(LINK).await;
    let tap = async || {
        point(&page, 2.0, 0.5, "pointerdown", "touch");
        point(&page, 2.0, 0.5, "pointerup", "touch");
        point(&page, 2.0, 0.5, "click", "touch");
        settle().await;
    };
    tap().await;
    assert_eq!(title(&page).as_deref(), Some("orders, predicted: waiting on a timer"));
    tap().await;
    assert_eq!(told(&page), None);
    page.close();
}

#[wasm_bindgen_test]
async fn keys_go_from_bar_to_bar_and_the_answer_follows_at_once() {
    let page = Page::open(LINK).await;
    page.launch_paused().await;
    page.step_to_the_end().await;
    let timeline = focus(&page);
    press(&timeline, "ArrowDown").await;
    press(&timeline, "ArrowDown").await;
    let mut titles = Vec::new();
    for _ in 0..5 {
        press(&timeline, ".").await;
        titles.extend(title(&page));
    }
    let expected = ["running", "waiting on a timer", "running", "finished", "finished"];
    assert_eq!(titles, expected.map(|state| format!("users: {state}")));
    let timeline = page.find(".timeline");
    assert_eq!(
        timeline.get_attribute("aria-describedby").as_deref(),
        Some("explanation")
    );
    let read_out = page.find(".timeline > [aria-live]").text_content().unwrap_or_default();
    assert_eq!(read_out, "users: finished, at 2.000 s, after 2 s, value 4.");
    press(&timeline, ",").await;
    assert_eq!(title(&page).as_deref(), Some("users: running"));
    // Escape closes the answer first, then the selection.
    send(&timeline, Press::of("Escape"));
    settle().await;
    assert_eq!(told(&page), None);
    assert_eq!(page.all(".timeline-name[data-selected=true]").len(), 1);
    send(&timeline, Press::of("Escape"));
    settle().await;
    assert_eq!(page.all(".timeline-name[data-selected=true]").len(), 0);
    page.close();
}

#[wasm_bindgen_test]
async fn another_run_forgets_the_bar() {
    let page = Page::open(LINK).await;
    let timeline = focus(&page);
    press(&timeline, "ArrowDown").await;
    press(&timeline, ".").await;
    assert_eq!(title(&page).as_deref(), Some("main, predicted: awaiting its tasks"));
    page.launch_paused().await;
    assert_eq!(told(&page), None);
    page.close();
}
