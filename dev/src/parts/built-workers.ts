import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { builtWorkers } from "../wrangler/built-workers.ts";
import { resolveConfig, WORKERS, type WorkerName } from "../wrangler/resolve-config.ts";
import { cronClock, type WorkersOptions, type WorkersPart } from "./workers.ts";

export interface BuiltWorkersOptions {
  /** Ports of the single Workers' own sockets, behind no router; without it they have none. */
  direct?: Record<WorkerName, number>;
}

/**
 * The three Workers as they are deployed: their bundles in one workerd behind no development proxy. The
 * platform's own parts (media store, queues, cache, limiters) are Miniflare's simulation, as in
 * `wrangler dev`. Up in a second, for tests and benches; a source that is changed is not looked at.
 */
export function builtWorkersPart(options: WorkersOptions, { direct }: BuiltWorkersOptions = {}): WorkersPart {
  let running: Miniflare | undefined;
  const runCron = async () => {
    const api = await running?.getWorker("veza-api");
    const ended = await api?.scheduled({ cron: "* * * * *" });
    if (ended?.outcome !== "ok") throw new Error(`the scheduled handler ended with ${ended?.outcome}`);
  };
  const clock = cronClock(runCron, options.log);

  return {
    runCron,
    pid: () => undefined,
    async start() {
      if (options.assets !== undefined) await mkdir(options.assets, { recursive: true });
      const bundles = await builtWorkers(options.root, options.log);
      const workers = [];
      for (const { name, config } of WORKERS) {
        const resolved = await resolveConfig({
          source: join(options.root, config),
          folder: join(options.dataDir, "wrangler", name),
          ...options.variables[name],
          ...(options.assets === undefined ? {} : { assets: options.assets }),
        });
        workers.push({
          ...unstable_getMiniflareWorkerOptions(resolved).workerOptions,
          name: `veza-${name}`,
          modulesRoot: dirname(bundles[name]),
          modules: [{ type: "ESModule" as const, path: bundles[name] }],
          ...(direct === undefined
            ? {}
            : { unsafeDirectSockets: [{ host: "127.0.0.1", port: direct[name] }] }),
        });
      }
      const simulated = convertV4MiniflareOptions({
        host: "127.0.0.1",
        port: options.ports.web,
        // What the platform knows of a visitor is not asked of the network.
        cf: false,
        workers,
      });
      // Written as it is in a development stack, so that logging costs what it costs and nothing of it
      // reaches the terminal.
      running = new Miniflare({
        ...simulated,
        resourcePersistencePath: join(options.dataDir, "state"),
        handleStructuredLogs: ({ message }) => options.log("workers", message),
      });
      await running.ready;
      clock.start();
    },
    async stop() {
      clock.stop();
      const stopping = running;
      running = undefined;
      await stopping?.dispose();
    },
  };
}
