//! Counts the browser's timers and frames, to see that nothing is left.

use gloo_timers::future::TimeoutFuture;

/// Counts what is pending in this window, but for what pended before.
pub struct Watch;

impl Watch {
    /// Watches from here on.
    pub fn start() -> Self {
        js_sys::eval(
            "if (!window.__watch) {
                const watch = window.__watch = { timers: new Set(), frames: new Set(), asked: 0 };
                const { setTimeout: set, clearTimeout: clear, requestAnimationFrame: ask, cancelAnimationFrame: cancel } = window;
                window.setTimeout = (work, ...rest) => {
                    const id = set(() => { watch.timers.delete(id); work(); }, ...rest);
                    watch.timers.add(id);
                    return id;
                };
                window.clearTimeout = id => { watch.timers.delete(id); clear(id); };
                window.requestAnimationFrame = work => {
                    const id = ask(now => { watch.frames.delete(id); work(now); });
                    watch.frames.add(id); watch.asked += 1;
                    return id;
                };
                window.cancelAnimationFrame = id => { watch.frames.delete(id); cancel(id); };
            }
            window.__watch.timers.clear(); window.__watch.frames.clear();",
        )
        .expect("the script is right");
        Self
    }

    /// Long enough for a slice's pause to be over.
    pub async fn settle(&self) {
        TimeoutFuture::new(30).await;
    }

    /// Timers that are pending.
    pub fn timers(&self) -> u32 {
        Self::count("timers.size")
    }

    /// Animation frames that are pending.
    pub fn frames(&self) -> u32 {
        Self::count("frames.size")
    }

    /// Animation frames asked for since the first watch.
    pub fn frames_asked(&self) -> u32 {
        Self::count("asked")
    }

    fn count(what: &str) -> u32 {
        let number = js_sys::eval(&format!("window.__watch.{what}"))
            .ok()
            .and_then(|value| value.as_f64());
        number.expect("the watch is set") as u32
    }
}
