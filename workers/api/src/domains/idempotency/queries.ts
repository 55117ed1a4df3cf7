import type { KeyedRequest } from "@veza/worker-kit/idempotency";
import { and, eq, lt, sql } from "drizzle-orm";
import type { Db } from "../../db/client.ts";
import { idempotencyKeys } from "./schema.ts";

type Place = Pick<KeyedRequest, "account_id" | "endpoint" | "key">;

const at = ({ account_id, endpoint, key }: Place) =>
  and(
    eq(idempotencyKeys.account_id, account_id),
    eq(idempotencyKeys.endpoint, endpoint),
    eq(idempotencyKeys.key, key),
  );
const heldBy = (place: Place, run: string) =>
  and(at(place), eq(idempotencyKeys.run, run), eq(idempotencyKeys.state, "running"));

/** Takes a key that is new, was used long ago, or whose run has crashed. Of two at once one gets it. */
export async function takeKey(db: Db, request: KeyedRequest, run: string, kept_ms: number): Promise<boolean> {
  const result = await db.execute(sql`
    insert into idempotency_keys as held (account_id, endpoint, key, request_hash, run, state, leased_until, expires_at)
    values (${request.account_id}, ${request.endpoint}, ${request.key}, ${request.request_hash}, ${run}, 'running',
      now() + make_interval(secs => ${request.lease_ms / 1000}::double precision),
      now() + make_interval(secs => ${kept_ms / 1000}::double precision))
    on conflict (account_id, endpoint, key) do update set
      request_hash = excluded.request_hash, run = excluded.run, state = 'running', leased_until = excluded.leased_until,
      expires_at = excluded.expires_at, status = null, headers = null, body = null
    where held.expires_at < now()
      or (held.state = 'running' and held.leased_until < now() and held.request_hash = excluded.request_hash)
    returning 1`);
  return result.rows.length > 0;
}

export async function findKey(db: Db, place: Place) {
  return (await db.select().from(idempotencyKeys).where(at(place)))[0] ?? null;
}

export const storeAnswer = (
  db: Db,
  place: Place,
  run: string,
  answer: { status: number; headers: Record<string, string>; body: string },
) =>
  db
    .update(idempotencyKeys)
    .set({ state: "done", ...answer })
    .where(heldBy(place, run));

export const freeKey = (db: Db, place: Place, run: string) =>
  db.delete(idempotencyKeys).where(heldBy(place, run));

export const forgetKeys = (db: Db, before: Date) =>
  db.delete(idempotencyKeys).where(lt(idempotencyKeys.expires_at, before));
