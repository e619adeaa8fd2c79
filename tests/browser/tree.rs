//! The tree of tasks and the lanes of resources of an opened record: folded by button and keys, and what they answer.

use crate::import::{hand_over, opened};
use crate::page::{Page, Press, frames, until};
use wasm_bindgen_test::wasm_bindgen_test;

const CONSUMERS: &str = include_str!("../fixtures/consumers.trace.jsonl");
const MAIN: &str = ".timeline-fold[aria-label='Tasks of main']";

/// The page's styles of the timeline, as long as this lives: other tests are without.
struct Styles(web_sys::Element);

impl Styles {
    fn new() -> Self {
        let document = web_sys::window()
            .and_then(|window| window.document())
            .expect("a document");
        let style = document.create_element("style").expect("an element");
        let text = [
            include_str!("../../style/tokens.css"),
            include_str!("../../style/base.css"),
            include_str!("../../style/timeline.css"),
        ];
        style.set_text_content(Some(&text.concat()));
        document
            .document_element()
            .and_then(|root| root.append_child(&style).ok())
            .expect("it is in the page");
        Self(style)
    }
}

impl Drop for Styles {
    fn drop(&mut self) {
        self.0.remove();
    }
}

async fn consumers() -> Page {
    let page = Page::open("tasks=1").await;
    hand_over("drop", "consumers.trace.jsonl", CONSUMERS);
    opened(&page).await;
    until("the tree is shown", || !page.all(MAIN).is_empty()).await;
    page
}

fn names(page: &Page) -> Vec<String> {
    page.texts(".timeline-name .timeline-name-text")
}

fn expanded(page: &Page) -> String {
    page.find(MAIN).get_attribute("aria-expanded").expect("it says so")
}

#[wasm_bindgen_test]
async fn a_task_is_folded_by_its_button_and_by_keys() {
    let page = consumers().await;
    assert_eq!(names(&page), ["main", "producer", "consumer 1", "consumer 2"]);
    let lines: Vec<Option<String>> = page
        .all(".timeline-guide")
        .iter()
        .map(|guide| guide.get_attribute("data-line"))
        .collect();
    assert_eq!(lines, ["branch", "branch", "last"].map(|line| Some(line.to_owned())));
    assert_eq!(expanded(&page), "true");

    page.click(MAIN).await;
    frames().await;
    assert_eq!(
        (names(&page), expanded(&page)),
        (vec!["main".to_owned()], "false".into())
    );
    assert_eq!(page.texts(".timeline-name .timeline-name-note"), ["3 tasks"]);

    // Keys act on the selected task.
    page.press(".timeline", Press::of("ArrowDown")).await;
    page.press(".timeline", Press::of("ArrowRight")).await;
    frames().await;
    assert_eq!((names(&page).len(), expanded(&page)), (4, "true".into()));
    page.press(".timeline", Press::of("ArrowDown")).await;
    frames().await;
    let selected = page.texts(".timeline-name[data-selected=true] .timeline-name-text");
    assert_eq!(selected, ["producer"]);
    page.press(".timeline", Press::of("ArrowUp")).await;
    page.press(".timeline", Press::of("ArrowLeft")).await;
    frames().await;
    assert_eq!(expanded(&page), "false");

    // What is shown from elsewhere is unfolded.
    let rows = page.all(".tasks-row");
    let consumer = rows
        .iter()
        .find(|row| row.text_content().is_some_and(|text| text.contains("consumer 2")));
    consumer.expect("the table lists it").click();
    frames().await;
    assert_eq!((names(&page).len(), expanded(&page)), (4, "true".into()));
    let selected = page.texts(".timeline-name[data-selected=true] .timeline-name-text");
    assert_eq!(selected, ["consumer 2"]);
    page.close();
}

#[wasm_bindgen_test]
async fn resources_are_listed_with_what_they_are_at_the_playhead() {
    let page = consumers().await;
    let list = page.find(".timeline-resource-list");
    assert_eq!(list.get_attribute("aria-label").as_deref(), Some("Resources"));
    assert_eq!(page.texts(".timeline-resource .timeline-name-text"), ["queue", "db"]);
    assert_eq!(
        page.texts(".timeline-resource .timeline-name-note"),
        ["0 of 3", "1 of 1 free"]
    );
    // At another moment they say another thing.
    let slider = page.find(".timeline-playhead");
    let slider: web_sys::HtmlInputElement = wasm_bindgen::JsCast::unchecked_into(slider);
    slider.set_value("1100"); // milliseconds
    slider
        .dispatch_event(&web_sys::Event::new("input").expect("it is an event"))
        .expect("it is sent");
    frames().await;
    assert_eq!(
        page.texts(".timeline-resource .timeline-name-note"),
        ["3 of 3", "0 of 1 free"]
    );

    page.close();
}

#[wasm_bindgen_test]
async fn keys_go_to_the_lanes_of_resources_and_along_them() {
    let page = consumers().await;
    let said = || page.texts(".timeline > .visually-hidden").concat();
    let shift = |key| Press {
        shift: true,
        ..Press::of(key)
    };
    // The first says what it is at the playhead, which is at the end.
    page.press(".timeline", shift("ArrowDown")).await;
    frames().await;
    let first = said();
    assert!(first.starts_with("queue: 0 of 3, empty, "), "{first}");
    page.press(".timeline", shift("ArrowDown")).await;
    frames().await;
    assert!(said().starts_with("db (semaphore): 1 of 1 free, "), "{}", said());
    // Below the last there is none, and from there back in time to what happened to it.
    page.press(".timeline", shift("ArrowDown")).await;
    page.press(".timeline", Press::of(",")).await;
    page.press(".timeline", Press::of(",")).await;
    frames().await;
    assert!(said().starts_with("db (semaphore): 0 of 1 free, since "), "{}", said());
    page.press(".timeline", Press::of(".")).await;
    frames().await;
    assert!(said().starts_with("db (semaphore): 1 of 1 free, since "), "{}", said());
    page.press(".timeline", shift("ArrowUp")).await;
    frames().await;
    assert!(said().starts_with("queue: "), "{}", said());
    // An arrow alone goes to the tasks.
    page.press(".timeline", Press::of("ArrowDown")).await;
    frames().await;
    assert!(said().starts_with("main, "), "{}", said());
    // Those who hear the list hear the kind, too.
    let heard: Vec<String> = page.texts(".timeline-resource .visually-hidden");
    assert_eq!(heard, ["", "semaphore"]);
    page.close();
}

#[wasm_bindgen_test]
async fn the_lane_of_the_loop_has_room_for_what_it_says_while_a_task_holds_the_loop() {
    let page = consumers().await;
    let slider: web_sys::HtmlInputElement = wasm_bindgen::JsCast::unchecked_into(page.find(".timeline-playhead"));
    slider.set_value("2379"); // milliseconds
    slider
        .dispatch_event(&web_sys::Event::new("input").expect("it is an event"))
        .expect("it is sent");
    frames().await;
    assert_eq!(
        page.texts(".timeline-loop > *"),
        ["Event loop", "held by consumer 1, 1 queued", "36.7 % busy"]
    );
    let _styles = Styles::new();
    // As in a window that is 1280 px wide and low.
    let lane = page.find(".timeline-loop");
    lane.set_attribute("style", "width: 168px; height: 42px")
        .expect("it has styles");
    let within = lane.get_bounding_client_rect();
    let parts: Vec<web_sys::DomRect> = page
        .all(".timeline-loop > *")
        .iter()
        .map(|part| part.get_bounding_client_rect())
        .collect();
    for part in &parts {
        let inside = part.top() >= within.top() && part.bottom() <= within.bottom() && part.right() <= within.right();
        assert!(
            inside,
            "{} to {} px",
            part.top() - within.top(),
            part.bottom() - within.top()
        );
    }
    let [name, holder, busy] = &parts[..] else {
        panic!("{parts:?}")
    };
    assert!(holder.top() >= name.bottom() - 1.0 && holder.top() >= busy.bottom() - 1.0);
    assert!(busy.left() >= name.right());
    // Nothing of the share is left out.
    let busy = page.find(".timeline-loop-note[data-explains]");
    assert!(busy.scroll_width() <= busy.client_width(), "{} px", busy.scroll_width());
    page.close();
}

#[wasm_bindgen_test]
async fn a_run_of_the_page_has_neither_tree_nor_resources() {
    let page = Page::open("tasks=1,1&limit=1&await=gather").await;
    page.launch_paused().await;
    page.step_to_the_end().await;
    assert_eq!(
        page.find(".timeline-names").get_attribute("aria-hidden").as_deref(),
        Some("true")
    );
    assert!(page.all(".timeline-fold").is_empty());
    assert!(page.all(".timeline-guide").is_empty());
    assert!(page.all(".timeline-resources").is_empty());
    page.close();
}
