// Runs unchanged JavaScript programs on a virtual clock, and returns their output.
//
// Reads a JSON object per line, {"source": "..."}, and writes one per line, {"lines": [...]}, with "error" if a program
// threw, left a rejection unhandled or never ended. Time is in whole microseconds. Timers are served one by one, each when
// nothing else is left to do, as in Node and browsers.

import { createInterface } from 'node:readline';

const really = { setImmediate: globalThis.setImmediate, log: console.log.bind(console) };
const turn = () => new Promise((resolve) => really.setImmediate(resolve));

let clock;
let programs = 0;

class Clock {
  now = 0;
  timers = [];
  registered = 0;
  // How often the time was read without a pause. Each reading advances it by a millisecond, for loops that wait actively.
  readings = 0;
  lines = [];
  error = undefined;

  read() {
    this.readings += 1;
    if (this.readings === 1) return this.now / 1000;
    this.now += 1000;
    return this.now / 1000 + 1e-6; // exceeds the rounding error of `0.07 * 1000`
  }

  set(callback, milliseconds) {
    this.readings = 0;
    const due = this.now + Math.max(0, Math.round((milliseconds ?? 0) * 1000));
    const timer = { due, order: (this.registered += 1), callback };
    this.timers.push(timer);
    return timer;
  }

  clear(timer) {
    this.timers = this.timers.filter((other) => other !== timer);
  }

  serve() {
    this.readings = 0;
    const next = this.timers.reduce((a, b) => (b.due < a.due || (b.due === a.due && b.order < a.order) ? b : a));
    this.clear(next);
    this.now = Math.max(this.now, next.due);
    next.callback();
  }
}

globalThis.setTimeout = (callback, milliseconds, ...rest) => clock.set(() => callback(...rest), milliseconds);
globalThis.clearTimeout = (timer) => clock.clear(timer);
Object.defineProperty(performance, 'now', { value: () => clock.read() });
AbortSignal.timeout = (milliseconds) => {
  const controller = new AbortController();
  clock.set(() => controller.abort(new DOMException('The operation timed out.', 'TimeoutError')), milliseconds);
  return controller.signal;
};
console.log = (line) => {
  clock.readings = 0;
  clock.lines.push(line);
};
process.on('unhandledRejection', (reason) => {
  clock.error ??= `unhandled: ${reason}`;
});

async function run(source) {
  clock = new Clock();
  let ended = false;
  // A module of the same text is loaded only once: the number makes equal programs different.
  const module = `data:text/javascript,${encodeURIComponent(`${source}// ${(programs += 1)}`)}`;
  import(module).then(
    () => { ended = true; },
    (error) => { ended = true; clock.error ??= String(error); },
  );
  // Loading takes some turns in which nothing is due.
  for (let idle = 0; idle < 1000; ) {
    await turn();
    if (clock.timers.length > 0) {
      idle = 0;
      clock.serve();
    } else if (ended) {
      await turn();
      return { lines: clock.lines, error: clock.error };
    } else {
      idle += 1;
    }
  }
  return { lines: clock.lines, error: clock.error ?? 'it never ends' };
}

for await (const line of createInterface({ input: process.stdin })) {
  really.log(JSON.stringify(await run(JSON.parse(line).source)));
}
