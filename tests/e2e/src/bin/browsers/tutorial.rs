//! A run of the tutorial's two programs, and the transport.

use futurescope_e2e::engine::EngineBrowser;
use futurescope_e2e::page::LINES_OF_LOG;
use futurescope_e2e::{GATHERED_LINES, Result, SPAWNED_LINES, Site, ensure, same};
use serde_json::{Value, json};

/// An expression for the lines of the Console.
fn console() -> String {
    format!("({LINES_OF_LOG}).call(document.querySelector('[role=log]'))")
}

pub async fn both_programs_print_the_tutorial_to_the_letter(browser: &EngineBrowser, site: &Site) -> Result {
    browser.open_idle(site.address()).await?;
    run(browser, "Run").await?;
    same("Console", browser.evaluate(&console()).await?, json!(SPAWNED_LINES))?;

    browser
        .open_idle(&format!("{}#tasks=2,1,3&await=gather", site.address()))
        .await?;
    run(browser, "Run").await?;
    same("Console", browser.evaluate(&console()).await?, json!(GATHERED_LINES))
}

pub async fn a_run_is_paused_stepped_and_stopped(browser: &EngineBrowser, site: &Site) -> Result {
    browser.open_idle(&format!("{}#tasks=30,40", site.address())).await?;
    browser.press("Run").await?;
    until_run(browser, "running").await?;
    browser.press("Pause").await?;
    until_run(browser, "paused").await?;
    browser.press("Step").await?;
    until_run(browser, "paused").await?;
    browser.press("Stop").await?;
    until_run(browser, "done").await?;
    same("the outcome", outcome(browser).await?, "stopped")
}

/// Without this, an empty log would say nothing.
pub async fn what_a_page_logs_is_seen(browser: &EngineBrowser, site: &Site) -> Result {
    browser.open_idle(site.address()).await?;
    browser.evaluate("console.warn('seen')").await?;
    browser
        .evaluate("document.body.append(Object.assign(new Image(), { src: 'missing.png' }))")
        .await?;
    browser
        .until("the missing picture is noticed", "window.loggedForTests.length === 2")
        .await?;
    let logged = browser.logged().await?;
    ensure(
        logged[0] == "warn: seen" && logged[1].starts_with("not loaded: http") && logged[1].ends_with("/missing.png"),
        || format!("{logged:?}"),
    )
}

/// The middle of a button's icon and that of its word are within a pixel of one another.
pub async fn icons_and_words_stand_on_one_line(browser: &EngineBrowser, site: &Site) -> Result {
    browser.open_idle(site.address()).await?;
    let distances = browser
        .evaluate(
            "[...document.querySelectorAll('button')].filter((button) => button.offsetParent).flatMap((button) => {
                const icon = button.querySelector('svg');
                const walker = document.createTreeWalker(button, NodeFilter.SHOW_TEXT, (node) =>
                    node.data.trim() && node.parentElement.offsetWidth > 1 ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT);
                const text = walker.nextNode();
                if (!icon || !text) return [];
                const range = document.createRange();
                range.selectNodeContents(text);
                const [at, of] = [icon.getBoundingClientRect(), range.getBoundingClientRect()];
                if (at.width < 2 || of.width < 2 || at.bottom < of.top || of.bottom < at.top) return [];
                const distance = (of.top + of.bottom - at.top - at.bottom) / 2;
                return Math.abs(distance) > 1 ? [`${text.data.trim()}: ${distance.toFixed(2)} px`] : [];
            })",
        )
        .await?;
    ensure(distances == Value::Array(Vec::new()), || {
        format!("words that are not at the height of their icon: {distances}")
    })
}

/// Presses the button `name`, and waits until the run has ended well.
async fn run(browser: &EngineBrowser, name: &str) -> Result {
    browser.press(name).await?;
    until_run(browser, "done").await?;
    same("the outcome", outcome(browser).await?, "ok")
}

async fn until_run(browser: &EngineBrowser, state: &str) -> Result {
    let is = format!("document.documentElement.dataset.run === {}", json!(state));
    browser.until(&format!("data-run is {state}"), &is).await
}

async fn outcome(browser: &EngineBrowser) -> Result<String> {
    browser.text_of("document.documentElement.dataset.outcome || ''").await
}
