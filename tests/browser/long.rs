//! Lists that are longer than an element can be high: the first and the last row can be reached by any way of
//! scrolling.

use crate::page::{Page, frames};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

/// The height of a row in pixels. An element cannot be as high as 200,000 rows of this height.
const ROW: i32 = 200;

/// Adds the styles that make the panels scroll and give their rows this height, because the style sheets are not loaded
/// here.
pub fn styled() -> Element {
    let document = web_sys::window().and_then(|window| window.document());
    let document = document.expect("a test page has a document");
    let style = document.create_element("style").expect("style is an element's name");
    style.set_text_content(Some(&format!(
        ":root {{ --h-task-line: {ROW}px; --h-console-line: {ROW}px; }}
        .panel {{ height: 500px; overflow: auto; overflow-anchor: none; }}
        .timeline {{ height: 300px; overflow: auto; }}
        .tasks {{ border-spacing: 0; }} .tasks td, .tasks th {{ padding: 0; }}
        .tasks tbody .tasks-row {{ height: {ROW}px; }} .console-line {{ height: {ROW}px; }}",
    )));
    let body = document.body().expect("a test page has a body");
    body.append_child(&style).expect("a body takes a style");
    style
}

/// The number of the row in the middle of the panel, and of the first and the last row in the page.
fn rows(panel: &HtmlElement, selector: &str) -> (usize, usize, usize) {
    let frame = panel.get_bounding_client_rect();
    let middle = (frame.top() + frame.bottom()) / 2.0;
    let found = panel.query_selector_all(selector).expect("the selector is right");
    let number = |index: u32| {
        let row: HtmlElement = found.item(index).expect("it is there").unchecked_into();
        let area = row.get_bounding_client_rect();
        let number = row
            .get_attribute("aria-rowindex")
            .and_then(|it| it.parse().ok())
            .unwrap_or_default();
        (number, area.top() <= middle && middle < area.bottom())
    };
    let all: Vec<(usize, bool)> = (0..found.length()).map(number).collect();
    let seen = all.iter().find(|(_, seen)| *seen).expect("some row is in the middle").0;
    (seen, all[0].0, all[all.len() - 1].0)
}

async fn scrolled(panel: &HtmlElement, to: i32) {
    panel.set_scroll_top(to);
    frames().await;
}

/// Scrolls through the list as a person does.
async fn scrolls_through(panel: &HtmlElement, selector: &str, last: usize) {
    // The keys End and Home.
    scrolled(panel, panel.scroll_height()).await;
    assert_eq!(rows(panel, selector).2, last, "the last row is in the page at the end");
    scrolled(panel, 0).await;
    assert_eq!(
        rows(panel, selector).1,
        2,
        "the first row at the start; the head is row 1"
    );
    // The thumb to the middle, then the wheel.
    let middle = (panel.scroll_height() - panel.client_height()) / 2;
    scrolled(panel, middle).await;
    let (mut seen, ..) = rows(panel, selector);
    assert!(
        seen > last / 3 && seen < last * 2 / 3,
        "row {seen} of {last} is in the middle"
    );
    for _ in 0..20 {
        scrolled(panel, panel.scroll_top() + ROW).await;
        let (next, ..) = rows(panel, selector);
        assert_eq!(next, seen + 1, "the wheel scrolls by its distance");
        seen = next;
    }
    for _ in 0..20 {
        scrolled(panel, panel.scroll_top() - ROW).await;
        let (next, ..) = rows(panel, selector);
        assert_eq!(next, seen - 1);
        seen = next;
    }
    // With the wheel from near the end to the end.
    scrolled(panel, panel.scroll_height() - 30 * ROW).await;
    for _ in 0..40 {
        scrolled(panel, panel.scroll_top() + ROW).await;
    }
    assert_eq!(rows(panel, selector).2, last);
}

#[wasm_bindgen_test]
async fn the_table_of_tasks_can_be_scrolled_to_its_last_row() {
    let style = styled();
    let page = Page::open("tasks=1%20x200000&await=gather").await;
    frames().await;
    let panel = page.find(".panel[aria-label='All tasks']");
    // The head, main and the tasks.
    scrolls_through(&panel, ".tasks-row", 200_002).await;
    page.close();
    style.remove();
}

#[wasm_bindgen_test]
async fn the_events_can_be_scrolled_to_the_last_and_the_console_to_its_last_line() {
    let style = styled();
    let page = Page::open("tasks=0%20x34000&await=gather&timers=shared").await;
    page.click("#tab-events").await;
    page.click(".run-button").await;
    while crate::page::run_state() != "done" {
        TimeoutFuture::new(50).await;
    }
    frames().await;
    let panel = page.find(".panel[aria-label='All events']");
    let table = panel
        .query_selector("table")
        .expect("the selector is right")
        .expect("there is a table");
    let rows = || -> usize {
        let count = table
            .get_attribute("aria-rowcount")
            .and_then(|count| count.parse().ok());
        count.expect("the table says how many rows there are")
    };
    // A long recording is read in slices after the run has ended.
    let mut count = 0;
    while count < rows() {
        count = rows();
        frames().await;
    }
    assert!(count > 200_000, "{count} rows are not too many for an element");
    scrolls_through(&panel, ".event-row", count).await;
    page.close();
    style.remove();
}
