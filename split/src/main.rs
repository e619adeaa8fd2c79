//! `split FOLDER NOTES`: splits the program of the build in a folder by notes of its basic blocks.
//!
//! `split optimize WASM_OPT LINKED ARGUMENTS…`: runs wasm-opt on a program that was linked as the file LINKED, so that its
//! constants can be divided.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words[..] {
        [folder, notes] => split::split(Path::new(folder), Path::new(notes)).map(|done| println!("split: {done}")),
        ["optimize", wasm_opt, linked, ..] => split::optimize(Path::new(wasm_opt), Path::new(linked), &arguments[3..]),
        _ => Err(format!("unknown arguments: {}", words.join(" "))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("split: {message}");
            ExitCode::FAILURE
        }
    }
}
