import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hashFiles } from "../hash-files.ts";
import { startChild } from "../process/child.ts";
import type { Log } from "../process/log.ts";

/** What the web app is made of. */
const INPUTS = ["web", "packages/contracts/src", "packages/core/src", "package-lock.json"];
/**
 * Builds web/dist unless it is there and made from the same sources.
 * @returns whether a build ran
 * @throws when the build fails; its words are in the log
 */
export async function buildWeb(root: string, log: Log): Promise<boolean> {
  const cache = join(root, "node_modules/.cache/veza");
  const stamp = join(cache, "web-build");
  const hash = await hashFiles(root, INPUTS);
  const built = await readFile(stamp, "utf8").catch(() => "");
  const present = await stat(join(root, "web/dist/index.html")).then(
    () => true,
    () => false,
  );
  if (present && built === hash) return false;
  await rm(stamp, { force: true });
  const vite = await startChild({
    part: "web",
    command: process.execPath,
    args: [join(root, "node_modules/vite/bin/vite.js"), "build", "--logLevel", "warn"],
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
    cwd: join(root, "web"),
    log,
  });
  const code = await vite.ended;
  if (code !== 0) throw new Error(`the web app could not be built: vite ended with ${code}`);
  await mkdir(cache, { recursive: true });
  await writeFile(stamp, hash);
  return true;
}
