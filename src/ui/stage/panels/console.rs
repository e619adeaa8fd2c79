//! The Console: the lines that the program printed. The time and the task beside a line are hidden from assistive
//! technology.

mod guessed_lines;

use crate::ui::frames::{Frames, Next};
use crate::ui::program::{ProgramAnswers, ProgramTab};
use crate::ui::reactive::{ListRow, ReusedRows, RwSignal, Show, effect, hold_until_cleanup, memo};
use crate::ui::session::{Guessing, Playhead, Predicted, Record, RecordState};
use crate::ui::stage::Selection;
use crate::ui::virtual_list::VirtualList;
use compare::Prediction;
pub use guessed_lines::report_row;
use guessed_lines::{GuessReport, LinesToSort};
use leptos::prelude::*;
use recording::{Console, TaskId, Trace};
use scenario::words;

/// A scroll position closer to the end than this, in CSS pixels, counts as the end: about a line.
const NEAR_THE_END: i32 = 20;

/// With more lines than this they are not announced to screen readers; the run status is.
const MOST_READ_OUT: usize = 50;

/// A longer line (in bytes) is not wrapped: the results of ten thousand tasks would fill the panel.
const LONG: usize = 400;

/// Of a longer line (in characters) the rest is counted and not shown: the results of a million tasks are 7 MB of text,
/// which takes a browser seconds to lay out.
const MOST_SHOWN: usize = 10_000;

/// The most predicted lines shown before a run; how many more there are is said below them.
const MOST_FORETOLD: usize = 100;

/// One line as it is shown.
#[derive(Clone, Default, PartialEq)]
struct ShownLine {
    time: String,
    task: String,
    id: Option<TaskId>,
    text: String,
    tone: &'static str,
}

impl ShownLine {
    /// The line with this index.
    fn of(trace: &Trace, console: &Console, index: usize) -> Option<Self> {
        console.line(trace, index).map(|line| Self {
            time: words::seconds(line.at),
            task: line
                .task
                .and_then(|task| trace.label(task))
                .unwrap_or_default()
                .into_owned(),
            id: line.task,
            tone: line.tone(trace).word(),
            text: words::shortened(line.text, MOST_SHOWN).into_owned(),
        })
    }
}

/// The panel.
#[component]
pub fn ConsolePanel(
    /// The recording.
    record: Record,
    /// The shown moment.
    playhead: Playhead,
    /// The frame loop, for following the end.
    frames: Frames,
    /// The selection.
    selection: Selection,
    /// What the person guesses.
    guessing: Guessing,
    /// The prediction.
    predicted: Predicted,
) -> impl IntoView {
    let count = memo(move || {
        let events = playhead.events_at();
        record
            .with(|_, folds| folds.history.console.lines_after(events))
            .unwrap_or_default()
    });
    let window = VirtualList::new(count, "--h-console-line");
    // Follows the end, as a terminal does, until the user scrolls up, and again when the user scrolls back to the end.
    let following = RwSignal::new(true);
    let last_top = RwSignal::new(0);
    // In a later frame, when the rows and the space around them have their new heights.
    let to_the_end = move || {
        if let Some(Some(scroller)) = window.scroller.try_get_untracked()
            && count.get_untracked() > 0
            && following.try_get_untracked() == Some(true)
        {
            scroller.set_scroll_top(scroller.scroll_height());
            window.scrolled(); // its event comes a frame later
        }
        Next::Still
    };
    hold_until_cleanup(frames.listen(to_the_end));
    effect(move || {
        let _ = record.id();
        following.set(true);
    });
    effect(move || {
        if count.get() == 0 {
            following.set(true);
        }
        frames.request();
    });
    let scrolled = move |_| {
        window.scrolled();
        let Some(scroller) = window.scroller.get_untracked() else {
            return;
        };
        let top = scroller.scroll_top();
        let below = scroller.scroll_height() - top - scroller.client_height();
        if below < NEAR_THE_END {
            following.set(true);
        } else if top < last_top.get_untracked() {
            following.set(false);
        }
        last_top.set(top);
    };
    let empty = memo(move || count.get() == 0);
    let of_program = use_context::<ProgramTab>().map(|program_tab| program_tab.guess);
    let asks = memo(move || guessing.asks());
    let program_asks = memo(move || of_program.is_some_and(|guess| guess.asks()));
    let graded =
        memo(move || guessing.grade().with(Option::is_some) || of_program.is_some_and(|guess| guess.grade().is_some()));
    // What the guess came to stands first.
    effect(move || {
        if graded.get()
            && let Some(scroller) = window.scroller.get()
        {
            following.set(false);
            scroller.set_scroll_top(0);
            window.scrolled();
        }
    });
    // Scrolling adds old lines to the page again: only new lines at the followed end are announced.
    let live = move || {
        let few = count.get() <= MOST_READ_OUT;
        if few && following.get() && playhead.live() && record.state().begun() {
            "polite".to_owned()
        } else {
            "off".to_owned()
        }
    };
    view! {
        <div class="panel" tabindex="0" role="region" aria-label="Printed lines" node_ref=window.scroller on:scroll=scrolled>
            {use_context::<ProgramTab>().map(|program_tab| view! { <ProgramAnswers program_tab /> }.into_any())}
            {move || {
                if program_asks.get() {
                    None
                } else if asks.get() {
                    Some(view! { <LinesToSort guessing record /> }.into_any())
                } else if guessing.grade().with(Option::is_some) {
                    Some(view! { <GuessReport guessing record selection /> }.into_any())
                } else {
                    empty.get().then(|| view! { <Empty record predicted /> }.into_any())
                }
            }}
            <div class="console" role="log" aria-label="Console" aria-live=live data-empty=move || empty.get().to_string()>
                <div style:height=move || window.above()></div>
                <ReusedRows each=move || window.rows() let:row>
                    <ConsoleLine record selection row />
                </ReusedRows>
                <div style:height=move || window.below()></div>
            </div>
            <Show when=move || record.truncation().is_some() && playhead.live()>
                <p class="console-end">"The record ends here. What is printed after it is not known."</p>
            </Show>
        </div>
    }
}

#[component]
fn ConsoleLine(record: Record, selection: Selection, row: ListRow) -> impl IntoView {
    let line = memo(move || {
        let index = row.get();
        record
            .with_growth(|trace, folds| ShownLine::of(trace, &folds.history.console, index))
            .flatten()
    });
    let part = move |part: fn(&ShownLine) -> &str| {
        line.with(|line| line.as_ref().map_or_else(String::new, |it| part(it).to_owned()))
    };
    let is_selected =
        move || selection.task().is_some() && line.with(|line| line.as_ref().and_then(|it| it.id)) == selection.task();
    view! {
        <div class="console-line" data-selected=move || is_selected().to_string()>
            <span class="console-time" aria-hidden="true" data-text=move || part(|it| &it.time)></span>
            <span class="console-task" aria-hidden="true" title=move || part(|it| &it.task) data-text=move || part(|it| &it.task)></span>
            <span
                class="console-text"
                data-tone=move || part(|it| it.tone)
                data-long=move || line.with(|line| line.as_ref().is_some_and(|it| it.text.len() > LONG)).to_string()
            >
                {move || part(|it| &it.text)}
            </span>
        </div>
    }
}

/// What stands in place of lines: before a run those that are predicted.
#[component]
fn Empty(record: Record, predicted: Predicted) -> impl IntoView {
    let foretold = move || {
        if record.state() != RecordState::Planned || !predicted.foretells() {
            return Vec::new();
        }
        predicted
            .with(|prediction| prediction.map(foretold_lines))
            .unwrap_or_default()
    };
    let foretold = memo(foretold);
    let words = move || match (record.state().begun(), foretold.with(Vec::is_empty)) {
        (true, _) => ("Nothing printed", "No task has printed a line."),
        (false, true) => (
            "Nothing has run yet",
            "What your tasks print will appear here, in the order they print it.",
        ),
        (false, false) => (
            "Nothing has run yet",
            "What your tasks print appears here, in the order they print it. These lines are predicted:",
        ),
    };
    let line = |line: ShownLine| {
        view! {
            <li class="console-line">
                <span class="console-time">{line.time}</span>
                <span class="console-task" title=line.task.clone()>{line.task.clone()}</span>
                <span class="console-text">{line.text}</span>
            </li>
        }
    };
    view! {
        <div class="empty">
            <p class="empty-title">{move || words().0.to_owned()}</p>
            <p>{move || words().1.to_owned()}</p>
        </div>
        {move || {
            let lines = foretold.get();
            (!lines.is_empty()).then(|| view! {
                <ol class="console foretold" aria-label="Predicted lines">{lines.into_iter().map(line).collect::<Vec<_>>()}</ol>
            }.into_any())
        }}
    }
}

/// The first lines of a prediction, and how many more there are.
fn foretold_lines(prediction: &Prediction) -> Vec<ShownLine> {
    let (trace, console) = (&prediction.trace, &prediction.history.console);
    let lines = (0..console.len().min(MOST_FORETOLD)).filter_map(|number| ShownLine::of(trace, console, number));
    let mut shown: Vec<ShownLine> = lines.collect();
    if let Some(more) = console.len().checked_sub(MOST_FORETOLD).filter(|more| *more > 0) {
        shown.push(ShownLine {
            text: format!("and {} more", words::thousands(more as u64)),
            ..ShownLine::default()
        });
    }
    shown
}
