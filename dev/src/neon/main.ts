import { z } from "zod";
import { startNeonServer } from "./server.ts";

/** Neon's SQL over HTTP in front of a PostgreSQL, as a process of its own (docker-compose). */
const Environment = z.object({
  ENVIRONMENT: z
    .literal("development", "this server asks for no password: it is for development only")
    .default("development"),
  DATABASE_URL: z.string().min(1),
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8791),
  /** Names by which other containers call it, separated by commas. */
  ALLOWED_HOSTS: z.string().default(""),
});
const env = Environment.safeParse(process.env);
if (!env.success) {
  console.error(z.prettifyError(env.error));
  process.exit(2);
}
const server = await startNeonServer({
  backend: { kind: "postgres", url: env.data.DATABASE_URL },
  host: env.data.HOST,
  port: env.data.PORT,
  allowedHosts: env.data.ALLOWED_HOSTS.split(",").filter((name) => name !== ""),
});
console.log(`SQL over HTTP at ${server.fetchEndpoint}`);
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void server.stop().then(() => process.exit(0)));
