//! What several tests do in the same words. Asserts only what makes the step a step.

use futurescope_e2e::{Element, Page, Result, same};

/// The text field of the task list, on its tab.
pub async fn task_list(page: &Page) -> Result<Element> {
    page.tab("Text").await?.click().await?;
    page.textbox("Task list").await
}

/// The items of the task list, however they are laid out.
pub async fn items(page: &Page) -> Result<Vec<String>> {
    let text = task_list(page).await?.text().await?;
    Ok(text
        .split([',', '\n'])
        .map(|item| item.trim().to_owned())
        .filter(|item| !item.is_empty())
        .collect())
}

/// Presses Run and waits for the end, which has to be `outcome`.
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

/// Waits for the end, which has to be `outcome`.
pub async fn ended(page: &Page, outcome: &str) -> Result {
    page.until_run("done").await?;
    same("data-outcome", page.outcome().await?, outcome)
}

/// The Console holds exactly `lines`.
pub async fn console_is(page: &Page, lines: &[&str]) -> Result {
    same("Console", page.console_lines().await?, lines)
}

/// `address` with `fragment` behind it.
pub fn link(address: &str, fragment: &str) -> String {
    format!("{address}#{fragment}")
}
