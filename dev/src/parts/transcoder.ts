import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startChild } from "../process/child.ts";
import { type KeepAlive, keepAlive } from "../process/keep-alive.ts";
import type { Log } from "../process/log.ts";
import { waitForUrl } from "../process/wait-for.ts";
import type { Part } from "./part.ts";

export interface TranscoderOptions {
  root: string;
  dataDir: string;
  port: number;
  clamdSocket: string;
  slots: number;
  log: Log;
  /** Further variables of its environment. */
  env?: Record<string, string>;
}

/** The transcoder as a process, started again when it dies. */
export function transcoderPart(options: TranscoderOptions): Part {
  const { root, port, log } = options;
  const temporary = join(options.dataDir, "transcoder");
  let running: KeepAlive | undefined;
  const start = () =>
    startChild({
      part: "transcoder",
      command: process.execPath,
      args: [join(root, "transcoder/src/main.ts")],
      cwd: root,
      log,
      // Nothing else of the developer's environment: in production it has no more than this.
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        PORT: String(port),
        HOST: "127.0.0.1",
        CLAMD_SOCKET: options.clamdSocket,
        TMP_DIR: temporary,
        ENVIRONMENT: "development",
        SLOTS: String(options.slots),
        ...options.env,
      },
    });
  return {
    async start() {
      await mkdir(temporary, { recursive: true });
      running = await keepAlive({
        start,
        onRestart: (reason, waitMs) => log("transcoder", `${reason}; starting again in ${waitMs} ms`),
      });
      await waitForUrl(`http://127.0.0.1:${port}/healthz`, { timeoutMs: 30_000 });
    },
    async stop() {
      const stopping = running;
      running = undefined;
      await stopping?.stop();
    },
    pid: () => running?.current()?.pid,
  };
}
