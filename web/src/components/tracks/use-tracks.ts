import { useInfiniteQuery } from "@tanstack/react-query";
import { flatPages } from "../../lib/paged-query.ts";
import { tracksQuery } from "../../models/tracks/calls.ts";
import type { TrackFilter } from "../../models/tracks/keys.ts";

/** A list of tracks, page by page; `tracks` is flat and without the doubles that a moving list brings. */
export function useTracks(filter: TrackFilter, { enabled = true }: { enabled?: boolean } = {}) {
  const query = useInfiniteQuery({ ...tracksQuery(filter), enabled });
  return { ...query, tracks: flatPages(query.data?.pages, (track) => track.id) };
}
