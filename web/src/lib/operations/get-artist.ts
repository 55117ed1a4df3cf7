import { queryOptions, useQuery } from "@tanstack/react-query";
import { getArtist } from "@veza/contracts/http/accounts";
import { call } from "../api/call.ts";
import { queryKeys } from "./query-keys.ts";

export const artistOptions = (username: string) =>
  queryOptions({
    queryKey: queryKeys.artist(username),
    queryFn: ({ signal }) => call(getArtist, { params: { username }, signal }),
  });

export function useArtist(username: string) {
  return useQuery(artistOptions(username));
}
