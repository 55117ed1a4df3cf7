import { infiniteQueryOptions, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import type { BodyInput } from "@veza/contracts/endpoint";
import * as contract from "@veza/contracts/http/reports";
import { call } from "../../lib/api/call.ts";

const KEY = ["reports"] as const;
/** The queue is looked at again by itself while it is open. */
const REFRESH_MS = 20_000;
const cursorOf = (pageParam: string | undefined) => (pageParam === undefined ? {} : { cursor: pageParam });

export function useReports(state: contract.Report["state"]) {
  return useInfiniteQuery({
    ...infiniteQueryOptions({
      queryKey: [...KEY, state],
      queryFn: ({ pageParam, signal }) =>
        call(contract.listReports, { query: { state, ...cursorOf(pageParam) }, signal }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next_cursor ?? undefined,
    }),
    refetchInterval: REFRESH_MS,
  });
}

export function useModerationActs() {
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: [...KEY, "log"],
      queryFn: ({ pageParam, signal }) =>
        call(contract.listModerationActs, { query: cursorOf(pageParam), signal }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next_cursor ?? undefined,
    }),
  );
}

/** Claim, release or decide; the lists are asked for again also when somebody else was faster. */
export function useReportAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (
      act:
        | { kind: "claim" | "release"; id: string }
        | { kind: "decide"; id: string; body: BodyInput<typeof contract.decideReport> },
    ) => {
      const params = { report_id: act.id };
      if (act.kind === "decide") return call(contract.decideReport, { params, body: act.body });
      return call(act.kind === "claim" ? contract.claimReport : contract.releaseReport, { params });
    },
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
