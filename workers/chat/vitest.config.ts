import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [
    cloudflareTest({
      main: "./src/worker.ts",
      wrangler: { configPath: "./wrangler.toml" },
      miniflare: {
        bindings: { ENVIRONMENT: "test", PUBLIC_URL: "http://localhost:8787" },
        serviceBindings: { API_RPC: () => new Response("not asked in these tests", { status: 500 }) },
      },
    }),
  ],
  test: { name: "workerd-chat", sequence: { groupOrder: 2 }, include: ["src/**/*.workerd.test.ts"] },
});
