//! Saves what is drawn as pictures.

use super::ExportEntry;

/// The entries of the menu of Export that save a picture.
pub static ENTRIES: &[ExportEntry] = &[];
