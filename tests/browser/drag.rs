//! Changing the scenario in the timeline: the end of a bar with mouse, touch and keys, names, failure; and undoing it.

use futurescope::ui::App;
use leptos::mount::mount_to;
use leptos::prelude::{document, window};
use scenario::Policy;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement};

const LIST: &str = "users: 2s # the slow one\norders: 1800ms, 1..3 # by chance\nc: 0.05m x2";

#[wasm_bindgen_test]
async fn a_drag_changes_the_delay_in_its_unit_and_is_one_step() {
    let page = Page::open(LIST).await;
    let orders = "[role=slider][aria-label='Delay of orders']";
    let one = page.pixels_a_second("users", 2.0);
    page.pointer(orders, "pointerdown", 500.0, "mouse").await;
    for share in [0.1, 0.5, 0.72] {
        page.pointer(orders, "pointermove", 500.0 + one * share, "mouse").await;
    }
    page.pointer(orders, "pointerup", 500.0 + one * 0.72, "mouse").await;
    assert_eq!(page.text(), LIST.replace("1800ms", "2500ms"));
    assert_eq!(page.attribute(orders, "aria-valuetext"), "2.5 s");
    assert_eq!(page.attribute(orders, "aria-valuenow"), "2500");
    page.click("[aria-label=Undo]").await;
    assert_eq!(page.text(), LIST);
    page.click("[aria-label=Redo]").await;
    assert_eq!(page.text(), LIST.replace("1800ms", "2500ms"));
}

#[wasm_bindgen_test]
async fn touch_drags_and_escape_cancels() {
    let page = Page::open(LIST).await;
    let users = "[role=slider][aria-label='Delay of users']";
    let one = page.pixels_a_second("users", 2.0);
    page.pointer(users, "pointerdown", 500.0, "touch").await;
    page.pointer(users, "pointermove", 500.0 - one * 0.51, "touch").await;
    assert_eq!(page.text(), LIST.replace("2s", "1.5s"));
    page.key(users, "Escape", Held::Nothing).await;
    assert_eq!(page.text(), LIST);
    page.pointer(users, "pointermove", 400.0, "touch").await;
    page.pointer(users, "pointerup", 400.0, "touch").await;
    assert_eq!(page.text(), LIST, "the drag is over");
    page.click("[aria-label=Undo]").await;
    assert_eq!(page.text(), "1", "nothing was done since the list was written");
    page.click("[aria-label=Undo]").await;
    assert_eq!(page.text(), "1", "there is nothing more to undo");
}

#[wasm_bindgen_test]
async fn a_drag_that_the_browser_takes_away_is_taken_back() {
    let page = Page::open(LIST).await;
    let users = "[role=slider][aria-label='Delay of users']";
    page.pointer(users, "pointerdown", 500.0, "touch").await;
    page.pointer(users, "pointermove", 400.0, "touch").await;
    assert_ne!(page.text(), LIST);
    page.pointer(users, "pointercancel", 400.0, "touch").await;
    assert_eq!(page.text(), LIST);
    page.pointer(users, "pointermove", 300.0, "touch").await;
    assert_eq!(page.text(), LIST, "nothing follows the pointer any more");
}

#[wasm_bindgen_test]
async fn escape_takes_a_name_back_wherever_the_focus_is() {
    let page = Page::open("a: 2s\nb: 1s\nc: 3s").await;
    let name = ".timeline-name:nth-of-type(2)";
    let frame = page.element(name).get_bounding_client_rect();
    let at = |lanes: f64| frame.top() + frame.height() * lanes;
    page.pointer_at(name, "pointerdown", (5.0, at(0.5)), "mouse").await;
    page.pointer_at(name, "pointermove", (5.0, at(2.8)), "mouse").await;
    assert_eq!(page.count(".timeline-drop"), 1);
    page.key("textarea", "Escape", Held::Nothing).await;
    assert_eq!(page.count(".timeline-drop"), 0);
    page.pointer_at(name, "pointermove", (5.0, at(1.8)), "mouse").await;
    page.pointer_at(name, "pointerup", (5.0, at(1.8)), "mouse").await;
    assert_eq!(page.count(".timeline-drop"), 0);
    assert_eq!(page.text(), "a: 2s\nb: 1s\nc: 3s");
}

#[wasm_bindgen_test]
async fn a_row_of_the_table_is_dragged_by_its_grip_and_escape_takes_it_back() {
    let page = Page::open("a: 2s\nb: 1s\nc: 3s").await;
    page.click("#tab-table").await;
    let row = page.element(".task-row").get_bounding_client_rect();
    let at = |rows: f64| row.top() + row.height() * rows;
    for (then, names) in [("Escape", ["a", "b", "c"]), ("pointerup", ["b", "a", "c"])] {
        let grip = "[aria-label='Move a']";
        page.pointer_at(grip, "pointerdown", (5.0, at(0.5)), "mouse").await;
        page.pointer_at(grip, "pointermove", (5.0, at(1.6)), "mouse").await;
        assert_eq!(page.attribute(".task-row", "data-dragged"), "true");
        if then == "Escape" {
            page.key(grip, then, Held::Nothing).await;
        }
        page.pointer_at(grip, "pointerup", (5.0, at(1.6)), "mouse").await;
        assert_eq!(page.attribute(".task-row", "data-dragged"), "false");
        for (index, name) in names.into_iter().enumerate() {
            let field = format!(".task-row:nth-of-type({}) [data-kind='name']", index + 1);
            assert_eq!(page.value(&field), name, "after {then}");
        }
    }
    assert_eq!(page.focused().as_deref(), Some("Move a"), "the focus goes with the row");
}

#[wasm_bindgen_test]
async fn arrow_keys_change_the_delay_and_move_from_bar_to_bar() {
    let page = Page::open(LIST).await;
    let users = "[role=slider][aria-label='Delay of users']";
    page.key(users, "ArrowRight", Held::Nothing).await;
    page.key(users, "ArrowRight", Held::Shift).await;
    assert_eq!(page.text(), LIST.replace("2s", "2.55s"));
    page.key(users, "ArrowLeft", Held::Nothing).await;
    page.key(users, "z", Held::Control).await;
    page.key(users, "z", Held::Control).await;
    assert_eq!(page.text(), LIST.replace("2s", "2.05s"));
    page.key(users, "Z", Held::ControlShift).await;
    assert_eq!(page.text(), LIST.replace("2s", "2.55s"));
    page.key(users, "ArrowDown", Held::Nothing).await;
    assert_eq!(page.focused().as_deref(), Some("Delay of orders"));
}

#[wasm_bindgen_test]
async fn all_tasks_of_an_item_change_together_and_a_range_does_not_change() {
    let page = Page::open(LIST).await;
    page.key("[role=slider][aria-label='Delay of c 2']", "ArrowRight", Held::Shift)
        .await;
    assert_eq!(
        page.text(),
        LIST.replace("0.05m", "3.5s"),
        "no number of minutes lasts exactly that"
    );
    assert_eq!(
        page.attribute("[role=slider][aria-label='Delay of c 1']", "aria-valuenow"),
        "3500"
    );
    let range = "[role=slider][aria-label='Delay of task 3']";
    assert_eq!(page.attribute(range, "aria-disabled"), "true");
    let before = page.text();
    page.key(range, "ArrowRight", Held::Nothing).await;
    assert_eq!(page.text(), before);
}

#[wasm_bindgen_test]
async fn a_delay_of_0_can_be_made_longer_again() {
    let page = Page::open("a: 100ms\nb: 1s").await;
    let a = "[role=slider][aria-label='Delay of a']";
    for _ in 0..3 {
        page.key(a, "ArrowLeft", Held::Nothing).await;
    }
    assert_eq!(page.text(), "a: 0ms\nb: 1s");
    assert_eq!(page.attribute(a, "aria-valuenow"), "0");
    page.key(a, "ArrowRight", Held::Nothing).await;
    assert_eq!(page.text(), "a: 50ms\nb: 1s");
}

#[wasm_bindgen_test]
async fn f_toggles_the_failure_of_a_task() {
    let page = Page::open(LIST).await;
    let orders = "[role=slider][aria-label='Delay of orders']";
    page.key(orders, "f", Held::Nothing).await;
    assert_eq!(page.text(), LIST.replace("1800ms", "1800ms fail"));
    page.click("[aria-label='Let orders succeed']").await;
    assert_eq!(page.text(), LIST);
}

#[wasm_bindgen_test]
async fn dragging_a_name_moves_its_item() {
    let page = Page::open("a: 2s\nb: 1s x2\nc: 3s").await;
    let row = page.element(".timeline-name:nth-of-type(2)");
    let frame = row.get_bounding_client_rect();
    let at = |lanes: f64| frame.top() + frame.height() * lanes;
    let name = ".timeline-name:nth-of-type(2)";
    page.pointer_at(name, "pointerdown", (5.0, at(0.5)), "mouse").await;
    page.pointer_at(name, "pointermove", (5.0, at(2.8)), "mouse").await;
    assert_eq!(page.count(".timeline-drop"), 1);
    page.pointer_at(name, "pointerup", (5.0, at(2.8)), "mouse").await;
    assert_eq!(page.count(".timeline-drop"), 0);
    assert_eq!(page.text(), "b: 1s x2\na: 2s\nc: 3s");
    page.key(".timeline", "z", Held::Control).await;
    assert_eq!(page.text(), "a: 2s\nb: 1s x2\nc: 3s");
}

#[wasm_bindgen_test]
async fn alt_and_an_arrow_move_the_selected_task() {
    let page = Page::open("a: 2s\nb: 1s\nc: 3s").await;
    for _ in 0..2 {
        page.key(".timeline", "ArrowDown", Held::Nothing).await;
    }
    page.key(".timeline", "ArrowDown", Held::Alt).await;
    page.key(".timeline", "ArrowDown", Held::Alt).await;
    assert_eq!(page.text(), "b: 1s\nc: 3s\na: 2s");
    page.key(".timeline", "f", Held::Nothing).await;
    assert_eq!(page.text(), "b: 1s\nc: 3s\na: 2s fail");
}

#[wasm_bindgen_test]
async fn typing_in_a_field_is_one_step_and_another_field_another() {
    let page = Page::open("a: 2s").await;
    for text in ["1", "1.", "1.5", "1.50"] {
        page.type_into("#modifier-timeout", text).await;
    }
    page.type_into("#modifier-limit", "3").await;
    page.key(".timeline", "z", Held::Control).await;
    assert_eq!(page.value("#modifier-limit"), "");
    assert_eq!(page.value("#modifier-timeout"), "1.50");
    page.key(".timeline", "z", Held::Control).await;
    assert_eq!(page.value("#modifier-timeout"), "");
    assert_eq!(page.text(), "a: 2s");
    page.key(".timeline", "y", Held::Control).await;
    assert_eq!(page.value("#modifier-timeout"), "1.50");
}

#[wasm_bindgen_test]
async fn undo_restores_the_list_from_before_an_example() {
    let page = Page::open(LIST).await;
    page.click("[role=combobox]").await;
    page.click("#example-3").await;
    assert_ne!(page.text(), LIST);
    page.key(".timeline", "z", Held::Control).await;
    assert_eq!(page.text(), LIST);
    page.key(".timeline", "8", Held::Nothing).await;
    assert!(page.chosen(Policy::ALL[7]));
    page.key(".timeline", "z", Held::Control).await;
    assert!(page.chosen(Policy::Gather));
}

#[wasm_bindgen_test]
async fn no_bar_can_be_dragged_during_a_run() {
    let page = Page::open(LIST).await;
    let handles = ".timeline-handles:not([hidden]) .timeline-handle";
    assert_eq!(page.count(handles), 5);
    page.click(".run-button").await;
    assert_eq!(page.count(handles), 0);
}

/// The whole page with a list in it, unmounted when dropped.
struct Page {
    root: HtmlElement,
    mounted: Option<Box<dyn std::any::Any>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    Nothing,
    Shift,
    Alt,
    Control,
    ControlShift,
}

impl Page {
    /// A page on which the list was written in place of `1`, which is the only step to undo.
    async fn open(list: &str) -> Self {
        let root: HtmlElement = document()
            .create_element("div")
            .expect("div is an element's name")
            .unchecked_into();
        document()
            .body()
            .expect("the test page has a body")
            .append_child(&root)
            .expect("a div can stand in a body");
        // Unlike a new hash, this does not notify the page that is about to open.
        window()
            .history()
            .and_then(|history| {
                history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some("#tasks=1&await=gather"))
            })
            .expect("a page may write its own address");
        crate::visit::forget_earlier_work();
        let mounted = mount_to(root.clone(), App);
        let page = Self {
            root,
            mounted: Some(Box::new(mounted)),
        };
        page.settle().await;
        page.click("#tab-text").await;
        let field: HtmlTextAreaElement = page.element("textarea").unchecked_into();
        field.set_value(list);
        send(&field, "input");
        send(&field, "blur");
        page.settle().await;
        page
    }

    fn element(&self, selector: &str) -> Element {
        let found = self.root.query_selector(selector).expect("the selector can be read");
        found.unwrap_or_else(|| panic!("no {selector} in the page"))
    }

    fn count(&self, selector: &str) -> u32 {
        self.root
            .query_selector_all(selector)
            .expect("the selector can be read")
            .length()
    }

    fn attribute(&self, selector: &str, name: &str) -> String {
        self.element(selector).get_attribute(name).unwrap_or_default()
    }

    fn text(&self) -> String {
        self.element("textarea").unchecked_into::<HtmlTextAreaElement>().value()
    }

    fn value(&self, selector: &str) -> String {
        self.element(selector).unchecked_into::<HtmlInputElement>().value()
    }

    fn chosen(&self, policy: Policy) -> bool {
        let option = self.element(&format!("[type=radio][value={}]", policy.id()));
        option.unchecked_into::<HtmlInputElement>().checked()
    }

    fn focused(&self) -> Option<String> {
        document().active_element()?.get_attribute("aria-label")
    }

    /// The width of a second in pixels, from the end of the bar of a task that sleeps `seconds`.
    fn pixels_a_second(&self, name: &str, seconds: f64) -> f64 {
        let end = self.element(&format!("[role=slider][aria-label='Delay of {name}']"));
        let handle: HtmlElement = end.parent_element().expect("it is in a handle").unchecked_into();
        let left = handle.style().get_property_value("left").expect("it has a position");
        (js_sys::Number::parse_float(&left) - PADDING_LEFT) / seconds
    }

    async fn pointer(&self, selector: &str, kind: &str, x: f64, by: &str) {
        self.pointer_at(selector, kind, (x, 100.0), by).await;
    }

    async fn pointer_at(&self, selector: &str, kind: &str, (x, y): (f64, f64), by: &str) {
        let init = web_sys::PointerEventInit::new();
        init.set_bubbles(true);
        init.set_cancelable(true);
        init.set_client_x(x.round() as i32);
        init.set_client_y(y.round() as i32);
        init.set_pointer_type(by);
        let event = web_sys::PointerEvent::new_with_event_init_dict(kind, &init).expect("it is a pointer event");
        self.element(selector)
            .dispatch_event(&event)
            .expect("it is in the page");
        self.settle().await;
    }

    async fn key(&self, selector: &str, key: &str, held: Held) {
        let control: HtmlElement = self.element(selector).unchecked_into();
        control.focus().expect("it is in the page");
        let init = web_sys::KeyboardEventInit::new();
        init.set_key(key);
        init.set_bubbles(true);
        init.set_cancelable(true);
        init.set_alt_key(held == Held::Alt);
        init.set_shift_key(matches!(held, Held::Shift | Held::ControlShift));
        init.set_ctrl_key(matches!(held, Held::Control | Held::ControlShift));
        let event = web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init)
            .expect("keydown is a keyboard event");
        control.dispatch_event(&event).expect("it is in the page");
        self.settle().await;
    }

    async fn type_into(&self, selector: &str, text: &str) {
        let input: HtmlInputElement = self.element(selector).unchecked_into();
        input.focus().expect("it is in the page");
        input.set_value(text);
        send(&input, "input");
        self.settle().await;
    }

    async fn click(&self, selector: &str) {
        self.element(selector).unchecked_into::<HtmlElement>().click();
        self.settle().await;
    }

    /// Waits until the measured sizes are applied to the page.
    async fn settle(&self) {
        crate::page::frames().await;
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.mounted.take();
        self.root.remove();
    }
}

/// The distance of time 0 from the left edge of the plot, in CSS pixels.
const PADDING_LEFT: f64 = 16.0;

fn send(target: &Element, name: &str) {
    let init = web_sys::EventInit::new();
    init.set_bubbles(true);
    let event = web_sys::Event::new_with_event_init_dict(name, &init).expect("the name is an event's");
    target.dispatch_event(&event).expect("it is in the page");
}
