//! The table of tasks: sorted, filtered and read by keyboard alone.

use crate::steps::{ended, link, show_tasks};
use futurescope_e2e::page::Key;
use futurescope_e2e::{Page, Result, Window, same};

/// A window in which several rows are in view under many lanes.
pub const HIGH_WINDOW: Window = Window::new(1440, 1100);

/// The names in the order of the rows, without main's.
const NAMES: &str = "[...document.querySelectorAll('.tasks-name')].map(name => name.textContent.trim())
    .filter(name => name && name !== 'main').join(' ')";

/// The names that are cut off.
const CUT_NAMES: &str =
    "[...document.querySelectorAll('.tasks-name')].filter(name => name.scrollWidth > name.clientWidth)
    .map(name => name.textContent.trim()).join(' ')";

/// The number of names of the timeline that are selected and whole inside of its frame.
const SELECTED_LANES_IN_VIEW: &str = "(() => {
    const frame = document.querySelector('.timeline').getBoundingClientRect();
    return [...document.querySelectorAll('.timeline-name[data-selected=true]')].filter(name => {
        const box = name.getBoundingClientRect();
        return box.top >= frame.top && box.bottom <= frame.bottom + 1;
    }).length;
})()";

/// The names of the selected rows that are whole inside of the panel.
const SELECTED_ROWS_IN_VIEW: &str = "(() => {
    const frame = document.querySelector('[aria-label=\"All tasks\"]').getBoundingClientRect();
    return [...document.querySelectorAll('.tasks-row[data-selected=true]')].filter(row => {
        const box = row.getBoundingClientRect();
        return box.top >= frame.top && box.bottom <= frame.bottom + 1;
    }).map(row => row.querySelector('.tasks-name').textContent.trim()).join(' ');
})()";

pub async fn tasks_are_sorted_and_filtered_by_keyboard(page: &Page, address: &str) -> Result {
    let names = async |what: &str, expected: &str| page.until(what, &format!("({NAMES}) === '{expected}'")).await;
    page.open_idle(&link(
        address,
        "tasks=users:0.6,orders:0.2,prices:0.4%20fail,order-lines:0.3&await=settle&limit=3",
    ))
    .await?;
    page.press(Key::Space).await?;
    page.until_run("running").await?;
    page.until(
        "waiting tasks can be cancelled",
        "document.querySelectorAll('.tasks-act > button').length > 1",
    )
    .await?;
    same("names cut off during the run", page.evaluate(CUT_NAMES).await?, "")?;
    ended(page, "ok").await?;

    // The letters of a name in the search are not keys of the page.
    page.type_text("/").await?;
    page.type_text("order").await?;
    names("both orders are found", "orders order-lines").await?;
    page.select_all().await?;
    page.type_text("s").await?;
    names("every name with an s is found", "users orders prices order-lines").await?;

    let duration = page.button("Duration").await?;
    duration.call("() => this.focus()").await?;
    page.press(Key::Enter).await?;
    names("the shortest is first", "orders prices order-lines users").await?;
    page.press(Key::Enter).await?;
    names("the longest is first", "users order-lines prices orders").await?;

    let failed = "document.querySelector('[data-filter=Failed]')";
    page.evaluate(&format!("{failed}.focus()")).await?;
    page.press(Key::Space).await?;
    names("only the failure is listed", "prices").await?;
    page.press(Key::Space).await?;
    names("all are listed again", "users order-lines prices orders").await?;

    // The key finds the search also when a panel or the program has the place of the table.
    let search_has_the_focus = "document.activeElement.id === 'find-task'";
    page.type_text("m").await?;
    page.type_text("/").await?;
    page.until("the table is shown in place of Compare", search_has_the_focus)
        .await?;
    page.tab("Code").await?.click().await?;
    page.button("Dock").await?.click().await?;
    page.type_text("/").await?;
    page.until("the table is shown in place of the program", search_has_the_focus)
        .await
}

pub async fn a_chosen_row_shows_its_lane_and_a_chosen_lane_its_row(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=0.1%20x150,last:0.2&await=gather&timers=shared"))
        .await?;
    page.press(Key::Space).await?;
    ended(page, "ok").await?;
    show_tasks(page).await?;
    // The last row of the table.
    let panel = page.role("region", "All tasks").await?;
    panel.call("() => this.focus()").await?;
    page.press(Key::ArrowUp).await?;
    page.until("its row is in view", &format!("({SELECTED_ROWS_IN_VIEW}) === 'last'"))
        .await?;
    page.until("its lane is in view", &format!("{SELECTED_LANES_IN_VIEW} === 1"))
        .await?;
    // Names backwards, which no delay of the machine changes: the row is near the top, and goes back to the end with the order of
    // the list.
    let name = page.button("Name").await?;
    name.call("() => this.focus()").await?;
    page.press(Key::Enter).await?;
    page.press(Key::Enter).await?;
    page.until("it is second after main", &format!("({NAMES}).startsWith('last ')"))
        .await?;
    page.press(Key::Enter).await?;
    page.until("it is out of view", &format!("({SELECTED_ROWS_IN_VIEW}) === ''"))
        .await?;
    // The keys of the timeline select another lane, and this one again.
    let timeline = page.role("region", "Timeline").await?;
    timeline.call("() => this.focus()").await?;
    page.press(Key::ArrowUp).await?;
    page.press(Key::ArrowDown).await?;
    page.until(
        "its row is in view again",
        &format!("({SELECTED_ROWS_IN_VIEW}) === 'last'"),
    )
    .await
}

/// The durations are in view wherever the table is: as a tab beside a docked program, and in a pane of its own.
pub async fn the_durations_stand_over_the_table_in_a_tab_too(page: &Page, address: &str) -> Result {
    const SEEN: &str = "(() => {
        const seen = selector => [...document.querySelectorAll(selector)].some(part => {
            const box = part.getBoundingClientRect();
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return box.height > 0 && part.contains(top);
        });
        return ['.durations-figures', '.durations-open', '.tasks-search', '.tasks-name'].filter(part => !seen(part)).join(' ');
    })()";
    page.open_idle(&link(address, "tasks=0.05,0.03,0.04,0.02&await=gather"))
        .await?;
    page.press(Key::Space).await?;
    ended(page, "ok").await?;
    show_tasks(page).await?;
    page.until(
        "the durations are counted",
        "!document.querySelector('.durations-figure > dd').textContent.includes('–')",
    )
    .await?;
    same("what is out of sight", page.evaluate(SEEN).await?, "")
}
