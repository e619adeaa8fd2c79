//! The scripts that listen inside the page: when a run was asked for, when its state changed, what frames and timers were
//! asked for. They change nothing of what the page does.

/// Runs before the page's own scripts. `ended()` waits for the end of a run, and resumes it when it pauses: a record that is
/// full pauses it once.
///
/// `MutationObserver` calls back in a microtask: right behind the change. While the page comes up, the whole document is
/// watched for the moment at which it is idle and has a button to press; afterwards only `data-run` is.
pub const MOMENTS: &str = "
    const probe = window.probeForBench = {
        usable: null, states: [], clicked: null, pauses: 0,
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
        if (document.documentElement?.dataset.run !== 'idle' || !document.querySelector('main button')) return;
        probe.usable = performance.now();
        ofArrival.disconnect();
        ofRuns.observe(document.documentElement, { attributeFilter: ['data-run'] });
    });
    ofArrival.observe(document, { subtree: true, childList: true, attributeFilter: ['data-run'] });
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const instantiate = WebAssembly[name];
        WebAssembly[name] = async (...given) => {
            const made = await instantiate.apply(WebAssembly, given);
            probe.memory = (made.instance ?? made).exports.memory;
            return made;
        };
    }
    addEventListener('click', () => { probe.clicked = performance.now(); }, { capture: true });
";

/// Counts frames and timers where they are asked for, and keeps the ids of pending timers. Apart from the rest, since it
/// makes each timer dearer.
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
