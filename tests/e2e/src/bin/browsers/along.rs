//! What is taken along: links, figures in other pages, and saved files.

use crate::instrumented_dist;
use futurescope_e2e::engine::EngineBrowser;
use futurescope_e2e::{Failure, Result, Site, ensure, repository_root, same};
use serde_json::{Value, json};

/// A short list with a result and a failure.
const LIST: &str = "tasks=a:%200.2s,b:%200.1s%20fail,c:%200.3s&await=settled&seed=7";

/// Keeps the next files that the page saves, by name, instead of the browser: `savedForTests`.
const KEEP_FILES: &str = "(() => {
    window.savedForTests = {};
    const blobs = new Map();
    const create = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
        const address = create.call(URL, blob);
        blobs.set(address, blob);
        return address;
    };
    HTMLAnchorElement.prototype.click = function () {
        if (this.download) savedForTests[this.download] = blobs.get(this.href);
        else HTMLElement.prototype.click.call(this);
    };
})()";

pub async fn a_shared_link_opens_the_same(browser: &EngineBrowser, site: &Site) -> Result {
    let address = format!("{}#tasks=0.1,0.2&await=gather&limit=2", site.address());
    browser.open_idle(&address).await?;
    browser.press("Share").await?;
    browser.named("dialog", "Share").await?;
    let shown = browser
        .text_of("document.querySelector('dialog.share textarea').value")
        .await?;
    same("the link", &shown, &address)?;
    let code = browser
        .text_of("document.querySelectorAll('dialog.share textarea')[1].value")
        .await?;
    ensure(code.contains("<future-scope") && code.contains("<svg"), || {
        format!("the code to embed is {code}")
    })
}

pub async fn figures_in_a_page_run_and_are_driven(browser: &EngineBrowser, site: &Site) -> Result {
    browser.open(&format!("{}embed-demo.html", site.address())).await?;
    let figure = "document.querySelectorAll('future-scope')[0]";
    browser
        .until(
            "the first figure is there",
            &format!("{figure}.shadowRoot?.querySelector('iframe')?.dataset.ready === ''"),
        )
        .await?;
    let ended = browser.resolved(&format!("{figure}.run()")).await?;
    same("the outcome", &ended["outcome"], &json!("ok"))?;
    let height = browser.evaluate(&format!("{figure}.offsetHeight")).await?;
    ensure(height.as_f64().is_some_and(|height| height >= 200.0), || {
        format!("the figure is {height} px high")
    })?;
    let scrolls = browser
        .evaluate(&format!(
            "(() => {{
                const root = {figure}.shadowRoot.querySelector('iframe').contentDocument.documentElement;
                return root.scrollHeight > root.clientHeight;
            }})()"
        ))
        .await?;
    same("whether its frame scrolls", scrolls, json!(false))
}

pub async fn every_kind_of_file_is_saved(browser: &EngineBrowser, site: &Site) -> Result {
    browser.open_idle(&format!("{}#{LIST}", site.address())).await?;
    browser.evaluate(KEEP_FILES).await?;
    browser.press("Run").await?;
    browser
        .until("the run has ended", "document.documentElement.dataset.run === 'done'")
        .await?;
    for (entry, extension, wanted) in [
        ("Console as text", "console.txt", "Starting operation with delay 0.2"),
        ("Tasks as CSV", "tasks.csv", "a,"),
        ("Figures as JSON", "figures.json", "\"link\""),
        ("Perfetto", "perfetto.json", "\"traceEvents\""),
        (
            "Trace as JSON",
            "trace.jsonl.gz",
            "{\"format\":\"futurescope-trace\",\"version\":2",
        ),
    ] {
        let text = saved(browser, entry, extension).await?;
        ensure(text.contains(wanted), || {
            format!(
                "{entry} does not hold `{wanted}`: {}",
                text.chars().take(300).collect::<String>()
            )
        })?;
    }
    Ok(())
}

/// The text of the file that the entry of the menu of Export saves, unpacked if it is packed.
async fn saved(browser: &EngineBrowser, entry: &str, extension: &str) -> Result<String> {
    browser.press("Export").await?;
    let item = format!(
        "[...document.querySelectorAll('[role=menuitem]')]
            .find((item) => item.firstElementChild.textContent === {} && item.ariaDisabled === 'false')",
        json!(entry)
    );
    browser.until(&format!("{entry} can be chosen"), &item).await?;
    browser.evaluate(&format!("{item}.click()")).await?;
    let name = format!(
        "Object.keys(savedForTests).find((name) => name.endsWith({}))",
        json!(extension)
    );
    browser.until(&format!("{entry} is saved"), &name).await?;
    let read = format!(
        "(async () => {{
            const blob = savedForTests[{name}];
            const stream = {packed} ? blob.stream().pipeThrough(new DecompressionStream('gzip')) : blob.stream();
            return await new Response(stream).text();
        }})()",
        packed = extension.ends_with(".gz")
    );
    match browser.resolved(&read).await? {
        Value::String(text) => Ok(text),
        other => Err(Failure(format!("{entry} is {other}"))),
    }
}

pub async fn a_trace_file_is_opened_and_a_broken_one_named(browser: &EngineBrowser, site: &Site) -> Result {
    browser.open_idle(site.address()).await?;
    browser.choose_file("#trace-file", &late()).await?;
    late_is_open(browser).await?;
    browser.press("Back to your work").await?;
    browser
        .until("the record is left", "!document.querySelector('.record-back')")
        .await?;

    browser
        .choose_file("#trace-file", &repository_root().join("icon.svg"))
        .await?;
    let message = "document.querySelector('.moment-problem')?.textContent";
    browser
        .until("the message", &format!("{message}?.startsWith('icon.svg')"))
        .await?;
    same(
        "whether a record is open",
        browser
            .evaluate("document.querySelector('.record-back') !== null")
            .await?,
        json!(false),
    )
}

/// Waits for an opened record, which must be that of `late.py`.
async fn late_is_open(browser: &EngineBrowser) -> Result {
    browser
        .until("the record is open", "document.querySelector('.record-back')")
        .await?;
    let line = browser
        .text_of("document.querySelector('.record-bar .offer-text').textContent")
        .await?;
    ensure(line.contains("late.py"), || format!("the record is called `{line}`"))
}

/// Firefox reports as an error that sizes which changed while sizes were told are told in the next frame, as they are.
const FORGET_LATE_SIZES: &str = "(() => {
    const late = 'error: ResizeObserver loop completed with undelivered notifications.';
    loggedForTests.splice(0, Infinity, ...loggedForTests.filter((line) => line !== late));
})()";

pub async fn the_address_names_a_record(browser: &EngineBrowser, _: &Site) -> Result {
    let folder = instrumented_dist()?;
    std::fs::copy(late(), folder.join("late.trace.jsonl"))?;
    let site = Site::start(&folder, "/").await?;
    let named = |record: &str| format!("{}?trace={record}#tasks=1,2,3", site.address());
    browser.open_idle(&named("late.trace.jsonl")).await?;
    late_is_open(browser).await?;
    browser.press("Back to your work").await?;
    browser
        .until("the record is left", "!document.querySelector('.record-back')")
        .await?;
    browser.evaluate(FORGET_LATE_SIZES).await?;
    same("the query", &browser.text_of("location.search").await?, "")?;
    same("the link", &browser.text_of("location.hash").await?, "#tasks=1,2,3")?;
    browser
        .open_idle(&named("https://example.org/late.trace.jsonl"))
        .await?;
    browser
        .until(
            "the other site is refused",
            "document.querySelector('.moment-problem')?.textContent.includes('on another site')",
        )
        .await?;
    browser.evaluate(FORGET_LATE_SIZES).await?;
    Ok(())
}

pub async fn a_file_that_is_pasted_is_opened(browser: &EngineBrowser, site: &Site) -> Result {
    browser.open_idle(site.address()).await?;
    let text = std::fs::read_to_string(late())?;
    // A clipboard cannot be filled with a file by a driver; the event is that of a browser.
    let pasted = format!(
        "(() => {{
            const transfer = new DataTransfer();
            transfer.items.add(new File([{}], 'late.trace.jsonl'));
            const event = new ClipboardEvent('paste', {{ bubbles: true, cancelable: true }});
            // Firefox does not take it from a page's script.
            Object.defineProperty(event, 'clipboardData', {{ value: transfer }});
            document.querySelector('.timeline').dispatchEvent(event);
            return [event.clipboardData?.files.length ?? 0, event.defaultPrevented];
        }})()",
        json!(text)
    );
    same(
        "whether the page takes it",
        browser.evaluate(&pasted).await?,
        json!([1, true]),
    )?;
    late_is_open(browser).await
}

fn late() -> std::path::PathBuf {
    repository_root()
        .join("tests")
        .join("fixtures")
        .join("late.trace.jsonl")
}

pub async fn a_long_comparison_is_made_by_the_worker(browser: &EngineBrowser, site: &Site) -> Result {
    let address = format!("{}#tasks=1s..3s%20x20000&limit=50", site.address());
    browser.open_idle(&address).await?;
    browser.named("[role=tab]", "Compare").await?.click().await?;
    browser
        .until(
            "the worker has taken it",
            "document.querySelector('.compare-progress').dataset.by === 'worker'",
        )
        .await?;
    browser
        .until(
            "all eight are there",
            "document.querySelectorAll('.compare-row[data-made=true]').length === 8",
        )
        .await
}

pub async fn it_works_without_a_network_after_the_first_visit(browser: &EngineBrowser, _: &Site) -> Result {
    let site = Site::start(&instrumented_dist()?, "/").await?;
    let address = site.address().to_owned();
    browser.open_idle(&address).await?;
    let stored = "navigator.serviceWorker.ready.then((it) => new Promise((resolve) => {
        const told = () => it.active.state === 'activated' ? resolve(true) : it.active.addEventListener('statechange', told);
        told();
    }))";
    same(
        "whether all files are stored",
        browser.resolved(stored).await?,
        json!(true),
    )?;
    site.stop().await;
    browser.open_idle(&format!("{address}#tasks=0.1&await=gather")).await?;
    browser.press("Run").await?;
    browser
        .until("the run has ended", "document.documentElement.dataset.run === 'done'")
        .await?;
    same(
        "the outcome",
        browser.text_of("document.documentElement.dataset.outcome").await?,
        "ok",
    )?;
    // The probe is not one of the files that are kept, so nothing was logged there.
    same(
        "whether the page came from the network",
        browser.evaluate("'loggedForTests' in window").await?,
        json!(false),
    )
}
