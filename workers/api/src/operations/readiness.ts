import type { Readiness } from "@veza/contracts/rpc";
import { released } from "@veza/worker-kit/rpc-result";
import { sql } from "drizzle-orm";
import { openDatabase } from "../db/client.ts";
import type { ApiEnv } from "../env.ts";

/** Longest that one dependency may take to say that it is there. */
const CHECK_MS = 5_000;

/** Asks every dependency at once. */
export async function readiness(env: ApiEnv): Promise<Readiness> {
  const [postgres, objects, chat, stream] = await Promise.all([
    check(() => openDatabase(env).execute(sql`select 1`)),
    check(() => env.MEDIA.head("readiness")),
    remote(() => env.CHAT_RPC.readiness()),
    remote(() => env.STREAM_RPC.readiness()),
  ]);
  const checks: Readiness["checks"] = { postgres, object_store: objects };
  for (const [name, worker] of [
    ["chat", chat],
    ["stream", stream],
  ] as const) {
    for (const [part, state] of Object.entries(worker.checks)) checks[part === "self" ? name : part] = state;
  }
  return { ready: Object.values(checks).every((state) => state.ok), checks };
}

async function check(ask: () => Promise<unknown>): Promise<{ ok: boolean; detail?: string }> {
  try {
    await within(released(ask()));
    return { ok: true };
  } catch (cause) {
    return {
      ok: false,
      detail:
        cause instanceof Error && cause.name === "TimeoutError" ? "no answer in time" : "does not answer",
    };
  }
}

async function remote(ask: () => Promise<Readiness>): Promise<Readiness> {
  try {
    return await within(released(ask()));
  } catch {
    // The worker itself is what does not answer: that is the finding, not an error to report.
    return { ready: false, checks: { self: { ok: false, detail: "does not answer" } } };
  }
}

async function within<T>(promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException("no answer in time", "TimeoutError")), CHECK_MS);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
