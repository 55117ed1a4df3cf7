import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { startChild } from "./process/child.ts";

const SKIPPED = new Set(["node_modules", "dist", ".veza", ".wrangler", ".git"]);

/** Every tsconfig.json of the repository, the root's first. */
export async function findTypeScriptProjects(root: string): Promise<string[]> {
  const found: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true });
    if (entries.some((entry) => entry.isFile() && entry.name === "tsconfig.json")) found.push(folder);
    for (const entry of entries)
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) await visit(join(folder, entry.name));
  };
  await visit(root);
  return found;
}

export interface TypecheckResult {
  project: string;
  isOk: boolean;
  output: string;
}

/** Runs tsc over every project, one after the other. */
export async function typecheck(
  root: string,
  onResult: (result: TypecheckResult) => void,
): Promise<TypecheckResult[]> {
  const results: TypecheckResult[] = [];
  for (const folder of await findTypeScriptProjects(root)) {
    const lines: string[] = [];
    const tsc = await startChild({
      part: "tsc",
      command: process.execPath,
      args: [join(root, "node_modules/typescript/bin/tsc"), "-p", folder, "--noEmit", "--pretty", "false"],
      cwd: root,
      env: process.env,
      log: (_part, line) => lines.push(line),
    });
    const isOk = (await tsc.ended) === 0;
    const result = { project: relative(root, folder) || ".", isOk, output: lines.join("\n") };
    results.push(result);
    onResult(result);
  }
  return results;
}

if (import.meta.main) {
  const results = await typecheck(join(import.meta.dirname, "../.."), ({ project, isOk, output }) => {
    console.log(isOk ? `ok    ${project}` : `FAIL  ${project}\n${output}`);
  });
  process.exitCode = results.every((result) => result.isOk) ? 0 : 1;
}
