//! What the page says about keeping, which is true of what was written and read back, and of nothing else.

use super::shelf::MOST_UNITS;
use scenario::words::thousands;

/// Why a storage has not kept a work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is larger than what is kept, or than what is left beside a work that is offered.
    TooLarge,
    /// The storage is full, or the page may not use it.
    FullOrClosed,
}

/// What came of keeping a work in one storage.
pub type Kept = Result<(), Refused>;

/// What came of keeping a work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaveResult {
    /// For this tab, until it is closed.
    pub in_tab: Kept,
    /// For every later visit.
    pub in_browser: Kept,
}

/// How far the address holds what is on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AddressHolds {
    /// All but comments and layout.
    #[default]
    TheScenario,
    /// An earlier one: this one cannot be read.
    AnEarlierOne,
    /// An earlier one: this one is too long.
    TooLittle,
}

/// What the person has to know, if anything.
#[must_use]
pub fn about_keeping(outcome: SaveResult, address: AddressHolds) -> Option<String> {
    let full_or_closed = "This browser’s storage is full, or closed to this page";
    Some(match (outcome.in_browser, outcome.in_tab, address) {
        (Ok(()), _, AddressHolds::TooLittle) => {
            "The list is too long for the address, so no link can hold it. It is kept in this browser.".into()
        }
        (Ok(()), ..) => return None,
        (Err(Refused::TooLarge), Ok(()), _) => {
            "There is no room in this browser’s storage: your work is kept in this tab only, until it is closed.".into()
        }
        (Err(Refused::FullOrClosed), Ok(()), _) => {
            format!("{full_or_closed}: your work is kept in this tab only, until it is closed.")
        }
        (Err(Refused::TooLarge), Err(_), _) => {
            let what_to_do = match address {
                AddressHolds::TheScenario => "Only the address holds it, without its comments.",
                AddressHolds::AnEarlierOne | AddressHolds::TooLittle => "Copy the list before you leave.",
            };
            let room = thousands(MOST_UNITS as u64);
            format!(
                "Your work is not kept: it is larger than the {room} characters that there is room for. {what_to_do}"
            )
        }
        (Err(Refused::FullOrClosed), Err(_), AddressHolds::TheScenario) => {
            format!("{full_or_closed}: only the address holds your work, without its comments.")
        }
        (Err(Refused::FullOrClosed), Err(_), _) => {
            format!("Your work is not kept. {full_or_closed}: copy the list before you leave.")
        }
    })
}
