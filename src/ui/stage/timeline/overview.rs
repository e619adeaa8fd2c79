//! The strip above the timeline: the whole run, and in it the window that is in view, moved by pointer and keys. What it
//! shows is [`timeline::overview()`]'s.
//!
//! ```text
//!   Whole run  │ ▂▄▆█┃███████┃▇▅▃▁ │     ┃ the grips, a pair of sliders
//! ```

use super::all_tasks::AllTasks;
use super::canvas_painter::canvas_painter;
use crate::ui::frames::Next;
use crate::ui::icons::{Glyph, Icon};
use crate::ui::pointer_drag::{Along, DragStep, PointerDrag};
use crate::ui::reactive::{Show, effect, hold_until_cleanup, memo};
use crate::ui::session::{Session, SessionParts};
use crate::ui::stage::time_axis::TimeAxis;
use crate::ui::theme::Theme;
use crate::ui::whole::when_whole_or;
use explain::glossary::Term;
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use scenario::time::Micros;
use scenario::words;
use std::sync::Arc;
use timeline::overview::{GRIP_REACH, dragged, overview_part, whole};
use timeline::{OverviewPart, TimeWindow, overview};
use web_sys::{KeyboardEvent, PointerEvent};

/// A pointer that has moved this many CSS pixels drags; before, it clicks.
const SHORTEST_DRAG: f64 = 3.0;
/// How far from a grip a finger takes it: half of a target of 44 px.
const TOUCH_REACH: f64 = 22.0;
/// An arrow key moves a grip by this share of the window, with Shift by more.
const KEY_SHARE: u64 = 20;
const LONG_KEY_SHARE: u64 = 4;

/// The strip: shown while the view is zoomed, and for long lists.
#[component]
pub fn Overview(
    /// What runs.
    session: Session,
    /// Colours are read again when it changes.
    theme: crate::ui::reactive::RwSignal<Theme>,
    /// The part of the time that is in view.
    axis: TimeAxis,
    /// Whether all tasks are shown in rows.
    all_tasks: AllTasks,
) -> impl IntoView {
    let shown = memo(move || all_tasks.many() || axis.zoomed());
    let place = || view! { <section class="overview"></section> }.into_any();
    move || {
        let strip = move || view! { <Strip session theme axis all_tasks /> }.into_any();
        shown.get().then(|| when_whole_or(Some(place), Arc::new(strip)))
    }
}

#[component]
fn Strip(
    session: Session,
    theme: crate::ui::reactive::RwSignal<Theme>,
    axis: TimeAxis,
    all_tasks: AllTasks,
) -> impl IntoView {
    let SessionParts { frames, playhead, .. } = *session;
    let canvas = NodeRef::<Canvas>::new();
    let plot = NodeRef::<Div>::new();
    let painter = canvas_painter(canvas, frames, theme);
    let paint = move || {
        painter.try_update_value(|painter| {
            if let Some(painter) = painter {
                painter.paint_overview(&strip(session, axis), axis.text_scale().get_untracked());
            }
        });
        Next::Still
    };
    hold_until_cleanup(frames.listen(paint));
    effect(move || {
        axis.track();
        let _ = playhead.moment_by_event();
        session.predicted.with(|_| ());
        frames.request();
    });

    let drag = StoredValue::new_local(None::<PointerDrag>);
    let pressed = move |event: PointerEvent| {
        let Some(plot) = plot.get_untracked() else { return };
        if event.button() == 0 {
            let x = (f64::from(event.client_x()) - plot.get_bounding_client_rect().left())
                / axis.text_scale().get_untracked();
            drag.set_value(Some(begin_drag(&plot, axis, x, &event)));
        }
    };
    let window = memo(move || {
        let scale = axis.scale_tracked();
        scale.window().unwrap_or_else(|| whole(&axis.fitted()))
    });
    // The window's edges in CSS pixels.
    let edges = move || {
        axis.track();
        let (window, fitted) = (window.get(), axis.fitted());
        [window.from(), window.to()].map(|at| fitted.x_from_time(at) * axis.text_scale().get())
    };
    let left = move || format!("{}px", edges()[0]);
    let width = move || format!("{}px", (edges()[1] - edges()[0]).max(1.0));
    let ms = |at: Micros| (at.0 / 1_000).to_string();
    let end = memo(move || {
        axis.track();
        axis.fitted().end()
    });
    let grip = move |part: OverviewPart, label: &'static str| {
        let at = move || {
            window.with(|window| {
                if part == OverviewPart::Start {
                    window.from()
                } else {
                    window.to()
                }
            })
        };
        view! {
            <div
                class="overview-grip"
                role="slider"
                tabindex="0"
                data-part=if part == OverviewPart::Start { "start" } else { "end" }
                aria-label=label
                aria-valuemin="0"
                aria-valuemax=move || ms(end.get())
                aria-valuenow=move || ms(at())
                aria-valuetext=move || words::moment(at())
                on:keydown=move |event| key(axis, part, &event)
            ></div>
        }
    };
    view! {
        <section class="overview" aria-label="Whole run">
            <div class="overview-gutter">
                <button class="overview-name" type="button" data-explains=Term::WholeRun.id() data-keys="0" on:click=move |_| axis.fit()>
                    "Whole run"
                </button>
                <span class="overview-note">{move || if axis.zoomed() { "drag the window" } else { "drag to zoom" }.to_owned()}</span>
                <Show when=move || all_tasks.many()>
                    <button
                        class="button"
                        data-shape="icon"
                        type="button"
                        aria-label="All tasks in rows"
                        aria-pressed=move || all_tasks.shown().to_string()
                        data-explains=Term::TasksInRows.id()
                        data-keys="V"
                        on:click=move |_| all_tasks.switch()
                    >
                        <Icon glyph=Glyph::Rows />
                    </button>
                </Show>
            </div>
            <div
                class="overview-plot"
                node_ref=plot
                on:pointerdown=pressed
                on:pointerup=move |_| { drag.try_update_value(Option::take); }
                on:dblclick=move |_| axis.fit()
            >
                <canvas class="overview-canvas" aria-hidden="true" node_ref=canvas></canvas>
                <div class="overview-window" data-zoomed=move || axis.zoomed().to_string() style:left=left style:width=width>
                    {grip(OverviewPart::Start, "Start of the view")}
                    {grip(OverviewPart::End, "End of the view")}
                </div>
            </div>
        </section>
    }
}

/// The strip at this moment, of the recording or else of the prediction.
fn strip(session: Session, axis: TimeAxis) -> timeline::Overview {
    let SessionParts {
        record,
        playhead,
        predicted,
        ..
    } = *session;
    let fitted = axis.fitted();
    if record.state_untracked().begun() {
        let buckets = record.with(|_, folds| folds.history.density.buckets(record.now_untracked()));
        let at = playhead.moment_untracked().at;
        return overview(&buckets.unwrap_or_default(), &fitted, Some(at));
    }
    predicted.with_untracked(|prediction| {
        let buckets = prediction.map(|it| it.history.density.buckets(it.trace.last_stamp()));
        overview(&buckets.unwrap_or_default(), &fitted, None)
    })
}

/// Moves the window, resizes it, or makes a new one, by what was pressed.
fn begin_drag(plot: &web_sys::HtmlDivElement, axis: TimeAxis, from_x: f64, event: &PointerEvent) -> PointerDrag {
    let (fitted, scale) = (axis.fitted(), axis.scale());
    let before = scale.window().unwrap_or_else(|| whole(&fitted));
    let reach = if event.pointer_type() == "touch" {
        TOUCH_REACH
    } else {
        GRIP_REACH
    };
    let part = overview_part(&fitted, scale.window(), from_x, reach);
    let pressed_at = Along::X.position(event);
    let step = move |step: DragStep<'_>| match step {
        DragStep::Moved(event) => {
            let by_x = (Along::X.position(event) - pressed_at) / axis.text_scale().get_untracked();
            let (one, other) = (fitted.time_from_x(from_x), fitted.time_from_x(from_x + by_x));
            let end = fitted.end();
            let drawn = || TimeWindow::between(one.min(end), other.min(end));
            axis.show(dragged(&fitted, before, part, by_x).unwrap_or_else(drawn));
        }
        DragStep::Cancelled => axis.show(before),
        DragStep::Dropped | DragStep::Clicked => {}
    };
    PointerDrag::start(plot, event, Along::X, SHORTEST_DRAG, step)
}

/// A key on a grip: arrows move it, Home and End take it to the ends of the run.
fn key(axis: TimeAxis, part: OverviewPart, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let (fitted, scale) = (axis.fitted(), axis.scale());
    let window = scale.window().unwrap_or_else(|| whole(&fitted));
    let share = if event.shift_key() { LONG_KEY_SHARE } else { KEY_SHARE };
    let step = Micros((scale.span().0 / share).max(1));
    let at = if part == OverviewPart::Start {
        window.from()
    } else {
        window.to()
    };
    let to = match event.key().as_str() {
        "ArrowLeft" | "ArrowDown" => at.since(step),
        "ArrowRight" | "ArrowUp" => (at + step).min(fitted.end()),
        "Home" => Micros::ZERO,
        "End" => fitted.end(),
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    // A grip stops at the other one.
    let window = match part {
        OverviewPart::Start => TimeWindow::between(to.min(window.to().since(Micros(1))), window.to()),
        _ => TimeWindow::between(window.from(), to.max(window.from() + Micros(1))),
    };
    axis.show(window);
}
