//! The tab Program with the real parts: the editor, and CPython in its worker.

use crate::hosts::HostPage;
use crate::share::open_share;
use crate::steps::{console_is, ended, link, press_run};
use futurescope_e2e::page::Key;
use futurescope_e2e::{GATHERED_LINES, Page, Result, SPAWNED_LINES, ensure, same};
use serde_json::{Value, json};

/// The editor, in its shadow root.
const EDITOR: &str = "document.querySelector('.program-host').shadowRoot";

/// Shows the program in its editor.
pub async fn show_program(page: &Page) -> Result {
    page.open_set_up().await?;
    page.tab("Program").await?.click().await?;
    page.until(
        "the editor is there",
        "document.querySelector('.program-host')?.dataset.on === 'true'",
    )
    .await
}

/// Replaces the program, as a person does.
pub async fn write(page: &Page, program: &str) -> Result {
    page.evaluate(&format!("{EDITOR}.querySelector('.cm-content').focus()"))
        .await?;
    page.select_all().await?;
    page.paste(program).await?;
    let written = format!("{EDITOR}.querySelector('.cm-content').textContent.length > 0");
    page.until("it is written", &written).await
}

async fn opened_with(page: &Page, address: &str, program: &str) -> Result {
    page.open_idle(address).await?;
    show_program(page).await?;
    write(page, program).await
}

/// Goes to the end of the record, which is played.
pub async fn go_to_the_end(page: &Page) -> Result {
    let timeline = page.role("region", "Timeline").await?;
    timeline.call("() => this.focus()").await?;
    page.press(Key::End).await
}

/// What stands beside the lines: `10 consumer`.
async fn chips(page: &Page) -> Result<Value> {
    page.evaluate(&format!(
        "[...{EDITOR}.querySelectorAll('.chip-row')].flatMap((row) => [...row.querySelectorAll('.chip')].map((chip) =>
            `${{row.getAttribute('aria-label')}}: ${{chip.textContent.trim()}}`))"
    ))
    .await
}

/// What is said below the editor.
async fn says(page: &Page, what: &str) -> Result {
    let said = format!(
        "document.querySelector('.program-says').textContent.includes({})",
        json!(what)
    );
    page.until(&format!("it says {what:?}"), &said).await
}

pub async fn the_tutorials_programs_run_as_real_python_to_the_letter(page: &Page, address: &str) -> Result {
    for (fragment, lines) in [
        ("tasks=2,1", SPAWNED_LINES.to_vec()),
        ("tasks=2,1,3&await=gather", GATHERED_LINES.to_vec()),
    ] {
        page.open_idle(&link(address, fragment)).await?;
        show_program(page).await?;
        press_run(page).await?;
        ended(page, "ok").await?;
        go_to_the_end(page).await?;
        console_is(page, &lines).await?;
    }
    Ok(())
}

/// Producers and consumers that are at a deadlock in the end.
pub const CONSUMERS: &str = "import asyncio, time

async def producer(queue):
    for n in range(7):
        await asyncio.sleep(0.12)
        await queue.put(n)

async def consumer(queue, db):
    while True:
        n = await queue.get()
        async with db:
            await asyncio.sleep(0.5)
        time.sleep(0.3)  # blocks

async def main():
    queue = asyncio.Queue(maxsize=3)
    db = asyncio.Semaphore(1)
    async with asyncio.TaskGroup() as group:
        group.create_task(producer(queue))
        group.create_task(consumer(queue, db))
        group.create_task(consumer(queue, db))

asyncio.run(main())
";

pub async fn a_deadlock_is_named_and_each_task_stands_at_its_line(page: &Page, address: &str) -> Result {
    opened_with(page, address, CONSUMERS).await?;
    for kind in ["rawKeyDown", "keyUp"] {
        let event =
            json!({ "type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "modifiers": 2 });
        page.devtools("Input.dispatchKeyEvent", event).await?;
    }
    ended(page, "deadlock").await?;
    go_to_the_end(page).await?;
    page.until(
        "the end is told",
        "document.querySelector('.caption-headline').textContent.startsWith('Nothing can run any more')",
    )
    .await?;
    let there = format!("{EDITOR}.querySelectorAll('.chip').length >= 4");
    page.until("the tasks stand beside their lines", &there).await?;
    same(
        "chips",
        chips(page).await?,
        json!([
            "Line 6: producer",
            "Line 10: consumer",
            "Line 10: consumer",
            "Line 18: main"
        ]),
    )?;
    // A press on a chip selects its task.
    page.evaluate(&format!("{EDITOR}.querySelector('.chip').click()"))
        .await?;
    page.until(
        "producer is selected",
        "document.querySelector('.timeline-name[data-selected=true]')?.textContent.includes('producer')",
    )
    .await
}

pub async fn a_failure_is_marked_at_its_line(page: &Page, address: &str) -> Result {
    let failing = |program: &'static str, line: u32, words: &'static str| (program, line, words);
    for (program, line, words) in [
        failing(
            "import asyncio\nasync def main():\n    await asyncio.sleep(0.01)\n    raise ValueError('no')\nasyncio.run(main())\n",
            4,
            "ValueError: no",
        ),
        failing("x = 1\nif x\n    pass\n", 2, "SyntaxError"),
        failing("print(input())\n", 1, "EOFError"),
        failing(
            "import threading\nthreading.Thread(target=print).start()\n",
            2,
            "RuntimeError",
        ),
        failing("import numpy\n", 1, "ModuleNotFoundError"),
    ] {
        opened_with(page, address, program).await?;
        press_run(page).await?;
        ended(page, "failed").await?;
        go_to_the_end(page).await?;
        let marked = format!("{EDITOR}.querySelector('.cm-line.failed')?.textContent");
        page.until(&format!("{words} is marked"), &format!("{marked} !== undefined"))
            .await?;
        let text = program.lines().nth(line as usize - 1).unwrap_or_default();
        same(words, page.evaluate(&marked).await?, json!(text))?;
        let note = page
            .evaluate(&format!("{EDITOR}.querySelector('.note-text')?.textContent"))
            .await?;
        ensure(note.as_str().is_some_and(|note| note.contains(words)), || {
            format!("{words}: {note}")
        })?;
    }
    Ok(())
}

pub async fn a_program_reads_the_lines_that_are_prepared(page: &Page, address: &str) -> Result {
    opened_with(page, address, "name = input()\nprint(name)\n").await?;
    press_run(page).await?;
    ended(page, "failed").await?;
    says(page, "input() found no line to read").await?;
    says(page, "Write the lines into Input").await?;
    go_to_the_end(page).await?;
    let last = page.console_lines().await?.pop().unwrap_or_default();
    ensure(last.starts_with("EOFError"), || last)?;
    page.textbox("Input").await?.click().await?;
    page.type_text("Ann").await?;
    press_run(page).await?;
    ended(page, "ok").await?;
    page.until(
        "nothing is amiss",
        "document.querySelector('.program-says').textContent === ''",
    )
    .await?;
    go_to_the_end(page).await?;
    console_is(page, &["Ann"]).await
}

pub async fn stop_is_immediate_and_a_limit_is_said(page: &Page, address: &str) -> Result {
    // Stop is immediate, and another run begins.
    opened_with(page, address, "while True: pass\n").await?;
    press_run(page).await?;
    page.until_run("running").await?;
    page.button("Stop").await?.click().await?;
    page.until("it is stopped", "document.documentElement.dataset.run !== 'running'")
        .await?;
    write(page, "print('again')\n").await?;
    press_run(page).await?;
    ended(page, "ok").await?;
    go_to_the_end(page).await?;
    console_is(page, &["again"]).await?;
    // An endless number of steps; the other limits are in `python`.
    opened_with(
        page,
        address,
        "import asyncio\nasync def main():\n    while True:\n        await asyncio.sleep(0)\nasyncio.run(main())\n",
    )
    .await?;
    press_run(page).await?;
    says(page, "events").await?;
    page.until_run("done").await?;
    same("the outcome", page.outcome().await?, "limit")
}

/// Opens an example, which asks its question.
pub async fn choose_example(page: &Page, title: &str) -> Result {
    let title = json!(title);
    page.until(
        &format!("{title} is there"),
        &format!("[...document.querySelectorAll('.program-picker option')].some((option) => option.value === {title})"),
    )
    .await?;
    let choose = format!(
        "(() => {{
            const picker = document.querySelector('.program-picker select');
            picker.value = {title};
            picker.dispatchEvent(new Event('change', {{ bubbles: true }}));
        }})()"
    );
    page.evaluate(&choose).await?;
    page.until(
        &format!("{title} asks its question"),
        &format!("document.querySelector('.caption-headline').textContent.trim() === {title}"),
    )
    .await
}

pub async fn every_example_runs_ends_as_it_says_and_shows_which_answer_is_right(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "predict=0")).await?;
    show_program(page).await?;
    page.until(
        "the examples are there",
        "document.querySelectorAll('.program-picker optgroup option').length >= 18",
    )
    .await?;
    let titles = page
        .evaluate("[...document.querySelectorAll('.program-picker optgroup option')].map((option) => option.value)")
        .await?;
    let titles: Vec<String> = serde_json::from_value(titles).unwrap_or_default();
    ensure(titles.len() >= 18, || format!("{titles:?}"))?;
    for title in titles {
        choose_example(page, &title).await?;
        page.until(
            &format!("{title} has answers"),
            "document.querySelectorAll('.answers input').length === 3",
        )
        .await?;
        page.evaluate("document.querySelector('.answers input').click()")
            .await?;
        press_run(page).await?;
        page.until_run("done").await?;
        go_to_the_end(page).await?;
        page.until(
            &format!("the answer to {title} is graded"),
            "document.querySelector('.guess-report') !== null",
        )
        .await?;
        let right = "document.querySelectorAll('.guess-report [data-state=done]').length";
        same(
            &format!("{title}: answers that its record meets"),
            page.evaluate(right).await?,
            json!(1),
        )?;
        let outcome = page.outcome().await?;
        let expected = if title == "Two locks" { "deadlock" } else { "ok" };
        same(&title, outcome, expected)?;
    }
    Ok(())
}

pub async fn a_program_is_shared_as_a_link(page: &Page, address: &str) -> Result {
    opened_with(page, address, "print('shared')\n").await?;
    page.until("the address has it", "location.hash.startsWith('#program=')")
        .await?;
    let hash = page.evaluate("location.hash").await?;
    let shared = format!("{address}{}", hash.as_str().unwrap_or_default());
    page.evaluate("localStorage.clear(), sessionStorage.clear()").await?;
    page.open(&format!("{address}#tasks=1")).await?;
    page.open_idle(&format!("{shared}&autorun=1")).await?;
    show_program(page).await?;
    let text = page
        .evaluate(&format!("{EDITOR}.querySelector('.cm-content').innerText.trim()"))
        .await?;
    same("the program", text, json!("print('shared')"))?;
    same(
        "it waits",
        page.evaluate("document.documentElement.dataset.run").await?,
        json!("idle"),
    )?;
    press_run(page).await?;
    ended(page, "ok").await?;
    go_to_the_end(page).await?;
    console_is(page, &["shared"]).await
}

pub async fn a_figure_runs_a_program(page: &Page, address: &str) -> Result {
    let host = HostPage::start("program", address).await?;
    page.open(&host.address).await?;
    let figure = "document.getElementById('program')";
    let done = page
        .evaluate(&format!(
            "{figure}.run().then((it) => it.outcome, (error) => error.message)"
        ))
        .await?;
    same("its run", done, json!("ok"))
}

pub async fn the_code_to_embed_a_program_has_the_picture_of_its_record(page: &Page, address: &str) -> Result {
    let program = "import asyncio\n\n\nasync def baker():\n    await asyncio.sleep(1)\n\n\nasync def main():\n    \
                   await asyncio.create_task(baker(), name='baker')\n\n\nasyncio.run(main())\n";
    opened_with(page, address, program).await?;
    let code = "document.querySelectorAll('dialog.share textarea')[1].value";
    let about = "document.querySelector('dialog.share').textContent";
    open_share(page).await?;
    let before = page.evaluate(code).await?;
    let before = before.as_str().unwrap_or_default().to_owned();
    ensure(
        before.contains("<script type=\"text/x-python\">") && !before.contains("<svg"),
        || before.clone(),
    )?;
    let says = format!("{about}.includes('until then the code has no picture')");
    same("it says so", page.evaluate(&says).await?, json!(true))?;
    page.press(Key::Escape).await?;
    press_run(page).await?;
    ended(page, "ok").await?;
    go_to_the_end(page).await?;
    open_share(page).await?;
    let after = page.evaluate(code).await?;
    let after = after.as_str().unwrap_or_default();
    same("it says nothing more", page.evaluate(&says).await?, json!(false))?;
    // Its picture stands on the page of another, with the task's name.
    let text = format!("<!doctype html><title>Elsewhere</title><link rel=icon href=\"data:,\">{after}");
    let host = HostPage::of_text(text).await?;
    page.open(&host.address).await?;
    let picture = "document.querySelector('future-scope > svg').textContent";
    let named = format!("{picture}.includes('baker') && {picture}.includes('Program: 12 lines')");
    same("the picture inside", page.evaluate(&named).await?, json!(true))
}
