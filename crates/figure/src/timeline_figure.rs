//! The timeline as a figure: the scene of the page, with names at its left, a title and a caption above, the key below.
//!
//! ```text
//!   ├──────────┬────────────────────────────┤
//!   │ Recorded │ axis                       │
//!   │ Event loop, at most, …                │
//!   │ main     │ lanes                      │   up to MOST_LANES tasks
//!   │ All tasks│ rows of all tasks          │   beyond
//!   └──────────┴────────────────────────────┘
//! ```

use crate::frame::{DETAIL, FigureLook, HEADLINE, Letters, MARGIN, NAME, SMALL, Sheet, WrittenFigure};
use crate::key;
use crate::legible::{fitted, width};
use crate::svg_pen::Anchor;
use codegen::Language;
use explain::set_up::{SEPARATOR, SetUpLine};
use recording::causes::failure_in_words;
use recording::facts::facts;
use recording::resources::{name as resource_name, words as resource_words};
use recording::sentences::{busy_in_words, task_in_words, thread_in_words};
use recording::{Folds, Moment, State, StateGrid, TaskId, Trace, WaitFamily};
use scenario::Scenario;
use scenario::words;
use std::borrow::Cow;
use timeline::key::{DrawnPrediction, DrawnRecord, KeyEntry, KeyWords, overdue_is_drawn};
use timeline::tree::has_room_for;
use timeline::{
    BAND_HEIGHT, Detail, DrawnResources, Guide, Input, LEAST_LANES, LoopActivity, OVERVIEW_TASKS, PHONE_WIDTH, Rect,
    ResourceLanes, Rows, SHORT_WINDOW, Scale, TaskTree, glyph, height_with_state_rows, late_timers, layout, paint,
    queue_steps, range_in_words, state_rows,
};

/// Up to this many tasks, main left out, each has a lane; more are drawn in rows of neighbours. The page offers rows from the
/// same number on.
pub const MOST_LANES: usize = OVERVIEW_TASKS;
/// The height of main's lane, and of the selected task's, over rows of all tasks: as on the page.
const LANE_OVER_ROWS: f64 = 24.0;
/// Tasks whose state is in the description. More would be a table.
const MOST_DESCRIBED: usize = 12;
/// The column of names: a fifth of the figure, within what the page has in its narrowest and its widest layout.
const GUTTER: (f64, f64) = (88.0, 188.0);
/// Names with less room than this have no notes.
const ROOM_FOR_NOTES: f64 = 84.0;
const GLYPH: f64 = 14.0;
/// Letters in lanes without room for a glyph.
const TINY: f64 = 9.5;
/// Between a glyph, a name and a note.
const BETWEEN: f64 = 8.0;
/// From the notes to the line beside the names.
const SPACE_RIGHT: f64 = 10.0;
/// How far the name of a joined future is moved in.
const INDENT: f64 = 12.0;
/// Lanes of resources take as much of a figure as of a window of this height.
const USUAL_WINDOW: f64 = 900.0;
/// The height of a line about the loop.
const LOOP_LINE: f64 = 16.0;

/// What a figure of the timeline shows.
#[derive(Clone, Copy)]
pub struct TimelineFigure<'a> {
    /// What is drawn, as for the page. Of its scale the part of the time in view and the end of the axis are kept; its rows, its
    /// loop and its measure of text are the figure's own. A row of tasks in flight is drawn if there is one.
    pub input: Input<'a>,
    /// What is folded from the recording.
    pub folds: &'a Folds,
    /// The moment of the playhead.
    pub moment: Moment,
    /// The states of all tasks, folded to the end of the recording or of the prediction: needed for more than [`MOST_LANES`]
    /// tasks.
    pub grid: Option<&'a StateGrid>,
    /// One line: [`scenario_title`], or what the program was called.
    pub title: &'a str,
    /// What kind of sentence the caption is, and of which moment.
    pub kicker: &'a str,
    /// The caption.
    pub headline: &'a str,
    /// What follows from it.
    pub detail: &'a str,
    /// What the drawing is: `Recorded`, `Predicted`.
    pub state: &'a str,
    /// Where it is from, for the footer: the clock, the link.
    pub source: &'a str,
}

/// The scenario in a line: policy and tasks, then what is not as usual.
#[must_use]
pub fn scenario_title(scenario: &Scenario, language: Language) -> String {
    let parts = SetUpLine::new(scenario, language).parts;
    let (first, rest) = parts.split_at(parts.len().min(2));
    said(first.iter().rev().chain(rest))
}

/// The same without the policy: what is compared.
#[must_use]
pub fn comparison_title(scenario: &Scenario, language: Language) -> String {
    let parts = SetUpLine::new(scenario, language).parts;
    said(parts.iter().take(1).chain(parts.iter().skip(2)))
}

fn said<'a>(parts: impl Iterator<Item = &'a String>) -> String {
    let unusual = parts
        .map(String::as_str)
        .filter(|part| !["no limit", "no timeout"].contains(part));
    unusual.collect::<Vec<_>>().join(SEPARATOR)
}

/// The figure as an `svg` element.
///
/// It costs what a frame of the page costs, and the writing of the text: 41 lanes at most, or main's lane and 32 rows.
#[must_use]
pub fn timeline_figure(figure: &TimelineFigure<'_>, look: &FigureLook<'_>) -> WrittenFigure {
    let TimelineFigure {
        input, folds, moment, ..
    } = *figure;
    let mut sheet = Sheet::new(look);
    let gutter = (sheet.width() / 5.0).clamp(GUTTER.0, GUTTER.1).round();
    let phone = sheet.width() < PHONE_WIDTH;
    let scale = scale_of_the_figure(&input.scale, sheet.width() - gutter - 1.0, phone);
    let tasks = input
        .trace
        .tasks
        .len()
        .max(input.forecast.map_or(0, |it| it.lanes.len()));
    let lanes = input.tree.map_or(tasks, TaskTree::lanes);
    let grid = figure.grid.filter(|_| lanes > MOST_LANES + 1);
    let resources = input.resources.map(|drawn| {
        let room = ResourceLanes::room(sheet.width().max(PHONE_WIDTH), USUAL_WINDOW);
        ResourceLanes::within(
            input.trace,
            drawn.record,
            room,
            Rows::lane_height(lanes.saturating_sub(1), SHORT_WINDOW),
        )
    });
    let rows = rows_of_the_figure(lanes, grid, &input, resources.as_ref());
    let history = &folds.history;
    let (late, depth) = (
        late_timers(input.trace, &history.timers, &scale),
        queue_steps(input.trace, &history.loops, &scale),
    );
    let text_width = |text: &str| width(text, SMALL.size, SMALL.weight);
    let input = Input {
        scale,
        rows,
        phone,
        event_loop: Some(LoopActivity {
            polls: history.loops.polls(input.trace),
            depth: &depth,
            late: &late,
            turns: history.loops.turns(input.trace),
            busy: Some(&history.loops),
        }),
        tree: input.tree.filter(|_| grid.is_none()),
        resources: resources
            .as_ref()
            .zip(input.resources)
            .map(|(own, drawn)| DrawnResources {
                record: drawn.record,
                lanes: &own.lanes,
            }),
        wakes: if grid.is_some() { &[] } else { input.wakes },
        critical_path: input.critical_path.filter(|_| grid.is_none()),
        text_width: &text_width,
        ..input
    };
    let begun = !input.trace.events.is_empty();
    let mut scene = layout(&input);
    if let Some(grid) = grid {
        let predicted = || input.forecast.map(|it| it.trace.last_stamp());
        let edge = if begun { Some(input.edge) } else { predicted() };
        let edge = edge.unwrap_or(input.edge);
        scene.state_rows = Some(state_rows(grid, &scale, &rows, edge, !begun));
    }

    sheet.heading(figure.title, figure.kicker);
    sheet.paragraph(figure.headline, HEADLINE, 2);
    sheet.paragraph(figure.detail, DETAIL, 4);
    sheet.rule();
    let top = sheet.y;
    names(&mut sheet, figure, &input, grid, gutter);
    if let Some(resources) = &resources {
        resource_names(&mut sheet, figure, &input, resources, gutter);
    }
    sheet
        .pen
        .area("--line-strong", Rect::new(gutter, top, 1.0, rows.height));
    sheet.pen.moved(gutter + 1.0, top);
    paint(&scene, &mut sheet.pen);
    sheet.pen.end_group();
    sheet.y = top + rows.height;
    sheet.line("--line-strong");
    sheet.y += 6.0;
    key::draw(
        &mut sheet,
        entries(&input, folds, grid.is_some()),
        KeyWords::of(input.trace, &history.resources),
    );
    let view = in_view(&scale, (tasks, lanes), grid);
    sheet.footer(&view, figure.source);
    sheet.finish(figure.title, &description(figure, &view, moment))
}

/// The same part of the time on a plot of this width.
fn scale_of_the_figure(shown: &Scale, width: f64, phone: bool) -> Scale {
    let fitted = Scale::fit(shown.end(), width, phone);
    shown.window().map_or(fitted, |window| fitted.showing(window))
}

/// As high as what is in them: all lanes, or main's over the rows of all tasks.
fn rows_of_the_figure(
    tasks: usize,
    grid: Option<&StateGrid>,
    input: &Input<'_>,
    resources: Option<&ResourceLanes>,
) -> Rows {
    let lane = match grid {
        Some(_) => LANE_OVER_ROWS,
        None => Rows::lane_height(tasks.saturating_sub(1), SHORT_WINDOW),
    };
    let rows = Rows {
        band: BAND_HEIGHT,
        foot: resources.map_or(0.0, ResourceLanes::height),
        ..Rows::new(tasks, lane, f64::INFINITY)
    };
    let rows = if input.flight.is_some() {
        rows.with_flight(LEAST_LANES)
    } else {
        rows
    };
    let Some(grid) = grid else {
        let rows = Rows {
            count: tasks.min(MOST_LANES + 1),
            ..rows
        };
        return Rows {
            height: rows.content_height() + rows.foot,
            ..rows
        };
    };
    // Unlike on the page, nothing is selected later: there is no lane kept for it.
    let rows = match input.selected.filter(|task| *task != TaskId::MAIN) {
        Some(selected) => rows.of_main_and(Some(selected)),
        None => Rows { count: 1, ..rows },
    };
    let [low, high] = [false, true].map(|high| height_with_state_rows(&rows, grid.rows(), high));
    Rows {
        height: ((low + high) / 2.0).round(),
        ..rows
    }
}

/// What is in view and what was left out, as sentences; empty if everything is there.
fn in_view(scale: &Scale, (tasks, lanes): (usize, usize), grid: Option<&StateGrid>) -> String {
    let mut said = Vec::new();
    if scale.window().is_some() {
        said.push(format!("Part of the run: {}.", range_in_words(scale)));
    }
    let others = words::thousands(tasks.saturating_sub(1) as u64);
    match grid {
        Some(grid) => said.push(format!(
            "All {others} tasks in {} rows of up to {} neighbours each, by their states; names and ends are left out.",
            grid.rows(),
            grid.tasks_in_a_row()
        )),
        None if lanes > MOST_LANES + 1 => said.push(format!("The first {MOST_LANES} of {others} tasks.")),
        None => {}
    }
    said.join(" ")
}

fn description(figure: &TimelineFigure<'_>, view: &str, moment: Moment) -> String {
    let trace = figure.input.trace;
    let said = [figure.kicker, figure.headline, figure.detail, view];
    let mut said: Vec<String> = said
        .iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .map(closed)
        .collect();
    if trace.tasks.len() <= MOST_DESCRIBED + 1 {
        let task = |task: TaskId| task_in_words(trace, &figure.folds.history, task, moment);
        said.extend(trace.tasks.ids().filter_map(task).map(|words| closed(&words)));
    }
    said.join(" ")
}

fn closed(sentence: &str) -> String {
    let ended = sentence.ends_with(['.', '!', '?', ':']);
    format!("{sentence}{}", if ended { "" } else { "." })
}

/// The states that are drawn.
fn entries(input: &Input<'_>, folds: &Folds, in_rows: bool) -> impl Iterator<Item = KeyEntry> {
    let begun = !input.trace.events.is_empty();
    let by_itself = !begun || input.stale;
    let drawn = input.forecast.filter(|_| by_itself || input.live);
    let prediction = drawn.map(|it| DrawnPrediction {
        lanes: it.lanes,
        by_itself,
    });
    let recorded = DrawnRecord {
        trace: input.trace,
        lanes: input.lanes,
        resources: &folds.history.resources,
        overdue: overdue_is_drawn(&folds.history.timers, &input.scale),
        critical_path: input.critical_path.is_some() && !in_rows,
    };
    let occurs = KeyEntry::ALL.map(|entry| entry.occurs(recorded, prediction).then_some(entry));
    occurs.into_iter().flatten()
}

/// The column of names: what is recorded, the loop, and each lane with its task's state.
fn names(sheet: &mut Sheet<'_>, figure: &TimelineFigure<'_>, input: &Input<'_>, grid: Option<&StateGrid>, gutter: f64) {
    let (top, rows, trace) = (sheet.y, input.rows, input.trace);
    let history = &figure.folds.history;
    let begun = !trace.events.is_empty();
    let right = gutter - SPACE_RIGHT;
    let room = right - MARGIN;
    let caption_at = (MARGIN, top + rows.axis / 2.0 + 4.0);
    sheet.say_in(room, figure.state, caption_at, SMALL, Anchor::Start);
    if rows.flight > 0.0 {
        let baseline = top + rows.axis + rows.flight / 2.0 + 4.0;
        sheet.say("In flight", (MARGIN, baseline), NAME, Anchor::Start);
        let most = input.flight.map_or(0, |flight| flight.most);
        let most = match (most, begun) {
            (0, _) => String::new(),
            (most, true) => format!("at most {}", words::thousands(most)),
            (most, false) => format!("{} predicted", words::thousands(most)),
        };
        let left = room - width("In flight", NAME.size, NAME.weight) - BETWEEN;
        sheet.say_in(left, &most, (right, baseline), SMALL, Anchor::End);
    }
    let band = top + rows.band_top();
    sheet.pen.area("--surface-2", Rect::new(0.0, band, gutter, rows.band));
    if rows.flight > 0.0 {
        sheet.pen.area("--line", Rect::new(0.0, band - 1.0, gutter, 1.0));
    }
    // In line with that below the axis, as those between lanes are with those of the plot.
    sheet
        .pen
        .area("--line-strong", Rect::new(0.0, top + rows.axis - 1.0, gutter, 1.0));
    let mut lines = vec![
        thread_in_words(trace, history, figure.moment),
        busy_in_words(trace, history, input.edge),
    ];
    lines.retain(|line| !line.is_empty());
    let height = LOOP_LINE * (1 + lines.len()) as f64;
    let mut baseline = band + (rows.band - height) / 2.0 + 12.0;
    sheet.say("Event loop", (MARGIN, baseline), NAME, Anchor::Start);
    for line in &lines {
        baseline += LOOP_LINE;
        sheet.say_in(room, line, (MARGIN, baseline), SMALL, Anchor::Start);
    }
    for lane in 0..rows.count {
        if let Some(task) = input.task_in(lane) {
            let area = Rect::new(0.0, top + rows.lane_y(lane), gutter, rows.lane);
            name(sheet, figure, input, task, area);
        }
    }
    if let Some(grid) = grid {
        let y = top + rows.content_height();
        sheet.say("All tasks", (MARGIN, y + 20.0), NAME, Anchor::Start);
        let each = format!("{} a row", grid.tasks_in_a_row());
        sheet.say(&each, (MARGIN, y + 36.0), SMALL, Anchor::Start);
    }
}

/// A lane's name, with the glyph of its state and a note.
fn name(sheet: &mut Sheet<'_>, figure: &TimelineFigure<'_>, input: &Input<'_>, task: TaskId, area: Rect) {
    let Input { trace, stale, .. } = *input;
    // After an edit a lane is that of a prediction: the recorded task at this index may be another one.
    let label = |trace: &Trace| trace.label(task).map(Cow::into_owned);
    let edited = input.forecast.filter(|_| stale).and_then(|it| label(it.trace));
    let label = edited.or_else(|| label(trace)).unwrap_or_default();
    let history = &figure.folds.history;
    let state = if stale {
        State::Created
    } else {
        history.state(trace, task, figure.moment)
    };
    if input.selected == Some(task) {
        sheet.pen.area("--select-bg", area);
        sheet.pen.area("--focus", Rect { width: 3.0, ..area });
    }
    let middle = area.y + area.height / 2.0;
    let indent = if trace.is_joined(task) {
        INDENT
    } else {
        guides(sheet, input, task, area)
    };
    let (left, right) = (MARGIN + indent, area.right() - SPACE_RIGHT);
    let folded = input.tree.filter(|tree| tree.is_folded(task));
    let letters = NAME.coloured(if state == State::Cancelled {
        "--text-2"
    } else {
        "--text"
    });
    if input.rows.detail() != Detail::Full {
        let letters = Letters { size: TINY, ..letters };
        sheet.say_in(right - left, &label, (left, middle + 3.5), letters, Anchor::Start);
        return;
    }
    sheet
        .pen
        .area("--line", Rect::new(0.0, area.bottom() - 1.0, area.width, 1.0));
    let at = (left, middle - GLYPH / 2.0);
    sheet.pen.state_glyph(glyph::markup(state), ink_of(state), at, GLYPH);
    let left = left + GLYPH + BETWEEN;
    let room = right - left;
    let note = if room < ROOM_FOR_NOTES || stale {
        String::new()
    } else if let Some(tree) = folded {
        words::count(tree.descendants(task), "task")
    } else if state == State::Failed {
        failure_in_words(trace, &figure.folds.causes, task).to_owned()
    } else {
        let note = facts(trace, history, task, figure.moment).note;
        let is_left_out = input.tree.is_some() && !has_room_for(&note);
        if is_left_out { String::new() } else { note }
    };
    // A name and a note share the room in equal parts, and what one of them does not need goes to the other.
    let both = room - BETWEEN;
    let note_room = (both - width(&label, NAME.size, NAME.weight)).max(both / 2.0);
    let note = fitted(&note, note_room, SMALL.size, SMALL.weight);
    let taken = if note.is_empty() {
        0.0
    } else {
        width(&note, SMALL.size, SMALL.weight) + BETWEEN
    };
    let baseline = middle + 4.5;
    sheet.say_in(room - taken, &label, (left, baseline), letters, Anchor::Start);
    sheet.say(&note, (right, baseline), SMALL.coloured(ink_of(state)), Anchor::End);
}

/// The lines from a task to the one that started it; returns how far its name is moved in.
fn guides(sheet: &mut Sheet<'_>, input: &Input<'_>, task: TaskId, area: Rect) -> f64 {
    let guides = input.tree.map_or_else(Vec::new, |tree| tree.guides(input.trace, task));
    let middle = area.y + (area.height / 2.0).floor();
    for (level, guide) in guides.iter().enumerate() {
        let x = MARGIN + level as f64 * INDENT + 4.0;
        let height = match guide {
            Guide::None => continue,
            Guide::Last => middle - area.y,
            Guide::Through | Guide::Branch => area.height,
        };
        sheet.pen.area("--line-control", Rect::new(x, area.y, 1.0, height));
        if matches!(guide, Guide::Branch | Guide::Last) {
            sheet
                .pen
                .area("--line-control", Rect::new(x, middle, INDENT - 6.0, 1.0));
        }
    }
    guides.len() as f64 * INDENT
}

/// The names of the lanes of resources, each with its glyph and what it is at the playhead.
fn resource_names(
    sheet: &mut Sheet<'_>,
    figure: &TimelineFigure<'_>,
    input: &Input<'_>,
    resources: &ResourceLanes,
    gutter: f64,
) {
    let top = sheet.y + input.rows.foot_top();
    let (trace, record) = (input.trace, &figure.folds.history.resources);
    sheet
        .pen
        .area("--surface-2", Rect::new(0.0, top, gutter, input.rows.foot));
    for lane in &resources.lanes {
        let Some(resource) = trace.resources.get(lane.res.0 as usize) else {
            continue;
        };
        let area = Rect::new(0.0, top + lane.top, gutter, lane.height);
        sheet
            .pen
            .area("--line", Rect::new(0.0, area.bottom() - 1.0, gutter, 1.0));
        let (middle, right) = (area.y + area.height / 2.0, gutter - SPACE_RIGHT);
        let ink = ink_of(glyph::state_of_resource(resource));
        let at = (MARGIN, middle - GLYPH / 2.0);
        sheet.pen.state_glyph(glyph::of_resource(resource), ink, at, GLYPH);
        let left = MARGIN + GLYPH + BETWEEN;
        let room = right - left;
        let name = fitted(resource_name(resource), room, NAME.size, NAME.weight);
        sheet.say(&name, (left, middle + 4.5), NAME, Anchor::Start);
        let step = record.at(trace, lane.res, figure.moment);
        let room = room - width(&name, NAME.size, NAME.weight) - BETWEEN;
        let now = resource_words(trace, resource, &step);
        sheet.say_in(room, &now, (right, middle + 4.5), SMALL.coloured(ink), Anchor::End);
    }
    if resources.left_out > 0 {
        let baseline = top + resources.top_of_note() + 14.0;
        let others = format!("and {}", words::count(resources.left_out, "other"));
        sheet.say_in(
            gutter - SPACE_RIGHT - MARGIN,
            &others,
            (MARGIN, baseline),
            SMALL,
            Anchor::Start,
        );
    }
}

/// The custom property with the colour of a state, as text.
pub(crate) const fn ink_of(state: State) -> &'static str {
    match state {
        State::Created => "--st-created",
        State::Spawned | State::Ready => "--st-ready",
        State::Running | State::RunningWoken => "--st-running-ink",
        State::Waiting(on) => match on.family() {
            WaitFamily::Timer | WaitFamily::Backoff => "--st-timer",
            WaitFamily::Awaited => "--st-child",
            WaitFamily::Permit => "--st-permit",
            WaitFamily::Resource => "--st-queue",
        },
        State::Finished => "--st-done",
        State::Failed => "--st-failed",
        State::Cancelled | State::Destroyed => "--st-cancelled",
    }
}
