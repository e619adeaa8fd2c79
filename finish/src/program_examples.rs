//! The example programs and their paths as one file, which the page reads when they are first looked at.

use crate::files;
use std::path::Path;

/// The file in the build, before it gets a hash.
const PROGRAMS: &str = "program-examples.txt";

/// What tells the page where they are: a page that is open goes on with the file it was built with.
#[must_use]
pub fn reference() -> String {
    format!("<meta name=\"example-programs\" content=\"./{PROGRAMS}\">")
}

/// The folder of the programs in the repository.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../paths/programs");

/// Writes the file into `folder`.
///
/// # Errors
///
/// If the programs cannot be read, a path is wrong, or the file cannot be written.
pub fn write(folder: &Path) -> Result<(), String> {
    let source = Path::new(SOURCE);
    let mut parts = Vec::new();
    for name in files::names(source)? {
        if name.ends_with(".txt") || name.ends_with(".py") {
            let text = files::read_text(&source.join(&name))?;
            parts.push((name, text));
        }
    }
    let joined = scenario::programs::join(&parts);
    scenario::programs::read(&joined).map_err(|error| format!("{SOURCE}: {error}"))?;
    files::write(&folder.join(PROGRAMS), joined.as_bytes())
}
