//! The set-up as one line: it says what it holds, and opens and closes.

use crate::page::{Page, Press, focused, settle};
use wasm_bindgen_test::wasm_bindgen_test;

fn shown_as(page: &Page) -> String {
    page.find(".app").get_attribute("data-set-up").unwrap_or_default()
}

/// Whether it is open, whatever the size of the test's window makes of that.
fn open(page: &Page) -> bool {
    shown_as(page) != "line"
}

async fn set_open(page: &Page, wanted: bool) {
    if open(page) != wanted {
        page.click(".editor-summary").await;
    }
    assert_eq!(open(page), wanted);
}

#[wasm_bindgen_test]
async fn the_set_up_opens_and_closes_by_its_key_and_its_line() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    let before = open(&page);
    page.press(".timeline", Press::of("u")).await;
    assert_eq!(open(&page), !before);
    page.press(".timeline", Press::of("u")).await;
    assert_eq!(open(&page), before);
    for wanted in [true, false, true] {
        set_open(&page, wanted).await;
        let expanded = page.find(".editor-summary").get_attribute("aria-expanded");
        assert_eq!(expanded, Some(wanted.to_string()));
    }
    // In a field, the key is a letter.
    page.press("#modifier-limit", Press::of("u")).await;
    assert!(open(&page));
    page.close();
}

#[wasm_bindgen_test]
async fn the_line_follows_the_edited_scenario() {
    let page = Page::open("tasks=2,1,3&await=gather").await;
    let first = || page.texts(".editor-summary-part")[0].clone();
    assert!(first().starts_with("3 tasks"), "{}", first());
    page.write("1, 2").await;
    assert!(first().starts_with("2 tasks"), "{}", first());
    page.write("1, banana").await;
    assert_eq!(first(), "The list cannot be read");
    page.write("1 x1000").await;
    assert_eq!(first(), "1,000 tasks");
    page.close();
}

#[wasm_bindgen_test]
async fn a_new_task_opens_the_set_up() {
    let page = Page::open("tasks=2,1").await;
    set_open(&page, false).await;
    page.press(".timeline", Press::of("n")).await;
    settle().await;
    assert!(open(&page));
    assert!(
        focused().closest(".editor-sheet").is_ok_and(|found| found.is_some()),
        "its name can be typed"
    );
    page.close();
}
