//! Finds the tools of a build, and installs and reports those that are missing.
//!
//! A tool is looked up on PATH, then in the cache folder, and used only in the right version. Tools are installed into
//! the cache folder, except those that rustup or the system's package manager provide. Runs no tool itself.

use crate::axe;
use crate::browser::{self, Browser};
use crate::lock;
use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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
    /// Chromium and chromedriver.
    Browser,
    /// axe-core.
    Axe,
}

/// The tools that were found, and their paths.
pub struct Toolbox {
    root: PathBuf,
    cache: PathBuf,
    results: BTreeMap<Need, Result<(), String>>,
    /// Folders of the cache to search before PATH.
    folders: Vec<PathBuf>,
    browser: Option<Browser>,
    axe: Option<PathBuf>,
}

impl Toolbox {
    /// A toolbox for the repository at `root`; no tool has been looked up yet.
    pub fn new(root: &Path) -> Self {
        let root = root.to_path_buf();
        Self {
            cache: cache_folder(&root),
            root,
            results: BTreeMap::new(),
            folders: Vec::new(),
            browser: None,
            axe: None,
        }
    }

    /// The root folder of the repository.
    pub fn root(&self) -> &Path {
        &self.root
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
        if let Some(browser) = &self.browser {
            command
                .env("CHROMEDRIVER", &browser.driver)
                .env("CHROME", &browser.program);
        }
        if let Some(axe) = &self.axe {
            command.env("AXE", axe);
        }
        command
    }

    /// The path of `program`, if it is found.
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        find_in(&self.path(), program)
    }

    fn path(&self) -> OsString {
        let before = env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned().chain(env::split_paths(&before));
        env::join_paths(folders).unwrap_or(before)
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
                version: &lock::version_of("wasm-bindgen", &self.root)?,
                programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
                minutes: 3,
            }),
            Need::WasmOpt => self.wasm_opt(),
            Need::Browser => {
                self.browser = Some(browser::ensure_installed(self)?);
                Ok(())
            }
            Need::Axe => {
                self.axe = Some(axe::ensure_installed(self, &self.cache)?);
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
        let installed = self.cache.join("bin");
        if tool.is_on(&self.path()) {
            return Ok(());
        }
        if !tool.is_on(installed.as_os_str()) {
            self.install(tool, &installed)?;
        }
        self.use_folder(installed);
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
                Ok(()) => say(&format!("what came is not {package} {version}; building it instead")),
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
            .arg(&self.cache)
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
        let binaryen = self.cache.join("binaryen");
        let from_npm = binaryen.join("node_modules").join(".bin");
        let from_crates = self.cache.join("bin");
        for folder in [&from_npm, &from_crates] {
            if new_enough_wasm_opt(folder) {
                self.use_folder(folder.clone());
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
                    self.use_folder(from_npm);
                    return Ok(());
                }
                Ok(()) => say("the wasm-opt of npm does not start here; building one instead"),
                Err(why) => say(&format!("{why}; building wasm-opt instead")),
            }
        }
        say(&format!(
            "building wasm-opt {WASM_OPT_CRATE_VERSION} from source, about 8 minutes on two cores"
        ));
        run(self.cargo_install("wasm-opt", WASM_OPT_CRATE_VERSION))?;
        if !new_enough_wasm_opt(&from_crates) {
            return Err(format!(
                "no wasm-opt of version {OLDEST_WASM_OPT} or newer can be had: install binaryen by hand"
            ));
        }
        self.use_folder(from_crates);
        Ok(())
    }

    /// Folders added later are searched first, so that the most recent choice is used.
    fn use_folder(&mut self, folder: PathBuf) {
        self.folders.retain(|known| *known != folder);
        self.folders.insert(0, folder);
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

/// A program that is installed from a crate.
struct CargoTool<'a> {
    package: &'a str,
    version: &'a str,
    programs: &'a [&'a str],
    minutes: u32,
}

impl CargoTool<'_> {
    /// Whether all its programs are on `path` in exactly this version.
    fn is_on(&self, path: &std::ffi::OsStr) -> bool {
        self.programs.iter().all(|program| {
            let found = find_in(path, program);
            let line = found.and_then(|program| first_line(Command::new(program).arg("--version")));
            line.is_some_and(|line| line.split_whitespace().any(|word| word == self.version))
        })
    }
}

fn find_in(path: &std::ffi::OsStr, program: &str) -> Option<PathBuf> {
    // npm installs scripts, which have another extension on Windows.
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd"] } else { &[""] };
    let candidates = env::split_paths(path).flat_map(|folder| {
        endings
            .iter()
            .map(move |ending| folder.join(format!("{program}{ending}")))
    });
    candidates.into_iter().find(|candidate| candidate.is_file())
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

/// `$XDG_CACHE_HOME`, else `~/.cache`, else the target folder.
fn cache_folder(root: &Path) -> PathBuf {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let caches = set("XDG_CACHE_HOME").filter(|folder| folder.is_absolute());
    let caches = caches.or_else(|| Some(set("HOME").or_else(|| set("USERPROFILE"))?.join(".cache")));
    caches
        .unwrap_or_else(|| root.join("target"))
        .join("futurescope")
        .join("tools")
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
