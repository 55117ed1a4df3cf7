import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { firstPaintReport } from "./scripts/first-paint-report.ts";
import { shellList } from "./scripts/shell-list.ts";

/** Libraries that every page needs. */
const FRAME =
  /node_modules\/(react|react-dom|scheduler|use-sync-external-store|zustand|i18next|react-i18next|@tanstack\/(react-router|router-core|history|store|react-store|query-core|react-query))\//;

/** Of our own modules those that the first page needs: everything in these places but what is loaded when it is used. */
const EARLY =
  /\/(web\/src\/(components|lib|app)|packages\/contracts\/src)\/|vite\/preload-helper|rolldown\/runtime/;
const LATER =
  /\/lib\/(live|stream|chat|rooms|uploads|party\/(?!open-party)|listening|i18n\/(en|fr|more|rooms|chat))|\/lib\/player\/(audio-element|buffer|engine|gain|grant|hls|loudness|media|mp4|mse|player|playlist|rendition-|segment|source|timeline|track-media)|\/components\/(field|modal|monogram|people-picker|person-card|room-sign|secret-box|stage-list|still|track-menu|track-row|(lazy-)?listen-together)|\/app\/(pages|live-inbox|party-strip|unread-rooms|(lazy-)?beside-room)|contracts\/src\/(http\/(uploads|notifications|admin|listening|parties|rooms|people|attachments|bots|reports|chat-messages)|ws|jobs|events|rpc|chat-rpc)/;
const isEarly = (id: string) => EARLY.test(id) && !LATER.test(id);

/** Where `npm run dev -w web` finds the API, sockets and media: the local stack of `make dev`. */
const backend = process.env.VEZA_BACKEND ?? "http://localhost:8787";

export default defineConfig(({ command }) => {
  // A build is for readers, also when a test runner (NODE_ENV=test) starts it: React's development build is twice as
  // large and slower.
  if (command === "build") process.env.NODE_ENV = "production";
  return {
    plugins: [react(), tailwindcss(), firstPaintReport({ limitBytes: 150_000 }), shellList()],
    resolve: {
      // The contracts' schemas on a small interpreter instead of zod: see the file and its test.
      alias: [
        {
          find: /^zod$/,
          replacement: fileURLToPath(new URL("src/lib/light-zod/light-zod.ts", import.meta.url)),
        },
      ],
    },
    build: {
      target: "es2022",
      sourcemap: false,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        // Endpoints and schemas are declarations: those that the page does not use are left out.
        treeshake: { manualPureFunctions: ["endpoint", "z", "page", "idSchema", "text"] },
        output: {
          codeSplitting: {
            // Few larger files for what every page needs: they compress better and arrive in fewer requests.
            groups: [
              { name: "frame", test: FRAME, priority: 2 },
              { name: "page", test: isEarly, priority: 1 },
            ],
          },
        },
      },
    },
    server: {
      proxy: {
        "/api": { target: backend },
        "/chat": { target: backend, ws: true },
        "/stream": { target: backend, ws: true },
        "/dev": { target: backend },
      },
    },
  };
});
