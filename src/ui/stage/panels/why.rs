//! The Why panel: the findings, the chain of causes of the event in question, where the selected task's time went and what
//! it waited for, and the deviation from the prediction.

use crate::ui::edit::Edit;
use crate::ui::explain::Explained;
use crate::ui::frames::{Frames, Next};
use crate::ui::page::focus_on;
use crate::ui::reactive::{effect, hold_until_cleanup};
use crate::ui::session::{Predicted, Record, RecordState};
use crate::ui::stage::inquiry::Inquiry;
use crate::ui::stage::panels::docking::Docking;
use crate::ui::stage::selection::Panel;
use explain::glossary::Term;
use leptos::html::Div;
use leptos::prelude::*;
use recording::causes::{Chain, Wait};
use recording::deviation::Deviation;
use recording::facts::{token_for, words_for};
use recording::figures::distorting_speed;
use recording::findings::{Finding, FindingKind};
use recording::inquiry::SelectedStory;
use recording::{State, TaskId, Trace, WaitFamily, WaitingOn};
use scenario::time::Micros;
use scenario::words;

/// The number of waits that are listed. A task with retries, or main with many children, has more.
const MOST_WAITS: usize = 12;

/// The panel: what there is to point out first, then the answer to what is asked.
#[component]
pub fn WhyPanel(
    /// The recording.
    record: Record,
    /// The frames in which it scrolls.
    frames: Frames,
    /// The question about the recording and its answer.
    inquiry: Inquiry,
    /// The prediction.
    predicted: Predicted,
    /// The editor, which knows the lesson.
    edit: Edit,
) -> impl IntoView {
    let against = move || {
        let deviation = predicted.deviation().get()?;
        let task = inquiry.story().map(|story| story.task);
        record.with(|trace, folds| {
            let speed = distorting_speed(trace, &folds.history);
            against_view(&deviation, trace, task, speed)
        })
    };
    let docking = use_context::<Docking>();
    // What an example shows is the answer that one who learns asks for.
    let lesson_seen = move || {
        let of_this_run = matches!(record.state(), RecordState::Ended(_)) && !predicted.stale();
        edit.lesson().filter(|_| of_this_run).map(|example| example.seen)
    };
    let panel = NodeRef::<Div>::new();
    let answer = NodeRef::<Div>::new();
    scroll_to_the_answer(frames, inquiry, panel, answer);
    view! {
        <div class="panel why" tabindex="0" role="region" aria-label="Causes and findings" node_ref=panel>
            <div class="why-side">
                {move || inquiry.findings().map(|found| findings_view(found, inquiry, docking, lesson_seen))}
            </div>
            <div class="why-side" data-side="answer" node_ref=answer>
                {move || match inquiry.chain() {
                    Some(chain) => chain_view(chain, inquiry),
                    None => match inquiry.story() {
                        _ if inquiry.pending() => being_read(),
                        Some(story) => nothing_happened(&story),
                        None => nothing_asked(),
                    },
                }}
                {move || inquiry.story().filter(|story| story.story.split.total() > Micros::ZERO).map(story_view)}
                {against}
            </div>
        </div>
    }
}

/// Scrolls to the answer whenever something else is asked and when the panel is opened; to the findings while nothing is
/// asked. The element may be one that another panel has scrolled.
fn scroll_to_the_answer(frames: Frames, inquiry: Inquiry, panel: NodeRef<Div>, answer: NodeRef<Div>) {
    let asked = StoredValue::new(true);
    let scroll = move || {
        let is_asked = asked.try_update_value(std::mem::take).unwrap_or_default();
        if let Some((panel, answer)) = panel.get_untracked().zip(answer.get_untracked()).filter(|_| is_asked) {
            let below = answer.get_bounding_client_rect().top() - panel.get_bounding_client_rect().top();
            let top = if inquiry.event_untracked().is_some() {
                panel.scroll_top() + below as i32
            } else {
                0
            };
            panel.set_scroll_top(top);
        }
        Next::Still
    };
    hold_until_cleanup(frames.listen(scroll));
    effect(move || {
        let _ = inquiry.event();
        panel.track();
        asked.set_value(true);
        frames.request();
    });
}

fn nothing_happened(story: &SelectedStory) -> AnyView {
    view! {
        <div class="empty">
            <p class="empty-title">{format!("{} has not started", story.name)}</p>
            <p>"By this moment nothing is recorded of it."</p>
        </div>
    }
    .into_any()
}

fn being_read() -> AnyView {
    view! {
        <div class="empty">
            <p class="empty-title">"The record is being read"</p>
            <p>"It is long: the causes will stand here in a moment."</p>
        </div>
    }
    .into_any()
}

fn nothing_asked() -> AnyView {
    view! {
        <div class="empty">
            <p class="empty-title">"Select a task or an event"</p>
            <p>"Why it happened when it did is told here, cause by cause, from what was recorded."</p>
        </div>
    }
    .into_any()
}

fn chain_view(chain: Chain, inquiry: Inquiry) -> AnyView {
    let links = chain.links.into_iter().map(|link| {
        view! {
            <li class="why-link">
                <button class="why-step" type="button" data-kind=link.kind.word() on:click=move |_| inquiry.go_to(link.event)>
                    <span class="why-time">{words::moment(link.at)}</span>
                    <span class="why-words">{link.text}</span>
                </button>
            </li>
        }
        .into_any()
    });
    view! {
        <h2 class="why-question"><Explained term=Term::CausesOf>{chain.question}</Explained></h2>
        <p class="why-answer">{chain.answer}</p>
        <ol class="why-chain">{links.collect::<Vec<_>>()}</ol>
    }
    .into_any()
}

fn story_view(
    SelectedStory {
        name,
        story,
        waits,
        foreign,
        cancel,
        ..
    }: SelectedStory,
) -> AnyView {
    let split = story.split;
    let waiting = |on: WaitingOn| {
        (
            State::Waiting(on),
            match on.family() {
                WaitFamily::Timer => split.waiting_timer,
                WaitFamily::Awaited => split.waiting_child,
                WaitFamily::Permit => split.waiting_permit,
                WaitFamily::Resource => split.waiting_resource,
                WaitFamily::Backoff => split.waiting_backoff,
            },
        )
    };
    let parts = [
        (State::Running, split.running),
        (State::Ready, split.ready),
        waiting(WaitingOn::Timer),
        waiting(WaitingOn::Child),
        waiting(WaitingOn::Semaphore),
        waiting(WaitingOn::Lock),
        waiting(WaitingOn::Backoff),
    ];
    let parts = parts.into_iter().filter(|(_, length)| *length > Micros::ZERO);
    let parts = parts.map(|(state, length)| {
        let what = match state {
            State::Waiting(on) if foreign => on.family().words(),
            _ => words_for(state),
        };
        part_view(state, what, words::length(length))
    });
    let whole = words::length(split.total());
    let waits = story.waits.iter().zip(waits).take(MOST_WAITS);
    let waits = waits.map(|(wait, what)| wait_view(wait, what)).collect::<Vec<_>>();
    let more = story.waits.len().saturating_sub(MOST_WAITS);
    view! {
        {cancel.map(|cancel| view! { <p class="why-more">{cancel}</p> }.into_any())}
        <h2 class="why-heading"><Explained term=Term::WhereTimeWent>{format!("Where the {whole} of {name} went")}</Explained></h2>
        <ul class="why-parts">{parts.collect::<Vec<_>>()}</ul>
        {(!waits.is_empty()).then(|| view! {
            <h2 class="why-heading"><Explained term=Term::WaitsOfTask>{format!("What {name} waited for")}</Explained></h2>
            <ul class="why-parts">{waits}</ul>
            {(more > 0).then(|| view! { <p class="why-more">{format!("and {more} more times")}</p> }.into_any())}
        }.into_any())}
    }
    .into_any()
}

fn part_view(state: State, what: &'static str, length: String) -> AnyView {
    view! {
        <li class="why-part">
            <span class="ink" data-explains=Term::of_state(state).id() data-state=token_for(state)>{what}</span>
            <span class="why-length">{length}</span>
        </li>
    }
    .into_any()
}

fn wait_view(wait: &Wait, what: String) -> AnyView {
    let state = State::Waiting(wait.on);
    let when = format!("{} to {}", words::moment(wait.from), words::moment(wait.until));
    view! {
        <li class="why-part">
            <span class="ink" data-explains=Term::of_state(state).id() data-state=token_for(state)>{what}</span>
            <span class="why-when">{when}</span>
            <span class="why-length">{words::length(wait.until.since(wait.from))}</span>
        </li>
    }
    .into_any()
}

/// The deviation of the selected task, or of the run and of the task that deviated most.
fn against_view(deviation: &Deviation, trace: &Trace, task: Option<TaskId>, speed: Option<String>) -> AnyView {
    let speed = speed.map(|speed| format!(", {speed}"));
    let lines = match task.and_then(|task| deviation.task(task)) {
        Some(task) => vec![task.text(trace)],
        None => {
            let furthest = deviation.furthest().map(|task| task.text(trace));
            std::iter::once(deviation.text(trace)).chain(furthest).collect()
        }
    };
    let lines = lines
        .into_iter()
        .map(|line| view! { <p class="why-more">{line}</p> }.into_any());
    view! {
        <h2 class="why-heading"><Explained term=Term::AgainstThePrediction>"Against the prediction"</Explained> {speed}</h2>
        {lines.collect::<Vec<_>>()}
    }
    .into_any()
}

fn findings_view(
    found: Vec<Finding>,
    inquiry: Inquiry,
    docking: Option<Docking>,
    lesson_seen: impl Fn() -> Option<String>,
) -> AnyView {
    if found.is_empty() {
        return failures_view(inquiry, lesson_seen());
    }
    let found = found.into_iter().map(|finding| {
        let evidence = finding.evidence.first().map(|&(_, event)| event);
        let path = docking.filter(|_| finding.kind == FindingKind::DecidedBySeveral);
        view! {
            <li class="finding" data-severity=finding.severity.word()>
                <h3 class="finding-title">{finding.title}</h3>
                <p>{finding.text}</p>
                <p class="finding-matters">{finding.matters}</p>
                <p>{finding.change}</p>
                {evidence.map(|event| show_it(event, inquiry, path))}
            </li>
        }
        .into_any()
    });
    view! {
        <h2 class="why-heading"><Explained term=Term::Findings>"Findings"</Explained></h2>
        <ul class="findings" aria-label="Findings">{found.collect::<Vec<_>>()}</ul>
    }
    .into_any()
}

/// Of a run without findings: its failures, which someone heard of, or that there is nothing.
fn failures_view(inquiry: Inquiry, lesson_seen: Option<String>) -> AnyView {
    let (failures, count) = inquiry.failures();
    if failures.is_empty() {
        let nothing = match lesson_seen {
            Some(_) => "Nothing else to point out about this run.",
            None => "Nothing to point out about this run.",
        };
        return view! {
            <h2 class="why-heading"><Explained term=Term::Findings>"Findings"</Explained></h2>
            <p class="why-more">{lesson_seen}</p>
            <p class="why-more">{nothing.to_owned()}</p>
        }
        .into_any();
    }
    let more = count.saturating_sub(failures.len());
    let failures = failures.into_iter().map(|failure| {
        view! {
            <li class="finding" data-severity="problem">
                <h3 class="finding-title">{failure.title}</h3>
                <p>{failure.text}</p>
                {show_it(failure.event, inquiry, None)}
            </li>
        }
        .into_any()
    });
    view! {
        <h2 class="why-heading"><Explained term=Term::Failure>"What failed"</Explained></h2>
        <ul class="findings" aria-label="Failures">{failures.collect::<Vec<_>>()}</ul>
        {(more > 0).then(|| view! { <p class="why-more">{format!("and {} more", words::count(more, "failure"))}</p> }.into_any())}
    }
    .into_any()
}

/// Shows an event; with `path`, the whole critical path with the event's task, in the list and as a line.
fn show_it(event: usize, inquiry: Inquiry, path: Option<Docking>) -> AnyView {
    let show = move |_| {
        inquiry.go_to(event);
        if let Some(docking) = path {
            inquiry.go_live();
            docking.open(Panel::CriticalPath);
            focus_on("#tab-path");
        }
    };
    view! {
        <button class="button" data-shape="outlined" type="button" data-explains=Term::ShowIt.id() on:click=show>
            "Show it"
        </button>
    }
    .into_any()
}
