import * as contract from "@veza/contracts/http/audit";
import type { ApiApp, Mount } from "../../app.ts";
import { readAudit, toEntry } from "./service.ts";

export function mountAudit(app: ApiApp, mount: Mount): void {
  mount(app, contract.listAudit, async ({ env, query }) => {
    const { actor_id, target_id, action } = query;
    const actions = action === undefined ? undefined : [action];
    const page = await readAudit(env, { actor_id, target_id, actions }, query);
    return { items: page.rows.map(toEntry), next_cursor: page.next_cursor };
  });
}
