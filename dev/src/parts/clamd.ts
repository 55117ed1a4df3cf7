import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningClamd, startClamd } from "@veza/transcoder/clamav/start-clamd";
import { tied } from "../process/tied.ts";
import { findProgram } from "../tools/machine.ts";
import type { Part } from "./part.ts";

export interface ClamdPart extends Part {
  /** Stays the same over restarts: the transcoder is told once. */
  socket: string;
  /** Which signatures the running clamd has. */
  signatures(): RunningClamd["signatures"]["kind"] | undefined;
}

/**
 * A unix socket's path may have 107 bytes; startClamd would choose another folder at each start beyond that.
 */
function shortFolder(dataDir: string): string {
  const folder = join(dataDir, "clamd");
  if (Buffer.byteLength(join(folder, "clamd.sock")) <= 107) return folder;
  return join(tmpdir(), `veza-clamd-${createHash("sha256").update(dataDir).digest("hex").slice(0, 12)}`);
}

export function clamdPart(options: { dataDir: string; signaturesDir?: string }): ClamdPart {
  const dir = shortFolder(options.dataDir);
  let running: RunningClamd | undefined;
  return {
    socket: join(dir, "clamd.sock"),
    signatures: () => running?.signatures.kind,
    async start() {
      await mkdir(dir, { recursive: true });
      // startClamd knows nothing of supervisors: a script ties its clamd to this process.
      const clamdPath = join(dir, "clamd-of-this-stack");
      const { command, args } = await tied((await findProgram("clamd")) ?? "clamd", []);
      await writeFile(clamdPath, `#!/bin/sh\nexec ${[command, ...args].join(" ")} "$@"\n`, { mode: 0o700 });
      running = await startClamd({
        dir,
        clamdPath,
        ...(options.signaturesDir === undefined ? {} : { signaturesDir: options.signaturesDir }),
      });
    },
    async stop() {
      const stopping = running;
      running = undefined;
      await stopping?.stop();
    },
    pid: () => running?.pid,
  };
}
