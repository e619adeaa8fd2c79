//! What stands until the program is there (`first-paint.html`): it is the page of a first visit, and the program takes its place
//! without moving anything.

use crate::steps::{link, task_list};
use futurescope_e2e::page::Key;
use futurescope_e2e::{ColourScheme, Page, Result, Window, ensure, same};
use serde_json::{Value, json};

/// Keeps the program from starting until `letGoForTests()`, and records what happens meanwhile.
pub const HOLD: &str = "
    window.shiftForTests = 0;
    window.shiftedForTests = [];
    // The page behind what stands measures itself, in one frame or two. Nobody sees that, and it is no shift.
    let stoodUntil = Infinity;
    let stood = false;
    new MutationObserver(() => {
        const stands = document.querySelector('[data-first-paint]:not([data-stays])');
        if (stood && !stands && stoodUntil === Infinity) stoodUntil = performance.now();
        stood ||= stands !== null;
    }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-stays'] });
    // An element of it that was removed since has no node here. What stands is compared place by place besides.
    const isUnseen = ({ startTime, sources }) => startTime < stoodUntil && sources.every(({ node }) => {
        const element = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
        return !element?.closest('[data-first-paint]');
    });
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            if (isUnseen(entry)) continue;
            window.shiftForTests += entry.value;
            for (const { node, previousRect: old, currentRect: now } of entry.sources)
                window.shiftedForTests.push(`${Math.round(entry.startTime)} of ${Math.round(stoodUntil)}: ${node?.parentElement?.className} > ${node?.className ?? node?.data}: ${old.x} ${old.y} ${old.width} ${old.height} to ${now.x} ${now.y} ${now.width} ${now.height}`);
        }
    }).observe({ type: 'layout-shift', buffered: true });
    const held = new Promise((go) => { window.letGoForTests = go; });
    for (const name of ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming']) {
        const real = WebAssembly[name];
        WebAssembly[name] = (...given) => held.then(() => real.apply(WebAssembly, given));
    }
    window.runsForTests = [];
    const watch = () => {
        const root = document.documentElement;
        if (!root) return setTimeout(watch);
        const note = () => { if (window.runsForTests.at(-1) !== root.dataset.run) window.runsForTests.push(root.dataset.run); };
        new MutationObserver(note).observe(root, { attributeFilter: ['data-run'] });
    };
    watch();
";

/// Looks in each frame at what the one before has shown: first-paint.html, or the page with its timeline drawn.
const WATCH: &str = "
    window.seenForTests = [];
    const look = () => {
        const stand = document.querySelector('[data-first-paint]');
        const canvas = document.querySelector('.timeline-canvas');
        const isDrawn = () => canvas?.width > 1 && canvas.getContext('2d').getImageData(canvas.width >> 1, 1, 1, 1).data[3] > 0;
        if (document.querySelector('.app')) {
            const now = stand ? 'stands' : canvas && canvas.checkVisibility({ visibilityProperty: true }) && isDrawn() ? 'drawn' : 'blank';
            if (window.seenForTests.at(-1) !== now) window.seenForTests.push(now);
        }
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
";

/// Where every text and every drawing in the window is, by its words or its class. The timeline is compared as a picture.
const PLACES: &str = "(() => {
    const app = document.querySelector('.app');
    const found = {};
    const add = (name, element, box) => {
        const inView = box.width > 0 && box.left < innerWidth && box.top < innerHeight;
        if (!inView || !element.checkVisibility({ visibilityProperty: true }) || element.closest('.visually-hidden, option, .first-paint-plot')) return;
        (found[name] ??= []).push([box.x, box.y, box.width, box.height].map((it) => Math.round(it)).join(' '));
    };
    const texts = document.createTreeWalker(app, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const words = texts.currentNode.data.trim();
        const range = document.createRange();
        range.selectNodeContents(texts.currentNode);
        if (words && !texts.currentNode.parentElement.closest('svg, .run-status')) add(words, texts.currentNode.parentElement, range.getBoundingClientRect());
    }
    for (const element of app.querySelectorAll('svg, input, button:not(.term, .tab), section, .metric, .field'))
        add(`${element.localName}.${element.className.baseVal ?? element.className}`, element, element.getBoundingClientRect());
    return found;
})()";

/// Without its right edge, where a phone shows a scroll bar for a moment.
const BOX_OF_TIMELINE: &str = "(() => {
    const { x, y, width, height } = document.querySelector('.timeline').getBoundingClientRect();
    return { x, y, width: width - 16, height };
})()";

const TAKEN: &str = "!document.querySelector('[data-first-paint]')";

/// Two texts of the first example that no other page has.
const LESSON: [&str; 2] = ["The shorter sleep finishes first", "Two tasks"];

const SIZES: [(u32, u32); 6] = [
    (1440, 900),
    (1280, 800),
    (390, 844),
    (1024, 768),
    (900, 700),
    (1920, 1080),
];

pub async fn the_page_stands_before_its_program_and_nothing_moves(page: &Page, address: &str) -> Result {
    page.run_before(HOLD).await?;
    for (width, height) in SIZES {
        for scheme in [ColourScheme::Dark, ColourScheme::Light] {
            page.resize(Window { width, height }).await?;
            page.prefer(scheme).await?;
            page.open(address).await?;
            let place = format!("at {width}x{height}, {scheme:?}");
            page.button("Run").await?;
            has_lesson(page, true, &place).await?;
            let before = (page.evaluate(PLACES).await?, timeline(page).await?);
            page.evaluate("letGoForTests(), 0").await?;
            page.until("the program has taken its place", TAKEN).await?;
            // The timeline is painted in the first frame that shows it.
            let after = (page.evaluate(PLACES).await?, timeline(page).await?);
            nothing_moved(&before.0, &after.0, &place)?;
            alike(page, &before.1, &after.1, &place).await?;
            let shift = page.number_of("shiftForTests").await?;
            let shifted = page.evaluate("shiftedForTests").await?;
            ensure(shift < 0.001, || format!("shift {place}: {shift}, of {shifted:#}"))?;
            same("Run buttons", page.all("button", Some("Run")).await?.len(), 1)?;
        }
    }
    Ok(())
}

pub async fn no_frame_is_blank_when_the_program_takes_its_place(page: &Page, address: &str) -> Result {
    page.run_before(WATCH).await?;
    for (slower, window) in [
        (1, Window::DESKTOP),
        (4, Window::DESKTOP),
        (4, Window::PHONE),
        (20, Window::DESKTOP),
    ] {
        page.slow_down(slower).await?;
        page.resize(window).await?;
        page.open(address).await?;
        page.until("the program has taken its place", TAKEN).await?;
        page.until("a frame has shown it", "seenForTests.at(-1) !== 'stands'")
            .await?;
        let seen = page.evaluate("seenForTests").await?;
        same(&format!("{slower} times slower"), seen, json!(["stands", "drawn"]))?;
    }
    page.slow_down(1).await?;
    page.console_messages().await?; // Chromium advises on reading a canvas so often
    Ok(())
}

pub async fn a_press_of_run_before_the_program_is_there_is_carried_out_once(page: &Page, address: &str) -> Result {
    page.run_before(HOLD).await?;
    // A press that waits is no press for a run that a link has started by itself.
    for suffix in ["", "#tasks=2,1&speed=10&autorun=1"] {
        page.open(&format!("{address}{suffix}")).await?;
        same("the status", status(page).await?, json!("Loading …"))?;
        page.button("Run").await?.click().await?;
        page.press(Key::Enter).await?;
        same("the status", status(page).await?, json!("Loading … then it runs"))?;
        same("runs", page.evaluate("runsForTests").await?, json!([]))?;
        page.evaluate("letGoForTests(), 0").await?;
        page.until_run("done").await?;
        same(
            "states",
            page.evaluate("runsForTests").await?,
            json!(["idle", "running", "done"]),
        )?;
        let focused = "document.activeElement.matches('.run-button') && document.activeElement.isConnected";
        same("the focus stays", page.evaluate(focused).await?, json!(true))?;
    }
    Ok(())
}

/// Else each script that the parser waits for would cost another round trip before the first paint.
pub async fn all_that_the_start_needs_is_asked_for_at_once(page: &Page, address: &str) -> Result {
    let late = "(() => {
        const files = performance.getEntriesByType('resource')
            .map(({ name, startTime, responseEnd }) => ({ name: name.split('/').pop(), startTime, responseEnd }));
        const answered = files.find(({ name }) => name.startsWith('first-paint-')).responseEnd;
        return ['style-', 'faults-', 'load-', 'futurescope-', 'start-'].filter((start) => {
            const file = files.find(({ name }) => name.startsWith(start));
            return !file || file.startTime > answered;
        });
    })()";
    let program = "document.querySelectorAll('head > link[as=fetch]').length";
    page.open(address).await?;
    page.until_mounted().await?;
    same("asked for after an answer", page.evaluate(late).await?, json!([]))?;
    // start.js fetches it after the first paint.
    same(
        "requests for the program before the first paint",
        page.number_of(program).await?,
        0.0,
    )?;

    page.open(&format!("{address}#tasks=2,1")).await?;
    page.until_mounted().await?;
    same(
        "asked for after an answer, with a link",
        page.evaluate(late).await?,
        json!([]),
    )?;
    same(
        "requests for the program before the first paint, with a link",
        page.number_of(program).await?,
        1.0,
    )
}

pub async fn only_a_first_visit_stands_with_the_first_example(page: &Page, address: &str) -> Result {
    page.run_before(HOLD).await?;
    for fragment in [
        "#tasks=3,4&await=gather",
        "#tasks=2,1",
        "#tasks=2,1&embed=1",
        "#tasks=2,1&present=1",
        "#embed=1",
        "?trace=a.trace.jsonl",
    ] {
        page.open(&format!("{address}{fragment}")).await?;
        page.button("Run").await?;
        has_lesson(page, false, fragment).await?;
        page.evaluate("letGoForTests(), 0").await?;
        page.until("the program has taken its place", TAKEN).await?;
    }
    page.console_messages().await?; // there is no such record
    page.open(address).await?;
    has_lesson(page, true, "on the first visit").await?;
    page.evaluate("letGoForTests(), 0").await?;
    page.until_mounted().await?;
    task_list(page).await?.fill("3, 4").await?;
    page.until("the work is kept", "location.hash.includes('3')").await?;
    page.open(address).await?;
    has_lesson(page, false, "with work that is kept").await?;
    page.evaluate("letGoForTests(), 0").await?;
    page.until_mounted().await
}

pub async fn without_scripts_only_the_notice_stands(page: &Page, address: &str) -> Result {
    page.allow_scripts(false).await?;
    page.open(&link(address, "")).await?;
    let text = page.text().await?;
    page.allow_scripts(true).await?;
    ensure(text.contains("It needs JavaScript"), || text.clone())?;
    ensure(!text.contains("Run"), || text)
}

async fn status(page: &Page) -> Result<Value> {
    page.evaluate("document.querySelector('.run-status').textContent").await
}

/// Whether the first example is seen, on the page and in the timeline.
async fn has_lesson(page: &Page, wanted: bool, place: &str) -> Result {
    let seen = page.text().await?;
    for words in LESSON {
        same(&format!("`{words}` {place}"), seen.contains(words), wanted)?;
    }
    let picture = "document.querySelector('.first-paint-lane').checkVisibility({ visibilityProperty: true })";
    same(
        &format!("the picture {place}"),
        page.evaluate(picture).await?,
        json!(wanted),
    )
}

/// Everything that stood before stands in the same place, to the pixel.
fn nothing_moved(before: &Value, after: &Value, place: &str) -> Result {
    let places = before
        .as_object()
        .ok_or("places are an object")
        .map_err(|why| futurescope_e2e::Failure(why.into()))?;
    ensure(places.len() > 40, || format!("{place}: little stands: {before}"))?;
    let moved = places.iter().flat_map(|(name, boxes)| {
        let now = after[name].as_array().cloned().unwrap_or_default();
        let boxes = boxes.as_array().cloned().unwrap_or_default();
        boxes
            .into_iter()
            .filter(move |it| !now.contains(it))
            .map(move |it| format!("{name}: {it}"))
    });
    let moved: Vec<String> = moved.collect();
    ensure(moved.is_empty(), || {
        format!(
            "{place}, this has moved, or is not in first-paint.html as in the page:\n{}",
            moved.join("\n")
        )
    })
}

/// The timeline as a picture.
async fn timeline(page: &Page) -> Result<Value> {
    let area = page.evaluate(BOX_OF_TIMELINE).await?;
    page.picture(&area).await
}

/// Two pictures differ in less than a hundredth of their pixels: the canvas places letters at fractions of a pixel.
async fn alike(page: &Page, one: &Value, other: &Value, place: &str) -> Result {
    let share = format!(
        "(async () => {{
            const pixels = async (base64) => {{
                const image = new Image();
                image.src = `data:image/png;base64,${{base64}}`;
                await image.decode();
                const canvas = new OffscreenCanvas(image.width, image.height);
                const pen = canvas.getContext('2d');
                pen.drawImage(image, 0, 0);
                return pen.getImageData(0, 0, canvas.width, canvas.height).data;
            }};
            const [one, other] = await Promise.all([{one}, {other}].map(pixels));
            if (one.length !== other.length) return 1;
            let different = 0;
            for (let at = 0; at < one.length; at += 4)
                if ([0, 1, 2].reduce((sum, part) => sum + Math.abs(one[at + part] - other[at + part]), 0) > 3 * 24) different += 1;
            return different / (one.length / 4);
        }})()"
    );
    let share = page.number_of(&share).await?;
    ensure(share < 0.01, || {
        format!("{place}, the timeline differs in {:.1} % of its pixels", share * 100.0)
    })
}
