//! After a run, a change and a second run, the page shows exactly what a page shows that ran only the second list.

use crate::page::{Page, Press, frames, settle};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlCanvasElement, HtmlSelectElement};

/// The panels of the lower half, by their tabs.
const PANELS: [&str; 6] = [
    "#tab-console",
    "#tab-events",
    "#tab-why",
    "#tab-code",
    "#tab-path",
    "#tab-compare",
];

/// The other elements that show a run, whichever panel is open.
const PARTS: [&str; 9] = [
    ".metrics",
    ".timeline-caption",
    ".timeline-names",
    ".timeline-loop-note",
    ".timeline > p",
    ".key-list",
    ".caption-words",
    ".lower-pane[data-pane=tasks]",
    ".tabs-list",
];

/// Pairs of lists of which the second records more, as many, or fewer events; in one pair the same indexes have
/// different events.
const CHANGES: [(&str, &str); 4] = [
    ("2, 1", "5, 1"),
    ("2, 1", "1, 2"),
    ("a: 2, b: 1, c: 3", "c: 1"),
    ("1", "b: 3 fail, a: 2, c: 4"),
];

/// The texts of the panel and of the other elements, and the picture.
async fn shown(page: &Page) -> Vec<String> {
    while page.all(".compare-progress[data-on=true]").len() == 1 {
        TimeoutFuture::new(5).await;
    }
    frames().await;
    let mut shown: Vec<String> = PARTS.iter().flat_map(|part| page.texts(part)).collect();
    shown.extend(page.texts(".tab-panel"));
    let canvas: HtmlCanvasElement = page.find(".timeline-canvas").unchecked_into();
    shown.push(canvas.to_data_url().expect("nothing foreign is drawn on it"));
    shown
}

/// The page with the panel open, and the filters of `options` set.
async fn opened(list: &str, panel: &str, options: Options) -> Page {
    let page = Page::open("tasks=9&await=gather").await;
    page.write(list).await;
    page.click(panel).await;
    if panel == "#tab-events" {
        if let Some(kind) = options.kind {
            let select: HtmlSelectElement = page.find(".filter-select").unchecked_into();
            select.set_value(kind);
            let event = web_sys::Event::new("change").expect("change is an event");
            select.dispatch_event(&event).expect("it is in the page");
        }
        if options.selected {
            page.click(".filter input").await;
        }
    }
    settle().await;
    page
}

/// The filters of the Events panel, and whether a task is selected and a past moment is shown.
#[derive(Clone, Copy, Debug)]
struct Options {
    kind: Option<&'static str>,
    selected: bool,
}

/// Runs the list step by step, and then seeks and selects as asked.
async fn run(page: &Page, options: Options) {
    page.launch_paused().await;
    page.step_to_the_end().await;
    if options.selected {
        page.press(".timeline", Press::of("ArrowDown")).await;
        page.press(".timeline", Press::of("ArrowDown")).await;
        for _ in 0..3 {
            page.click("[aria-label='Step back']").await;
        }
    }
}

async fn compare(panel: &str, options: Options) {
    for (first, second) in CHANGES {
        let page = opened(first, panel, options).await;
        run(&page, options).await;
        let before = shown(&page).await;
        page.write(second).await;
        run(&page, options).await;
        let again = shown(&page).await;
        page.close();

        let page = opened(second, panel, options).await;
        run(&page, options).await;
        let fresh = shown(&page).await;
        page.close();
        assert_ne!(before, fresh, "{panel}: “{first}” and “{second}” look the same");
        for (again, fresh) in again.iter().zip(&fresh) {
            assert_eq!(again, fresh, "{panel}, {options:?}: “{second}” after “{first}”");
        }
        assert_eq!(again.len(), fresh.len());
    }
}

#[wasm_bindgen_test]
async fn every_panel_shows_the_last_run() {
    for panel in PANELS {
        compare(
            panel,
            Options {
                kind: None,
                selected: false,
            },
        )
        .await;
    }
}

#[wasm_bindgen_test]
async fn every_panel_shows_the_last_run_with_a_task_selected_in_the_past() {
    for panel in PANELS {
        compare(
            panel,
            Options {
                kind: None,
                selected: true,
            },
        )
        .await;
    }
}

#[wasm_bindgen_test]
async fn a_filter_of_the_events_applies_to_the_new_run() {
    for kind in ["printed", "woken", "timer-set", "failed"] {
        for selected in [false, true] {
            let options = Options {
                kind: Some(kind),
                selected,
            };
            compare("#tab-events", options).await;
        }
    }
}
