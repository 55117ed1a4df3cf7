// Runs before the first paint: sets the theme and the language from what was kept, so that nothing flashes.
// A file of its own because the Content Security Policy allows no inline script.
(() => {
  const root = document.documentElement;
  let theme = "system";
  let language = navigator.language;
  try {
    theme = localStorage.getItem("veza.theme") ?? theme;
    language = localStorage.getItem("veza.language") ?? language;
  } catch {
    // Storage is refused in some private windows: the system's choice stands.
  }
  const light =
    theme === "light" || (theme !== "dark" && matchMedia("(prefers-color-scheme: light)").matches);
  root.dataset.theme = light ? "light" : "dark";
  root.lang = language.toLowerCase().startsWith("fr") ? "fr" : "en";
  const bar = document.querySelector('meta[name="theme-color"]');
  if (bar) bar.setAttribute("content", light ? "#fbf9f7" : "#1b1310");
})();
