import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * A connection to the stack that breaks after a number of bytes has gone out, and again, until it has had
 * enough.
 */
export async function startCuttingProxy(port: number, cuts: number[]) {
  const waiting = [...cuts];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    let left = Number.POSITIVE_INFINITY;
    let armed = false;
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", end);
      socket.on("close", () => {
        sockets.delete(socket);
        end();
      });
    }
    client.on("data", (chunk: Buffer) => {
      // Only what carries a body is cut: a PATCH.
      if (!armed && chunk.subarray(0, 6).toString("latin1") === "PATCH ") {
        armed = true;
        left = waiting.shift() ?? Number.POSITIVE_INFINITY;
      }
      if (chunk.byteLength >= left) {
        upstream.write(chunk.subarray(0, left));
        // What was written gets a moment to arrive, as in a network.
        setTimeout(end, 20);
        client.pause();
        return;
      }
      left -= chunk.byteLength;
      if (!upstream.write(chunk)) {
        client.pause();
        upstream.once("drain", () => client.resume());
      }
    });
    upstream.on("data", (chunk) => client.write(chunk));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** How many cuts have not happened. */
    left: () => waiting.length,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
