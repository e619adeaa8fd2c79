//! The program has stopped because of an error: the message, what remains of the page, and how to continue. The error
//! is caused in the browser from outside, because the page has no switch for it.

use crate::steps::{link, press_run, task_list};
use futurescope_e2e::{Page, Result, ensure, same};

pub async fn a_panic_is_reported_and_the_page_can_be_reloaded(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=0.1,0.2&await=gather")).await?;
    task_list(page).await?;
    // Remove `performance`, which the program expects to exist.
    page.evaluate("Object.defineProperty(window, 'performance', { value: undefined }), 0")
        .await?;
    press_run(page).await?;
    stopped(page, "Futurescope has stopped working").await?;
    let detail = text_of(page, ".notice-detail").await?;
    ensure(detail.contains("panicked at") && detail.contains("performance"), || {
        detail
    })?;
    reloaded(page).await
}

pub async fn running_out_of_memory_is_reported_and_the_page_can_be_reloaded(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=0.1%20x50000&await=gather"))
        .await?;
    task_list(page).await?;
    // Allocates all memory that the browser provides, so that the program's next allocation fails. It is not written
    // to, so it costs nothing.
    page.evaluate(
        "(async () => {
            const { memory } = await window.wasmBindings.default();
            for (let pages = 65536; pages >= 1; pages /= 2) {
                try { for (;;) memory.grow(pages); } catch { /* not so many */ }
            }
            return 0;
        })()",
    )
    .await?;
    press_run(page).await?;
    stopped(page, "Futurescope ran out of memory").await?;
    reloaded(page).await
}

/// The notice is shown once, the page does not claim to run, and the text is still there.
async fn stopped(page: &Page, title: &str) -> Result {
    page.until(
        "a notice",
        "document.querySelector('.notice[data-kind=panic]') !== null",
    )
    .await?;
    same("title", text_of(page, ".notice-title").await?, title)?;
    same(
        "notices",
        page.number_of("document.querySelectorAll('[role=alert].notice').length")
            .await?,
        1.0,
    )?;
    let runs = page
        .evaluate("document.documentElement.dataset.run ?? 'nothing'")
        .await?;
    same("data-run", runs.as_str(), Some("nothing"))?;
    same("what answers", page.all("button", Some("Stop")).await?.len(), 0)?;
    let list = page.evaluate("document.querySelector('textarea').value").await?;
    ensure(list.as_str().is_some_and(|list| list.starts_with("0.1")), || {
        list.to_string()
    })?;
    // The browser logs the error, as expected.
    page.console_messages().await?;
    Ok(())
}

async fn reloaded(page: &Page) -> Result {
    page.button("Reload").await?.click().await?;
    page.until_run("idle").await?;
    page.eventually("there is a Run button", async || {
        Ok(!page.all("button", Some("Run")).await?.is_empty())
    })
    .await
}

async fn text_of(page: &Page, selector: &str) -> Result<String> {
    let text = page
        .evaluate(&format!("document.querySelector('{selector}').innerText"))
        .await?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}
