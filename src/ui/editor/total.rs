//! How long a list takes one by one, as a short text. Pure.

use scenario::TaskList;

/// `6 s one by one`: all delays and computing added up; a range counts as its middle, and makes it `about`.
///
/// Failures are left out: what they add depends on retries and on the policy.
#[must_use]
pub fn one_by_one(list: &TaskList) -> String {
    let mut seconds = 0.0;
    let mut exact = true;
    for item in &list.items {
        let low = item.delay.low.as_secs();
        let high = item.delay.high.as_ref().map_or(low, |high| high.as_secs());
        let cpu = item.cpu.as_ref().map_or(0.0, |cpu| cpu.as_secs());
        seconds += f64::from(item.repeat) * ((low + high) / 2.0 + cpu);
        exact &= item.delay.high.is_none();
    }
    let about = if exact { "" } else { "about " };
    format!("{about}{} one by one", length(seconds))
}

/// Two decimals at most, in the largest unit that leaves more than one of it; below a second, milliseconds.
fn length(seconds: f64) -> String {
    const MINUTE: f64 = 60.0;
    const HOUR: f64 = 60.0 * MINUTE;
    let (value, unit) = match seconds {
        0.0 => (0.0, "s"),
        short if short < 1.0 => (short * 1e3, "ms"),
        some if some < 2.0 * MINUTE => (some, "s"),
        long if long < 2.0 * HOUR => (long / MINUTE, "min"),
        longer => (longer / HOUR, "h"),
    };
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text} {unit}")
}
