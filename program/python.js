// Python for the page: starts the worker that runs programs (worker.js), and keeps one ready. Everything that a program could do
// to its worker ends with that worker: it is thrown away after Stop, a crash or much memory, and a spare one takes its place.

// What a program may use, each named in the sentence that is said when it is used up.
export const LIMITS = {
  events: 1_000_000,
  virtualSeconds: 86_400,
  wallMs: 10_000,
};

// A program that catches every interrupt is ended after this time.
const PATIENCE_MS = 3_000;

// To load a worker takes about a second. A spare one is loaded this long after a program has begun: by then that has ended, or it
// computes and is likely to be stopped. The first opening and a first short run have the processor for themselves. A spare takes
// 43 MB of memory in Chromium, 31 of them Python's heap.
const SPARE_AFTER_MS = 1_000;

// A figure in another page has no spare: there may be many of them, and few are stopped.
const KEEPS_SPARE = globalThis.top === globalThis.self;

// A worker with more memory is not used again: memory that Python has had is not given back.
const MUCH_HEAP_BYTES = 256 << 20;

// The longest message of a trace, in characters.
const LONGEST_TEXT = 64 << 20;

// The longest message at the end of a program, in characters.
const LONGEST_MESSAGE = 500;

const ENDS = ["ok", "failed", "stopped", "deadlock", "limit", "crashed"];

const SENTENCES = {
  old: "This browser is too old to run programs: it has no module workers. Your program is kept.",
  unreachable: "Python could not be loaded. Check the network, then press Run once more. Your program is kept.",
  died: "Python has stopped unexpectedly, perhaps for lack of memory. What was recorded until then is shown.",
  stuck: (seconds) => `The program was ended after ${seconds} s of computing: it never let go. What was recorded until then is shown.`,
};

// What Python says of what is not there, and what a person can do. Python's own words are in the record.
const ON_YOUR_MACHINE = "The recorder (Help, Record Python) records it on your machine.";
const RAN_DRY = /^EOFError: EOF when reading a line/;
const MISSING = [
  [/^MemoryError/, () => "The program asked for more than 512 MB of memory, the limit in the page."],
  [RAN_DRY, () =>
    "input() found no line to read: nobody can type while a program runs. Write the lines into Input, below the program, then run it again."],
  [/^ModuleNotFoundError: No module named '([^']+)'/, ([, name]) =>
    `${name} is not in the page, which has Python's standard library without network and processes. ${ON_YOUR_MACHINE}`],
  [/^RuntimeError: can't start new thread/, () => `Threads are not in the page; asyncio.to_thread is. ${ON_YOUR_MACHINE}`],
  [/NotOnVirtualClock: (A subprocess|The network)/, ([, what]) => `${what} is not in the page. ${ON_YOUR_MACHINE}`],
  [/^OSError: .*does not support processes/, () => `Other processes are not in the page. ${ON_YOUR_MACHINE}`],
  [/^(OSError: .*Host is unreachable|.*gaierror)/, () => `The network is not in the page. ${ON_YOUR_MACHINE}`],
];

// finish puts the name of the built folder in the place of this one.
const FOLDER = new URL("./python/", import.meta.url);

// The worker made from a blob has the policy of the page, also where the server sends none with worker.js.
const startWorker = () => {
  const source = `import ${JSON.stringify(new URL("worker.js", FOLDER).href)};`;
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    return new Worker(address, { type: "module" });
  } finally {
    setTimeout(() => URL.revokeObjectURL(address), 60_000); // the worker has read it by then
  }
};

// A worker from its start to its end. `loaded` is settled when it is ready.
class Engine {
  #heard = () => {};

  // Whether it could not be loaded, or has died.
  lost = false;

  constructor(onProgress) {
    this.loaded = new Promise((resolve, reject) => {
      const lose = (sentence) => {
        this.lost = true;
        reject(new Error(sentence));
      };
      try {
        this.worker = startWorker();
      } catch {
        lose(SENTENCES.old);
        return;
      }
      this.worker.onerror = (event) => {
        event.preventDefault();
        lose(SENTENCES.unreachable);
        this.#heard({ kind: "died" });
      };
      this.worker.onmessageerror = () => this.#heard({ kind: "died" });
      this.worker.onmessage = ({ data }) => {
        if (data?.kind === "progress" && Number.isFinite(data.loaded)) onProgress(data.loaded);
        else if (data?.kind === "ready") resolve(String(data.version));
        else if (data?.kind === "failed") lose(SENTENCES.unreachable);
        else this.#heard(data);
      };
      this.worker.postMessage({ kind: "load", address: FOLDER.href });
    });
    this.loaded.catch(() => {}); // whoever waits for it is told
  }

  listen(heard) { this.#heard = heard; }

  send(message) { this.worker.postMessage(message); }

  end() {
    this.#heard = () => {};
    this.worker?.terminate();
  }
}

class Python {
  #engine;
  #spare = null;
  #spareSoon = 0;
  #run = null;
  #next = 0;
  #closed = false;

  constructor(engine, version) {
    this.#engine = engine;
    this.version = version;
  }

  // Runs a program. One that runs is stopped.
  run(text, { name = "main.py", argv = [], stdin = "", onTrace, onEnd, ...wanted }) {
    this.#run?.stop();
    const limits = {
      events: wanted.maxEvents ?? LIMITS.events,
      virtualSeconds: wanted.maxTimeS ?? LIMITS.virtualSeconds,
      wallMs: wanted.maxWallMs ?? LIMITS.wallMs,
    };
    const id = (this.#next += 1);
    let watch = 0;
    let ended = false;
    const end = (how) => {
      if (ended) return;
      ended = true;
      clearTimeout(watch);
      if (this.#run === run) this.#run = null;
      onEnd({ message: null, ranDry: false, exitCode: 1, wallMs: 0, heapBytes: 0, ...how });
    };
    const run = {
      stop: () => {
        if (ended) return;
        this.#replace();
        end({ end: "stopped" });
      },
    };
    this.#run = run;
    if (this.#engine.lost) this.#replace();
    const engine = this.#engine;
    engine.loaded.then(() => {
      if (ended) return;
      engine.listen((data) => this.#hear(data, id, onTrace, end));
      watch = setTimeout(() => {
        this.#replace();
        end({ end: "limit", message: SENTENCES.stuck(limits.wallMs / 1000) });
      }, limits.wallMs + PATIENCE_MS);
      clearTimeout(this.#spareSoon);
      this.#spareSoon = setTimeout(() => this.#keepSpare(), SPARE_AFTER_MS);
      engine.send({ kind: "run", id, text: String(text), name, argv, stdin, limits });
    }, (error) => end({ end: "crashed", message: error.message }));
    return run;
  }

  close() {
    this.#closed = true;
    this.#run?.stop();
    clearTimeout(this.#spareSoon);
    this.#engine.end();
    this.#spare?.end();
  }

  // Nothing that a worker says is believed without a look at it: a program can say it, too.
  #hear(data, id, onTrace, end) {
    if (data?.kind === "died") {
      this.#replace();
      end({ end: "crashed", message: SENTENCES.died });
    } else if (data?.id !== id) {
      return;
    } else if (data.kind === "trace" && typeof data.text === "string" && data.text.length <= LONGEST_TEXT) {
      onTrace(data.text);
    } else if (data.kind === "end" && ENDS.includes(data.end)) {
      const heapBytes = Number(data.heapBytes) || 0;
      if (heapBytes > MUCH_HEAP_BYTES || data.end === "crashed") this.#replace();
      const message = data.end === "crashed" ? SENTENCES.died : this.#sentence(data);
      const ranDry = data.end === "failed" && RAN_DRY.test(data.message);
      end({ end: data.end, message, ranDry, exitCode: Number(data.exitCode) || 0, wallMs: Number(data.wallMs) || 0, heapBytes });
    }
  }

  // What is to be said beside the record. Other failures and deadlocks are in it.
  #sentence({ end, message }) {
    if (typeof message !== "string") return null;
    const said = message.slice(0, LONGEST_MESSAGE);
    if (end === "limit") return said;
    if (end !== "failed") return null;
    for (const [pattern, sentence] of MISSING) {
      const found = pattern.exec(said);
      if (found) return sentence(found);
    }
    return null;
  }

  #replace() {
    this.#engine.end();
    if (this.#closed) return;
    const spare = this.#spare?.lost ? null : this.#spare;
    this.#engine = spare ?? new Engine(() => {});
    this.#spare = null;
  }

  // A spare that could not be loaded is tried again after the next program has begun.
  #keepSpare() {
    if (!KEEPS_SPARE || this.#closed || (this.#spare && !this.#spare.lost)) return;
    this.#spare?.end();
    this.#spare = new Engine(() => {});
  }
}

// Loads Python, the first time from the network. `onProgress` is told the bytes that are there and those of all.
export async function openPython({ onProgress = () => {} } = {}) {
  const total = globalThis.futurescopePrograms?.pythonUnpackedBytes ?? 0;
  const engine = new Engine((loaded) => onProgress({ loaded, total }));
  try {
    const python = new Python(engine, await engine.loaded);
    keepForOffline();
    return python;
  } catch (error) {
    engine.end();
    throw error;
  }
}

// The service worker stores what was fetched, once it is there: the page of a first visit is not under it.
function keepForOffline() {
  const tell = (registration) => {
    for (const worker of [registration.active, registration.waiting]) worker?.postMessage("program-opened");
  };
  try {
    navigator.serviceWorker?.ready.then(tell, () => {});
  } catch {
    // A frame without an origin has no service workers.
  }
}
