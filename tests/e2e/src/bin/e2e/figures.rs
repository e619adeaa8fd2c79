//! The figures of a run: the counts that list their tasks, the row of tasks in flight, and the lines of the percentiles.

use crate::layout::open_panel;
use crate::steps::{link, run_to};
use futurescope_e2e::page::Key;
use futurescope_e2e::{Page, Result, Window, same};

/// Two finish and one fails.
const ONE_FAILS: &str = "tasks=users:0.1,orders:0.05%20fail,mail:0.05&await=settle";
/// The names in the table of tasks.
const NAMES: &str = "[...document.querySelectorAll('.tasks-name')].map(name => name.innerText.trim()).join(' ')";
/// What the open tooltip says.
const TOLD: &str = "document.querySelector('.tooltip[data-open=true] .tooltip-word')?.innerText ?? ''";

pub async fn a_count_lists_its_tasks_by_keyboard_at_any_size(page: &Page, address: &str) -> Result {
    for (width, height) in [(1440, 900), (1280, 800), (853, 480), (390, 844)] {
        page.resize(Window { width, height }).await?;
        page.open_idle(&link(address, ONE_FAILS)).await?;
        run_to(page, "ok").await?;
        if (width, height) == (853, 480) {
            open_panel(page, "Figures").await?;
        }
        let size = format!("at {width} by {height}");
        let counts = "[...document.querySelectorAll('.count')].map(pill => pill.innerText.replace(/\\s+/g, ' ').trim()).join(', ')";
        same(&size, page.evaluate(counts).await?, "2 finished, 1 failed")?;
        page.evaluate("document.querySelector('[data-count=Failed]').focus()")
            .await?;
        page.press(Key::Enter).await?;
        page.until(
            &format!("the failed one is listed {size}"),
            &format!("({NAMES}) === 'orders'"),
        )
        .await?;
        let seen = "document.querySelector('.tasks').getBoundingClientRect().height > 0 && document.activeElement !== document.body";
        page.until(&format!("the table is there and something has the focus {size}"), seen)
            .await?;
    }
    Ok(())
}

pub async fn the_row_in_flight_answers_at_any_point_by_pointer_and_by_keys(page: &Page, address: &str) -> Result {
    page.resize(Window {
        width: 1440,
        height: 900,
    })
    .await?;
    let list = "tasks=0.5%20x4,0.5%20fail,0.5%20x4,0.5%20fail&await=settle&limit=5";
    page.open_idle(&link(address, list)).await?;
    let point = |share: f64| {
        format!(
            "(() => {{
                const row = document.querySelector('.timeline-flight').getBoundingClientRect();
                const plot = document.querySelector('.timeline-plot').getBoundingClientRect();
                const canvas = document.querySelector('.timeline-canvas');
                const x = plot.left + 16 + (plot.width - 120) * {share}, y = row.top + row.height / 2;
                canvas.dispatchEvent(new PointerEvent('pointermove', {{ bubbles: true, pointerType: 'mouse', clientX: x, clientY: y }}));
            }})()"
        )
    };
    page.evaluate(&point(0.25)).await?;
    page.until(
        "before the run it says what is predicted",
        &format!("/^At 0\\.2\\d\\d s, predicted: 5 in flight, none failed by then$/.test({TOLD})"),
    )
    .await?;
    run_to(page, "ok").await?;
    page.evaluate(&point(0.75)).await?;
    page.until(
        "after it what was",
        &format!("/^At 0\\.[67]\\d\\d s: 5 in flight, 1 failed so far$/.test({TOLD})"),
    )
    .await?;
    page.press(Key::Escape).await?;
    page.until("Escape closes it", &format!("({TOLD}) === ''")).await?;

    // By keys: it begins at the playhead, which is at the end.
    let slider = "document.querySelector('[role=slider][aria-label=\"Tasks in flight\"]')";
    page.press(Key::Tab).await?;
    page.evaluate(&format!("{slider}.focus()")).await?;
    page.until(
        "it answers to the focus",
        &format!("/ s: .* in flight, 2 failed so far$/.test({TOLD})"),
    )
    .await?;
    page.press(Key::Home).await?;
    page.until(
        "at the start",
        &format!("/^At 0 s: .* in flight, none failed so far$/.test({TOLD})"),
    )
    .await?;
    for _ in 0..10 {
        page.press(Key::ArrowRight).await?;
    }
    page.until(
        "and at a moment in between",
        &format!("/^At 0\\.\\d\\d\\d s: 5 in flight, none failed so far$/.test({slider}.ariaValueText)"),
    )
    .await
}

pub async fn the_labels_of_the_percentiles_stand_at_their_lines_and_never_meet(page: &Page, address: &str) -> Result {
    const MEETS: &str = "(() => {
        const box = (kind, mark) => document.querySelector(`.durations-${kind}[data-mark=${mark}]`).getBoundingClientRect();
        const plot = document.querySelector('.durations-plot').getBoundingClientRect();
        const found = [];
        for (const mark of ['p50', 'p95']) {
            const line = box('line', mark), label = box('mark', mark);
            if (line.left < plot.left - 1 || line.right > plot.right + 1 || line.height < 20) found.push(`the line of ${mark}`);
            if (label.left < plot.left - 0.5 || label.right > plot.right + 0.5) found.push(`the label of ${mark} is outside`);
            const away = Math.max(label.left - line.right, line.left - label.right, 0);
            if (away > label.width) found.push(`the label of ${mark} is far from its line`);
        }
        if (box('mark', 'p50').right > box('mark', 'p95').left + 0.5) found.push('they meet');
        return found.join(', ');
    })()";
    for (width, height) in [(1440, 900), (1280, 800), (390, 844)] {
        page.resize(Window { width, height }).await?;
        for list in [
            "0.1%20x40",
            "0.1%20x30,0.9",
            "0.1,0.9%20x30",
            "0.1%20x10,0.5%20x10,0.9%20x10",
        ] {
            page.open_idle(&link(address, &format!("tasks={list}&await=settle")))
                .await?;
            run_to(page, "ok").await?;
            if page.all("tab", Some("Tasks")).await?.is_empty() {
                page.until("the table is there", "document.querySelector('.durations-open')")
                    .await?;
            } else {
                open_panel(page, "Tasks").await?;
            }
            page.evaluate("document.querySelector('.durations-open').click()")
                .await?;
            page.until(
                "there are lines",
                "document.querySelector('.durations-line')?.style.left",
            )
            .await?;
            let found = page.evaluate(MEETS).await?;
            same(
                &format!("{list} at {width} by {height}"),
                found.as_str().unwrap_or("?"),
                "",
            )?;
        }
    }
    Ok(())
}
