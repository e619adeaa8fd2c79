//! Predict: nothing is foretold, the ends are guessed by keys, mouse and finger, and the run is graded against the guess.

use crate::page::{Page, Press, document, focused, frames, run_state, settle, until};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, PointerEvent, PointerEventInit};

const TWO: &str = "tasks=0.2,0.1&await=one-by-one&predict=0";

fn handle(name: &str) -> String {
    format!("[role=slider][aria-label='End of {name}, your guess']")
}

impl Page {
    fn guess(&self, name: &str) -> String {
        self.attribute(&handle(name), "aria-valuetext")
    }

    fn attribute(&self, selector: &str, name: &str) -> String {
        self.find(selector).get_attribute(name).unwrap_or_default()
    }

    fn text_of(&self, selector: &str) -> String {
        self.texts(selector).join(" | ")
    }

    fn is_on(&self) -> bool {
        self.attribute(".predict", "aria-pressed") == "true"
    }

    async fn pointer(&self, selector: &str, kind: &str, at: (f64, f64), by: &str) {
        let init = PointerEventInit::new();
        init.set_bubbles(true);
        init.set_cancelable(true);
        init.set_pointer_id(1);
        init.set_is_primary(true);
        init.set_pointer_type(by);
        init.set_client_x(at.0 as i32);
        init.set_client_y(at.1 as i32);
        let event = PointerEvent::new_with_event_init_dict(kind, &init).expect("it is a pointer event");
        self.find(selector).dispatch_event(&event).expect("it is in the page");
        settle().await;
    }

    async fn run_to_the_end(&self) {
        self.find(".run-button[data-kind=run]").click();
        until("the run ends", || run_state() == "done").await;
        until("the guess is graded", || {
            self.root
                .query_selector(".guess-report")
                .expect("it is a selector")
                .is_some()
        })
        .await;
        frames().await;
    }
}

fn hash() -> String {
    let location = document().location().expect("a page has a location");
    location.hash().expect("it has a fragment")
}

#[wasm_bindgen_test]
async fn a_link_with_predict_off_foretells_nothing_until_the_run_has_ended() {
    let page = Page::open(TWO).await;
    assert!(page.is_on());
    assert_eq!(page.text_of(".caption-kind"), "Question");
    assert_eq!(page.text_of(".key-item"), "your guess");
    assert_eq!(page.texts(".task-table-sum"), ["you are asked for the total"]);
    assert_eq!(
        page.all(".timeline-handles:not([hidden]) .timeline-handle").len(),
        0,
        "no delay to read an end from"
    );
    page.click("#tab-compare").await;
    assert_eq!(page.all(".compare-bar").len(), 0);
    assert!(
        page.text_of("#panel-compare")
            .contains("Compare would tell what you are guessing")
    );
    page.click("#tab-console").await;
    // The axis is the same however main awaits.
    let axis = |page: &Page| page.attribute(&handle("main"), "aria-valuemax");
    assert_eq!(axis(&page), "375");
    page.press(".timeline", Press::of("3")).await;
    frames().await;
    assert_eq!(axis(&page), "375");
    page.press(".timeline", Press::of("1")).await;

    page.press(&handle("A"), Press::of("End")).await;
    page.run_to_the_end().await;
    page.click("#tab-compare").await;
    assert_eq!(page.all(".compare-bar").len(), 1, "there is nothing left to tell");
    page.close();
}

#[wasm_bindgen_test]
async fn g_switches_predict_and_the_address_says_so() {
    let page = Page::open("tasks=2,1&await=gather").await;
    assert!(!page.is_on());
    assert_eq!(page.all(".guess-handle").len(), 0);
    page.press(".timeline", Press::of("g")).await;
    assert!(page.is_on());
    assert_eq!(page.all(".guess-handle").len(), 3);
    until("the address says so", || hash().contains("predict=0")).await;
    assert_eq!(hash(), "#await=gather&predict=0");
    page.click(".caption-actions .button").await;
    assert!(!page.is_on(), "Show me instead");
    assert!(page.text_of(".key-item").contains("predicted"));
    until("the address says so", || !hash().contains("predict=0")).await;
    page.close();
}

#[wasm_bindgen_test]
async fn another_link_without_predict_is_without_it_and_an_example_keeps_it() {
    let page = Page::open("tasks=2,1&await=gather&predict=0").await;
    page.click("[role=combobox]").await;
    page.click("#example-2").await;
    assert!(page.is_on(), "the person has switched it on");
    document()
        .location()
        .expect("a page has a location")
        .set_hash("tasks=3,1")
        .expect("a fragment can be set");
    until("the link is open", || !page.is_on()).await;
    page.close();
}

#[wasm_bindgen_test]
async fn keys_move_a_guess_and_go_from_one_to_the_next() {
    let page = Page::open("tasks=2,1&await=gather&predict=0").await;
    assert_eq!(page.guess("A"), "not guessed");
    for _ in 0..3 {
        page.press(&handle("A"), Press::of("ArrowRight")).await;
    }
    let long = Press {
        shift: true,
        ..Press::of("ArrowRight")
    };
    page.press(&handle("A"), long).await;
    assert_eq!(page.guess("A"), "800 ms");
    page.press(&handle("A"), Press::of("ArrowLeft")).await;
    assert_eq!(page.guess("A"), "700 ms");
    assert_eq!(page.attribute(&handle("A"), "aria-valuenow"), "700");
    assert_eq!(page.text_of(".caption-when"), "1/3 guessed");
    assert!(page.text_of(".timeline-name-note").contains("at 700 ms"));
    page.press(&handle("A"), Press::of("ArrowDown")).await;
    assert_eq!(
        focused().get_attribute("aria-label").unwrap_or_default(),
        "End of B, your guess"
    );
    page.press(&handle("A"), Press::of("Delete")).await;
    assert_eq!(page.guess("A"), "not guessed");
    page.close();
}

#[wasm_bindgen_test]
async fn mouse_and_finger_drag_a_guess_and_escape_takes_it_back() {
    let page = Page::open("tasks=2,1&await=gather&predict=0").await;
    let a = handle("A");
    let second = |page: &Page| {
        let plot = page.find(".timeline-plot").get_bounding_client_rect();
        let max: f64 = page.attribute(&a, "aria-valuemax").parse().expect("it is a number");
        // The plot has a padding at both sides, so this is a little more than a second.
        (plot.left(), plot.width() / max * 1_000.0)
    };
    let (left, one) = second(&page);
    for by in ["mouse", "touch"] {
        page.pointer(&a, "pointerdown", (left, 100.0), by).await;
        page.pointer(&a, "pointermove", (left + one, 100.0), by).await;
        assert_ne!(page.guess("A"), "not guessed");
        document()
            .body()
            .expect("there is a body")
            .focus()
            .expect("it is in the page");
        page.press(".timeline", Press::of("Escape")).await;
        assert_eq!(page.guess("A"), "not guessed");
        page.pointer(&a, "pointerup", (left + one, 100.0), by).await;
    }
    page.pointer(&a, "pointerdown", (left, 100.0), "touch").await;
    page.pointer(&a, "pointermove", (left + one, 100.0), "touch").await;
    page.pointer(&a, "pointerup", (left + one, 100.0), "touch").await;
    let dragged = page.guess("A");
    let seconds: f64 = dragged.trim_end_matches(" s").parse().expect("it is in seconds");
    assert!((1.0..1.4).contains(&seconds), "{dragged}");
    // A click in a lane guesses that moment.
    let lane: Element = page.all(".guess-lane")[2].clone().unchecked_into();
    let frame = lane.get_bounding_client_rect();
    let at = (frame.left() + frame.width() / 2.0, frame.top() + 5.0);
    let third = ".guess:nth-of-type(3) > .guess-lane";
    page.pointer(third, "pointerdown", at, "mouse").await;
    page.pointer(third, "pointerup", at, "mouse").await;
    assert_ne!(page.guess("B"), "not guessed");
    page.close();
}

#[wasm_bindgen_test]
async fn that_a_task_never_finishes_is_guessed_by_key_by_button_and_past_the_axis() {
    let page = Page::open("tasks=A:%201s,B:%20500ms%20fail,C:%202s&await=group&predict=0").await;
    let pressed = |page: &Page| {
        let buttons = page.all(".guess-never");
        let pressed = buttons.iter().map(|button| button.get_attribute("aria-pressed"));
        pressed.map(Option::unwrap_or_default).collect::<Vec<_>>()
    };
    page.press(&handle("A"), Press::of("n")).await;
    assert_eq!(page.guess("A"), "never finishes");
    assert_eq!(pressed(&page), ["false", "true", "false", "false"]);
    page.press(&handle("A"), Press::of("n")).await;
    assert_eq!(page.guess("A"), "not guessed");

    page.click(".guess-never[aria-label='B never finishes']").await;
    assert_eq!(page.guess("B"), "never finishes");
    assert_eq!(page.texts(".timeline-name-note")[2], "never");

    let c = handle("C");
    let plot = page.find(".timeline-plot").get_bounding_client_rect();
    page.pointer(&c, "pointerdown", (plot.left(), 100.0), "touch").await;
    page.pointer(&c, "pointermove", (plot.right() - 30.0, 100.0), "touch")
        .await;
    page.pointer(&c, "pointerup", (plot.right() - 30.0, 100.0), "touch")
        .await;
    assert_eq!(page.guess("C"), "never finishes");
    page.press(&handle("A"), Press::of("n")).await;
    page.press(&handle("main"), Press::of("End")).await;
    page.press(&handle("main"), Press::of("End")).await;
    assert_eq!(page.guess("main"), "never finishes");

    page.run_to_the_end().await;
    assert_eq!(page.text_of(".guess-status"), "4 of 4 right");
    assert_eq!(
        page.texts(".timeline-name-note"),
        ["failed", "cancelled", "failed", "cancelled"]
    );
    page.close();
}

#[wasm_bindgen_test]
async fn a_guess_answers_what_it_says_and_the_answer_follows_the_keys() {
    let page = Page::open("tasks=1s,500ms&await=one-by-one&speed=10&predict=0").await;
    let told = |page: &Page| page.texts(".tooltip[data-open=true] .tooltip-word").concat();
    page.press(".timeline", Press::of("Tab")).await;
    let a: web_sys::HtmlElement = page.find(&handle("A")).unchecked_into();
    a.focus().expect("it is in the page");
    settle().await;
    assert_eq!(told(&page), "the end you expect: not set for A");
    page.press(&handle("A"), Press::of("End")).await;
    frames().await;
    assert_eq!(told(&page), "the end you expect: A ends at 1.9 s");
    assert_eq!(page.texts(".tooltip-keys"), ["← → N"]);
    page.press(&handle("A"), Press::of("Escape")).await;
    assert_eq!(told(&page), "");
    page.step_to_the_end().await;
    page.press(".timeline", Press::of("Tab")).await;
    a.blur().expect("it is in the page");
    a.focus().expect("it is in the page");
    settle().await;
    assert!(
        told(&page).starts_with("your guess: A: 1 s, you said 1.9 s."),
        "{}",
        told(&page)
    );
    page.close();
}

#[wasm_bindgen_test]
async fn what_was_said_stands_by_the_clock_and_by_the_total_time() {
    let page = Page::open("tasks=1s,500ms&await=one-by-one&speed=10&predict=0").await;
    assert_eq!(
        page.text_of(".guess-status"),
        "Predict is on: nothing is foretold. 0 of 3 guessed"
    );
    let long = Press {
        shift: true,
        ..Press::of("ArrowRight")
    };
    for name in ["main", "A"] {
        page.press(&handle(name), long).await;
        page.press(&handle(name), long).await;
    }
    assert_eq!(
        page.text_of(".guess-status"),
        "Predict is on: nothing is foretold. 2 of 3 guessed"
    );
    page.step_to_the_end().await;
    until("the guess is graded", || page.text_of(".caption-kind") == "Your guess").await;
    assert_eq!(page.text_of(".guess-status"), "1 of 2 right");
    assert_eq!(page.texts(".metric-note")[0], "you said 1 s");
    page.press(".timeline", Press::of("g")).await;
    assert_eq!(page.texts(".metric-note")[0], "");
    assert_eq!(page.text_of(".guess-status"), "");
    page.close();
}

#[wasm_bindgen_test]
async fn a_run_is_graded_in_the_gutter_and_the_caption_and_can_be_guessed_again() {
    let page = Page::open("tasks=1s,500ms&await=one-by-one&speed=10&predict=0").await;
    let long = Press {
        shift: true,
        ..Press::of("ArrowRight")
    };
    for (name, times) in [("main", 2), ("A", 2), ("B", 1)] {
        for _ in 0..times {
            page.press(&handle(name), long).await;
        }
    }
    page.step_to_the_end().await;
    until("the guess is graded", || page.text_of(".caption-kind") == "Your guess").await;
    assert_eq!(page.text_of(".caption-when"), "1 of 3 right");
    assert_eq!(
        page.text_of(".caption-headline"),
        "B ended at 1.5 s, not 500 ms: it could not start before A was done."
    );
    assert_eq!(
        page.texts(".timeline-name-note"),
        ["500 ms later", "right", "1 s later"]
    );
    assert_eq!(page.all(".guess[data-state=wrong] .guess-gap").len(), 2);
    assert_eq!(page.attribute(&handle("A"), "aria-disabled"), "true");
    page.press(&handle("A"), Press::of("Delete")).await;
    assert_eq!(page.texts(".timeline-name-note")[1], "right", "it is graded, and stays");
    // The grade of a selected task takes the caption.
    page.click(".guess-report-task").await;
    assert!(
        page.text_of(".caption-headline")
            .starts_with("main ended at 1.5 s, not 1 s")
    );
    page.click(".caption-actions .button").await;
    frames().await;
    assert_eq!(page.text_of(".caption-kind"), "Question");
    assert_eq!(page.guess("B"), "not guessed");
    assert_eq!(run_state(), "idle");
    page.close();
}

#[wasm_bindgen_test]
async fn a_guess_is_kept_for_each_list_and_over_a_reload() {
    let page = Page::open("tasks=2,1&await=gather&predict=0").await;
    page.press(&handle("A"), Press::of("ArrowRight")).await;
    // An edit keeps the guess.
    page.press(".timeline", Press::of("1")).await;
    frames().await;
    assert_eq!(page.guess("A"), "100 ms");
    page.press(&handle("A"), Press::of("ArrowRight")).await;
    // Another example has none.
    page.click("[role=combobox]").await;
    page.click("#example-1").await;
    frames().await;
    assert_eq!(page.guess("A"), "not guessed");
    page.press(&handle("A"), Press::of("End")).await;
    page.press(
        ".timeline",
        Press {
            ctrl: true,
            ..Press::of("z")
        },
    )
    .await;
    frames().await;
    assert_eq!(page.guess("A"), "200 ms", "back to the list before");
    until("the address says so", || hash().contains("predict=0")).await;
    let page = page.reload().await;
    assert!(page.is_on());
    assert_eq!(page.guess("A"), "200 ms");
    page.close();
}

#[wasm_bindgen_test]
async fn the_lines_are_sorted_by_keys_buttons_and_a_drag_and_graded() {
    let page = Page::open("tasks=0.2,0.1&await=one-by-one&predict=0").await;
    let order = |page: &Page| page.texts(".guess-line-text");
    assert_eq!(order(&page).len(), 5);
    let confirmed = |page: &Page| page.attribute(".guess-lines-head .button", "aria-pressed");
    assert_eq!(confirmed(&page), "false");
    page.press(".guess-line:nth-child(3) .guess-line-grip", Press::of("ArrowUp"))
        .await;
    assert_eq!(order(&page)[1], "Operation with delay 0.2 finished");
    assert_eq!(confirmed(&page), "true");
    assert!(
        focused()
            .get_attribute("aria-label")
            .unwrap_or_default()
            .starts_with("Move line 2:")
    );
    page.click(".guess-line:nth-child(2) [aria-label=Down]").await;
    assert_eq!(order(&page)[2], "Operation with delay 0.2 finished");
    let grip = ".guess-line:nth-child(3) .guess-line-grip";
    let height = page.find(".guess-line").get_bounding_client_rect().height();
    page.pointer(grip, "pointerdown", (5.0, 300.0), "touch").await;
    page.pointer(grip, "pointermove", (5.0, 300.0 - height), "touch").await;
    page.pointer(grip, "pointerup", (5.0, 300.0 - height), "touch").await;
    assert_eq!(order(&page)[1], "Operation with delay 0.2 finished");
    page.run_to_the_end().await;
    assert_eq!(page.text_of(".caption-headline"), "The lines came in your order.");
    assert!(page.text_of(".guess-report").contains("order right"));
    page.close();
}

#[wasm_bindgen_test]
async fn a_long_list_is_not_guessed_and_not_foretold() {
    let page = Page::open("tasks=1s%20x25&await=gather&predict=0").await;
    assert_eq!(page.all(".guess-handle").len(), 0);
    assert!(
        page.text_of(".caption-detail")
            .contains("up to 24 tasks, and this list has 25")
    );
    assert_eq!(page.all(".key-item").len(), 0);
    page.close();
}
