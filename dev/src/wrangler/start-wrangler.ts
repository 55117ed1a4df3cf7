import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Child, startChild } from "../process/child.ts";
import type { Log } from "../process/log.ts";

export interface WranglerOptions {
  root: string;
  /** This copy's folder for wrangler's own files. */
  folder: string;
  /** Where R2, Durable Objects and queues keep their state. */
  state: string;
  /** Resolved configurations, the one that takes the port first. */
  configs: string[];
  port: number;
  inspectorPort: number;
  log: Log;
}

/**
 * The environment that keeps wrangler to itself: no question, no report, no look-up, nothing written outside
 * this copy's folder.
 */
export function quietEnvironment(folder: string): Record<string, string | undefined> {
  return {
    ...process.env,
    CI: "1",
    FORCE_COLOR: "0",
    NO_COLOR: "1",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_SEND_ERROR_REPORTS: "false",
    // The banner is where wrangler asks the registry for a newer version.
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_NO_SKILLS_UPDATE_PROMPTS: "true",
    // `Request.cf` would be fetched from the network at every start.
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: "false",
    // Two copies side by side would otherwise find each other's Workers, for they have the same names.
    WRANGLER_REGISTRY_PATH: join(folder, "registry"),
    WRANGLER_LOG_PATH: join(folder, "logs"),
    WRANGLER_CACHE_DIR: join(folder, "cache"),
    // An account of the developer is never needed here, so it is not shown either.
    CLOUDFLARE_API_TOKEN: undefined,
    CLOUDFLARE_ACCOUNT_ID: undefined,
  };
}

/** All Workers in one `wrangler dev`. It serves on 127.0.0.1 alone. */
export async function startWrangler(options: WranglerOptions): Promise<Child> {
  await mkdir(options.folder, { recursive: true });
  const wrangler = join(options.root, "node_modules/wrangler/bin/wrangler.js");
  return startChild({
    part: "workers",
    command: process.execPath,
    args: [
      wrangler,
      "dev",
      ...options.configs.flatMap((config) => ["-c", config]),
      ...["--ip", "127.0.0.1", "--port", String(options.port)],
      ...["--inspector-ip", "127.0.0.1", "--inspector-port", String(options.inspectorPort)],
      ...["--persist-to", options.state],
      "--local",
      "--show-interactive-dev-session=false",
    ],
    env: quietEnvironment(options.folder),
    cwd: options.folder,
    log: options.log,
  });
}
