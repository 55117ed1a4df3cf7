import "./styles.css";
import "../lib/zod-without-eval.ts";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startI18n } from "../lib/i18n/i18n.ts";
import { queryClient } from "../lib/query-client.ts";
import { watchSystemTheme } from "../lib/theme.ts";
import { keepPreferences } from "../models/player/store.ts";
import { router } from "./router.tsx";
import { registerServiceWorker } from "./service-worker.ts";
import { watchSessionChanges } from "./session-changes.ts";
import { catalogues } from "./words.ts";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root.");

// The first call needs the contract's schemas: they come beside the words, not after them. What fails here is
// said by the call itself.
import("@veza/contracts/http/tracks").catch(() => {});
watchSystemTheme();
keepPreferences();
watchSessionChanges(queryClient, router);
await startI18n(catalogues);
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
registerServiceWorker();
