//! The duration of a list under the policy one by one, as a short text. Pure.

use scenario::TaskList;
use scenario::words::estimated_length;

/// The sum of all delays and computations, as `6 s if run one by one`. A range counts as its middle, and makes it `about`.
///
/// Failures are left out, because their effect depends on retries and on the policy.
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
    format!("{about}{} if run one by one", estimated_length(seconds))
}
