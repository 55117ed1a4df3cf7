import * as contract from "@veza/contracts/http/listening";
import type { ApiApp, Mount } from "../../app.ts";
import { openDatabase } from "../../db/client.ts";
import { clearHistory, isHistoryOn, removeFromHistory, setHistory } from "./queries.ts";
import { readHistory } from "./service.ts";

export function mountListening(app: ApiApp, mount: Mount): void {
  mount(app, contract.listHistory, async ({ env, query, principal }) =>
    readHistory(env, principal, { ...query, unfinished: query.unfinished === "true" }, new Date()),
  );

  mount(app, contract.clearHistory, async ({ env, principal }) => {
    await clearHistory(openDatabase(env), principal.user_id, new Date());
    return undefined;
  });

  mount(app, contract.removeFromHistory, async ({ env, params, principal }) => {
    await removeFromHistory(openDatabase(env), principal.user_id, params.track_id, new Date());
    return undefined;
  });

  mount(app, contract.getListeningSettings, async ({ env, principal }) => ({
    is_history_on: await isHistoryOn(openDatabase(env), principal.user_id),
  }));

  mount(app, contract.updateListeningSettings, async ({ env, body, principal }) => {
    await setHistory(openDatabase(env), principal.user_id, body.is_history_on, new Date());
    return { is_history_on: body.is_history_on };
  });
}
