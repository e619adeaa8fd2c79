//! Serves a folder over HTTP as the hosts in `hosting/` do: with the headers of `hosting/cloudflare-pages/_headers`. Knows
//! nothing of its content.

use crate::{Failure, Result, ensure, repository_root};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{Html, Response};
use axum::routing::get;
use finish::SWITCH;
use finish::headers::Rules;
use http::header::CACHE_CONTROL;
use http::{HeaderName, HeaderValue};
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;

/// The name of an empty page of somebody else, without a policy, in which a test can put frames.
pub const HOST_PAGE: &str = "host-for-tests.html";

/// Which headers a site sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Headers {
    /// Those of a host.
    OfHost,
    /// Those, but nothing is kept by the browser, so that each load is measured anew.
    NothingKept,
    /// Those, so that the browser keeps what they allow, but no service worker stores anything.
    KeptByBrowser,
}

/// A server on a free port of this machine. It stops when dropped.
#[derive(Debug)]
pub struct Site {
    address: String,
    port: u16,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<()>>,
}

impl Site {
    /// Serves `folder` under `base` (`/`, or for example `/sub/path/`), [`HOST_PAGE`], and nothing else, so that addresses
    /// that are not relative fail. Bodies are gzipped for clients that accept it.
    ///
    /// # Errors
    ///
    /// If the folder has no page, or no port is free.
    pub async fn start(folder: &Path, base: &str) -> Result<Self> {
        Self::serve(folder, base, Headers::OfHost).await
    }

    /// As [`Site::start`], but the browser keeps nothing.
    ///
    /// # Errors
    ///
    /// If the folder has no page, or no port is free.
    pub async fn start_for_measuring(folder: &Path) -> Result<Self> {
        Self::serve(folder, "/", Headers::NothingKept).await
    }

    /// As [`Site::start_for_measuring`], but the browser keeps files as it does of a host.
    ///
    /// # Errors
    ///
    /// If the folder has no page, or no port is free.
    pub async fn start_for_measuring_again(folder: &Path) -> Result<Self> {
        Self::serve(folder, "/", Headers::KeptByBrowser).await
    }

    async fn serve(folder: &Path, base: &str, headers: Headers) -> Result<Self> {
        ensure(folder.join("index.html").is_file(), || {
            format!(
                "{} holds no index.html: run `cargo xtask build` first",
                folder.display()
            )
        })?;
        let rules = repository_root()
            .join("hosting")
            .join("cloudflare-pages")
            .join("_headers");
        let rules = Rules::parse(&std::fs::read_to_string(&rules)?).map_err(Failure)?;
        let rules = Arc::new(rules);
        let files = ServeDir::new(folder);
        let router = match base.trim_matches('/') {
            "" => Router::new().fallback_service(files),
            path => Router::new().nest_service(&format!("/{path}"), files),
        };
        let under = base.trim_end_matches('/').to_owned();
        let with_headers = move |request: Request, next: Next| {
            let path = request.uri().path();
            let sent = rules.headers_of(path.strip_prefix(&under).unwrap_or(path));
            async move { add_headers(next.run(request).await, &sent, headers) }
        };
        let router = router
            .layer(CompressionLayer::new().quality(CompressionLevel::Best))
            .layer(from_fn(with_headers))
            // After the layers, which it is therefore not under.
            .route(
                &format!("{base}{HOST_PAGE}"),
                get(async || Html("<!doctype html><title>Host</title><link rel=icon href=data:,>")),
            );

        let router = if headers == Headers::OfHost {
            router
        } else {
            // No service worker stores files while something is measured.
            router.route(&format!("{base}{SWITCH}"), get(async || "{ \"offline\": false }"))
        };

        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(async move {
            let server = axum::serve(listener, router).with_graceful_shutdown(async {
                let _ = stopped.await; // an error is a dropped site, which stops too
            });
            // Errors of a connection are reported by the browser.
            let _ = server.await;
        });
        Ok(Self {
            address: format!("http://127.0.0.1:{port}{base}"),
            port,
            stop: Some(stop),
            serving: Some(serving),
        })
    }

    /// The address of the page, which ends with `/`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Stops the server and closes its connections.
    pub async fn stop(mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(()); // it has ended already
        }
        if let Some(serving) = self.serving.take() {
            let _ = serving.await; // an error is its end, too
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(()); // it has ended already
        }
    }
}

fn add_headers(mut response: Response, sent: &[(String, String)], headers: Headers) -> Response {
    for (name, value) in sent {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    if headers == Headers::NothingKept {
        response
            .headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
