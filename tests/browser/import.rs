//! Opened records: by button, drop, paste and address; read-only; back to the person's own work. What is wrong with a file
//! is said and changes nothing.

use crate::page::{Page, Press, focused, frames, run_state, settle, until};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_test::wasm_bindgen_test;

/// The records of other programs.
const FIXTURES: [(&str, &str); 8] = [
    ("deadlock", include_str!("../fixtures/deadlock.trace.jsonl")),
    ("late", include_str!("../fixtures/late.trace.jsonl")),
    ("locks", include_str!("../fixtures/locks.trace.jsonl")),
    ("lost", include_str!("../fixtures/lost.trace.jsonl")),
    ("nested", include_str!("../fixtures/nested.trace.jsonl")),
    ("queue", include_str!("../fixtures/queue.trace.jsonl")),
    ("roots", include_str!("../fixtures/roots.trace.jsonl")),
    ("sundry", include_str!("../fixtures/sundry.trace.jsonl")),
];
const LATE: &str = FIXTURES[1].1;

/// Gives the page a file, as if it had been chosen (`change`, or `second` beside an opened one), dropped (`drop`) or pasted
/// (`paste`).
pub fn hand_over(by: &str, name: &str, text: &str) {
    let script = format!(
        "const file = new File([{text:?}], {name:?});
         const transfer = new DataTransfer();
         transfer.items.add(file);
         const given = {{ bubbles: true, cancelable: true }};
         const target = document.querySelector('.timeline');
         if ({by:?} === 'change' || {by:?} === 'second') {{
           const input = document.querySelector('input[aria-label=\"Trace file\"]');
           if ({by:?} === 'second') input.setAttribute('data-second', 'true');
           input.files = transfer.files;
           input.dispatchEvent(new Event('change', given));
         }} else {{
           const event = {by:?} === 'drop'
             ? new DragEvent('drop', {{ dataTransfer: transfer, ...given }})
             : new ClipboardEvent('paste', {{ clipboardData: transfer, ...given }});
           target.dispatchEvent(event);
           if (!event.defaultPrevented) throw new Error('the browser would take the file');
         }}"
    );
    js_sys::eval(&script).expect("the script is right");
}

fn bar(page: &Page) -> String {
    page.texts(".record-bar .offer-text").concat()
}

fn problems(page: &Page) -> String {
    page.texts(".moment-problem").concat()
}

/// Waits until an opened record is shown.
pub async fn opened(page: &Page) {
    until("the record is shown", || !page.all(".record-bar").is_empty()).await;
    frames().await;
}

/// A row of what the record is of.
fn fact(page: &Page, label: &str) -> String {
    let labels = page.texts(".record-fact dt");
    let index = labels.iter().position(|own| own == label);
    page.texts(".record-fact dd")[index.unwrap_or_else(|| panic!("there is no {label} in {labels:?}"))].clone()
}

fn disabled(page: &Page, selector: &str) -> bool {
    let element = page.find(selector);
    element.has_attribute("disabled") || element.get_attribute("aria-disabled").as_deref() == Some("true")
}

#[wasm_bindgen_test]
async fn a_record_is_shown_read_only_and_one_click_goes_back() {
    for by in ["drop", "paste", "change"] {
        let page = Page::open("tasks=users:1,orders:2&await=gather").await;
        page.launch_paused().await;
        page.step_to_the_end().await;
        page.write("users: 1, orders: 2, prices: 3").await;
        frames().await;
        let before = (
            page.texts(".run-status"),
            page.texts(".tasks-name"),
            page.texts(".caption"),
        );

        hand_over(by, "late.trace.jsonl", LATE);
        opened(&page).await;
        assert_eq!(
            bar(&page),
            "Record: late.trace.jsonl · late.py · 3 tasks · 500 ms",
            "{by}"
        );
        assert_eq!(page.texts(".run-status"), ["Finished in virtual time in 0.500 s"]);
        assert_eq!(fact(&page, "Recorded by"), "python, of Python 3.11.7");
        assert_eq!(fact(&page, "Clock"), "virtual: every time is exact");
        assert_eq!(fact(&page, "Events"), "72");
        assert_eq!(page.texts(".editor-summary-title"), ["Record"]);
        assert!(focused().matches(".record-back").unwrap_or_default());
        assert_eq!(run_state(), "idle");
        for off in [
            ".run-button[data-kind=run]",
            "[aria-label='End at once']",
            "[aria-label=Undo]",
            ".predict",
        ] {
            assert!(disabled(&page, off), "{off}");
        }
        for key in ["n", "1", "r", "a", "g"] {
            page.press(".timeline", Press::of(key)).await;
        }
        frames().await;
        assert_eq!(run_state(), "idle", "nothing runs");
        // Space plays it.
        page.press(".timeline", Press::of("Home")).await;
        assert_eq!(page.texts(".time-readout"), ["0.000 s"]);
        page.press(".timeline", Press::of(" ")).await;
        until("it has played to its end", || {
            page.texts(".time-readout") == ["0.500 s"]
        })
        .await;
        assert_eq!(run_state(), "idle", "it is not run");

        page.click(".record-back").await;
        frames().await;
        frames().await;
        assert!(page.all(".record-bar, .record-fact").is_empty());
        let after = (
            page.texts(".run-status"),
            page.texts(".tasks-name"),
            page.texts(".caption"),
        );
        assert_eq!(after, before, "{by}");
        assert_eq!(run_state(), "done");
        page.close();
    }
}

#[wasm_bindgen_test]
async fn every_panel_shows_records_of_other_programs() {
    for (name, text) in FIXTURES {
        let page = Page::open("").await;
        hand_over("drop", &format!("{name}.trace.jsonl"), text);
        opened(&page).await;
        for tab in ["console", "events", "why", "path", "code", "compare"] {
            page.click(&format!("#tab-{tab}")).await;
            frames().await;
            let said = page.texts("[role=tabpanel]").concat();
            assert!(
                !said.contains("Add a task") && !said.contains("Mend it"),
                "{name}: {tab}: {said}"
            );
            match tab {
                "code" => {
                    assert!(said.contains("import asyncio"), "{name}: {said}");
                    // It is in one language.
                    assert!(page.all("#tab-rust").is_empty(), "{name}");
                    let program = page.texts(".code-recorded").concat();
                    assert!(program.contains(".py, recorded in Python 3"), "{name}: {program}");
                }
                "compare" => assert!(said.contains("This record is of another program"), "{name}: {said}"),
                _ => {}
            }
        }
        page.press(".timeline", Press::of("Home")).await;
        for _ in 0..20 {
            page.step().await;
        }
        assert!(page.texts(".caption-headline").concat().len() > 1, "{name}");
        let bar = page.texts(".record-bar").concat();
        assert!(!bar.contains("Open this scenario"), "{name}: {bar}");
        page.close();
    }
}

#[wasm_bindgen_test]
async fn a_record_of_this_page_can_be_compared_and_its_scenario_opened() {
    let page = Page::open("tasks=9").await;
    page.write("9 # mine").await;
    hand_over(
        "drop",
        "run.trace.jsonl",
        &file_of("tasks=users:2,orders:1&await=gather"),
    );
    opened(&page).await;
    assert_eq!(bar(&page), "Record: run.trace.jsonl · 2 tasks · 2 s");
    page.click("#tab-code").await;
    frames().await;
    assert!(page.texts(".code-panel").concat().contains("asyncio.gather"));
    page.click("#tab-compare").await;
    until("its policies are compared", || {
        page.all(".compare-row[data-made=true]").len() == 8
    })
    .await;
    assert_eq!(page.texts(".compare-row[data-on=true] .compare-take"), ["Join all"]);
    page.click("[aria-label='Take Race']").await;
    assert_eq!(page.texts(".compare-row[data-on=true] .compare-take"), ["Join all"]);

    page.click(".record-bar .button").await;
    frames().await;
    assert!(page.all(".record-bar").is_empty());
    assert_eq!(page.texts(".editor-count"), ["2"]);
    assert!(!disabled(&page, ".run-button[data-kind=run]"));
    assert_eq!(page.texts(".offer-text"), ["Your last work is kept: 9 # mine"]);
    page.close();
}

/// A record of this page as a file.
fn file_of(link: &str) -> String {
    let mut file = Vec::new();
    let scenario = scenario::link::read(link).scenario;
    trace_file::write(&runtime::simulate(&scenario), &mut file).expect("a vector takes all");
    String::from_utf8(file).expect("it is text")
}

/// The rows of the table of differences, the total first.
fn differences(page: &Page) -> Vec<String> {
    let rows = page.all("[aria-label=Differences] :is(.beside-total, .compare-row)");
    let cells = |row: &web_sys::HtmlElement| {
        let cells = row.query_selector_all("th, td").expect("the selector is right");
        let texts = (0..cells.length()).filter_map(|index| cells.item(index)?.text_content());
        texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" | ")
    };
    rows.iter().map(cells).collect()
}

/// Whether the rows in view have their causes.
fn causes_are_known(page: &Page) -> bool {
    let causes = page.texts(".compare-cell[data-col=causes]");
    !causes.is_empty() && causes.iter().all(|causes| causes != "…")
}

#[wasm_bindgen_test]
async fn two_records_are_laid_side_by_side() {
    let page = Page::open("tasks=1").await;
    hand_over("drop", "before.jsonl", &file_of("tasks=a:1,b:2&await=gather"));
    opened(&page).await;
    hand_over("second", "after.jsonl", &file_of("tasks=a:1,b:3&await=gather"));
    until("they are compared", || causes_are_known(&page)).await;
    assert_eq!(
        page.texts(".beside-text"),
        ["after.jsonl takes 1 s longer than before.jsonl: 1 s in the timers that led to the end."]
    );
    assert_eq!(
        differences(&page),
        [
            "In total | +1 s | 2 s → 3 s | ok",
            "main | +1 s | +1 s sleeps | 0 s | 2 s → 3 s | finished | 2 s → 3 s | 0 s",
            "b | +1 s | +1 s sleeps | 0 s | 2 s → 3 s | finished | 2 s → 3 s | 0 s",
        ]
    );
    assert_eq!(page.texts(".beside-name"), ["before.jsonl", "after.jsonl"]);
    assert!(page.all(".beside-sketches path").len() >= 4);
    assert!(bar(&page).contains("before.jsonl"), "the first is still the record");
    page.click("[data-explains=end-comparison]").await;
    assert!(differences(&page).is_empty());
    page.close();
}

#[wasm_bindgen_test]
async fn long_records_are_compared_task_by_task() {
    let page = Page::open("tasks=1").await;
    hand_over(
        "drop",
        "before.jsonl",
        &file_of("tasks=1%20x3000&await=gather&limit=10"),
    );
    opened(&page).await;
    hand_over(
        "second",
        "after.jsonl",
        &file_of("tasks=2,1%20x2999&await=gather&limit=10"),
    );
    until("they are compared", || causes_are_known(&page)).await;
    // Without a style sheet, the list would be as high as the window twice.
    let list = &page.all(".beside-tasks")[0];
    let style = "display: block; height: 300px; overflow: auto";
    list.set_attribute("style", style).expect("it is an attribute's name");
    until("the list is low", || differences(&page).len() < 60).await;
    // All that waited for the slot of the first: every tenth task, and main.
    let rows = page.all("[aria-label=Differences]")[0].get_attribute("aria-rowcount");
    let shown = differences(&page);
    assert_eq!(shown[0], "In total | +1 s | 5 min → 5 min 1 s | ok");
    assert!(shown[1].starts_with("main | +1 s | +1 s sleeps | "), "{shown:?}");
    assert!(
        shown.len() < 60,
        "only the rows in view are in the page: {}",
        shown.len()
    );
    let count: usize = rows.and_then(|rows| rows.parse().ok()).expect("it has a number");
    assert!(count > 290, "{count}");
    // The last rows have their causes, too.
    list.set_scroll_top(list.scroll_height());
    until("the last row is in the page", || {
        let last = format!(".compare-row[aria-rowindex='{count}']");
        !page.all(&last).is_empty() && causes_are_known(&page)
    })
    .await;
    page.close();
}

#[wasm_bindgen_test]
async fn the_own_last_run_is_compared_with_a_record() {
    let page = Page::open("tasks=a:1,b:2&await=gather").await;
    page.press(".timeline", Press::of("a")).await;
    until("it has ended", || run_state() == "done").await;
    hand_over("drop", "theirs.jsonl", &file_of("tasks=a:1,c:2.5&await=gather"));
    opened(&page).await;
    let buttons = page.all(".record-bar .button");
    let compare = buttons
        .iter()
        .find(|button| button.text_content().as_deref() == Some("Compare with your run"));
    compare.expect("there is a run").click();
    until("they are compared", || !differences(&page).is_empty()).await;
    let rows = differences(&page);
    assert_eq!(rows[0], "In total | +500 ms | 2 s → 2.5 s | ok");
    assert!(
        rows.iter().any(|row| row.starts_with("b | only in the first")),
        "{rows:?}"
    );
    assert!(
        rows.iter().any(|row| row.starts_with("c | only in the second")),
        "{rows:?}"
    );
    page.click(".record-back").await;
    frames().await;
    assert!(differences(&page).is_empty() && run_state() == "done");
    page.close();
}

#[wasm_bindgen_test]
async fn a_wrong_file_is_named_and_leaves_everything_as_it_was() {
    let page = Page::open("tasks=1,2").await;
    page.launch_paused().await;
    page.step().await;
    let before = (page.texts(".run-status"), page.texts(".caption"));
    let half = LATE
        .lines()
        .take(30)
        .collect::<Vec<_>>()
        .join("\n")
        .replace("\"at_us\":0", "\"at_us\":1e99");
    let broken = format!("{}{half}", '\u{feff}');
    for (name, text, said) in [
        (
            "page.html",
            "<!DOCTYPE html>",
            "Line 1: this is a web page or other markup, expected a trace file.",
        ),
        ("empty.json", "{}", "Line 1: this is no trace file, expected a header"),
        (
            "broken.trace.jsonl",
            &broken,
            "expected a whole number up to 9007199254740992.",
        ),
        ("list.txt", "2, 1, 3", "Line 1: "),
    ] {
        hand_over("drop", name, text);
        until("it is refused", || problems(&page).starts_with(name)).await;
        assert!(problems(&page).contains(said), "{}", problems(&page));
        assert!(page.all(".record-bar").is_empty());
        assert_eq!((page.texts(".run-status"), page.texts(".caption")), before, "{name}");
        assert_eq!(run_state(), "paused", "{name}");
    }
    page.close();
}

#[wasm_bindgen_test]
async fn a_record_that_was_cut_off_says_so() {
    let page = Page::open("").await;
    let cut = LATE.lines().take(40).collect::<Vec<_>>().join("\n");
    hand_over("drop", "late.trace.jsonl", &cut);
    opened(&page).await;
    assert_eq!(problems(&page), "The recording was cut off: its last line is missing.");
    assert_eq!(fact(&page, "End"), "not in the record: it was cut off");
    assert!(page.texts(".run-status").concat().starts_with("Record cut off"));
    // Another record takes its place, and the way back leads to the same work.
    hand_over("drop", "roots.trace.jsonl", FIXTURES[6].1);
    until("the other is shown", || bar(&page).contains("roots.py")).await;
    assert_eq!(problems(&page), "");
    assert!(
        fact(&page, "Tasks").ends_with("2 of them roots"),
        "{}",
        fact(&page, "Tasks")
    );
    page.click(".record-back").await;
    assert_eq!(page.texts(".run-status"), ["Ready to run"]);
    page.close();
}

#[wasm_bindgen_test]
async fn text_that_is_dropped_or_pasted_is_not_a_file() {
    let page = Page::open("tasks=1").await;
    js_sys::eval(
        "const transfer = new DataTransfer();
         transfer.setData('text/plain', '2, 3');
         for (const event of [
           new DragEvent('dragover', { dataTransfer: transfer, bubbles: true, cancelable: true }),
           new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }),
           new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }),
         ]) {
           document.querySelector('.timeline').dispatchEvent(event);
           if (event.defaultPrevented) throw new Error(event.type);
         }",
    )
    .expect("the browser does with it what it does");
    frames().await;
    assert!(page.all(".drop-here, .long-work, .record-bar").is_empty());
    page.close();
}

#[wasm_bindgen_test]
async fn a_file_over_the_page_is_shown_until_it_leaves() {
    let page = Page::open("").await;
    let drag = |name: &str, related: &str| {
        let script = format!(
            "{{ const transfer = new DataTransfer();
             transfer.items.add(new File(['x'], 'x.txt'));
             const given = {{ dataTransfer: transfer, bubbles: true, cancelable: true, relatedTarget: {related} }};
             document.querySelector('.timeline').dispatchEvent(new DragEvent({name:?}, given)); }}"
        );
        js_sys::eval(&script).expect("the script is right");
    };
    drag("dragover", "null");
    settle().await;
    assert_eq!(page.texts(".drop-here"), ["Drop to open"]);
    drag("dragleave", "document.body");
    settle().await;
    assert_eq!(page.all(".drop-here").len(), 1, "it is over another element");
    drag("dragleave", "null");
    settle().await;
    assert!(page.all(".drop-here").is_empty());
    page.close();
}

#[wasm_bindgen_test]
async fn a_long_file_shows_progress_and_can_be_cancelled() {
    let page = Page::open("tasks=1").await;
    let lines: Vec<&str> = LATE.lines().collect();
    let (head, line) = (
        lines[..lines.len() - 1].join("\n"),
        r#"{"at_us":500000,"task":0,"kind":"printed","text":"x"}"#,
    );
    // 50 MB, which no machine reads between two checks.
    let script = format!(
        "const file = new File([{:?} + '\\n', ({line:?} + '\\n').repeat(1000000)], 'long.trace.jsonl');
         const transfer = new DataTransfer();
         transfer.items.add(file);
         document.querySelector('.timeline').dispatchEvent(
           new DragEvent('drop', {{ dataTransfer: transfer, bubbles: true, cancelable: true }}));",
        head
    );
    js_sys::eval(&script).expect("the script is right");
    until("it is being read", || {
        page.all(".long-work-bar")
            .first()
            .and_then(|bar| bar.get_attribute("value"))
            .is_some_and(|value| value.parse::<u8>().is_ok_and(|percent| percent > 0))
    })
    .await;
    assert_eq!(page.texts(".long-work-says"), ["Reading long.trace.jsonl"]);
    page.click(".long-work .button").await;
    assert!(page.all(".long-work").is_empty());
    TimeoutFuture::new(200).await;
    assert!(
        page.all(".record-bar, .moment-problem").is_empty(),
        "nothing came of it"
    );
    page.close();
}

/// Opens the page at `?trace=` with this server. The fragment is set here: if it changed later, it would be followed.
async fn open_named(named: &str, fragment: &str, server: &str) -> Page {
    let script = format!(
        "window.ownFetch = window.fetch; window.fetched = [];
         window.fetch = async (address, init) => {{ window.fetched.push(address, init.mode); {server} }};
         history.replaceState(null, '', location.pathname + '?trace=' + encodeURIComponent({named:?}) + '#{fragment}');"
    );
    js_sys::eval(&script).expect("the script is right");
    // The page before has changed the fragment, which the browser says later.
    TimeoutFuture::new(100).await;
    Page::open(fragment).await
}

async fn close_named(page: Page) {
    page.close();
    // The page must not be there when the browser says that the fragment has changed, and neither the next one.
    TimeoutFuture::new(50).await;
    js_sys::eval("window.fetch = window.ownFetch; history.replaceState(null, '', location.pathname + location.hash)")
        .expect("the script is right");
}

fn search() -> String {
    let window = web_sys::window().expect("a test page has a window");
    window.location().search().expect("an address has a search")
}

#[wasm_bindgen_test]
async fn the_address_names_a_record_of_the_same_site() {
    let server = format!("return new Response({LATE:?})");
    let page = open_named("records/late.trace.jsonl", "tasks=1,2,3&autorun=1", &server).await;
    opened(&page).await;
    assert!(bar(&page).starts_with("Record: late.trace.jsonl"), "{}", bar(&page));
    assert_eq!(search(), "?trace=records%2Flate.trace.jsonl");
    let fetched = js_sys::eval("window.fetched.join(' ')")
        .expect("it is there")
        .as_string();
    assert!(fetched.is_some_and(|it| it.ends_with("records/late.trace.jsonl same-origin")));
    // The list of the fragment is behind it, and a reload then opens that.
    page.click(".record-back").await;
    assert_eq!(page.texts(".editor-count"), ["3"]);
    assert_eq!((search().as_str(), run_state().as_str()), ("", "idle"));
    close_named(page).await;
}

#[wasm_bindgen_test]
async fn a_record_that_cannot_be_fetched_is_named() {
    for (named, server, said) in [
        (
            "gone.jsonl",
            "return new Response('', { status: 404, statusText: 'Not Found' })",
            "gone.jsonl: The server answered 404 Not Found.",
        ),
        (
            "index.html",
            "return new Response('<!doctype html><title>x</title>')",
            "index.html: Line 1: this is a web page or other markup, expected a trace file.",
        ),
        (
            "off.jsonl",
            "throw new TypeError('Failed to fetch')",
            "off.jsonl: It cannot be fetched: the server does not answer, or sends it from another site.",
        ),
        (
            "https://example.org/a.jsonl",
            "return new Response('')",
            "a.jsonl: It is on another site, and this page asks only its own. Save the file, and drop it here.",
        ),
        (
            "data:text/plain,x",
            "return new Response('')",
            "plain,x: It is on another site, and this page asks only its own. Save the file, and drop it here.",
        ),
    ] {
        let page = open_named(named, "tasks=1,2,3", server).await;
        until("it is refused", || !problems(&page).is_empty()).await;
        assert_eq!(problems(&page), said);
        assert_eq!(page.texts(".run-status"), ["Ready to run"]);
        if named.starts_with("https") {
            let fetched = js_sys::eval("window.fetched.length").expect("it is there");
            assert_eq!(fetched, 0, "nothing is asked of another site");
        }
        close_named(page).await;
    }
}

/// The text of a trace file of tasks that print and end.
fn many_tasks(count: usize) -> String {
    let mut text = "{\"format\":\"futurescope-trace\",\"version\":2,\"source\":\"python\",\"clock\":\"virtual\",\
                    \"resolution_us\":1}\n"
        .to_owned();
    for task in 0..count {
        text.push_str(&format!(
            "{{\"task\":{task},\"name\":\"worker {task}\",\"parent\":null,\"via\":\"create-task\"}}\n"
        ));
        for kind in [
            "\"spawned\",\"parent\":null",
            "\"woken\",\"by\":\"spawn\"",
            "\"poll-start\"",
            "\"finished\",\"value\":\"None\"",
            "\"poll-end\",\"result\":\"ended\"",
        ] {
            let at = task * 10;
            text.push_str(&format!("{{\"at_us\":{at},\"task\":{task},\"kind\":{kind}}}\n"));
        }
    }
    text.push_str(&format!("{{\"end\":\"ok\",\"events\":{}}}\n", count * 5));
    text
}

/// In the task that changes all of the page, reading a style would compute those of all its elements, which the frame after it does
/// anyway.
#[wasm_bindgen_test]
async fn opening_a_record_reads_styles_in_frames_alone() {
    const COUNTING: &str = "
        const seen = window.stylesForTest = { inFrame: false, read: 0, style: getComputedStyle, frame: requestAnimationFrame,
            Observer: ResizeObserver };
        const inFrame = (act) => (...what) => {
            seen.inFrame = true;
            setTimeout(() => seen.inFrame = false);
            return act(...what);
        };
        window.getComputedStyle = (...what) => {
            seen.read += seen.inFrame ? 0 : 1;
            return seen.style.apply(window, what);
        };
        window.requestAnimationFrame = (act) => seen.frame.call(window, inFrame(act));
        window.ResizeObserver = class extends seen.Observer {
            constructor(act) { super(inFrame(act)); }
        };";
    const BACK: &str = "
        window.getComputedStyle = stylesForTest.style;
        window.requestAnimationFrame = stylesForTest.frame;
        window.ResizeObserver = stylesForTest.Observer;";
    js_sys::eval(COUNTING).expect("the script is right");
    let page = Page::open("tasks=1&await=gather").await;
    frames().await;
    js_sys::eval("stylesForTest.read = 0").expect("the script is right");
    hand_over("drop", "many.trace.jsonl", &many_tasks(100));
    opened(&page).await;
    assert!(!page.all(".overview").is_empty());
    assert_eq!(js_sys::eval("stylesForTest.read"), Ok(0.into()));
    js_sys::eval(BACK).expect("the script is right");
    page.close();
}
