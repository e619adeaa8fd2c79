//! The release build of the page.

use crate::programs;
use crate::toolbox::{Need, Toolbox};
use std::process::Command;

/// The tools for a release build and its tests.
pub const NEEDS: [Need; 4] = [Need::WasmTarget, Need::Trunk, Need::WasmBindgen, Need::WasmOpt];

/// Builds the page into dist/, prints the sizes of its files and what has grown, and with `accept_sizes` keeps them as
/// those to compare with.
///
/// # Errors
///
/// If a tool is missing, the build fails, or it is too large.
pub fn run(toolbox: &mut Toolbox, accept_sizes: bool) -> Result<(), String> {
    toolbox.ensure_installed(&NEEDS)?;
    programs::run(command(toolbox))?;
    programs::run(sizes(toolbox, accept_sizes))
}

/// The command of the release build. Its last step is the package `finish`, which Trunk calls.
pub fn command(toolbox: &Toolbox) -> Command {
    let mut trunk = toolbox.command("trunk");
    trunk.args(["build", "--release"]);
    trunk
}

/// The command that prints the sizes of the files in dist/.
pub fn sizes(toolbox: &Toolbox, accept: bool) -> Command {
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
