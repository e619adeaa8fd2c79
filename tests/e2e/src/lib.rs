//! Loads the built page in Chromium and controls it as a person does: by accessible roles and names, with real mouse
//! and key events.
//!
//! - [`site`]: serves dist/ at a root or under a subpath.
//! - [`driver`]: chromedriver and its commands.
//! - [`browser`]: a Chromium with a given size and colour scheme.
//! - [`page`]: opening, finding, waiting, reading the browser's log.
//! - [`element`]: clicking, typing, reading.
//! - [`engine`]: Firefox and WebKit, through the commands that every WebDriver has.
//! - [`records`]: records as files, for tests and for measuring.
//! - [`runner`]: runs named tests one after another, and prints the results.
//!
//! Knows the accessible names of the page, and nothing of its implementation.

pub mod browser;
pub mod driver;
pub mod element;
pub mod engine;
pub mod page;
pub mod records;
pub mod runner;
pub mod site;

pub use browser::{Browser, ColourScheme, Window};
pub use element::Element;
pub use page::{Key, LogEntry, LongTask, Page, Tab, Work};
pub use site::Site;

use std::fmt;
use std::path::{Path, PathBuf};

/// What the tutorial's first program prints.
pub const SPAWNED_LINES: [&str; 5] = [
    "Starting operation with delay 2",
    "Starting operation with delay 1",
    "Operation with delay 1 finished",
    "Operation with delay 2 finished",
    "Results: 4, 2",
];

/// What the tutorial's second program prints.
pub const GATHERED_LINES: [&str; 7] = [
    "Starting operation with delay 2",
    "Starting operation with delay 1",
    "Starting operation with delay 3",
    "Operation with delay 1 finished",
    "Operation with delay 2 finished",
    "Operation with delay 3 finished",
    "Results: [4, 2, 6]",
];

/// Why a test cannot continue, as a sentence.
#[derive(Debug)]
pub struct Failure(pub String);

/// The result of a step.
pub type Result<T = ()> = std::result::Result<T, Failure>;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

impl From<fantoccini::error::CmdError> for Failure {
    fn from(error: fantoccini::error::CmdError) -> Self {
        Self(format!("the browser's driver: {error}"))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// Returns a failure, unless `condition`.
///
/// # Errors
///
/// `otherwise`, if it does not hold.
pub fn ensure(condition: bool, otherwise: impl FnOnce() -> String) -> Result {
    if condition { Ok(()) } else { Err(Failure(otherwise())) }
}

/// Returns a failure with both values, unless they are equal.
///
/// # Errors
///
/// `what` with both values, if they differ.
pub fn same<A: fmt::Debug + PartialEq<B>, B: fmt::Debug>(what: &str, found: A, wanted: B) -> Result {
    ensure(found == wanted, || {
        format!("{what}\n    wanted: {wanted:?}\n     found: {found:?}")
    })
}

/// The root of the repository.
#[must_use]
pub fn repository_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .nth(2)
        .expect("this package lies two folders below the root")
        .to_path_buf()
}

/// The folder to test: `FUTURESCOPE_DIST`, or dist/ in the repository.
#[must_use]
pub fn dist_folder() -> PathBuf {
    std::env::var_os("FUTURESCOPE_DIST").map_or_else(|| repository_root().join("dist"), PathBuf::from)
}

/// Copies a folder with all that is in it, in the place of what `to` was before.
///
/// # Errors
///
/// If something cannot be read or written.
pub fn copy_folder(from: &Path, to: &Path) -> Result {
    finish::copy_folder(from, to).map_err(Failure)
}
