//! Measures how long frames take, for `cargo xtask bench`: `performance.measure` entries, if the address asks for them.

use web_sys::Performance;

/// The name of the entries.
const NAME: &str = "futurescope-frame";

/// Measures frames if `?measure` is in the address, otherwise does nothing.
#[derive(Clone)]
pub struct FrameTimes(Option<Performance>);

impl FrameTimes {
    /// Reads the address once.
    #[must_use]
    pub fn if_asked_for() -> Self {
        let window = leptos::prelude::window();
        let asked = window
            .location()
            .search()
            .is_ok_and(|search| search.trim_start_matches('?') == "measure");
        Self(asked.then(|| window.performance()).flatten())
    }

    /// Calls `work`, and adds an entry with its duration.
    pub fn measure<T>(&self, work: impl FnOnce() -> T) -> T {
        let Some(performance) = &self.0 else { return work() };
        let _ = performance.mark(NAME);
        let done = work();
        let _ = performance.measure_with_start_mark(NAME, NAME);
        done
    }
}
