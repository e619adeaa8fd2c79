//! Splits the program of a build in two: a first part with the code that the first picture and a run need, and a second
//! part with all the rest, which is fetched while people look at the first picture.
//!
//! Which code that is is not guessed but noted: [`instrument`] makes a copy of the program that notes each basic block that
//! runs, and the page is run with it (`futurescope-e2e --bin blocks`). By the notes [`cold::separate`] takes code that did not
//! run out of functions that did, and [`parts::divide`] divides the program. A function of the second part that is called
//! earlier than in that run has a stand-in, which loads the second part: the program does the same as in one piece, whatever
//! the notes say.
//!
//! All this is done with the finished WebAssembly, after wasm-bindgen and wasm-opt, so it depends on neither Rust's linker
//! nor the compiler.

pub mod addresses;
pub mod blocks;
pub mod cold;
pub mod constants;
pub mod glue;
pub mod instrument;
pub mod memory;
pub mod parts;
pub mod program;

use constants::Constants;
use memory::Memory;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How the name of the program's file ends, as wasm-bindgen writes it.
const PROGRAM: &str = "_bg.wasm";

/// How the name of the worker's file ends, which is another program, and stays whole.
const WORKER: &str = "-worker_bg.wasm";

/// How the name of the second part's file ends.
const SECOND: &str = "_second.wasm";

/// Code that did not run becomes a function of its own if it is so many bytes longer than the call that takes its place.
const LEAST_GAIN: isize = 8;

/// The files of a build that are changed.
struct Build {
    program: PathBuf,
    script: PathBuf,
}

impl Build {
    /// Finds them in `folder`, which Trunk has written.
    fn find(folder: &Path) -> Result<Self, String> {
        let mut programs = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(|error| failed(folder, &error))? {
            let path = entry.map_err(|error| failed(folder, &error))?.path();
            let name = path.to_string_lossy();
            if name.ends_with(PROGRAM) && !name.ends_with(WORKER) {
                programs.push(path);
            }
        }
        let [program] = &programs[..] else {
            return Err(format!("{} has {} programs, not one", folder.display(), programs.len()));
        };
        Ok(Self {
            program: program.clone(),
            script: renamed(program, ".js"),
        })
    }
}

/// Replaces the program in `folder` by a copy that notes its basic blocks, and returns how many there are.
///
/// # Errors
///
/// If there is not one program, or it is not understood.
pub fn instrument(folder: &Path) -> Result<usize, String> {
    let Build { program, script } = Build::find(folder)?;
    let wasm = read(&program)?;
    write(&program, &instrument::instrumented(&wasm)?)?;
    write(&script, glue::noting(&read_text(&script)?)?.as_bytes())?;
    blocks::blocks_of(&wasm)
}

/// Splits the program in `folder` by `notes`, a byte for each of its basic blocks, which is not 0 if the block comes first.
/// Returns a sentence on what was done.
///
/// # Errors
///
/// If there is not one program, it is not understood, or `notes` are of another one.
pub fn split(folder: &Path, notes: &Path) -> Result<String, String> {
    split_and_fill(folder, notes, 0)
}

/// As [`split`]; until the second part is there, this byte is where its constants will be. A test fills them with what would
/// be noticed.
///
/// # Errors
///
/// As [`split`].
pub fn split_and_fill(folder: &Path, notes: &Path, byte: u8) -> Result<String, String> {
    let Build { program, script } = Build::find(folder)?;
    let ran: Vec<bool> = read(notes)?.into_iter().map(|ran| ran != 0).collect();
    let cold::Separated { wasm, ran, regions } = cold::separate(&read(&program)?, &ran, LEAST_GAIN)?;
    let parts = parts::divide_and_fill(&wasm, &ran, byte)?;
    let whole = program::Program::read(&wasm)?;
    let imports: Vec<(&str, &str)> = whole
        .imports
        .iter()
        .map(|import| (import.module, import.name))
        .collect();
    let second = renamed(&program, SECOND);
    let name = second.file_name().unwrap_or_default().to_string_lossy();
    let text = glue::with_short_imports(&glue::joining(&read_text(&script)?, &name)?, &imports)?;
    write(&script, text.as_bytes())?;
    write(&program, &parts.first)?;
    write(&second, &parts.second)?;
    Ok(format!(
        "{regions} pieces of code that did not run were taken out; {} functions in {} bytes come first, {} in {} bytes follow, \
         {} of them constants; {} stand-ins, {} functions are shared",
        parts.first_functions,
        parts.first.len(),
        parts.second_functions,
        parts.second.len(),
        parts.second_constants,
        parts.stand_ins,
        parts.shared
    ))
}

/// Runs wasm-opt with `arguments`, as Trunk calls it, on a program that was linked as the file `linked`: in such a way that
/// it leaves addresses as they are, so that the constants can be divided. Runs it as it is on another program.
///
/// # Errors
///
/// If wasm-opt fails, an argument is missing, or a program is not understood.
pub fn optimize(wasm_opt: &Path, linked: &Path, arguments: &[String]) -> Result<(), String> {
    let inputs: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    let output = arguments.iter().find_map(|argument| argument.strip_prefix("--output="));
    let ([input], Some(output)) = (&inputs[..], output) else {
        return Err(format!("wasm-opt with the arguments {}", arguments.join(" ")));
    };
    let (input, output) = (Path::new(input), Path::new(output));
    if !is_made_of(input, linked) {
        return run(Command::new(wasm_opt).args(arguments), wasm_opt);
    }
    let (wasm, linked) = (read(input)?, read(linked)?);
    let constants = Constants::read(&linked)?;
    let memory = |wasm: &[u8]| Ok::<_, String>(Memory::of(&program::Program::read(wasm)?));
    let before = memory(&linked)?;
    if before.is_none() || memory(&wasm)? != before {
        return Err("wasm-bindgen has changed the data of the program".to_owned());
    }
    let hidden = output.with_extension("hidden.wasm");
    write(&hidden, &addresses::hidden(&wasm, &constants)?)?;
    let mut command = Command::new(wasm_opt);
    for argument in arguments {
        if Path::new(argument) == input {
            command.arg(&hidden);
        } else {
            command.arg(argument);
        }
    }
    run(&mut command, wasm_opt)?;
    let optimized = addresses::revealed(&read(output)?, &constants)?;
    if memory(&optimized)? != before {
        return Err("wasm-opt has changed the data of the program".to_owned());
    }
    std::fs::remove_file(&hidden).map_err(|error| failed(&hidden, &error))?;
    write(output, &optimized)
}

/// Whether wasm-bindgen has made the file `input` of the one that was linked as `linked`.
fn is_made_of(input: &Path, linked: &Path) -> bool {
    let name = linked.file_stem().unwrap_or_default().to_string_lossy();
    input.file_name().unwrap_or_default().to_string_lossy() == format!("{name}{PROGRAM}")
}

fn run(command: &mut Command, tool: &Path) -> Result<(), String> {
    let status = command.status().map_err(|error| failed(tool, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{} failed ({status})", tool.display()))
    }
}

/// The path of the program with another ending.
fn renamed(program: &Path, ending: &str) -> PathBuf {
    let name = program.file_name().unwrap_or_default().to_string_lossy();
    program.with_file_name(format!("{}{ending}", name.strip_suffix(PROGRAM).unwrap_or(&name)))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| failed(path, &error))
}

fn read_text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| failed(path, &error))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(path, bytes).map_err(|error| failed(path, &error))
}

fn failed(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::is_made_of;
    use std::path::Path;

    #[test]
    fn only_the_program_that_was_linked_is_taken_for_it() {
        let linked = Path::new("target/release/futurescope.wasm");
        assert!(is_made_of(Path::new("/tmp/stage/futurescope_bg.wasm"), linked));
        assert!(!is_made_of(Path::new("/tmp/stage/futurescope-worker_bg.wasm"), linked));
    }
}
