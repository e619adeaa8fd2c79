//! The events of Chrome's trace event format, one in a line.

use super::track::WakeArrow;
use crate::json::Json;

/// The one process.
const PROCESS: u32 = 1;

/// Writes events to the end of a buffer.
pub struct EventPen<'a> {
    out: &'a mut Vec<u8>,
}

impl<'a> EventPen<'a> {
    pub const fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out }
    }

    /// Begins the file. The metadata events have to follow: every later event is written behind another one.
    pub fn begin(&mut self, link: &str) {
        let mut head = Json::object(self.out);
        head.text("displayTimeUnit", "ms");
        let mut other = head.object_in("otherData");
        other.text("recorded-by", "Futurescope");
        other.text("link", link);
        other.end();
        // The object is closed at the end of the file.
        self.out.extend_from_slice(b",\"traceEvents\":[\n");
    }

    /// Ends the file.
    pub fn end(&mut self) {
        self.out.extend_from_slice(b"\n]}\n");
    }

    pub fn process_name(&mut self, name: &str) {
        // The first event of all.
        self.event("M", None, None, "process_name", &|event| named(event, name));
    }

    pub fn track_name(&mut self, track: u32, name: &str) {
        self.next("M", Some(track), None, "thread_name", &|event| named(event, name));
    }

    pub fn slice(&mut self, track: u32, from: u64, length: u64, name: &str) {
        self.next("X", Some(track), Some(from), name, &|event| event.number("dur", length));
    }

    pub fn instant(&mut self, track: u32, at: u64, name: &str) {
        self.next("i", Some(track), Some(at), name, &|event| event.text("s", "t"));
    }

    pub fn counter(&mut self, name: &str, at: u64, value: u32) {
        self.next("C", None, Some(at), name, &|event| {
            let mut args = event.object_in("args");
            args.number("tasks", value);
            args.end();
        });
    }

    /// An arrow; its number tells it from the others.
    pub fn arrow(&mut self, number: u32, arrow: &WakeArrow) {
        self.next("s", Some(arrow.from_track), Some(arrow.from), "wakes", &|event| {
            event.text("cat", "wake");
            event.number("id", number);
        });
        self.next("f", Some(arrow.to_track), Some(arrow.to), "wakes", &|event| {
            event.text("cat", "wake");
            event.number("id", number);
            // It ends in the slice that encloses it, and not in the next one.
            event.text("bp", "e");
        });
    }

    fn next(&mut self, phase: &str, track: Option<u32>, at: Option<u64>, name: &str, rest: &dyn Fn(&mut Json<'_>)) {
        self.out.extend_from_slice(b",\n");
        self.event(phase, track, at, name, rest);
    }

    fn event(&mut self, phase: &str, track: Option<u32>, at: Option<u64>, name: &str, rest: &dyn Fn(&mut Json<'_>)) {
        let mut event = Json::object(self.out);
        event.text("ph", phase);
        event.number("pid", PROCESS);
        if let Some(track) = track {
            event.number("tid", track);
        }
        if let Some(at) = at {
            event.number("ts", at);
        }
        event.text("name", name);
        rest(&mut event);
        event.end();
    }
}

fn named(event: &mut Json<'_>, name: &str) {
    let mut args = event.object_in("args");
    args.text("name", name);
    args.end();
}
