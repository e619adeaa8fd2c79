//! `blocks BUILD NOTES`: runs the page of a build that Trunk has made and writes which basic blocks of the program run until the
//! first picture stands and the first example has run to its end: a byte for each block. `split` divides the program by them.

use futurescope_e2e::page::PRESS_AT_ONCE;
use futurescope_e2e::{Browser, ColourScheme, Failure, Page, Result, Site, Window, copy_folder, repository_root};
use split::instrument::BLOCKS;
use std::path::Path;
use std::process::ExitCode;

/// The visits whose blocks come first. What is drawn, and with what, depends on the size and little else; what runs during a
/// run also on whether Run is pressed when the page is idle, or as soon as it stands, and on how fast the machine is:
/// on a slow one, work is put off and timers are late.
const VISITS: [(Window, ColourScheme, Press, Machine); 11] = [
    (WIDE, ColourScheme::Dark, Press::WhenIdle, Machine::Usual),
    (WIDE, ColourScheme::Light, Press::AtOnce, Machine::Usual),
    (WIDE, ColourScheme::Dark, Press::WhenIdle, Machine::Slow),
    (Window::DESKTOP, ColourScheme::Light, Press::WhenIdle, Machine::Usual),
    (Window::DESKTOP, ColourScheme::Dark, Press::AtOnce, Machine::Slow),
    (Window::PHONE, ColourScheme::Light, Press::WhenIdle, Machine::Usual),
    (Window::PHONE, ColourScheme::Dark, Press::AtOnce, Machine::Usual),
    (SMALL_PHONE, ColourScheme::Light, Press::WhenIdle, Machine::Usual),
    (TABLET, ColourScheme::Dark, Press::WhenIdle, Machine::Slow),
    (NARROW, ColourScheme::Light, Press::WhenIdle, Machine::Usual),
    (LOW, ColourScheme::Dark, Press::AtOnce, Machine::Usual),
];

/// How fast the machine is, as the program sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Machine {
    Usual,
    /// Four times slower; and everything takes much longer by the program's clock, so that each piece of work exceeds its time.
    Slow,
}

/// Runs before the page of a slow machine.
const FAST_CLOCK: &str = "{ const now = performance.now.bind(performance); performance.now = () => 20 * now(); }";

/// A window in which the program is beside the other panels.
const WIDE: Window = Window::new(1440, 900);

/// A window in which words are cut off or wrapped.
const SMALL_PHONE: Window = Window::new(320, 568);

/// A window between a phone's and a laptop's.
const TABLET: Window = Window::new(834, 1112);

/// The narrowest window that is laid out as a laptop's.
const NARROW: Window = Window::new(1024, 768);

/// A phone held sideways.
const LOW: Window = Window::new(844, 390);

/// Whether all of the first part has been mounted, which is in turns, and its first frames are over.
const STARTED: &str = "(window.wasmBindings && (window.framesForBlocks ??= (
    requestAnimationFrame(() => requestAnimationFrame(() => window.framesForBlocks = 2)), 1)) === 2)";

/// What the page is told when its tab is left, and then that it is back: a page that is being closed cannot load its second part.
const LEAVE: &str = "
    for (const hidden of [true, false]) {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
        if (hidden) window.dispatchEvent(new Event('pagehide'));
    }";

/// When Run is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Press {
    WhenIdle,
    AtOnce,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [build, notes] = &arguments[..] else {
        eprintln!("blocks: wanted: the folder of a build, and the file to write");
        return ExitCode::from(2);
    };
    match note(Path::new(build), Path::new(notes)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("blocks: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn note(build: &Path, notes: &Path) -> Result {
    let copy = repository_root().join("target").join("noting-blocks");
    copy_folder(build, &copy)?;
    let blocks = split::instrument(&copy).map_err(Failure)?;
    finish::finish(&copy).map_err(Failure)?;
    let site = Site::start_for_measuring(&copy).await?;
    let mut ran = vec![0; blocks];
    for (window, scheme, press, machine) in VISITS {
        let browser = Browser::start(window, scheme).await?;
        let page = browser.page();
        if press == Press::AtOnce {
            browser.run_before_page(PRESS_AT_ONCE).await?;
        }
        if machine == Machine::Slow {
            page.slow_down(4).await?;
            browser.run_before_page(FAST_CLOCK).await?;
        }
        page.open(site.address()).await?;
        page.until("the program has started and is drawn", STARTED).await?;
        if press == Press::WhenIdle {
            page.button("Run").await?.click().await?;
            page.until_run("running").await?;
            page.evaluate(LEAVE).await?;
        }
        page.until_run("done").await?;
        page.evaluate(LEAVE).await?;
        for block in blocks_of(&page, blocks).await? {
            ran[block] = 1;
        }
    }
    std::fs::write(notes, ran)?;
    Ok(())
}

/// The blocks that ran in this page.
async fn blocks_of(page: &Page, blocks: usize) -> Result<Vec<usize>> {
    // Trunk's script keeps what wasm-bindgen exports, whose default gives the program that is running.
    let found = page
        .evaluate(&format!(
            "wasmBindings.default().then(program => {{
                const ran = new Uint8Array(program.{BLOCKS}.buffer, 0, {blocks});
                return Array.from(ran.keys()).filter(block => ran[block]);
            }})"
        ))
        .await?;
    let numbers = found.as_array().map(Vec::as_slice).unwrap_or_default();
    let numbers: Vec<usize> = numbers
        .iter()
        .filter_map(|number| Some(number.as_u64()? as usize))
        .collect();
    if numbers.is_empty() {
        return Err(Failure(format!("no block was noted: {found}")));
    }
    Ok(numbers)
}
