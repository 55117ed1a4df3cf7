import { QUEUES } from "@veza/contracts/events";
import * as contract from "@veza/contracts/http/admin";
import { AppError } from "@veza/worker-kit/app-error";
import type { ApiApp, Mount } from "../../app.ts";
import { openDatabase } from "../../db/client.ts";
import { decodeCursor, toPage } from "../../db/cursor.ts";
import { findDeadLetter, listDeadLetters, markReplayed, toDeadLetter } from "./queries.ts";

export function mountAdmin(app: ApiApp, mount: Mount): void {
  mount(app, contract.listDeadLetters, async ({ env, query }) => {
    const after = decodeCursor(query.cursor);
    const page = toPage(
      await listDeadLetters(openDatabase(env), after?.id ?? null, query.limit + 1),
      query.limit,
      (row) => ({ value: "0", id: row.id }),
    );
    return { items: page.rows.map(toDeadLetter), next_cursor: page.next_cursor };
  });

  mount(app, contract.replayDeadLetter, async ({ c, env, params, principal }) => {
    const db = openDatabase(env);
    const row = await findDeadLetter(db, params.dead_letter_id);
    if (row === null) throw new AppError("not_found");
    const queue = row.queue === QUEUES.media ? env.MEDIA_QUEUE : env.EVENTS_QUEUE;
    await queue.send(row.body);
    c.get("log").info("dead letter replayed", { dead_letter_id: row.id, by: principal.user_id });
    const replayed = await markReplayed(db, row.id);
    if (replayed === null) throw new AppError("not_found");
    return toDeadLetter(replayed);
  });
}
