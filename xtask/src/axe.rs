//! Installs axe-core, the accessibility rules that the end-to-end tests run in the page. Does not run them.

use crate::npm::{self, Package};
use crate::programs::Programs;
use std::path::PathBuf;

/// The package with the rules that the tests check.
const AXE: Package = Package {
    name: "axe-core",
    version: "4.14.1",
    integrity: "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
};

/// Returns the script with all rules, in the cache; installs it if it is missing.
///
/// # Errors
///
/// If there is no npm and it cannot be installed, or if npm cannot install exactly this package.
pub fn ensure_installed(programs: &Programs) -> Result<PathBuf, String> {
    let folder = programs.cache().join(format!("{}-{}", AXE.name, AXE.version));
    let script = folder.join("node_modules").join(AXE.name).join("axe.min.js");
    if script.is_file() {
        return Ok(script);
    }
    if in_ci() {
        npm::ensure_installed(programs)?;
    }
    if programs.find("npm").is_none() {
        return Err("axe-core is installed with npm, which is missing".to_owned());
    }
    npm::install(programs, &AXE, &folder)?;
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
