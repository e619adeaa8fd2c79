//! `split FOLDER CALLS`: splits the program of the build in a folder by notes of its calls.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words[..] {
        [folder, calls] => split::split(Path::new(folder), Path::new(calls)).map(|done| println!("split: {done}")),
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
