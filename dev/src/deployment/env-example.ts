import { readFile } from "node:fs/promises";
import { join } from "node:path";

export interface EnvEntry {
  name: string;
  /** Whether words stand above it, on its own or on its group's first line. */
  isExplained: boolean;
}

/** The variables of .env.example, set or commented out. */
export async function readEnvExample(root: string): Promise<EnvEntry[]> {
  const entries: EnvEntry[] = [];
  let explained = false;
  for (const line of (await readFile(join(root, ".env.example"), "utf8")).split("\n")) {
    const name = /^#?([A-Z][A-Z0-9_]*)=/.exec(line)?.[1];
    if (name !== undefined) entries.push({ name, isExplained: explained });
    else if (line.startsWith("# ")) explained = true;
    else if (line.trim() === "") explained = false;
  }
  return entries;
}
