//! The entries that save the record itself: its events, lines, tasks and figures.

use super::{Export, ExportEntry, save};
use crate::ui::session::RecordState;
use export::{FileKind, size_in_words};
use recording::Trace;
use trace_file::{LONGEST_HEADER_LINK, MOST_BYTES};

/// The entries, in the order of the menu.
pub static ENTRIES: [ExportEntry; 5] = [
    ExportEntry {
        label: "Trace as JSON",
        about: |export| about(export, FileKind::Trace),
        refusal: Export::refusal_of_record,
        act: |export| save::save(export, FileKind::Trace),
    },
    ExportEntry {
        label: "Perfetto",
        about: |export| about(export, FileKind::Perfetto),
        refusal: Export::refusal_of_record,
        act: |export| save::save(export, FileKind::Perfetto),
    },
    ExportEntry {
        label: "Console as text",
        about: |export| about(export, FileKind::Console),
        refusal: |export| {
            let silent = || (lines(export) == 0).then(|| "Nothing was printed.".to_owned());
            export.refusal_of_record().or_else(silent)
        },
        act: |export| save::save(export, FileKind::Console),
    },
    ExportEntry {
        label: "Tasks as CSV",
        about: |export| about(export, FileKind::Tasks),
        refusal: Export::refusal_of_record,
        act: |export| save::save(export, FileKind::Tasks),
    },
    ExportEntry {
        label: "Figures as JSON",
        about: |export| about(export, FileKind::Figures),
        refusal: Export::refusal_of_record,
        act: |export| save::save(export, FileKind::Figures),
    },
];

/// What is in the file, and about how large it becomes. Of a paused run, that it is incomplete.
fn about(export: &Export, kind: FileKind) -> String {
    let record = export.session.record;
    let bytes = record.with_growth(|trace, folds| kind.estimated_bytes(trace, folds.history.console.len()));
    let size = size_in_words(save::packed_size(kind, bytes.unwrap_or_default()));
    // Reading has limits.
    let too_long = |bytes: u64| bytes > MOST_BYTES || record.with(|trace, _| has_long_link(trace)).unwrap_or_default();
    if kind == FileKind::Trace && too_long(bytes.unwrap_or_default()) {
        return format!("Every event: about {size}, too much to open here again");
    }
    let far = match record.state() {
        RecordState::Growing => ", up to now",
        _ => "",
    };
    format!("{}{far}: about {size}", kind.content())
}

/// Whether the link of the record is too long for reading.
fn has_long_link(trace: &Trace) -> bool {
    /// A shorter list fits, unless its names are very long.
    const MANY_ITEMS: usize = 2_000;
    let items = trace.scenario().map_or(0, |scenario| scenario.tasks.items.len());
    items > MANY_ITEMS && trace.link().len() > LONGEST_HEADER_LINK
}

fn lines(export: &Export) -> usize {
    let lines = export
        .session
        .record
        .with_growth(|_, folds| folds.history.console.len());
    lines.unwrap_or_default()
}
