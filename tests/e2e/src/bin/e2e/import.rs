//! Opened records: by drop, by the menu, by the address; good files and broken ones; a file of 100 MB.

use crate::loading::Copy;
use crate::steps::{link, run_to};
use futurescope_e2e::records::{ALL_FOLDED, LARGE_FILE, drop_file, make_large_file, record_line};
use futurescope_e2e::{Page, Result, ensure, same};

/// A record of a program in Python.
const LATE: &str = include_str!("../../../../fixtures/late.trace.jsonl");

/// Waits for a message about a file, and returns it.
async fn message(page: &Page, name: &str) -> Result<String> {
    let found = "document.querySelector('.moment-problem')?.textContent ?? ''";
    page.until("a message", &format!("({found}).startsWith({name:?})"))
        .await?;
    Ok(page.evaluate(found).await?.as_str().unwrap_or_default().to_owned())
}

pub async fn a_dropped_record_is_replayed_and_left_again(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=a:%200.1s,b:%200.2s&await=gather"))
        .await?;
    run_to(page, "ok").await?;
    let before = (
        page.role("status", "Run status").await?.text().await?,
        page.console_lines().await?,
    );
    drop_file(page, "late.trace.jsonl", &format!("[{LATE:?}]")).await?;
    same(
        "line",
        record_line(page).await?.as_str(),
        "Record: late.trace.jsonl · late.py · 3 tasks · 500 ms",
    )?;
    page.until(
        "its end is shown",
        "document.querySelector('.run-status').textContent === 'Finished in virtual time in 0.500 s'",
    )
    .await?;
    ensure(!page.button("Run").await?.is_enabled().await?, || {
        "it can be run".into()
    })?;
    // Several steps are at the end.
    page.eventually("an earlier moment", async || {
        page.button("Step back").await?.click().await?;
        let time = page
            .evaluate("document.querySelector('.time-readout').textContent")
            .await?;
        Ok(time != "0.500 s")
    })
    .await?;
    page.button("Back to your work").await?.click().await?;
    let after = (
        page.role("status", "Run status").await?.text().await?,
        page.console_lines().await?,
    );
    same("what was there before", after, before)
}

/// By the menu: the field is filled as the browser's dialog does it.
pub async fn a_chosen_file_is_opened_or_named(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    for (content, opens) in [(LATE, true), ("{\"format\":\"other\"}", false)] {
        page.evaluate("HTMLInputElement.prototype.click = function () { window.chosen = this.id }, 0")
            .await?;
        page.button("Export").await?.click().await?;
        page.evaluate(
            "[...document.querySelectorAll('[role=menuitem]')]
                .find(item => item.firstElementChild.textContent === 'Import trace').click(), 0",
        )
        .await?;
        let script = format!(
            "(() => {{
                const field = document.getElementById(window.chosen), transfer = new DataTransfer();
                transfer.items.add(new File([{content:?}], 'chosen.trace.jsonl'));
                field.files = transfer.files;
                field.dispatchEvent(new Event('change', {{ bubbles: true }}));
                return 0;
            }})()"
        );
        page.evaluate(&script).await?;
        if opens {
            record_line(page).await?;
        } else {
            let said = message(page, "chosen.trace.jsonl").await?;
            ensure(said.contains("Line 1: this is no trace file"), || said.clone())?;
            // The record before is still shown.
            record_line(page).await?;
        }
    }
    Ok(())
}

pub async fn broken_files_are_named_and_change_nothing(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=1,2,3")).await?;
    for (name, content, says) in [
        (
            "picture.png",
            "[new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0])]",
            "a picture (PNG)",
        ),
        (
            "late.gz",
            "[new Uint8Array([31, 139, 7, 0, 0, 0, 0, 0, 0, 0, 0])]",
            "the packed file is damaged",
        ),
        (
            "old.trace.jsonl",
            "['{\"format\":\"futurescope-trace\",\"version\":1,\"x\":[']",
            "version 1",
        ),
        ("deep.trace.jsonl", "['['.repeat(1e6)]", "expected"),
        (
            "nothing.trace.jsonl",
            "['{\"format\":\"futurescope-trace\"', ' '.repeat(9e6)]",
            "longer than 8 MB",
        ),
    ] {
        drop_file(page, name, content).await?;
        let said = message(page, name).await?;
        ensure(said.contains(says) && said.contains("expected"), || said.clone())?;
        same(
            "records",
            page.number_of("document.querySelectorAll('.record-bar').length")
                .await?,
            0.0,
        )?;
        same(
            "run status",
            page.role("status", "Run status").await?.text().await?.as_str(),
            "Ready to run",
        )?;
    }
    Ok(())
}

pub async fn the_address_names_a_record_of_the_same_site_only(page: &Page, _: &str) -> Result {
    let copy = Copy::of_dist("with-record")?;
    let records = copy.folder().join("records");
    std::fs::create_dir_all(&records)?;
    std::fs::write(records.join("late.trace.jsonl"), LATE)?;
    let site = copy.serve().await?;
    let named = |record: &str| format!("{}?trace={record}#tasks=1,2,3", site.address());
    page.open_idle(&named("records/late.trace.jsonl")).await?;
    let line = record_line(page).await?;
    ensure(line.contains("late.py"), || line.clone())?;
    page.reload().await?;
    record_line(page).await?;
    page.button("Back to your work").await?.click().await?;
    page.until("the address is without it", "location.search === ''")
        .await?;
    same(
        "fragment",
        page.evaluate("location.hash").await?.as_str(),
        Some("#tasks=1,2,3"),
    )?;

    page.open_idle(&named("records/gone.trace.jsonl")).await?;
    let said = message(page, "gone.trace.jsonl").await?;
    ensure(said.contains("The server answered 404"), || said.clone())?;
    // The browser reports it, too.
    page.console_messages().await?;

    page.open_idle(&named("https://example.org/late.trace.jsonl")).await?;
    let said = message(page, "late.trace.jsonl").await?;
    ensure(said.contains("on another site"), || said.clone())
}

pub async fn a_file_of_100_mb_opens(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=1")).await?;
    make_large_file(page).await?;
    drop_file(page, LARGE_FILE, "[window.large]").await?;
    record_line(page).await?;
    page.until("everything is folded", ALL_FOLDED).await?;
    let line = record_line(page).await?;
    ensure(line.contains("215,000 tasks"), || line.clone())
}

pub async fn help_offers_the_recorder(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    page.button("Help").await?.click().await?;
    page.tab("Record Python").await?.click().await?;
    let fetched = "fetch(document.querySelector('.help-link').href).then(async (response) =>
        [response.status, (await response.text()).includes('The recorder of Futurescope in one file')])";
    same(
        "the file",
        page.evaluate(fetched).await?,
        serde_json::json!([200, true]),
    )
}
