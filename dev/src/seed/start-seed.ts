import { join } from "node:path";
import { type Child, startChild } from "../process/child.ts";
import type { Log } from "../process/log.ts";

/** Puts the demo's rooms and tracks in, in the background, through the API at `url`. */
export function startSeed(options: { root: string; url: string; log: Log }): Promise<Child> {
  return startChild({
    part: "seed",
    command: process.execPath,
    args: [join(options.root, "dev/src/seed/main.ts")],
    cwd: options.root,
    env: { PATH: process.env.PATH, ENVIRONMENT: "development", VEZA_URL: options.url },
    log: options.log,
  });
}
