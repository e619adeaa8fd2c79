//! Finds Firefox and WebKitGTK with their drivers, or installs Debian's packages if permitted. Runs neither.

use crate::browser;
use crate::programs::Programs;
use std::path::PathBuf;

/// The version of geckodriver, which Debian does not package.
pub const GECKODRIVER_VERSION: &str = "0.37.1";

/// A program that Debian's packages provide.
pub struct PackagedProgram {
    /// Its name on PATH.
    program: &'static str,
    /// The packages.
    packages: &'static [&'static str],
}

/// The browser that geckodriver starts.
pub const FIREFOX: PackagedProgram = PackagedProgram {
    program: if cfg!(windows) || cfg!(target_os = "macos") {
        "firefox"
    } else {
        "firefox-esr"
    },
    packages: &["firefox-esr"],
};

/// WebKitGTK's driver; MiniBrowser comes with it.
pub const WEBKIT: PackagedProgram = PackagedProgram {
    program: "WebKitWebDriver",
    packages: &["webkit2gtk-driver"],
};

/// A display without a screen, for WebKitGTK, which has no mode without one.
pub const DISPLAY: PackagedProgram = PackagedProgram {
    program: "xvfb-run",
    packages: &["xvfb", "xauth"],
};

/// Finds the program, or installs it.
///
/// # Errors
///
/// If it is missing and cannot be installed; the message names it and its packages.
pub fn ensure_installed(programs: &Programs, wanted: &PackagedProgram) -> Result<PathBuf, String> {
    let PackagedProgram { program, packages } = *wanted;
    if let Some(found) = programs.find(program) {
        return Ok(found);
    }
    let advice = format!("on Debian it is in {}", packages.join(" and "));
    browser::install_packages(programs, packages).map_err(|why| format!("{why}; {advice}"))?;
    programs
        .find(program)
        .ok_or_else(|| format!("{program} is not on PATH; {advice}"))
}

/// The path of MiniBrowser, WebKitGTK's browser for tests, which distributions put outside of PATH.
///
/// # Errors
///
/// If it is in none of the usual folders.
pub fn mini_browser() -> Result<PathBuf, String> {
    let libraries = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let folders = libraries
        .map(|entry| entry.path())
        .chain([PathBuf::from("/usr/libexec")]);
    let mut candidates = folders.flat_map(|folder| {
        ["webkit2gtk-4.1", "webkit2gtk-4.0", "webkitgtk-6.0"].map(|version| folder.join(version).join("MiniBrowser"))
    });
    candidates
        .find(|candidate| candidate.is_file())
        .ok_or_else(|| "MiniBrowser of WebKitGTK is in none of the usual folders".to_owned())
}
