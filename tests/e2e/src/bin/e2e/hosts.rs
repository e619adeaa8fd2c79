//! Pages of others that embed the page (`tests/e2e/hosts/`): served from an origin of their own, as is a copy of dist/ whose
//! requests are counted and which lets the browser keep what it fetched.

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use futurescope_e2e::{Failure, Result, dist_folder, repository_root};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;

type Counts = Arc<Mutex<BTreeMap<String, usize>>>;

/// dist/ on a port of its own. It stops when dropped.
pub struct CountedSite {
    /// Its address under another name of this machine, so that it is another site than the host's.
    pub address: String,
    counts: Counts,
    serving: JoinHandle<()>,
}

impl CountedSite {
    pub async fn start() -> Result<Self> {
        let counts = Counts::default();
        let router = Router::new()
            .fallback_service(ServeDir::new(dist_folder()))
            .layer(from_fn_with_state(counts.clone(), count));
        let (port, serving) = serve(router).await?;
        Ok(Self {
            address: format!("http://localhost:{port}/"),
            counts,
            serving,
        })
    }

    /// How often a file whose name ends so was asked for.
    pub fn requests(&self, ending: &str) -> usize {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts
            .iter()
            .filter(|(path, _)| path.ends_with(ending))
            .map(|(_, count)| count)
            .sum()
    }
}

impl Drop for CountedSite {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A page on a port of its own. It stops when dropped.
pub struct HostPage {
    pub address: String,
    serving: JoinHandle<()>,
}

impl HostPage {
    /// The page `tests/e2e/hosts/NAME.html`, with the figures of this site.
    pub async fn start(name: &str, site: &str) -> Result<Self> {
        let file = repository_root().join("tests/e2e/hosts").join(format!("{name}.html"));
        let page = std::fs::read_to_string(&file).map_err(|error| Failure(format!("{}: {error}", file.display())))?;
        let origin = site.trim_end_matches('/');
        Self::of_text(page.replace("{{SITE}}", site).replace("{{ORIGIN}}", origin)).await
    }

    /// A page of this text.
    pub async fn of_text(page: String) -> Result<Self> {
        let answer = move || async move { ([(CONTENT_TYPE, "text/html; charset=utf-8")], page) };
        let (port, serving) = serve(Router::new().fallback(answer)).await?;
        Ok(Self {
            address: format!("http://127.0.0.1:{port}/"),
            serving,
        })
    }
}

impl Drop for HostPage {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(router: Router) -> Result<(u16, JoinHandle<()>)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let serving = tokio::spawn(async move {
        // The task ends by being aborted. Errors of a connection are reported by the browser.
        let _ = axum::serve(listener, router).await;
    });
    Ok((port, serving))
}

async fn count(State(counts): State<Counts>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    // Names with a hash are kept for ever, all others are asked for each time (hosting/).
    let hashed = Path::new(&path)
        .file_stem()
        .is_some_and(|stem| stem.to_string_lossy().split(['-', '_']).any(is_hash));
    let mut answer = next.run(request).await;
    let kept = if hashed {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    answer
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    *counts
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .entry(path)
        .or_default() += 1;
    answer
}

fn is_hash(word: &str) -> bool {
    word.len() >= 8 && word.chars().all(|letter| letter.is_ascii_hexdigit())
}
