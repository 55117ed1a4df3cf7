import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { hashFiles } from "../hash-files.ts";
import { startChild } from "../process/child.ts";
import type { Log } from "../process/log.ts";
import { resolveConfig, WORKERS, type WorkerName } from "./resolve-config.ts";
import { quietEnvironment } from "./start-wrangler.ts";

/** What the bundles are made of. */
const INPUTS = ["packages", "workers", "wrangler.toml", "package-lock.json"];
/** Bundles of other sources than today's are forgotten after it. */
const FORGET_MS = 86_400_000;

/**
 * The Workers' bundles as `wrangler deploy` would send them, built once per content of their sources and kept
 * under node_modules/.cache.
 * @returns the path of each Worker's one module
 * @throws when one can't be built; wrangler's words are in the log
 */
export async function builtWorkers(root: string, log: Log): Promise<Record<WorkerName, string>> {
  const cache = join(root, "node_modules/.cache/veza");
  const folder = join(cache, `workers-${(await hashFiles(root, INPUTS)).slice(0, 16)}`);
  if (!(await isThere(folder))) {
    await mkdir(cache, { recursive: true });
    await forgetOld(cache);
    const building = await mkdtemp(join(cache, "building-"));
    try {
      await Promise.all(
        WORKERS.map(({ name, config }) => build(root, join(root, config), join(building, name), log)),
      );
      // Two stacks may build at once; whoever comes second finds the name taken and uses what is there.
      await rename(building, folder).catch(async (error: unknown) => {
        if (!(await isThere(folder))) throw error;
      });
    } finally {
      await rm(building, { recursive: true, force: true });
    }
  }
  const module = (name: WorkerName) => join(folder, name, "worker.js");
  return { api: module("api"), chat: module("chat"), stream: module("stream") };
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function forgetOld(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    if (name.startsWith("workers-") && (await stat(path)).mtimeMs < Date.now() - FORGET_MS)
      await rm(path, { recursive: true, force: true });
  }
}

async function build(root: string, source: string, outdir: string, log: Log): Promise<void> {
  // The web app is no part of the bundle, and need not be built for it.
  const assets = join(outdir, "no-web");
  await mkdir(assets, { recursive: true });
  const config = await resolveConfig({ source, folder: outdir, vars: {}, secrets: {}, assets });
  const wrangler = await startChild({
    part: "workers",
    command: process.execPath,
    args: [
      join(root, "node_modules/wrangler/bin/wrangler.js"),
      ...["deploy", "--dry-run", "-c", config, "--outdir", outdir],
    ],
    env: quietEnvironment(outdir),
    cwd: root,
    log,
  });
  const code = await wrangler.ended;
  if (code !== 0)
    throw new Error(`${source} could not be built: wrangler ended with ${code}, its words are in the log`);
}
