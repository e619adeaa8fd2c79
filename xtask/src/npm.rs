//! Installs packages of npm of a fixed version and hash, which npm checks. Runs none of them.

use crate::browser;
use crate::programs::{Programs, run, say};
use std::path::Path;

/// Debian's packages of npm and of Node, which it needs.
const PACKAGES: [&str; 2] = ["nodejs", "npm"];

/// A package.
pub struct Package {
    pub name: &'static str,
    pub version: &'static str,
    /// The hash of the package in npm's format.
    pub integrity: &'static str,
}

/// Finds npm, or installs Debian's package if permitted.
///
/// # Errors
///
/// If it is missing and cannot be installed.
pub fn ensure_installed(programs: &Programs) -> Result<(), String> {
    if programs.find("npm").is_some() && programs.find("node").is_some() {
        return Ok(());
    }
    browser::install_packages(programs, &PACKAGES)
}

/// Installs exactly this package into `folder`, without the packages that it requires, and without running a script of it.
///
/// # Errors
///
/// If npm cannot.
pub fn install(programs: &Programs, package: &Package, folder: &Path) -> Result<(), String> {
    let Package {
        name,
        version,
        integrity,
    } = package;
    say(&format!("installing {name} {version} with npm"));
    let write = |file: &str, text: String| {
        let file = folder.join(file);
        std::fs::write(&file, text).map_err(|error| format!("{} cannot be written: {error}", file.display()))
    };
    std::fs::create_dir_all(folder).map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    write(
        "package.json",
        format!(r#"{{"dependencies":{{"{name}":"{version}"}}}}"#),
    )?;
    // `npm ci` installs exactly what the lock file names, and checks the hashes.
    write(
        "package-lock.json",
        format!(
            r#"{{"lockfileVersion":3,"packages":{{"":{{"dependencies":{{"{name}":"{version}"}}}},"node_modules/{name}":{{"version":"{version}","integrity":"{integrity}"}}}}}}"#
        ),
    )?;
    clean_install(programs, folder)
}

/// Installs what the lock file in `folder` names.
///
/// # Errors
///
/// If npm cannot.
pub fn clean_install(programs: &Programs, folder: &Path) -> Result<(), String> {
    let mut npm = programs.command("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"])
        .arg(folder);
    run(npm)
}
