import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { completeLockfile, findMissingOptional, Lockfile } from "./lockfile.ts";

/** `npm run lockfile:complete`, after an `npm install` whose registry lacks binaries of other systems. */
const path = join(import.meta.dirname, "../../../package-lock.json");
const raw: unknown = JSON.parse(await readFile(path, "utf8"));
const lockfile = Lockfile.parse(raw);
const missing = findMissingOptional(lockfile);
if (missing.length > 0) {
  const completed = completeLockfile(lockfile);
  const withoutEmpty = JSON.stringify(
    completed,
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
