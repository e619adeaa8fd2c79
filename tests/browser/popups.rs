//! Popups over the page: they close with Escape wherever the focus is, and when their subject goes away.

use crate::page::{Page, Press, document, focused, send, settle, until};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

/// Moves the focus to the page itself, as when the focused element is removed.
fn lose_the_focus() {
    let _ = focused().unchecked_into::<HtmlElement>().blur(); // the body keeps it
}

#[wasm_bindgen_test]
async fn a_row_menu_closes_when_the_list_changes_under_it() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    page.click("[aria-label='More for b']").await;
    assert_eq!(page.all("[role=menu]").len(), 1);
    // Opens another link in the same tab.
    let location = web_sys::window().expect("a test page has a window").location();
    location.set_hash("tasks=c:%205").expect("a fragment can be set");
    until("the other link is open", || page.texts(".editor-count") == ["1"]).await;
    assert_eq!(page.all("[role=menu]").len(), 0);
    page.close();
}

#[wasm_bindgen_test]
async fn a_row_menu_closes_with_escape_and_returns_the_focus() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    page.click("[aria-label='More for b']").await;
    send(&focused(), Press::of("Escape"));
    settle().await;
    assert_eq!(page.all("[role=menu]").len(), 0);
    assert_eq!(focused().get_attribute("aria-label").as_deref(), Some("More for b"));
    page.close();
}

#[wasm_bindgen_test]
async fn a_row_menu_closes_with_escape_when_the_focus_is_lost() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    page.click("[aria-label='More for b']").await;
    lose_the_focus();
    send(&focused(), Press::of("Escape"));
    settle().await;
    assert_eq!(page.all("[role=menu]").len(), 0);
    page.close();
}

#[wasm_bindgen_test]
async fn the_list_of_examples_closes_with_escape_and_when_another_is_opened() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    page.click("[role=combobox]").await;
    assert_eq!(page.all("[role=listbox]").len(), 1);
    // Sent to the body, because a browser need not focus a button that is clicked.
    send(&document().body().expect("a test page has a body"), Press::of("Escape"));
    settle().await;
    assert_eq!(page.all("[role=listbox]").len(), 0);

    page.click("[role=combobox]").await;
    assert_eq!(page.all("[role=listbox]").len(), 1);
    let location = web_sys::window().expect("a test page has a window").location();
    location
        .set_hash("tasks=2,1,3&await=gather")
        .expect("a fragment can be set");
    until("the other link is open", || page.texts(".editor-count") == ["3"]).await;
    page.click("[role=combobox]").await;
    page.all("[role=option]")[1].click();
    settle().await;
    assert_eq!(page.all("[role=listbox]").len(), 0);
    page.close();
}
