//! The texts of a recording, each stored once: lines, results, messages.

use super::NO_TEXT;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;

/// Bytes per block of memory. Texts are stored one after another in blocks.
const BLOCK: usize = 1 << 16;

/// The number of texts in the lookup by hash above which it is cleared. Repeated texts are stored once; a recording
/// with more different texts than this has few repetitions.
const MOST_LOOKED_UP: usize = 1 << 16;

/// Bytes for a text besides its own: its span, and its entry in a hash map that is half empty.
const BESIDE: usize = 2 * size_of::<TextSpan>() + 40;

const fn counted(text: &str) -> usize {
    2 * text.len() + BESIDE
}

/// Texts by number, from 0.
#[derive(Clone, Default)]
pub struct TextTable {
    blocks: Vec<String>,
    /// The position of each text.
    spans: Vec<TextSpan>,
    /// The number of the text with this hash.
    known: FxHashMap<u64, u32>,
    counted: usize,
}

#[derive(Clone, Copy)]
struct TextSpan {
    block: u32,
    from: u32,
    len: u32,
}

impl TextTable {
    /// The number of this text, which is stored if it is new.
    pub fn number(&mut self, text: &str) -> u32 {
        let hash = FxBuildHasher.hash_one(text);
        if let Some(&number) = self.known.get(&hash)
            && self.text(number) == text
        {
            return number;
        }
        let number = self.spans.len() as u32;
        let span = self.keep(text);
        self.counted += counted(text);
        self.spans.push(span);
        if self.known.len() >= MOST_LOOKED_UP {
            self.known.clear();
        }
        self.known.insert(hash, number);
        number
    }

    /// The number of texts.
    pub const fn len(&self) -> usize {
        self.spans.len()
    }

    /// Drops all texts but the first `len`.
    pub fn truncate(&mut self, len: usize) {
        while self.spans.len() > len {
            let last = self.text(self.spans.len() as u32 - 1).to_owned();
            self.known.remove(&FxBuildHasher.hash_one(last.as_str()));
            self.counted -= counted(&last);
            if let Some(span) = self.spans.pop()
                && let Some(block) = self.blocks.get_mut(span.block as usize)
            {
                block.truncate(span.from as usize);
            }
        }
    }

    /// The text with this number; empty if there is none.
    pub fn text(&self, number: u32) -> &str {
        let Some(span) = self.spans.get(number as usize) else {
            return NO_TEXT;
        };
        let block = self.blocks.get(span.block as usize).map_or(NO_TEXT, String::as_str);
        let from = span.from as usize;
        block.get(from..from + span.len as usize).unwrap_or(NO_TEXT)
    }

    /// The bytes that the budget counts: the texts, and what is stored for each, including the spare room of vectors
    /// and maps.
    pub const fn counted(&self) -> usize {
        self.counted
    }

    fn keep(&mut self, text: &str) -> TextSpan {
        let fits = |block: &String| block.capacity() - block.len() >= text.len();
        // The first block grows with its recording while it is small, since most recordings are short.
        let grows = self.blocks.len() == 1 && self.blocks[0].len() + text.len() <= BLOCK;
        if self.blocks.is_empty() {
            self.blocks.push(String::new());
        } else if !grows && !self.blocks.last().is_some_and(fits) {
            self.blocks.push(String::with_capacity(BLOCK.max(text.len())));
        }
        let block = self.blocks.len() - 1;
        let bytes = &mut self.blocks[block];
        let from = bytes.len();
        bytes.push_str(text);
        TextSpan {
            block: block as u32,
            from: from as u32,
            len: text.len() as u32,
        }
    }
}
