//! Prints the program for a link: `cargo run -q --example program -- python 'tasks=2,1,3&await=gather'`.

use codegen::{Language, program};
use scenario::link;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let [language, link] = arguments.as_slice() else {
        eprintln!("usage: program python|rust|javascript '<link>'");
        return ExitCode::from(2);
    };
    let Some(language) = Language::ALL
        .into_iter()
        .find(|known| known.label().eq_ignore_ascii_case(language))
    else {
        eprintln!("{language} is not one of python, rust and javascript");
        return ExitCode::from(2);
    };
    let opened = link::read(link);
    for problem in &opened.problems {
        eprintln!("{problem}");
    }
    print!("{}", program(language, &opened.scenario).text());
    ExitCode::SUCCESS
}
