//! The first steps of a newcomer: open the page, press Run, watch, stop.

use crate::steps::{console_is, ended, items, link, press_run, run_to};
use futurescope_e2e::{GATHERED_LINES, Page, Result, SPAWNED_LINES, ensure, same};

pub async fn page_opens_idle_with_the_first_example(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    same("the list", items(page).await?, ["2", "1"])?;
    ensure(
        page.radio("How to await", "Spawn, then await")
            .await?
            .is_checked()
            .await?,
        || "spawn is not chosen".into(),
    )?;
    ensure(page.button("Run").await?.is_enabled().await?, || "Run is off".into())?;
    same("data-outcome before any run", page.outcome().await?, "")
}

pub async fn first_example_prints_the_tutorial_to_the_letter(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    run_to(page, "ok").await?;
    console_is(page, &SPAWNED_LINES).await
}

pub async fn second_example_gives_its_results_in_list_order(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    page.combobox("Example").await?.choose(1).await?;
    page.eventually(
        "the list is 2, 1, 3",
        async || Ok(items(page).await? == ["2", "1", "3"]),
    )
    .await?;
    run_to(page, "ok").await?;
    console_is(page, &GATHERED_LINES).await
}

pub async fn stop_ends_the_run_at_once(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=30,40")).await?;
    press_run(page).await?;
    page.until_run("running").await?;
    page.button("Stop").await?.click().await?;
    ended(page, "stopped").await?;
    console_is(
        page,
        &["Starting operation with delay 30", "Starting operation with delay 40"],
    )
    .await
}

pub async fn a_run_can_be_run_again(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=0.1")).await?;
    let lines = [
        "Starting operation with delay 0.1",
        "Operation with delay 0.1 finished",
        "Results: 0.2",
    ];
    run_to(page, "ok").await?;
    console_is(page, &lines).await?;
    page.button("Run again").await?.click().await?;
    page.until(
        "the second run is under way or over",
        "document.documentElement.dataset.run !== 'idle'",
    )
    .await?;
    ended(page, "ok").await?;
    console_is(page, &lines).await
}
