import type { BodyOf } from "@veza/contracts/endpoint";
import type { decideReport, Report } from "@veza/contracts/http/reports";
import { AppError } from "@veza/worker-kit/app-error";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import type { outbox } from "../outbox/schema.ts";
import { eventRow } from "../outbox/write.ts";
import { authorsOf } from "../people/service.ts";
import { asked } from "../rooms/calls.ts";
import { roomNames } from "../rooms/names.ts";
import { findReporters, type ReportRow } from "./queries.ts";

/**
 * Does in the room what was decided. What is gone there is done already. Throws `wrong_state` when the room
 * refuses, `unavailable`.
 */
export async function carryOut(
  env: ApiEnv,
  report: ReportRow,
  moderator: string,
  input: BodyOf<typeof decideReport>,
): Promise<void> {
  if (input.outcome === "dismissed") return;
  const act = { room_id: report.room_id, by: moderator, reason: input.note };
  const ban =
    input.outcome === "removed_and_banned" ? { user_id: report.author_id, duration_ms: input.ban_ms } : null;
  const answer = await asked(() => env.CHAT_RPC.moderate({ ...act, message_id: report.message_id, ban }));
  if (answer.ok) return;
  if (answer.code !== "not_found") throw new AppError("wrong_state", { detail: answer.message });
  // The message (or the room) is no more; its author may still be kept out of the room.
  if (ban === null) return;
  const alone = await asked(() => env.CHAT_RPC.moderate({ ...act, message_id: null, ban }));
  if (!alone.ok && alone.code !== "not_found") throw new AppError("wrong_state", { detail: alone.message });
}

/** News for each person who reported it, the same however often it is made. */
export async function decidedEvents(
  env: ApiEnv,
  report: ReportRow,
  outcome: NonNullable<Report["outcome"]>,
  now: Date,
): Promise<(typeof outbox.$inferInsert)[]> {
  const reporters = await findReporters(openDatabase(env), report.id);
  // Programs read no news, and who has closed their account gets none.
  const people = [...(await authorsOf(env, reporters)).values()].filter(({ is_bot }) => is_bot !== true);
  const { id: room_id, name: room_name } = (await roomNames(env, [report.room_id]))(report.room_id);
  return people.map(({ user_id }) =>
    eventRow(
      {
        id: `report.decided:${report.id}:${user_id}`,
        type: "notification.requested",
        data: {
          user_id,
          type: "report_decided",
          data: { report_id: report.id, room_id, room_name, message_id: report.message_id, code: outcome },
        },
      },
      now,
    ),
  );
}
