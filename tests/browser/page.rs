//! The whole page, mounted for a test: opened by its address, searched with selectors, controlled with clicks and keys.

use futurescope::ui::App;
use gloo_timers::future::TimeoutFuture;
use leptos::task::tick;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement, KeyboardEvent, KeyboardEventInit};

/// The page. Unmount it with [`Page::close`].
pub struct Page {
    /// The element it is mounted in.
    pub root: Element,
    _mounted: Box<dyn std::any::Any>,
}

/// A key press.
#[derive(Clone, Copy, Debug, Default)]
pub struct Press {
    /// The `key` of the event.
    pub key: &'static str,
    /// With Ctrl.
    pub ctrl: bool,
    /// With Alt.
    pub alt: bool,
    /// With Shift.
    pub shift: bool,
    /// Whether the event is a repetition of a key that is held down.
    pub repeat: bool,
}

impl Press {
    /// A key without modifiers.
    pub fn of(key: &'static str) -> Self {
        Self { key, ..Self::default() }
    }
}

/// The document of the test page.
pub fn document() -> web_sys::Document {
    let window = web_sys::window().expect("a test page has a window");
    window.document().expect("a window has a document")
}

/// What has the focus: the body if nothing else has it.
pub fn focused() -> Element {
    document()
        .active_element()
        .expect("something has the focus, or the body")
}

impl Page {
    /// Opens the page at `#fragment`, as on a first visit.
    pub async fn open(fragment: &str) -> Self {
        Self::open_after(fragment, crate::visit::forget_earlier_work).await
    }

    /// Opens it as on a later visit, with what earlier ones have left.
    pub async fn open_again(fragment: &str) -> Self {
        Self::open_after(fragment, || {}).await
    }

    /// Opens it; `before` is called when the address is set and the page is not mounted yet.
    async fn open_after(fragment: &str, before: impl FnOnce()) -> Self {
        let location = web_sys::window().expect("a test page has a window").location();
        location.set_hash(fragment).expect("a fragment can be set");
        // Chromium ignores frequent changes of the address, unless webdriver.json allows them.
        assert_eq!(
            location
                .hash()
                .expect("an address has a fragment")
                .trim_start_matches('#'),
            fragment
        );
        let root = document().create_element("div").expect("div is an element's name");
        let body = document().body().expect("a test page has a body");
        body.append_child(&root).expect("a body takes a div");
        before();
        let mounted = leptos::mount::mount_to(root.clone().unchecked_into(), App);
        until_mounted(&root).await;
        Self {
            root,
            _mounted: Box::new(mounted),
        }
    }

    /// The page as it is after a reload: mounted anew, with what the browser has kept of it.
    pub async fn reload(self) -> Self {
        let root = self.root.clone();
        drop(self);
        let mounted = leptos::mount::mount_to(root.clone().unchecked_into(), App);
        until_mounted(&root).await;
        Self {
            root,
            _mounted: Box::new(mounted),
        }
    }

    /// Unmounts the page and clears the fragment.
    pub fn close(self) {
        let root = self.root.clone();
        drop(self);
        root.remove();
        let location = web_sys::window().expect("a test page has a window").location();
        location.set_hash("").expect("a fragment can be set");
    }

    /// The first element that matches.
    pub fn find(&self, selector: &str) -> HtmlElement {
        let found = self.root.query_selector(selector).expect("the selector is right");
        found
            .unwrap_or_else(|| panic!("there is no {selector}"))
            .unchecked_into()
    }

    /// All elements that match.
    pub fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let found = self.root.query_selector_all(selector).expect("the selector is right");
        (0..found.length())
            .filter_map(|index| Some(found.item(index)?.unchecked_into()))
            .collect()
    }

    /// The text of each element that matches.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let all = self.all(selector);
        all.iter().map(|it| it.text_content().unwrap_or_default()).collect()
    }

    /// Clicks the element.
    pub async fn click(&self, selector: &str) {
        self.find(selector).click();
        settle().await;
    }

    /// Writes the list as text, then shows the table again.
    pub async fn write(&self, list: &str) {
        self.click("#tab-text").await;
        let field: HtmlTextAreaElement = self.find("textarea").unchecked_into();
        field.set_value(list);
        let init = web_sys::EventInit::new();
        init.set_bubbles(true);
        let event = web_sys::Event::new_with_event_init_dict("input", &init).expect("input is an event");
        field.dispatch_event(&event).expect("it is in the page");
        settle().await;
        self.click("#tab-table").await;
    }

    /// Presses a key on an element; returns false if the page has prevented its default.
    pub async fn press(&self, selector: &str, press: Press) -> bool {
        let element = self.find(selector);
        element.focus().expect("it is in the page");
        let left = send(&element, press);
        settle().await;
        left
    }

    /// Presses Run and pauses before any event, with the wall clock stopped meanwhile. Steps from here on record the
    /// same each time, to the microsecond.
    pub async fn launch_paused(&self) {
        js_sys::eval("performance.now = () => 1000").expect("the script is right");
        self.find(".run-button[data-kind=run]").click();
        self.find(".run-button[data-kind]").click();
        settle().await;
        js_sys::eval("delete performance.now").expect("the script is right");
        assert_eq!(run_state(), "paused");
    }

    /// Does one step, to its end.
    pub async fn step(&self) {
        self.click("[aria-label=Step]").await;
    }

    /// Steps until the run has ended.
    pub async fn step_to_the_end(&self) {
        for _ in 0..200 {
            if run_state() == "done" {
                frames().await;
                return;
            }
            self.step().await;
        }
        panic!("a short run ends after a few steps");
    }
}

/// Sends a key press to an element; returns false if its default was prevented.
pub fn send(element: &Element, press: Press) -> bool {
    let init = KeyboardEventInit::new();
    init.set_key(press.key);
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_ctrl_key(press.ctrl);
    init.set_alt_key(press.alt);
    init.set_shift_key(press.shift);
    init.set_repeat(press.repeat);
    let event =
        KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).expect("keydown is a keyboard event");
    element.dispatch_event(&event).expect("it is in the page")
}

/// The `data-run` of the document.
pub fn run_state() -> String {
    let root = document().document_element().expect("a document has a root");
    root.get_attribute("data-run").unwrap_or_default()
}

/// Waits until `condition` is true. The limit is generous, because a machine may be busy.
pub async fn until(what: &str, condition: impl Fn() -> bool) {
    const CHECKS: u32 = 4_000;
    const CHECK_EVERY_MS: u32 = 5;
    for _ in 0..CHECKS {
        if condition() {
            return;
        }
        TimeoutFuture::new(CHECK_EVERY_MS).await;
    }
    panic!("waited {} s in vain: {what}", CHECKS * CHECK_EVERY_MS / 1_000);
}

/// Waits until the page in `root` is mounted and has measured itself.
pub async fn until_mounted(root: &Element) {
    until("there is a Run button", || {
        root.query_selector(".run-button")
            .expect("the selector is right")
            .is_some()
    })
    .await;
    frames().await;
}

/// Waits until effects, and the effects they cause, have run.
pub async fn settle() {
    for _ in 0..4 {
        tick().await;
    }
}

/// Waits until two frames have been drawn.
pub async fn frames() {
    let frame = || {
        js_sys::Promise::new(&mut |resolve, _| {
            let window = web_sys::window().expect("a test page has a window");
            window.request_animation_frame(&resolve).expect("it is a function");
        })
    };
    for _ in 0..2 {
        wasm_bindgen_futures::JsFuture::from(frame())
            .await
            .expect("frames come");
    }
    settle().await;
}
