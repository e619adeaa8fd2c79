// What is decided before the first paint: the theme, and what of first-paint.html stands until the program is there. Keeps a
// press of Run for the program, and makes way for it.
(() => {
  "use strict";

  const root = document.documentElement;
  const is = (query) => matchMedia(query).matches;
  const has = (flag) => new RegExp(`[#&]${flag}=1(&|$)`).test(location.hash);
  const kept = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage is off: nothing was kept
    }
  };

  // The theme is the person's own choice, else the system's. The app's Theme button does the rest. In a page that is embedded
  // in another (embed=1) it is the host's: what that has said, else what its frame asks for.
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosenTheme = () => {
    if (has("embed")) return root.dataset.hostTheme ?? null;
    const theme = kept("futurescope-theme");
    return theme === "dark" || theme === "light" ? theme : null;
  };
  const applyTheme = () => { root.dataset.theme = chosenTheme() ?? (dark.matches ? "dark" : "light"); };
  applyTheme();
  dark.addEventListener("change", applyTheme);

  // Only without a link, a record, kept work and choices is it known that the page opens with the first example.
  const isFirstVisit = () => {
    if (location.hash.length > 1 || location.search) return false;
    const harmless = ["futurescope-theme", "futurescope-visit", "futurescope-progress"];
    try {
      const keys = [localStorage, sessionStorage].flatMap((storage) => Object.keys(storage));
      return keys.every((key) => !key.startsWith("futurescope-") || harmless.includes(key));
    } catch {
      return true;
    }
  };
  if (isFirstVisit()) root.dataset.opens = "first-example";
  if (kept("futurescope-progress")) root.dataset.visited = "true";
  if (has("embed")) root.dataset.embed = "true";
  if (has("present")) root.dataset.present = "true";

  // Of a program in two parts only a first visit starts without the second (split/src/second.js): whoever was here before has
  // both, or progress whose marks the second draws, and a service worker is not asked by synchronous requests.
  window.secondMayFollow =
    root.dataset.opens === "first-example" && !root.dataset.visited && !navigator.serviceWorker?.controller;

  // The style sheet that nothing in the first picture needs, if the build has one (finish/src/lib.rs). Behind the others, as
  // in index.html.
  const { later, program } = document.querySelector("link[data-program], link[data-later]")?.dataset ?? {};
  let loadingStyle;
  window.laterStyle = () => {
    if (!later) return undefined;
    loadingStyle ??= new Promise((done, failed) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = later;
      link.onload = done;
      link.onerror = () => {
        loadingStyle = undefined;
        link.remove();
        failed(new Error(`${link.href} could not be loaded`));
      };
      document.head.append(link);
    });
    return loadingStyle;
  };

  // On a first visit start.js fetches the program after the first paint; ARCHITECTURE.md says why, and what it costs. On others
  // no picture stands for it.
  const fetchEarly = (address, as) => {
    if (!address || secondMayFollow) return;
    const early = document.createElement("link");
    early.rel = "preload";
    early.as = as;
    early.href = address;
    if (as === "fetch") early.crossOrigin = "anonymous";
    document.head.append(early);
  };
  fetchEarly(later, "style");
  fetchEarly(program, "fetch");

  const standing = () => document.querySelector("[data-first-paint]");

  // The classes of window sizes as in crates/timeline/src/frame.rs, and the choice as in src/ui/set_up.rs.
  const layOut = () => {
    const stand = standing();
    if (!stand) return;
    const small = is("(max-width: 63.9375em), (max-height: 39.9375em)");
    const size = root.dataset.present ? "wide" : is("(max-width: 39.9375em)") ? "phone" : small ? "small" : "wide";
    const closed = root.dataset.embed || /wide=closed/.test(kept("futurescope-set-up"));
    stand.dataset.setUp = size === "wide" && !closed ? "column" : "line";
    stand.dataset.code = is("(min-width: 85em) and (min-height: 47.5em)") ? "beside" : "tab";
    stand.dataset.size = size;
  };

  // A frame that takes longer is not waited for, so that Run is not late because of it.
  const PRESENTED_MS = 250;

  // Where no frames are drawn, nothing waits for them: in a tab in the background, or in a frame out of view.
  const isSeen = () => !document.hidden && window.parent === window;

  // The program starts when the first frame has been presented, which it would delay: the browser tells with the time of that
  // paint. Where it does not, all that is known is when the frame has been drawn.
  const presented = () => new Promise((done) => {
    if (PerformanceObserver.supportedEntryTypes?.includes("paint")) {
      new PerformanceObserver((_, paints) => {
        paints.disconnect();
        done();
      }).observe({ type: "paint", buffered: true });
      setTimeout(done, PRESENTED_MS);
    } else {
      requestAnimationFrame(() => setTimeout(done));
    }
  });
  window.firstPaint = new Promise((painted) => {
    const parsing = new MutationObserver(() => {
      if (!standing()?.nextElementSibling) return; // not all of it has been read: a part would move
      parsing.disconnect();
      if (!secondMayFollow) laterStyle()?.catch(() => {}); // second.js awaits it, too
      layOut();
      if (isSeen()) requestAnimationFrame(() => painted(presented()));
      else painted();
    });
    parsing.observe(document, { childList: true, subtree: true });
    addEventListener("load", () => standing() ?? painted());
  });
  addEventListener("resize", layOut);

  let wanted = false;
  const press = (event) => {
    const run = event.target.closest("[data-first-paint] .run-button");
    if (!run) return;
    wanted = true;
    run.setAttribute("aria-disabled", "true");
    const status = standing().querySelector(".run-status");
    if (status) status.textContent = "Loading … then it runs"; // else it has not been read yet
  };
  addEventListener("click", press);

  // A link may have started its run by itself.
  const carryOut = () => {
    const run = document.querySelector('.app:not([data-first-paint]) .run-button[data-kind="run"]');
    if (wanted) run?.click();
  };

  const isWhole = () => root.dataset.program !== "first";

  const makeWay = () => {
    removeEventListener("click", press);
    const remove = () => {
      standing()?.remove();
      removeEventListener("resize", layOut);
    };
    if (isWhole()) {
      remove();
      return;
    }
    // During a run without the second part, what that brings and a run does not change: the set-up and the code.
    standing().dataset.stays = "true";
    document.addEventListener("futurescope-whole", remove, { once: true });
  };

  // A timeline that is not drawn after so many frames is not waited for.
  const MOST_FRAMES = 60;

  // The canvas has a width when something has been drawn on it.
  const isDrawn = () => document.querySelector(".app:not([data-first-paint]) .timeline-canvas")?.getAttribute("width") > 1;

  const makeWayWhenDrawn = (frames) => {
    requestAnimationFrame(() => (isDrawn() || frames === 0 ? makeWay() : makeWayWhenDrawn(frames - 1)));
  };

  addEventListener("TrunkApplicationStarted", () => {
    const stand = standing();
    if (!stand) return;
    const hadFocus = stand.contains(document.activeElement);
    stand.inert = true; // from now on the program is read and pressed
    if (hadFocus) document.querySelector(".app:not([data-first-paint]) .run-button")?.focus();
    const takeOver = () => {
      if (!isSeen()) {
        makeWay();
        carryOut();
        return;
      }
      // The program measures the page in its first frame, in which a link's run starts, too, and then draws the timeline. A
      // busy browser may have frames of its own before.
      requestAnimationFrame(() => {
        makeWayWhenDrawn(MOST_FRAMES);
        carryOut();
      });
    };
    // What comes with its second part stands here until then. Run works before: who presses it wants to see the run.
    if (wanted || isWhole()) {
      takeOver();
      return;
    }
    const waiting = new MutationObserver(() => {
      if (!isWhole() && root.dataset.run === "idle") return;
      waiting.disconnect();
      takeOver();
    });
    waiting.observe(root, { attributes: true, attributeFilter: ["data-program", "data-run"] });
  });
})();
