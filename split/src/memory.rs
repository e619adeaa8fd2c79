//! What is in a program's memory at the start.

use crate::program::Program;
use std::ops::Range;

/// Bytes of the memory, from an address on; all others are 0. Neither the first nor the last is 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    start: u32,
    bytes: Vec<u8>,
}

/// Data as a module has it: addresses with bytes.
pub type Segments<'m> = Vec<(u32, &'m [u8])>;

/// The largest memory in bytes that is looked at.
pub const LARGEST: usize = 1 << 26;

/// So many zeros in a row are not written. Packed, fewer are shorter than the head of another segment: 1.3 KB in all.
const ZEROS: usize = 512;

/// So many bytes between two constants of the second part are written with them, although they are there already: packed,
/// they are about as long as the head of another segment.
const GAP: u32 = 16;

impl Memory {
    /// The memory of a program; `None` if it is not known before the program is started, or very large.
    pub fn of(program: &Program<'_>) -> Option<Self> {
        let segments = program.data.as_ref()?;
        let start = segments.iter().map(|(address, _)| *address as usize).min().unwrap_or(0);
        let end = segments
            .iter()
            .map(|(address, bytes)| *address as usize + bytes.len())
            .max();
        let mut bytes = vec![0; end.filter(|end| *end <= LARGEST)?.saturating_sub(start)];
        for (address, segment) in segments {
            let at = *address as usize - start;
            bytes[at..at + segment.len()].copy_from_slice(segment);
        }
        let last = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        bytes.truncate(last);
        let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(0);
        Some(Self {
            start: if last == 0 { 0 } else { (start + first) as u32 },
            bytes: bytes.split_off(first),
        })
    }

    /// The memory with another byte at these places.
    pub fn filled(&self, places: &[Range<u32>], byte: u8) -> Self {
        let mut filled = self.clone();
        for place in places {
            for address in place.clone() {
                if let Some(at) = filled.bytes.get_mut(address.wrapping_sub(self.start) as usize) {
                    *at = byte;
                }
            }
        }
        filled
    }

    /// All of it, without long rows of zeros.
    pub fn segments(&self) -> Segments<'_> {
        let mut segments = Vec::new();
        let (mut from, mut at) = (0, 0);
        while at < self.bytes.len() {
            let zeros = self.bytes[at..].iter().take_while(|byte| **byte == 0).count();
            if zeros >= ZEROS {
                segments.push(from..at);
                from = at + zeros;
            }
            at += zeros.max(1);
        }
        segments.push(from..self.bytes.len());
        segments
            .into_iter()
            .filter(|bytes| !bytes.is_empty())
            .map(|bytes| (self.start + bytes.start as u32, &self.bytes[bytes]))
            .collect()
    }

    /// What is at these places, which are in order. What is between two of them is written with them if that is short and
    /// `is_constant`.
    pub fn segments_at(&self, places: &[Range<u32>], is_constant: impl Fn(&Range<u32>) -> bool) -> Segments<'_> {
        let mut joined: Vec<Range<u32>> = Vec::new();
        for place in places {
            match joined.last_mut() {
                Some(last) if place.start - last.end <= GAP && is_constant(&(last.end..place.start)) => {
                    last.end = place.end;
                }
                _ => joined.push(place.clone()),
            }
        }
        let end = self.start + self.bytes.len() as u32;
        joined
            .into_iter()
            .map(|place| place.start.max(self.start)..place.end.min(end))
            .filter(|place| !place.is_empty())
            .map(|place| {
                let bytes = (place.start - self.start) as usize..(place.end - self.start) as usize;
                (place.start, &self.bytes[bytes])
            })
            .collect()
    }
}
