//! The caption follows the lesson, the steps and the end; Why shows its findings first and scrolls to what is asked.

use crate::page::{Page, frames, run_state, settle, until};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

const LEFT_BEHIND: &str =
    "tasks=orders:%200.01%20fail,invoices:%200.02%20fail,report:%200.03&await=gather&leftovers=finish";

fn text(page: &Page, selector: &str) -> String {
    page.find(selector).text_content().unwrap_or_default()
}

async fn run_to_the_end(page: &Page) {
    page.click(".run-button[data-kind=run]").await;
    until("the run ends", || run_state() == "done").await;
    frames().await;
}

#[wasm_bindgen_test]
async fn the_lesson_stands_before_a_run_and_a_sentence_at_each_step() {
    let page = Page::open("").await;
    assert_eq!(text(&page, ".caption-kind"), "Lesson");
    assert_eq!(text(&page, ".caption-when"), "Two tasks");
    assert_eq!(
        text(&page, ".caption-headline"),
        "The shorter sleep finishes first, yet its result comes second."
    );
    page.launch_paused().await;
    let mut last = text(&page, ".caption-headline");
    let mut steps = 0;
    while run_state() != "done" {
        page.step().await;
        frames().await;
        let headline = text(&page, ".caption-headline");
        assert_ne!(headline, last, "step {steps}");
        assert!(!text(&page, ".caption-detail").is_empty(), "{headline}");
        last = headline;
        steps += 1;
        if run_state() != "done" {
            assert_eq!(text(&page, ".caption-kind"), format!("Step {steps}"));
        }
        assert!(steps < 20, "a short run ends after a few steps");
    }
    assert_eq!(steps, 8);
    assert_eq!(text(&page, ".caption-kind"), "What happened");
    assert_eq!(
        text(&page, ".caption-headline"),
        "The shorter sleep finished first, yet its result came second: main awaited in list order."
    );
    assert_eq!(text(&page, ".caption-detail"), "2 finished.");
    page.close();
}

#[wasm_bindgen_test]
async fn back_and_next_step_stand_in_the_caption_while_time_is_held() {
    let page = Page::open("tasks=ann:1,bob:2&await=gather").await;
    page.launch_paused().await;
    page.step().await;
    page.step().await;
    frames().await;
    let second = text(&page, ".caption-headline");
    let labels = page.texts(".caption-actions .button");
    assert_eq!(labels, ["Back", "Next step"]);
    page.click(".caption-actions .button:first-child").await;
    frames().await;
    assert!(text(&page, ".caption-headline").starts_with("main makes tasks"));
    page.click(".caption-actions .button:last-child").await;
    frames().await;
    assert_eq!(text(&page, ".caption-headline"), second);
    page.close();
}

#[wasm_bindgen_test]
async fn after_the_end_the_caption_offers_why_and_the_way_back_to_the_end() {
    let page = Page::open("tasks=0.01,0.02&await=gather").await;
    run_to_the_end(&page).await;
    assert_eq!(page.texts(".caption-actions .button"), ["Why?"]);
    page.click("[aria-label='Step back']").await;
    frames().await;
    assert_eq!(page.texts(".caption-actions .button"), ["Why?", "Back to end"]);
    page.click(".caption-actions .button:last-child").await;
    frames().await;
    assert_eq!(text(&page, ".caption-kind"), "What happened");
    page.click(".caption-actions .button").await;
    assert_eq!(page.all(".why").len(), 1);
    page.close();
}

#[wasm_bindgen_test]
async fn scrubbing_is_not_read_out_and_a_step_is() {
    let page = Page::open("tasks=ann:0.05,bob:0.02&await=gather").await;
    run_to_the_end(&page).await;
    let region = ".caption [aria-live=polite]";
    let before = text(&page, region);
    TimeoutFuture::new(1_100).await;
    let playhead: HtmlInputElement = page.find("[aria-label=Playhead]").unchecked_into();
    playhead.set_value("10");
    let init = web_sys::EventInit::new();
    init.set_bubbles(true);
    let event = web_sys::Event::new_with_event_init_dict("input", &init).expect("input is an event");
    playhead.dispatch_event(&event).expect("it is in the page");
    frames().await;
    assert_eq!(text(&page, ".caption-kind"), "At this moment");
    assert_eq!(text(&page, region), before);
    page.click("[aria-label=Step]").await;
    until("the step is read out", || {
        text(&page, region) == text(&page, ".caption-headline")
    })
    .await;
    page.close();
}

#[wasm_bindgen_test]
async fn findings_stand_first_and_show_it_leads_to_the_task() {
    let page = Page::open(LEFT_BEHIND).await;
    run_to_the_end(&page).await;
    until("there are findings", || text(&page, ".caption-when") == "2 findings").await;
    assert_eq!(page.texts(".tabs .tab-count")[2], "2");
    page.click("#tab-why").await;
    frames().await;
    let headings = page.texts(".why h2");
    assert_eq!(headings[0], "Findings");
    let first: Vec<_> = page.texts(".finding-title");
    assert_eq!(first[0], "A failure was swallowed");
    page.click(".finding .button").await;
    frames().await;
    assert!(
        text(&page, ".caption-headline").starts_with("invoices failed"),
        "{}",
        text(&page, ".caption-headline")
    );
    assert!(page.texts(".why-question")[0].contains("invoices"));
    page.close();
}

#[wasm_bindgen_test]
async fn nothing_to_point_out_never_stands_beside_a_failure() {
    let page = Page::open("tasks=ann:0.01%20fail&await=gather").await;
    run_to_the_end(&page).await;
    page.click("#tab-why").await;
    until("the failure is told", || page.all(".finding").len() == 1).await;
    assert!(!text(&page, ".why").contains("Nothing to point out"));
    assert!(text(&page, ".finding-title").starts_with("ann failed at 0.0"));
    assert!(
        text(&page, ".finding").contains("it reached main"),
        "{}",
        text(&page, ".finding")
    );
    page.close();

    let page = Page::open("tasks=ann:0.01&await=gather").await;
    run_to_the_end(&page).await;
    page.click("#tab-why").await;
    until("it is searched", || {
        text(&page, ".why").contains("Nothing to point out")
    })
    .await;
    settle().await;
    page.close();

    // Of an example, what it shows is the answer.
    let page = Page::open("tasks=2,1").await;
    run_to_the_end(&page).await;
    page.click("#tab-why").await;
    until("the lesson is there", || {
        text(&page, ".why").contains("Nothing else to point out")
    })
    .await;
    assert!(
        text(&page, ".why").contains("The shorter sleep finished first"),
        "{}",
        text(&page, ".why")
    );
    page.close();
}
