import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

export interface LogFiles {
  write(part: string, line: string): void;
  close(): Promise<void>;
}

/** One file a part, begun anew at each start. */
export async function openLogFiles(folder: string): Promise<LogFiles> {
  await mkdir(folder, { recursive: true });
  const streams = new Map<string, WriteStream>();
  let closed = false;
  return {
    write(part, line) {
      // A process may say its last words after the end of the stack.
      if (closed) return;
      let stream = streams.get(part);
      if (stream === undefined) {
        stream = createWriteStream(join(folder, `${part}.log`));
        streams.set(part, stream);
      }
      stream.write(`${line}\n`);
    },
    async close() {
      closed = true;
      await Promise.all(
        [...streams.values()].map((stream) => new Promise((resolve) => stream.end(() => resolve(undefined)))),
      );
    },
  };
}
