//! Share: what it gives opens what was on the page, and it says what a link does not hold.

use crate::hosts::HostPage;
use crate::steps::{items, link, run_to, task_list};
use futurescope_e2e::page::{Key, STANDS};
use futurescope_e2e::{Page, Result, ensure, same};
use serde_json::json;

/// Lets the page copy, and remembers what it copies.
const COPIES: &str =
    "navigator.clipboard.writeText = (text) => { window.copiedForTests = text; return Promise.resolve(); }, 0";

/// Denies it both ways of copying.
const REFUSES: &str = "(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('denied', 'NotAllowedError'));
    document.execCommand = () => false;
})()";

pub async fn open_share(page: &Page) -> Result {
    page.button("Share").await?.click().await?;
    page.role("dialog", "Share").await?;
    Ok(())
}

async fn value_of(page: &Page, name: &str) -> Result<String> {
    page.textbox(name).await?.text().await
}

async fn says(page: &Page, words: &str) -> Result {
    let said = format!(
        "document.querySelector('dialog.share').innerText.includes({})",
        json!(words)
    );
    page.until(&format!("Share says “{words}”"), &said).await
}

pub async fn the_link_is_copied_and_opens_the_same(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=0.1,0.2&await=gather&limit=2"))
        .await?;
    page.evaluate(COPIES).await?;
    open_share(page).await?;
    let shown = value_of(page, "Link").await?;
    same(
        "the link",
        &shown,
        &format!("{address}#tasks=0.1,0.2&await=gather&limit=2"),
    )?;
    page.button("Copy link").await?.click().await?;
    same("what is copied", page.evaluate("copiedForTests").await?, json!(shown))?;
    says(page, "Link copied").await?;
    says(page, "The link holds all of it").await?;
    let lecture = value_of(page, "Link for the lecture").await?;
    page.button("Copy lecture link").await?.click().await?;
    same("what is copied", page.evaluate("copiedForTests").await?, json!(lecture))?;

    page.open_idle(&shown).await?;
    same("the list", items(page).await?, ["0.1", "0.2"])?;
    same("Limit", page.textbox("Limit").await?.text().await?, "2")?;
    page.open(&lecture).await?;
    page.until_run("idle").await?;
    page.until(
        "it is a presentation",
        "document.documentElement.dataset.present === 'true'",
    )
    .await
}

pub async fn share_opens_by_key_and_gives_the_focus_back(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    page.evaluate("document.querySelector('.timeline').focus()").await?;
    page.type_text("s").await?;
    page.role("dialog", "Share").await?;
    page.press(Key::Escape).await?;
    page.until("it is closed", "!document.querySelector('dialog.share').open")
        .await?;
    page.until("the focus is back", "document.activeElement.matches('.timeline')")
        .await?;
    open_share(page).await?;
    page.button("Close").await?.click().await?;
    page.until(
        "the focus is on its button",
        "document.activeElement.matches('.share-button')",
    )
    .await
}

pub async fn a_phone_shares_from_its_menu(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    page.button("Menu").await?.click().await?;
    open_share(page).await?;
    let cut = "(() => {
        const dialog = document.querySelector('dialog.share').getBoundingClientRect();
        const fields = [...document.querySelectorAll('.share-text, .share-copy')].map((it) => it.getBoundingClientRect());
        return dialog.left >= 0 && dialog.right <= innerWidth && dialog.bottom <= innerHeight
            && fields.every((box) => box.left >= dialog.left && box.right <= dialog.right);
    })()";
    page.until("all of it is in view", cut).await?;
    page.press(Key::Escape).await?;
    page.until(
        "the focus is on the menu's button",
        "document.activeElement.matches('.more-of-page-button')",
    )
    .await
}

pub async fn a_denied_clipboard_leaves_the_text_selected_and_says_how_to_copy(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    page.evaluate(REFUSES).await?;
    open_share(page).await?;
    for (button, name) in [("Copy link", "Link"), ("Copy code", "Code to embed")] {
        page.button(button).await?.click().await?;
        says(page, "The text is selected: press Ctrl C").await?;
        let field = page.textbox(name).await?;
        let selected = field
            .call("() => document.activeElement === this && this.selectionStart === 0 && this.selectionEnd === this.value.length")
            .await?;
        same(&format!("{name} is selected"), selected, json!(true))?;
    }
    Ok(())
}

pub async fn what_the_link_does_not_hold_is_said_of_the_work_at_hand(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    task_list(page).await?.fill("0.1, 0.05 # the tutorial").await?;
    run_to(page, "ok").await?;
    open_share(page).await?;
    says(page, "1 comment in the list, which stays in this browser").await?;
    says(page, "The recording of this run").await?;
    ensure(!value_of(page, "Link").await?.contains("tutorial"), || {
        "the link has the comment".into()
    })?;
    page.press(Key::Escape).await?;

    task_list(page).await?.paste("0.1, banana").await?;
    open_share(page).await?;
    says(
        page,
        "cannot be read at the moment. The link has what could be read last: 0.1, 0.05.",
    )
    .await?;
    same(
        "the link",
        value_of(page, "Link").await?,
        format!("{address}#tasks=0.1,0.05"),
    )?;
    page.press(Key::Escape).await?;

    let long = (1..=4_300)
        .map(|place| format!("task {place:04}: 2.5s"))
        .collect::<Vec<_>>()
        .join(", ");
    task_list(page).await?.paste(&long).await?;
    page.evaluate(COPIES).await?;
    open_share(page).await?;
    says(page, "The list of 4,300 tasks: a link holds up to 32,768 characters").await?;
    same("no link is given", page.all("textbox", Some("Link")).await?.len(), 0)?;
    page.button("Copy list").await?.click().await?;
    let copied = page.evaluate("copiedForTests").await?;
    ensure(copied.as_str() == Some(&long), || {
        "the list is not what was copied".into()
    })
}

pub async fn the_systems_sheet_is_offered_only_where_there_is_one(page: &Page, address: &str) -> Result {
    page.run_before_page("if (location.search === '?no') delete Navigator.prototype.share;
        else Navigator.prototype.share = (data) => { window.sentForTests = data; return Promise.reject(new DOMException('closed', 'AbortError')); };")
        .await?;
    page.open_idle(&format!("{address}?no#tasks=2")).await?;
    open_share(page).await?;
    same("buttons", page.all("button", Some("Send to an app")).await?.len(), 0)?;
    page.open_idle(&link(address, "tasks=3,2&await=gather")).await?;
    open_share(page).await?;
    page.button("Send to an app").await?.click().await?;
    let sent = page.evaluate("sentForTests").await?;
    same(
        "what is sent",
        &sent["url"],
        &json!(format!("{address}#tasks=3,2&await=gather")),
    )?;
    same("its title", &sent["title"], &json!("Futurescope: 2 tasks, Join all"))
}

pub async fn the_code_to_embed_is_a_live_figure_elsewhere(page: &Page, address: &str) -> Result {
    let fragment = "tasks=users:%200.1s,orders%20%22%26%3C:%200.05s&await=settle&seed=7";
    page.open_idle(&link(address, fragment)).await?;
    open_share(page).await?;
    let code = value_of(page, "Code to embed").await?;
    page.evaluate("document.querySelectorAll('dialog.share .segmented-input')[1].click()")
        .await?;
    page.until(
        "the code is a frame",
        "document.querySelectorAll('dialog.share textarea')[1].value.startsWith('<iframe')",
    )
    .await?;
    let frame_only = value_of(page, "Code to embed").await?;
    let opened = page.evaluate("location.hash").await?;
    let opened = opened.as_str().unwrap_or_default();

    let page_of = |code: &str| format!("<!doctype html><title>Elsewhere</title><link rel=icon href=\"data:,\">{code}");
    let host = HostPage::of_text(page_of(&code)).await?;
    page.open(&host.address).await?;
    let bars = "document.querySelector('future-scope > svg').textContent.includes('sleeps 100 ms')";
    same("the picture inside", page.evaluate(bars).await?, json!(true))?;
    let frame = "document.querySelector('future-scope').shadowRoot.querySelector('iframe')";
    page.until_in(frame, "its page stands", STANDS).await?;
    let names = "[...document.querySelectorAll('.timeline-name-text')].map((it) => it.innerText)";
    same(
        "the tasks",
        page.evaluate_in(frame, names).await?,
        json!(["main", "users", "orders \"&<"]),
    )?;
    let full = page
        .evaluate_in(frame, "new URL(document.querySelector('.open-in-full').href).hash")
        .await?;
    same("the scenario", full.as_str(), Some(opened))?;

    let host = HostPage::of_text(page_of(&frame_only)).await?;
    page.open(&host.address).await?;
    let frame = "document.querySelector('iframe')";
    page.until_in(frame, "its page stands", STANDS).await?;
    same(
        "the tasks",
        page.evaluate_in(frame, names).await?,
        json!(["main", "users", "orders \"&<"]),
    )?;
    let fits = "document.querySelector('.timeline').scrollHeight <= document.querySelector('.timeline').clientHeight";
    page.until_in(frame, "all lanes are in view", fits).await
}
