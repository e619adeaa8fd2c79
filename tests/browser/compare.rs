//! The Compare panel in a browser: it shows the figures of a comparison in the same program, and it stops by itself.

use crate::page::until;
use crate::watch::Watch;
use compare::{Comparison, Modifier, Sweep};
use futurescope::ui::App;
use gloo_timers::future::TimeoutFuture;
use leptos::mount::{UnmountHandle, mount_to};
use scenario::link;
use scenario::words;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Document, HtmlElement};

#[wasm_bindgen_test]
async fn the_table_shows_the_figures_of_the_comparison() {
    let fragment = "tasks=2,1%20fail,3,1..4&limit=2&await=gather";
    let page = Page::open(fragment).await;
    page.click("#tab-compare").await;
    page.until(".compare-row[data-made=true]", 8).await;

    let mut comparison = Comparison::new(&link::read(fragment).scenario).expect("four tasks may be compared");
    while !comparison.step().finished() {}
    let names: Vec<&str> = comparison
        .figures()
        .iter()
        .map(|figure| figure.policy.label())
        .collect();
    assert_eq!(page.texts(".compare-take"), names);
    let figures = comparison.figures();
    let makespans: Vec<String> = figures.iter().map(|figure| words::length(figure.makespan)).collect();
    assert_eq!(page.texts("td[data-col='Total time']"), makespans);
    let queued: Vec<String> = figures.iter().map(|figure| words::length(figure.queued)).collect();
    assert_eq!(page.texts("td[data-col=Queued]"), queued);
    assert_eq!(page.texts(".compare-row[data-on=true] .compare-take"), ["Join all"]);
}

#[wasm_bindgen_test]
async fn each_row_says_what_became_of_the_others_and_labels_its_lanes() {
    let fragment = "tasks=orders:%201%20fail,2,a%26b:%203&await=gather";
    let page = Page::open(fragment).await;
    page.click("#tab-compare").await;
    page.until(".compare-row[data-made=true]", 8).await;

    let mut comparison = Comparison::new(&link::read(fragment).scenario).expect("three tasks may be compared");
    while !comparison.step().finished() {}
    let figures = comparison.figures().iter();
    let others: Vec<String> = figures
        .filter_map(|figure| figure.others.as_ref().map(ToString::to_string))
        .collect();
    let said = page.texts(".compare-others");
    assert_eq!(said, others);
    assert_ne!(said[2], said[4], "gather and a group differ");
    assert!(said[2].contains("keep running until main ends"));
    let described = page
        .element("[aria-label='Take Join all']")
        .get_attribute("aria-describedby");
    let described = described.and_then(|id| document().get_element_by_id(&id));
    assert_eq!(
        described.and_then(|others| others.text_content()),
        Some(others[2].clone())
    );
    let labels = page.texts(".compare-row:nth-of-type(3) .sketch-label");
    assert_eq!(labels, ["orders", "B", "a&b"]);
}

#[wasm_bindgen_test]
async fn a_sweep_contains_the_present_value_and_takes_typed_ones() {
    let page = Page::open("tasks=1%20x9&await=gather&limit=5").await;
    page.click("#tab-compare").await;
    page.click(".compare-bar .segmented-option:nth-child(2) input").await;
    page.until(".compare-progress[data-on=false]", 1).await;
    let settings = || page.texts("[aria-label=Settings] .compare-take");
    assert_eq!(settings(), ["1", "2", "4", "5", "8", "none"]);
    assert_eq!(page.texts(".compare-row[data-on=true] .compare-take"), ["5"]);

    page.type_into("#compare-try", "3, 6x").await;
    page.submit(".compare-try").await;
    assert!(page.texts("#compare-try-problem")[0].contains("6x"));
    assert_eq!(settings().len(), 6);
    page.type_into("#compare-try", "3, 6").await;
    page.submit(".compare-try").await;
    assert_eq!(settings(), ["1", "2", "3", "4", "5", "6", "8", "none"]);
    page.until(".compare-progress[data-on=false]", 1).await;
    let times = page.texts("td[data-col='Total time']");
    assert_eq!(times, ["9 s", "5 s", "3 s", "3 s", "2 s", "2 s", "2 s", "1 s"]);

    // The value that is left stays, and can be removed like a typed one.
    page.click("[aria-label='Take limit 1']").await;
    assert_eq!(settings().len(), 8);
    page.click("[aria-label='Remove limit 5']").await;
    page.click("[aria-label='Remove limit 3']").await;
    assert_eq!(settings(), ["1", "2", "4", "6", "8", "none"]);
    assert_eq!(page.count("[aria-label='Remove limit 4']"), 0, "a usual value");

    // Another tab, and back.
    page.click("#tab-console").await;
    page.click("#tab-compare").await;
    until("the typed value is still there", || {
        settings() == ["1", "2", "4", "6", "8", "none"]
    })
    .await;
}

#[wasm_bindgen_test]
async fn main_raised_no_error_counts_runs() {
    let page = Page::open("tasks=1%20fail%2030%25&await=gather").await;
    page.click("#tab-compare").await;
    page.click(".compare-bar .segmented-option:nth-child(2) input").await;
    page.until(".compare-progress[data-on=false]", 1).await;
    let mut sweep = Sweep::new(
        &link::read("tasks=1%20fail%2030%25&await=gather").scenario,
        Modifier::Limit,
    )
    .expect("one task may be swept");
    while !sweep.step().finished() {}
    let ok: Vec<String> = sweep
        .points()
        .iter()
        .map(|point| format!("{} of 200", point.ok))
        .collect();
    assert_eq!(page.texts("td[data-col='Main raised no error']"), ok);
}

#[wasm_bindgen_test]
async fn taking_a_policy_changes_the_editor_and_restarts_nothing() {
    let watch = Watch::start();
    let page = Page::open("tasks=2,1,3&await=gather").await;
    page.click("#tab-compare").await;
    page.until(".compare-row[data-made=true]", 8).await;
    until("no frame is pending when all is done", || watch.frames() == 0).await;
    page.click("[aria-label='Take Race']").await;
    assert_eq!(page.texts(".policy[data-on=true] .policy-label"), ["Race"]);
    assert_eq!(page.texts(".compare-row[data-on=true] .compare-take"), ["Race"]);
    assert_eq!(page.count(".compare-row[data-made=true]"), 8, "the figures stay");
    watch.settle().await;
    let asked = watch.frames_asked();
    TimeoutFuture::new(200).await;
    assert_eq!((watch.frames(), watch.frames_asked()), (0, asked), "nothing moves");
}

#[wasm_bindgen_test]
async fn a_change_of_the_list_restarts_the_comparison() {
    let page = Page::open("tasks=2,1,3").await;
    page.click("#tab-compare").await;
    page.until(".compare-row[data-made=true]", 8).await;
    page.type_into("[aria-label='Delay of task 1']", "5").await;
    until("it takes 9 s one by one", || {
        page.texts("td[data-col='Total time']")
            .first()
            .is_some_and(|it| it == "9 s")
    })
    .await;
    page.until(".compare-row[data-made=true]", 8).await;
    page.type_into("[aria-label='Delay of task 1']", "5sec").await;
    assert_eq!(page.count(".compare-row"), 0);
    assert!(page.texts(".compare .empty")[0].contains("cannot be read"));
}

#[wasm_bindgen_test]
async fn a_range_with_chance_is_run_with_all_seeds_and_ends_by_itself() {
    let watch = Watch::start();
    let fragment = "tasks=1..3%20x4&await=gather";
    let page = Page::open(fragment).await;
    page.click("#tab-compare").await;
    page.click(".compare-bar .segmented-option:nth-child(2) input").await;
    page.until(".compare-progress[data-on=false]", 1).await;
    let mut sweep = Sweep::new(&link::read(fragment).scenario, Modifier::Limit).expect("four tasks may be swept");
    while !sweep.step().finished() {}
    let points = sweep.points();
    let medians: Vec<String> = points
        .iter()
        .map(|point| words::length(point.makespan.median))
        .collect();
    assert_eq!(page.texts("td[data-col='Total time']"), medians);
    assert_eq!(page.texts(".compare-row[data-on=true] .compare-take"), ["none"]);
    until("no frame is pending when all is done", || watch.frames() == 0).await;
    page.click("[aria-label='Take limit 2']").await;
    assert_eq!(page.texts(".compare-row[data-on=true] .compare-take"), ["2"]);
    assert_eq!(page.count(".compare-progress[data-on=false]"), 1, "the figures stay");
}

#[wasm_bindgen_test]
async fn comparing_waits_during_a_run() {
    let page = Page::open("tasks=0.5,0.6&await=gather").await;
    page.click(".run-button").await;
    page.click("#tab-compare").await;
    until("it says that it waits", || {
        page.texts(".compare-progress") == ["Waits while a run is on"]
    })
    .await;
    assert_eq!(page.count(".compare-row[data-made=true]"), 0);
    page.until(".compare-row[data-made=true]", 8).await;
    assert_eq!(page.texts(".compare-progress"), [""]);
}

#[wasm_bindgen_test]
async fn closing_the_panel_cancels_the_comparison() {
    let watch = Watch::start();
    let page = Page::open("tasks=1..3%20x500&limit=7").await;
    page.click("#tab-compare").await;
    page.click(".compare-bar .segmented-option:nth-child(3) input").await;
    page.until(".compare-progress[data-on=true]", 1).await;
    page.click("#tab-console").await;
    assert!(watch.frames_stop().await, "no slice is left to make");
}

/// The whole page with one scenario, which is unmounted when this is dropped.
struct Page {
    root: HtmlElement,
    mounted: Option<Box<dyn std::any::Any>>,
}

impl Page {
    async fn open(fragment: &str) -> Self {
        let window = web_sys::window().expect("a test runs in a window");
        window.location().set_hash(fragment).expect("a fragment can be set");
        let root: HtmlElement = document()
            .create_element("div")
            .expect("div is an element's name")
            .unchecked_into();
        let body = document().body().expect("the test page has a body");
        body.append_child(&root).expect("a div can stand in a body");
        crate::visit::forget_earlier_work();
        let mounted: UnmountHandle<_> = mount_to(root.clone(), App);
        crate::page::until_mounted(&root).await;
        Self {
            root,
            mounted: Some(Box::new(mounted)),
        }
    }

    fn element(&self, selector: &str) -> HtmlElement {
        let found = self.root.query_selector(selector).expect("the selector can be read");
        found
            .unwrap_or_else(|| panic!("no {selector} in the page"))
            .unchecked_into()
    }

    async fn click(&self, selector: &str) {
        self.element(selector).click();
        TimeoutFuture::new(0).await;
    }

    async fn type_into(&self, selector: &str, text: &str) {
        let input: web_sys::HtmlInputElement = self.element(selector).unchecked_into();
        input.set_value(text);
        let init = web_sys::EventInit::new();
        init.set_bubbles(true);
        let event = web_sys::Event::new_with_event_init_dict("input", &init).expect("input is an event's name");
        input.dispatch_event(&event).expect("an event can be dispatched");
        TimeoutFuture::new(0).await;
    }

    /// Submits a form, as Enter in its input does.
    async fn submit(&self, selector: &str) {
        let form: web_sys::HtmlFormElement = self.element(selector).unchecked_into();
        form.request_submit().expect("the form can be submitted");
        TimeoutFuture::new(0).await;
    }

    fn count(&self, selector: &str) -> u32 {
        let found = self.root.query_selector_all(selector);
        found.expect("the selector can be read").length()
    }

    fn texts(&self, selector: &str) -> Vec<String> {
        let found = self
            .root
            .query_selector_all(selector)
            .expect("the selector can be read");
        (0..found.length())
            .filter_map(|index| found.item(index)?.text_content())
            .collect()
    }

    async fn until(&self, selector: &str, count: u32) {
        until(&format!("there are {count} of {selector}"), || {
            self.count(selector) == count
        })
        .await;
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.mounted.take();
        self.root.remove();
    }
}

fn document() -> Document {
    let window = web_sys::window().expect("a test runs in a window");
    window.document().expect("a window has a document")
}
