// Says what happened when the program has stopped for good: a panic, whose words it leaves in `data-panic` of <html>, or a
// trap without words, as when the allocator or the stack is at its end. The program cannot say it itself: it may have no
// memory to say it with, and what it was doing when it stopped is half done.
(() => {
  const BUG = [
    "Futurescope has stopped working",
    "This is a bug in Futurescope, not in your list. What you wrote is kept: reload the page to go on. "
      + "If it happens again, please report it with the address of this page and the text below.",
  ];
  const MEMORY = [
    "Futurescope ran out of memory",
    "The browser gave this page no more memory, so the run could not go on. What you wrote is kept: reload the page, and "
      + "run a shorter list, or one with fewer attempts. Closing other tabs may help, too.",
  ];

  const isOurs = (error) =>
    error instanceof WebAssembly.RuntimeError || (error instanceof RangeError && /call stack/i.test(error.message));

  // Without words of a panic, `unreachable` is how Rust's allocator gives up.
  const isMemory = (error) => error instanceof WebAssembly.RuntimeError && /unreachable/i.test(error.message);

  const element = (name, className, words) => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = words;
    return made;
  };

  const tell = ([title, words], detail) => {
    const notice = element("section", "notice", "");
    notice.dataset.kind = "panic";
    notice.setAttribute("role", "alert");
    const reload = element("button", "button", "Reload");
    reload.type = "button";
    reload.addEventListener("click", () => location.reload());
    notice.append(
      element("h2", "notice-title", title), element("p", "notice-words", words), element("pre", "notice-detail", detail),
      reload,
    );
    document.querySelector("[data-first-paint]")?.remove(); // it says that the program is loading
    document.body.append(notice);
    // Nothing answers any more, and nothing runs. What is written stays readable, to be copied.
    document.documentElement.removeAttribute("data-run");
    for (const dead of document.querySelectorAll(".top-bar, .stage")) dead.inert = true;
  };

  const stopped = (error) => {
    const panic = document.documentElement.dataset.panic;
    const told = document.querySelector('.notice[data-kind="panic"], .notice[data-kind="unloaded"]');
    if (told || (panic === undefined && !isOurs(error))) return;
    if (panic === undefined && isMemory(error)) tell(MEMORY, String(error));
    else tell(BUG, panic ?? String(error.stack ?? error));
  };

  window.addEventListener("error", (event) => stopped(event.error));
  window.addEventListener("unhandledrejection", (event) => stopped(event.reason));
})();
