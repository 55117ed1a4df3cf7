import { useQuery } from "@tanstack/react-query";
import { getParty } from "@veza/contracts/http/parties";
import { call } from "../../lib/api/call.ts";

/** What somebody sees of a party before joining it. Asked for again while one looks at it: who is here changes. */
export function usePartySummary(partyId: string, { enabled }: { enabled: boolean }) {
  return useQuery({
    queryKey: ["party", partyId],
    queryFn: ({ signal }) => call(getParty, { params: { party_id: partyId }, signal }),
    enabled,
    refetchInterval: (query) => (query.state.data ? 10_000 : false),
    staleTime: 0,
  });
}
