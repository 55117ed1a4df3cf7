import { QUEUES } from "@veza/contracts/events";
import { told } from "@veza/contracts/text";
import { AppError } from "@veza/worker-kit/app-error";
import { openDatabase } from "../../db/client.ts";
import { decodeCursor, toPage } from "../../db/cursor.ts";
import { transaction } from "../../db/transaction.ts";
import type { ApiEnv } from "../../env.ts";
import { type Actor, writeAudit } from "../audit/service.ts";
import {
  type DeadLetterRow,
  findDeadLetter,
  insertDeadLetter,
  listDeadLetters,
  markReplayed,
} from "./queries.ts";

/**
 * Writes down a message that every retry failed on; once, however often it is delivered. A text in it that no
 * database takes may be why it failed: it is kept in the form in which it can be.
 */
export async function recordDeadLetter(
  env: ApiEnv,
  row: Omit<DeadLetterRow, "replayed_at" | "created_at">,
): Promise<void> {
  await insertDeadLetter(openDatabase(env), { ...row, body: storable(row.body) });
}

/** A page of dead letters, newest first. Throws `invalid_cursor`. */
export async function readDeadLetters(env: ApiEnv, query: { cursor?: string | undefined; limit: number }) {
  const after = decodeCursor(query.cursor);
  const rows = await listDeadLetters(openDatabase(env), after?.id ?? null, query.limit + 1);
  return toPage(rows, query.limit, (row) => ({ value: "0", id: row.id }));
}

/**
 * Sends a dead letter to its queue once more, then notes it with the act: a crash between the two leaves a
 * letter that can be replayed again, which consumers notice by its id. Throws `not_found`.
 */
export async function replay(env: ApiEnv, id: string, actor: Actor, now: Date): Promise<DeadLetterRow> {
  const row = await findDeadLetter(openDatabase(env), id);
  if (row === null) throw new AppError("not_found");
  const queue = row.queue === QUEUES.media ? env.MEDIA_QUEUE : env.EVENTS_QUEUE;
  await queue.send(row.body);
  return transaction(env, async (tx) => {
    const replayed = await markReplayed(tx, id, now);
    if (replayed === null) throw new AppError("not_found");
    const before = { ...row, replayed_at: row.replayed_at?.toISOString() ?? null };
    const after = { replayed_at: now.toISOString() };
    await writeAudit(tx, "dead_letter.replay", { actor, target_id: id, before, after }, now);
    return replayed;
  });
}

const storable = (body: unknown): unknown =>
  body === undefined
    ? null
    : JSON.parse(
        JSON.stringify(body, (_key, value) => (typeof value === "string" ? told.parse(value) : value)),
      );
