//! All tasks in rows, in place of their lanes.

use crate::page::{Page, Press, frames, run_state, settle, until};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, PointerEvent, PointerEventInit};

/// Between the selected task's lane and the first row.
const MARGIN: f64 = 6.0;
const BUTTON: &str = "[aria-label='All tasks in rows']";

fn shown(page: &Page) -> bool {
    page.find(".timeline").get_attribute("data-all-tasks").as_deref() == Some("true")
}

/// Checks that the lanes are shown, with the selected task 40 in view, and closes the page.
async fn closes_in_lanes_at_40(page: Page, style: Element) {
    until("its lane is in view", || {
        page.texts(".timeline-name[data-selected=true] .timeline-name-text") == ["40"]
    })
    .await;
    assert!(!shown(&page));
    page.close();
    style.remove();
}

#[wasm_bindgen_test]
async fn a_long_list_is_shown_in_rows_and_in_lanes_again_by_key_and_by_button() {
    let page = Page::open("tasks=0.5s..2s%20x60&await=gather&limit=9").await;
    let lanes = page.texts(".timeline-name-text").len();
    assert!(lanes > 1 && !shown(&page));

    page.press(".timeline", Press::of("v")).await;
    frames().await;
    assert!(shown(&page));
    assert_eq!(page.texts(".timeline-name-text"), ["main"]);
    assert_eq!(page.texts(".timeline-all-tasks"), ["All tasks2 a row"]);
    assert_eq!(page.find(BUTTON).get_attribute("aria-pressed").as_deref(), Some("true"));
    assert!(page.all(".timeline-handle").is_empty(), "there is no bar to drag");

    page.press(".timeline", Press::of("a")).await;
    until("it has ended", || run_state() == "done").await;
    frames().await;
    assert!(shown(&page), "it stays as it is");

    page.click(BUTTON).await;
    frames().await;
    assert!(!shown(&page));
    assert_eq!(page.texts(".timeline-name-text").len(), lanes);
    page.close();
}

#[wasm_bindgen_test]
async fn a_short_list_is_shown_in_lanes_only() {
    let page = Page::open("tasks=2,1&await=gather").await;
    page.press(".timeline", Press::of("v")).await;
    frames().await;
    assert!(!shown(&page) && page.all(BUTTON).is_empty());
    page.close();
}

/// Moves the pointer over the first row, or another, at a share of the plot's width. Rows are 6 px high in so low a timeline.
fn point(page: &Page, row: f64, share: f64, kind: &str) {
    let plot = page.find(".timeline-plot").get_bounding_client_rect();
    let style = page.find(".timeline-all-tasks").style();
    let top = js_sys::Number::parse_float(&style.get_property_value("top").unwrap_or_default()) * 16.0;
    let init = PointerEventInit::new();
    init.set_pointer_id(1);
    init.set_is_primary(true);
    init.set_pointer_type("mouse");
    init.set_bubbles(true);
    init.set_client_x((plot.left() + plot.width() * share) as i32);
    init.set_client_y((plot.top() + top + MARGIN + 6.0 * row + 3.0) as i32);
    let event = PointerEvent::new_with_event_init_dict(kind, &init).expect("it is a pointer event");
    let canvas = page.find(".timeline-canvas");
    canvas.dispatch_event(&event).expect("it is in the page");
}

/// What the open tooltip says: its title and its rows.
fn told(page: &Page) -> Option<(String, String)> {
    let open = page.find(".tooltip").get_attribute("data-open").as_deref() == Some("true");
    let text = |selector| page.find(selector).text_content().unwrap_or_default();
    open.then(|| (text(".tooltip-word"), text(".tooltip-rows")))
}

/// Tasks of 1 s, nine at a time, in rows, in a timeline of 300 px.
async fn rows_of_sixty() -> (Page, Element) {
    let style = crate::long::styled();
    let page = Page::open("tasks=1s%20x60&await=gather&limit=9").await;
    page.press(".timeline", Press::of("v")).await;
    frames().await;
    in_view(&page);
    (page, style)
}

/// Scrolls to the timeline: what is out of view is not told.
fn in_view(page: &Page) {
    page.find(".timeline").scroll_into_view_with_bool(true);
}

#[wasm_bindgen_test]
async fn a_row_answers_where_the_pointer_is_and_a_click_selects_a_task_of_it() {
    let (page, style) = rows_of_sixty().await;
    point(&page, 1.0, 0.5, "pointermove");
    assert_eq!(told(&page), None);
    until("the row answers", || told(&page).is_some()).await;
    let (title, facts) = told(&page).expect("it is open");
    assert!(
        title.starts_with("B and C, at 3.") && title.ends_with(", predicted"),
        "{title}"
    );
    assert_eq!(facts, "Ended2 finishedSelectsC");
    // Along the row it answers for another time without closing, and another row at once.
    point(&page, 1.0, 0.05, "pointermove");
    settle().await;
    assert_eq!(
        told(&page).map(|told| told.1).as_deref(),
        Some("Waiting2 on a timerSelectsB")
    );
    point(&page, 20.0, 0.05, "pointermove");
    settle().await;
    assert_eq!(
        told(&page).map(|told| told.1).as_deref(),
        Some("Waiting2 for a free slotSelects40")
    );

    point(&page, 20.0, 0.05, "pointerdown");
    point(&page, 20.0, 0.05, "pointerup");
    frames().await;
    assert_eq!(page.texts(".timeline-name-text"), ["main", "40"]);
    assert!(page.all(".timeline-rows-hint").is_empty());
    assert!(shown(&page), "rows stay");

    page.press(".timeline", Press::of("v")).await;
    closes_in_lanes_at_40(page, style).await;
}

#[wasm_bindgen_test]
async fn a_double_click_on_a_row_goes_to_the_lanes() {
    let (page, style) = rows_of_sixty().await;
    for kind in ["pointerdown", "pointerup", "pointerdown", "pointerup"] {
        point(&page, 20.0, 0.5, kind);
    }
    point(&page, 20.0, 0.5, "dblclick");
    closes_in_lanes_at_40(page, style).await;
}

#[wasm_bindgen_test]
async fn rows_answer_by_keyboard_and_the_selected_task_has_a_lane() {
    let (page, style) = rows_of_sixty().await;
    let down = Press {
        shift: true,
        ..Press::of("ArrowDown")
    };
    page.press(".timeline", down).await;
    let title = |page: &Page| told(page).map(|told| told.0);
    assert!(
        title(&page).is_some_and(|title| title.starts_with("A, at 3.")),
        "{:?}",
        title(&page)
    );
    page.press(".timeline", down).await;
    let first = title(&page);
    assert!(
        first.as_ref().is_some_and(|title| title.starts_with("B and C, at 3.")),
        "{first:?}"
    );
    page.press(".timeline", Press::of(",")).await;
    assert!(title(&page).is_some() && title(&page) != first, "{:?}", title(&page));
    let said = page.texts(".timeline > [aria-live]");
    assert!(
        said[0].starts_with("B and C, at ") && said[0].contains("finished"),
        "{said:?}"
    );

    page.press(".timeline", Press::of("Enter")).await;
    frames().await;
    assert_eq!(page.texts(".timeline-name-text"), ["main", "C"]);
    assert_eq!(told(&page), None);
    // Arrows select tasks here, too, and the comma and the full stop go along the lane of the selected one.
    page.press(".timeline", Press::of("ArrowDown")).await;
    frames().await;
    assert_eq!(page.texts(".timeline-name-text"), ["main", "D"]);
    page.press(".timeline", Press::of(".")).await;
    assert!(
        title(&page).is_some_and(|title| title.starts_with("D, predicted: ")),
        "{:?}",
        title(&page)
    );
    page.press(".timeline", Press::of("Escape")).await;
    page.press(".timeline", Press::of("Escape")).await;
    frames().await;
    assert_eq!(page.texts(".timeline-name-text"), ["main"]);
    page.close();
    style.remove();
}

#[wasm_bindgen_test]
async fn a_row_of_a_run_answers_for_what_was_recorded() {
    let (page, style) = rows_of_sixty().await;
    page.press(".timeline", Press::of("a")).await;
    until("it has ended", || run_state() == "done").await;
    frames().await;
    point(&page, 1.0, 0.05, "pointermove");
    until("the row answers", || told(&page).is_some()).await;
    let (title, facts) = told(&page).expect("it is open");
    assert!(title.starts_with("B and C, at 0."), "{title}");
    assert!(!title.contains("predicted"), "{title}");
    assert_eq!(facts, "Waiting2 on a timerSelectsB");
    page.close();
    style.remove();
}

#[wasm_bindgen_test]
async fn rows_are_kept_for_the_next_visit_and_for_long_lists_only() {
    let (page, style) = rows_of_sixty().await;
    page.close();
    let page = Page::open_again("tasks=2,1&await=gather").await;
    assert!(!shown(&page), "a short list has lanes");
    page.close();
    let page = Page::open_again("tasks=1s%20x60&await=gather").await;
    assert!(shown(&page));
    page.press(".timeline", Press::of("v")).await;
    page.close();
    let page = Page::open_again("tasks=1s%20x60&await=gather").await;
    assert!(!shown(&page), "lanes are kept, too");
    page.close();
    style.remove();
}

#[wasm_bindgen_test]
async fn where_nothing_is_predicted_a_sentence_says_how_to_see_the_rows() {
    let page = Page::open("tasks=0.001s%20x2000&await=gather&timers=shared").await;
    page.press(".timeline", Press::of("v")).await;
    frames().await;
    assert_eq!(page.texts(".timeline-rows-empty"), ["Run to see all 2,000 tasks."]);
    assert!(page.all(".timeline-rows-hint").is_empty());
    page.click(".run-button").await;
    until("it has ended", || run_state() == "done").await;
    frames().await;
    assert!(page.all(".timeline-rows-empty").is_empty());
    assert_eq!(page.all(".timeline-rows-hint").len(), 1);
    page.close();
}
