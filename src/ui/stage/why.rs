//! The Why panel: the causal chain that led to the selected moment, where the selected task's time went, and what an
//! expert would point out about the run.

use crate::timeline::words;
use crate::trace::Moment;
use crate::trace::{causes, findings};
use crate::ui::session::Session;
use crate::ui::stage::Selection;
use leptos::prelude::*;

/// The panel.
#[component]
pub fn WhyPanel(
    /// What runs.
    session: Session,
    /// What is selected.
    selection: Selection,
) -> impl IntoView {
    // The event that is asked about: the one chosen, else the selected task's last one by the playhead.
    let asked = Memo::new(move |_| {
        let events = session.events_at();
        let task = selection.task.get();
        selection.event.get().or_else(|| {
            let task = task?;
            session
                .with_record(|_, folds| {
                    let own = folds.moments.of_task(task);
                    let happened = own.partition_point(|&event| (event as usize) < events);
                    happened.checked_sub(1).map(|last| own[last] as usize)
                })
                .flatten()
        })
    });
    let chain = Memo::new(move |_| {
        session.version.track();
        let event = asked.get()?;
        session.with_record(|trace, folds| causes::why(trace, &folds.causes, event))
    });
    let story = Memo::new(move |_| {
        let events = session.events_at();
        let task = selection.task.get()?;
        session
            .with_record(|trace, folds| {
                let moment = Moment::after(trace, events);
                folds.lanes.lane(task).map(|lane| (trace.tasks[task.index()].name.clone(), lane.split(moment.at)))
            })
            .flatten()
    });
    let found = Memo::new(move |_| {
        session.version.track();
        matches!(session.phase.get(), crate::ui::session::Phase::Done(_))
            .then(|| session.with_record(|trace, folds| findings::findings(trace, &folds.causes)))
            .flatten()
            .unwrap_or_default()
    });
    let go_to = move |event: usize| {
        session.look_at(|trace, _, _| Some(Moment::after(trace, event + 1)));
        let task = session.with_record(|trace, _| trace.events.get(event).and_then(|event| event.task)).flatten();
        selection.choose(task, Some(event));
    };
    view! {
        <div class="panel why">
            {move || match chain.get() {
                Some(chain) => {
                    view! {
                        <h3 class="why-question">{chain.question}</h3>
                        <p class="why-answer">{chain.answer}</p>
                        <ol class="why-chain">
                            {chain
                                .links
                                .into_iter()
                                .map(|link| {
                                    let event = link.event;
                                    view! {
                                        <li class="why-link">
                                            <button class="why-step" type="button" on:click=move |_| go_to(event)>
                                                <span class="why-time">{words::moment(link.at)}</span>
                                                <span class="why-words">{link.text}</span>
                                            </button>
                                        </li>
                                    }
                                })
                                .collect::<Vec<_>>()}
                        </ol>
                    }
                        .into_any()
                }
                None => {
                    view! {
                        <div class="empty">
                            <p class="empty-title">"Select a task or an event"</p>
                            <p>"Its causes will stand here, from the first to the last, taken from what was recorded."</p>
                        </div>
                    }
                        .into_any()
                }
            }}
            {move || {
                story
                    .get()
                    .map(|(name, split)| {
                        let parts = [
                            ("running", "running", split.running),
                            ("ready", "in the queue", split.ready),
                            ("timer", "waiting on timers", split.waiting_timer),
                            ("child", "waiting on children", split.waiting_child),
                            ("permit", "waiting for a permit", split.waiting_permit),
                            ("timer", "waiting to retry", split.waiting_backoff),
                        ];
                        view! {
                            <h3 class="why-heading">{format!("Where {name}’s {} went", words::length(split.total()))}</h3>
                            <ul class="why-split">
                                {parts
                                    .into_iter()
                                    .filter(|(_, _, length)| length.0 > 0)
                                    .map(|(ink, label, length)| {
                                        view! {
                                            <li class="why-part">
                                                <span class="why-part-label ink" data-state=ink>{label}</span>
                                                <span class="why-part-length">{words::length(length)}</span>
                                            </li>
                                        }
                                    })
                                    .collect::<Vec<_>>()}
                            </ul>
                        }
                    })
            }}
            {move || {
                let found = found.get();
                (!found.is_empty())
                    .then(|| {
                        view! {
                            <h3 class="why-heading">"Findings"</h3>
                            <ul class="findings" aria-label="Findings">
                                {found
                                    .into_iter()
                                    .map(|finding| {
                                        let evidence = finding.evidence.first().map(|&(_, event)| event);
                                        view! {
                                            <li class="finding">
                                                <h4 class="finding-title">{finding.title}</h4>
                                                <p>{finding.text}</p>
                                                <p class="finding-matters">{finding.matters}</p>
                                                <p>{finding.change}</p>
                                                {evidence
                                                    .map(|event| {
                                                        view! {
                                                            <button class="button" data-shape="outlined" type="button" on:click=move |_| go_to(event)>
                                                                "Show it"
                                                            </button>
                                                        }
                                                    })}
                                            </li>
                                        }
                                    })
                                    .collect::<Vec<_>>()}
                            </ul>
                        }
                    })
            }}
        </div>
    }
}
