//! Changing the scenario in the timeline, and undoing it, by keyboard alone.

use crate::steps::{link, task_list};
use futurescope_e2e::page::Key;
use futurescope_e2e::{Page, Result, ensure, same};

/// More tab stops than the page has before the timeline.
const MANY_TABS: usize = 80;

const LIST: &str = "users: 2s # the slow one\norders: 1s";

pub async fn a_bar_is_made_longer_and_undone_by_keys(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=1&await=gather")).await?;
    task_list(page).await?.paste(LIST).await?;
    go_to(page, "Delay of users").await?;
    page.press(Key::ArrowRight).await?;
    reads(page, "users: 2.05s # the slow one\norders: 1s").await?;
    let slider = page.slider("Delay of users").await?;
    same(
        "what the slider says",
        slider.call("() => this.getAttribute('aria-valuetext')").await?,
        "2.05 s",
    )?;

    page.press(Key::ArrowDown).await?;
    ensure(page.slider("Delay of orders").await?.has_focus().await?, || {
        "the arrow does not go to the next bar".to_owned()
    })?;
    page.type_text("f").await?;
    reads(page, "users: 2.05s # the slow one\norders: 1s fail").await?;

    page.press_with_control('z').await?;
    reads(page, "users: 2.05s # the slow one\norders: 1s").await?;
    page.press_with_control('z').await?;
    reads(page, LIST).await?;
    page.press_with_control('y').await?;
    reads(page, "users: 2.05s # the slow one\norders: 1s").await?;
    page.button("Undo").await?.click().await?;
    reads(page, LIST).await
}

async fn go_to(page: &Page, slider: &str) -> Result {
    for _ in 0..MANY_TABS {
        page.press(Key::Tab).await?;
        if page.slider(slider).await?.has_focus().await? {
            return Ok(());
        }
    }
    ensure(false, || format!("Tab does not reach `{slider}`"))
}

/// Waits until the list has this text, without moving the focus.
async fn reads(page: &Page, list: &str) -> Result {
    page.eventually(&format!("the list reads {list:?}"), async || {
        let value = page.evaluate("document.querySelector('textarea').value").await?;
        Ok(value.as_str() == Some(list))
    })
    .await
}
