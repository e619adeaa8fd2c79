//! The timeline as a component: names at the left, the canvas at the right, and when to draw. What is drawn is
//! [`crate::timeline`]'s.
//!
//! ```text
//!   .timeline          scrolls
//!   └ .timeline-all    as high as all lanes
//!     └ .timeline-view sticky, as high as what is in view: caption and names │ canvas
//! ```

use super::names::Names;
use super::prediction::{Predicted, Prediction};
use crate::scenario::{Policy, Scenario};
use crate::time::Micros;
use crate::timeline::{Forecast, Hit, Input, Painter, Rows, Scale, hit, layout, words};
use crate::trace::{Lanes, TaskId, Trace};
use crate::ui::frames::Next;
use crate::ui::markup::view;
use crate::ui::measure::FrameTimes;
use crate::ui::measured::measured;
use crate::ui::reactive::{RwSignal, effect, memo};
use crate::ui::session::{Phase, Session};
use crate::ui::theme::Theme;
use leptos::html::{Canvas, Div, Section};
use leptos::prelude::*;
use web_sys::MouseEvent;

/// Below this width the page is a phone's (GUIDE, §2).
const PHONE_WIDTH: f64 = 640.0;
/// What a frame needs to know besides the record.
#[derive(Clone, Copy)]
struct Geometry {
    scale: Scale,
    rows: Rows,
    phone: bool,
}

/// The picture with its names.
#[component]
pub fn Timeline(
    /// What runs.
    session: Session,
    /// What would happen.
    predicted: Predicted,
    /// Colours are read again when it changes.
    theme: RwSignal<Theme>,
    /// Whose lane is tinted.
    selected: RwSignal<Option<TaskId>>,
) -> impl IntoView {
    let scroller = NodeRef::<Section>::new();
    let plot = NodeRef::<Div>::new();
    let canvas = NodeRef::<Canvas>::new();
    let extent = measured(scroller);
    let plot_extent = measured(plot);
    let scroll_top = RwSignal::new(0.0);
    let window_size = super::window_size();

    let count = memo(move || {
        session.version.track();
        session.with_record(|trace, _| trace.tasks.len()).unwrap_or_default()
    });
    let lane_height = memo(move || Rows::lane_height(count.get().saturating_sub(1), window_size.get().height));
    let expected = memo(move || {
        session
            .shown()
            .with(|shown| shown.as_ref().map(expected_end).unwrap_or_default())
    });
    let geometry = move || {
        let width = plot_extent.get_untracked().width;
        let phone = window_size.get_untracked().width < PHONE_WIDTH;
        let end = match session.phase.get_untracked() {
            Phase::Done(_) => session.with_record(reach).unwrap_or_default(),
            Phase::Idle | Phase::Running => Scale::live_end(expected.get_untracked(), session.now.get_untracked()),
        };
        let rows = Rows::new(
            count.get_untracked(),
            lane_height.get_untracked(),
            extent.get_untracked().height,
        );
        Geometry {
            scale: Scale::fit(end, width, phone),
            rows: Rows {
                scroll_top: scroll_top.get_untracked(),
                ..rows
            },
            phone,
        }
    };

    let painter = StoredValue::new_local(None::<Painter>);
    effect(move || {
        let Some(canvas) = canvas.get() else { return };
        // Without a context there is no picture; the table of tasks says the same in words.
        painter.set_value(Painter::new(canvas).ok());
    });
    let times = FrameTimes::if_asked_for();
    let paint = move || {
        times.measure(|| {
            painter.try_update_value(|painter| {
                let Some(painter) = painter else { return };
                let Geometry { scale, rows, phone } = geometry();
                let now = session.now.get_untracked();
                let scene = session.with_record(|trace, lanes| {
                    predicted.with_untracked(|prediction| {
                        layout(&Input {
                            trace,
                            lanes,
                            edge: now,
                            now,
                            live: session.phase.get_untracked() == Phase::Running,
                            scale,
                            rows,
                            selected: selected.get_untracked(),
                            phone,
                            forecast: prediction.as_ref().map(|prediction| Forecast {
                                trace: &prediction.trace,
                                lanes: &prediction.lanes,
                            }),
                            text_width: &words::estimate_width,
                        })
                    })
                });
                if let Some(scene) = scene {
                    painter.paint(&scene);
                }
            });
        });
        Next::Still
    };
    let listening = StoredValue::new_local(session.frames.listen(paint));
    on_cleanup(move || {
        listening.try_update_value(Option::take);
    });
    // Whatever the picture depends on and is not the run itself; a run asks for its own frames.
    effect(move || {
        session.version.track();
        session.phase.track();
        predicted.with(|_| ());
        extent.track();
        plot_extent.track();
        scroll_top.track();
        selected.track();
        window_size.track();
        lane_height.track();
        session.frames.request();
    });
    Effect::new(move |before: Option<Theme>| {
        let theme = theme.get();
        if before.is_some_and(|before| before != theme) {
            painter.try_update_value(|painter| painter.as_mut().map(Painter::read_theme));
            session.frames.request();
        }
        theme
    });

    let scrolled = move |_| {
        if let Some(scroller) = scroller.get_untracked() {
            scroll_top.set(f64::from(scroller.scroll_top()));
        }
    };
    let clicked = move |event: MouseEvent| {
        let Geometry { scale, rows, .. } = geometry();
        if let Some(Hit { task: Some(task), .. }) =
            hit(&scale, &rows, f64::from(event.offset_x()), f64::from(event.offset_y()))
        {
            selected.update(|selected| *selected = if *selected == Some(task) { None } else { Some(task) });
        }
    };
    let all_height = move || format!("{}px", Rows::new(count.get(), lane_height.get(), 0.0).content_height());
    let visible = memo(move || {
        let rows = Rows::new(count.get(), lane_height.get(), extent.get().height);
        Rows {
            scroll_top: scroll_top.get(),
            ..rows
        }
    });
    let caption = move || match session.phase.get() {
        Phase::Idle => "Not run yet",
        Phase::Running => "Recording",
        Phase::Done(_) if session.stale() => "Last record",
        Phase::Done(_) => "Recorded",
    };
    view! {
        <section
            class="timeline"
            aria-label="Timeline"
            data-stale=move || session.stale().to_string()
            node_ref=scroller
            on:scroll=scrolled
            tabindex="0"
        >
            <div class="timeline-all" style:height=all_height>
                <div class="timeline-view" style:height=move || format!("{}px", extent.get().height)>
                    <div class="timeline-gutter">
                        <div class="timeline-caption">{move || caption().to_owned()}</div>
                        <Names session rows=visible selected />
                    </div>
                    <div class="timeline-plot" node_ref=plot on:click=clicked>
                        <canvas class="timeline-canvas" aria-hidden="true" node_ref=canvas></canvas>
                    </div>
                </div>
            </div>
        </section>
    }
}

/// How long the axis is to begin with. For more tasks than are predicted: all at once, or one after the other.
fn expected_end(scenario: &Scenario) -> Micros {
    if let Some(Prediction { trace, lanes }) = Prediction::of(scenario) {
        return reach(&trace, &lanes);
    }
    let lengths = scenario.operations();
    let each = lengths.iter().map(|operation| operation.delay + operation.cpu);
    match scenario.policy {
        Policy::OneByOne => each.fold(Micros::ZERO, |sum, length| sum + length),
        _ => each.max().unwrap_or_default(),
    }
}

/// How far a record reaches, with what was cancelled drawn to its planned end, if that is not far off.
fn reach(trace: &Trace, lanes: &Lanes) -> Micros {
    let end = trace.last_stamp();
    let planned = lanes
        .iter()
        .filter_map(|(_, lane)| lane.planned_end.filter(|_| lane.end.is_some()));
    // Three times as long as the run leaves the run a third of the picture.
    planned
        .max()
        .map_or(end, |planned| end.max(planned.min(Micros(end.0.saturating_mul(3)))))
}
