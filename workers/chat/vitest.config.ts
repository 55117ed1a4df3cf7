import { join } from "node:path";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/** The other Workers are stubs: one that answers for veza-api and takes the queue of events. */
export default defineConfig({
  plugins: [
    cloudflareTest({
      main: "./src/worker.ts",
      wrangler: { configPath: "./wrangler.toml" },
      miniflare: {
        bindings: { ENVIRONMENT: "test", PUBLIC_URL: "http://localhost:8787" },
        serviceBindings: { API_RPC: { name: "api-stub", entrypoint: "ApiRpcEntrypoint" } },
        workers: [
          {
            name: "api-stub",
            modules: true,
            scriptPath: join(import.meta.dirname, "src/testing/api-stub.mjs"),
            compatibilityDate: "2026-10-01",
            queueConsumers: { "veza-events": { maxBatchSize: 10, maxBatchTimeout: 0 } },
          },
        ],
      },
    }),
  ],
  test: {
    name: "workerd-chat",
    sequence: { groupOrder: 0 },
    isolate: false,
    maxWorkers: 2,
    include: ["src/**/*.workerd.test.ts"],
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
