// Registers the service worker, which keeps the page working without a network, and says when a new version is ready. Begins
// when the program has started and the browser has nothing to do, so that the first load is not slower.
//
// Says nothing where there is no worker: in a frame, without HTTPS, with storage denied, in some private windows, or while
// the page is developed (then it has no version).
(() => {
  "use strict";

  // How long a page may be open before it asks for a new version when it is looked at again.
  const HOUR_MS = 3_600_000;

  const version = document.querySelector("meta[name=futurescope-build]")?.content;
  if (!version || window.parent !== window || /[#&]embed=1(&|$)/.test(location.hash)) return;

  const isSwitchedOff = async () => {
    const answer = await fetch("offline.json", { cache: "no-store" });
    return answer.ok && (await answer.json()).offline === false;
  };

  // The worker does the same when it serves a page; this is for one that was stored before it could.
  const remove = async () => {
    const scope = new URL("./", document.baseURI).href;
    const registration = await navigator.serviceWorker.getRegistration();
    if (registration?.scope === scope) await registration.unregister();
    for (const name of await caches.keys()) if (name.startsWith(`futurescope ${scope} `)) await caches.delete(name);
  };

  const versionOf = (worker) => new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data);
    worker.postMessage("version", [port2]);
  });

  const show = () => {
    if (document.querySelector(".offer[data-kind=version]")) return;
    const note = document.createElement("aside");
    note.className = "offer";
    note.dataset.kind = "version";
    note.setAttribute("aria-label", "New version");
    const words = document.createElement("span");
    words.className = "offer-text";
    words.setAttribute("role", "status");
    const button = (label, shape, explains, press) => {
      const made = document.createElement("button");
      made.className = "button";
      made.type = "button";
      made.textContent = label;
      if (shape) made.dataset.shape = shape;
      made.dataset.explains = explains; // in the glossary of the page
      made.addEventListener("click", press);
      return made;
    };
    note.append(
      words,
      button("Reload", "outlined", "load-new-version", () => location.reload()),
      button("Dismiss", "", "keep-old-version", () => note.remove()),
    );
    document.querySelector(".stage")?.prepend(note); // where the page offers kept work
    words.textContent = "A new version is ready. What you wrote is kept.";
  };

  const tell = async (worker) => {
    if (worker && (await versionOf(worker)) !== version) show();
  };

  const start = async () => {
    try {
      if (await isSwitchedOff()) return await remove();
      const registration = await navigator.serviceWorker.register("service-worker.js", { updateViaCache: "none" });
      registration.addEventListener("updatefound", () => {
        const worker = registration.installing;
        worker?.addEventListener("statechange", () => {
          if (worker.state === "installed") tell(worker);
        });
      });
      tell(registration.waiting);
      let asked = performance.now();
      document.addEventListener("visibilitychange", () => {
        if (document.hidden || performance.now() - asked < HOUR_MS) return;
        asked = performance.now();
        registration.update().catch(() => {}); // no network: there is no new version
      });
    } catch {
      // The page works the same, with a network.
    }
  };

  addEventListener("TrunkApplicationStarted", () => {
    if (window.requestIdleCallback) requestIdleCallback(start, { timeout: 5000 });
    else setTimeout(start, 1000);
  });
})();
