import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "@veza/dev/stack";
import { findFreePorts } from "@veza/dev/stack/ports";
import { processUsage, run, type Usage } from "../support/processes.ts";
import { createTokens } from "./tokens.ts";

export interface RoomsAsked {
  /** Accounts that are put in a room; the first owns it. */
  users: string[];
  room_id: string;
}
export interface ChatRuntime {
  /** `ws://…/chat/ws?room_id=` of veza-chat itself. */
  socketUrl(roomId: string): string;
  tokenOf(userId: string): string;
  makeRoom(asked: RoomsAsked): Promise<void>;
  /** How often a room's object came to life, and which life it is in. Asking wakes it. */
  livesOf(roomId: string): Promise<{ born: number; life: string }>;
  /** What veza-chat counts, as Prometheus text. */
  metrics(): Promise<string>;
  usage(): Usage;
  /**
   * Ends the process at once, as a machine would that lost its power; what was acknowledged must be on disk.
   */
  kill(): Promise<void>;
  /** Starts it again over the same disk. */
  start(): Promise<void>;
  /** Ends it and takes its disk away. */
  stop(): Promise<void>;
}

/**
 * The bundle of veza-chat that is deployed, in one process of workerd, the runtime that it has in production,
 * without the proxy that `wrangler dev` puts in front. Beside it a stub (api-stub.mjs) that stands for
 * veza-api and makes rooms.
 * @param relayAfter sockets that one object holds
 */
export async function startRuntime(relayAfter = 2_000): Promise<ChatRuntime> {
  const folder = await mkdtemp(join(tmpdir(), "veza-bench-chat-"));
  const { web, services } = await findFreePorts();
  const url = `http://127.0.0.1:${web}`;
  const api = `http://127.0.0.1:${services}`;
  const tokens = createTokens(url);
  await mkdir(join(folder, "disk"));
  const config = join(ROOT, "workers/chat/wrangler.toml");
  await run(process.execPath, [
    join(ROOT, "node_modules/wrangler/bin/wrangler.js"),
    ...["deploy", "--dry-run", "-c", config, "--outdir", join(folder, "bundle")],
  ]);
  const text = (value: string) => JSON.stringify(value);
  // What a configuration embeds lies beside it.
  for (const name of ["counted.mjs", "api-stub.mjs"])
    await copyFile(join(import.meta.dirname, name), join(folder, name));
  const modules = (...files: [name: string, path: string][]) =>
    `modules = [${files
      .map(([name, path]) => `(name = "${name}", esModule = embed "${path}")`)
      .join(", ")}], compatibilityDate = "2026-10-01", compatibilityFlags = ["nodejs_compat"]`;
  const variables = { ENVIRONMENT: "development", PUBLIC_URL: url, CHAT_RELAY_AFTER: String(relayAfter) };
  await writeFile(
    join(folder, "config.capnp"),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "chat", worker = .chat), (name = "api", worker = .api),
    (name = "disk", disk = (path = ${text(join(folder, "disk"))}, writable = true))],
  sockets = [(name = "chat", address = "127.0.0.1:${web}", http = (), service = "chat"),
    (name = "api", address = "127.0.0.1:${services}", http = (), service = "api")]);
const chat :Workerd.Worker = (${modules(["counted.mjs", "counted.mjs"], ["worker.js", "bundle/worker.js"])},
  bindings = [${Object.entries(variables)
    .map(([name, value]) => `(name = "${name}", text = ${text(value)})`)
    .join(", ")},
    (name = "API_RPC", service = (name = "api", entrypoint = "ApiRpcEntrypoint")),
    (name = "EVENTS_QUEUE", service = (name = "api", entrypoint = "EventsQueue")),
    (name = "RATE_GENERAL", service = (name = "api", entrypoint = "RateLimit")),
    (name = "RATE_SOCKETS", service = (name = "api", entrypoint = "RateLimit")),
    (name = "INBOX", durableObjectNamespace = "Inbox"), (name = "ROOMS", durableObjectNamespace = "ChatRoom")],
  durableObjectNamespaces = [(className = "Inbox", uniqueKey = "inbox", enableSql = true),
    (className = "ChatRoom", uniqueKey = "rooms", enableSql = true)],
  durableObjectStorage = (localDisk = "disk"));
const api :Workerd.Worker = (${modules(["api-stub.mjs", "api-stub.mjs"])},
  bindings = [(name = "BENCH_JWKS", text = ${text(JSON.stringify(tokens.jwks))}),
    (name = "CHAT_RPC", service = (name = "chat", entrypoint = "ChatRpcEntrypoint"))]);
`,
  );
  let child: ChildProcess | null = null;
  // A bench that fails in its middle leaves no server behind.
  process.on("exit", () => child?.kill("SIGKILL"));
  const ask = async (path: string, body: object): Promise<Response> => {
    const answer = await fetch(`${api}${path}`, { method: "POST", body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`);
    return answer;
  };
  const runtime: ChatRuntime = {
    socketUrl: (roomId) => `${url.replace("http", "ws")}/chat/ws?room_id=${roomId}`,
    tokenOf: tokens.tokenOf,
    // In parts: joining thousands takes longer than a request may.
    async makeRoom({ room_id, users: [owner, ...others] }) {
      await ask("/room", { room_id, owner });
      for (let i = 0; i < others.length; i += 200)
        await ask("/members", { room_id, users: others.slice(i, i + 200) });
    },
    livesOf: async (room_id) =>
      (await ask("/lives", { room_id })).json() as Promise<{ born: number; life: string }>,
    metrics: async () => (await ask("/metrics", {})).text(),
    usage: () => processUsage(child?.pid ?? 0),
    async kill() {
      if (child === null) return;
      const gone = child;
      child = null;
      gone.kill("SIGKILL");
      if (gone.exitCode === null && gone.signalCode === null) await once(gone, "exit");
    },
    async start() {
      child = spawn(
        join(ROOT, "node_modules/.bin/workerd"),
        ["serve", join(folder, "config.capnp"), "--experimental"],
        {
          stdio: ["ignore", "ignore", "pipe"],
        },
      );
      child.stderr?.on("data", (data: Buffer) => {
        const line = data.toString();
        if (/error|exception|failed/i.test(line)) console.error(line.slice(0, 500));
      });
      for (let i = 0; ; i++) {
        if (child.exitCode !== null) throw new Error(`workerd ended with ${child.exitCode}`);
        const answer = await fetch(`${url}/nowhere`).catch(() => null);
        if (answer !== null) return;
        if (i > 300) throw new Error("workerd did not come up");
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    async stop() {
      await runtime.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await runtime.start();
    return runtime;
  } catch (cause) {
    await runtime.stop();
    throw cause;
  }
}
