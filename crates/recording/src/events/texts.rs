//! The texts of a recording, each kept once: lines, results, messages.

use super::NO_TEXT;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;

/// Bytes of a piece of memory that texts are put into, one behind another.
const PIECE: usize = 1 << 16;

/// Texts that are recognised when they come again. Past that all are forgotten, though kept: a recording with so many
/// different texts has few that come again.
const RECOGNISED: usize = 1 << 16;

/// What is kept of a text beside its bytes: where it lies, and its hash in a map that is half empty.
const BESIDE: usize = 2 * size_of::<Place>() + 40;

const fn counted(text: &str) -> usize {
    2 * text.len() + BESIDE
}

/// Texts by number, from 0.
#[derive(Clone, Default)]
pub struct Texts {
    pieces: Vec<String>,
    /// Where each text lies.
    places: Vec<Place>,
    /// The number of the text with this hash.
    known: FxHashMap<u64, u32>,
    counted: usize,
}

#[derive(Clone, Copy)]
struct Place {
    piece: u32,
    from: u32,
    len: u32,
}

impl Texts {
    /// The number of this text, which is kept if it is new.
    pub fn number(&mut self, text: &str) -> u32 {
        let hash = FxBuildHasher.hash_one(text);
        if let Some(&number) = self.known.get(&hash)
            && self.text(number) == text
        {
            return number;
        }
        let number = self.places.len() as u32;
        let place = self.keep(text);
        self.counted += counted(text);
        self.places.push(place);
        if self.known.len() >= RECOGNISED {
            self.known.clear();
        }
        self.known.insert(hash, number);
        number
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.places.len()
    }

    /// Drops all but the first `len`.
    pub fn truncate(&mut self, len: usize) {
        while self.places.len() > len {
            let last = self.text(self.places.len() as u32 - 1).to_owned();
            self.known.remove(&FxBuildHasher.hash_one(last.as_str()));
            self.counted -= counted(&last);
            if let Some(place) = self.places.pop()
                && let Some(piece) = self.pieces.get_mut(place.piece as usize)
            {
                piece.truncate(place.from as usize);
            }
        }
    }

    /// The text with this number; empty where there is none.
    pub fn text(&self, number: u32) -> &str {
        let Some(place) = self.places.get(number as usize) else {
            return NO_TEXT;
        };
        let piece = self.pieces.get(place.piece as usize).map_or(NO_TEXT, String::as_str);
        let from = place.from as usize;
        piece.get(from..from + place.len as usize).unwrap_or(NO_TEXT)
    }

    /// Their bytes, and what is kept of each beside them, with room for vectors and maps that double.
    pub const fn counted(&self) -> usize {
        self.counted
    }

    /// How many bytes they take in memory, by their capacity.
    pub fn bytes(&self) -> usize {
        let pieces: usize = self.pieces.iter().map(String::capacity).sum();
        let known = self.known.capacity() * size_of::<(u64, u32)>() * 8 / 7;
        pieces + self.places.capacity() * size_of::<Place>() + known
    }

    fn keep(&mut self, text: &str) -> Place {
        let fits = |piece: &String| piece.capacity() - piece.len() >= text.len();
        // The first piece grows with its recording, as long as it is small: most recordings are.
        let grows = self.pieces.len() == 1 && self.pieces[0].len() + text.len() <= PIECE;
        if self.pieces.is_empty() {
            self.pieces.push(String::new());
        } else if !grows && !self.pieces.last().is_some_and(fits) {
            self.pieces.push(String::with_capacity(PIECE.max(text.len())));
        }
        let piece = self.pieces.len() - 1;
        let bytes = &mut self.pieces[piece];
        let from = bytes.len();
        bytes.push_str(text);
        Place {
            piece: piece as u32,
            from: from as u32,
            len: text.len() as u32,
        }
    }
}
