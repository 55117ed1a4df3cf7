import { queryOptions, useQuery } from "@tanstack/react-query";
import { describeUploads } from "@veza/contracts/http/uploads";
import { call } from "../../../lib/api/call.ts";
import { queryKeys } from "../../../lib/operations/query-keys.ts";

export const uploadFactsOptions = queryOptions({
  queryKey: queryKeys.uploadFacts,
  queryFn: ({ signal }) => call(describeUploads, { signal }),
  staleTime: 10 * 60_000,
});

/** What the server takes from who asks: formats and limits. */
export function useUploadFacts() {
  return useQuery(uploadFactsOptions);
}
