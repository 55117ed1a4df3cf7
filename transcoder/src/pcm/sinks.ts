import { once } from "node:events";
import { PassThrough } from "node:stream";

/** Where decoded samples go: an encoder's stdin. */
export type Sink = { stream: PassThrough; write: (chunk: Uint8Array) => Promise<void>; end: () => void };

/**
 * One sink for one process. A write waits until the process has room, so that the slowest encoder sets the
 * pace and memory stays bounded; when the process is gone, writes return at once, and its own error says why.
 */
export function createSink(): Sink & { isOver: (done: Promise<unknown>) => void } {
  const stream = new PassThrough({ highWaterMark: 1 << 20 });
  // fluent-ffmpeg ends with the process; an error of a pipe that nobody reads is told by the process itself.
  stream.on("error", () => undefined);
  let open = true;
  let gone: () => void = () => undefined;
  const isGone = new Promise<void>((resolve) => {
    gone = resolve;
  });
  return {
    stream,
    isOver(done) {
      const end = () => {
        open = false;
        gone();
        stream.destroy();
      };
      done.then(end, end);
    },
    async write(chunk) {
      if (!open || stream.destroyed) return;
      if (!stream.write(chunk)) await Promise.race([once(stream, "drain").catch(() => undefined), isGone]);
    },
    end() {
      if (open) stream.end();
    },
  };
}
