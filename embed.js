// Defines <future-scope>, a live figure of Futurescope for any page (docs/embed.md). Its attributes are the keys of a link; what
// is inside it stays until the figure is there, and in print.
(() => {
  "use strict";

  const KEYS = [
    "tasks", "program", "await", "limit", "timeout", "deadline", "retry", "backoff", "seed", "unit", "leftovers", "timers", "speed",
    "autorun", "predict",
  ];
  // A module has no current script.
  const script = document.currentScript ?? document.querySelector('script[src*="embed.js"]');
  const PAGE = new URL(".", script?.src || document.baseURI);
  // So far ahead of the view a figure is loaded, in CSS pixels.
  const AHEAD = "300px";
  const STYLE = `
    :host { display: block; position: relative; }
    :host([hidden]) { display: none; }
    :host(:empty) { min-height: 300px; }
    iframe { display: block; width: 100%; border: 0; }
    iframe:not([data-ready]) { position: absolute; inset: 0; visibility: hidden; }
    iframe[data-ready] + slot { display: none; }
    @media print { :host(:not(:empty)) iframe { display: none; } iframe[data-ready] + slot { display: contents; } }
  `;

  // A Python program inside of the element, in place of the attribute.
  const PROGRAM = 'script[type="text/x-python"]';

  let sheet;
  let asked = 0;

  // Without the line breaks around it and the indentation that the page's own markup gives it.
  const dedented = (text) => {
    const lines = text.replace(/^\s*\n/, "").trimEnd().split("\n");
    const indents = lines.filter((line) => line.trim()).map((line) => line.match(/^\s*/)[0].length);
    const least = Math.min(...indents, 80);
    return `${lines.map((line) => line.slice(least)).join("\n")}\n`;
  };

  // As a link has a program (docs/links.md): deflated, in base64url.
  const packed = async (text) => {
    const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  };

  // Whether the page is dark where the element stands: its text is light there, whatever has made it so.
  const isDark = (element) => {
    const colour = getComputedStyle(element).color;
    const [red, green, blue] = (colour.match(/[\d.]+/g) ?? []).map(Number);
    if (colour.startsWith("rgb")) return red * 0.3 + green * 0.59 + blue * 0.11 > 128;
    if (/^okl/.test(colour)) return red > 0.5;
    if (/^l/.test(colour)) return red > 50;
    if (colour.startsWith("color(")) return red * 0.3 + green * 0.59 + blue * 0.11 > 0.5;
    return matchMedia("(prefers-color-scheme: dark)").matches;
  };

  class FutureScope extends HTMLElement {
    static observedAttributes = [...KEYS, "height", "theme", "title"];

    #frame = null;
    #near = null;
    #watch = null;
    #theme = "";
    #ready = false;
    // Commands that wait for the page, then those that wait for its answer.
    #early = [];
    #waiting = new Map();
    #stale = false;

    constructor() {
      super();
      // First, because it fails in old browsers: there the content stays, as in a page without this script.
      if (!sheet) {
        sheet = new CSSStyleSheet();
        sheet.replaceSync(STYLE);
      }
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      root.append(document.createElement("slot"));
    }

    connectedCallback() {
      // Loaded when it comes near the view. One that is not displayed never does, until it is.
      this.#near = new IntersectionObserver((entries) => {
        if (entries.some((entry) => entry.isIntersecting)) this.#load();
      }, { rootMargin: AHEAD });
      this.#near.observe(this);
      if (this.#early.length > 0) this.#load();
    }

    disconnectedCallback() {
      this.#near.disconnect();
      this.#watch?.abort();
      this.#frame?.remove();
      this.#frame = null;
      this.#ready = false;
      this.#theme = "";
      for (const { reject } of this.#waiting.values()) reject(new Error("the figure was removed"));
      this.#waiting.clear();
    }

    attributeChangedCallback(name, before, now) {
      if (!this.#frame || before === now) return;
      if (name === "height") this.#resize();
      else if (name === "theme") this.#follow();
      else if (name === "title") this.#frame.title = this.#title();
      else if (!this.#stale) {
        // Several at once are one change. Only the fragment is another, so the page is not loaded anew.
        this.#stale = true;
        queueMicrotask(() => {
          this.#stale = false;
          this.#address().then((address) => this.#frame?.contentWindow?.location.replace(address));
        });
      }
    }

    // Runs the list from the start, or goes on with a run that is paused; done when the run has ended, with what
    // `futurescope-done` tells.
    run() { return this.#ask("run"); }

    // Pauses the run.
    pause() { return this.#ask("pause"); }

    // Shows the moment at so many seconds. If nothing has run, that of the simulated run.
    seek(seconds) { return this.#ask("seek", { seconds }); }

    #ask(kind, more) {
      const answer = new Promise((resolve, reject) => {
        const id = ++asked;
        const send = () => {
          this.#waiting.set(id, { resolve, reject });
          this.#post({ kind, id, ...more });
        };
        if (this.#ready) send();
        else {
          this.#early.push(send);
          if (this.isConnected) this.#load();
        }
      });
      answer.catch(() => {}); // whoever does not wait for it is not told of its failure in the console
      return answer;
    }

    #post(message) {
      this.#frame.contentWindow.postMessage({ futurescope: 1, ...message }, PAGE.origin);
    }

    #program() {
      const text = this.getAttribute("program") ?? this.querySelector(PROGRAM)?.textContent;
      return text && dedented(text);
    }

    async #address() {
      const plain = KEYS.filter((key) => key !== "program" && this.hasAttribute(key));
      const parts = plain.map((key) => {
        const value = this.getAttribute(key);
        return `${key}=${encodeURIComponent(key === "autorun" && value === "" ? "1" : value)}`;
      });
      const program = this.#program();
      if (program) parts.push(`program=${await packed(program)}`);
      return `${PAGE.href}#${[...parts, "embed=1"].join("&")}`;
    }

    #title() { return this.title || "Futurescope: a figure that can be run"; }

    #load() {
      if (this.#frame) return;
      this.#near.disconnect();
      const frame = document.createElement("iframe");
      this.#frame = frame;
      this.#watch = new AbortController();
      const { signal } = this.#watch;
      addEventListener("message", (event) => {
        if (event.source === frame.contentWindow && event.origin === PAGE.origin && event.data?.futurescope === 1) {
          this.#hear(event.data);
        }
      }, { signal });
      // What may change the colours of the page: its system, a class or an attribute at its root, a transition.
      const follow = () => this.#follow();
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", follow, { signal });
      document.addEventListener("transitionend", follow, { signal });
      const changes = new MutationObserver(follow);
      for (const root of [document.documentElement, document.body]) changes.observe(root, { attributes: true });
      signal.addEventListener("abort", () => changes.disconnect());

      this.#resize();
      this.#follow();
      frame.title = this.#title();
      this.#address().then((address) => {
        if (this.#frame !== frame) return;
        frame.src = address;
        this.shadowRoot.prepend(frame);
      });
    }

    #hear({ kind, id, error, height, ...detail }) {
      if (kind === "ready") {
        this.#ready = true;
        this.#post({ kind: "theme", theme: this.#theme });
        this.#frame.dataset.ready = "";
        for (const send of this.#early.splice(0)) send();
      } else if (kind === "height") {
        this.#resize(height);
      } else if (kind === "answer") {
        const { resolve, reject } = this.#waiting.get(id) ?? {};
        this.#waiting.delete(id);
        delete detail.futurescope;
        if (error) reject?.(new Error(error));
        else resolve?.(detail.outcome ? detail : undefined);
      } else if (["run", "done", "select"].includes(kind)) {
        delete detail.futurescope;
        this.dispatchEvent(new CustomEvent(`futurescope-${kind}`, { bubbles: true, detail }));
      }
    }

    // As high as the page says, unless the attribute says otherwise.
    #resize(reported = 300) {
      this.#frame.style.height = `${Number(this.getAttribute("height")) || Math.min(Math.max(reported, 200), 2000)}px`;
    }

    #follow() {
      const wanted = this.getAttribute("theme");
      const theme = wanted === "dark" || wanted === "light" ? wanted : isDark(this) ? "dark" : "light";
      if (!this.#frame || theme === this.#theme) return;
      this.#theme = theme;
      // Browsers tell the page by its preferred scheme; to all others it is told.
      this.#frame.style.colorScheme = theme;
      if (this.#ready) this.#post({ kind: "theme", theme });
    }
  }

  if (!customElements.get("future-scope")) customElements.define("future-scope", FutureScope);
})();
