import "../styles.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { loadCatalogue, startI18n } from "../../lib/i18n/i18n.ts";
import { themeStore } from "../../lib/theme.ts";
import { catalogues } from "../words.ts";
import { Gallery } from "./gallery.tsx";

// The page of the development server only (`npm run dev -w web`, then /gallery.html): no build contains it.
const root = document.getElementById("root");
if (!root) throw new Error("gallery.html has no #root.");
const { theme, setTheme } = themeStore.getState();
setTheme(theme);
await startI18n(catalogues);
await loadCatalogue();
createRoot(root).render(
  <StrictMode>
    <Gallery />
  </StrictMode>,
);
