import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * A line of one listener in front of a port: each way takes `delay_ms`, and all bytes towards the listener
 * share `kbps` (a queue that is served in order, as a modem's). Connections are independent of each other but
 * for that.
 */
export async function startSlowLine(
  port: number,
  line: { delay_ms: number; kbps: number },
): Promise<{ port: number; stop(): void }> {
  const sockets = new Set<Socket>();
  let free_at = 0;
  const server = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on("error", () => {
        client.destroy();
        upstream.destroy();
      });
      socket.on("close", () => sockets.delete(socket));
    }
    carry(client, upstream, () => line.delay_ms);
    carry(upstream, client, (bytes) => {
      const now = performance.now();
      free_at = Math.max(now, free_at) + (bytes * 8) / line.kbps;
      return free_at - now + line.delay_ms;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Passes packets of at most an Ethernet frame on, each after its own delay, in order; the end too. */
function carry(from: Socket, to: Socket, delayOf: (bytes: number) => number): void {
  const queue: { at: number; work: () => void }[] = [];
  let waiting = 0;
  let last_at = 0;
  let isArmed = false;
  // One timer for the first in the queue: timers of their own would fire in the order of their rounding.
  const drain = () => {
    isArmed = false;
    for (let next = queue[0]; next !== undefined && next.at <= performance.now() + 0.5; next = queue[0]) {
      queue.shift();
      next.work();
    }
    const next = queue[0];
    if (next !== undefined) arm(next.at);
  };
  const arm = (at: number) => {
    if (isArmed) return;
    isArmed = true;
    setTimeout(drain, Math.max(0, at - performance.now()));
  };
  const later = (delay: number, work: () => void) => {
    last_at = Math.max(last_at, performance.now() + delay);
    queue.push({ at: last_at, work });
    arm(last_at);
  };
  from.on("data", (chunk: Buffer) => {
    for (let at = 0; at < chunk.byteLength; at += 1_460) {
      const packet = chunk.subarray(at, at + 1_460);
      waiting += packet.byteLength;
      later(delayOf(packet.byteLength), () => {
        waiting -= packet.byteLength;
        if (!to.destroyed) to.write(packet);
        if (waiting < 32_768) from.resume();
      });
    }
    // What a window of TCP would hold back.
    if (waiting > 262_144) from.pause();
  });
  from.on("end", () => later(delayOf(0), () => to.end()));
  // Not before everything that was written has gone out.
  from.on("close", () => later(delayOf(0), () => to.destroySoon()));
}
