import { defineConfig } from "vitest/config";

/**
 * The layers of docs/test-matrix.md. A test's file name says its layer:
 * `x.test.ts` pure · `x.db.test.ts` database · `x.workerd.test.ts` workerd · `x.system.test.ts` real ffmpeg, clamd
 * or the whole local stack · `x.browser.test.ts` Chromium.
 * The layers run one after the other (`groupOrder`): real encoders and browsers share two cores badly.
 */
const other = ["**/*.{db,workerd,system,browser}.test.{ts,tsx}"];
const ignored = ["**/node_modules/**", "**/dist/**", "**/.veza/**", "**/.wrangler/**"];

/** What is waited for may take long where two cores encode, draw and answer at once. */
const patient = { poll: { timeout: 15_000 } };

export default defineConfig({
  test: {
    // What a passing test logs is of no interest; what a failing one logs is shown with it.
    silent: "passed-only",
    projects: [
      {
        test: {
          name: "pure",
          sequence: { groupOrder: 0 },
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...ignored, ...other],
        },
      },
      {
        test: {
          name: "database",
          sequence: { groupOrder: 1 },
          include: ["**/*.db.test.ts"],
          exclude: ignored,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      "workers/chat/vitest.config.ts",
      "workers/stream/vitest.config.ts",
      {
        test: {
          // The demo's music against ffmpeg's meters: nothing but arithmetic, so it can share the processor with others.
          name: "music",
          sequence: { groupOrder: 1 },
          include: ["dev/src/synth/**/*.system.test.ts"],
          exclude: ignored,
          testTimeout: 180_000,
        },
      },
      {
        test: {
          name: "system",
          sequence: { groupOrder: 3 },
          include: ["**/*.system.test.ts"],
          exclude: [...ignored, "dev/src/synth/**"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect: patient,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "browser",
          sequence: { groupOrder: 4 },
          include: ["**/*.browser.test.ts"],
          exclude: ignored,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          expect: patient,
          fileParallelism: false,
        },
      },
    ],
  },
});
