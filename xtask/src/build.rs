//! The release build of the page.

use crate::toolbox::{Need, Toolbox};
use crate::{programs, sizes};
use std::process::Command;

/// The tools for a release build and its tests.
pub const NEEDS: [Need; 4] = [Need::WasmTarget, Need::Trunk, Need::WasmBindgen, Need::WasmOpt];

/// Builds the page into dist/ and prints the sizes of its files.
///
/// # Errors
///
/// If a tool is missing, or the build fails.
pub fn run(toolbox: &mut Toolbox) -> Result<(), String> {
    toolbox.ensure_installed(&NEEDS)?;
    programs::run(command(toolbox))?;
    sizes::print(&toolbox.root().join("dist"))
}

/// The command of the release build.
pub fn command(toolbox: &Toolbox) -> Command {
    let mut trunk = toolbox.command("trunk");
    trunk.args(["build", "--release"]);
    trunk
}
