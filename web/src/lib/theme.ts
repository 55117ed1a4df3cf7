import { createStore } from "zustand/vanilla";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "veza.theme";
const light = () => matchMedia("(prefers-color-scheme: light)");

function kept(): Theme {
  const value = globalThis.localStorage?.getItem(KEY);
  return THEMES.find((theme) => theme === value) ?? "system";
}

interface ThemeState {
  theme: Theme;
  setTheme(theme: Theme): void;
}

function apply(theme: Theme): void {
  const isLight = theme === "light" || (theme === "system" && light().matches);
  document.documentElement.dataset.theme = isLight ? "light" : "dark";
  document
    .querySelector('meta[name="theme-color"]')
    ?.setAttribute("content", isLight ? "#fbf9f7" : "#1b1310");
}

export const themeStore = createStore<ThemeState>((set) => ({
  theme: kept(),
  setTheme(theme) {
    localStorage.setItem(KEY, theme);
    apply(theme);
    set({ theme });
  },
}));

/** Follows the system while the reader has chosen nothing else. boot.js has set the first theme already. */
export function watchSystemTheme(): void {
  light().addEventListener("change", () => apply(themeStore.getState().theme));
}
