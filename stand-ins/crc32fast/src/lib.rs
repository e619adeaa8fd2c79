//! The checksum of gzip files (CRC-32, RFC 1952, section 8), eight bytes at a time.
//!
//! The crate this stands in for has its table in the program: 8 KB, which no compression makes smaller, of a page that
//! usually opens no file. Here it is computed when it is first needed.

use std::sync::OnceLock;

/// The polynomial, its highest power in the lowest bit.
const POLYNOMIAL: u32 = 0xEDB8_8320;
/// The bytes that are taken at a time.
const AT_ONCE: usize = 8;

/// For each byte, what it adds to the checksum with so many bytes behind it.
type Table = [[u32; 256]; AT_ONCE];

/// The checksum of the bytes so far.
#[derive(Clone, Debug, Default)]
pub struct Hasher {
    checksum: u32,
    bytes: u64,
}

impl Hasher {
    /// Of no bytes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets all bytes.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        let table = table();
        let mut checksum = !self.checksum;
        let (pieces, rest) = bytes.as_chunks::<AT_ONCE>();
        for piece in pieces {
            let [a, b, c, d, e, f, g, h] = *piece;
            let [a, b, c, d] = (checksum ^ u32::from_le_bytes([a, b, c, d])).to_le_bytes();
            checksum = [a, b, c, d, e, f, g, h]
                .into_iter()
                .zip(table.iter().rev())
                .fold(0, |sum, (byte, of_place)| sum ^ of_place[usize::from(byte)]);
        }
        for byte in rest {
            let [lowest, ..] = checksum.to_le_bytes();
            checksum = table[0][usize::from(lowest ^ byte)] ^ (checksum >> 8);
        }
        self.checksum = !checksum;
        self.bytes = self.bytes.wrapping_add(bytes.len() as u64);
    }

    /// The checksum.
    #[must_use]
    pub const fn finalize(self) -> u32 {
        self.checksum
    }

    /// Adds the bytes of another, of which only the checksum and the number are known.
    pub fn combine(&mut self, other: &Self) {
        self.checksum = times(power_of_bytes(other.bytes), self.checksum) ^ other.checksum;
        self.bytes = self.bytes.wrapping_add(other.bytes);
    }
}

/// The checksum of these bytes.
#[must_use]
pub fn hash(bytes: &[u8]) -> u32 {
    let mut hasher = Hasher::new();
    hasher.update(bytes);
    hasher.finalize()
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Box<Table>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Box::new([[0; 256]; AT_ONCE]);
        for (byte, entry) in (0..).zip(&mut table[0]) {
            *entry = (0..8).fold(byte, |rest, _| by_x(rest));
        }
        for place in 1..AT_ONCE {
            for byte in 0..256 {
                let before = table[place - 1][byte];
                let [lowest, ..] = before.to_le_bytes();
                table[place][byte] = (before >> 8) ^ table[0][usize::from(lowest)];
            }
        }
        table
    })
}

/// A polynomial times x, without multiples of [`POLYNOMIAL`].
const fn by_x(polynomial: u32) -> u32 {
    if polynomial & 1 == 1 {
        polynomial >> 1 ^ POLYNOMIAL
    } else {
        polynomial >> 1
    }
}

/// The product of two polynomials, without multiples of [`POLYNOMIAL`].
fn times(one: u32, mut other: u32) -> u32 {
    let mut product = 0;
    for power in 0..32 {
        if one & (1 << 31) >> power != 0 {
            product ^= other;
        }
        other = by_x(other);
    }
    product
}

/// What a checksum is multiplied by when so many bytes of 0 come behind it.
fn power_of_bytes(mut bytes: u64) -> u32 {
    let (mut power, mut product) = (1 << 23, 1 << 31); // x to the eighth, and 1
    while bytes > 0 {
        if bytes & 1 == 1 {
            product = times(power, product);
        }
        power = times(power, power);
        bytes >>= 1;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::{Hasher, POLYNOMIAL, hash};

    /// Bit by bit, as the standard says it.
    fn by_bits(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |sum: u32, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                sum >> 1 ^ if sum & 1 == 1 { POLYNOMIAL } else { 0 }
            })
        })
    }

    fn some_bytes(count: usize) -> Vec<u8> {
        let random = |last: &u32| Some(last.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
        let numbers = std::iter::successors(Some(1), random);
        numbers.map(|number| number.to_be_bytes()[0]).take(count).collect()
    }

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(hash(b"123456789"), 0xCBF4_3926);
        for count in 0..100 {
            let bytes = some_bytes(count);
            assert_eq!(hash(&bytes), by_bits(&bytes), "of {count} bytes");
        }
    }

    #[test]
    fn pieces_have_the_checksum_of_the_whole() {
        let bytes = some_bytes(300);
        for cut in [0, 1, 7, 8, 100, 299, 300] {
            let (first, rest) = bytes.split_at(cut);
            let mut in_turn = Hasher::new();
            in_turn.update(first);
            let mut combined = in_turn.clone();
            in_turn.update(rest);
            let mut second = Hasher::new();
            second.update(rest);
            combined.combine(&second);
            assert_eq!(in_turn.finalize(), hash(&bytes), "cut at {cut}");
            assert_eq!(combined.finalize(), hash(&bytes), "combined at {cut}");
        }
    }
}
