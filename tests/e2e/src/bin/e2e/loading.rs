//! The messages of the page if its program cannot be loaded or does not start.

use finish::ASSETS;
use futurescope_e2e::page::STANDS;
use futurescope_e2e::site::HOST_PAGE;
use futurescope_e2e::{Page, Result, Site, copy_folder, dist_folder, ensure, repository_root};
use std::path::{Path, PathBuf};

/// A copy of dist/ for a test to break, deleted when dropped.
pub struct Copy(PathBuf);

impl Copy {
    pub fn of_dist(name: &str) -> Result<Self> {
        Self::of(name, &dist_folder())
    }

    pub fn of(name: &str, original: &Path) -> Result<Self> {
        let folder = repository_root().join("target").join("e2e").join(name);
        copy_folder(original, &folder)?;
        Ok(Self(folder))
    }

    /// The program, or the first part of it.
    fn program(&self) -> Result<PathBuf> {
        self.asset("futurescope_bg", ".wasm")
    }

    /// The script with which the program is called.
    fn script(&self) -> Result<PathBuf> {
        self.asset("futurescope", ".js")
    }

    pub fn asset(&self, start: &str, ending: &str) -> Result<PathBuf> {
        for file in std::fs::read_dir(self.0.join(ASSETS))? {
            let path = file?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let hash = name.strip_prefix(start).and_then(|rest| rest.strip_suffix(ending));
            // A dash and the hash: the names of other files may start the same.
            if hash.is_some_and(|hash| hash.rfind('-') == Some(0)) {
                return Ok(path);
            }
        }
        Err(futurescope_e2e::Failure(format!("dist/ has no {start}*{ending}")))
    }

    pub fn folder(&self) -> &Path {
        &self.0
    }

    pub async fn serve(&self) -> Result<Site> {
        Site::start(&self.0, "/").await
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0); // the next run deletes it
    }
}

/// Waits until the notice has these words and a suggestion, and no longer says that it is loading.
async fn notice_says(page: &Page, words: &[&str]) -> Result {
    page.until(
        "a notice in the place of “Loading …”",
        "document.querySelector('.notice[role=alert]')",
    )
    .await?;
    let text = page.text().await?;
    has_words(&text, words)?;
    let stands = page
        .number_of("document.querySelectorAll('[data-first-paint]').length")
        .await?;
    futurescope_e2e::same("what stands before the program", stands, 0.0)
}

fn has_words(text: &str, words: &[&str]) -> Result {
    for words in words {
        ensure(text.contains(words), || {
            format!("the notice does not say `{words}`:\n{text}")
        })?;
    }
    ensure(!text.contains("Loading"), || {
        format!("it still says that it is loading:\n{text}")
    })
}

/// Reads the expected messages of the browser: a missing file, the unusual sandbox of a frame.
async fn forget_complaints(page: &Page) -> Result {
    ensure(!page.console_messages().await?.is_empty(), || {
        "the browser reports no error".into()
    })
}

pub async fn a_missing_wasm_file_is_named(page: &Page, _: &str) -> Result {
    let copy = Copy::of_dist("no-wasm")?;
    std::fs::remove_file(copy.program()?)?;
    let site = copy.serve().await?;
    page.open(site.address()).await?;
    notice_says(
        page,
        &[".wasm, a part of this page, could not be loaded", "reload the page"],
    )
    .await?;
    forget_complaints(page).await
}

pub async fn a_program_that_is_not_compiled_while_it_arrives_is_fetched_anew(page: &Page, address: &str) -> Result {
    // As with a server that does not send the type of WebAssembly.
    page.run_before(
        "const compile = WebAssembly.compileStreaming;
        let calls = 0;
        WebAssembly.compileStreaming = (source) => {
            calls += 1;
            return calls > 1 ? compile(source) : Promise.reject(new TypeError('wrong type'));
        };",
    )
    .await?;
    page.open_idle(address).await
}

pub async fn a_missing_script_is_named(page: &Page, _: &str) -> Result {
    let copy = Copy::of_dist("no-script")?;
    std::fs::remove_file(copy.script()?)?;
    let site = copy.serve().await?;
    page.open(site.address()).await?;
    notice_says(
        page,
        &[
            "futurescope",
            ".js, a part of this page, could not be loaded",
            "reload the page",
        ],
    )
    .await?;
    forget_complaints(page).await
}

pub async fn a_missing_style_sheet_is_named(page: &Page, _: &str) -> Result {
    let copy = Copy::of_dist("no-style")?;
    std::fs::remove_file(copy.asset("style", ".css")?)?;
    let site = copy.serve().await?;
    page.open(site.address()).await?;
    notice_says(page, &["style", ".css, a part of this page, could not be loaded"]).await?;
    forget_complaints(page).await
}

pub async fn a_page_without_its_later_style_sheet_runs_and_says_what_is_missing(page: &Page, _: &str) -> Result {
    let copy = Copy::of_dist("no-later-style")?;
    std::fs::remove_file(copy.asset("style-later", ".css")?)?;
    let site = copy.serve().await?;
    page.open(site.address()).await?;
    page.until(
        "the page says that a part is missing",
        "document.querySelector('.part-missing[role=status]')?.textContent.includes('Run works')",
    )
    .await?;
    page.button("Run").await?.click().await?;
    page.until_run("done").await?;
    forget_complaints(page).await
}

pub async fn an_error_of_the_script_is_reported(page: &Page, _: &str) -> Result {
    let copy = Copy::of_dist("bad-script")?;
    std::fs::write(copy.script()?, "export default () => { throw new Error('no good'); };")?;
    let site = copy.serve().await?;
    page.open(site.address()).await?;
    notice_says(
        page,
        &["went wrong while the page was started", "Reload the page", "no good"],
    )
    .await?;
    forget_complaints(page).await
}

pub async fn a_page_opened_as_a_file_says_so(page: &Page, _: &str) -> Result {
    let file = dist_folder().canonicalize()?.join("index.html");
    page.open(&format!("file://{}", file.display())).await?;
    notice_says(page, &["opened as a file", "Serve its folder over HTTP"]).await?;
    forget_complaints(page).await
}

pub async fn a_sandboxed_frame_says_so(page: &Page, address: &str) -> Result {
    open_framed(page, address, "allow-scripts").await?;
    page.eventually("a notice in the frame", async || {
        Ok(page.text_in_frame(0).await?.contains("could not be started"))
    })
    .await?;
    let text = page.text_in_frame(0).await?;
    has_words(&text, &["sandboxed frame", "allow-same-origin"])?;
    page.console_messages().await?; // what the frame could not load, if the browser logs it
    Ok(())
}

pub async fn a_frame_with_an_origin_runs(page: &Page, address: &str) -> Result {
    open_framed(page, address, "allow-scripts allow-same-origin").await?;
    page.until_in("document.querySelector('iframe')", "the page in the frame", STANDS)
        .await?;
    forget_complaints(page).await
}

pub async fn a_browser_without_webassembly_is_reported(page: &Page, address: &str) -> Result {
    page.run_before("delete window.WebAssembly").await?;
    page.open(address).await?;
    notice_says(page, &["has no WebAssembly", "Turn WebAssembly on"]).await?;
    forget_complaints(page).await
}

pub async fn a_page_that_starts_shows_no_notice(page: &Page, address: &str) -> Result {
    page.open_idle(address).await?;
    let notices = page
        .number_of("[...document.querySelectorAll('.notice')].filter((it) => it.checkVisibility()).length")
        .await?;
    futurescope_e2e::same("notices", notices, 0.0)
}

/// Opens the page in a frame of somebody else's page.
async fn open_framed(page: &Page, address: &str, sandbox: &str) -> Result {
    page.open(&format!("{address}{HOST_PAGE}")).await?;
    let frame = format!(
        "document.body.innerHTML = '<iframe sandbox=\"{sandbox}\" src=\"index.html\" width=\"900\" height=\"600\"></iframe>'"
    );
    page.evaluate(&frame).await?;
    Ok(())
}
