//! The editor in a browser: the effect of typing and key presses on the draft.

use crate::watch::Watch;
use futurescope::ui::edit::{CellError, CellErrors, Column, Edit};
use futurescope::ui::editor::Editor;
use futurescope::ui::measured::window_size;
use futurescope::ui::set_up::SetUp;
use leptos::prelude::*;
use leptos::task::tick;
use scenario::examples::Library;
use scenario::validation_error::ValidationError;
use scenario::{Policy, Scenario, link};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement};

#[wasm_bindgen_test]
async fn a_valid_cell_changes_only_its_item() {
    let page = Page::open("tasks=users:%202s,orders:%201s").await;
    page.type_into("[aria-label='Delay of users']", "1s..3s").await;
    assert_eq!(page.text(), "users: 1s..3s\norders: 1s");
}

#[wasm_bindgen_test]
async fn an_invalid_cell_keeps_its_text_and_makes_the_scenario_unreadable() {
    let page = Page::open("tasks=users:%202s,orders:%201s").await;
    page.type_into("[aria-label='Delay of users']", "3sec").await;
    assert_eq!(page.text(), "users: 2s\norders: 1s");
    assert_eq!(page.scenario(), None);
    assert_eq!(page.input("[aria-label='Delay of users']").value(), "3sec");
    assert_eq!(
        page.all_text(".problem"),
        ["“3sec” is not a duration. Try 3s or 3000ms."]
    );
    page.type_into("[aria-label='Delay of users']", "3s").await;
    assert!(page.scenario().is_some());
    assert_eq!(page.count(".problem"), 0);
}

#[wasm_bindgen_test]
async fn an_invalid_cell_is_an_undo_step_of_its_own() {
    let page = Page::open("tasks=users:%202s,orders:%201s").await;
    page.type_into("[aria-label='Delay of users']", "5s").await;
    page.type_into("[aria-label='Delay of users']", "ab").await;
    page.leave("[aria-label='Delay of users']").await;
    assert!(page.edit.undo());
    tick().await;
    assert_eq!(page.input("[aria-label='Delay of users']").value(), "5s");
    assert!(page.scenario().is_some());
    assert!(page.edit.redo());
    tick().await;
    assert_eq!(page.input("[aria-label='Delay of users']").value(), "ab");
    assert_eq!(page.scenario(), None);
    assert!(page.edit.undo() && page.edit.undo());
    tick().await;
    assert_eq!(page.text(), "users: 2s\norders: 1s");
    assert!(!page.edit.undo());
}

#[wasm_bindgen_test]
async fn everything_typed_is_restored_from_the_saved_work() {
    let page = Page::open("tasks=users:%202s,orders:%201s&limit=4&await=gather").await;
    page.type_into("[aria-label='Delay of users']", "3sec").await;
    page.type_into("#modifier-limit", "0").await;
    page.type_into("#modifier-backoff", "none").await;
    let typed = page.edit.typed();
    let other = Page::open("tasks=9&timeout=2s").await;
    other.edit.show_typed(&typed);
    tick().await;
    // Leptos sets the value of a field a microtask later than everything else, when the options of a select exist.
    tick().await;
    assert_eq!(other.edit.typed(), typed);
    assert_eq!(other.input("[aria-label='Delay of users']").value(), "3sec");
    assert_eq!(other.input("#modifier-limit").value(), "0");
    assert_eq!(other.edit.limit.valid().map(u32::from), Some(4));
    assert_eq!(other.scenario(), None);

    page.click("#tab-text").await;
    page.write_text("2, 1 # so far\n3sec").await;
    let typed = page.edit.typed();
    other.edit.show_typed(&typed);
    tick().await;
    assert_eq!(other.text(), "2, 1 # so far\n3sec");
    assert_eq!(other.edit.typed(), typed);
    assert_eq!(other.edit.draft.with_untracked(|draft| draft.list().items.len()), 2);
}

#[wasm_bindgen_test]
async fn an_unreadable_text_leaves_the_last_list_in_the_table_read_only() {
    let page = Page::open("tasks=2,1").await;
    page.click("#tab-text").await;
    page.write_text("2, 1, 3\n4, 3sec").await;
    assert_eq!(page.scenario(), None);
    assert_eq!(
        page.all_text(".problem"),
        ["Line 2, column 4: “3sec” is not a duration. Try 3s or 3000ms."]
    );
    page.click("#tab-table").await;
    assert_eq!(page.count(".task-row"), 2);
    assert!(page.input("[aria-label='Delay of task 1']").disabled());
    assert_eq!(page.text(), "2, 1, 3\n4, 3sec");
}

#[wasm_bindgen_test]
async fn alt_and_an_arrow_move_the_row_and_the_focus() {
    let page = Page::open("tasks=users:%202s,orders:%201s").await;
    page.press("[aria-label='Delay of users']", "ArrowDown", Held::Alt)
        .await;
    assert_eq!(page.text(), "orders: 1s\nusers: 2s");
    assert_eq!(page.focused().as_deref(), Some("Delay of users"));
}

#[wasm_bindgen_test]
async fn ctrl_d_copies_the_row_and_del_on_the_grip_removes_it() {
    let page = Page::open("tasks=users:%202s,orders:%201s").await;
    page.press("[aria-label='Delay of users']", "d", Held::Control).await;
    assert_eq!(page.text(), "users: 2s\nusers: 2s\norders: 1s");
    page.press("[aria-label='Move orders']", "Delete", Held::Nothing).await;
    assert_eq!(page.text(), "users: 2s\nusers: 2s");
    assert_eq!(page.focused().as_deref(), Some("Move users, task 2"));
}

#[wasm_bindgen_test]
async fn del_in_a_field_leaves_the_row() {
    let page = Page::open("tasks=users:%202s,orders:%201s").await;
    page.press("[aria-label='Delay of users']", "Delete", Held::Nothing)
        .await;
    assert_eq!(page.count(".task-row"), 2);
}

#[wasm_bindgen_test]
async fn a_long_list_puts_few_rows_into_the_page() {
    let page = Page::open("tasks=1").await;
    page.click("#tab-text").await;
    page.write_text(&"1s\n".repeat(10_000)).await;
    page.click("#tab-table").await;
    assert!(page.count(".task-row") < 100, "{} rows", page.count(".task-row"));
    assert_eq!(page.all_text(".editor-count"), ["10,000"]);
}

#[wasm_bindgen_test]
async fn the_last_valid_limit_is_kept_while_the_field_is_invalid() {
    let page = Page::open("tasks=2,1&limit=4").await;
    page.type_into("#modifier-limit", "0").await;
    assert_eq!(page.scenario(), None);
    assert_eq!(page.edit.limit.valid().map(u32::from), Some(4));
    page.type_into("#modifier-limit", "none").await;
    assert_eq!(page.scenario().expect("every field can be read").limit, None);
}

#[wasm_bindgen_test]
async fn opening_a_link_replaces_everything() {
    let page = Page::open("tasks=2,1&limit=4").await;
    page.type_into("[aria-label='Delay of task 1']", "x").await;
    let other = link::read("tasks=a:%201s&await=gather&retry=2&backoff=200ms&speed=0.5&unit=future").scenario;
    page.edit.open(&other);
    tick().await;
    assert_eq!(page.scenario(), Some(other));
    page.edit.policy.set(Policy::Spawn);
    assert_eq!(page.scenario().expect("it can be read").unit, scenario::Unit::Task);
}

#[wasm_bindgen_test]
async fn the_page_returns_the_scenario_of_its_link_unchanged() {
    for fragment in [
        "",
        "tasks=2,1,3&await=gather",
        "tasks=a:%201s..2s%20cpu%2080ms%20fail%2030%25%20x3&seed=7&timers=shared",
    ] {
        let page = Page::open(fragment).await;
        assert_eq!(page.scenario(), Some(link::read(fragment).scenario), "{fragment}");
    }
}

#[wasm_bindgen_test]
fn cell_errors_move_with_their_rows() {
    let cell_error = CellError {
        text: "x".to_owned(),
        validation_error: ValidationError::new("Wrong.", "Try 1s."),
    };
    let mut cell_errors = CellErrors::default();
    cell_errors.put(1, Column::Delay, Some(cell_error.clone()));
    cell_errors.moved(1, 3);
    assert_eq!(cell_errors.get(3, Column::Delay), Some(&cell_error));
    cell_errors.removed(0);
    assert_eq!(cell_errors.get(2, Column::Delay), Some(&cell_error));
    cell_errors.inserted(2);
    assert_eq!(cell_errors.get(3, Column::Delay), Some(&cell_error));
    cell_errors.removed(3);
    assert!(cell_errors.is_empty());
}

#[wasm_bindgen_test]
async fn rows_with_the_same_name_have_controls_with_different_names() {
    let page = Page::open("tasks=a:%202,b:%201,a:%203,1,task%204:%202").await;
    let mut names: Vec<String> = Vec::new();
    for index in 0..page.count(".task-row [aria-label]") {
        let all = page.root.query_selector_all(".task-row [aria-label]");
        let control: Element = all
            .expect("the selector can be read")
            .item(index)
            .expect("it is there")
            .unchecked_into();
        names.extend(control.get_attribute("aria-label"));
    }
    assert!(names.contains(&"Delay of a, task 3".to_owned()), "{names:?}");
    assert!(names.contains(&"Delay of b".to_owned()), "{names:?}");
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all, "no two controls have one name");
}

#[wasm_bindgen_test]
async fn nothing_is_left_after_unmount() {
    let watch = Watch::start();
    let page = Page::open("tasks=users:%202s,orders:%201s").await;
    let root = page.root.clone();
    page.press("[aria-label='Delay of users']", "ArrowDown", Held::Alt)
        .await;
    assert_ne!(watch.listeners(), [""; 0], "an editor has listeners");
    drop(page);
    watch.settle().await;
    assert_eq!(root.child_element_count(), 0);
    assert_eq!(watch.listeners(), [""; 0], "no listener is left");
    assert_eq!((watch.timers(), watch.frames()), (0, 0), "nothing is pending");
}

/// An editor in the page, unmounted when dropped.
struct Page {
    root: HtmlElement,
    edit: Edit,
    mounted: Option<Box<dyn std::any::Any>>,
}

impl Page {
    async fn open(fragment: &str) -> Self {
        let root: HtmlElement = document()
            .create_element("div")
            .expect("div is an element's name")
            .unchecked_into();
        document()
            .body()
            .expect("the test page has a body")
            .append_child(&root)
            .expect("a div can stand in a body");
        let first: Scenario = link::read(fragment).scenario;
        let slot = StoredValue::new(None::<Edit>);
        crate::visit::forget_earlier_work();
        let mounted = mount_to(root.clone(), move || {
            let edit = Edit::new(&first, Library::default());
            slot.set_value(Some(edit));
            let set_up = SetUp::new(window_size(), edit);
            view! { <Editor edit set_up /> }
        });
        tick().await;
        let edit = slot.get_value().expect("the editor is mounted");
        Self {
            root,
            edit,
            mounted: Some(Box::new(mounted)),
        }
    }

    fn element(&self, selector: &str) -> Element {
        let found = self.root.query_selector(selector).expect("the selector can be read");
        found.unwrap_or_else(|| panic!("no {selector} in the page"))
    }

    fn input(&self, selector: &str) -> HtmlInputElement {
        self.element(selector).unchecked_into()
    }

    fn count(&self, selector: &str) -> u32 {
        self.root
            .query_selector_all(selector)
            .expect("the selector can be read")
            .length()
    }

    fn all_text(&self, selector: &str) -> Vec<String> {
        let found = self
            .root
            .query_selector_all(selector)
            .expect("the selector can be read");
        (0..found.length())
            .filter_map(|index| found.item(index)?.text_content())
            .collect()
    }

    fn focused(&self) -> Option<String> {
        document().active_element()?.get_attribute("aria-label")
    }

    fn text(&self) -> String {
        self.edit.draft.with_untracked(|draft| draft.text().to_owned())
    }

    fn scenario(&self) -> Option<Scenario> {
        self.edit.scenario_signal().get_untracked()
    }

    async fn type_into(&self, selector: &str, text: &str) {
        let input = self.input(selector);
        input.focus().expect("it is in the page");
        input.set_value(text);
        send(&input, "input");
        tick().await;
    }

    async fn leave(&self, selector: &str) {
        self.input(selector).blur().expect("it is in the page");
        tick().await;
    }

    async fn write_text(&self, text: &str) {
        let field: HtmlTextAreaElement = self.element("textarea").unchecked_into();
        field.set_value(text);
        send(&field, "input");
        tick().await;
    }

    async fn click(&self, selector: &str) {
        self.element(selector).unchecked_into::<HtmlElement>().click();
        tick().await;
        tick().await;
    }

    async fn press(&self, selector: &str, key: &str, held: Held) {
        let control: HtmlElement = self.element(selector).unchecked_into();
        control.focus().expect("it is in the page");
        let init = web_sys::KeyboardEventInit::new();
        init.set_key(key);
        init.set_bubbles(true);
        init.set_cancelable(true);
        init.set_alt_key(held == Held::Alt);
        init.set_ctrl_key(held == Held::Control);
        let event = web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init)
            .expect("keydown is a keyboard event");
        control.dispatch_event(&event).expect("it is in the page");
        tick().await;
        tick().await;
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.mounted.take();
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    Nothing,
    Alt,
    Control,
}

fn send(target: &Element, name: &str) {
    let init = web_sys::EventInit::new();
    init.set_bubbles(true);
    let event = web_sys::Event::new_with_event_init_dict(name, &init).expect("the name is an event's");
    target.dispatch_event(&event).expect("it is in the page");
}
