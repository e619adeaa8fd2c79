//! The paths of the example programs, read from the files of `paths/programs/`.

use scenario::programs::{ProgramPath, join, read};
use std::fs;

/// Where they are.
pub const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/paths/programs");

/// The files with this ending, in the order of their names.
pub fn files(ending: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = fs::read_dir(FOLDER)
        .expect("the folder is part of the repository")
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == ending))
        .map(|path| {
            let name = path.file_name().expect("it is a file").to_string_lossy().into_owned();
            (name, fs::read_to_string(path).expect("it is text"))
        })
        .collect();
    found.sort();
    found
}

/// The files that are joined.
pub fn all_files() -> Vec<(String, String)> {
    [files("txt"), files("py")].concat()
}

/// The paths in them.
pub fn paths() -> Vec<ProgramPath> {
    read(&join(&all_files())).unwrap_or_else(|error| panic!("{error}"))
}
