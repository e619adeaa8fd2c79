//! Opens recordings that were saved as files.

use crate::ui::export::ExportEntry;

/// The entries of the menu of Export that open a recording.
pub static ENTRIES: &[ExportEntry] = &[];
