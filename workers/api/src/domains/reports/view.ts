import type { ModerationAct, Report } from "@veza/contracts/http/reports";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { readAuthors } from "../accounts/service.ts";
import { roomNames } from "../rooms/names.ts";
import { type ActRow, findReasons, type ReportRow } from "./queries.ts";

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

export async function toActs(env: ApiEnv, rows: ActRow[]): Promise<ModerationAct[]> {
  const author = await readAuthors(
    env,
    rows.map(({ by }) => by),
  );
  return rows.map(({ created_at, by, action, report_id, user_id, outcome, note }) => ({
    at: created_at.toISOString(),
    by: author(by),
    action,
    report_id,
    user_id,
    outcome,
    note,
  }));
}
