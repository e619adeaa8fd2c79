//! Rules that hold for the source as a whole, and that no lint knows: one name for one type, documents that cite files
//! which exist, modules of the runtime without circles, and words that beginners do not follow kept out of what they read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// All Rust files below `folder`, however deep.
fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("the folder is part of the repository");
    for entry in entries {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The sources of the page and of the crates below it, without their tests.
fn sources() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    rust_files(&root.join("src"), &mut found);
    let crates = fs::read_dir(root.join("crates")).expect("the crates are part of the repository");
    for folder in crates {
        rust_files(
            &folder.expect("the folder can be listed").path().join("src"),
            &mut found,
        );
    }
    found
}

/// The name of the type that this line declares; `None` if it declares none.
fn declared_type(line: &str) -> Option<&str> {
    let words = line.split_whitespace();
    let mut words = words.skip_while(|word| word.starts_with("pub"));
    let keyword = words.next()?;
    let name = words
        .next()
        .filter(|_| matches!(keyword, "struct" | "enum" | "trait"))?;
    let end = name
        .find(|letter: char| !letter.is_alphanumeric())
        .unwrap_or(name.len());
    Some(&name[..end])
}

#[test]
fn no_two_types_have_the_same_name() {
    let mut declared: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for file in sources() {
        let text = fs::read_to_string(&file).expect("the file is text");
        for name in text.lines().filter_map(declared_type) {
            declared.entry(name.to_owned()).or_default().push(file.clone());
        }
    }
    assert!(declared.len() > 300, "only {} types were found", declared.len());
    declared.retain(|_, files| files.len() > 1);
    assert!(declared.is_empty(), "{declared:#?}");
}

#[test]
fn a_declaration_is_found_whatever_its_visibility() {
    assert_eq!(declared_type("pub struct Trace {"), Some("Trace"));
    assert_eq!(declared_type("    pub(super) enum Step<'a> {"), Some("Step"));
    assert_eq!(declared_type("struct Key(u32);"), Some("Key"));
    assert_eq!(declared_type("/// A struct that is not declared here"), None);
    assert_eq!(declared_type("let structure = 1;"), None);
}

/// Calls that take kilobytes of the page each, with what does the same for less.
const COSTLY: [(&str, &str); 6] = [
    (".sort_by(|", "scenario::sort::by"),
    (".sort_by_key(", "scenario::sort::by_key"),
    (".sort_unstable_by", "scenario::sort::by"),
    ("select_nth_unstable", "a short sorted list"),
    (".to_uppercase()", "to_ascii_uppercase"),
    ("parse::<f64>", "scenario::number"),
];

#[test]
fn the_page_calls_nothing_that_takes_kilobytes_and_has_a_replacement() {
    let mut found = Vec::new();
    for file in sources()
        .into_iter()
        .filter(|file| !file.ends_with("scenario/src/sort.rs"))
    {
        let text = fs::read_to_string(&file).expect("the file is text");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (call, instead) in COSTLY {
            if code.contains(call) {
                found.push(format!("{}: {call} … use {instead}", file.display()));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Whether a line sets a `style` attribute, which the Content-Security-Policy of the page forbids. `style=(…)` and `style:name=`
/// of a view use the object model.
fn sets_a_style_attribute(line: &str) -> bool {
    let named = line.contains(r#""style","#) || line.contains(r#"("style""#);
    named
        || line
            .match_indices(" style=")
            .any(|(at, found)| !line[at + found.len()..].starts_with('('))
}

#[test]
fn styles_are_set_through_the_object_model() {
    let mut files = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 80, "only {} files were found", files.len());
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("the file is text");
        let lines = text.lines().filter(|line| sets_a_style_attribute(line));
        found.extend(lines.map(|line| format!("{}: {line}", file.display())));
    }
    assert!(
        found.is_empty(),
        "use ui::page::set_style, style:name= or style=(…): {found:#?}"
    );
}

#[test]
fn a_style_attribute_is_found_however_it_is_set() {
    assert!(sets_a_style_attribute(r#"node.set_attribute("style", &style);"#));
    assert!(sets_a_style_attribute(r#"set(lane, ".gap", "style", &gap);"#));
    assert!(sets_a_style_attribute("<div class=\"sheet\" style=move || css.get()>"));
    assert!(sets_a_style_attribute(r#"<span style="left:{left}">"#));
    assert!(!sets_a_style_attribute(r#"<div style=("--top", top) style:left=left>"#));
}

/// The first number after `before` in a file of the repository.
fn number_after(file: &str, before: &str) -> f64 {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("the file is text");
    let (_, rest) = text.split_once(before).expect("the file has it");
    let rest = rest.trim_start();
    let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.');
    rest[..end.unwrap_or(rest.len())].parse().expect("a number follows")
}

#[test]
fn work_under_way_is_shown_after_the_same_time_by_the_style_and_by_the_code() {
    let by_code = number_after("src/ui/progress.rs", "const SHOWN_AFTER_MS: f64 =");
    assert_eq!(by_code, number_after("style/tokens.css", "--t-late:"));
    let menu = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("style/menu.css")).expect("it is text");
    assert!(
        menu.contains("long-work-comes var(--t-fast) var(--t-late)"),
        "the line waits for so long"
    );
}

#[test]
fn the_files_that_the_documents_cite_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let documents = [
        "ARCHITECTURE.md",
        "README.md",
        "docs/design.md",
        "docs/semantics.md",
        "docs/trace-format.md",
    ];
    let mut missing = Vec::new();
    let mut cited = 0;
    for document in documents {
        let text = fs::read_to_string(root.join(document)).expect("the document is part of the repository");
        // Text between backticks that names a file or a folder of the repository.
        for quoted in text.split('`').skip(1).step_by(2) {
            let first = quoted.split('/').next().unwrap_or_default();
            let is_path = quoted.contains('/')
                && [
                    "crates", "docs", "examples", "finish", "hosting", "src", "style", "tests", "xtask",
                ]
                .contains(&first)
                && quoted
                    .chars()
                    .all(|letter| letter.is_alphanumeric() || "/._-".contains(letter));
            if is_path {
                cited += 1;
                if !root.join(quoted).exists() && !root.join(format!("{quoted}.rs")).exists() {
                    missing.push(format!("{document}: {quoted}"));
                }
            }
        }
    }
    assert!(cited > 20, "only {cited} paths were found");
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The path of the module that a file of a crate is, as in `core::ends`; empty for `lib.rs`.
fn module_of(file: &Path, sources: &Path) -> String {
    let path = file.strip_prefix(sources).expect("the file is below its folder");
    let path = path.with_extension("").to_string_lossy().replace(['/', '\\'], "::");
    if path == "lib" { String::new() } else { path }
}

/// The module among `known` from which `module` imports in this line; `None` if it imports from elsewhere.
fn imported(line: &str, module: &str, known: &BTreeSet<String>) -> Option<String> {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let path = line
        .strip_prefix("use ")?
        .split(['{', ';'])
        .next()?
        .trim_end_matches("::");
    let parent = module.rsplit_once("::").map_or("", |(parent, _)| parent);
    let (base, rest) = match path.split_once("::").unwrap_or((path, "")) {
        ("super", rest) => (parent, rest),
        ("crate", rest) => ("", rest),
        _ => (module, path),
    };
    let mut found = Some(base.to_owned());
    let mut own = path == rest; // a child of its own, or another crate
    let mut at = base.to_owned();
    for word in rest.split("::").take_while(|word| !word.is_empty()) {
        at = if at.is_empty() {
            word.to_owned()
        } else {
            format!("{at}::{word}")
        };
        if !known.contains(&at) {
            break;
        }
        own = false;
        found = Some(at.clone());
    }
    found.filter(|_| !own)
}

#[test]
fn the_modules_of_the_runtime_import_in_no_circle() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/runtime/src");
    let mut files = Vec::new();
    rust_files(&sources, &mut files);
    let known: BTreeSet<String> = files.iter().map(|file| module_of(file, &sources)).collect();
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in &files {
        let module = module_of(file, &sources);
        let text = fs::read_to_string(file).expect("the file can be read");
        let from = text.lines().filter_map(|line| imported(line, &module, &known));
        imports.insert(module.clone(), from.filter(|from| *from != module).collect());
    }
    assert!(imports["core::ends"].contains("core"), "{imports:?}");
    assert!(imports["core"].contains("core::decisions"), "{imports:?}");
    // What imports nothing that is left is in no circle.
    while let Some(done) = imports
        .iter()
        .find(|(_, from)| from.is_empty())
        .map(|(it, _)| it.clone())
    {
        imports.remove(&done);
        for from in imports.values_mut() {
            from.remove(&done);
        }
    }
    assert!(imports.is_empty(), "these import each other: {imports:#?}");
}

/// Words that the page once had, and what it has in their place.
const OLD_WORDS: [(&str, &str); 13] = [
    ("Makespan", "Total time"),
    ("Ready time", "Waited for the loop"),
    ("Timer lateness", "Timers late"),
    ("Thrown away", "Work cancelled"),
    ("Fate", "Outcome"),
    ("on children", "awaiting its tasks"),
    ("for a permit", "for a free slot"),
    ("} one by one", "if run one by one"),
    ("poll returns", "pauses at await"),
    ("Live (", "Back to end"),
    ("Leftovers", "When main ends"),
    ("ends well", "raised no error"),
    ("You pressed Stop, which", "The run was stopped"),
];

/// The texts of a Rust source: its string literals, outside of comments and of tests within it.
fn texts(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    let mut letters = source.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '/' if letters.peek() == Some(&'/') => {
                letters.by_ref().find(|letter| *letter == '\n');
            }
            '\'' => {
                // A letter in quotes, or a lifetime, which has no second one.
                let mut ahead = letters.clone();
                let (first, second) = (ahead.next(), ahead.next());
                if first == Some('\\') {
                    letters.nth(1);
                    letters.by_ref().find(|letter| *letter == '\'');
                } else if second == Some('\'') {
                    letters.nth(1);
                }
            }
            '"' => {
                let mut text = String::new();
                while let Some(letter) = letters.next().filter(|letter| *letter != '"') {
                    text.push(letter);
                    if letter == '\\' {
                        text.extend(letters.next());
                    }
                }
                found.push(text);
            }
            _ => {}
        }
    }
    found
}

#[test]
fn the_texts_of_a_source_are_found() {
    let source = r#"
        // "a comment"
        fn f<'a>(x: &'a str) -> char { g("one", '"', "two \"quoted\""); '\'' }
        #[cfg(test)]
        mod tests { const T: &str = "in a test"; }
    "#;
    assert_eq!(texts(source), ["one", r#"two \"quoted\""#]);
}

#[test]
fn old_words_do_not_return_in_what_a_person_reads() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut look = |file: &Path, text: &str| {
        for (old, new) in OLD_WORDS {
            if text.contains(old) {
                found.push(format!("{}: {old} (say {new}) in {text:?}", file.display()));
            }
        }
    };
    let sources = sources();
    for file in &sources {
        let source = fs::read_to_string(file).expect("the file is text");
        for text in texts(&source) {
            look(file, &text);
        }
    }
    let mut documents: Vec<PathBuf> = [
        "README.md",
        "index.html",
        "docs/design.md",
        "docs/links.md",
        "docs/paths.md",
    ]
    .map(|file| root.join(file))
    .into();
    for folder in ["paths", "paths/programs"] {
        let paths = fs::read_dir(root.join(folder)).expect("the paths are part of the repository");
        let paths = paths.map(|path| path.expect("the folder can be listed").path());
        documents.extend(paths.filter(|path| path.is_file()));
    }
    for file in &documents {
        for line in fs::read_to_string(file).expect("the file is text").lines() {
            look(file, line);
        }
    }
    assert!(
        sources.len() > 200 && documents.len() > 32,
        "{} {}",
        sources.len(),
        documents.len()
    );
    assert!(found.is_empty(), "{}", found.join("\n"));
}
