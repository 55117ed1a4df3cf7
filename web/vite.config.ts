import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { routeReport } from "./scripts/route-report.ts";
import { shellList } from "./scripts/shell-list.ts";

/** Where `npm run dev -w web` finds the API, sockets and media: the local stack of `make dev`. */
const backend = process.env.VEZA_BACKEND ?? "http://localhost:8787";

export default defineConfig(({ command }) => {
  // A build is for readers, also when a test runner (NODE_ENV=test) starts it: React's development build is
  // twice as large and slower.
  if (command === "build") process.env.NODE_ENV = "production";
  return {
    plugins: [
      react(),
      tailwindcss(),
      routeReport({
        router: "src/app/router.tsx",
        firstWords: "src/app/first-words.en.ts",
        laterWords: "src/app/all-words.en.ts",
        firstCalls: "../packages/contracts/src/http/tracks.ts",
        limitBytes: 150_000,
      }),
      shellList(),
    ],
    build: {
      target: "es2022",
      sourcemap: false,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        output: {
          codeSplitting: {
            // What every page needs, in two files: they compress better and arrive in fewer requests than one
            // file a module, and libraries change more rarely than the page. Everything else follows from
            // `import()`.
            groups: [
              { name: "frame", test: /node_modules/, tags: ["$initial"], priority: 2 },
              { name: "page", tags: ["$initial"], priority: 1 },
            ],
          },
        },
      },
    },
    server: {
      proxy: {
        // The stack knows its own origin only, whatever the Host header says.
        "/api": { target: backend, headers: { origin: new URL(backend).origin } },
        "/chat": { target: backend, ws: true, headers: { origin: new URL(backend).origin } },
        "/stream": { target: backend, ws: true, headers: { origin: new URL(backend).origin } },
        "/dev": { target: backend },
      },
    },
  };
});
