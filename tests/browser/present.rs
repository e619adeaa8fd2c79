//! The presentation: by its link, its key and its button; what it shows, and which keys act in it.

use crate::page::{Page, Press, document, focused, frames, run_state, settle, until};
use wasm_bindgen_test::wasm_bindgen_test;

const SHIFT_P: Press = Press {
    key: "P",
    ctrl: false,
    alt: false,
    shift: true,
    repeat: false,
};

fn presented() -> bool {
    let root = document().document_element().expect("a document has a root");
    root.has_attribute("data-present")
}

fn title(page: &Page) -> String {
    page.texts(".picker-title").concat()
}

fn hash() -> String {
    let location = web_sys::window().expect("a test page has a window").location();
    location.hash().expect("an address has a fragment")
}

#[wasm_bindgen_test]
async fn a_link_opens_a_presentation_and_another_does_not() {
    let page = Page::open("tasks=2,1,3&await=gather&present=1").await;
    assert!(presented());
    assert!(!page.all(".code-panel").is_empty());
    let location = web_sys::window().expect("a test page has a window").location();
    location.set_hash("tasks=2,1").expect("a fragment can be set");
    until("it is left", || !presented()).await;
    location.set_hash("tasks=2&present=1").expect("a fragment can be set");
    until("it is back", presented).await;
    location.set_hash("tasks=3&present=yes").expect("a fragment can be set");
    until("it is left", || !presented()).await;
    page.close();
    assert!(!presented(), "the attribute goes with the page");
}

#[wasm_bindgen_test]
async fn the_key_and_escape_switch_it_and_move_the_focus() {
    let page = Page::open("tasks=2,1").await;
    page.press(".timeline", SHIFT_P).await;
    assert!(presented());
    frames().await;
    assert!(focused().matches(".run-button").unwrap_or_default());
    until("the address has it", || hash().contains("present=1")).await;
    page.press(".run-button", Press::of("Escape")).await;
    assert!(!presented());
    frames().await;
    assert_eq!(focused().get_attribute("aria-label").as_deref(), Some("Present"));
    until("the address has it no more", || !hash().contains("present")).await;
    page.click("[aria-label=Present]").await;
    assert!(presented());
    page.press(".run-button", SHIFT_P).await;
    assert!(!presented());
    // Without Shift, P replays.
    page.press(".timeline", Press::of("p")).await;
    assert!(!presented());
    page.close();
}

#[wasm_bindgen_test]
async fn the_panel_that_was_open_is_back_afterwards() {
    let page = Page::open("tasks=2,1").await;
    page.press(".timeline", Press::of("e")).await;
    let open = || page.find(".tab-panel").get_attribute("aria-label");
    let before = open();
    page.press(".timeline", SHIFT_P).await;
    assert!(!page.all(".code-panel").is_empty());
    for key in ["c", "w", "m"] {
        page.press(".timeline", Press::of(key)).await;
        assert!(presented() && !page.all(".code-panel").is_empty(), "{key}");
    }
    page.press(".timeline", SHIFT_P).await;
    assert_eq!(open(), before);
    page.close();
}

#[wasm_bindgen_test]
async fn asking_why_leaves_it() {
    let page = Page::open("tasks=2,1&present=1").await;
    page.press(".timeline", Press::of("ArrowDown")).await;
    page.press(".timeline", Press::of("Enter")).await;
    settle().await;
    assert!(!presented());
    let open = page.find(".tab-panel").get_attribute("aria-label");
    assert_eq!(open.as_deref(), Some("Why"));
    page.close();
}

#[wasm_bindgen_test]
async fn page_up_and_page_down_go_through_the_examples() {
    let page = Page::open("present=1").await;
    let press = |key: &'static str| page.press(".timeline", Press::of(key));
    assert!(!press("PageDown").await, "the page does not scroll as well");
    assert_eq!((title(&page).as_str(), presented()), ("Gather three", true));
    // Held down, it goes no further.
    page.press(
        ".timeline",
        Press {
            repeat: true,
            ..Press::of("PageDown")
        },
    )
    .await;
    assert_eq!(title(&page), "Gather three");
    press("PageUp").await;
    assert_eq!(title(&page), "Two tasks");
    press("PageUp").await;
    assert_eq!(title(&page), "Two tasks");
    for _ in 0..20 {
        press("PageDown").await;
    }
    assert_eq!((title(&page).as_str(), presented()), ("A thousand tasks", true));
    page.click(".present-key").await;
    assert_eq!(title(&page), "A thousand tasks");
    until("the address has it", || {
        hash().contains("x1000") && hash().ends_with("&present=1")
    })
    .await;
    page.close();
}

#[wasm_bindgen_test]
async fn outside_of_it_its_keys_are_the_browsers() {
    let page = Page::open("").await;
    for key in ["PageDown", "PageUp", "f"] {
        assert!(page.press(".run-button", Press::of(key)).await, "{key}");
    }
    assert_eq!(title(&page), "Two tasks");
    page.close();
}

#[wasm_bindgen_test]
async fn f_is_the_selected_tasks_and_otherwise_full_screen() {
    let page = Page::open("tasks=a:%202,b:%201&present=1").await;
    js_sys::eval(
        "globalThis.asked = 0; Element.prototype.requestFullscreen = () => { globalThis.asked += 1; return Promise.resolve(); }",
    )
    .expect("the script is right");
    let asked = || js_sys::eval("asked").ok().and_then(|asked| asked.as_f64());
    page.press(".timeline", Press::of("f")).await;
    assert_eq!(asked(), Some(1.0));
    for _ in 0..2 {
        page.press(".timeline", Press::of("ArrowDown")).await;
    }
    page.press(".timeline", Press::of("f")).await;
    assert_eq!(asked(), Some(1.0));
    until("the task fails", || hash().contains("fail")).await;
    // Escape first deselects the task.
    page.press(".timeline", Press::of("Escape")).await;
    assert!(presented());
    page.press(".timeline", Press::of("f")).await;
    assert_eq!(asked(), Some(2.0));
    page.press(".timeline", Press::of("Escape")).await;
    assert!(!presented());
    page.close();
}

#[wasm_bindgen_test]
async fn a_run_is_worked_with_keys() {
    let page = Page::open("present=1").await;
    page.press(".timeline", Press::of(" ")).await;
    assert_eq!(run_state(), "running");
    page.press(".timeline", Press::of(" ")).await;
    assert_eq!(run_state(), "paused");
    page.press(".timeline", Press::of("ArrowRight")).await;
    frames().await;
    let kicker = page.texts(".caption-kind").concat();
    assert!(kicker.starts_with("Step"), "{kicker}");
    page.press(".timeline", Press::of("PageDown")).await;
    assert_eq!((title(&page).as_str(), run_state().as_str()), ("Gather three", "idle"));
    page.close();
}
