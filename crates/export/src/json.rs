//! Writes JSON to the end of a buffer, key by key.

use std::fmt::Display;
use std::io::Write;

/// A list or an object under way. It must be ended with [`Json::end`].
pub struct Json<'a> {
    out: &'a mut Vec<u8>,
    close: u8,
    empty: bool,
}

impl<'a> Json<'a> {
    /// An object.
    pub fn object(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self {
            out,
            close: b'}',
            empty: true,
        }
    }

    /// A text under this key.
    pub fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        write_text(self.out, text);
    }

    /// A text, or null.
    pub fn text_or_null(&mut self, key: &str, text: Option<&str>) {
        match text {
            Some(text) => self.text(key, text),
            None => self.null(key),
        }
    }

    /// A number. Its `Display` must be one of JSON.
    pub fn number(&mut self, key: &str, number: impl Into<Number>) {
        self.key(key);
        let written = match number.into() {
            Number::Whole(whole) => write(self.out, &whole),
            Number::Signed(signed) => write(self.out, &signed),
            Number::Share(share) if share.is_finite() => write(self.out, &share),
            Number::Share(_) | Number::Unknown => {
                self.out.extend_from_slice(b"null");
                true
            }
        };
        debug_assert!(written, "a vector takes all that is written");
    }

    /// Null.
    pub fn null(&mut self, key: &str) {
        self.number(key, Number::Unknown);
    }

    /// An object under this key.
    pub fn object_in(&mut self, key: &str) -> Json<'_> {
        self.key(key);
        Json::object(self.out)
    }

    /// A list under this key.
    pub fn list_in(&mut self, key: &str) -> Json<'_> {
        self.key(key);
        self.out.push(b'[');
        Json {
            out: self.out,
            close: b']',
            empty: true,
        }
    }

    /// An object as the next entry of this list.
    pub fn entry(&mut self) -> Json<'_> {
        self.comma();
        Json::object(self.out)
    }

    /// A text as the next entry of this list.
    pub fn text_entry(&mut self, text: &str) {
        self.comma();
        write_text(self.out, text);
    }

    /// Closes it.
    pub fn end(self) {
        self.out.push(self.close);
    }

    fn key(&mut self, key: &str) {
        self.comma();
        write_text(self.out, key);
        self.out.push(b':');
    }

    fn comma(&mut self) {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
    }
}

/// A number of JSON.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// A count, or microseconds.
    Whole(u64),
    /// A difference in microseconds.
    Signed(i64),
    /// A ratio.
    Share(f64),
    /// Not known: null.
    Unknown,
}

impl From<u64> for Number {
    fn from(whole: u64) -> Self {
        Self::Whole(whole)
    }
}

impl From<usize> for Number {
    fn from(whole: usize) -> Self {
        Self::Whole(whole as u64)
    }
}

impl From<u32> for Number {
    fn from(whole: u32) -> Self {
        Self::Whole(whole.into())
    }
}

impl From<i64> for Number {
    fn from(signed: i64) -> Self {
        Self::Signed(signed)
    }
}

impl From<f64> for Number {
    fn from(share: f64) -> Self {
        Self::Share(share)
    }
}

impl<T: Into<Self>> From<Option<T>> for Number {
    fn from(number: Option<T>) -> Self {
        number.map_or(Self::Unknown, Into::into)
    }
}

fn write_text(out: &mut Vec<u8>, text: &str) {
    let written = serde_json::to_writer(&mut *out, text).is_ok();
    debug_assert!(written, "a vector takes all that is written");
}

fn write(out: &mut Vec<u8>, number: &dyn Display) -> bool {
    write!(out, "{number}").is_ok()
}
