//! Files that are broken, cut off, malicious, or decompress to huge sizes.

use crate::python::PROGRAM;
use crate::{derive_everything_from, error_of, written};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use recording::Budget;
use scenario::link;
use std::io::{self, Read, Write};
use trace_file::LONGEST_HEADER_LINK;

pub fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("a vector takes all that is written");
    encoder.finish().expect("a vector takes all that is written")
}

pub fn playground() -> Vec<u8> {
    let link = "tasks=a: 1 fail 1, b: 2, c: 1 cpu 10ms&await=race&limit=1&retry=1&backoff=1ms&timeout=5s";
    written(&runtime::simulate(&link::read(link).scenario))
}

#[test]
fn a_gzipped_file_opens_like_the_plain_one_and_a_truncated_one_up_to_its_end() {
    let plain = playground();
    let packed = packed(&plain);
    let whole = trace_file::read(plain.as_slice()).expect("it is whole");
    assert_eq!(trace_file::read(packed.as_slice()), Ok(whole.clone()));
    let mut events = 0;
    for end in (packed.len() / 2)..packed.len() {
        let back = trace_file::read(&packed[..end]).unwrap_or_else(|error| panic!("cut at {end}: {error}"));
        assert!(back.trace.events.len() >= events, "cut at {end}");
        events = back.trace.events.len();
    }
    assert_eq!(events, whole.trace.events.len(), "only the checksum is missing");
}

#[test]
fn a_value_above_a_limit_is_an_error_with_a_message() {
    let header = PROGRAM.lines().next().expect("there is a header");
    let deep = format!("{header}\n{{\"x\":{}", "[".repeat(1_000_000));
    assert_eq!(
        error_of(&deep),
        "line 2: lists lie deeper than 32 in one another, expected fewer"
    );
    let many = format!("{header}\n{{\"x\":[{}0]}}", "[0],".repeat(1_000_000));
    assert_eq!(
        error_of(&many),
        "line 2: there are more than 262144 values in the line, expected fewer"
    );
    let long = format!("{header}\n{{\"x\":\"{}\"}}", "y".repeat(trace_file::LONGEST_LINE));
    assert_eq!(error_of(&long), "line 2: it is longer than 8 MB, expected less");
    let frames = format!(
        "{header}\n{{\"stack\":0,\"frames\":[{}[0,1,\"f\"]]}}",
        "[0,1,\"f\"],".repeat(trace_file::MOST_FRAMES)
    );
    assert_eq!(error_of(&frames), "line 2: `frames` are 1025, expected up to 1024");
    let huge = format!("{header}\n{{\"task\":0,\"name\":\"a\",\"parent\":99999999999999999999999}}");
    assert_eq!(
        error_of(&huge),
        "line 2: `parent` is no whole number of 64 bits, expected a whole number up to 4294967294"
    );
}

/// Endless zeroes and endless lines; compressed they are a thousandth of the size.
#[test]
fn a_decompression_bomb_is_rejected_early() {
    let header = PROGRAM.lines().next().expect("there is a header");
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let zeroes = [b'0'; 1 << 16];
    encoder
        .write_all(format!("{header}\n").as_bytes())
        .expect("it is written");
    for _ in 0..2_000 {
        encoder.write_all(&zeroes).expect("it is written");
    }
    let bomb = encoder.finish().expect("it is written");
    let said = trace_file::read(bomb.as_slice())
        .map(|back| back.trace.events.len())
        .map_err(|error| error.to_string());
    assert_eq!(said, Err("line 2: it is longer than 8 MB, expected less".into()));
}

/// A file that repeats the same line endlessly.
struct Endless {
    begun: bool,
    line: &'static str,
    left: u64,
}

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let from = if self.begun {
            self.line.repeat(64)
        } else {
            PROGRAM.lines().take(9).collect::<Vec<_>>().join("\n") + "\n"
        };
        self.begun = true;
        if self.left == 0 || from.len() > into.len() {
            return Ok(0);
        }
        self.left -= 1;
        into[..from.len()].copy_from_slice(from.as_bytes());
        Ok(from.len())
    }
}

#[test]
fn a_file_that_exceeds_the_budget_opens_up_to_it() {
    let line = "{\"at_us\":0,\"task\":0,\"kind\":\"printed\",\"text\":\"again\",\"line\":[0,1]}\n";
    let endless = Endless {
        begun: false,
        line,
        left: 2_000,
    };
    let budget = Budget::bytes(1 << 20);
    let back = trace_file::read_within(budget, io::BufReader::with_capacity(1 << 16, endless)).expect("it opens");
    assert!(recording::budget::taken_by(&back.trace) <= budget.as_bytes());
    let missing = back.trace.truncation().expect("it is full").missing;
    assert_eq!(back.trace.events.len() as u64 - 1 + missing, 3 + 64 * 1_999);
    let notices = back.notices();
    assert_eq!(notices[0], "The recording was cut off: its last line is missing.");
    assert_eq!(
        notices[1],
        format!("The recording does not fit 1 MB: its last {missing} events were left out.")
    );
    // A declaration that exceeds the budget is an error, because nothing can be read without it.
    let line = "{\"task\":1,\"name\":\"x\",\"parent\":null}\n";
    let tasks = format!("{}\n{}", PROGRAM.lines().take(6).collect::<Vec<_>>().join("\n"), line);
    let mut many = tasks;
    for task in 2..10_000 {
        many += &line.replace(":1,", &format!(":{task},"));
    }
    let error = trace_file::read_within(budget, many.as_bytes()).expect_err("it does not fit");
    assert!(
        error
            .text
            .ends_with("the recording does not fit 1 MB, expected a smaller one"),
        "{error}"
    );
}

/// One modification of a file.
#[derive(Clone, Debug)]
pub enum Damage {
    Flip(prop::sample::Index, u8),
    Drop(prop::sample::Index),
    Double(prop::sample::Index),
    Swap(prop::sample::Index, prop::sample::Index),
    Cut(prop::sample::Index),
    Number(prop::sample::Index, &'static str),
    Nest(prop::sample::Index, usize),
    Key(prop::sample::Index, prop::sample::Index),
}

pub fn damage() -> impl Strategy<Value = Damage> {
    use prop::sample::Index;
    let number = prop::sample::select(vec![
        "18446744073709551615",
        "4294967295",
        "4294967294",
        "1e400",
        "-1",
        "0",
        "9007199254740992",
        "null",
        "\"x\"",
        "[[[]]]",
        "{\"a\":1}",
        "0.5",
    ]);
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, with)| Damage::Flip(at, with)),
        any::<Index>().prop_map(Damage::Drop),
        any::<Index>().prop_map(Damage::Double),
        (any::<Index>(), any::<Index>()).prop_map(|(one, other)| Damage::Swap(one, other)),
        any::<Index>().prop_map(Damage::Cut),
        (any::<Index>(), number).prop_map(|(at, with)| Damage::Number(at, with)),
        (any::<Index>(), 1..200_usize).prop_map(|(at, deep)| Damage::Nest(at, deep)),
        (any::<Index>(), any::<Index>()).prop_map(|(one, other)| Damage::Key(one, other)),
    ]
}

impl Damage {
    pub fn apply_to(&self, file: &mut Vec<u8>) {
        if file.is_empty() {
            return;
        }
        let mut lines: Vec<Vec<u8>> = file
            .split_inclusive(|byte| *byte == b'\n')
            .map(<[u8]>::to_vec)
            .collect();
        match self {
            Self::Flip(at, with) => {
                let at = at.index(file.len());
                file[at] ^= with;
                return;
            }
            Self::Cut(at) => {
                file.truncate(at.index(file.len()));
                return;
            }
            Self::Drop(line) => drop(lines.remove(line.index(lines.len()))),
            Self::Double(line) => {
                let line = line.index(lines.len());
                lines.insert(line, lines[line].clone());
            }
            Self::Swap(one, other) => {
                let (one, other) = (one.index(lines.len()), other.index(lines.len()));
                lines.swap(one, other);
            }
            Self::Number(at, with) => {
                // The next sequence of digits from there.
                let at = at.index(file.len());
                let Some(from) = file[at..].iter().position(u8::is_ascii_digit).map(|from| at + from) else {
                    return;
                };
                let len = file[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                file.splice(from..from + len, with.bytes());
                return;
            }
            Self::Nest(at, deep) => {
                let at = at.index(file.len());
                let Some(colon) = file[at..]
                    .iter()
                    .position(|byte| *byte == b':')
                    .map(|from| at + from + 1)
                else {
                    return;
                };
                let nested = format!("{}{},\"y\":", "[".repeat(*deep), "]".repeat(*deep));
                file.splice(colon..colon, nested.bytes());
                return;
            }
            Self::Key(one, other) => {
                // Swaps the words after two quotation marks.
                let word = |at: usize| {
                    let from = file[at..]
                        .iter()
                        .position(|byte| *byte == b'"')
                        .map(|from| at + from + 1)?;
                    let len = file[from..].iter().position(|byte| *byte == b'"')?;
                    Some(from..from + len)
                };
                let found = (word(one.index(file.len())), word(other.index(file.len())));
                if let (Some(one), Some(other)) = found {
                    let with = file[other].to_vec();
                    file.splice(one, with);
                }
                return;
            }
        }
        *file = lines.concat();
    }
}

/// Checks that nothing panics, and that the result is either a valid recording or a message with a line of the file.
fn check_reading(bytes: &[u8]) -> Result<(), TestCaseError> {
    let lines = bytes.split(|byte| *byte == b'\n').count() as u64;
    match trace_file::read(bytes) {
        Ok(back) => {
            derive_everything_from(&back.trace);
            let again = written(&back.trace);
            let twice = trace_file::read(again.as_slice()).map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert!(written(&twice.trace) == again, "it is written differently again");
        }
        Err(error) => {
            prop_assert!((1..=lines + 1).contains(&error.line), "{error} of {lines}");
            prop_assert!(error.text.contains("expected"), "{error}");
            prop_assert!(error.text.len() < 1_000, "{error}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_modified_file_opens_or_the_error_has_its_line(
        of_the_playground in any::<bool>(),
        harms in prop::collection::vec(damage(), 1..5),
    ) {
        let mut bytes = if of_the_playground { playground() } else { PROGRAM.as_bytes().to_vec() };
        for damage in &harms {
            damage.apply_to(&mut bytes);
        }
        check_reading(&bytes)?;
    }

    #[test]
    fn a_modified_gzipped_file_does_not_panic(at in any::<prop::sample::Index>(), with in 1..=u8::MAX, cut in any::<prop::sample::Index>()) {
        let mut bytes = packed(PROGRAM.as_bytes());
        let at = at.index(bytes.len());
        bytes[at] ^= with;
        bytes.truncate(cut.index(bytes.len() * 2).max(1));
        match trace_file::read(bytes.as_slice()) {
            Ok(back) => derive_everything_from(&back.trace),
            Err(error) => prop_assert!(error.line >= 1),
        }
    }

    #[test]
    fn any_bytes_give_an_error_message(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assume!(bytes.first() != Some(&0x1f));
        check_reading(&bytes)?;
    }
}

/// The link is read in one call, so its length is limited; that of any other line is not.
#[test]
fn a_link_that_is_too_long_is_refused() {
    let item = "1.5%20fail,";
    for (length, fits) in [(LONGEST_HEADER_LINK, true), (LONGEST_HEADER_LINK + 1, false)] {
        let mut list = item.repeat((length - 7) / item.len());
        list.truncate(list.len() - 1);
        // The rest are digits of the last item.
        let rest = length - "tasks=".len() - list.len() - ",1".len();
        let link = format!("tasks={list},1{}", " ".repeat(rest));
        assert_eq!(link.len(), length);
        let header = format!(
            r#"{{"format":"futurescope-trace","version":2,"source":"playground","clock":"virtual","resolution_us":1,"link":"{link}"}}"#
        );
        // A file that ends after its header is a record that was cut off.
        let said = trace_file::read(header.as_bytes()).map_or_else(|error| error.to_string(), |_| String::new());
        let refused = said.contains("`link` is longer than 256 KB, expected less");
        assert_eq!((refused, said.is_empty()), (!fits, fits), "{said}");
    }
}
