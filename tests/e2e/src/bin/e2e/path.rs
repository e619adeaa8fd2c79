//! The critical path: its key, its list and its line, and the finding that leads to it.

use crate::steps::{ended, link, run_to};
use futurescope_e2e::{Page, Result, ensure, same};

/// A total that two tasks make, while three others do not matter.
const TWO_OF_FIVE: &str = "tasks=cover:0.2s,portrait:0.4s,thumb:0.1s%20x3&await=gather&limit=2";

/// The names of the rows, in order.
const ROWS: &str = "[...document.querySelectorAll('.path-who')].map(who => who.textContent.trim()).join(', ')";

/// The shares of the rows, added up; each is rounded to a percent or to a tenth.
const SHARES: &str = "[...document.querySelectorAll('.path-share')]
    .map(share => parseFloat(share.textContent)).reduce((sum, share) => sum + share, 0)";

pub async fn the_critical_path_adds_up_and_a_chosen_step_is_shown(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, TWO_OF_FIVE)).await?;
    // In virtual time, so that the steps are the same on a busy machine.
    page.type_text("a").await?;
    ended(page, "ok").await?;
    page.evaluate("document.activeElement.blur()").await?;
    page.type_text("k").await?;
    page.until(
        "the path is listed",
        "document.querySelectorAll('.path-row').length > 1",
    )
    .await?;
    let rows = page.evaluate(ROWS).await?;
    ensure(
        rows.as_str()
            .is_some_and(|rows| rows.contains("portrait") && rows.contains("thumb 3")),
        || format!("the path is {rows}"),
    )?;
    let sum = page.number_of(SHARES).await?;
    ensure((98.0..=102.0).contains(&sum), || {
        format!("the shares are {sum} % together")
    })?;
    ensure(page.text().await?.contains("critical path"), || {
        "the key has no line of the path".into()
    })?;

    page.evaluate(
        "[...document.querySelectorAll('.path-row')].find(row => row.textContent.includes('portrait')).click()",
    )
    .await?;
    page.until(
        "the step is the current one",
        "document.querySelector('.path-row[aria-current] .path-who')?.textContent.trim() === 'portrait'",
    )
    .await?;
    page.until(
        "its task is selected in the timeline",
        "document.querySelector('.timeline-name[data-selected=true]')?.textContent.includes('portrait')",
    )
    .await
}

pub async fn a_finding_leads_to_the_critical_path(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, TWO_OF_FIVE)).await?;
    run_to(page, "ok").await?;
    page.tab("Why").await?.click().await?;
    const FINDING: &str =
        "[...document.querySelectorAll('.finding')].find(it => it.textContent.includes('The total is made of'))";
    page.until("the finding is told", &format!("{FINDING} !== undefined"))
        .await?;
    let title = page
        .evaluate(&format!("{FINDING}.querySelector('.finding-title').textContent"))
        .await?;
    same(
        "the finding",
        title.as_str(),
        Some("The total is made of portrait, then thumb 3"),
    )?;
    page.evaluate(&format!("{FINDING}.querySelector('button:not(.term)').click()"))
        .await?;
    page.until(
        "the list is open, with the task that took longest",
        "document.querySelector('.path-row[data-selected=true] .path-who')?.textContent.trim() === 'portrait'",
    )
    .await?;
    same(
        "the focus",
        page.evaluate("document.activeElement.id").await?.as_str(),
        Some("tab-path"),
    )
}
