//! Puts axe-core in place: the accessibility rules that the end-to-end tests run in the page. Runs none of them.
//!
//! It comes as an npm package, of one version and with the hash of its bytes, which npm checks.

use crate::browser;
use crate::toolbox::{Toolbox, run, say};
use std::path::{Path, PathBuf};

/// The version whose rules the page keeps.
const VERSION: &str = "4.14.1";

/// The hash of the package, as npm writes it.
const INTEGRITY: &str =
    "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==";

/// Debian's packages of npm and what it runs on.
const PACKAGES: [&str; 2] = ["nodejs", "npm"];

/// The script with all rules, in `cache`, where it is installed if it is not there.
///
/// # Errors
///
/// Why it cannot be had: there is no npm, nor a way to install it, or the package does not come or is another.
pub fn put_in_place(toolbox: &Toolbox, cache: &Path) -> Result<PathBuf, String> {
    let folder = cache.join(format!("axe-core-{VERSION}"));
    let script = folder.join("node_modules").join("axe-core").join("axe.min.js");
    if script.is_file() {
        return Ok(script);
    }
    if toolbox.find("npm").is_none() && in_ci() {
        browser::install_packages(toolbox, &PACKAGES)?;
    }
    if toolbox.find("npm").is_none() {
        return Err("axe-core comes by npm, and there is no npm".to_owned());
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
    // `npm ci` takes what the lock file names, and nothing whose hash is another.
    write(
        "package-lock.json",
        format!(
            r#"{{"lockfileVersion":3,"packages":{{"":{{"dependencies":{{"axe-core":"{VERSION}"}}}},"node_modules/axe-core":{{"version":"{VERSION}","integrity":"{INTEGRITY}"}}}}}}"#
        ),
    )?;
    let mut npm = toolbox.command("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"])
        .arg(&folder);
    run(npm)?;
    if script.is_file() {
        Ok(script)
    } else {
        Err(format!("npm brought no {}", script.display()))
    }
}

/// Whether this is a run whose result counts, so that nothing may be left out.
pub fn in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| value == "true")
}
