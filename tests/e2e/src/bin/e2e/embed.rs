//! The page in a frame of another page: it fits, keeps nothing, and is driven by `embed.js` from hosts of another site.

use crate::hosts::{CountedSite, HostPage};
use crate::steps::link;
use futurescope_e2e::page::{Key, STANDS};
use futurescope_e2e::site::HOST_PAGE;
use futurescope_e2e::{ColourScheme, Page, Result, Window, ensure, same};
use serde_json::{Value, json};

/// The frame of a figure, by the id of its element.
fn frame(id: &str) -> String {
    format!("document.getElementById('{id}').shadowRoot.querySelector('iframe')")
}

/// Waits until a figure shows its page in place of its content.
async fn is_live(page: &Page, id: &str) -> Result {
    let ready = format!("{}?.dataset.ready === ''", frame(id));
    page.until(&format!("{id} is live"), &ready).await?;
    page.until_in(&frame(id), "its page stands", STANDS).await
}

async fn run_state(page: &Page, id: &str, state: &str) -> Result {
    let is = format!("document.documentElement.dataset.run === '{state}'");
    page.until_in(&frame(id), &format!("the run of {id} is {state}"), &is)
        .await
}

/// What a promise of the figure comes to: its value, or the message of its failure as a text.
async fn asked(page: &Page, id: &str, call: &str) -> Result<Value> {
    page.evaluate(&format!(
        "document.getElementById('{id}').{call}.then((it) => it ?? null, (error) => error.message)"
    ))
    .await
}

pub async fn a_blog_has_live_figures_that_share_what_was_fetched(page: &Page, _: &str) -> Result {
    let site = CountedSite::start().await?;
    let host = HostPage::start("blog", &site.address).await?;
    page.resize(Window {
        width: 800,
        height: 900,
    })
    .await?;
    page.open(&host.address).await?;
    for id in ["first", "second"] {
        is_live(page, id).await?;
    }
    same("the script of all figures", site.requests("/embed.js"), 1)?;
    same("the page, once for each figure in view", site.requests("/"), 2)?;
    same("the program, each of its parts", site.requests(".wasm"), 2)?;
    // The one below is loaded when it comes near the view, and fetches no program again.
    same(
        "the figure below has no frame",
        page.evaluate(&format!("{} === null", frame("far"))).await?,
        json!(true),
    )?;
    page.evaluate("document.getElementById('far').scrollIntoView()").await?;
    is_live(page, "far").await?;
    same("the page", site.requests("/"), 3)?;
    same("the program, each of its parts", site.requests(".wasm"), 2)?;

    let hash = page.evaluate_in(&frame("second"), "location.hash").await?;
    same(
        "the attributes are the link",
        hash.as_str(),
        Some("#tasks=0.2s%20x4&await=gather&limit=2&embed=1"),
    )?;
    same(
        "the picture stays a picture",
        page.evaluate("document.querySelector('#picture svg').checkVisibility()")
            .await?,
        json!(true),
    )
}

pub async fn a_figure_takes_neither_focus_nor_keys_nor_scrolls_its_host(page: &Page, _: &str) -> Result {
    let site = CountedSite::start().await?;
    let host = HostPage::start("blog", &site.address).await?;
    page.resize(Window {
        width: 800,
        height: 500,
    })
    .await?;
    page.open(&host.address).await?;
    is_live(page, "first").await?;
    let focused = "document.activeElement.id";
    same("the focus", page.evaluate(focused).await?, json!("comment"))?;
    page.type_text("r s ").await?;
    same(
        "keys stay in the host",
        page.evaluate("document.getElementById('comment').value").await?,
        json!("r s "),
    )?;
    run_state(page, "first", "idle").await?;
    page.evaluate("document.getElementById('second').run().catch(() => {}), 0")
        .await?;
    run_state(page, "second", "done").await?;
    same("the host is not scrolled", page.number_of("scrollY").await?, 0.0)?;
    same("the focus", page.evaluate(focused).await?, json!("comment"))?;

    // Tab goes into the figure, through it and out again.
    page.press(Key::Tab).await?;
    page.until("the figure has the focus", &format!("{focused} === 'first'"))
        .await?;
    page.until_in(
        &frame("first"),
        "Run has the focus",
        "document.activeElement.matches('.run-button')",
    )
    .await?;
    page.press(Key::Enter).await?;
    run_state(page, "first", "running").await?;
    for _ in 0..40 {
        if page.evaluate(focused).await? != json!("first") {
            break;
        }
        page.press(Key::Tab).await?;
    }
    same(
        "the focus leaves the figure",
        page.evaluate(focused).await?,
        json!("second"),
    )
}

pub async fn the_content_stays_without_scripts_and_in_print(page: &Page, _: &str) -> Result {
    let site = CountedSite::start().await?;
    let host = HostPage::start("blog", &site.address).await?;
    let shown = "(() => {
        const figure = document.getElementById('first');
        const frame = figure.shadowRoot?.querySelector('iframe');
        return [document.getElementById('first-content').checkVisibility(), Boolean(frame?.checkVisibility({ visibilityProperty: true }))];
    })()";
    page.allow_scripts(false).await?;
    page.open(&host.address).await?;
    same("without scripts", page.evaluate(shown).await?, json!([true, false]))?;
    page.allow_scripts(true).await?;
    page.open(&host.address).await?;
    is_live(page, "first").await?;
    same("live", page.evaluate(shown).await?, json!([false, true]))?;
    page.show_printed(true).await?;
    same("in print", page.evaluate(shown).await?, json!([true, false]))?;
    page.show_printed(false).await
}

pub async fn a_slide_loads_its_figure_when_it_is_shown(page: &Page, _: &str) -> Result {
    let site = CountedSite::start().await?;
    let host = HostPage::start("slides", &site.address).await?;
    page.resize(Window {
        width: 960,
        height: 700,
    })
    .await?;
    page.open(&host.address).await?;
    page.until("the element is defined", "customElements.get('future-scope')")
        .await?;
    same("no page is fetched", site.requests("/"), 0)?;
    page.press(Key::ArrowRight).await?;
    is_live(page, "figure").await?;
    // Its height is the attribute's, and it is dark as its slide is, whatever the system prefers.
    page.prefer(ColourScheme::Light).await?;
    same(
        "the height",
        page.number_of(&format!("{}.offsetHeight", frame("figure"))).await?,
        360.0,
    )?;
    page.until_in(
        &frame("figure"),
        "it is dark",
        "document.documentElement.dataset.theme === 'dark'",
    )
    .await?;
    let done = asked(page, "figure", "run()").await?;
    same("the run", &done["outcome"], &json!("ok"))?;
    // On to another slide and back: it is the same figure.
    page.press(Key::ArrowLeft).await?;
    page.press(Key::ArrowRight).await?;
    run_state(page, "figure", "done").await?;
    same("the page is fetched once", site.requests("/"), 1)
}

pub async fn a_figure_is_driven_and_tells_what_happens(page: &Page, _: &str) -> Result {
    let site = CountedSite::start().await?;
    let host = HostPage::start("docs", &site.address).await?;
    page.open(&host.address).await?;
    // Before it is loaded: the command waits for it.
    let done = asked(page, "driven", "run()").await?;
    same("the outcome", &done["outcome"], &json!("failed"))?;
    let seconds = done["seconds"].as_f64().unwrap_or_default();
    ensure((0.1..5.0).contains(&seconds), || format!("it took {seconds} s"))?;
    let states: Vec<String> = done["results"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| {
            format!(
                "{} {}",
                it["task"].as_str().unwrap_or_default(),
                it["state"].as_str().unwrap_or_default()
            )
        })
        .collect();
    same(
        "the results",
        states,
        ["users cancelled", "orders failed", "stock cancelled"],
    )?;
    let told = page.evaluate("toldForTests.map(([kind]) => kind)").await?;
    same("the events", told, json!(["run", "done"]))?;
    same(
        "the event says the same",
        page.evaluate("toldForTests[1][1]").await?,
        done,
    )?;

    let readout = "document.querySelector('.time-readout').innerText";
    same("a seek", asked(page, "driven", "seek(0.05)").await?, Value::Null)?;
    same(
        "the moment",
        page.evaluate_in(&frame("driven"), readout).await?,
        json!("0.050 s"),
    )?;
    same("nothing to pause", asked(page, "driven", "pause()").await?, Value::Null)?;
    for call in ["seek(-1)", "seek(NaN)", "seek('soon')"] {
        let why = asked(page, "driven", call).await?;
        same(call, why.as_str(), Some("seek needs a number of seconds from 0 on"))?;
    }

    page.evaluate_in(
        &frame("driven"),
        "document.querySelectorAll('.timeline-name')[2].click()",
    )
    .await?;
    page.until(
        "the selection is told",
        "toldForTests.at(-1)[0] === 'select' && toldForTests.at(-1)[1].task === 'orders'",
    )
    .await?;

    // Another attribute is another list in the same document. What has not run shows what would.
    let document = page.evaluate_in(&frame("driven"), "performance.timeOrigin").await?;
    let history = page.number_of("history.length").await?;
    page.evaluate("document.getElementById('driven').setAttribute('await', 'settle')")
        .await?;
    page.evaluate("document.getElementById('driven').setAttribute('tasks', '3, 2')")
        .await?;
    run_state(page, "driven", "idle").await?;
    same(
        "a seek before a run",
        asked(page, "driven", "seek(1)").await?,
        Value::Null,
    )?;
    same(
        "the moment",
        page.evaluate_in(&frame("driven"), readout).await?,
        json!("1.000 s"),
    )?;
    same(
        "the document is the same",
        page.evaluate_in(&frame("driven"), "performance.timeOrigin").await?,
        document,
    )?;
    same("Back is the host's", page.number_of("history.length").await?, history)?;

    // A run that is replaced, and a list that cannot run.
    page.evaluate(
        "window.replacedForTests = document.getElementById('driven').run().catch((error) => error.message), 0",
    )
    .await?;
    run_state(page, "driven", "running").await?;
    page.evaluate("document.getElementById('driven').setAttribute('tasks', '')")
        .await?;
    let why = page.evaluate("replacedForTests").await?;
    same("a replaced run", why.as_str(), Some("another list is shown"))?;
    let why = asked(page, "driven", "run()").await?;
    same(
        "an empty list",
        why.as_str(),
        Some("the list is empty or cannot be read"),
    )
}

pub async fn a_figure_has_the_colours_of_its_host(page: &Page, _: &str) -> Result {
    let site = CountedSite::start().await?;
    let host = HostPage::start("docs", &site.address).await?;
    page.prefer(ColourScheme::Dark).await?;
    page.open(&host.address).await?;
    is_live(page, "driven").await?;
    let theme = async |word: &str| {
        let is = format!("document.documentElement.dataset.theme === '{word}'");
        page.until_in(&frame("driven"), &format!("it is {word}"), &is).await
    };
    theme("light").await?;
    page.evaluate("document.documentElement.className = 'navy'").await?;
    theme("dark").await?;
    page.evaluate("document.documentElement.className = 'light'").await?;
    theme("light").await?;
    page.evaluate("document.getElementById('driven').setAttribute('theme', 'dark')")
        .await?;
    theme("dark").await
}

pub async fn a_figure_is_as_high_as_it_needs(page: &Page, _: &str) -> Result {
    let site = CountedSite::start().await?;
    let host = HostPage::start("docs", &site.address).await?;
    page.open(&host.address).await?;
    is_live(page, "driven").await?;
    let height = format!("{}.offsetHeight", frame("driven"));
    let heights = async |tasks: &str| {
        page.evaluate(&format!(
            "document.getElementById('driven').setAttribute('tasks', '{tasks}')"
        ))
        .await?;
        let lanes = format!(
            "document.querySelectorAll('.timeline-name').length === {}",
            tasks.split(',').count() + 1
        );
        page.until_in(&frame("driven"), "its lanes", &lanes).await?;
        let fits =
            "document.querySelector('.timeline').scrollHeight <= document.querySelector('.timeline').clientHeight";
        page.until_in(&frame("driven"), "all lanes are in view", fits).await?;
        page.number_of(&height).await
    };
    let three = heights("1, 2, 3").await?;
    let six = heights("1, 2, 3, 4, 5, 6").await?;
    same("three more lanes", six - three, 3.0 * 33.0)
}

/// The sizes of frames that the page fits.
const SIZES: [(u32, u32); 5] = [(320, 200), (480, 300), (640, 300), (640, 360), (960, 540)];

pub async fn it_fits_its_frame(page: &Page, address: &str) -> Result {
    for (width, height) in SIZES {
        for fragment in [
            "tasks=2,1&embed=1",
            "tasks=2,1,3&await=gather&embed=1",
            "tasks=2,1,3,4,5&await=settle&limit=2&embed=1",
        ] {
            page.open(&format!("{address}{HOST_PAGE}")).await?;
            let source = link(address, fragment);
            page.evaluate(&format!(
                "document.body.innerHTML = '<iframe width={width} height={height} frameborder=0 src=\"{source}\"></iframe>'"
            ))
            .await?;
            let place = format!("{fragment} in {width}x{height}");
            let frame = "document.querySelector('iframe')";
            page.until_in(frame, &place, STANDS).await?;
            for what in ["what stands at first", "what stands at its end"] {
                let bad = page.evaluate_in(frame, OVERFLOWS).await?;
                same(&format!("{place}: {what} overflows"), bad, json!([]))?;
                page.evaluate_in(frame, "document.querySelector('[data-explains=step]').click()")
                    .await?;
                page.until_in(
                    frame,
                    "a step is made",
                    "document.documentElement.dataset.run === 'paused'",
                )
                .await?;
            }
        }
    }
    Ok(())
}

/// What has a scroll bar, is out of view, or covers something else.
const OVERFLOWS: &str = "(() => {
    const bad = [];
    const root = document.scrollingElement;
    if (root.scrollHeight > innerHeight || root.scrollWidth > innerWidth) bad.push('the page scrolls');
    for (const selector of ['.timeline', '.stage', '.transport', '.caption-headline', '.caption-detail']) {
        const found = document.querySelector(selector);
        if (!found.checkVisibility()) continue;
        if (found.scrollHeight > found.clientHeight + 1 && !selector.startsWith('.caption')) bad.push(`${selector} scrolls`);
        if (found.scrollWidth > found.clientWidth + 1) bad.push(`${selector} scrolls sideways`);
    }
    const wanted = ['.run-button', '.time-readout', '.open-in-full', '.caption-headline', '.timeline-name:last-of-type', '.timeline-canvas'];
    for (const selector of wanted) {
        const box = document.querySelector(selector).getBoundingClientRect();
        if (box.width < 8 || box.left < 0 || box.top < 0 || box.right > innerWidth + .5 || box.bottom > innerHeight + .5) bad.push(`${selector} is out of view`);
    }
    const parts = [...document.querySelectorAll('.transport > *')].map((it) => it.getBoundingClientRect()).filter((box) => box.width > 1);
    parts.sort((one, other) => one.left - other.left);
    for (let at = 1; at < parts.length; at += 1) if (parts[at].left < parts[at - 1].right - .5) bad.push('the transport overlaps');
    return bad;
})()";

pub async fn an_embedded_page_keeps_nothing(page: &Page, address: &str) -> Result {
    page.open_idle(&link(address, "tasks=0.1,0.05&await=gather&embed=1"))
        .await?;
    page.button("Run").await?.click().await?;
    page.until_run("done").await?;
    page.evaluate("document.querySelector('.timeline').focus()").await?;
    // Keys of the whole page, among them some that would be remembered.
    page.type_text("tvusnPg?1f").await?;
    page.press_with_control('z').await?;
    let kept = "[localStorage.length, sessionStorage.length, history.state]";
    page.evaluate("dispatchEvent(new Event('pagehide')), 0").await?;
    same("what is kept", page.evaluate(kept).await?, json!([0, 0, null]))?;
    same(
        "dialogs and panels",
        page.evaluate("document.querySelectorAll('dialog[open], :root[data-present]').length")
            .await?,
        json!(0),
    )?;
    let full = page.role("link", "Open in Futurescope").await?;
    let target = full
        .call("() => [this.target, this.rel, new URL(this.href).hash]")
        .await?;
    same("the link to the whole page", target[0].as_str(), Some("_blank"))?;
    same(
        "it opens the same list",
        target[2].as_str(),
        Some("#tasks=0.1,0.05&await=gather"),
    )?;
    // A person's own work is not offered in a frame of somebody else's page.
    page.open_idle(address).await?;
    crate::steps::task_list(page).await?.fill("4, 5 # mine").await?;
    page.until("the address has it", "location.hash.includes('tasks=4,5')")
        .await?;
    page.open_idle(&link(address, "tasks=2&embed=1")).await?;
    same("offers", page.all("complementary", Some("Last work")).await?.len(), 0)
}

pub async fn only_the_host_is_obeyed_and_only_when_embedded(page: &Page, address: &str) -> Result {
    let run = "postMessage({ futurescope: 1, kind: 'run', id: 1 }, '*')";
    // From itself, which is not its host.
    page.open_idle(&link(address, "tasks=0.01&embed=1")).await?;
    page.evaluate(run).await?;
    // Its own messages are handled in order: after this one, the other has been heard.
    let heard = "new Promise((heard) => { addEventListener('message', () => heard(true), { once: true }); postMessage('last', '*'); })";
    page.evaluate(heard).await?;
    page.until_run("idle").await?;

    for (flags, obeyed) in [("&embed=1", true), ("", false)] {
        page.open(&format!("{address}{HOST_PAGE}")).await?;
        let source = link(address, &format!("tasks=0.01{flags}"));
        page.evaluate(&format!(
            "window.heardForTests = [];
            addEventListener('message', ({{ data }}) => heardForTests.push(data.kind));
            document.body.innerHTML = '<iframe width=640 height=300 src=\"{source}\"></iframe>'"
        ))
        .await?;
        let frame = "document.querySelector('iframe')";
        page.until_in(frame, "its page stands", STANDS).await?;
        for nonsense in [
            "null",
            "1",
            "'run'",
            "{ futurescope: 2, kind: 'run' }",
            "{ kind: 'run' }",
            "{ futurescope: 1, kind: 'erase' }",
        ] {
            page.evaluate(&format!("frames[0].postMessage({nonsense}, '*')"))
                .await?;
        }
        page.evaluate(&format!("frames[0].{run}")).await?;
        if obeyed {
            page.until("the end is told", "heardForTests.includes('done')").await?;
        } else {
            page.evaluate(
                &heard
                    .replace("addEventListener", "frames[0].addEventListener")
                    .replace("postMessage", "frames[0].postMessage"),
            )
            .await?;
            same("what is told", page.evaluate("heardForTests.length").await?, json!(0))?;
            page.until_in(frame, "nothing runs", "document.documentElement.dataset.run === 'idle'")
                .await?;
        }
    }
    Ok(())
}

pub async fn the_demonstration_is_driven_by_its_buttons(page: &Page, address: &str) -> Result {
    page.open(&format!("{address}embed-demo.html")).await?;
    for id in ["three", "driven"] {
        page.evaluate(&format!("document.getElementById('{id}').scrollIntoView()"))
            .await?;
        is_live(page, id).await?;
    }
    let told = |words: &str| format!("document.getElementById('told').value.includes('{words}')");
    page.evaluate("document.querySelector('h1').scrollIntoView()").await?;
    page.button("Run").await?.click().await?;
    page.until("the end is told", &told("failed after 0.4 s (users cancelled"))
        .await?;
    page.button("Show 0.5 s").await?.click().await?;
    page.combobox("How to await").await?.choose(2).await?;
    run_state(page, "driven", "idle").await?;
    page.button("Run").await?.click().await?;
    page.until("every end is told", &told("stock finished: 2")).await?;
    page.evaluate("document.getElementById('far').scrollIntoView()").await?;
    is_live(page, "far").await?;
    // What stays without the script is a picture.
    let picture = "(() => {
        const svg = document.querySelector('#without svg');
        return [svg.checkVisibility(), svg.textContent.includes('sleeps 2 s')];
    })()";
    same(
        "the picture without JavaScript",
        page.evaluate(picture).await?,
        json!([true, true]),
    )?;
    page.until(
        "the page has no word that is cut off",
        "document.documentElement.scrollWidth <= innerWidth",
    )
    .await
}
