//! How timeline and panels share the window: the splitter.

use crate::steps::link;
use futurescope_e2e::page::Key;
use futurescope_e2e::{Page, Result, Window, ensure, same};

/// More lanes than any window has room for.
const MANY: &str = "tasks=2,1,3%20x12&await=gather";

/// The height of what a selector finds.
async fn height(page: &Page, selector: &str) -> Result<f64> {
    page.number_of(&format!(
        "document.querySelector('{selector}').getBoundingClientRect().height"
    ))
    .await
}

async fn splitter(page: &Page, attribute: &str) -> Result<f64> {
    page.number_of(&format!(
        "Number(document.querySelector('.splitter').getAttribute('{attribute}'))"
    ))
    .await
}

/// Waits until the splitter says that the timeline is as high as it is.
async fn told(page: &Page) -> Result {
    page.until(
        "the splitter tells the height of the timeline",
        "(() => {
            const told = Number(document.querySelector('.splitter').getAttribute('aria-valuenow'));
            return Math.abs(told - document.querySelector('.timeline').getBoundingClientRect().height) < 2;
        })()",
    )
    .await
}

/// Nothing of the stage is out of view, and no panel is lower than it may be.
async fn fits(page: &Page, place: &str) -> Result {
    let (timeline, panels) = (height(page, ".timeline").await?, height(page, ".lower").await?);
    ensure(panels >= 159.5, || format!("{place}: the panels have {panels} px"))?;
    let least = page
        .number_of(
            "(() => {
                const top = (selector) => document.querySelector(selector).getBoundingClientRect();
                const lanes = [...document.querySelectorAll('.timeline-name')].slice(0, 4);
                return lanes.at(-1).getBoundingClientRect().bottom - top('.timeline').top;
            })()",
        )
        .await?;
    ensure(timeline >= least - 1.0, || {
        format!("{place}: the timeline has {timeline} px, its first four lanes end at {least} px")
    })?;
    same(
        &format!("{place}: the stage scrolls by"),
        page.number_of("(() => { const stage = document.querySelector('.stage'); return stage.scrollHeight - stage.clientHeight; })()")
            .await?,
        0.0,
    )
}

pub async fn the_splitter_moves_by_keys_and_stops_where_both_are_useful(page: &Page, address: &str) -> Result {
    for (width, height_of_window) in [(1440, 900), (1280, 800), (1280, 720)] {
        page.resize(Window {
            width,
            height: height_of_window,
        })
        .await?;
        page.open_idle(&link(address, MANY)).await?;
        let place = format!("{width} by {height_of_window}");
        fits(page, &format!("{place}, untouched")).await?;
        told(page).await?;
        page.evaluate("document.querySelector('.splitter').focus()").await?;

        page.press(Key::Home).await?;
        told(page).await?;
        let least = height(page, ".timeline").await?;
        // It tells the height without the border.
        same(
            "the least height",
            least.round() - 1.0,
            splitter(page, "aria-valuemin").await?,
        )?;
        fits(page, &format!("{place}, least")).await?;
        page.press(Key::ArrowUp).await?;
        same("it stops there", height(page, ".timeline").await?, least)?;

        page.press(Key::ArrowDown).await?;
        let moved = height(page, ".timeline").await? - least;
        ensure((moved - 16.0).abs() < 0.1, || format!("a key moves it by {moved} px"))?;

        page.press(Key::End).await?;
        told(page).await?;
        let panels = height(page, ".lower").await?;
        ensure((panels - 160.0).abs() < 0.1, || {
            format!("the panels are left {panels} px")
        })?;
        fits(page, &format!("{place}, most")).await?;
        page.press(Key::ArrowUp).await?;
        let panels = height(page, ".lower").await?;
        ensure((panels - 176.0).abs() < 0.1, || {
            format!("the panels are left {panels} px")
        })?;
        page.evaluate("localStorage.clear()").await?;
    }
    Ok(())
}

pub async fn the_splitter_is_dragged_remembered_and_reset(page: &Page, address: &str) -> Result {
    let pointer = |kind: &str, y: f64| {
        format!(
            "document.querySelector('.splitter').dispatchEvent(new PointerEvent('{kind}', {{
                bubbles: true, cancelable: true, isPrimary: true, pointerId: 1, clientX: 700, clientY: {y} }}))"
        )
    };
    page.open_idle(&link(address, MANY)).await?;
    let before = height(page, ".timeline").await?;
    page.evaluate(&pointer("pointerdown", 500.0)).await?;
    page.evaluate(&pointer("pointermove", 450.0)).await?;
    let dragged = height(page, ".timeline").await?;
    ensure((before - dragged - 50.0).abs() < 0.1, || {
        format!("{before} px became {dragged} px")
    })?;
    // Escape takes it back.
    page.press(Key::Escape).await?;
    same("taken back", height(page, ".timeline").await?, before)?;
    page.evaluate(&pointer("pointerup", 450.0)).await?;

    page.evaluate(&pointer("pointerdown", 500.0)).await?;
    page.evaluate(&pointer("pointermove", 450.0)).await?;
    page.evaluate(&pointer("pointerup", 450.0)).await?;
    page.reload().await?;
    let kept = height(page, ".timeline").await?;
    ensure((kept - dragged).abs() < 0.1, || {
        format!("{dragged} px became {kept} px")
    })?;

    // Its share is kept, not its height, and a double click goes back to what fits.
    page.resize(Window {
        width: 1280,
        height: 1000,
    })
    .await?;
    told(page).await?;
    let higher = height(page, ".timeline").await?;
    ensure(higher > kept + 20.0, || format!("{kept} px became {higher} px"))?;
    page.resize(Window::DESKTOP).await?;
    page.evaluate("document.querySelector('.splitter').dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))")
        .await?;
    same("reset", height(page, ".timeline").await?, before)?;
    page.reload().await?;
    same("and forgotten", height(page, ".timeline").await?, before)
}
