//! Runs axe-core over the page in every state: all of its rules except those of AAA, including best practices and
//! experimental ones.
//!
//! AXE is the path of its script (`cargo xtask test e2e` sets it). Without it these tests check nothing and say so,
//! unless CI is `true`, where that is an error.

use crate::first_paint::HOLD;
use crate::layout::open_panel;
use crate::program::{CONSUMERS, choose_example, go_to_the_end, show_program, write};
use crate::steps::{ended, link, open_set_up, press_run, show_tasks};
use futurescope_e2e::page::Key;
use futurescope_e2e::{ColourScheme, Page, Result, Window, ensure, same};

/// A short run with every kind of outcome.
const SCENARIO: &str =
    "tasks=users:0.1,orders:0.08,thumbs:0.05%20cpu%2030ms,mail:0.02%20fail,audit:0.1&await=settle&limit=3";

/// A run that continues while it is checked.
const LONG: &str = "tasks=30,30,30&limit=2&await=gather";

/// Runs the rules and returns a line for each element that violates one.
const VIOLATIONS: &str = "(async () => {
    // Wait for animations, because colours in transition do not count.
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
    const rules = axe.getRules().filter((rule) => !rule.tags.includes('wcag2aaa')).map((rule) => rule.ruleId);
    const found = await axe.run(document, { runOnly: { type: 'rule', values: rules }, resultTypes: ['violations'] });
    return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 140)}`)).join('\\n');
})()";

/// With fewer rules than this, some are missing.
const FEWEST_RULES: f64 = 80.0;

/// The script of axe-core, if there is one.
async fn script() -> Result<Option<String>> {
    match std::env::var_os("AXE") {
        Some(path) => Ok(Some(tokio::fs::read_to_string(path).await?)),
        None => {
            let counts = std::env::var_os("CI").is_some_and(|value| value == "true");
            ensure(!counts, || "AXE names no axe-core, and CI is true".into())?;
            println!("AXE is not set: the rules of axe-core are not checked");
            Ok(None)
        }
    }
}

/// The page with the script loaded.
struct Checked<'a> {
    page: &'a Page,
    script: &'a str,
    /// The window and the colour scheme, for messages.
    setting: String,
}

impl Checked<'_> {
    async fn open(&self, address: &str) -> Result {
        self.page.open_idle(address).await?;
        self.page.evaluate(&format!("{}; 0", self.script)).await?;
        Ok(())
    }

    async fn check_rules(&self, state: &str) -> Result {
        let found = self.page.evaluate(VIOLATIONS).await?;
        same(&format!("{state}, {}", self.setting), found.as_str().unwrap_or("?"), "")
    }

    async fn click(&self, selector: &str) -> Result {
        self.page
            .evaluate(&format!("document.querySelector('{selector}').click()"))
            .await?;
        Ok(())
    }
}

/// Runs a check with each window and each colour scheme.
async fn everywhere(page: &Page, check: impl AsyncFn(&Checked<'_>) -> Result) -> Result {
    let Some(script) = script().await? else { return Ok(()) };
    for window in [
        Window {
            width: 1440,
            height: 900,
        },
        Window::PHONE,
    ] {
        for scheme in [ColourScheme::Dark, ColourScheme::Light] {
            page.resize(window).await?;
            page.prefer(scheme).await?;
            let setting = format!("{} by {}, {scheme:?}", window.width, window.height);
            check(&Checked {
                page,
                script: &script,
                setting,
            })
            .await?;
        }
    }
    Ok(())
}

pub async fn every_state_of_a_run_keeps_the_rules_of_accessibility(page: &Page, address: &str) -> Result {
    everywhere(page, async |checked| {
        checked.open(&link(address, LONG)).await?;
        let rules = page.number_of("axe.getRules().length").await?;
        ensure(rules > FEWEST_RULES, || format!("there are only {rules} rules"))?;
        checked.check_rules("idle").await?;
        press_run(page).await?;
        page.until_run("running").await?;
        checked.check_rules("running").await?;
        page.button("Pause").await?.click().await?;
        page.until_run("paused").await?;
        checked.check_rules("paused").await?;
        page.button("Stop").await?.click().await?;
        page.until_run("done").await?;
        checked.check_rules("stopped").await?;
        for (fragment, outcome) in [(SCENARIO, "ok"), ("tasks=0.02,0.01%20fail&await=gather", "failed")] {
            checked.open(&link(address, fragment)).await?;
            press_run(page).await?;
            ended(page, outcome).await?;
            checked.check_rules(outcome).await?;
        }
        Ok(())
    })
    .await
}

pub async fn what_stands_before_the_program_keeps_the_rules_of_accessibility(page: &Page, address: &str) -> Result {
    page.run_before(HOLD).await?;
    everywhere(page, async |checked| {
        for fragment in ["", "#tasks=3,4"] {
            checked.page.open(&format!("{address}{fragment}")).await?;
            checked.page.evaluate(&format!("{}; 0", checked.script)).await?;
            checked.check_rules("before the program").await?;
        }
        Ok(())
    })
    .await
}

pub async fn every_panel_keeps_the_rules_of_accessibility(page: &Page, address: &str) -> Result {
    everywhere(page, async |checked| {
        checked.open(&link(address, SCENARIO)).await?;
        press_run(page).await?;
        ended(page, "ok").await?;
        // Selects a task, so that Why has an answer.
        show_tasks(page).await?;
        checked.click(".tasks-row").await?;
        for panel in ["Console", "Events", "Why", "Compare", "Code"] {
            open_panel(page, panel).await?;
            checked.check_rules(panel).await?;
        }
        if page
            .evaluate("document.querySelector('.code-dock').checkVisibility()")
            .await?
            == true
        {
            checked.click(".code-dock").await?;
            checked.check_rules("Code docked").await?;
        }
        open_panel(page, "Compare").await?;
        checked
            .click("[aria-label=\"What to compare\"] label:nth-child(2)")
            .await?;
        page.until(
            "a table of limits",
            "document.querySelector('[aria-label=Settings] tbody tr')",
        )
        .await?;
        checked.check_rules("Compare by limit").await
    })
    .await
}

pub async fn the_editor_and_what_opens_keep_the_rules_of_accessibility(page: &Page, address: &str) -> Result {
    everywhere(page, async |checked| {
        checked.open(&link(address, SCENARIO)).await?;
        page.combobox("Example").await?.click().await?;
        checked.check_rules("the examples open").await?;
        page.press(Key::Escape).await?;
        page.evaluate("localStorage.setItem('futurescope-progress', 'Two tasks')")
            .await?;
        checked.open(&link(address, SCENARIO)).await?;
        page.combobox("Example").await?.click().await?;
        checked.check_rules("the examples open, one of them done").await?;
        page.press(Key::Escape).await?;
        page.button("Help").await?.click().await?;
        checked.check_rules("Help open").await?;
        checked.click("#tab-glossary").await?;
        checked.check_rules("Glossary open").await?;
        page.button("Close").await?.click().await?;
        // A phone has it in a menu.
        checked.click(".share-button").await?;
        page.role("dialog", "Share").await?;
        checked.check_rules("Share open").await?;
        page.press(Key::Escape).await?;
        open_set_up(page).await?;
        page.evaluate("document.querySelector('details').open = true").await?;
        checked.check_rules("the table").await?;
        page.button("More for users").await?.click().await?;
        page.role("menuitem", "Duplicate").await?;
        checked.check_rules("a row's menu open").await?;
        page.press(Key::Escape).await?;
        page.tab("Text").await?.click().await?;
        checked.check_rules("the text").await?;
        page.textbox("Task list").await?.fill("1, banana").await?;
        checked.check_rules("an unreadable text").await
    })
    .await
}

pub async fn a_program_and_its_record_keep_the_rules_of_accessibility(page: &Page, address: &str) -> Result {
    everywhere(page, async |checked| {
        checked.open(address).await?;
        show_program(page).await?;
        checked.check_rules("the program").await?;
        choose_example(page, "Shield").await?;
        page.evaluate("document.querySelector('.caption-actions button').click()")
            .await?;
        page.until(
            "its answers are there",
            "document.querySelectorAll('.answers input').length === 3",
        )
        .await?;
        page.evaluate("document.querySelector('.answers input').click()")
            .await?;
        checked.check_rules("its question and its answers").await?;
        press_run(page).await?;
        ended(page, "ok").await?;
        go_to_the_end(page).await?;
        page.until("its answer is graded", "document.querySelector('.guess-report')")
            .await?;
        checked.check_rules("which answer was right").await?;
        open_set_up(page).await?;
        write(page, CONSUMERS).await?;
        press_run(page).await?;
        ended(page, "deadlock").await?;
        go_to_the_end(page).await?;
        page.until(
            "its queue has a lane",
            "document.querySelector('[aria-label=Resources] li')",
        )
        .await?;
        checked.check_rules("its record").await?;
        open_panel(page, "Why").await?;
        checked.check_rules("why its tasks wait").await?;
        open_set_up(page).await?;
        write(page, "import asyncio\nasyncio.run(main()").await?;
        press_run(page).await?;
        ended(page, "failed").await?;
        open_set_up(page).await?;
        checked.check_rules("a program that is not Python").await
    })
    .await
}

pub async fn messages_and_an_embedded_page_keep_the_rules_of_accessibility(page: &Page, address: &str) -> Result {
    everywhere(page, async |checked| {
        checked
            .open(&link(address, "tasks=0.01&one=1&two=2&three=3&four=4"))
            .await?;
        checked.check_rules("messages").await?;
        page.evaluate("document.querySelector('.moment-more').open = true")
            .await?;
        checked.check_rules("all messages").await?;
        checked.open(&link(address, &format!("{SCENARIO}&embed=1"))).await?;
        checked.check_rules("embedded").await?;
        checked.open(&link(address, &format!("{SCENARIO}&present=1"))).await?;
        checked.check_rules("presented").await
    })
    .await
}

pub async fn a_guess_keeps_the_rules_of_accessibility(page: &Page, address: &str) -> Result {
    everywhere(page, async |checked| {
        checked.open(&link(address, &format!("{SCENARIO}&predict=0"))).await?;
        checked.check_rules("nothing guessed").await?;
        page.slider("End of users, your guess").await?.click().await?;
        page.press(Key::ArrowRight).await?;
        checked.click(".guess-lines-head .button").await?;
        checked.check_rules("a guess").await?;
        page.tab("Compare").await?.click().await?;
        checked.check_rules("Compare waits").await?;
        open_panel(page, "Console").await?;
        press_run(page).await?;
        ended(page, "ok").await?;
        page.until("the report", "document.querySelector('.guess-report')")
            .await?;
        checked.check_rules("a graded guess").await
    })
    .await
}
