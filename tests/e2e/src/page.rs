//! The page: opening it, finding things by role and name, waiting, and reading what the browser logged.
//!
//! Finding asks Chromium's accessibility tree, so that what a test finds, a screen reader finds.

use crate::browser::{ColourScheme, Window};
use crate::driver::{browser_log, devtools};
use crate::element::Element;
use crate::{Failure, Result, ensure};
use fantoccini::Client;
use fantoccini::wd::WindowHandle;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a condition may take to come true. Generous: a run of seconds on a busy machine has to fit.
const PATIENCE: Duration = Duration::from_secs(20);

/// Between two looks at a condition: short against what a person notices, long against what a look costs.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A page in a browser.
#[derive(Clone, Debug)]
pub struct Page {
    client: Client,
}

/// A tab that is not in front.
#[derive(Clone, Debug)]
pub struct Tab(WindowHandle);

/// A line of the browser's console, an uncaught exception, or a request that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// `SEVERE`, `WARNING`, `INFO` or `DEBUG`.
    pub level: String,
    /// What it says, with its place.
    pub message: String,
}

/// The main thread held for more than 50 ms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LongTask {
    /// From the start of the document, in milliseconds.
    pub start_ms: f64,
    /// In milliseconds.
    pub duration_ms: f64,
}

/// What the browser has counted of a page; of use as the difference of two.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Work {
    /// How long the main thread has computed, in milliseconds of its own clock: what else the machine does is not in it.
    pub main_thread_ms: f64,
    /// The part of it that scripts took, WebAssembly included.
    pub script_ms: f64,
    /// What the heap of JavaScript takes of memory now, in bytes.
    pub heap_bytes: f64,
}

/// A key that is not a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// To the next thing that takes focus.
    Tab,
    /// Starts a new line, presses a button.
    Enter,
    /// Leaves.
    Escape,
    /// Presses a button.
    Space,
    /// One down.
    ArrowDown,
    /// One up.
    ArrowUp,
    /// One to the left.
    ArrowLeft,
    /// One to the right.
    ArrowRight,
    /// To the start.
    Home,
    /// To the end.
    End,
}

impl Key {
    /// `key`, `code`, the key code and the text of the DOM's events.
    const fn parts(self) -> (&'static str, &'static str, u32, &'static str) {
        match self {
            Self::Tab => ("Tab", "Tab", 9, ""),
            Self::Enter => ("Enter", "Enter", 13, "\r"),
            Self::Escape => ("Escape", "Escape", 27, ""),
            Self::Space => (" ", "Space", 32, " "),
            Self::ArrowDown => ("ArrowDown", "ArrowDown", 40, ""),
            Self::ArrowUp => ("ArrowUp", "ArrowUp", 38, ""),
            Self::ArrowLeft => ("ArrowLeft", "ArrowLeft", 37, ""),
            Self::ArrowRight => ("ArrowRight", "ArrowRight", 39, ""),
            Self::Home => ("Home", "Home", 36, ""),
            Self::End => ("End", "End", 35, ""),
        }
    }
}

impl Page {
    pub(crate) const fn new(client: Client) -> Self {
        Self { client }
    }

    /// Gives the page another size.
    ///
    /// # Errors
    ///
    /// When Chromium refuses.
    pub async fn resize(&self, window: Window) -> Result {
        let Window { width, height } = window;
        let mobile = width < Window::MOBILE_BELOW;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
        devtools(&self.client, "Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(())
    }

    /// Prefers another colour scheme.
    ///
    /// # Errors
    ///
    /// When Chromium refuses.
    pub async fn prefer(&self, scheme: ColourScheme) -> Result {
        let value = match scheme {
            ColourScheme::Dark => "dark",
            ColourScheme::Light => "light",
        };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        devtools(&self.client, "Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Sets the size of text in the browser's settings, in pixels: 16 as browsers come.
    ///
    /// # Errors
    ///
    /// When Chromium refuses.
    pub async fn set_text_size(&self, pixels: u32) -> Result {
        let sizes = json!({ "fontSizes": { "standard": pixels } });
        devtools(&self.client, "Page.setFontSizes", sizes).await?;
        Ok(())
    }

    /// Runs `script` in every document from now on, before the document's own scripts.
    ///
    /// # Errors
    ///
    /// When Chromium refuses.
    pub async fn run_before(&self, script: &str) -> Result {
        let source = json!({ "source": script });
        devtools(&self.client, "Page.addScriptToEvaluateOnNewDocument", source).await?;
        Ok(())
    }

    /// All text in the frame at this place of the page, of whatever origin.
    ///
    /// # Errors
    ///
    /// When there is no such frame.
    pub async fn text_in_frame(&self, place: u16) -> Result<String> {
        self.client.clone().enter_frame(place).await?;
        let text = self
            .client
            .execute("return document.body ? document.body.innerText : ''", Vec::new())
            .await;
        self.client.clone().enter_parent_frame().await?;
        Ok(text?.as_str().unwrap_or_default().to_owned())
    }

    /// Opens `address` from a blank page, so that another fragment is another document too.
    ///
    /// # Errors
    ///
    /// When it does not load.
    pub async fn open(&self, address: &str) -> Result {
        self.client.goto("about:blank").await?;
        Ok(self.client.goto(address).await?)
    }

    /// Opens `address`, and waits until the page says that it is idle and there is a Run button: the document says the
    /// one before the program that it loads has put the other there.
    ///
    /// # Errors
    ///
    /// When it does not load, or does not become idle.
    pub async fn open_idle(&self, address: &str) -> Result {
        self.open(address).await?;
        self.until_run("idle").await?;
        self.eventually("there is a Run button", async || {
            Ok(!self.all("button", Some("Run")).await?.is_empty())
        })
        .await
    }

    /// Loads the page again, as the person does who reloads it, and waits as [`Page::open_idle`] does.
    ///
    /// # Errors
    ///
    /// When it does not load, or does not become idle.
    pub async fn reload(&self) -> Result {
        self.client.refresh().await?;
        self.until_stands().await
    }

    /// Goes back to the entry of the tab's history before this one.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub async fn back(&self) -> Result {
        Ok(self.client.back().await?)
    }

    /// Waits until the program that the document loads has put the page there.
    ///
    /// # Errors
    ///
    /// When it does not.
    pub async fn until_stands(&self) -> Result {
        self.until("the page stands", "document.querySelector('.run-button')")
            .await
    }

    /// Opens a tab beside this one; both are of one browser, and the new one is in front. The handle of the one before.
    ///
    /// # Errors
    ///
    /// When Chromium refuses.
    pub async fn new_tab(&self) -> Result<Tab> {
        let before = self.client.window().await?;
        let opened = self.client.new_window(true).await?;
        self.client.switch_to_window(opened.handle).await?;
        Ok(Tab(before))
    }

    /// Goes to another tab. The handle of the one before.
    ///
    /// # Errors
    ///
    /// When it has been closed.
    pub async fn switch_to(&self, tab: Tab) -> Result<Tab> {
        let before = self.client.window().await?;
        self.client.switch_to_window(tab.0).await?;
        Ok(Tab(before))
    }

    /// Runs `script` in every document of this tab from now on, before the document's own scripts.
    ///
    /// # Errors
    ///
    /// When Chromium refuses.
    pub async fn run_before_page(&self, script: &str) -> Result {
        let source = json!({ "source": script });
        devtools(&self.client, "Page.addScriptToEvaluateOnNewDocument", source).await?;
        Ok(())
    }

    /// The button of this name.
    ///
    /// # Errors
    ///
    /// When there is none, or more than one. The same holds for the other roles below.
    pub async fn button(&self, name: &str) -> Result<Element> {
        self.role("button", name).await
    }

    /// The tab of this name.
    ///
    /// # Errors
    ///
    /// When there is none, or more than one.
    pub async fn tab(&self, name: &str) -> Result<Element> {
        self.role("tab", name).await
    }

    /// The text field of this name.
    ///
    /// # Errors
    ///
    /// When there is none, or more than one.
    pub async fn textbox(&self, name: &str) -> Result<Element> {
        self.role("textbox", name).await
    }

    /// The choice list of this name.
    ///
    /// # Errors
    ///
    /// When there is none, or more than one.
    pub async fn combobox(&self, name: &str) -> Result<Element> {
        self.role("combobox", name).await
    }

    /// The slider of this name.
    ///
    /// # Errors
    ///
    /// When there is none, or more than one.
    pub async fn slider(&self, name: &str) -> Result<Element> {
        self.role("slider", name).await
    }

    /// The option `name` of the radio group `group`.
    ///
    /// # Errors
    ///
    /// When there is no such group, or no such option in it.
    pub async fn radio(&self, group: &str, name: &str) -> Result<Element> {
        let group = self.role("radiogroup", group).await?;
        self.only("radio", name, self.query(Some(&group), "radio", Some(name)).await?)
            .await
    }

    /// The one element of this role and name. Waits a little: a page may still be putting it there.
    ///
    /// # Errors
    ///
    /// When there is none, or more than one; the message lists the names that this role has.
    pub async fn role(&self, role: &str, name: &str) -> Result<Element> {
        let start = Instant::now();
        loop {
            let found = self.query(None, role, Some(name)).await?;
            if !found.is_empty() || start.elapsed() > Duration::from_secs(2) {
                return self.only(role, name, found).await;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// All elements of this role, of this name if one is given, in the order of the page.
    ///
    /// # Errors
    ///
    /// When Chromium refuses.
    pub async fn all(&self, role: &str, name: Option<&str>) -> Result<Vec<Element>> {
        self.query(None, role, name).await
    }

    /// Waits until the JavaScript `expression` is true.
    ///
    /// # Errors
    ///
    /// `what`, when it does not come true in time.
    pub async fn until(&self, what: &str, expression: &str) -> Result {
        let truth = format!("Boolean({expression})");
        self.eventually(what, async || Ok(self.evaluate(&truth).await? == Value::Bool(true)))
            .await
    }

    /// Waits until `condition` holds.
    ///
    /// # Errors
    ///
    /// `what`, when it does not come to hold in time; and whatever stops the condition from being looked at.
    pub async fn eventually(&self, what: &str, condition: impl AsyncFn() -> Result<bool>) -> Result {
        let start = Instant::now();
        while !condition().await? {
            ensure(start.elapsed() < PATIENCE, || {
                format!("waited {} s in vain: {what}", PATIENCE.as_secs())
            })?;
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(())
    }

    /// Waits until `<html data-run>` is `state`.
    ///
    /// # Errors
    ///
    /// When it does not become so in time.
    pub async fn until_run(&self, state: &str) -> Result {
        let is = format!("document.documentElement.dataset.run === {}", json!(state));
        self.until(&format!("data-run is {state}"), &is).await
    }

    /// `<html data-outcome>`, or nothing where there is none.
    ///
    /// # Errors
    ///
    /// When the page cannot be asked.
    pub async fn outcome(&self) -> Result<String> {
        self.text_of("document.documentElement.dataset.outcome || ''").await
    }

    /// The program's lines in the log `Console`, from the top.
    ///
    /// A line is a list item, a paragraph, or else a child of the log; what is hidden from assistive technology (its
    /// time, its task) does not count.
    ///
    /// # Errors
    ///
    /// When there is no such log.
    pub async fn console_lines(&self) -> Result<Vec<String>> {
        let log = self.role("log", "Console").await?;
        let lines = log.call(
            "() => {
                const copy = this.cloneNode(true);
                for (const hidden of copy.querySelectorAll('[aria-hidden=true], [hidden]')) hidden.remove();
                const marked = [...copy.querySelectorAll('li, [role=listitem], p')];
                return (marked.length ? marked : [...copy.children]).map((line) => line.textContent.trim()).filter(Boolean);
            }",
        );
        let Value::Array(lines) = lines.await? else {
            return Ok(Vec::new());
        };
        Ok(lines.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// All text that is on the page.
    ///
    /// # Errors
    ///
    /// When the page cannot be asked.
    pub async fn text(&self) -> Result<String> {
        self.text_of("document.body.innerText").await
    }

    /// What the JavaScript `expression` comes to; a promise is waited for.
    ///
    /// # Errors
    ///
    /// When it throws.
    pub async fn evaluate(&self, expression: &str) -> Result<Value> {
        let wanted = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        value_in(&devtools(&self.client, "Runtime.evaluate", wanted).await?)
    }

    /// What the JavaScript `expression` comes to, as a number.
    ///
    /// # Errors
    ///
    /// When it throws, or is not a number.
    pub async fn number_of(&self, expression: &str) -> Result<f64> {
        let value = self.evaluate(expression).await?;
        value
            .as_f64()
            .ok_or_else(|| Failure(format!("`{expression}` is no number but {value}")))
    }

    /// Presses and lets go a key.
    ///
    /// # Errors
    ///
    /// When Chromium refuses.
    pub async fn press(&self, key: Key) -> Result {
        let (key, code, key_code, text) = key.parts();
        let mut event = json!({ "type": "keyDown", "key": key, "code": code, "windowsVirtualKeyCode": key_code });
        if !text.is_empty() {
            event["text"] = text.into();
        }
        devtools(&self.client, "Input.dispatchKeyEvent", event.clone()).await?;
        event["type"] = "keyUp".into();
        event.as_object_mut().map(|event| event.remove("text"));
        devtools(&self.client, "Input.dispatchKeyEvent", event).await?;
        Ok(())
    }

    /// Types into whatever has focus, one key event for each character.
    ///
    /// # Errors
    ///
    /// When Chromium refuses.
    pub async fn type_text(&self, text: &str) -> Result {
        for character in text.chars() {
            if character == '\n' {
                self.press(Key::Enter).await?;
                continue;
            }
            let character = character.to_string();
            for event in [
                json!({ "type": "keyDown", "key": character, "text": character }),
                json!({ "type": "keyUp", "key": character }),
            ] {
                devtools(&self.client, "Input.dispatchKeyEvent", event).await?;
            }
        }
        Ok(())
    }

    /// Puts `text` into whatever has focus in one go, as pasting does.
    ///
    /// # Errors
    ///
    /// When Chromium refuses.
    pub async fn paste(&self, text: &str) -> Result {
        devtools(&self.client, "Input.insertText", json!({ "text": text })).await?;
        Ok(())
    }

    /// Presses and lets go a letter, with Ctrl held.
    ///
    /// # Errors
    ///
    /// When Chromium refuses.
    pub async fn press_with_control(&self, letter: char) -> Result {
        const CONTROL: u32 = 2;
        let key_code = u32::from(letter.to_ascii_uppercase());
        for kind in ["rawKeyDown", "keyUp"] {
            let event = json!({ "type": kind, "key": letter.to_string(), "windowsVirtualKeyCode": key_code, "modifiers": CONTROL });
            devtools(&self.client, "Input.dispatchKeyEvent", event).await?;
        }
        Ok(())
    }

    /// Selects all that is in whatever has focus.
    ///
    /// # Errors
    ///
    /// When Chromium refuses.
    pub async fn select_all(&self) -> Result {
        const CONTROL: u32 = 2;
        let event = |kind: &str| json!({ "type": kind, "key": "a", "code": "KeyA", "windowsVirtualKeyCode": 65, "modifiers": CONTROL });
        let mut down = event("rawKeyDown");
        down["commands"] = json!(["selectAll"]);
        devtools(&self.client, "Input.dispatchKeyEvent", down).await?;
        devtools(&self.client, "Input.dispatchKeyEvent", event("keyUp")).await?;
        Ok(())
    }

    /// What the browser logged since it was last asked, at all levels.
    ///
    /// # Errors
    ///
    /// When the session is gone.
    pub async fn console_messages(&self) -> Result<Vec<LogEntry>> {
        let Value::Array(entries) = browser_log(&self.client).await? else {
            return Ok(Vec::new());
        };
        let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        Ok(entries
            .iter()
            .map(|entry| LogEntry {
                level: text(entry, "level"),
                message: text(entry, "message"),
            })
            .collect())
    }

    /// The long tasks of this document so far.
    ///
    /// # Errors
    ///
    /// When the page cannot be asked.
    pub async fn long_tasks(&self) -> Result<Vec<LongTask>> {
        let Value::Array(tasks) = self.evaluate("window.longTasksForTests").await? else {
            return Ok(Vec::new());
        };
        let number = |task: &Value, key: &str| task[key].as_f64().unwrap_or_default();
        Ok(tasks
            .iter()
            .map(|task| LongTask {
                start_ms: number(task, "start"),
                duration_ms: number(task, "duration"),
            })
            .collect())
    }

    /// Lets the browser count the work of this page; [`Page::work`] asks for it.
    ///
    /// # Errors
    ///
    /// When Chromium refuses.
    pub async fn count_work(&self) -> Result {
        devtools(
            &self.client,
            "Performance.enable",
            json!({ "timeDomain": "threadTicks" }),
        )
        .await?;
        Ok(())
    }

    /// The work of this page since it was first counted.
    ///
    /// # Errors
    ///
    /// When it is not counted.
    pub async fn work(&self) -> Result<Work> {
        let answer = devtools(&self.client, "Performance.getMetrics", json!({})).await?;
        let metric = |name: &str| {
            let metrics = answer["metrics"].as_array().into_iter().flatten();
            let found = metrics.into_iter().find(|metric| metric["name"] == name);
            found
                .and_then(|metric| metric["value"].as_f64())
                .ok_or_else(|| Failure(format!("Chromium does not count {name}")))
        };
        Ok(Work {
            main_thread_ms: metric("TaskDuration")? * 1e3,
            script_ms: metric("ScriptDuration")? * 1e3,
            heap_bytes: metric("JSHeapTotalSize")?,
        })
    }

    /// Turns the wheel over a place of the page, by so many pixels down.
    ///
    /// # Errors
    ///
    /// When Chromium refuses.
    pub async fn turn_wheel(&self, x: f64, y: f64, down: f64) -> Result {
        let event = json!({ "type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": down });
        devtools(&self.client, "Input.dispatchMouseEvent", event).await?;
        Ok(())
    }

    /// Saves a picture of what is on screen, as PNG.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub async fn screenshot(&self, file: &Path) -> Result {
        let picture = self.client.screenshot().await?;
        if let Some(folder) = file.parent() {
            tokio::fs::create_dir_all(folder).await?;
        }
        Ok(tokio::fs::write(file, picture).await?)
    }

    async fn text_of(&self, expression: &str) -> Result<String> {
        Ok(self.evaluate(expression).await?.as_str().unwrap_or_default().to_owned())
    }

    async fn only(&self, role: &str, name: &str, mut found: Vec<Element>) -> Result<Element> {
        match found.len() {
            1 => Ok(found.remove(0)),
            0 => Err(Failure(format!(
                "there is no {role} `{name}`; there is: {}",
                self.names(role).await?.join(", ")
            ))),
            many => Err(Failure(format!("there are {many} of {role} `{name}`"))),
        }
    }

    async fn names(&self, role: &str) -> Result<Vec<String>> {
        let found = self.query_tree(None, role, None).await?;
        let names = found
            .iter()
            .map(|node| format!("`{}`", node["name"]["value"].as_str().unwrap_or_default()));
        Ok(names.collect())
    }

    async fn query(&self, within: Option<&Element>, role: &str, name: Option<&str>) -> Result<Vec<Element>> {
        let mut found = Vec::new();
        for node in self.query_tree(within, role, name).await? {
            let resolved = json!({ "backendNodeId": node["backendDOMNodeId"] });
            // A node that went away between the question and here was not found.
            let Ok(resolved) = devtools(&self.client, "DOM.resolveNode", resolved).await else {
                continue;
            };
            if let Some(object) = resolved["object"]["objectId"].as_str() {
                found.push(Element::new(
                    self.clone(),
                    self.client.clone(),
                    object,
                    format!("{role} `{}`", name.unwrap_or_default()),
                ));
            }
        }
        Ok(found)
    }

    async fn query_tree(&self, within: Option<&Element>, role: &str, name: Option<&str>) -> Result<Vec<Value>> {
        let root = match within {
            Some(element) => element.object().to_owned(),
            None => {
                let document = devtools(&self.client, "Runtime.evaluate", json!({ "expression": "document" })).await?;
                document["result"]["objectId"].as_str().unwrap_or_default().to_owned()
            }
        };
        let mut question = json!({ "objectId": root, "role": role });
        if let Some(name) = name {
            question["accessibleName"] = name.into();
        }
        let answer = devtools(&self.client, "Accessibility.queryAXTree", question).await?;
        let nodes = answer["nodes"].as_array().cloned().unwrap_or_default();
        Ok(nodes
            .into_iter()
            .filter(|node| node["ignored"] != Value::Bool(true))
            .collect())
    }
}

/// The value in an answer of `Runtime.evaluate` and `Runtime.callFunctionOn`.
pub(crate) fn value_in(answer: &Value) -> Result<Value> {
    if let Some(exception) = answer.get("exceptionDetails") {
        let said = exception["exception"]["description"]
            .as_str()
            .or(exception["text"].as_str());
        return Err(Failure(format!("the page throws: {}", said.unwrap_or_default())));
    }
    Ok(answer["result"].get("value").cloned().unwrap_or(Value::Null))
}
