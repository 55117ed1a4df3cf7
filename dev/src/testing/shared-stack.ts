import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import type { PartName } from "../parts/part.ts";
import type { Stack } from "../stack.ts";
import type { SharedStackInfo } from "./stack-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the stack of this layer is steered. */
    sharedStack: string;
  }
}

/** A stack that the files of a layer share: what `Stack` does, but for its end. */
export interface SharedStack extends SharedStackInfo {
  /** Waits until every track of the stage can be heard. */
  tracks(): Promise<void>;
  mail: Stack["mail"];
  sql: Stack["sql"];
  runCron: Stack["runCron"];
  pid(part: PartName): Promise<number | undefined>;
  stopPart: Stack["stopPart"];
  startPart: Stack["startPart"];
}

interface StackServer {
  url: Promise<string>;
  users: number;
  stop(): Promise<void>;
}

/** By stage; layers that use the same stage use the same stack. Kept where every layer's setup finds it. */
const servers: Map<string, StackServer> = (Reflect.get(globalThis, "vezaSharedStacks") ?? new Map()) as Map<
  string,
  StackServer
>;
Reflect.set(globalThis, "vezaSharedStacks", servers);

/**
 * The bundles are there before several stacks need them at once. Who finds them missing then builds them, and
 * says what is wrong.
 */
async function buildWorkers(): Promise<void> {
  // Not for the test files, which read this module too.
  const { builtWorkers } = await import("../wrangler/built-workers.ts");
  await builtWorkers(join(import.meta.dirname, "../../.."), () => undefined).catch(() => undefined);
}

function startServer(stage: string): StackServer {
  if (servers.size === 0) void buildWorkers();
  const server = fork(join(import.meta.dirname, "stack-server.ts"), {
    env: { ...process.env, STACK_STAGE: stage },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = once(server, "exit");
  return {
    url: once(server, "message").then(([{ url }]) => url),
    users: 0,
    async stop() {
      server.disconnect();
      await ended;
    },
  };
}

/**
 * The `globalSetup` of a layer whose files share a stack. The process is forked at once and starts its stack
 * when the first file asks.
 * @param stage `pages`: with the web app and the stage of accounts and tracks; `none`: without both
 */
export function shareStack(stage: "pages" | "none") {
  return async (project: TestProject): Promise<() => Promise<void>> => {
    const server = servers.get(stage) ?? startServer(stage);
    servers.set(stage, server);
    server.users += 1;
    project.provide("sharedStack", await server.url);
    return async () => {
      server.users -= 1;
      if (server.users === 0) await server.stop();
    };
  };
}

/**
 * The same for a file that takes parts of it away: no other file that asks so has it meanwhile.
 * @returns also `release`, which lets the next one have it; a process that ends has let go of it
 */
export async function leaseSharedStack(control: string): Promise<SharedStack & { release(): Promise<void> }> {
  const lease = await fetch(`${control}/lease`);
  const reader = lease.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (let said = ""; !said.includes("yours"); ) {
    const next = await reader?.read();
    if (next?.value === undefined) throw new Error("the shared stack is gone");
    said += next.value;
  }
  return { ...(await useSharedStack(control)), release: async () => reader?.cancel() };
}

/**
 * The stack of this layer, started if it is not yet, with every part of it running.
 * @param control `inject("sharedStack")`
 */
export async function useSharedStack(control: string): Promise<SharedStack> {
  const ask = async (act: string, body?: string) => {
    const response = await fetch(`${control}/${act}`, { method: "POST", body: body ?? null });
    const text = await response.text();
    if (!response.ok) throw new Error(`the shared stack: ${act}: ${text}`);
    return JSON.parse(text);
  };
  const info: SharedStackInfo = await ask("stack");
  return {
    ...info,
    tracks: () => ask("tracks"),
    mail: (to) => ask("mail", to ?? ""),
    sql: (query, params) => ask("sql", JSON.stringify({ query, params })),
    runCron: () => ask("cron"),
    pid: async (part) => (await ask(`pid/${part}`)) ?? undefined,
    stopPart: (part) => ask(`stop/${part}`),
    startPart: (part) => ask(`start/${part}`),
  };
}
