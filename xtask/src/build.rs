//! The release build of the page.

use crate::axe;
use crate::programs;
use crate::toolbox::{Need, Toolbox};
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// The tools for a release build and its tests.
pub const NEEDS: [Need; 4] = [Need::WasmTarget, Need::Trunk, Need::WasmBindgen, Need::WasmOpt];

/// The folder in target/ with what Trunk has made.
const PAGE: &str = "page";

/// The folder in target/ in which the program is split and the files get their names.
const FINISHED: &str = "finished-page";

/// The file in target/ that tells which basic blocks of the program come first.
const BLOCKS: &str = "blocks";

/// The wasm-opt that Trunk runs when the program is split afterwards.
#[cfg(unix)]
const WASM_OPT_OF_SPLIT: &str = r#"#!/bin/sh
[ "$1" = --version ] && exec "$FUTURESCOPE_WASM_OPT" "$1"
exec cargo run --quiet --package split -- optimize "$FUTURESCOPE_WASM_OPT" "$FUTURESCOPE_LINKED" "$@"
"#;

/// Builds the page into dist/, prints the sizes of its files and what has grown, and with `accept_sizes` keeps them as
/// those to compare with.
///
/// # Errors
///
/// If a tool is missing, the build fails, or it is too large.
pub fn run(toolbox: &mut Toolbox, accept_sizes: bool) -> Result<(), String> {
    toolbox.ensure_installed(&NEEDS)?;
    put_program_in_place(toolbox)?;
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
    let target = toolbox.root().join("target");
    let [page, finished, blocks] = [PAGE, FINISHED, BLOCKS].map(|name| target.join(name));
    let mut trunk = toolbox.command("trunk");
    trunk
        .args(["build", "--release", "--dist"])
        .arg(&page)
        .env("FUTURESCOPE_FINISH", "later");
    if is_split {
        keep_addresses(toolbox, &target, &mut trunk)?;
    }
    programs::run(trunk)?;
    let dist = toolbox.root().join("dist");
    let run = |package: &[&str], arguments: &[&OsStr]| {
        let mut cargo = toolbox.command("cargo");
        cargo
            .args(["run", "--quiet", "--package"])
            .args(package)
            .arg("--")
            .args(arguments);
        programs::run(cargo)
    };
    let (copy, folder) = (OsStr::new("copy"), OsStr::new("folder"));
    let (page, finished, blocks) = (page.as_os_str(), finished.as_os_str(), blocks.as_os_str());
    run(&["finish"], &[copy, page, finished])?;
    if is_split {
        run(&["futurescope-e2e", "--bin", "blocks"], &[page, blocks])?;
        run(&["split"], &[finished, blocks])?;
    }
    run(&["finish"], &[folder, finished])?;
    run(&["finish"], &[copy, finished, dist.as_os_str()])?;
    let mut arguments = ["sizes", "dist", "finish/sizes.txt"].map(OsStr::new).to_vec();
    if accept_sizes {
        arguments.push(OsStr::new("--accept"));
    }
    run(&["finish"], &arguments)
}

/// Has `trunk` build a program whose constants can be divided: the linker keeps what it knows of addresses, and wasm-opt is
/// run by `split`. Trunk runs the wasm-opt that it finds first.
#[cfg(unix)]
fn keep_addresses(toolbox: &Toolbox, target: &Path, trunk: &mut Command) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let wasm_opt = toolbox.find("wasm-opt").ok_or("wasm-opt is not found")?;
    let folder = target.join("wasm-opt-of-split");
    let script = folder.join("wasm-opt");
    std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(&script, WASM_OPT_OF_SPLIT))
        .and_then(|()| std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)))
        .map_err(|error| format!("{}: {error}", script.display()))?;
    let others = toolbox.path();
    let path = std::env::join_paths([folder].into_iter().chain(std::env::split_paths(&others)))
        .map_err(|error| format!("{}: {error}", script.display()))?;
    trunk
        .env("PATH", path)
        .env("FUTURESCOPE_KEEP_RELOCATIONS", "1")
        .env("FUTURESCOPE_WASM_OPT", wasm_opt)
        .env(
            "FUTURESCOPE_LINKED",
            target.join("wasm32-unknown-unknown/release/futurescope.wasm"),
        );
    Ok(())
}

/// All constants stay in the first part.
#[cfg(not(unix))]
fn keep_addresses(_: &Toolbox, _: &Path, _: &mut Command) -> Result<(), String> {
    Ok(())
}

/// Puts the parts of the tab Program in place. Without them the page is built all the same, but not in CI.
///
/// # Errors
///
/// If they are missing in CI.
pub fn put_program_in_place(toolbox: &mut Toolbox) -> Result<(), String> {
    match toolbox.ensure_installed(&[Need::Program]) {
        Err(why) if axe::in_ci() => Err(why),
        Err(why) => {
            programs::say(&format!("the page is built without the tab Program: {why}"));
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}
