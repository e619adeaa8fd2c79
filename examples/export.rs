//! Measures the files of a link's run: how long each takes to write, its longest piece, its size, and the memory that
//! its writer needs besides the record.
//!
//! ```text
//! cargo run -q --release --example export -- 'tasks=0.5s..0.55s x1000000&await=gather'
//! ```
//!
//! With `--to FOLDER` behind the link, the files are saved there.

use cap::Cap;
use export::{FileKind, Saved, Written, file_name};
use recording::{Budget, FoldDepth, Folds};
use scenario::link;
use std::alloc::System;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (link, folder) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [link] => (link, None),
        [link, "--to", folder] => (link, Some(Path::new(folder))),
        _ => return Err(io::Error::other("usage: export '<link>' [--to FOLDER]")),
    };
    let opened = link::read(link);
    if let Some(problem) = opened.problems.first() {
        return Err(io::Error::other(problem.to_string()));
    }
    let trace = runtime::simulate_within(&opened.scenario, Budget::OF_A_RUN);
    let mut folds = Folds::default();
    folds.extend(&trace, FoldDepth::Everything, || false);
    let saved = Saved {
        trace: &trace,
        folds: &folds,
        deviation: None,
    };
    println!("{} events", trace.events.len());
    for kind in FileKind::ALL {
        let name = file_name(&trace, kind.extension());
        let mut out: Box<dyn Write> = match folder {
            Some(folder) => Box::new(File::create(folder.join(&name))?),
            None => Box::new(io::sink()),
        };
        let before = ALLOCATOR.allocated();
        let (mut writer, mut piece) = (kind.writer(), Vec::new());
        let (mut bytes, mut longest, mut most, began) = (0, Duration::ZERO, 0, Instant::now());
        loop {
            let piece_began = Instant::now();
            let written = writer.write_on(&saved, &mut piece);
            longest = longest.max(piece_began.elapsed());
            bytes += piece.len();
            most = most.max(ALLOCATOR.allocated() - before);
            out.write_all(&piece)?;
            piece.clear();
            if written == Written::Complete {
                break;
            }
        }
        let expected = kind.estimated_bytes(&trace, folds.history.console.len());
        println!(
            "{name}: {bytes} bytes (estimated {expected}) in {:.2} s, longest piece {:.1} ms, {} KB of memory",
            began.elapsed().as_secs_f64(),
            longest.as_secs_f64() * 1e3,
            most / 1_000,
        );
    }
    Ok(())
}
