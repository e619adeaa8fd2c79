//! The last step of a build: turns what Trunk has written into the files that are served.
//!
//! - What Trunk writes into the page (style sheets, the script that starts the program) becomes files, because the
//!   [`POLICY`] allows nothing inline.
//! - All files but those in [`KEPT`] get names with a hash of their content and are moved to `assets/`, so that a server
//!   can let browsers keep that folder for ever.
//! - The policy is written into the page as `<meta>`, for servers that cannot send headers.
//! - The icons are drawn, the recorder for Python and the example programs are put into one file each, and the service
//!   worker gets the list of all files and their hashes.
//! - The parts of the tab Program are added, if `cargo xtask` has put them in place.
//!
//! A page that `trunk serve` builds has Trunk's script for reloading inside, which no policy without `unsafe-inline` can
//! allow: Trunk puts its address into it only when it serves the page. Such a page gets no `<meta>`, and no service worker, which
//! would show it files of yesterday.

mod css;
mod files;
pub mod headers;
mod icons;
mod page;
pub mod program;
pub mod program_examples;
pub mod recorder;
pub mod sizes;
mod worker;

pub use files::copy_folder;
use page::Page;
use program::Program;
use std::path::Path;
pub use worker::stamp;

/// The Content-Security-Policy, as it is sent by the servers in `hosting/`.
pub const POLICY: &str = include_str!("../../hosting/policy.txt").trim_ascii();

/// The folder of the files with hashes in their names.
pub const ASSETS: &str = "assets";

/// The page.
pub const INDEX: &str = "index.html";

/// The service worker.
pub const WORKER: &str = "service-worker.js";

/// The file with which a server switches the service worker off.
pub const SWITCH: &str = "offline.json";

/// The drawing of which the icons are made.
const ICON: &str = "icon.svg";

/// The files whose names stay, because people or other pages refer to them, or browsers look for them.
pub const KEPT: [&str; 10] = [
    INDEX,
    "embed.js",
    "embed-demo.html",
    "embed-demo.js",
    "embed-demo.css",
    "manifest.webmanifest",
    WORKER,
    SWITCH,
    recorder::RECORDER,
    program::LICENSES,
];

/// The style sheets of the page, in one file.
const STYLE: &str = "style.css";

/// Those that nothing in the first picture needs, if the program is split.
const LATER_STYLE: &str = "style-later.css";

/// How the name of the program's second part ends.
const SECOND_PART: &str = "_second.wasm";

/// The script that starts the program.
const START: &str = "start.js";

/// Finishes the build in `folder`.
///
/// # Errors
///
/// If a file cannot be read or written, a file is not referred to by any other, or a page has a script or style inside
/// that the policy forbids.
pub fn finish(folder: &Path) -> Result<(), String> {
    let program = Program::find()?;
    if program.is_none() {
        eprintln!(
            "finish: this page has no tab Program, because its parts are not in place: `cargo xtask build` says why"
        );
    }
    finish_with(folder, program.as_ref())
}

fn finish_with(folder: &Path, program: Option<&Program>) -> Result<(), String> {
    let index = folder.join(INDEX);
    let mut page = Page::parse(&files::read_text(&index)?);
    let inline = page.take_inline(STYLE, START);
    let later = is_split(folder)?.then_some(LATER_STYLE);
    let styles = match later {
        Some(name) => vec![(STYLE, inline.style), (name, inline.later_style)],
        None => vec![(STYLE, inline.style + &inline.later_style)],
    };
    for (name, style) in styles {
        files::write(&folder.join(name), css::without_comments(&style).as_bytes())?;
    }
    let (python, programs) = program
        .map(|program| program.write_modules(folder))
        .transpose()?
        .unzip();
    if let Some(script) = &inline.start {
        let script = after_first_paint(&addressed_from_module(script));
        files::write(
            &folder.join(START),
            (programs.unwrap_or_default() + script.trim_start()).as_bytes(),
        )?;
    }
    page.remove_comments();
    page.fetch_early(STYLE, later, START);
    page.insert_in_head(&program_examples::reference());
    if inline.reloads {
        eprintln!("finish: this page reloads itself when it is rebuilt, so it has no policy and no service worker");
    } else {
        page.set_policy(POLICY);
        page.check_policy().map_err(|why| format!("{INDEX}: {why}"))?;
    }
    files::write(&index, page.html().as_bytes())?;
    let icon = folder.join(ICON);
    if icon.is_file() {
        icons::write(&files::read_text(&icon)?, folder)?;
    }
    recorder::write(folder)?;
    program_examples::write(folder)?;
    files::rename_by_content(folder)?;
    if let Some(python) = python {
        python.write(folder)?;
    }
    for kept in KEPT.iter().filter(|name| name.ends_with(".html") && **name != INDEX) {
        let other = folder.join(kept);
        if other.is_file() {
            let page = Page::parse(&files::read_text(&other)?);
            page.check_policy().map_err(|why| format!("{kept}: {why}"))?;
        }
    }
    let worker = folder.join(WORKER);
    if inline.reloads {
        let _ = std::fs::remove_file(worker); // there may be none
    } else if worker.is_file() {
        stamp(folder)?;
    }
    Ok(())
}

/// Whether the program of a build is in two parts.
fn is_split(folder: &Path) -> Result<bool, String> {
    Ok(files::names(folder)?.iter().any(|name| name.ends_with(SECOND_PART)))
}

/// The line of Trunk's script that starts the program, up to the address, and what is written in its place: the program is
/// started after the first paint, and on a first visit (first-paint.js) fetched and compiled after it, too. `init` fetches anew
/// what could not be compiled, as under a wrong type, or reports it; an answer that is none is read to its end, because only then
/// load.js finds its status. A program in two parts is mounted in turns (src/ui/whole.rs), and has started when its first part
/// is there.
const STARTS: &str = "const wasm = await init({ module_or_path: ";
const COMPILES: &str = "\
const fetched = async () => {
  const response = await fetch(address);
  if (!response.ok) await response.text();
  return response;
};
const compiled = () => WebAssembly.compileStreaming?.(fetched()).catch(() => address) ?? address;
const early = window.secondMayFollow ? undefined : compiled();
const mounted = new Promise((done) => document.addEventListener('futurescope-mounted', done, { once: true }));
await window.firstPaint;
const wasm = await init({ module_or_path: await (early ?? compiled()) });
if (document.documentElement.dataset.program === 'first') await mounted;";

/// Trunk's script, which starts the program after the first paint.
fn after_first_paint(script: &str) -> String {
    let Some((before, rest)) = script.split_once(STARTS) else {
        return script.to_owned();
    };
    let Some((address, after)) = rest.split_once(" });") else {
        return script.to_owned();
    };
    format!("{before}const address = {address};\n{COMPILES}{after}")
}

/// Trunk's script with the address of the program relative to the script, as its imports are, instead of to the page.
fn addressed_from_module(script: &str) -> String {
    let mut rest = script;
    let mut written = String::new();
    while let Some((before, after)) = rest.split_once("module_or_path: '") {
        let (address, after) = after.split_once('\'').unwrap_or((after, ""));
        written += &format!("{before}module_or_path: new URL('{address}', import.meta.url)");
        rest = after;
    }
    written + rest
}

#[cfg(test)]
mod tests {
    use super::{POLICY, addressed_from_module, finish_with, stamp};
    use std::path::{Path, PathBuf};
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Tests run at the same time.
    static NEXT_FOLDER: AtomicUsize = AtomicUsize::new(0);

    /// Without the parts of the tab Program, whether they are in place or not.
    fn finish(folder: &Path) -> Result<(), String> {
        finish_with(folder, None)
    }

    /// A folder of a test, deleted when dropped.
    struct Folder(PathBuf);

    impl Folder {
        fn with(name: &str, files: &[(&str, &str)]) -> Self {
            let number = NEXT_FOLDER.fetch_add(1, Ordering::Relaxed);
            let folder =
                std::env::temp_dir().join(format!("futurescope-finish-{name}-{}-{number}", std::process::id()));
            let _ = std::fs::remove_dir_all(&folder); // of an aborted run
            std::fs::create_dir_all(&folder).expect("the folder for temporary files can be written");
            for (name, text) in files {
                std::fs::write(folder.join(name), text).expect("the folder for temporary files can be written");
            }
            Self(folder)
        }

        fn text(&self, name: &str) -> String {
            std::fs::read_to_string(self.0.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
        }

        fn asset(&self, start: &str, end: &str) -> String {
            let names: Vec<String> = std::fs::read_dir(self.0.join("assets"))
                .expect("there is a folder of assets")
                .map(|entry| {
                    entry
                        .expect("it can be read")
                        .file_name()
                        .to_string_lossy()
                        .into_owned()
                })
                .filter(|name| name.starts_with(start) && name.ends_with(end))
                .collect();
            assert_eq!(names.len(), 1, "{start}*{end}: {names:?}");
            names[0].clone()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    const PROGRAM: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n  <meta charset=\"utf-8\">\n  <title>A &amp; B</title>\n  <script src=\"theme.js\"></script>\n  <script src=\"late.js\" async></script>\n  <script src=\"soon.js\" defer></script>\n  <script src=\"load.js\"></script>\n  <!-- Inline: smaller. -->\n<style>/* one */ a { color: red; }</style>\n<style>b > i { color: blue; content: '<&amp;' }</style>\n<link rel=\"modulepreload\" href=\"./app-0123456789abcdef.js\" crossorigin=anonymous><link rel=\"preload\" href=\"./app-0123456789abcdef_bg.wasm\" as=\"fetch\" crossorigin=anonymous type=\"application/wasm\"><script type=\"module\">\nimport init, * as bindings from './app-0123456789abcdef.js';\nconst wasm = await init({ module_or_path: './app-0123456789abcdef_bg.wasm' });\n</script></head>\n<body><p>1 &lt; 2</p><noscript><p class=\"notice\">A &amp; B</p></noscript></body>\n</html>\n";

    const BUILT: [(&str, &str); 7] = [
        ("index.html", PROGRAM),
        ("theme.js", "let theme;"),
        ("late.js", "let late;"),
        ("soon.js", "let soon;"),
        ("load.js", "let load;"),
        (
            "app-0123456789abcdef.js",
            "new URL('app-0123456789abcdef_bg.wasm', import.meta.url)",
        ),
        ("app-0123456789abcdef_bg.wasm", "wasm"),
    ];

    #[test]
    fn what_is_inline_becomes_files_whose_names_follow_their_content() {
        let folder = Folder::with("inline", &BUILT);
        finish(&folder.0).expect("it is a build");
        let page = folder.text("index.html");
        let [style, start, theme, script, wasm] = [
            folder.asset("style-", ".css"),
            folder.asset("start-", ".js"),
            folder.asset("theme-", ".js"),
            folder.asset("app-", ".js"),
            folder.asset("app_bg-", ".wasm"),
        ];
        assert_eq!(
            folder.text(&format!("assets/{style}")),
            "a{color:red;}b > i{color:blue;content:'<&amp;'}"
        );
        assert!(
            page.contains(&format!("<link href=\"./assets/{style}\" rel=\"stylesheet\">")),
            "{page}"
        );
        assert!(
            page.contains(&format!("<script src=\"./assets/{theme}\"></script>")),
            "{page}"
        );
        assert!(
            page.contains(&format!("<script src=\"./assets/{start}\" type=\"module\"></script>")),
            "{page}"
        );
        assert!(page.contains(&format!("href=\"./assets/{script}\"")), "{page}");
        assert!(
            page.contains("<title>A &amp; B</title>")
                && page.contains("<p>1 &lt; 2</p><noscript><p class=\"notice\">A &amp; B</p></noscript>"),
            "{page}"
        );
        assert!(
            !page.contains("<style") && !page.contains("<!--") && !page.contains("0123456789abcdef"),
            "{page}"
        );
        let [policy, style, early, scripts] =
            ["http-equiv", "rel=\"preload\"", "rel=\"modulepreload\"", "<script"].map(|what| page.find(what));
        assert!(
            policy.is_some() && policy < style && style < early && early < scripts,
            "{page}"
        );
        // All that the start needs is asked for at once, but the program: first-paint.js knows when.
        let early = &page[..page.find("<script").expect("there are scripts")];
        for (rel, name) in [
            ("preload", folder.asset("soon-", ".js")),
            ("preload", folder.asset("load-", ".js")),
            ("modulepreload", script.clone()),
            ("modulepreload", start.clone()),
        ] {
            let link = early.split('<').find(|tag| tag.contains(&name)).unwrap_or_default();
            assert!(link.contains(&format!("rel=\"{rel}\"")), "{name}: {early}");
        }
        assert!(
            !early.contains("late-") && !early.contains("theme-") && !page.contains("as=\"fetch\""),
            "{page}"
        );
        assert!(early.contains(&format!("data-program=\"./assets/{wasm}\"")), "{early}");
        let started = folder.text(&format!("assets/{start}"));
        assert!(started.contains(&format!("from './{script}'")), "{started}");
        assert!(
            started.contains(&format!("new URL('./{wasm}', import.meta.url)")),
            "{started}"
        );
        assert!(
            started.contains(
                "await window.firstPaint;\nconst wasm = await init({ module_or_path: await (early ?? compiled()) });"
            ),
            "{started}"
        );
        assert!(folder.text(&format!("assets/{script}")).contains(&wasm));
    }

    #[test]
    fn later_style_sheets_are_a_file_of_their_own_only_if_the_program_is_split() {
        let mark = "<meta name=\"futurescope-styles\" content=\"later\">";
        let page = PROGRAM.replace("<style>b", &format!("{mark}<style>b"));
        let mut files = BUILT.to_vec();
        files[0].1 = &page;
        let (one, two) = ("a{color:red;}", "b > i{color:blue;content:'<&amp;'}");
        let whole = Folder::with("whole", &files);
        finish(&whole.0).expect("it is a build");
        assert_eq!(
            whole.text(&format!("assets/{}", whole.asset("style-", ".css"))),
            format!("{one}{two}")
        );
        assert!(!whole.text("index.html").contains("later"));

        files.push(("app-0123456789abcdef_second.wasm", "more"));
        files[2].1 = "['app-0123456789abcdef_bg.wasm', 'app-0123456789abcdef_second.wasm']";
        let split = Folder::with("split", &files);
        finish(&split.0).expect("it is a build");
        let page = split.text("index.html");
        let later = split.asset("style-later-", ".css");
        assert_eq!(split.text(&format!("assets/{later}")), two);
        assert!(page.contains(&format!("data-later=\"./assets/{later}\"")), "{page}");
        assert!(!page.contains("futurescope-styles"), "{page}");
        let first = page
            .split_once("<link href=\"./assets/style-")
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(hash, _)| split.text(&format!("assets/style-{hash}")));
        assert_eq!(first.as_deref(), Some(one));
    }

    #[test]
    fn the_page_finds_its_worker_under_the_name_that_follows_its_content() {
        let page = PROGRAM.replace(
            "</head>",
            "<meta name=\"futurescope-worker\" content=\"app-worker_loader.js\"></head>",
        );
        let mut files = BUILT.to_vec();
        files[0].1 = &page;
        files.extend([
            (
                "app-worker_loader.js",
                "import init from './app-worker.js';await init();",
            ),
            ("app-worker.js", "new URL('app-worker_bg.wasm', import.meta.url)"),
            ("app-worker_bg.wasm", "wasm of the worker"),
        ]);
        let folder = Folder::with("worker", &files);
        finish(&folder.0).expect("it is a build");
        let [loader, script, wasm] = [
            folder.asset("app-worker_loader-", ".js"),
            folder.asset("app-worker-", ".js"),
            folder.asset("app-worker_bg-", ".wasm"),
        ];
        let page = folder.text("index.html");
        assert!(page.contains(&format!("content=\"./assets/{loader}\"")), "{page}");
        let loader = folder.text(&format!("assets/{loader}"));
        assert!(loader.contains(&format!("from './{script}'")), "{loader}");
        let script = folder.text(&format!("assets/{script}"));
        assert!(script.contains(&format!("'./{wasm}'")), "{script}");
    }

    #[test]
    fn elements_without_content_stay_closed() {
        let drawing = "<svg class=\"a\"><path d=\"M0 0\"/><text>A</text></svg>";
        let page = PROGRAM.replace("<body>", &format!("<body>{drawing}<input disabled>"));
        let mut files = BUILT;
        files[0].1 = &page;
        let folder = Folder::with("closed", &files);
        finish(&folder.0).expect("it is a build");
        let page = folder.text("index.html");
        assert!(page.contains(&format!("{drawing}<input disabled>")), "{page}");
    }

    #[test]
    fn the_policy_is_in_the_head_before_anything_is_loaded() {
        let folder = Folder::with("policy", &BUILT);
        finish(&folder.0).expect("it is a build");
        let page = folder.text("index.html");
        let policy = page.find(POLICY).expect("the page has the policy");
        assert!(page.find("charset").is_some_and(|at| at < policy));
        assert!(page.find("<script").is_some_and(|at| policy < at) && page.find("<link").is_some_and(|at| policy < at));
    }

    #[test]
    fn a_page_that_reloads_itself_has_no_policy_and_keeps_the_script() {
        let reloading = PROGRAM.replace(
            "</body>",
            "<script>\"use strict\"; icon = '<svg viewBox=\"0\"><path/></svg>'; every(() => 1 < 2 && '{{__TRUNK_ADDRESS__}}')</script></body>",
        );
        let mut files = BUILT;
        files[0].1 = &reloading;
        let folder = Folder::with("reloads", &files);
        finish(&folder.0).expect("it is a build");
        let page = folder.text("index.html");
        assert!(!page.contains("Content-Security-Policy"), "{page}");
        assert!(
            page.contains("<script>\"use strict\"; icon = '<svg viewBox=\"0\"><path/></svg>'; every(() => 1 < 2 && '{{__TRUNK_ADDRESS__}}')</script>"),
            "{page}"
        );
    }

    #[test]
    fn what_the_policy_forbids_is_refused() {
        for (what, name) in [
            ("<p style=\"color: red\">", "the attribute `style`"),
            ("<button onclick=\"go()\">", "the attribute `onclick`"),
            ("<a href=\"javascript:go()\">", "a `javascript:` address"),
        ] {
            let page = PROGRAM.replace("<body>", &format!("<body>{what}"));
            let mut files = BUILT;
            files[0].1 = &page;
            let folder = Folder::with("refused", &files);
            let why = finish(&folder.0).expect_err("the policy forbids it");
            assert!(why.contains(name), "{why}");
        }
        let mut files = BUILT.to_vec();
        files.push(("embed-demo.html", "<!doctype html><script>go()</script>"));
        let why = finish(&Folder::with("refused", &files).0).expect_err("the policy forbids it");
        assert!(why.contains("embed-demo.html") && why.contains("a script"), "{why}");
    }

    #[test]
    fn a_file_that_nothing_refers_to_is_refused_and_a_kept_one_stays() {
        let mut files = BUILT.to_vec();
        files.push(("embed.js", "let embed;"));
        let folder = Folder::with("kept", &files);
        finish(&folder.0).expect("embed.js keeps its name");
        assert_eq!(folder.text("embed.js"), "let embed;");
        files.push(("left.js", "let left;"));
        let why = finish(&Folder::with("kept", &files).0).expect_err("nothing refers to left.js");
        assert!(why.contains("left.js"), "{why}");
    }

    #[test]
    fn the_page_names_the_file_with_the_example_programs() {
        let folder = Folder::with("examples", &BUILT);
        finish(&folder.0).expect("it is a build");
        let examples = folder.asset("program-examples-", ".txt");
        let paths = scenario::programs::read(&folder.text(&format!("assets/{examples}"))).expect("it has the programs");
        assert_eq!(paths[0].examples[0].name, "01-two-tasks.py");
        let page = folder.text("index.html");
        let named = format!("<meta content=\"./assets/{examples}\" name=\"example-programs\">");
        assert!(page.contains(&named), "{page}");
    }

    #[test]
    fn the_same_build_gives_the_same_names_and_another_content_another_name() {
        let names = |theme: &str| {
            let mut files = BUILT;
            files[1].1 = theme;
            let folder = Folder::with("names", &files);
            finish(&folder.0).expect("it is a build");
            [folder.asset("theme-", ".js"), folder.asset("app-", ".js")]
        };
        let (first, again, other) = (names("let a;"), names("let a;"), names("let b;"));
        assert_eq!(first, again);
        assert_ne!(first[0], other[0]);
        assert_eq!(first[1], other[1]);
    }

    #[test]
    fn only_the_address_of_the_program_is_changed_in_the_script() {
        let script = "import init from './a.js';\nawait init({ module_or_path: './a.wasm' });";
        assert_eq!(
            addressed_from_module(script),
            "import init from './a.js';\nawait init({ module_or_path: new URL('./a.wasm', import.meta.url) });"
        );
    }

    const WORKER_SOURCE: &str = "// Stores all files.\nself.version = BUILD.version;\n";

    /// A build with a service worker, and its version.
    fn stamped(theme: &'static str) -> (Folder, String) {
        let mut files = BUILT.to_vec();
        files[1].1 = theme;
        files.extend([
            ("service-worker.js", WORKER_SOURCE),
            ("offline.json", "{ \"offline\": true }"),
            ("embed.js", "let embed;"),
        ]);
        let folder = Folder::with("stamped", &files);
        finish(&folder.0).expect("it is a build");
        let page = folder.text("index.html");
        let (_, version) = page.split_once("<meta content=\"").expect("it has a version");
        let version = version.split('"').next().unwrap_or_default().to_owned();
        assert!(
            page.contains(&format!("<meta content=\"{version}\" name=\"futurescope-build\">")),
            "{page}"
        );
        (folder, version)
    }

    #[test]
    fn the_worker_has_the_version_and_every_file_with_its_hash() {
        let (folder, version) = stamped("let a;");
        let worker = folder.text("service-worker.js");
        let (line, source) = worker.split_once('\n').expect("it has lines");
        assert_eq!(source, WORKER_SOURCE);
        let build = line
            .strip_prefix("const BUILD = ")
            .and_then(|line| line.strip_suffix(';'))
            .expect("it is the build");
        let build: serde_json::Value = serde_json::from_str(build).expect("it is JSON");
        assert_eq!(build["version"], version.as_str());
        let names: Vec<&String> = build["files"].as_object().expect("it has files").keys().collect();
        let theme = format!("assets/{}", folder.asset("theme-", ".js"));
        assert!(
            names.contains(&&theme) && names.contains(&&"embed.js".to_owned()) && names.contains(&&"./".to_owned())
        );
        assert!(
            !names
                .iter()
                .any(|name| ["service-worker.js", "offline.json", "index.html"].contains(&name.as_str()))
        );
        // SHA-256 of "let embed;", by `sha256sum`.
        assert_eq!(
            build["files"]["embed.js"],
            "0fc29095ce464fd967260e4a77baa46b31849ddd4957770622ff0b67c12e6f00"
        );
    }

    #[test]
    fn the_version_follows_the_content_of_all_files() {
        let ((folder, first), (_other, second)) = (stamped("let a;"), stamped("let bb;"));
        assert_ne!(first, second);
        assert_eq!(stamp(&folder.0), Ok(first.clone()), "the same files");
        let embed = folder.0.join("embed.js");
        std::fs::write(embed, "let other;").expect("the folder for temporary files can be written");
        let changed = stamp(&folder.0).expect("it is a build");
        assert_ne!(changed, first);
        assert!(folder.text("index.html").contains(&changed) && !folder.text("index.html").contains(&first));
        assert!(
            folder.text("service-worker.js").contains(&changed) && !folder.text("service-worker.js").contains(&first)
        );
    }
}
