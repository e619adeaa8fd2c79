//! The critical path as a list: what it says before a run and after one, and that a chosen row leads to its step.

use crate::page::{Page, Press, focused, frames, run_state, send, until};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlCanvasElement;

async fn opened(fragment: &str) -> Page {
    let page = Page::open(fragment).await;
    page.click("#tab-path").await;
    page
}

fn rows(page: &Page) -> Vec<String> {
    page.texts(".path-who")
}

fn picture(page: &Page) -> String {
    let canvas: HtmlCanvasElement = page.find(".timeline-canvas").unchecked_into();
    canvas.to_data_url().expect("nothing foreign is drawn on it")
}

#[wasm_bindgen_test]
async fn a_row_leads_to_its_step_in_the_timeline() {
    let page = opened("tasks=ann:1,bob:2,cay:3&await=gather&limit=1").await;
    assert_eq!(page.texts(".path .empty-title"), ["Nothing has run yet"]);
    page.launch_paused().await;
    page.step().await;
    frames().await;
    assert_eq!(page.texts(".path .empty-title"), ["The run has not ended"]);
    assert!(!page.texts(".key-item").contains(&"critical path".to_owned()));
    page.step_to_the_end().await;
    until("the path is found", || rows(&page).len() == 3).await;
    assert_eq!(rows(&page), ["ann", "bob", "cay"]);
    assert_eq!(page.texts(".path-share"), ["17 %", "33 %", "50 %"]);
    assert_eq!(page.texts(".path-time"), ["1 s", "2 s", "3 s"]);
    assert!(page.texts(".key-item").contains(&"critical path".to_owned()));
    assert_eq!(page.all(".path-row[aria-current]").len(), 0);

    page.click(".path-item:nth-child(2) .path-row").await;
    frames().await;
    assert_eq!(page.texts(".path-row[aria-current] .path-who"), ["bob"]);
    assert!(page.texts(".tasks-row[aria-selected=true]")[0].starts_with("bob"));
    assert_eq!(page.texts(".clock"), ["3.000 s"]);
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
    let with_line = picture(&page);
    page.click("#tab-console").await;
    frames().await;
    let without = picture(&page);
    assert_ne!(with_line, without);
    page.press(".timeline", Press::of("a")).await;
    frames().await;
    assert_eq!(picture(&page), with_line);
    page.close();
}
