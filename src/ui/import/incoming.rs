//! Reads a file from a stream of the browser, in slices of a few milliseconds.

use crate::ui::frames::now_ms;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Reflect, Uint8Array};
use leptos::prelude::{document, window};
use recording::Budget;
use scenario::examples::MOST_BYTES;
use scenario::words;
use trace_file::{FileContent, OpenedTrace, PieceReader, ReadError, kind_of};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, ReadableStream, ReadableStreamDefaultReader, RequestInit, RequestMode, Response};

/// The time for reading before the page has its turn: half of a frame.
const SLICE_MS: f64 = 8.0;

/// The same while the page is not seen and its timers are slowed down. It must answer soon when it is seen again.
const HIDDEN_SLICE_MS: f64 = 40.0;

/// From so many bytes on, what a file is can be told.
const ENOUGH_TO_TELL: usize = 512;

/// The bytes of a file, as the browser delivers them.
pub struct Incoming {
    stream: ReadableStream,
    /// The number of bytes, if it is known.
    length: Option<f64>,
}

/// What a file holds.
pub enum Contents {
    /// A recording.
    Recording(Box<OpenedTrace>),
    /// The text of a learning path, as far as is known.
    Path(String),
}

/// A file of which a part is read.
enum FilePart {
    /// Too little to tell what it is.
    Unknown(Vec<u8>),
    Recording(Box<PieceReader>),
    Path(Vec<u8>),
}

impl Incoming {
    /// The bytes of a file.
    pub fn of_file(file: &File) -> Self {
        Self {
            stream: file.stream(),
            length: Some(file.size()),
        }
    }

    /// Reads all of it. Before each slice, `progress` is called with the share that is read, in percent; if it returns
    /// false, the rest is not read, and the result is `None`.
    pub async fn read(self, budget: Budget, progress: &dyn Fn(Option<u8>) -> bool) -> Result<Option<Contents>, String> {
        const UNREADABLE: &str = "The browser cannot read it on.";
        let reader = ReadableStreamDefaultReader::new(&self.stream).map_err(|_| UNREADABLE)?;
        let mut part = FilePart::Unknown(Vec::new());
        let mut taken = 0.0;
        let mut until = now_ms() + SLICE_MS;
        loop {
            let next = JsFuture::from(reader.read()).await.map_err(|_| UNREADABLE)?;
            let piece = Reflect::get(&next, &"value".into()).ok();
            let piece = piece.and_then(|piece| piece.dyn_into::<Uint8Array>().ok());
            let Some(piece) = piece.map(|piece| piece.to_vec()) else {
                break;
            };
            taken += piece.len() as f64;
            part.give(piece, budget)?;
            loop {
                if now_ms() >= until {
                    TimeoutFuture::new(0).await;
                    let slice = if document().hidden() { HIDDEN_SLICE_MS } else { SLICE_MS };
                    until = now_ms() + slice;
                    if !progress(self.percent(taken)) {
                        // Nobody waits for the rest.
                        drop(reader.cancel());
                        return Ok(None);
                    }
                }
                match part.work() {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(why) => {
                        drop(reader.cancel());
                        return Err(why);
                    }
                }
            }
        }
        if !progress(self.percent(taken)) {
            return Ok(None);
        }
        part.finish(budget).map(Some)
    }

    fn percent(&self, taken: f64) -> Option<u8> {
        let length = self.length.filter(|length| *length > 0.0)?;
        Some((taken / length * 100.0).clamp(0.0, 99.0) as u8)
    }
}

impl FilePart {
    fn give(&mut self, piece: Vec<u8>, budget: Budget) -> Result<(), String> {
        match self {
            Self::Unknown(first) => {
                first.extend(piece);
                if first.len() >= ENOUGH_TO_TELL {
                    self.tell(budget);
                }
            }
            Self::Recording(reader) => reader.give(piece),
            Self::Path(text) => text.extend(piece),
        }
        match self {
            Self::Path(text) if text.len() > MOST_BYTES => {
                let limit = MOST_BYTES / 1024;
                Err(format!("A path file has at most {limit} KB, and this one is larger."))
            }
            _ => Ok(()),
        }
    }

    /// Decides what the file is.
    fn tell(&mut self, budget: Budget) {
        if let Self::Unknown(first) = self {
            let first = std::mem::take(first);
            *self = match kind_of(&first) {
                FileContent::Trace => {
                    let mut reader = Box::new(PieceReader::new(budget));
                    reader.give(first);
                    Self::Recording(reader)
                }
                FileContent::Text => Self::Path(first),
            };
        }
    }

    /// Does a bounded amount of work, and returns whether there is more.
    fn work(&mut self) -> Result<bool, String> {
        match self {
            Self::Recording(reader) => reader.work().map_err(|error| said(&error)),
            Self::Unknown(_) | Self::Path(_) => Ok(false),
        }
    }

    fn finish(mut self, budget: Budget) -> Result<Contents, String> {
        self.tell(budget);
        match self {
            Self::Recording(reader) => {
                let opened = reader.finish().map_err(|error| said(&error))?;
                Ok(Contents::Recording(Box::new(opened)))
            }
            Self::Unknown(text) | Self::Path(text) => Ok(Contents::Path(String::from_utf8_lossy(&text).into_owned())),
        }
    }
}

/// The error as a sentence.
fn said(error: &ReadError) -> String {
    format!("Line {}: {}.", words::thousands(error.line), error.text)
}

/// Fetches a file of the page's own origin.
pub async fn fetch(address: String) -> Result<Incoming, String> {
    let init = RequestInit::new();
    // A redirection to another origin fails, too.
    init.set_mode(RequestMode::SameOrigin);
    let fetched = JsFuture::from(window().fetch_with_str_and_init(&address, &init)).await;
    let response = fetched.ok().and_then(|response| response.dyn_into::<Response>().ok());
    let Some(response) = response else {
        return Err("It cannot be fetched: the server does not answer, or sends it from another site.".into());
    };
    if !response.ok() {
        let status = format!("{} {}", response.status(), response.status_text());
        return Err(format!("The server answered {}.", status.trim_end()));
    }
    let header = |name: &str| response.headers().get(name).ok().flatten();
    // The length of what is sent is another than that of what is read, if the browser unpacks it.
    let length = match header("content-encoding") {
        None => header("content-length")
            .and_then(|length| length.parse::<u32>().ok())
            .map(f64::from),
        Some(_) => None,
    };
    let stream = response.body().ok_or("The server sent nothing.")?;
    Ok(Incoming { stream, length })
}
