// Drives the second figure of embed-demo.html with its buttons, and writes down what that tells.
(() => {
  "use strict";
  const find = (id) => document.getElementById(id);
  const figure = find("driven");
  const say = (words) => { find("told").textContent = words; };
  const press = (id, act) => find(id).addEventListener("click", () => act().catch((error) => say(error.message)));

  press("run", () => figure.run());
  press("pause", () => figure.pause());
  press("half", () => figure.seek(0.5));
  find("await").addEventListener("change", (event) => figure.setAttribute("await", event.target.value));

  figure.addEventListener("futurescope-run", () => say("a run has begun"));
  figure.addEventListener("futurescope-select", ({ detail }) => {
    say(detail.task === null ? "no task is selected" : `${detail.task} is selected`);
  });
  figure.addEventListener("futurescope-done", ({ detail }) => {
    const results = detail.results.map(({ task, state, result }) => `${task} ${state}${result && `: ${result}`}`);
    say(`${detail.outcome} after ${detail.seconds.toFixed(1)} s (${results.join(", ")})`);
  });
})();
