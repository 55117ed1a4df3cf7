import { builtWorkersPart } from "@veza/dev/parts/built-workers";
import { type Stack, type StackOptions, startStack } from "@veza/dev/stack";
import { findFreePorts } from "@veza/dev/stack/ports";
import { findPostgresBinaries, startPostgresCluster } from "@veza/dev/testing/postgres-cluster";
import type { WorkerName } from "@veza/dev/wrangler/resolve-config";

/** The whole platform as it is deployed, on this machine. */
export interface Platform extends Stack {
  /**
   * Origins of single Workers, straight to their code: without the router of the web app's files, without any
   * proxy.
   */
  direct: Record<WorkerName, string>;
}

/**
 * Every part of the platform for a server bench: the bundles that are deployed, in workerd, behind no
 * development proxy; the media store, queues, cache and limiters in Miniflare's simulation of them, which is
 * what is left that is not the platform's own; a PostgreSQL server behind Neon's protocol where one is
 * installed, and PGlite with a word about it where none is.
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
      workers: (asked) => builtWorkersPart(asked, { direct: ports }),
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
