//! How long frames take, for `cargo xtask bench`: `performance.measure` entries, only when the address asks for them.

use web_sys::Performance;

/// The name of the entries.
const NAME: &str = "futurescope-frame";

/// Measures frames if `?measure` is in the address, else does nothing.
#[derive(Clone)]
pub struct FrameTimes(Option<Performance>);

impl FrameTimes {
    /// Looks at the address once.
    #[must_use]
    pub fn if_asked_for() -> Self {
        let window = leptos::prelude::window();
        let asked = window
            .location()
            .search()
            .is_ok_and(|search| search.trim_start_matches('?') == "measure");
        Self(asked.then(|| window.performance()).flatten())
    }

    /// Does it, and writes down how long it took.
    pub fn measure<T>(&self, work: impl FnOnce() -> T) -> T {
        let Some(performance) = &self.0 else { return work() };
        let _ = performance.mark(NAME);
        let done = work();
        let _ = performance.measure_with_start_mark(NAME, NAME);
        done
    }
}
