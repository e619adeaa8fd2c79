//! Installs axe-core, the accessibility rules that the end-to-end tests run in the page. Does not run them.
//!
//! It is an npm package of a fixed version and hash, which npm checks.

use crate::browser;
use crate::programs::{Programs, run, say};
use std::path::PathBuf;

/// The version whose rules the tests check.
const VERSION: &str = "4.14.1";

/// The hash of the package in npm's format.
const INTEGRITY: &str =
    "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==";

/// Debian's packages of npm and of Node, which it needs.
const PACKAGES: [&str; 2] = ["nodejs", "npm"];

/// Returns the script with all rules, in the cache; installs it if it is missing.
///
/// # Errors
///
/// If there is no npm and it cannot be installed, or if npm cannot install exactly this package.
pub fn ensure_installed(programs: &Programs) -> Result<PathBuf, String> {
    let folder = programs.cache().join(format!("axe-core-{VERSION}"));
    let script = folder.join("node_modules").join("axe-core").join("axe.min.js");
    if script.is_file() {
        return Ok(script);
    }
    if programs.find("npm").is_none() && in_ci() {
        browser::install_packages(programs, &PACKAGES)?;
    }
    if programs.find("npm").is_none() {
        return Err("axe-core is installed with npm, which is missing".to_owned());
    }
    say(&format!("installing axe-core {VERSION} with npm"));
    let write = |name: &str, text: String| {
        let file = folder.join(name);
        std::fs::write(&file, text).map_err(|error| format!("{} cannot be written: {error}", file.display()))
    };
    std::fs::create_dir_all(&folder).map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    write(
        "package.json",
        format!(r#"{{"dependencies":{{"axe-core":"{VERSION}"}}}}"#),
    )?;
    // `npm ci` installs exactly what the lock file names, and checks the hashes.
    write(
        "package-lock.json",
        format!(
            r#"{{"lockfileVersion":3,"packages":{{"":{{"dependencies":{{"axe-core":"{VERSION}"}}}},"node_modules/axe-core":{{"version":"{VERSION}","integrity":"{INTEGRITY}"}}}}}}"#
        ),
    )?;
    let mut npm = programs.command("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"])
        .arg(&folder);
    run(npm)?;
    if script.is_file() {
        Ok(script)
    } else {
        Err(format!("npm did not install {}", script.display()))
    }
}

/// Whether this runs in CI, where missing tools are errors.
pub fn in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| value == "true")
}
