// Sets the theme before first paint: the person's own choice, else the system's. The app's Theme button does the rest. In a
// page that is embedded in another (embed=1) it is the host's: what that has said, else what its frame asks for.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const embedded = () => /[#&]embed=1(&|$)/.test(location.hash);
  const chosen = () => {
    if (embedded()) return root.dataset.hostTheme ?? null;
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
