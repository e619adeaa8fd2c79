//! Scripts that measure inside the page: when a run was requested, when its state changed, which frames and timers were
//! requested. They do not change what the page does.

/// Runs before the page's own scripts. `ended()` waits for the end of a run, and resumes it when it pauses because its
/// recording is full, which happens once.
///
/// `MutationObserver` calls back in a microtask, immediately after the change. Until the page has started, the whole
/// document is observed for the program's button; afterwards only `data-run` is.
pub const MOMENTS: &str = "
    const probe = window.probeForBench = {
        states: [], clicked: null, pauses: 0,
        ended: () => new Promise((resolve) => { probe.resolve = resolve; probe.look(); }),
        look: () => {
            const state = document.documentElement.dataset.run;
            if (!probe.resolve) return;
            if (state === 'done') probe.resolve();
            if (state !== 'paused') return;
            probe.pauses += 1;
            setTimeout(() => document.querySelector('.run-button').click());
        },
        wasmBytes: () => probe.memory?.buffer.byteLength ?? 0,
    };
    const ofRuns = new MutationObserver(() => {
        probe.states.push({ state: document.documentElement.dataset.run, at: performance.now() });
        probe.look();
    });
    const ofArrival = new MutationObserver(() => {
        if (document.documentElement?.dataset.run !== 'idle' || !document.querySelector('.app:not([data-first-paint]) main button')) return;
        ofArrival.disconnect();
        ofRuns.observe(document.documentElement, { attributeFilter: ['data-run'] });
    });
    ofArrival.observe(document, { subtree: true, childList: true, attributeFilter: ['data-run'] });
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const instantiate = WebAssembly[name];
        WebAssembly[name] = async (...given) => {
            const made = await instantiate.apply(WebAssembly, given);
            probe.memory ??= (made.instance ?? made).exports.memory; // the first part has it
            return made;
        };
    }
    addEventListener('click', () => { probe.clicked = performance.now(); }, { capture: true });
";

/// Counts frames and timers when they are requested, and keeps the ids of pending timers. Separate from the others,
/// because it makes each timer slower.
pub const COUNTERS: &str = "
    const counted = window.countedForBench = { frames: 0, timers: 0, pending: new Set() };
    const { requestAnimationFrame, setTimeout, setInterval, clearTimeout, clearInterval } = window;
    window.requestAnimationFrame = (callback) => {
        counted.frames += 1;
        return requestAnimationFrame.call(window, callback);
    };
    window.setTimeout = (callback, delay, ...rest) => {
        counted.timers += 1;
        const fire = (...given) => { counted.pending.delete(id); callback(...given); };
        const id = setTimeout.call(window, fire, delay, ...rest);
        counted.pending.add(id);
        return id;
    };
    window.setInterval = (...given) => {
        counted.timers += 1;
        const id = setInterval.apply(window, given);
        counted.pending.add(id);
        return id;
    };
    window.clearTimeout = (id) => { counted.pending.delete(id); clearTimeout.call(window, id); };
    window.clearInterval = (id) => { counted.pending.delete(id); clearInterval.call(window, id); };
";
