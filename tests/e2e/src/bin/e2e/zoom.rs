//! Zooming in time, by keyboard alone: the overview of a long run, its sliders, and the keys.

use crate::steps::link;
use futurescope_e2e::page::Key;
use futurescope_e2e::{Page, Result, same};

/// The range in view, beside the buttons.
const RANGE: &str = "document.querySelector('.zoom-range').textContent";

pub async fn a_long_list_has_an_overview_whose_window_is_moved_by_keys(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=1s..2s%20x100&await=gather&timers=shared"))
        .await?;
    let start = page.slider("Start of the view").await?;
    start.call("() => this.focus()").await?;
    same("the range of the whole run", page.evaluate(RANGE).await?, "")?;
    page.press(Key::End).await?;
    // The start stops before the end.
    page.until("a part is in view", &format!("{RANGE}.includes(' of ')"))
        .await?;
    page.press(Key::Home).await?;
    page.until("all is in view again", &format!("{RANGE} === ''")).await?;
    page.press(Key::ArrowRight).await?;
    page.until("the start has moved", &format!("{RANGE}.startsWith('0.1')"))
        .await?;
    page.type_text("0").await?;
    page.until("0 shows the whole run", &format!("{RANGE} === ''")).await
}

pub async fn a_run_keeps_its_view_and_every_part_of_the_page_its_time(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=2,1,4&await=gather&speed=10"))
        .await?;
    page.type_text("+++").await?;
    same(
        "the range before the run",
        page.evaluate(RANGE).await?,
        "0.00 – 1.19 s of 4.0 s",
    )?;
    page.press(Key::Space).await?;
    page.until_run("done").await?;
    page.until("the end is in view", &format!("!{RANGE}.startsWith('0.00')"))
        .await?;
    page.press(Key::Home).await?;
    page.until("so is the start", &format!("{RANGE}.startsWith('0.00')"))
        .await?;
    page.type_text("?").await?;
    page.until(
        "Help lists the keys",
        "[...document.querySelectorAll('.help-key')].some(key => key.textContent === 'Z, Shift Z')",
    )
    .await
}
