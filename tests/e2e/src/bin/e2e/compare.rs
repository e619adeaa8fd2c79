//! Comparing the policies and the values of a modifier, by keyboard.

use crate::loading::Copy;
use crate::offline::{only_lack_of_network, stored_and_cut_off};
use crate::steps::{link, press_run, task_list};
use futurescope_e2e::page::Key;
use futurescope_e2e::{Failure, Page, Result, ensure, same};
use serde_json::{Value, json};

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

/// More than the page does in a frame: it goes to the worker.
const LONG: &str = "tasks=1s..3s%20x10000,2s%20fail%20x3&await=settled&limit=50&seed=4";

/// As long as lists may be that are compared, so that it is under way for a while.
const LONGEST: &str = "tasks=1s..3s%20x20000&limit=50";

/// True when the worker has taken the comparison.
const BY_WORKER: &str = "document.querySelector('.compare-progress').dataset.by === 'worker'";

/// True when it was made by the page.
const BY_PAGE: &str = "document.querySelector('.compare-progress').dataset.by === 'page'";

/// What the table says, the sketches included.
const TABLE: &str = "[...document.querySelectorAll('.compare-row')].map((row) => [row.innerText, row.querySelector('.sketch').innerHTML])";

/// Keeps the workers that the page starts, by their addresses: `workersForTests`.
const KEEP_WORKERS: &str = "
    window.workersForTests = [];
    const RealWorker = window.Worker;
    window.Worker = class extends RealWorker {
        constructor(address, options) {
            super(address, options);
            const kept = { address: String(address), worker: this, failed: false };
            this.addEventListener('error', () => { kept.failed = true; });
            workersForTests.push(kept);
        }
    };";

async fn open_long(page: &Page, address: &str, list: &str) -> Result {
    page.open_idle(&link(address, list)).await?;
    page.tab("Compare").await?.click().await
}

async fn made_by(page: &Page, whom: &str) -> Result<Value> {
    page.until("all eight are there", ALL_MADE).await?;
    page.until("the comparison is complete", FINISHED).await?;
    page.until("by whom it was made", whom).await?;
    page.evaluate(TABLE).await
}

pub async fn the_worker_makes_a_long_comparison_as_the_page_does(page: &Page, address: &str) -> Result {
    page.run_before(KEEP_WORKERS).await?;
    page.open_idle(&link(address, LONG)).await?;
    same(
        "workers before Compare is opened",
        page.number_of("workersForTests.length").await?,
        0.0,
    )?;
    page.tab("Compare").await?.click().await?;
    page.until("the worker has taken it", BY_WORKER).await?;
    let there = made_by(page, BY_WORKER).await?;
    let started = page.evaluate("workersForTests.map((it) => it.address)").await?;
    ensure(
        started.as_array().is_some_and(|started| {
            started.len() == 1
                && started[0]
                    .as_str()
                    .is_some_and(|address| address.starts_with("./assets/futurescope-worker_loader-"))
        }),
        || format!("workers: {started}"),
    )?;
    page.run_before("delete window.Worker;").await?;
    open_long(page, address, &format!("{LONG}&speed=2")).await?;
    let here = made_by(page, BY_PAGE).await?;
    same("the table", there, here)
}

pub async fn an_edit_ends_what_the_worker_does(page: &Page, address: &str) -> Result {
    page.run_before(KEEP_WORKERS).await?;
    open_long(page, address, LONGEST).await?;
    page.until("the worker has taken it", BY_WORKER).await?;
    task_list(page).await?.fill("2, 1, 3").await?;
    let totals =
        "document.querySelector('.compare-row[data-made=true] [data-col=\"Total time\"]')?.textContent === '6 s'";
    page.until("one by one of the new list", totals).await?;
    page.until("all eight are there", ALL_MADE).await?;
    task_list(page).await?.fill("1s..3s x10000").await?;
    page.until("the rows of the short list are gone", &format!("!({totals})"))
        .await?;
    page.until("the worker has taken the next", BY_WORKER).await?;
    made_by(page, BY_WORKER).await?;
    same("workers", page.number_of("workersForTests.length").await?, 1.0)
}

pub async fn the_worker_compares_values_that_are_added_and_removed(page: &Page, address: &str) -> Result {
    let chance = "tasks=1s..3s%20fail%2030%25%20x300&limit=3&await=settled";
    open_long(page, address, chance).await?;
    page.radio("What to compare", "Policies")
        .await?
        .call("() => this.focus()")
        .await?;
    page.press(Key::ArrowRight).await?;
    page.until("the worker has taken it", BY_WORKER).await?;
    let more = page.textbox("Also try").await?;
    more.fill("6").await?;
    page.press(Key::Enter).await?;
    let settings =
        |number: u32| format!("document.querySelectorAll('[aria-label=Settings] .compare-take').length === {number}");
    page.until("seven settings", &settings(7)).await?;
    page.until("it is complete", FINISHED).await?;
    page.until("by the worker", BY_WORKER).await?;
    page.button("Remove limit 6").await?.click().await?;
    page.until("six settings", &settings(6)).await?;
    page.until("it is complete", FINISHED).await
}

pub async fn a_comparison_goes_on_while_a_run_is_on(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=60s,1s..3s%20x10000&await=gather&timers=shared"))
        .await?;
    press_run(page).await?;
    page.until_run("running").await?;
    page.tab("Compare").await?.click().await?;
    made_by(page, BY_WORKER).await?;
    page.until_run("running").await?;
    page.button("Stop").await?.click().await?;
    page.until_run("done").await
}

pub async fn without_the_workers_file_the_page_compares(page: &Page, _: &str) -> Result {
    let copy = Copy::of_dist("no-worker")?;
    std::fs::remove_file(copy.asset("futurescope-worker_loader", ".js")?)?;
    let site = copy.serve().await?;
    page.run_before(KEEP_WORKERS).await?;
    open_long(page, site.address(), LONG).await?;
    made_by(page, BY_PAGE).await?;
    same("workers", page.number_of("workersForTests.length").await?, 1.0)?;
    page.until("the browser has said that there is none", "workersForTests[0].failed")
        .await?;
    // Whether it writes that into its log is its own affair.
    page.console_messages().await.map(drop)
}

/// A worker that is never there, and the page's wait for it without an end: `endTheWait` ends it.
const SILENT_WORKER: &str = "
    let isStarted = false;
    window.Worker = class extends EventTarget {
        constructor() {
            super();
            isStarted = true;
        }
        postMessage() {}
        terminate() {}
    };
    const later = window.setTimeout;
    window.setTimeout = (act, ms, ...rest) => {
        if (!isStarted || ms !== 1000) return later(act, ms, ...rest);
        window.endTheWait = act;
        return 0;
    };";

/// The number of rows that are made in 30 frames.
const MADE_IN_FRAMES: &str = "(async () => {
    const made = () => document.querySelectorAll('.compare-row[data-made=true]').length;
    const before = made();
    for (let frame = 0; frame < 30; frame += 1) await new Promise(requestAnimationFrame);
    return made() - before;
})()";

pub async fn until_the_worker_is_late_the_page_leaves_the_work_to_it(page: &Page, address: &str) -> Result {
    page.run_before(SILENT_WORKER).await?;
    open_long(page, address, "tasks=1s..3s%20x1000&limit=50").await?;
    page.until("it was asked", "'endTheWait' in window").await?;
    same("rows in 30 frames", page.number_of(MADE_IN_FRAMES).await?, 0.0)?;
    page.evaluate("endTheWait()").await?;
    made_by(page, BY_PAGE).await?;
    // The next one does not wait for a worker that has said nothing yet.
    page.evaluate("delete window.endTheWait").await?;
    task_list(page).await?.fill("1s..2s x1000").await?;
    page.until("the next is begun", &format!("!({FINISHED})")).await?;
    made_by(page, BY_PAGE).await?;
    let waits = page.evaluate("'endTheWait' in window").await?;
    same("waits again", waits.as_bool(), Some(false))
}

pub async fn a_worker_that_fails_loses_nothing(page: &Page, address: &str) -> Result {
    page.run_before(KEEP_WORKERS).await?;
    open_long(page, address, LONGEST).await?;
    page.until("the worker has taken it", BY_WORKER).await?;
    // It cannot read this, and stops as with any fault of its own.
    page.evaluate("workersForTests[0].worker.postMessage(7)").await?;
    page.until("the page goes on", BY_PAGE).await?;
    made_by(page, BY_PAGE).await?;
    task_list(page).await?.fill("1s..3s x10000").await?;
    page.until("the next is begun", &format!("!({FINISHED})")).await?;
    made_by(page, BY_PAGE).await?;
    same("workers", page.number_of("workersForTests.length").await?, 1.0)?;
    // Whether the browser writes the fault into its log is its own affair.
    page.console_messages().await.map(drop)
}

pub async fn leaving_compare_ends_the_worker(page: &Page, address: &str) -> Result {
    open_long(page, address, LONGEST).await?;
    page.until("the worker has taken it", BY_WORKER).await?;
    let workers = async || {
        let targets = page.devtools("Target.getTargets", json!({})).await?;
        let targets = targets["targetInfos"].as_array().cloned().unwrap_or_default();
        let is_ours = |target: &&Value| {
            target["url"]
                .as_str()
                .is_some_and(|url| url.contains("futurescope-worker_loader"))
        };
        Ok::<usize, Failure>(targets.iter().filter(is_ours).count())
    };
    same("workers", workers().await?, 1)?;
    page.tab("Events").await?.click().await?;
    page.eventually("there is none", async || Ok(workers().await? == 0))
        .await?;
    page.tab("Compare").await?.click().await?;
    made_by(page, BY_WORKER).await.map(drop)
}

pub async fn the_worker_compares_without_a_network(page: &Page, address: &str) -> Result {
    let address = stored_and_cut_off(page, address).await?;
    open_long(page, &address, LONG).await?;
    made_by(page, BY_WORKER).await?;
    only_lack_of_network(page).await
}
