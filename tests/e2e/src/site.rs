//! Serves a folder over HTTP like a simple static server. Knows nothing of its content.

use crate::{Result, ensure};
use axum::Router;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use http::{HeaderName, HeaderValue};
use std::path::Path;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// A server on a free port of this machine. It stops when dropped.
#[derive(Debug)]
pub struct Site {
    address: String,
    serving: JoinHandle<()>,
}

impl Site {
    /// Serves `folder` under `base` (`/`, or for example `/sub/path/`) and nothing else, so that addresses that are not
    /// relative fail. Bodies are gzipped for clients that accept it.
    ///
    /// # Errors
    ///
    /// If the folder has no page, or no port is free.
    pub async fn start(folder: &Path, base: &str) -> Result<Self> {
        Self::start_with_policy(folder, base, None).await
    }

    /// As [`Site::start`], with a Content-Security-Policy in every response.
    ///
    /// # Errors
    ///
    /// If the folder has no page, the policy is not a valid header, or no port is free.
    pub async fn start_with_policy(folder: &Path, base: &str, policy: Option<&str>) -> Result<Self> {
        ensure(folder.join("index.html").is_file(), || {
            format!(
                "{} holds no index.html: run `cargo xtask build` first",
                folder.display()
            )
        })?;
        let files = ServeDir::new(folder);
        let mut router = match base.trim_matches('/') {
            "" => Router::new().fallback_service(files),
            path => Router::new().nest_service(&format!("/{path}"), files),
        };
        router = router
            .layer(CompressionLayer::new().quality(CompressionLevel::Best))
            .layer(header(CACHE_CONTROL, HeaderValue::from_static("no-store")));
        if let Some(policy) = policy {
            let value = HeaderValue::from_str(policy)
                .map_err(|_| crate::Failure(format!("`{policy}` cannot be sent as a header")))?;
            router = router.layer(header(CONTENT_SECURITY_POLICY, value));
        }

        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}{base}", listener.local_addr()?);
        let serving = tokio::spawn(async move {
            // The task ends by being aborted. Errors of a connection are reported by the browser.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, serving })
    }

    /// The address of the page, which ends with `/`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn header(name: HeaderName, value: HeaderValue) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, value)
}
