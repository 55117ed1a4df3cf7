import type { BodyOf } from "@veza/contracts/endpoint";
import type { DataOf } from "@veza/contracts/events";
import type { decideReport as decideContract, ModerationAct, Report } from "@veza/contracts/http/reports";
import { newId } from "@veza/core/ids";
import { AppError } from "@veza/worker-kit/app-error";
import { openDatabase } from "../../db/client.ts";
import { decodeTimeCursor, toPage } from "../../db/cursor.ts";
import { violates } from "../../db/postgres-error.ts";
import { type Transaction, transaction } from "../../db/transaction.ts";
import type { ApiEnv } from "../../env.ts";
import { type Actor, readAudit, writeAudit } from "../audit/service.ts";
import type { outbox } from "../outbox/schema.ts";
import { insertOutbox, markConsumed } from "../outbox/write.ts";
import { carryOut, decidedEvents } from "./decide.ts";
import { canClaim, isClaimedBy, isSameDecision, mayJudge } from "./policy.ts";
import {
  addReason,
  countWaiting,
  findReport,
  listReports,
  lockReport,
  type ReportRow,
  renewClaim,
  setReport,
} from "./queries.ts";
import { toActs, toReports } from "./view.ts";

/** What of the audit is the moderators' log. */
const ACTS = ["report.claim", "report.release", "report.decide"] as const;
/** The handler that writes reports down. */
export const ADD_REPORT = "add report";

/**
 * A message was reported: one more reason of its entry, or a new entry. A second delivery of the event
 * changes nothing.
 */
export async function onMessageReported(
  env: ApiEnv,
  event: { id: string; occurred_at: string },
  data: DataOf<"message.reported">,
  now: Date,
): Promise<void> {
  const db = openDatabase(env);
  const reason = {
    ...data,
    event_id: event.id,
    report_id: newId("report", now.getTime()),
    at: new Date(event.occurred_at),
  };
  try {
    await db.batch([markConsumed(db, event.id, ADD_REPORT), addReason(db, reason)]);
  } catch (cause) {
    if (!violates(cause, "consumed_events_pkey")) throw cause;
  }
}

export async function readQueue(
  env: ApiEnv,
  query: { state: Report["state"]; cursor?: string | undefined; limit: number },
) {
  const db = openDatabase(env);
  const after = decodeTimeCursor(query.cursor);
  const [rows, waiting] = await Promise.all([
    listReports(db, query.state, after, query.limit + 1),
    countWaiting(db),
  ]);
  const page = toPage(rows, query.limit, (row) => ({
    value: (row.decided_at ?? row.created_at).toISOString(),
    id: row.id,
  }));
  return { items: await toReports(env, page.rows), next_cursor: page.next_cursor, ...waiting };
}

/** What the moderators did, as the audit has it. */
export async function readLog(env: ApiEnv, query: { cursor?: string | undefined; limit: number }) {
  const page = await readAudit(env, { actions: ACTS }, query);
  const items: ModerationAct[] = await toActs(env, page.rows);
  return { items, next_cursor: page.next_cursor };
}

/** Takes a report. Of two at once one gets it, the other `wrong_state`. One's own claim may be repeated. */
export async function claim(env: ApiEnv, id: string, actor: Actor, now: Date): Promise<Report> {
  await transaction(env, async (tx) => {
    const report = judgeable(await lockReport(tx, id), actor.user_id);
    if (isClaimedBy(report, actor.user_id)) return;
    if (!canClaim(report, now)) throw taken();
    const set = { state: "claimed", claimed_by: actor.user_id, claimed_at: now } as const;
    await writeAct(tx, "report.claim", actor, report, await setReport(tx, id, set), now);
  });
  return show(env, id);
}

/** Gives a report back. One that is open is back already. */
export async function release(env: ApiEnv, id: string, actor: Actor, now: Date): Promise<Report> {
  await transaction(env, async (tx) => {
    const report = found(await lockReport(tx, id));
    if (report.state === "open") return;
    if (!isClaimedBy(report, actor.user_id)) throw taken();
    const set = { state: "open", claimed_by: null, claimed_at: null } as const;
    await writeAct(tx, "report.release", actor, report, await setReport(tx, id, set), now);
  });
  return show(env, id);
}

/**
 * Decides a report that the moderator has claimed: carried out in the room first, then recorded with its act
 * and the news for the reporters. A crash between the two leaves a claim, and deciding again does no harm.
 * Throws `wrong_state`, `unavailable`.
 */
export async function decide(
  env: ApiEnv,
  id: string,
  actor: Actor,
  input: BodyOf<typeof decideContract>,
  now: Date,
): Promise<Report> {
  const moderator = actor.user_id;
  const report = judgeable(await findReport(openDatabase(env), id), moderator);
  if (isSameDecision(report, moderator, input.outcome)) return show(env, id);
  if (!(await renewClaim(openDatabase(env), id, moderator))) throw taken();
  await carryOut(env, report, moderator, input);
  // A report that comes while we decide is decided with the others, and its reporter told: the news is made
  // again.
  for (let tries = 0; tries < 5; tries++) {
    const seen = await read(env, id);
    const news = await decidedEvents(env, seen, input.outcome, now);
    if (await record(env, seen, actor, input, news, now)) return show(env, id);
  }
  throw taken();
}

/**
 * Records a decision with its act and its news.
 * @returns false when reports have come since `seen` was read. Throws `wrong_state` when the claim does not
 * stand any more.
 */
const record = (
  env: ApiEnv,
  seen: ReportRow,
  actor: Actor,
  input: BodyOf<typeof decideContract>,
  news: (typeof outbox.$inferInsert)[],
  now: Date,
): Promise<boolean> =>
  transaction(env, async (tx) => {
    const report = found(await lockReport(tx, seen.id));
    if (isSameDecision(report, actor.user_id, input.outcome)) return true;
    if (!isClaimedBy(report, actor.user_id)) throw taken();
    if (report.reason_count !== seen.reason_count) return false;
    const decided = await setReport(tx, seen.id, {
      state: "decided",
      outcome: input.outcome,
      decision_note: input.note,
      decided_at: now,
    });
    if (news.length > 0) await insertOutbox(tx, news);
    await writeAct(tx, "report.decide", actor, report, decided, now);
    return true;
  });

function writeAct(
  tx: Transaction,
  action: (typeof ACTS)[number],
  actor: Actor,
  before: ReportRow,
  after: ReportRow,
  now: Date,
): Promise<void> {
  const { state, claimed_by, author_id, outcome, decision_note } = after;
  const act = { actor, target_id: after.id, before };
  return writeAudit(
    tx,
    action,
    { ...act, after: { state, claimed_by, author_id, outcome, note: decision_note } },
    now,
  );
}

const read = async (env: ApiEnv, id: string): Promise<ReportRow> =>
  found(await findReport(openDatabase(env), id));

function found(report: ReportRow | null): ReportRow {
  if (report === null) throw new AppError("not_found");
  return report;
}

function judgeable(row: ReportRow | null, moderator: string): ReportRow {
  const report = found(row);
  if (!mayJudge(report, moderator))
    throw new AppError("forbidden", { detail: "This is about a message of your own." });
  return report;
}

async function show(env: ApiEnv, id: string): Promise<Report> {
  const [shown] = await toReports(env, [await read(env, id)]);
  if (shown === undefined) throw new AppError("not_found");
  return shown;
}

const taken = () =>
  new AppError("wrong_state", { detail: "Somebody else has this report, or it is decided." });
