//! The layout at any size of window and of text: nothing is too wide, covered, cut off or overlapping.

use crate::steps::{ended, link, open_set_up, press_run, run_to};
use futurescope_e2e::page::Key;
use futurescope_e2e::site::HOST_PAGE;
use futurescope_e2e::{Page, Result, Window, ensure, same};
use serde_json::{Value, json};

/// All panels, by the labels of their tabs.
const PANELS: [&str; 5] = ["Console", "Events", "Why", "Code", "Compare"];

/// A short run with names, a failure, a computation and a limit.
const SCENARIO: &str =
    "tasks=users:0.1,orders:0.08,thumbs:0.05%20cpu%2030ms,mail:0.02%20fail,audit:0.1&await=settle&limit=3";

/// A window of 1280 by 1024 at 400 %.
const FOUR_HUNDRED_PERCENT: Window = Window::new(320, 256);
/// A window of 1280 by 1024 at 200 %.
const TWO_HUNDRED_PERCENT: Window = Window::new(640, 512);

/// More tab stops than the page has.
const MANY_TABS: usize = 120;

/// The element that covers the focused element, or an empty text. Of an element larger than the window only a part must
/// be visible.
const COVERED: &str = "(() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return '';
    const box = focused.getBoundingClientRect();
    const width = document.documentElement.clientWidth, height = window.innerHeight;
    const left = Math.max(0, box.left), right = Math.min(width, box.right);
    const top = Math.max(0, box.top), bottom = Math.min(height, box.bottom);
    const name = (element) => element.outerHTML.slice(0, 90);
    if (right - left < 1 || bottom - top < 1) return `${name(focused)} is out of view`;
    const pointer = focused.style.pointerEvents;
    focused.style.pointerEvents = 'auto';
    const small = box.height <= height / 3 && box.width <= width;
    const whole = bottom - top > box.height - 1;
    const shares = small ? [0.1, 0.5, 0.9] : [0.5];
    let covering = small && !whole ? `the edge of the window covers ${name(focused)}` : '';
    for (const x of shares) for (const y of shares) {
        const hit = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
        if (hit && hit !== focused && !focused.contains(hit) && !hit.contains(focused))
            covering ||= `${name(hit)} covers ${name(focused)}`;
    }
    focused.style.pointerEvents = pointer;
    return covering;
})()";

/// The element that is wider than the window and makes the page scroll sideways, or an empty text.
const TOO_WIDE: &str = "(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return '';
    const wide = [...document.querySelectorAll('body *')].filter(
        (element) => element.getBoundingClientRect().right > root.clientWidth + 0.5);
    return `${root.scrollWidth} px: ${wide.slice(0, 3).map((element) => element.outerHTML.slice(0, 90)).join(' | ')}`;
})()";

/// The lines of text that overlap or are cut off, a line each.
///
/// Text is cut off if it extends beyond the box that hides it: always in height, and in width unless there is an
/// ellipsis. Text that a box can scroll is not cut off. Text outside of a box that scrolls is invisible, and overlaps
/// nothing.
const MISPLACED: &str = "(() => {
    const lines = [], found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const clips = (style) => style.overflowX !== 'visible' || style.overflowY !== 'visible';
    while (texts.nextNode()) {
        const text = texts.currentNode;
        if (!text.data.trim()) continue;
        const owner = text.parentElement;
        if (!owner.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
        if (owner.closest('.visually-hidden, noscript, option, [data-kind=loading], .code-text, .code-numbers')) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        const size = parseFloat(getComputedStyle(owner).fontSize);
        for (const line of range.getClientRects()) {
            if (line.width < 1) continue;
            // The letters themselves: a line box is higher than its letters.
            const middle = (line.top + line.bottom) / 2;
            let seen = { left: line.left, right: line.right, top: middle - size * 0.4, bottom: middle + size * 0.4 };
            const whole = { ...seen };
            let cut = '';
            for (let box = owner; box && box !== document.body; box = box.parentElement) {
                const style = getComputedStyle(box);
                if (style.clipPath !== 'none') { seen = null; break; }
                if (clips(style)) {
                    const edge = box.getBoundingClientRect();
                    // The timeline scrolls by moving the content of its view.
                    const scrolls = /auto|scroll/.test(style.overflowX + style.overflowY) || box.matches('.timeline-view');
                    if (!scrolls) {
                        const tall = whole.top < edge.top - 1 || whole.bottom > edge.bottom + 1;
                        const wide = whole.right > edge.right + 1 && style.textOverflow !== 'ellipsis';
                        // A row that is completely outside is out of view, not cut off.
                        const beyond = whole.top >= edge.bottom || whole.bottom <= edge.top;
                        if ((tall || wide) && !beyond && style.overflowY !== 'visible')
                            cut ||= `${text.data.trim().slice(0, 30)} is cut off by .${box.className}`;
                    }
                    seen = { left: Math.max(seen.left, edge.left), right: Math.min(seen.right, edge.right),
                             top: Math.max(seen.top, edge.top), bottom: Math.min(seen.bottom, edge.bottom) };
                    if (seen.right - seen.left < 1 || seen.bottom - seen.top < 1) { seen = null; break; }
                    if (style.textOverflow === 'ellipsis') { whole.left = seen.left; whole.right = seen.right; }
                    if (scrolls) { whole.top = seen.top; whole.bottom = seen.bottom; whole.left = seen.left; whole.right = seen.right; }
                }
                if (style.position === 'fixed') break;
            }
            if (cut) found.push(cut);
            if (seen) lines.push({ ...seen, owner, text: text.data.trim().slice(0, 30) });
        }
    }
    const stacked = (element) => element.closest('thead, .transport, .editor-summary, .timeline-caption, .timeline-loop, [role=listbox], dialog, .code-chip, [data-size=small] .tab-panel');
    for (let one = 0; one < lines.length; one += 1) for (let other = one + 1; other < lines.length; other += 1) {
        const a = lines[one], b = lines[other];
        const over = Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
        // Sticky elements cover the content that scrolls under them by design.
        if (over && a.owner !== b.owner && stacked(a.owner) === stacked(b.owner)) found.push(`${a.text} lies over ${b.text}`);
    }
    return [...new Set(found)].join('\\n');
})()";

/// The texts that are cut off in width, or in lines, without anything that has all of it: a line each.
///
/// A title has it, or `data-full`, which the tooltip shows; but the page's own sentences are whole, because neither a finger nor
/// a key shows a title. A box that scrolls cuts nothing off, and the names beside the lanes are those of Tasks. The note of a
/// figure shows wherever there is room for it beside the number.
const CUT_WITHOUT_A_WAY_TO_READ: &str = "(() => {
    const found = [];
    for (const box of document.querySelectorAll('body *')) {
        const style = getComputedStyle(box);
        if (style.overflowX === 'visible' || /auto|scroll/.test(style.overflowX) || style.clipPath !== 'none') continue;
        const wide = box.scrollWidth > box.clientWidth + 1;
        const long = style.webkitLineClamp !== 'none' && box.scrollHeight > box.clientHeight + 1;
        const field = box.matches('input:not([type=range], [type=radio], [type=checkbox]), select');
        if (!wide && !long || !box.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
        if (box.matches('.visually-hidden, .timeline, .timeline-view, .timeline-plot, .timeline-handles, .overview-plot, .picker-title, .task-input')) continue;
        const edge = box.getBoundingClientRect();
        if (edge.width < 2) continue;
        const cut = field ? [box.value] : [];
        const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const text = texts.currentNode, range = document.createRange();
            if (!text.data.trim() || text.parentElement.closest('.visually-hidden')) continue;
            range.selectNodeContents(text);
            const lines = [...range.getClientRects()].filter((line) => line.width > 1);
            const beyond = (line) => line.right > edge.right + 1 && line.top < edge.bottom - 2 && line.bottom > edge.top + 2;
            if (lines.some(beyond) || long && lines.some((line) => line.top >= edge.bottom - 2)) cut.push(text.data.trim());
        }
        for (const text of cut) {
            const own = box.matches('.run-status, .caption-headline');
            const whole = own ? '' : box.closest('[title]')?.title ?? box.closest('[data-full]')?.dataset.full ?? '';
            if (!whole.includes(text)) found.push(`${text.slice(0, 40)} in .${box.className}`);
        }
    }
    for (const value of document.querySelectorAll('.metric-value')) {
        const [number, unit, note] = value.children, row = value.getBoundingClientRect();
        if (!note.textContent.trim() || row.height < 1) continue;
        const shows = note.checkVisibility() && note.getBoundingClientRect().top < row.top + row.height / 2;
        note.style.display = 'block';
        const gaps = 2 * parseFloat(getComputedStyle(value).columnGap);
        const needed = [number, unit, note].reduce((sum, part) => sum + part.getBoundingClientRect().width, gaps);
        note.style.display = '';
        if (!shows && needed < row.width) found.push(`there is room for ${note.textContent}`);
    }
    return [...new Set(found)].join('\\n');
})()";

async fn is_empty(page: &Page, what: &str, question: &str) -> Result {
    let found = page.evaluate(question).await?;
    same(what, found.as_str().unwrap_or("?"), "")
}

/// Opens the panel and waits until it is shown. A docked program is shown already.
pub async fn open_panel(page: &Page, panel: &str) -> Result {
    if panel == "Code" && page.all("tab", Some(panel)).await?.is_empty() {
        // Docked: Compare, which takes the whole width, hides it.
        page.tab("Console").await?.call("() => this.click()").await?;
        page.role("region", "Program").await?;
        return Ok(());
    }
    page.tab(panel).await?.call("() => this.click()").await?;
    page.role("tabpanel", panel).await?;
    if panel == "Compare" {
        let made = "document.querySelectorAll('.compare-row[data-made=true]').length === 8";
        page.until("all policies are compared", made).await?;
    }
    Ok(())
}

/// A link with a hundred invalid parts.
fn broken() -> String {
    let parts: Vec<String> = (0..100).map(|number| format!("odd{number}=1")).collect();
    format!("tasks=0.1,0.05&await=gather&{}", parts.join("&"))
}

pub async fn a_hundred_messages_leave_the_page_in_place(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=0.1,0.05&await=gather")).await?;
    let panels = "document.querySelector('.lower').getBoundingClientRect().top";
    let before = page.number_of(panels).await?;
    page.open_idle(&link(address, &broken())).await?;
    let alert = "document.querySelector('[role=alert]')";
    page.until(
        "the messages are counted",
        &format!("/and 97 more/.test({alert}.innerText)"),
    )
    .await?;
    let shown = page
        .number_of(&format!("{alert}.innerText.match(/odd\\d+/g).length"))
        .await?;
    same("messages at once", shown, 3.0)?;
    let pushed = page.number_of(panels).await? - before;
    ensure(pushed < 160.0, || format!("the panels are pushed down by {pushed} px"))?;

    // All messages can be expanded, and the page does not scroll.
    page.evaluate(&format!("{alert}.querySelector('summary').click()"))
        .await?;
    let all = page
        .number_of(&format!("{alert}.textContent.match(/odd\\d+/g).length"))
        .await?;
    same("messages in all", all, 100.0)?;
    let height = page
        .number_of(&format!("{alert}.getBoundingClientRect().height"))
        .await?;
    ensure(height < 400.0, || format!("the messages take {height} px"))?;

    page.button("Dismiss").await?.click().await?;
    page.until("they are gone", &format!("!{alert}")).await?;
    run_to(page, "ok").await
}

pub async fn the_run_status_is_there_at_any_width(page: &Page, address: &str) -> Result {
    for width in [1440, 1280, 1024, 640, 390, 359, 320, 280] {
        page.resize(Window { width, height: 640 }).await?;
        page.open_idle(&link(address, "tasks=0.01")).await?;
        run_to(page, "ok").await?;
        let status = page.role("status", "Run status").await?.text().await?;
        ensure(status.starts_with("Finished"), || {
            format!("at {width} px the run status is `{status}`")
        })?;
    }
    Ok(())
}

/// What is not completely in view of Run, caption, loop, main and the first three tasks, in this window.
fn out_of_view(window: &str) -> String {
    out_of_view_of(window, ".run-button, .caption, .timeline-caption, .timeline-loop")
}

/// The same of what `lines` selects, and the lanes.
fn out_of_view_of(window: &str, lines: &str) -> String {
    format!(
        "(() => {{
            const lines = '{lines}'.split(', ');
            const names = [...{window}.document.querySelectorAll('.timeline-name')].slice(0, 4);
            const dock = {window}.document.querySelector('.transport').getBoundingClientRect();
            const found = lines.map((line) => {window}.document.querySelector(line)).concat(names).filter((element) => {{
                const box = element.getBoundingClientRect();
                const end = element.matches('.run-button') || dock.top < box.top ? {window}.innerHeight : dock.top;
                const list = element.closest('.timeline')?.getBoundingClientRect();
                return box.height < 1 || box.top < 0 || box.bottom > end + 0.5 || list && box.bottom > list.bottom + 1;
            }});
            return (names.length < 4 ? 'lanes are missing ' : '') + found.map((element) => element.outerHTML.slice(0, 60)).join(' | ');
        }})()"
    )
}

/// Eight tasks: more than a small window has room for.
const EIGHT: &str = "tasks=2,1,3,2,1,3,2,1&await=gather&limit=3";

pub async fn run_caption_and_three_lanes_are_in_view_without_scrolling(page: &Page, address: &str) -> Result {
    for (width, height) in [(853, 480), (960, 600), (1280, 600), (1280, 720), (390, 844), (320, 640)] {
        page.resize(Window { width, height }).await?;
        for list in ["tasks=2,1,3&await=gather", EIGHT] {
            page.open_idle(&link(address, list)).await?;
            is_empty(
                page,
                &format!("out of view at {width} by {height}, {list}"),
                &out_of_view("window"),
            )
            .await?;
        }
        is_empty(page, &format!("too wide at {width} by {height}"), TOO_WIDE).await?;
        press_run(page).await?;
        settled(page).await?;
        is_empty(
            page,
            &format!("out of view while running at {width} by {height}"),
            &out_of_view("window"),
        )
        .await?;
    }
    Ok(())
}

pub async fn tasks_in_flight_have_a_row_where_there_is_room(page: &Page, address: &str) -> Result {
    let row = "document.querySelector('.timeline-flight')?.innerText.replace(/\\s+/g, ' ').trim() ?? ''";
    for (width, height, list, expected) in [
        (1440, 900, "tasks=2,1,3&await=gather", ""),
        (853, 480, EIGHT, ""),
        (390, 844, EIGHT, ""),
        (1440, 900, EIGHT, "In flight 3 predicted"),
    ] {
        page.resize(Window { width, height }).await?;
        page.open_idle(&link(address, list)).await?;
        page.until(
            &format!("the row at {width} by {height}, {list}, is `{expected}`"),
            &format!("({row}) === '{expected}'"),
        )
        .await?;
    }
    press_run(page).await?;
    page.until(
        "the most so far are told",
        &format!("({row}) === 'In flight at most 3'"),
    )
    .await
}

pub async fn a_presentation_shows_caption_lanes_program_and_transport(page: &Page, address: &str) -> Result {
    const SIZES: &str = "[...['.caption-headline', '.caption-detail', '.code-text'].map((part) =>
        parseFloat(getComputedStyle(document.querySelector(part)).fontSize)),
        document.querySelector('.timeline-name').getBoundingClientRect().height].map(Math.round)";
    const LINES: &str = "(() => {
        const code = document.querySelector('.code-panel').getBoundingClientRect();
        const line = document.querySelector('.code-row').getBoundingClientRect();
        return Math.floor(code.height / line.height);
    })()";
    const SCROLLS: &str = "document.documentElement.scrollHeight > innerHeight + 1 ? 'the page scrolls' : ''";
    for (width, height) in [
        (853, 480),
        (1280, 720),
        (1440, 900),
        (1920, 1080),
        (800, 450),
        (390, 844),
    ] {
        page.resize(Window { width, height }).await?;
        for list in ["tasks=2,1,3&await=gather", EIGHT, "tasks=0.5..2%20x1000&await=gather"] {
            page.open_idle(&link(address, &format!("{list}&present=1"))).await?;
            settled(page).await?;
            let at = format!("{width} by {height}, {list}");
            let lanes = if list.contains("x1000") {
                ""
            } else {
                &out_of_view("window")
            };
            for (what, found) in [("too wide", TOO_WIDE), ("it scrolls", SCROLLS), ("out of view", lanes)] {
                if !found.is_empty() {
                    is_empty(page, &format!("{what} at {at}"), found).await?;
                }
            }
            let lines = page.evaluate(LINES).await?;
            ensure(lines.as_u64() >= Some(3), || {
                format!("{lines} lines of the program at {at}")
            })?;
        }
    }
    page.resize(Window {
        width: 1280,
        height: 720,
    })
    .await?;
    page.open_idle(&link(address, "tasks=2,1,3&await=gather&present=1"))
        .await?;
    settled(page).await?;
    same(
        "the sizes of headline, detail, program and lane",
        page.evaluate(SIZES).await?,
        json!([26, 19, 19, 48]),
    )
}

pub async fn a_frame_in_another_page_shows_run_caption_and_three_lanes(page: &Page, address: &str) -> Result {
    for (flags, size) in [("", (800, 450)), ("&embed=1", (800, 450)), ("&embed=1", (640, 360))] {
        page.open(&format!("{address}{HOST_PAGE}")).await?;
        let source = link(address, &format!("{EIGHT}{flags}"));
        let (width, height) = size;
        page.evaluate(&format!(
            "document.body.innerHTML = '<iframe width={width} height={height} style=\"border: 0\" src=\"{source}\"></iframe>'"
        ))
        .await?;
        page.until(
            "the frame's page is there",
            "frames[0]?.document.querySelector('.timeline-name:nth-child(4)') && !frames[0].document.querySelector('[data-first-paint]')",
        )
        .await?;
        settled(page).await?;
        // An embedded page gives the room of the loop's lane to the tasks.
        let lines = match flags {
            "" => ".run-button, .caption, .timeline-caption, .timeline-loop",
            _ => ".run-button, .caption, .timeline-caption",
        };
        is_empty(
            page,
            &format!("out of view in a frame of {size:?}{flags}"),
            &out_of_view_of("frames[0]", lines),
        )
        .await?;
    }
    Ok(())
}

pub async fn the_set_up_opens_over_the_timeline_and_is_remembered(page: &Page, address: &str) -> Result {
    let set_up = "document.querySelector('.app').dataset.setUp";
    let lane = "document.querySelector('.timeline-name').getBoundingClientRect().top";
    page.resize(Window {
        width: 853,
        height: 480,
    })
    .await?;
    page.open_idle(&link(address, EIGHT)).await?;
    page.until("it is a line", &format!("{set_up} === 'line'")).await?;
    let before = page.number_of(lane).await?;
    page.evaluate("document.querySelector('.editor-summary').click()")
        .await?;
    page.until("it is a sheet", &format!("{set_up} === 'sheet'")).await?;
    same("the lanes' top", page.number_of(lane).await?, before)?;
    is_empty(
        page,
        "the sheet leaves Run in view",
        "(() => {
        const run = document.querySelector('.run-button').getBoundingClientRect();
        const hit = document.elementFromPoint(run.left + 10, run.top + 10);
        return hit.closest('.run-button') ? '' : hit.outerHTML.slice(0, 90);
    })()",
    )
    .await?;
    page.reload().await?;
    page.until("it is remembered", &format!("{set_up} === 'sheet'")).await?;

    // Each class of sizes has its own choice.
    page.resize(Window {
        width: 1280,
        height: 800,
    })
    .await?;
    page.until("a wide window has a column", &format!("{set_up} === 'column'"))
        .await?;
    page.button("Close the set-up").await?.click().await?;
    page.until("which closes", &format!("{set_up} === 'line'")).await?;
    page.until(
        "the line has the focus",
        "document.activeElement?.matches('.editor-summary')",
    )
    .await?;
    page.resize(Window {
        width: 853,
        height: 480,
    })
    .await?;
    page.until("the small window's is open still", &format!("{set_up} === 'sheet'"))
        .await?;

    // A run closes what covers it; so does Escape, which gives the focus back.
    press_run(page).await?;
    page.until("the run is in view", &format!("{set_up} === 'line'"))
        .await?;
    page.reload().await?;
    page.resize(Window {
        width: 1280,
        height: 800,
    })
    .await?;
    page.until("the wide window's is closed still", &format!("{set_up} === 'line'"))
        .await
}

pub async fn the_focused_element_is_never_covered(page: &Page, address: &str) -> Result {
    // The browser may scroll to the element for some frames; the tooltip follows.
    let covered = format!(
        "(async () => {{ for (let frame = 0; frame < 30 && {COVERED}; frame++) await new Promise(requestAnimationFrame); return {COVERED} }})()"
    );
    for window in [
        FOUR_HUNDRED_PERCENT,
        TWO_HUNDRED_PERCENT,
        Window {
            width: 853,
            height: 480,
        },
        Window::PHONE,
    ] {
        let Window { width, height } = window;
        page.resize(window).await?;
        page.open_idle(&link(address, SCENARIO)).await?;
        for panel in [None, Some("Console"), Some("Events"), Some("Code")] {
            if let Some(panel) = panel {
                if panel == "Console" {
                    // What explains the element with the focus may stand over Run.
                    page.press(Key::Escape).await?;
                    run_to(page, "ok").await?;
                }
                open_panel(page, panel).await?;
                page.evaluate("document.activeElement?.blur(), scrollTo(0, 0)").await?;
            }
            let mut stops = 0;
            for _ in 0..MANY_TABS {
                page.press(Key::Tab).await?;
                if page.evaluate("document.activeElement === document.body").await? == Value::Bool(true) {
                    break;
                }
                stops += 1;
                is_empty(
                    page,
                    &format!("stop {stops} at {width} by {height}, {panel:?}"),
                    &covered,
                )
                .await?;
            }
            ensure(stops >= 8, || format!("only {stops} stops at {width} by {height}"))?;
        }
    }
    Ok(())
}

pub async fn no_tab_scrolls_the_page_sideways(page: &Page, address: &str) -> Result {
    for width in [320, 359, 390, 640, 853, 1024, 1280] {
        page.resize(Window { width, height: 640 }).await?;
        page.open_idle(&link(address, SCENARIO)).await?;
        is_empty(page, &format!("idle at {width} px"), TOO_WIDE).await?;
        press_run(page).await?;
        is_empty(page, &format!("running at {width} px"), TOO_WIDE).await?;
        ended(page, "ok").await?;
        for panel in PANELS {
            open_panel(page, panel).await?;
            is_empty(page, &format!("{panel} at {width} px"), TOO_WIDE).await?;
        }
        for modifier in ["Limit", "Timeout", "Retries"] {
            let choose = format!(
                "document.querySelectorAll('[aria-label=\"What to compare\"] label')[{}].click()",
                match modifier {
                    "Limit" => 1,
                    "Timeout" => 2,
                    _ => 3,
                }
            );
            page.evaluate(&choose).await?;
            is_empty(page, &format!("Compare by {modifier} at {width} px"), TOO_WIDE).await?;
        }
        open_set_up(page).await?;
        is_empty(page, &format!("the editor's table at {width} px"), TOO_WIDE).await?;
        page.tab("Text").await?.call("() => this.click()").await?;
        page.evaluate("document.querySelector('details').open = true").await?;
        is_empty(page, &format!("the editor's text at {width} px"), TOO_WIDE).await?;
    }
    Ok(())
}

/// Scenarios whose texts are long: the figures at another speed, long names and errors, three digits in a field.
const LONG_TEXTS: [&str; 3] = [
    "tasks=users:0.2s,orders:0.1s,prices:0.3s%20fail&await=gather&limit=2&speed=4",
    "tasks=0.5s..3s%20x1000&await=settle&timers=shared&limit=250&timeout=2.5s&retries=3&speed=10",
    "tasks=thumbnails-of-all-users:0.05s%20cpu%2020ms,orders:0.03s%20fail&await=group",
];

pub async fn no_text_is_cut_off_without_a_way_to_read_it(page: &Page, address: &str) -> Result {
    for (width, height) in [
        (1440, 900),
        (1280, 800),
        (1024, 700),
        (853, 480),
        (390, 844),
        (320, 640),
    ] {
        page.resize(Window { width, height }).await?;
        for list in LONG_TEXTS {
            page.open_idle(&link(address, list)).await?;
            let place = format!("{width} by {height}, {list}");
            is_empty(page, &format!("idle, {place}"), CUT_WITHOUT_A_WAY_TO_READ).await?;
            press_run(page).await?;
            settled(page).await?;
            is_empty(page, &format!("running, {place}"), CUT_WITHOUT_A_WAY_TO_READ).await?;
            page.until_run("done").await?;
            for panel in PANELS {
                open_panel(page, panel).await?;
                settled(page).await?;
                is_empty(page, &format!("{panel}, {place}"), CUT_WITHOUT_A_WAY_TO_READ).await?;
            }
            // The longest status is that of a run in virtual time.
            end_at_once(page).await?;
            settled(page).await?;
            is_empty(page, &format!("at once, {place}"), CUT_WITHOUT_A_WAY_TO_READ).await?;
        }
    }
    Ok(())
}

/// Shows the simulated run.
async fn end_at_once(page: &Page) -> Result {
    page.evaluate("document.querySelector('[aria-label=\"End at once\"]').click()")
        .await?;
    let status = "document.querySelector('.run-status').textContent";
    page.until("the run is simulated", &format!("/ in virtual time/.test({status})"))
        .await
}

/// What happens to a task of a long name that is tried again and again: the longest sentences of the caption.
const RETRIED: &str = "tasks=thumbnails-of-all-the-users:0.5s%20fail%202,orders-of-the-year:0.3s%20cpu%20200ms,audit:3s\
    &await=group&retry=2&backoff=200ms&limit=2&deadline=2s";

pub async fn no_headline_is_cut_off_at_any_step(page: &Page, address: &str) -> Result {
    for (width, height) in [(1440, 900), (1280, 800), (853, 480), (390, 844), (320, 640)] {
        page.resize(Window { width, height }).await?;
        page.open_idle(&link(address, RETRIED)).await?;
        let caption = "document.querySelector('.caption').getBoundingClientRect().height";
        let before = page.number_of(caption).await?;
        end_at_once(page).await?;
        page.evaluate("document.querySelector('.timeline').focus()").await?;
        page.press(Key::Home).await?;
        for step in 0..40 {
            settled(page).await?;
            let place = format!("step {step} at {width} by {height}");
            is_empty(page, &place, CUT_WITHOUT_A_WAY_TO_READ).await?;
            same(&place, page.number_of(caption).await?, before)?;
            if page
                .evaluate("document.querySelector('[aria-label=Step]').ariaDisabled")
                .await?
                == json!("true")
            {
                break;
            }
            page.press(Key::ArrowRight).await?;
        }
    }
    Ok(())
}

/// The examples, by the titles in the list, whose titles are the caption's kicker.
pub async fn the_title_of_no_example_is_cut_off_in_the_caption(page: &Page, address: &str) -> Result {
    for (width, height) in [(1440, 900), (1280, 800), (853, 480), (390, 844), (320, 640)] {
        page.resize(Window { width, height }).await?;
        page.open_idle(address).await?;
        let examples = page
            .number_of("(document.querySelector('[role=combobox]').click(), document.querySelectorAll('[role=option]').length)")
            .await?;
        page.press(Key::Escape).await?;
        for index in 0..examples as usize {
            page.evaluate("document.querySelector('[role=combobox]').click()")
                .await?;
            page.evaluate(&format!("document.querySelectorAll('[role=option]')[{index}].click()"))
                .await?;
            settled(page).await?;
            let cut = page
                .evaluate(
                    "(() => {
                        const box = document.querySelector('.caption-when');
                        const cut = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1
                            || box.getBoundingClientRect().bottom > document.querySelector('.caption').getBoundingClientRect().bottom;
                        return cut ? box.innerText : '';
                    })()",
                )
                .await?;
            same(
                &format!("cut off at {width} by {height}"),
                cut.as_str().unwrap_or("?"),
                "",
            )?;
        }
    }
    Ok(())
}

pub async fn a_button_keeps_its_place_when_its_word_changes(page: &Page, address: &str) -> Result {
    let places = "[...document.querySelectorAll('.transport > button, .transport > .time-readout, .transport > .zoom, .transport > .segmented')]
        .filter(element => element.checkVisibility())
        .map(element => { const box = element.getBoundingClientRect(); return [box.left, box.top].map(Math.round).join(' '); }).join(', ')";
    for (width, height) in [(1440, 900), (1280, 800), (853, 480), (390, 844), (360, 740), (320, 640)] {
        page.resize(Window { width, height }).await?;
        page.open_idle(&link(address, "tasks=30,20&await=gather")).await?;
        let before = page.evaluate(places).await?;
        let size = format!("{width} by {height}");
        if width > 640 {
            let run = "document.querySelector('.run-button').getBoundingClientRect().width";
            same(
                &format!("the width of Run at {size}"),
                page.number_of(run).await?,
                112.0,
            )?;
        }
        press_run(page).await?;
        page.until_run("running").await?;
        same(
            &format!("running at {size}"),
            page.evaluate(places).await?,
            before.clone(),
        )?;
        page.button("Pause").await?.click().await?;
        page.until_run("paused").await?;
        same(
            &format!("paused at {size}"),
            page.evaluate(places).await?,
            before.clone(),
        )?;
        page.button("Stop").await?.click().await?;
        page.until_run("done").await?;
        same(&format!("done at {size}"), page.evaluate(places).await?, before)?;
    }
    Ok(())
}

pub async fn larger_text_does_not_overlap(page: &Page, address: &str) -> Result {
    // Checks the usual text size first: errors there are not caused by the text size.
    for root in [16, 24, 32] {
        for (width, height) in [(1440, 900), (1280, 800), (853, 480), (390, 844)] {
            page.resize(Window { width, height }).await?;
            page.open_idle(&link(address, SCENARIO)).await?;
            page.evaluate(&format!("document.documentElement.style.fontSize = '{root}px'"))
                .await?;
            settled(page).await?;
            let place = format!("{width} by {height} at {root} px");
            is_empty(page, &format!("idle, {place}"), MISPLACED).await?;
            run_to(page, "ok").await?;
            for panel in PANELS {
                open_panel(page, panel).await?;
                settled(page).await?;
                is_empty(page, &format!("{panel}, {place}"), MISPLACED).await?;
            }
        }
    }
    Ok(())
}

pub async fn larger_text_in_the_settings_gets_a_narrower_frame(page: &Page, address: &str) -> Result {
    page.set_text_size(32).await?;
    for (width, height) in [(1440, 900), (1280, 1024), (853, 480), (390, 844)] {
        page.resize(Window { width, height }).await?;
        page.open_idle(&link(address, SCENARIO)).await?;
        let place = format!("{width} by {height}");
        // The page has one column below 64 em.
        let columns = "getComputedStyle(document.querySelector('.app')).gridTemplateColumns.split(' ').length";
        same(&format!("columns, {place}"), page.number_of(columns).await?, 1.0)?;
        run_to(page, "ok").await?;
        for panel in PANELS {
            open_panel(page, panel).await?;
            settled(page).await?;
            is_empty(page, &format!("{panel}, {place}"), MISPLACED).await?;
            is_empty(page, &format!("{panel}, {place}"), TOO_WIDE).await?;
        }
    }
    Ok(())
}

pub async fn lanes_and_rows_are_as_high_as_their_text(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=0.01%20x60")).await?;
    page.evaluate("document.documentElement.style.fontSize = '32px'")
        .await?;
    run_to(page, "ok").await?;
    settled(page).await?;
    is_empty(page, "sixty tasks at 32 px", MISPLACED).await?;
    // The names and the canvas have the same lane positions.
    let lane = page
        .number_of("document.querySelector('.timeline-name').getBoundingClientRect().height")
        .await?;
    same("a lane of 12 px is", lane, 24.0)?;
    open_panel(page, "Events").await?;
    let all = "document.querySelector('.events').getBoundingClientRect().height / document.querySelector('.events').ariaRowCount";
    let row = page.number_of(all).await?;
    ensure((row - 52.0).abs() < 1.0, || {
        format!("events are {row} px apart, and each is 52 px high")
    })
}

/// Waits for two frames, so that sizes have been observed and the layout updated.
async fn settled(page: &Page) -> Result {
    page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))",
    )
    .await?;
    Ok(())
}
