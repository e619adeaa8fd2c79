//! A Python program in a link: `program=` and the text, deflated (RFC 1951) and written in base64url without padding
//! (docs/links.md). The same text always gives the same link.

use crate::link::LONGEST_LINK;
use crate::validation_error::ValidationError;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use std::io::{Read, Write};

/// The key of a program in a link.
pub const KEY: &str = "program";

/// The longest program that a link may unpack to, in bytes: a short link may unpack to any length.
pub const LONGEST_PROGRAM: usize = 1 << 20;

/// The value of the key for a program; `None` if the link would be longer than [`LONGEST_LINK`], or the program than
/// [`LONGEST_PROGRAM`].
#[must_use]
pub fn pack(program: &str) -> Option<String> {
    if program.len() > LONGEST_PROGRAM {
        return None;
    }
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
    packed.write_all(program.as_bytes()).ok()?;
    let value = BASE64_URL_SAFE_NO_PAD.encode(packed.finish().ok()?);
    (KEY.len() + 1 + value.len() <= LONGEST_LINK).then_some(value)
}

/// The program of such a value.
///
/// # Errors
///
/// If the value was cut off or changed on its way, or the program is longer than [`LONGEST_PROGRAM`].
pub fn unpack(value: &str) -> Result<String, ValidationError> {
    let damaged = || {
        ValidationError::new(
            "The program in the link cannot be read: the link was cut off or changed on its way.",
            "Ask for the link again, or for the program as a file.",
        )
    };
    let packed = BASE64_URL_SAFE_NO_PAD.decode(value).map_err(|_| damaged())?;
    let mut program = Vec::new();
    let most = LONGEST_PROGRAM as u64 + 1;
    let read = DeflateDecoder::new(packed.as_slice())
        .take(most)
        .read_to_end(&mut program);
    read.map_err(|_| damaged())?;
    if program.len() > LONGEST_PROGRAM {
        return Err(ValidationError::new(
            "The program in the link is longer than 1 MB.",
            "Open it as a file, or shorten it.",
        ));
    }
    String::from_utf8(program).map_err(|_| damaged())
}
