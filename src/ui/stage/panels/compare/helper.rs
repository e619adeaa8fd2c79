//! The page's end of the worker that compares. Where a browser starts none, or its file cannot be fetched, it never replies.

use crate::comparer::{Comparer, Postcard};
use comparing::{Question, Reply};
use gloo_worker::{Spawnable, WorkerBridge};
use js_sys::Reflect;
use leptos::prelude::*;

/// The `<meta>` with the address of the worker's script, relative to the page: `finish` puts the name with the hash there.
const ADDRESS: &str = "meta[name=futurescope-worker]";

/// A worker. It ends when it is dropped.
pub struct Helper(WorkerBridge<Comparer>);

impl Helper {
    /// Starts one, which is fetched now, and calls `hear` for each of its replies. `None` if the page has none, or may have
    /// none: a page in a sandbox has no origin from which it may start one.
    pub fn start(hear: impl Fn(Reply) + 'static) -> Option<Self> {
        let address = document().query_selector(ADDRESS).ok()??.get_attribute("content")?;
        let has_workers = Reflect::has(&window(), &"Worker".into()).unwrap_or_default();
        let origin = Reflect::get(&window(), &"origin".into()).ok()?.as_string()?;
        if !has_workers || origin == "null" {
            return None;
        }
        let mut spawner = Comparer::spawner().encoding::<Postcard>();
        Some(Self(spawner.callback(hear).with_loader(true).spawn(&address)))
    }

    /// Asks it, as soon as it is there.
    pub fn ask(&self, question: Question) {
        self.0.send(question);
    }
}
