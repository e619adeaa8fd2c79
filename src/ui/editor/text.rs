//! The task list as text: the field, its line numbers, and marks behind the invalid lines.

use crate::ui::edit::{Edit, EditGroup};
use crate::ui::icons::{Glyph, Icon};
use crate::ui::reactive::{RwSignal, effect, memo};
use leptos::prelude::*;
use scenario::text::ParseError;

/// The textbox `Task list` and its error messages.
#[component]
pub fn TaskText(
    /// The state of the editor.
    edit: Edit,
) -> impl IntoView {
    let input = NodeRef::<leptos::html::Textarea>::new();
    let scroll = RwSignal::new(Scroll::default());
    // The field already has the text that was typed in it; setting a megabyte again at every key would be slow.
    let typed_here = StoredValue::new(false);

    effect(move || {
        edit.draft.track();
        let Some(field) = input.get() else { return };
        if !typed_here.get_value() {
            edit.draft.with_untracked(|draft| field.set_value(draft.text()));
        }
        typed_here.set_value(false);
    });
    let type_in = move |text: String| {
        typed_here.set_value(true);
        edit.grouped(EditGroup::Text, || edit.write_text(text));
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
                on:input=move |event| type_in(event_target_value(&event))
                on:blur=move |_| edit.end_group()
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

/// Shown before the hint while the text is invalid.
const LAST_GOOD: &str = "The timeline shows the last list that could be read. ";

/// The number of messages shown at once.
const MOST_PROBLEMS: usize = 3;

/// Lines of more bytes than this are not marked, because the marks repeat the line; the message still has the position.
const LONGEST_MARKED_LINE: usize = 2_000;

/// The number of line numbers: more lines than the tallest field shows, so that the numbers do not end before the text.
const NUMBERS_SHOWN: usize = 60;

/// The scroll position of the field, in CSS px.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Scroll {
    left: f64,
    top: f64,
    line_height: f64,
}

impl Default for Scroll {
    /// The top, with `--h-text-line` of tokens.css as the height of a line until it is measured.
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

    /// The index of the first line in view.
    fn first_line(&self) -> usize {
        (self.top / self.line_height) as usize
    }

    /// The numbers of the lines that may be in view, one on each line. One text node, however long the list.
    fn numbers(&self, line_count: usize) -> String {
        let first = self.first_line();
        let last = line_count.min(first + NUMBERS_SHOWN);
        (first + 1..=last).map(|line| format!("{line}\n")).collect()
    }
}

/// A part of a line to underline, with the text before it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ErrorSpan {
    line: u32,
    /// Whether this is the line's first mark, which tints the line. The others must not cover it.
    first_of_line: bool,
    before: String,
    bad: String,
}

/// A mark for each error, so that only the invalid lines are repeated behind the field.
fn marks(text: &str, errors: &[ParseError]) -> Vec<ErrorSpan> {
    let mut marks = Vec::new();
    let mut all_lines = lines(text).enumerate();
    let mut current = all_lines.next();
    for error in errors {
        let index = error.line.saturating_sub(1) as usize;
        while current.is_some_and(|(at, _)| at < index) {
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
    // At the end of a line there is no character to underline, so a space is used.
    let bad = if mark.bad.is_empty() { " ".to_owned() } else { mark.bad };
    view! {
        <div class="task-text-mark" data-first=mark.first_of_line.to_string() style=("--line", mark.line.to_string())>
            {mark.before}
            <span class="task-text-bad">{bad}</span>
        </div>
    }
    .into_any()
}

/// The lines of a text, with any line endings. An empty text is one line.
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

/// The message about the first error in the table. Invalid cells are not in the text but disable Run, so the text view
/// shows it too.
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
