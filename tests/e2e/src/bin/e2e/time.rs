//! Pause, step, seek, and the question why, by keyboard alone.

use crate::steps::{console_is, ended, link, run_to};
use futurescope_e2e::page::Key;
use futurescope_e2e::{Element, GATHERED_LINES, Page, Result, ensure, same};

const GATHER: &str = "tasks=2,1,3&await=gather";

/// More tab stops than the page has before the timeline.
const MANY_TABS: usize = 80;

pub async fn space_runs_pauses_and_resumes(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=0.6,0.3&await=gather")).await?;
    page.press(Key::Space).await?;
    page.until_run("running").await?;
    page.press(Key::Space).await?;
    page.until_run("paused").await?;
    page.button("Resume").await?;
    same(
        "Run status",
        page.role("status", "Run status").await?.text().await?.trim(),
        "Paused",
    )?;
    let before = page.console_lines().await?.len();
    ensure(before < 5, || {
        format!("{before} lines are printed before the first deadline")
    })?;
    page.press(Key::Space).await?;
    ended(page, "ok").await?;
    same(
        "the last line",
        page.console_lines().await?.last().map(String::as_str),
        Some("Results: [1.2, 0.6]"),
    )
}

pub async fn a_run_can_be_stepped_from_idle_to_its_end(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, GATHER)).await?;
    page.press(Key::ArrowRight).await?;
    page.until_run("paused").await?;
    let mut steps = 1;
    while page.evaluate("document.documentElement.dataset.run").await? != "done" {
        page.press(Key::ArrowRight).await?;
        steps += 1;
        ensure(steps < 60, || "60 steps do not end it".into())?;
    }
    same("data-outcome", page.outcome().await?.as_str(), "ok")?;
    console_is(page, &GATHERED_LINES).await
}

pub async fn the_whole_page_shows_the_moment_of_the_playhead(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, GATHER)).await?;
    // In virtual time, so that the moments are the same on a busy machine.
    page.type_text("a").await?;
    ended(page, "ok").await?;
    page.press(Key::Home).await?;
    console_is(page, &[]).await?;
    same(
        "the state at the start",
        state_of(page, "A").await?.as_str(),
        "not started",
    )?;
    let mut steps = 0;
    while page.console_lines().await?.len() < 4 {
        page.press(Key::ArrowRight).await?;
        steps += 1;
        ensure(steps < 40, || "40 steps do not reach the fourth line".into())?;
    }
    console_is(page, &GATHERED_LINES[..4]).await?;
    same("the task of 1 s", state_of(page, "B").await?.as_str(), "finished")?;
    same(
        "the task of 2 s",
        state_of(page, "A").await?.as_str(),
        "waiting on a timer",
    )?;
    let playhead = page.slider("Playhead").await?;
    let here = number(&playhead, "() => Number(this.value)").await?;
    ensure((1_000..2_000).contains(&here), || {
        format!("the playhead stands at {here} ms")
    })?;
    page.press(Key::ArrowLeft).await?;
    same("one step back", page.console_lines().await?.len(), 3)?;
    page.press(Key::End).await?;
    console_is(page, &GATHERED_LINES).await?;
    page.press(Key::Home).await?;
    page.type_text("l").await?;
    console_is(page, &GATHERED_LINES).await
}

pub async fn scrubbing_while_it_runs_shows_an_earlier_moment(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=20,15&await=gather")).await?;
    page.press(Key::Space).await?;
    page.until_run("running").await?;
    page.until(
        "some time has passed",
        "Number(document.querySelector('[aria-label=Playhead]').max) > 500",
    )
    .await?;
    // There is no event in this part, but it is still an earlier moment.
    page.evaluate(
        "(() => { const playhead = document.querySelector('[aria-label=Playhead]'); playhead.value = 200;
            playhead.dispatchEvent(new Event('input', { bubbles: true })); })()",
    )
    .await?;
    page.button("Live").await?;
    let playhead = page.slider("Playhead").await?;
    same(
        "the playhead",
        number(&playhead, "() => Number(this.value)").await?,
        200,
    )?;
    page.type_text("l").await?;
    page.until(
        "the page is live again",
        "Number(document.querySelector('[aria-label=Playhead]').value) > 500",
    )
    .await?;
    page.button("Stop").await?.click().await?;
    ended(page, "stopped").await
}

pub async fn why_is_asked_and_answered_without_a_mouse(page: &Page, address: &str) -> Result {
    page.open_idle(&link(
        address,
        "tasks=users:%200.1%20fail,orders:%202,items:%203&await=group",
    ))
    .await?;
    run_to(page, "failed").await?;
    let timeline = page.role("region", "Timeline").await?;
    for _ in 0..MANY_TABS {
        if timeline.has_focus().await? {
            break;
        }
        page.press(Key::Tab).await?;
    }
    ensure(timeline.has_focus().await?, || "Tab does not reach the timeline".into())?;
    for _ in 0..3 {
        page.press(Key::ArrowDown).await?;
    }
    page.press(Key::Enter).await?;
    let why = page.role("tabpanel", "Why").await?.text().await?;
    ensure(why.contains("Why was orders cancelled"), || format!("Why says: {why}"))?;
    ensure(why.contains("users failed"), || format!("Why says: {why}"))?;
    // The story of the task adds up, and the keys open the other panels.
    ensure(why.contains("of orders went"), || format!("Why says: {why}"))?;
    page.type_text("e").await?;
    page.role("table", "Events").await?;
    page.type_text("c").await?;
    page.role("log", "Console").await?;
    Ok(())
}

pub async fn events_are_listed_and_lead_to_their_moment(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=0.05%20x300&await=gather&timers=shared"))
        .await?;
    run_to(page, "ok").await?;
    page.tab("Events").await?.click().await?;
    let table = page.role("table", "Events").await?;
    let rows = table.rows().await?.len();
    ensure(rows < 100, || format!("{rows} rows exist for thousands of events"))?;
    let all = number(&table, "() => Number(this.getAttribute('aria-rowcount'))").await?;
    ensure(all > 2_000, || format!("the table tells of {all} rows"))?;
    page.evaluate("document.querySelector('.event-row').click()").await?;
    let playhead = page.slider("Playhead").await?;
    same("the playhead", number(&playhead, "() => Number(this.value)").await?, 0)?;
    page.type_text("c").await?;
    console_is(page, &[]).await
}

pub async fn one_task_can_be_cancelled_by_hand(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=users:%2020,orders:%200.2&await=settle"))
        .await?;
    page.press(Key::Space).await?;
    page.until_run("running").await?;
    page.button("Cancel users").await?.click().await?;
    ended(page, "ok").await?;
    same("users", state_of(page, "users").await?.as_str(), "cancelled")?;
    let lines = page.console_lines().await?;
    same(
        "the last line",
        lines.last().map(String::as_str),
        Some("Results: [CancelledError('operation with delay 20 was cancelled'), 0.4]"),
    )
}

pub async fn n_adds_a_task_whose_name_can_be_typed_at_once(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=2,1")).await?;
    page.type_text("nzed").await?;
    page.press(Key::Enter).await?;
    let items = crate::steps::items(page).await?;
    ensure(items.iter().any(|item| item.starts_with("zed:")), || {
        format!("the list is {items:?}")
    })
}

pub async fn help_lists_the_keys_and_turns_single_keys_off(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    page.button("Help").await?.click().await?;
    let help = page.role("dialog", "Help").await?;
    ensure(help.text().await?.contains("Space"), || "Help lists no Space".into())?;
    page.evaluate("document.querySelector('.help-switch input').click()")
        .await?;
    page.press(Key::Escape).await?;
    page.evaluate("document.activeElement.blur()").await?;
    page.press(Key::ArrowRight).await?;
    same(
        "data-run with single keys off",
        page.evaluate("document.documentElement.dataset.run").await?.as_str(),
        Some("idle"),
    )
}

async fn number(element: &Element, function: &str) -> Result<u64> {
    Ok(element.call(function).await?.as_u64().unwrap_or(u64::MAX))
}

/// The state of a task in the table Tasks.
async fn state_of(page: &Page, name: &str) -> Result<String> {
    let rows = page.role("table", "Tasks").await?.rows().await?;
    let row = rows
        .into_iter()
        .find(|cells| cells.first().is_some_and(|first| first == name));
    Ok(row.and_then(|cells| cells.get(1).cloned()).unwrap_or_default())
}

/// The caption keeps its height, whatever it says, and what stands under it keeps its place.
pub async fn the_caption_shifts_nothing(page: &Page, address: &str) -> Result {
    const PLACE: &str = "(() => { const box = document.querySelector('.caption').getBoundingClientRect();
        const timeline = document.querySelector('.timeline').getBoundingClientRect();
        return [box.height, timeline.top - box.bottom].map(Math.round).join(); })()";
    page.open_idle(&link(address, "tasks=0.4,0.2%20fail&await=gather&leftovers=finish"))
        .await?;
    let idle = page.evaluate(PLACE).await?;
    for _ in 0..3 {
        page.press(Key::ArrowRight).await?;
        let stepping = page.evaluate(PLACE).await?;
        same("the caption while stepping", &stepping, &idle)?;
    }
    page.press(Key::Space).await?;
    ended(page, "failed").await?;
    let done = page.evaluate(PLACE).await?;
    same("the caption after the end", &done, &idle)
}

/// Console follows its end; Why, opened after it, stands at its findings all the same, and at the answer once a task is chosen.
pub async fn why_opens_at_its_findings_and_scrolls_to_the_answer(page: &Page, address: &str) -> Result {
    page.open_idle(&link(
        address,
        "tasks=ok:%200.05%20x40,orders:%200.1%20fail,invoices:%200.2%20fail&await=gather&leftovers=finish",
    ))
    .await?;
    run_to(page, "failed").await?;
    let scrolled = "document.querySelector('.tab-panel .panel').scrollTop";
    page.until("Console has followed its end", &format!("{scrolled} > 0"))
        .await?;
    page.type_text("w").await?;
    page.until(
        "Why stands at its findings",
        &format!("{scrolled} === 0 && document.querySelectorAll('.finding').length > 0"),
    )
    .await?;
    page.evaluate("document.querySelector('.finding .button').click()")
        .await?;
    page.until(
        "the answer is at the top",
        "(() => { const panel = document.querySelector('.why').getBoundingClientRect();
            const question = document.querySelector('.why-question');
            return question !== null && question.getBoundingClientRect().top - panel.top < panel.height / 2; })()",
    )
    .await?;
    // The lane of the task, the last of forty-two, is in view.
    page.until(
        "the lane is in view",
        "(() => { const timeline = document.querySelector('.timeline').getBoundingClientRect();
            const name = document.querySelector('.timeline-name[data-selected=true]');
            return name !== null && name.getBoundingClientRect().bottom <= timeline.bottom + 1; })()",
    )
    .await
}
