import type { InfiniteData, QueryClient } from "@tanstack/query-core";
import type { Track } from "@veza/contracts/http/tracks";
import type { TrackPage } from "./calls.ts";
import { trackKeys } from "./keys.ts";

type Pages = InfiniteData<TrackPage, string | undefined>;

/** Applies a change to every cached copy of one track: its own page and all lists. */
export function changeTrack(client: QueryClient, trackId: string, change: (track: Track) => Track): void {
  client.setQueryData<Track>(trackKeys.one(trackId), (track) => (track ? change(track) : track));
  client.setQueriesData<Pages>(
    { queryKey: trackKeys.all },
    (data) => data && mapPages(data, trackId, change),
  );
}

/** Puts a track that the server just answered into every place that shows it. */
export function storeTrack(client: QueryClient, track: Track): void {
  client.setQueryData<Track>(trackKeys.one(track.id), track);
  changeTrack(client, track.id, () => track);
}

/** Takes a deleted track out of every list. */
export function dropTrack(client: QueryClient, trackId: string): void {
  client.setQueriesData<Pages>(
    { queryKey: trackKeys.all },
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({
          ...page,
          items: page.items.filter((item) => item.id !== trackId),
        })),
      },
  );
  client.removeQueries({ queryKey: trackKeys.one(trackId) });
}

function mapPages(data: Pages, trackId: string, change: (track: Track) => Track): Pages {
  if (!data.pages.some((page) => page.items.some((item) => item.id === trackId))) return data;
  return {
    ...data,
    pages: data.pages.map((page) => ({
      ...page,
      items: page.items.map((item) => (item.id === trackId ? change(item) : item)),
    })),
  };
}
