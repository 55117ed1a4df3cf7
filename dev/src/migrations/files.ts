import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** One file of the migrations folder. */
export interface Migration {
  /** File name without `.sql`, `NNNN_name`. */
  name: string;
  /** SHA-256 of the file's text, lower-case hex. */
  checksum: string;
  statements: string[];
}

const FILE = /^\d{4}_[\w-]+\.sql$/;

/**
 * Reads a folder as drizzle-kit writes it: `NNNN_name.sql`, statements separated by
 * `--> statement-breakpoint`.
 * @throws when two files have the same number, for their order would be an accident
 */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => FILE.test(name)).sort();
  const migrations: Migration[] = [];
  for (const file of names) {
    const previous = migrations.at(-1)?.name;
    if (previous?.slice(0, 4) === file.slice(0, 4))
      throw new Error(`${previous} and ${file} have the same number`);
    const text = await readFile(join(folder, file), "utf8");
    migrations.push({
      name: file.replace(/\.sql$/, ""),
      checksum: createHash("sha256").update(text).digest("hex"),
      statements: text
        .split("--> statement-breakpoint")
        .map((statement) => statement.trim())
        .filter((statement) => statement !== ""),
    });
  }
  return migrations;
}
