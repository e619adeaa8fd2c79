//! The page without a network, a new version while it is open, and the switch that removes the service worker.

use crate::loading::Copy;
use crate::python::{GOOD, HARNESS, has_python, run_to as run_program_to};
use crate::steps::{items, link, run_to, task_list};
use finish::{ASSETS, SWITCH, stamp};
use futurescope_e2e::{Failure, Page, Result, Site, dist_folder, ensure, same};
use serde_json::{Value, json};
use std::path::Path;
use tokio::net::TcpListener;

/// True when a worker has stored its version.
const STORED: &str = "navigator.serviceWorker.getRegistration().then((it) => it?.active?.state === 'activated')";

/// The version of the page that is shown.
const VERSION: &str = "document.querySelector('meta[name=futurescope-build]').content";

/// A value that only the style sheet of a changed build sets.
const MARK: &str = "getComputedStyle(document.documentElement).getPropertyValue('--build-for-tests')";

/// True when the page has asked whether the worker is switched off, which it does last.
const ASKED: &str = "performance.getEntriesByType('resource').some((it) => it.name.endsWith('offline.json'))";

/// The number of caches and registrations.
const LEFT: &str = "Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations()])
    .then(([caches, workers]) => caches.length + workers.length)";

pub async fn the_page_works_without_a_network(page: &Page, address: &str) -> Result {
    let address = stored_and_cut_off(page, address).await?;
    for suffix in [
        "#tasks=0.1,0.05&await=gather",
        "index.html#tasks=0.1,0.05&await=gather",
        "?x=1#tasks=0.1,0.05&await=gather",
    ] {
        page.open_idle(&format!("{address}{suffix}")).await?;
        same("the list", items(page).await?, ["0.1", "0.05"])?;
        run_to(page, "ok").await?;
    }
    page.reload().await?;
    run_to(page, "ok").await?;
    only_lack_of_network(page).await
}

pub async fn a_server_that_does_not_answer_is_not_waited_for(page: &Page, _: &str) -> Result {
    let site = Site::start(&dist_folder(), "/").await?;
    let (address, port) = (site.address().to_owned(), site.port());
    stored(page, &address).await?;
    site.stop().await;
    page.forget_cached_files().await?;
    // Takes connections, and leaves them without an answer.
    let silent = TcpListener::bind(("127.0.0.1", port)).await?;
    let taking = tokio::spawn(async move {
        let mut taken = Vec::new();
        while let Ok((connection, _)) = silent.accept().await {
            taken.push(connection);
        }
    });
    page.open_idle(&link(&address, "tasks=0.1,0.05&await=gather")).await?;
    run_to(page, "ok").await?;
    taking.abort();
    only_lack_of_network(page).await
}

pub async fn a_new_version_is_offered_and_never_mixed_with_the_old(page: &Page, _: &str) -> Result {
    let copy = Copy::of_dist("update")?;
    let site = copy.serve().await?;
    let address = site.address().to_owned();
    stored(page, &address).await?;
    page.open_idle(&address).await?;
    let first = page.evaluate(VERSION).await?;
    task_list(page).await?.fill("0.1, 0.2 # mine").await?;
    let style = page
        .evaluate("document.querySelector('link[rel=stylesheet]').href")
        .await?;
    let style = style.as_str().unwrap_or_default().to_owned();

    let second = rebuild(copy.folder(), 2)?;
    page.evaluate("navigator.serviceWorker.getRegistration().then((it) => it.update()).then(() => 0)")
        .await?;
    page.until("the notice", "document.querySelector('.offer[data-kind=version]')")
        .await?;
    same("the open page", page.evaluate(VERSION).await?, first)?;
    page.forget_cached_files().await?;
    let old_file = format!("fetch('{style}').then((answer) => answer.status)");
    same(
        "a file that the server has no more",
        page.number_of(&old_file).await?,
        200.0,
    )?;

    page.button("Reload").await?.click().await?;
    let is_second = format!("document.querySelector('meta[name=futurescope-build]')?.content === '{second}'");
    page.until("the new page", &is_second).await?;
    page.until_mounted().await?;
    same("its style sheet", page.evaluate(MARK).await?, json!("2"))?;
    let list = task_list(page).await?.text().await?;
    same("what was typed", list.as_str(), "0.1, 0.2 # mine")?;
    same("notices", page.all("button", Some("Reload")).await?.len(), 0)?;

    // A build that no worker has stored yet is shown at once.
    let third = rebuild(copy.folder(), 3)?;
    page.open_idle(&address).await?;
    same("the newest page", page.evaluate(VERSION).await?, json!(third))?;
    same("its style sheet", page.evaluate(MARK).await?, json!("3"))?;
    page.eventually("the newest version is stored", async || {
        let complete = format!(
            "(async () => {{
                for (const name of await caches.keys())
                    if (name.endsWith('{third}') && await (await caches.open(name)).match('./complete')) return true;
                return false;
            }})()"
        );
        Ok(page.evaluate(&complete).await? == Value::Bool(true))
    })
    .await?;
    site.stop().await;
    page.forget_cached_files().await?;
    page.reload().await?;
    same(
        "the newest page, without a network",
        page.evaluate(VERSION).await?,
        json!(third),
    )?;
    same("its style sheet", page.evaluate(MARK).await?, json!("3"))?;
    run_to(page, "ok").await?;
    only_lack_of_network(page).await
}

/// The version of Python that runs a program on the page that is shown; a new build of it says which.
const PYTHON: &str = "futurescopePrograms.python().then((it) => it.openPython()).then((python) => {
    python.close();
    return python.version;
})";

pub async fn a_new_version_brings_its_own_python_and_has_it_without_a_network(page: &Page, _: &str) -> Result {
    let copy = Copy::of_dist("update-program")?;
    let site = copy.serve().await?;
    let address = site.address().to_owned();
    if !has_python(page, &address).await? {
        return Ok(());
    }
    stored(page, &address).await?;
    page.open_idle(&address).await?;
    page.evaluate(HARNESS).await?;
    run_program_to(page, GOOD, json!({}), "ok", &["good"]).await?;
    page.eventually("Python is stored", async || program_is_stored(page, "").await)
        .await?;
    let first = page.evaluate(PYTHON).await?;

    rebuild_python(copy.folder(), 2)?;
    let second = rebuild(copy.folder(), 2)?;
    page.evaluate("navigator.serviceWorker.getRegistration().then((it) => it.update()).then(() => 0)")
        .await?;
    page.until("the notice", "document.querySelector('.offer[data-kind=version]')")
        .await?;
    page.forget_cached_files().await?;
    // The open page keeps the Python that it has, which the server has no more.
    same("Python of the open page", page.evaluate(PYTHON).await?, first.clone())?;
    run_program_to(page, GOOD, json!({}), "ok", &["good"]).await?;
    // It is stored with the new version, before anybody opens it there.
    page.eventually("Python of the new version is stored", async || {
        program_is_stored(page, &second).await
    })
    .await?;
    site.stop().await;
    page.forget_cached_files().await?;
    page.button("Reload").await?.click().await?;
    let is_second = format!("document.querySelector('meta[name=futurescope-build]')?.content === '{second}'");
    page.until("the new page", &is_second).await?;
    page.until_mounted().await?;
    let expected = json!(format!("{}+2", first.as_str().unwrap_or_default()));
    same("Python of the new page", page.evaluate(PYTHON).await?, expected)?;
    page.evaluate(HARNESS).await?;
    run_program_to(page, GOOD, json!({}), "ok", &["good"]).await?;
    let editor = "futurescopePrograms.editor().then((it) => typeof it.openEditor)";
    same("the editor", page.evaluate(editor).await?, json!("function"))?;
    only_lack_of_network(page).await
}

/// Whether a complete version whose name ends so has all that the tab Program needs.
async fn program_is_stored(page: &Page, version: &str) -> Result<bool> {
    let there = format!(
        "(async () => {{
            for (const name of await caches.keys()) {{
                const cache = await caches.open(name);
                if (name.endsWith('{version}') && await cache.match('./complete') && await cache.match('./with-program')) return true;
            }}
            return false;
        }})()"
    );
    Ok(page.evaluate(&there).await? == Value::Bool(true))
}

/// Makes another build of Python in the copy, whose version ends with the mark. The old one is deleted.
fn rebuild_python(folder: &Path, mark: u32) -> Result {
    let assets = folder.join(ASSETS);
    let name_of = |start: &str| -> Result<String> {
        let names = std::fs::read_dir(&assets)?
            .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()));
        let mut names = names.into_iter().filter(|name| name.starts_with(start));
        names.next().ok_or_else(|| Failure(format!("dist/ has no {start}*")))
    };
    let worker = assets.join(name_of("python-")?).join("worker.js");
    let source = std::fs::read_to_string(&worker)?;
    let version = "sys.version.split()[0]";
    ensure(source.contains(version), || "worker.js does not say its version".into())?;
    std::fs::write(&worker, source.replace(version, &format!("{version} + '+{mark}'")))?;
    // Each name is in the file after it.
    let mut renamed: Option<(String, String)> = None;
    for (start, ending) in [("python-", ""), ("program-python-", ".js"), ("start-", ".js")] {
        let name = name_of(start)?;
        let to = format!("{start}{mark:016x}{ending}");
        if let Some((before, now)) = &renamed {
            let source = std::fs::read_to_string(assets.join(&name))?;
            ensure(source.contains(before), || format!("{name} does not name {before}"))?;
            std::fs::write(assets.join(&name), source.replace(before, now))?;
        }
        std::fs::rename(assets.join(&name), assets.join(&to))?;
        renamed = Some((name, to));
    }
    let (before, now) = renamed.unwrap_or_default();
    let index = folder.join("index.html");
    std::fs::write(&index, std::fs::read_to_string(&index)?.replace(&before, &now))?;
    Ok(())
}

pub async fn a_file_on_the_server_switches_the_worker_off(page: &Page, _: &str) -> Result {
    let copy = Copy::of_dist("switch")?;
    let site = copy.serve().await?;
    let address = site.address().to_owned();
    stored(page, &address).await?;
    page.open_idle(&address).await?;
    std::fs::write(copy.folder().join(SWITCH), "{ \"offline\": false }")?;
    page.open_idle(&address).await?;
    page.eventually("nothing is left of the worker", async || {
        Ok(page.number_of(LEFT).await? == 0.0)
    })
    .await?;
    page.open_idle(&address).await?;
    page.until("the page has asked for the switch", ASKED).await?;
    same("and nothing comes back", page.number_of(LEFT).await?, 0.0)?;
    site.stop().await;
    page.forget_cached_files().await?;
    ensure(page.open_idle(&address).await.is_err(), || {
        "the page is still there without a network".to_owned()
    })?;
    read_lack_of_network(page).await
}

pub async fn a_version_that_is_only_half_on_the_server_is_not_stored(page: &Page, _: &str) -> Result {
    let copy = Copy::of_dist("half")?;
    let site = copy.serve().await?;
    let address = site.address().to_owned();
    stored(page, &address).await?;
    page.open_idle(&address).await?;
    let first = page.evaluate(VERSION).await?;
    // The worker of a new version, but the files of the old one.
    let page_before = std::fs::read(copy.folder().join("index.html"))?;
    rebuild(copy.folder(), 2)?;
    std::fs::write(copy.folder().join("index.html"), page_before)?;
    page.evaluate("navigator.serviceWorker.getRegistration().then((it) => it.update()).catch(() => 0).then(() => 0)")
        .await?;
    page.until(
        "the new worker has given up",
        "navigator.serviceWorker.getRegistration().then((it) => !it.installing && !it.waiting)",
    )
    .await?;
    site.stop().await;
    page.forget_cached_files().await?;
    page.reload().await?;
    same("the page without a network", page.evaluate(VERSION).await?, first)?;
    only_lack_of_network(page).await
}

pub async fn the_page_can_be_installed(page: &Page, address: &str) -> Result {
    stored(page, address).await?;
    page.open_idle(address).await?;
    let manifest = page.devtools("Page.getAppManifest", json!({})).await?;
    same("errors of the manifest", manifest["errors"].clone(), json!([]))?;
    let errors = page.devtools("Page.getInstallabilityErrors", json!({})).await?;
    same(
        "what forbids installing",
        errors["installabilityErrors"].clone(),
        json!([]),
    )?;
    let sizes = "(async () => {
        const link = document.querySelector('link[rel=manifest]').href;
        const manifest = await (await fetch(link)).json();
        const wrong = [];
        if (new URL(manifest.start_url, link).href !== new URL('./', document.baseURI).href) wrong.push('start_url');
        if (new URL(manifest.scope, link).href !== new URL('./', document.baseURI).href) wrong.push('scope');
        const icons = [...manifest.icons.map((it) => [new URL(it.src, link).href, it.sizes]),
            [document.querySelector('link[rel=apple-touch-icon]').href, '180x180']];
        for (const [source, sizes] of icons) {
            const image = new Image();
            image.src = source;
            await image.decode();
            const size = `${image.naturalWidth}x${image.naturalHeight}`;
            if (sizes !== 'any' && size !== sizes) wrong.push(`${source}: ${size}`);
        }
        return [icons.length, ...wrong].join();
    })()";
    same("icons", page.evaluate(sizes).await?, json!("5"))
}

pub async fn a_browser_without_storage_or_workers_runs_the_page(page: &Page, address: &str) -> Result {
    page.run_before("Object.defineProperty(navigator, 'serviceWorker', { get() { throw new DOMException('no', 'SecurityError'); } })")
        .await?;
    page.open_idle(&link(address, "tasks=0.1,0.05&await=gather")).await?;
    page.until("the page has asked for the switch", ASKED).await?;
    run_to(page, "ok").await
}

pub async fn no_request_goes_to_another_host(page: &Page, address: &str) -> Result {
    stored(page, address).await?;
    page.open_idle(address).await?;
    run_to(page, "ok").await?;
    let elsewhere = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .map((it) => it.name).filter((name) => new URL(name).origin !== location.origin).join()";
    same("requests to other hosts", page.evaluate(elsewhere).await?, json!(""))?;
    // A worker's requests are not the page's. They are limited by the policy of its script.
    let policy = "fetch('service-worker.js').then((answer) => answer.headers.get('content-security-policy'))";
    same(
        "the worker's policy",
        page.evaluate(policy).await?,
        json!(finish::POLICY),
    )?;
    let other =
        "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((it) => it.keys()))))
        .then((all) => all.flat().filter((it) => new URL(it.url).origin !== location.origin).length)";
    same("stored from other hosts", page.number_of(other).await?, 0.0)
}

/// Has the page stored from a server of its own, under the path of `address`, and stops that server. Returns its address.
pub async fn stored_and_cut_off(page: &Page, address: &str) -> Result<String> {
    let base = format!("/{}", address.splitn(4, '/').nth(3).unwrap_or_default());
    let site = Site::start(&dist_folder(), &base).await?;
    let address = site.address().to_owned();
    stored(page, &address).await?;
    site.stop().await;
    page.forget_cached_files().await?;
    Ok(address)
}

/// Opens the page and waits until its version is stored.
pub async fn stored(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    page.eventually("the version is stored", async || {
        Ok(page.evaluate(STORED).await? == Value::Bool(true))
    })
    .await
}

/// Makes another build of the copy, which differs in its style sheet, and returns its version. The old style sheet is
/// deleted, as it is where a folder is replaced.
fn rebuild(folder: &Path, mark: u32) -> Result<String> {
    let assets = folder.join(ASSETS);
    let names =
        std::fs::read_dir(&assets)?.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()));
    let name = names
        .into_iter()
        .find(|name| name.starts_with("style-") && !name.starts_with("style-later-"));
    let name = name.ok_or_else(|| Failure("dist/ has no style sheet".to_owned()))?;
    let style = std::fs::read_to_string(assets.join(&name))?;
    std::fs::remove_file(assets.join(&name))?;
    let renamed = format!("style-{mark:016x}.css");
    std::fs::write(
        assets.join(&renamed),
        format!("{style}:root{{--build-for-tests:{mark}}}"),
    )?;
    let index = folder.join("index.html");
    let page = std::fs::read_to_string(&index)?;
    std::fs::write(&index, page.replace(&name, &renamed))?;
    stamp(folder).map_err(Failure)
}

/// The same as [`read_lack_of_network`], when the page has sent its last request.
pub async fn only_lack_of_network(page: &Page) -> Result {
    page.until("the page has asked for the switch", ASKED).await?;
    read_lack_of_network(page).await
}

/// Reads the log, in which the browser says that the server does not answer, and nothing else.
async fn read_lack_of_network(page: &Page) -> Result {
    for entry in page.console_messages().await? {
        ensure(entry.message.contains("net::ERR_"), || entry.message)?;
    }
    Ok(())
}
