import { Client } from "@neondatabase/serverless";
import { fullJitter } from "@veza/core/backoff";
import { AppError } from "@veza/worker-kit/app-error";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/neon-serverless";
import type { DatabaseEnv, Statements } from "./client.ts";
import { postgresError } from "./postgres-error.ts";

/**
 * A transaction that is open. It is a type of its own, so that a function can ask to be called inside one.
 */
export type Transaction = Statements & { readonly isTransaction: true };

export interface TransactionOptions {
  /**
   * What the transaction sees of others; the default suits writes that lock what they decide on
   * (`for update`).
   */
  isolation?: "read committed" | "repeatable read" | "serializable";
  /** How often it is tried in all when Postgres refuses it because of another one. */
  attempts?: number;
  /** Longest that all tries together may take, in milliseconds. */
  deadline_ms?: number;
}

const ATTEMPTS = 5;
const DEADLINE_MS = 10_000;
/** Longest wait before the next try, in milliseconds: doubled with each. */
const FIRST_WAIT_MS = 20;
const MAX_WAIT_MS = 500;
/** How long the closing of a connection may take before it is left to the other side. */
const CLOSE_MS = 1_000;

/**
 * Postgres ends one of two transactions that stand in each other's way: serialization_failure,
 * deadlock_detected.
 */
const TRY_AGAIN = new Set(["40001", "40P01"]);

class DeadlinePassed extends Error {}

/**
 * Runs `work` as one transaction over a connection of its own: all that it writes is kept, or nothing. It is
 * repeated from its beginning when Postgres refuses it because of another one, so `work` does nothing that
 * can't be repeated and waits for nobody else: no calls of other Workers, no queue, no R2, and no statement
 * outside of `tx`.
 * @throws what `work` throws, after a rollback; `unavailable` when the deadline passed or every try was
 * refused. After `unavailable` because of the deadline the transaction may have been kept all the same: its
 * last answer may be what was lost.
 */
export async function transaction<T>(
  env: DatabaseEnv,
  work: (tx: Transaction) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const attempts = options.attempts ?? ATTEMPTS;
  const ends_at_ms = Date.now() + (options.deadline_ms ?? DEADLINE_MS);
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce(env, work, options.isolation ?? "read committed", ends_at_ms);
    } catch (cause) {
      if (cause instanceof DeadlinePassed) throw unavailable("The database took too long.", cause);
      if (!TRY_AGAIN.has(postgresError(cause)?.code ?? "")) throw cause;
      const wait_ms = fullJitter(attempt - 1, FIRST_WAIT_MS, MAX_WAIT_MS, Math.random());
      if (attempt >= attempts || Date.now() + wait_ms >= ends_at_ms)
        throw unavailable("Others changed the same thing at this moment.", cause);
      await sleep(wait_ms);
    }
  }
}

const unavailable = (detail: string, cause: unknown) =>
  new AppError("unavailable", { detail: `${detail} Try again.`, retry_after_ms: 1_000, cause });

async function attemptOnce<T>(
  env: DatabaseEnv,
  work: (tx: Transaction) => Promise<T>,
  isolation: NonNullable<TransactionOptions["isolation"]>,
  ends_at_ms: number,
): Promise<T> {
  const client = openClient(env);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const left_ms = Math.max(1, ends_at_ms - Date.now());
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlinePassed("the deadline of the transaction passed")), left_ms);
  });
  // A connection that breaks fails the statement that waits for it; what else is said of it is of no use.
  client.on("error", () => undefined);
  try {
    return await Promise.race([deadline, converse(client, work, isolation, left_ms)]);
  } finally {
    clearTimeout(timer);
    await close(client);
  }
}

async function converse<T>(
  client: Client,
  work: (tx: Transaction) => Promise<T>,
  isolation: NonNullable<TransactionOptions["isolation"]>,
  left_ms: number,
): Promise<T> {
  await client.connect();
  const db = drizzle(client);
  // One message. The server ends what we can't end any more, should this Worker be gone; its limits are local
  // to the transaction, for poolers keep no settings.
  await client.query(
    `begin isolation level ${isolation}; set local statement_timeout = ${left_ms};
     set local idle_in_transaction_session_timeout = ${left_ms}`,
  );
  // Both drivers build the same statements and give the same rows; only their types name different results.
  const tx = Object.assign(db, { isTransaction: true as const }) as unknown as Transaction;
  try {
    const result = await work(tx);
    await db.execute(sql`commit`);
    return result;
  } catch (cause) {
    // Where even this fails the connection is gone, and the transaction with it: the first error says why.
    await db.execute(sql`rollback`).catch(() => undefined);
    throw cause;
  }
}

function openClient(env: DatabaseEnv): Client {
  const client = new Client(env.DATABASE_URL);
  if (env.NEON_FETCH_ENDPOINT !== undefined) {
    const { host } = new URL(env.NEON_FETCH_ENDPOINT);
    client.neonConfig.wsProxy = () => `${host}/v2`;
    client.neonConfig.useSecureWebSocket = false;
  }
  // Messages of one statement go out together already; a timer could fire after the connection was closed.
  client.neonConfig.coalesceWrites = false;
  return client;
}

/** Ends the connection, and what is open on it, whatever state it is in. Never throws. */
async function close(client: Client): Promise<void> {
  await Promise.race([client.end().catch(() => undefined), sleep(CLOSE_MS)]);
  client.neonConfig.destroy();
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
