import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readMigrations } from "../migrations/files.ts";
import { migrate } from "../migrations/run.ts";
import { startNeonServer } from "../neon/server.ts";

const CACHE = join(import.meta.dirname, "../../../node_modules/.cache/veza");

async function pgliteVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  const manifest: unknown = JSON.parse(await readFile(join(dirname(entry), "../package.json"), "utf8"));
  if (typeof manifest !== "object" || manifest === null || !("version" in manifest))
    throw new Error("pglite has no version");
  return String(manifest.version);
}

/**
 * A private copy of a PGlite data folder, migrated or empty. Setting a cluster up takes seconds in
 * WebAssembly, copying one takes a fraction of one: the original is made once per version of PGlite and
 * content of the migrations, and kept under node_modules/.cache.
 * @param migrations their folder; null for a database without any
 * @param target where the copy goes; without it into a new temporary folder
 * @returns the copy's folder
 */
export async function copyPgliteTemplate(migrations: string | null, target?: string): Promise<string> {
  const key = createHash("sha256").update(await pgliteVersion());
  for (const migration of migrations === null ? [] : await readMigrations(migrations))
    key.update(migration.name).update(migration.checksum);
  const template = join(CACHE, `pglite-${key.digest("hex").slice(0, 16)}`);
  if ((await stat(template).catch(() => undefined)) === undefined) await build(template, migrations);
  const copy = target ?? (await mkdtemp(join(tmpdir(), "veza-pglite-")));
  await cp(template, copy, { recursive: true });
  return copy;
}

async function build(template: string, migrations: string | null): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, "building-"));
  const dataDir = join(folder, "data");
  try {
    const server = await startNeonServer({ backend: { kind: "pglite", dataDir } });
    try {
      if (migrations !== null) await migrate(server, migrations);
    } finally {
      await server.stop();
    }
    // Two test files may build at once; whoever comes second finds the name taken and uses what is there.
    await rename(dataDir, template).catch(async (error: unknown) => {
      if ((await stat(template).catch(() => undefined)) === undefined) throw error;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
