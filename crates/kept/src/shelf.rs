//! Decides which saved works a storage keeps, which it evicts, and which the page offers to reopen. Works on a list of
//! entries and changes nothing itself.

use super::{Head, Stamp, Unreadable};

/// The most that all works of one storage may take, in UTF-16 units, as browsers count: 2 bytes each of the 5 MB of an
/// origin, with a reserve for other data. A list of a million tasks fits.
pub const MOST_UNITS: usize = 2_400_000;

/// The most works that are kept: a few visits in a few tabs.
pub const MOST_WORKS: usize = 8;

/// A saved work in a storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShelfEntry {
    /// The id that it is stored under.
    pub id: String,
    /// Its size in UTF-16 units.
    pub units: usize,
    /// Its metadata.
    pub head: Result<Head, Unreadable>,
}

/// The state of this tab, as far as it decides what is offered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// When this tab opened the page, in milliseconds since 1970. Works changed later belong to other tabs.
    pub arrived: u64,
    /// The works that are open in the page: its own, and the one it was opened from.
    pub open: Vec<String>,
    /// The works whose offer was dismissed in this tab.
    pub dismissed: Vec<String>,
}

/// Whether a work of `units` fits beside a protected work of `protected` units.
#[must_use]
pub const fn fits(units: usize, protected: usize) -> bool {
    units.saturating_add(protected) <= MOST_UNITS
}

/// The works that may be evicted for `own`, in the order of eviction: unreadable ones, then those that another work
/// continues, then the oldest. Never `protected`, the work that is currently offered.
#[must_use]
pub fn eviction_order<'a>(entries: &'a [ShelfEntry], own: &str, protected: Option<&str>) -> Vec<&'a ShelfEntry> {
    let mut evicted: Vec<&ShelfEntry> = entries
        .iter()
        .filter(|entry| entry.id != own && Some(entry.id.as_str()) != protected)
        .collect();
    scenario::sort::by_key(&mut evicted, |entry| match &entry.head {
        Err(Unreadable::Junk) => (0, 0),
        Err(Unreadable::OtherVersion) => (1, 0),
        Ok(head) if is_continued(&head.stamp, heads(entries)) => (2, head.stamp.at),
        Ok(head) => (3, head.stamp.at),
    });
    evicted
}

/// The works to evict now that `own` takes `units`, in order. Texts that are not a saved work are always evicted.
#[must_use]
pub fn to_evict<'a>(entries: &'a [ShelfEntry], own: &str, units: usize, protected: Option<&str>) -> Vec<&'a str> {
    let others = || entries.iter().filter(|entry| entry.id != own);
    let mut works = others().count() + 1;
    let mut all_units = units + others().map(|entry| entry.units).sum::<usize>();
    let mut evicted = Vec::new();
    for entry in eviction_order(entries, own, protected) {
        if works <= MOST_WORKS && all_units <= MOST_UNITS && entry.head != Err(Unreadable::Junk) {
            break;
        }
        works -= 1;
        all_units -= entry.units;
        evicted.push(entry.id.as_str());
    }
    evicted
}

/// The works to offer, the latest first: those of this tab, and those of the browser that no other tab has open.
#[must_use]
pub fn offers(in_tab: &[Head], in_browser: &[Head], visit: &Visit) -> Vec<Stamp> {
    let all = || in_tab.iter().chain(in_browser);
    let wanted = |head: &&Head| {
        let id = &head.stamp.id;
        !visit.open.contains(id) && !visit.dismissed.contains(id) && !is_continued(&head.stamp, all())
    };
    let earlier = |head: &&Head| head.stamp.at <= visit.arrived;
    let mut found: Vec<&Stamp> = in_tab
        .iter()
        .chain(in_browser.iter().filter(earlier))
        .filter(wanted)
        .map(|head| &head.stamp)
        .collect();
    scenario::sort::by(&mut found, |one, other| {
        other.at.cmp(&one.at).then_with(|| one.id.cmp(&other.id))
    });
    let mut offers: Vec<Stamp> = Vec::new();
    for stamp in found {
        if offers.iter().all(|offered| offered.id != stamp.id) {
            offers.push(stamp.clone());
        }
    }
    offers
}

/// Whether another work continues this one in its present state.
fn is_continued<'a>(stamp: &Stamp, mut all: impl Iterator<Item = &'a Head>) -> bool {
    all.any(|head| head.continues.as_ref() == Some(stamp))
}

fn heads(entries: &[ShelfEntry]) -> impl Iterator<Item = &Head> {
    entries.iter().filter_map(|entry| entry.head.as_ref().ok())
}
