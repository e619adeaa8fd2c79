//! Counts the browser's timers, frames and listeners, so that tests can check that none is left.

use gloo_timers::future::TimeoutFuture;

/// Counts the timers, frames and listeners of this window, without those that existed before.
pub struct Watch;

impl Watch {
    /// Starts to count.
    pub fn start() -> Self {
        js_sys::eval(
            "if (!window.__watch) {
                const watch = window.__watch = { timers: new Set(), frames: new Set(), asked: 0, listeners: [] };
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

                const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
                const capture = options => typeof options === 'boolean' ? options : Boolean(options?.capture);
                const forget = (target, type, listener, options) => {
                    watch.listeners = watch.listeners.filter(it => it.target !== target || it.type !== type
                        || it.listener !== listener || it.capture !== capture(options));
                };
                EventTarget.prototype.addEventListener = function (type, listener, options) {
                    const target = this ?? window;
                    forget(target, type, listener, options); // adding it twice has no effect
                    watch.listeners.push({ target, type, listener, capture: capture(options) });
                    if (options?.once) add.call(target, type, () => forget(target, type, listener, options), options);
                    return add.call(target, type, listener, options);
                };
                EventTarget.prototype.removeEventListener = function (type, listener, options) {
                    const target = this ?? window;
                    forget(target, type, listener, options);
                    return remove.call(target, type, listener, options);
                };
                // Listeners of an element that was removed from the page do not count.
                watch.live = () => watch.listeners.filter(it => !(it.target instanceof Node) || it.target.isConnected);
            }
            const watch = window.__watch;
            watch.timers.clear(); watch.frames.clear(); watch.listeners = [];",
        )
        .expect("the script is right");
        Self
    }

    /// Waits until the browser has served a timer of 30 ms. Timers are served in the order of their deadlines, so the
    /// pause between two slices, which is shorter, is over then. Whatever is left afterwards is left for good.
    pub async fn settle(&self) {
        TimeoutFuture::new(30).await;
    }

    /// Waits until no frame was requested for 30 ms, for one second at most: what has just changed its size asks for a few.
    /// Work in slices asks for one every 16 ms, so that it does not end this wait. Returns whether frames have stopped.
    pub async fn frames_stop(&self) -> bool {
        for _ in 0..33 {
            let asked = self.frames_asked();
            self.settle().await;
            if self.frames_asked() == asked && self.frames() == 0 {
                return true;
            }
        }
        false
    }

    /// The number of pending timers.
    pub fn timers(&self) -> u32 {
        Self::count("timers.size")
    }

    /// The number of pending animation frames.
    pub fn frames(&self) -> u32 {
        Self::count("frames.size")
    }

    /// The number of animation frames requested since the first watch.
    pub fn frames_asked(&self) -> u32 {
        Self::count("asked")
    }

    /// The types of the listeners on everything that still exists: window, document, other event targets, elements in
    /// the page.
    pub fn listeners(&self) -> Vec<String> {
        let types = js_sys::eval("window.__watch.live().map(it => it.type)").expect("the watch is set");
        let types = js_sys::Array::from(&types);
        types.iter().filter_map(|name| name.as_string()).collect()
    }

    fn count(what: &str) -> u32 {
        let number = js_sys::eval(&format!("window.__watch.{what}"))
            .ok()
            .and_then(|value| value.as_f64());
        number.expect("the watch is set") as u32
    }
}
