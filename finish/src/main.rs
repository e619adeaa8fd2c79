//! `finish`: called by Trunk after each build, for the folder in `TRUNK_STAGING_DIR`. If `FUTURESCOPE_FINISH` is `later`,
//! does nothing: `cargo xtask build` has something to do before.
//! `finish folder DIST`: does the same for a folder.
//! `finish copy FROM TO`: copies a folder, in the place of what `TO` was before.
//! `finish sizes DIST BASELINE [--accept]`: prints the sizes of a finished build.

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words[..] {
        [] if std::env::var_os("FUTURESCOPE_FINISH").is_some_and(|when| when == "later") => Ok(()),
        [] => match std::env::var_os("TRUNK_STAGING_DIR") {
            Some(folder) => finish::finish(&PathBuf::from(folder)),
            None => Err("TRUNK_STAGING_DIR is not set: Trunk calls this program after a build".to_owned()),
        },
        ["folder", dist] => finish::finish(dist.as_ref()),
        ["copy", from, to] => finish::copy_folder(from.as_ref(), to.as_ref()),
        ["sizes", dist, baseline] => finish::sizes::print(dist.as_ref(), baseline.as_ref(), false),
        ["sizes", dist, baseline, "--accept"] => finish::sizes::print(dist.as_ref(), baseline.as_ref(), true),
        _ => Err(format!("unknown arguments: {}", words.join(" "))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("finish: {message}");
            ExitCode::FAILURE
        }
    }
}
