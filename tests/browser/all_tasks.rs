//! All tasks in rows, in place of their lanes.

use crate::page::{Page, Press, frames, run_state, until};
use wasm_bindgen_test::wasm_bindgen_test;

const BUTTON: &str = "[aria-label='All tasks in rows']";

fn shown(page: &Page) -> bool {
    page.find(".timeline").get_attribute("data-all-tasks").as_deref() == Some("true")
}

#[wasm_bindgen_test]
async fn a_long_list_is_shown_in_rows_and_in_lanes_again_by_key_and_by_button() {
    let page = Page::open("tasks=0.5s..2s%20x60&await=gather&limit=9").await;
    let lanes = page.texts(".timeline-name-text").len();
    assert!(lanes > 1 && !shown(&page));

    page.press(".timeline", Press::of("v")).await;
    frames().await;
    assert!(shown(&page));
    assert_eq!(page.texts(".timeline-name-text"), ["main"]);
    assert_eq!(page.texts(".timeline-all-tasks"), ["All tasks2 a row"]);
    assert_eq!(page.find(BUTTON).get_attribute("aria-pressed").as_deref(), Some("true"));
    assert!(page.all(".timeline-handle").is_empty(), "there is no bar to drag");

    page.press(".timeline", Press::of("a")).await;
    until("it has ended", || run_state() == "done").await;
    frames().await;
    assert!(shown(&page), "it stays as it is");

    page.click(BUTTON).await;
    frames().await;
    assert!(!shown(&page));
    assert_eq!(page.texts(".timeline-name-text").len(), lanes);
    page.close();
}

#[wasm_bindgen_test]
async fn a_short_list_is_shown_in_lanes_only() {
    let page = Page::open("tasks=2,1&await=gather").await;
    page.press(".timeline", Press::of("v")).await;
    frames().await;
    assert!(!shown(&page) && page.all(BUTTON).is_empty());
    page.close();
}
