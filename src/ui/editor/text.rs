//! The task list as text: the field, its line numbers, and marks behind the lines that cannot be read.

use crate::ui::edit::{Edit, EditGroup};
use crate::ui::icons::{Glyph, Icon};
use crate::ui::reactive::{RwSignal, effect, memo};
use leptos::prelude::*;
use scenario::text::ParseError;

/// The textbox `Task list` and what is wrong in it.
#[component]
pub fn TaskText(
    /// What is edited.
    edit: Edit,
) -> impl IntoView {
    let input = NodeRef::<leptos::html::Textarea>::new();
    let scroll = RwSignal::new(Scroll::default());
    // What the field itself has sent is in it already; writing a megabyte back at every key would be felt.
    let typed_here = StoredValue::new(false);

    effect(move || {
        edit.draft.track();
        let Some(field) = input.get() else { return };
        if !typed_here.get_value() {
            edit.draft.with_untracked(|draft| field.set_value(draft.text()));
        }
        typed_here.set_value(false);
    });
    let take = move |text: String| {
        typed_here.set_value(true);
        edit.joined(EditGroup::Text, || edit.write_text(text));
    };
    let scrolled = move |_| {
        if let Some(field) = input.get_untracked() {
            scroll.set(Scroll::of(&field));
        }
    };

    let line_count = memo(move || edit.draft.with(|draft| lines(draft.text()).count()));
    let numbers = move || scroll.get().numbers(line_count.get());
    let left = move || format!("{}px", scroll.get().left);
    let top = move || format!("{}px", scroll.get().top);
    let first_line = move || scroll.get().first_line().to_string();
    let invalid = memo(move || edit.draft.with(|draft| !draft.readable()));
    let turn = move || edit.draft.with(|draft| draft.text().len() % 2).to_string();
    let marks = move || edit.draft.with(|draft| marks(draft.text(), draft.errors()));

    view! {
        <div class="task-text">
            <div class="task-text-marks" aria-hidden="true" data-turn=turn>
                <div class="task-text-shift" style=("--scroll-left", left)
                    style=("--scroll-top", top)>
                    {move || marks().into_iter().map(mark_view).collect::<Vec<_>>()}
                </div>
            </div>
            <div class="task-text-numbers" aria-hidden="true">
                <div
                    class="task-text-number-shift"
                    style=("--first-line", first_line)
                    style=("--scroll-top", top)
                >
                    {numbers}
                </div>
            </div>
            <textarea
                class="task-text-input"
                node_ref=input
                rows="6"
                wrap="off"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                aria-label="Task list"
                aria-invalid=move || invalid.get().then(|| "true".to_owned())
                aria-describedby=move || Some(if invalid.get() { "task-text-problems" } else { "task-text-hint" }.to_owned())
                on:input=move |event| take(event_target_value(&event))
                on:blur=move |_| edit.settle()
                on:scroll=scrolled
            ></textarea>
        </div>
        <div class="task-text-problems" id="task-text-problems">
            {move || problems(edit)}
            {move || cell_error_note(edit)}
        </div>
        <p class="task-text-hint" id="task-text-hint">
            {move || if invalid.get() { LAST_GOOD.to_owned() } else { String::new() }}
            "One task a line or separated by commas: " <code class="code">"name: 2s"</code> " " <code class="code">"1s..3s"</code>
            " " <code class="code">"cpu 80ms"</code> " " <code class="code">"fail"</code> " " <code class="code">"fail 2"</code> " "
            <code class="code">"fail 30%"</code> " " <code class="code">"x5"</code> " " <code class="code">"# note"</code>
        </p>
    }
}

/// Before the hint, while the text cannot be read.
const LAST_GOOD: &str = "The timeline shows the last list that could be read. ";

/// As many messages as are read before the first is mended.
const MOST_PROBLEMS: usize = 3;

/// A line longer than this is not written a second time to underline a part of it; its message still names the place.
const LONGEST_MARKED_LINE: usize = 2_000;

/// More lines than the tallest field shows, so that the numbers never end before the text does.
const NUMBERS_SHOWN: usize = 60;

/// Where the field is scrolled to. CSS px.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Scroll {
    left: f64,
    top: f64,
    line_height: f64,
}

impl Default for Scroll {
    /// At the top, where the height of a line does not matter yet: `--h-text-line` of tokens.css.
    fn default() -> Self {
        Self {
            left: 0.0,
            top: 0.0,
            line_height: 22.0,
        }
    }
}

impl Scroll {
    fn of(field: &web_sys::Element) -> Self {
        let style = window().get_computed_style(field).ok().flatten();
        let line_height = style
            .and_then(|style| style.get_property_value("line-height").ok())
            .map(|height| js_sys::Number::parse_float(&height))
            .filter(|height| *height > 0.0);
        Self {
            left: f64::from(field.scroll_left()),
            top: f64::from(field.scroll_top()),
            line_height: line_height.unwrap_or(Self::default().line_height),
        }
    }

    /// The first line that is seen, from 0.
    fn first_line(&self) -> usize {
        (self.top / self.line_height) as usize
    }

    /// The numbers of the lines that may be seen, one a line. A single text, however long the list.
    fn numbers(&self, line_count: usize) -> String {
        let first = self.first_line();
        let last = line_count.min(first + NUMBERS_SHOWN);
        (first + 1..=last).map(|line| format!("{line}\n")).collect()
    }
}

/// A line that cannot be read, cut where the underlining starts and ends.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ErrorSpan {
    line: u32,
    /// Tints the line; the further marks of a line must not cover this one.
    first_of_line: bool,
    before: String,
    bad: String,
}

/// A mark for each error, so that what stands behind the field is only the lines that are wrong.
fn marks(text: &str, errors: &[ParseError]) -> Vec<ErrorSpan> {
    let mut marks = Vec::new();
    let mut all_lines = lines(text).enumerate();
    let mut current = all_lines.next();
    for error in errors {
        let index = error.line.saturating_sub(1) as usize;
        while current.is_some_and(|(place, _)| place < index) {
            current = all_lines.next();
        }
        let Some((_, line)) = current else { break };
        if line.len() > LONGEST_MARKED_LINE {
            continue;
        }
        let column = error.column.saturating_sub(1) as usize;
        marks.push(ErrorSpan {
            line: error.line,
            first_of_line: marks.last().is_none_or(|last: &ErrorSpan| last.line != error.line),
            before: line.chars().take(column).collect(),
            bad: line.chars().skip(column).take(error.length as usize).collect(),
        });
    }
    marks
}

fn mark_view(mark: ErrorSpan) -> AnyView {
    // At the end of a line there is no character to underline: a space stands for it.
    let bad = if mark.bad.is_empty() { " ".to_owned() } else { mark.bad };
    view! {
        <div class="task-text-mark" data-first=mark.first_of_line.to_string() style=("--line", mark.line.to_string())>
            {mark.before}
            <span class="task-text-bad">{bad}</span>
        </div>
    }
    .into_any()
}

/// The lines of a text, whatever ends them. An empty text is one line.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    // The parser counts \r\n and a lone \r as line ends too.
    text.split('\n')
        .flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

fn problems(edit: Edit) -> Vec<AnyView> {
    edit.draft.with(|draft| {
        let errors = draft.errors();
        let turn = (draft.text().len() % 2).to_string();
        let shown = errors.iter().take(MOST_PROBLEMS).map(ToString::to_string);
        let rest = errors.len().saturating_sub(MOST_PROBLEMS);
        let rest = (rest > 0).then(|| format!("{rest} more below."));
        shown.chain(rest).map(|text| problem_view(text, turn.clone())).collect()
    })
}

/// What stands in the table and cannot be read is not in the text; it keeps Run off, so it is named here too.
fn cell_error_note(edit: Edit) -> Option<AnyView> {
    let text = edit.cell_errors.with(|cell_errors| {
        let (row, cell_error) = cell_errors.first()?;
        Some(format!("Row {} of the table: {}", row + 1, cell_error.validation_error))
    })?;
    Some(problem_view(text, "0".to_owned()))
}

fn problem_view(text: String, turn: String) -> AnyView {
    view! {
        <p class="problem" data-turn=turn>
            <Icon glyph=Glyph::Failed small=true />
            <span>{text}</span>
        </p>
    }
    .into_any()
}
