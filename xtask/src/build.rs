//! The release build of the page.

use crate::axe;
use crate::programs;
use crate::toolbox::{Need, Toolbox};
use std::path::Path;
use std::process::Command;

/// The tools for a release build and its tests.
pub const NEEDS: [Need; 4] = [Need::WasmTarget, Need::Trunk, Need::WasmBindgen, Need::WasmOpt];

/// The folder in target/ with what Trunk has made.
const PAGE: &str = "page";

/// The folder in target/ in which the program is split and the files get their names.
const FINISHED: &str = "finished-page";

/// The file in target/ that tells which functions of the program come first.
const CALLS: &str = "calls";

/// Builds the page into dist/, prints the sizes of its files and what has grown, and with `accept_sizes` keeps them as
/// those to compare with.
///
/// # Errors
///
/// If a tool is missing, the build fails, or it is too large.
pub fn run(toolbox: &mut Toolbox, accept_sizes: bool) -> Result<(), String> {
    toolbox.ensure_installed(&NEEDS)?;
    let target = toolbox.root().join("target");
    let [page, finished, calls] = [PAGE, FINISHED, CALLS].map(|name| target.join(name));
    let mut trunk = toolbox.command("trunk");
    trunk
        .args(["build", "--release", "--dist"])
        .arg(&page)
        .env("FUTURESCOPE_FINISH", "later");
    programs::run(trunk)?;

    let is_split = match toolbox.ensure_installed(&[Need::Browser]) {
        Ok(()) => true,
        Err(why) if axe::in_ci() => return Err(why),
        Err(why) => {
            programs::say(&format!(
                "the program stays in one piece, because what comes first is found out in Chromium: {why}"
            ));
            false
        }
    };
    replace_folder(&finished, || copy_folder(&page, &finished))?;
    if is_split {
        let mut noting = toolbox.command("cargo");
        noting
            .args(["run", "--quiet", "-p", "futurescope-e2e", "--bin", "calls", "--"])
            .args([&page, &calls]);
        programs::run(noting)?;
        let mut split = toolbox.command("cargo");
        split
            .args(["run", "--quiet", "-p", "split", "--"])
            .args([&finished, &calls]);
        programs::run(split)?;
    }
    let mut finish = toolbox.command("cargo");
    finish
        .args(["run", "--quiet", "-p", "finish", "--", "folder"])
        .arg(&finished);
    programs::run(finish)?;
    let dist = toolbox.root().join("dist");
    replace_folder(&dist, || std::fs::rename(&finished, &dist))?;
    programs::run(sizes(toolbox, accept_sizes))
}

/// The command that prints the sizes of the files in dist/.
fn sizes(toolbox: &Toolbox, accept: bool) -> Command {
    let mut sizes = toolbox.command("cargo");
    sizes.args([
        "run",
        "--quiet",
        "--package",
        "finish",
        "--",
        "sizes",
        "dist",
        "finish/sizes.txt",
    ]);
    if accept {
        sizes.arg("--accept");
    }
    sizes
}

/// Deletes `folder`, if there is one, and makes it anew.
fn replace_folder(folder: &Path, make: impl FnOnce() -> std::io::Result<()>) -> Result<(), String> {
    let removed = if folder.exists() {
        std::fs::remove_dir_all(folder)
    } else {
        Ok(())
    };
    removed
        .and_then(|()| make())
        .map_err(|error| format!("{} cannot be written: {error}", folder.display()))
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
