import { call } from "../../lib/api/call.ts";
import { endpointsOf } from "../../lib/api/endpoints-of.ts";

const uploads = endpointsOf(() => import("@veza/contracts/http/uploads"));

/** What the server takes from who asks: formats and limits. */
export const uploadFactsQuery = {
  queryKey: ["upload-facts"] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) => call(uploads("describeUploads"), { signal }),
  staleTime: 10 * 60_000,
};
