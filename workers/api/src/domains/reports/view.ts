import { type ModerationAct, REPORT_OUTCOMES, type Report } from "@veza/contracts/http/reports";
import { z } from "zod";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { readAuthors } from "../accounts/service.ts";
import type { AuditRow } from "../audit/chain.ts";
import { roomNames } from "../rooms/names.ts";
import { findReasons, type ReportRow } from "./queries.ts";

/** Of one message: the newest ones are shown. */
const MOST_REASONS = 100;

/** Reports as moderators see them, in the same order. */
export async function toReports(env: ApiEnv, rows: ReportRow[]): Promise<Report[]> {
  const reasons = await findReasons(
    openDatabase(env),
    rows.map(({ id }) => id),
    MOST_REASONS,
  );
  const people = [
    ...rows.flatMap(({ author_id, claimed_by }) => [author_id, claimed_by]),
    ...reasons.map(({ reporter_id }) => reporter_id),
  ];
  const [author, room] = await Promise.all([
    readAuthors(
      env,
      people.filter((id) => id !== null),
    ),
    roomNames(
      env,
      rows.map(({ room_id }) => room_id),
    ),
  ]);
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    room: room(row.room_id),
    message_id: row.message_id,
    author: author(row.author_id),
    body: row.body,
    reasons: reasons
      .filter(({ report_id }) => report_id === row.id)
      .map(({ reporter_id, category, note, created_at }) => ({
        reporter: reporter_id === null ? null : author(reporter_id),
        category,
        note,
        at: created_at.toISOString(),
      })),
    claimed_by: row.claimed_by === null ? null : author(row.claimed_by),
    outcome: row.outcome,
    decision_note: row.decision_note,
    created_at: row.created_at.toISOString(),
    decided_at: row.decided_at?.toISOString() ?? null,
  }));
}

/** The part of the audit's facts that the moderators' log shows. */
const ActFacts = z.object({
  author_id: z.string(),
  outcome: z.enum(REPORT_OUTCOMES).nullable(),
  note: z.string().nullable(),
});
const ActName = z.enum(["claim", "release", "decide"]);

export async function toActs(env: ApiEnv, rows: AuditRow[]): Promise<ModerationAct[]> {
  const author = await readAuthors(
    env,
    rows.map(({ actor_id }) => actor_id),
  );
  return rows.map((row) => {
    const { author_id, outcome, note } = ActFacts.parse(row.after);
    return {
      at: row.at.toISOString(),
      by: author(row.actor_id),
      action: ActName.parse(row.action.replace("report.", "")),
      report_id: row.target_id,
      user_id: author_id,
      outcome,
      note,
    };
  });
}
