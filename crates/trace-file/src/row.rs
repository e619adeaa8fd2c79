//! One line of a trace file as its keys, with messages for what is wrong with them. Knows no kinds of lines.

use super::{DEEPEST, MOST_ITEMS};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// The keys that have a meaning in some line. All others are skipped with their values.
const KEYS: [&str; 44] = [
    "format",
    "version",
    "source",
    "clock",
    "resolution_us",
    "link",
    "language",
    "program",
    "file",
    "name",
    "text",
    "stack",
    "measured_us",
    "frames",
    "resource",
    "what",
    "size",
    "line",
    "task",
    "parent",
    "unit",
    "delay_us",
    "via",
    "at_us",
    "kind",
    "result",
    "on",
    "tasks",
    "res",
    "by",
    "id",
    "cause",
    "timer",
    "deadline_us",
    "to",
    "number",
    "message",
    "why",
    "stream",
    "value",
    "of",
    "count",
    "end",
    "events",
];

/// The known keys of a line, each once: the last value of a repeated key.
#[derive(Debug, Default)]
pub struct JsonObject<'a> {
    keys: Vec<(&'static str, JsonValue<'a>)>,
}

/// The value of a key.
#[derive(Debug)]
pub enum JsonValue<'a> {
    Null,
    Number(u64),
    Text(Cow<'a, str>),
    List(Vec<JsonValue<'a>>),
    /// A value that no key accepts: a fraction, a negative number, true or false, an object.
    Other(&'static str),
}

/// What is wrong with a line, and what was expected.
pub type Wrong = String;

/// Why the keys of a line cannot be read.
pub enum NoRow {
    /// The line ends before its object does.
    Unfinished,
    Wrong(Wrong),
}

impl<'a> JsonObject<'a> {
    /// Reads a line.
    pub fn read(line: &'a [u8]) -> Result<Self, NoRow> {
        check_size(line).map_err(NoRow::Wrong)?;
        let text = match std::str::from_utf8(line) {
            Ok(text) => text,
            Err(error) if error.error_len().is_none() => return Err(NoRow::Unfinished),
            Err(error) => {
                let column = error.valid_up_to() + 1;
                return Err(NoRow::Wrong(format!(
                    "byte {column} is not UTF-8, expected text in UTF-8"
                )));
            }
        };
        serde_json::from_str(text).map_err(|error| {
            if error.is_eof() {
                return NoRow::Unfinished;
            }
            if error.is_data() {
                return NoRow::Wrong("this is no object, expected an object in one line".into());
            }
            let column = error.column();
            NoRow::Wrong(format!(
                "this is not JSON at column {column}, expected an object in one line"
            ))
        })
    }

    /// Whether the line has this key.
    pub fn has(&self, key: &str) -> bool {
        self.item(key).is_some()
    }

    pub fn item(&self, key: &str) -> Option<&JsonValue<'a>> {
        self.keys.iter().find(|(own, _)| *own == key).map(|(_, item)| item)
    }

    /// A number of at most `most`; `None` if the key is missing or null.
    pub fn number(&self, key: &str, most: u64) -> Result<Option<u64>, Wrong> {
        match self.item(key) {
            None | Some(JsonValue::Null) => Ok(None),
            Some(&JsonValue::Number(number)) if number <= most => Ok(Some(number)),
            Some(item) => Err(format!("`{key}` is {item}, expected a whole number up to {most}")),
        }
    }

    /// As [`Self::number`], for a required key.
    pub fn needed_number(&self, key: &str, most: u64) -> Result<u64, Wrong> {
        let number = self.number(key, most)?;
        number.ok_or_else(|| format!("`{key}` is missing, expected a whole number"))
    }

    /// A number of 32 bits, the largest of which means none.
    pub fn short(&self, key: &str) -> Result<Option<u32>, Wrong> {
        let number = self.number(key, u64::from(u32::MAX - 1))?;
        Ok(number.and_then(|number| u32::try_from(number).ok()))
    }

    pub fn needed_short(&self, key: &str) -> Result<u32, Wrong> {
        let number = self.short(key)?;
        number.ok_or_else(|| format!("`{key}` is missing, expected a whole number"))
    }

    /// A text; `None` if the key is missing or null.
    pub fn text(&self, key: &str) -> Result<Option<&str>, Wrong> {
        match self.item(key) {
            None | Some(JsonValue::Null) => Ok(None),
            Some(JsonValue::Text(text)) => Ok(Some(text)),
            Some(item) => Err(format!("`{key}` is {item}, expected a text")),
        }
    }

    pub fn needed_text(&self, key: &str) -> Result<&str, Wrong> {
        self.text(key)?
            .ok_or_else(|| format!("`{key}` is missing, expected a text"))
    }

    /// One of the words that `from` knows. For another word, the message lists `all`.
    pub fn word<T>(&self, key: &str, from: fn(&str) -> Option<T>, all: &[&str]) -> Result<Option<T>, Wrong> {
        let Some(word) = self.text(key)? else { return Ok(None) };
        let value = from(word).ok_or_else(|| format!("`{key}` is {}, expected {}", quoted(word), one_of(all)))?;
        Ok(Some(value))
    }

    pub fn needed_word<T>(&self, key: &str, from: fn(&str) -> Option<T>, all: &[&str]) -> Result<T, Wrong> {
        self.word(key, from, all)?
            .ok_or_else(|| format!("`{key}` is missing, expected {}", one_of(all)))
    }

    /// A list; empty if the key is missing or null.
    pub fn list(&self, key: &str) -> Result<&[JsonValue<'a>], Wrong> {
        match self.item(key) {
            None | Some(JsonValue::Null) => Ok(&[]),
            Some(JsonValue::List(items)) => Ok(items),
            Some(item) => Err(format!("`{key}` is {item}, expected a list")),
        }
    }
}

impl fmt::Display for JsonValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::List(items) => write!(f, "a list of {}", items.len()),
            Self::Other(what) => f.write_str(what),
        }
    }
}

/// A text as quoted in a message; a long one is shortened.
pub fn quoted(text: &str) -> String {
    const MOST: usize = 40;
    let short: String = text.chars().take(MOST).collect();
    let more = if short.len() < text.len() { "…" } else { "" };
    format!("{short:?}{more}")
}

/// `pending or ended`.
pub fn one_of(words: &[&str]) -> String {
    match words {
        [] => "nothing".into(),
        [one] => (*one).into(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

/// Rejects a line whose values would take much more memory than its bytes, before they are built.
fn check_size(line: &[u8]) -> Result<(), Wrong> {
    let (mut depth, mut items, mut in_text, mut escaped) = (0_usize, 0_usize, false, false);
    for byte in line {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'[' | b'{' => {
                depth += 1;
                items += 1;
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => items += 1,
            _ => {}
        }
        if depth > DEEPEST {
            return Err(format!(
                "lists lie deeper than {DEEPEST} in one another, expected fewer"
            ));
        }
        if items > MOST_ITEMS {
            return Err(format!(
                "there are more than {MOST_ITEMS} values in the line, expected fewer"
            ));
        }
    }
    Ok(())
}

impl<'de> Deserialize<'de> for JsonObject<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = JsonObject<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<JsonObject<'de>, A::Error> {
                let mut row = JsonObject::default();
                while let Some(Key(key)) = map.next_key()? {
                    let Some(key) = key else {
                        map.next_value::<IgnoredAny>()?;
                        continue;
                    };
                    let item = map.next_value()?;
                    match row.keys.iter_mut().find(|(own, _)| *own == key) {
                        Some((_, own)) => *own = item,
                        None => row.keys.push((key, item)),
                    }
                }
                Ok(row)
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

/// A known key; `None` for any other.
struct Key(Option<&'static str>);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl Visitor<'_> for Name {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_str<E>(self, text: &str) -> Result<Key, E> {
                Ok(Key(KEYS.into_iter().find(|key| *key == text)))
            }
        }
        deserializer.deserialize_str(Name)
    }
}

impl<'de> Deserialize<'de> for JsonValue<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = JsonValue<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_unit<E>(self) -> Result<JsonValue<'de>, E> {
                Ok(JsonValue::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<JsonValue<'de>, E> {
                Ok(JsonValue::Other(if value { "true" } else { "false" }))
            }

            fn visit_u64<E>(self, number: u64) -> Result<JsonValue<'de>, E> {
                Ok(JsonValue::Number(number))
            }

            fn visit_i64<E>(self, _: i64) -> Result<JsonValue<'de>, E> {
                Ok(JsonValue::Other("a negative number"))
            }

            fn visit_f64<E>(self, _: f64) -> Result<JsonValue<'de>, E> {
                Ok(JsonValue::Other("no whole number of 64 bits"))
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<JsonValue<'de>, E> {
                Ok(JsonValue::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<JsonValue<'de>, E> {
                Ok(JsonValue::Text(Cow::Owned(text.to_owned())))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<JsonValue<'de>, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.push(item);
                }
                Ok(JsonValue::List(items))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<JsonValue<'de>, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(JsonValue::Other("an object"))
            }
        }
        deserializer.deserialize_any(Any)
    }
}
