//! Comparing the policies and the values of a modifier, by keyboard.

use crate::steps::link;
use futurescope_e2e::page::Key;
use futurescope_e2e::{Page, Result, ensure, same};

const POLICIES: [&str; 8] = [
    "One by one",
    "Spawn, then await",
    "Join all",
    "Settle all",
    "Fail fast",
    "Race",
    "First success",
    "As completed",
];

/// True when all rows have their figures.
const ALL_MADE: &str = "document.querySelectorAll('.compare-row[data-made=true]').length === 8";

/// True when the comparison is complete.
const FINISHED: &str = "document.querySelector('.compare-progress').dataset.on === 'false'";

/// More tab stops than there are up to the policies of the panel.
const MANY_TABS: usize = 30;

pub async fn eight_policies_are_compared_and_one_is_applied_by_keyboard(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=2,1,3")).await?;
    page.type_text("m").await?;
    page.until("all eight are there", ALL_MADE).await?;
    let rows = page.role("table", "Policies").await?.rows().await?;
    let rows: Vec<Vec<String>> = rows.into_iter().filter(|row| row.len() > 1).collect();
    let names = rows.iter().filter_map(|row| {
        let name = POLICIES.into_iter().find(|label| row[0].starts_with(label));
        name.filter(|_| row[0] != "Policy")
    });
    same(
        "the names in order",
        names.collect::<Vec<_>>().as_slice(),
        &POLICIES[..],
    )?;
    let makespan = |name: &str| {
        let row = rows.iter().find(|row| row[0].starts_with(name));
        row.and_then(|row| row.iter().find(|cell| cell.ends_with(" s")).cloned())
            .unwrap_or_default()
    };
    same("one by one", makespan("One by one").as_str(), "6 s")?;
    same("join all", makespan("Join all").as_str(), "3 s")?;

    // From the tab into the panel; Enter applies the policy that has focus.
    page.tab("Compare").await?.call("() => this.focus()").await?;
    let take = page.button("Take Join all").await?;
    for _ in 0..MANY_TABS {
        if take.has_focus().await? {
            break;
        }
        page.press(Key::Tab).await?;
    }
    ensure(take.has_focus().await?, || "Tab does not reach `Take Join all`".into())?;
    page.press(Key::Enter).await?;
    page.until(
        "the row is the current one",
        "document.querySelector('.compare-row[data-on=true] .compare-take')?.textContent === 'Join all'",
    )
    .await?;
    let on = page.radio("How to await", "Join all").await?.is_checked().await?;
    ensure(on, || "the editor does not have the policy that was taken".into())?;

    // The sentence below the figures belongs to the row that can be clicked.
    page.evaluate(
        "(() => {
            const said = document.querySelector('#compare-others-spawn');
            said.scrollIntoView({ block: 'center' });
            const box = said.getBoundingClientRect();
            document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2).click();
        })()",
    )
    .await?;
    page.until(
        "the clicked row is the current one",
        "document.querySelector('.compare-row[data-on=true] .compare-take')?.textContent === 'Spawn, then await'",
    )
    .await
}

pub async fn the_axis_of_the_sketches_keeps_its_distance_from_the_figures(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=1%20fail,2,3&await=gather"))
        .await?;
    page.type_text("m").await?;
    page.until("all eight are there", ALL_MADE).await?;
    let apart = page
        .number_of(
            "(() => {
                const heading = document.querySelector('.compare-head[data-col=\"Total time\"] *').getBoundingClientRect();
                const ends = [...document.querySelectorAll('.compare-tick')].map((tick) => tick.getBoundingClientRect().right);
                return heading.left - Math.max(...ends);
            })()",
        )
        .await?;
    ensure(apart >= 8.0, || {
        format!("the last label of the axis is {apart} px before the next heading")
    })
}

pub async fn limits_are_compared_and_one_is_applied(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=2,1,3&await=gather")).await?;
    page.type_text("m").await?;
    page.radio("What to compare", "Policies")
        .await?
        .call("() => this.focus()")
        .await?;
    page.press(Key::ArrowRight).await?;
    page.until(
        "five settings",
        "document.querySelectorAll('[aria-label=Settings] .compare-take').length === 5",
    )
    .await?;
    page.until("all are made", FINISHED).await?;
    let rows = page.role("table", "Settings").await?.rows().await?;
    let limits: Vec<&str> = rows
        .iter()
        .filter(|row| row.iter().any(|cell| cell.ends_with(" s")))
        .map(|row| row[0].as_str())
        .collect();
    same("the limits", limits.as_slice(), &["1", "2", "4", "8", "none"][..])?;
    page.button("Take limit 2").await?.click().await?;
    same(
        "the field Limit",
        page.textbox("Limit").await?.text().await?.as_str(),
        "2",
    )
}

pub async fn a_thousand_tasks_are_compared_without_long_tasks(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=1s..3s%20x1000&limit=50")).await?;
    page.type_text("m").await?;
    page.until("all eight are there", ALL_MADE).await?;
    let drawn = page
        .number_of("document.querySelectorAll('.sketch path').length")
        .await?;
    ensure(drawn < 200.0, || format!("{drawn} paths for eight rows"))
}
