//! Firefox and WebKit through the commands that every WebDriver has: no DevTools, no accessibility tree. Neither driver
//! passes on what a page logs: a probe in the page does, see the tests.

use crate::page::STANDS;
use crate::{Failure, Result, ensure};
use fantoccini::elements::Element;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::fmt;
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use url::{ParseError, Url};

/// The time for a driver to listen, and for a condition to become true. Firefox takes seconds to start on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// The interval between two checks of a condition.
const CHECK_EVERY: Duration = Duration::from_millis(20);

/// The size of the window in CSS pixels: wide enough for the page as it is on a desktop.
const WINDOW: (u32, u32) = (1440, 900);

/// A browser's engine other than Chromium's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Firefox, through geckodriver.
    Firefox,
    /// WebKitGTK's MiniBrowser, through WebKitWebDriver. It needs a display, for instance Xvfb's.
    WebKit,
}

/// A browser with one window, which is closed when dropped.
#[derive(Debug)]
pub struct EngineBrowser {
    engine: Engine,
    client: Client,
    /// What pages logged that have been left.
    logged: Mutex<Vec<String>>,
    // Killed when dropped, and with it the browser.
    _driver: Child,
}

impl Engine {
    /// Both, in the order of their tests.
    pub const ALL: [Self; 2] = [Self::Firefox, Self::WebKit];

    /// Its name in the names of tests, and as an argument.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// The environment variable with the path of its driver; `cargo xtask test browsers` sets it. Without it the engine is
    /// not tested.
    #[must_use]
    pub const fn variable(self) -> &'static str {
        match self {
            Self::Firefox => "GECKODRIVER",
            Self::WebKit => "WEBKITDRIVER",
        }
    }

    fn command(self, port: u16) -> Result<Command> {
        let program =
            std::env::var_os(self.variable()).ok_or_else(|| Failure(format!("{} names no driver", self.variable())))?;
        let mut command = Command::new(program);
        match self {
            Self::Firefox => command.arg("--port").arg(port.to_string()),
            Self::WebKit => command
                .arg(format!("--port={port}"))
                // As root, or without user namespaces, its sandbox cannot be made.
                .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")
                // Software rendering is all that Xvfb has.
                .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
                .env("LIBGL_ALWAYS_SOFTWARE", "1"),
        };
        Ok(command)
    }

    fn capabilities(self) -> Capabilities {
        let (width, height) = WINDOW;
        let wanted = match self {
            Self::Firefox => json!({
                "moz:firefoxOptions": {
                    "args": ["-headless", format!("--width={width}"), format!("--height={height}")],
                },
            }),
            Self::WebKit => json!({
                "webkitgtk:browserOptions": {
                    "binary": std::env::var("MINIBROWSER").ok(),
                    "args": ["--automation"],
                },
            }),
        };
        wanted
            .as_object()
            .map(|wanted| wanted.clone().into_iter().collect())
            .unwrap_or_default()
    }
}

/// What WebKitWebDriver says when the process for pages has ended. Other drivers say it in other words, or do not notice.
const CRASHED: &str = "page crash";

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl EngineBrowser {
    /// Starts the browser with an empty profile.
    ///
    /// # Errors
    ///
    /// If its driver is not named by [`Engine::variable`], or it does not start.
    pub async fn start(engine: Engine) -> Result<Self> {
        let port = free_port()?;
        let driver = engine
            .command(port)?
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| Failure(format!("the driver of {engine} does not start: {error}")))?;
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            ensure(start.elapsed() < PATIENCE, || {
                format!("the driver of {engine} does not answer")
            })?;
            tokio::time::sleep(CHECK_EVERY).await;
        }
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(engine.capabilities())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .map_err(|error| Failure(format!("{engine} does not start: {error}")))?;
        client.set_window_size(WINDOW.0, WINDOW.1).await?;
        Ok(Self {
            engine,
            client,
            logged: Mutex::default(),
            _driver: driver,
        })
    }

    /// Closes the browser.
    ///
    /// # Errors
    ///
    /// If it does not answer.
    pub async fn close(self) -> Result {
        Ok(self.client.clone().close().await?)
    }

    /// Which browser it is.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Opens `address` from a blank page, so that a different fragment also loads a new document.
    ///
    /// # Errors
    ///
    /// If it does not load.
    pub async fn open(&self, address: &str) -> Result {
        self.keep_log().await?;
        self.client.goto("about:blank").await?;
        Ok(self.client.goto(address).await?)
    }

    /// Opens `address`, and waits until the page has a Run button.
    ///
    /// # Errors
    ///
    /// If it does not load, or does not become idle.
    pub async fn open_idle(&self, address: &str) -> Result {
        self.open(address).await?;
        self.until_mounted().await
    }

    /// Reloads the page, and waits until it has a Run button.
    ///
    /// # Errors
    ///
    /// If it does not load, or does not become idle.
    pub async fn reload(&self) -> Result {
        self.keep_log().await?;
        self.client.refresh().await?;
        self.until_mounted().await
    }

    async fn until_mounted(&self) -> Result {
        self.until(
            "the page is idle with a Run button",
            &format!("document.documentElement.dataset.run === 'idle' && {STANDS}"),
        )
        .await
    }

    /// The value of the JavaScript `expression`, which is not a promise.
    ///
    /// # Errors
    ///
    /// If it throws.
    pub async fn evaluate(&self, expression: &str) -> Result<Value> {
        Ok(self
            .client
            .execute(&format!("return ({expression})"), Vec::new())
            .await?)
    }

    /// The value that the JavaScript `promise` is fulfilled with.
    ///
    /// # Errors
    ///
    /// If it is rejected.
    pub async fn resolved(&self, promise: &str) -> Result<Value> {
        let script = format!(
            "const tell = arguments[arguments.length - 1];
            Promise.resolve({promise}).then((value) => tell({{ value }}), (error) => tell({{ error: String(error) }}));"
        );
        let answer = self.client.execute_async(&script, Vec::new()).await?;
        match answer["error"].as_str() {
            Some(error) => Err(Failure(format!("`{promise}`: {error}"))),
            None => Ok(answer["value"].clone()),
        }
    }

    /// The value of the JavaScript `expression` as a text; an empty one if it is not a text.
    ///
    /// # Errors
    ///
    /// If it throws.
    pub async fn text_of(&self, expression: &str) -> Result<String> {
        Ok(self.evaluate(expression).await?.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the JavaScript `expression` is true.
    ///
    /// # Errors
    ///
    /// `what`, if it does not become true in time.
    pub async fn until(&self, what: &str, expression: &str) -> Result {
        let start = Instant::now();
        let truth = format!("Boolean({expression})");
        while self.evaluate(&truth).await? != Value::Bool(true) {
            ensure(start.elapsed() < PATIENCE, || {
                format!("waited {} s in vain: {what}", PATIENCE.as_secs())
            })?;
            tokio::time::sleep(CHECK_EVERY).await;
        }
        Ok(())
    }

    /// The only visible element among those that `selector` selects whose accessible name, as the browser computes it, is
    /// `name`.
    ///
    /// # Errors
    ///
    /// If there is none, or more than one; the message lists the names.
    pub async fn named(&self, selector: &str, name: &str) -> Result<Element> {
        let start = Instant::now();
        loop {
            let mut names = Vec::new();
            let mut found = Vec::new();
            for element in self.client.find_all(Locator::Css(selector)).await? {
                // An element that the page removed meanwhile is not found.
                if !element.is_displayed().await.unwrap_or(false) {
                    continue;
                }
                let Ok(label) = self.label(&element).await else {
                    continue;
                };
                if label == name {
                    found.push(element);
                }
                names.push(format!("`{label}`"));
            }
            match found.len() {
                1 => return Ok(found.remove(0)),
                0 if start.elapsed() < PATIENCE => tokio::time::sleep(CHECK_EVERY).await,
                0 => {
                    return Err(Failure(format!(
                        "there is no {selector} `{name}`; there is: {}",
                        names.join(", ")
                    )));
                }
                many => return Err(Failure(format!("there are {many} of {selector} `{name}`"))),
            }
        }
    }

    /// Clicks the button with this name, as a person does.
    ///
    /// # Errors
    ///
    /// If there is none, or something lies over it.
    pub async fn press(&self, name: &str) -> Result {
        self.named("button", name).await?.click().await?;
        Ok(())
    }

    /// Puts the file at `path` into the file input that `selector` selects, as a person's choice in the dialog does.
    ///
    /// # Errors
    ///
    /// If there is no such input.
    pub async fn choose_file(&self, selector: &str, path: &Path) -> Result {
        let input = self.client.find(Locator::Css(selector)).await?;
        Ok(input.send_keys(&path.to_string_lossy()).await?)
    }

    /// Makes the frame with this index the document that commands act on, or with `None` the window's own document.
    ///
    /// # Errors
    ///
    /// If there is no such frame.
    pub async fn enter_frame(&self, index: Option<u16>) -> Result {
        let client = self.client.clone();
        match index {
            Some(index) => client.enter_frame(index).await?,
            None => client.enter_parent_frame().await?,
        }
        Ok(())
    }

    /// Reads what the page logs, once the probe runs in it, before it is left for another.
    async fn keep_log(&self) -> Result {
        let Value::Array(lines) = self.evaluate("(window.loggedForTests ?? []).splice(0)").await? else {
            return Ok(());
        };
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        logged.extend(lines.iter().filter_map(Value::as_str).map(str::to_owned));
        Ok(())
    }

    /// What the pages logged, and what went wrong in them, since the last call.
    ///
    /// # Errors
    ///
    /// If the page does not answer.
    pub async fn logged(&self) -> Result<Vec<String>> {
        self.keep_log().await?;
        Ok(std::mem::take(
            &mut *self.logged.lock().unwrap_or_else(PoisonError::into_inner),
        ))
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

    /// Whether the browser's process for pages has ended. Wrong code in a page throws an error there; it does not end the process.
    pub async fn has_crashed(&self) -> bool {
        match self.client.execute("return 0", Vec::new()).await {
            Err(error) => error.is_invalid_session_id() && error.to_string().contains(CRASHED),
            Ok(_) => false,
        }
    }

    /// The name that the browser computes for assistive technology.
    async fn label(&self, element: &Element) -> Result<String> {
        let label = self
            .client
            .issue_cmd(ComputedLabel(element.element_id().to_string()))
            .await?;
        Ok(label.as_str().unwrap_or_default().to_owned())
    }
}

/// The WebDriver command “Get Computed Label” for an element, by its id.
#[derive(Debug)]
struct ComputedLabel(String);

impl WebDriverCompatibleCommand for ComputedLabel {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> std::result::Result<Url, ParseError> {
        base_url.join(&format!(
            "session/{}/element/{}/computedlabel",
            session_id.unwrap_or_default(),
            self.0
        ))
    }

    fn method_and_body(&self, _request_url: &Url) -> (Method, Option<String>) {
        (Method::GET, None)
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
