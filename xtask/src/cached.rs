//! Where the parts of the tab Program are in the cache. Names places only: `xtask` puts the parts there, and `finish`, which has
//! this module, too, looks whether they are.
//!
//! A folder is named by what its content is made from, so that another version of the repository has others.

use std::env;
use std::path::{Path, PathBuf};

/// The version of Pyodide, whose CPython runs the programs in the page: 3.14.
pub const PYODIDE_VERSION: &str = "314.0.7";

/// Pyodide's own files that the page loads, in the folder of [`Parts::pyodide`].
pub const PYODIDE_FILES: [&str; 3] = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"];

/// The file with Python's standard library, in the folder of [`Parts::library`].
pub const LIBRARY: &str = "python_stdlib.zip";

/// The file with the bytes that the page loads of Python, gzipped, in the folder of [`Parts::library`].
pub const GZIP_BYTES: &str = "gzip-bytes.txt";

/// The module with the editor, in the folder of [`Parts::editor`].
pub const EDITOR: &str = "editor.js";

/// The licences of what is in the editor, in the folder of [`Parts::editor`].
pub const EDITOR_LICENSES: &str = "LICENSES.txt";

/// The folders of the parts. They need not be there.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The npm package of Pyodide.
    pub pyodide: PathBuf,
    /// Python's standard library, made by `program/library.mjs`.
    pub library: PathBuf,
    /// The editor, made by `program/editor/build.js`.
    pub editor: PathBuf,
}

impl Parts {
    /// The parts for the repository at `root`.
    ///
    /// # Errors
    ///
    /// If what they are made from cannot be read.
    pub fn of(root: &Path) -> Result<Self, String> {
        let tools = folder(root);
        let library = key(&[root.join("program").join("library.mjs")])?;
        let editor = key(&editor_sources(root)?)?;
        Ok(Self {
            pyodide: pyodide_installed_in(&tools).join("node_modules").join("pyodide"),
            library: tools.join(format!("python-library-{PYODIDE_VERSION}-{library}")),
            editor: tools.join(format!("program-editor-{editor}")),
        })
    }

    /// Whether Pyodide and the library are there.
    pub fn have_python(&self) -> bool {
        PYODIDE_FILES.iter().all(|name| self.pyodide.join(name).is_file())
            && [LIBRARY, GZIP_BYTES]
                .iter()
                .all(|name| self.library.join(name).is_file())
    }

    /// Whether the editor is there.
    pub fn have_editor(&self) -> bool {
        [EDITOR, EDITOR_LICENSES]
            .iter()
            .all(|name| self.editor.join(name).is_file())
    }
}

/// The folder into which npm installs Pyodide, in the cache `tools`.
pub fn pyodide_installed_in(tools: &Path) -> PathBuf {
    tools.join(format!("pyodide-{PYODIDE_VERSION}"))
}

/// What the editor is built from.
///
/// # Errors
///
/// If its folder cannot be read.
pub fn editor_sources(root: &Path) -> Result<Vec<PathBuf>, String> {
    let folder = root.join("program").join("editor");
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut sources: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let ending = path.extension().unwrap_or_default();
            path.is_file() && ["js", "css", "json"].iter().any(|known| ending == *known)
        })
        .collect();
    sources.sort();
    Ok(sources)
}

/// The folder of tools: in `$XDG_CACHE_HOME`, else `~/.cache`, else the target folder.
pub fn folder(root: &Path) -> PathBuf {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let caches = set("XDG_CACHE_HOME").filter(|folder| folder.is_absolute());
    let caches = caches.or_else(|| Some(set("HOME").or_else(|| set("USERPROFILE"))?.join(".cache")));
    caches
        .unwrap_or_else(|| root.join("target"))
        .join("futurescope")
        .join("tools")
}

/// A key for the names and contents of files, the same on every machine: FNV-1a in 64 bits. It only tells versions apart; what
/// is downloaded is checked by npm.
fn key(files: &[PathBuf]) -> Result<String, String> {
    let mut key: u64 = 0xcbf2_9ce4_8422_2325;
    for file in files {
        let bytes = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        for byte in name.bytes().chain([0]).chain(bytes).chain([0]) {
            key = (key ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    Ok(format!("{key:016x}"))
}
