//! A harness that loads the built page in Chromium and drives it as a person does: by accessible roles and names, with
//! real mouse and key events.
//!
//! - [`site`]: serves dist/ at a root or under a subpath.
//! - [`driver`]: chromedriver, and the words it understands.
//! - [`browser`]: a Chromium of a chosen size and colour scheme.
//! - [`page`]: opening, finding, waiting, reading what the browser logged.
//! - [`element`]: clicking, typing, reading.
//! - [`runner`]: named tests, one after another, and what they came to.
//!
//! Knows the names in which page and tests agree, and nothing of how the page is made.

pub mod browser;
pub mod driver;
pub mod element;
pub mod page;
pub mod runner;
pub mod site;

pub use browser::{Browser, ColourScheme, Window};
pub use element::Element;
pub use page::{Key, LogEntry, LongTask, Page, Tab, Work};
pub use site::Site;

use std::fmt;
use std::path::{Path, PathBuf};

/// Why a test cannot go on, as a sentence.
#[derive(Debug)]
pub struct Failure(pub String);

/// What came of a step.
pub type Result<T = ()> = std::result::Result<T, Failure>;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

impl From<fantoccini::error::CmdError> for Failure {
    fn from(error: fantoccini::error::CmdError) -> Self {
        Self(format!("chromedriver: {error}"))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// A failure, unless `holds`.
///
/// # Errors
///
/// `otherwise`, when it does not hold.
pub fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result {
    if holds { Ok(()) } else { Err(Failure(otherwise())) }
}

/// A failure that shows both, unless they are the same.
///
/// # Errors
///
/// `what`, with both values, when they differ.
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

/// The folder to test: `FUTURESCOPE_DIST`, or dist/ of the repository.
#[must_use]
pub fn dist_folder() -> PathBuf {
    std::env::var_os("FUTURESCOPE_DIST").map_or_else(|| repository_root().join("dist"), PathBuf::from)
}
