//! Finds Chromium and chromedriver, or installs Debian's packages if permitted. Runs neither.

use crate::programs::{Programs, first_line, name_of, run, say};
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The names of the browser's program, in order of preference.
const PROGRAMS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

/// Debian's packages of a browser and the matching driver.
const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// The message if the browser is missing and cannot be installed.
const ADVICE: &str = "Chromium and chromedriver are missing, and cannot be installed from here. Install them (on Debian: \
    `apt-get install chromium chromium-driver`; elsewhere: Chrome and the chromedriver of the same version), put them \
    on PATH or name them in CHROME and CHROMEDRIVER, and start again.";

/// A browser and its driver.
pub struct Browser {
    /// Chromium, or Chrome.
    pub program: PathBuf,
    /// chromedriver.
    pub driver: PathBuf,
}

/// Finds both, or installs both.
///
/// # Errors
///
/// If they are missing and cannot be installed; the message says what to install.
pub fn ensure_installed(programs: &Programs) -> Result<Browser, String> {
    if let Some(browser) = find(programs)? {
        return Ok(browser);
    }
    install_packages(programs, &PACKAGES).map_err(|why| format!("{why}. {ADVICE}"))?;
    find(programs)?.ok_or_else(|| ADVICE.to_owned())
}

/// Installs Debian's `packages`, if permitted.
///
/// # Errors
///
/// If it is not permitted, or fails.
pub fn install_packages(programs: &Programs, packages: &[&str]) -> Result<(), String> {
    let Some(apt) = allowed_apt(programs) else {
        return Err(format!("{} cannot be installed from here", packages.join(" and ")));
    };
    say(&format!("installing {} with apt-get", packages.join(" and ")));
    run(apt(&["update", "--quiet"]))?;
    run(apt(&[
        &["install", "--yes", "--quiet", "--no-install-recommends"][..],
        packages,
    ]
    .concat()))
}

/// The path of `webdriver.json`, or of a copy in target/ that names the browser if `CHROME` is set.
///
/// chromedriver finds a browser by itself, but does not read `CHROME`.
///
/// # Errors
///
/// If the file cannot be read, or its copy cannot be written.
pub fn capabilities(root: &Path, browser: &Browser) -> Result<PathBuf, String> {
    let original = root.join("webdriver.json");
    if named_by("CHROME").is_none() {
        return Ok(original);
    }
    let text = std::fs::read_to_string(&original).map_err(|error| format!("webdriver.json cannot be read: {error}"))?;
    let path = browser
        .program
        .to_string_lossy()
        .replace('\\', "\\\\")
        .replace('"', "\\\"");
    let options = "\"goog:chromeOptions\": {";
    let copy = root.join("target").join("webdriver.json");
    let text = text.replacen(options, &format!("{options}\n    \"binary\": \"{path}\","), 1);
    std::fs::write(&copy, text).map_err(|error| format!("{} cannot be written: {error}", copy.display()))?;
    Ok(copy)
}

fn find(programs: &Programs) -> Result<Option<Browser>, String> {
    let program = match named_by("CHROME") {
        Some(path) => Some(must_exist("CHROME", path)?),
        None => PROGRAMS.iter().find_map(|name| programs.find(name)),
    };
    let driver = match named_by("CHROMEDRIVER") {
        Some(path) => Some(must_exist("CHROMEDRIVER", path)?),
        None => programs.find("chromedriver"),
    };
    Ok(program.zip(driver).map(|(program, driver)| Browser { program, driver }))
}

fn named_by(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

fn must_exist(variable: &str, path: PathBuf) -> Result<PathBuf, String> {
    if path.is_file() {
        Ok(path)
    } else {
        Err(format!("{variable} names {}, which is not a file", path.display()))
    }
}

/// `apt-get` with the permissions of this user: as root, or through sudo without a password.
fn allowed_apt(programs: &Programs) -> Option<impl Fn(&[&str]) -> Command> {
    let apt = programs.find("apt-get")?;
    let sudo = if first_line(Command::new("id").arg("-u")).as_deref() == Some("0") {
        None
    } else {
        let sudo = programs.find("sudo")?;
        first_line(Command::new(&sudo).args(["-n", "true"]))?;
        Some(sudo)
    };
    Some(move |arguments: &[&str]| {
        let mut command = match &sudo {
            None => Command::new(&apt),
            Some(sudo) => prefixed(sudo, &apt),
        };
        command
            .args(arguments)
            .stdin(Stdio::null())
            .env("DEBIAN_FRONTEND", "noninteractive");
        say(&format!("running {}", name_of(&command)));
        command
    })
}

fn prefixed(sudo: &Path, program: &Path) -> Command {
    let mut command = Command::new(sudo);
    command.args(["-n", "DEBIAN_FRONTEND=noninteractive"]).arg(program);
    command
}
