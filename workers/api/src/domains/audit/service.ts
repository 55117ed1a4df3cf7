import type { AuditEntry } from "@veza/contracts/http/audit";
import type { Role } from "@veza/contracts/roles";
import { newId } from "@veza/core/ids";
import { AppError } from "@veza/worker-kit/app-error";
import type { Principal } from "@veza/worker-kit/principal";
import { type DatabaseEnv, openDatabase } from "../../db/client.ts";
import { decodeCursor, toPage } from "../../db/cursor.ts";
import type { Transaction } from "../../db/transaction.ts";
import { type AfterOf, AUDIT_ACTIONS, type AuditAction, type BeforeOf } from "./actions.ts";
import { type AuditRow, GENESIS, hashOf, type Link, walk } from "./chain.ts";
import { type AuditFilter, chainAfter, insertEntry, listEntries, lockChain } from "./queries.ts";

/** Who acts, by which right, and from where. */
export interface Actor {
  user_id: string;
  role: Role;
  /** The coarse network (`ipPrefix`); null where no request of theirs is at hand. */
  network: string | null;
}

export const actorOf = ({
  user_id,
  role,
  network,
}: Pick<Principal, "user_id" | "role" | "network">): Actor => ({
  user_id,
  role,
  network: network ?? null,
});

/**
 * Writes an act down, in the transaction of the act itself. Everybody else who writes waits from here to the
 * end of the transaction, so it comes last in it; the transaction must be `read committed`, for an older
 * snapshot would not see the last row.
 */
export async function writeAudit<A extends AuditAction>(
  tx: Transaction,
  action: A,
  act: { actor: Actor; target_id: string; before: BeforeOf<A>; after: AfterOf<A> },
  now: Date,
): Promise<void> {
  const { target, before, after } = AUDIT_ACTIONS[action];
  const last = await lockChain(tx);
  const row = {
    id: newId("audit", now.getTime()),
    seq: (last?.seq ?? 0) + 1,
    at: now,
    actor_id: act.actor.user_id,
    actor_role: act.actor.role,
    action,
    target_type: target,
    target_id: act.target_id,
    network: act.actor.network,
    // Parsing leaves out whatever the schema does not name.
    before: before.parse(act.before),
    after: after.parse(act.after),
    prev_hash: last?.hash ?? GENESIS,
  };
  await insertEntry(tx, { ...row, hash: await hashOf(row) });
}

/** A page of rows that match, newest first. Throws `invalid_cursor`. */
export async function readAudit(
  env: DatabaseEnv,
  filter: AuditFilter,
  query: { cursor?: string | undefined; limit: number },
): Promise<{ rows: AuditRow[]; next_cursor: string | null }> {
  const after = decodeCursor(query.cursor);
  const before_seq = after === null ? null : Number(after.value);
  if (before_seq !== null && !Number.isSafeInteger(before_seq)) throw new AppError("invalid_cursor");
  const rows = await listEntries(openDatabase(env), filter, before_seq, query.limit + 1);
  return toPage(rows, query.limit, ({ seq }) => ({ value: String(seq), id: `act_${seq}` }));
}

export const toEntry = ({ at, hash, prev_hash, ...row }: AuditRow): AuditEntry => ({
  ...row,
  at: at.toISOString(),
  hash,
  prev_hash,
});

const WALK_ROWS = 500;

/**
 * Walks the whole chain.
 * @returns how many rows are whole and the hash of the last one, which is worth keeping elsewhere: a log that
 * was cut short at its end is whole in itself; or the first row that is not as it was written
 */
export async function verifyAudit(
  env: DatabaseEnv,
): Promise<{ rows: number; last_hash: string } | { seq: number; broken: "gap" | "link" | "content" }> {
  const db = openDatabase(env);
  let last: Link | null = null;
  for (;;) {
    const rows: AuditRow[] = await chainAfter(db, last?.seq ?? 0, WALK_ROWS);
    const walked = await walk(rows, last);
    if ("broken" in walked) return walked;
    last = walked.last;
    if (rows.length < WALK_ROWS) return { rows: last?.seq ?? 0, last_hash: last?.hash ?? GENESIS };
  }
}
