//! Numbers of things, as people read them.

/// A number with what it counts: `1 task`, `12 tasks`.
///
/// ```
/// assert_eq!(scenario::words::count(12, "task"), "12 tasks");
/// ```
#[must_use]
pub fn count(number: usize, what: &str) -> String {
    if number == 1 {
        format!("1 {what}")
    } else {
        format!("{number} {what}s")
    }
}
