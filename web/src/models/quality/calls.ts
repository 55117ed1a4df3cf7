import { keepPreviousData } from "@tanstack/query-core";
import type { QueryInput } from "@veza/contracts/endpoint";
import type { getQuality } from "@veza/contracts/http/admin";
import { call } from "../../lib/api/call.ts";
import { endpointsOf } from "../../lib/api/endpoints-of.ts";

const admin = endpointsOf(() => import("@veza/contracts/http/admin"));

/** A slice of the shortest range lasts five minutes. */
const REFRESH_MS = 60_000;

/** How listening went in a range of time, for the operator. */
export const qualityQuery = (range: QueryInput<typeof getQuality>["range"]) => ({
  queryKey: ["quality", range] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) => call(admin("getQuality"), { query: { range }, signal }),
  refetchInterval: REFRESH_MS,
  placeholderData: keepPreviousData,
});
