import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { processUsage } from "../support/processes.ts";
import type { Peer } from "./load.ts";

async function startServer(file: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, file)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.stdout === null) throw new Error("the server has no output");
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, port: Number(line.toString()) };
}

const stopOf = (child: ChildProcess) => async () => {
  child.kill("SIGKILL");
  if (child.exitCode === null) await once(child, "exit");
};

/** A broadcast over `ws` and nothing else: no order, no storage, no rooms. The least that a server can do. */
export async function startWs(): Promise<Peer> {
  const { child, port } = await startServer("ws-server.ts");
  return {
    name: "ws",
    url: () => `ws://127.0.0.1:${port}`,
    protocols: () => [],
    greeting: "hello",
    ready: "welcome",
    message: (n, body) => `{"t":"message.send","id":"b${n}","body":"${body}"}`,
    usage: () => processUsage(child.pid ?? 0),
    stop: stopOf(child),
  };
}

/**
 * socket.io with its defaults over WebSocket alone, spoken to in its own protocol (Engine.IO 4) by the same
 * clients. A run is shorter than its patience without an answer to its pings (45 s).
 */
export async function startSocketIo(): Promise<Peer> {
  const { child, port } = await startServer("socket-io-server.ts");
  return {
    name: "socket.io",
    url: () => `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`,
    protocols: () => [],
    greeting: "40",
    ready: "40{",
    message: (n, body) => `42["message",{"id":"b${n}","body":"${body}"}]`,
    usage: () => processUsage(child.pid ?? 0),
    stop: stopOf(child),
  };
}
