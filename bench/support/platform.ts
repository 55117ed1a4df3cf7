import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { WorkersOptions, WorkersPart } from "@veza/dev/parts/workers";
import { type Stack, type StackOptions, startStack } from "@veza/dev/stack";
import { findFreePorts } from "@veza/dev/stack/ports";
import { findPostgresBinaries, startPostgresCluster } from "@veza/dev/testing/postgres-cluster";
import { resolveConfig, WORKERS, type WorkerName } from "@veza/dev/wrangler/resolve-config";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { run } from "./processes.ts";

/** The whole platform as it is deployed, on this machine. */
export interface Platform extends Stack {
  /** Origins of single Workers, straight to their code: without the router of the web app's files, without any proxy. */
  direct: Record<WorkerName, string>;
}

/**
 * Every part of the platform for a server bench: the bundles that are deployed, in workerd, behind no development proxy; the media
 * store, queues, cache and limiters in Miniflare's simulation of them, which is what is left that is not the platform's own; a
 * PostgreSQL server behind Neon's protocol where one is installed, and PGlite with a word about it where none is.
 */
export async function startPlatform(
  options: Omit<StackOptions, "workers" | "database"> = {},
): Promise<Platform> {
  const free = await findFreePorts();
  const ports = { api: free.web, chat: free.services, stream: free.transcoder };
  const binaries = await findPostgresBinaries();
  const cluster = binaries === undefined ? undefined : await startPostgresCluster(binaries);
  if (cluster === undefined)
    console.log("no PostgreSQL server is installed here (Debian: postgresql): PGlite stands in for it");
  try {
    const stack = await startStack({
      ...options,
      ...(cluster === undefined ? {} : { database: { kind: "postgres", url: cluster.url } }),
      workers: (asked) => builtWorkers(asked, ports),
    });
    const origin = (name: WorkerName) => `http://127.0.0.1:${ports[name]}`;
    return {
      ...stack,
      direct: { api: origin("api"), chat: origin("chat"), stream: origin("stream") },
      async stop() {
        await stack.stop();
        await cluster?.stop();
      },
    };
  } catch (error) {
    await cluster?.stop();
    throw error;
  }
}

/** The Workers' bundles in one workerd. @param ports of their direct sockets */
function builtWorkers(options: WorkersOptions, ports: Record<WorkerName, number>): WorkersPart {
  let running: Miniflare | undefined;
  return {
    pid: () => undefined,
    async start() {
      if (options.assets !== undefined) await mkdir(options.assets, { recursive: true });
      const workers = [];
      for (const { name, config } of WORKERS) {
        const folder = join(options.dataDir, "bundles", name);
        const resolved = await resolveConfig({
          source: join(options.root, config),
          folder,
          ...options.variables[name],
          ...(options.assets === undefined ? {} : { assets: options.assets }),
        });
        await run(process.execPath, [
          join(options.root, "node_modules/wrangler/bin/wrangler.js"),
          ...["deploy", "--dry-run", "-c", resolved, "--outdir", join(folder, "built")],
        ]);
        const { workerOptions } = unstable_getMiniflareWorkerOptions(resolved);
        workers.push({
          ...workerOptions,
          name: `veza-${name}`,
          modules: [{ type: "ESModule" as const, path: join(folder, "built", "worker.js") }],
          unsafeDirectSockets: [{ host: "127.0.0.1", port: ports[name] }],
        });
      }
      const simulated = convertV4MiniflareOptions({
        host: "127.0.0.1",
        port: options.ports.web,
        defaultPersistRoot: join(options.dataDir, "state"),
        workers,
      });
      // Written as it is in a development stack, so that logging costs what it costs and nothing of it reaches the terminal.
      running = new Miniflare({
        ...simulated,
        handleStructuredLogs: ({ message }) => options.log("workers", message),
      });
      await running.ready;
    },
    async stop() {
      const stopping = running;
      running = undefined;
      await stopping?.dispose();
    },
    async runCron() {
      const api = await running?.getWorker("veza-api");
      await api?.scheduled({ cron: "* * * * *" });
    },
  };
}
