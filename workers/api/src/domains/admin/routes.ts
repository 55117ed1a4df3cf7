import * as contract from "@veza/contracts/http/admin";
import type { ApiApp, Mount } from "../../app.ts";
import { actorOf } from "../audit/service.ts";
import { toDeadLetter } from "./queries.ts";
import { readDeadLetters, replay } from "./service.ts";

export function mountAdmin(app: ApiApp, mount: Mount): void {
  mount(app, contract.listDeadLetters, async ({ env, query }) => {
    const page = await readDeadLetters(env, query);
    return { items: page.rows.map(toDeadLetter), next_cursor: page.next_cursor };
  });

  mount(app, contract.replayDeadLetter, async ({ c, env, params, principal }) => {
    const row = await replay(env, params.dead_letter_id, actorOf(principal), new Date());
    c.get("log").info("dead letter replayed", { dead_letter_id: row.id, by: principal.user_id });
    return toDeadLetter(row);
  });
}
