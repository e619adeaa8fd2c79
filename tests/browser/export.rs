//! The menu of Export: it opens by its button and by its key, says what is in each file, and why it cannot be saved. And what
//! becomes of a file that is given up, that the browser refuses, or during which a run starts.

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

/// Replaces parts of the browser until it is dropped, and notes the files that are saved, in place of saving them.
struct OtherBrowser;

impl OtherBrowser {
    /// `script` replaces more.
    fn with(script: &str) -> Self {
        let noted = "window.savedForTests = [];
            window.realForTests = { Blob, CompressionStream, create: URL.createObjectURL, click: HTMLAnchorElement.prototype.click };
            HTMLAnchorElement.prototype.click = function () {
                if (this.download) savedForTests.push(this.download); else HTMLElement.prototype.click.call(this);
            };";
        js_sys::eval(&format!("{noted}{script}")).expect("the script is right");
        Self
    }

    /// The browser's own parts, but for what notes the files.
    fn mend(&self) {
        let own = "({ Blob: window.Blob, CompressionStream: window.CompressionStream, create: URL.createObjectURL } = realForTests)";
        js_sys::eval(own).expect("the script is right");
    }

    fn saved(&self) -> Vec<String> {
        let saved = js_sys::eval("savedForTests.join()").expect("the script is right");
        let saved = saved.as_string().unwrap_or_default();
        saved
            .split(',')
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect()
    }
}

impl Drop for OtherBrowser {
    fn drop(&mut self) {
        self.mend();
        let own = "HTMLAnchorElement.prototype.click = realForTests.click";
        js_sys::eval(own).expect("the script is right");
    }
}

/// A browser in which the compression of a file takes for ever.
const ENDLESS: &str = "window.CompressionStream = class {
    readable = new ReadableStream({});
    writable = new WritableStream({ write: () => new Promise(() => {}) });
};";

/// A browser that has no room for a file.
const NO_ROOM: &str = "window.Blob = class { constructor() { throw new RangeError('no room'); } };";

/// A page whose three tasks have run.
async fn ended() -> Page {
    let page = Page::open("tasks=a:2,b:1,c:3%20fail&await=settle").await;
    page.press(".timeline", Press::of("a")).await;
    until("it has ended", || run_state() == "done").await;
    frames().await;
    page
}

async fn choose(page: &Page, entry: &str) {
    page.click("[aria-label=Export]").await;
    until("the entry can be chosen", || !is_off(page, entry)).await;
    let at = entries(page).iter().position(|name| name == entry);
    page.all("[role=menuitem]")[at.expect("it is there")].click();
    frames().await;
}

fn notes(page: &Page) -> String {
    page.texts(".moment-problem").concat()
}

#[wasm_bindgen_test]
async fn a_file_that_is_being_written_can_be_given_up() {
    let page = ended().await;
    let browser = OtherBrowser::with(ENDLESS);
    choose(&page, "Trace as JSON").await;
    until("it says what it does", || {
        page.texts(".long-work-says") == ["Saving futurescope-settle-3-tasks-seed-1.trace.jsonl.gz"]
    })
    .await;
    // One at a time.
    page.click("[aria-label=Export]").await;
    assert_eq!(about(&page, "Tasks as CSV"), "Another file is under way.");
    page.press("[role=menuitem]", Press::of("Escape")).await;
    page.click(".long-work .button").await;
    assert!(page.all(".long-work").is_empty());
    browser.mend();
    assert!(browser.saved().is_empty(), "{:?}", browser.saved());
    choose(&page, "Trace as JSON").await;
    until("it is saved after all", || browser.saved().len() == 1).await;
    assert_eq!((run_state(), notes(&page)), ("done".to_owned(), String::new()));
    page.close();
}

#[wasm_bindgen_test]
async fn a_browser_that_refuses_a_file_is_named_and_nothing_is_lost() {
    let page = ended().await;
    let browser = OtherBrowser::with(NO_ROOM);
    for (entry, name) in [
        ("Tasks as CSV", "futurescope-settle-3-tasks-seed-1.tasks.csv"),
        ("Console as text", "futurescope-settle-3-tasks-seed-1.console.txt"),
    ] {
        choose(&page, entry).await;
        let refused = format!("The browser refused to save {name}: it may have no room for a file of this size.");
        until("the refusal is said", || notes(&page).contains(&refused)).await;
    }
    choose(&page, "SVG").await;
    page.click(".picture-save").await;
    until("the refusal of a picture is said", || {
        notes(&page).contains("The browser refused to save futurescope-settle-3-tasks-seed-1.svg: ")
    })
    .await;
    assert!(browser.saved().is_empty(), "{:?}", browser.saved());
    assert_eq!(
        (run_state(), page.texts(".editor-count")),
        ("done".to_owned(), vec!["3".to_owned()])
    );
    browser.mend();
    choose(&page, "Tasks as CSV").await;
    until("it is saved after all", || {
        browser.saved() == ["futurescope-settle-3-tasks-seed-1.tasks.csv"]
    })
    .await;
    page.close();
}

#[wasm_bindgen_test]
async fn a_run_that_starts_ends_the_writing_of_a_file_and_says_so() {
    let page = ended().await;
    let browser = OtherBrowser::with(ENDLESS);
    choose(&page, "Trace as JSON").await;
    page.press(".timeline", Press::of("r")).await;
    let said =
        "futurescope-settle-3-tasks-seed-1.trace.jsonl.gz was not saved: the run went on, or another record is shown.";
    until("it is said", || notes(&page).contains(said)).await;
    assert_eq!(run_state(), "running", "the run is not held up");
    until("the line is gone", || page.all(".long-work").is_empty()).await;
    assert!(browser.saved().is_empty(), "{:?}", browser.saved());
    page.close();
}
