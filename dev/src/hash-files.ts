import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

const LEFT_OUT = new Set(["node_modules", "dist", "e2e", ".vite"]);

async function* filesOf(path: string): AsyncGenerator<string> {
  const kind = await stat(path);
  if (kind.isFile()) {
    yield path;
    return;
  }
  const names = (await readdir(path)).sort();
  for (const name of names)
    if (!LEFT_OUT.has(name) && !/\.test\.tsx?$/.test(name)) yield* filesOf(join(path, name));
}

/**
 * SHA-256 over names and contents of all that something is built from; tests are no part of it.
 * @param inputs files and folders, as paths below `root`
 */
export async function hashFiles(root: string, inputs: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const input of inputs) {
    for await (const file of filesOf(join(root, input))) {
      hash
        .update(file.slice(root.length))
        .update("\0")
        .update(await readFile(file))
        .update("\0");
    }
  }
  return hash.digest("hex");
}
