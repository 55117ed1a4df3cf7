import * as contract from "@veza/contracts/http/people";
import type { ApiApp, Mount } from "../../app.ts";
import { openDatabase } from "../../db/client.ts";
import { decodeTimeCursor, toPage } from "../../db/cursor.ts";
import { findByPrefix, listBlocked, removeBlock, setMailOn } from "./queries.ts";
import { block, chatSettingsOf, readPerson } from "./service.ts";

const MAX_FOUND = 10;

export function mountPeople(app: ApiApp, mount: Mount): void {
  mount(app, contract.searchPeople, async ({ env, query, principal }) => ({
    items: await findByPrefix(openDatabase(env), query.query, principal.user_id, MAX_FOUND),
  }));

  mount(app, contract.getPerson, async ({ env, params, principal }) =>
    readPerson(env, params.user_id, principal.user_id),
  );

  mount(app, contract.listBlocks, async ({ env, query, principal }) => {
    const after = decodeTimeCursor(query.cursor);
    const rows = await listBlocked(openDatabase(env), principal.user_id, after, query.limit + 1);
    const page = toPage(rows, query.limit, (row) => ({
      value: row.blocked_at.toISOString(),
      id: row.user_id,
    }));
    return { items: page.rows, next_cursor: page.next_cursor };
  });

  mount(app, contract.blockPerson, async ({ env, params, principal }) => {
    await block(env, principal.user_id, params.user_id, new Date());
    return undefined;
  });

  mount(app, contract.unblockPerson, async ({ env, params, principal }) => {
    await removeBlock(openDatabase(env), principal.user_id, params.user_id);
    return undefined;
  });

  mount(app, contract.getChatSettings, async ({ env, principal }) => chatSettingsOf(env, principal.user_id));

  mount(app, contract.putChatSettings, async ({ env, body, principal }) => {
    await setMailOn(openDatabase(env), principal.user_id, body.is_mail_on);
    return body;
  });
}
