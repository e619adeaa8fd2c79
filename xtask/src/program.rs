//! Puts the parts of the tab Program into the cache: Pyodide, Python's standard library, and the editor. `finish` takes them from
//! there into each build.

use crate::cached::{self, EDITOR, EDITOR_LICENSES, GZIP_BYTES, LIBRARY, PYODIDE_FILES, PYODIDE_VERSION, Parts};
use crate::npm::{self, Package};
use crate::programs::{Programs, run, say};
use std::path::{Path, PathBuf};

const PYODIDE: Package = Package {
    name: "pyodide",
    version: PYODIDE_VERSION,
    integrity: "sha512-0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pOttyMcWkwq+HbE5uyuGD82LN7y2q+SNvi/6V5JEsOlD2R1A==",
};

/// Puts in place what is missing.
///
/// # Errors
///
/// If npm or Node is missing and cannot be installed, or a part cannot be made.
pub fn ensure_installed(programs: &Programs) -> Result<(), String> {
    let parts = Parts::of(programs.root())?;
    if parts.have_python() && parts.have_editor() {
        return Ok(());
    }
    npm::ensure_installed(programs)?;
    if !parts.have_python() {
        python(programs, &parts)?;
    }
    if !parts.have_editor() {
        editor(programs, &parts)?;
    }
    Ok(())
}

fn python(programs: &Programs, parts: &Parts) -> Result<(), String> {
    if !PYODIDE_FILES.iter().all(|name| parts.pyodide.join(name).is_file()) {
        npm::install(programs, &PYODIDE, &cached::pyodide_installed_in(programs.cache()))?;
    }
    say("compiling Python's standard library for the page");
    make(&parts.library, &[LIBRARY, GZIP_BYTES], |folder| {
        let mut node = programs.command("node");
        node.arg("program/library.mjs").arg(&parts.pyodide).arg(folder);
        run(node)
    })
}

fn editor(programs: &Programs, parts: &Parts) -> Result<(), String> {
    say("building the editor for programs");
    let sources = cached::editor_sources(programs.root())?;
    make(&parts.editor, &[EDITOR, EDITOR_LICENSES], |folder| {
        let work = folder.join("work");
        std::fs::create_dir_all(&work).map_err(|error| failed(&work, &error))?;
        for source in &sources {
            let copy = work.join(source.file_name().unwrap_or_default());
            std::fs::copy(source, &copy).map_err(|error| failed(&copy, &error))?;
        }
        npm::clean_install(programs, &work)?;
        let mut node = programs.command("node");
        node.arg(work.join("build.js")).arg(folder);
        run(node)?;
        std::fs::remove_dir_all(&work).map_err(|error| failed(&work, &error))
    })
}

/// Makes a folder in the cache, which is there whole or not at all: another process may look for it, and this one may be ended.
fn make(folder: &Path, files: &[&str], fill: impl FnOnce(&Path) -> Result<(), String>) -> Result<(), String> {
    let unfinished = PathBuf::from(format!("{}.{}", folder.display(), std::process::id()));
    std::fs::create_dir_all(&unfinished).map_err(|error| failed(&unfinished, &error))?;
    let filled = fill(&unfinished).and_then(|()| {
        if let Some(missing) = files.iter().find(|name| !unfinished.join(name).is_file()) {
            return Err(format!("{missing} was not made"));
        }
        let _ = std::fs::remove_dir_all(folder); // it is usually not there, else it lacks a file
        std::fs::rename(&unfinished, folder).map_err(|error| failed(folder, &error))
    });
    if filled.is_err() {
        let _ = std::fs::remove_dir_all(&unfinished); // what remains is in the cache, where anything may be deleted
    }
    filled
}

fn failed(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
