// The second part of the program.
//
// Behind wasm-bindgen's script, which awaits `joinSecond` when the first part has been instantiated, before anything in it is
// called. On a first visit the program starts without its second part, which is fetched once the first picture is there:
// until then stand-ins are in the places of its functions. Then an event `futurescope-joined` on the document lets the program
// mount what it has left out. `<html data-program>` is `first` until that is there, and then `whole`, with an event
// `futurescope-whole`. On other visits, whose start depends on what was kept or on the link, the program starts when both parts
// are there.
const SECOND = new URL("SECOND_FILE", import.meta.url);

const compileSecond = async () => {
  const response = await fetch(SECOND);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText} fetching ${SECOND}`);
  // Some servers do not send the type without which nothing is compiled while it arrives.
  if (response.headers.get("Content-Type") === "application/wasm") return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
};

// first-paint.js knows which visit it is, and has the style sheet that belongs to this part.
const fetchedSecond = secondMayFollow ? undefined : compileSecond();
fetchedSecond?.catch(() => {}); // it is awaited later, and told then

const joinSecond = async (instance, module) => {
  // A function of the first part is imported by its place in the table: `shared_name` in split/src/parts.rs.
  const first = new Proxy(instance.exports, {
    get: (exports, name) => (name[0] === "~" ? exports["=t0"].get(parseInt(name.slice(1), 36)) : exports[name]),
  });
  if (fetchedSecond) {
    await laterStyle();
    await WebAssembly.instantiate(await fetchedSecond, { first });
    return;
  }
  // What works with the first part alone.
  const WORKS_AT_ONCE = ".run-button";
  // Events by which people ask for something. Until the program is whole they wait, so that none of them loads the rest
  // synchronously.
  const CLICKS = ["click", "dblclick", "contextmenu"];
  const ENTRIES = ["input", "change"];
  const OTHERS = [
    "keydown", "keyup", "beforeinput", "pointerdown", "pointermove", "pointerup", "pointerover", "pointerout", "mousedown",
    "mousemove", "mouseup", "mouseover", "mouseout", "touchstart", "touchmove", "touchend", "wheel", "focusin", "focusout",
    "focus", "blur", "copy", "cut", "paste", "dragenter", "dragover", "dragleave", "drop",
  ];
  const LONGEST_PAUSE_MS = 30000;
  // So many clicks and entries wait at most; later ones are dropped.
  const WAITING_AT_MOST = 32;
  const root = document.documentElement;
  const waiting = [];
  let isJoined = false;
  const notice = document.createElement("p");
  notice.className = "part-missing";
  notice.setAttribute("role", "status");
  notice.textContent = "Only a part of this page could be loaded: Run works, the rest follows when there is a connection.";

  // A module with a function for each place of the table that belongs to the second part: it has the second part loaded, and
  // then calls what is in its place. Made here, because it would be ten times as large as what it is made of: the section
  // that `stand_ins` in split/src/parts.rs describes.
  const standIns = (bytes) => {
    let at = 0;
    const read = () => {
      let number = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++];
        number |= (byte & 127) << shift;
        if (byte < 128) return number;
      }
    };
    const unsigned = (number) => {
      const written = [];
      for (; number > 127; number >>>= 7) written.push((number & 127) | 128);
      written.push(number);
      return written;
    };
    const signed = (number) => {
      const written = [];
      for (; number > 63; number >>= 7) written.push((number & 127) | 128);
      written.push(number);
      return written;
    };
    const sized = (content) => unsigned(content.length).concat(content);
    const section = (id, count, content) => [id].concat(sized(unsigned(count).concat(content)));

    const signatures = [];
    for (let left = read(); left > 0; left -= 1) {
      const lists = [0, 1].map(() => {
        const length = read();
        at += length;
        return Array.from(bytes.subarray(at - length, at));
      });
      signatures.push(lists);
    }
    const types = [0x60, 0, 0].concat(...signatures.map(([taken, given]) => [0x60].concat(sized(taken), sized(given))));
    const functions = [];
    const elements = [];
    const code = [];
    let runs = 0;
    let count = 0;
    for (let place = 0; at < bytes.length; runs += 1) {
      place += read();
      const length = read();
      elements.push(0, 0x41, ...signed(place), 0x0b, ...unsigned(length));
      for (const end = place + length; place < end; place += 1) {
        const signature = read();
        const type = unsigned(signature + 1);
        elements.push(...unsigned(++count)); // after the imported function
        functions.push(...type);
        const body = [0, 0x10, 0]; // no local variables; call the imported function
        signatures[signature][0].forEach((_, parameter) => body.push(0x20, parameter));
        body.push(0x41, ...signed(place), 0x11, ...type, 0, 0x0b); // call_indirect, end
        code.push(...sized(body));
      }
    }
    const imports = [1, 0x61, 1, 0x66, 0, 0, 1, 0x61, 1, 0x74, 1, 0x70, 0, 0]; // a.f: a function; a.t: a table of functions
    return new Uint8Array(
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0].concat(
        section(1, signatures.length + 1, types),
        section(2, 2, imports),
        section(3, count, functions),
        section(9, runs, elements),
        section(10, count, code),
      ),
    );
  };

  const join = () => {
    isJoined = true;
    notice.remove();
    document.addEventListener("futurescope-whole", release, { once: true });
    if (!document.dispatchEvent(new Event("futurescope-joined", { cancelable: true }))) return; // the program says when
    root.dataset.program = "whole";
    document.dispatchEvent(new Event("futurescope-whole"));
  };

  const release = () => {
    for (const type of CLICKS.concat(ENTRIES, OTHERS)) removeEventListener(type, hold, true);
    for (const [type, target] of waiting) {
      if (!target.isConnected) continue;
      if (type === "click" && target.click) target.click();
      else target.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
    }
  };

  const hold = (event) => {
    const target = event.target;
    const isClick = CLICKS.includes(event.type);
    if (isClick && target instanceof Element && target.closest(WORKS_AT_ONCE)) return;
    event.stopImmediatePropagation();
    if (isClick) event.preventDefault();
    if (!(isClick || ENTRIES.includes(event.type)) || !(target instanceof Element)) return;
    if (waiting.length >= WAITING_AT_MOST) return;
    const last = waiting.at(-1);
    if (isClick || !last || last[0] !== event.type || last[1] !== target) waiting.push([event.type, target]);
  };

  // When a stand-in is called, the caller waits: it can only be loaded synchronously.
  const loadAtOnce = () => {
    if (isJoined) return;
    const request = new XMLHttpRequest();
    request.open("GET", SECOND, false);
    request.overrideMimeType("text/plain; charset=x-user-defined"); // bytes, as the lower half of each character
    request.send();
    if (request.status !== 200) throw new Error(`the second part of the program: ${request.status} ${request.statusText}`);
    const bytes = Uint8Array.from(request.responseText, (character) => character.charCodeAt(0) & 255);
    new WebAssembly.Instance(new WebAssembly.Module(bytes), { first });
    laterStyle()?.catch(() => {}); // the page is whole without it
    join();
  };

  const load = async (pause) => {
    try {
      const compiled = await compileSecond();
      if (isJoined) return;
      await Promise.all([WebAssembly.instantiate(compiled, { first }), laterStyle()]);
      if (!isJoined) join();
    } catch {
      document.body.append(notice);
      setTimeout(load, pause, Math.min(2 * pause, LONGEST_PAUSE_MS));
    }
  };

  const [bytes] = WebAssembly.Module.customSections(module, "stand-ins");
  new WebAssembly.Instance(new WebAssembly.Module(standIns(new Uint8Array(bytes))), { a: { f: loadAtOnce, t: first["=t0"] } });
  root.dataset.program = "first";
  for (const type of CLICKS.concat(ENTRIES, OTHERS)) addEventListener(type, hold, true);
  addEventListener("TrunkApplicationStarted", () => setTimeout(load, 0, 1000), { once: true });
  // Instantiating and mounting the first part are tasks of their own.
  await new Promise((done) => setTimeout(done));
};
