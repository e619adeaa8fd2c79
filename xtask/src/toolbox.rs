//! Finds the tools of a build, and installs and reports those that are missing.
//!
//! A tool is looked up on PATH, then in the cache folder, and used only in the right version. Tools are installed into
//! the cache folder, except those that rustup or the system's package manager provide. Runs no tool itself.

use crate::axe;
use crate::browser::{self, Browser};
use crate::engines::{self, DISPLAY, FIREFOX, GECKODRIVER_VERSION, WEBKIT};
use crate::lighthouse;
use crate::lock;
use crate::program;
use crate::programs::{Programs, find_in, first_line, run, say};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The last Trunk that builds with the Rust of this workspace: 0.22 wants a newer one.
const TRUNK_VERSION: &str = "0.21.14";

/// The oldest wasm-opt that works. Older ones break the table of function references: the build succeeds, but the page
/// fails at start.
const OLDEST_WASM_OPT: u32 = 116;

/// The npm package with the wasm-opt version that is known to work.
const BINARYEN_NPM: &str = "binaryen@132.0.0";

/// The newest wasm-opt available as a crate, for a machine without npm; its output is 7 % larger.
const WASM_OPT_CRATE_VERSION: &str = "0.116.1";

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// A tool that a command or a lane needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// The standard library for wasm32.
    WasmTarget,
    /// `cargo fmt`.
    Rustfmt,
    /// `cargo clippy`.
    Clippy,
    /// Trunk.
    Trunk,
    /// wasm-bindgen and its test runner, of the version in Cargo.lock.
    WasmBindgen,
    /// wasm-opt of version [`OLDEST_WASM_OPT`] or newer.
    WasmOpt,
    /// The parts of the tab Program: Pyodide, Python's standard library, the editor.
    Program,
    /// Chromium and chromedriver.
    Browser,
    /// axe-core.
    Axe,
    /// Lighthouse.
    Lighthouse,
    /// Firefox and geckodriver.
    Firefox,
    /// WebKitGTK, its driver and a display.
    WebKit,
}

/// The tools that were found, and their paths.
pub struct Toolbox {
    programs: Programs,
    results: BTreeMap<Need, Result<(), String>>,
    browser: Option<Browser>,
}

impl Toolbox {
    /// A toolbox for the repository at `root`; no tool has been looked up yet.
    pub fn new(root: &Path) -> Self {
        Self {
            programs: Programs::new(root),
            results: BTreeMap::new(),
            browser: None,
        }
    }

    /// The root folder of the repository.
    pub fn root(&self) -> &Path {
        self.programs.root()
    }

    /// The command to run `program`: see [`Programs::command`].
    pub fn command(&self, program: &str) -> Command {
        self.programs.command(program)
    }

    /// The value of PATH for a command: see [`Programs::path`].
    #[cfg(unix)]
    pub fn path(&self) -> std::ffi::OsString {
        self.programs.path()
    }

    /// The path of `program`, if it is found.
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        self.programs.find(program)
    }

    /// The browser, once [`Need::Browser`] was ensured.
    pub const fn browser(&self) -> Option<&Browser> {
        self.browser.as_ref()
    }

    /// Finds or installs each of `needs`. Each is tried once; later calls repeat the result.
    ///
    /// # Errors
    ///
    /// A message for each tool that is missing, with what to do about it.
    pub fn ensure_installed(&mut self, needs: &[Need]) -> Result<(), String> {
        let mut complaints = Vec::new();
        for need in needs {
            if !self.results.contains_key(need) {
                let outcome = self.find_or_install(*need);
                self.results.insert(*need, outcome);
            }
            if let Some(Err(complaint)) = self.results.get(need) {
                complaints.push(complaint.clone());
            }
        }
        if complaints.is_empty() {
            Ok(())
        } else {
            Err(complaints.join("\n"))
        }
    }

    fn find_or_install(&mut self, need: Need) -> Result<(), String> {
        match need {
            Need::WasmTarget => self.wasm_target(),
            Need::Rustfmt => self.component("rustfmt", "fmt"),
            Need::Clippy => self.component("clippy", "clippy"),
            Need::Trunk => self.cargo_tool(&CargoTool {
                package: "trunk",
                version: TRUNK_VERSION,
                programs: &["trunk"],
                minutes: 8,
            }),
            Need::WasmBindgen => self.cargo_tool(&CargoTool {
                package: "wasm-bindgen-cli",
                version: &lock::version_of("wasm-bindgen", self.root())?,
                programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
                minutes: 3,
            }),
            Need::WasmOpt => self.wasm_opt(),
            Need::Program => program::ensure_installed(&self.programs),
            Need::Browser => {
                let browser = browser::ensure_installed(&self.programs)?;
                self.programs.set_variable("CHROMEDRIVER", &browser.driver);
                self.programs.set_variable("CHROME", &browser.program);
                self.browser = Some(browser);
                Ok(())
            }
            Need::Firefox => {
                engines::ensure_installed(&self.programs, &FIREFOX)?;
                self.cargo_tool(&CargoTool {
                    package: "geckodriver",
                    version: GECKODRIVER_VERSION,
                    programs: &["geckodriver"],
                    minutes: 3,
                })?;
                let driver = self.find("geckodriver").ok_or("geckodriver is not found")?;
                self.programs.set_variable("GECKODRIVER", &driver);
                Ok(())
            }
            Need::WebKit => {
                if std::env::var_os("DISPLAY").is_none() {
                    engines::ensure_installed(&self.programs, &DISPLAY)?;
                }
                let driver = engines::ensure_installed(&self.programs, &WEBKIT)?;
                self.programs.set_variable("MINIBROWSER", &engines::mini_browser()?);
                self.programs.set_variable("WEBKITDRIVER", &driver);
                Ok(())
            }
            Need::Lighthouse => {
                let lighthouse = lighthouse::ensure_installed(&self.programs)?;
                self.programs.set_variable("LIGHTHOUSE", &lighthouse);
                Ok(())
            }
            Need::Axe => {
                let axe = axe::ensure_installed(&self.programs)?;
                self.programs.set_variable("AXE", &axe);
                Ok(())
            }
        }
    }

    fn wasm_target(&self) -> Result<(), String> {
        // Asks rustc, so that a Rust without rustup works if its distribution includes the target.
        let library = first_line(
            self.command("rustc")
                .args(["--print", "target-libdir", "--target", WASM_TARGET]),
        );
        if library.is_some_and(|folder| Path::new(&folder).is_dir()) {
            return Ok(());
        }
        say(&format!("adding the {WASM_TARGET} target with rustup"));
        let mut rustup = self.command("rustup");
        rustup.args(["target", "add", WASM_TARGET]);
        run(rustup).map_err(|why| format!("the {WASM_TARGET} target is missing: {why}"))
    }

    fn component(&self, component: &str, subcommand: &str) -> Result<(), String> {
        if first_line(self.command("cargo").args([subcommand, "--version"])).is_some() {
            return Ok(());
        }
        say(&format!("adding {component} with rustup"));
        let mut rustup = self.command("rustup");
        rustup.args(["component", "add", component]);
        run(rustup).map_err(|why| format!("{component} is missing: {why}"))
    }

    fn cargo_tool(&mut self, tool: &CargoTool<'_>) -> Result<(), String> {
        let installed = self.programs.cache().join("bin");
        if tool.is_on(&self.programs.path()) {
            return Ok(());
        }
        if !tool.is_on(installed.as_os_str()) {
            self.install(tool, &installed)?;
        }
        self.programs.use_folder(installed);
        Ok(())
    }

    /// Installs the prebuilt program with cargo-binstall if possible, else builds it from its crate.
    fn install(&self, tool: &CargoTool<'_>, into: &Path) -> Result<(), String> {
        let CargoTool {
            package,
            version,
            minutes,
            ..
        } = *tool;
        if self.find("cargo-binstall").is_some() {
            say(&format!("installing {package} {version} with cargo-binstall"));
            let mut binstall = self.command("cargo-binstall");
            binstall
                .args([
                    "--no-confirm",
                    "--force",
                    "--disable-strategies",
                    "compile",
                    "--install-path",
                ])
                .arg(into);
            binstall.arg(format!("{package}@{version}"));
            match run(binstall) {
                Ok(()) if tool.is_on(into.as_os_str()) => return Ok(()),
                Ok(()) => say(&format!(
                    "the installed program is not {package} {version}; building it instead"
                )),
                Err(why) => say(&format!("{why}; building {package} instead")),
            }
        }
        say(&format!(
            "building {package} {version} from source, about {minutes} minutes on two cores"
        ));
        run(self.cargo_install(package, version))?;
        if tool.is_on(into.as_os_str()) {
            return Ok(());
        }
        Err(format!(
            "{package} {version} was installed into {} but does not start there",
            into.display()
        ))
    }

    fn cargo_install(&self, package: &str, version: &str) -> Command {
        let mut install = self.command("cargo");
        install
            .args(["install", "--locked", "--version", version, "--root"])
            .arg(self.programs.cache())
            .arg(package);
        install
    }

    fn wasm_opt(&mut self) -> Result<(), String> {
        if let Some(found) = self.find("wasm-opt") {
            match wasm_opt_version(&found) {
                Some(version) if version >= OLDEST_WASM_OPT => return Ok(()),
                Some(version) => say(&format!(
                    "{} is version {version}: below {OLDEST_WASM_OPT} it breaks the page, so another one is taken",
                    found.display()
                )),
                None => say(&format!(
                    "{} does not report its version, so another one is taken",
                    found.display()
                )),
            }
        }
        let binaryen = self.programs.cache().join("binaryen");
        let from_npm = binaryen.join("node_modules").join(".bin");
        let from_crates = self.programs.cache().join("bin");
        for folder in [&from_npm, &from_crates] {
            if new_enough_wasm_opt(folder) {
                self.programs.use_folder(folder.clone());
                return Ok(());
            }
        }
        if self.find("npm").is_some() {
            say(&format!("installing wasm-opt: the npm package {BINARYEN_NPM}"));
            let mut npm = self.command("npm");
            npm.args(["install", "--no-audit", "--no-fund", "--prefix"])
                .arg(&binaryen)
                .arg(BINARYEN_NPM);
            match run(npm) {
                Ok(()) if new_enough_wasm_opt(&from_npm) => {
                    self.programs.use_folder(from_npm);
                    return Ok(());
                }
                Ok(()) => say("the wasm-opt from npm does not start here; building it instead"),
                Err(why) => say(&format!("{why}; building wasm-opt instead")),
            }
        }
        say(&format!(
            "building wasm-opt {WASM_OPT_CRATE_VERSION} from source, about 8 minutes on two cores"
        ));
        run(self.cargo_install("wasm-opt", WASM_OPT_CRATE_VERSION))?;
        if !new_enough_wasm_opt(&from_crates) {
            return Err(format!(
                "no wasm-opt of version {OLDEST_WASM_OPT} or newer could be installed: install binaryen by hand"
            ));
        }
        self.programs.use_folder(from_crates);
        Ok(())
    }
}

/// A program that is installed from a crate.
struct CargoTool<'a> {
    package: &'a str,
    version: &'a str,
    programs: &'a [&'a str],
    minutes: u32,
}

impl CargoTool<'_> {
    /// Whether all its programs are on `path` in exactly this version.
    fn is_on(&self, path: &OsStr) -> bool {
        self.programs.iter().all(|program| {
            let found = find_in(path, program);
            let line = found.and_then(|program| first_line(Command::new(program).arg("--version")));
            line.is_some_and(|line| line.split_whitespace().any(|word| word == self.version))
        })
    }
}

fn new_enough_wasm_opt(folder: &Path) -> bool {
    let found = find_in(folder.as_os_str(), "wasm-opt");
    found
        .and_then(|program| wasm_opt_version(&program))
        .is_some_and(|version| version >= OLDEST_WASM_OPT)
}

fn wasm_opt_version(program: &Path) -> Option<u32> {
    version_in(&first_line(Command::new(program).arg("--version"))?)
}

/// The number in `wasm-opt version 132 (version_132)`.
fn version_in(line: &str) -> Option<u32> {
    line.split(|c: char| !c.is_ascii_digit())
        .find(|digits| !digits.is_empty())?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn wasm_opt_version_is_parsed_with_or_without_a_tag() {
        assert_eq!(version_in("wasm-opt version 132 (version_132)"), Some(132));
        assert_eq!(version_in("wasm-opt version 108"), Some(108));
        assert_eq!(version_in("wasm-opt"), None);
    }
}
