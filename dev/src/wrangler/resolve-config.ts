import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";

/** The parts of a wrangler file that hold paths or variables; everything else is passed on as it is. */
const Config = z.looseObject({
  name: z.string(),
  main: z.string(),
  vars: z.record(z.string(), z.unknown()).default({}),
  assets: z.looseObject({ directory: z.string().optional() }).optional(),
  env: z.unknown().optional(),
});

export interface ResolveOptions {
  /** The committed TOML. */
  source: string;
  /** Folder for the resolved `wrangler.json` and its `.dev.vars`. */
  folder: string;
  /** Added to, and winning over, the file's own variables. */
  vars: Record<string, string>;
  /** Variables that wrangler must not show in its log. */
  secrets: Record<string, string>;
  /** Instead of the file's assets folder. */
  assets?: string;
}

/**
 * Writes one copy's own version of a Worker's configuration: absolute paths, this copy's ports and secrets.
 * Other environments (`env.production`) are left out.
 * @returns the path of the resolved file
 */
export async function resolveConfig(options: ResolveOptions): Promise<string> {
  const base = dirname(options.source);
  const { env: _otherEnvironments, ...config } = Config.parse(parse(await readFile(options.source, "utf8")));
  const directory = options.assets ?? config.assets?.directory;
  const assets =
    config.assets === undefined || directory === undefined
      ? {}
      : { assets: { ...config.assets, directory: resolve(base, directory) } };
  const resolved = {
    ...config,
    main: resolve(base, config.main),
    vars: { ...config.vars, ...options.vars },
    ...assets,
  };
  await mkdir(options.folder, { recursive: true });
  const target = join(options.folder, "wrangler.json");
  await writeFile(target, `${JSON.stringify(resolved, undefined, 2)}\n`);
  // Single quotes: the values may be JSON, and none of them holds one.
  const lines = Object.entries(options.secrets).map(([name, value]) => `${name}='${value}'\n`);
  await writeFile(join(options.folder, ".dev.vars"), lines.join(""), { mode: 0o600 });
  return target;
}

/** The committed files of the three Workers, the one that takes the port first. */
export const WORKERS = [
  { name: "api", config: "wrangler.toml" },
  { name: "chat", config: "workers/chat/wrangler.toml" },
  { name: "stream", config: "workers/stream/wrangler.toml" },
] as const;
export type WorkerName = (typeof WORKERS)[number]["name"];
