//! Checks a file against the rules of Chrome's trace event format, as far as ui.perfetto.dev needs them. Written from the
//! format's rules alone, and knows nothing of how the file was written.

use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What a valid file contains.
#[derive(Debug, Default)]
pub struct TraceEvents {
    /// The names of the tracks, by their thread ids.
    pub tracks: BTreeMap<u64, String>,
    /// The slices of each track, in order.
    pub slices: BTreeMap<u64, Vec<Slice>>,
    /// The arrows, each as the slices in which it begins and ends, with their tracks.
    pub arrows: Vec<((u64, Slice), (u64, Slice))>,
    /// The values of each counter, in order.
    pub counters: BTreeMap<String, Vec<(u64, u64)>>,
    /// The instants, with their tracks.
    pub instants: Vec<(u64, u64, String)>,
}

/// A slice of a track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    pub from: u64,
    pub until: u64,
    pub name: String,
    /// Its place among the events of the file.
    place: usize,
}

/// An end of an arrow.
struct FlowEnd {
    track: u64,
    at: u64,
    place: usize,
}

/// The content of a file that keeps all rules.
///
/// # Errors
/// The first rule that it breaks.
pub fn check(file: &[u8]) -> Result<TraceEvents, String> {
    let file: Value = serde_json::from_slice(file).map_err(|error| format!("not JSON: {error}"))?;
    let events = file["traceEvents"].as_array().ok_or("no list of events")?;
    let mut found = TraceEvents::default();
    let (mut begins, mut ends) = (BTreeMap::new(), BTreeMap::new());
    let mut processes = BTreeSet::new();
    let mut metadata_is_over = false;
    for (place, event) in events.iter().enumerate() {
        let at_fault = |what: &str| format!("event {place}: {what}: {event}");
        let event = event.as_object().ok_or_else(|| at_fault("not an object"))?;
        let phase = text(event, "ph").ok_or_else(|| at_fault("no phase"))?;
        let name = text(event, "name").ok_or_else(|| at_fault("no name"))?;
        let process = number(event, "pid").ok_or_else(|| at_fault("no process"))?;
        let track = number(event, "tid");
        let at = number(event, "ts");
        if phase == "M" {
            if metadata_is_over {
                return Err(at_fault("metadata behind other events"));
            }
            let of = event.get("args").and_then(|args| args["name"].as_str());
            let of = of.ok_or_else(|| at_fault("metadata without a name"))?;
            match name {
                "process_name" => _ = processes.insert(process),
                "thread_name" => {
                    let track = track.ok_or_else(|| at_fault("no thread"))?;
                    if found.tracks.insert(track, of.to_owned()).is_some() {
                        return Err(at_fault("a thread with two names"));
                    }
                }
                _ => return Err(at_fault("unknown metadata")),
            }
            continue;
        }
        metadata_is_over = true;
        if !processes.contains(&process) {
            return Err(at_fault("a process without a name"));
        }
        // A negative number is none here.
        let at = at.ok_or_else(|| at_fault("no time"))?;
        if phase == "C" {
            let args = event.get("args").and_then(Value::as_object);
            let args = args.ok_or_else(|| at_fault("a counter without values"))?;
            for (series, value) in args {
                let value = value.as_u64().ok_or_else(|| at_fault("not a number"))?;
                let values = found.counters.entry(format!("{name} {series}")).or_default();
                if values.last().is_some_and(|&(before, _)| before > at) {
                    return Err(at_fault("a counter that goes back in time"));
                }
                values.push((at, value));
            }
            continue;
        }
        let track = track.ok_or_else(|| at_fault("no thread"))?;
        if !found.tracks.contains_key(&track) {
            return Err(at_fault("a thread without a name"));
        }
        match phase {
            "X" => {
                let length = number(event, "dur").ok_or_else(|| at_fault("no duration"))?;
                if length < 1 {
                    return Err(at_fault("shorter than 1 µs"));
                }
                found.slices.entry(track).or_default().push(Slice {
                    from: at,
                    until: at + length,
                    name: name.to_owned(),
                    place,
                });
            }
            "i" => {
                if !matches!(text(event, "s"), Some("t" | "p" | "g")) {
                    return Err(at_fault("an instant without a scope"));
                }
                found.instants.push((track, at, name.to_owned()));
            }
            "s" | "f" => {
                let id = number(event, "id").ok_or_else(|| at_fault("an arrow without a number"))?;
                let category = text(event, "cat").ok_or_else(|| at_fault("an arrow without a category"))?;
                let key = (category.to_owned(), name.to_owned(), id);
                let end = FlowEnd { track, at, place };
                let is_second = if phase == "s" {
                    begins.insert(key, end)
                } else {
                    if text(event, "bp") != Some("e") {
                        return Err(at_fault("an arrow that ends in the next slice"));
                    }
                    if !begins.contains_key(&key) {
                        return Err(at_fault("an arrow that ends before it begins"));
                    }
                    ends.insert(key, end)
                };
                if is_second.is_some() {
                    return Err(at_fault("two arrows of one number"));
                }
            }
            _ => return Err(at_fault("an unknown phase")),
        }
    }
    for (track, slices) in &mut found.slices {
        // Viewers sort by time, and keep the order of the file among equals.
        slices.sort_by_key(|slice| slice.from);
        nest(slices).map_err(|what| format!("thread {track}: {what}"))?;
    }
    if begins.len() != ends.len() {
        return Err(format!("{} arrows begin and {} end", begins.len(), ends.len()));
    }
    for (key, begin) in &begins {
        let end = ends.get(key).ok_or_else(|| format!("{key:?} has no end"))?;
        if end.at < begin.at {
            return Err(format!("{key:?} goes back in time"));
        }
        let within = |end: &FlowEnd| {
            let slice = found.innermost(end.track, end.at);
            // A viewer that keeps the order of the file needs the slice first.
            let slice = slice.filter(|slice| slice.place < end.place);
            slice.ok_or_else(|| format!("{key:?} is in no slice of thread {} at {}", end.track, end.at))
        };
        let arrow = ((begin.track, within(begin)?), (end.track, within(end)?));
        found.arrows.push(arrow);
    }
    Ok(found)
}

/// Slices of a thread contain one another or do not overlap.
fn nest(slices: &[Slice]) -> Result<(), String> {
    let mut open: Vec<&Slice> = Vec::new();
    for slice in slices {
        while open.last().is_some_and(|outer| outer.until <= slice.from) {
            open.pop();
        }
        if let Some(outer) = open.last()
            && slice.until > outer.until
        {
            return Err(format!("{slice:?} overlaps {outer:?}"));
        }
        open.push(slice);
    }
    Ok(())
}

impl TraceEvents {
    /// The slices of this name on all tracks.
    #[allow(dead_code, reason = "not every user of this file counts")]
    pub fn count(&self, name: &str) -> usize {
        let slices = self.slices.values().flatten();
        slices.filter(|slice| slice.name == name).count()
    }

    fn innermost(&self, track: u64, at: u64) -> Option<Slice> {
        let slices = self.slices.get(&track)?;
        let begun = slices.partition_point(|slice| slice.from <= at);
        let around = slices[..begun].iter().rev().find(|slice| at < slice.until);
        around.cloned()
    }
}

fn text<'a>(event: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    event.get(key)?.as_str()
}

fn number(event: &Map<String, Value>, key: &str) -> Option<u64> {
    event.get(key)?.as_u64()
}
