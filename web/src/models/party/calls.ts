import type { BodyInput } from "@veza/contracts/endpoint";
import type { createParty } from "@veza/contracts/http/parties";
import { call } from "../../lib/api/call.ts";
import { endpointsOf } from "../../lib/api/endpoints-of.ts";

const parties = endpointsOf(() => import("@veza/contracts/http/parties"));

/**
 * What somebody sees of a party before joining it. Asked for again while one looks at it: who is here
 * changes.
 */
export const partySummaryQuery = (partyId: string) => ({
  queryKey: ["party", partyId] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call(parties("getParty"), { params: { party_id: partyId }, signal }),
  refetchInterval: ({ state }: { state: { data?: object | undefined } }): number | false =>
    state.data ? 10_000 : false,
  staleTime: 0,
});

export const createPartyMutation = {
  mutationFn: (body: BodyInput<typeof createParty>) => call(parties("createParty"), { body }),
};
