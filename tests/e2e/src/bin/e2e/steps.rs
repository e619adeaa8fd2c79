//! Steps that several tests share. They assert only that the step itself succeeds.

use futurescope_e2e::{Element, Page, Result, same};

/// The text field of the task list, after opening the set-up and its tab.
pub async fn task_list(page: &Page) -> Result<Element> {
    open_set_up(page).await?;
    page.tab("Text").await?.click().await?;
    page.textbox("Task list").await
}

/// Opens the set-up, if it is a line.
pub async fn open_set_up(page: &Page) -> Result {
    page.open_set_up().await
}

/// Opens the table of tasks where it is a tab.
pub async fn show_tasks(page: &Page) -> Result {
    for tab in page.all("tab", Some("Tasks")).await? {
        tab.call("() => this.click()").await?;
    }
    page.role("table", "Tasks").await?;
    Ok(())
}

/// The items of the task list, whatever their layout.
pub async fn items(page: &Page) -> Result<Vec<String>> {
    let text = task_list(page).await?.text().await?;
    Ok(text
        .split([',', '\n'])
        .map(|item| item.trim().to_owned())
        .filter(|item| !item.is_empty())
        .collect())
}

/// Presses Run and waits for the end; the outcome must be `outcome`.
pub async fn run_to(page: &Page, outcome: &str) -> Result {
    press_run(page).await?;
    ended(page, outcome).await
}

/// Presses Run, or Run again.
pub async fn press_run(page: &Page) -> Result {
    let again = page.all("button", Some("Run again")).await?;
    match again.first() {
        Some(button) => button.click().await,
        None => page.button("Run").await?.click().await,
    }
}

/// Waits for the end; the outcome must be `outcome`.
pub async fn ended(page: &Page, outcome: &str) -> Result {
    page.until_run("done").await?;
    same("data-outcome", page.outcome().await?, outcome)
}

/// Waits until the Console has exactly these lines.
pub async fn console_is(page: &Page, lines: &[&str]) -> Result {
    same("Console", page.console_lines().await?, lines)
}

/// The address of `fragment`.
pub fn link(address: &str, fragment: &str) -> String {
    format!("{address}#{fragment}")
}
