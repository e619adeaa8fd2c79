// Runs JavaScript programs as they are, on a clock that is virtual, and gives what they print.
//
// One JSON object a line on stdin, {"source": "..."}, one a line on stdout, {"lines": [...]}, with "error" where a program
// threw, left a rejection to nobody or never ended. Time is whole microseconds. A timer that is due is served alone, and
// the next one when nothing is left to do, as Node and browsers serve theirs.

import { createInterface } from 'node:readline';

const really = { setImmediate: globalThis.setImmediate, log: console.log.bind(console) };
const turn = () => new Promise((resolve) => really.setImmediate(resolve));

let clock;
let programs = 0;

class Clock {
  now = 0;
  timers = [];
  registered = 0;
  // How often the time was asked for without a pause: a loop that waits for it moves it on, a millisecond a look.
  looks = 0;
  lines = [];
  error = undefined;

  look() {
    this.looks += 1;
    if (this.looks === 1) return this.now / 1000;
    this.now += 1000;
    return this.now / 1000 + 1e-6; // past what `0.07 * 1000` comes to
  }

  set(callback, milliseconds) {
    this.looks = 0;
    const due = this.now + Math.max(0, Math.round((milliseconds ?? 0) * 1000));
    const timer = { due, place: (this.registered += 1), callback };
    this.timers.push(timer);
    return timer;
  }

  clear(timer) {
    this.timers = this.timers.filter((other) => other !== timer);
  }

  serve() {
    this.looks = 0;
    const next = this.timers.reduce((a, b) => (b.due < a.due || (b.due === a.due && b.place < a.place) ? b : a));
    this.clear(next);
    this.now = Math.max(this.now, next.due);
    next.callback();
  }
}

globalThis.setTimeout = (callback, milliseconds, ...rest) => clock.set(() => callback(...rest), milliseconds);
globalThis.clearTimeout = (timer) => clock.clear(timer);
Object.defineProperty(performance, 'now', { value: () => clock.look() });
AbortSignal.timeout = (milliseconds) => {
  const controller = new AbortController();
  clock.set(() => controller.abort(new DOMException('The operation timed out.', 'TimeoutError')), milliseconds);
  return controller.signal;
};
console.log = (line) => {
  clock.looks = 0;
  clock.lines.push(line);
};
process.on('unhandledRejection', (reason) => {
  clock.error ??= `unhandled: ${reason}`;
});

async function run(source) {
  clock = new Clock();
  let ended = false;
  // A module of the same text is loaded once: the number tells equal programs apart.
  const module = `data:text/javascript,${encodeURIComponent(`${source}// ${(programs += 1)}`)}`;
  import(module).then(
    () => { ended = true; },
    (error) => { ended = true; clock.error ??= String(error); },
  );
  // Loading takes turns of its own, in which nothing is due.
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
