import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  addIntegrity,
  completeLockfile,
  findMissingOptional,
  findWithoutIntegrity,
  Lockfile,
} from "./lockfile.ts";

const run = promisify(execFile);

/** What the registry in use says of one version's bytes. */
async function integrityOf(name: string, version: string): Promise<string> {
  const { stdout } = await run("npm", ["view", `${name}@${version}`, "dist.integrity"], { timeout: 60_000 });
  return stdout.trim();
}

/** `npm run lockfile:complete`, after an `npm install` whose registry lacks binaries of other systems. */
const path = join(import.meta.dirname, "../../../package-lock.json");
const raw: unknown = JSON.parse(await readFile(path, "utf8"));
const lockfile = Lockfile.parse(raw);
const missing = findMissingOptional(lockfile);
const completed = completeLockfile(lockfile);
const bare = findWithoutIntegrity(completed);
if (missing.length > 0 || bare.length > 0) {
  const withoutEmpty = JSON.stringify(
    await addIntegrity(completed, integrityOf),
    // The parser's default for packages that name no optional ones.
    (key, value: unknown) =>
      key === "optionalDependencies" &&
      value !== null &&
      typeof value === "object" &&
      Object.keys(value).length === 0
        ? undefined
        : value,
    2,
  );
  await writeFile(path, `${withoutEmpty}\n`);
}
console.log(`${missing.length} entries added${missing.map(({ name }) => `\n  ${name}`).join("")}`);
console.log(`${bare.length} checksums added`);
