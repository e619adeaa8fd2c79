//! The program as a figure: its lines with their numbers and colours, the sentences under them, and beside each line the tasks
//! that are at it.

use crate::colours::FONT_MONO;
use crate::frame::{FigureLook, HEADLINE, Letters, MARGIN, SMALL, Sheet, WrittenFigure};
use crate::legible::{MONO, width};
use crate::svg_pen::{Anchor, Span};
use crate::timeline_figure::ink_of;
use codegen::{LineMarker, Program, ProgramLine, TokenKind};
use recording::{History, Moment, State, TaskId, Trace};
use scenario::words;
use timeline::{Rect, glyph};

/// As in the panel Code.
const SIZE: f64 = 12.0;
const LINE: f64 = 20.0;
const NOTE: f64 = 18.0;
const CHIP: f64 = 17.0;
const CHIP_GLYPH: f64 = 11.0;
/// From the numbers to the text.
const AFTER_NUMBERS: f64 = 16.0;
/// From the text of the longest line with tasks to the chips.
const BEFORE_CHIPS: f64 = 24.0;
/// The widest name on a chip.
const WIDEST_NAME: f64 = 90.0;
/// More lines than this are left out: a list of thousands of delays is no picture.
const MOST_LINES: usize = 400;

/// A program with the tasks at its lines.
#[derive(Clone, Copy)]
pub struct MarkedProgram<'a> {
    /// The program.
    pub program: &'a Program,
    /// The markers beside its lines, by their index; none before a run.
    pub markers: &'a [LineMarker],
    /// The recording whose tasks are at the lines, what is folded from it, and the moment.
    pub at: Option<(&'a Trace, &'a History, Moment)>,
    /// The selected task.
    pub selected: Option<TaskId>,
}

/// The figure as an `svg` element, as wide as the program and at least as wide as the look says. `title` is the scenario in a
/// line, `moment` says which moment the markers are of.
#[must_use]
pub fn program_figure(
    marked: &MarkedProgram<'_>,
    (title, moment, source): (&str, &str, &str),
    look: &FigureLook<'_>,
) -> WrittenFigure {
    let lines = &marked.program.lines[..marked.program.lines.len().min(MOST_LINES)];
    let digits = lines.len().to_string().len() as f64;
    let letter = SIZE * MONO;
    let left = MARGIN + digits * letter + AFTER_NUMBERS;
    let end = |line: &ProgramLine| left + line.text().chars().count() as f64 * letter;
    let with_tasks = lines.iter().filter(|line| !line.positions.is_empty());
    let chips_at = with_tasks.map(end).fold(left, f64::max) + BEFORE_CHIPS;
    let chips = lines.iter().enumerate().map(|(index, _)| chips_width(marked, index));
    let widest = chips.fold(0.0, f64::max);
    let needed = lines.iter().map(end).fold(chips_at + widest, f64::max) + MARGIN;
    let mut sheet = Sheet::new(&FigureLook {
        width: look.width.max(needed.ceil()),
        ..*look
    });
    sheet.heading(title, marked.program.language.label());
    sheet.paragraph(moment, HEADLINE, 2);
    sheet.rule();
    sheet.y += 8.0;
    for (index, line) in lines.iter().enumerate() {
        row(&mut sheet, marked, index, line, (left, chips_at));
    }
    sheet.y += 4.0;
    sheet.line("--line-strong");
    let left_out = match (marked.program.lines.len() - lines.len(), marked.program.left_out) {
        (0, 0) => String::new(),
        (0, tasks) => format!(
            "The last {} tasks are left out of the program.",
            words::thousands(tasks)
        ),
        (lines, _) => format!("The last {} lines are left out.", words::thousands(lines as u64)),
    };
    sheet.footer(&left_out, source);
    let text: String = lines.iter().map(|line| line.text() + "\n").collect();
    sheet.finish(&format!("{title} in {}", marked.program.language.label()), &text)
}

fn row(
    sheet: &mut Sheet<'_>,
    marked: &MarkedProgram<'_>,
    index: usize,
    line: &ProgramLine,
    (left, chips_at): (f64, f64),
) {
    let height = LINE + if line.note.is_some() { NOTE } else { 0.0 };
    let area = Rect::new(0.0, sheet.y, sheet.width(), height);
    let marker = marked.markers.get(index);
    let mark = marker.and_then(|marker| match (marker.running, marker.selected) {
        (true, _) => Some(("--lit", "--st-running")),
        (false, true) => Some(("--select-bg", "--focus")),
        _ => None,
    });
    if let Some((ground, edge)) = mark {
        sheet.pen.area(ground, area);
        sheet.pen.area(edge, Rect { width: 3.0, ..area });
    }
    let baseline = sheet.y + LINE / 2.0 + 4.0;
    let number = (index + 1).to_string();
    let spans = line.tokens.iter().map(|token| Span {
        text: &token.text,
        colour: colour_of(token.kind),
    });
    let numbers = [Span {
        text: &number,
        colour: "--text-3",
    }];
    sheet.pen.spans(
        numbers.into_iter(),
        (left - AFTER_NUMBERS, baseline),
        (FONT_MONO, SIZE),
        Anchor::End,
    );
    if !line.tokens.is_empty() {
        sheet
            .pen
            .spans(spans, (left, baseline), (FONT_MONO, SIZE), Anchor::Start);
    }
    if let Some(note) = line.note {
        let top = sheet.y + LINE;
        sheet.pen.area("--line-control", Rect::new(left, top, 2.0, NOTE - 3.0));
        let room = sheet.width() - MARGIN - left - 10.0;
        let letters = SMALL.coloured("--text-2");
        sheet.say_in(room, note, (left + 10.0, top + 11.0), letters, Anchor::Start);
    }
    if let Some(marker) = marker {
        let mut x = chips_at;
        for task in &marker.named {
            x = chip(sheet, marked, *task, (x, sheet.y + (LINE - CHIP) / 2.0));
        }
        sheet.say(&more(marker), (x, baseline), SMALL.coloured("--text-2"), Anchor::Start);
    }
    sheet.y += height;
}

/// `+12`, for the tasks that are not named.
fn more(marker: &LineMarker) -> String {
    match marker.count.saturating_sub(marker.named.len()) {
        0 => String::new(),
        more => format!("+{}", words::thousands(more as u64)),
    }
}

fn name_and_state(marked: &MarkedProgram<'_>, task: TaskId) -> (String, State) {
    let Some((trace, history, moment)) = marked.at else {
        return (String::new(), State::Created);
    };
    let name = trace.label(task).unwrap_or_default();
    let name = crate::legible::fitted(&name, WIDEST_NAME, SMALL.size, SMALL.weight);
    (name, history.state(trace, task, moment))
}

fn chip_width(name: &str, state: State) -> f64 {
    let glyph = if is_running(state) { 0.0 } else { CHIP_GLYPH + 4.0 };
    8.0 + glyph + width(name, SMALL.size, SMALL.weight)
}

fn chips_width(marked: &MarkedProgram<'_>, line: usize) -> f64 {
    let Some(marker) = marked.markers.get(line) else {
        return 0.0;
    };
    let chips = marker.named.iter().map(|task| {
        let (name, state) = name_and_state(marked, *task);
        chip_width(&name, state) + 4.0
    });
    chips.sum::<f64>() + width(&more(marker), SMALL.size, SMALL.weight)
}

const fn is_running(state: State) -> bool {
    matches!(state, State::Running | State::RunningWoken)
}

/// Draws a chip, and returns the x of what is beside it.
fn chip(sheet: &mut Sheet<'_>, marked: &MarkedProgram<'_>, task: TaskId, (x, y): (f64, f64)) -> f64 {
    let (name, state) = name_and_state(marked, task);
    let own = chip_width(&name, state);
    let area = Rect::new(x, y, own, CHIP);
    let ink = ink_of(state);
    if is_running(state) {
        sheet.pen.chip("--st-running", "--st-running", area);
    } else {
        let edge = if marked.selected == Some(task) { "--focus" } else { ink };
        sheet.pen.chip("--surface-1", edge, area);
        sheet.pen.state_glyph(
            glyph::markup(state),
            ink,
            (x + 4.0, y + (CHIP - CHIP_GLYPH) / 2.0),
            CHIP_GLYPH,
        );
    }
    let letters = Letters {
        colour: if is_running(state) { "--st-on-running" } else { ink },
        ..SMALL
    };
    sheet.say(&name, (area.right() - 4.0, y + 12.5), letters, Anchor::End);
    area.right() + 4.0
}

const fn colour_of(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Keyword => "--code-keyword",
        TokenKind::Function | TokenKind::Type => "--code-fn",
        TokenKind::Number => "--code-number",
        TokenKind::Text => "--code-string",
        TokenKind::Comment => "--code-comment",
        TokenKind::Plain => "--text",
    }
}
