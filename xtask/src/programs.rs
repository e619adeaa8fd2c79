//! Finds programs, and makes and runs commands with the right PATH. Installs nothing.

use crate::cached;
use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where programs are found, and the environment of the commands that run them.
pub struct Programs {
    root: PathBuf,
    cache: PathBuf,
    /// Folders of the cache to search before PATH.
    folders: Vec<PathBuf>,
    /// Variables of each command.
    variables: BTreeMap<&'static str, PathBuf>,
}

impl Programs {
    /// The programs on PATH, for the repository at `root`.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
            cache: cached::folder(root),
            folders: Vec::new(),
            variables: BTreeMap::new(),
        }
    }

    /// The root folder of the repository.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder into which tools are installed.
    pub fn cache(&self) -> &Path {
        &self.cache
    }

    /// The command to run `program` in the root of the repository, with the tools on its PATH and without stdin.
    pub fn command(&self, program: &str) -> Command {
        let mut command = match (program, env::var_os("CARGO")) {
            ("cargo", Some(this_cargo)) => Command::new(this_cargo),
            _ => Command::new(self.find(program).unwrap_or_else(|| program.into())),
        };
        command
            .current_dir(&self.root)
            .stdin(Stdio::null())
            .env("PATH", self.path());
        // Trunk checks for its newest version online, and accepts NO_COLOR only as `true` or `false`.
        command.env("TRUNK_SKIP_VERSION_CHECK", "true");
        if env::var_os("NO_COLOR").is_some() {
            command
                .env_remove("NO_COLOR")
                .env("TRUNK_COLOR", "never")
                .env("CARGO_TERM_COLOR", "never");
        }
        command.envs(&self.variables);
        command
    }

    /// The path of `program`, if it is found.
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        find_in(&self.path(), program)
    }

    /// The value of PATH for a command: the folders of the cache that are in use, then the user's PATH.
    pub fn path(&self) -> OsString {
        let before = env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned().chain(env::split_paths(&before));
        env::join_paths(folders).unwrap_or(before)
    }

    /// Searches this folder, too. Folders added later are searched first, so that the most recent choice is used.
    pub fn use_folder(&mut self, folder: PathBuf) {
        self.folders.retain(|known| *known != folder);
        self.folders.insert(0, folder);
    }

    /// Sets an environment variable of every later command.
    pub fn set_variable(&mut self, name: &'static str, value: &Path) {
        self.variables.insert(name, value.to_path_buf());
    }
}

/// Prints what is being done, on a line of its own.
pub fn say(what: &str) {
    println!("xtask: {what}");
}

/// Runs `command` with its output passed through, and waits for it.
///
/// # Errors
///
/// If it does not start or fails; the message names the command.
pub fn run(mut command: Command) -> Result<(), String> {
    let name = name_of(&command);
    let status = command
        .status()
        .map_err(|error| format!("`{name}` does not start: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{name}` failed ({status})"))
    }
}

/// The command as a person would type it, without the folder of its program.
pub fn name_of(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned());
    words.collect::<Vec<_>>().join(" ")
}

/// The first line that `command` prints, or `None` if it fails.
pub fn first_line(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    output
        .status
        .success()
        .then(|| text.lines().next().unwrap_or_default().trim().to_owned())
}

/// The path of `program` in the folders of `path`, a value of PATH.
pub fn find_in(path: &OsStr, program: &str) -> Option<PathBuf> {
    // npm installs scripts, which have another extension on Windows.
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd"] } else { &[""] };
    let candidates = env::split_paths(path).flat_map(|folder| {
        endings
            .iter()
            .map(move |ending| folder.join(format!("{program}{ending}")))
    });
    candidates.into_iter().find(|candidate| candidate.is_file())
}
