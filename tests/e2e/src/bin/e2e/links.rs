//! Opening links, valid and broken.

use crate::steps::{console_is, items, link, run_to};
use futurescope_e2e::{Page, Result, ensure, same};

pub async fn a_link_opens_its_scenario(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=0.1,0.2&await=gather")).await?;
    same("the list", items(page).await?, ["0.1", "0.2"])?;
    ensure(
        page.radio("How to await", "Join all").await?.is_checked().await?,
        || "gather is not chosen".into(),
    )?;
    run_to(page, "ok").await?;
    let lines = [
        "Starting operation with delay 0.1",
        "Starting operation with delay 0.2",
        "Operation with delay 0.1 finished",
        "Operation with delay 0.2 finished",
        "Results: [0.2, 0.4]",
    ];
    console_is(page, &lines).await
}

pub async fn a_bad_part_of_a_link_is_named_and_the_rest_is_taken(page: &Page, address: &str) -> Result {
    page.open_idle(&link(
        address,
        "tasks=0.1,0.05&await=gather&colour=red&limit=0&timeout=soon",
    ))
    .await?;
    names(page, &["colour", "limit", "timeout"]).await?;
    same("the list", items(page).await?, ["0.1", "0.05"])?;
    ensure(
        page.radio("How to await", "Join all").await?.is_checked().await?,
        || "gather is not chosen".into(),
    )?;
    run_to(page, "ok").await
}

pub async fn an_unreadable_list_in_a_link_opens_the_first_example(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=banana&await=race")).await?;
    names(page, &["tasks"]).await?;
    same("the list", items(page).await?, ["2", "1"])
}

pub async fn broken_percent_encoding_is_named(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=0.1&await=%ff%fe")).await?;
    names(page, &["await"]).await?;
    same("the list", items(page).await?, ["0.1"])?;
    run_to(page, "ok").await
}

/// Waits until the page names each of `parts` in a message: a status, an alert or a note.
async fn names(page: &Page, parts: &[&str]) -> Result {
    for part in parts {
        let said = format!(
            "[...document.querySelectorAll('[role=alert], [role=status], [role=note], output')].some(
                (message) => /\\b{part}\\b/.test(message.innerText))"
        );
        page.until(&format!("a message that names `{part}`"), &said).await?;
    }
    Ok(())
}
