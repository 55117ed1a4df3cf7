import { createLogger } from "@veza/worker-kit/log";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { dispatchOutbox } from "./dispatcher.ts";
import { claimEvents, forgetConsumed, outboxBacklog, removeSent } from "./queries.ts";

export { handlersDone, markDone } from "./queries.ts";

/** Sends what waits in the outbox: after each request that wrote to it, and every minute. */
export async function dispatch(env: ApiEnv): Promise<number> {
  const db = openDatabase(env);
  return dispatchOutbox({
    claim: (limit) => claimEvents(db, limit),
    remove: (seqs) => removeSent(db, seqs),
    send: async (queue, bodies) => {
      const target = queue === "media" ? env.MEDIA_QUEUE : env.EVENTS_QUEUE;
      await target.sendBatch(bodies.map((body) => ({ body })));
    },
  });
}

/** For `waitUntil`: what fails here is sent by the cron a minute later. */
export async function dispatchInBackground(env: ApiEnv): Promise<void> {
  try {
    await dispatch(env);
  } catch (cause) {
    createLogger("veza-api", null).error("outbox not sent now, the cron will", cause);
  }
}

/** How much waits in the outbox, for metrics. */
export const backlog = (env: ApiEnv) => outboxBacklog(openDatabase(env));

/** Forgets events that can't be delivered again. */
export const forgetOldEvents = (env: ApiEnv) => forgetConsumed(openDatabase(env));
