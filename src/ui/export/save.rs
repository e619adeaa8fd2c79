//! Saves a record as a file: written in slices, one in each frame, into parts that the browser keeps outside of the
//! program's memory.

use super::Export;
use crate::ui::progress::WorkState;
use crate::ui::session::{Record, RecordId, RunPhase};
use export::{FileKind, FileWriter, Saved, Written, file_name};
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, ReadableStream, Response, WritableStream, WritableStreamDefaultWriter};

pub use crate::ui::download::download_blob;

/// The bytes of a part: the browser compresses them on the page's thread, in one or two milliseconds.
const PART: usize = 1 << 17;
/// The parts that may wait to be compressed: it compresses them all in one task.
const MOST_WAITING: usize = 4;
/// What compresses, where the browser can.
const COMPRESSION: &str = "CompressionStream";
/// By how much gzip makes a trace smaller: the mean of many runs.
const PACKED_BY: u64 = 14;

/// About how many bytes a file takes of which this many are written.
pub fn packed_size(kind: FileKind, bytes: u64) -> u64 {
    if kind == FileKind::Trace && can_pack() {
        bytes / PACKED_BY
    } else {
        bytes
    }
}

/// Saves a file of this kind of the shown record, over as many frames as it takes.
pub fn save(export: &Export, kind: FileKind) {
    let export = *export;
    let record = export.session.record;
    let Some(name) = untrack(|| record.with(|trace, _| file_name(trace, kind.extension()))) else {
        return;
    };
    // The browser compresses in its own code, a part at a time, which is several times as fast as here and no byte to load.
    let target = match kind {
        FileKind::Trace if can_pack() => Packed::new("gzip").map(FileTarget::Packed),
        _ => Ok(FileTarget::Plain(Array::new())),
    };
    let name = match target {
        Ok(FileTarget::Packed(_)) => format!("{name}.gz"),
        _ => name,
    };
    let Ok(target) = target else {
        export.notes.add(&refused(&name));
        return;
    };
    let mut saving = Saving {
        export,
        of: RecordSeen::of(record),
        kind,
        writer: Some(kind.writer()),
        piece: Vec::new(),
        taken: 0,
        target,
        name: name.clone(),
        share: 0.0,
    };
    export
        .work
        .begin(format!("Saving {name}"), move |due| saving.advance(due));
}

fn refused(name: &str) -> String {
    format!("The browser refused to save {name}: it may have no room for a file of this size.")
}

/// A record at one stage of its growth.
#[derive(Clone, Copy, PartialEq)]
struct RecordSeen {
    id: RecordId,
    events: usize,
}

struct Saving {
    export: Export,
    of: RecordSeen,
    kind: FileKind,
    /// `None` once all is written.
    writer: Option<Box<dyn FileWriter>>,
    /// What is written and not yet with the browser.
    piece: Vec<u8>,
    /// How much of it is with the browser after all.
    taken: usize,
    target: FileTarget,
    name: String,
    /// How much is written, 0 to 1.
    share: f64,
}

enum FileTarget {
    /// The parts of the file.
    Plain(Array),
    Packed(Packed),
}

/// A file that the browser compresses.
pub struct Packed {
    writer: WritableStreamDefaultWriter,
    waiting: Rc<Cell<usize>>,
    closed: bool,
    /// Becomes the compressed file.
    whole: Promise,
    /// The compressed file, once it is complete.
    file: Rc<RefCell<Option<Result<Blob, JsValue>>>>,
}

impl RecordSeen {
    fn of(record: Record) -> Self {
        untrack(|| Self {
            id: record.id(),
            events: record.with(|trace, _| trace.events.len()).unwrap_or_default(),
        })
    }
}

impl Saving {
    fn advance(&mut self, due: &dyn Fn() -> bool) -> WorkState {
        let session = self.export.session;
        let runs = session.controls.phase_untracked() == RunPhase::Running;
        if runs || RecordSeen::of(session.record) != self.of {
            self.export.notes.add(&format!(
                "{} was not saved: the run went on, or another record is shown.",
                self.name
            ));
            return WorkState::Over;
        }
        match self.write(due) {
            Ok(state) => state,
            Err(_) => {
                self.export.notes.add(&refused(&self.name));
                WorkState::Over
            }
        }
    }

    fn write(&mut self, due: &dyn Fn() -> bool) -> Result<WorkState, JsValue> {
        let was_written = self.is_written();
        loop {
            let left = self.piece.get(self.taken..).unwrap_or_default();
            let part = left.get(..PART.min(left.len())).unwrap_or_default();
            match &mut self.writer {
                // A whole part, or the rest of the file.
                writer if part.len() == PART || writer.is_none() && !part.is_empty() => {
                    if self.target.is_busy() {
                        return Ok(WorkState::Going(self.share));
                    }
                    self.target.push(part)?;
                    self.taken += part.len();
                }
                Some(writer) => {
                    self.piece.drain(..self.taken);
                    self.taken = 0;
                    match next_piece(&self.export, self.kind, writer.as_mut(), &mut self.piece) {
                        None => return Ok(WorkState::Going(self.share)),
                        Some(Written::Part(share)) => self.share = share,
                        Some(Written::Complete) => self.writer = None,
                    }
                }
                None => break,
            }
            if due() {
                return Ok(WorkState::Going(self.share));
            }
        }
        // The browser takes about as long to put a long file together as a slice takes: that is for another task.
        if !was_written {
            return Ok(WorkState::Going(1.0));
        }
        match self.target.file()? {
            Some(file) => {
                download_blob(&self.name, &file)?;
                Ok(WorkState::Over)
            }
            None => Ok(WorkState::Going(1.0)),
        }
    }

    /// Whether all of it is with the browser.
    fn is_written(&self) -> bool {
        self.writer.is_none() && self.taken == self.piece.len()
    }
}

/// Writes the next piece. `None` while the record is not folded as far as the file needs it.
fn next_piece(export: &Export, kind: FileKind, writer: &mut dyn FileWriter, piece: &mut Vec<u8>) -> Option<Written> {
    let session = export.session;
    let mut next = |deviation: Option<&recording::Deviation>| {
        session.record.with(|trace, folds| {
            let ended = trace.outcome.is_some();
            let searched = folds.findings().is_some() || kind != FileKind::Figures || !ended;
            (folds.history.folded() == trace.events.len() && searched).then(|| {
                let saved = Saved {
                    trace,
                    folds,
                    deviation,
                };
                writer.write_on(&saved, piece)
            })
        })
    };
    untrack(|| session.predicted.deviation().with(|deviation| next(deviation.as_ref()))).flatten()
}

impl FileTarget {
    fn push(&mut self, piece: &[u8]) -> Result<(), JsValue> {
        let bytes = Uint8Array::from(piece);
        match self {
            Self::Plain(parts) => {
                // A blob of its own, because the browser may keep it on disk.
                let part = Blob::new_with_u8_array_sequence(&Array::of1(&bytes))?;
                parts.push(&part);
            }
            Self::Packed(packed) => packed.push(&bytes),
        }
        Ok(())
    }

    /// Whether it takes no more at the moment.
    fn is_busy(&self) -> bool {
        matches!(self, Self::Packed(packed) if packed.waiting.get() >= MOST_WAITING)
    }

    /// The complete file; `None` while it is not.
    fn file(&mut self) -> Result<Option<Blob>, JsValue> {
        match self {
            Self::Plain(parts) => Blob::new_with_blob_sequence(parts).map(Some),
            Self::Packed(packed) => packed.file(),
        }
    }
}

impl Packed {
    /// Nothing of it is written. `format` is gzip or deflate, which is that of zlib.
    ///
    /// # Errors
    ///
    /// If the browser has no such compression.
    pub fn new(format: &str) -> Result<Self, JsValue> {
        // web-sys has no such type.
        let constructor: Function = Reflect::get(&window(), &COMPRESSION.into())?.dyn_into()?;
        let stream = Reflect::construct(&constructor, &Array::of1(&format.into()))?;
        let readable: ReadableStream = Reflect::get(&stream, &"readable".into())?.unchecked_into();
        let writable: WritableStream = Reflect::get(&stream, &"writable".into())?.unchecked_into();
        let writer = writable.get_writer()?;
        let whole = Response::new_with_opt_readable_stream(Some(&readable))?.blob()?;
        let file = Rc::new(RefCell::new(None));
        let (place, read) = (Rc::clone(&file), whole.clone());
        spawn_local(async move {
            let whole = JsFuture::from(read).await;
            place.replace(Some(whole.map(JsCast::unchecked_into)));
        });
        Ok(Self {
            writer,
            waiting: Rc::default(),
            closed: false,
            whole,
            file,
        })
    }

    /// Writes bytes, a part in each of the browser's tasks.
    ///
    /// # Errors
    ///
    /// If the browser has no memory left.
    pub async fn write(&self, bytes: &[u8]) -> Result<(), JsValue> {
        for part in bytes.chunks(PART) {
            JsFuture::from(self.writer.write_with_chunk(&Uint8Array::from(part))).await?;
        }
        Ok(())
    }

    /// The complete file.
    ///
    /// # Errors
    ///
    /// If the browser has no memory left.
    pub async fn finish(mut self) -> Result<Blob, JsValue> {
        self.close();
        JsFuture::from(self.whole.clone()).await.map(JsCast::unchecked_into)
    }

    fn close(&mut self) {
        if !self.closed {
            self.closed = true;
            after(self.writer.close(), || {});
        }
    }

    fn push(&self, bytes: &Uint8Array) {
        self.waiting.update(|waiting| waiting + 1);
        let waiting = Rc::clone(&self.waiting);
        // A failure fails the file, too.
        after(self.writer.write_with_chunk(bytes), move || {
            waiting.update(|waiting| waiting - 1)
        });
    }

    fn file(&mut self) -> Result<Option<Blob>, JsValue> {
        self.close();
        self.file.take().transpose()
    }
}

impl Drop for Packed {
    fn drop(&mut self) {
        if !self.closed {
            after(self.writer.abort(), || {});
        }
    }
}

/// Calls `then` when the promise is settled either way.
fn after(promise: Promise, then: impl FnOnce() + 'static) {
    spawn_local(async move {
        let _ = JsFuture::from(promise).await; // what it says is known from the file
        then();
    });
}

/// Whether the browser compresses.
fn can_pack() -> bool {
    Reflect::has(&window(), &COMPRESSION.into()).unwrap_or_default()
}
