//! Use of the page with assistive technology, a keyboard, and a small screen.

use crate::steps::{console_is, ended, link, run_to};
use futurescope_e2e::page::Key;
use futurescope_e2e::{Page, Result, ensure, same};

/// More tab stops than the page has before Run.
const MANY_TABS: usize = 80;

pub async fn tab_and_enter_run_without_a_mouse(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=0.1")).await?;
    for _ in 0..MANY_TABS {
        page.press(Key::Tab).await?;
        if page.button("Run").await?.has_focus().await? {
            page.press(Key::Enter).await?;
            ended(page, "ok").await?;
            return console_is(
                page,
                &[
                    "Starting operation with delay 0.1",
                    "Operation with delay 0.1 finished",
                    "Results: 0.2",
                ],
            )
            .await;
        }
    }
    ensure(false, || format!("{MANY_TABS} times Tab do not reach Run"))
}

pub async fn tasks_table_has_the_content_of_the_picture(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=users:0.1,orders:0.05%20fail&await=settle"))
        .await?;
    run_to(page, "ok").await?;
    let table = page.role("table", "Tasks").await?.rows().await?;
    let heads: Vec<String> = table
        .first()
        .cloned()
        .unwrap_or_default()
        .iter()
        .map(|head| head.to_lowercase())
        .collect();
    let column = |name: &str| {
        heads
            .iter()
            .position(|head| head.starts_with(name))
            .unwrap_or(usize::MAX)
    };
    let columns = ["name", "state", "start", "end", "result"].map(column);
    ensure(columns.is_sorted() && columns[4] < heads.len(), || {
        format!("the heads are {heads:?}")
    })?;

    let cell = |row: &str, column: usize| {
        let found = table
            .iter()
            .find(|cells| cells.get(columns[0]).is_some_and(|name| name == row));
        found
            .and_then(|cells| cells.get(columns[column]))
            .map(|cell| cell.to_lowercase())
            .unwrap_or_default()
    };
    same("the state of users", cell("users", 1), "finished")?;
    same("the result of users", cell("users", 4), "0.2")?;
    same("the state of orders", cell("orders", 1), "failed")?;
    for row in ["users", "orders"] {
        for (column, what) in [(2, "start"), (3, "end")] {
            let time = cell(row, column);
            ensure(time.contains(|c: char| c.is_ascii_digit()), || {
                format!("the {what} of {row} is `{time}`")
            })?;
        }
    }
    Ok(())
}

pub async fn landmarks_have_names(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    same("how many <main>", page.all("main", None).await?.len(), 1)?;
    for (role, name) in [
        ("region", "Timeline"),
        ("radiogroup", "How to await"),
        ("combobox", "Example"),
        ("tab", "Table"),
        ("tab", "Text"),
        ("tab", "Console"),
        ("tabpanel", "Console"),
        ("log", "Console"),
        ("table", "Tasks"),
        ("status", "Run status"),
    ] {
        page.role(role, name).await?;
    }
    let options = page.all("radio", None).await?.len();
    ensure(options >= 8, || format!("there are only {options} ways to await"))?;
    page.until(
        "the page has a language and a title",
        "document.documentElement.lang && document.title",
    )
    .await
}

pub async fn a_phone_can_run(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=0.1,0.05&await=gather")).await?;
    run_to(page, "ok").await?;
    let lines = [
        "Starting operation with delay 0.1",
        "Starting operation with delay 0.05",
        "Operation with delay 0.05 finished",
        "Operation with delay 0.1 finished",
        "Results: [0.2, 0.1]",
    ];
    console_is(page, &lines).await
}

pub async fn a_phone_presents_from_its_menu_and_comes_back(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=0.1,0.05&await=gather")).await?;
    page.button("Menu").await?.click().await?;
    page.button("Present").await?.click().await?;
    page.until(
        "it is a presentation",
        "document.documentElement.dataset.present === 'true'",
    )
    .await?;
    page.press(Key::Escape).await?;
    page.until("it is left", "!('present' in document.documentElement.dataset)")
        .await?;
    page.until(
        "the focus is on the menu",
        "document.activeElement.ariaLabel === 'Menu'",
    )
    .await?;
    same(
        "buttons of a closed menu",
        page.all("button", Some("Present")).await?.len(),
        0,
    )
}

pub async fn the_language_of_a_presentation_is_chosen_by_keys(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=2,1&present=1")).await?;
    page.until(
        "the program is there",
        "document.querySelector('pre')?.textContent.includes('asyncio')",
    )
    .await?;
    page.combobox("Language").await?.call("() => this.focus()").await?;
    page.press(Key::ArrowDown).await?;
    page.until(
        "it is in Rust",
        "document.querySelector('pre')?.textContent.includes('tokio')",
    )
    .await
}

pub async fn nothing_is_cut_off_on_a_phone(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    let width = page.number_of("document.documentElement.scrollWidth").await?;
    ensure(width <= 390.0, || {
        format!("the page is {width} px wide on a screen of 390 px")
    })
}
