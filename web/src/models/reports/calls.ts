import type { BodyInput } from "@veza/contracts/endpoint";
import type * as contract from "@veza/contracts/http/reports";
import { call } from "../../lib/api/call.ts";
import { endpointsOf } from "../../lib/api/endpoints-of.ts";
import { pagedQuery } from "../../lib/paged-query.ts";
import { queryClient } from "../../lib/query-client.ts";

const reports = endpointsOf(() => import("@veza/contracts/http/reports"));

const KEY = ["reports"] as const;
/** The queue is looked at again by itself while it is open. */
const REFRESH_MS = 20_000;

export const reportsQuery = (state: contract.Report["state"]) => ({
  ...pagedQuery([...KEY, state] as const, (from, signal) =>
    call(reports("listReports"), { query: { state, ...from }, signal }),
  ),
  refetchInterval: REFRESH_MS,
});

export const moderationActsQuery = pagedQuery([...KEY, "log"] as const, (from, signal) =>
  call(reports("listModerationActs"), { query: from, signal }),
);

export type ReportAct =
  | { kind: "claim" | "release"; id: string }
  | { kind: "decide"; id: string; body: BodyInput<typeof contract.decideReport> };

/** Claim, release or decide; the lists are asked for again also when somebody else was faster. */
export const reportActMutation = {
  mutationFn: (act: ReportAct) => {
    const params = { report_id: act.id };
    if (act.kind === "decide") return call(reports("decideReport"), { params, body: act.body });
    return call(reports(act.kind === "claim" ? "claimReport" : "releaseReport"), { params });
  },
  onSettled: () => queryClient.invalidateQueries({ queryKey: KEY }),
};
