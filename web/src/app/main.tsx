import "./styles.css";
import "../lib/zod-without-eval.ts";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startI18n } from "../lib/i18n/i18n.ts";
import { queryClient } from "../lib/query-client.ts";
import { watchSystemTheme } from "../lib/theme.ts";
import { router } from "./router.tsx";
import { registerServiceWorker } from "./service-worker.ts";
import { watchSessionChanges } from "./session-changes.ts";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root.");

watchSystemTheme();
watchSessionChanges(queryClient);
await startI18n();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
registerServiceWorker();
