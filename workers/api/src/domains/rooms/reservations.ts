import type { Logger } from "@veza/core/log";
import { released } from "@veza/worker-kit/rpc-result";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { findForgotten, removeReservation } from "./queries.ts";
import { keepAnswer } from "./view.ts";

/** Longer than a request and its second try take. */
const FORGOTTEN_MS = 10 * 60_000;
const AT_ONCE = 20;

/**
 * Ids that were reserved and of which nothing was heard: the room says whether it was made. If so it is
 * written down, if not the id and its slug are free again. Those of pairs and subjects stay: their next use
 * goes on with them.
 */
export async function settleReservations(env: ApiEnv, log: Logger, now: Date): Promise<void> {
  const db = openDatabase(env);
  for (const { id, reserved_by } of await findForgotten(
    db,
    new Date(now.getTime() - FORGOTTEN_MS),
    AT_ONCE,
  )) {
    if (reserved_by === null) continue;
    const view = await released(env.CHAT_RPC.room({ room_id: id, user_id: reserved_by }));
    if (view === null) await removeReservation(db, id);
    else await keepAnswer(env, view, reserved_by, [], log);
  }
}
