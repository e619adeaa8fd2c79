// Runs Python programs under the recorder, one at a time: CPython, as Pyodide, in a worker of its own. python.js starts it, and is
// the only one to hear of it.
//
// in:  { kind: "load", address }                              the folder of Pyodide's files
//      { kind: "run", id, text, name, argv, stdin, limits }
// out: { kind: "progress", loaded }                           bytes, while Pyodide is fetched
//      { kind: "ready", version } or { kind: "failed", message }
//      { kind: "trace", id, text }                            whole lines of the trace file
//      { kind: "end", id, end, message, exitCode, wallMs, heapBytes }
import { loadPyodide } from "./pyodide.mjs";

const RECORDER = "futurescope_recorder.py";

// A program that asks for more memory gets a MemoryError. Without a limit it would take the tab with it.
const MOST_HEAP_BYTES = 512 << 20;

// The interrupt buffer is read very often; the clock is looked at once in so many reads.
const READS_PER_LOOK = 16;

// The recorder itself looks at the clock between the turns of the loop. The interrupt is for a turn that does not end.
const INTERRUPT_AFTER_MS = 100;

// A program that catches the first interrupt gets another after this time.
const AGAIN_MS = 500;

const SIGINT = 2;

// What a program could use to reach the network, the site's stores or other pages. What the recorder writes leaves by `post`.
const TAKEN_AWAY = [
  "caches", "cookieStore", "indexedDB", "fetch", "XMLHttpRequest", "WebSocket", "WebSocketStream", "WebTransport", "EventSource",
  "BroadcastChannel", "Worker", "SharedWorker", "importScripts", "postMessage", "webkitRequestFileSystem",
  "webkitRequestFileSystemSync",
];
const TAKEN_FROM_NAVIGATOR = ["serviceWorker", "storage", "locks", "usb", "serial", "hid", "gpu", "sendBeacon"];

// Packages cannot be fetched, so none is listed.
const NO_PACKAGES = JSON.stringify({
  info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2", version: "314.0.7" },
  packages: {},
});

// asyncio.run is asyncio's own again: Pyodide's has nothing to do here and stands in tracebacks. Each program has streams of its own,
// which it may close.
const START = `
import asyncio, asyncio.runners, gc, io, sys
import futurescope_recorder
asyncio.run = asyncio.runners.run

def stream(number, name, errors):
    buffer = open(number, "wb", closefd=False)
    buffer.raw.name = name
    made = io.TextIOWrapper(buffer, encoding="utf-8", errors=errors, line_buffering=True)
    made.mode = "w"
    return made

def run(text, name, argv, stdin, sink, events, seconds, wall):
    sys.stdout = sys.__stdout__ = stream(1, "<stdout>", "strict")
    sys.stderr = sys.__stderr__ = stream(2, "<stderr>", "backslashreplace")
    # What is there before the program is not searched for garbage while it runs and after it: 8 ms of each run.
    gc.freeze()
    outcome = futurescope_recorder.run_source(
        text, name=name, argv=argv.to_py(), clock="virtual", sink=sink, stdin=stdin,
        max_events=int(events), max_time=seconds, max_wall=wall,
    )
    return [outcome.end, outcome.message, outcome.exit_code]
run
`;

// Runs when nothing has asked for a program yet: modules are loaded that the first warning and the first traceback need. Otherwise
// the time of that would be charged to the program as computed, as 80 ms.
const WARM_UP = `
import asyncio
async def never(): pass
async def main(): never()
asyncio.run(main())
raise ValueError
`;

// A press of Run that has waited for Python comes before it.
const WARM_UP_AFTER_MS = 100;

const post = self.postMessage.bind(self);

let python;
let runProgram;
let deadline = Infinity;

self.addEventListener("message", ({ data }) => {
  if (data.kind === "load") load(data.address).catch((error) => post({ kind: "failed", message: String(error?.message ?? error) }));
  else if (data.kind === "run") run(data);
});

async function load(address) {
  limitMemory();
  const fetched = countFetched();
  const recorder = fetch(new URL(RECORDER, address)).then((answer) => {
    if (!answer.ok) throw new Error(`${RECORDER}: ${answer.status}`);
    return answer.text();
  });
  const silent = () => {};
  python = await loadPyodide({
    indexURL: address,
    env: { PYTHONHASHSEED: "0", HOME: "/home/pyodide" },
    // What `import js` gives a program.
    jsglobals: { Object, Array, Promise },
    enableRunUntilComplete: false,
    checkAPIVersion: false,
    packageBaseUrl: "./",
    lockFileContents: NO_PACKAGES,
    stdin: () => null,
    stdout: silent,
    stderr: silent,
  });
  python.FS.writeFile(`/home/pyodide/${RECORDER}`, await recorder);
  runProgram = python.runPython(START);
  python.setInterruptBuffer(askingTheClock());
  fetched.end();
  takeAway();
  post({ kind: "ready", version: python.runPython("import sys; sys.version.split()[0]") });
  setTimeout(() => runProgram(WARM_UP, "main.py", [], "", () => {}, 1000, 1, 10).destroy(), WARM_UP_AFTER_MS);
}

function run({ id, text, name, argv, stdin, limits }) {
  const began = performance.now();
  deadline = began + limits.wallMs + INTERRUPT_AFTER_MS;
  const sink = (piece) => post({ kind: "trace", id, text: piece });
  let ended;
  try {
    const outcome = runProgram(text, name, argv, stdin, sink, limits.events, limits.virtualSeconds, limits.wallMs / 1000);
    const [end, message, exitCode] = outcome.toJs();
    outcome.destroy();
    ended = { end, message: message ?? null, exitCode: exitCode ?? 0 };
  } catch (error) {
    ended = { end: "crashed", message: String(error?.message ?? error).slice(-2000), exitCode: 1 };
  }
  deadline = Infinity;
  const heapBytes = python._module.HEAP8.length;
  post({ kind: "end", id, ...ended, wallMs: performance.now() - began, heapBytes });
}

// In place of a buffer that another thread would write to: reading it is asking the clock.
function askingTheClock() {
  let reads = 0;
  return {
    get 0() {
      reads += 1;
      if (reads % READS_PER_LOOK > 0 || performance.now() < deadline) return 0;
      deadline = performance.now() + AGAIN_MS;
      return SIGINT;
    },
    set 0(value) {}, // Python takes the signal back
  };
}

function limitMemory() {
  const grow = WebAssembly.Memory.prototype.grow;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * 65_536 > MOST_HEAP_BYTES) throw new RangeError("the memory of a program is used up");
    return grow.call(this, pages);
  };
}

// Reports the bytes that arrive, until it is ended.
function countFetched() {
  const real = self.fetch;
  let loaded = 0;
  const count = () => new TransformStream({
    transform(chunk, out) {
      loaded += chunk.byteLength;
      post({ kind: "progress", loaded });
      out.enqueue(chunk);
    },
  });
  self.fetch = async (...asked) => {
    const answer = await real.apply(self, asked);
    if (!answer.ok || !answer.body) return answer;
    return new Response(answer.body.pipeThrough(count()), { status: answer.status, headers: answer.headers });
  };
  return { end() { self.fetch = real; } };
}

function takeAway() {
  const remove = (object, names) => {
    for (let at = object; at; at = Object.getPrototypeOf(at)) for (const name of names) delete at[name];
  };
  remove(self, TAKEN_AWAY);
  remove(self.navigator, TAKEN_FROM_NAVIGATOR);
}
