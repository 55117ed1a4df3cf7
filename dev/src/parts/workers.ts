import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Child } from "../process/child.ts";
import type { Log } from "../process/log.ts";
import { waitForUrl } from "../process/wait-for.ts";
import type { Ports } from "../stack/settings.ts";
import { resolveConfig, WORKERS, type WorkerName } from "../wrangler/resolve-config.ts";
import { startWrangler } from "../wrangler/start-wrangler.ts";
import type { WorkerVariables } from "../wrangler/variables.ts";
import type { Part } from "./part.ts";

const CRON_EVERY_MS = 60_000;

export interface WorkersOptions {
  root: string;
  dataDir: string;
  ports: Ports;
  variables: Record<WorkerName, WorkerVariables>;
  /** Instead of web/dist. */
  assets?: string;
  log: Log;
  /** Called when wrangler has restarted the Workers because a source was changed. */
  onReload: () => void;
  /** Called when the process ends by itself. */
  onEnd: (code: number) => void;
}

export interface WorkersPart extends Part {
  /** Runs the Workers' scheduled handlers once, as the platform does every minute. */
  runCron(): Promise<void>;
}

/** The clock of the cron triggers, which neither wrangler nor Miniflare has. */
export function cronClock(runCron: () => Promise<void>, log: Log): { start(): void; stop(): void } {
  let clock: NodeJS.Timeout | undefined;
  return {
    start() {
      clock = setInterval(() => {
        runCron().catch((error: Error) => log("workers", `cron: ${error.message}`));
      }, CRON_EVERY_MS);
    },
    stop: () => clearInterval(clock),
  };
}

/**
 * The three Workers in one `wrangler dev`, and the clock of their cron triggers, which wrangler leaves out.
 */
export function workersPart(options: WorkersOptions): WorkersPart {
  const { root, dataDir, ports } = options;
  const folder = join(dataDir, "wrangler");
  let running: Child | undefined;

  const configure = () =>
    Promise.all(
      WORKERS.map(({ name, config }) =>
        resolveConfig({
          source: join(root, config),
          folder: join(folder, name),
          ...options.variables[name],
          ...(options.assets === undefined ? {} : { assets: options.assets }),
        }),
      ),
    );
  const runCron = async () => {
    const response = await fetch(`http://127.0.0.1:${ports.web}/cdn-cgi/local/scheduled?cron=*+*+*+*+*`);
    if (!response.ok)
      throw new Error(`the scheduled handler answered ${response.status}: ${await response.text()}`);
  };
  const clock = cronClock(runCron, options.log);
  return {
    runCron,
    async start() {
      if (options.assets !== undefined) await mkdir(options.assets, { recursive: true });
      const configs = await configure();
      const child = await startWrangler({
        root,
        folder,
        state: join(dataDir, "state"),
        configs,
        port: ports.web,
        inspectorPort: ports.inspector,
        log(part, line) {
          options.log(part, line);
          if (line.includes("Local server updated and ready")) options.onReload();
        },
      });
      running = child;
      const ended = new AbortController();
      child.ended.then((code) => {
        ended.abort(new Error(`wrangler ended with ${code}; its last words are above`));
        if (running === child) options.onEnd(code);
      });
      await waitForUrl(`http://127.0.0.1:${ports.web}/healthz`, { timeoutMs: 90_000, signal: ended.signal });
      clock.start();
    },
    async stop() {
      clock.stop();
      const stopping = running;
      running = undefined;
      await stopping?.stop();
    },
    pid: () => running?.pid,
  };
}
