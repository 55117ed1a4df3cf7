import { queryOptions, useQuery } from "@tanstack/react-query";
import { getTrack, type Track } from "@veza/contracts/http/tracks";
import { call } from "../api/call.ts";
import { queryKeys } from "./query-keys.ts";

export function fetchTrack(trackId: string, signal?: AbortSignal): Promise<Track> {
  return call(getTrack, { params: { track_id: trackId }, ...(signal ? { signal } : {}) });
}

export const trackOptions = (trackId: string) =>
  queryOptions({
    queryKey: queryKeys.track(trackId),
    queryFn: ({ signal }) => fetchTrack(trackId, signal),
    // The socket is quicker; this is for the time when it is down.
    refetchInterval: (query) => (query.state.data && isOnItsWay(query.state.data) ? 15_000 : false),
  });

/** Whether the pipeline is still at work on a track or on its replacement. */
export function isOnItsWay(track: Track): boolean {
  const status = track.replacement?.status ?? track.status;
  return status === "processing" || status === "uploading";
}

export function useTrack(trackId: string) {
  return useQuery(trackOptions(trackId));
}
