//! Predict, by keyboard alone: a guess is made, graded, and made again; and it fits every window.

use crate::steps::link;
use futurescope_e2e::page::Key;
use futurescope_e2e::{Page, Result, Window, ensure, same};

/// More tab stops than the page has before the timeline.
const MANY_TABS: usize = 80;

/// The slider of a task's guess.
fn name(task: &str) -> String {
    format!("End of {task}, your guess")
}

pub async fn a_guess_is_made_and_graded_by_keys(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=1s,500ms&await=one-by-one&speed=10"))
        .await?;
    page.type_text("g").await?;
    for _ in 0..MANY_TABS {
        page.press(Key::Tab).await?;
        if page.slider(&name("main")).await?.has_focus().await? {
            break;
        }
    }
    for key in [Key::ArrowRight, Key::ArrowRight, Key::ArrowDown, Key::ArrowRight] {
        page.press(key).await?;
    }
    let says = |task: &'static str| async move {
        let slider = page.slider(&name(task)).await?;
        slider.call("() => this.getAttribute('aria-valuetext')").await
    };
    same("main", says("main").await?, "200 ms")?;
    same("A", says("A").await?, "100 ms")?;
    page.type_text(" ").await?;
    page.until_run("done").await?;
    page.until(
        "the caption grades",
        "document.querySelector('.caption-kind').textContent == 'Your guess'",
    )
    .await?;
    let headline = page
        .evaluate("document.querySelector('.caption-headline').textContent")
        .await?;
    let headline = headline.as_str().unwrap_or_default().to_owned();
    ensure(headline.starts_with("main ended at 1."), || headline)?;
    page.button("Guess again").await?.click().await?;
    page.until(
        "the handle has the focus",
        "document.activeElement.classList.contains('guess-handle')",
    )
    .await?;
    same("main", says("main").await?, "not guessed")
}

pub async fn a_guess_fits_every_window(page: &Page, address: &str) -> Result {
    for (width, height) in [(1440, 900), (853, 480), (390, 844), (320, 640)] {
        page.resize(Window { width, height }).await?;
        page.open_idle(&link(address, "tasks=1s,500ms&await=one-by-one&predict=0"))
            .await?;
        let wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        ensure(page.number_of(wider).await? <= 0.0, || {
            format!("{width} by {height} scrolls sideways")
        })?;
        let inside = "(() => {
            const plot = document.querySelector('.timeline-plot').getBoundingClientRect();
            return [...document.querySelectorAll('.guess-grip')].filter((grip) => {
                const frame = grip.getBoundingClientRect();
                return frame.width > 8 && frame.height > 12 && frame.right > plot.left && frame.left < plot.right;
            }).length;
        })()";
        same(
            &format!("handles in {width} by {height}"),
            page.number_of(inside).await?,
            3.0,
        )?;
    }
    Ok(())
}
