//! Measures programs in the page: how long one takes from the press of Run until it is drawn, and what the recorder costs beside
//! plain Pyodide in the same browser.

use crate::figures::{Report, TIMES};
use crate::measures::long_tasks_since;
use crate::probes;
use crate::quiet::until_quiet;
use futurescope_e2e::{
    Browser, ColourScheme, Failure, Page, Result, Site, Window, dist_folder, ensure, repository_root, same,
};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// The longest that anything here may take.
const PATIENCE: Duration = Duration::from_secs(40);

/// The repetitions of a run that takes no time.
const OF_A_SHORT_RUN: usize = 9;

/// Its trace has ten events a task. What it prints is among the last of them, and its line is counted when it is folded.
const LARGE: &str = "import asyncio

async def operation(number):
    await asyncio.sleep(0.01 * number)

async def batch():
    await asyncio.gather(*(operation(number) for number in range(100)))

async def main():
    await asyncio.gather(*(batch() for _ in range(100)))
    print('done')

asyncio.run(main())
";

/// Moments of a run. A frame that is asked for when the state has changed comes after the page's own, so that the page is drawn by
/// then.
const MOMENTS: &str = "
    const probe = window.programForBench = { pressed: null, ended: null, drawn: null };
    window.frameForBench = () => new Promise(requestAnimationFrame);
    window.runForBench = async (whole) => {
        const root = document.documentElement, button = document.querySelector('.run-button');
        const state = (wanted) => new Promise((resolve) => {
            const look = () => {
                if (!wanted(root.dataset.run)) return;
                watch.disconnect();
                resolve(performance.now());
            };
            const watch = new MutationObserver(look);
            watch.observe(root, { attributeFilter: ['data-run'] });
            look();
        });
        probe.pressed = performance.now();
        button.click();
        await state((run) => run !== 'idle' && run !== 'done');
        probe.ended = await state((run) => run === 'done');
        do await frameForBench(); while (whole && document.querySelector('.tab-count').textContent !== '1');
        probe.drawn = performance.now();
        return { ...probe, outcome: root.dataset.outcome };
    }";

/// Plain Pyodide in a worker of the bench: loads it, runs the program twice, and returns what the second run took. `around` calls
/// `program()`.
const PLAIN: &str = "(async (folder, files, around) => {
        const source = `
            import { loadPyodide } from ${JSON.stringify(folder + 'pyodide.mjs')};
            self.onmessage = async ({ data: { folder, files, around } }) => {
                try {
                    const lockFileContents = JSON.stringify({
                        info: { abi_version: '2026_0', arch: 'wasm32', platform: 'emscripten_5_0_3', python: '3.14.2', version: '314.0.7' },
                        packages: {},
                    });
                    const python = await loadPyodide({ indexURL: folder, checkAPIVersion: false, packageBaseUrl: './', lockFileContents });
                    for (const [name, text] of Object.entries(files)) python.FS.writeFile('/home/pyodide/' + name, text);
                    python.runPython(around);
                    const took = [];
                    for (let run = 0; run < 2; run += 1) {
                        const began = performance.now();
                        await python.runPython('measured()');
                        took.push(performance.now() - began);
                    }
                    self.postMessage({ took: took[1] });
                } catch (error) {
                    self.postMessage({ failed: String(error) });
                }
            };
        `;
        const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), { type: 'module' });
        const said = await new Promise((resolve) => {
            worker.onmessage = ({ data }) => resolve(data);
            worker.onerror = (event) => resolve({ failed: event.message });
            worker.postMessage({ folder, files, around });
        });
        worker.terminate();
        return said;
    })";

/// asyncio's own loop on a clock that jumps, as in the tests of the recorder.
const ON_A_VIRTUAL_CLOCK: &str = "
import asyncio, runpy, time
import virtual_plain
clock = virtual_plain.Clock()
outer = asyncio._get_running_loop()
real = asyncio.events.new_event_loop, time.sleep, time.monotonic
def measured():
    time.sleep, time.monotonic = clock.sleep, clock.seconds
    asyncio._set_running_loop(None)
    asyncio.events.new_event_loop = lambda: virtual_plain.VirtualLoop(clock)
    try:
        runpy.run_path('/home/pyodide/program.py', run_name='__main__')
    finally:
        asyncio.events.new_event_loop, time.sleep, time.monotonic = real
        asyncio._set_running_loop(outer)
";

/// Pyodide's own loop, which waits for JavaScript's timers.
const ON_PYODIDES_LOOP: &str = "
import asyncio
program = {}
with open('/home/pyodide/program.py') as file:
    exec(file.read().replace('asyncio.run(main())', ''), program)
def measured():
    return asyncio.ensure_future(program['main']())
";

/// All of it.
pub async fn programs(repetitions: usize, report: &mut Report) -> Result {
    let site = Site::start_for_measuring_again(&dist_folder()).await?;
    let address = site.address();
    let browser = Browser::start(Window::DESKTOP, ColourScheme::Dark).await?;
    let page = browser.page();
    page.count_work().await?;
    browser.run_before_page(probes::MOMENTS).await?;
    page.open_idle(address).await?;
    if page.evaluate("typeof window.futurescopePrograms").await? != json!("object") {
        println!("the page was built without Python: programs are not measured");
        return Ok(());
    }
    small(&page, address, repetitions, report).await?;
    large(&page, address, repetitions, report).await?;
    beside_plain(&page, address, repetitions, report).await
}

/// The tutorial's program: when the tab is opened and Run pressed at once, and again when Python waits.
async fn small(page: &Page, address: &str, repetitions: usize, report: &mut Report) -> Result {
    let (mut cold, mut warm, mut edited) = (Vec::new(), Vec::new(), Vec::new());
    // The first loads from the network, and is not counted.
    for visit in 0..=repetitions {
        page.open("about:blank").await?;
        open(page, &format!("{address}#tasks=2,1,3&await=gather")).await?;
        let open_tab = "(async () => {
            document.querySelector('#tab-program').click();
            while (document.querySelector('.run-button').disabled) await frameForBench();
        })()";
        page.open_set_up().await?;
        patiently(page, open_tab).await?;
        let run = run(page, false).await?;
        if visit > 0 {
            cold.push(time(&run, "drawn") - time(&run, "pressed"));
        }
    }
    let name = "a small program";
    report.add(
        &format!("{name}, Python not loaded, its files kept by the browser: until drawn"),
        "ms",
        "goal: 1500",
        &cold,
    );
    for _ in 0..repetitions.max(OF_A_SHORT_RUN) {
        until_quiet(page).await?;
        let run = run(page, false).await?;
        warm.push(time(&run, "drawn") - time(&run, "pressed"));
        edited.push(time(&run, "ended") - time(&run, "pressed"));
    }
    report.add(&format!("{name}, again: until drawn"), "ms", "goal: 150", &warm);
    report.add(&format!("{name}, again: until its record is read"), "ms", "", &edited);
    Ok(())
}

/// Ten thousand tasks: until all of it is folded and drawn.
async fn large(page: &Page, address: &str, repetitions: usize, report: &mut Report) -> Result {
    let link = scenario::link::write_program(LARGE, scenario::Speed::default());
    let link = link.ok_or_else(|| Failure("the program does not fit in a link".to_owned()))?;
    // Without it the record would be played from its start.
    let still = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
    page.devtools("Emulation.setEmulatedMedia", still).await?;
    open(page, &format!("{address}#{link}")).await?;
    run(page, true).await?;
    let (mut whole, mut read, mut longest) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..repetitions {
        until_quiet(page).await?;
        let run = run(page, true).await?;
        until_quiet(page).await?;
        let pressed = time(&run, "pressed");
        whole.push(time(&run, "drawn") - pressed);
        read.push(time(&run, "ended") - pressed);
        let long = long_tasks_since(page, pressed).await?;
        longest.push(long.iter().map(|task| task.duration_ms).fold(0.0, f64::max));
    }
    page.prefer(ColourScheme::Dark).await?;
    let name = "a program of 10000 tasks";
    report.add(&format!("{name}: until its record is read"), "ms", "", &read);
    report.add(
        &format!("{name}: until all is folded and drawn"),
        "ms",
        "goal: 2000",
        &whole,
    );
    report.add(
        &format!("{name}: longest long task"),
        "ms",
        "goal: 0 (none above 50)",
        &longest,
    );
    Ok(())
}

/// The same in the worker alone, beside Pyodide without the recorder.
async fn beside_plain(page: &Page, address: &str, repetitions: usize, report: &mut Report) -> Result {
    open(page, address).await?;
    let recorded = format!(
        "(async () => {{
            const python = await (await futurescopePrograms.python()).openPython();
            let events = 0;
            const run = () => new Promise((onEnd) => {{
                events = 0;
                const onTrace = (piece) => events += piece.match(/^\\{{\"at_us\"/gm)?.length ?? 0;
                python.run({}, {{ onTrace, onEnd }});
            }});
            await run();
            const end = await run();
            python.close();
            return {{ ...end, events }};
        }})()",
        json!(LARGE)
    );
    let folder = format!("{address}{}", python_folder()?);
    let tests = repository_root().join("recorder").join("python").join("tests");
    let files = json!({
        "program.py": LARGE,
        "virtual_plain.py": std::fs::read_to_string(tests.join("virtual_plain.py"))?,
    });
    let (mut ours, mut events, mut virtually, mut webloop, mut times) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..repetitions {
        let run = patiently(page, &recorded).await?;
        same("its end", &run["end"], &json!("ok"))?;
        let took = time(&run, "wallMs");
        let plain = plain(page, &folder, &files, ON_A_VIRTUAL_CLOCK).await?;
        webloop.push(self::plain(page, &folder, &files, ON_PYODIDES_LOOP).await?);
        events.push(time(&run, "events"));
        ours.push(took);
        virtually.push(plain);
        times.push(took / plain);
    }
    let name = "10000 tasks in a worker";
    report.add(&format!("{name}: recorded and sent"), "ms", "", &ours);
    report.add(&format!("{name}: events"), "", "", &events);
    report.add(
        &format!("{name}, plain Pyodide on a virtual clock"),
        "ms",
        "",
        &virtually,
    );
    report.add(&format!("{name}: beside that"), TIMES, "", &times);
    report.add(&format!("{name}, plain Pyodide on its own loop"), "ms", "", &webloop);
    Ok(())
}

async fn plain(page: &Page, folder: &str, files: &Value, around: &str) -> Result<f64> {
    let call = format!("{PLAIN}({}, {files}, {})", json!(folder), json!(around));
    let said = patiently(page, &call).await?;
    said["took"]
        .as_f64()
        .ok_or_else(|| Failure(format!("plain Pyodide: {said}")))
}

/// Evaluates a promise that has to be settled after a while.
async fn patiently(page: &Page, expression: &str) -> Result<Value> {
    tokio::time::timeout(PATIENCE, page.evaluate(expression))
        .await
        .map_err(|_| Failure(format!("not done after {} s: {expression}", PATIENCE.as_secs())))?
}

/// Where Pyodide is in the built page, relative to it.
fn python_folder() -> Result<String> {
    let assets = dist_folder().join("assets");
    for entry in std::fs::read_dir(&assets)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with("python-") && Path::new(&assets).join(&name).is_dir() {
            return Ok(format!("assets/{name}/"));
        }
    }
    Err(Failure("dist/assets has no Python".to_owned()))
}

async fn open(page: &Page, address: &str) -> Result {
    page.open("about:blank").await?;
    page.open_idle(address).await?;
    page.evaluate(&format!("(() => {{ {MOMENTS} }})()")).await?;
    Ok(())
}

/// Presses Run, and returns its moments; `drawn` is that of the first frame, or of the one that shows the whole record.
async fn run(page: &Page, whole: bool) -> Result<Value> {
    let run = patiently(page, &format!("runForBench({whole})")).await?;
    ensure(run["outcome"] == json!("ok"), || format!("the program ended as {run}"))?;
    Ok(run)
}

fn time(moments: &Value, name: &str) -> f64 {
    moments[name].as_f64().unwrap_or_default()
}
