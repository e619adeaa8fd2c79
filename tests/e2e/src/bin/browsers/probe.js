// Runs before everything else in a page under test: keeps what the page logs, and what goes wrong in it, for the test to
// read.
(() => {
  const kept = (window.loggedForTests = []);
  const text = (value) => (value instanceof Error ? `${value.message}\n${value.stack}` : String(value));
  for (const level of ["debug", "log", "info", "warn", "error", "assert", "trace"]) {
    const original = console[level];
    console[level] = (...values) => {
      kept.push(`${level}: ${values.map(text).join(" ")}`);
      original.apply(console, values);
    };
  }
  addEventListener("error", (event) => {
    const of = event.target;
    kept.push(of instanceof Element ? `not loaded: ${of.src ?? of.href}` : `error: ${text(event.error ?? event.message)}`);
  }, true);
  addEventListener("unhandledrejection", (event) => kept.push(`rejection: ${text(event.reason)}`));
  addEventListener("securitypolicyviolation", (event) =>
    kept.push(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
})();
