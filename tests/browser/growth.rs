//! Memory over many runs, scrolls, tabs and steps, which must not grow, and recordings up to their budget.
//!
//! wasm memory grows by pages and never shrinks, so its size is an exact upper bound of the memory ever used at once.

use futurescope::ui::App;
use futurescope::ui::reactive::{ReusedRows, RwSignal};
use leptos::prelude::*;
use leptos::task::tick;
use recording::Budget;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

/// The most that the second half of a test may add: less than the sum if every run leaks 4 KB, or every scroll 2 KB.
const MOST_GROWTH: f64 = 2_000_000.0;

#[wasm_bindgen_test]
async fn a_thousand_runs_keep_memory_level() {
    let page = Page::open("tasks=2..9%20x26&await=gather", Budget::default()).await;
    memory_stays_level("runs", 1_000, async |_| {
        page.click(".run-button[data-kind='run']");
        frame().await;
        page.click(".run-button[data-kind='stop']");
        frame().await;
    })
    .await;
}

#[wasm_bindgen_test]
async fn two_thousand_scrolls_of_tasks_keep_memory_level() {
    let page = Page::open("tasks=2..9%20x500&await=gather", Budget::default()).await;
    let scroller = page.element("[aria-label='All tasks']");
    memory_stays_level("scrolls", 2_000, async |turn| {
        scroller.set_scroll_top(turn as i32 * 7_919 % 11_000);
        frame().await;
    })
    .await;
    assert!(page.count(".tasks-row") > 3, "rows are in view");
}

#[wasm_bindgen_test]
async fn a_hundred_thousand_rows_added_and_removed_keep_memory_level() {
    let owner = Owner::new();
    let (shown, read) = owner.with(|| (RwSignal::new(0..10), RwSignal::new(0)));
    let root: HtmlElement = document()
        .create_element("div")
        .expect("div is an element's name")
        .unchecked_into();
    let mounted = mount_to(root.clone(), move || {
        view! {
            <ReusedRows each=move || shown.get() let:row>
                <p>{move || (row.get() + read.get()).to_string()}</p>
            </ReusedRows>
        }
    });
    memory_stays_level("ten rows", 10_000, async |turn| {
        // No row is left to be reused.
        shown.set(0..0);
        tick().await;
        shown.set(turn * 10..turn * 10 + 10);
        tick().await;
    })
    .await;
    assert_eq!(
        root.query_selector_all("p").expect("the selector is right").length(),
        10
    );
    drop(mounted);
}

#[wasm_bindgen_test]
async fn tabs_and_steps_keep_memory_level() {
    let page = Page::open("tasks=0.01..0.1%20x26&await=gather", Budget::default()).await;
    page.click(".run-button[data-kind='run']");
    page.until_run("done").await;
    let tabs = ["#tab-events", "#tab-why", "#tab-code", "#tab-console"];
    memory_stays_level("tabs and steps", 600, async |turn| {
        page.click(tabs[turn % tabs.len()]);
        frame().await;
        let step = if turn / 60 % 2 == 0 { "Step back" } else { "Step" };
        page.click(&format!("[aria-label='{step}']"));
        frame().await;
    })
    .await;
}

/// A run with more events than fit into [`SMALL`], with any policy.
const MANY_ATTEMPTS: &str = "tasks=0%20fail%20x40&retry=20&timers=shared&await=settle";
const SMALL: Budget = Budget::bytes(200 << 10);

#[wasm_bindgen_test]
async fn a_run_whose_record_is_full_can_continue_unrecorded_to_its_end() {
    let page = Page::open(MANY_ATTEMPTS, SMALL).await;
    page.click(".run-button[data-kind='run']");
    page.until_run("paused").await;
    frame().await;
    assert!(
        page.text("[aria-label='Record full'] .moment-text")
            .starts_with("The record is full: 200 KB. It ends at 0.0")
    );
    assert!(
        page.text(".run-status")
            .starts_with("Paused, record full, recorded up to 0.0")
    );
    let tasks = page.text("table.tasks");
    let step = page.element("[aria-label='Step']");
    assert_eq!(step.get_attribute("aria-disabled").as_deref(), Some("true"));

    page.click_named("Go on unrecorded");
    page.until_run("done").await;
    frame().await;
    assert_eq!(page.outcome().as_deref(), Some("ok"));
    let said = page.text("[aria-label='Record full'] .moment-text");
    assert!(said.ends_with(" events after that were not recorded."), "{said}");
    assert!(page.text(".run-status").starts_with("Finished, recorded up to "));
    assert_eq!(page.text(".metric-number"), "–", "how long it took is not known");
    assert_eq!(
        page.text("table.tasks"),
        tasks,
        "the tasks are shown as they were when the record was full"
    );
    assert_eq!(page.count(".console-end"), 1, "the Console says that it ends early");

    page.click(".run-button[data-kind='run']");
    page.until_run("paused").await;
    frame().await;
    assert!(
        page.text("[aria-label='Record full'] .moment-text")
            .contains("What comes now cannot be shown."),
        "it is asked again"
    );
}

#[wasm_bindgen_test]
async fn a_run_whose_record_is_full_can_be_stopped() {
    let page = Page::open(MANY_ATTEMPTS, SMALL).await;
    page.click(".run-button[data-kind='run']");
    page.until_run("paused").await;
    frame().await;
    page.click_named("Stop");
    page.until_run("done").await;
    frame().await;
    assert_eq!(page.outcome().as_deref(), Some("stopped"));
    assert!(page.text(".run-status").starts_with("Stopped, recorded up to "));
}

#[wasm_bindgen_test]
async fn a_run_that_fits_shows_no_notice() {
    let page = Page::open("tasks=0.02,0.01&await=gather", SMALL).await;
    page.click(".run-button[data-kind='run']");
    page.until_run("done").await;
    frame().await;
    assert_eq!(page.count("[aria-label='Record full']"), 0);
    assert_eq!(page.outcome().as_deref(), Some("ok"));
}

/// Repeats an action, and checks that the growth in the second half is below [`MOST_GROWTH`].
async fn memory_stays_level(what: &str, times: usize, once: impl AsyncFn(usize)) {
    let before = memory();
    let mut halfway = before;
    for turn in 0..times {
        if turn == times / 2 {
            halfway = memory();
        }
        once(turn).await;
    }
    let after = memory();
    web_sys::console::log_1(&format!("{times} {what}: {before} bytes, {halfway} halfway, {after} at the end").into());
    assert!(
        after - halfway < MOST_GROWTH,
        "{times} {what}: {before} bytes, {halfway} halfway, {after} at the end"
    );
}

/// The bytes of wasm memory.
fn memory() -> f64 {
    let buffer = wasm_bindgen::memory()
        .unchecked_into::<js_sys::WebAssembly::Memory>()
        .buffer();
    let length = js_sys::Reflect::get(&buffer, &"byteLength".into())
        .ok()
        .and_then(|length| length.as_f64());
    length.expect("a buffer has a length")
}

/// Waits until the next frame has been drawn.
async fn frame() {
    let drawn = js_sys::Promise::new(&mut |resolve, _| {
        window()
            .request_animation_frame(&resolve)
            .expect("a window draws frames");
    });
    let _: Result<JsValue, JsValue> = JsFuture::from(drawn).await;
    gloo_timers::future::TimeoutFuture::new(0).await;
}

/// The whole page, unmounted when dropped.
struct Page {
    root: HtmlElement,
    mounted: Option<Box<dyn std::any::Any>>,
}

impl Page {
    async fn open(fragment: &str, budget: Budget) -> Self {
        window().location().set_hash(fragment).expect("a fragment can be set");
        let root: HtmlElement = document()
            .create_element("div")
            .expect("div is an element's name")
            .unchecked_into();
        // Replaces the style sheets, so that a list has the height of its panel and not the other way round.
        root.set_inner_html(
            "<style>.panel { height: 300px; overflow: auto } .app { height: 900px }</style><div></div>",
        );
        let body = document().body().expect("the test page has a body");
        body.append_child(&root).expect("a div can stand in a body");
        let container: HtmlElement = root.last_element_child().expect("it has two").unchecked_into();
        crate::visit::forget_earlier_work();
        let mounted = mount_to(container, move || {
            provide_context(budget);
            App()
        });
        let page = Self {
            root,
            mounted: Some(Box::new(mounted)),
        };
        frame().await;
        frame().await;
        page
    }

    fn element(&self, selector: &str) -> Element {
        let found = self.root.query_selector(selector).expect("the selector can be read");
        found.unwrap_or_else(|| panic!("no {selector} in the page"))
    }

    fn count(&self, selector: &str) -> u32 {
        let all = self
            .root
            .query_selector_all(selector)
            .expect("the selector can be read");
        all.length()
    }

    fn text(&self, selector: &str) -> String {
        self.element(selector).text_content().unwrap_or_default()
    }

    fn click(&self, selector: &str) {
        self.element(selector).unchecked_into::<HtmlElement>().click();
    }

    /// Clicks the button with this label in the notice about the recording.
    fn click_named(&self, label: &str) {
        let buttons = self.root.query_selector_all("[aria-label='Record full'] button");
        let buttons = buttons.expect("the selector can be read");
        let mut buttons = (0..buttons.length()).filter_map(|index| buttons.item(index));
        let button = buttons.find(|button| button.text_content().as_deref() == Some(label));
        let button = button.unwrap_or_else(|| panic!("no button {label}"));
        button.unchecked_into::<HtmlElement>().click();
    }

    fn outcome(&self) -> Option<String> {
        document().document_element()?.get_attribute("data-outcome")
    }

    fn run(&self) -> Option<String> {
        document().document_element()?.get_attribute("data-run")
    }

    async fn until_run(&self, state: &str) {
        while self.run().as_deref() != Some(state) {
            frame().await;
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.mounted.take();
        self.root.remove();
        window().location().set_hash("").expect("a fragment can be set");
    }
}
