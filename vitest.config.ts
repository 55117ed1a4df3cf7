import { defineConfig } from "vitest/config";
import { findPostgresBinaries } from "./dev/src/testing/postgres-cluster.ts";
import FirstThingsFirst from "./dev/src/testing/sequencer.ts";

/**
 * The layers of docs/test-matrix.md. A test's file name says its layer:
 * `x.test.ts` pure · `x.db.test.ts` database · `x.workerd.test.ts` workerd · `x.system.test.ts` real ffmpeg,
 * clamd or the whole local stack · `x.browser.test.ts` Chromium · `x.sound.test.ts` Chromium, listening.
 * Layers of one `groupOrder` share two workers, groups run one after the other: what is cheap first, then
 * real encoders and whole stacks, then Chromium, and alone at the end what measures sound in real time.
 */
const other = ["**/*.{db,workerd,system,browser,sound}.test.{ts,tsx}"];
const ignored = ["**/node_modules/**", "**/dist/**", "**/.veza/**", "**/.wrangler/**"];

/** What is waited for may take long where two cores encode, draw and answer at once. */
const patient = { poll: { timeout: 15_000 } };

export default defineConfig({
  test: {
    sequence: { sequencer: FirstThingsFirst },
    // What a passing test logs is of no interest; what a failing one logs is shown with it.
    silent: "passed-only",
    projects: [
      {
        test: {
          name: "pure",
          sequence: { groupOrder: 0 },
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...ignored, ...other],
          // What is pure leaves nothing behind: one import of everything serves all files of a worker.
          isolate: false,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "database",
          sequence: { groupOrder: 0 },
          // Without PostgreSQL each file holds a database in its memory, and forty of them are too many for
          // one process.
          isolate: (await findPostgresBinaries()) === undefined,
          include: ["**/*.db.test.ts"],
          exclude: ignored,
          globalSetup: ["dev/src/testing/shared-postgres.ts"],
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      "workers/chat/vitest.config.ts",
      "workers/stream/vitest.config.ts",
      {
        test: {
          // The demo's music against ffmpeg's meters.
          name: "music",
          sequence: { groupOrder: 0 },
          maxWorkers: 2,
          include: ["dev/src/synth/**/*.system.test.ts"],
          exclude: ignored,
          testTimeout: 180_000,
        },
      },
      {
        test: {
          // Each file has a transcoder and a media store of its own.
          name: "transcoder",
          sequence: { groupOrder: 1 },
          include: ["transcoder/**/*.system.test.ts"],
          exclude: ignored,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect: patient,
          maxWorkers: 2,
        },
      },
      {
        test: {
          // The whole local stack. Files that take parts of it away lend one to each other
          // (dev/src/testing/shared-stack.ts).
          name: "system",
          sequence: { groupOrder: 1 },
          include: ["**/*.system.test.ts"],
          exclude: [...ignored, "dev/src/synth/**", "transcoder/**"],
          globalSetup: ["dev/src/testing/stack-for-system.ts"],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          expect: patient,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "browser",
          sequence: { groupOrder: 3, hooks: "list" },
          include: ["**/*.browser.test.ts"],
          exclude: ignored,
          globalSetup: ["dev/src/testing/stack-for-browser.ts"],
          setupFiles: ["web/e2e/show-failures.ts"],
          testTimeout: 240_000,
          hookTimeout: 300_000,
          expect: patient,
          maxWorkers: 2,
        },
      },
      {
        test: {
          // Gapless joints and the drift between two listeners: real time, so nothing else runs beside them.
          name: "sound",
          sequence: { groupOrder: 4, hooks: "list" },
          include: ["**/*.sound.test.ts"],
          exclude: ignored,
          globalSetup: ["dev/src/testing/stack-for-browser.ts"],
          setupFiles: ["web/e2e/show-failures.ts"],
          testTimeout: 240_000,
          hookTimeout: 300_000,
          expect: patient,
          fileParallelism: false,
        },
      },
    ],
  },
});
