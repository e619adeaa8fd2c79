//! The critical path as a list: what it says before a run and after one, and that a chosen row leads to its step.

use crate::page::{Page, Press, focused, frames, run_state, send, until};
use wasm_bindgen_test::wasm_bindgen_test;

async fn opened(fragment: &str) -> Page {
    let page = Page::open(fragment).await;
    page.click("#tab-path").await;
    page
}

fn rows(page: &Page) -> Vec<String> {
    page.texts(".path-who")
}

fn is_drawn(page: &Page) -> bool {
    page.texts(".key-item").contains(&"critical path".to_owned())
}

#[wasm_bindgen_test]
async fn a_row_leads_to_its_step_in_the_timeline() {
    let page = opened("tasks=ann:1,bob:2,cay:3&await=gather&limit=1").await;
    assert_eq!(page.texts(".path .empty-title"), ["Nothing has run yet"]);
    page.launch_paused().await;
    page.step().await;
    frames().await;
    assert_eq!(page.texts(".path .empty-title"), ["The run has not ended"]);
    assert!(!is_drawn(&page));
    page.step_to_the_end().await;
    until("the path is found", || rows(&page).len() == 3).await;
    assert_eq!(rows(&page), ["ann", "bob", "cay"]);
    assert_eq!(page.texts(".path-share"), ["17 %", "33 %", "50 %"]);
    assert_eq!(page.texts(".path-time"), ["1 s", "2 s", "3 s"]);
    assert!(is_drawn(&page));
    assert_eq!(page.all(".path-row[aria-current]").len(), 0);

    page.click(".path-item:nth-child(2) .path-row").await;
    frames().await;
    assert_eq!(page.texts(".path-row[aria-current] .path-who"), ["bob"]);
    assert_eq!(page.texts(".path-row[data-selected=true] .path-who"), ["bob"]);
    assert_eq!(page.texts(".tasks-row[data-selected=true] .tasks-name"), ["bob"]);
    assert_eq!(page.texts(".time-readout"), ["3.000 s"]);
    page.close();
}

#[wasm_bindgen_test]
async fn arrows_move_from_row_to_row() {
    let page = opened("tasks=ann:1,bob:2&await=gather&limit=1").await;
    page.launch_paused().await;
    page.step_to_the_end().await;
    until("the path is found", || rows(&page).len() == 2).await;
    page.find(".path-row").focus().expect("it is in the page");
    let in_row = |name: &str| focused().text_content().is_some_and(|text| text.contains(name));
    send(&focused(), Press::of("ArrowDown"));
    assert!(in_row("bob"));
    send(&focused(), Press::of("ArrowDown"));
    assert!(in_row("bob"), "it is the last");
    send(&focused(), Press::of("ArrowUp"));
    assert!(in_row("ann"));
    assert_eq!(run_state(), "done");
    page.close();
}

#[wasm_bindgen_test]
async fn the_line_is_drawn_only_while_the_list_is_open() {
    let page = opened("tasks=ann:1,bob:2&await=gather&limit=1").await;
    page.launch_paused().await;
    page.step_to_the_end().await;
    until("the path is found", || rows(&page).len() == 2).await;
    frames().await;
    assert!(is_drawn(&page));
    page.click("#tab-console").await;
    assert!(!is_drawn(&page));
    page.press(".timeline", Press::of("k")).await;
    assert!(is_drawn(&page));
    assert_eq!(rows(&page), ["ann", "bob"], "it is kept");
    page.close();
}
