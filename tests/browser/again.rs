//! Run, change, run again: what is shown is of the run that was last, to the letter what a page shows that ran nothing else.

use crate::page::{Page, Press, frames, settle};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlCanvasElement, HtmlSelectElement};

/// The panels of the lower half, by their tabs.
const PANELS: [&str; 5] = ["#tab-console", "#tab-events", "#tab-why", "#tab-code", "#tab-compare"];

/// What else is shown of a run, whichever panel is open.
const PARTS: [&str; 9] = [
    ".metrics",
    ".timeline-caption",
    ".timeline-names",
    ".timeline-loop-note",
    ".timeline > p",
    ".key-list",
    ".moment:last-of-type",
    ".lower-pane[data-pane=tasks]",
    ".tabs-list",
];

/// A list, and another by which more, as many, or less is recorded; in one the same places are of other events.
const CHANGES: [(&str, &str); 4] = [
    ("2, 1", "5, 1"),
    ("2, 1", "1, 2"),
    ("a: 2, b: 1, c: 3", "c: 1"),
    ("1", "b: 3 fail, a: 2, c: 4"),
];

/// What the panel and all around it say, and the picture.
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

/// The page with the panel open, and what the person asked it for.
async fn opened(list: &str, panel: &str, asked: Asked) -> Page {
    let page = Page::open("tasks=9&await=gather").await;
    page.write(list).await;
    page.click(panel).await;
    if panel == "#tab-events" {
        if let Some(kind) = asked.kind {
            let select: HtmlSelectElement = page.find(".filter-select").unchecked_into();
            select.set_value(kind);
            let event = web_sys::Event::new("change").expect("change is an event");
            select.dispatch_event(&event).expect("it is in the page");
        }
        if asked.selected {
            page.click(".filter input").await;
        }
    }
    settle().await;
    page
}

/// What of the events, and whether a task is selected and looked at in the past.
#[derive(Clone, Copy, Debug)]
struct Asked {
    kind: Option<&'static str>,
    selected: bool,
}

/// Runs it by hand, and looks where it was asked to.
async fn run(page: &Page, asked: Asked) {
    page.launch_paused().await;
    page.step_to_the_end().await;
    if asked.selected {
        page.press(".timeline", Press::of("ArrowDown")).await;
        page.press(".timeline", Press::of("ArrowDown")).await;
        for _ in 0..3 {
            page.click("[aria-label='Step back']").await;
        }
    }
}

async fn compare(panel: &str, asked: Asked) {
    for (first, second) in CHANGES {
        let page = opened(first, panel, asked).await;
        run(&page, asked).await;
        let before = shown(&page).await;
        page.write(second).await;
        run(&page, asked).await;
        let again = shown(&page).await;
        page.close();

        let page = opened(second, panel, asked).await;
        run(&page, asked).await;
        let fresh = shown(&page).await;
        page.close();
        assert_ne!(before, fresh, "{panel}: “{first}” and “{second}” cannot be told apart");
        for (again, fresh) in again.iter().zip(&fresh) {
            assert_eq!(again, fresh, "{panel}, {asked:?}: “{second}” after “{first}”");
        }
        assert_eq!(again.len(), fresh.len());
    }
}

#[wasm_bindgen_test]
async fn every_panel_shows_the_run_that_was_last() {
    for panel in PANELS {
        compare(
            panel,
            Asked {
                kind: None,
                selected: false,
            },
        )
        .await;
    }
}

#[wasm_bindgen_test]
async fn with_a_task_selected_in_the_past_too() {
    for panel in PANELS {
        compare(
            panel,
            Asked {
                kind: None,
                selected: true,
            },
        )
        .await;
    }
}

#[wasm_bindgen_test]
async fn a_filter_of_the_events_holds_for_the_new_run() {
    for kind in ["printed", "woken", "timer-set", "failed"] {
        for selected in [false, true] {
            let asked = Asked {
                kind: Some(kind),
                selected,
            };
            compare("#tab-events", asked).await;
        }
    }
}
