//! The Code panel in a browser: its `pre` contains exactly the program, whatever is shown beside it.

use codegen::{Language, program};
use futurescope::ui::App;
use leptos::task::tick;
use scenario::link;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

#[wasm_bindgen_test]
async fn the_text_is_the_program_and_nothing_else() {
    for fragment in [
        "",
        "tasks=2,1,3&await=gather",
        "tasks=a:%201s%20fail,b:%202s%20cpu%201s&await=group&limit=2&timeout=1.5s&retry=2&backoff=200ms&deadline=9s",
        "tasks=%3Cb%3E%26amp%3B:%201s,%22q%22:%202s&await=race",
        "tasks=1s..3s%20x3000&await=settle",
    ] {
        let opened = link::read(fragment);
        assert!(opened.problems.is_empty(), "#{fragment}: {:?}", opened.problems);
        let page = Page::open(fragment).await;
        page.click("#tab-code").await;
        for language in Language::ALL {
            page.click(&format!("#tab-{}", language.id())).await;
            let expected = program(language, &opened.scenario).text();
            assert_eq!(page.text("pre"), expected, "#{fragment} in {language:?}");
            assert_eq!(page.count("pre"), 1);
        }
        page.close();
    }
}

#[wasm_bindgen_test]
async fn a_note_is_beside_its_line_and_not_in_the_text() {
    let page = Page::open("tasks=2,1&await=race").await;
    page.click("#tab-code").await;
    page.click("#tab-python").await;
    let note = "asyncio.wait cancels nobody: the losers run on until they are cancelled by hand.";
    assert!(page.text(".code-notes").contains(note), "{}", page.text(".code-notes"));
    assert!(!page.text("pre").contains(note));
    page.close();
}

struct Page {
    root: Element,
    _mounted: Box<dyn std::any::Any>,
}

impl Page {
    async fn open(fragment: &str) -> Self {
        let window = web_sys::window().expect("a test page has a window");
        let document = window.document().expect("a window has a document");
        window.location().set_hash(fragment).expect("a fragment can be set");
        let root = document.create_element("div").expect("div is an element's name");
        let body = document.body().expect("a test page has a body");
        body.append_child(&root).expect("a body takes a div");
        crate::visit::forget_earlier_work();
        let mounted = leptos::mount::mount_to(root.clone().unchecked_into(), App);
        crate::page::until_mounted(&root).await;
        Self {
            root,
            _mounted: Box::new(mounted),
        }
    }

    fn close(self) {
        let root = self.root.clone();
        drop(self);
        root.remove();
        let location = web_sys::window().expect("a test page has a window").location();
        location.set_hash("").expect("a fragment can be set");
    }

    fn find(&self, selector: &str) -> HtmlElement {
        let found = self.root.query_selector(selector).expect("the selector is right");
        found
            .unwrap_or_else(|| panic!("there is no {selector}"))
            .unchecked_into()
    }

    async fn click(&self, selector: &str) {
        self.find(selector).click();
        tick().await;
    }

    fn text(&self, selector: &str) -> String {
        self.find(selector).text_content().unwrap_or_default()
    }

    fn count(&self, selector: &str) -> u32 {
        self.root
            .query_selector_all(selector)
            .expect("the selector is right")
            .length()
    }
}
