//! The Code tab: the exact program, the lines that the tasks are at, and the policies' names in the language.

use crate::steps::link;
use futurescope_e2e::page::Key;
use futurescope_e2e::{Page, Result, ensure, same};

const GATHER: &str = "tasks=2,1,3&await=gather";

/// The exact text of the first example in Python.
const TUTORIAL: &str = "import asyncio


async def slow_operation(delay):
    print(f'Starting operation with delay {delay}')
    await asyncio.sleep(delay)
    print(f'Operation with delay {delay} finished')
    return delay * 2


async def main():
    task1 = asyncio.create_task(slow_operation(2))
    task2 = asyncio.create_task(slow_operation(1))
    result1 = await task1
    result2 = await task2
    print(f'Results: {result1}, {result2}')


asyncio.run(main())
";

pub async fn the_tutorial_is_written_in_three_languages(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    page.tab("Code").await?.click().await?;
    page.role("tabpanel", "Code").await?;
    same("Python", program(page).await?.as_str(), TUTORIAL)?;
    same(
        "how many pre",
        page.number_of("document.querySelectorAll('pre').length").await?,
        1.0,
    )?;
    for (language, first) in [
        ("Rust", "// Cargo.toml: tokio = "),
        ("JavaScript", "const sleep = "),
        ("Python", "import asyncio"),
    ] {
        page.tab(language).await?.click().await?;
        let program = program(page).await?;
        ensure(program.starts_with(first), || {
            format!("{language} begins with `{}`", &program[..40])
        })?;
    }
    page.press(Key::ArrowRight).await?;
    ensure(page.tab("Rust").await?.has_focus().await?, || {
        "an arrow does not move to the next language".into()
    })?;
    ensure(program(page).await?.contains("fn main()"), || {
        "an arrow does not choose".into()
    })
}

pub async fn the_policies_names_follow_the_language_which_is_remembered(page: &Page, address: &str) -> Result {
    let of = link(address, GATHER);
    page.open_idle(&of).await?;
    page.tab("Code").await?.click().await?;
    for (language, word) in [
        ("JavaScript", "Promise.all"),
        ("Python", "gather"),
        ("Rust", "try_join_all"),
    ] {
        page.tab(language).await?.click().await?;
        same("the word for Join all", word_of(page, "gather").await?.as_str(), word)?;
    }
    page.open_idle(&of).await?;
    same(
        "the word after a reload",
        word_of(page, "gather").await?.as_str(),
        "try_join_all",
    )
}

pub async fn a_step_moves_a_task_from_line_to_line(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, GATHER)).await?;
    page.tab("Code").await?.click().await?;
    same("before a run", line_of(page, "B").await?.as_str(), "")?;
    let mut lines: Vec<String> = Vec::new();
    let mut steps = 0;
    while page.evaluate("document.documentElement.dataset.run").await? != "done" {
        page.button("Step").await?.click().await?;
        steps += 1;
        ensure(steps < 60, || "60 steps do not end it".into())?;
        let line = line_of(page, "B").await?;
        if lines.last() != Some(&line) {
            lines.push(line);
        }
    }
    lines.retain(|line| !line.is_empty());
    let waits = lines.iter().position(|line| line == "await asyncio.sleep(delay)");
    let returns = lines.iter().position(|line| line == "return delay * 2");
    ensure(waits.is_some() && waits < returns, || format!("it stands at {lines:?}"))
}

pub async fn copy_takes_the_program_and_says_so(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    page.tab("Code").await?.click().await?;
    page.evaluate(
        "navigator.clipboard.writeText = (text) => { window.copiedForTests = text; return Promise.resolve(); }, 0",
    )
    .await?;
    page.button("Copy").await?.click().await?;
    let said = "[...document.querySelectorAll('[role=status]')].some((it) => it.innerText === 'Copied')";
    page.until("it says that it is copied", said).await?;
    same(
        "what is copied",
        page.evaluate("window.copiedForTests").await?.as_str(),
        Some(TUTORIAL),
    )?;
    page.until("it says so for a while", &format!("!{said}")).await
}

pub async fn hovering_a_line_highlights_its_tasks_and_a_chip_selects_one(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=30,30,30&await=gather")).await?;
    page.tab("Code").await?.click().await?;
    page.button("Run").await?.click().await?;
    page.button("Line 6: A, B, C").await?.call("() => this.focus()").await?;
    let lit = "document.querySelectorAll('.timeline-name[data-lit=true]').length";
    page.until("three names are lit", &format!("{lit} === 3")).await?;
    page.button("B, waiting on a timer").await?.click().await?;
    page.until(
        "the line of the selected task is tinted",
        "document.querySelector('.code-row[data-selected=true]')?.innerText.includes('B')",
    )
    .await?;
    page.button("Stop").await?.click().await
}

pub async fn an_empty_list_has_no_program_and_an_unreadable_one_the_last(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    page.tab("Code").await?.click().await?;
    let list = crate::steps::task_list(page).await?;
    list.paste("2, 1, 3sec").await?;
    same("the last good list", program(page).await?.as_str(), TUTORIAL)?;
    list.fill("").await?;
    page.until(
        "it says why there is none",
        "document.body.innerText.includes('No tasks, no program')",
    )
    .await
}

pub async fn code_scrolls_by_itself_on_a_phone(page: &Page, address: &str) -> Result {
    page.open_idle(&link(
        address,
        "tasks=users:2s%20fail,orders:1s,third:3s&await=group&retry=2&backoff=1&deadline=9",
    ))
    .await?;
    page.tab("Code").await?.click().await?;
    for language in ["Python", "Rust", "JavaScript"] {
        page.tab(language).await?.click().await?;
        let width = page.number_of("document.documentElement.scrollWidth").await?;
        ensure(width <= 390.0, || {
            format!("with {language} the page is {width} px wide")
        })?;
    }
    page.button("Copy").await?;
    page.button("Download").await?;
    Ok(())
}

async fn program(page: &Page) -> Result<String> {
    let text = page.evaluate("document.querySelector('pre').textContent").await?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

async fn word_of(page: &Page, policy: &str) -> Result<String> {
    let text = page
        .evaluate(&format!("document.getElementById('policy-{policy}-word').innerText"))
        .await?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

/// The text of the line beside which the chip of this task is; empty if there is none.
async fn line_of(page: &Page, task: &str) -> Result<String> {
    let asked = format!(
        "(() => {{
            const chip = [...document.querySelectorAll('.code-chip')].find((chip) => chip.innerText.trim() === '{task}');
            if (!chip) return '';
            const row = Number(chip.closest('.code-row').style.getPropertyValue('--line'));
            return document.querySelector('pre').textContent.split('\\n')[row].trim();
        }})()"
    );
    Ok(page.evaluate(&asked).await?.as_str().unwrap_or_default().to_owned())
}

pub async fn docked_it_is_beside_the_other_panels(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=2,1")).await?;
    page.tab("Code").await?.click().await?;
    page.button("Dock").await?.click().await?;
    page.role("log", "Console").await?;
    page.tab("Python").await?;
    page.tab("Why").await?.click().await?;
    page.tab("Python").await?;
    page.button("Undock").await?.click().await?;
    page.role("tabpanel", "Code").await?;
    page.tab("Console").await?.click().await?;
    page.role("table", "Tasks").await?;
    Ok(())
}
