//! The message about saving, which reports only what was written and read back.

use super::shelf::MOST_UNITS;
use scenario::words::thousands;

/// Why a storage has not saved a work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveError {
    /// The work is larger than the limit, or than what is left beside the work that is offered.
    TooLarge,
    /// The storage is full, or the page may not use it.
    FullOrClosed,
}

/// The result of saving a work in each storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaveResult {
    /// In session storage, for this tab until it is closed.
    pub in_tab: Result<(), SaveError>,
    /// In local storage, for every later visit.
    pub in_browser: Result<(), SaveError>,
}

/// What the address holds of the scenario on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AddressHolds {
    /// All of it except comments and layout.
    #[default]
    Current,
    /// An earlier scenario, because the current one cannot be read.
    EarlierUnreadable,
    /// An earlier scenario, because the current one is too long.
    EarlierTooLong,
}

/// The message about saving, if the person needs one.
#[must_use]
pub fn about_keeping(outcome: SaveResult, address: AddressHolds) -> Option<String> {
    let full_or_closed = "This browser’s storage is full, or closed to this page";
    Some(match (outcome.in_browser, outcome.in_tab, address) {
        (Ok(()), _, AddressHolds::EarlierTooLong) => {
            "The list is too long for the address, so no link can hold it. It is kept in this browser.".into()
        }
        (Ok(()), ..) => return None,
        (Err(SaveError::TooLarge), Ok(()), _) => {
            "There is no room in this browser’s storage: your work is kept in this tab only, until it is closed.".into()
        }
        (Err(SaveError::FullOrClosed), Ok(()), _) => {
            format!("{full_or_closed}: your work is kept in this tab only, until it is closed.")
        }
        (Err(SaveError::TooLarge), Err(_), _) => {
            let what_to_do = match address {
                AddressHolds::Current => "Only the address holds it, without its comments.",
                AddressHolds::EarlierUnreadable | AddressHolds::EarlierTooLong => "Copy the list before you leave.",
            };
            let room = thousands(MOST_UNITS as u64);
            format!(
                "Your work is not kept: it is larger than the {room} characters that there is room for. {what_to_do}"
            )
        }
        (Err(SaveError::FullOrClosed), Err(_), AddressHolds::Current) => {
            format!("{full_or_closed}: only the address holds your work, without its comments.")
        }
        (Err(SaveError::FullOrClosed), Err(_), _) => {
            format!("Your work is not kept. {full_or_closed}: copy the list before you leave.")
        }
    })
}
