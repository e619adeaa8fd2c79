//! Editing the task list, with valid and invalid input, before and during a run.

use crate::steps::{console_is, ended, items, link, press_run, run_to, task_list};
use futurescope_e2e::{Page, Result, ensure, same};

pub async fn invalid_text_is_reported_with_its_position_and_kept(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    let list = task_list(page).await?;
    list.fill("2, banana\n1").await?;
    shows_position(page, 1, 4).await?;
    run_is(page, false).await?;
    same(
        "what was typed",
        page.textbox("Task list").await?.text().await?,
        "2, banana\n1",
    )?;

    page.textbox("Task list").await?.fill("0.1, 0.05").await?;
    run_is(page, true).await?;
    run_to(page, "ok").await?;
    let lines = [
        "Starting operation with delay 0.1",
        "Starting operation with delay 0.05",
        "Operation with delay 0.05 finished",
        "Operation with delay 0.1 finished",
        "Results: 0.2, 0.1",
    ];
    console_is(page, &lines).await
}

pub async fn invalid_numbers_are_reported_and_cannot_run(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    for bad in [
        "-1",
        "NaN",
        "1e400",
        "25h",
        "25000m",
        ".5",
        "1 x1000000000",
        "1 x0",
        "3..1",
        "1 cpu 3s",
        "1 fail 101%",
    ] {
        task_list(page).await?.fill(bad).await?;
        run_is(page, false).await?;
        page.until(
            &format!("a message about `{bad}` with its line and column"),
            &position_pattern("1", r"\d+"),
        )
        .await?;
        same("what was typed", page.textbox("Task list").await?.text().await?, bad)?;
    }
    Ok(())
}

pub async fn an_empty_list_cannot_run(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    for empty in ["", "   ", "# nothing, at all"] {
        task_list(page).await?.fill(empty).await?;
        run_is(page, false).await?;
    }
    task_list(page).await?.fill("0.1").await?;
    run_is(page, true).await
}

pub async fn a_megabyte_of_invalid_text_is_reported(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    // Find the elements first: with a megabyte of text, Chromium takes minutes to build its accessibility tree.
    let (run, list) = (page.button("Run").await?, task_list(page).await?);
    let megabyte = "nonsense ".repeat(116_509);
    list.paste(&megabyte).await?;
    shows_position(page, 1, 1).await?;
    ensure(!run.is_enabled().await?, || "Run is on".to_owned())?;
    same("how much is kept", list.text().await?.len(), megabyte.len())?;
    list.paste("0.1").await?;
    run_to(page, "ok").await
}

pub async fn strange_unicode_is_kept_as_typed(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    let strange = "\u{202e}שלום\u{200d}👩‍🚀: 0.1, e\u{301}: 0.05";
    task_list(page).await?.paste(strange).await?;
    same(
        "what was typed",
        page.textbox("Task list").await?.text().await?,
        strange,
    )?;
    run_to(page, "ok").await
}

pub async fn table_and_text_are_two_views_of_one_list(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    task_list(page).await?.fill("2, 1, 3").await?;
    page.tab("Table").await?.click().await?;
    page.button("Add task").await?.click().await?;
    let list = items(page).await?;
    ensure(list.len() == 4 && list[..3] == ["2", "1", "3"], || {
        format!("the text does not show the added task: {list:?}")
    })
}

pub async fn editing_during_a_run_applies_to_the_next(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=2,1")).await?;
    press_run(page).await?;
    page.until_run("running").await?;
    task_list(page).await?.fill("0.1").await?;
    ended(page, "ok").await?;
    let lines = [
        "Starting operation with delay 2",
        "Starting operation with delay 1",
        "Operation with delay 1 finished",
        "Operation with delay 2 finished",
        "Results: 4, 2",
    ];
    console_is(page, &lines).await?;
    same("the list", items(page).await?, ["0.1"])?;

    press_run(page).await?;
    page.eventually("the next run prints Results: 0.2", async || {
        Ok(page
            .console_lines()
            .await?
            .last()
            .is_some_and(|line| line == "Results: 0.2"))
    })
    .await?;
    ended(page, "ok").await
}

async fn run_is(page: &Page, on: bool) -> Result {
    page.eventually(if on { "Run is on" } else { "Run is off" }, async || {
        let again = page.all("button", Some("Run again")).await?;
        let run = match again.into_iter().next() {
            Some(button) => button,
            None => page.button("Run").await?,
        };
        Ok(run.is_enabled().await? == on)
    })
    .await
}

async fn shows_position(page: &Page, line: u32, column: u32) -> Result {
    let pattern = position_pattern(&line.to_string(), &column.to_string());
    page.until(&format!("a message that says line {line}, column {column}"), &pattern)
        .await
}

/// A pattern for `line 1, column 4` in the page's text, with any separator.
fn position_pattern(line: &str, column: &str) -> String {
    format!(r"/\bline {line}\b\W+(and )?column {column}\b/i.test(document.body.innerText)")
}
