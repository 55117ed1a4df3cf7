import { infiniteQueryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type HistoryEntry, listHistory } from "@veza/contracts/http/listening";
import { call } from "../api/call.ts";

export interface HistoryPage {
  items: HistoryEntry[];
  next_cursor: string | null;
}

export const historyKeys = {
  all: ["history"] as const,
  list: ["history", "list"] as const,
  shelf: (kind: "recent" | "unfinished") => ["history", "shelf", kind] as const,
  settings: ["listening-settings"] as const,
};

export const historyOptions = infiniteQueryOptions({
  queryKey: historyKeys.list,
  queryFn: ({ pageParam, signal }): Promise<HistoryPage> =>
    call(listHistory, {
      query: { limit: 40, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
      signal,
    }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: HistoryPage) => page.next_cursor ?? undefined,
});

/** The whole history, page by page; `entries` is flat and without the doubles that a moving list brings. */
export function useHistory() {
  const query = useInfiniteQuery(historyOptions);
  const seen = new Map<string, HistoryEntry>();
  for (const page of query.data?.pages ?? [])
    for (const entry of page.items) if (!seen.has(entry.track.id)) seen.set(entry.track.id, entry);
  return { ...query, entries: [...seen.values()] };
}

/** As much of it as one row shows: what was played last, or what was left in the middle. */
export function useShelf(kind: "recent" | "unfinished", limit: number) {
  return useQuery({
    queryKey: historyKeys.shelf(kind),
    queryFn: async ({ signal }) => {
      const unfinished = kind === "unfinished" ? "true" : "false";
      return (await call(listHistory, { query: { limit, unfinished }, signal })).items;
    },
    // What was heard a moment ago is to be here when one comes back to the page.
    refetchOnMount: "always",
  });
}
