//! The page in a frame of another page (`embed=1`): whether it is, and what it and its host tell each other by messages
//! (docs/embed.md). `embed.js` is the other end.
//!
//! The host is any page, so nothing is told that its own link would not tell, and commands are taken from it alone.

use super::measured::Extent;
use super::page::show_embedded;
use super::session::{RecordState, RunPhase, Session, SessionParts};
use super::text_size::text_scale;
use super::theme::{self, Theme};
use crate::js_object::js_object;
use crate::ui::reactive::{Memo, RwSignal, effect, hold_until_cleanup};
use gloo_events::EventListener;
use leptos::prelude::*;
use recording::facts::facts;
use recording::{Moment, RunOutcome, TaskId};
use scenario::share;
use scenario::time::Micros;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Window};

/// The version of the messages, and the key that has it in each of them.
const VERSION: f64 = 1.0;
const KEY: &str = "futurescope";

/// The tasks whose results are told at the end; those of a longer list take longer to pass on than to read.
const MOST_RESULTS: usize = 1_000;

/// Whether the page shows a link with `embed=1`. Copies are handles to the same state.
#[derive(Clone, Copy)]
pub struct Embedded(RwSignal<bool>);

impl Embedded {
    /// As the link says. Created once by the app.
    #[must_use]
    pub fn new(on: bool) -> Self {
        show_embedded(on);
        on_cleanup(|| show_embedded(false));
        Self(RwSignal::new(on))
    }

    /// That of the page; not embedded where nothing says so.
    #[must_use]
    pub fn of_page() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(false)))
    }

    /// Whether it is. Tracked.
    #[must_use]
    pub fn on(&self) -> bool {
        self.0.get()
    }

    /// The same, not tracked.
    #[must_use]
    pub fn on_untracked(&self) -> bool {
        self.0.get_untracked()
    }

    /// Follows a link.
    pub fn set(&self, on: bool) {
        if self.on_untracked() != on {
            show_embedded(on);
            self.0.set(on);
        }
    }
}

/// The link to the whole page with the same scenario, at the end of the transport of an embedded page.
#[component]
pub fn OpenInFull(
    /// What is shown.
    session: Session,
) -> impl IntoView {
    let embedded = Embedded::of_page();
    let address = move || {
        let page = super::share::page_address();
        let edit = session.edit;
        if edit.runs_program() {
            let speed = edit.speed.get();
            let address = |program: &String| share::program_address(&page, program, speed, &[]);
            return edit.program.with(address).unwrap_or(page);
        }
        let readable = session.predicted.readable().get().unwrap_or_default();
        // A list that no link can hold came by no link: the page alone.
        share::address(&page, &readable, &[]).unwrap_or(page)
    };
    let link = move || {
        view! {
            <a class="open-in-full" href=address target="_blank" rel="noopener">
                "Open"<span class="open-in-full-where">" in Futurescope"</span>
            </a>
        }
        .into_any()
    };
    move || embedded.on().then(link)
}

/// A promise of the host that is not settled yet.
#[derive(Clone, Copy, Debug, PartialEq)]
struct OpenRequest {
    id: f64,
    what: HostWish,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum HostWish {
    /// The end of the run.
    End,
    /// This moment, once the record has it.
    Moment(Micros),
}

/// Tells the host what happens, and does what it asks, while the page is embedded. Owned by the component that calls this.
pub fn follow_host(
    session: Session,
    selected: Memo<Option<TaskId>>,
    theme: RwSignal<Theme>,
    window_size: RwSignal<Extent>,
) {
    let Some(host) = host() else { return };
    let embedded = Embedded::of_page();
    let asked = RwSignal::new(Vec::<OpenRequest>::new());
    let SessionParts { record, controls, .. } = *session;

    let to_host = host.clone();
    let listener = EventListener::new(&window(), "message", move |event| {
        let Some(event) = event.dyn_ref::<MessageEvent>() else {
            return;
        };
        let from_host = event
            .source()
            .is_some_and(|source| JsValue::from(source) == JsValue::from(to_host.clone()));
        let data = event.data();
        if from_host && embedded.on_untracked() && number(&data, KEY) == Some(VERSION) {
            obey(session, theme, asked, &to_host, &data);
        }
    });
    hold_until_cleanup(listener);

    let to_host = host.clone();
    let tell = move |kind: &str, more: &[(&str, JsValue)]| {
        if embedded.on_untracked() {
            post(&to_host, kind, more);
        }
    };
    let height = tell.clone();
    effect(move || {
        window_size.track();
        let tasks = session.lanes().saturating_sub(1) as u64;
        if embedded.on() {
            let pixels = f64::from(timeline::embedded_height(tasks)) * text_scale();
            height("height", &[("height", pixels.ceil().into())]);
        }
    });
    let ready = tell.clone();
    effect(move || {
        if embedded.on() {
            ready("ready", &[]);
        }
    });
    let chosen = tell.clone();
    let last = StoredValue::new(None::<TaskId>);
    effect(move || {
        let task = selected.get();
        if last.try_update_value(|last| std::mem::replace(last, task)) != Some(task) {
            let name = record.with(|trace, _| Some(trace.label(task?)?.into_owned())).flatten();
            chosen(
                "select",
                &[("task", name.map_or(JsValue::NULL, |name| name.as_str().into()))],
            );
        }
    });
    // What has begun and ended, each told once for each run.
    let (begun, ended) = (StoredValue::new(None::<u32>), StoredValue::new(None::<u32>));
    effect(move || {
        let series = record.id().series();
        let phase = controls.phase();
        let is_new = |told: StoredValue<Option<u32>>| told.get_value() != Some(series);
        // A program is recorded first, and shown then.
        let executed = session.program.under_way();
        if matches!(phase, RunPhase::Running | RunPhase::Done(_)) && !executed && is_new(begun) {
            begun.set_value(Some(series));
            tell("run", &[]);
        }
        let waiting = asked.get();
        let (RecordState::Ended(outcome) | RecordState::Ran(outcome)) = record.state() else {
            // The run was replaced by another list before it ended.
            if record.state() != RecordState::Growing && !executed && !waiting.is_empty() {
                asked.set(Vec::new());
                for OpenRequest { id, .. } in waiting {
                    answer(&host, id, &[("error", "another list is shown".into())]);
                }
            }
            return;
        };
        if executed {
            return; // the record is that of the run before
        }
        // The record of a long run is read over several frames.
        record.track_growth();
        let all = record.with(|trace, folds| folds.history.folded() == trace.events.len());
        if all != Some(true) {
            return;
        }
        let result = results(session, outcome);
        if is_new(ended) {
            ended.set_value(Some(series));
            tell("done", &result);
        }
        if !waiting.is_empty() {
            asked.set(Vec::new());
            for OpenRequest { id, what } in waiting {
                match what {
                    HostWish::End => answer(&host, id, &result),
                    HostWish::Moment(at) => {
                        session.playhead.seek_time(at);
                        answer(&host, id, &[]);
                    }
                }
            }
        }
    });
}

/// The page in whose frame this one is; `None` if it is in none.
fn host() -> Option<Window> {
    let own = window();
    let parent = own.parent().ok().flatten()?;
    (JsValue::from(parent.clone()) != JsValue::from(own)).then_some(parent)
}

/// Does what the host asks for.
fn obey(session: Session, theme: RwSignal<Theme>, asked: RwSignal<Vec<OpenRequest>>, host: &Window, message: &JsValue) {
    let SessionParts {
        controls,
        playhead,
        record,
        ..
    } = *session;
    let id = number(message, "id").unwrap_or_default();
    let wait_for = |what| asked.update(|asked| asked.push(OpenRequest { id, what }));
    match text(message, "kind").as_deref() {
        Some("theme") => {
            if let Some(word) = text(message, "theme").as_deref().and_then(Theme::of_word) {
                theme::follow_host(theme, word);
            }
        }
        Some("run") => {
            match controls.phase_untracked() {
                RunPhase::Running => {}
                RunPhase::Paused => controls.resume(),
                RunPhase::Idle | RunPhase::Done(_) if !untrack(|| controls.can_run()) => {
                    return answer(host, id, &[("error", "the list is empty or cannot be read".into())]);
                }
                RunPhase::Idle | RunPhase::Done(_) => controls.launch(),
            }
            wait_for(HostWish::End);
        }
        Some("pause") => {
            controls.pause();
            answer(host, id, &[]);
        }
        Some("seek") => {
            let seconds = number(message, "seconds").filter(|seconds| seconds.is_finite() && *seconds >= 0.0);
            let Some(seconds) = seconds else {
                return answer(
                    host,
                    id,
                    &[("error", "seek needs a number of seconds from 0 on".into())],
                );
            };
            // A cast from f64 saturates.
            let at = Micros((seconds * 1e6).round() as u64);
            if record.state_untracked() == RecordState::Growing {
                playhead.seek_time(at);
                return answer(host, id, &[]);
            }
            // Nothing has run: the run as it is simulated.
            if !record.state_untracked().begun() {
                if !untrack(|| controls.can_end_at_once()) {
                    return answer(host, id, &[("error", "nothing has run yet".into())]);
                }
                controls.end_at_once();
            }
            wait_for(HostWish::Moment(at));
        }
        _ => answer(host, id, &[("error", "this is not a command".into())]),
    }
}

/// How the run ended: outcome, total seconds, and what became of each task.
fn results(session: Session, outcome: RunOutcome) -> Vec<(&'static str, JsValue)> {
    let seconds = session.record.now_untracked().as_secs();
    let results = js_sys::Array::new();
    session.record.with(|trace, folds| {
        let end = Moment {
            events: trace.events.len(),
            at: trace.last_stamp(),
        };
        let tasks = trace.tasks.ids().filter(|task| !trace.is_root(*task));
        for task in tasks.take(MOST_RESULTS) {
            let facts = facts(trace, &folds.history, task, end);
            let name = trace.label(task).unwrap_or_default();
            results.push(&js_object(&[
                ("task", name.as_ref().into()),
                ("state", facts.state_words.into()),
                ("result", facts.result.into()),
            ]));
        }
    });
    vec![
        ("outcome", outcome.word().into()),
        ("seconds", seconds.into()),
        ("results", results.into()),
    ]
}

fn answer(host: &Window, id: f64, more: &[(&str, JsValue)]) {
    let mut parts = vec![("id", JsValue::from(id))];
    parts.extend(more.iter().cloned());
    post(host, "answer", &parts);
}

fn post(host: &Window, kind: &str, more: &[(&str, JsValue)]) {
    let mut parts = vec![(KEY, JsValue::from(VERSION)), ("kind", kind.into())];
    parts.extend(more.iter().cloned());
    // To whichever page it is: its origin is not known. It fails only if that page is gone.
    let _ = host.post_message(&js_object(&parts), "*");
}

fn part(message: &JsValue, key: &str) -> Option<JsValue> {
    js_sys::Reflect::get(message, &key.into()).ok()
}

fn number(message: &JsValue, key: &str) -> Option<f64> {
    part(message, key)?.as_f64()
}

fn text(message: &JsValue, key: &str) -> Option<String> {
    part(message, key)?.as_string()
}
