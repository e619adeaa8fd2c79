//! The table of tasks: its order, its filters, and how it goes together with the lanes.

use crate::page::{Page, Press, frames, until};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;

/// The names in the order of the rows.
fn names(page: &Page) -> Vec<String> {
    let trimmed = |name: String| name.trim().to_owned();
    page.texts("[aria-label=Tasks] .tasks-name")
        .into_iter()
        .map(trimmed)
        .collect()
}

/// The cells of a column, without its head.
fn cells(page: &Page, column: &str) -> Vec<String> {
    page.texts(&format!(".tasks-cell.tasks-{column}"))
}

/// What each head says of the order, without those by which nothing is sorted.
fn order(page: &Page) -> Vec<String> {
    let sorted = page.all(".tasks-head:not([aria-sort=none])[aria-sort]");
    let said = |head: &web_sys::HtmlElement| head.get_attribute("aria-sort").unwrap_or_default();
    sorted
        .iter()
        .map(|head| format!("{} {}", head.text_content().unwrap_or_default(), said(head)))
        .collect()
}

async fn search(page: &Page, name: &str) {
    let field: HtmlInputElement = page.find("#find-task").unchecked_into();
    field.set_value(name);
    let init = web_sys::EventInit::new();
    init.set_bubbles(true);
    let event = web_sys::Event::new_with_event_init_dict("input", &init).expect("input is an event");
    field.dispatch_event(&event).expect("it is in the page");
    frames().await;
}

async fn choose(page: &Page, selector: &str) {
    page.click(selector).await;
    frames().await;
}

const DURATION: &str = ".tasks-duration > .tasks-sort";

#[wasm_bindgen_test]
async fn a_head_sorts_ascending_then_descending_then_not_at_all() {
    let page = Page::open("tasks=c:%200.3,a:%200.1,b:%200.2&await=gather").await;
    assert_eq!(order(&page), [""; 0]);
    choose(&page, ".tasks-head:first-child > .tasks-sort").await;
    assert_eq!(names(&page), ["a", "b", "c", "main"]);
    assert_eq!(order(&page), ["Name ascending"]);
    choose(&page, ".tasks-head:first-child > .tasks-sort").await;
    assert_eq!(names(&page), ["main", "c", "b", "a"]);
    assert_eq!(order(&page), ["Name descending"]);
    choose(&page, ".tasks-head:first-child > .tasks-sort").await;
    assert_eq!(names(&page), ["main", "c", "a", "b"]);
    assert_eq!(order(&page), [""; 0]);

    page.launch_paused().await;
    page.step_to_the_end().await;
    choose(&page, DURATION).await;
    // Main ends in the same microsecond as the last task.
    let tasks = || -> Vec<String> { names(&page).into_iter().filter(|name| name != "main").collect() };
    until("the shortest is first", || tasks() == ["a", "b", "c"]).await;
    choose(&page, DURATION).await;
    until("the longest is first", || tasks() == ["c", "b", "a"]).await;
    assert!(
        cells(&page, "duration").iter().all(|cell| cell.ends_with(" s")),
        "{:?}",
        cells(&page, "duration")
    );
    page.close();
}

#[wasm_bindgen_test]
async fn the_figures_of_a_row_are_attempts_waits_running_time_and_duration() {
    let page = Page::open("tasks=a:%200.1%20cpu%2050ms,b:%200.1%20fail%201&await=settle&limit=1&retry=1").await;
    page.launch_paused().await;
    page.step_to_the_end().await;
    until("the last attempt is counted", || {
        cells(&page, "attempts") == ["–", "1", "2"]
    })
    .await;
    let seconds = |column: &str| -> Vec<f64> {
        let number = |cell: String| cell.trim_end_matches(" s").parse();
        let cells = cells(&page, column).into_iter();
        cells.map(|cell| number(cell).expect("it is a length")).collect()
    };
    let (waited, running) = (seconds("waited"), seconds("running"));
    let (held, duration) = (seconds("held"), seconds("duration"));
    assert!(waited[1] < 0.001 && waited[2] >= 0.15, "b waits for a: {waited:?}");
    assert!(held[1] >= 0.05 && held[2] < 0.05, "only a computes: {held:?}");
    assert!(running[1] >= 0.15 && running[2] >= 0.2, "b sleeps twice: {running:?}");
    for row in [1, 2] {
        let sum = waited[row] + running[row];
        assert!(
            (duration[row] - sum).abs() < 0.002,
            "{duration:?} are {waited:?} and {running:?}"
        );
    }
    page.close();
}

#[wasm_bindgen_test]
async fn tasks_are_filtered_by_state_and_by_name() {
    let page = Page::open("tasks=one:%200.1,two:%200.1%20fail,three:%200.1,four:%200.1%20fail&await=settle").await;
    page.launch_paused().await;
    page.step_to_the_end().await;
    until("the failures are counted", || {
        page.texts("[data-filter=Failed] > .tasks-filter-count") == ["2"]
    })
    .await;
    assert_eq!(page.all("[data-filter=Cancelled]").len(), 0, "no task was cancelled");
    choose(&page, "[data-filter=Failed]").await;
    until("only they are listed", || names(&page) == ["two", "four"]).await;
    assert_eq!(page.texts(".tasks-left"), ["2 of 4"]);
    assert_eq!(page.texts(".tasks-filters [role=status]"), ["2 of 4 tasks"]);
    assert_eq!(
        page.find("[data-filter=Failed]")
            .get_attribute("aria-pressed")
            .as_deref(),
        Some("true")
    );
    search(&page, "OU").await;
    until("one is left", || names(&page) == ["four"]).await;
    search(&page, "nobody").await;
    until("none is left", || names(&page).is_empty()).await;
    assert_eq!(page.all(".panel[aria-label='All tasks'] > .empty").len(), 1);
    choose(&page, ".panel[aria-label='All tasks'] > .empty > button").await;
    until("all are listed", || names(&page).len() == 5).await;
    search(&page, "one").await;
    until("the name alone filters", || names(&page) == ["one"]).await;
    page.close();
}

#[wasm_bindgen_test]
async fn counts_and_filters_are_those_of_the_playhead() {
    let page = Page::open("tasks=a:%200.1,b:%200.2&await=gather").await;
    page.launch_paused().await;
    page.step_to_the_end().await;
    let finished = || page.texts("[data-filter=Finished] > .tasks-filter-count");
    until("both have finished", || finished() == ["2"]).await;
    choose(&page, "[data-filter=Finished]").await;
    until("both are listed", || names(&page) == ["a", "b"]).await;
    page.press(".timeline", Press::of("Home")).await;
    until("none has finished at the start", || names(&page).is_empty()).await;
    page.press(".timeline", Press::of("l")).await;
    until("both are listed again", || names(&page) == ["a", "b"]).await;
    page.close();
}

/// The pills beside the figures: what they count, and whether they are pressed.
fn counts(page: &Page) -> Vec<String> {
    let pills = page.all(".count");
    let said = |pill: &web_sys::HtmlElement| {
        let text = pill.text_content().unwrap_or_default();
        let words: Vec<&str> = text.split_whitespace().collect();
        let pressed = pill.get_attribute("aria-pressed").as_deref() == Some("true");
        format!("{}{}", words.join(" "), if pressed { ", pressed" } else { "" })
    };
    pills.iter().map(said).collect()
}

#[wasm_bindgen_test]
async fn a_count_beside_the_figures_lists_its_tasks() {
    let page = Page::open("tasks=one:%200.1,two:%200.1%20fail,three:%200.1,four:%200.1%20fail&await=settle").await;
    assert!(counts(&page).is_empty(), "nothing has run");
    page.launch_paused().await;
    assert_eq!(
        counts(&page),
        ["0finished"],
        "of what has not happened only this is counted"
    );
    page.step_to_the_end().await;
    until("they are counted", || counts(&page) == ["2finished", "2failed"]).await;

    choose(&page, "[data-count=Failed]").await;
    until("the failed ones are listed", || names(&page) == ["two", "four"]).await;
    assert_eq!(counts(&page), ["2finished", "2failed, pressed"]);
    // Whatever else was filtered.
    search(&page, "two").await;
    until("one is left", || names(&page) == ["two"]).await;
    choose(&page, "[data-count=Finished]").await;
    until("all that have finished are listed", || names(&page) == ["one", "three"]).await;
    // The table's own filters are the same ones.
    choose(&page, "[data-filter=Failed]").await;
    assert_eq!(counts(&page), ["2finished", "2failed, pressed"]);
    choose(&page, "[data-count=Failed]").await;
    until("a second press lists all", || names(&page).len() == 5).await;
    assert_eq!(counts(&page), ["2finished", "2failed"]);
    page.close();
}

/// Sends an event of a mouse to the histogram.
fn point(page: &Page, kind: &str, x: f64) {
    let init = web_sys::PointerEventInit::new();
    init.set_bubbles(true);
    init.set_client_x(x.round() as i32);
    let event = web_sys::PointerEvent::new_with_event_init_dict(kind, &init).expect("it is a pointer event");
    let plot = page.find(".durations-plot");
    plot.dispatch_event(&event).expect("it is in the page");
}

/// The percentiles beside the title.
fn percentiles(page: &Page) -> Vec<String> {
    page.texts(".durations-figure > dd")
}

#[wasm_bindgen_test]
async fn the_percentiles_are_those_of_the_playhead() {
    let page = Page::open("tasks=a:%200.1,b:%200.2,c:%200.3%20fail,d:%205&await=gather").await;
    assert_eq!(percentiles(&page), ["–", "–", "–", "–"], "nothing has run");
    page.launch_paused().await;
    page.step_to_the_end().await;
    // The failure ends main, which cancels d: how long d would have taken is not known.
    until("the failure is the longest", || {
        percentiles(&page) == ["200 ms", "300 ms", "300 ms", "300 ms"]
    })
    .await;
    page.press(".timeline", Press::of("Home")).await;
    assert_eq!(percentiles(&page), ["–", "–", "–", "–"], "nothing has ended");
    page.close();
}

/// Four tasks that took 0.1 to 0.4 s, with their histogram open.
async fn brushed_page() -> Page {
    let page = Page::open("tasks=a:%200.1,b:%200.2%20fail,c:%200.3,d:%200.4&await=settle").await;
    page.launch_paused().await;
    page.step_to_the_end().await;
    choose(&page, "[aria-controls=durations]").await;
    until("there is a histogram", || !page.all(".durations-bar").is_empty()).await;
    page
}

#[wasm_bindgen_test]
async fn a_range_of_durations_is_brushed_by_keys() {
    let page = brushed_page().await;
    let bars = page.all(".durations-bar").len();
    let brushed = || page.all(".durations-bar[data-in=true]").len();
    assert!((2..=40).contains(&bars), "{bars} bars");
    assert_eq!(brushed(), bars, "nothing is brushed");

    // One bin less at the long end is without d, which is in the last one.
    page.press("[data-edge=longest]", Press::of("ArrowLeft")).await;
    until("d is left out", || names(&page) == ["a", "b", "c"]).await;
    assert_eq!(brushed(), bars - 1);
    page.press("[data-edge=shortest]", Press::of("ArrowRight")).await;
    until("a is left out", || names(&page) == ["b", "c"]).await;
    assert_eq!(page.texts(".tasks-left"), ["2 of 4"]);
    // With the other filters.
    choose(&page, "[data-filter=Failed]").await;
    until("b alone has failed", || names(&page) == ["b"]).await;
    choose(&page, "[data-filter=Failed]").await;
    search(&page, "c").await;
    until("the name filters, too", || names(&page) == ["c"]).await;
    search(&page, "").await;
    // An edge stops at the other one.
    page.press("[data-edge=shortest]", Press::of("End")).await;
    assert_eq!(brushed(), 1);
    // The filter that is on is shown, and a press on it lists all again.
    choose(&page, ".durations-range").await;
    until("all are listed", || names(&page).len() == 5).await;
    assert!(page.all(".durations-range").is_empty());

    page.press("[data-edge=longest]", Press::of("ArrowLeft")).await;
    until("d is left out", || names(&page) == ["a", "b", "c"]).await;
    page.press("[data-edge=longest]", Press::of("Escape")).await;
    until("Escape lists all again", || names(&page).len() == 5).await;
    page.close();
}

#[wasm_bindgen_test]
async fn a_range_of_durations_is_brushed_by_pointer() {
    let style = crate::long::styled();
    let page = brushed_page().await;
    let plot = page.find(".durations-plot").get_bounding_client_rect();
    let at = |share: f64| plot.left() + share * plot.width();
    for (kind, share) in [("pointerdown", 0.001), ("pointermove", 0.5), ("pointerup", 0.5)] {
        point(&page, kind, at(share));
    }
    until("the shorter half is listed", || names(&page) == ["a", "b"]).await;
    // A drag that is taken back leaves the range as it was before.
    point(&page, "pointerdown", at(0.6));
    point(&page, "pointermove", at(0.999));
    until("the longer half is listed", || names(&page) == ["c", "d"]).await;
    page.press("[data-edge=longest]", Press::of("Escape")).await;
    until("the shorter half is back", || names(&page) == ["a", "b"]).await;
    point(&page, "pointerup", at(0.999));
    // What was pressed has the focus, so that Escape is the histogram's.
    let focused = web_sys::window().and_then(|window| window.document()?.active_element());
    assert_eq!(
        focused.and_then(|it| it.get_attribute("data-edge")).as_deref(),
        Some("longest")
    );
    page.press("[data-edge=longest]", Press::of("Escape")).await;
    until("all are listed", || names(&page).len() == 5).await;
    page.close();
    style.remove();
}

#[wasm_bindgen_test]
async fn a_slash_goes_to_the_search() {
    let page = Page::open("tasks=a:%201,b:%201&await=gather").await;
    page.press(".timeline", Press::of("/")).await;
    let focused = web_sys::window().and_then(|window| window.document()?.active_element());
    assert_eq!(focused.map(|it| it.id()).as_deref(), Some("find-task"));
    page.close();
}

#[wasm_bindgen_test]
async fn ten_thousand_tasks_are_sorted_and_the_selected_one_comes_into_view() {
    let style = crate::long::styled();
    let page = Page::open("tasks=0.001%20x6000,longest:%200.3,0.002%20x3999&await=gather&timers=shared").await;
    page.click(".run-button").await;
    until("it has ended", || crate::page::run_state() == "done").await;
    until("all are folded", || {
        page.texts("[data-filter=Finished] > .tasks-filter-count") == ["10,000"]
    })
    .await;
    choose(&page, DURATION).await;
    choose(&page, DURATION).await;
    until("the longest is first", || {
        names(&page).get(1).is_some_and(|name| name == "longest")
    })
    .await;
    assert_eq!(names(&page)[0], "main");

    // In the order of the list, the selected task is far below.
    choose(&page, DURATION).await;
    until("the list is in its own order", || {
        names(&page).first().is_some_and(|name| name == "main") && !names(&page).iter().any(|name| name == "longest")
    })
    .await;
    search(&page, "longest").await;
    until("one is found", || names(&page) == ["longest"]).await;
    choose(&page, ".tasks-row").await;
    assert_eq!(
        page.texts(".timeline-name[data-selected=true] .timeline-name-text"),
        ["longest"],
        "its lane is in view"
    );
    search(&page, "").await;
    until("all are listed", || names(&page).len() > 1).await;
    // Away from it and back, with the keys of the timeline.
    page.press(".timeline", Press::of("ArrowUp")).await;
    page.press(".timeline", Press::of("ArrowDown")).await;
    frames().await;
    until("its row is in view", || {
        let panel = page.find(".panel[aria-label='All tasks']").get_bounding_client_rect();
        page.all(".tasks-row[data-selected=true]").iter().any(|row| {
            let row = row.get_bounding_client_rect();
            row.top() >= panel.top() && row.bottom() <= panel.bottom() + 1.0
        })
    })
    .await;
    assert_eq!(page.texts(".tasks-row[data-selected=true] .tasks-name"), ["longest"]);
    // The keys of the table.
    page.press(".panel[aria-label='All tasks']", Press::of("ArrowDown"))
        .await;
    assert_ne!(
        page.texts(".timeline-name[data-selected=true] .timeline-name-text"),
        ["longest"]
    );
    page.close();
    style.remove();
}
