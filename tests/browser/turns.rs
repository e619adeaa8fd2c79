//! A program in two parts, mounted in turns: in the end its page is that of a program in one piece.

use crate::page::{Page, document, frames, settle, until};
use gloo_events::EventListener;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, EventInit};

const LINK: &str = "tasks=2,1";

fn part() -> Option<String> {
    document()
        .document_element()
        .expect("a document has a root")
        .get_attribute("data-program")
}

/// A listener that tells whether the event has come.
fn heard(name: &'static str) -> (EventListener, Rc<Cell<bool>>) {
    let heard = Rc::new(Cell::new(false));
    let hears = Rc::clone(&heard);
    (EventListener::once(&document(), name, move |_| hears.set(true)), heard)
}

/// Says that the functions of the second part are there; whether the program says when they have been mounted.
fn join() -> bool {
    let init = EventInit::new();
    init.set_cancelable(true);
    let event = Event::new_with_event_init_dict("futurescope-joined", &init).expect("it is an event");
    !document().dispatch_event(&event).expect("it is dispatched once")
}

/// The markup without the empty comments in which views mark their places.
async fn markup_of(page: &Page) -> String {
    settle().await;
    frames().await;
    page.root.inner_html().replace("<!---->", "")
}

#[wasm_bindgen_test]
async fn a_page_that_is_mounted_in_turns_is_the_same_in_the_end() {
    let page = Page::open(LINK).await;
    let at_once = markup_of(&page).await;
    page.close();

    let root = document().document_element().expect("a document has a root");
    root.set_attribute("data-program", "first").expect("it is a name");
    let (_mounted, mounted) = heard("futurescope-mounted");
    let (_whole, whole) = heard("futurescope-whole");
    let page = Page::open(LINK).await;
    until("the first part is mounted", || mounted.get()).await;
    settle().await;
    let without_second = page.root.query_selector(".editor-section").expect("it is a selector");

    let program_says_when = join();
    settle().await;
    let still_first = part();
    let in_the_same_task = page.root.query_selector(".editor-section").expect("it is a selector");
    until("all is mounted", || whole.get()).await;
    let says = part();
    let in_turns = markup_of(&page).await;
    let counted = page
        .root
        .query_selector_all(".editor-section")
        .expect("it is a selector")
        .length();
    page.close();
    let nobody_listens = !join();
    root.remove_attribute("data-program").expect("it is a name");

    assert!(
        without_second.is_none(),
        "the second part is mounted before it is there"
    );
    assert!(program_says_when, "the page says that all is mounted before it is");
    assert_eq!(still_first.as_deref(), Some("first"));
    assert!(
        in_the_same_task.is_none(),
        "the second part is mounted in the task in which it comes"
    );
    assert_eq!(says.as_deref(), Some("whole"));
    assert_eq!(counted, 3);
    assert_eq!(in_turns, at_once);
    assert!(nobody_listens, "a page that is gone still mounts");
}
