// Sets the theme before first paint: the person's own choice, else the system's. The app's Theme button does the rest.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try {
      const theme = localStorage.getItem("futurescope-theme");
      return theme === "dark" || theme === "light" ? theme : null;
    } catch {
      return null; // storage is off: the system decides
    }
  };
  const apply = () => { root.dataset.theme = chosen() ?? (dark.matches ? "dark" : "light"); };
  apply();
  dark.addEventListener("change", apply);
})();
