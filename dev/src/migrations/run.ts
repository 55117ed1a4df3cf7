import { type Migration, readMigrations } from "./files.ts";
import { type MigrationTarget, neonTarget, SqlError, type SqlStatement } from "./target.ts";

/** The name is spelt out by hand wherever it is used: it must never change. */
const TABLE = "veza_migrations";
/** Two runners at once wait for each other here; the number is arbitrary. */
const LOCK: SqlStatement = { sql: "SELECT pg_advisory_xact_lock(8787001)" };
const UNIQUE_VIOLATION = "23505";

export interface MigrationReport {
  /** Names applied by this run, in order. */
  applied: string[];
  /** How many had been applied before. */
  before: number;
}

/**
 * Brings a database up to the folder's last migration: each file in a transaction of its own, in order. Safe
 * to run from several places at once.
 * @throws when an applied file has changed or is missing, or when a statement fails (files before it stay
 * applied)
 */
export async function migrate(
  target: MigrationTarget | { fetchEndpoint: string },
  folder: string,
): Promise<MigrationReport> {
  const to = "transaction" in target ? target : neonTarget(target.fetchEndpoint);
  const migrations = await readMigrations(folder);
  await to.transaction([
    LOCK,
    {
      sql: `CREATE TABLE IF NOT EXISTS ${TABLE} (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
    },
  ]);
  const known = await readApplied(to);
  checkHistory(migrations, known);
  const applied: string[] = [];
  for (const migration of migrations) {
    if (known.has(migration.name)) continue;
    if (await applyOne(to, migration)) applied.push(migration.name);
  }
  return { applied, before: known.size };
}

async function readApplied(target: MigrationTarget): Promise<Map<string, string>> {
  const [rows] = await target.transaction([{ sql: `SELECT name, checksum FROM ${TABLE}` }]);
  return new Map((rows ?? []).map(([name, checksum]) => [name ?? "", checksum ?? ""]));
}

function checkHistory(migrations: Migration[], known: Map<string, string>): void {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const [name, checksum] of known) {
    const migration = byName.get(name);
    if (migration === undefined)
      throw new Error(
        `migration ${name} is applied but its file is missing: is this checkout older than the database?`,
      );
    if (migration.checksum !== checksum)
      throw new Error(
        `migration ${name} was changed after it had been applied: restore it and write a new one`,
      );
  }
}

/** @returns false when another runner applied the same file in the meantime */
async function applyOne(target: MigrationTarget, migration: Migration): Promise<boolean> {
  // The row comes first: whoever waited at the lock for a runner that has done this file stops at its primary
  // key.
  const claim = {
    sql: `INSERT INTO ${TABLE} (name, checksum) VALUES ($1, $2)`,
    params: [migration.name, migration.checksum],
  };
  try {
    await target.transaction([LOCK, claim, ...migration.statements.map((sql) => ({ sql }))]);
    return true;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    if (error.code === UNIQUE_VIOLATION) {
      const checksum = (await readApplied(target)).get(migration.name);
      if (checksum === migration.checksum) return false;
    }
    throw new Error(`migration ${migration.name} failed, nothing of it is kept: ${error.message}`, {
      cause: error,
    });
  }
}
