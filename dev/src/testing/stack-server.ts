import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../http/body.ts";
import { listen } from "../http/listen.ts";
import { builtWorkersPart } from "../parts/built-workers.ts";
import type { PartName } from "../parts/part.ts";
import { type Stack, startStack } from "../stack.ts";
import { setAccounts, setTracks } from "./stage.ts";

/** What a test file is told of the stack that it shares with others. */
export type SharedStackInfo = Pick<Stack, "url" | "ports" | "dataDir" | "secrets">;

/**
 * A stack that several test files use one after the other, as a process of its own: started when the first
 * one asks, ended with the process that forked it. Speaks HTTP on the loopback interface; the parent is sent
 * the address as `{ url }`. `STACK_STAGE=pages` serves the web app and puts the stage in, its tracks while
 * the first files that need none are at work; `STACK_STAGE=none` is for what only speaks to the API.
 */
let starting: Promise<Stack> | undefined;
let tracks: Promise<void> | undefined;
const stopped = new Set<PartName>();

async function start(): Promise<Stack> {
  const hasPages = process.env.STACK_STAGE === "pages";
  const stack = await startStack({ workers: builtWorkersPart, web: hasPages ? "build" : "none" });
  if (!hasPages) return stack;
  await setAccounts(stack);
  tracks = setTracks(stack);
  // Whoever waits for them is told why they are not there.
  tracks.catch(() => undefined);
  return stack;
}

/** The stack with every part of it running, whatever the file before left behind. */
async function whole(): Promise<Stack> {
  starting ??= start();
  const stack = await starting;
  for (const part of stopped) await stack.startPart(part);
  stopped.clear();
  return stack;
}

const LEASE_BEAT_MS = 20_000;
/** Settles when whoever had the stack to themselves before has left it. */
let turn: Promise<void> = Promise.resolve();

/**
 * Gives the stack to one test file at a time: an answer that stays open for as long as the file keeps it, or
 * lives.
 */
async function lend(response: ServerResponse): Promise<void> {
  const before = turn;
  const left = new Promise<void>((resolve) => response.once("close", resolve));
  turn = before.then(() => left);
  // A client gives up an answer that is silent for five minutes (undici's headersTimeout and bodyTimeout):
  // this one never is.
  response.write("wait\n");
  const beat = setInterval(() => response.write("\n"), LEASE_BEAT_MS);
  void left.then(() => clearInterval(beat));
  await before;
  if (!response.destroyed) response.write("yours\n");
}

async function answer(request: IncomingMessage): Promise<unknown> {
  const [, act, part] = (request.url ?? "").split("/") as [string, string, PartName];
  if (act === "stack") {
    const { url, ports, dataDir, secrets } = await whole();
    return { url, ports, dataDir, secrets } satisfies SharedStackInfo;
  }
  const stack = await (starting ?? whole());
  switch (act) {
    case "tracks":
      return tracks;
    case "sql": {
      const { query, params } = JSON.parse(await readBody(request, 1_000_000));
      return stack.sql(query, params);
    }
    case "mail":
      return stack.mail((await readBody(request, 1_000)) || undefined);
    case "cron":
      return stack.runCron();
    case "pid":
      return stack.pid(part) ?? null;
    case "stop":
      stopped.add(part);
      return stack.stopPart(part);
    case "start":
      await stack.startPart(part);
      return stopped.delete(part);
    default:
      throw new Error(`${request.url} is nothing that a shared stack does`);
  }
}

const control = await listen((request, response) => {
  if (request.url === "/lease") return void lend(response);
  answer(request).then(
    (value) => response.end(JSON.stringify(value ?? null)),
    (error: unknown) => {
      response.statusCode = 500;
      response.end(error instanceof Error ? (error.stack ?? error.message) : String(error));
    },
  );
});

async function end(): Promise<void> {
  await control.stop();
  // A stack that did not come up has said so to whoever asked for it.
  const stack = await starting?.catch(() => undefined);
  await stack?.stop();
  process.exit(0);
}
process.once("disconnect", end);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, end);
process.send?.({ url: control.url });
