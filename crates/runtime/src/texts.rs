//! The texts that the program prints about a delay, cached because many operations have the same delay.

use scenario::PyNumber;

/// The texts about a delay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DelayText {
    /// An attempt starts.
    Starting,
    /// An attempt has succeeded.
    Finished,
    /// The return value of the operation: twice its delay.
    Value,
    /// The message of the exception that it raises.
    Failed,
}

impl DelayText {
    const COUNT: usize = 4;

    fn of(self, delay: PyNumber) -> Box<str> {
        match self {
            Self::Starting => format!("Starting operation with delay {delay}").into(),
            Self::Finished => format!("Operation with delay {delay} finished").into(),
            Self::Value => delay.doubled().to_string().into(),
            Self::Failed => super::failure::Failure::Raised { delay }.to_string().into(),
        }
    }
}

/// The texts of the most recently used delays. A delay replaces another one with the same hash.
#[derive(Default)]
pub struct DelayTextCache {
    /// Empty until it is first used, then with [`DelayTextCache::DELAYS`] entries.
    kept: Vec<Option<Box<DelayTexts>>>,
}

struct DelayTexts {
    delay: PyNumber,
    lines: [Option<Box<str>>; DelayText::COUNT],
}

impl DelayTextCache {
    /// A range of one second has a thousand different delays. With four texts each they take 300 KB.
    const DELAYS: usize = 1_024;

    /// This text for this delay.
    pub fn get(&mut self, line: DelayText, delay: PyNumber) -> &str {
        if self.kept.is_empty() {
            self.kept.resize_with(Self::DELAYS, || None);
        }
        let bits = match delay {
            PyNumber::Int(whole) => whole,
            PyNumber::Float(value) => value.to_bits(),
        };
        // Fibonacci hashing: the upper bits of the product depend on all bits of the number.
        let index = bits.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - Self::DELAYS.ilog2());
        let kept = &mut self.kept[index as usize];
        if !kept.as_ref().is_some_and(|texts| is_same(texts.delay, delay)) {
            *kept = None;
        }
        let texts = kept.get_or_insert_with(|| {
            Box::new(DelayTexts {
                delay,
                lines: [const { None }; DelayText::COUNT],
            })
        });
        texts.lines[line as usize].get_or_insert_with(|| line.of(delay))
    }
}

/// Whether their texts are the same: `2` and `2.0` are equal, but their texts differ.
fn is_same(one: PyNumber, other: PyNumber) -> bool {
    match (one, other) {
        (PyNumber::Int(one), PyNumber::Int(other)) => one == other,
        (PyNumber::Float(one), PyNumber::Float(other)) => one.to_bits() == other.to_bits(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_that_of_its_delay_however_many_there_are() {
        let mut texts = DelayTextCache::default();
        for round in 0..2 {
            for millis in 0..5_000 {
                let delay = PyNumber::Float(f64::from(millis) / 1_000.0);
                assert_eq!(
                    texts.get(DelayText::Value, delay),
                    delay.doubled().to_string(),
                    "round {round}"
                );
                let line = format!("Operation with delay {delay} finished");
                assert_eq!(texts.get(DelayText::Finished, delay), line);
            }
        }
    }

    #[test]
    fn an_integer_and_a_float_of_one_value_differ() {
        let mut texts = DelayTextCache::default();
        for _ in 0..2 {
            assert_eq!(texts.get(DelayText::Value, PyNumber::Int(0)), "0");
            assert_eq!(texts.get(DelayText::Value, PyNumber::Float(0.0)), "0.0");
        }
    }
}
