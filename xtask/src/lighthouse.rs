//! Installs Lighthouse, whose score the bench reports. Does not run it.

use crate::programs::{Programs, run, say};
use std::path::PathBuf;

/// The last version for the Node of Debian 12 and 13: 13 wants a newer one. Scores of different versions differ.
const VERSION: &str = "12.8.2";

/// Returns its program, in the cache; installs it if it is missing, with npm and no script of a package.
///
/// # Errors
///
/// If there is no npm, or if npm cannot install it.
pub fn ensure_installed(programs: &Programs) -> Result<PathBuf, String> {
    let folder = programs.cache().join(format!("lighthouse-{VERSION}"));
    let program = folder.join("node_modules").join(".bin").join("lighthouse");
    if program.is_file() {
        return Ok(program);
    }
    if programs.find("npm").is_none() {
        return Err("Lighthouse is installed with npm, which is missing".to_owned());
    }
    say(&format!("installing Lighthouse {VERSION} with npm"));
    let mut npm = programs.command("npm");
    npm.args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"])
        .arg(&folder)
        .arg(format!("lighthouse@{VERSION}"));
    run(npm)?;
    if program.is_file() {
        Ok(program)
    } else {
        Err(format!("npm did not install {}", program.display()))
    }
}
