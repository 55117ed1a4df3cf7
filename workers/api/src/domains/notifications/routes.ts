import * as contract from "@veza/contracts/http/notifications";
import type { ApiApp, Mount } from "../../app.ts";
import { openDatabase } from "../../db/client.ts";
import { decodeCursor, toPage } from "../../db/cursor.ts";
import { pushLive } from "./live.ts";
import { countUnread, listNotifications, markRead, toNotification } from "./queries.ts";

export function mountNotifications(app: ApiApp, mount: Mount): void {
  mount(app, contract.listNotifications, async ({ env, query, principal }) => {
    const after = decodeCursor(query.cursor);
    const rows = await listNotifications(
      openDatabase(env),
      principal.user_id,
      after?.id ?? null,
      query.limit + 1,
    );
    const page = toPage(rows, query.limit, (row) => ({ value: "0", id: row.id }));
    return { items: page.rows.map(toNotification), next_cursor: page.next_cursor };
  });

  mount(app, contract.readNotifications, async ({ c, env, body, principal }) => {
    const db = openDatabase(env);
    await markRead(db, principal.user_id, body.up_to);
    const unread = await countUnread(db, principal.user_id);
    // The user's other devices clear their badge too.
    await pushLive(
      env,
      principal.user_id,
      [{ t: "notifications.read", notifications_unread: unread }],
      c.get("log"),
    );
    return { unread };
  });
}
