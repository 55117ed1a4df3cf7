import type { IdempotencyStore } from "@veza/worker-kit/idempotency";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { findKey, forgetKeys, freeKey, storeAnswer, takeKey } from "./queries.ts";
import { seal, unseal } from "./seal.ts";

/** How long an answer is given again. */
const KEPT_MS = 24 * 3_600_000;

/** Keys and answers in Postgres. */
export function idempotencyStore(env: ApiEnv): IdempotencyStore {
  const db = openDatabase(env);
  return {
    async claim(request) {
      const run = crypto.randomUUID();
      const place = `${request.account_id} ${request.endpoint} ${request.key}`;
      if (await takeKey(db, request, run, KEPT_MS))
        return {
          kind: "held",
          async finish({ status, headers, body }) {
            const sealed = await seal(env.GRANT_SECRET, place, body);
            await storeAnswer(db, request, run, { status, headers, body: sealed });
          },
          async giveUp() {
            await freeKey(db, request, run);
          },
        };
      const row = await findKey(db, request);
      // Given up between the two statements: the client's next try finds it free.
      if (row === null) return { kind: "running" };
      if (row.request_hash !== request.request_hash) return { kind: "reused" };
      if (row.state === "running" || row.status === null || row.body === null) return { kind: "running" };
      const body = await unseal(env.GRANT_SECRET, place, row.body);
      if (body === null) throw new Error("an answer was kept under another secret");
      return { kind: "answered", answer: { status: row.status, headers: row.headers ?? {}, body } };
    },
  };
}

/** Forgets keys whose time is over. */
export const forgetOldKeys = (env: ApiEnv, now: Date) => forgetKeys(openDatabase(env), now);
