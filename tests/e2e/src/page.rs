//! The page: opening it, finding elements by role and name, waiting, and reading the browser's log.
//!
//! Searches Chromium's accessibility tree, so a test finds what a screen reader finds.

use crate::browser::{ColourScheme, Window};
use crate::driver::{browser_log, devtools};
use crate::element::Element;
use crate::{Failure, Result, ensure};
use fantoccini::Client;
use fantoccini::elements::{Element as WebElement, ElementRef};
use fantoccini::wd::WindowHandle;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// The time for a condition to become true. Generous, because a run of seconds on a busy machine has to fit.
const PATIENCE: Duration = Duration::from_secs(20);

/// The interval between two checks of a condition: too short for a person to notice, long compared with the cost of a
/// check.
const CHECK_EVERY: Duration = Duration::from_millis(20);

/// A function of JavaScript for the lines of a log, its `this`: list items, paragraphs, or otherwise its children, without what
/// is hidden from assistive technology.
pub const LINES_OF_LOG: &str = "function () {
    const copy = this.cloneNode(true);
    for (const hidden of copy.querySelectorAll('[aria-hidden=true], [hidden]')) hidden.remove();
    const marked = [...copy.querySelectorAll('li, [role=listitem], p')];
    return (marked.length ? marked : [...copy.children]).map((line) => line.textContent.trim()).filter(Boolean);
}";

/// An expression of JavaScript: whether the program has taken the place of what stands before it (first-paint.html), and its
/// second part is there, so that nothing that is pressed or typed waits for it.
pub const STANDS: &str = "(document.querySelector('.run-button') && !document.querySelector('[data-first-paint]')
    && document.documentElement.dataset.program !== 'first')";

/// A script to run before the page: presses Run as soon as it stands, before the program is there.
pub const PRESS_AT_ONCE: &str = "
    const watch = new MutationObserver(() => {
        const run = document.querySelector('.app[data-size] .run-button');
        if (!run) return;
        watch.disconnect();
        run.click();
    });
    watch.observe(document, { subtree: true, childList: true, attributeFilter: ['data-size'] });
";

/// A page in a browser.
#[derive(Clone, Debug)]
pub struct Page {
    client: Client,
}

/// The handle of a background tab.
#[derive(Clone, Debug)]
pub struct Tab(WindowHandle);

/// A line in the browser's console, an uncaught exception, or a failed request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// `SEVERE`, `WARNING`, `INFO` or `DEBUG`.
    pub level: String,
    /// The message, with its position.
    pub message: String,
}

/// A task of more than 50 ms on the main thread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LongTask {
    /// Its start since the start of the document, in milliseconds.
    pub start_ms: f64,
    /// Its duration in milliseconds.
    pub duration_ms: f64,
}

/// The browser's counters for a page. Use the difference of two readings.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Work {
    /// The CPU time of the main thread in milliseconds, independent of the load of the machine.
    pub main_thread_ms: f64,
    /// The part of it for scripts, including WebAssembly.
    pub script_ms: f64,
    /// The present size of the JavaScript heap, in bytes.
    pub heap_bytes: f64,
}

/// A key that does not type a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Moves the focus to the next element.
    Tab,
    /// Starts a new line, or presses a button.
    Enter,
    /// Cancels.
    Escape,
    /// Presses a button.
    Space,
    /// Moves down by one.
    ArrowDown,
    /// Moves up by one.
    ArrowUp,
    /// Moves left by one.
    ArrowLeft,
    /// Moves right by one.
    ArrowRight,
    /// Moves to the start.
    Home,
    /// Moves to the end.
    End,
}

impl Key {
    /// The `key`, `code`, key code and text of its DOM events.
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

    /// Resizes the page.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn resize(&self, window: Window) -> Result {
        let Window { width, height } = window;
        let mobile = width < Window::MOBILE_BELOW;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
        devtools(&self.client, "Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(())
    }

    /// Changes the preferred colour scheme.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn prefer(&self, scheme: ColourScheme) -> Result {
        let value = match scheme {
            ColourScheme::Dark => "dark",
            ColourScheme::Light => "light",
        };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        devtools(&self.client, "Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Saves downloads in this folder, under the names that the page gives them.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn download_to(&self, folder: &Path) -> Result {
        let behaviour = json!({ "behavior": "allow", "downloadPath": folder });
        devtools(&self.client, "Browser.setDownloadBehavior", behaviour).await?;
        Ok(())
    }

    /// Shows the page as it is printed, or as on a screen.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn show_printed(&self, printed: bool) -> Result {
        let media = json!({ "media": if printed { "print" } else { "" } });
        devtools(&self.client, "Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Makes the page's main thread so many times slower; 1 is as fast as it is.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn slow_down(&self, times: u32) -> Result {
        devtools(&self.client, "Emulation.setCPUThrottlingRate", json!({ "rate": times })).await?;
        Ok(())
    }

    /// A picture of a part of the window as PNG in base64; `area` has x, y, width and height in CSS pixels.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn picture(&self, area: &Value) -> Result<Value> {
        let mut clip = area.clone();
        clip["scale"] = 1.into();
        let mut answer = devtools(&self.client, "Page.captureScreenshot", json!({ "clip": clip })).await?;
        Ok(answer["data"].take())
    }

    /// Turns JavaScript off, or on, for documents that are opened from now on.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn allow_scripts(&self, allowed: bool) -> Result {
        let value = json!({ "value": !allowed });
        devtools(&self.client, "Emulation.setScriptExecutionDisabled", value).await?;
        Ok(())
    }

    /// Crashes the page's process, as a lack of memory does.
    pub async fn crash(&self) {
        // There is no answer from a page that has crashed.
        let crash = devtools(&self.client, "Page.crash", json!({}));
        let _ = tokio::time::timeout(Duration::from_secs(5), crash).await;
    }

    /// Sets the text size in the browser's settings, in pixels. The default is 16.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn set_text_size(&self, pixels: u32) -> Result {
        let sizes = json!({ "fontSizes": { "standard": pixels } });
        devtools(&self.client, "Page.setFontSizes", sizes).await?;
        Ok(())
    }

    /// Runs `script` in every document from now on, before the document's own scripts.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn run_before(&self, script: &str) -> Result {
        let source = json!({ "source": script });
        devtools(&self.client, "Page.addScriptToEvaluateOnNewDocument", source).await?;
        Ok(())
    }

    /// The text in the frame with this index, of any origin.
    ///
    /// # Errors
    ///
    /// If there is no such frame.
    pub async fn text_in_frame(&self, place: u16) -> Result<String> {
        self.client.clone().enter_frame(place).await?;
        let text = self
            .client
            .execute("return document.body ? document.body.innerText : ''", Vec::new())
            .await;
        self.client.clone().enter_parent_frame().await?;
        Ok(text?.as_str().unwrap_or_default().to_owned())
    }

    /// The value of the JavaScript `expression` in the frame that the expression `frame` finds, of any origin and in any
    /// shadow tree.
    ///
    /// # Errors
    ///
    /// If there is no such frame, or it throws.
    pub async fn evaluate_in(&self, frame: &str, expression: &str) -> Result<Value> {
        let found = self.client.execute(&format!("return {frame}"), Vec::new()).await?;
        let id = found.as_object().and_then(|found| found.values().next()?.as_str());
        let id = id.ok_or_else(|| Failure(format!("there is no frame {frame}")))?;
        let element = WebElement::from_element_id(self.client.clone(), ElementRef::from(id.to_owned()));
        element.enter_frame().await?;
        let value = self.client.execute(&format!("return {expression}"), Vec::new()).await;
        self.client.clone().enter_parent_frame().await?;
        Ok(value?)
    }

    /// Waits until the JavaScript `expression` is true in such a frame. While there is no frame, it is not.
    ///
    /// # Errors
    ///
    /// `what`, if it does not become true in time.
    pub async fn until_in(&self, frame: &str, what: &str, expression: &str) -> Result {
        let truth = format!("Boolean({expression})");
        self.eventually(what, async || {
            let value = self.evaluate_in(frame, &truth).await;
            Ok(value.is_ok_and(|value| value == Value::Bool(true)))
        })
        .await
    }

    /// Opens `address` from a blank page, so that a different fragment also loads a new document.
    ///
    /// # Errors
    ///
    /// If it does not load.
    pub async fn open(&self, address: &str) -> Result {
        self.client.goto("about:blank").await?;
        Ok(self.client.goto(address).await?)
    }

    /// Opens the set-up, if it is a line.
    ///
    /// # Errors
    ///
    /// When the page does not answer, or does not open it.
    pub async fn open_set_up(&self) -> Result {
        let open = "if (document.querySelector('.app').dataset.setUp === 'line')
            document.querySelector('.editor-summary').click()";
        self.evaluate(open).await?;
        self.until(
            "the set-up is open",
            "document.querySelector('.editor-sheet').checkVisibility()",
        )
        .await
    }

    /// Opens `address`, and waits until the page is idle, the program's Run button is there and the program is whole.
    ///
    /// # Errors
    ///
    /// If it does not load or does not become idle.
    pub async fn open_idle(&self, address: &str) -> Result {
        self.open(address).await?;
        self.until_run("idle").await?;
        self.until_mounted().await?;
        self.eventually("there is a Run button", async || {
            Ok(!self.all("button", Some("Run")).await?.is_empty())
        })
        .await
    }

    /// Reloads the page, and waits as [`Page::open_idle`] does.
    ///
    /// # Errors
    ///
    /// If it does not load or does not become idle.
    pub async fn reload(&self) -> Result {
        self.client.refresh().await?;
        self.until_mounted().await
    }

    /// Goes back to the previous entry of the tab's history.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub async fn back(&self) -> Result {
        Ok(self.client.back().await?)
    }

    /// Waits until the program that the document loads has rendered the page and is whole.
    ///
    /// # Errors
    ///
    /// If it does not.
    pub async fn until_mounted(&self) -> Result {
        self.until("the page stands", STANDS).await
    }

    /// Opens a tab in the same browser and switches to it. Returns the handle of the previous tab.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn new_tab(&self) -> Result<Tab> {
        let before = self.client.window().await?;
        let opened = self.client.new_window(true).await?;
        self.client.switch_to_window(opened.handle).await?;
        Ok(Tab(before))
    }

    /// Switches to another tab. Returns the handle of the previous tab.
    ///
    /// # Errors
    ///
    /// If it has been closed.
    pub async fn switch_to(&self, tab: Tab) -> Result<Tab> {
        let before = self.client.window().await?;
        self.client.switch_to_window(tab.0).await?;
        Ok(Tab(before))
    }

    /// Runs `script` in every document of this tab from now on, before the document's own scripts.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn run_before_page(&self, script: &str) -> Result {
        let source = json!({ "source": script });
        devtools(&self.client, "Page.addScriptToEvaluateOnNewDocument", source).await?;
        Ok(())
    }

    /// The button with this name.
    ///
    /// # Errors
    ///
    /// If there is none, or more than one. The same holds for the other roles below.
    pub async fn button(&self, name: &str) -> Result<Element> {
        self.role("button", name).await
    }

    /// The tab with this name.
    ///
    /// # Errors
    ///
    /// If there is none, or more than one.
    pub async fn tab(&self, name: &str) -> Result<Element> {
        self.role("tab", name).await
    }

    /// The text field with this name.
    ///
    /// # Errors
    ///
    /// If there is none, or more than one.
    pub async fn textbox(&self, name: &str) -> Result<Element> {
        self.role("textbox", name).await
    }

    /// The combobox with this name.
    ///
    /// # Errors
    ///
    /// If there is none, or more than one.
    pub async fn combobox(&self, name: &str) -> Result<Element> {
        self.role("combobox", name).await
    }

    /// The slider with this name.
    ///
    /// # Errors
    ///
    /// If there is none, or more than one.
    pub async fn slider(&self, name: &str) -> Result<Element> {
        self.role("slider", name).await
    }

    /// The option `name` of the radio group `group`.
    ///
    /// # Errors
    ///
    /// If there is no such group, or no such option in it.
    pub async fn radio(&self, group: &str, name: &str) -> Result<Element> {
        let group = self.role("radiogroup", group).await?;
        self.only("radio", name, self.query(Some(&group), "radio", Some(name)).await?)
            .await
    }

    /// The only element with this role and name. Waits a little, in case the page is still adding it.
    ///
    /// # Errors
    ///
    /// If there is none, or more than one; the message lists the names of the elements with this role.
    pub async fn role(&self, role: &str, name: &str) -> Result<Element> {
        let start = Instant::now();
        loop {
            let found = self.query(None, role, Some(name)).await?;
            if !found.is_empty() || start.elapsed() > Duration::from_secs(2) {
                return self.only(role, name, found).await;
            }
            tokio::time::sleep(CHECK_EVERY).await;
        }
    }

    /// All elements with this role, and with this name if given, in the order of the page.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn all(&self, role: &str, name: Option<&str>) -> Result<Vec<Element>> {
        self.query(None, role, name).await
    }

    /// Waits until the JavaScript `expression` is true.
    ///
    /// # Errors
    ///
    /// `what`, if it does not become true in time.
    pub async fn until(&self, what: &str, expression: &str) -> Result {
        let truth = format!("Boolean({expression})");
        self.eventually(what, async || Ok(self.evaluate(&truth).await? == Value::Bool(true)))
            .await
    }

    /// Waits until `condition` is true.
    ///
    /// # Errors
    ///
    /// `what`, if it does not become true in time, or the error of the condition.
    pub async fn eventually(&self, what: &str, condition: impl AsyncFn() -> Result<bool>) -> Result {
        let start = Instant::now();
        while !condition().await? {
            ensure(start.elapsed() < PATIENCE, || {
                format!("waited {} s in vain: {what}", PATIENCE.as_secs())
            })?;
            tokio::time::sleep(CHECK_EVERY).await;
        }
        Ok(())
    }

    /// Waits until `<html data-run>` is `state`.
    ///
    /// # Errors
    ///
    /// If it does not become so in time.
    pub async fn until_run(&self, state: &str) -> Result {
        let is = format!("document.documentElement.dataset.run === {}", json!(state));
        self.until(&format!("data-run is {state}"), &is).await
    }

    /// The value of `<html data-outcome>`, or an empty text.
    ///
    /// # Errors
    ///
    /// If the page does not answer.
    pub async fn outcome(&self) -> Result<String> {
        self.text_of("document.documentElement.dataset.outcome || ''").await
    }

    /// The lines of the program in the log `Console`, from the top.
    ///
    /// A line is a list item, a paragraph, or otherwise a child of the log. Content that is hidden from assistive
    /// technology (its time, its task) is left out.
    ///
    /// # Errors
    ///
    /// If there is no such log.
    pub async fn console_lines(&self) -> Result<Vec<String>> {
        let log = self.role("log", "Console").await?;
        let lines = log.call(&format!("() => ({LINES_OF_LOG}).call(this)")).await?;
        let Value::Array(lines) = lines else {
            return Ok(Vec::new());
        };
        Ok(lines.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// The whole text of the page.
    ///
    /// # Errors
    ///
    /// If the page does not answer.
    pub async fn text(&self) -> Result<String> {
        self.text_of("document.body.innerText").await
    }

    /// The value of the JavaScript `expression`; waits for a promise.
    ///
    /// # Errors
    ///
    /// If it throws.
    pub async fn evaluate(&self, expression: &str) -> Result<Value> {
        let wanted = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        value_in(&devtools(&self.client, "Runtime.evaluate", wanted).await?)
    }

    /// The value of the JavaScript `expression` as a number.
    ///
    /// # Errors
    ///
    /// If it throws, or is not a number.
    pub async fn number_of(&self, expression: &str) -> Result<f64> {
        let value = self.evaluate(expression).await?;
        value
            .as_f64()
            .ok_or_else(|| Failure(format!("`{expression}` is no number but {value}")))
    }

    /// Presses and releases a key.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
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

    /// Types into the focused element, with a key event for each character.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
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

    /// Inserts `text` into the focused element at once, as pasting does.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn paste(&self, text: &str) -> Result {
        devtools(&self.client, "Input.insertText", json!({ "text": text })).await?;
        Ok(())
    }

    /// Presses and releases a letter, with Ctrl held down.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn press_with_control(&self, letter: char) -> Result {
        const CONTROL: u32 = 2;
        let key_code = u32::from(letter.to_ascii_uppercase());
        for kind in ["rawKeyDown", "keyUp"] {
            let event = json!({ "type": kind, "key": letter.to_string(), "windowsVirtualKeyCode": key_code, "modifiers": CONTROL });
            devtools(&self.client, "Input.dispatchKeyEvent", event).await?;
        }
        Ok(())
    }

    /// Selects everything in the focused element.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn select_all(&self) -> Result {
        const CONTROL: u32 = 2;
        let event = |kind: &str| json!({ "type": kind, "key": "a", "code": "KeyA", "windowsVirtualKeyCode": 65, "modifiers": CONTROL });
        let mut down = event("rawKeyDown");
        down["commands"] = json!(["selectAll"]);
        devtools(&self.client, "Input.dispatchKeyEvent", down).await?;
        devtools(&self.client, "Input.dispatchKeyEvent", event("keyUp")).await?;
        Ok(())
    }

    /// Deletes what the browser keeps of files by their headers. What a service worker has stored stays.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn forget_cached_files(&self) -> Result {
        self.devtools("Network.clearBrowserCache", json!({})).await?;
        Ok(())
    }

    /// Sends a command of the Chrome DevTools Protocol and returns its answer.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        devtools(&self.client, command, parameters).await
    }

    /// The browser's log since the last call, at all levels.
    ///
    /// # Errors
    ///
    /// If the session is closed.
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
    /// If the page does not answer.
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

    /// Enables the counters that [`Page::work`] reads.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn count_work(&self) -> Result {
        devtools(
            &self.client,
            "Performance.enable",
            json!({ "timeDomain": "threadTicks" }),
        )
        .await?;
        Ok(())
    }

    /// The counters of this page since they were enabled.
    ///
    /// # Errors
    ///
    /// If they are not enabled.
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

    /// Turns the wheel at a point of the page, down by this number of pixels.
    ///
    /// # Errors
    ///
    /// If Chromium rejects the command.
    pub async fn turn_wheel(&self, x: f64, y: f64, down: f64) -> Result {
        let event = json!({ "type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": down });
        devtools(&self.client, "Input.dispatchMouseEvent", event).await?;
        Ok(())
    }

    /// Saves a screenshot as PNG.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
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
            // A node that was removed after the query was not found.
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

/// The value in an answer of `Runtime.evaluate` or `Runtime.callFunctionOn`.
pub(crate) fn value_in(answer: &Value) -> Result<Value> {
    if let Some(exception) = answer.get("exceptionDetails") {
        let said = exception["exception"]["description"]
            .as_str()
            .or(exception["text"].as_str());
        return Err(Failure(format!("the page throws: {}", said.unwrap_or_default())));
    }
    Ok(answer["result"].get("value").cloned().unwrap_or(Value::Null))
}
