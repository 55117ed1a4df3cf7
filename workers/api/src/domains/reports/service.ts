import type { BodyOf } from "@veza/contracts/endpoint";
import type { DataOf } from "@veza/contracts/events";
import type { decideReport as decideContract, ModerationAct, Report } from "@veza/contracts/http/reports";
import { newId } from "@veza/core/ids";
import { AppError } from "@veza/worker-kit/app-error";
import { openDatabase } from "../../db/client.ts";
import { decodeCursor, decodeTimeCursor, toPage } from "../../db/cursor.ts";
import { violates } from "../../db/postgres-error.ts";
import type { ApiEnv } from "../../env.ts";
import { markConsumed } from "../outbox/write.ts";
import { carryOut, decidedEvents } from "./decide.ts";
import { CLAIM_MS, isClaimedBy, isSameDecision, mayJudge } from "./policy.ts";
import {
  addReason,
  claimReport,
  countWaiting,
  decideReport,
  findReport,
  listActs,
  listReports,
  type ReportRow,
  releaseReport,
  renewClaim,
} from "./queries.ts";
import { toActs, toReports } from "./view.ts";

/** A message was reported: one more reason of its entry, or a new entry. A second delivery of the event changes nothing. */
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
    await db.batch([markConsumed(db, event.id), addReason(db, reason)]);
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

export async function readLog(env: ApiEnv, query: { cursor?: string | undefined; limit: number }) {
  const after = decodeCursor(query.cursor);
  const before = after === null ? null : Number(after.value);
  if (before !== null && !Number.isSafeInteger(before)) throw new AppError("invalid_cursor");
  const page = toPage(await listActs(openDatabase(env), before, query.limit + 1), query.limit, (row) => ({
    value: String(row.n),
    id: `act_${row.n}`,
  }));
  const items: ModerationAct[] = await toActs(env, page.rows);
  return { items, next_cursor: page.next_cursor };
}

/** Takes a report. Of two at once one gets it, the other `wrong_state`. One's own claim may be repeated. */
export async function claim(env: ApiEnv, id: string, moderator: string, now: Date): Promise<Report> {
  const db = openDatabase(env);
  const report = await readJudgeable(env, id, moderator);
  if (!isClaimedBy(report, moderator)) {
    const isMine = await claimReport(db, id, moderator, new Date(now.getTime() - CLAIM_MS));
    // Two requests of the same moderator: the second one finds what the first has done.
    if (!isMine && !isClaimedBy(await read(env, id), moderator)) throw taken();
  }
  return show(env, id);
}

/** Gives a report back. One that is open is back already. */
export async function release(env: ApiEnv, id: string, moderator: string): Promise<Report> {
  const report = await read(env, id);
  if (report.state !== "open" && !(await releaseReport(openDatabase(env), id, moderator))) throw taken();
  return show(env, id);
}

/**
 * Decides a report that the moderator has claimed: carried out in the room first, then recorded with its act and the news for the
 * reporters. A crash between the two leaves a claim, and deciding again does no harm. Throws `wrong_state`, `unavailable`.
 */
export async function decide(
  env: ApiEnv,
  id: string,
  moderator: string,
  input: BodyOf<typeof decideContract>,
  now: Date,
): Promise<Report> {
  const db = openDatabase(env);
  const report = await readJudgeable(env, id, moderator);
  if (isSameDecision(report, moderator, input.outcome)) return show(env, id);
  if (!(await renewClaim(db, id, moderator))) throw taken();
  await carryOut(env, report, moderator, input);
  const decision = { by: moderator, outcome: input.outcome, note: input.note };
  // A report that comes while we decide is decided with the others, and its reporter told: the news is made again.
  for (let tries = 0; tries < 5; tries++) {
    const current = await read(env, id);
    if (await decideReport(db, current, decision, await decidedEvents(env, current, input.outcome, now)))
      return show(env, id);
    if (!isClaimedBy(await read(env, id), moderator)) break;
  }
  if (isSameDecision(await read(env, id), moderator, input.outcome)) return show(env, id);
  throw taken();
}

async function read(env: ApiEnv, id: string): Promise<ReportRow> {
  const report = await findReport(openDatabase(env), id);
  if (report === null) throw new AppError("not_found");
  return report;
}

async function readJudgeable(env: ApiEnv, id: string, moderator: string): Promise<ReportRow> {
  const report = await read(env, id);
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
