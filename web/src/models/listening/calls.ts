import type { InfiniteData } from "@tanstack/query-core";
import type { HistoryEntry } from "@veza/contracts/http/listening";
import { call } from "../../lib/api/call.ts";
import { endpointsOf } from "../../lib/api/endpoints-of.ts";
import { type Page, pagedQuery } from "../../lib/paged-query.ts";
import { queryClient } from "../../lib/query-client.ts";
import { queryWish } from "../../lib/wish.ts";

const listening = endpointsOf(() => import("@veza/contracts/http/listening"));

type Pages = InfiniteData<Page<HistoryEntry>, string | undefined>;

const SHELVES = ["recent", "unfinished"] as const;
type Shelf = (typeof SHELVES)[number];

export const historyKeys = {
  all: ["history"] as const,
  list: ["history", "list"] as const,
  shelf: (kind: Shelf) => ["history", "shelf", kind] as const,
  settings: ["listening-settings"] as const,
};

/** The whole history, page by page. */
export const historyQuery = pagedQuery(
  historyKeys.list,
  (from, signal): Promise<Page<HistoryEntry>> =>
    call(listening("listHistory"), { query: { limit: 40, ...from }, signal }),
);

/** As much of it as one row shows: what was played last, or what was left in the middle. */
export const shelfQuery = (kind: Shelf, limit: number) => ({
  queryKey: historyKeys.shelf(kind),
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const unfinished = kind === "unfinished" ? ("true" as const) : ("false" as const);
    return (await call(listening("listHistory"), { query: { limit, unfinished }, signal })).items;
  },
  // What was heard a moment ago is to be here when one comes back to the page.
  refetchOnMount: "always" as const,
});

/** Takes a track out of everything that shows the history. */
function dropFromHistory(trackId: string): void {
  const keep = (items: HistoryEntry[]) => items.filter((it) => it.track.id !== trackId);
  queryClient.setQueryData<Pages>(
    historyKeys.list,
    (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, items: keep(page.items) })) },
  );
  for (const kind of SHELVES)
    queryClient.setQueryData<HistoryEntry[]>(historyKeys.shelf(kind), (items) => items && keep(items));
}

export const removeFromHistoryMutation = {
  mutationFn: (trackId: string) => call(listening("removeFromHistory"), { params: { track_id: trackId } }),
  onSuccess: (_nothing: undefined, trackId: string) => dropFromHistory(trackId),
};

export const clearHistoryMutation = {
  mutationFn: () => call(listening("clearHistory"), {}),
  onSuccess: () => {
    queryClient.setQueryData<Pages>(historyKeys.list, {
      pages: [{ items: [], next_cursor: null }],
      pageParams: [undefined],
    });
    for (const kind of SHELVES) queryClient.setQueryData<HistoryEntry[]>(historyKeys.shelf(kind), []);
  },
};

/** The switch of the listening history: shown at once, taken back when the platform refuses. */
export const listeningWish = queryWish(historyKeys.settings, (settings: { is_history_on: boolean }) =>
  call(listening("updateListeningSettings"), { body: settings }),
);

export const listeningSettingsQuery = {
  queryKey: historyKeys.settings,
  queryFn: ({ signal }: { signal: AbortSignal }) => call(listening("getListeningSettings"), { signal }),
};
