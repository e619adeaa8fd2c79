//! The timeline as a component: names at the left, the canvas at the right, and when to draw. The layout is in the
//! crate [`timeline`].
//!
//! ```text
//!   .timeline          scrolls
//!   └ .timeline-all    as high as all lanes
//!     └ .timeline-view sticky, as high as what is in view: caption, loop and names │ canvas
//! ```

pub mod all_tasks;
mod canvas_painter;
mod flight;
mod gestures;
mod guesses;
mod handles;
mod lane_marks;
pub mod legend;
mod listed;
mod names;
pub mod overview;
mod picture;
mod pointing;
mod reorder;
mod resource_names;
pub mod scrubber;
mod told;
mod tree;

use super::critical_path::ShownPath;
use super::inquiry::Inquiry;
use super::panels::docking::Docking;
use super::selection::Selection;
use super::split::SharedHeight;
use super::time_axis::TimeAxis;
use crate::ui::embed::Embedded;
use crate::ui::explain::Explanations;
use crate::ui::export::Export;
use crate::ui::frame_times::FrameTimes;
use crate::ui::frames::Next;
use crate::ui::measured::{Extent, measured};
use crate::ui::reactive::{RwSignal, Show, effect, hold_until_cleanup, memo};
use crate::ui::session::{Playhead, Record, RecordState, RunPhase, Session, SessionParts};
use crate::ui::text_size::rem;
use crate::ui::theme::Theme;
use crate::ui::whole::WhenWhole;
use all_tasks::AllTasks;
use canvas_painter::canvas_painter;
use explain::glossary::Term;
use flight::{FlightLook, FlightSlider};
use gestures::Gestures;
use guesses::GuessedEnds;
use handles::Handles;
use leptos::html::{Canvas, Input};
use leptos::prelude::*;
use names::Names;
use picture::{MeasuredSizes, Picture};
use pointing::Pointing;
use recording::TaskId;
use recording::sentences::{busy_in_words, task_in_words, thread_in_words};
use recording::state_grid::{MOST_ROWS, tasks_in_a_row};
use reorder::Reorder;
use resource_names::ResourceNames;
use scenario::words;
use timeline::{Rows, height_with_state_rows};
use told::{BarsTold, ToldBar};

/// What the playhead does, read when the program is compiled: the other explanations come with its second part.
const PLAYHEAD: &str = Term::Playhead.explanation().sentence;

/// The canvas with the names of the lanes.
#[component]
pub fn Timeline(
    /// The session.
    session: Session,
    /// The theme; colours are read again when it changes.
    theme: RwSignal<Theme>,
    /// The selection.
    selection: Selection,
    /// The question about the recording and its answer.
    inquiry: Inquiry,
    /// The critical path, drawn while its panel is open.
    path: ShownPath,
    /// The open panel.
    docking: Docking,
    /// Whether earlier runs are drawn under this one.
    overlaid: RwSignal<bool>,
    /// The size of the window.
    window_size: RwSignal<Extent>,
    /// The part of the time that is in view.
    axis: TimeAxis,
    /// The tooltip, in which the bars answer.
    explanations: Explanations,
    /// The height that it shares with the panels.
    shared: SharedHeight,
    /// Whether all tasks are shown in rows.
    all_tasks: AllTasks,
) -> impl IntoView {
    let SessionParts {
        edit,
        frames,
        record,
        playhead,
        controls,
        predicted,
        guessing,
        ..
    } = *session;
    let scroller = shared.timeline;
    let plot = axis.plot;
    let canvas = NodeRef::<Canvas>::new();
    let extent = measured(scroller);
    let sizes = MeasuredSizes {
        window: window_size,
        scroller: extent,
        text_scale: axis.text_scale(),
        wide_panel: memo(move || docking.wide()),
        embedded: Embedded::of_page(),
        lanes_share: memo(move || shared.by_hand() || docking.is_bar()),
    };
    let picture = Picture::new(session, selection, (inquiry, path), axis, sizes, overlaid, all_tasks);
    let pictures = expect_context::<Export>().pictures;
    pictures.show_timeline(move |look| picture.with_figure(look));
    let bars = BarsTold::new(session, picture, explanations, (canvas, scroller));
    let look = FlightLook::new(session, picture, explanations);
    let pointing = Pointing::new(
        session,
        selection,
        inquiry,
        picture,
        docking,
        (bars, look, all_tasks),
        (plot, scroller),
    );
    Gestures::follow(plot, picture, pointing);
    effect(move || {
        if let Some(task) = selection.wanted() {
            untrack(|| pointing.show(task));
        }
    });
    // Back in lanes, the selected one is in view.
    effect(move || {
        if !all_tasks.shown() && selection.task_untracked().is_some() {
            request_animation_frame(move || {
                if let Some(task) = selection.task_untracked() {
                    pointing.show(task);
                }
            });
        }
    });
    picture.tree.keep_groups(picture, frames);
    let reorder = Reorder::new(edit, record, selection);

    let painter = canvas_painter(canvas, frames, theme);
    let times = FrameTimes::if_asked_for();
    let paint = move || {
        axis.follow();
        times.measure(|| {
            painter.try_update_value(|painter| {
                if let (Some(painter), Some(scene)) = (painter, picture.scene()) {
                    painter.paint(&scene, picture.text_scale());
                }
            });
        });
        Next::Still
    };
    hold_until_cleanup(frames.listen(paint));
    // A run requests frames itself; these effects request one for everything else that the drawing depends on.
    effect(move || {
        picture.track_record();
        frames.request();
    });
    effect(move || {
        picture.track_view();
        frames.request_now();
    });
    // A view that follows a run asks for no frames beyond the run's own.
    effect(move || {
        axis.track_view();
        frames.request();
    });

    let scrolled = move |_| {
        if let Some(scroller) = scroller.get_untracked() {
            picture.scrolled.follow(&scroller);
        }
    };
    effect(move || {
        picture.scrolled.track_list();
        if let Some(scroller) = scroller.get() {
            picture.scrolled.settle(&scroller);
        }
    });
    let all_height = move || {
        let lanes_top = picture.rows().with(Rows::lanes_top) * sizes.text_scale.get();
        if all_tasks.shown() {
            let height = picture
                .rows()
                .with(|rows| height_with_state_rows(rows, MOST_ROWS, true));
            return format!("{}px", height * sizes.text_scale.get());
        }
        let foot = picture.rows().with(|rows| rows.foot) * sizes.text_scale.get();
        format!("{}px", lanes_top + picture.scrolled.list().element_height() + foot)
    };
    let pinned_top = move || picture.rows().with(|rows| rem(rows.lanes_top() + rows.lane));
    let pinned_height = move || picture.rows().with(|rows| rem(rows.lane));
    let rows_top = move || picture.rows().with(|rows| rem(rows.content_height()));
    let rows_are_empty = memo(move || picture.rows_are_empty());
    let nothing_pinned =
        memo(move || all_tasks.shown() && !rows_are_empty.get() && picture.rows().with(|rows| rows.count < 2));
    let run_to_see = move || {
        let tasks = picture.count.get().saturating_sub(1);
        format!("Run to see all {} tasks.", words::thousands(tasks as u64))
    };
    let least_height = move || rem(picture.least_height());
    let has_flight = memo(move || picture.rows().with(|rows| rows.flight > 0.0));
    let flight_height = move || picture.rows().with(|rows| rem(rows.flight));
    let in_flight = memo(move || picture.most_in_flight());
    let most_in_flight = move || {
        let most = in_flight.get().filter(|most| *most > 0).map(words::thousands);
        most.map_or_else(String::new, |most| {
            if record.state().begun() {
                format!("at most {most}")
            } else {
                format!("{most} predicted")
            }
        })
    };
    let held_by = memo(move || holder(record, playhead));
    let share = memo(move || busy(record));
    let band_height = move || picture.rows().with(|rows| rem(rows.band));
    let playhead_input = NodeRef::<Input>::new();
    scrubber::follow(record, playhead, playhead_input);
    let said = memo(move || {
        let bar = bars.sentence();
        if !bar.is_empty() {
            return bar;
        }
        selection
            .task()
            .map_or_else(String::new, |task| said(record, playhead, task))
    });
    let caption = move || match (record.state(), controls.phase()) {
        (RecordState::Planned, _) if guessing.asks() => "Your guess",
        (RecordState::Planned, _) => "Not run yet",
        (RecordState::Growing, RunPhase::Paused) => "Paused",
        (RecordState::Growing, _) => "Recording",
        (RecordState::Ended(_), _) if predicted.stale() => "Last record",
        (RecordState::Ended(_) | RecordState::Ran(_) | RecordState::Opened(_), _) => "Recorded",
    };
    view! {
        <section
            class="timeline"
            data-empty=move || (picture.count.get() < 2).to_string()
            aria-label="Timeline"
            data-stale=move || predicted.stale().to_string()
            data-split=move || shared.kind()
            data-all-tasks=move || all_tasks.shown().to_string()
            style=("--timeline-least", least_height)
            style=("--split", move || shared.css())
            node_ref=scroller
            on:scroll=scrolled
            on:keydown=move |event| pointing.key(&event)
            tabindex="0"
        >
            <p class="visually-hidden" aria-live="polite"><WhenWhole>{move || said.get()}</WhenWhole></p>
            <div class="timeline-all" style:height=all_height>
                <div class="timeline-view" style:height=move || format!("{}px", extent.get().height)>
                    <div class="timeline-gutter">
                        <div class="timeline-caption" node_ref=axis.caption>{move || caption().to_owned()}</div>
                        <Show when=move || has_flight.get()>
                            <div class="timeline-flight" aria-hidden="true" style:height=flight_height>
                                <span class="timeline-loop-name term" data-explains=Term::FlightRow.id()>"In flight"</span>
                                <span class="timeline-loop-note">{most_in_flight}</span>
                            </div>
                        </Show>
                        <div class="timeline-loop" aria-hidden="true" style:height=band_height>
                            <span class="timeline-loop-name term" data-explains=Term::EventLoopLane.id()>"Event loop"</span>
                            <WhenWhole>
                                <span class="timeline-loop-note" title=move || held_by.get()>{move || held_by.get()}</span>
                                <span class="timeline-loop-note" data-explains=Term::LoopBusy.id() title=move || share.get()>
                                    {move || share.get()}
                                </span>
                            </WhenWhole>
                        </div>
                        <Names session picture selection reorder />
                        <WhenWhole><ResourceNames record playhead picture /></WhenWhole>
                        <Show when=move || all_tasks.shown()>
                            <div class="timeline-all-tasks" style:top=rows_top>
                                <span class="term" data-explains=Term::TasksInRows.id()>"All tasks"</span>
                                <span class="timeline-loop-note">
                                    {move || format!("{} a row", tasks_in_a_row(picture.count.get()))}
                                </span>
                            </div>
                        </Show>
                    </div>
                    <div
                        class="timeline-plot"
                        node_ref=plot
                        data-answered=""
                        on:pointermove=move |event| pointing.moved(&event)
                        on:pointerdown=move |event| pointing.pressed(&event)
                        on:pointerup=move |event| pointing.released(&event)
                        on:dblclick=move |event| pointing.double_clicked(&event)
                    >
                        <canvas class="timeline-canvas" aria-hidden="true" node_ref=canvas></canvas>
                        <Show when={move || picture.count.get() < 2}>
                            <p class="timeline-empty">{
                                if edit.runs_program() { "The tasks of the program stand here when it has run." } else { "Add a task, or pick an example." }
                            }</p>
                        </Show>
                        <Show when=move || nothing_pinned.get()>
                            <p class="timeline-rows-hint" style:top=pinned_top style:height=pinned_height>
                                "Click a row to see a task’s lane here"
                            </p>
                        </Show>
                        <Show when=move || rows_are_empty.get()>
                            <p class="timeline-rows-empty" style:top=rows_top>{run_to_see}</p>
                        </Show>
                        <input
                            class="timeline-playhead"
                            type="range"
                            aria-label="Playhead"
                            aria-description=PLAYHEAD
                            min="0"
                            step="1"
                            node_ref=playhead_input
                            aria-valuetext=move || words::moment(playhead.moment().at)
                            disabled=move || !record.state().begun()
                            on:input=move |event| scrubber::scrub(playhead, &event_target_value(&event))
                        />
                        <WhenWhole>
                            <Handles session picture pointing selection />
                            <GuessedEnds session picture pointing selection explanations />
                            <ToldBar bars />
                        </WhenWhole>
                        <Show when=move || has_flight.get()>
                            <FlightSlider look />
                        </Show>
                        {move || {
                            let [left, width] = pointing.drawn_range()?;
                            Some(view! { <div class="timeline-range" style:left=left style:width=width></div> }.into_any())
                        }}
                    </div>
                </div>
            </div>
        </section>
    }
}

/// The selected task in a few words, for screen readers.
fn said(record: Record, playhead: Playhead, task: TaskId) -> String {
    let moment = playhead.moment_by_event();
    let said = record.with(|trace, folds| task_in_words(trace, &folds.history, task, moment));
    said.flatten().unwrap_or_default()
}

/// Which task holds the thread, and how many wait for it.
fn holder(record: Record, playhead: Playhead) -> String {
    let moment = playhead.moment_by_event();
    let words = record.with(|trace, folds| thread_in_words(trace, &folds.history, moment));
    words.unwrap_or_default()
}

/// How much of the run so far the loop was busy.
fn busy(record: Record) -> String {
    record.track_growth();
    let now = record.now();
    let words = record.with(|trace, folds| busy_in_words(trace, &folds.history, now));
    words.unwrap_or_default()
}
