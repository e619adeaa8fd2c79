// Says what is wrong where the program cannot be loaded or does not start, in the place of “Loading …”. Once the program
// has started it says nothing: a panic is the program's own to tell. No time-out: a slow network is no failure.
//
// In the words of old browsers throughout, so that one of them can read it and say what it lacks.
(function () {
  "use strict";

  var FILE = [
    "This page was opened as a file, and browsers load no program from a file.",
    "Serve its folder over HTTP, for instance with `python3 -m http.server`, and open the address that it prints.",
  ];
  var SANDBOX = [
    "This page is in a sandboxed frame without an origin of its own, and the browser does not let it load its program there.",
    "Add allow-same-origin to the frame's sandbox attribute, or open the page outside of the frame.",
  ];
  var NO_WEBASSEMBLY = [
    "This browser has no WebAssembly, or it is turned off, and Futurescope is made of it.",
    "Turn WebAssembly on, or open the page in a current browser.",
  ];
  var RELOAD = "Check the connection and reload the page; whoever serves it should see that all files of dist/ are there.";

  var told = false;

  function element(name, className, words) {
    var made = document.createElement(name);
    made.className = className;
    made.textContent = words;
    return made;
  }

  // In the place of “Loading …”, as soon as that stands.
  function tell(sentences, detail) {
    // Not while the document is read: its parser may have made the notice and not yet put the words into it.
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", function () { tell(sentences, detail); });
      return;
    }
    var notice = document.querySelector(".notice[data-kind=loading]");
    if (!notice || told || document.querySelector(".notice[data-kind=panic]")) return;
    told = true;
    // What stands until the program is there says that it is loading.
    var stand = document.querySelector("[data-first-paint]");
    if (stand) stand.parentNode.removeChild(stand);
    notice.setAttribute("data-kind", "unloaded");
    notice.setAttribute("role", "alert");
    notice.textContent = "";
    notice.appendChild(element("h1", "notice-title", "Futurescope could not be started"));
    for (var i = 0; i < sentences.length; i += 1) notice.appendChild(element("p", "notice-words", sentences[i]));
    if (detail) notice.appendChild(element("pre", "notice-detail", detail));
  }

  // Where nothing can be loaded at all, whatever failed first is not the cause.
  function cause(otherwise) {
    if (location.protocol === "file:") return FILE;
    if (self.origin === "null") return SANDBOX;
    return otherwise;
  }

  function missing(address) {
    var name = String(address).split(/[?#]/)[0].split("/").pop();
    return [name + ", a part of this page, could not be loaded.", RELOAD];
  }

  // The first file with this ending that did not come, where the browser tells: that of the wasm file reaches the page as an
  // error of the program only, and that of a script as an error of the script which imports it.
  function unanswered(ending) {
    var entries = window.performance && performance.getEntriesByType ? performance.getEntriesByType("resource") : [];
    for (var i = 0; i < entries.length; i += 1) {
      var status = entries[i].responseStatus;
      if (ending.test(entries[i].name) && (status === 0 || status >= 400)) return entries[i].name;
    }
    return null;
  }

  function failed(reason) {
    var wasm = unanswered(/\.wasm$/);
    if (wasm) return tell(cause(missing(wasm)));
    tell(cause([
      "Something went wrong while the page was started.",
      "Reload the page; if it happens again, please report it with the address of this page and the text below.",
    ]), String((reason && (reason.stack || reason.message)) || reason));
  }

  function onError(event) {
    var target = event.target;
    if (target && target !== window) {
      // A script, what it imports, or the style sheets.
      if (target.tagName === "SCRIPT" || (target.tagName === "LINK" && /^(modulepreload|stylesheet)$/.test(target.rel))) {
        tell(cause(missing(target.src ? unanswered(/\.js$/) || target.src : target.href)));
      }
      return;
    }
    failed(event.error || event.message);
  }

  function onRejection(event) {
    failed(event.reason);
  }

  if (typeof WebAssembly !== "object") return tell(NO_WEBASSEMBLY);

  window.addEventListener("error", onError, true);
  window.addEventListener("unhandledrejection", onRejection);
  window.addEventListener("TrunkApplicationStarted", function () {
    window.removeEventListener("error", onError, true);
    window.removeEventListener("unhandledrejection", onRejection);
  });
})();
