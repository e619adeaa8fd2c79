//! Which of several kept works stay, which make way, and which are offered back. Knows what is on a shelf and how large it
//! is, and touches nothing.

use super::{Head, Stamp, Unreadable};

/// What the works of one storage may hold together, in UTF-16 units, as browsers count: two bytes each of the 5 MB that an
/// origin has, with some left for others. A list of a million tasks fits.
pub const MOST_UNITS: usize = 2_400_000;

/// So many works are kept: a few visits of a few tabs.
pub const MOST_WORKS: usize = 8;

/// What stands on a shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShelfEntry {
    /// Under which it stands.
    pub id: String,
    /// In UTF-16 units.
    pub units: usize,
    /// What is said of it.
    pub head: Result<Head, Unreadable>,
}

/// Who looks for what may be offered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// When this tab came to the page, in milliseconds since 1970. What other tabs have changed since is theirs.
    pub arrived: u64,
    /// The works that are on the page: its own, and the one that was opened.
    pub open: Vec<String>,
    /// The works that the person does not want to be offered in this tab.
    pub dismissed: Vec<String>,
}

/// Whether a work of `units` has a place at all, beside one of `spared` units that must stay.
#[must_use]
pub const fn has_place(units: usize, spared: usize) -> bool {
    units.saturating_add(spared) <= MOST_UNITS
}

/// All that may make way for `own`, the first to go first: what cannot be read, then what another work has gone on with,
/// then the oldest. Never `spared`, which the person has not answered yet.
#[must_use]
pub fn may_go<'a>(entries: &'a [ShelfEntry], own: &str, spared: Option<&str>) -> Vec<&'a ShelfEntry> {
    let mut going: Vec<&ShelfEntry> = entries
        .iter()
        .filter(|entry| entry.id != own && Some(entry.id.as_str()) != spared)
        .collect();
    going.sort_by_key(|entry| match &entry.head {
        Err(Unreadable::Junk) => (0, 0),
        Err(Unreadable::OtherVersion) => (1, 0),
        Ok(head) if goes_on_in(&head.stamp, heads(entries)) => (2, head.stamp.at),
        Ok(head) => (3, head.stamp.at),
    });
    going
}

/// What has to go now that `own` stands on the shelf with so many units, in order: junk in any case.
#[must_use]
pub fn must_go<'a>(entries: &'a [ShelfEntry], own: &str, units: usize, spared: Option<&str>) -> Vec<&'a str> {
    let others = || entries.iter().filter(|entry| entry.id != own);
    let mut works = others().count() + 1;
    let mut all_units = units + others().map(|entry| entry.units).sum::<usize>();
    let mut going = Vec::new();
    for entry in may_go(entries, own, spared) {
        if works <= MOST_WORKS && all_units <= MOST_UNITS && entry.head != Err(Unreadable::Junk) {
            break;
        }
        works -= 1;
        all_units -= entry.units;
        going.push(entry.id.as_str());
    }
    going
}

/// The works to offer, the latest first: those of this tab, and those of the browser that no other tab is at.
#[must_use]
pub fn offers(in_tab: &[Head], in_browser: &[Head], visit: &Visit) -> Vec<Stamp> {
    let all = || in_tab.iter().chain(in_browser);
    let wanted = |head: &&Head| {
        let id = &head.stamp.id;
        !visit.open.contains(id) && !visit.dismissed.contains(id) && !goes_on_in(&head.stamp, all())
    };
    let earlier = |head: &&Head| head.stamp.at <= visit.arrived;
    let mut found: Vec<&Stamp> = in_tab
        .iter()
        .chain(in_browser.iter().filter(earlier))
        .filter(wanted)
        .map(|head| &head.stamp)
        .collect();
    found.sort_by(|one, other| other.at.cmp(&one.at).then_with(|| one.id.cmp(&other.id)));
    let mut offers: Vec<Stamp> = Vec::new();
    for stamp in found {
        if offers.iter().all(|offered| offered.id != stamp.id) {
            offers.push(stamp.clone());
        }
    }
    offers
}

/// Whether another work began with this one as it is now.
fn goes_on_in<'a>(stamp: &Stamp, mut all: impl Iterator<Item = &'a Head>) -> bool {
    all.any(|head| head.continues.as_ref() == Some(stamp))
}

fn heads(entries: &[ShelfEntry]) -> impl Iterator<Item = &Head> {
    entries.iter().filter_map(|entry| entry.head.as_ref().ok())
}
