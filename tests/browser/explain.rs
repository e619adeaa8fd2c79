//! Explanations: the tooltip opens by pointer, focus and tap, one at a time, and leads to the glossary.

use crate::page::{Page, Press, document, focused, frames, run_state, send, settle, until};
use explain::glossary::Term;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{
    Element, HtmlElement, KeyboardEvent, PointerEvent, PointerEventInit, ScrollIntoViewOptions, ScrollLogicalPosition,
};

/// Longer than the pointer's rest before an explanation, and than the time it stays open after the pointer has left.
const LONG_ENOUGH_MS: u32 = 600;

/// Sends a pointer event; returns false if its default was prevented.
fn point(element: &Element, kind: &str, pointer_type: &str) -> bool {
    let init = PointerEventInit::new();
    init.set_pointer_id(1);
    init.set_pointer_type(pointer_type);
    init.set_bubbles(true);
    init.set_cancelable(true);
    let event = PointerEvent::new_with_event_init_dict(kind, &init).expect("it is a pointer event");
    element.dispatch_event(&event).expect("it is in the page")
}

/// Scrolls there: the page of these tests has no style, and what is out of view is not explained.
fn bring_into_view(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Center);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// A tap; returns false if the default of its click was prevented.
fn tap(element: &Element) -> bool {
    if !element.matches(".tooltip *").expect("the selector is right") {
        bring_into_view(element);
    }
    point(element, "pointerover", "touch");
    point(element, "pointerdown", "touch");
    point(element, "pointerup", "touch");
    point(element, "click", "touch")
}

/// Moves the focus there, as the Tab key does.
fn tab_to(element: &HtmlElement) {
    bring_into_view(element);
    send(&focused(), Press::of("Tab"));
    element.focus().expect("it is in the page");
}

fn explained(term: Term) -> String {
    format!("[data-explains={}]", term.id())
}

fn word(term: Term) -> String {
    format!("button.term[data-explains={}]", term.id())
}

impl Page {
    /// What the open tooltip explains.
    fn tooltip(&self) -> Option<String> {
        let tooltip = self.find(".tooltip");
        let open = tooltip.get_attribute("data-open").as_deref() == Some("true");
        assert_eq!(open, tooltip.matches(":popover-open").expect("the selector is right"));
        open.then(|| self.find(".tooltip-word").text_content().unwrap_or_default())
    }

    fn hover(&self, selector: &str) {
        let element = self.find(selector);
        if element.has_attribute("data-explains") {
            bring_into_view(&element);
        }
        // As a browser reports a pointer that moves onto it.
        point(&element, "pointerover", "mouse");
        point(&element, "pointermove", "mouse");
    }

    fn glossary_open(&self) -> bool {
        self.find(".help").has_attribute("open") && self.all(".glossary").len() == 1
    }
}

fn name(term: Term) -> Option<String> {
    Some(term.explanation().word.to_owned())
}

#[wasm_bindgen_test]
async fn a_pointer_that_rests_on_a_term_explains_it_and_the_next_at_once() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    page.hover(&word(Term::Delay));
    assert_eq!(page.tooltip(), None);
    until("the delay is explained", || page.tooltip() == name(Term::Delay)).await;
    assert_eq!(
        page.find(".tooltip-sentence").text_content().as_deref(),
        Some(Term::Delay.explanation().sentence)
    );
    assert_eq!(
        page.find(".tooltip-code").text_content().as_deref(),
        Some("asyncio.sleep(delay)")
    );
    page.hover(&word(Term::Cpu));
    assert_eq!(page.tooltip(), name(Term::Cpu));
    page.close();
}

#[wasm_bindgen_test]
async fn a_pointer_that_only_passes_explains_nothing() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    page.hover(&word(Term::Delay));
    page.hover(".brand");
    TimeoutFuture::new(LONG_ENOUGH_MS).await;
    assert_eq!(page.tooltip(), None);
    page.close();
}

#[wasm_bindgen_test]
async fn the_tooltip_stays_while_the_pointer_is_on_it_and_goes_when_it_leaves() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    page.hover(&word(Term::Delay));
    until("the delay is explained", || page.tooltip() == name(Term::Delay)).await;
    page.hover(".tooltip-sentence");
    TimeoutFuture::new(LONG_ENOUGH_MS).await;
    assert_eq!(page.tooltip(), name(Term::Delay));
    page.hover(".brand");
    until("the tooltip is gone", || page.tooltip().is_none()).await;
    page.close();
}

#[wasm_bindgen_test]
async fn keyboard_focus_explains_at_once_and_describes_what_has_it() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    let (delay, cpu) = (page.find(&word(Term::Delay)), page.find(&word(Term::Cpu)));
    tab_to(&delay);
    assert_eq!(page.tooltip(), name(Term::Delay));
    let describes = |element: &Element| {
        let id = element.get_attribute("aria-describedby")?;
        page.find(&format!("#{id}")).text_content()
    };
    assert_eq!(describes(&delay).as_deref(), Some(Term::Delay.explanation().sentence));
    tab_to(&cpu);
    assert_eq!(page.tooltip(), name(Term::Cpu));
    assert!(!delay.has_attribute("aria-describedby"));
    assert_eq!(describes(&cpu).as_deref(), Some(Term::Cpu.explanation().sentence));
    tab_to(&page.find("[role=combobox]"));
    assert_eq!(page.tooltip(), None);
    assert!(!cpu.has_attribute("aria-describedby"));
    page.close();
}

#[wasm_bindgen_test]
async fn a_field_is_explained_when_the_keyboard_reaches_it_and_not_while_one_types() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    let limit = page.find("#modifier-limit");
    tab_to(&limit);
    assert_eq!(page.tooltip(), name(Term::Limit));
    send(&limit, Press::of("2"));
    assert_eq!(page.tooltip(), None);
    assert!(!limit.has_attribute("aria-describedby"));
    // Reached by the pointer, it is there to type.
    focused()
        .unchecked_into::<HtmlElement>()
        .blur()
        .expect("a field can lose the focus");
    point(&limit, "pointerdown", "mouse");
    limit.focus().expect("it is in the page");
    assert_eq!(page.tooltip(), None);
    page.close();
}

#[wasm_bindgen_test]
async fn a_fields_error_still_describes_it_beside_its_explanation() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    let limit = page.find("#modifier-limit");
    limit.unchecked_ref::<web_sys::HtmlInputElement>().set_value("many");
    let init = web_sys::EventInit::new();
    init.set_bubbles(true);
    let event = web_sys::Event::new_with_event_init_dict("input", &init).expect("input is an event");
    limit.dispatch_event(&event).expect("it is in the page");
    settle().await;
    tab_to(&limit);
    let described = |element: &Element| element.get_attribute("aria-describedby").unwrap_or_default();
    assert_eq!(described(&limit), "modifier-limit-problem explanation");
    tab_to(&page.find("#modifier-timeout"));
    assert_eq!(described(&limit), "modifier-limit-problem");
    page.close();
}

#[wasm_bindgen_test]
async fn escape_closes_the_tooltip_alone_and_the_focus_stays() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    page.click("[role=combobox]").await;
    let delay = page.find(&word(Term::Delay));
    tab_to(&delay);
    assert_eq!(page.tooltip(), name(Term::Delay));
    assert!(!send(&delay, Press::of("Escape")), "nothing else is to act on it");
    settle().await;
    assert_eq!(page.tooltip(), None);
    assert_eq!(page.all("[role=listbox]").len(), 1);
    assert!(focused() == *delay.unchecked_ref::<Element>());
    send(&delay, Press::of("Escape"));
    settle().await;
    assert_eq!(page.all("[role=listbox]").len(), 0);
    page.close();
}

#[wasm_bindgen_test]
async fn a_tap_explains_and_a_second_one_or_one_elsewhere_closes() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    let delay = page.find(&word(Term::Delay));
    tap(&delay);
    assert_eq!(page.tooltip(), name(Term::Delay));
    tap(&delay);
    assert_eq!(page.tooltip(), None);
    tap(&delay);
    tap(&page.find(".tooltip-sentence"));
    assert_eq!(page.tooltip(), name(Term::Delay));
    tap(&page.find(".brand"));
    assert_eq!(page.tooltip(), None);
    page.close();
}

#[wasm_bindgen_test]
async fn a_tap_on_the_name_of_a_field_explains_it_and_does_not_enter_it() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    let label = page.find("label[for=modifier-limit]");
    assert!(!tap(&label), "the field would get the focus");
    assert_eq!(page.tooltip(), name(Term::Limit));
    // With the mouse, a click on the name is one into the field.
    point(&label, "pointerdown", "mouse");
    assert!(point(&label, "click", "mouse"));
    page.close();
}

#[wasm_bindgen_test]
async fn a_button_that_is_pressed_does_what_it_does_and_explains_nothing() {
    let page = Page::open("tasks=60,50&await=gather").await;
    page.hover(&explained(Term::RunButton));
    until("Run is explained", || page.tooltip() == name(Term::RunButton)).await;
    assert_eq!(page.find(".tooltip-keys").text_content().as_deref(), Some("Space"));
    let run = page.find(".run-button[data-kind=run]");
    point(&run, "pointerdown", "mouse");
    assert_eq!(page.tooltip(), None);
    run.click();
    settle().await;
    assert_eq!(run_state(), "running");
    assert_eq!(page.tooltip(), None);
    tap(&page.find(".run-button[data-kind=stop]"));
    settle().await;
    assert_eq!(run_state(), "done");
    assert_eq!(page.tooltip(), None);
    page.close();
}

#[wasm_bindgen_test]
async fn a_page_that_scrolls_under_a_resting_pointer_explains_nothing() {
    let page = Page::open("tasks=2,1").await;
    tab_to(&page.find("#modifier-limit"));
    settle().await;
    let focused = page.tooltip();
    assert!(focused.is_some());
    // As a browser reports it: the pointer is over something else, and has not moved.
    point(&page.find("[data-explains=run]"), "pointerover", "mouse");
    settle().await;
    assert_eq!(page.tooltip(), focused, "the explanation of what has the focus stays");
    page.hover("[data-explains=run]");
    until("the pointer asks once it moves", || page.tooltip() != focused).await;
    page.close();
}

#[wasm_bindgen_test]
async fn one_tooltip_is_open_at_a_time() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    tab_to(&page.find(&word(Term::Delay)));
    page.hover(&explained(Term::TotalTime));
    assert_eq!(page.tooltip().as_deref(), Some("total time: 2.00 s predicted"));
    tap(&page.find(&word(Term::Cpu)));
    assert_eq!(page.tooltip(), name(Term::Cpu));
    assert_eq!(page.all(".tooltip").len(), 1);
    assert_eq!(page.all("[aria-describedby~=explanation]").len(), 1);
    page.close();
}

#[wasm_bindgen_test]
async fn a_tooltip_is_beside_its_row_and_inside_of_the_window() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    // The tooltip's size depends on where it is only in a page without a style, as this one is.
    let style = document().create_element("style").expect("style is an element's name");
    style.set_text_content(Some(
        ".tooltip { width: 292px; height: 120px; } .policy-glyph { width: 26px; }",
    ));
    page.root.append_child(&style).expect("an element takes a style");
    let window = web_sys::window().expect("a test page has a window");
    let length = |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|it| it.as_f64()).expect("a length");
    let (width, height) = (length(window.inner_width()), length(window.inner_height()));
    let anchors = [
        word(Term::Delay),
        explained(Term::JoinAll),
        "label[for=modifier-limit]".to_owned(),
        explained(Term::TotalTime),
        "#tab-why".to_owned(),
        explained(Term::HelpButton),
    ];
    for selector in anchors {
        let element = page.find(&selector);
        bring_into_view(&element);
        let at = element.get_bounding_client_rect();
        send(&focused(), Press::of("Escape"));
        point(&element, "pointerover", "mouse");
        point(&element, "pointermove", "mouse");
        until("it is explained", || page.tooltip().is_some()).await;
        let tooltip = page.find(".tooltip").get_bounding_client_rect();
        let id = element.get_attribute("data-explains").expect("it is explained");
        assert!(tooltip.left() >= 0.0 && tooltip.right() <= width, "{id}");
        assert!(tooltip.top() >= 0.0 && tooltip.bottom() <= height, "{id}");
        let room = at.top().max(height - at.bottom()) > tooltip.height() + 60.0;
        let clear = tooltip.top() >= at.bottom() || tooltip.bottom() <= at.top() || tooltip.left() >= at.right();
        assert!(clear || !room, "{id} is covered");
    }
    page.close();
}

#[wasm_bindgen_test]
async fn whatever_says_that_it_is_explained_is_in_the_glossary_of_the_program() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    page.launch_paused().await;
    page.step_to_the_end().await;
    page.click(".tasks-row").await;
    for tab in [
        "#tab-console",
        "#tab-events",
        "#tab-why",
        "#tab-path",
        "#tab-compare",
        "#tab-code",
    ] {
        page.click(tab).await;
        let elements = page.all("[data-explains]");
        assert!(elements.len() > 30, "{tab}: {}", elements.len());
        for element in elements {
            let id = element.get_attribute("data-explains").expect("the selector is right");
            assert!(Term::from_id(&id).is_some(), "{id}");
        }
        // A bare title is left only where a text may be cut off.
        for titled in page.all("[title]") {
            let cut_off = titled.matches(
                ".tasks-cell, .console-task, .timeline-name-text, .timeline-loop-note, .caption-headline, .caption-when, .run-status",
            );
            assert!(cut_off.expect("the selector is right"), "{}", titled.outer_html());
        }
    }
    page.close();
}

#[wasm_bindgen_test]
async fn a_question_mark_opens_the_glossary_at_what_is_explained() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    let timeout = page.find("label[for=modifier-timeout]");
    tap(&timeout);
    assert_eq!(page.tooltip(), name(Term::Timeout));
    send(&page.find(".timeline"), Press::of("?"));
    settle().await;
    assert!(page.glossary_open());
    assert_eq!(page.tooltip(), None);
    assert_eq!(page.texts("[aria-current] .glossary-word"), ["timeout"]);
    page.close();
}

#[wasm_bindgen_test]
async fn the_word_glossary_in_the_tooltip_opens_it_too() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    tap(&page.find("label[for=modifier-deadline]"));
    let link = page.find(".tooltip-glossary");
    point(&link, "pointerdown", "mouse");
    link.click();
    settle().await;
    assert!(page.glossary_open());
    assert_eq!(page.texts("[aria-current] .glossary-word"), ["deadline"]);
    page.close();
}

#[wasm_bindgen_test]
async fn question_mark_then_g_opens_the_glossary_and_an_example_opens_in_one_click() {
    let page = Page::open("tasks=a:%202,b:%201,c:%203,d:%204").await;
    page.press(".timeline", Press::of("?")).await;
    assert!(page.find(".help").has_attribute("open"));
    assert!(!page.glossary_open());
    send(&page.find(".help-body"), Press::of("g"));
    settle().await;
    assert!(page.glossary_open());
    assert_eq!(page.texts("[aria-current] .glossary-word"), [""; 0]);
    let words = page.texts(".glossary-word");
    assert_eq!(
        words,
        Term::glossary()
            .iter()
            .map(|term| term.explanation().word)
            .collect::<Vec<_>>()
    );
    page.click("[aria-label='Open the example Gather three']").await;
    assert!(!page.find(".help").has_attribute("open"));
    until("the example is open", || page.texts(".editor-count") == ["3"]).await;
    page.close();
}

#[wasm_bindgen_test]
async fn the_glossary_is_searched_by_word_sentence_and_code_word() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    page.press(".timeline", Press::of("?")).await;
    page.click("#tab-glossary").await;
    let search = async |text: &str| {
        let field = page.find(".help [type=search]");
        field.unchecked_ref::<web_sys::HtmlInputElement>().set_value(text);
        let init = web_sys::EventInit::new();
        init.set_bubbles(true);
        let event = web_sys::Event::new_with_event_init_dict("input", &init).expect("input is an event");
        field.dispatch_event(&event).expect("it is in the page");
        settle().await;
        page.texts(".glossary-row:not([hidden]) .glossary-word")
    };
    assert_eq!(search("TaskGroup").await, ["task group"]);
    assert_eq!(search("swallowed").await, ["swallowed error"]);
    assert_eq!(search("no such word").await, [""; 0]);
    assert_eq!(page.all(".glossary-none").len(), 1);
    assert_eq!(search(" ").await.len(), Term::glossary().len());
    // What is typed into the field is no key of Help.
    let typed = page.find(".help [type=search]");
    send(&typed, Press::of("k"));
    settle().await;
    assert!(page.glossary_open());
    page.close();
}

#[wasm_bindgen_test]
async fn an_unmounted_page_explains_nothing() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    page.hover(&word(Term::Delay));
    let root = page.root.clone();
    page.close();
    TimeoutFuture::new(LONG_ENOUGH_MS).await;
    assert!(
        root.query_selector(":popover-open")
            .expect("the selector is right")
            .is_none()
    );
    let init = web_sys::KeyboardEventInit::new();
    init.set_key("Escape");
    init.set_cancelable(true);
    let event =
        KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).expect("keydown is a keyboard event");
    assert!(
        document().dispatch_event(&event).expect("a document takes events"),
        "nobody listens any more"
    );
}

#[wasm_bindgen_test]
async fn a_held_finger_asks_what_a_button_does_and_does_not_press_it() {
    let page = Page::open("tasks=60,50&await=gather").await;
    let run = page.find(".run-button[data-kind=run]");
    bring_into_view(&run);
    point(&run, "pointerdown", "touch");
    until("Run is explained", || page.tooltip() == name(Term::RunButton)).await;
    point(&run, "pointerup", "touch");
    assert!(!point(&run, "click", "touch"), "the click is kept from the button");
    settle().await;
    assert_eq!(run_state(), "idle");
    assert_eq!(page.tooltip(), name(Term::RunButton));
    // A tap presses it.
    tap(&run);
    settle().await;
    assert_eq!(run_state(), "running");
    assert_eq!(page.tooltip(), None);
    page.click(".run-button[data-kind=stop]").await;
    page.close();
}

#[wasm_bindgen_test]
async fn a_term_of_the_caption_is_explained_and_its_tooltip_follows_to_the_next_sentence() {
    let page = Page::open("tasks=ann:2,bob:1").await;
    page.launch_paused().await;
    page.step().await;
    frames().await;
    let timer = ".caption button.term[data-explains=task]";
    let before = page.find(timer);
    tab_to(&before);
    assert_eq!(page.tooltip(), name(Term::Task));
    send(&before, Press::of("Escape"));
    assert_eq!(page.tooltip(), None);
    // Two steps that both say something of the queue.
    let queue = ".caption button.term[data-explains=ready-queue]";
    tab_to(&page.find(queue));
    assert_eq!(page.tooltip(), name(Term::ReadyQueue));
    let gone = page.find(queue);
    let step = async || {
        send(&focused(), Press::of("ArrowRight"));
        settle().await;
        frames().await;
        frames().await;
    };
    step().await;
    until("the tooltip follows", || {
        !gone.is_connected() && page.tooltip() == name(Term::ReadyQueue)
    })
    .await;
    assert!(
        focused() == *page.find(queue).unchecked_ref::<Element>(),
        "the focus follows"
    );
    while page.all(queue).len() == 1 {
        step().await;
    }
    until("nothing is left to explain", || page.tooltip().is_none()).await;
    page.close();
}

/// What a person can ask about: each is explained, or says why not here.
const ASKED: &str = "th[scope=col], dt, .key-item, button, select, input, summary, [role=tab], [role=slider], h2";
/// Programs, values, names and lines of the person's own, and controls that say in whole what they do.
/// The cells of the set-up have the explained heads of their columns.
const NOT_ASKED: &str = ".brand, .picker *, .tooltip *, .help *, .console *, .finding *, .why-step, .path-row, .tasks-cell *, \
    .guess-lines *, .notice *, .moment *, .menu *, .task-text *, .policy-input, .dock-scrubber, .caption-headline, .present-key, \
    .visually-hidden, .segmented-input, input[type=file], .timeline-name *, .code-chip, .timeline-scrub, .offer *, .task-input, .task-failure-mode-select, .code-line";

#[wasm_bindgen_test]
async fn every_label_of_the_page_has_an_explanation() {
    let page =
        Page::open("tasks=users:%202s,orders:%201s,prices:%200.5s%20fail,stock:%201s&await=settle&limit=2").await;
    let mut bare: Vec<String> = Vec::new();
    let mut asked = 0;
    let mut look = |at: &str| {
        for element in page.all(&format!(".app :is({ASKED})")) {
            let is = |selector: &str| element.matches(selector).expect("the selector is right");
            let within = |selector: &str| {
                element
                    .query_selector(selector)
                    .expect("the selector is right")
                    .is_some()
            };
            if is(&format!(":is({NOT_ASKED})")) || is("[aria-hidden=true], [aria-hidden=true] *") {
                continue;
            }
            asked += 1;
            let explained = is("[data-explains], [data-explains] *, [data-answers], [aria-description]")
                || within("[data-explains]");
            if !explained {
                let label = element.text_content().unwrap_or_default();
                let tag = element
                    .clone_node_with_deep(false)
                    .ok()
                    .and_then(|node| node.dyn_into::<Element>().ok());
                bare.push(format!(
                    "{at}: {} {label}",
                    tag.map(|tag| tag.outer_html()).unwrap_or_default()
                ));
            }
        }
    };
    look("idle");
    page.click("#tab-text").await;
    look("text");
    page.click("#tab-table").await;
    page.launch_paused().await;
    look("paused");
    page.step_to_the_end().await;
    page.click(".tasks-row").await;
    for tab in [
        "#tab-console",
        "#tab-events",
        "#tab-why",
        "#tab-path",
        "#tab-code",
        "#tab-compare",
    ] {
        page.click(tab).await;
        settle().await;
        look(tab);
    }
    for range in 1..4 {
        page.click(&format!(
            ".compare-bar .segmented-option:nth-child({}) input",
            range + 1
        ))
        .await;
        settle().await;
        look("a range");
    }
    assert!(asked > 300, "only {asked} labels");
    bare.sort();
    bare.dedup();
    assert!(
        bare.is_empty(),
        "{} without an explanation:\n{}",
        bare.len(),
        bare.join("\n")
    );
    page.close();
}
