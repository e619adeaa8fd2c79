//! The tab Program's parts in a build: Python, the editor, and a script that says where they are. The page fetches them when the
//! tab is first opened.

#[path = "../../xtask/src/cached.rs"]
mod cached;

use crate::{ASSETS, files, recorder};
use cached::{EDITOR, EDITOR_LICENSES, GZIP_BYTES, LIBRARY, PYODIDE_FILES, Parts};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// The licences of the parts, in the build.
pub const LICENSES: &str = "program-licenses.txt";

/// The module that runs programs, and the one that edits them.
const PYTHON_MODULE: &str = "program-python.js";
const EDITOR_MODULE: &str = "program-editor.js";

/// How the names of the files begin that are fetched when the tab is first opened.
const LATER: [&str; 2] = ["assets/python-", "assets/program-"];

/// How `program/python.js` refers to the folder with Python's files. In a build, the folder's name has a hash.
const FOLDER: &str = "\"./python/\"";

/// The repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The parts, put in place by `cargo xtask`.
pub struct Program {
    parts: Parts,
    /// `program/` in the repository.
    sources: PathBuf,
}

/// What is added to the build when all other files have their names.
pub struct Folder {
    name: String,
    files: Vec<(&'static str, Vec<u8>)>,
}

/// Whether this file of a build is fetched when the tab is first opened.
#[must_use]
pub fn is_later(name: &str) -> bool {
    LATER.iter().any(|start| name.starts_with(start))
}

/// The same for its name without a hash. The licences are read by whoever looks for them.
#[must_use]
pub fn is_later_without_hash(name: &str) -> bool {
    name.starts_with("assets/python/") || name.starts_with("assets/program-") || name == LICENSES
}

impl Program {
    /// The parts, if all of them are in the cache.
    ///
    /// # Errors
    ///
    /// If the repository cannot be read.
    pub fn find() -> Result<Option<Self>, String> {
        let root = Path::new(ROOT);
        let parts = Parts::of(root)?;
        let is_there = parts.have_python() && parts.have_editor();
        Ok(is_there.then(|| Self {
            parts,
            sources: root.join("program"),
        }))
    }

    /// Writes the modules and the licences into `folder`. Returns what [`Folder::write`] adds at the end, and what the script
    /// that starts the program begins with.
    ///
    /// # Errors
    ///
    /// If a part cannot be read or written.
    pub fn write_modules(&self, folder: &Path) -> Result<(Folder, String), String> {
        let python = self.python_folder()?;
        let module = files::read_text(&self.sources.join("python.js"))?;
        if !module.contains(FOLDER) {
            return Err(format!("program/python.js does not refer to {FOLDER}"));
        }
        let module = module.replace(FOLDER, &format!("\"./{}/\"", python.name));
        let editor = files::read(&self.parts.editor.join(EDITOR))?;
        let own: usize = files::gzip_length(module.as_bytes())
            + ["worker.js", recorder::RECORDER]
                .iter()
                .map(|name| python.gzip_length(name))
                .sum::<usize>();
        let script = script(
            files::gzip_length(&editor),
            self.python_bytes()? + own,
            python.fetched_bytes(),
        );
        let licenses = [
            self.sources.join("LICENSES.txt"),
            self.parts.editor.join(EDITOR_LICENSES),
        ];
        let [own, of_editor] = licenses.map(|path| files::read_text(&path));
        files::write(&folder.join(PYTHON_MODULE), module.as_bytes())?;
        files::write(&folder.join(EDITOR_MODULE), &editor)?;
        files::write(&folder.join(LICENSES), format!("{}\n{}", own?, of_editor?).as_bytes())?;
        Ok((python, script))
    }

    /// What the page loads of Pyodide and the library, in bytes, gzipped. It was measured when they were put in place, because it
    /// takes a second.
    fn python_bytes(&self) -> Result<usize, String> {
        let path = self.parts.library.join(GZIP_BYTES);
        let text = files::read_text(&path)?;
        text.trim()
            .parse()
            .map_err(|_| format!("{}: `{}` is not a number", path.display(), text.trim()))
    }

    fn python_folder(&self) -> Result<Folder, String> {
        let mut found = Vec::new();
        for name in PYODIDE_FILES {
            found.push((name, files::read(&self.parts.pyodide.join(name))?));
        }
        found.push((LIBRARY, files::read(&self.parts.library.join(LIBRARY))?));
        found.push(("worker.js", files::read(&self.sources.join("worker.js"))?));
        found.push((recorder::RECORDER, recorder::text()?.into_bytes()));
        Ok(Folder::of(found))
    }
}

impl Folder {
    fn of(files: Vec<(&'static str, Vec<u8>)>) -> Self {
        let mut all = Sha256::new();
        for (name, bytes) in &files {
            all.update(name.as_bytes());
            all.update(Sha256::digest(bytes));
        }
        let name = format!("python-{}", files::hash(&all.finalize()));
        Self { name, files }
    }

    /// Writes the folder into the assets of the build in `build`.
    ///
    /// # Errors
    ///
    /// If a file cannot be written.
    pub fn write(&self, build: &Path) -> Result<(), String> {
        let folder = build.join(ASSETS).join(&self.name);
        std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for (name, bytes) in &self.files {
            files::write(&folder.join(name), bytes)?;
        }
        Ok(())
    }

    /// The bytes that the worker fetches and reports: all but modules, which the browser fetches.
    fn fetched_bytes(&self) -> usize {
        let fetched = self.files.iter().filter(|(name, _)| !name.ends_with("js"));
        fetched.map(|(_, bytes)| bytes.len()).sum()
    }

    fn gzip_length(&self, named: &str) -> usize {
        let file = self.files.iter().find(|(name, _)| *name == named);
        file.map_or(0, |(_, bytes)| files::gzip_length(bytes))
    }
}

/// What the script that starts the program begins with.
fn script(editor_bytes: usize, python_bytes: usize, unpacked_bytes: usize) -> String {
    format!(
        "// Where the parts of the tab Program are, and how many bytes, gzipped, are loaded when it is first opened. The unpacked\n\
         // bytes are those of which Python's progress is reported.\n\
         window.futurescopePrograms = {{\n\
         \x20 editorBytes: {editor_bytes},\n\
         \x20 pythonBytes: {python_bytes},\n\
         \x20 pythonUnpackedBytes: {unpacked_bytes},\n\
         \x20 editor: () => import(\"./{EDITOR_MODULE}\"),\n\
         \x20 python: () => import(\"./{PYTHON_MODULE}\"),\n\
         }};\n"
    )
}

#[cfg(test)]
mod tests {
    use super::{Folder, is_later, script};

    #[test]
    fn the_name_of_the_folder_follows_names_and_contents() {
        let name = |files: &[(&'static str, &[u8])]| {
            let files = files.iter().map(|(name, bytes)| (*name, bytes.to_vec()));
            Folder::of(files.collect()).name
        };
        let one = name(&[("a", b"1"), ("b", b"2")]);
        assert_eq!(one, name(&[("a", b"1"), ("b", b"2")]));
        assert_ne!(one, name(&[("a", b"1"), ("b", b"3")]));
        assert_ne!(one, name(&[("a", b"1"), ("c", b"2")]));
        assert!(is_later(&format!("assets/{one}/worker.js")), "{one}");
    }

    #[test]
    fn what_is_fetched_later_is_told_from_the_rest() {
        assert!(is_later("assets/program-editor-0123456789abcdef.js"));
        assert!(!is_later("assets/start-0123456789abcdef.js"));
        assert!(!is_later("program-licenses.txt"));
    }

    #[test]
    fn the_script_has_both_sizes_and_refers_to_both_modules() {
        let script = script(134_000, 6_200_000, 15_000_000);
        for size in [
            "editorBytes: 134000,",
            "pythonBytes: 6200000,",
            "pythonUnpackedBytes: 15000000,",
        ] {
            assert!(script.contains(size), "{script}");
        }
        assert!(
            script.contains("import(\"./program-editor.js\")") && script.contains("import(\"./program-python.js\")"),
            "{script}"
        );
    }
}
