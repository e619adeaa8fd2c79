//! Prints the sizes of the files of a finished build, raw and gzipped, and what they have grown since the sizes that were
//! accepted last.

use crate::{INDEX, files, program};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// A file that has grown by more bytes than this is named, gzipped.
const NAMED_GROWTH: usize = 1024;

/// So is a small one that has grown by more than this part of its size.
const NAMED_PART: f64 = 0.01;

/// Less than this is never named: a hash compresses a little differently in every build.
const NOISE: usize = 64;

/// The largest build in bytes, gzipped, without what is loaded when it is first needed ([`Needed`]). A build above it fails: a page
/// that is this large needs a decision, not a habit. It was 1,200,000 before the page knew programs: with the tab, and the tree,
/// resources, findings and captions of their records, it grew by 96 KB. It was 1,250,000 before code that did not run was taken out
/// of the functions of the first part: a first visit loads 80 KB less before Run works, and 25 KB more in all; questions about programs
/// and the page's end of the worker are 20 KB.
const CEILING: usize = 1_295_000;

/// The files that a first visit loads until its Run button works, without the hashes in their names.
const UNTIL_RUN: [&str; 8] = [
    INDEX,
    "assets/faults.js",
    "assets/first-paint.js",
    "assets/futurescope.js",
    "assets/futurescope_bg.wasm",
    "assets/load.js",
    "assets/start.js",
    "assets/style.css",
];

/// The largest sum of [`UNTIL_RUN`] in bytes, gzipped, of a build whose program is split.
const CEILING_UNTIL_RUN: usize = 300_000;

/// How the names of the worker's files begin.
const WORKER: &str = "assets/futurescope-worker";

/// When a file is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needed {
    /// By the page itself.
    Always,
    /// When the tab Program is first opened.
    ByProgram,
    /// When a comparison first takes longer than a frame.
    ByWorker,
}

impl Needed {
    /// Each, with what its sum is called.
    const ALL: [(Self, &str); 3] = [
        (Self::Always, "bytes in all"),
        (Self::ByProgram, "bytes of Program, when it is first opened"),
        (
            Self::ByWorker,
            "bytes of the worker, when a comparison first takes longer than a frame",
        ),
    ];

    /// When a file is loaded, by its name without the hash.
    fn of(name: &str) -> Self {
        if program::is_later_without_hash(name) {
            Self::ByProgram
        } else if name.starts_with(WORKER) {
            Self::ByWorker
        } else {
            Self::Always
        }
    }
}

/// The second part of the program, if it is split.
const SECOND: &str = "assets/futurescope_second.wasm";

/// The head of the file with accepted sizes.
const HEAD: &str =
    "# Bytes of each file of dist/ as `gzip -9` has them. Written by `cargo xtask build --accept-sizes`.\n";

/// Sizes in bytes by the name of the file without its hash: raw and gzipped.
type Sizes = BTreeMap<String, (usize, usize)>;

/// Prints a line for each file of `dist` with its growth since `baseline`, one with the totals, and one for each file
/// that has grown by much. With `accept`, writes the sizes to `baseline`.
///
/// # Errors
///
/// If a file cannot be read or written, `baseline` is not understood, or the build is above the ceiling.
pub fn print(dist: &Path, baseline: &Path, accept: bool) -> Result<(), String> {
    let sizes = measure(dist)?;
    let accepted = if baseline.exists() {
        parse(&files::read_text(baseline)?)?
    } else {
        BTreeMap::new()
    };
    print!("{}", report(&sizes, &accepted));
    if accept {
        let mut text = HEAD.to_owned();
        for (name, (_, gzip)) in &sizes {
            let _ = writeln!(text, "{gzip:>8}  {name}"); // a String takes all
        }
        files::write(baseline, text.as_bytes())?;
        println!("accepted: {}", baseline.display());
    }
    below(total(&sizes, Needed::Always).1, CEILING, "CEILING")?;
    if sizes.contains_key(SECOND) {
        below(until_run(&sizes), CEILING_UNTIL_RUN, "CEILING_UNTIL_RUN")?;
    }
    Ok(())
}

fn below(bytes: usize, ceiling: usize, name: &str) -> Result<(), String> {
    if bytes > ceiling {
        return Err(format!(
            "{bytes} bytes gzipped are above the ceiling of {ceiling} ({name} in finish/src/sizes.rs)"
        ));
    }
    Ok(())
}

/// The bytes, raw and gzipped, of the files that are loaded then.
fn total(sizes: &Sizes, needed: Needed) -> (usize, usize) {
    let counted = sizes.iter().filter(|(name, _)| Needed::of(name) == needed);
    counted.fold((0, 0), |(raw, gzip), (_, size)| (raw + size.0, gzip + size.1))
}

/// The bytes, gzipped, that a first visit loads until its Run button works.
fn until_run(sizes: &Sizes) -> usize {
    UNTIL_RUN
        .iter()
        .filter_map(|name| sizes.get(*name))
        .map(|(_, gzip)| gzip)
        .sum()
}

/// The table, and what has grown.
fn report(sizes: &Sizes, accepted: &BTreeMap<String, usize>) -> String {
    let mut text = format!("\n{:>10}  {:>10}  {:>8}  file\n", "raw", "gzip -9", "grown");
    let mut grown = String::new();
    let mut row = |name: &str, raw: Option<usize>, gzip: usize, before: usize, is_named: bool| {
        let change = gzip as i64 - before as i64;
        let change_text = if change == 0 {
            "-".to_owned()
        } else {
            format!("{change:+}")
        };
        let raw = raw.map_or_else(String::new, |raw| raw.to_string());
        let _ = writeln!(text, "{raw:>10}  {gzip:>10}  {change_text:>8}  {name}");
        if is_named && is_much(before, gzip) {
            let _ = writeln!(grown, "grown: {name}: {change:+} bytes, from {before} to {gzip}");
        }
    };
    for (name, (raw, gzip)) in sizes {
        row(name, Some(*raw), *gzip, accepted.get(name).copied().unwrap_or(0), true);
    }
    for (name, before) in accepted.iter().filter(|(name, _)| !sizes.contains_key(*name)) {
        row(&format!("{name} (gone)"), None, 0, *before, true);
    }
    let before = |needed: Needed| {
        let counted = accepted.iter().filter(|(name, _)| Needed::of(name) == needed);
        counted.map(|(_, gzip)| gzip).sum()
    };
    for (needed, label) in Needed::ALL {
        let (raw, gzip) = total(sizes, needed);
        if gzip > 0 || needed == Needed::Always {
            row(label, Some(raw), gzip, before(needed), false);
        }
    }
    let _ = writeln!(
        text,
        "{:>10}  {:>10}  {:>8}  bytes until Run works",
        "",
        until_run(sizes),
        ""
    );
    text + &grown
}

fn is_much(before: usize, after: usize) -> bool {
    let growth = after.saturating_sub(before);
    growth > NAMED_GROWTH || (growth > NOISE && growth as f64 > before as f64 * NAMED_PART)
}

fn measure(dist: &Path) -> Result<Sizes, String> {
    let mut sizes = Sizes::new();
    for name in files::names(dist)? {
        let bytes = files::read(&dist.join(&name))?;
        let gzip = files::gzip_length(&bytes);
        let size = sizes.entry(files::without_hash(&name)).or_insert((0, 0));
        size.0 += bytes.len();
        size.1 += gzip;
    }
    Ok(sizes)
}

fn parse(text: &str) -> Result<BTreeMap<String, usize>, String> {
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .map(|line| {
            let (size, name) = line.trim().split_once(char::is_whitespace).unwrap_or((line, ""));
            let size = size.parse().map_err(|_| format!("`{line}` has no size in bytes"))?;
            Ok((name.trim().to_owned(), size))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Sizes, is_much, parse, report};

    #[test]
    fn growth_is_named_from_a_kilobyte_or_a_hundredth_on() {
        assert!(!is_much(500_000, 500_900));
        assert!(is_much(500_000, 501_025));
        assert!(is_much(5_000, 5_100));
        assert!(!is_much(1_000, 1_050), "noise");
        assert!(!is_much(5_000, 3_000), "smaller");
        assert!(is_much(0, 300), "new");
    }

    #[test]
    fn the_report_has_every_file_its_growth_and_what_grew() {
        let sizes = Sizes::from([
            ("a.js".to_owned(), (9_000, 3_000)),
            ("index.html".to_owned(), (60, 50)),
            ("new.css".to_owned(), (400, 200)),
            ("assets/program-editor.js".to_owned(), (500, 60)),
            ("assets/python/worker.js".to_owned(), (70, 20)),
            ("assets/futurescope-worker_bg.wasm".to_owned(), (90, 40)),
        ]);
        let accepted =
            parse("# head\n    2900  a.js\n      20  assets/python/worker.js\n      30  assets/futurescope-worker_bg.wasm\n      60  assets/program-editor.js\n      50  index.html\n     100  old.js\n").expect("it is a list of sizes");
        let report = report(&sizes, &accepted);
        let lines: Vec<&str> = report.trim().lines().collect();
        assert_eq!(
            lines,
            [
                "raw     gzip -9     grown  file",
                "      9000        3000      +100  a.js",
                "        90          40       +10  assets/futurescope-worker_bg.wasm",
                "       500          60         -  assets/program-editor.js",
                "        70          20         -  assets/python/worker.js",
                "        60          50         -  index.html",
                "       400         200      +200  new.css",
                "                     0      -100  old.js (gone)",
                "      9460        3250      +200  bytes in all",
                "       570          80         -  bytes of Program, when it is first opened",
                "        90          40       +10  bytes of the worker, when a comparison first takes longer than a frame",
                "                    50            bytes until Run works",
                "grown: a.js: +100 bytes, from 2900 to 3000",
                "grown: new.css: +200 bytes, from 0 to 200",
            ]
        );
    }

    #[test]
    fn a_line_without_a_size_is_refused() {
        assert!(parse("many a.js\n").is_err_and(|why| why.contains("many a.js")));
    }
}
