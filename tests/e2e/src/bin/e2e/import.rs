//! Opened records: by drop, by the menu, by the address; good files and broken ones; a file of 100 MB.

use crate::loading::Copy;
use crate::steps::{link, run_to};
use futurescope_e2e::{Page, Result, ensure, same};

/// A record of a program in Python.
const LATE: &str = include_str!("../../../../fixtures/late.trace.jsonl");

/// Drops a file onto the timeline. `content` is an expression for the parts of the file.
async fn drop_file(page: &Page, name: &str, content: &str) -> Result {
    let script = format!(
        "(() => {{
            const transfer = new DataTransfer();
            transfer.items.add(new File({content}, {name:?}));
            const event = new DragEvent('drop', {{ dataTransfer: transfer, bubbles: true, cancelable: true }});
            document.querySelector('.timeline').dispatchEvent(event);
            return event.defaultPrevented ? 1 : 0;
        }})()"
    );
    same("drops taken", page.number_of(&script).await?, 1.0)
}

/// Waits for the line of an opened record, and returns it.
async fn record_line(page: &Page) -> Result<String> {
    page.until("an opened record", "document.querySelector('.record-back') !== null")
        .await?;
    let line = page
        .evaluate("document.querySelector('.record-bar .offer-text').textContent")
        .await?;
    Ok(line.as_str().unwrap_or_default().to_owned())
}

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
    // A program of very many tasks, each of which prints and ends.
    let script = r#"(() => {
        const parts = ['{"format":"futurescope-trace","version":2,"source":"python","clock":"virtual","resolution_us":1}\n'];
        let events = 0;
        for (let chunk = 0; chunk < 215; chunk++) {
            let lines = '';
            for (let index = 0; index < 1000; index++) {
                const task = chunk * 1000 + index, at = `{"at_us":${task * 10},"task":${task},"kind":`;
                lines += `{"task":${task},"name":"worker number ${task}","parent":null,"via":"create-task"}\n`;
                for (const kind of ['"spawned","parent":null', '"woken","by":"spawn"', '"poll-start"',
                    '"printed","text":"this is what the worker has to say"', '"finished","value":"None"',
                    '"poll-end","result":"ended"']) {
                    lines += at + kind + '}\n';
                    events++;
                }
            }
            parts.push(lines);
        }
        parts.push(`{"end":"ok","events":${events}}\n`);
        window.large = new File(parts, 'large.trace.jsonl');
        window.largeAt = performance.now();
        return window.large.size;
    })()"#;
    let bytes = page.number_of(script).await?;
    ensure(bytes > 9.5e7, || format!("{bytes} bytes"))?;
    drop_file(page, "large.trace.jsonl", "[window.large]").await?;
    record_line(page).await?;
    let read_ms = page.number_of("performance.now() - window.largeAt").await?;
    page.until(
        "everything is folded",
        "document.querySelector('.run-status').textContent.startsWith('Finished')
            && document.querySelector('.time-readout').textContent !== '0.000 s'",
    )
    .await?;
    // What comes after the file was made and dropped.
    let since = page.number_of("window.largeAt").await?;
    let long = page.long_tasks().await?;
    let reading = long.iter().filter(|task| task.start_ms >= since);
    let longest = reading.map(|task| task.duration_ms).fold(0.0, f64::max);
    println!("    {bytes} bytes in {read_ms:.0} ms, longest task {longest:.0} ms");
    let line = record_line(page).await?;
    ensure(line.contains("215,000 tasks"), || line.clone())
}
