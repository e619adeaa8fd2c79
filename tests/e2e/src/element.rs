//! One element of the page, to click, type into and read. [`Page`] finds it.

use crate::driver::devtools;
use crate::page::{Key, Page, value_in};
use crate::{Failure, Result, ensure};
use fantoccini::Client;
use serde_json::{Value, json};

/// The point to press: the element's centre, or that of its label if the element itself is not visible there. Waits until the
/// element stays in place from one frame to the next, because what has just been inserted above it moves it.
const POINT_TO_PRESS: &str = "async () => {
    for (let frames = 0, before = ''; frames < 10; frames += 1) {
        const { left, top } = this.getBoundingClientRect();
        if (`${left} ${top}` === before) break;
        before = `${left} ${top}`;
        await new Promise((drawn) => requestAnimationFrame(drawn));
    }
    const centre = (of) => {
        const box = of.getBoundingClientRect();
        return { x: box.left + box.width / 2, y: box.top + box.height / 2, width: box.width, height: box.height };
    };
    const seen = (of, at) => {
        const top = document.elementFromPoint(at.x, at.y);
        return at.width > 1 && at.height > 1 && top && (of === top || of.contains(top));
    };
    for (const of of [this, ...(this.labels ?? [])]) {
        const inView = centre(of);
        if (seen(of, inView)) return inView;
        of.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
        const scrolled = centre(of);
        if (seen(of, scrolled)) return scrolled;
    }
    const at = centre(this);
    const top = document.elementFromPoint(at.x, at.y);
    return { hidden: top ? top.outerHTML.slice(0, 120) : 'nothing' };
}";

/// An element, as it was when it was found.
#[derive(Clone, Debug)]
pub struct Element {
    page: Page,
    client: Client,
    object: String,
    described: String,
}

impl Element {
    pub(crate) fn new(page: Page, client: Client, object: &str, described: String) -> Self {
        Self {
            page,
            client,
            object: object.to_owned(),
            described,
        }
    }

    /// Presses the left mouse button on its centre, scrolled into view.
    ///
    /// # Errors
    ///
    /// If another element is at that point.
    pub async fn click(&self) -> Result {
        let at = self.call(POINT_TO_PRESS).await?;
        if let Some(covering) = at["hidden"].as_str() {
            return Err(Failure(format!(
                "{} cannot be clicked: at its centre is {covering}",
                self.described
            )));
        }
        for (kind, buttons) in [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let event = json!({ "type": kind, "x": at["x"], "y": at["y"], "button": button, "buttons": buttons, "clickCount": 1 });
            devtools(&self.client, "Input.dispatchMouseEvent", event).await?;
        }
        Ok(())
    }

    /// Clicks it, and types `text` in place of its content.
    ///
    /// # Errors
    ///
    /// If it cannot be clicked.
    pub async fn fill(&self, text: &str) -> Result {
        self.select_all_within().await?;
        if text.is_empty() {
            self.page.paste("").await
        } else {
            self.page.type_text(text).await
        }
    }

    /// Clicks it, and pastes `text` in place of its content.
    ///
    /// # Errors
    ///
    /// If it cannot be clicked.
    pub async fn paste(&self, text: &str) -> Result {
        self.select_all_within().await?;
        self.page.paste(text).await
    }

    /// Chooses the option at `index`, from 0: with keys in a native list, otherwise with clicks.
    ///
    /// # Errors
    ///
    /// If there is no such option.
    pub async fn choose(&self, index: usize) -> Result {
        let native = self.call("() => this.tagName === 'SELECT'").await? == Value::Bool(true);
        if native {
            return self.choose_by_keys(index).await;
        }
        self.click().await?;
        let options = self.page.all("option", None).await?;
        let option = options.get(index);
        option
            .ok_or_else(|| Failure(format!("{} offers only {} options", self.described, options.len())))?
            .click()
            .await
    }

    /// The text that a person sees; for a field, its value.
    ///
    /// # Errors
    ///
    /// If it is no longer in the page.
    pub async fn text(&self) -> Result<String> {
        let text = self
            .call("() => 'value' in this && this.tagName !== 'LI' ? this.value : this.innerText")
            .await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Whether it is enabled.
    ///
    /// # Errors
    ///
    /// If it is no longer in the page.
    pub async fn is_enabled(&self) -> Result<bool> {
        let disabled = "() => this.matches(':disabled') || this.getAttribute('aria-disabled') === 'true'";
        Ok(self.call(disabled).await? != Value::Bool(true))
    }

    /// Whether it is the selected one of its group.
    ///
    /// # Errors
    ///
    /// If it is no longer in the page.
    pub async fn is_checked(&self) -> Result<bool> {
        let checked = "() => this.checked ?? this.getAttribute('aria-checked') === 'true'";
        Ok(self.call(checked).await? == Value::Bool(true))
    }

    /// Whether it has the focus.
    ///
    /// # Errors
    ///
    /// If it is no longer in the page.
    pub async fn has_focus(&self) -> Result<bool> {
        Ok(self.call("() => document.activeElement === this").await? == Value::Bool(true))
    }

    /// The texts of the cells of a table, row by row, with the headings first.
    ///
    /// # Errors
    ///
    /// If it is no longer in the page.
    pub async fn rows(&self) -> Result<Vec<Vec<String>>> {
        let rows = self.call(
            "() => [...this.querySelectorAll('tr, [role=row]')].map((row) =>
                [...row.querySelectorAll('th, td, [role=columnheader], [role=rowheader], [role=cell], [role=gridcell]')].map(
                    (cell) => cell.innerText.trim()))",
        );
        let rows = rows.await?.as_array().cloned().unwrap_or_default();
        let texts = |row: &Value| {
            let cells = row.as_array().cloned().unwrap_or_default();
            cells
                .iter()
                .map(|cell| cell.as_str().unwrap_or_default().to_owned())
                .collect()
        };
        Ok(rows.iter().map(texts).collect())
    }

    /// The result of the JavaScript arrow function `function`, with this element as `this`.
    ///
    /// # Errors
    ///
    /// If it throws, or the element is no longer in the page.
    pub async fn call(&self, function: &str) -> Result<Value> {
        // An arrow function uses the `this` of the function around it.
        let declaration = format!("function () {{ return ({function})(); }}");
        let call = json!({ "objectId": self.object, "functionDeclaration": declaration, "returnByValue": true, "awaitPromise": true });
        let answer = devtools(&self.client, "Runtime.callFunctionOn", call).await;
        value_in(&answer.map_err(|error| Failure(format!("{} is gone: {error}", self.described)))?)
    }

    pub(crate) fn object(&self) -> &str {
        &self.object
    }

    async fn select_all_within(&self) -> Result {
        self.click().await?;
        ensure(self.has_focus().await?, || {
            format!("{} does not take focus", self.described)
        })?;
        self.page.select_all().await
    }

    async fn choose_by_keys(&self, index: usize) -> Result {
        let count = self
            .call("() => this.options.length")
            .await?
            .as_u64()
            .unwrap_or_default() as usize;
        ensure(index < count, || {
            format!("{} offers only {count} options", self.described)
        })?;
        self.call("() => this.focus()").await?;
        for _ in 0..count {
            let now = self.call("() => this.selectedIndex").await?.as_i64().unwrap_or(-1);
            if now == index as i64 {
                return Ok(());
            }
            self.page
                .press(if now < index as i64 {
                    Key::ArrowDown
                } else {
                    Key::ArrowUp
                })
                .await?;
        }
        Err(Failure(format!(
            "{} does not move to option {index} by keys",
            self.described
        )))
    }
}
