//! The files of a build: gives them names that follow their content, and changes the references to them.

use crate::{ASSETS, INDEX, KEPT};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The number of hexadecimal digits of a hash in a name.
const HASH_DIGITS: usize = 16;

/// The characters around the name of a file in a text that refers to it.
const QUOTES: [char; 3] = ['"', '\'', '`'];

/// Moves all files of `folder` but those that keep their names to the assets, with a hash in each name.
///
/// # Errors
///
/// If a file cannot be moved, no other file refers to it, or files refer to each other in a circle.
pub fn rename_by_content(folder: &Path) -> Result<(), String> {
    let assets = folder.join(ASSETS);
    std::fs::create_dir_all(&assets).map_err(|error| failed(&assets, &error))?;
    let mut waiting: Vec<File> = Vec::new();
    let mut kept: Vec<File> = Vec::new();
    for name in names(folder)? {
        let bytes = read(&folder.join(&name))?;
        let file = File { name, bytes };
        if KEPT.contains(&file.name.as_str()) {
            kept.push(file)
        } else {
            waiting.push(file)
        }
    }

    let mut renamed: Vec<(String, String)> = Vec::new();
    let mut used: BTreeSet<String> = BTreeSet::new();
    while !waiting.is_empty() {
        let leaf = waiting.iter().position(|file| {
            let mut others = waiting.iter().filter(|other| other.name != file.name);
            !others.any(|other| file.refers_to(&other.name))
        });
        let Some(leaf) = leaf else {
            let circle: Vec<&str> = waiting.iter().map(|file| file.name.as_str()).collect();
            return Err(format!("these files refer to each other: {}", circle.join(", ")));
        };
        let mut file = waiting.remove(leaf);
        file.refer_to(&renamed, "./", &mut used);
        let name = name_by_content(&file);
        write(&assets.join(&name), &file.bytes)?;
        remove(&folder.join(&file.name))?;
        renamed.push((file.name, name));
    }
    for mut file in kept {
        file.refer_to(&renamed, &format!("./{ASSETS}/"), &mut used);
        write(&folder.join(&file.name), &file.bytes)?;
    }
    for (name, _) in &renamed {
        if !used.contains(name) {
            return Err(format!(
                "no file refers to {name}, so nobody could find it under a name with a hash: use it in {INDEX}, or add it to \
                 KEPT in finish/src/lib.rs"
            ));
        }
        if let Some((sub, _)) = name.split_once('/') {
            let _ = std::fs::remove_dir_all(folder.join(sub)); // it is empty, or was removed with another file
        }
    }
    Ok(())
}

/// The names of all files in `folder` and below, with `/`, sorted.
///
/// # Errors
///
/// If a folder cannot be read.
pub fn names(folder: &Path) -> Result<Vec<String>, String> {
    fn collect(folder: &Path, under: &str, into: &mut Vec<String>) -> Result<(), String> {
        for entry in std::fs::read_dir(folder).map_err(|error| failed(folder, &error))? {
            let path = entry.map_err(|error| failed(folder, &error))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let name = format!("{under}{name}");
            if path.is_dir() {
                collect(&path, &format!("{name}/"), into)?;
            } else {
                into.push(name);
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    collect(folder, "", &mut found)?;
    found.sort();
    Ok(found)
}

/// The name of a file without the hash in it, if it has one.
pub fn without_hash(name: &str) -> String {
    let is_hash = |part: &str| {
        part.len() == HASH_DIGITS
            && part
                .bytes()
                .all(|it| it.is_ascii_hexdigit() && !it.is_ascii_uppercase())
    };
    for (at, _) in name.match_indices('-') {
        let rest = &name[at + 1..];
        let end = rest.find(|it: char| !it.is_ascii_alphanumeric()).unwrap_or(rest.len());
        if is_hash(&rest[..end]) {
            return format!("{}{}", &name[..at], &rest[end..]);
        }
    }
    name.to_owned()
}

/// The first digits of the SHA-256 of `bytes`.
pub fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    digits[..HASH_DIGITS].to_owned()
}

/// The length of `bytes` as `gzip -9` has them.
pub fn gzip_length(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish());
    packed.expect("a Vec takes all").len()
}

/// Reads a file.
///
/// # Errors
///
/// If it cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| failed(path, &error))
}

/// Reads a text.
///
/// # Errors
///
/// If it cannot be read, or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| failed(path, &error))
}

/// Writes a file.
///
/// # Errors
///
/// If it cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(path, bytes).map_err(|error| failed(path, &error))
}

/// Copies a folder with all that is in it, in the place of what `to` was before.
///
/// # Errors
///
/// If something cannot be read, removed or written.
pub fn copy_folder(from: &Path, to: &Path) -> Result<(), String> {
    if to.exists() {
        std::fs::remove_dir_all(to).map_err(|error| failed(to, &error))?;
    }
    std::fs::create_dir_all(to).map_err(|error| failed(to, &error))?;
    for name in names(from)? {
        let (source, target) = (from.join(&name), to.join(&name));
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
        }
        std::fs::copy(&source, &target).map_err(|error| failed(&source, &error))?;
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), String> {
    std::fs::remove_file(path).map_err(|error| failed(path, &error))
}

fn failed(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

/// The name in the assets: the file's own, without folders and with the hash of its content.
fn name_by_content(file: &File) -> String {
    let bare = without_hash(file.name.rsplit('/').next().unwrap_or(&file.name));
    let path = PathBuf::from(&bare);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let hash = hash(&file.bytes);
    match path.extension() {
        Some(extension) => format!("{stem}-{hash}.{}", extension.to_string_lossy()),
        None => format!("{stem}-{hash}"),
    }
}

/// A file of the build, by its name relative to the folder.
struct File {
    name: String,
    bytes: Vec<u8>,
}

impl File {
    /// The content, if it is a text.
    fn text(&self) -> Option<&str> {
        let is_text = ["js", "html", "css", "webmanifest", "json"]
            .iter()
            .any(|ending| self.name.rsplit('.').next() == Some(ending));
        if is_text {
            std::str::from_utf8(&self.bytes).ok()
        } else {
            None
        }
    }

    fn refers_to(&self, name: &str) -> bool {
        let Some(text) = self.text() else { return false };
        references(name).any(|reference| text.contains(&reference))
    }

    /// Changes the references to renamed files, which are in the folder `to` for this one.
    fn refer_to(&mut self, renamed: &[(String, String)], to: &str, used: &mut BTreeSet<String>) {
        let Some(text) = self.text() else { return };
        let mut changed = text.to_owned();
        for (before, after) in renamed {
            for reference in references(before) {
                if changed.contains(&reference) {
                    let quote = &reference[..1];
                    changed = changed.replace(&reference, &format!("{quote}{to}{after}{quote}"));
                    used.insert(before.clone());
                }
            }
        }
        self.bytes = changed.into_bytes();
    }
}

/// How a text refers to a file in the same folder.
fn references(name: &str) -> impl Iterator<Item = String> {
    QUOTES
        .into_iter()
        .flat_map(move |quote| [format!("{quote}{name}{quote}"), format!("{quote}./{name}{quote}")])
}

#[cfg(test)]
mod tests {
    use super::without_hash;

    #[test]
    fn a_hash_is_found_wherever_it_is() {
        for (name, wanted) in [
            ("app-0123456789abcdef.js", "app.js"),
            ("app-0123456789abcdef_bg.wasm", "app_bg.wasm"),
            ("assets/style-fedcba9876543210.css", "assets/style.css"),
            ("icon-192.png", "icon-192.png"),
            ("embed-demo.html", "embed-demo.html"),
            ("a-0123456789abcdef0.js", "a-0123456789abcdef0.js"),
        ] {
            assert_eq!(without_hash(name), wanted);
        }
    }
}
