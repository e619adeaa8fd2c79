//! Predict, by keyboard alone: a guess is made, graded, and made again; and it fits every window.

use crate::program::{choose_example, go_to_the_end, show_program};
use crate::steps::{ended, link, press_run};
use futurescope_e2e::page::Key;
use futurescope_e2e::{Page, Result, Window, ensure, same};
use serde_json::json;

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

/// The windows in which nothing by the clock may be cut off.
const WINDOWS: [Window; 4] = [
    Window::new(1440, 900),
    Window::new(1280, 800),
    Window::new(800, 600),
    Window::new(390, 844),
];

/// The narrowest window in which all of the transport has one row, with a program beside it, too.
const ONE_ROW_FROM: u32 = 1280;

/// The texts of the transport that are cut off, and that it has more than one row: a line each.
const CUT_BY_THE_CLOCK: &str = "(() => {
    const transport = document.querySelector('.transport'), frame = transport.getBoundingClientRect();
    const seen = (element) => element.getClientRects().length > 0 && getComputedStyle(element).clipPath === 'none';
    const texts = [...transport.querySelectorAll('.run-words > *, .time-readout, .run-button')].filter(seen);
    const cut = texts.filter((text) => {
        const box = text.getBoundingClientRect();
        // The letters of a line may be higher than the line.
        const hides = getComputedStyle(text).overflowY !== 'visible';
        return text.scrollWidth > text.clientWidth || hides && text.scrollHeight > text.clientHeight + 1
            || box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
    }).map((text) => `${text.textContent} is cut off`);
    if (texts.length < 3) cut.push('there is next to nothing');
    if (innerWidth >= ONE_ROW_FROM && frame.height > parseFloat(getComputedStyle(transport).minHeight))
        cut.push(`${frame.height} px are more than a row`);
    return cut.join('; ');
})()";

/// Looks in every window. `says` stands by the clock, wherever there is room for it; elsewhere the caption has it.
async fn by_the_clock(page: &Page, moment: &str, says: &str) -> Result {
    let cut = CUT_BY_THE_CLOCK.replace("ONE_ROW_FROM", &ONE_ROW_FROM.to_string());
    for window in WINDOWS {
        let place = format!("{moment}, {} by {}", window.width, window.height);
        page.resize(window).await?;
        page.until(
            &format!("the window is as wide: {place}"),
            &format!("innerWidth === {}", window.width),
        )
        .await?;
        page.evaluate("new Promise((laidOut) => requestAnimationFrame(() => requestAnimationFrame(laidOut)))")
            .await?;
        same(&place, page.evaluate(&cut).await?, json!(""))?;
        if window.width >= 640 {
            let visible = page
                .evaluate("document.querySelector('.guess-status').innerText")
                .await?;
            let visible = visible.as_str().unwrap_or_default().to_owned();
            ensure(!says.is_empty() || visible.is_empty(), || format!("{place}: {visible}"))?;
            ensure(visible.ends_with(says), || format!("{place}: {visible}"))?;
        }
    }
    page.resize(WINDOWS[0]).await
}

pub async fn what_is_said_by_the_clock_of_a_list_is_whole_and_in_one_row(page: &Page, address: &str) -> Result {
    // So slow that it has not ended when all windows are looked at.
    let slow = "tasks=20s,10s&await=one-by-one&speed=0.1&predict=0";
    page.open_idle(&link(address, slow)).await?;
    by_the_clock(page, "asked", "0 of 3 guessed").await?;
    for task in ["main", "A"] {
        page.slider(&name(task)).await?.call("() => this.focus()").await?;
        page.press(Key::ArrowRight).await?;
    }
    by_the_clock(page, "answered", "2 of 3 guessed").await?;
    press_run(page).await?;
    page.until_run("running").await?;
    by_the_clock(page, "running", "").await?;
    page.button("End at once").await?.call("() => this.click()").await?;
    ended(page, "ok").await?;
    page.until(
        "it is graded",
        "document.querySelector('.caption-kind').textContent === 'Your guess'",
    )
    .await?;
    by_the_clock(page, "graded", "0 of 2 right").await
}

pub async fn what_is_said_by_the_clock_of_a_program_is_whole_and_in_one_row(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "predict=0")).await?;
    show_program(page).await?;
    choose_example(page, "Delayed starts").await?;
    by_the_clock(page, "asked", "0 of 1 guessed").await?;
    page.evaluate("document.querySelector('.answers input').click()")
        .await?;
    by_the_clock(page, "answered", "1 of 1 guessed").await?;
    press_run(page).await?;
    page.until_run("done").await?;
    go_to_the_end(page).await?;
    page.until("it is graded", "document.querySelector('.guess-report') !== null")
        .await?;
    by_the_clock(page, "graded", "1 of 1 right").await?;
    page.press(Key::Home).await?;
    page.until("it is ungraded", "document.querySelector('.guess-report') === null")
        .await?;
    by_the_clock(page, "played", "").await
}
