//! The worker that compares: what the page knows of it, and what runs in it. The module is a part of both programs, the page
//! (`src/lib.rs`) and the worker (`src/bin/worker.rs`). What it does is in [`comparing`], and works without a browser.

use crate::self_message::SelfMessage;
use comparing::{Desk, Question, Reply, ReplyKind};
use gloo_events::EventListener;
use gloo_worker::{Codec, HandlerId, Worker, WorkerScope};
use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DedicatedWorkerGlobalScope;

/// The time of a piece of work, after which the worker looks at its messages: an edit is heard after so long.
const PIECE_MS: f64 = 30.0;

/// What reaches the worker's scope after a trap or a panic.
const FAILURES: [&str; 2] = ["error", "unhandledrejection"];

/// The worker. Without a question it does nothing and waits for nothing but a message.
pub struct Comparer {
    desk: Desk,
    asker: Option<HandlerId>,
    /// Goes on in another task, so that messages are heard in between.
    go_on: SelfMessage,
}

/// It is time for the next piece of work.
pub struct GoOn;

/// How messages are written: with a third of the code of gloo-worker's own codec.
pub struct Postcard;

impl Codec for Postcard {
    fn encode<I: Serialize>(message: I) -> JsValue {
        let bytes = postcard::to_allocvec(&message).expect("a message is plain data");
        Uint8Array::from(&bytes[..]).into()
    }

    fn decode<O: for<'de> Deserialize<'de>>(message: JsValue) -> O {
        let bytes = Uint8Array::from(message).to_vec();
        postcard::from_bytes(&bytes).expect("the page and its worker are of one build")
    }
}

impl Worker for Comparer {
    type Message = GoOn;
    type Input = Question;
    type Output = Reply;

    fn create(scope: &WorkerScope<Self>) -> Self {
        let scope = scope.clone();
        Self {
            desk: Desk::default(),
            asker: None,
            go_on: SelfMessage::new(move || scope.send_message(GoOn)),
        }
    }

    fn connected(&mut self, scope: &WorkerScope<Self>, page: HandlerId) {
        // The page is told, as nothing else tells it, and goes on by itself.
        for failure in FAILURES {
            let replies = scope.clone();
            let fails = move |_: &_| {
                let (number, kind) = (0, ReplyKind::Lost);
                replies.respond(page, Reply { number, kind });
                this_worker().close();
            };
            EventListener::once(&this_worker(), failure, fails).forget();
        }
    }

    fn received(&mut self, scope: &WorkerScope<Self>, question: Question, page: HandlerId) {
        self.asker = Some(page);
        let was_busy = self.desk.is_busy();
        if let Some(reply) = self.desk.ask(question) {
            scope.respond(page, reply);
        }
        if !was_busy && self.desk.is_busy() {
            self.go_on.post();
        }
    }

    fn update(&mut self, scope: &WorkerScope<Self>, _: GoOn) {
        let Some(page) = self.asker else { return };
        let until = now_ms() + PIECE_MS;
        for reply in self.desk.work(|| now_ms() >= until) {
            scope.respond(page, reply);
        }
        if self.desk.is_busy() {
            self.go_on.post();
        }
    }
}

fn this_worker() -> DedicatedWorkerGlobalScope {
    JsValue::from(js_sys::global()).unchecked_into()
}

fn now_ms() -> f64 {
    this_worker().performance().map_or(0.0, |clock| clock.now())
}
