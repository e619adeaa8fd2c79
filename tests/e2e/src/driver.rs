//! chromedriver as a process, and its own commands in addition to those of WebDriver. Knows nothing of pages.

use crate::{Failure, Result};
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use url::{ParseError, Url};

/// The time for chromedriver to report its port. It takes a second; a busy machine needs more.
const START_PATIENCE: Duration = Duration::from_secs(30);

/// How often a start is tried. On a busy machine one fails now and then, before any test has begun.
const STARTS_AT_MOST: u32 = 3;

/// The time for the browser to close. It takes a fraction of a second; after this the process is killed.
const SHUTDOWN_PATIENCE: Duration = Duration::from_secs(5);

/// A chromedriver with one session. Both are closed when dropped.
#[derive(Debug)]
pub struct Driver {
    process: Child,
    port: u16,
    client: Client,
}

impl Driver {
    /// Starts chromedriver (`CHROMEDRIVER`, or the one on PATH) on a free port, and a browser (`CHROME`, or the one that
    /// chromedriver finds) with the arguments in `webdriver.json`.
    ///
    /// # Errors
    ///
    /// If either does not start.
    pub async fn start() -> Result<Self> {
        let mut tried = 1;
        loop {
            match Self::start_once().await {
                Err(failure) if tried < STARTS_AT_MOST => println!("started again, because {failure}"),
                result => return result,
            }
            tried += 1;
        }
    }

    async fn start_once() -> Result<Self> {
        let program = std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let mut process = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| Failure(format!("{} does not start: {error}", program.display())))?;
        let port = tokio::time::timeout(START_PATIENCE, reported_port(&mut process))
            .await
            .map_err(|_| Failure("chromedriver does not say its port".to_owned()))??;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities()?)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .map_err(|error| Failure(format!("Chromium does not start: {error}")))?;
        Ok(Self { process, port, client })
    }

    /// The client of the session, for commands.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // If chromedriver were killed, its browser would keep running: ask it to shut down both.
        if shut_down(self.port).is_ok() {
            let start = Instant::now();
            while matches!(self.process.try_wait(), Ok(None)) && start.elapsed() < SHUTDOWN_PATIENCE {
                std::thread::sleep(Duration::from_millis(10));
            }
        }
    }
}

/// Sends a command of the Chrome DevTools Protocol and returns its answer.
///
/// # Errors
///
/// If Chromium rejects it.
pub async fn devtools(client: &Client, command: &str, parameters: Value) -> Result<Value> {
    let body = json!({ "cmd": command, "params": parameters });
    let answer = client
        .issue_cmd(OwnCommand {
            path: "goog/cdp/execute",
            body,
        })
        .await;
    answer.map_err(|error| Failure(format!("{command}: {error}")))
}

/// The browser's log since the last call.
///
/// # Errors
///
/// If the session is closed.
pub async fn browser_log(client: &Client) -> Result<Value> {
    Ok(client
        .issue_cmd(OwnCommand {
            path: "se/log",
            body: json!({ "type": "browser" }),
        })
        .await?)
}

/// A command that only chromedriver has.
#[derive(Debug)]
struct OwnCommand {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for OwnCommand {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> std::result::Result<Url, ParseError> {
        base_url.join(&format!("session/{}/{}", session_id.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _request_url: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

fn capabilities() -> Result<Capabilities> {
    let path = crate::repository_root().join("webdriver.json");
    let unreadable = |error: String| Failure(format!("webdriver.json: {error}"));
    let text = std::fs::read_to_string(&path).map_err(|error| unreadable(error.to_string()))?;
    let mut capabilities: Capabilities = serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
    if let (Some(program), Some(options)) = (std::env::var_os("CHROME"), capabilities.get_mut("goog:chromeOptions")) {
        options["binary"] = program.to_string_lossy().into();
    }
    capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
    Ok(capabilities)
}

/// The port in `ChromeDriver was started successfully on port 40123.`
async fn reported_port(process: &mut Child) -> Result<u16> {
    let output = process
        .stdout
        .take()
        .ok_or_else(|| Failure("chromedriver has no output".to_owned()))?;
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next_line().await? {
        let Some((_, port)) = line.split_once("started successfully on port ") else {
            continue;
        };
        let port = port.trim_end_matches('.').parse();
        return port.map_err(|_| Failure(format!("chromedriver says an odd port: {line}")));
    }
    Err(Failure("chromedriver ended without reporting its port".to_owned()))
}

fn shut_down(port: u16) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(SHUTDOWN_PATIENCE))?;
    write!(
        stream,
        "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
    )?;
    stream.read_to_end(&mut Vec::new())?;
    Ok(())
}
