//! The browser's two storages as shelves of works: writing, reading, and deleting to make room. Every access may be
//! refused: by a private window, a sandbox, a full disk.

use kept::shelf::{self, ShelfEntry};
use kept::{self, SaveError};
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::Storage;

/// The prefix of the keys of works.
const PREFIX: &str = "futurescope-work-";

/// The key under which a tab stores when it was opened, and which works the user has dismissed.
const VISIT_KEY: &str = "futurescope-visit";

/// Room for growth that is made at once, in UTF-16 units, because listing all entries takes time.
const SLACK: usize = 65_536;

/// The number of dismissed works that a tab remembers: more than are saved.
const MOST_DISMISSED: usize = 2 * shelf::MOST_WORKS;

/// One of the browser's two storages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageKind {
    /// The storage of this tab, until it is closed.
    Tab,
    /// The storage of all tabs and later visits.
    Browser,
}

/// A shelf in one of the storages. The storage is looked up for each access, because access may be granted at one time
/// and refused at another.
#[derive(Clone, Debug)]
pub struct Shelf {
    kind: StorageKind,
    /// The work that room was made for, and its size in UTF-16 units.
    room: Option<(String, usize)>,
}

impl Shelf {
    /// The shelf in this storage.
    #[must_use]
    pub const fn of(kind: StorageKind) -> Self {
        Self { kind, room: None }
    }

    /// The text saved under `id`.
    #[must_use]
    pub fn read(&self, id: &str) -> Option<String> {
        get(&self.storage()?, &key(id))
    }

    /// Saves `text` under `id`, and deletes other works to make room for it, but never `spared`.
    ///
    /// # Errors
    ///
    /// If it could not be saved; then no other work is deleted.
    pub fn put(&mut self, id: &str, text: &str, spared: Option<&str>) -> Result<(), SaveError> {
        let storage = self.storage().ok_or(SaveError::FullOrClosed)?;
        let units = text.encode_utf16().count();
        let spared_units = spared
            .and_then(|spared| get(&storage, &key(spared)))
            .map_or(0, |text| text.encode_utf16().count());
        if !shelf::fits(units, spared_units) {
            return Err(SaveError::TooLarge);
        }
        if !set(&storage, &key(id), text) && !set_after_evicting(&storage, id, text, spared) {
            return Err(SaveError::FullOrClosed);
        }
        let has_room = |(saved, room): &(String, usize)| saved == id && units <= *room;
        if !self.room.as_ref().is_some_and(has_room) {
            let entries = entries(&storage);
            for evicted in shelf::to_evict(&entries, id, units + SLACK, spared) {
                remove(&storage, &key(evicted));
            }
            self.room = Some((id.to_owned(), units + SLACK));
        }
        Ok(())
    }

    /// Deletes the work saved under `id`.
    pub fn remove(&self, id: &str) {
        if let Some(storage) = self.storage() {
            remove(&storage, &key(id));
        }
    }

    /// All saved works.
    #[must_use]
    pub fn entries(&self) -> Vec<ShelfEntry> {
        self.storage().map(|storage| entries(&storage)).unwrap_or_default()
    }

    /// Whether something is saved that cannot be read.
    #[must_use]
    pub fn has_unreadable(&self) -> bool {
        self.entries().iter().any(|entry| entry.head.is_err())
    }

    /// When this tab opened the page, and which works were dismissed; `now` and none if that is not stored.
    #[must_use]
    pub fn visit(&self, now: u64) -> (u64, Vec<String>) {
        let noted = self.storage().and_then(|storage| get(&storage, VISIT_KEY));
        let mut words = noted.as_deref().unwrap_or_default().split(' ');
        if let Some(arrived) = words.next().and_then(|word| word.parse().ok()) {
            return (arrived, words.map(str::to_owned).collect());
        }
        self.set_visit(now, &[]);
        (now, Vec::new())
    }

    /// Stores the same.
    pub fn set_visit(&self, arrived: u64, dismissed: &[String]) {
        let Some(storage) = self.storage() else { return };
        let last = &dismissed[dismissed.len().saturating_sub(MOST_DISMISSED)..];
        let words = std::iter::once(arrived.to_string()).chain(last.iter().cloned());
        // If this is refused, the tab offers dismissed works again.
        set(&storage, VISIT_KEY, &words.collect::<Vec<_>>().join(" "));
    }

    fn storage(&self) -> Option<Storage> {
        match self.kind {
            StorageKind::Tab => window().session_storage(),
            StorageKind::Browser => window().local_storage(),
        }
        .ok()
        .flatten()
    }
}

/// The key of the work that was on the page at this entry of the tab's history, or `None`. The browser keeps it with
/// the entry, also over a reload; following a link creates an entry without one.
#[must_use]
pub fn mark() -> Option<String> {
    let mark = window().history().ok()?.state().ok()?.as_string()?;
    mark.strip_prefix(PREFIX).map(str::to_owned)
}

/// Marks this entry of the tab's history with a work, or with none.
pub fn set_mark(id: Option<&str>) {
    let mark = id.map_or(JsValue::NULL, |id| JsValue::from_str(&key(id)));
    if let Ok(history) = window().history()
        && history.state().is_ok_and(|now| now != mark)
    {
        // It fails only where the page may not change its history: there a reload opens the address, and offers the
        // work.
        let _ = history.replace_state(&mark, "");
    }
}

/// A key that no other work has.
#[must_use]
pub fn new_id(now: u64) -> String {
    let chance = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    format!("{now:x}-{chance:x}")
}

fn key(id: &str) -> String {
    format!("{PREFIX}{id}")
}

fn get(storage: &Storage, key: &str) -> Option<String> {
    storage.get_item(key).ok().flatten()
}

/// Writes a value, and checks it by reading it back. If it does not fit, the storage keeps the previous value.
fn set(storage: &Storage, key: &str, text: &str) -> bool {
    storage.set_item(key, text).is_ok() && get(storage, key).as_deref() == Some(text)
}

fn remove(storage: &Storage, key: &str) {
    let _ = storage.remove_item(key); // if this is refused, the item stays
}

fn entries(storage: &Storage) -> Vec<ShelfEntry> {
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|index| storage.key(index).ok().flatten());
    let works = keys.filter_map(|key| {
        let id = key.strip_prefix(PREFIX)?;
        let text = get(storage, &key)?;
        Some(ShelfEntry {
            id: id.to_owned(),
            units: text.encode_utf16().count(),
            // Read to the end: a text with nothing but a head cannot be opened either.
            head: kept::read(&text).map(|(head, _)| head),
        })
    });
    works.collect()
}

/// Deletes one work after another until there is room, and restores all of them if there never is.
fn set_after_evicting(storage: &Storage, id: &str, text: &str, spared: Option<&str>) -> bool {
    let entries = entries(storage);
    let mut evicted: Vec<(String, String)> = Vec::new();
    for entry in shelf::eviction_order(&entries, id, spared) {
        let entry_key = key(&entry.id);
        let Some(kept) = get(storage, &entry_key) else { continue };
        // A storage that does not accept what it already has is not full but closed, and could not restore it.
        if !set(storage, &entry_key, &kept) {
            break;
        }
        remove(storage, &entry_key);
        evicted.push((entry_key, kept));
        if set(storage, &key(id), text) {
            return true;
        }
    }
    for (key, kept) in evicted.iter().rev() {
        set(storage, key, kept);
    }
    false
}
