import { type InfiniteData, type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { clearHistory, type HistoryEntry, removeFromHistory } from "@veza/contracts/http/listening";
import { call } from "../api/call.ts";
import { type HistoryPage, historyKeys } from "./history.ts";

type Pages = InfiniteData<HistoryPage, string | undefined>;

/** Takes a track out of everything that shows the history. */
export function dropFromHistory(client: QueryClient, trackId: string): void {
  const keep = (items: HistoryEntry[]) => items.filter((it) => it.track.id !== trackId);
  client.setQueryData<Pages>(
    historyKeys.list,
    (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, items: keep(page.items) })) },
  );
  for (const kind of ["recent", "unfinished"] as const)
    client.setQueryData<HistoryEntry[]>(historyKeys.shelf(kind), (items) => items && keep(items));
}

export function useRemoveFromHistory() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (trackId: string) => call(removeFromHistory, { params: { track_id: trackId } }),
    onSuccess: (_nothing, trackId) => dropFromHistory(client, trackId),
  });
}

export function useClearHistory() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call(clearHistory, {}),
    onSuccess: () => {
      client.setQueryData<Pages>(historyKeys.list, {
        pages: [{ items: [], next_cursor: null }],
        pageParams: [undefined],
      });
      for (const kind of ["recent", "unfinished"] as const)
        client.setQueryData<HistoryEntry[]>(historyKeys.shelf(kind), []);
    },
  });
}
