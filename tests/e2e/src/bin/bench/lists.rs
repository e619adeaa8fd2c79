//! Measures typing into a list of a million tasks, and scrolling over 10,000 lanes.

use crate::figures::Report;
use crate::measures::{long_tasks_since, press_run_to_end};
use crate::quiet::until_quiet;
use futurescope_e2e::{Key, LongTask, Page, Result, same};

/// One character typed into `1s x1000000`: what blocks the main thread until the new prediction is drawn.
pub async fn typing(page: &Page, address: &str, repetitions: usize, report: &mut Report) -> Result {
    let (mut longest, mut main_thread) = (Vec::new(), Vec::new());
    for _ in 0..repetitions {
        page.open_idle(&format!("{address}#tasks=1s%20x1000000&await=gather"))
            .await?;
        page.open_set_up().await?; // so long a list makes it a line
        page.tab("Text").await?.click().await?;
        let list = page.textbox("Task list").await?;
        list.click().await?;
        page.press(Key::Home).await?;
        until_quiet(page).await?;
        let since = page.number_of("performance.now()").await?;
        let before = page.work().await?;
        page.type_text("1").await?;
        until_quiet(page).await?;
        main_thread.push(page.work().await?.main_thread_ms - before.main_thread_ms);
        longest.push(longest_of(&long_tasks_since(page, since).await?));
        same("what was typed", list.text().await?.as_str(), "11s x1000000")?;
    }
    let name = "a character typed into 1s x1000000";
    report.add(
        &format!("{name}: longest long task"),
        "ms",
        "goal: 0 (none above 50)",
        &longest,
    );
    report.add(&format!("{name}: main thread"), "ms", "", &main_thread);
    Ok(())
}

/// The wheel over 10,000 lanes with their recording: by one notch, and by so much that no row stays in view.
pub async fn wheel(page: &Page, address: &str, report: &mut Report) -> Result {
    const TURNS: usize = 20;
    page.open_idle(&format!("{address}#tasks=0.5s%20x10000&await=gather&timers=shared"))
        .await?;
    press_run_to_end(page).await?;
    let middle = |of: &str| {
        format!(
            "(() => {{ const box = document.querySelector('.timeline-canvas').getBoundingClientRect(); return box.{of}; }})()"
        )
    };
    let x = page.number_of(&middle("left + box.width / 2")).await?;
    let y = page.number_of(&middle("top + box.height / 2")).await?;
    for (what, pixels) in [("a notch of 100 px", 100.0), ("1000 px", 1000.0)] {
        let (mut script, mut main_thread) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            until_quiet(page).await?;
            let scrolled = page.number_of("document.querySelector('.timeline').scrollTop").await?;
            let before = page.work().await?;
            page.turn_wheel(x, y, pixels).await?;
            until_quiet(page).await?;
            let after = page.work().await?;
            let now = page.number_of("document.querySelector('.timeline').scrollTop").await?;
            same("pixels scrolled", (now - scrolled).round(), pixels)?;
            script.push(after.script_ms - before.script_ms);
            main_thread.push(after.main_thread_ms - before.main_thread_ms);
        }
        let name = format!("wheel over 10000 lanes, {what}");
        report.add(&format!("{name}: script"), "ms", "", &script);
        report.add(&format!("{name}: main thread"), "ms", "goal: one frame", &main_thread);
    }
    Ok(())
}

fn longest_of(tasks: &[LongTask]) -> f64 {
    tasks.iter().map(|task| task.duration_ms).fold(0.0, f64::max)
}
