//! The version of a build: writes it into the page, and the list of its files into the service worker.

use crate::page::Page;
use crate::{INDEX, SWITCH, WORKER, files, program};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::path::Path;

/// The name of the `<meta>` with the version.
pub const VERSION_NAME: &str = "futurescope-build";

/// How the service worker's generated line begins.
const LINE: &str = "const BUILD = ";

/// The endings of files that the page needs no copy of: the worker itself; the switch, which only the server can answer; the
/// icons, which the system has once the page is installed; and licences.
const NOT_STORED: [&str; 4] = [WORKER, SWITCH, ".png", program::LICENSES];

/// Writes the version of the finished build in `folder`, a hash of all its files, into the page and the service worker,
/// in place of the one before. Returns it.
///
/// # Errors
///
/// If a file cannot be read or written.
pub fn stamp(folder: &Path) -> Result<String, String> {
    let index = folder.join(INDEX);
    let mut page = Page::parse(&files::read_text(&index)?);
    page.remove_meta(VERSION_NAME);
    let unstamped = page.html();
    let mut stored = Map::new();
    let mut later = Map::new();
    for name in files::names(folder)? {
        if name == INDEX {
            // By its folder: servers redirect the page's own name.
            stored.insert("./".to_owned(), json!(sha256(unstamped.as_bytes())));
        } else if !NOT_STORED.iter().any(|ending| name.ends_with(ending)) {
            let hash = json!(sha256(&files::read(&folder.join(&name))?));
            let list = if program::is_later(&name) {
                &mut later
            } else {
                &mut stored
            };
            list.insert(name, hash);
        }
    }
    let source = files::read_text(&folder.join(WORKER))?;
    let source = match source.split_once('\n') {
        Some((first, rest)) if first.starts_with(LINE) => rest.to_owned(),
        _ => source,
    };
    // The worker's own code is a part of the version, too.
    let version = files::hash(
        format!(
            "{}{}{source}",
            Value::Object(stored.clone()),
            Value::Object(later.clone())
        )
        .as_bytes(),
    );
    page.insert_in_head(&format!("<meta name=\"{VERSION_NAME}\" content=\"{version}\">"));
    files::write(&index, page.html().as_bytes())?;
    let build = json!({ "version": version, "files": stored, "later": later });
    files::write(&folder.join(WORKER), format!("{LINE}{build};\n{source}").as_bytes())?;
    Ok(version)
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
