import * as contract from "@veza/contracts/http/reports";
import type { ApiApp, Mount } from "../../app.ts";
import { actorOf } from "../audit/service.ts";
import { dispatchInBackground } from "../outbox/service.ts";
import { claim, decide, readLog, readQueue, release } from "./service.ts";

export function mountReports(app: ApiApp, mount: Mount): void {
  mount(app, contract.listReports, async ({ env, query }) => readQueue(env, query));

  mount(app, contract.claimReport, async ({ env, params, principal }) =>
    claim(env, params.report_id, actorOf(principal), new Date()),
  );

  mount(app, contract.releaseReport, async ({ env, params, principal }) =>
    release(env, params.report_id, actorOf(principal), new Date()),
  );

  mount(app, contract.decideReport, async ({ c, env, params, body, principal }) => {
    const report = await decide(env, params.report_id, actorOf(principal), body, new Date());
    c.executionCtx.waitUntil(dispatchInBackground(env));
    return report;
  });

  mount(app, contract.listModerationActs, async ({ env, query }) => readLog(env, query));
}
