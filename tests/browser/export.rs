//! The menu of Export: it opens by its button and by its key, says what is in each file, and why it cannot be saved.

use crate::page::{Page, Press, focused, frames, run_state, send, settle, until};
use wasm_bindgen_test::wasm_bindgen_test;

/// The entries that save the record, in their order among others.
const OF_RECORD: [&str; 5] = [
    "Trace as JSON",
    "Perfetto",
    "Console as text",
    "Tasks as CSV",
    "Figures as JSON",
];

fn entries(page: &Page) -> Vec<String> {
    page.texts("[role=menu][aria-label=Export] [role=menuitem] > :first-child")
}

/// What an entry says below its name.
fn about(page: &Page, entry: &str) -> String {
    let at = entries(page).iter().position(|name| name == entry);
    let at = at.unwrap_or_else(|| panic!("there is no {entry}"));
    page.texts(".menu-about").swap_remove(at)
}

fn is_off(page: &Page, entry: &str) -> bool {
    let at = entries(page)
        .iter()
        .position(|name| name == entry)
        .expect("it is there");
    page.all("[role=menuitem]")[at]
        .get_attribute("aria-disabled")
        .as_deref()
        == Some("true")
}

#[wasm_bindgen_test]
async fn the_menu_lists_its_files_and_says_why_none_can_be_saved_yet() {
    let page = Page::open("tasks=2,1").await;
    page.click("[aria-label=Export]").await;
    let listed = entries(&page);
    let own: Vec<&str> = OF_RECORD
        .into_iter()
        .filter(|name| listed.iter().any(|it| it == name))
        .collect();
    assert_eq!(own, OF_RECORD);
    for entry in OF_RECORD {
        assert!(is_off(&page, entry), "{entry}");
        assert_eq!(about(&page, entry), "Nothing has run yet.", "{entry}");
    }
    page.close();
}

#[wasm_bindgen_test]
async fn the_menu_is_worked_by_keys_and_gives_the_focus_back() {
    let page = Page::open("tasks=2,1").await;
    page.press("[aria-label=Export]", Press::of("Escape")).await;
    send(&page.find(".timeline"), Press::of("x"));
    settle().await;
    let focused_entry = || {
        let name = focused().first_element_child();
        name.and_then(|name| name.text_content()).unwrap_or_default()
    };
    assert_eq!(focused_entry(), OF_RECORD[0]);
    send(&focused(), Press::of("ArrowDown"));
    assert_eq!(focused_entry(), entries(&page)[1]);
    send(&focused(), Press::of("End"));
    assert_eq!(Some(&focused_entry()), entries(&page).last());
    send(&focused(), Press::of("ArrowDown"));
    assert_eq!(focused_entry(), entries(&page)[0]);
    // A choice that does nothing leaves the menu open.
    send(&focused(), Press::of("r"));
    assert_eq!(run_state(), "idle");
    send(&focused(), Press::of("Escape"));
    settle().await;
    assert_eq!(page.all("[role=menu]").len(), 0);
    assert_eq!(focused().get_attribute("aria-label").as_deref(), Some("Export"));
    page.close();
}

#[wasm_bindgen_test]
async fn during_a_run_nothing_can_be_saved_and_after_it_everything_can() {
    let page = Page::open("tasks=0.2,0.1").await;
    page.find(".run-button[data-kind=run]").click();
    page.click("[aria-label=Export]").await;
    assert!(run_state() != "running" || about(&page, "Perfetto").starts_with("Not while a run is on"));
    until("the run has ended", || run_state() == "done").await;
    frames().await;
    for entry in OF_RECORD {
        assert!(!is_off(&page, entry), "{entry}: {}", about(&page, entry));
        assert!(
            about(&page, entry).contains(": about "),
            "{entry}: {}",
            about(&page, entry)
        );
    }
    page.close();
}

#[wasm_bindgen_test]
async fn a_paused_run_is_saved_as_far_as_it_is_recorded() {
    let page = Page::open("tasks=2,1").await;
    page.launch_paused().await;
    page.step().await;
    page.click("[aria-label=Export]").await;
    assert!(
        about(&page, "Trace as JSON").contains(", up to now: about "),
        "{}",
        about(&page, "Trace as JSON")
    );
    page.close();
}
