import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: "./workers/api/src/domains/*/schema.ts",
  out: "./migrations",
});
