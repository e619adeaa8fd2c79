//! The Content-Security-Policy: the page has it, and nothing of the page violates it.

use crate::layout::open_panel;
use crate::steps::{link, press_run, run_to, task_list};
use finish::POLICY;
use futurescope_e2e::page::Key;
use futurescope_e2e::{ColourScheme, Page, Result, Window, ensure, same};
use serde_json::json;

/// Records each violation, in the frames of a tour, too.
const RECORDER: &str = "
    window.violationsForTests = [];
    addEventListener('securitypolicyviolation', (event) => window.violationsForTests.push(
        `${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`));
";

const SCENARIO: &str =
    "tasks=users:0.3,orders:0.2,thumbs:0.1%20cpu%2050ms,mail:0.05%20fail&await=settle&limit=2&timeout=1s";

pub async fn nothing_violates_the_policy_on_a_tour_of_the_page(page: &Page, address: &str) -> Result {
    page.run_before(RECORDER).await?;
    page.open_idle(&link(address, SCENARIO)).await?;
    run_to(page, "ok").await?;
    for panel in ["Why", "Compare", "Code", "Events", "Critical path", "Console"] {
        open_panel(page, panel).await?;
    }
    for key in ["m", "c", "y", "?"] {
        page.type_text(key).await?;
        none(page, &format!("after the key {key}")).await?;
    }
    page.press(Key::Escape).await?;
    page.press(Key::ArrowLeft).await?;
    // A bar that the pointer asks for its facts, and one that is made longer by dragging.
    move_over(page, ".timeline-canvas").await?;
    drag(page, ".timeline-handles [role=slider]").await?;
    task_list(page).await?.paste("1, 2 fail, 3").await?;
    none(page, "after editing").await?;
    for scheme in [ColourScheme::Light, ColourScheme::Dark] {
        page.prefer(scheme).await?;
        for theme in page.all("button", Some("Theme")).await? {
            theme.click().await?;
        }
    }
    none(page, "after the themes").await?;

    for flags in ["predict=0", "present=1", "embed=1"] {
        page.open_idle(&link(address, &format!("{SCENARIO}&speed=10&{flags}")))
            .await?;
        press_run(page).await?;
        page.until_run("done").await?;
        none(page, flags).await?;
    }
    page.resize(Window::PHONE).await?;
    page.open_idle(&link(address, "tasks=0.1x60&await=gather")).await?;
    run_to(page, "ok").await?;
    none(page, "on a phone, with rows of many tasks").await
}

pub async fn the_page_has_the_policy_that_the_server_sends(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    let meta = "document.querySelector('meta[http-equiv=Content-Security-Policy]').content";
    same("in the page", page.evaluate(meta).await?, json!(POLICY))?;
    let header = "fetch('./').then((answer) => answer.headers.get('content-security-policy'))";
    same("in the header", page.evaluate(header).await?, json!(POLICY))?;
    let kept = "Promise.all([...document.querySelectorAll('script[src], link[rel=stylesheet]')]
        .map((it) => fetch(it.src || it.href).then((answer) => answer.headers.get('cache-control'))))
        .then((kept) => [...new Set(kept)].join())";
    same(
        "files",
        page.evaluate(kept).await?,
        json!("public, max-age=31536000, immutable"),
    )?;
    let page_kept = "fetch('./').then((answer) => answer.headers.get('cache-control'))";
    same("the page", page.evaluate(page_kept).await?, json!("no-cache"))?;
    // The test could not fail if violations were not noticed.
    page.run_before(RECORDER).await?;
    page.open_idle(address).await?;
    page.evaluate("document.body.setAttribute('style', 'color: red'), 0")
        .await?;
    page.until("the violation is recorded", "window.violationsForTests.length > 0")
        .await?;
    page.console_messages().await?;
    Ok(())
}

async fn none(page: &Page, when: &str) -> Result {
    let found = page.evaluate("window.violationsForTests").await?;
    ensure(found == json!([]), || {
        format!("violations of the policy {when}: {found}")
    })
}

/// Moves the pointer over an element for as long as an answer takes.
async fn move_over(page: &Page, selector: &str) -> Result {
    page.evaluate(&format!(
        "(async () => {{
            const it = document.querySelector('{selector}');
            const box = it.getBoundingClientRect();
            for (let part = 0; part < 20; part++) {{
                const at = {{ clientX: box.x + box.width * part / 40, clientY: box.y + box.height / 2, bubbles: true }};
                it.dispatchEvent(new PointerEvent('pointermove', at));
                await new Promise((done) => setTimeout(done, 50));
            }}
        }})()"
    ))
    .await?;
    Ok(())
}

/// Drags an element a little to the right.
async fn drag(page: &Page, selector: &str) -> Result {
    page.evaluate(&format!(
        "(async () => {{
            const it = document.querySelector('{selector}');
            const box = it.getBoundingClientRect();
            const event = (kind, by) => it.dispatchEvent(new PointerEvent(kind,
                {{ clientX: box.x + 2 + by, clientY: box.y + 2, pointerId: 1, isPrimary: true, buttons: 1, bubbles: true }}));
            event('pointerdown', 0);
            for (const by of [5, 15, 30]) {{ event('pointermove', by); await new Promise(requestAnimationFrame); }}
            event('pointerup', 30);
        }})()"
    ))
    .await?;
    Ok(())
}
