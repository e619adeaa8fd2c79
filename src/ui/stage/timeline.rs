//! The timeline as a component: names at the left, the canvas at the right, and when to draw. What is drawn is
//! [`crate::timeline`]'s.
//!
//! ```text
//!   .timeline          scrolls
//!   └ .timeline-all    as high as all lanes
//!     └ .timeline-view sticky, as high as what is in view: caption and names │ canvas
//! ```

use super::names::Names;
use crate::runtime::simulate;
use crate::scenario::{Policy, Scenario};
use crate::time::Micros;
use crate::timeline::{Forecast, Hit, Input, Painter, Rows, Scale, Zone, hit, layout, words};
use crate::trace::{Lanes, TaskId, Trace};
use crate::ui::frames::Next;
use crate::ui::measure::FrameTimes;
use crate::ui::measured::measured;
use crate::ui::session::{Phase, Session};
use crate::ui::stage::{Panel, Selection};
use crate::ui::theme::Theme;
use leptos::html::{Canvas, Div, Section};
use leptos::prelude::*;
use web_sys::{Element, KeyboardEvent, PointerEvent};

/// Below this width the page is a phone's (GUIDE, §2).
const PHONE_WIDTH: f64 = 640.0;
/// Up to so many tasks what would happen is worked out before a run, within a frame.
const MOST_FORECAST: u64 = 1_000;

/// A prediction: the same scenario on the virtual clock.
struct Prediction {
    trace: Trace,
    lanes: Lanes,
}

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
    /// Colours are read again when it changes.
    theme: RwSignal<Theme>,
    /// What is selected.
    selection: Selection,
    /// Which panel is open.
    panel: RwSignal<Panel>,
) -> impl IntoView {
    let scroller = NodeRef::<Section>::new();
    let plot = NodeRef::<Div>::new();
    let canvas = NodeRef::<Canvas>::new();
    let extent = measured(scroller);
    let plot_extent = measured(plot);
    let scroll_top = RwSignal::new(0.0);
    let window_size = super::window_size();

    let count = Memo::new(move |_| {
        session.version.track();
        session.with_record(|trace, _| trace.tasks.len()).unwrap_or_default()
    });
    let lane_height = Memo::new(move |_| Rows::lane_height(count.get().saturating_sub(1), window_size.get().height));
    let expected = Memo::new(move |_| {
        session
            .shown()
            .with(|shown| shown.as_ref().map(expected_end).unwrap_or_default())
    });
    let prediction = StoredValue::new_local(None::<Prediction>);
    Effect::new(move |_| {
        let idle = session.phase.get() == Phase::Idle;
        prediction.set_value(
            session
                .shown()
                .with(|shown| idle.then(|| shown.as_ref().and_then(predict)).flatten()),
        );
    });
    let geometry = move || {
        let width = plot_extent.get_untracked().width;
        let phone = window_size.get_untracked().width < PHONE_WIDTH;
        let end = match session.phase.get_untracked() {
            Phase::Done(_) => session.with_record(|trace, folds| reach(trace, &folds.lanes)).unwrap_or_default(),
            Phase::Idle | Phase::Running | Phase::Paused => Scale::live_end(expected.get_untracked(), session.now.get_untracked()),
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
    Effect::new(move |_| {
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
                let scene = session.with_record(|trace, folds| {
                    prediction.with_value(|prediction| {
                        layout(&Input {
                            trace,
                            lanes: &folds.lanes,
                            edge: session.now.get_untracked(),
                            now: session.moment_untracked().at,
                            live: session.phase.get_untracked().under_way(),
                            scale,
                            rows,
                            selected: selection.task.get_untracked(),
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
    Effect::new(move |_| {
        session.moment();
        session.phase.track();
        extent.track();
        plot_extent.track();
        scroll_top.track();
        selection.task.track();
        selection.event.track();
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
    // Dragging in the axis, or anywhere once it has become a drag, moves the playhead; a click selects a lane.
    let drag = StoredValue::new_local(None::<Drag>);
    let scrub = move |event: &PointerEvent| {
        let Geometry { scale, .. } = geometry();
        session.look_at_time(scale.time_from_x(x_in_plot(plot, event)));
    };
    let pressed = move |event: PointerEvent| {
        if event.button() != 0 || session.phase.get_untracked() == Phase::Idle {
            return;
        }
        let Geometry { scale, rows, .. } = geometry();
        let x = x_in_plot(plot, &event);
        let in_axis = hit(&scale, &rows, x, y_in_plot(plot, &event)).is_some_and(|hit| hit.zone == Zone::Axis);
        drag.set_value(Some(Drag { from_x: x, scrubs: in_axis }));
        if in_axis {
            capture(plot, &event);
            scrub(&event);
        }
    };
    let moved = move |event: PointerEvent| {
        let Some(Drag { from_x, scrubs }) = drag.with_value(Option::clone) else { return };
        if !scrubs && (x_in_plot(plot, &event) - from_x).abs() < SHORTEST_DRAG {
            return;
        }
        if !scrubs {
            capture(plot, &event);
            drag.set_value(Some(Drag { from_x, scrubs: true }));
        }
        scrub(&event);
    };
    let released = move |event: PointerEvent| {
        let was = drag.try_update_value(Option::take).flatten();
        if was.is_some_and(|drag| drag.scrubs) {
            return;
        }
        let Geometry { scale, rows, .. } = geometry();
        if let Some(Hit { task: Some(task), .. }) = hit(&scale, &rows, x_in_plot(plot, &event), y_in_plot(plot, &event)) {
            selection.toggle(task);
        }
    };
    let pressed_key = move |event: KeyboardEvent| {
        if event.alt_key() || event.ctrl_key() || event.meta_key() {
            return;
        }
        let last = count.get_untracked().saturating_sub(1);
        let here = selection.task.get_untracked().map(TaskId::index);
        let next = match event.key().as_str() {
            "ArrowDown" => here.map_or(0, |here| (here + 1).min(last)),
            "ArrowUp" => here.map_or(last, |here| here.saturating_sub(1)),
            "Enter" if here.is_some() => {
                panel.set(Panel::Why);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        selection.choose(u32::try_from(next).ok().map(TaskId), None);
        if let Some(scroller) = scroller.get_untracked() {
            let rows = visible_rows(count.get_untracked(), lane_height.get_untracked(), extent.get_untracked().height);
            let (top, bottom) = (next as f64 * rows.lane, (next + 1) as f64 * rows.lane);
            let room = rows.height - rows.lanes_top();
            let scrolled = f64::from(scroller.scroll_top());
            if top < scrolled || bottom > scrolled + room {
                scroller.set_scroll_top((bottom - room / 2.0).max(0.0) as i32);
            }
        }
    };
    let playhead_ms = move || (session.moment().at.0 / 1_000).to_string();
    let edge_ms = move || session.now.get().0.div_ceil(1_000).to_string();
    let all_height = move || format!("{}px", Rows::new(count.get(), lane_height.get(), 0.0).content_height());
    let visible = Memo::new(move |_| {
        let rows = Rows::new(count.get(), lane_height.get(), extent.get().height);
        Rows {
            scroll_top: scroll_top.get(),
            ..rows
        }
    });
    let caption = move || match session.phase.get() {
        Phase::Idle => "Not run yet",
        Phase::Running => "Recording",
        Phase::Paused => "Paused",
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
            on:keydown=pressed_key
            tabindex="0"
        >
            <div class="timeline-all" style:height=all_height>
                <div class="timeline-view" style:height=move || format!("{}px", extent.get().height)>
                    <div class="timeline-gutter">
                        <div class="timeline-caption">{caption}</div>
                        <Names session rows=visible selection />
                    </div>
                    <div
                        class="timeline-plot"
                        node_ref=plot
                        on:pointerdown=pressed
                        on:pointermove=moved
                        on:pointerup=released
                        on:pointercancel=move |_| drag.set_value(None)
                    >
                        <canvas class="timeline-canvas" aria-hidden="true" node_ref=canvas></canvas>
                        <input
                            class="timeline-playhead"
                            type="range"
                            aria-label="Playhead"
                            min="0"
                            max=edge_ms
                            step="1"
                            prop:value=playhead_ms
                            aria-valuetext=move || words::moment(session.moment().at)
                            disabled=move || session.phase.get() == Phase::Idle
                            on:input=move |event| {
                                if let Ok(ms) = event_target_value(&event).parse::<u64>() {
                                    session.look_at_time(Micros::from_millis(ms));
                                }
                            }
                        />
                    </div>
                </div>
            </div>
        </section>
    }
}

/// A press on the plot that has not been released.
#[derive(Clone)]
struct Drag {
    from_x: f64,
    scrubs: bool,
}

/// A pointer that has moved this many CSS pixels drags; before, it clicks.
const SHORTEST_DRAG: f64 = 3.0;

fn visible_rows(count: usize, lane: f64, height: f64) -> Rows {
    Rows::new(count, lane, height)
}

fn x_in_plot(plot: NodeRef<Div>, event: &PointerEvent) -> f64 {
    plot.get_untracked().map_or(0.0, |plot| f64::from(event.client_x()) - plot.get_bounding_client_rect().left())
}

fn y_in_plot(plot: NodeRef<Div>, event: &PointerEvent) -> f64 {
    plot.get_untracked().map_or(0.0, |plot| f64::from(event.client_y()) - plot.get_bounding_client_rect().top())
}

/// Keeps the drag when the pointer leaves the plot.
fn capture(plot: NodeRef<Div>, event: &PointerEvent) {
    if let Some(plot) = plot.get_untracked() {
        let plot: &Element = &plot;
        let _ = plot.set_pointer_capture(event.pointer_id()); // it fails for a pointer that is gone already
    }
}

fn predict(scenario: &Scenario) -> Option<Prediction> {
    if scenario.tasks.count() > MOST_FORECAST {
        return None;
    }
    let trace = simulate(scenario);
    let mut lanes = Lanes::default();
    lanes.extend(&trace);
    Some(Prediction { trace, lanes })
}

/// How long the axis is to begin with. For more tasks than are predicted: all at once, or one after the other.
fn expected_end(scenario: &Scenario) -> Micros {
    if let Some(Prediction { trace, lanes }) = predict(scenario) {
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
