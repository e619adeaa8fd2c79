//! Each policy, chosen by its radio button and run with short delays. They are at least 200 ms apart, so that the
//! browser's lateness does not change their order.

use crate::steps::{console_is, link, run_to};
use futurescope_e2e::{Page, Result, ensure};

const ALL_AT_ONCE: [&str; 6] = [
    "Starting operation with delay 0.3",
    "Starting operation with delay 0.6",
    "Starting operation with delay 0.1",
    "Operation with delay 0.1 finished",
    "Operation with delay 0.3 finished",
    "Operation with delay 0.6 finished",
];

pub async fn every_policy_can_be_chosen_and_prints_its_lines(page: &Page, address: &str) -> Result {
    let with = |count: usize, last: &[&'static str]| [&ALL_AT_ONCE[..count], last].concat();
    let all = "Results: [0.6, 1.2, 0.2]";
    let policies = [
        ("Spawn, then await", with(6, &["Results: 0.6, 1.2, 0.2"])),
        ("Join all", with(6, &[all])),
        ("Settle all", with(6, &[all])),
        ("Fail fast", with(6, &[all])),
        ("Race", with(4, &["Result: 0.2"])),
        ("First success", with(4, &["Result: 0.2"])),
        (
            "As completed",
            [
                &ALL_AT_ONCE[..4],
                &[
                    "Result: 0.2",
                    ALL_AT_ONCE[4],
                    "Result: 0.6",
                    ALL_AT_ONCE[5],
                    "Result: 1.2",
                ],
            ]
            .concat(),
        ),
    ];
    for (label, lines) in policies {
        page.open_idle(&link(address, "tasks=0.3,0.6,0.1")).await?;
        let radio = page.radio("How to await", label).await?;
        radio.click().await?;
        ensure(page.radio("How to await", label).await?.is_checked().await?, || {
            format!("`{label}` is not chosen")
        })?;
        run_to(page, "ok").await?;
        console_is(page, &lines).await?;
    }
    Ok(())
}

pub async fn one_by_one_starts_each_after_the_one_before(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=0.3,0.6,0.1")).await?;
    page.radio("How to await", "One by one").await?.click().await?;
    run_to(page, "ok").await?;
    let lines = [
        "Starting operation with delay 0.3",
        "Operation with delay 0.3 finished",
        "Starting operation with delay 0.6",
        "Operation with delay 0.6 finished",
        "Starting operation with delay 0.1",
        "Operation with delay 0.1 finished",
        "Results: 0.6, 1.2, 0.2",
    ];
    console_is(page, &lines).await
}

pub async fn a_failure_reaches_main(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=0.2,0.1%20fail&await=gather"))
        .await?;
    run_to(page, "failed").await?;
    let lines = [
        "Starting operation with delay 0.2",
        "Starting operation with delay 0.1",
        "Failed: operation with delay 0.1 failed",
    ];
    console_is(page, &lines).await
}

pub async fn fail_fast_cancels_the_others(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=30,0.1%20fail&await=group&leftovers=finish"))
        .await?;
    run_to(page, "failed").await?;
    let table = page.role("table", "Tasks").await?.rows().await?;
    let states = table
        .iter()
        .filter(|row| row.iter().any(|cell| cell.to_lowercase().contains("cancelled")));
    ensure(states.count() == 1, || {
        format!("not exactly one task is cancelled: {table:?}")
    })
}
