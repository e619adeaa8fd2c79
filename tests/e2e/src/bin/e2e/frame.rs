//! How timeline and panels share the window: the splitter, the docked program, and in a small window the bar of tabs.

use crate::layout::open_panel;
use crate::steps::{link, show_tasks};
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

pub async fn the_program_is_beside_the_panels_from_the_start_until_it_is_undocked(
    page: &Page,
    address: &str,
) -> Result {
    let list = link(address, "tasks=2,1&await=gather");
    let is_beside = "document.querySelector('[data-pane=tasks] .code-panel') !== null";
    page.resize(Window {
        width: 1360,
        height: 760,
    })
    .await?;
    page.open_idle(&list).await?;
    page.until("it is beside the Console", is_beside).await?;
    page.role("tabpanel", "Console").await?;
    show_tasks(page).await?;
    page.until("and beside Tasks", is_beside).await?;
    // Compare takes the whole width; the key of the program shows it again.
    open_panel(page, "Compare").await?;
    page.until("Compare is alone", &format!("!({is_beside})")).await?;
    page.evaluate("document.querySelector('.timeline').focus()").await?;
    page.type_text("d").await?;
    page.until("it is beside the Console again", is_beside).await?;

    page.button("Undock").await?.click().await?;
    page.role("tabpanel", "Code").await?;
    page.reload().await?;
    page.until(
        "Tasks has its place",
        "document.querySelector('[data-pane=tasks] .tasks') !== null",
    )
    .await?;
    page.tab("Code").await?.click().await?;
    page.button("Dock").await?.click().await?;
    page.resize(Window::DESKTOP).await?;
    page.reload().await?;
    page.until("docked by hand, it is beside in a narrower window", is_beside)
        .await?;
    page.evaluate("localStorage.clear()").await?;
    page.reload().await?;
    page.tab("Code").await?;
    page.role("table", "Tasks").await?;
    Ok(())
}

/// The windows in which the panels are a bar of tabs.
const SMALL: [(u32, u32); 4] = [(853, 480), (960, 600), (800, 450), (1280, 600)];

pub async fn in_a_small_window_the_panels_open_over_the_timeline(page: &Page, address: &str) -> Result {
    let folded = "document.querySelector('.tab-panel') === null";
    let tab = |name: &str| format!("document.querySelector('#tab-{name}')");
    for (width, height_of_window) in SMALL {
        page.resize(Window {
            width,
            height: height_of_window,
        })
        .await?;
        page.open_idle(&link(address, "tasks=2,1,3&await=gather")).await?;
        let place = format!("{width} by {height_of_window}");
        page.until(&format!("folded at {place}"), folded).await?;
        same("the bar", height(page, ".lower").await?, 37.0)?;
        let bottom = "document.querySelector('.lower').getBoundingClientRect().bottom";
        same(
            "it ends the window",
            page.number_of(bottom).await?,
            f64::from(height_of_window),
        )?;
        let before = height(page, ".timeline").await?;

        for panel in ["Console", "Tasks", "Events", "Why", "Code", "Compare", "Figures"] {
            page.tab(panel).await?.click().await?;
            page.role("tabpanel", panel).await?;
            let open = height(page, ".tab-panel").await?;
            ensure(open >= 160.0, || format!("{panel} has {open} px at {place}"))?;
            same("the timeline under it", height(page, ".timeline").await?, before)?;
            same(
                "the bar stays",
                page.number_of(bottom).await?,
                f64::from(height_of_window),
            )?;
        }
        // A second press on its tab, or Escape, closes it; the focus is on the tab then.
        page.tab("Figures").await?.click().await?;
        page.until("closed by a second press", folded).await?;
        page.type_text("w").await?;
        page.role("tabpanel", "Why").await?;
        page.evaluate("document.querySelector('.tab-panel [tabindex]').focus()")
            .await?;
        page.press(Key::Escape).await?;
        page.until("closed by Escape", folded).await?;
        page.until(
            "its tab has the focus",
            &format!("document.activeElement === {}", tab("why")),
        )
        .await?;
        same(
            "it says that it is closed",
            page.evaluate(&format!("{}.ariaSelected", tab("why"))).await?.as_str(),
            Some("false"),
        )?;
        // So does the focus on what is under it.
        page.press(Key::Enter).await?;
        page.role("tabpanel", "Why").await?;
        page.evaluate("[...document.querySelectorAll('.timeline-handle-end')].at(-1).focus({ focusVisible: true })")
            .await?;
        page.until("the bar's end is not covered", folded).await?;
    }
    Ok(())
}

pub async fn the_set_up_of_a_long_list_is_a_line_until_it_is_opened(page: &Page, address: &str) -> Result {
    let set_up = "document.querySelector('.app').dataset.setUp";
    page.open_idle(&link(address, "tasks=1%20x200")).await?;
    page.until("200 are a column", &format!("{set_up} === 'column'"))
        .await?;
    page.open_idle(&link(address, "tasks=1%20x201")).await?;
    page.until("201 are a line", &format!("{set_up} === 'line'")).await?;
    page.open_idle(&link(address, "tasks=1%20x200")).await?;
    // Nothing closes under the hands.
    page.tab("Text").await?.click().await?;
    page.textbox("Task list").await?.click().await?;
    page.press(Key::End).await?;
    page.type_text("0").await?;
    page.until(
        "the list has 2,000 tasks",
        "document.querySelector('.editor-count').innerText === '2,000'",
    )
    .await?;
    page.until("still a column", &format!("{set_up} === 'column'")).await?;
    page.open_idle(&link(address, "tasks=1%20x201")).await?;
    page.evaluate("document.querySelector('.editor-summary').click()")
        .await?;
    page.until("opened by hand", &format!("{set_up} === 'column'")).await?;
    page.reload().await?;
    page.until("it stays open", &format!("{set_up} === 'column'")).await?;
    page.open_idle(&link(address, "tasks=1%20x500")).await?;
    page.until("with any list", &format!("{set_up} === 'column'")).await
}
