import { join } from "node:path";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/**
 * The bindings are named here rather than taken from wrangler.toml: containers can't run in the test pool.
 */
export default defineConfig({
  plugins: [
    cloudflareTest({
      main: "./src/worker.ts",
      wrangler: { configPath: "./wrangler.toml" },
      miniflare: {
        bindings: {
          ENVIRONMENT: "test",
          PUBLIC_URL: "http://localhost:8787",
          TRANSCODER_URL: "http://127.0.0.1:1",
          MEDIA_URL: "http://127.0.0.1:8787/stream/internal/media",
          GRANT_SECRET: "grant-secret-of-the-tests",
          JOB_TOKEN_SECRET: "job-secret-of-the-tests",
        },
        serviceBindings: { API_RPC: { name: "api-stub", entrypoint: "ApiRpcEntrypoint" } },
        workers: [
          {
            name: "api-stub",
            modules: true,
            scriptPath: join(import.meta.dirname, "src/testing/api-stub.mjs"),
            compatibilityDate: "2026-10-01",
          },
        ],
      },
    }),
  ],
  test: {
    name: "workerd-stream",
    sequence: { groupOrder: 0 },
    isolate: false,
    maxWorkers: 2,
    include: ["src/**/*.workerd.test.ts"],
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
