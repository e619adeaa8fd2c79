//! The browser's two storages as shelves of works: written, read back, and made room on. Every access may be refused: by a
//! private window, a sandbox, a full disk.

use kept::shelf::{self, ShelfEntry};
use kept::{self, SaveError};
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::Storage;

/// What the keys of works begin with.
const PREFIX: &str = "futurescope-work-";

/// Where a tab notes when it came, and what its person does not want to be offered.
const VISIT_KEY: &str = "futurescope-visit";

/// Room is made for so much growth at once, in UTF-16 units: looking at all that is there takes time.
const SLACK: usize = 65_536;

/// As many dismissed works as a tab remembers: more than are kept.
const MOST_DISMISSED: usize = 2 * shelf::MOST_WORKS;

/// Which storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageKind {
    /// Of this tab, until it is closed.
    Tab,
    /// Of all tabs, and all later visits.
    Browser,
}

/// A storage. Nothing is kept open: the page may be let in at one time and not at another.
#[derive(Clone, Debug)]
pub struct Shelf {
    place: StorageKind,
    /// The work that room was made for, and how much.
    room: Option<(String, usize)>,
}

impl Shelf {
    /// The storage in this place, if there is one.
    #[must_use]
    pub const fn of(place: StorageKind) -> Self {
        Self { place, room: None }
    }

    /// The text that is kept under `id`.
    #[must_use]
    pub fn read(&self, id: &str) -> Option<String> {
        get(&self.storage()?, &key(id))
    }

    /// Keeps `text` under `id`, and makes room for it. Never at the cost of `spared`.
    ///
    /// # Errors
    ///
    /// When it is not kept; then nothing else is lost for it.
    pub fn put(&mut self, id: &str, text: &str, spared: Option<&str>) -> Result<(), SaveError> {
        let storage = self.storage().ok_or(SaveError::FullOrClosed)?;
        let units = text.encode_utf16().count();
        let spared_units = spared
            .and_then(|spared| get(&storage, &key(spared)))
            .map_or(0, |text| text.encode_utf16().count());
        if !shelf::fits(units, spared_units) {
            return Err(SaveError::TooLarge);
        }
        if !set(&storage, &key(id), text) && !set_with_less_beside(&storage, id, text, spared) {
            return Err(SaveError::FullOrClosed);
        }
        let has_room = |(who, room): &(String, usize)| who == id && units <= *room;
        if !self.room.as_ref().is_some_and(has_room) {
            let entries = entries(&storage);
            for going in shelf::to_evict(&entries, id, units + SLACK, spared) {
                remove(&storage, &key(going));
            }
            self.room = Some((id.to_owned(), units + SLACK));
        }
        Ok(())
    }

    /// Keeps nothing under `id` any more.
    pub fn remove(&self, id: &str) {
        if let Some(storage) = self.storage() {
            remove(&storage, &key(id));
        }
    }

    /// What is kept.
    #[must_use]
    pub fn entries(&self) -> Vec<ShelfEntry> {
        self.storage().map(|storage| entries(&storage)).unwrap_or_default()
    }

    /// Whether something is kept that cannot be read.
    #[must_use]
    pub fn has_unreadable(&self) -> bool {
        self.entries().iter().any(|entry| entry.head.is_err())
    }

    /// When this tab came to the page, and what it does not want to be offered; `now` and nothing where that is not known.
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

    /// Notes the same.
    pub fn set_visit(&self, arrived: u64, dismissed: &[String]) {
        let Some(storage) = self.storage() else { return };
        let last = &dismissed[dismissed.len().saturating_sub(MOST_DISMISSED)..];
        let words = std::iter::once(arrived.to_string()).chain(last.iter().cloned());
        // Where it is refused, the tab offers again what it has offered before.
        set(&storage, VISIT_KEY, &words.collect::<Vec<_>>().join(" "));
    }

    fn storage(&self) -> Option<Storage> {
        match self.place {
            StorageKind::Tab => window().session_storage(),
            StorageKind::Browser => window().local_storage(),
        }
        .ok()
        .flatten()
    }
}

/// The work that was on the page at this entry of the tab's history. The browser holds on to it over a reload, and brings
/// it back with the entry; who follows a link comes to an entry without one.
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
        // It fails only where the page may not touch its history: there a reload opens the address, and offers the work.
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

/// Writes, and reads back. A storage that cannot take it keeps what it had.
fn set(storage: &Storage, key: &str, text: &str) -> bool {
    storage.set_item(key, text).is_ok() && get(storage, key).as_deref() == Some(text)
}

fn remove(storage: &Storage, key: &str) {
    let _ = storage.remove_item(key); // refused, it stays
}

fn entries(storage: &Storage) -> Vec<ShelfEntry> {
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|place| storage.key(place).ok().flatten());
    let works = keys.filter_map(|key| {
        let id = key.strip_prefix(PREFIX)?;
        let text = get(storage, &key)?;
        Some(ShelfEntry {
            id: id.to_owned(),
            units: text.encode_utf16().count(),
            // To its end: what has a head and no more cannot be opened either.
            head: kept::read(&text).map(|(head, _)| head),
        })
    });
    works.collect()
}

/// Takes out one work after another until there is room; puts all of them back if there never is.
fn set_with_less_beside(storage: &Storage, id: &str, text: &str, spared: Option<&str>) -> bool {
    let entries = entries(storage);
    let mut taken_out: Vec<(String, String)> = Vec::new();
    for entry in shelf::eviction_order(&entries, id, spared) {
        let entry_key = key(&entry.id);
        let Some(kept) = get(storage, &entry_key) else { continue };
        // A storage that does not even take what it has is not full but closed, and would not take it back either.
        if !set(storage, &entry_key, &kept) {
            break;
        }
        remove(storage, &entry_key);
        taken_out.push((entry_key, kept));
        if set(storage, &key(id), text) {
            return true;
        }
    }
    for (key, kept) in taken_out.iter().rev() {
        set(storage, key, kept);
    }
    false
}
