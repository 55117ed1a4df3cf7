import { join } from "node:path";
import { migrate } from "./migrations/run.ts";
import { postgresTarget } from "./migrations/target.ts";

export { migrate };

/** `npm run db:migrate`: applies migrations/ to the PostgreSQL named by DATABASE_URL. */
async function main(url: string | undefined): Promise<void> {
  if (url === undefined || url === "") {
    console.error("db:migrate needs DATABASE_URL (a direct connection string, not the pooler's)");
    process.exitCode = 2;
    return;
  }
  const target = await postgresTarget(url);
  try {
    const { applied, before } = await migrate(target, join(import.meta.dirname, "../../migrations"));
    for (const name of applied) console.log(`applied ${name}`);
    console.log(`${before} had been applied before, ${applied.length} applied now`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    await target.close();
  }
}

if (import.meta.main) await main(process.env.DATABASE_URL);
