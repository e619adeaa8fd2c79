//! Saved work is never lost: the page is reloaded and left at any time, with storages that are full, denied or contain
//! invalid data, from several tabs. The text is restored, or the page has said that it cannot be.

use crate::steps::{link, task_list};
use futurescope_e2e::page::STANDS;
use futurescope_e2e::{Failure, Page, Result, ensure, same};
use serde_json::json;
use std::cell::RefCell;

/// A list of 86 KB, too long for the address. On one line, because Chromium takes half a minute to insert thousands of
/// lines, even into a bare textarea.
fn long_list() -> String {
    let items = (1..=4_300).map(|place| format!("task {place:04}: 2.5s"));
    items.collect::<Vec<_>>().join(", ")
}

pub async fn a_long_list_is_restored_after_a_reload(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    let list = task_list(page).await?;
    list.fill("1, 2").await?;
    address_has(page, "tasks=1,2").await?;
    list.paste(&long_list()).await?;
    says(page, "too long for the address").await?;
    says(page, "kept in this browser").await?;
    page.reload().await?;
    list_is(page, &long_list()).await?;
    // So long a list closes the set-up.
    task_list(page).await?;
    page.evaluate("document.querySelector('textarea').focus()").await?;
    page.type_text("9").await?;
    let changed = text(page).await?;
    page.reload().await?;
    list_is(page, &changed).await?;
    same("how much there is", changed.len(), long_list().len() + 1)
}

pub async fn a_list_of_120_000_lines_is_restored_after_a_reload(page: &Page, address: &str) -> Result {
    let lines = "1s # a line\n".repeat(120_000);
    page.open_idle(address).await?;
    write(page, &lines).await?;
    says(page, "kept in this browser").await?;
    page.reload().await?;
    same("what is there", text(page).await? == lines, true)
}

pub async fn comments_are_restored_after_an_immediate_reload(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    task_list(page).await?.fill("2, 1 # the tutorial").await?;
    page.reload().await?;
    list_is(page, "2, 1 # the tutorial").await?;
    // The address has room for it, and so it is written.
    task_list(page).await?.fill("3, 1 # mine").await?;
    address_has(page, "tasks=3,1").await?;
    page.reload().await?;
    list_is(page, "3, 1 # mine").await
}

pub async fn invalid_input_and_all_other_input_is_restored_after_a_reload(page: &Page, address: &str) -> Result {
    for (field, bad) in [("Backoff", "none"), ("Timeout", "3x"), ("Retries", "many")] {
        page.open_idle(address).await?;
        page.textbox(field).await?.fill(bad).await?;
        task_list(page).await?.fill("users: 4s, orders: 5s").await?;
        page.radio("How to await", "Join all").await?.click().await?;
        page.textbox("Limit").await?.fill("7").await?;
        page.reload().await?;
        list_is(page, "users: 4s, orders: 5s").await?;
        same(field, page.textbox(field).await?.text().await?, bad)?;
        same("Limit", page.textbox("Limit").await?.text().await?, "7")?;
        ensure(
            page.radio("How to await", "Join all").await?.is_checked().await?,
            || "gather is not chosen".into(),
        )?;
        // Escape restores the previous value, as without the reload.
        page.textbox("Limit").await?.fill("x").await?;
        page.reload().await?;
        page.textbox("Limit").await?.click().await?;
        page.press(futurescope_e2e::page::Key::Escape).await?;
        same("Limit", page.textbox("Limit").await?.text().await?, "7")?;
    }
    page.open_idle(address).await?;
    task_list(page).await?.fill("2, 1, banana").await?;
    page.radio("How to await", "Race").await?.click().await?;
    page.reload().await?;
    list_is(page, "2, 1, banana").await?;
    ensure(page.radio("How to await", "Race").await?.is_checked().await?, || {
        "race is not chosen".into()
    })
}

pub async fn an_invalid_cell_is_restored_after_a_reload(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=users:%202s,orders:%201s")).await?;
    page.textbox("Delay of users").await?.fill("3sec").await?;
    page.textbox("Delay of orders").await?.fill("9s").await?;
    page.reload().await?;
    same("the cell", page.textbox("Delay of users").await?.text().await?, "3sec")?;
    same("the other", page.textbox("Delay of orders").await?.text().await?, "9s")?;
    says(page, "is not a duration").await
}

pub async fn a_change_on_the_bare_page_keeps_the_offer(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    task_list(page).await?.paste(&long_list()).await?;
    page.open_idle(address).await?;
    list_is(page, "2, 1").await?;
    offer_is(page, true).await?;
    task_list(page).await?.click().await?;
    page.type_text("0").await?;
    // After the work was saved, and after a reload.
    address_has(page, "tasks=").await?;
    offer_is(page, true).await?;
    page.reload().await?;
    offer_is(page, true).await?;
    page.button("Open it").await?.click().await?;
    list_is(page, &long_list()).await?;
    // The text typed in the meantime is offered later.
    offer_is(page, true).await?;
    page.reload().await?;
    list_is(page, &long_list()).await
}

pub async fn a_change_after_a_link_keeps_the_offer(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    task_list(page).await?.fill("4, 5 # mine").await?;
    page.open_idle(&link(address, "tasks=7,8")).await?;
    list_is(page, "7, 8").await?;
    offer_is(page, true).await?;
    task_list(page).await?.click().await?;
    page.type_text("0").await?;
    page.reload().await?;
    offer_is(page, true).await?;
    page.button("Open it").await?.click().await?;
    list_is(page, "4, 5 # mine").await
}

pub async fn a_link_in_the_same_tab_replaces_the_work_and_back_restores_it(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    task_list(page).await?.fill("4, 5 # mine").await?;
    page.evaluate("location.hash = '#tasks=7,8'").await?;
    list_is(page, "7, 8").await?;
    offer_is(page, true).await?;
    // The work was not written to the address: the link is unchanged.
    same("the address", hash(page).await?, "#tasks=7,8")?;
    page.back().await?;
    list_is(page, "4, 5 # mine").await?;
    offer_is(page, false).await?;
    page.evaluate("location.hash = '#tasks=9'").await?;
    list_is(page, "9").await?;
    page.button("Open it").await?.click().await?;
    list_is(page, "4, 5 # mine").await?;
    page.reload().await?;
    list_is(page, "4, 5 # mine").await
}

pub async fn a_link_followed_while_an_edit_is_about_to_be_written_is_opened(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    task_list(page).await?.fill("4, 5, 6 # mine").await?;
    address_has(page, "tasks=4").await?;
    // Of two edits, the second is written 500 ms after the first. Both timers are due when the loop ends, so this
    // write comes between the change of the address and its event.
    let follow = "{
        const list = document.querySelector('textarea');
        const edit = (text) => {
            list.value = text;
            list.dispatchEvent(new InputEvent('input', { bubbles: true }));
        };
        edit('4, 5, 6, 7 # mine');
        setTimeout(() => {
            edit('4, 5, 6, 7, 8 # mine');
            setTimeout(() => {
                setTimeout(() => { location.hash = '#tasks=7,8'; });
                const due = Date.now() + 700;
                while (Date.now() < due);
            }, 50);
        }, 50);
    }";
    page.evaluate(follow).await?;
    list_is(page, "7, 8").await?;
    same("the address", hash(page).await?, "#tasks=7,8")?;
    page.button("Open it").await?.click().await?;
    list_is(page, "4, 5, 6, 7, 8 # mine").await
}

pub async fn an_example_replaces_the_work_which_is_then_offered(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    task_list(page).await?.fill("4, 5 # mine").await?;
    page.combobox("Example").await?.choose(1).await?;
    list_is(page, "2, 1, 3").await?;
    address_has(page, "await=gather").await?;
    page.reload().await?;
    list_is(page, "2, 1, 3").await?;
    page.button("Open it").await?.click().await?;
    list_is(page, "4, 5 # mine").await
}

pub async fn an_opened_work_replaces_the_current_one_which_is_then_offered(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    for list in ["1 # one", "2 # two", "3 # three"] {
        page.open_idle(address).await?;
        task_list(page).await?.fill(list).await?;
    }
    says(page, "2 # two").await?;
    page.button("Another").await?.click().await?;
    says(page, "1 # one").await?;
    page.button("Open it").await?.click().await?;
    list_is(page, "1 # one").await?;
    says(page, "3 # three").await?;
    page.button("Open it").await?.click().await?;
    list_is(page, "3 # three").await
}

pub async fn a_dismissed_work_stays_saved(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    task_list(page).await?.fill("4, 5 # mine").await?;
    page.open_idle(address).await?;
    page.button("Dismiss").await?.click().await?;
    offer_is(page, false).await?;
    page.reload().await?;
    offer_is(page, false).await?;
    task_list(page).await?.fill("6").await?;
    page.reload().await?;
    page.new_tab().await?;
    page.open_idle(address).await?;
    says(page, "is kept: 6").await?;
    page.button("Another").await?.click().await?;
    page.button("Open it").await?.click().await?;
    list_is(page, "4, 5 # mine").await
}

pub async fn leaving_immediately_loses_nothing(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    task_list(page).await?.click().await?;
    // In one task, so that no delayed work can run.
    let leave = "(how) => {
        const field = document.querySelector('textarea');
        field.value += ' # and gone';
        field.dispatchEvent(new Event('input', { bubbles: true }));
        queueMicrotask(how);
    }";
    page.evaluate(&format!("({leave})(() => location.reload())")).await?;
    page.eventually("the reloaded page has the text", async || {
        let stands = page.evaluate(&format!("Boolean({STANDS})")).await? == json!(true);
        Ok(stands && text(page).await? == "2, 1 # and gone")
    })
    .await?;
    page.evaluate(&format!("({leave})(() => {{ location.href = 'about:blank' }})"))
        .await?;
    page.until("the page is left", "location.href === 'about:blank'")
        .await?;
    page.back().await?;
    page.until_mounted().await?;
    list_is(page, "2, 1 # and gone # and gone").await
}

pub async fn two_tabs_do_not_overwrite_each_other(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    task_list(page).await?.fill("4 # first").await?;
    let first = page.new_tab().await?;
    page.open_idle(address).await?;
    task_list(page).await?.fill("5 # second").await?;
    let second = page.switch_to(first).await?;
    task_list(page).await?.fill("4 # first, later").await?;
    page.reload().await?;
    list_is(page, "4 # first, later").await?;
    page.switch_to(second).await?;
    page.reload().await?;
    list_is(page, "5 # second").await?;
    // Both works are offered at the next visit.
    page.new_tab().await?;
    page.open_idle(address).await?;
    // A new tab is small here. Its set-up was left open, and does not cover the offer.
    says(page, "first, later").await?;
    page.button("Another").await?.click().await?;
    says(page, "5 # second").await
}

/// Fills a storage until not one more character fits.
const FILL: &str = "(storage) => {
    let size = 1 << 23;
    for (let place = 0; size >= 1; ) {
        try { storage.setItem('filler' + place, 'x'.repeat(size)); place += 1; }
        catch { size >>= 1; }
    }
}";

pub async fn a_full_storage_is_reported_and_the_tab_keeps_the_work(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    page.evaluate(&format!("({FILL})(localStorage)")).await?;
    task_list(page).await?.paste(&long_list()).await?;
    says(page, "kept in this tab only").await?;
    page.reload().await?;
    list_is(page, &long_list()).await
}

pub async fn full_storages_are_reported_and_lose_nothing(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    task_list(page).await?.fill("4, 5 # mine").await?;
    page.open_idle(address).await?;
    page.evaluate(&format!("({FILL})(localStorage); ({FILL})(sessionStorage)"))
        .await?;
    task_list(page).await?.paste(&long_list()).await?;
    says(page, "is not kept").await?;
    let page_text = page.text().await?;
    ensure(!page_text.contains("is kept in"), || {
        format!("the page says that it is kept:\n{page_text}")
    })?;
    page.reload().await?;
    page.button("Open it").await?.click().await?;
    list_is(page, "4, 5 # mine").await
}

pub async fn a_storage_that_throws_is_reported_and_loses_nothing(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    task_list(page).await?.fill("4, 5 # mine").await?;
    page.open_idle(address).await?;
    page.evaluate("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }")
        .await?;
    task_list(page).await?.fill("6, x").await?;
    says(page, "is not kept").await?;
    task_list(page).await?.fill("6, 7").await?;
    says(page, "only the address holds your work").await?;
    address_has(page, "tasks=6,7").await?;
    page.reload().await?;
    list_is(page, "6, 7").await?;
    page.button("Open it").await?.click().await?;
    list_is(page, "4, 5 # mine").await
}

pub async fn denied_storages_are_reported(page: &Page, address: &str) -> Result {
    page.run_before_page(
        "for (const name of ['localStorage', 'sessionStorage'])
            Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });",
    )
    .await?;
    page.open_idle(address).await?;
    task_list(page).await?.fill("4, 5 # mine").await?;
    says(page, "only the address holds your work, without its comments").await?;
    address_has(page, "tasks=4,5").await?;
    task_list(page).await?.paste(&long_list()).await?;
    says(page, "is not kept").await?;
    page.reload().await?;
    list_is(page, "4, 5").await
}

pub async fn invalid_data_in_the_storages_is_ignored_with_a_message(page: &Page, address: &str) -> Result {
    for junk in [
        "junk",
        "",
        "futurescope-work=1&id=a&at=1\n\nlist=9\n",
        "futurescope-work=2&id=a&at=1\nwhatever",
    ] {
        page.open_idle(address).await?;
        task_list(page).await?.fill("4, 5 # mine").await?;
        address_has(page, "tasks=4,5").await?;
        // What is not saved yet would be written over the junk when the page is left.
        let saved = "[localStorage, sessionStorage].every((storage) =>
            Object.values(storage).some((text) => text.includes('4, 5 # mine')))";
        page.until("it is saved in both", saved).await?;
        let spoil = format!(
            "for (const storage of [localStorage, sessionStorage]) {{
                for (const key of Object.keys(storage)) storage.setItem(key, {junk});
                storage.setItem('futurescope-work', {junk});
            }}",
            junk = json!(junk)
        );
        page.evaluate(&spoil).await?;
        page.reload().await?;
        list_is(page, "4, 5").await?;
        says(page, "cannot be read").await?;
        task_list(page).await?.fill("6 # new").await?;
        page.reload().await?;
        list_is(page, "6 # new").await?;
        page.evaluate("localStorage.clear(), sessionStorage.clear()").await?;
    }
    Ok(())
}

pub async fn a_work_that_is_too_large_is_reported_as_lost(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    task_list(page).await?.fill("4, 5 # mine").await?;
    page.open_idle(address).await?;
    write(page, &format!("# {}", "x".repeat(3_000_000))).await?;
    says(page, "is not kept: it is larger than").await?;
    page.reload().await?;
    page.button("Open it").await?.click().await?;
    list_is(page, "4, 5 # mine").await
}

pub async fn a_links_address_is_unchanged_until_an_edit(page: &Page, address: &str) -> Result {
    let written = "await=gather&tasks=%32,1%20%23%20why&speed=1";
    page.open_idle(&link(address, written)).await?;
    task_list(page).await?.click().await?;
    page.textbox("Limit").await?.click().await?;
    page.reload().await?;
    same("the address", hash(page).await?, format!("#{written}"))?;
    // A change, and the same change reverted.
    task_list(page).await?.fill("2, 13").await?;
    address_has(page, "tasks=2,13").await?;
    task_list(page).await?.fill("2, 1").await?;
    page.open_idle(&link(address, written)).await?;
    offer_is(page, false).await
}

pub async fn embed_and_autorun_apply_only_to_the_open_link(page: &Page, address: &str) -> Result {
    page.open(&link(address, "tasks=0.01&embed=1&autorun=1")).await?;
    page.until_run("done").await?;
    page.until("it is embedded", "document.documentElement.dataset.embed")
        .await?;
    page.evaluate("location.hash = '#tasks=7,8'").await?;
    list_is(page, "7, 8").await?;
    page.until("it is embedded no more", "!document.documentElement.dataset.embed")
        .await?;
    task_list(page).await?.fill("7, 9").await?;
    address_has(page, "tasks=7,9").await?;
    same("the address", hash(page).await?, "#tasks=7,9")?;
    same(
        "data-run",
        page.evaluate("document.documentElement.dataset.run").await?,
        json!("idle"),
    )?;

    page.open_idle(&link(address, "tasks=3&autorun=0")).await?;
    page.evaluate("location.hash = '#tasks=0.01&autorun=1'").await?;
    page.until_run("done").await?;
    page.combobox("Example").await?.choose(1).await?;
    address_has(page, "await=gather").await?;
    same("the address", hash(page).await?, "#tasks=2,1,3&await=gather")
}

pub async fn the_address_is_replaced_at_most_once_in_500_ms(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    page.evaluate(
        "window.writesForTests = [];
        window.pushesForTests = 0;
        const replace = history.replaceState.bind(history);
        history.replaceState = (state, title, url) => {
            if (url) writesForTests.push(Date.now());
            replace(state, title, url);
        };
        history.pushState = () => { pushesForTests += 1; };
        window.lengthForTests = history.length;",
    )
    .await?;
    let list = task_list(page).await?;
    list.fill("4").await?;
    page.evaluate("window.beganForTests = Date.now()").await?;
    for place in 1..=60 {
        page.type_text(&format!(", {place}")).await?;
    }
    address_has(page, ",59,60").await?;
    let counted = page
        .evaluate(
            "(() => {
                const gaps = writesForTests.slice(1).map((at, place) => at - writesForTests[place]);
                return [writesForTests.length, Math.min(...gaps), pushesForTests, history.length - lengthForTests];
            })()",
        )
        .await?;
    let at = |place: usize| counted[place].as_f64().unwrap_or_default();
    ensure(at(0) >= 2.0, || format!("it was written {} times", at(0)))?;
    // Dates are whole milliseconds.
    ensure(at(1) >= 499.0, || format!("it was written twice in {} ms", at(1)))?;
    same("entries in the history", (at(2), at(3)), (0.0, 0.0))
}

pub async fn a_link_starts_by_itself_only_if_it_says_so(page: &Page, address: &str) -> Result {
    for flags in ["", "&autorun=0", "&autorun=yes", "&present=1", "&embed=1", "&predict=0"] {
        page.open_idle(&link(address, &format!("tasks=0.01{flags}"))).await?;
        // A run by itself begins in the first frame.
        let frames = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))";
        page.evaluate(&format!("{frames}.then(() => 0)")).await?;
        same(
            flags,
            page.evaluate("document.documentElement.dataset.run").await?,
            json!("idle"),
        )?;
    }
    page.open(&link(address, "tasks=0.01&autorun=1")).await?;
    page.until_run("done").await
}

/// Lets the page crash, and takes what a new one offers.
async fn crash_and_open_what_was_kept(page: &Page, address: &str) -> Result {
    let crashed = page.new_tab().await?;
    let spare = page.switch_to(crashed).await?;
    page.crash().await;
    page.switch_to(spare).await?;
    page.open_idle(address).await?;
    offer_is(page, true).await?;
    page.button("Open it").await?.click().await
}

pub async fn a_crash_loses_nothing_that_was_kept(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    let list = task_list(page).await?;
    list.fill("4, 5 # mine").await?;
    let kept = "Object.values(localStorage).some((text) => text.endsWith('4, 5 # mine'))";
    page.until("it is kept while the page is open", kept).await?;
    crash_and_open_what_was_kept(page, address).await?;
    list_is(page, "4, 5 # mine").await
}

/// The first keystroke after a pause is written at once, so that a crash right after it loses nothing.
pub async fn a_crash_right_after_a_keystroke_loses_nothing(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    let list = task_list(page).await?;
    list.fill("4, 5 # mine").await?;
    // The longest pause between two writes of a short list, and more.
    page.evaluate("new Promise((over) => setTimeout(() => over(0), 400))")
        .await?;
    page.type_text("!").await?;
    crash_and_open_what_was_kept(page, address).await?;
    list_is(page, "4, 5 # mine!").await
}

pub async fn a_second_tab_of_the_same_work_loses_nothing(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    task_list(page).await?.fill("4 # one").await?;
    page.until(
        "it is kept",
        "Object.values(localStorage).some((text) => text.endsWith('4 # one'))",
    )
    .await?;
    let first = page.new_tab().await?;
    page.open_idle(address).await?;
    page.button("Open it").await?.click().await?;
    list_is(page, "4 # one").await?;
    task_list(page).await?.fill("4 # one, continued").await?;
    let second = page.switch_to(first).await?;
    task_list(page).await?.fill("4 # one, differently").await?;
    page.reload().await?;
    list_is(page, "4 # one, differently").await?;
    page.switch_to(second).await?;
    page.reload().await?;
    list_is(page, "4 # one, continued").await?;
    // Later both are there.
    page.new_tab().await?;
    page.open_idle(address).await?;
    says(page, "one, differently").await?;
    page.button("Another").await?.click().await?;
    says(page, "one, continued").await
}

pub async fn an_invalid_cell_is_an_undo_step_of_its_own(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=users:%202s,orders:%201s")).await?;
    let delay = page.textbox("Delay of users").await?;
    delay.fill("5s").await?;
    delay.fill("ab").await?;
    page.button("Undo").await?.click().await?;
    same("the cell", page.textbox("Delay of users").await?.text().await?, "5s")?;
    page.button("Redo").await?.click().await?;
    same("the cell", page.textbox("Delay of users").await?.text().await?, "ab")?;
    page.button("Undo").await?.click().await?;
    page.button("Undo").await?.click().await?;
    same("the cell", page.textbox("Delay of users").await?.text().await?, "2s")
}

/// The text of the task list. Does not use the accessibility tree, which takes minutes for a long text.
async fn text(page: &Page) -> Result<String> {
    let found = page.evaluate(
        "(async () => {
            document.querySelector('#tab-text').click();
            const frame = () => new Promise(requestAnimationFrame);
            await frame(); await frame();
            return document.querySelector('textarea').value;
        })()",
    );
    Ok(found.await?.as_str().unwrap_or_default().to_owned())
}

/// Sets the text of the task list, where typing it would take long.
async fn write(page: &Page, text: &str) -> Result {
    task_list(page).await?;
    let write = format!(
        "(() => {{
            const field = document.querySelector('textarea');
            field.value = {};
            field.dispatchEvent(new Event('input', {{ bubbles: true }}));
        }})()",
        json!(text)
    );
    page.evaluate(&write).await?;
    Ok(())
}

async fn list_is(page: &Page, wanted: &str) -> Result {
    let start = |text: &str| text.chars().take(80).collect::<String>();
    let found = RefCell::new(String::new());
    let what = format!("the list is {:?}", start(wanted));
    let same = async || {
        let now = text(page).await?;
        let same = now == wanted;
        found.replace(now);
        Ok(same)
    };
    let waited = page.eventually(&what, same).await;
    waited.map_err(|Failure(why)| Failure(format!("{why}; it was {:?}", start(&found.borrow()))))
}

async fn offer_is(page: &Page, there: bool) -> Result {
    let what = if there {
        "the last work is offered"
    } else {
        "nothing is offered"
    };
    page.eventually(what, async || {
        Ok(page.all("complementary", Some("Last work")).await?.is_empty() != there)
    })
    .await
}

async fn says(page: &Page, words: &str) -> Result {
    let said = format!("document.body.innerText.includes({})", json!(words));
    page.until(&format!("the page says “{words}”"), &said).await
}

async fn hash(page: &Page) -> Result<String> {
    Ok(page
        .evaluate("location.hash")
        .await?
        .as_str()
        .unwrap_or_default()
        .to_owned())
}

async fn address_has(page: &Page, part: &str) -> Result {
    let says = format!("location.hash.includes({})", json!(part));
    page.until(&format!("the address has {part}"), &says).await
}
