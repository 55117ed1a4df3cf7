import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { listTracks, type Track } from "@veza/contracts/http/tracks";
import { call } from "../api/call.ts";
import { queryKeys, type TrackFilter } from "./query-keys.ts";

export interface TrackPage {
  items: Track[];
  next_cursor: string | null;
}

export function fetchTracks(filter: TrackFilter, cursor?: string, signal?: AbortSignal): Promise<TrackPage> {
  return call(listTracks, {
    query: { ...filter, limit: 30, ...(cursor === undefined ? {} : { cursor }) },
    ...(signal ? { signal } : {}),
  });
}

export const tracksOptions = (filter: TrackFilter) =>
  infiniteQueryOptions({
    queryKey: queryKeys.tracks(filter),
    queryFn: ({ pageParam, signal }) => fetchTracks(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: TrackPage) => page.next_cursor ?? undefined,
  });

/** A list of tracks, page by page; `tracks` is flat and without the doubles that a moving list brings. */
export function useTracks(filter: TrackFilter, { enabled = true }: { enabled?: boolean } = {}) {
  const query = useInfiniteQuery({ ...tracksOptions(filter), enabled });
  const seen = new Map<string, Track>();
  for (const page of query.data?.pages ?? []) {
    for (const track of page.items) if (!seen.has(track.id)) seen.set(track.id, track);
  }
  return { ...query, tracks: [...seen.values()] };
}
