//! A record as files: each is read back by a reader that knows nothing of its writer.

#[allow(dead_code, reason = "only its chance is used")]
mod support;

#[path = "export/csv.rs"]
mod csv;
#[path = "export/figures.rs"]
mod figures;
#[path = "export/files.rs"]
mod files;
#[path = "support/mixtures.rs"]
mod mixtures;
#[path = "export/perfetto.rs"]
mod perfetto;
#[path = "support/trace_events.rs"]
mod trace_events;

use export::{FileKind, Saved, write_whole};
use mixtures::{random_mixture, random_overrun};
use recording::{FoldDepth, Folds, Trace};
use runtime::simulate;
use scenario::link;
use std::path::PathBuf;
use support::Draws;

/// The number of random scenarios.
const CASES: u64 = 400;

/// A trace with everything folded from it.
struct Folded {
    trace: Trace,
    folds: Folds,
}

impl Folded {
    fn of(trace: Trace) -> Self {
        let mut folds = Folds::default();
        assert!(folds.extend(&trace, FoldDepth::Everything, || false));
        Self { trace, folds }
    }

    fn of_link(link: &str) -> Self {
        Self::of(simulate(&link::read(link).scenario))
    }

    fn saved(&self) -> Saved<'_> {
        Saved {
            trace: &self.trace,
            folds: &self.folds,
            deviation: None,
        }
    }

    fn file(&self, kind: FileKind) -> Vec<u8> {
        write_whole(kind, &self.saved())
    }

    fn text(&self, kind: FileKind) -> String {
        String::from_utf8(self.file(kind)).expect("files are UTF-8")
    }
}

/// The trace of a file's text.
fn opened(text: &str) -> Trace {
    let opened = trace_file::read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"));
    opened.trace
}

/// Random scenarios, with their links.
fn random() -> impl Iterator<Item = (String, Folded)> {
    (0..CASES).map(|case| {
        let draws = &mut Draws::of(case);
        let link = match case % 2 {
            0 => random_mixture(draws),
            _ => random_overrun(draws),
        };
        let folded = Folded::of_link(&link);
        (link, folded)
    })
}

/// The records of other programs, with the names and texts of their files.
fn recorded() -> impl Iterator<Item = (String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let files = std::fs::read_dir(folder).expect("the folder is there");
    let mut paths: Vec<PathBuf> = files.map(|entry| entry.expect("it is readable").path()).collect();
    paths.sort();
    assert!(paths.len() >= 8, "all fixtures are found");
    paths.into_iter().map(|path| {
        let text = std::fs::read_to_string(&path).expect("a fixture is text");
        (path.display().to_string(), text)
    })
}

/// Every record that is checked: random ones, and those of other programs.
fn all() -> impl Iterator<Item = (String, Folded)> {
    random().chain(recorded().map(|(name, text)| (name, Folded::of(opened(&text)))))
}
